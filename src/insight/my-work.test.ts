import { describe, expect, test } from 'vitest'
import { asActor } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { defaultPermissions, type Role } from '#platform/permissions.ts'
import type { Actor, Scope } from '#platform/actor.ts'
import { cast } from '#src/support/support.fixture.ts'
import { testApp } from '../../test/setup/app.ts'
import { gettingStarted, type SetUpSoFar } from './getting-started.rules.ts'
import { owedOn, type Waiting } from './my-work.rules.ts'

const actor = (personId: string, role: Role, scope: Scope = { kind: 'all' }): Actor => ({
  personId,
  userId: '',
  name: personId,
  organisationId: '',
  organisationName: '',
  memberships: [{ role, scope }],
  permissions: defaultPermissions,
})

describe('What waits for somebody', () => {
  const proposed: Waiting = {
    id: 'a',
    urn: 920_001,
    school: 'Rowan Primary School',
    supporter: 'Philippa Oakenfold',
    state: 'proposed',
    supporterPersonId: 'supporter',
    proposedById: 'lead',
    sentAt: null,
    costPence: 240_000,
    signatures: [],
  }
  const sent: Waiting = { ...proposed, sentAt: '2026-11-01' }
  const approved: Waiting = { ...sent, state: 'approved' }
  const school = { urn: 920_001, areaIds: [] }
  const owed = (who: Actor, agreement: Waiting) => owedOn(who, agreement, school)?.text ?? null

  test('a draft waits for whoever drafted it, then for those who may approve, and never for its proposer', () => {
    expect(owed(actor('lead', 'lead adviser'), proposed)).toContain('Send for approval')
    expect(owed(actor('other', 'lead adviser'), proposed)).toBeNull()
    expect(owed(actor('standards', 'head of standards'), proposed)).toBeNull()
    expect(owed(actor('standards', 'head of standards'), sent)).toContain('Approve the cost')
    expect(owed(actor('other', 'lead adviser'), sent)).toBeNull()
    expect(owed(actor('lead', 'head of standards'), sent)).toBeNull()
  })

  test('an approved agreement waits for the three who sign, each until they have', () => {
    const head = actor('head', 'headteacher', { kind: 'school', id: '920001' })
    expect(owed(actor('supporter', 'supporter', { kind: 'own' }), approved)).toContain('Sign')
    expect(owed(head, approved)).toContain('Sign')
    expect(owed(actor('adviser', 'adviser'), approved)).toContain('Sign')
    expect(owed(actor('head', 'headteacher', { kind: 'school', id: '920002' }), approved)).toBeNull()
    const signed = { party: 'receiving head' as const, personId: 'head', name: 'head', signedAt: '' }
    expect(owed(head, { ...approved, signatures: [signed] })).toBeNull()
  })
})

describe('First steps', () => {
  const none: SetUpSoFar = {
    schools: 0,
    ourSchools: 0,
    inspections: 0,
    figures: 0,
    packs: 0,
    people: 1,
    supporters: 0,
    runs: 0,
  }
  const all: SetUpSoFar = {
    ...none,
    schools: 2,
    ourSchools: 2,
    inspections: 2,
    figures: 2,
    packs: 1,
    people: 2,
    supporters: 1,
    runs: 1,
  }
  const left = (role: Role, sofar: SetUpSoFar) =>
    gettingStarted(actor('somebody', role), sofar)
      .filter(({ done }) => !done)
      .map(({ href }) => href)

  test('lead an administrator from the empty installation to the first run', () => {
    const steps = left('administrator', none)
    expect(steps[0]).toBe('/imports/new')
    expect(steps).toContain('/people/new')
    expect(left('administrator', { ...none, schools: 2, people: 2 })).not.toContain('/people/new')
  })

  test('go away when everything is done, and are nobody’s who may take none that is left', () => {
    expect(gettingStarted(actor('somebody', 'administrator'), all)).toEqual([])
    expect(gettingStarted(actor('somebody', 'headteacher'), none)).toEqual([])
    expect(left('lead adviser', { ...all, people: 1 })).toEqual([])
  })

  test('stand on the start page of a new organisation, with what is done', async () => {
    const t = await testApp()
    const page = await (await (await t.signInAs('administrator')).get('/')).text()
    expect(page).toContain('First steps')
    expect(page).toContain('href="/packs"')
    const head = await t.signInAs('headteacher', { kind: 'school', id: '920001' })
    expect(await (await head.get('/')).text()).not.toContain('First steps')
  })
})

test('a head finds their school and a way to ask for support on the start page; others do not ask for it', async () => {
  const t = await testApp()
  const { head, homeHead } = await cast(t)
  const page = await (await head.get('/')).text()
  expect(page).toContain('href="/schools/920001"')
  expect(page).toContain('href="/identify/schools/920001/request"')
  expect((await head.get('/identify/schools/920001/request')).status).toBe(200)
  expect(await (await homeHead.get('/')).text()).not.toContain('920001')
  const chair = await t.signInAs('chair of governors', { kind: 'school', id: '920001' })
  expect(await (await chair.get('/')).text()).not.toContain('Ask for support')
  const asked = await head.post('/identify/schools/920001/request', { purpose: 'Coaching', period: '' })
  expect(asked.status).toBe(303)
  const rows = await asActor(t.database, head.actor, (db) =>
    db.selectFrom('support_requests').select(['urn', 'asked_on']).execute(),
  )
  expect(rows).toEqual([{ urn: 920_001, asked_on: todayInEngland() }])
})
