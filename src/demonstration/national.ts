// Owns the generated national register for benchmarks: the published formats at the size of England, written piece by
// piece in bounded memory. Same makers as the county, other places and URNs (700001–799999); no links between schools
// but that of an academy to the school it replaced. All of it is invented, authorities included.

import { KINDS, type SchoolKind, type TypeKey } from './establishment-types.ts'
import type { Link } from './county-schools.ts'
import { OFSTED_MANNER, ofstedLines } from './inspection-files.ts'
import { keyStage2Lines } from './key-stage-2-files.ts'
import { levelsLines } from './key-stage-2-levels.ts'
import { keyStage4Lines, keyStage4Manner } from './key-stage-4-files.ts'
import { keyStage4Figures, longYear, shortYear } from './national-figures.ts'
import { absenceLines, CENSUS_MANNER, censusLines, PLAIN_MANNER } from './other-files.ts'
import { PERFORMANCE_MANNER } from './performance-rows.ts'
import { people, type PersonName } from './person-names.ts'
import { placesOfTheCounty, type Place } from './places.ts'
import { chance } from './random.ts'
import { GIAS_MANNER, giasLines, linkLines, type GiasLayout } from './register-files.ts'
import { makeSchool, type School } from './schools.ts'
import type { DemonstrationKind } from './county.ts'
import { bytesOf, type FileManner } from './tables.ts'

export const NATIONAL_URNS = { first: 700_001, last: 799_999 } as const

export interface NationalWish {
  seed: number
  /** Open schools; England has about 24,000. */
  schools: number
  /** Academic years back from the last one of `today` with results; those without any still have a census. */
  years: number
  /** ISO date. */
  today: string
}

export interface NationalFile {
  fileName: string
  kind: DemonstrationKind
  academicYear: string | null
  /** The file's bytes in pieces of about 64 kB; may be read once for each call. */
  pieces: () => AsyncIterable<Buffer>
}

const MIX: readonly [SchoolKind, number][] = [
  ['primary', 0.66],
  ['infant', 0.06],
  ['junior', 0.045],
  ['secondary', 0.14],
  ['special', 0.05],
  ['nursery', 0.017],
  ['alternative', 0.014],
  ['all-through', 0.008],
  ['middle-secondary', 0.004],
  ['middle-primary', 0.002],
]

/** Schools one at a time, the same for a seed; each is forgotten when the next is made. */
export function* nationalSchools(seed: number, many: number): Generator<School> {
  const places = placesOfTheCounty()
  const heads = people(seed, 'national heads', 1200)
  let urn: number = NATIONAL_URNS.first
  for (let key = 0; key < many; key += 1) {
    const school = nationalSchool(seed, key, places, heads, urn)
    urn += school.lives.length
    if (urn > NATIONAL_URNS.last) throw new Error('There are not enough invented URNs for so many schools.')
    yield school
  }
}

