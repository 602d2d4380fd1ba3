// Owns the demonstration county's files: which there are, for which years, under which names, and writing them to a
// folder. Pure but for `writeDemonstration`. The county (see places.ts, county-schools.ts) is invented throughout.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildCounty } from './county-schools.ts'
import { OFSTED_MANNER, ofstedLines } from './inspection-files.ts'
import { keyStage2Lines } from './key-stage-2-files.ts'
import { levelsLines } from './key-stage-2-levels.ts'
import { keyStage4Lines, keyStage4Manner } from './key-stage-4-files.ts'
import { longYear, publishedYears, shortYear } from './national-figures.ts'
import { absenceLines, CENSUS_MANNER, censusLines, financeLines, PLAIN_MANNER } from './other-files.ts'
import { PERFORMANCE_MANNER } from './performance-rows.ts'
import { COUNTY } from './places.ts'
import { GIAS_MANNER, giasLines, groupLines, linkLines } from './register-files.ts'
import { reportCardLines } from './report-card-files.ts'
import { wholeFile, type FileManner } from './tables.ts'

export type DemonstrationKind =
  | 'gias-establishments'
  | 'gias-links'
  | 'gias-groups'
  | 'ofsted-latest-inspections'
  | 'ofsted-report-cards'
  | 'key-stage-2'
  | 'key-stage-4'
  | 'pupil-census'
  | 'absence'
  | 'school-finance'

export interface DemonstrationFile {
  fileName: string
  kind: DemonstrationKind
  /** The year the figures are of ('2018-19'), or null for a register. */
  academicYear: string | null
  bytes: Buffer
}

/** The seed of the county that everybody sees first. */
export const DEMONSTRATION_SEED = 985

/**
 * Every file of the county, in the order in which they are best read (register, links, groups, then the rest by year).
 * The same seed and day give the same bytes. `today` is an ISO date: nothing published after it is written.
 */
export function* generateCounty(seed: number, today: string): Generator<DemonstrationFile> {
  const county = buildCounty(seed, today)
  const { schools } = county
  const plain = today.replaceAll('-', '')
  const file = (
    fileName: string,
    kind: DemonstrationKind,
    academicYear: string | null,
    lines: Iterable<string>,
    manner: FileManner,
  ): DemonstrationFile => ({ fileName, kind, academicYear, bytes: wholeFile([...lines].join(''), manner) })

  yield file(
    `edubasealldata${plain}.csv`,
    'gias-establishments',
    null,
    giasLines(seed, schools, today),
    GIAS_MANNER,
  )
  yield file(`links_edubasealldata${plain}.csv`, 'gias-links', null, linkLines(county.links), GIAS_MANNER)
  yield file(
    `grouplinks_edubaseallacademiesandfree${plain}.csv`,
    'gias-groups',
    null,
    groupLines(schools),
    GIAS_MANNER,
  )
  for (const layout of [2020, 2025] as const) {
    if (today < `${layout}-10-01`) continue
    const name = layout === 2020 ? 'ofsted_mi_latest_inspections' : 'ofsted_official_latest_inspections'
    yield file(
      `${name}_${layout}0831.csv`,
      'ofsted-latest-inspections',
      null,
      ofstedLines(seed, schools, layout),
      OFSTED_MANNER,
    )
  }
  if (today >= '2026-10-01') {
    const cards = reportCardLines(seed, schools, '2026-08-31')
    yield file(
      'ofsted_mi_most_recent_inspections_20260831.csv',
      'ofsted-report-cards',
      null,
      cards,
      OFSTED_MANNER,
    )
  }
  for (const year of publishedYears(today)) {
    const name = (what: string): string => `${longYear(year)}_${COUNTY.laCode}_${what}.csv`
    const keyStage2 = year <= 2015 ? levelsLines(seed, schools, year) : keyStage2Lines(seed, schools, year)
    yield file(name('ks2final'), 'key-stage-2', shortYear(year), keyStage2, PERFORMANCE_MANNER)
    const manner = keyStage4Manner(year)
    yield file(name('ks4final'), 'key-stage-4', shortYear(year), keyStage4Lines(seed, schools, year), manner)
  }
  for (const year of contextYears(today)) {
    const name = (what: string): string => `${longYear(year)}_${COUNTY.laCode}_${what}.csv`
    yield file(
      name('census'),
      'pupil-census',
      shortYear(year),
      censusLines(seed, schools, year),
      CENSUS_MANNER,
    )
    if (year === 2020 || year === 2021) continue
    yield file(name('abs'), 'absence', shortYear(year), absenceLines(seed, schools, year), PLAIN_MANNER)
  }
  for (const year of contextYears(today)) {
    yield file(
      `${longYear(year)}_${COUNTY.laCode}_cfr.csv`,
      'school-finance',
      shortYear(year),
      financeLines(seed, schools, year),
      PLAIN_MANNER,
    )
  }
}

/** Census, absence and finance: the ten years whose figures are out by the spring after. */
function contextYears(today: string): number[] {
  const year = Number(today.slice(0, 4))
  const last = today.slice(5) >= '05-01' ? year - 1 : year - 2
  return Array.from({ length: 10 }, (_, at) => last - 9 + at)
}

/** Writes every file into a folder (made if need be) and answers their full paths, in the order to import them. */
export async function writeDemonstration(directory: string, seed: number, today: string): Promise<string[]> {
  await mkdir(directory, { recursive: true })
  const paths: string[] = []
  for (const file of generateCounty(seed, today)) {
    const path = join(directory, file.fileName)
    await writeFile(path, file.bytes)
    paths.push(path)
  }
  return paths
}
