// Owns the key stage 4 files. 2017-18 and 2013-14 have the headers of the files at hand. The other years take the
// nearer of the two: five-good-passes years (2009-10 to 2014-15) the one of 2013-14, Progress 8 years the one of
// 2017-18 with the years in its column names moved along and without columns for years that had no examinations.

import { KINDS, TYPES } from './establishment-types.ts'
import { bounded, FEWEST_PUBLISHED, moved } from './key-stage-2-results.ts'
import { keyStage4Figures, type KeyStage4Year } from './national-figures.ts'
import { addressCells, candidateIn, newIn, PERFORMANCE_MANNER, type Summary } from './performance-rows.ts'
import { COUNTY } from './places.ts'
import { KS4_2014_COLUMNS, KS4_2018_COLUMNS } from './published-key-stage-4.ts'
import { chance } from './random.ts'
import { cohortIn, pupilsIn, type Establishment, type School } from './schools.ts'
import { cells, decimal, headerLine, line, percent, type FileManner } from './tables.ts'

const PROGRESS_8_MANNER: FileManner = { ...PERFORMANCE_MANNER, lineEnd: '\n' }
const FIVE_GOOD_MANNER: FileManner = { encoding: 'utf-8', lineEnd: '\n', quotes: 'where needed' }

export function keyStage4Manner(year: number): FileManner {
  return year <= 2015 ? FIVE_GOOD_MANNER : PROGRESS_8_MANNER
}

export function keyStage4Columns(year: number): readonly string[] {
  if (year <= 2015) return KS4_2014_COLUMNS
  if (year === 2018) return KS4_2018_COLUMNS
  return KS4_2018_COLUMNS.flatMap((name) => {
    const back = /_(16|17)(_PTQ_EE)?$/.exec(name)?.[1]
    if (back === undefined) return [name]
    const then = year - (back === '17' ? 1 : 2)
    const known = then >= 2016 && keyStage4Figures(then) !== null
    return known ? [name.replace(new RegExp(`_${back}(?=(_PTQ_EE)?$)`), `_${then % 100}`)] : []
  })
}

interface Result {
  pupils: number
  girls: number
  poor: number
  low: number
  high: number
  otherLanguage: number
  settled: number
  coverage: number
  silence: 'SUPP' | 'NE' | 'NP' | null
  fiveGood: number
  english: number
  mathematics: number
  attainment8: number
  progress8: number | null
  basics4: number
  basics5: number
  ebacc: number
}

function resultOf(seed: number, school: School, year: number): Result | null {
  const figures = keyStage4Figures(year)
  if (!KINDS[school.kind].keyStage4 || figures === null) return null
  const luck = chance(seed, 'ks4', school.key, year)
  const pupils = cohortIn(seed, school, year)
  const apart = school.kind === 'special' || school.kind === 'alternative'
  const quality = school.quality(year)
  const shift =
    0.45 * quality -
    2 * (school.disadvantaged - 0.24) +
    (school.selective ? 2 : 0) +
    luck.normal(0, 0.12) -
    (apart ? 4 : 0)
  const count = (share: number | null): number => luck.successes(pupils, moved(share ?? 0.5, shift))
  const low = luck.successes(pupils, bounded(0.14 - 0.03 * quality, 0.02, 0.4))
  const basics4 = count(figures.basics4)
  return {
    pupils,
    girls: school.gender === 'Girls' ? pupils : school.gender === 'Boys' ? 0 : luck.successes(pupils, 0.49),
    poor: luck.successes(pupils, school.disadvantaged),
    low,
    high: luck.successes(pupils - low, bounded(0.42 + 0.06 * quality, 0.1, 0.9)),
    otherLanguage: luck.successes(pupils, school.otherLanguage),
    settled: luck.successes(pupils, 0.95),
    coverage: luck.whole(apart ? 55 : 92, 100) / 100,
    silence: school.kind === 'independent' ? 'NP' : pupils < FEWEST_PUBLISHED ? 'SUPP' : null,
    fiveGood: count(figures.fiveGood),
    english: luck.successes(pupils, moved(figures.progressEnglish || 0.5, shift)),
    mathematics: luck.successes(pupils, moved(figures.progressMathematics || 0.5, shift)),
    attainment8: bounded((figures.attainment8 ?? 46) + 8.5 * shift, apart ? 1 : 15, 80),
    progress8:
      figures.progress8 === null
        ? null
        : figures.progress8 + 0.42 * quality + luck.normal(0, 0.08) - (apart ? 1.2 : 0),
    basics4,
    basics5: Math.min(basics4, count(figures.basics5)),
    ebacc: luck.successes(pupils, moved(0.38, 0.6 * shift)),
  }
}

