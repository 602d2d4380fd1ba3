// Owns Ofsted's files: latest inspections as published for 31 August 2020 and for 31 August 2025, one row a school
// that is open, `NULL` where there is nothing, 9 where the framework had no such grade.

import { KINDS, TYPES } from './establishment-types.ts'
import { daysAfter, inspectionsOf, type GradedInspection, type UngradedInspection } from './inspections.ts'
import { COUNTY } from './places.ts'
import { OFSTED_2020_COLUMNS, OFSTED_2025_COLUMNS } from './published-registers.ts'
import { laEstab, openOn, pupilsIn, type Establishment, type School } from './schools.ts'
import { cells, headerLine, line, type FileManner } from './tables.ts'

export const OFSTED_MANNER: FileManner = { encoding: 'windows-1252', lineEnd: '\r\n', quotes: 'where needed' }

export type OfstedLayout = 2020 | 2025

export function ofstedColumns(layout: OfstedLayout): readonly string[] {
  return layout === 2020 ? OFSTED_2020_COLUMNS : OFSTED_2025_COLUMNS
}

/** Header, one row an open school, and two rows of nothing but NULL at the end, as in the real file of 2025. */
export function* ofstedLines(
  seed: number,
  schools: Iterable<School>,
  layout: OfstedLayout,
  emptyRows = true,
): Generator<string> {
  const names = ofstedColumns(layout)
  const day = `${layout}-08-31`
  yield headerLine(names, OFSTED_MANNER)
  for (const school of schools) {
    const life = openOn(school, day)
    if (life === null || school.kind === 'independent' || school.kind === 'sixteen-plus') continue
    yield line(cells(names, ofstedRow(seed, school, life, layout), 'NULL'), OFSTED_MANNER)
  }
  if (!emptyRows || layout === 2020) return
  for (let row = 0; row < 2; row += 1)
    yield line(
      names.map(() => 'NULL'),
      OFSTED_MANNER,
    )
}

function ofstedRow(
  seed: number,
  school: School,
  life: Establishment,
  layout: OfstedLayout,
): Record<string, string> {
  const day = `${layout}-08-31`
  const history = inspectionsOf(seed, school, day)
  const latest = history.graded.at(-1)
  const before = history.graded.at(-2)
  const since = history.ungraded.filter((visit) => latest !== undefined && visit.date > latest.date)
  const row: Record<string, string> = {
    ...identity(school, life, layout),
    'Total number of pupils': pupilsIn(seed, school, layout).toString(),
    ...ungradedCells(school, since, life, layout),
    ...(latest === undefined ? {} : gradedCells(school, latest, life, layout)),
    ...(before === undefined ? {} : previousCells(school, before, life, layout)),
  }
  // Padded, as some of that year's files had it.
  if (layout === 2020 && row['Category of concern'] === 'SM') row['Category of concern'] = 'SM '
  return row
}

export function identity(school: School, life: Establishment, layout: OfstedLayout): Record<string, string> {
  const type = TYPES[life.type]
  const kind = KINDS[school.kind]
  const secondary = kind.summary === 'SEC'
  const faith = school.religion === 'Does not apply' || school.religion === 'None' ? 'Non-faith' : 'Christian'
  const shared: Record<string, string> = {
    URN: life.urn.toString(),
    LAESTAB: laEstab(school, life),
    'School name': life.name,
    'Ofsted phase': kind.ofstedPhase,
    'Type of education': type.ofsted,
    'School open date': slashed(life.opened),
    'Admissions policy': school.selective ? 'Selective' : secondary ? 'Non-selective' : 'Not applicable',
    'Sixth form': school.sixthForm
      ? 'Has a sixth form'
      : secondary || kind.ofstedPhase === 'Primary'
        ? 'Does not have a sixth form'
        : 'Not applicable',
    'Designated religious character': school.religion,
    'Religious ethos': 'Does not apply',
    'Faith grouping': faith,
    'Ofsted region': COUNTY.ofstedRegion,
    Region: COUNTY.region,
    'Local authority': school.authority.name,
    'Parliamentary constituency': school.place.district.constituency,
    Postcode: school.postcode,
    // Quintile 5 is the most deprived.
    'The income deprivation affecting children index (IDACI) quintile': quintile(school.disadvantaged),
    'Statutory lowest age': school.ages[0].toString(),
    'Statutory highest age': school.ages[1].toString(),
  }
  if (layout === 2020) return { ...shared, 'Web link': 'Ofsted School Webpage' }
  const trust = life.trust
  return {
    ...shared,
    'Web Link (opens in new window)': `http://reports.example.org/provider/ELS/${life.urn}`,
    ...(trust === null
      ? {}
      : { 'Multi-academy trust UID': trust.uid, 'Multi-academy trust name': trust.name }),
    ...(trust === null || !life.sponsored
      ? {}
      : { 'Academy sponsor UID': (Number(trust.uid) + 400).toString(), 'Academy sponsor name': trust.name }),
  }
}

