// Which term a request is about, for every page that shows one.
import { type Exchange, queryOf } from '#platform/exchange.ts'
import { textOf } from '#platform/forms.tsx'
import { resultsYear } from '#src/packs/conditions.rules.ts'
import { calendarOf } from './terms.queries.ts'
import { TERMS, type Term, termOf } from './terms.rules.ts'

/** The term that a form or an address names, else the one of today. */
export async function termAsked(x: Exchange): Promise<Term> {
  const asked = textOf(x.form, 'term') || queryOf(x, 'term')
  const [, academicYear = '', name] = /^(\d{4}-\d{2})-([a-z]+)$/.exec(asked) ?? []
  const term = TERMS.find((one) => one === name)
  return term && resultsYear(academicYear) !== null
    ? { academicYear, term }
    : termOf(x.today, await calendarOf(x.db))
}
