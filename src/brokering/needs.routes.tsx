// Owns the addresses of needs: list, record, form, and changes of state by hand.
import { DecisionPage } from '#govuk/pages/decision-page.tsx'
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, queryOf, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { FormKey, textOf, Version, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { vocabularyOf } from '#src/directory/vocabulary.queries.ts'
import { phasesOf } from '#src/directory/vocabulary.rules.ts'
import { addNeed, changeNeed, moveNeed } from './needs.actions.ts'
import { needValues, parseNeed } from './needs.forms.ts'
import type { FoundSchool } from '#src/schools/finding/finding.queries.ts'
import { schoolAsked, typedSchool } from '#src/schools/finding/school-field.tsx'
import { ourSchool } from '#src/identify/our-school.queries.ts'
import { agreementFor, listNeeds, needById, type NeedRecord, reasonsFor } from './needs.queries.ts'
import {
  isOpenToChange,
  movesByHand,
  type NeedEntry,
  needFields,
  type NeedState,
  needStates,
} from './needs.rules.ts'
import { NeedForm, NeedList, NeedPage, type NeedQuery, SchoolForm } from './needs.views.tsx'

const PER_PAGE = 25

export const needRoutes: readonly Route[] = [
  get('/needs', 'needs.view', async (x) => {
    const query = queryFor(x)
    const asked = filtersOf(query)
    // Count first: the page asked for may lie beyond the last.
    const { total } = await listNeeds(x.db, x.actor, asked, { limit: 1, offset: 0 })
    const { page: number, pages } = pageOf(query.page, total, PER_PAGE)
    const { rows } = await listNeeds(x.db, x.actor, asked, {
      limit: PER_PAGE,
      offset: (number - 1) * PER_PAGE,
    })
    return page(
      x.c,
      { title: 'Needs' },
      <NeedList
        rows={rows}
        total={total}
        page={number}
        pages={pages}
        query={query}
        themes={(await vocabularyOf(x.db)).themes}
        canManage={can(x.actor, 'needs.manage') !== 'no'}
      />,
    )
  }),

  get('/needs/export', 'needs.view', async (x) => {
    const { rows } = await listNeeds(x.db, x.actor, filtersOf(queryFor(x)))
    return csvResponse(
      x.c,
      `needs-${x.today}`,
      ['School', 'URN', 'State', 'Themes', 'Phase', 'Days', 'From', 'Until', 'Entered on'],
      rows.map((row) => [
        row.school,
        row.urn,
        row.state,
        row.themes.join('; '),
        row.phase,
        row.halfDays / 2,
        row.startsOn,
        row.endsOn,
        row.createdOn,
      ]),
    )
  }),

  get('/needs/new', 'needs.manage', async (x) => {
    const values = { school: queryOf(x, 'school'), schoolAgain: queryOf(x, 'schoolAgain') }
    if (!typedSchool(values, 'school')) return schoolPage(x, { values: {} })
    const asked = await schoolAsked(x.db, values, 'school', 'ours')
    if (!asked.ok) return schoolPage(x, { values, errors: [asked.error] }, asked.choices)
    const school = await managedSchool(x, String(asked.school.urn))
    const reasons = await reasonsFor(x.db, school.urn)
    const [phase] = phasesOf(school)
    return formPage(x, school.urn, null, {
      values: {
        comesFrom: reasons.length > 0 ? 'criterion' : '',
        reason: reasons.join('\n'),
        phase: phase ?? '',
      },
    })
  }),

  post('/needs/new', 'needs.manage', async (x) => {
    const { urn, name } = await managedSchool(x, textOf(x.form, 'school'))
    const parsed = parseNeed(x.form, urn, await vocabularyOf(x.db))
    if (!parsed.ok) return formPage(x, urn, null, parsed)
    const id = await addNeed(x.db, x.actor, parsed.value)
    return redirect(
      x.c,
      `/needs/${id}`,
      `Saved as a draft for ${name}. Open it when it is ready for a shortlist.`,
    )
  }),

  get('/needs/:id', 'needs.view', async (x) => {
    const need = await readable(x)
    const subject = await schoolSubject(x.db, need.entry.urn)
    return page(
      x.c,
      { title: `Need: ${need.school.name}`, back: { href: '/needs', text: 'All needs' } },
      <NeedPage
        need={need}
        canManage={can(x.actor, 'needs.manage', subject) !== 'no'}
        canDecide={can(x.actor, 'needs.manage', subject) === 'yes'}
        canShortlist={can(x.actor, 'shortlist.view', subject) !== 'no'}
        agreementId={await agreementFor(x.db, need.id)}
      />,
    )
  }),

  get('/needs/:id/edit', 'needs.manage', async (x) => {
    const need = await changeable(x)
    return formPage(x, need.entry.urn, need, { values: needValues(need.entry) })
  }),

  post('/needs/:id/edit', 'needs.manage', async (x) => {
    const need = await managed(x)
    const parsed = parseNeed(x.form, need.entry.urn, await vocabularyOf(x.db), need.entry)
    if (!parsed.ok) return formPage(x, need.entry.urn, need, parsed)
    if (!(await changeNeed(x.db, need.id, versionOf(x.form) ?? -1, parsed.value)))
      throw differing(need, parsed.value)
    return redirect(x.c, `/needs/${need.id}`, 'Saved.')
  }),

  get('/needs/:id/state/:to', 'needs.manage', async (x) => {
    const need = await managed(x, true)
    return statePage(x, need, targetState(x, need))
  }),

  post('/needs/:id/state/:to', 'needs.manage', async (x) => {
    const need = await managed(x, true)
    const to = targetState(x, need)
    const reason = textOf(x.form, 'reason').trim().slice(0, 2_000) || null
    if (to !== 'open' && !reason) return statePage(x, need, to, 'Say why, in a sentence')
    if (!(await moveNeed(x.db, need.id, versionOf(x.form) ?? -1, [to], reason)))
      throw differing(need, need.entry)
    const said =
      to === 'open'
        ? 'The need is open. Next: see who could help.'
        : to === 'withdrawn'
          ? 'The need is withdrawn.'
          : 'The need is recorded as unmet.'
    return redirect(x.c, `/needs/${need.id}`, said)
  }),
]

function queryFor(x: Exchange): NeedQuery {
  const names = ['q', 'state', 'theme', 'phase', 'page'] as const
  return Object.fromEntries(names.map((name) => [name, queryOf(x, name)])) as NeedQuery
}
const filtersOf = ({ q, state, theme, phase }: NeedQuery) => ({ words: q, state, theme, phase })

async function readable(x: Exchange): Promise<NeedRecord> {
  const need = await needById(x.db, x.actor, x.c.req.param('id') ?? '')
  if (!need) throw new NotFound('need')
  return need
}

async function managed(x: Exchange, fully = false): Promise<NeedRecord> {
  const need = await readable(x)
  allow(x, 'needs.manage', await schoolSubject(x.db, need.entry.urn), fully)
  return need
}

async function changeable(x: Exchange): Promise<NeedRecord> {
  const need = await managed(x)
  if (!isOpenToChange(need.state)) throw new NotFound('a need that can still be changed')
  return need
}

const schoolPage = (x: Exchange, form: Filled, choices: readonly FoundSchool[] = []) =>
  page(
    x.c,
    {
      title: 'Which school is the need for?',
      errors: form.errors !== undefined,
      ...(form.errors ? { status: 422 as const } : {}),
    },
    <SchoolForm form={form} choices={choices} />,
  )

/** A school of ours for which this person may prepare a need. */
async function managedSchool(x: Exchange, asked: string) {
  const school = await ourSchool(x.db, asked)
  if (!school) throw new NotFound('school')
  allow(x, 'needs.manage', await schoolSubject(x.db, school.urn))
  return school
}

function differing(need: NeedRecord, yours: NeedEntry): Conflict {
  const theirs = needFields(need.entry)
  const fields = needFields(yours)
    .map(({ name, label, text }, at) => ({ name, label, yours: text, theirs: theirs[at]!.text }))
    .filter(({ yours, theirs }) => yours !== theirs)
  return new Conflict(`/needs/${need.id}`, need.version, [
    ...fields,
    { name: 'state', label: 'State', theirs: need.state, yours: need.state },
  ])
}

function targetState(x: Exchange, need: NeedRecord): NeedState {
  const to = needStates.find((state) => state === x.c.req.param('to'))
  if (!to || !movesByHand(need.state).includes(to)) throw new NotFound('state')
  return to
}

const headings: Record<string, string> = {
  open: 'Open this need?',
  withdrawn: 'Withdraw this need?',
  unmet: 'Record this need as unmet?',
}
const happens: Record<string, string[]> = {
  open: ['A shortlist can be made, and somebody can be chosen from it.'],
  withdrawn: ['The need ends here. It stays in the record and cannot be opened again.'],
  unmet: ['The need is counted as unmet. It can be opened again.'],
}

function statePage(x: Exchange, need: NeedRecord, to: NeedState, error?: string) {
  return page(
    x.c,
    {
      title: `${headings[to]} ${need.school.name}`,
      errors: error !== undefined,
      ...(error ? { status: 422 as const } : {}),
    },
    <DecisionPage
      caption={need.school.name}
      heading={headings[to] ?? ''}
      errors={error ? [{ field: 'reason', text: error }] : []}
      hidden={
        <>
          <FormKey />
          <Version value={versionOf(x.form) ?? need.version} />
        </>
      }
      facts={[]}
      consequences={happens[to] ?? []}
      told={['Nobody is told by mail.']}
      reason={{
        name: 'reason',
        label: to === 'open' ? 'Anything to note? (optional)' : 'Why?',
        value: textOf(x.form, 'reason'),
      }}
      submitText={to === 'open' ? 'Open' : to === 'withdrawn' ? 'Withdraw' : 'Record as unmet'}
      isFinal={to === 'withdrawn'}
      cancel={{ href: `/needs/${need.id}` }}
    />,
  )
}

async function formPage(x: Exchange, urn: number, need: NeedRecord | null, form: Filled) {
  const vocabulary = await vocabularyOf(x.db)
  const school = need ? { ...need.school } : await ourSchool(x.db, String(urn))
  if (!school) throw new NotFound('school')
  return page(
    x.c,
    {
      title: need ? `Change the need of ${school.name}` : `What does ${school.name} need?`,
      errors: form.errors !== undefined,
      ...(form.errors ? { status: 422 as const } : {}),
    },
    <NeedForm
      form={form}
      school={school}
      themes={[...new Set([...vocabulary.themes, ...(need?.entry.themes ?? [])])]}
      designations={[...new Set([...vocabulary.designations, ...(need?.entry.designations ?? [])])]}
      isNew={need === null}
      cancel={need ? `/needs/${need.id}` : '/needs'}
      hidden={
        <>
          <FormKey />
          {need ? (
            <Version value={versionOf(x.form) ?? need.version} />
          ) : (
            <input type="hidden" name="school" value={String(urn)} />
          )}
        </>
      }
    />,
  )
}
