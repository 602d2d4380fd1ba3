// Owns how a measure of one school over the years is put together, worded and cut: gaps where there is no
// number, breaks where the definition changed, the sentence that says what the line shows.
import { isBefore, type Joined, placeInHistory } from '../evidence/history.rules.ts'
import { academicYear, type Measure, type Unit } from '../evidence/measures.rules.ts'

export type Point = {
  /** The calendar year in which the academic year ends. */
  year: number
  value: number | null
  /** Why there is no number; null where there is one. */
  flag: string | null
  cohort: number | null
  /** The school the figure is of: this one, or the one it replaced. */
  urn: number
  importId: number
}

/** The middle of what schools of the same kind have, and between which values the middle half of them lies. */
export type Median = { median: number; lower: number; upper: number; schools: number }

/** What a publisher says of England or an authority as a whole, beside what is computed here. */
export type Published = {
  year: number
  area: string
  /** Which schools it speaks of, in the publisher's words. */
  population: string
  value: number | null
  flag: string | null
  importId: number
}

export type Series = {
  measure: Measure
  /** In order of years, one a year; years nobody published a figure for are left out. */
  points: Point[]
  /** Medians by year: of all schools held, of the school's authority, its district, and the authorities like its own. */
  all: Map<number, Median>
  authority: Map<number, Median>
  district: Map<number, Median>
  neighbours: Map<number, Median>
  published: readonly Published[]
  /** Figures of schools that merged into this one or that it was split from: each its own, never this school's. */
  before?: readonly Earlier[]
}

/** What an earlier school published of one measure, in order of years. */
export type Earlier = { school: Joined; points: Point[] }

/** Figures of earlier schools, a series a school that has any; what lies after they parted is left out. */
export const earlierOf = (joined: readonly Joined[], found: readonly Point[]): Earlier[] =>
  joined.flatMap((school) => {
    const points = found
      .filter((point) => point.urn === school.urn && isBefore(school, point.year))
      .toSorted((a, b) => a.year - b.year)
    return points.length === 0 ? [] : [{ school, points }]
  })

/** Earlier schools with a number, where they are few enough to be told apart in one chart; else none of them. */
export function drawnBefore(series: Series): readonly Earlier[] {
  const found = (series.before ?? []).filter(({ points }) => points.some((p) => p.value !== null))
  return found.length <= MOST_DRAWN ? found : []
}
const MOST_DRAWN = 3

/** The comparators of a series that have any median, as a page names them, widest first. */
export function comparatorsOf(
  series: Series,
): { key: ComparatorKey; label: string; by: Map<number, Median> }[] {
  const widest = Math.max(0, ...[...series.all.values()].map((m) => m.schools))
  const labels = {
    all: allLabel(widest),
    neighbours: 'Similar authorities',
    authority: 'Authority',
    district: 'District',
  }
  return comparatorKeys
    .map((key) => ({ key, label: labels[key], by: series[key] }))
    .filter(({ by }) => by.size > 0)
}
/** Widest first. */
export const comparatorKeys = ['all', 'neighbours', 'authority', 'district'] as const
export type ComparatorKey = (typeof comparatorKeys)[number]

/**
 * Whether a published figure of these schools (in a publisher's words) may stand beside this school. Words we
 * do not know speak of some schools only, so they may not.
 */
export function speaksOf(
  population: string,
  school: { phase: string | null; type_group: string | null },
): boolean {
  const words = population.toLowerCase()
  if (words === 'state-funded schools' || words === 'all schools') return true
  const isSpecial = /special/i.test(school.type_group ?? '')
  if (/^(state-funded )?primary$/.test(words)) return !isSpecial && /primary/i.test(school.phase ?? '')
  if (/^(state-funded )?secondary( with ks4)?$/.test(words))
    return !isSpecial && /secondary|all.through/i.test(school.phase ?? '')
  return words === 'special' ? isSpecial : false
}

/**
 * Figures of a school and of those it replaced, one a year; which stands is history.rules.ts. `urns`: the
 * school's own first, then those it replaced, newest first.
 */
