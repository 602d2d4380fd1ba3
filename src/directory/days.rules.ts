// Owns days of support: half days as whole numbers, academic years, and how days are spread over the years
// that a piece of work touches. Does not own terms or bank holidays (the calendar's).
import { academicYear, resultsYear } from '#src/packs/conditions.rules.ts'

/** '2018-19' for any day from 1 September 2018 to 31 August 2019. `date` is a civil date. */
export const academicYearOf = (date: string): string =>
  academicYear(Number(date.slice(0, 4)) + (Number(date.slice(5, 7)) >= 9 ? 1 : 0))

/** Whether the text is an academic year such as '2018-19'. */
export const isAcademicYear = (text: string): boolean => resultsYear(text) !== null

/** The academic years from `from` to `until` (civil dates, both included), oldest first; none when `until` is earlier. */
export function academicYearsBetween(from: string, until: string): string[] {
  const years: string[] = []
  const last = Number(academicYearOf(until).slice(0, 4))
  for (let year = Number(academicYearOf(from).slice(0, 4)); year <= last; year++)
    years.push(academicYearOf(`${year}-09-01`))
  return years
}

export type DaysOfYear = { academicYear: string; halfDays: number }

/**
 * Spreads whole half days over the academic years that a period touches, in proportion to its calendar days
 * in each, by largest remainder (the earlier year first when equal). The parts always add up to `halfDays`.
 */
export function spreadOverYears(halfDays: number, from: string, until: string): DaysOfYear[] {
  const parts = academicYearsBetween(from, until).map((academicYear) => {
    const begins = `${academicYear.slice(0, 4)}-09-01`
    const ends = `${Number(academicYear.slice(0, 4)) + 1}-08-31`
    return { academicYear, days: daysBetween(from > begins ? from : begins, until < ends ? until : ends) + 1 }
  })
  const all = parts.reduce((sum, { days }) => sum + days, 0)
  const spread = parts.map(({ academicYear, days }) => ({
    academicYear,
    halfDays: Math.floor((halfDays * days) / all),
    remainder: (halfDays * days) % all,
  }))
  let left = halfDays - spread.reduce((sum, part) => sum + part.halfDays, 0)
  for (const part of spread.toSorted((a, b) => b.remainder - a.remainder)) {
    if (left === 0) break
    part.halfDays++
    left--
  }
  return spread.map(({ academicYear, halfDays }) => ({ academicYear, halfDays }))
}

/** Calendar days from one civil date to another; negative when `until` is earlier. */
export const daysBetween = (from: string, until: string): number =>
  Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

/** Half days in words: 1 → 'half a day', 2 → '1 day', 13 → '6½ days'. */
export function showDays(halfDays: number): string {
  if (halfDays === 1) return 'half a day'
  if (halfDays === 2) return '1 day'
  const whole = Math.trunc(halfDays / 2)
  const half = halfDays % 2 === 0 ? '' : '½'
  return `${whole === 0 && half ? (halfDays < 0 ? '−' : '') : whole}${half} days`
}
