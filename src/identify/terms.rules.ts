// Terms: the three by which categories are decided and schools are rated, which of them a day belongs to, and
// which days are not for first news. Dates come from the organisation, else from its pack; today is an argument.
import { academicYear } from '#src/packs/conditions.rules.ts'

export const TERMS = ['autumn', 'spring', 'summer'] as const
export type TermName = (typeof TERMS)[number]

export interface Term {
  readonly academicYear: string
  readonly term: TermName
}

/** Civil dates, both included. A county may cut one of the three in two: then there are two with the same name. */
export interface DatedTerm extends Term {
  readonly starts: string
  readonly ends: string
}

export interface RatingsDue extends Term {
  readonly on: string
}

export interface Calendar {
  /** In order of their dates; empty for a year of which nobody gave any. */
  readonly terms: readonly DatedTerm[]
  readonly due: readonly RatingsDue[]
}

/** The dates of one term as a form holds them; null where nothing is recorded. */
export interface TermDates {
  readonly starts: string | null
  readonly ends: string | null
  readonly due: string | null
}
export interface SchoolYear {
  readonly academicYear: string
  readonly version: number
  readonly autumn: TermDates
  readonly spring: TermDates
  readonly summer: TermDates
}

/** 'autumn term 2026-27'. */
export const termInWords = ({ term, academicYear: year }: Term): string => `${term} term ${year}`

/** A term as an address and a form carry it: '2026-27-autumn'. */
export const termValue = ({ academicYear: year, term }: Term): string => `${year}-${term}`

export const sameTerm = (a: Term, b: Term): boolean => a.academicYear === b.academicYear && a.term === b.term

/** The term after this one. */
export function termAfter({ academicYear: year, term }: Term): Term {
  const next = TERMS[TERMS.indexOf(term) + 1]
  return next
    ? { academicYear: year, term: next }
    : { academicYear: academicYear(Number(year.slice(0, 4)) + 2), term: 'autumn' }
}

/** The term before this one. */
export function termBefore({ academicYear: year, term }: Term): Term {
  const earlier = TERMS[TERMS.indexOf(term) - 1]
  return earlier
    ? { academicYear: year, term: earlier }
    : { academicYear: academicYear(Number(year.slice(0, 4))), term: 'summer' }
}

/** The academic year of a day: it begins on 1 September. */
export const yearOfDay = (day: string): string =>
  academicYear(Number(day.slice(0, 4)) + (day.slice(5) >= '09-01' ? 1 : 0))

/** The term to which a term's beginning gives the name: August to December, January to March, April to July. */
export const termBeginning = (starts: string): TermName => {
  const month = Number(starts.slice(5, 7))
  return month >= 8 ? 'autumn' : month <= 3 ? 'spring' : 'summer'
}

/**
 * The term that a day belongs to; a holiday belongs to the term that follows it, and what is left of the summer
 * to the summer term. Where nobody gave the dates of that year: September to December, January to March, April
 * to August, which sorts decisions into terms and is used for nothing else.
 */
export function termOf(day: string, { terms }: Pick<Calendar, 'terms'>): Term {
  const year = yearOfDay(day)
  const dated = terms.find((term) => term.academicYear === year && term.ends >= day)
  if (dated) return { academicYear: year, term: dated.term }
  const last = terms.findLast((term) => term.academicYear === year)
  if (last) return { academicYear: year, term: last.term }
  const month = Number(day.slice(5, 7))
  return { academicYear: year, term: month >= 9 ? 'autumn' : month <= 3 ? 'spring' : 'summer' }
}

/**
 * A term and those before it, newest first, as many as `most`.
 */
export function termsBack(last: Term, most: number): Term[] {
  const terms: Term[] = []
  for (let at = last; terms.length < most; at = termBefore(at)) terms.push(at)
  return terms
}

const nextDay = (day: string, days = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay()
const isWorkingDay = (day: string, holidays: ReadonlySet<string>): boolean =>
  weekday(day) !== 0 && weekday(day) !== 6 && !holidays.has(day)

/** The first of the last five working days of a term; everything from it to the term's end is its last week. */
function lastWeekStarts({ starts, ends }: DatedTerm, holidays: ReadonlySet<string>): string {
  let left = 5
  let day = ends
  for (;;) {
    if (isWorkingDay(day, holidays)) left--
    if (left === 0 || day <= starts) return day
    day = nextDay(day, -1)
  }
}

/**
 * Why a school should not get first news of its category on `day`; empty when nothing speaks against it.
 * Not on a Friday, nor on any other day after which offices are shut (before a bank holiday, at a weekend):
 * the head could ask nobody. Not in the last week of a term: the last five working days. Where the dates of
 * that year are not known, that cannot be said, and the answer says so rather than passing the day.
 * From the dignity rule of this product; no source document gives it.
 */
export function whyNoFirstNewsOn(
  day: string,
  terms: readonly DatedTerm[],
  bankHolidays: readonly string[],
): string[] {
  const holidays = new Set(bankHolidays)
  const reasons: string[] = []
  if (weekday(day) === 5) reasons.push('It is a Friday: the head could ask nobody before Monday.')
  else if (!isWorkingDay(day, holidays))
    reasons.push('It is a weekend or a bank holiday: the head could ask nobody.')
  else if (!isWorkingDay(nextDay(day), holidays))
    reasons.push('Tomorrow is a bank holiday: the head could ask nobody before the day after.')
  const ofYear = terms.filter(({ academicYear: year }) => year === yearOfDay(day))
  if (ofYear.length === 0)
    reasons.push(
      'The dates of this year’s terms are not recorded, so nobody can say whether a term is ending.',
    )
  else if (ofYear.some((term) => day <= term.ends && day >= lastWeekStarts(term, holidays)))
    reasons.push('It is the last week of a term.')
  return reasons
}

/** Whether the ratings of a term are due by a day within `ahead` days, late, or not: null when no date is given. */
export function dueState(
  due: readonly RatingsDue[],
  term: Term,
  today: string,
  ahead = 14,
): { readonly on: string; readonly state: 'late' | 'soon' | 'later' } | null {
  const dates = due.filter((one) => sameTerm(one, term)).map(({ on }) => on)
  // Several dates in a term: the one that comes next, or the last when all are past.
  const on = dates.toSorted().find((one) => one >= today) ?? dates.toSorted().at(-1)
  if (on === undefined) return null
  return { on, state: on < today ? 'late' : on <= nextDay(today, ahead) ? 'soon' : 'later' }
}
