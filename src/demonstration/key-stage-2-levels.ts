// Owns the key stage 2 files of the levels years, 2009-10 to 2014-15. No file of these years is at hand: the columns
// are those that users of the published files name (English and mathematics to 2012; reading, writing and mathematics
// with progress in each from 2013), after the leading columns of the nearest file we do have (2016-17).

import {
  FEWEST_PUBLISHED,
  keyStage2Result,
  type KeyStage2Result,
  type LevelsResult,
} from './key-stage-2-results.ts'
import { LEVELS } from './national-figures.ts'
import { addressCells, candidateIn, newIn, PERFORMANCE_MANNER, type Summary } from './performance-rows.ts'
import { COUNTY } from './places.ts'
import { KS2_2017_COLUMNS } from './published-key-stage-2.ts'
import { pupilsIn, type School } from './schools.ts'
import { cells, columns, decimal, headerLine, line, percent } from './tables.ts'

const LEADING = KS2_2017_COLUMNS.slice(0, KS2_2017_COLUMNS.indexOf('TKS1AVERAGE'))

const TO_2012 = columns(`
  TKS1APS| TFSMCLA| PTFSMCLA| TNOTFSMCLA| PTNOTFSMCLA| TEALGRP2| PTEALGRP2| TMOBN| PTMOBN|
  PTENGX| PTENGAX| PTMATX| PTMATAX| PTENGMATX| PTENGMATAX| PTREADX| PTREADAX| PTWRITX| PTWRITAX|
  PT2ENG12| COVENG12| PT2MATH12| COVMATH12| TAPS| AVGLEVEL
`)

const FROM_2013 = columns(`
  TKS1APS| TFSM6CLA1A| PTFSM6CLA1A| TNOTFSM6CLA1A| PTNOTFSM6CLA1A| TEALGRP2| PTEALGRP2| TMOBN| PTMOBN|
  PTREADX| PTREADAX| PTREAD4B| PTWRITXTA| PTWRITAXTA| PTMATX| PTMATAX| PTMAT4B| PTGPS4B|
  PTREADWRITTAMATX| PTREADWRITTAMAT4B| PTREADWRITTAMATAX|
  PT2READ| COVREAD| PT2WRITTA| COVWRITTA| PT2MATH| COVMATH| TAPS| AVGLEVEL
`)

export function levelsColumns(year: number): readonly string[] {
  return [...LEADING, ...(year <= 2012 ? TO_2012 : FROM_2013)]
}

type Counts = (levels: LevelsResult) => number

const SHARES: Readonly<Record<string, Counts>> = {
  PTENGX: (levels) => levels.four.ENG,
  PTENGAX: (levels) => levels.five.ENG,
  PTMATX: (levels) => levels.four.MAT,
  PTMATAX: (levels) => levels.five.MAT,
  PTMAT4B: (levels) => levels.fourB.MAT,
  PTENGMATX: (levels) => levels.four.ENGMAT,
  PTENGMATAX: (levels) => levels.five.ENGMAT,
  PTREADX: (levels) => levels.four.READ,
  PTREADAX: (levels) => levels.five.READ,
  PTREAD4B: (levels) => levels.fourB.READ,
  PTWRITX: (levels) => levels.four.WRIT,
  PTWRITAX: (levels) => levels.five.WRIT,
  PTWRITXTA: (levels) => levels.four.WRIT,
  PTWRITAXTA: (levels) => levels.five.WRIT,
  PTGPS4B: (levels) => levels.fourB.GPS,
  PTREADWRITTAMATX: (levels) => levels.four.ALL,
  PTREADWRITTAMAT4B: (levels) => levels.fourB.ALL,
  PTREADWRITTAMATAX: (levels) => levels.five.ALL,
  PT2ENG12: (levels) => levels.progress.ENG,
  PT2MATH12: (levels) => levels.progress.MAT,
  PT2READ: (levels) => levels.progress.READ,
  PT2WRITTA: (levels) => levels.progress.WRIT,
  PT2MATH: (levels) => levels.progress.MAT,
}

/** The lines of one year's file: header, schools, authority, the two national rows. */
export function* levelsLines(
  seed: number,
  schools: Iterable<School>,
  year: number,
  summary: Summary = 'authority and country',
): Generator<string> {
  const names = levelsColumns(year)
  yield headerLine(names, PERFORMANCE_MANNER)
  const totals = new Map<string, number>()
  for (const school of schools) {
    const fresh = newIn(school, year)
    const result = keyStage2Result(seed, school, year)
    if (result === null || result.levels === null) continue
    if (fresh !== null) {
      const until = names.indexOf('TOTPUPS') + 1
      const row = { ...addressCells(school, fresh), URN_AC: '0', TOTPUPS: 'NEW' }
      yield line(cells(names.slice(0, until), row), PERFORMANCE_MANNER)
      continue
    }
    const row = schoolRow(seed, school, year, names, result, totals)
    if (row !== null) yield line(cells(names, row), PERFORMANCE_MANNER)
  }
  if (summary === 'authority and country') {
    yield line(cells(names, authorityRow(names, totals), ' '), PERFORMANCE_MANNER)
  }
  for (const record of ['4', '5'])
    yield line(cells(names, nationalRow(year, record), ' '), PERFORMANCE_MANNER)
}

