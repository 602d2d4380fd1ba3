import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { type TestApp, testApp } from '../../test/setup/app.ts'
import { approveAgreement, proposeAgreement, sendForApproval, signAgreement } from './agreements.actions.ts'
import { likelyPupilNames } from './pupil-names.rules.ts'
import {
  type SessionEntry,
  sessionChanges,
  aboutDates,
  sessionStates,
  showHeld,
  statesFrom,
  usualSession,
  whyNotRecord,
  whyNotSession,
} from './sessions.rules.ts'
import { type Cast, cast, chosenNeed, ENDS, STARTS, terms } from './support.fixture.ts'

const session: SessionEntry = {
  on: '2026-11-03',
  halfDays: 2,
  state: 'held',
  missedBy: null,
  missedWhy: null,
  done: 'Looked at books',
  changed: null,
  actions: null,
}

describe('The rules of a session', () => {
  const agreement = { startsOn: '2026-09-01', endsOn: '2027-07-16', state: 'active' as const }

  test('what was held or missed lies in the past, within the agreement', () => {
    expect(whyNotSession(session, agreement, '', '2026-11-03')).toBeNull()
    expect(whyNotSession(session, agreement, '', '2026-11-02')?.field).toBe('on')
    expect(whyNotSession({ ...session, state: 'planned' }, agreement, '', '2026-11-02')).toBeNull()
    expect(whyNotSession({ ...session, on: '2026-08-31' }, agreement, '', '2027-01-01')?.field).toBe('on')
    expect(whyNotSession({ ...session, state: 'planned' }, agreement, 'held', '2026-11-03')?.field).toBe(
      'state',
    )
    expect(
      whyNotSession({ ...session, state: 'planned' }, { ...agreement, state: 'paused' }, '', '2026-11-03')
        ?.field,
    ).toBe('state')
  })

  test('a day outside the agreement is refused with the agreement’s dates', () => {
    expect(whyNotSession({ ...session, on: '2026-08-31' }, agreement, '', '2027-01-01')?.text).toBe(
      'The day lies outside the dates of the agreement, 1 September 2026 to 16 July 2027',
    )
  })

  test('a new session begins with today within the agreement, else with its first day', () => {
    expect(usualSession(agreement, '2026-11-03')).toEqual({ on: '2026-11-03', state: '' })
    expect(usualSession(agreement, '2027-07-16')).toEqual({ on: '2027-07-16', state: '' })
    expect(usualSession(agreement, '2027-07-17')).toEqual({ on: '2026-09-01', state: '' })
    expect(usualSession(agreement, '2026-08-31')).toEqual({ on: '2026-09-01', state: 'planned' })
    expect(aboutDates(agreement, '2026-11-03')).toBeNull()
    expect(aboutDates(agreement, '2026-08-31')).toContain('begins on 1 September 2026')
    expect(aboutDates(agreement, '2027-07-17')).toContain('1 September 2026 to 16 July 2027')
  })

  test('a session once held stays held; a planned one can be held or missed', () => {
    expect(statesFrom('')).toEqual([...sessionStates])
    expect(statesFrom('planned')).toEqual([...sessionStates])
    expect(statesFrom('held')).toEqual(['held'])
    expect(statesFrom('missed')).toEqual(['missed'])
  })

  test('the running record is open while the agreement is active or paused', () => {
    expect(whyNotRecord('active')).toBeNull()
    expect(whyNotRecord('approved')).toContain('begins')
    expect(whyNotRecord('ended early')).toContain('closed')
  })

  test('more days held than agreed is said, not hidden', () => {
    expect(showHeld(3, 12)).toBe('1½ days held of 6 days agreed; 4½ days left.')
    expect(showHeld(14, 12)).toContain('1 day more than agreed')
  })
})

