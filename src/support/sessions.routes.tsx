// Owns the addresses of the running record of an agreement.
import { csvResponse } from '#platform/csv.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, queryOf, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { FormKey, refuse, textOf, Version, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { agreementById, type AgreementRecord } from './agreements.queries.ts'
import { agreementTags } from './agreements.rules.ts'
import { likelyPupilNames } from './pupil-names.rules.ts'
import { addSession, changeSession } from './sessions.actions.ts'
import { parseSession, sessionValues } from './sessions.forms.ts'
import { earlierVersions, type SessionRecord, sessionsOf } from './sessions.queries.ts'
import {
  type SessionEntry,
  sessionFields,
  type SessionState,
  sessionStates,
  aboutDates,
  statesFrom,
  usualSession,
  whyNotRecord,
  whyNotSession,
} from './sessions.rules.ts'
import { RunningRecord, SessionForm, SessionVersions } from './sessions.views.tsx'

export const sessionRoutes: readonly Route[] = [
  get('/agreements/:id/record', 'sessions.view', async (x) => {
    const agreement = await readable(x)
    const state = sessionStates.find((one) => one === queryOf(x, 'state')) ?? ''
    const sessions = await sessionsOf(x.db, agreement.id)
    return page(
      x.c,
      {
        title: `Running record: ${agreement.school}`,
        back: { href: '/agreements', text: 'All agreements' },
      },
      <RunningRecord
        agreement={agreement}
        sessions={state === '' ? sessions : sessions.filter(({ entry }) => entry.state === state)}
        state={state}
        canRecord={can(x.actor, 'sessions.record', await subjectOf(x, agreement)) === 'yes'}
        closed={whyNotRecord(agreement.state)}
        tag={agreementTags[agreement.state]}
      />,
    )
  }),

  get('/agreements/:id/record/export', 'sessions.view', async (x) => {
    const agreement = await readable(x)
    const sessions = await sessionsOf(x.db, agreement.id)
    return csvResponse(
      x.c,
      `running-record-${agreement.urn}-${x.today}`,
      ['School', 'Day', 'State', 'Days', 'Missed by', 'Why', 'Done', 'Changed', 'Actions', 'Entered by'],
      sessions.map(({ entry, recordedBy }) => [
        agreement.school,
        entry.on,
        entry.state,
        entry.halfDays / 2,
        entry.missedBy,
        entry.missedWhy,
        entry.done,
        entry.changed,
        entry.actions,
        recordedBy,
      ]),
    )
  }),

  get('/agreements/:id/record/new', 'sessions.record', async (x) => {
    const agreement = await recordable(x)
    if (whyNotRecord(agreement.state)) return closed(x, agreement)
    return formPage(x, agreement, null, { values: { days: '1', ...usualSession(agreement.terms, x.today) } })
  }),
  post('/agreements/:id/record/new', 'sessions.record', async (x) => {
    const agreement = await recordable(x)
    const checked = check(x, agreement, '')
    if (!checked.ok) return formPage(x, agreement, null, checked, checked.names)
    await addSession(x.db, x.actor, agreement.id, checked.value)
    return redirect(
      x.c,
      `/agreements/${agreement.id}/record`,
      `Saved. The session is in the running record as ${checked.value.state}.`,
    )
  }),

  get('/agreements/:id/record/:session/edit', 'sessions.record', async (x) => {
    const agreement = await recordable(x)
    const session = await sessionOf(x, agreement)
    if (whyNotRecord(agreement.state)) return closed(x, agreement)
    return formPage(x, agreement, session, { values: sessionValues(session.entry) })
  }),
  post('/agreements/:id/record/:session/edit', 'sessions.record', async (x) => {
    const agreement = await recordable(x)
    const session = await sessionOf(x, agreement)
    const version = versionOf(x.form) ?? -1
    // A stale form may say "planned" of a session that has since been held: both versions are shown first.
    const parsed = parseSession(x.form)
    if (parsed.ok && version !== session.version) throw differing(agreement, session, parsed.value)
    const checked = check(x, agreement, session.entry.state)
    if (!checked.ok) return formPage(x, agreement, session, checked, checked.names)
    if (!(await changeSession(x.db, session.id, version, checked.value)))
      throw differing(agreement, session, checked.value)
    return redirect(x.c, `/agreements/${agreement.id}/record`, 'Saved. The earlier version is kept.')
  }),

  get('/agreements/:id/record/:session/versions', 'sessions.view', async (x) => {
    const agreement = await readable(x)
    const session = await sessionOf(x, agreement)
    return page(
      x.c,
      {
        title: 'Earlier versions',
        back: { href: `/agreements/${agreement.id}/record`, text: 'Running record' },
      },
      <SessionVersions
        session={session}
        versions={await earlierVersions(x.db, session.id)}
        heading={`${agreement.supporter} for ${agreement.school}`}
      />,
    )
  }),
]