function nationalSchool(
  seed: number,
  key: number,
  places: readonly Place[],
  heads: readonly PersonName[],
  urn: number,
): School {
  const luck = chance(seed, 'national', key)
  const kind = kindFrom(luck.unit())
  const place = luck.pick(places)
  const story = luck.unit()
  const made = makeSchool(seed, {
    key,
    kind,
    place,
    story:
      story < 0.15
        ? 'strong'
        : story < 0.2
          ? 'falling'
          : story < 0.25
            ? 'recovering'
            : story < 0.29
              ? 'long struggle'
              : story < 0.33
                ? 'stuck'
                : 'steady',
    head: heads[key % heads.length] as PersonName,
    ...(kind === 'primary' ? { cohort: luck.pick([8, 14, 20, 28, 30, 30, 45, 60, 60, 90]) } : {}),
  })
  // Authorities 500–649: the register uses none of these numbers.
  const number = key % 150
  const authority = {
    code: (500 + number).toString(),
    name: `Authority ${number + 1}`,
    gssCode: `E1000${9000 + number}`,
  }
  const school = { ...made, authority }
  const name = `${place.name} ${kind.replaceAll('-', ' ')} School ${key + 1}`
  const usual: TypeKey =
    kind === 'special'
      ? 'special'
      : kind === 'nursery'
        ? 'nursery'
        : kind === 'alternative'
          ? 'referral'
          : luck.pick(['community', 'community', 'controlled', 'aided', 'foundation'] as const)
  const life = {
    urn,
    estab: 2000 + (key % 4000),
    name,
    type: usual,
    opened: null,
    closed: null,
    whyOpened: 'Not applicable',
    whyClosed: 'Not applicable',
    trust: null,
    sponsored: false,
    notice: null,
  }
  // A third of the schools have changed their URN once.
  const changes =
    KINDS[kind].keyStage2 || KINDS[kind].keyStage4 ? luck.happens(kind === 'secondary' ? 0.7 : 0.34) : false
  if (!changes || kind === 'alternative')
    return { ...school, site: `www.school${key}.example.org`, lives: [life] }
  const opened = `${luck.whole(2011, 2024)}-0${luck.pick([1, 4, 9])}-01`
  const closed = `${Number(opened.slice(0, 4)) - (opened.slice(5, 7) === '01' ? 1 : 0)}-${{ '01': '12-31', '04': '03-31', '09': '08-31' }[opened.slice(5, 7)] ?? '08-31'}`
  const trustNumber = key % 1500
  const trust = {
    uid: (60_001 + trustNumber).toString(),
    name: `Learning Trust ${trustNumber + 1}`,
    kind: 'Multi-academy trust' as const,
    companyNumber: (98_000_001 + trustNumber).toString(),
  }
  return {
    ...school,
    site: `www.school${key}.example.org`,
    lives: [
      { ...life, closed, whyClosed: 'Academy Converter' },
      {
        ...life,
        urn: urn + 1,
        type: kind === 'special' ? 'specialConverter' : 'converter',
        opened,
        whyOpened: 'Academy Converter',
        trust,
      },
    ],
  }
}

function kindFrom(drawn: number): SchoolKind {
  let sum = 0
  for (const [kind, share] of MIX) {
    sum += share
    if (drawn < sum) return kind
  }
  return 'primary'
}

function* linksOf(schools: Iterable<School>): Generator<Link> {
  for (const school of schools) {
    const [before, after] = school.lives
    if (before === undefined || after === undefined) continue
    yield {
      urn: before.urn,
      linkUrn: after.urn,
      linkName: after.name,
      linkType: 'Successor',
      established: after.opened,
    }
    yield {
      urn: after.urn,
      linkUrn: before.urn,
      linkName: before.name,
      linkType: 'Predecessor',
      established: after.opened,
    }
  }
}

/** Every file of the national register. Nothing is made until its pieces are read. */
export function* nationalRegister(wish: NationalWish): Generator<NationalFile> {
  const { seed, today } = wish
  const schools = (): Iterable<School> => nationalSchools(seed, wish.schools)
  const last = Number(today.slice(0, 4)) - (today.slice(5) >= '12-12' ? 0 : 1)
  const file = (
    fileName: string,
    kind: DemonstrationKind,
    year: number | null,
    lines: () => Iterable<string>,
    manner: FileManner,
  ): NationalFile => ({
    fileName,
    kind,
    academicYear: year === null ? null : shortYear(year),
    pieces: () => inPieces(lines(), manner),
  })
  yield file(
    'edubasealldata_national.csv',
    'gias-establishments',
    null,
    () => giasLines(seed, schools(), today),
    GIAS_MANNER,
  )
  yield file(
    'links_edubasealldata_national.csv',
    'gias-links',
    null,
    () => linkLines(linksOf(schools())),
    GIAS_MANNER,
  )
  yield ofsted2025(seed, wish.schools)
  for (let year = last - wish.years + 1; year <= last; year += 1) {
    if (keyStage4Figures(year) !== null) {
      const second = (): Iterable<string> =>
        year <= 2015
          ? levelsLines(seed, schools(), year, 'country')
          : keyStage2Lines(seed, schools(), year, 'country')
      yield file(`${longYear(year)}_england_ks2final.csv`, 'key-stage-2', year, second, PERFORMANCE_MANNER)
      yield file(
        `${longYear(year)}_england_ks4final.csv`,
        'key-stage-4',
        year,
        () => keyStage4Lines(seed, schools(), year, 'country'),
        keyStage4Manner(year),
      )
    }
    yield file(
      `${longYear(year)}_england_census.csv`,
      'pupil-census',
      year,
      () => censusLines(seed, schools(), year),
      CENSUS_MANNER,
    )
    // Absence of 2019-20 was never published.
    if (year === 2020) continue
    yield file(
      `${longYear(year)}_england_abs.csv`,
      'absence',
      year,
      () => absenceLines(seed, schools(), year),
      PLAIN_MANNER,
    )
  }
}

