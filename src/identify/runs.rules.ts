// When the criteria are run for: today, a day, or an academic year as it stood. Pure.
import { type ResultsYear, academicYear, resultsYear } from '#src/packs/conditions.rules.ts'

/**
 * The day as at which a results year is run: the last of its school year, for what was inspected or opened
 * later has no part in it; today while that has not come.
 */
export function dayOfYear(year: ResultsYear, today: string): string {
  const last = `${year}-08-31`
  return last < today ? last : today
}

/** The results year of an academic year that has begun by today; null for any other text. */
export function yearAskedFor(text: string, today: string): ResultsYear | null {
  const year = resultsYear(text)
  return year !== null && year >= 1990 && `${year - 1}-09-01` <= today ? year : null
}

/** 'the academic year 2018-19' or 'the newest results held'. */
export const askedInWords = (year: ResultsYear | null): string =>
  year === null ? 'the newest results held' : `the academic year ${academicYear(year)}`
