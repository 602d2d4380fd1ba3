// Owns Ofsted's file of 2026: report cards where a school has one, beside the last grades of the framework before
// them (nothing is converted between the two). Same manner as the earlier files.

import { TYPES } from './establishment-types.ts'
import { identity, judgements, OFSTED_MANNER, slashed } from './inspection-files.ts'
import { inspectionsOf, type CardArea, type History, type ReportCard } from './inspections.ts'
import { OFSTED_2026_COLUMNS } from './published-registers.ts'
import { laEstab, openOn, pupilsIn, type School } from './schools.ts'
import { cells, headerLine, line } from './tables.ts'

/** Header and one row an open school, as it stood on `day` (ISO date, in 2026 or later). */
export function* reportCardLines(seed: number, schools: Iterable<School>, day: string): Generator<string> {
  yield headerLine(OFSTED_2026_COLUMNS, OFSTED_MANNER)
  for (const school of schools) {
    const life = openOn(school, day)
    if (life === null || school.kind === 'independent' || school.kind === 'sixteen-plus') continue
    const history = inspectionsOf(seed, school, day)
    const row: Record<string, string> = {
      ...identity(school, life, 2025),
      'Total number of pupils': pupilsIn(seed, school, Number(day.slice(0, 4))).toString(),
      ...cardCells(school, history.cards.at(-1), life.urn),
      ...gradedCells(school, history, life.urn),
      ...ungradedCells(school, history, life.urn),
      'Most recent category of concern': (history.cards.at(-1) ?? history.graded.at(-1))?.category ?? 'NULL',
    }
    yield line(cells(OFSTED_2026_COLUMNS, row, 'NULL'), OFSTED_MANNER)
  }
}

const APPLICABLE: Partial<Record<CardArea, string>> = {
  'Early years': 'Early years (where applicable)',
  'Post-16 provision': 'Post-16 provision (where applicable)',
}

function cardCells(school: School, card: ReportCard | undefined, urn: number): Record<string, string> {
  if (card === undefined) return {}
  const row: Record<string, string> = {
    'Inspection number of latest full inspection': card.number,
    'Inspection type': 'S5 Inspection',
    'Inspection type grouping': 'S5 Inspection',
    'Event type grouping': 'Schools - S5',
    'Inspection start date': slashed(card.date),
    'Publication date': slashed(card.published),
    'Does the latest full inspection relate to the URN of the current school?':
      card.life.urn === urn ? 'Yes' : 'No',
    'URN at time of latest full inspection': card.life.urn.toString(),
    'LAESTAB at time of latest full inspection': laEstab(school, card.life),
    'School name at time of latest full inspection': card.life.name,
    'School type at time of latest full inspection': TYPES[card.life.type].ofsted,
    'Category of concern': card.category ?? 'NULL',
    'Safeguarding standards': card.safeguarding,
    'Safeguarding standards - date of grade': slashed(card.date),
  }
  for (const [area, grade] of Object.entries(card.grades) as [CardArea, string][]) {
    const applies =
      area === 'Early years' ? school.ages[0] <= 4 : area === 'Post-16 provision' ? school.sixthForm : true
    row[APPLICABLE[area] ?? area] = applies ? grade : '9'
    row[`${area} - date of grade`] = applies ? slashed(card.date) : 'NULL'
  }
  return row
}

function gradedCells(school: School, history: History, urn: number): Record<string, string> {
  const last = history.graded.at(-1)
  if (last === undefined) return {}
  const of = 'of latest OEIF graded inspection'
  const row: Record<string, string> = {
    [`Inspection number ${of}`]: last.number,
    [`Inspection type ${of}`]: last.type,
    [`Inspection type grouping ${of}`]: last.type,
    [`Event type grouping ${of}`]: 'Schools - S5',
    [`Inspection start date ${of}`]: slashed(last.date),
    [`Publication date ${of}`]: slashed(last.published),
    'Does the latest OEIF graded inspection relate to the URN of the current school?':
      last.life.urn === urn ? 'Yes' : 'No',
    'URN at time of latest OEIF graded inspection': last.life.urn.toString(),
    'LAESTAB at time of latest OEIF graded inspection': laEstab(school, last.life),
    'School name at time of latest OEIF graded inspection': last.life.name,
    'School type at time of latest OEIF graded inspection': TYPES[last.life.type].ofsted,
    'Latest OEIF category of concern': last.category ?? 'NULL',
    'Latest OEIF overall effectiveness': last.overall?.toString() ?? 'Not judged',
  }
  for (const [name, value] of Object.entries(judgements(school, last, ''))) {
    row[`Latest OEIF ${name.charAt(0).toLowerCase()}${name.slice(1)}`] = value
  }
  // The publisher's own double blank.
  row['Latest OEIF  safeguarding is effective?'] = row['Latest OEIF safeguarding is effective?'] ?? 'NULL'
  return row
}

function ungradedCells(school: School, history: History, urn: number): Record<string, string> {
  const graded = history.graded.at(-1)
  const last = history.ungraded.findLast((visit) => graded !== undefined && visit.date > graded.date)
  if (last === undefined) return {}
  return {
    'Latest ungraded inspection number': last.number,
    'Date of latest ungraded inspection': slashed(last.date),
    'Ungraded inspection publication date': slashed(last.published),
    'Does the ungraded inspection relate to the URN of the current school?':
      last.life.urn === urn ? 'Yes' : 'No',
    'URN at time of the ungraded inspection': last.life.urn.toString(),
    'LAESTAB at time of the ungraded inspection': laEstab(school, last.life),
    'School name at time of the ungraded inspection': last.life.name,
    'School type at time of the ungraded inspection': TYPES[last.life.type].ofsted,
    'Ungraded inspection overall outcome': last.outcome,
  }
}