/** A GIAS extract of exactly so many rows (establishments, open and closed). */
export function giasExtract(wish: {
  seed: number
  rows: number
  today: string
  layout?: GiasLayout
}): NationalFile {
  const { seed, rows, today } = wish
  const lines = function* (): Generator<string> {
    let left = rows + 1
    for (const text of giasLines(seed, nationalSchools(seed, rows), today, wish.layout ?? '2026')) {
      if (left === 0) return
      left -= 1
      yield text
    }
  }
  return {
    // As GIAS names it.
    fileName: `edubasealldata${today.replaceAll('-', '')}.csv`,
    kind: 'gias-establishments',
    academicYear: null,
    pieces: () => inPieces(lines(), GIAS_MANNER),
  }
}

/** Ofsted's file of 31 August 2025 for so many schools. */
export function ofsted2025(seed: number, schools: number): NationalFile {
  return {
    fileName: 'ofsted_official_latest_inspections_20250831_national.csv',
    kind: 'ofsted-latest-inspections',
    academicYear: null,
    pieces: () => inPieces(ofstedLines(seed, nationalSchools(seed, schools), 2025), OFSTED_MANNER),
  }
}

/**
 * Ofsted's file of 2025 made so many times as long: the schools of one register, again and again under new URNs.
 * A tenfold national file needs more URNs than are set aside, so that the repeats count on from 100000 round to 999999
 * through every six-digit number: only for benchmarks of reading, never for a register that anybody looks at.
 */
export function ofsted2025Times(factor: number, schools: number, seed: number): NationalFile {
  const lines = function* (): Generator<string> {
    let urn = 100_000
    let begun = false
    for (let round = 0; round < factor; round += 1) {
      for (const text of ofstedLines(seed, nationalSchools(seed, schools), 2025, false)) {
        if (text.startsWith('Web Link')) {
          if (!begun) yield text
          begun = true
          continue
        }
        const own = /^[^,]*,(\d+),/.exec(text)?.[1]
        if (own === undefined) continue
        if (urn > 999_999) throw new Error('There are not so many six-digit URNs.')
        yield text.replaceAll(own, urn.toString())
        urn += 1
      }
    }
  }
  return {
    fileName: `ofsted_official_latest_inspections_20250831_times_${factor}.csv`,
    kind: 'ofsted-latest-inspections',
    academicYear: null,
    pieces: () => inPieces(lines(), OFSTED_MANNER),
  }
}

const PIECE = 64 * 1024

async function* inPieces(lines: Iterable<string>, manner: FileManner): AsyncGenerator<Buffer> {
  let held = ''
  let first = true
  for (const text of lines) {
    held += text
    if (held.length < PIECE) continue
    yield bytesOf(held, manner, first)
    first = false
    held = ''
    // Others get their turn: a benchmark that reads us also measures them.
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (held !== '') yield bytesOf(held, manner, first)
}
