// Owns the key stage 2 files of the scaled-score years: header by year, school rows, short rows, summary rows.
// 2016-17, 2017-18 and 2018-19 have the published headers exactly. No file of the other years is at hand: 2015-16
// takes the nearest one (2016-17) without earlier years' columns, 2021-22 on take 2018-19's with the columns that
// later ones no longer have (key stage 1 groups and progress from 2023-24, previous years' where there were none) left out.

import {
  bounded,
  FEWEST_PUBLISHED,
  groupCount,
  groupPoints,
  GROUPS,
  keyStage2Result,
  type Group,
  type KeyStage2Result,
  type Subject,
} from './key-stage-2-results.ts'
import { scaledFigures } from './national-figures.ts'
import { addressCells, candidateIn, newIn, PERFORMANCE_MANNER, type Summary } from './performance-rows.ts'
import { COUNTY } from './places.ts'
import { KS2_2017_COLUMNS, KS2_2018_COLUMNS, KS2_2019_COLUMNS } from './published-key-stage-2.ts'
import { pupilsIn, type School } from './schools.ts'
import { cells, decimal, headerLine, line, percent, type Row } from './tables.ts'

export function keyStage2Columns(year: number): readonly string[] {
  if (year === 2017) return KS2_2017_COLUMNS
  if (year === 2018) return KS2_2018_COLUMNS
  if (year === 2019) return KS2_2019_COLUMNS
  if (year === 2016) return KS2_2017_COLUMNS.filter((name) => !/_(16|3YR)$/.test(name))
  const progress = scaledFigures(year)?.progress ?? false
  return KS2_2019_COLUMNS.flatMap((name) => {
    if (!progress && /PROG|COV$|KS1|_[LMH](_|$)/.test(name)) return []
    if (name.endsWith('_3YR')) return year >= 2024 ? [name] : []
    const back = /_(17|18)$/.exec(name)?.[1]
    if (back === undefined) return [name]
    const then = year - (back === '18' ? 1 : 2)
    return scaledFigures(then) === null ? [] : [name.replace(/_\d\d$/, `_${then % 100}`)]
  })
}

type Say = (result: KeyStage2Result, earlier: (year: number) => KeyStage2Result | null) => string

/** What each column of a header says, worked out once a file. */
function sayings(year: number, names: readonly string[]): Map<string, Say> {
  const found = new Map<string, Say>()
  for (const name of names) {
    const say = sayingFor(year, name)
    if (say !== null) found.set(name, say)
  }
  return found
}

const COUNTS: Readonly<Record<string, (result: KeyStage2Result) => number>> = {
  TELIG: (result) => result.eligible,
  BELIG: (result) => result.size.B,
  GELIG: (result) => result.size.G,
  TKS1GROUP_L: (result) => result.size.L,
  TKS1GROUP_M: (result) => result.size.M,
  TKS1GROUP_H: (result) => result.size.H,
  TKS1GROUP_NA: () => 0,
  TFSM6CLA1A: (result) => result.size.FSM6CLA1A,
  TNotFSM6CLA1A: (result) => result.size.NotFSM6CLA1A,
  TEALGRP1: (result) => result.eligible - result.size.EAL,
  TEALGRP2: (result) => result.size.EAL,
  TEALGRP3: () => 0,
  TMOBN: (result) => result.size.MOBN,
  TSENELSE: (result) => result.plans,
  TSENELE: (result) => result.plans,
  TSENELK: (result) => result.supported,
  TSENELEK: (result) => Math.min(result.eligible, result.supported + result.plans),
}