/** The lines of one year's file: header, schools, authority, national rows. */
export function* keyStage4Lines(
  seed: number,
  schools: Iterable<School>,
  year: number,
  summary: Summary = 'authority and country',
): Generator<string> {
  if (year <= 2015) yield* fiveGoodLines(seed, schools, year, summary)
  else yield* progress8Lines(seed, schools, year, summary)
}

// — Five good passes: decimals everywhere (a URN reads 900101.0), summary rows last.

function* fiveGoodLines(
  seed: number,
  schools: Iterable<School>,
  year: number,
  summary: Summary,
): Generator<string> {
  yield headerLine(KS4_2014_COLUMNS, FIVE_GOOD_MANNER)
  // A national register is not summed: it would have to be kept in memory.
  const summed = summary === 'authority and country'
  const results: Result[] = []
  for (const school of schools) {
    // That layout holds neither special nor independent schools.
    if (school.kind !== 'secondary' && school.kind !== 'all-through') continue
    const life = candidateIn(school, year)?.life ?? newIn(school, year)
    if (life === null) continue
    const result = candidateIn(school, year) === null ? null : resultOf(seed, school, year)
    if (summed && result !== null && result.silence === null) results.push(result)
    yield line(cells(KS4_2014_COLUMNS, fiveGoodRow(school, life, result)), FIVE_GOOD_MANNER)
  }
  if (summed) {
    const place = { LEA: `${COUNTY.laCode}.0`, LEA_NAME: COUNTY.name, REGION: COUNTY.region }
    yield line(
      cells(KS4_2014_COLUMNS, { RECTYPE: 'LA', ...place, ...fiveGoodSum(results) }),
      FIVE_GOOD_MANNER,
    )
  }
  yield line(cells(KS4_2014_COLUMNS, { RECTYPE: 'NAT', ...fiveGoodOfTheCountry(year) }), FIVE_GOOD_MANNER)
}

// The file at hand leaves its summary rows empty; ours say what the publisher's own national rows said, so that past
// national tests have a middle to compare with.
function fiveGoodSum(results: readonly Result[]): Record<string, string> {
  const pupils = results.reduce((sum, each) => sum + each.pupils, 0)
  const share = (read: (result: Result) => number): string =>
    `${Math.round((results.reduce((sum, each) => sum + read(each), 0) / Math.max(1, pupils)) * 100)}.0`
  return {
    TPUP: `${pupils}.0`,
    PT24ENGPRG_PTQ: share((each) => each.english),
    PT24MATHPRG_PTQ: share((each) => each.mathematics),
    PTAC5EM_PTQ: share((each) => each.fiveGood),
    PTFSMCLA: share((each) => each.poor),
  }
}

function fiveGoodOfTheCountry(year: number): Record<string, string> {
  const figures = keyStage4Figures(year)
  const share = (value: number | null | undefined): string => `${Math.round((value ?? 0) * 100)}.0`
  return {
    PT24ENGPRG_PTQ: share(figures?.progressEnglish),
    PT24MATHPRG_PTQ: share(figures?.progressMathematics),
    PTAC5EM_PTQ: share(figures?.fiveGood),
  }
}