export function pointsOf(urns: readonly number[], found: readonly Point[]): Point[] {
  const byYear = new Map<number, Point>()
  const rank = (p: Point) => placeInHistory(urns.indexOf(p.urn), p.flag)
  for (const point of found) {
    const held = byYear.get(point.year)
    if (!held || rank(point) < rank(held)) byYear.set(point.year, point)
  }
  return [...byYear.values()].sort((a, b) => a.year - b.year)
}

// Made once: a page shows some hundred numbers, and making one takes longer than drawing a row.
const twoPlaces = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 })

/** Numbers of a unit as a page shows them; differences from nought carry a sign. */
export function showValue(unit: Unit, value: number, signed = false): string {
  const text = twoPlaces.format(Math.abs(value))
  const sign = value < 0 ? '−' : signed && value > 0 ? '+' : ''
  if (unit === 'percent') return `${sign}${text}%`
  if (unit === 'pounds per pupil') return `${sign}£${text}`
  return `${sign}${text}`
}

/** A computed number (a median, a quartile) as a page shows it: to two places at most, pounds in whole ones. */
export const showComputed = (measure: Measure, value: number): string =>
  showValue(
    measure.unit,
    measure.unit === 'pounds per pupil' ? Math.round(value) : Math.round(value * 100) / 100,
    isSigned(measure),
  )

/** Measures whose nought is the national average. */
export const isSigned = (measure: Measure): boolean =>
  /progress(8)?(_low|_high)?$|_gap$|progress8/.test(measure.code) && measure.unit !== 'percent'

const reasons: Record<string, string> = {
  suppressed: 'Withheld: too few pupils',
  'not applicable': 'Does not apply',
  'no entries': 'Nobody was entered',
  'not published': 'Not published for this kind of school',
  'not available': 'Not available',
  'low coverage': 'Withheld: too few pupils are covered',
  'new school': 'New school',
  'small percentage': 'Under half a percent',
  redacted: 'Withheld by the publisher',
  'did not submit': 'The school sent no return',
  unreliable: 'Withheld: not reliable',
  'not collected': 'Not collected',
  blank: 'Nothing published',
  unreadable: 'The file’s cell could not be read',
}

/** Why there is no number, in words for a page. */
export const showReason = (flag: string): string => reasons[flag] ?? flag

/** The figure of a point, or the reason why there is none. */
export const showPoint = (measure: Measure, point: Point): string =>
  point.value === null
    ? showReason(point.flag ?? 'blank')
    : showValue(measure.unit, point.value, isSigned(measure))

/** Whether a line may run from one year to the next: the years follow, and no definition changed between. */
export const isJoined = (measure: Measure, from: number, to: number): boolean =>
  to === from + 1 && !(measure.breaks ?? []).some((year) => year > from && year <= to)

/** Stretches of points with numbers that may be drawn as one line each. */
export function stretches(series: Series): Point[][] {
  const found: Point[][] = []
  for (const point of series.points) {
    if (point.value === null) continue
    const last = found.at(-1)?.at(-1)
    if (last && isJoined(series.measure, last.year, point.year)) found.at(-1)!.push(point)
    else found.push([point])
  }
  return found
}

/**
 * What the line shows, as a sentence: how it has moved of late within one definition, or the one figure
 * there is, or that there is none. Makes no judgement of better or worse.
 */
export function trendSentence(series: Series): string {
  const { measure } = series
  const last = stretches(series).at(-1)
  const newest = series.points.at(-1)
  if (!last || !newest) return `${measure.label}: no figure is held`
  const end = last.at(-1)!
  const show = (point: Point) => showValue(measure.unit, point.value!, isSigned(measure))
  if (newest.year > end.year)
    return `${measure.label}: last figure ${show(end)} in ${academicYear(end.year)}, none since (${showReason(newest.flag ?? 'blank').toLowerCase()})`
  const run = runOf(last)
  const words = { rise: ['rose', 'has risen'], fall: ['fell', 'has fallen'], same: ['stayed', 'has stayed'] }[
    run.way
  ]
  if (run.years === 0) return `${measure.label}: ${show(end)} in ${academicYear(end.year)}`
  const before = last.at(-1 - run.years)!
  if (run.way === 'same')
    return `${measure.label} ${run.years === 1 ? words[0] : words[1]} at ${show(end)} since ${academicYear(before.year)}`
  if (run.years === 1)
    return `${measure.label} ${words[0]} from ${show(before)} to ${show(end)} in ${academicYear(end.year)}`
  return `${measure.label} ${words[1]} for ${inWords(run.years)} years, from ${show(before)} to ${show(end)}`
}

