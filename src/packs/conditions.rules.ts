// Conditions: the small language in which a pack says which schools a criterion is about, and how a
// condition reads in plain words. It owns the shape and the wording; answering it for a school is
// identify's.

/** Results year: the calendar year in which an academic year ends (2019 is 2018-19). */
export type ResultsYear = number

export type Comparison = 'below' | 'at most' | 'above' | 'at least'

export type Threshold = { readonly fixed: number } | { readonly median: 'national' }

/** `run`: the year the criteria are run for; `before`: that many years earlier; `results`: a fixed year. */
export type YearReference = 'run' | { readonly before: number } | { readonly results: ResultsYear }

/** What counts under which frameworks; `judgements: 'any'` means any judgement the inspection made. */
export interface Judged {
  readonly frameworks: readonly string[]
  readonly judgements: readonly string[] | 'any'
  /** In words, never numbers: the same number means different things in different frameworks. */
  readonly grades: readonly string[]
}

export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'measure'
      readonly measure: string
      readonly compare: Comparison
      readonly threshold: Threshold
      readonly year: YearReference
      /** What people call this threshold: "the 60% floor". */
      readonly called: string | null
    }
  | {
      readonly kind: 'years'
      readonly window: { readonly from: ResultsYear; readonly to: ResultsYear } | { readonly last: number }
      readonly atLeast: number
      readonly atMost: number | null
      readonly where: Condition
    }
  | {
      readonly kind: 'inspection'
      readonly which: 'latest' | 'previous'
      readonly judged: readonly Judged[]
      /** Inspections of a school that this one replaced do not count. */
      readonly ownUrn?: true
    }
  | { readonly kind: 'category of concern'; readonly categories: readonly string[] }
  /** The latest graded inspection began so many years ago or more. */
  | { readonly kind: 'inspection due'; readonly afterYears: number }
  | { readonly kind: 'head'; readonly withinYears: number; readonly firstHeadship: boolean }
  | { readonly kind: 'officer concern'; readonly concern: 'any' | 'at risk' | 'needs support' }
  | { readonly kind: 'school request' }
  /** The organisation's own latest rating of the school. */
  | { readonly kind: 'our rating'; readonly ratings: readonly RatingName[] }
  /** A national test, by its identifier (primary-floor-2016) or its family (primary-floor: the one in force). */
  | { readonly kind: 'national test'; readonly test: string }

/** The words of a rating. A rating is an officer's judgement and nobody's grade. */
export const RATING_NAMES = ['red', 'amber', 'green'] as const
export type RatingName = (typeof RATING_NAMES)[number]

export interface Criterion {
  readonly id: string
  readonly name: string
  /** Which schools are asked: those that teach to the end of key stage 2 or 4, or every open school. */
  readonly stage: 'ks2' | 'ks4' | 'any'
  /** Results years in which the criterion is in force; null means every year. */
  readonly years: { readonly from: ResultsYear; readonly to: ResultsYear | null } | null
  readonly when: Condition
  /** Where the criterion comes from, in words. */
  readonly source: string
}

const academicYears = new Map<ResultsYear, string>()

/** '2018-19' for 2019. The few years there are get written a million times, so each is kept. */
export function academicYear(year: ResultsYear): string {
  const kept = academicYears.get(year)
  if (kept !== undefined) return kept
  const written = `${year - 1}-${String(year % 100).padStart(2, '0')}`
  academicYears.set(year, written)
  return written
}

/** 2019 for '2018-19'; null when the text is no academic year. */
export function resultsYear(text: string): ResultsYear | null {
  const match = /^(\d{4})-(\d{2})$/.exec(text)
  if (!match) return null
  const year = Number(match[1]) + 1
  return year % 100 === Number(match[2]) ? year : null
}