function fiveGoodRow(school: School, life: Establishment, result: Result | null): Record<string, string> {
  const row: Record<string, string> = {
    RECTYPE: 'SCH',
    LEA: `${school.authority.code}.0`,
    URN: `${life.urn}.0`,
    SCHNAME: life.name,
    PCODE: school.postcode,
    'TrustSchoolFlag (name)':
      life.trust === null ? 'Not applicable' : 'Linked to a trust/single academy trust',
    'Trusts (name)': life.trust?.name ?? '',
    'TypeOfEstablishment (name)': TYPES[life.type].ofsted,
    LEA_NAME: school.authority.name,
    REGION: COUNTY.region,
    EstablishmentGroup:
      life.type === 'free'
        ? 'Free Schools'
        : TYPES[life.type].academy
          ? 'Academies'
          : 'LA maintained schools',
  }
  if (result === null) return row
  const share = (count: number): string => `${Math.round((count / result.pupils) * 100)}.0`
  const figures: Record<string, string> = {
    TPUP: `${result.pupils}.0`,
    KS2APS: (27.4 + 0.6 * school.quality(2014)).toFixed(1),
    TPRIORLO: `${result.low}.0`,
    TPRIORAV: `${result.pupils - result.low - result.high}.0`,
    TPRIORHI: `${result.high}.0`,
    TFSMCLA: `${result.poor}.0`,
    PTFSMCLA: share(result.poor),
    TNOTFSMCLA: `${result.pupils - result.poor}.0`,
    PT24ENGPRG_PTQ: share(result.english),
    PT24MATHPRG_PTQ: share(result.mathematics),
    PTAC5EM_PTQ: share(result.fiveGood),
    TEBACC_E_PTQ: `${result.ebacc}.0`,
    PTEBACC_PTQ: share(result.ebacc * 0.7),
    B8VAMEA_PTQ: (1000 + 14 * school.quality(2014)).toFixed(1),
    TTAPSPEPP_PTQ: (37 + 3 * school.quality(2014)).toFixed(1),
    PTAC5EM_PTQ_weighted: `${result.fiveGood}.0`,
    PTFSMCLA_weighted: `${result.poor}.0`,
  }
  for (const [name, value] of Object.entries(figures))
    row[name] = result.silence === 'SUPP' && name !== 'TPUP' ? 'SUPP' : value
  return row
}

// — Progress 8.

const GROUP = /_(FSM6CLA1A|NFSM6CLA1A|LO|AV|HI|EAL|GIRLS|BOYS|NMOB)(?=_|$)/
const PARTS = { ENG: 0.212, MAT: 0.186, EBAC: 0.29, OPEN: 0.312 } as const

function* progress8Lines(
  seed: number,
  schools: Iterable<School>,
  year: number,
  summary: Summary,
): Generator<string> {
  const names = keyStage4Columns(year)
  yield headerLine(names, PROGRESS_8_MANNER)
  // A national register is not summed: it would have to be kept in memory.
  const summed = summary === 'authority and country'
  const results: Result[] = []
  for (const school of schools) {
    const result = resultOf(seed, school, year)
    if (result === null) continue
    const fresh = newIn(school, year)
    if (fresh !== null) {
      const until = names.indexOf('TOTPUPS') + 1
      yield line(
        cells(names.slice(0, until), { ...leading(school, fresh), TOTPUPS: 'NEW' }),
        PROGRESS_8_MANNER,
      )
      continue
    }
    const candidate = candidateIn(school, year)
    if (candidate === null) continue
    const known = new Map<number, Result | null>()
    const earlier = (then: number): Result | null => {
      let found = known.get(then)
      if (found === undefined) {
        const same = candidateIn(school, then)?.life.urn === candidate.life.urn
        found = same ? resultOf(seed, school, then) : null
        known.set(then, found)
      }
      return found
    }
    const row: Record<string, string> = {
      ...leading(school, candidate.life),
      SCHNAME_AC: candidate.became?.name ?? '',
      ...onRoll(pupilsIn(seed, school, year), result),
      TPUP: result.pupils.toString(),
    }
    for (const name of names) {
      row[name] ??= result.silence === 'SUPP' ? 'SUPP' : valueOf(name, result, earlier)
    }
    if (summed && result.silence === null && school.kind !== 'special') results.push(result)
    // Rows of special schools come one field short, as published.
    yield line(cells(school.kind === 'special' ? names.slice(0, -1) : names, row), PROGRESS_8_MANNER)
  }
  if (summed) {
    yield line(cells(names, authorityRow(results)), PROGRESS_8_MANNER)
  }
  for (const record of ['5', '7']) {
    yield line(
      cells(record === '5' ? names.slice(0, -10) : names, nationalRow(record, keyStage4Figures(year))),
      PROGRESS_8_MANNER,
    )
  }
}

