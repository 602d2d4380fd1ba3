// What officers and schools tell: an officer's concern, the school's own request. Headships are headships.routes.tsx.
import { type Exchange, type Route, allow, get, post } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import type { Action } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { NotFound } from '#platform/errors.ts'
import { concernForm, endForm, requestForm } from './knowledge.forms.ts'
import { endRecorded, insertConcern, insertRequest } from './knowledge.queries.ts'
import { ConcernForm, EndForm, RequestForm } from './knowledge.views.tsx'
import { ourSchool } from './our-school.queries.ts'

/** The school of the address, where the person may fully do `action`. */
async function schoolFor(x: Exchange, action: Action): Promise<{ urn: number; name: string }> {
  const school = await ourSchool(x.db, x.c.req.param('urn'))
  if (!school) throw new NotFound()
  allow(x, action, await schoolSubject(x.db, school.urn), true)
  return school
}

const FORMS = {
  concern: { title: 'What worries you about this school?', view: ConcernForm },
  request: { title: 'What would you like support with?', view: RequestForm },
} as const

function show(x: Exchange, which: keyof typeof FORMS, school: { urn: number; name: string }, form: Filled) {
  const { title, view: View } = FORMS[which]
  const errors = form.errors !== undefined
  const back =
    which === 'request' ? undefined : { href: `/identify/schools/${school.urn}`, text: school.name }
  return page(
    x.c,
    { title, ...(back ? { back } : {}), ...(errors ? { errors, status: 422 as const } : {}) },
    <View school={school} form={form} />,
  )
}

/** Ending a concern or a request: by officers, with a reason. */
const ending = (what: 'concern' | 'request', table: 'officer_concerns' | 'support_requests'): Route[] => {
  const path = `/identify/schools/:urn/${what}s/:id/end`
  const ask = (x: Exchange, school: { urn: number; name: string }, form: Filled) =>
    page(
      x.c,
      {
        title: `Why does this ${what} no longer stand?`,
        back: { href: `/identify/schools/${school.urn}`, text: school.name },
        ...(form.errors ? { errors: true, status: 422 as const } : {}),
      },
      <EndForm school={school} form={form} what={what} />,
    )
  return [
    get(path, 'concerns.raise', async (x) => ask(x, await schoolFor(x, 'concerns.raise'), { values: {} })),
    post(path, 'concerns.raise', async (x) => {
      const school = await schoolFor(x, 'concerns.raise')
      const read = parseForm(endForm, x.form)
      if (!read.ok) return ask(x, school, read)
      const id = x.c.req.param('id') ?? ''
      if (!(await endRecorded(x.db, table, { id, urn: school.urn, why: read.value.why, on: x.today })))
        throw new NotFound()
      return redirect(x.c, `/identify/schools/${school.urn}`, `Ended. The ${what} stays in the record.`)
    }),
  ]
}

export const knowledgeRoutes: readonly Route[] = [
  ...ending('concern', 'officer_concerns'),
  ...ending('request', 'support_requests'),
  get('/identify/schools/:urn/concern', 'concerns.raise', async (x) =>
    show(x, 'concern', await schoolFor(x, 'concerns.raise'), { values: {} }),
  ),
  post('/identify/schools/:urn/concern', 'concerns.raise', async (x) => {
    const school = await schoolFor(x, 'concerns.raise')
    const read = parseForm(concernForm, x.form)
    if (!read.ok) return show(x, 'concern', school, read)
    const { organisationId, personId } = x.actor
    await insertConcern(x.db, { organisationId, personId, urn: school.urn, ...read.value, on: x.today })
    return redirect(
      x.c,
      `/identify/schools/${school.urn}`,
      'Saved. Your concern counts from the next time the criteria are run.',
    )
  }),
  get('/identify/schools/:urn/request', 'support.request', async (x) =>
    show(x, 'request', await schoolFor(x, 'support.request'), { values: {} }),
  ),
  post('/identify/schools/:urn/request', 'support.request', async (x) => {
    const school = await schoolFor(x, 'support.request')
    const read = parseForm(requestForm, x.form)
    if (!read.ok) return show(x, 'request', school, read)
    const { organisationId, personId } = x.actor
    await insertRequest(x.db, { organisationId, personId, urn: school.urn, ...read.value, on: x.today })
    return redirect(
      x.c,
      `/schools/${school.urn}`,
      'Sent. Your organisation’s advisers will talk to you first.',
    )
  }),
]
