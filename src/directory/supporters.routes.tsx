// Owns the addresses under which the directory is read, and pausing, archiving and confirming an entry.
import { z } from 'zod'
import { DecisionPage } from '#govuk/pages/decision-page.tsx'
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, queryOf, type Route } from '#platform/exchange.ts'
import { FormKey, optionalText, parseForm, textOf, Version, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { sql, type SqlBool } from 'kysely'
import { findSchool } from '#src/schools/finding/finding.queries.ts'
import { academicYearOf } from './days.rules.ts'
import { type Listing, listing } from './supporter-list.rules.ts'
import { confirmSupporter, setSupporterState } from './supporters.actions.ts'
import {
  inDirectoryFor,
  matching,
  type SchoolPlace,
  schoolNames,
  schoolPlace,
  type SupporterRecord,
  supporters,
  withoutContacts,
} from './supporters.queries.ts'
import { supporterChanges, type SupporterState, supporterStates } from './supporters.rules.ts'
import { currentDesignations, type ListQuery, SupporterList, SupporterPage } from './supporters.views.tsx'
import { vocabularyOf } from './vocabulary.queries.ts'

const PER_PAGE = 25

export const supporterRoutes: readonly Route[] = [
  get('/supporters', 'directory.view', async (x) => {
    const query = listQuery(x)
    const { listed, place, notes } = await list(x, query)
    const { page: number, pages } = pageOf(query.page, listed.rows.length, PER_PAGE)
    return page(
      x.c,
      { title: 'Supporters' },
      <SupporterList
        rows={listed.rows.slice((number - 1) * PER_PAGE, number * PER_PAGE)}
        total={listed.rows.length}
        page={number}
        pages={pages}
        query={query}
        vocabulary={await vocabularyOf(x.db)}
        academicYear={academicYearOf(x.today)}
        place={place}
        notes={notes}
        canManage={can(x.actor, 'directory.manage') === 'yes'}
        canReadFile={can(x.actor, 'directory.manage', {}) === 'yes'}
        today={x.today}
      />,
    )
  }),

  // What is shown, and nothing of how to reach anybody.
  get('/supporters/export', 'directory.view', async (x) => {
    const { listed, place } = await list(x, listQuery(x))
    const year = academicYearOf(x.today)
    return csvResponse(
      x.c,
      `supporters-${x.today}`,
      [
        'Name',
        'Post',
        'Home school',
        'Home school URN',
        'Phases',
        'Designations',
        'Themes',
        `Days free in ${year}`,
        ...(place ? [`Kilometres from ${place.name}`] : []),
        'State',
        'Last confirmed',
      ],
      listed.rows.map(({ entry, home, free, km, state }) => [
        entry.name,
        entry.post,
        home?.name ?? null,
        entry.homeUrn,
        entry.phases.join('; '),
        currentDesignations(entry.designations, x.today),
        entry.expertise.map(({ theme }) => theme).join('; '),
        free === null ? null : free / 2,
        ...(place ? [km === null ? null : Math.round(km * 10) / 10] : []),
        state,
        entry.lastConfirmedOn,
      ]),
    )
  }),

  get('/supporters/:id', 'directory.view', async (x) => {
    const record = await readable(x)
    const subject = await schoolSubject(x.db, record.entry.homeUrn, [record.personId])
    const canManage = can(x.actor, 'directory.manage', subject) === 'yes'
    const showsContacts = canManage || record.personId === x.actor.personId
    return page(
      x.c,
      { title: record.entry.name, back: { href: '/supporters', text: 'All supporters' } },
      <SupporterPage
        record={showsContacts ? record : withoutContacts(record)}
        showsContacts={showsContacts}
        canManage={canManage}
        isOwn={false}
        today={x.today}
        schoolNames={await schoolNames(
          x.db,
          record.entry.interests.map(({ urn }) => urn),
        )}
      />,
    )
  }),

  post('/supporters/:id/confirm', 'directory.manage', async (x) => confirm(x, await managed(x), false)),
  get('/supporters/:id/state/:to', 'directory.manage', async (x) => statePage(x, await managed(x), false)),
  post('/supporters/:id/state/:to', 'directory.manage', async (x) => move(x, await managed(x), false)),

  // A supporter sees their own entry, says that it is right, and can pause or leave at once.
  get('/my-entry', 'signed in', async (x) => {
    const record = await ownEntry(x)
    return page(
      x.c,
      { title: 'Your entry in the directory' },
      <SupporterPage
        record={record}
        showsContacts
        canManage={false}
        isOwn
        today={x.today}
        schoolNames={await schoolNames(
          x.db,
          record.entry.interests.map(({ urn }) => urn),
        )}
      />,
    )
  }),
  post('/my-entry/confirm', 'signed in', async (x) => confirm(x, await ownEntry(x), true)),
  get('/my-entry/state/:to', 'signed in', async (x) => statePage(x, await ownEntry(x), true)),
  post('/my-entry/state/:to', 'signed in', async (x) => move(x, await ownEntry(x), true)),
]

const addressOfEntry = (record: SupporterRecord, isOwn: boolean) =>
  isOwn ? '/my-entry' : `/supporters/${record.id}`

async function confirm(x: Exchange, record: SupporterRecord, isOwn: boolean) {
  if (!(await confirmSupporter(x.db, record.id, versionOf(x.form) ?? -1, x.today)))
    throw changed(record, isOwn)
  return redirect(x.c, addressOfEntry(record, isOwn), 'Confirmed as right today.')
}

async function move(x: Exchange, record: SupporterRecord, isOwn: boolean) {
  const to = targetState(x, record)
  const parsed = parseForm(z.object({ reason: optionalText(1_000) }), x.form)
  // Nobody has to give a reason for pausing or leaving themselves.
  if (!parsed.ok || (to !== 'active' && !parsed.value.reason && !isOwn))
    return statePage(x, record, isOwn, 'Say why, in a sentence')
  if (!(await setSupporterState(x.db, record.id, versionOf(x.form) ?? -1, to, parsed.value.reason)))
    throw changed(record, isOwn)
  const said = { active: 'is active again', paused: 'is paused', archived: 'is archived' }[to]
  return redirect(
    x.c,
    addressOfEntry(record, isOwn),
    isOwn ? `Your entry ${said}.` : `${record.entry.name} ${said}.`,
  )
}

async function ownEntry(x: Exchange): Promise<SupporterRecord> {
  const [record] = await supporters(x.db, sql<SqlBool>`p.id = ${x.actor.personId}::uuid`)
  if (!record) throw new NotFound('an entry of your own')
  return record
}

const changed = (record: SupporterRecord, isOwn: boolean) =>
  new Conflict(addressOfEntry(record, isOwn), record.version, [
    { name: 'state', label: 'State', theirs: record.state, yours: '' },
    { name: 'version', label: 'Times saved', theirs: String(record.version), yours: '' },
  ])

/** The supporter of the address, if this person may read about them. */
async function readable(x: Exchange): Promise<SupporterRecord> {
  const id = x.c.req.param('id') ?? ''
  const [record] = await supporters(x.db, sql<SqlBool>`s.id = ${id}::uuid AND ${inDirectoryFor(x.actor)}`)
  if (!record) throw new NotFound('supporter')
  return record
}

/** The same, if this person may also change the entry. */
async function managed(x: Exchange): Promise<SupporterRecord> {
  const record = await readable(x)
  allow(x, 'directory.manage', await schoolSubject(x.db, record.entry.homeUrn, [record.personId]), true)
  return record
}

function targetState(x: Exchange, record: SupporterRecord): SupporterState {
  const to = supporterStates.find((state) => state === x.c.req.param('to'))
  if (!to || !supporterChanges.some(([from, next]) => from === record.state && next === to))
    throw new NotFound('state')
  return to
}

const consequences: Record<SupporterState, string[]> = {
  paused: [
    'Shortlists leave this supporter out and say that they are paused.',
    'Agreements already under way go on.',
  ],
  archived: [
    'The directory shows this supporter only when archived entries are asked for.',
    'Nothing is deleted: agreements and records keep the name.',
  ],
  active: ['Shortlists consider this supporter again.'],
}

function statePage(x: Exchange, record: SupporterRecord, isOwn: boolean, error?: string) {
  const to = targetState(x, record)
  const verb = { active: 'Make active', paused: 'Pause', archived: 'Archive' }[to]
  return page(
    x.c,
    {
      title: `${verb}: ${record.entry.name}`,
      errors: error !== undefined,
      ...(error ? { status: 422 as const } : {}),
    },
    <DecisionPage
      caption={record.entry.name}
      heading={isOwn ? `${verb} your entry?` : `${verb} this supporter?`}
      errors={error ? [{ field: 'reason', text: error }] : []}
      hidden={
        <>
          <FormKey />
          <Version value={versionOf(x.form) ?? record.version} />
        </>
      }
      facts={[]}
      consequences={consequences[to]}
      told={['Nobody is told by mail.']}
      reason={{
        name: 'reason',
        label: isOwn || to === 'active' ? 'Anything to note? (optional)' : 'Why?',
        value: textOf(x.form, 'reason'),
      }}
      submitText={verb}
      cancel={{ href: addressOfEntry(record, isOwn) }}
    />,
  )
}

function listQuery(x: Exchange): ListQuery {
  const names = ['q', 'theme', 'phase', 'designation', 'near', 'km', 'days', 'state', 'page'] as const
  return Object.fromEntries(names.map((name) => [name, queryOf(x, name)])) as ListQuery
}

async function list(
  x: Exchange,
  query: ListQuery,
): Promise<{ listed: Listing; place: SchoolPlace | null; notes: string[] }> {
  const notes: string[] = []
  const near = query.near ? await findSchool(x.db, query.near, 'all') : null
  const place = near?.kind === 'one' ? ((await schoolPlace(x.db, near.school.urn)) ?? null) : null
  if (near?.kind === 'none') notes.push(`No open school fits “${query.near}”, so distance was not looked at.`)
  if (near?.kind === 'several')
    notes.push(
      `Several schools fit “${query.near}”: ${near.schools.map(({ name, urn }) => `${name} (${urn})`).join(', ')}${near.more ? ' and more' : ''}. Type the URN of the one you mean; distance was not looked at.`,
    )
  if (place && !place.position)
    notes.push(`The register does not say where ${place.name} is, so no distance is known.`)
  const km = place && /^\d{1,4}$/.test(query.km) ? Number(query.km) : null
  const days = /^\d{1,3}([.]5)?$/.test(query.days) ? Number(query.days) : null
  const state = supporterStates.find((one) => one === query.state) ?? ''
  const found = await supporters(
    x.db,
    sql<SqlBool>`${matching({ words: query.q, theme: query.theme, phase: query.phase, designation: query.designation, state })} AND ${inDirectoryFor(x.actor)}`,
  )
  const listed = listing(found, {
    place: place?.position ?? null,
    mostKm: km,
    leastFree: days === null ? null : days * 2,
    academicYear: academicYearOf(x.today),
  })
  if (listed.distanceNotKnown > 0)
    notes.push(
      `${listed.distanceNotKnown} more ${listed.distanceNotKnown === 1 ? 'is' : 'are'} left out because the distance is not known.`,
    )
  if (listed.daysNotKnown > 0)
    notes.push(
      `${listed.daysNotKnown} more ${listed.daysNotKnown === 1 ? 'is' : 'are'} left out for not having said how many days they offer.`,
    )
  return { listed, place, notes }
}
