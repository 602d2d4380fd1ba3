// Owns how one invented school's pupils did at the end of key stage 2 in one year: counts and scores drawn from its
// quality and intake. It knows no file; the rows are key-stage-2-files.ts's.

import { KINDS } from './establishment-types.ts'
import { LEVELS, scaledFigures } from './national-figures.ts'
import { chance, type Chance } from './random.ts'
import { cohortIn, type School } from './schools.ts'

export const GROUPS = ['B', 'G', 'L', 'M', 'H', 'FSM6CLA1A', 'NotFSM6CLA1A', 'EAL', 'MOBN'] as const
export type Group = (typeof GROUPS)[number]
export type Subject = 'RWM' | 'READ' | 'WRITTA' | 'MAT' | 'GPS' | 'SCITA'

// What a group's odds and scores usually differ by from the whole cohort's: log odds, then scaled-score points.
const GAP: Readonly<Record<Group, [odds: number, points: number]>> = {
  B: [-0.2, -0.7],
  G: [0.2, 0.7],
  L: [-2.4, -9],
  M: [-0.1, -1.4],
  H: [2, 5],
  FSM6CLA1A: [-0.6, -2.2],
  NotFSM6CLA1A: [0.25, 0.9],
  EAL: [0, 0.2],
  MOBN: [0.05, 0.1],
}

/** Why a row has no figures, when it has none. */
export type Silence = 'suppressed' | 'no entries' | null

export interface KeyStage2Result {
  year: number
  eligible: number
  size: Readonly<Record<Group, number>>
  supported: number
  plans: number
  silence: Silence
  /** Progress is not published where fewer than half the pupils have an earlier result. */
  lowCoverage: boolean
  coverage: number
  /** Pupils reaching the expected or the higher standard. */
  expected: Readonly<Record<Subject, number>>
  higher: Readonly<Record<Subject, number>>
  /** Scaled scores (80 to 120). */
  average: Readonly<Record<'READ' | 'MAT' | 'GPS', number>>
  /** Points from the national mean; null in the years without progress. */
  progress: Readonly<Record<'READ' | 'WRIT' | 'MAT', number>> | null
  priorPoints: number
  /** Level 4 and above, level 5 and above, expected progress: the levels years only, as counts. */
  levels: LevelsResult | null
  /** Steady for a group within the year: makes the breakdowns differ from school to school. */
  wobble: Readonly<Record<Group, number>>
}

export interface LevelsResult {
  four: Readonly<Record<'ENG' | 'MAT' | 'ENGMAT' | 'READ' | 'WRIT' | 'ALL', number>>
  five: Readonly<Record<'ENG' | 'MAT' | 'ENGMAT' | 'READ' | 'WRIT' | 'ALL', number>>
  fourB: Readonly<Record<'READ' | 'MAT' | 'GPS' | 'ALL', number>>
  progress: Readonly<Record<'ENG' | 'READ' | 'WRIT' | 'MAT', number>>
  points: number
}

/** Publishers suppress everything about five pupils or fewer. */
export const FEWEST_PUBLISHED = 6

/** The year's result, or null when the school has no pupils of that age or there were no tests. */
export function keyStage2Result(seed: number, school: School, year: number): KeyStage2Result | null {
  if (!KINDS[school.kind].keyStage2) return null
  const figures = scaledFigures(year)
  const old = LEVELS[year]
  if (figures === null && old === undefined) return null
  const luck = chance(seed, 'ks2', school.key, year)
  const eligible = cohortIn(seed, school, year)
  const special = school.kind === 'special'
  // One deviation of quality moves the odds by about half; poverty moves them by as much as it does in the world.
  const shift =
    0.5 * school.quality(year) - 1.7 * (school.disadvantaged - 0.24) + luck.normal(0, 0.2) - (special ? 5 : 0)
  const reach = (share: number, extra = 0): number => luck.successes(eligible, moved(share, shift + extra))
  const size = groupSizes(luck, school, eligible)
  const coverage = luck.happens(0.02) ? luck.whole(30, 48) / 100 : luck.whole(90, 100) / 100
  const base = {
    year,
    eligible,
    size,
    supported: luck.successes(eligible, school.support),
    plans: luck.successes(eligible, school.plans),
    silence: silenceOf(luck, eligible, special),
    coverage,
    lowCoverage: coverage < 0.5,
    priorPoints: special
      ? luck.normal(3, 1)
      : 16.4 + 0.5 * school.quality(year) - 4 * (school.disadvantaged - 0.24),
    wobble: wobbles(luck),
  }
  const expected = { RWM: 0, READ: 0, WRITTA: 0, MAT: 0, GPS: 0, SCITA: 0 }
  const higher = { ...expected }
  if (figures === null || figures === undefined) {
    return { ...base, expected, higher, average: NO_AVERAGE, progress: null, levels: levelsFor(year, reach) }
  }
  for (const subject of ['READ', 'WRITTA', 'MAT', 'GPS', 'SCITA'] as const) {
    expected[subject] = reach(figures.exp[subject])
    higher[subject] = Math.min(expected[subject], reach(figures.high[subject]))
  }
  // Nobody reaches the standard in all three without reaching it in each.
  expected.RWM = Math.min(expected.READ, expected.WRITTA, expected.MAT, reach(figures.exp.RWM, 0.15))
  higher.RWM = Math.min(higher.READ, higher.WRITTA, higher.MAT, reach(figures.high.RWM, 0.1))
  const points = (usual: number): number => bounded(usual + 2.6 * shift + luck.normal(0, 0.5), 80, 120)
  const gain = (): number => 1.9 * school.quality(year) + luck.normal(0, 0.9)
  return {
    ...base,
    expected,
    higher,
    average: {
      READ: points(figures.average.READ),
      MAT: points(figures.average.MAT),
      GPS: points(figures.average.GPS),
    },
    progress: figures.progress ? { READ: gain(), WRIT: gain(), MAT: gain() } : null,
    levels: null,
  }
}

