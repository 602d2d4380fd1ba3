// The page of a school year's dates.
import { Conflict } from '#platform/errors.ts'
import { type Exchange, type Route, allow, get, post, queryOf } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { textOf, versionOf } from '#platform/forms.tsx'
import { showDate } from '#platform/dates.ts'
import { page, redirect } from '#platform/pages.tsx'
import { academicYear, resultsYear } from '#src/packs/conditions.rules.ts'
import { parseYear, yearValues } from './terms.forms.ts'
import { saveSchoolYear, schoolYear } from './terms.queries.ts'
import { yearOfDay } from './terms.rules.ts'
import { TermsForm } from './terms.views.tsx'

/** The year of the address, else that of today; what is no academic year counts as none. */
function yearAsked(x: Exchange): string {
  const asked = textOf(x.form, 'year') || queryOf(x, 'year')
  return resultsYear(asked) === null ? yearOfDay(x.today) : asked
}

async function show(x: Exchange, form?: Filled): Promise<Response> {
  allow(x, 'categories.manage', {}, true)
  const year = yearAsked(x)
  const recorded = await schoolYear(x.db, year)
  const thisYear = Number(yearOfDay(x.today).slice(0, 4)) + 1
  return page(
    x.c,
    {
      title: `Terms of ${year}`,
      back: { href: '/identify/decisions', text: 'Categories' },
      ...(form?.errors ? { errors: true, status: 422 as const } : {}),
    },
    <TermsForm
      academicYear={year}
      version={versionOf(x.form) ?? recorded?.version ?? 0}
      form={form ?? { values: yearValues(recorded) }}
      years={[-1, 0, 1].map((step) => academicYear(thisYear + step)).filter((one) => one !== year)}
    />,
  )
}

const inWords = (value: unknown) => (typeof value === 'string' && value !== '' ? showDate(value) : '')

export const termRoutes: readonly Route[] = [
  get('/identify/terms', 'categories.manage', (x) => show(x)),
  post('/identify/terms', 'categories.manage', async (x) => {
    allow(x, 'categories.manage', {}, true)
    const year = yearAsked(x)
    const parsed = parseYear(x.form, year)
    if (!parsed.ok) return show(x, parsed)
    if (!(await saveSchoolYear(x.db, x.actor.organisationId, versionOf(x.form) ?? -1, parsed.value))) {
      const now = await schoolYear(x.db, year)
      const [theirs, yours] = [yearValues(now), yearValues(parsed.value)]
      throw new Conflict(
        `/identify/terms?year=${year}`,
        now?.version ?? 0,
        Object.keys(yours).map((name) => {
          const [term, what = ''] = name.split('-')
          const label = { starts: 'first day', ends: 'last day', due: 'ratings due' }[what] ?? what
          return {
            name,
            label: `${term} term, ${label}`,
            theirs: inWords(theirs[name]),
            yours: inWords(yours[name]),
          }
        }),
      )
    }
    return redirect(x.c, `/identify/terms?year=${year}`, 'Saved.')
  }),
]
