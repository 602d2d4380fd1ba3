// Pages of headships: recording who leads a school, and answering whether the register shows a new head. Who has
// or lacks a head is confidential (domain.md §2): 'headships.view' for reading, 'concerns.raise' for recording.
import { NotFound } from '#platform/errors.ts'
import { type Exchange, type Route, allow, get, post } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import type { SchoolPagePart } from '#src/schools/profile/contributed.tsx'
import { changeForm, headForm } from './headships.forms.ts'
import {
  dismissHeadChange,
  headOf,
  headshipsOf,
  insertHeadship,
  openHeadChanges,
} from './headships.queries.ts'
import { askedSince, changeInWords, type HeadChange } from './headships.rules.ts'
import { ChangeForm, HeadForm, HeadshipRecord, NewHeads } from './headships.views.tsx'
import { ourSchool } from './our-school.queries.ts'

type School = { urn: number; name: string }

/** The school of the address, where the person may record its headship. */
async function schoolFor(x: Exchange): Promise<School> {
  const school = await ourSchool(x.db, x.c.req.param('urn'))
  if (!school) throw new NotFound()
  allow(x, 'concerns.raise', await schoolSubject(x.db, school.urn), true)
  return school
}

async function changeFor(x: Exchange, urn: number): Promise<HeadChange> {
  const id = x.c.req.param('id')
  const open = await openHeadChanges(x.db, x.actor, { urn, since: askedSince(x.today) })
  const change = open.find((one) => String(one.id) === id)
  if (!change) throw new NotFound()
  return change
}

const back = ({ urn, name }: School) => ({ href: `/schools/${urn}/people`, text: name })
const faulty = (form: Filled) => (form.errors ? { errors: true, status: 422 as const } : {})

const askHead = (x: Exchange, school: School, form: Filled) =>
  page(
    x.c,
    { title: 'Who leads the school, and since when?', back: back(school), ...faulty(form) },
    <HeadForm school={school} form={form} />,
  )

const askChange = (x: Exchange, school: School, change: HeadChange, form: Filled) =>
  page(
    x.c,
    { title: 'Has a new head been appointed?', back: back(school), ...faulty(form) },
    <ChangeForm school={school} form={form} change={change} />,
  )

export const headshipRoutes: readonly Route[] = [
  get('/identify/new-heads', 'headships.view', async (x) =>
    page(
      x.c,
      { title: 'Newly appointed heads?' },
      <NewHeads
        changes={await openHeadChanges(x.db, x.actor, { since: askedSince(x.today) })}
        mayRecord={can(x.actor, 'concerns.raise') === 'yes'}
      />,
    ),
  ),
  get('/identify/schools/:urn/head', 'concerns.raise', async (x) => {
    const school = await schoolFor(x)
    const [change] = await openHeadChanges(x.db, x.actor, { urn: school.urn, since: askedSince(x.today) })
    const head = await headOf(x.db, school.urn)
    // A change in the register tells of somebody else than the head recorded before it.
    if (change) return askHead(x, school, { values: { kind: 'substantive', source: changeInWords(change) } })
    return askHead(x, school, {
      values: head
        ? {
            kind: head.kind,
            startedOn: head.startedOn ?? '',
            first: head.firstHeadship === null ? 'not known' : head.firstHeadship ? 'yes' : 'no',
            source: head.source,
          }
        : {},
    })
  }),
  post('/identify/schools/:urn/head', 'concerns.raise', async (x) => {
    const school = await schoolFor(x)
    const read = parseForm(headForm, x.form)
    if (!read.ok) return askHead(x, school, read)
    const { kind, startedOn, first, source } = read.value
    const { organisationId, personId } = x.actor
    await insertHeadship(x.db, {
      organisationId,
      personId,
      urn: school.urn,
      kind,
      startedOn,
      firstHeadship: first === 'not known' ? null : first === 'yes',
      source,
      on: x.today,
    })
    return redirect(
      x.c,
      `/schools/${school.urn}/people`,
      'Saved. It counts from the next time the criteria are run.',
    )
  }),
  get('/identify/schools/:urn/head-changes/:id', 'concerns.raise', async (x) => {
    const school = await schoolFor(x)
    return askChange(x, school, await changeFor(x, school.urn), { values: {} })
  }),
  post('/identify/schools/:urn/head-changes/:id', 'concerns.raise', async (x) => {
    const school = await schoolFor(x)
    const change = await changeFor(x, school.urn)
    const read = parseForm(changeForm, x.form)
    if (!read.ok) return askChange(x, school, change, read)
    // A new head is kept as a headship, once its form is filled in; until then the question stays open.
    if (read.value.answer === 'new head') return redirect(x.c, `/identify/schools/${school.urn}/head`)
    const { organisationId, personId } = x.actor
    await dismissHeadChange(x.db, {
      organisationId,
      personId,
      urn: school.urn,
      changeId: change.id,
      why: read.value.why,
      on: x.today,
    })
    return redirect(
      x.c,
      `/schools/${school.urn}/people`,
      'Saved. You will not be asked about this change again.',
    )
  }),
]

/** Who leads the school as the organisation recorded it, and what the register raises. */
export const headshipOnSchoolPage: SchoolPagePart = {
  page: 'people',
  order: 10,
  access: 'headships.view',
  heading: 'Headship, as we recorded it',
  content: async ({ db, actor, today }, { urn }) => (
    <HeadshipRecord
      urn={urn}
      headships={await headshipsOf(db, urn)}
      changes={await openHeadChanges(db, actor, { urn, since: askedSince(today) })}
      mayRecord={can(actor, 'concerns.raise', await schoolSubject(db, urn)) === 'yes'}
    />
  ),
}