function sayingFor(year: number, name: string): Say | null {
  const of =
    (back: string | undefined, say: (result: KeyStage2Result) => string): Say =>
    (result, earlier) => {
      if (back === undefined) return say(result)
      const then = earlier(2000 + Number(back))
      if (then === null) return ''
      return then.silence === null ? say(then) : 'SUPP'
    }
  const count = COUNTS[name]
  if (count !== undefined) return (result) => count(result).toString()
  const whole = name.startsWith('P')
    ? COUNTS[
        name.replace(/^PT?([BG]ELIG|KS1|N|F|E|M|S)/, (_, rest: string) =>
          /^[BG]/.test(rest) ? rest : `T${rest}`,
        )
      ]
    : undefined
  if (whole !== undefined) return (result) => percent(whole(result), result.eligible)
  if (name === 'TKS1AVERAGE') return (result) => decimal(result.priorPoints, 1)
  const eligible = /^TELIG_(\d\d)$/.exec(name)
  if (eligible) {
    return (_, earlier) => earlier(2000 + Number(eligible[1]))?.eligible.toString() ?? ''
  }
  const poor = /^PT(NOT)?FSM6CLA1A_(\d\d)$/.exec(name)
  if (poor) {
    const group: Group = poor[1] === undefined ? 'FSM6CLA1A' : 'NotFSM6CLA1A'
    return of(poor[2], (result) => percent(result.size[group], result.eligible))
  }
  const share =
    /^PT(RWM|READ|WRITTA|MAT|GPS|SCITA)_(EXP|HIGH)(?:_(B|G|L|M|H|FSM6CLA1A|NotFSM6CLA1A|EAL|MOBN))?(?:_(\d\d))?$/.exec(
      name,
    )
  if (share) {
    const subject = share[1] as Subject
    const level = share[2] === 'EXP' ? 'expected' : 'higher'
    return of(share[4], (result) => shareOf(result, level, subject, share[3] as Group | undefined))
  }
  if (/^PT(READ|GPS|MAT)_AT$|^PT(WRITTA|SCITA|READTA|MATTA)_AD$/.test(name)) return () => '0%'
  if (name === 'PTWRITTA_WTS')
    return (result) => percent(Math.round((result.eligible - result.expected.WRITTA) * 0.8), result.eligible)
  const taught = /^PT(READ|MAT)TA_EXP$/.exec(name)
  if (taught) return (result) => percent(result.expected[taught[1] as 'READ' | 'MAT'], result.eligible)
  const average =
    /^(READ|MAT|GPS)_AVERAGE(?:_(B|G|L|M|H|FSM6CLA1A|NotFSM6CLA1A|EAL|MOBN))?(?:_(\d\d))?$/.exec(name)
  if (average) {
    const subject = average[1] as 'READ' | 'MAT' | 'GPS'
    return of(average[3], (result) => averageOf(result, subject, average[2] as Group | undefined))
  }
  const progress =
    /^(READ|WRIT|MAT)PROG(?:_(B|G|L|M|H|FSM6CLA1A|NotFSM6CLA1A|EAL|MOBN))?(?:_(LOWER|UPPER|UNADJUSTED|DESCR))?(?:_(\d\d))?$/.exec(
      name,
    )
  if (progress) {
    const subject = progress[1] as 'READ' | 'WRIT' | 'MAT'
    return of(progress[4], (result) =>
      progressOf(result, subject, progress[2] as Group | undefined, progress[3]),
    )
  }
  if (/^(READ|WRIT|MAT)COV$/.test(name)) return (result) => `${Math.round(result.coverage * 100)}%`
  const threeYears = /^(TELIG|PTRWM_EXP|PTRWM_HIGH|READ_AVERAGE|MAT_AVERAGE)_3YR$/.exec(name)
  if (threeYears)
    return (result, earlier) =>
      overThreeYears(threeYears[1] ?? '', result, earlier(year - 1), earlier(year - 2))
  const gap = /^DIFFN_(RWM_EXP|RWM_HIGH|READPROG|WRITPROG|MATPROG)$/.exec(name)
  if (gap) return (result) => gapTo(year, result, gap[1] ?? '')
  return null
}

function silentGroup(result: KeyStage2Result, group: Group | undefined, none: string): string | null {
  if (group === undefined) return null
  if (result.size[group] === 0) return none
  return result.size[group] < FEWEST_PUBLISHED ? 'SUPP' : null
}

function shareOf(
  result: KeyStage2Result,
  level: 'expected' | 'higher',
  subject: Subject,
  group?: Group,
): string {
  const count = result[level][subject]
  if (group === undefined) return percent(count, result.eligible)
  return silentGroup(result, group, '') ?? percent(groupCount(result, group, count), result.size[group])
}

function averageOf(result: KeyStage2Result, subject: 'READ' | 'MAT' | 'GPS', group?: Group): string {
  const silent = silentGroup(result, group, '')
  if (silent !== null) return silent
  const points = result.average[subject]
  // Nobody of a special school's cohort may have a scaled score: then the cell is empty, not nought.
  if (points <= 80) return ''
  return Math.round(
    bounded(group === undefined ? points : groupPoints(result, group, points), 80, 120),
  ).toString()
}

const SPREAD = { READ: 12.4, WRIT: 11, MAT: 10.6 } as const

function progressOf(
  result: KeyStage2Result,
  subject: 'READ' | 'WRIT' | 'MAT',
  group: Group | undefined,
  part?: string,
): string {
  if (result.progress === null) return 'NA'
  const silent = silentGroup(result, group, 'NA')
  if (silent !== null) return silent
  if (result.lowCoverage) return 'LOWCOV'
  const whole = result.progress[subject]
  const middle = group === undefined ? whole : groupPoints(result, group, whole, 0.3)
  const pupils = group === undefined ? result.eligible : result.size[group]
  const reach = SPREAD[subject] / Math.sqrt(Math.max(1, pupils * result.coverage))
  if (part === 'LOWER') return decimal(middle - reach, 1)
  if (part === 'UPPER') return decimal(middle + reach, 1)
  if (part === 'DESCR') return band(middle, reach)
  return decimal(middle, 1)
}