function schoolRow(
  seed: number,
  school: School,
  year: number,
  names: readonly string[],
  result: KeyStage2Result,
  totals: Map<string, number>,
): Record<string, string> | null {
  const candidate = candidateIn(school, year)
  if (candidate === null || result.levels === null) return null
  const { life, became } = candidate
  const row: Record<string, string> = {
    ...addressCells(school, life),
    URN_AC: became === null ? '0' : became.urn.toString(),
    SCHNAME_AC: became?.name ?? '',
    TOTPUPS: pupilsIn(seed, school, year).toString(),
    TPUPYEAR: result.eligible.toString(),
    TELIG: result.eligible.toString(),
  }
  const published: Record<string, string> = {
    ...sizes(result),
    TKS1APS: decimal(result.priorPoints - 1, 1),
    TAPS: decimal(27.8 + (result.levels.four.MAT / result.eligible - 0.84) * 12, 1),
    AVGLEVEL: result.levels.four.MAT / result.eligible > 0.8 ? '4B' : '4C',
  }
  for (const name of names) {
    const count = SHARES[name]
    if (count !== undefined) {
      published[name] =
        result.lowCoverage && name.startsWith('PT2')
          ? 'LOWCOV'
          : percent(count(result.levels), result.eligible)
      if (result.silence === null) totals.set(name, (totals.get(name) ?? 0) + count(result.levels))
    }
    if (name.startsWith('COV')) published[name] = `${Math.round(result.coverage * 100)}%`
  }
  if (result.silence === null) totals.set('TELIG', (totals.get('TELIG') ?? 0) + result.eligible)
  // 2010: some heads did not hand in the tests. The column says so with NE; a later importer must not read a nought.
  const boycotted = year === 2010 && school.key % 11 === 3
  const silent =
    result.eligible < FEWEST_PUBLISHED ? 'SUPP' : boycotted || result.silence !== null ? 'NE' : null
  for (const [name, value] of Object.entries(published)) row[name] = silent ?? value
  return row
}

function sizes(result: KeyStage2Result): Record<string, string> {
  const { size, eligible } = result
  return {
    BELIG: size.B.toString(),
    GELIG: size.G.toString(),
    PBELIG: percent(size.B, eligible),
    PGELIG: percent(size.G, eligible),
    TFSMCLA: size.FSM6CLA1A.toString(),
    PTFSMCLA: percent(size.FSM6CLA1A, eligible),
    TNOTFSMCLA: size.NotFSM6CLA1A.toString(),
    PTNOTFSMCLA: percent(size.NotFSM6CLA1A, eligible),
    TFSM6CLA1A: size.FSM6CLA1A.toString(),
    PTFSM6CLA1A: percent(size.FSM6CLA1A, eligible),
    TNOTFSM6CLA1A: size.NotFSM6CLA1A.toString(),
    PTNOTFSM6CLA1A: percent(size.NotFSM6CLA1A, eligible),
    TEALGRP2: size.EAL.toString(),
    PTEALGRP2: percent(size.EAL, eligible),
    TMOBN: size.MOBN.toString(),
    PTMOBN: percent(size.MOBN, eligible),
  }
}

function authorityRow(names: readonly string[], totals: ReadonlyMap<string, number>): Record<string, string> {
  const eligible = totals.get('TELIG') ?? 0
  const row: Record<string, string> = {
    RECTYPE: '3',
    LEA: COUNTY.laCode,
    SCHNAME: COUNTY.name,
    TELIG: eligible.toString(),
  }
  for (const name of names) {
    const count = totals.get(name)
    if (count !== undefined && name !== 'TELIG') row[name] = percent(count, eligible)
  }
  return row
}

function nationalRow(year: number, record: string): Record<string, string> {
  const figures = LEVELS[year]
  if (figures === undefined) return { RECTYPE: record }
  const share = (value: number): string => `${Math.round(value * 100)}%`
  return {
    RECTYPE: record,
    TELIG: '547784',
    PTENGX: share(figures.english),
    PTMATX: share(figures.mathematics),
    PTENGMATX: share(figures.both),
    PTREADX: share(figures.reading),
    PTWRITX: share(figures.writing),
    PTWRITXTA: share(figures.writing),
    PTREADWRITTAMATX: share(figures.all),
    PTREADWRITTAMATAX: share(figures.high),
    PT2ENG12: share(figures.progress.english),
    PT2MATH12: share(figures.progress.mathematics),
    PT2READ: share(figures.progress.reading),
    PT2WRITTA: share(figures.progress.writing),
    PT2MATH: share(figures.progress.mathematics),
  }
}