const NO_AVERAGE = { READ: 0, MAT: 0, GPS: 0 } as const

function levelsFor(year: number, reach: (share: number, extra?: number) => number): LevelsResult | null {
  const figures = LEVELS[year]
  if (figures === undefined) return null
  const four = {
    ENG: reach(figures.english),
    MAT: reach(figures.mathematics),
    ENGMAT: 0,
    READ: reach(figures.reading),
    WRIT: reach(figures.writing),
    ALL: 0,
  }
  four.ENGMAT = Math.min(four.ENG, four.MAT, reach(figures.both, 0.1))
  four.ALL = Math.min(four.READ, four.WRIT, four.MAT, reach(figures.all, 0.1))
  const five = {
    ENG: Math.min(four.ENG, reach(0.33)),
    MAT: Math.min(four.MAT, reach(0.37)),
    ENGMAT: 0,
    READ: Math.min(four.READ, reach(0.46)),
    WRIT: Math.min(four.WRIT, reach(0.3)),
    ALL: 0,
  }
  five.ENGMAT = Math.min(five.ENG, five.MAT, reach(0.24))
  five.ALL = Math.min(five.READ, five.WRIT, five.MAT, reach(figures.high))
  return {
    four,
    five,
    fourB: {
      READ: Math.min(four.READ, reach(0.75)),
      MAT: Math.min(four.MAT, reach(0.74)),
      GPS: reach(0.69),
      ALL: Math.min(four.ALL, reach(0.64)),
    },
    progress: {
      ENG: reach(figures.progress.english, 0.05),
      READ: reach(figures.progress.reading, 0.05),
      WRIT: reach(figures.progress.writing, 0.05),
      MAT: reach(figures.progress.mathematics, 0.05),
    },
    points: 27.5,
  }
}

function silenceOf(luck: Chance, eligible: number, special: boolean): Silence {
  if (eligible < FEWEST_PUBLISHED) return 'suppressed'
  return luck.happens(special ? 0.12 : 0.004) ? 'no entries' : null
}

function groupSizes(luck: Chance, school: School, eligible: number): Record<Group, number> {
  const boys =
    school.gender === 'Girls' ? 0 : school.gender === 'Boys' ? eligible : luck.successes(eligible, 0.51)
  const low = luck.successes(eligible, bounded(0.09 - 0.02 * school.quality(2018), 0.01, 0.3))
  const high = luck.successes(eligible - low, bounded(0.35 + 0.05 * school.quality(2018), 0.05, 0.7))
  const poor = luck.successes(eligible, school.disadvantaged)
  return {
    B: boys,
    G: eligible - boys,
    L: low,
    M: eligible - low - high,
    H: high,
    FSM6CLA1A: poor,
    NotFSM6CLA1A: eligible - poor,
    EAL: luck.successes(eligible, school.otherLanguage),
    MOBN: luck.successes(eligible, 0.94),
  }
}

function wobbles(luck: Chance): Record<Group, number> {
  const drawn = GROUPS.map((group) => [group, luck.normal(0, 0.3)] as const)
  return Object.fromEntries(drawn) as Record<Group, number>
}

/** A group's count where the whole cohort's is known. */
export function groupCount(result: KeyStage2Result, group: Group, count: number): number {
  const share = bounded(count / Math.max(1, result.eligible), 0, 1)
  if (share === 0) return 0
  return Math.round(
    result.size[group] * moved(bounded(share, 0.01, 0.985), GAP[group][0] + result.wobble[group]),
  )
}

/** A group's score where the whole cohort's is known; progress moves a third as far as attainment. */
export function groupPoints(result: KeyStage2Result, group: Group, points: number, part = 1): number {
  return points + part * (GAP[group][1] + result.wobble[group] * 2)
}

/** A share whose odds are moved by so much. */
export function moved(share: number, by: number): number {
  const odds = (share / (1 - share)) * Math.exp(by)
  return odds / (1 + odds)
}

export function bounded(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
