// The form of a year's dates: three terms, each with its first and last day and the day ratings are due.
import { z } from 'zod'
import { type FormResult, optionalDate, parseForm, refuse } from '#platform/forms.tsx'
import type { FormValues } from '#platform/exchange.ts'
import { type SchoolYear, TERMS, type TermDates, type TermName, yearOfDay } from './terms.rules.ts'

const day = optionalDate('Enter a day such as 1 9 2026, or leave it empty')
const schema = z.object({
  'autumn-starts': day,
  'autumn-ends': day,
  'autumn-due': day,
  'spring-starts': day,
  'spring-ends': day,
  'spring-due': day,
  'summer-starts': day,
  'summer-ends': day,
  'summer-due': day,
})

type Dates = Omit<SchoolYear, 'version'>

/** The dates of a year; terms come in order, each within the year, none half said. */
export function parseYear(values: FormValues, academicYear: string): FormResult<Dates> {
  const parsed = parseForm(schema, values)
  if (!parsed.ok) return parsed
  const of = (term: TermName): TermDates => ({
    starts: parsed.value[`${term}-starts`],
    ends: parsed.value[`${term}-ends`],
    due: parsed.value[`${term}-due`],
  })
  let before: string | null = null
  for (const term of TERMS) {
    const { starts, ends, due } = of(term)
    const fault = (field: string, text: string) => refuse(values, { field: `${term}-${field}`, text })
    for (const [field, on] of [
      ['starts', starts],
      ['ends', ends],
      ['due', due],
    ] as const)
      if (on !== null && yearOfDay(on) !== academicYear)
        return fault(field, `Enter a day between 1 September and 31 August of ${academicYear}`)
    if (starts === null && ends !== null) return fault('starts', `Enter the first day of the ${term} term`)
    if (starts !== null && ends === null) return fault('ends', `Enter the last day of the ${term} term`)
    if (starts !== null && before !== null && starts <= before)
      return fault('starts', `The ${term} term begins after the term before it has ended`)
    if (starts !== null && ends !== null && ends <= starts)
      return fault('ends', `The ${term} term ends after its first day`)
    before = ends ?? before
  }
  return {
    ok: true,
    value: { academicYear, autumn: of('autumn'), spring: of('spring'), summer: of('summer') },
  }
}

/** A year's dates as the form's values. */
export const yearValues = (year: Dates | null): FormValues =>
  Object.fromEntries(
    TERMS.flatMap((term) => [
      [`${term}-starts`, year?.[term].starts ?? ''],
      [`${term}-ends`, year?.[term].ends ?? ''],
      [`${term}-due`, year?.[term].due ?? ''],
    ]),
  )