/** How many years the last movement has lasted without turning, and which way. */
function runOf(points: readonly Point[]): { way: 'rise' | 'fall' | 'same'; years: number } {
  let way: 'rise' | 'fall' | 'same' = 'same'
  let years = 0
  for (let i = points.length - 1; i > 0; i--) {
    const step = points[i]!.value! - points[i - 1]!.value!
    const now = step > 0 ? 'rise' : step < 0 ? 'fall' : 'same'
    if (years > 0 && now !== way) break
    way = now
    years += 1
  }
  return { way, years }
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const inWords = (n: number) => numbers[n] ?? String(n)

/** A median is England's when it rests on as many schools as only England has. */
export const allLabel = (schools: number): string => (schools >= 1000 ? 'England' : 'All schools held')

/** The measures a page shows as charts, in order; those without any number are left out there. */
export const charted = {
  results: [
    'ks2_rwm_expected',
    'ks2_reading_progress',
    'ks2_writing_progress',
    'ks2_maths_progress',
    'ks2_l4_rwm',
    'ks2_l4_english_maths',
    'ks4_progress8',
    'ks4_attainment8',
    'ks4_basics_95',
    'ks4_5ac_em',
  ],
  pupils: [
    'pupils',
    'fsm_ever6_percent',
    'eal_percent',
    'sen_support_percent',
    'ehcp_percent',
    'absence',
    'persistent_absence',
  ],
  money: [
    'finance_total_income',
    'finance_total_expenditure',
    'finance_teaching_staff',
    'finance_supply_teachers',
  ],
} as const
export type Part = keyof typeof charted

/** Of what is published of an area, that of the schools nearest in kind: one way of counting an area is enough. */
export function nearestPublished(published: readonly Published[]): Published[] {
  const width = ({ population }: Published) =>
    ['state-funded schools', 'all schools'].indexOf(population.toLowerCase()) * 2 +
    (/^state-funded/i.test(population) ? 0 : 1)
  return published.filter(
    (one) => !published.some((other) => other.area === one.area && width(other) < width(one)),
  )
}

/** Under which heading a figure that is no chart stands: by what it tells and the years it was published. */
export function topicOf({ id, source }: Measure): string {
  if (source === 'key stage 2')
    return id < 130
      ? 'Key stage 2 in levels, to 2014-15'
      : id < 170
        ? 'Key stage 2 since 2015-16'
        : 'The year group at key stage 2'
  if (source === 'key stage 4')
    return id < 310
      ? 'Key stage 4, to 2015-16'
      : id < 340
        ? 'Key stage 4: Attainment 8, Progress 8 and others'
        : 'The year group at key stage 4'
  return { 'pupil census': 'Pupils', absence: 'Absence', 'school finance': 'Income and spending' }[source]
}

/** The sources whose figures belong to a page. */
export const sourcesOf: Record<Part, Measure['source'][]> = {
  results: ['key stage 2', 'key stage 4'],
  pupils: ['pupil census', 'absence'],
  money: ['school finance'],
}

/** The figures an overview begins with: of each list the first the school has a number for. */
export const headlines: readonly (readonly string[])[] = [
  ['ks4_progress8', 'ks2_rwm_expected', 'ks4_5ac_em', 'ks2_l4_rwm', 'ks2_l4_english_maths'],
  ['ks4_attainment8', 'ks2_maths_progress', 'ks2_maths_expected_progress'],
  ['ks2_reading_progress', 'ks4_basics_95', 'ks2_reading_expected_progress'],
  ['persistent_absence', 'absence'],
  ['fsm_ever6_percent', 'fsm_percent'],
  ['finance_total_expenditure'],
]