function ungradedCells(
  school: School,
  visits: readonly UngradedInspection[],
  life: Establishment,
  layout: OfstedLayout,
): Record<string, string> {
  const last = visits.at(-1)
  if (last === undefined) return {}
  const same = last.life.urn === life.urn ? 'Yes' : 'No'
  const outcome = layout === 2020 && last.outcome === 'Standards maintained' ? 'NULL' : last.outcome
  const values = [
    last.number,
    same,
    last.life.urn.toString(),
    laEstab(school, last.life),
    last.life.name,
    TYPES[last.life.type].ofsted,
    visits.length.toString(),
    slashed(last.date),
    slashed(last.published),
    'No',
    outcome,
  ]
  const names =
    layout === 2020
      ? [
          'Latest section 8 inspection number since last full inspection',
          'Does the section 8 inspection relate to the URN of the current school?',
          'URN at time of the section 8 inspection',
          'LAESTAB at time of the section 8 inspection',
          'School name at time of the latest section 8 inspection',
          'School type at time of the latest section 8 inspection',
          'Number of section 8 inspections since the last full inspection',
          'Date of latest section 8 inspection',
          'Section 8 inspection publication date',
          'Did the latest section 8 inspection convert to a full inspection?',
          'Section 8 inspection overall outcome',
        ]
      : [
          'Latest ungraded inspection number since last graded inspection',
          'Does the ungraded inspection relate to the URN of the current school?',
          'URN at time of the ungraded inspection',
          'LAESTAB at time of the ungraded inspection',
          'School name at time of the latest ungraded inspection',
          'School type at time of the latest ungraded inspection',
          'Number of ungraded inspections since the last graded inspection',
          'Date of latest ungraded inspection',
          'Ungraded inspection publication date',
          'Did the latest ungraded inspection convert to a graded inspection?',
          'Ungraded inspection overall outcome',
        ]
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? 'NULL']))
}

function gradedCells(
  school: School,
  latest: GradedInspection,
  life: Establishment,
  layout: OfstedLayout,
): Record<string, string> {
  const word = layout === 2020 ? 'full' : 'graded'
  const same = latest.life.urn === life.urn
  const cellsOf: Record<string, string> = {
    [`Inspection number of latest ${word} inspection`]: latest.number,
    'Inspection type': latest.type,
    'Inspection type grouping': latest.type,
    'Event type grouping': 'Schools - S5',
    'Inspection start date': slashed(latest.date),
    'Publication date': slashed(latest.published),
    [`Does the latest ${word} inspection relate to the URN of the current school?`]: same ? 'Yes' : 'No',
    [`URN at time of latest ${word} inspection`]: latest.life.urn.toString(),
    [`LAESTAB at time of latest ${word} inspection`]: laEstab(school, latest.life),
    [`School name at time of latest ${word} inspection`]: latest.life.name,
    [`School type at time of latest ${word} inspection`]: TYPES[latest.life.type].ofsted,
    'Overall effectiveness': latest.overall?.toString() ?? 'Not judged',
    'Category of concern': latest.category ?? 'NULL',
    ...judgements(school, latest, ''),
  }
  if (layout === 2020) cellsOf['Inspection end date'] = slashed(daysAfter(latest.date, 1))
  else
    cellsOf['Current school type used for chart C6'] = !same
      ? 'Not inspected in current form'
      : TYPES[life.type].academy
        ? TYPES[life.type].name
        : 'Maintained school'
  return cellsOf
}

function previousCells(
  school: School,
  before: GradedInspection,
  life: Establishment,
  layout: OfstedLayout,
): Record<string, string> {
  const word = layout === 2020 ? 'full' : 'graded'
  const cellsOf: Record<string, string> = {
    [layout === 2020 ? 'Previous full inspection number' : 'Previous inspection number']: before.number,
    'Previous inspection start date': slashed(before.date),
    'Previous publication date': slashed(before.published),
    [`Does the previous ${word} inspection relate to the URN of the current school?`]:
      before.life.urn === life.urn ? 'Yes' : 'No',
    [`URN at time of previous ${word} inspection`]: before.life.urn.toString(),
    [`LAESTAB at time of previous ${word} inspection`]: laEstab(school, before.life),
    [`School name at time of previous ${word} inspection`]: before.life.name,
    [`School type at time of previous ${word} inspection`]: TYPES[before.life.type].ofsted,
    [`Previous ${word} inspection overall effectiveness`]: before.overall?.toString() ?? 'Not judged',
    'Previous category of concern': before.category ?? 'NULL',
    ...judgements(school, before, 'Previous '),
  }
  if (layout === 2020) cellsOf['Previous inspection end date'] = slashed(daysAfter(before.date, 1))
  return cellsOf
}

export function judgements(
  school: School,
  inspection: GradedInspection,
  prefix: '' | 'Previous ',
): Record<string, string> {
  const named = (name: string): string =>
    prefix === '' ? name : `${prefix}${name.charAt(0).toLowerCase()}${name.slice(1)}`
  // Before September 2019 there were other parts: these columns then hold 9.
  const now = inspection.date >= '2019-09-01'
  const since2012 = inspection.date >= '2012-09-01'
  return {
    [named('Quality of education')]: now ? inspection.quality.toString() : '9',
    [named('Behaviour and attitudes')]: now ? inspection.behaviour.toString() : '9',
    [named('Personal development')]: now ? inspection.development.toString() : '9',
    [named('Effectiveness of leadership and management')]: inspection.leadership.toString(),
    [named('Safeguarding is effective?')]:
      since2012 && inspection.date >= '2015-09-01' ? (inspection.safeguarding ? 'Yes' : 'No') : '9',
    [named('Early years provision (where applicable)')]:
      inspection.earlyYears?.toString() ??
      (school.ages[0] <= 4 && inspection.date >= '2012-01-01' ? '8' : '9'),
    [named('Sixth form provision (where applicable)')]: inspection.sixthForm?.toString() ?? '9',
  }
}

function quintile(disadvantaged: number): string {
  const bounds = [0.11, 0.17, 0.24, 0.34]
  return (bounds.filter((bound) => disadvantaged > bound).length + 1).toString()
}

export function slashed(iso: string | null): string {
  return iso === null ? 'NULL' : `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`
}