const subjectOf = (x: Exchange, agreement: AgreementRecord) =>
  schoolSubject(x.db, agreement.urn, [agreement.supporterPersonId])

async function readable(x: Exchange): Promise<AgreementRecord> {
  const agreement = await agreementById(x.db, x.actor, x.c.req.param('id') ?? '')
  if (!agreement) throw new NotFound('agreement')
  allow(x, 'sessions.view', await subjectOf(x, agreement))
  return agreement
}

async function recordable(x: Exchange): Promise<AgreementRecord> {
  const agreement = await readable(x)
  allow(x, 'sessions.record', await subjectOf(x, agreement), true)
  return agreement
}

/** The running record itself says why nothing can be written. */
const closed = (x: Exchange, agreement: AgreementRecord) =>
  redirect(x.c, `/agreements/${agreement.id}/record`)

async function sessionOf(x: Exchange, agreement: AgreementRecord): Promise<SessionRecord> {
  const [session] = await sessionsOf(x.db, agreement.id, x.c.req.param('session') ?? '')
  if (!session) throw new NotFound('session')
  return session
}

function differing(agreement: AgreementRecord, session: SessionRecord, yours: SessionEntry): Conflict {
  const theirs = sessionFields(session.entry)
  return new Conflict(
    `/agreements/${agreement.id}/record`,
    session.version,
    sessionFields(yours)
      .map(({ name, label, text }, at) => ({ name, label, yours: text, theirs: theirs[at]!.text }))
      .filter(({ yours, theirs }) => yours !== theirs),
  )
}

/** The session as sent, if it may be written so; else the form's errors, and words that may be a pupil's name. */
function check(x: Exchange, agreement: AgreementRecord, before: '' | SessionState) {
  const parsed = parseSession(x.form)
  if (!parsed.ok) return { ...parsed, names: [] }
  const entry = parsed.value
  const { state, terms } = agreement
  // It may have ended while somebody typed: the form comes back with every word, and says so.
  const over = whyNotRecord(state)
  if (over) return { ...refuse(x.form, { field: 'state', text: over }), names: [] }
  const fault = whyNotSession(
    entry,
    { state, startsOn: terms.startsOn, endsOn: terms.endsOn },
    before,
    x.today,
  )
  if (fault) return { ...refuse(x.form, fault), names: [] }
  const names =
    textOf(x.form, 'noPupil') === 'yes'
      ? []
      : likelyPupilNames(
          [entry.done, entry.changed, entry.actions, entry.missedWhy],
          [
            agreement.supporter,
            agreement.school,
            agreement.homeSchool,
            agreement.proposedBy,
            ...agreement.signatures.map(({ name }) => name),
          ],
        )
  if (names.length > 0)
    return {
      ...refuse(x.form, { field: 'noPupil', text: `Check whether a pupil is named: ${names.join(', ')}` }),
      names,
    }
  return { ok: true as const, value: entry, names: [] }
}

async function formPage(
  x: Exchange,
  agreement: AgreementRecord,
  session: SessionRecord | null,
  form: Filled,
  names: readonly string[] = [],
) {
  return page(
    x.c,
    {
      title: session ? 'Change a session' : 'Add a session',
      errors: form.errors !== undefined,
      ...(form.errors ? { status: 422 as const } : {}),
    },
    <SessionForm
      form={form}
      isNew={session === null}
      caption={`${agreement.supporter} for ${agreement.school}`}
      states={statesFrom(session?.entry.state ?? '')}
      names={names}
      about={session === null ? aboutDates(agreement.terms, x.today) : null}
      cancel={`/agreements/${agreement.id}/record`}
      hidden={
        <>
          <FormKey />
          {session ? <Version value={versionOf(x.form) ?? session.version} /> : null}
        </>
      }
    />,
  )
}