// The publishers' bands: 1 well above … 5 well below; average whenever the interval holds nought.
function band(middle: number, reach: number): string {
  if (middle - reach > 0) return middle > 3.5 ? '1' : '2'
  if (middle + reach < 0) return middle < -3.5 ? '5' : '4'
  return '3'
}

function overThreeYears(what: string, ...results: (KeyStage2Result | null)[]): string {
  const known = results.filter((result): result is KeyStage2Result => result !== null)
  const pupils = known.reduce((sum, result) => sum + result.eligible, 0)
  if (what === 'TELIG') return pupils.toString()
  if (pupils < FEWEST_PUBLISHED) return 'SUPP'
  if (what === 'PTRWM_EXP')
    return percent(
      known.reduce((sum, result) => sum + result.expected.RWM, 0),
      pupils,
    )
  if (what === 'PTRWM_HIGH')
    return percent(
      known.reduce((sum, result) => sum + result.higher.RWM, 0),
      pupils,
    )
  const subject = what === 'READ_AVERAGE' ? 'READ' : 'MAT'
  const points = known.reduce((sum, result) => sum + result.average[subject] * result.eligible, 0)
  return Math.round(points / pupils).toString()
}

function gapTo(year: number, result: KeyStage2Result, what: string): string {
  const silent = silentGroup(result, 'FSM6CLA1A', '')
  if (silent !== null) return silent
  if (what.endsWith('PROG')) {
    if (result.progress === null) return 'NA'
    if (result.lowCoverage) return 'LOWCOV'
    const subject = what.replace('PROG', '') as 'READ' | 'WRIT' | 'MAT'
    return decimal(groupPoints(result, 'FSM6CLA1A', result.progress[subject], 0.3) - 0.3, 1)
  }
  const level = what === 'RWM_EXP' ? 'expected' : 'higher'
  const figures = scaledFigures(year)
  const others = (level === 'expected' ? (figures?.exp.RWM ?? 0) : (figures?.high.RWM ?? 0)) + 0.06
  const share = groupCount(result, 'FSM6CLA1A', result[level].RWM) / result.size.FSM6CLA1A
  return Math.round((share - others) * 100).toString()
}

/** The lines of one year's file: header, schools in the register's order, authority, the two national rows. */
export function* keyStage2Lines(
  seed: number,
  schools: Iterable<School>,
  year: number,
  summary: Summary = 'authority and country',
): Generator<string> {
  const names = keyStage2Columns(year)
  const says = sayings(year, names)
  yield headerLine(names, PERFORMANCE_MANNER)
  // A national register is not summed: it would have to be kept in memory.
  const summed = summary === 'authority and country'
  const results: KeyStage2Result[] = []
  for (const school of schools) {
    const text = schoolLine(seed, school, year, names, says, summed ? results : null)
    if (text !== null) yield text
  }
  if (summed) {
    yield line(authorityCells(seed, year, names, says, results), PERFORMANCE_MANNER)
  }
  for (const record of ['4', '5']) yield line(nationalCells(year, names, record), PERFORMANCE_MANNER)
}

function schoolLine(
  seed: number,
  school: School,
  year: number,
  names: readonly string[],
  says: ReadonlyMap<string, Say>,
  results: KeyStage2Result[] | null,
): string | null {
  const result = keyStage2Result(seed, school, year)
  if (result === null) return null
  const fresh = newIn(school, year)
  const until = names.indexOf('TOTPUPS') + 1
  if (fresh !== null) {
    const row: Row = { ...addressCells(school, fresh), URN_AC: '0', TOTPUPS: 'NEW' }
    return line(cells(names.slice(0, until), row), PERFORMANCE_MANNER)
  }
  const candidate = candidateIn(school, year)
  if (candidate === null) return null
  const { life, became } = candidate
  const row: Record<string, string> = {
    ...addressCells(school, life),
    URN_AC: became === null ? '0' : became.urn.toString(),
    SCHNAME_AC: became === null ? '' : became.name,
    OPEN_AC: became?.opened === null || became === null ? '' : slashed(became.opened),
    CONFEXAM: life.urn % 9 === 0 ? 'R' : '',
    TOTPUPS: pupilsIn(seed, school, year).toString(),
    TPUPYEAR: result.eligible.toString(),
  }
  // A young school has no pupils of eleven yet: its row stops after the nought.
  if (
    life.whyOpened === 'New Provision' &&
    !life.sponsored &&
    life.opened !== null &&
    year - Number(life.opened.slice(0, 4)) < 4
  ) {
    return line(cells(names.slice(0, until + 1), { ...row, TPUPYEAR: '0' }), PERFORMANCE_MANNER)
  }
  // A new URN begins its own series: earlier years belong to the one before.
  const known = new Map<number, KeyStage2Result | null>()
  const earlier = (then: number): KeyStage2Result | null => {
    let found = known.get(then)
    if (found === undefined) {
      found = candidateIn(school, then)?.life.urn === life.urn ? keyStage2Result(seed, school, then) : null
      known.set(then, found)
    }
    return found
  }
  const silent = result.silence === 'suppressed' ? 'SUPP' : 'NE'
  for (const [name, say] of says) {
    if (name === 'TELIG' || result.silence === null || /_(\d\d|3YR)$/.test(name))
      row[name] = say(result, earlier)
    else row[name] = silent
  }
  if (result.silence === null) results?.push(result)
  return line(cells(names, row), PERFORMANCE_MANNER)
}