function leading(school: School, life: Establishment): Record<string, string> {
  return {
    ...addressCells(school, life),
    SCHNAME_AC: '',
    ADDRESS2: '',
    ADDRESS3: '',
    CONTFLAG: '0',
    ADMPOL: school.kind === 'secondary' ? (school.selective ? 'SEL' : 'COMP') : '',
    ADMPOL_2017: school.kind === 'secondary' ? (school.selective ? 'SEL' : 'OTHER NON SEL') : 'NA',
    EGENDER: school.gender.toUpperCase(),
    FEEDER: '0',
    TABKS2: school.kind === 'special' || school.kind === 'all-through' ? '1' : '0',
    TAB1618: school.sixthForm ? '1' : '0',
    CONFEXAM: life.urn % 8 === 0 ? 'R' : '',
  }
}

function onRoll(pupils: number, result: Result): Record<string, string> {
  const girls = Math.round((result.girls / result.pupils) * pupils)
  return { TOTPUPS: pupils.toString(), NUMBOYS: (pupils - girls).toString(), NUMGIRLS: girls.toString() }
}

function valueOf(name: string, result: Result, earlier: (year: number) => Result | null): string {
  const back = /_(\d\d)(_PTQ_EE)?$/.exec(name)
  if (back !== null && !/_9[45]$/.test(name)) {
    const then = earlier(2000 + Number(back[1]))
    if (then === null) return 'NA'
    return then.silence ?? valueOf(name.replace(/_\d\d(_PTQ_EE)?$/, ''), then, () => null)
  }
  // Independent schools publish attainment but neither progress nor pupils' circumstances.
  if (result.silence === 'NP' && /^(P8|TP8|KS2APS|T?P?T?PRIOR|P?T(NOT)?FSM|P?TEALGRP|P?TNMOB)/.test(name))
    return 'NP'
  const group = GROUP.exec(name)?.[1]
  if (group !== undefined) return groupValue(name.replace(GROUP, ''), group, result)
  return wholeValue(name, result) ?? 'NE'
}

function wholeValue(name: string, result: Result): string | null {
  const { pupils } = result
  const middle = pupils - result.low - result.high
  const counts: Record<string, number> = {
    BPUP: pupils - result.girls,
    GPUP: result.girls,
    TPRIORLO: result.low,
    TPRIORAV: middle,
    TPRIORHI: result.high,
    TFSM6CLA1A: result.poor,
    TNOTFSM6CLA1A: pupils - result.poor,
    TEALGRP1: pupils - result.otherLanguage,
    TEALGRP2: result.otherLanguage,
    TEALGRP3: 0,
    TNMOB: result.settled,
    TEBACC_E_PTQ_EE: result.ebacc,
  }
  const count = counts[name]
  if (count !== undefined) return count.toString()
  const share: Record<string, number> = {
    PTL2BASICS_94: result.basics4,
    PTL2BASICS_95: result.basics5,
    PTEBACC_94: result.ebacc * 0.62,
    PTEBACC_95: result.ebacc * 0.42,
  }
  const part = share[name] ?? counts[name.slice(1)] ?? counts[name.replace(/^P/, '')]
  if (part !== undefined) return percent(Math.round(part), pupils)
  if (name === 'KS2APS') return decimal(27.5 + (result.attainment8 - 46) / 8, 1)
  if (name === 'P8PUP')
    return result.progress8 === null ? 'NA' : Math.round(pupils * result.coverage).toString()
  if (name === 'TP8ADJ') return '1'
  if (name === 'P8MEACOV') return result.progress8 === null ? 'NA' : `${Math.round(result.coverage * 100)}%`
  if (name === 'EBACCAPS') return decimal((result.attainment8 / 46.5) * 4.04, 2)
  if (name === 'TOTEBACCAPS') return decimal((result.attainment8 / 46.5) * 4.04 * pupils, 2)
  if (name === 'P8_BANDING') return banding(result)
  const attained = /^(TOTATT8|ATT8SCR)(ENG|MAT|EBAC|OPEN)?$/.exec(name)
  if (attained) {
    const each =
      result.attainment8 * (attained[2] === undefined ? 1 : PARTS[attained[2] as keyof typeof PARTS])
    return decimal(attained[1] === 'TOTATT8' ? each * pupils : each, 1)
  }
  return progressValue(name, result.progress8, pupils * result.coverage)
}