describe('A likely pupil name', () => {
  test.each([
    ['We read with pupil Alfie Jones today', ['Alfie Jones']],
    ['Alfie (Y5) has moved on', ['Alfie']],
    ['Spoke to Maisie’s mother', ['Maisie']],
    ['Worked with Alfie in Year 4', ['Alfie']],
    ['A child called Zoë was upset', ['Zoë']],
  ])('is queried in: %s', (text, names) => {
    expect(likelyPupilNames([text], [])).toEqual(names)
  })

  test.each([
    'Pupils in Year 4 read every day',
    'Pupil Progress meeting on Tuesday',
    'Mathematics in Year 6 has improved',
    'Work in Key Stage 2 with Gwen Marchbanks',
    'Saw lessons in Year 3 and Year 4',
  ])('is not seen in: %s', (text) => {
    expect(likelyPupilNames([text], ['Gwen Marchbanks'])).toEqual([])
  })

  test('somebody named on purpose is not queried', () => {
    expect(likelyPupilNames(['Gwen in Year 4'], ['Gwen Marchbanks'])).toEqual([])
  })

  test('any text is read without failing, and what is queried stands in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, more) => {
        for (const name of likelyPupilNames([text, null, `pupil ${more}`], []))
          expect(`${text} pupil ${more}`).toContain(name)
      }),
    )
  })
})