/** 'a, b and c'. */
export function list(words: readonly string[], last = 'and'): string {
  if (words.length <= 1) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`
}

/** A number as it is spoken of: '52%', '−5.1', '0.4'; a real minus sign, no trailing noughts. */
export function inUnit(value: number, unit: string): string {
  const digits = String(Math.round(Math.abs(value) * 1000) / 1000)
  const signed = value < 0 && digits !== '0' ? `−${digits}` : digits
  return unit === 'percent' ? `${signed}%` : unit === 'pounds' ? `£${signed}` : signed
}

/** Every measure a condition names, national tests resolved by `test`. */
export function measuresOf(condition: Condition, test: (id: string) => readonly Condition[]): Set<string> {
  const found = new Set<string>()
  const walk = (c: Condition): void => {
    if (c.kind === 'measure') found.add(c.measure)
    else if (c.kind === 'all' || c.kind === 'any') c.of.forEach(walk)
    else if (c.kind === 'not') walk(c.of)
    else if (c.kind === 'years') walk(c.where)
    else if (c.kind === 'national test') test(c.test).forEach(walk)
  }
  walk(condition)
  return found
}

export interface MeasureName {
  readonly label: string
  readonly unit: string
}

/**
 * A condition in plain words, one line a part, indented by `depth`; what an adviser reads instead of YAML.
 */
export function inWords(
  condition: Condition,
  measure: (code: string) => MeasureName,
  depth = 0,
): { readonly depth: number; readonly text: string }[] {
  const line = (text: string) => [{ depth, text }]
  switch (condition.kind) {
    case 'all':
    case 'any':
      return [
        ...line(condition.kind === 'all' ? 'all of these:' : 'any one of these:'),
        ...condition.of.flatMap((part) => inWords(part, measure, depth + 1)),
      ]
    case 'not':
      return [...line('not:'), ...inWords(condition.of, measure, depth + 1)]
    case 'measure': {
      const { label, unit } = measure(condition.measure)
      const threshold =
        'fixed' in condition.threshold ? inUnit(condition.threshold.fixed, unit) : 'the national median'
      const called = condition.called === null ? '' : ` (${condition.called})`
      return line(`${label} ${condition.compare} ${threshold}${called}${yearInWords(condition.year)}`)
    }
    case 'years': {
      const { atLeast, atMost, window } = condition
      const count =
        atMost === null
          ? `at least ${atLeast}`
          : atMost === atLeast
            ? String(atLeast)
            : `${atLeast} to ${atMost}`
      const years =
        'last' in window ? `the last ${window.last} years` : `the years ${window.from} to ${window.to}`
      return [...line(`in ${count} of ${years}:`), ...inWords(condition.where, measure, depth + 1)]
    }
    case 'inspection':
      return [
        ...line(
          `at its ${condition.which} graded inspection${condition.ownUrn ? ' under its own URN' : ''}:`,
        ),
        ...condition.judged.map((judged) => ({
          depth: depth + 1,
          text: `under the ${list(judged.frameworks)} framework${judged.frameworks.length > 1 ? 's' : ''}, ${
            judged.judgements === 'any' ? 'any judgement' : list(judged.judgements, 'or')
          } graded ${list(judged.grades, 'or')}`,
        })),
      ]
    case 'category of concern':
      return line(`latest inspection put it in a category of concern: ${list(condition.categories, 'or')}`)
    case 'inspection due':
      return line(
        `latest graded inspection ${condition.afterYears === 1 ? 'a year' : `${condition.afterYears} years`} ago or more`,
      )
    case 'head': {
      const span = condition.withinYears === 1 ? 'year' : `${condition.withinYears} years`
      return line(
        condition.firstHeadship
          ? `head appointed in the last ${span}, in a first headship`
          : `head appointed in the last ${span}`,
      )
    }
    case 'officer concern':
      return line(
        condition.concern === 'any'
          ? "the school's officer has recorded a concern"
          : condition.concern === 'at risk'
            ? 'an officer has recorded that the school is at risk'
            : "the school's officer has recorded that it needs support",
      )
    case 'our rating':
      return line(`an officer’s latest rating of the school is ${list(condition.ratings, 'or')}`)
    case 'school request':
      return line('the school itself has asked for support')
    case 'national test':
      return line(`the national test “${condition.test.replaceAll('-', ' ')}” says so`)
  }
}

function yearInWords(year: YearReference): string {
  if (year === 'run') return ''
  if ('results' in year) return ` in ${year.results}`
  return year.before === 1 ? ' one year earlier' : ` ${year.before} years earlier`
}