function progressValue(name: string, middle: number | null, pupils: number): string | null {
  const part = /^P8(MEA|CILOW|CIUPP)(ENG|MAT|EBAC|OPEN)?(_CILOW|_CIUPP)?(_ORIG)?$/.exec(name)
  if (part === null) return null
  if (middle === null) return 'NA'
  const subject = part[2] === undefined ? 0 : part[2].length * 5 + part[2].charCodeAt(0)
  // Subjects differ a little from the whole, each school in its own way.
  const apart = subject === 0 ? 0 : (((Math.round(pupils) * 7 + subject * 13) % 11) - 5) / 40
  const reach = (part[2] === undefined ? 2.4 : 2.9) / Math.sqrt(Math.max(1, pupils))
  const end =
    part[1] === 'CILOW' || part[3] === '_CILOW'
      ? -reach
      : part[1] === 'CIUPP' || part[3] === '_CIUPP'
        ? reach
        : 0
  return decimal(middle + apart + end, 2)
}

// 1 well above average … 5 well below, by value and by whether the interval holds nought.
function banding(result: Result): string {
  if (result.progress8 === null) return 'NA'
  const reach = 2.4 / Math.sqrt(Math.max(1, result.pupils * result.coverage))
  if (result.progress8 - reach > 0) return result.progress8 >= 0.5 ? '1' : '2'
  if (result.progress8 + reach < 0) return result.progress8 <= -0.5 ? '5' : '4'
  return '3'
}

function groupValue(name: string, group: string, result: Result): string {
  const sizes: Record<string, [size: number, points: number]> = {
    FSM6CLA1A: [result.poor, -7],
    NFSM6CLA1A: [result.pupils - result.poor, 3],
    LO: [result.low, -20],
    AV: [result.pupils - result.low - result.high, -3],
    HI: [result.high, 14],
    EAL: [result.otherLanguage, 1],
    GIRLS: [result.girls, 2.5],
    BOYS: [result.pupils - result.girls, -2.5],
    NMOB: [result.settled, 0.4],
  }
  const [size, points] = sizes[group] ?? [0, 0]
  if (size === 0) return 'NE'
  if (size < FEWEST_PUBLISHED) return 'SUPP'
  if (name.startsWith('ATT8SCR') || name === 'EBACCAPS') {
    return wholeValue(name, { ...result, attainment8: Math.max(2, result.attainment8 + points) }) ?? 'NE'
  }
  if (name === 'P8PUP') return size.toString()
  const gap = group === 'EAL' ? 0.4 : /^(LO|AV|HI)$/.test(group) ? 0 : points / 18
  return (
    progressValue(name, result.progress8 === null ? null : result.progress8 + gap, size) ??
    wholeValue(name, { ...result, pupils: size }) ??
    'NE'
  )
}

function authorityRow(results: readonly Result[]): Record<string, string> {
  const pupils = results.reduce((sum, each) => sum + each.pupils, 0)
  const mean = (read: (result: Result) => number): number =>
    results.reduce((sum, each) => sum + read(each) * each.pupils, 0) / Math.max(1, pupils)
  const share = (read: (result: Result) => number): string =>
    `${((results.reduce((sum, each) => sum + read(each), 0) / Math.max(1, pupils)) * 100).toFixed(2)}%`
  const progress = results[0]?.progress8 === null ? null : mean((each) => each.progress8 ?? 0)
  return {
    RECTYPE: '4',
    LEA: COUNTY.laCode,
    TPUP: pupils.toString(),
    ATT8SCR: decimal(
      mean((each) => each.attainment8),
      1,
    ),
    P8MEA: progress === null ? 'NA' : decimal(progress, 2),
    PTL2BASICS_94: share((each) => each.basics4),
    PTL2BASICS_95: share((each) => each.basics5),
    PTFSM6CLA1A: share((each) => each.poor),
  }
}

function nationalRow(record: string, figures: KeyStage4Year | null): Record<string, string> {
  const lower = record === '5' ? -1.6 : 0
  const attainment = figures?.attainment8 ?? null
  const progress = figures?.progress8 ?? null
  const share = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : `${((value + lower / 40) * 100).toFixed(2)}%`
  return {
    RECTYPE: record,
    TPUP: record === '5' ? '583615' : '523636',
    ATT8SCR: attainment === null ? '' : decimal(attainment + lower, 1),
    P8MEA: record === '5' || progress === null ? '' : decimal(progress, 2),
    PTL2BASICS_94: share(figures?.basics4),
    PTL2BASICS_95: share(figures?.basics5),
    ...(record === '7' ? { PTFSM6CLA1A: '27.00%' } : {}),
  }
}