describe('The running record', () => {
  let t: TestApp
  let c: Cast
  let address: string
  let id: string
  const today = new Date().toISOString().slice(0, 10)

  beforeAll(async () => {
    t = await testApp()
    c = await cast(t)
    const needId = await chosenNeed(t, c.lead, c.supporterId)
    const telling = { address: '', people: [] }
    id = (await asActor(t.database, c.lead.actor, (db) =>
      proposeAgreement(db, c.lead.actor, needId, c.supporterId, terms),
    ))!
    await asActor(t.database, c.lead.actor, (db) => sendForApproval(db, c.lead.actor, id, 1, telling))
    await asActor(t.database, c.standards.actor, (db) =>
      approveAgreement(db, c.standards.actor, id, 2, null, telling),
    )
    for (const [one, party] of [
      [c.supporter, 'supporter'],
      [c.head, 'receiving head'],
      [c.adviser, 'adviser'],
    ] as const)
      await asActor(t.database, one.actor, (db) => signAgreement(db, one.actor, id, party, today, telling))
    address = `/agreements/${id}/record`
  })

  const text = async (response: Response | Promise<Response>) => (await response).text()
  const rows = () =>
    asSystem(t.database, (db) =>
      db
        .selectFrom('support_sessions')
        .selectAll()
        .where('agreement_id', '=', id)
        .orderBy('created_at')
        .execute(),
    )

  test('is written by the supporter and read by the school, with the days held against those agreed', async () => {
    expect(await text(c.supporter.get(address))).toContain('Nothing is in the running record yet')
    expect((await c.supporter.post(`${address}/new`, { on: today, days: '0.5', state: 'held' })).status).toBe(
      422,
    )
    const saved = await c.supporter.post(`${address}/new`, {
      on: today,
      days: '1.5',
      state: 'held',
      done: '<script>alert(1)</script> =1+1',
      changed: 'Questions are better',
      actions: 'Head: send the plan',
    })
    expect(saved.status).toBe(303)
    expect(
      (
        await c.supporter.post(`${address}/new`, {
          'on-day': String(Number(ENDS.slice(8))),
          'on-month': ENDS.slice(5, 7),
          'on-year': ENDS.slice(0, 4),
          days: '1',
          state: 'planned',
        })
      ).status,
    ).toBe(303)
    const page = await text(c.head.get(address))
    expect(page).toContain('1½ days held of 6 days agreed; 4½ days left.')
    expect(page).toContain('Rowan Primary School')
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toContain('<script>alert(1)')
    expect(page).not.toContain('Add a session')
    expect(await text(c.head.get(`${address}?state=missed`))).toContain('No session is missed')
    expect(await text(c.head.get(`${address}/export`))).toContain('Rowan Primary School')
    expect((await c.head.get(`${address}/new`)).status).toBe(403)
    expect((await c.homeHead.get(address)).status).toBe(404)
  })

  test('asks before a likely pupil name is saved, and loses nothing that was typed', async () => {
    const before = (await rows()).length
    const form = { on: STARTS, days: '1', state: 'held', done: 'Heard pupil Alfie Jones read' }
    const asked = await c.supporter.post(`${address}/new`, form)
    expect(asked.status).toBe(422)
    const page = await asked.text()
    expect(page).toContain('This may name a pupil: Alfie Jones')
    expect(page).toContain('Heard pupil Alfie Jones read')
    expect((await rows()).length).toBe(before)
    expect((await c.supporter.post(`${address}/new`, { ...form, noPupil: 'yes' })).status).toBe(303)
    expect((await rows()).length).toBe(before + 1)
  })

  test('keeps earlier versions, and shows both to the second of two who change a session', async () => {
    await c.supporter.post(`${address}/new`, { on: STARTS, days: '1', state: 'planned' })
    const planned = (await rows()).find(
      ({ state, session_on }) => state === 'planned' && session_on === STARTS,
    )!
    const change = (done: string) =>
      c.supporter.post(`${address}/${planned.id}/edit`, {
        on: STARTS,
        days: '1',
        state: 'held',
        done,
        _version: '1',
      })
    expect((await change('The first wording')).status).toBe(303)
    const stale = await change('The second wording')
    expect(stale.status).toBe(409)
    const page = await stale.text()
    expect(page).toContain('The first wording')
    expect(page).toContain('The second wording')
    const versions = await text(c.lead.get(`${address}/${planned.id}/versions`))
    expect(versions).toContain('Before the change by')
    expect(versions).toContain('planned')
  })

  test('holds in the database what the rules hold', async () => {
    const changes = await asSystem(t.database, (db) =>
      db
        .selectFrom('allowed_state_changes')
        .select(['from_state', 'to_state'])
        .where('kind', '=', 'session')
        .execute(),
    )
    expect(new Set(changes.map((one) => `${one.from_state} → ${one.to_state}`))).toEqual(
      new Set(sessionChanges.map(([from, to]) => `${from} → ${to}`)),
    )
    const insert = (values: Record<string, unknown>) =>
      asActor(t.database, c.lead.actor, (db) =>
        db
          .insertInto('support_sessions')
          .values({
            organisation_id: t.organisation.id,
            agreement_id: id,
            session_on: STARTS,
            half_days: 1,
            recorded_by: c.lead.actor.personId,
            state: 'planned',
            ...values,
          })
          .execute(),
      )
    await expect(insert({ state: 'held' })).rejects.toThrow(/check constraint/)
    await expect(insert({ state: 'missed', missed_by: 'school' })).rejects.toThrow(/check constraint/)
    await expect(insert({ half_days: 0 })).rejects.toThrow(/check constraint/)
    const other = await t.insertOrganisation('Westshire')
    await expect(insert({ organisation_id: other.id })).rejects.toThrow(/row-level security/)
  })

  test('sent twice is written once', async () => {
    const before = (await rows()).length
    const _key = crypto.randomUUID()
    const send = () =>
      c.supporter.post(`${address}/new`, {
        _key,
        on: STARTS,
        days: '0.5',
        state: 'missed',
        missedBy: 'school',
        missedWhy: 'An inspection',
      })
    await send()
    await send()
    expect((await rows()).length).toBe(before + 1)
    expect(await text(c.head.get(`${address}?state=missed`))).toContain('An inspection')
  })

  test('of another organisation is not found, and is closed when the agreement has ended', async () => {
    const other = await t.signInAs(
      'lead adviser',
      { kind: 'all' },
      {
        organisation: await t.insertOrganisation('Eastshire'),
      },
    )
    const [first] = await rows()
    for (const path of ['', '/new', '/export', `/${first!.id}/edit`, `/${first!.id}/versions`])
      expect((await other.get(`${address}${path}`)).status).toBe(404)
    const { version } = await asSystem(t.database, (db) =>
      db.selectFrom('agreements').select('version').where('id', '=', id).executeTakeFirstOrThrow(),
    )
    await c.lead.post(`/agreements/${id}/state/completed`, { _version: String(version) })
    expect((await c.supporter.get(`${address}/new`)).headers.get('Location')).toBe(address)
    const late = await c.supporter.post(`${address}/new`, {
      on: STARTS,
      days: '1',
      state: 'held',
      done: 'Typed while it ended',
    })
    expect(late.status).toBe(422)
    expect(await late.text()).toContain('Typed while it ended')
    expect(await text(c.supporter.get(address))).toContain('its running record is closed')
  })
})