// Summary rows fill what they do not have with one blank, as published.
function authorityCells(
  seed: number,
  year: number,
  names: readonly string[],
  says: ReadonlyMap<string, Say>,
  results: readonly KeyStage2Result[],
): string[] {
  const whole = sumOf(year, results)
  const row: Record<string, string> = { RECTYPE: '3', LEA: COUNTY.laCode, SCHNAME: COUNTY.name }
  row['TPUPYEAR'] = whole.eligible.toString()
  row['TOTPUPS'] = Math.round(whole.eligible * 6.1 + (seed % 7)).toString()
  for (const [name, say] of says)
    if (!/_(\d\d|3YR)$|DESCR|UNADJ/.test(name)) row[name] = say(whole, () => null)
  return cells(names, row, ' ')
}

function sumOf(year: number, results: readonly KeyStage2Result[]): KeyStage2Result {
  const eligible = results.reduce((sum, each) => sum + each.eligible, 0)
  const add = <K extends string>(
    keys: readonly K[],
    read: (result: KeyStage2Result) => Readonly<Record<K, number>>,
  ): Record<K, number> =>
    Object.fromEntries(
      keys.map((key) => [key, results.reduce((sum, each) => sum + read(each)[key], 0)]),
    ) as Record<K, number>
  const mean = (read: (result: KeyStage2Result) => number): number =>
    results.reduce((sum, each) => sum + read(each) * each.eligible, 0) / Math.max(1, eligible)
  const subjects = ['RWM', 'READ', 'WRITTA', 'MAT', 'GPS', 'SCITA'] as const
  return {
    year,
    eligible,
    size: add(GROUPS, (each) => each.size),
    supported: results.reduce((sum, each) => sum + each.supported, 0),
    plans: results.reduce((sum, each) => sum + each.plans, 0),
    silence: null,
    lowCoverage: false,
    coverage: 0.96,
    expected: add(subjects, (each) => each.expected),
    higher: add(subjects, (each) => each.higher),
    average: {
      READ: mean((each) => each.average.READ),
      MAT: mean((each) => each.average.MAT),
      GPS: mean((each) => each.average.GPS),
    },
    progress: results[0]?.progress
      ? {
          READ: mean((each) => each.progress?.READ ?? 0),
          WRIT: mean((each) => each.progress?.WRIT ?? 0),
          MAT: mean((each) => each.progress?.MAT ?? 0),
        }
      : null,
    priorPoints: mean((each) => each.priorPoints),
    levels: null,
    wobble: Object.fromEntries(GROUPS.map((group) => [group, 0])) as Record<Group, number>,
  }
}

function nationalCells(year: number, names: readonly string[], record: string): string[] {
  const figures = scaledFigures(year)
  if (figures === null) return []
  const row: Record<string, string> = {
    RECTYPE: record,
    TOTPUPS: '4602440',
    TPUPYEAR: '643616',
    TELIG: '644967',
    BELIG: '329113',
    GELIG: '315849',
    PBELIG: '51%',
    PGELIG: '49%',
    PTFSM6CLA1A: '30%',
    PTNotFSM6CLA1A: '70%',
  }
  for (const [subject, share] of Object.entries(figures.exp))
    row[`PT${subject}_EXP`] = `${Math.round(share * 100)}%`
  for (const [subject, share] of Object.entries(figures.high))
    row[`PT${subject}_HIGH`] = `${Math.round(share * 100)}%`
  for (const [subject, points] of Object.entries(figures.average))
    row[`${subject}_AVERAGE`] = points.toString()
  const exp = figures.exp.RWM
  row['PTRWM_EXP_FSM6CLA1A'] = `${Math.round((exp - 0.14) * 100)}%`
  row['PTRWM_EXP_NotFSM6CLA1A'] = `${Math.round((exp + 0.06) * 100)}%`
  if (figures.progress) for (const subject of ['READ', 'WRIT', 'MAT']) row[`${subject}PROG`] = '0'
  return cells(names, row, ' ')
}

function slashed(iso: string): string {
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(0, 4)}`
}
