// Owns the rounded national figures around which invented schools are drawn, so that comparisons look as they do in
// life. They are approximations of well-known headline figures, not a source: nothing may quote them.

/** Levels years: shares at level 4 or above, and making expected progress. */
export interface LevelsYear {
  english: number
  mathematics: number
  both: number
  reading: number
  writing: number
  all: number
  high: number
  progress: { english: number; reading: number; writing: number; mathematics: number }
}

const levels = (
  [english, mathematics, both]: [number, number, number],
  [reading, writing, all, high]: [number, number, number, number],
  [pe, pr, pw, pm]: [number, number, number, number],
): LevelsYear => ({
  english: english / 100,
  mathematics: mathematics / 100,
  both: both / 100,
  reading: reading / 100,
  writing: writing / 100,
  all: all / 100,
  high: high / 100,
  progress: { english: pe / 100, reading: pr / 100, writing: pw / 100, mathematics: pm / 100 },
})

export const LEVELS: Readonly<Record<number, LevelsYear>> = {
  2010: levels([80, 79, 73], [83, 71, 64, 13], [84, 86, 82, 83]),
  2011: levels([81, 80, 74], [84, 75, 67, 13], [84, 87, 84, 83]),
  2012: levels([85, 84, 79], [87, 81, 75, 20], [89, 90, 90, 87]),
  2013: levels([86, 85, 79], [86, 83, 75, 21], [89, 88, 92, 88]),
  2014: levels([87, 86, 80], [89, 85, 79, 24], [90, 91, 93, 90]),
  2015: levels([88, 87, 81], [89, 87, 80, 24], [91, 91, 94, 90]),
}

/** Scaled-score years. Shares are 0 to 1; averages are scaled scores. */
export interface ScaledYear {
  exp: Readonly<Record<'RWM' | 'READ' | 'WRITTA' | 'MAT' | 'GPS' | 'SCITA', number>>
  high: Readonly<Record<'RWM' | 'READ' | 'WRITTA' | 'MAT' | 'GPS' | 'SCITA', number>>
  average: Readonly<Record<'READ' | 'MAT' | 'GPS', number>>
  progress: boolean
}

const scaled = (exp: number[], high: number[], average: number[], progress: boolean): ScaledYear => {
  const share = (list: number[], at: number): number => (list[at] ?? 0) / 100
  const subjects = (list: number[]): ScaledYear['exp'] => ({
    RWM: share(list, 0),
    READ: share(list, 1),
    WRITTA: share(list, 2),
    MAT: share(list, 3),
    GPS: share(list, 4),
    SCITA: share(list, 5),
  })
  return {
    exp: subjects(exp),
    high: subjects([...high, 0]),
    average: { READ: average[0] ?? 104, MAT: average[1] ?? 104, GPS: average[2] ?? 105 },
    progress,
  }
}

/** No tests in 2020 and 2021. No progress from 2024 on: those pupils had no key stage 1 results. */
export const SCALED: Readonly<Record<number, ScaledYear>> = {
  2016: scaled([53, 66, 74, 70, 73, 81], [5, 19, 15, 17, 23], [103, 103, 104], true),
  2017: scaled([61, 72, 76, 75, 77, 82], [9, 25, 18, 23, 31], [104, 104, 106], true),
  2018: scaled([64, 75, 78, 76, 78, 82], [10, 28, 20, 24, 34], [105, 104, 106], true),
  2019: scaled([65, 73, 78, 79, 78, 83], [11, 27, 20, 27, 36], [104, 105, 106], true),
  2022: scaled([59, 75, 69, 71, 72, 79], [7, 28, 13, 22, 28], [105, 104, 105], true),
  2023: scaled([60, 73, 71, 73, 72, 80], [8, 29, 13, 24, 30], [105, 104, 105], true),
  2024: scaled([61, 74, 72, 73, 72, 81], [8, 28, 13, 24, 32], [105, 104, 105], false),
  2025: scaled([62, 75, 72, 74, 73, 82], [8, 33, 13, 26, 30], [106, 105, 105], false),
}

export interface KeyStage4Year {
  /** Five good passes with English and mathematics (to 2016); null after. */
  fiveGood: number | null
  progressEnglish: number
  progressMathematics: number
  attainment8: number | null
  progress8: number | null
  basics4: number | null
  basics5: number | null
}

const ks4 = (
  five: number | null,
  english: number,
  mathematics: number,
  a8: number | null,
  p8: number | null,
  basics4: number | null,
  basics5: number | null,
): KeyStage4Year => ({
  fiveGood: five === null ? null : five / 100,
  progressEnglish: english / 100,
  progressMathematics: mathematics / 100,
  attainment8: a8,
  progress8: p8,
  basics4: basics4 === null ? null : basics4 / 100,
  basics5: basics5 === null ? null : basics5 / 100,
})

/** No examinations' results by school in 2020 and 2021; no Progress 8 from 2025 on (no key stage 2 in 2020). */
export const KEY_STAGE_4: Readonly<Record<number, KeyStage4Year>> = {
  2010: ks4(55, 70, 63, null, null, null, null),
  2011: ks4(58, 72, 65, null, null, null, null),
  2012: ks4(59, 68, 69, null, null, null, null),
  2013: ks4(61, 71, 71, null, null, null, null),
  2014: ks4(57, 72, 66, null, null, null, null),
  2015: ks4(57, 71, 67, null, null, null, null),
  2016: ks4(58, 71, 67, 49.9, -0.03, 63, 40),
  2017: ks4(null, 0, 0, 46.3, -0.03, 64, 43),
  2018: ks4(null, 0, 0, 46.5, -0.02, 64, 43),
  2019: ks4(null, 0, 0, 46.7, -0.03, 65, 43),
  2022: ks4(null, 0, 0, 48.8, -0.03, 69, 50),
  2023: ks4(null, 0, 0, 46.3, -0.03, 65, 45),
  2024: ks4(null, 0, 0, 45.9, -0.03, 65, 46),
  2025: ks4(null, 0, 0, 45.9, null, 65, 45),
}

export const FIRST_RESULTS = 2010

/**
 * The examination years (by their summer) whose final results are out on a day: key stage results of a summer come out
 * in December. Years after the last one known here repeat its figures, so that the county does not end.
 */
export function publishedYears(today: string): number[] {
  const year = Number(today.slice(0, 4))
  const last = today.slice(5) >= '12-12' ? year : year - 1
  const years: number[] = []
  for (let each = FIRST_RESULTS; each <= last; each += 1) if (each !== 2020 && each !== 2021) years.push(each)
  return years
}

export function scaledFigures(year: number): ScaledYear | null {
  if (year < 2016 || year === 2020 || year === 2021) return null
  return SCALED[Math.min(year, 2025)] ?? null
}

export function keyStage4Figures(year: number): KeyStage4Year | null {
  if (year === 2020 || year === 2021) return null
  return KEY_STAGE_4[Math.min(year, 2025)] ?? null
}

/** `2018-2019` for the examinations of summer 2019: the spelling of the publishers' file names. */
export function longYear(year: number): string {
  return `${year - 1}-${year}`
}

/** `2018-19`: the spelling inside Alongside. */
export function shortYear(year: number): string {
  return `${year - 1}-${(year % 100).toString().padStart(2, '0')}`
}
