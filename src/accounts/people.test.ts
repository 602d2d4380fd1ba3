// Proves looking after people: rules, and routes on a real database.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type SignedIn, type TestApp, testApp } from '../../test/setup/app.ts'
import { asSystem } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import {
  type Held,
  inForce,
  looksAfterPeople,
  scopesFor,
  standingOf,
  whyNotDates,
  whyNotEnd,
  whyNotScope,
} from '#src/accounts/people.rules.ts'
import { defaultPermissions, roles } from '#platform/permissions.ts'

const day = fc
  .integer({ min: 0, max: 4_000 })
  .map((n) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10))

const held = (one: Partial<Held>): Held => ({
  id: 'm1',
  personId: 'p1',
  role: 'administrator',
  scopeKind: 'all',
  scopeId: null,
  startsOn: '2020-01-01',
  endsOn: null,
  version: 1,
  ...one,
})

describe('a role’s dates', () => {
  it('hold on the first and on the last day, and on no day outside', () => {
    fc.assert(
      fc.property(day, day, day, (startsOn, endsOn, today) => {
        expect(inForce({ startsOn, endsOn }, today)).toBe(startsOn <= today && today <= endsOn)
        expect(inForce({ startsOn, endsOn: null }, today)).toBe(startsOn <= today)
      }),
    )
  })

  it('never end before they begin', () => {
    expect(whyNotDates('2026-09-01', '2026-08-31')).toBe('The end must be on or after the start')
    expect(whyNotDates('2026-09-01', '2026-09-01')).toBeNull()
    expect(whyNotDates('2026-09-01', null)).toBeNull()
  })

  it('say where a person stands', () => {
    const on = (leftOn: string | null, ...all: [string, string | null][]) =>
      standingOf({ leftOn, held: all.map(([startsOn, endsOn]) => ({ startsOn, endsOn })) }, '2026-05-01')
    expect(on(null)).toBe('no role')
    expect(on(null, ['2026-05-01', null])).toBe('active')
    expect(on(null, ['2026-05-02', null])).toBe('not begun')
    expect(on(null, ['2026-01-01', '2026-04-30'])).toBe('ended')
    expect(on('2026-05-01', ['2026-01-01', null])).toBe('left')
    expect(on('2026-05-02', ['2026-01-01', null])).toBe('active')
  })
})

describe('a role’s scope', () => {
  it('is one that suits the role, and every role has one', () => {
    for (const role of roles) {
      const [usual] = scopesFor(role)
      expect(usual).toBeDefined()
      expect(whyNotScope(role, usual!)).toBeNull()
    }
    expect(whyNotScope('headteacher', 'all')).toBe('The role “headteacher” is given for one school')
  })
})

describe('those who look after people', () => {
  const today = '2026-05-01'
  it('always remain: whatever is ended, somebody is left without an end', () => {
    const someone = fc.record({
      id: fc.uuid(),
      personId: fc.constantFrom('p1', 'p2', 'p3'),
      role: fc.constantFrom('administrator', 'adviser', 'system administrator'),
      scopeKind: fc.constantFrom('all', 'area'),
      startsOn: fc.constantFrom('2020-01-01', '2026-05-01', '2026-06-01'),
      endsOn: fc.constantFrom(null, null, '2026-04-30', '2026-12-31'),
    })
    const property = fc.property(
      fc.array(someone, { maxLength: 6 }),
      fc.constantFrom('p1', 'p2'),
      (rows, personId) => {
        const all = rows.map((row) => held(row))
        const ending = all.filter((one) => one.personId === personId).map(({ id }) => id)
        const lasting = (list: Held[]) =>
          list.some(
            (one) => looksAfterPeople(one, defaultPermissions) && inForce(one, today) && one.endsOn === null,
          )
        const why = whyNotEnd({
          all,
          ending,
          personId,
          byPersonId: 'p2',
          permissions: defaultPermissions,
          today,
        })
        const left = all.filter(({ id }) => !ending.includes(id))
        return why !== null || !lasting(all) || lasting(left)
      },
    )
    expect(fc.check(property).failed).toBe(false)
  })

  it('do not shut themselves out', () => {
    const all = [held({ id: 'm1', personId: 'p1' }), held({ id: 'm2', personId: 'p2' })]
    const end = (byPersonId: string) =>
      whyNotEnd({ all, ending: ['m1'], personId: 'p1', byPersonId, permissions: defaultPermissions, today })
    expect(end('p1')).toMatch(/shut yourself out/)
    expect(end('p2')).toBeNull()
  })
})

let t: TestApp
let admin: SignedIn
beforeAll(async () => {
  t = await testApp()
  admin = await t.signInAs('administrator')
})

const date = (name: string, iso: string) => {
  const [year = '', month = '', day = ''] = iso.split('-')
  return { [`${name}-day`]: day, [`${name}-month`]: month, [`${name}-year`]: year }
}
const invitation = (email: string, change: Record<string, string> = {}) => ({
  name: 'New Person',
  email,
  post: '',
  role: 'adviser',
  scope: 'all',
  ...date('starts', '2026-01-01'),
  ...change,
})
const bodyTo = (email: string) =>
  asSystem(t.database, (db) =>
    db
      .selectFrom('messages')
      .select(['body', 'secret'])
      .where('to_address', '=', email)
      .orderBy('created_at', 'desc')
      .executeTakeFirst(),
  )
const tokenFor = async (email: string) =>
  /\/invitations\/(\S+)/.exec((await bodyTo(email))?.body ?? '')?.[1] ?? ''
const idIn = (response: Response) =>
  /\/people\/([0-9a-f-]{36})/.exec(response.headers.get('Location') ?? '')?.[1] ?? ''

describe('an invitation', () => {
  it('is sent with a secret link that sets a password and signs in, once', async () => {
    const sent = await admin.post('/people/new', invitation('New@Example.org'))
    expect(sent.status).toBe(303)
    expect((await bodyTo('new@example.org'))?.secret).toBe(true)
    const token = await tokenFor('new@example.org')
    const visitor = t.anonymous()
    expect(await (await visitor.get(`/invitations/${token}`)).text()).toContain('has invited you')
    const short = await visitor.post(`/invitations/${token}`, { how: 'password', password: 'short' })
    expect(short.status).toBe(422)
    const own = await visitor.post(`/invitations/${token}`, { how: 'password', password: 'new@example.org' })
    expect(own.status).toBe(422)
    const done = await visitor.post(`/invitations/${token}`, {
      how: 'password',
      password: 'a long enough phrase',
    })
    expect(done.headers.get('Location')).toBe('/')
    expect((await visitor.get('/account')).status).toBe(200)
    expect((await t.anonymous().get(`/invitations/${token}`)).status).toBe(404)
    const later = t.anonymous()
    const signedIn = await later.post('/sign-in', {
      email: 'new@example.org',
      password: 'a long enough phrase',
    })
    expect(signedIn.headers.get('Location')).toBe('/')
  })

  it('replaces the one before it', async () => {
    const id = idIn(await admin.post('/people/new', invitation('twice@example.org')))
    const first = await tokenFor('twice@example.org')
    await admin.post(`/people/${id}/invite`)
    const second = await tokenFor('twice@example.org')
    expect(second).not.toBe(first)
    expect((await t.anonymous().get(`/invitations/${first}`)).status).toBe(404)
    expect((await t.anonymous().get(`/invitations/${second}`)).status).toBe(200)
  })

  it('leaves the password of somebody known as it is', async () => {
    await admin.post('/people/new', invitation('known@example.org'))
    const token = await tokenFor('known@example.org')
    await t.anonymous().post(`/invitations/${token}`, { how: 'password', password: 'the first password' })
    const elsewhere = await t.insertOrganisation('Other Trust')
    const otherAdmin = await t.signInAs('administrator', { kind: 'all' }, { organisation: elsewhere })
    await otherAdmin.post('/people/new', invitation('known@example.org'))
    const second = await tokenFor('known@example.org')
    expect(await (await t.anonymous().get(`/invitations/${second}`)).text()).not.toContain('name="password"')
    await t.anonymous().post(`/invitations/${second}`, { how: 'password', password: 'taken over by them' })
    const wrong = await t
      .anonymous()
      .post('/sign-in', { email: 'known@example.org', password: 'taken over by them' })
    expect(wrong.status).toBe(422)
  })

  it('is refused with every error at its field', async () => {
    const answer = await admin.post('/people/new', {
      name: '',
      email: 'nonsense',
      role: 'headteacher',
      scope: 'school',
      urn: '12',
      ...date('starts', '2026-02-30'),
    })
    expect(answer.status).toBe(422)
    const text = await answer.text()
    expect(text).toContain('Enter their name')
    expect(text).toContain('Enter an email address in the correct format')
    expect(text).toContain('Enter the first day as a date')
    const noSchool = await admin.post(
      '/people/new',
      invitation('head@example.org', { role: 'headteacher', scope: 'school', urn: '123456' }),
    )
    expect(await noSchool.text()).toContain('answers for no school with that URN')
    const taken = await admin.post('/people/new', invitation('NEW@example.org'))
    expect(await taken.text()).toContain('already has this address')
  })

  it('is sent once, however often the button is pressed', async () => {
    const form = { ...invitation('once@example.org'), _key: '7c0e2a52-6f0e-4d6a-9c9c-0d7d3a4b5c6d' }
    const [first, second] = [await admin.post('/people/new', form), await admin.post('/people/new', form)]
    expect(second.headers.get('Location')).toBe(first.headers.get('Location'))
    const { rows } = await t.database.pool.query("SELECT FROM people WHERE email = 'once@example.org'")
    expect(rows).toHaveLength(1)
  })
})

describe('leaving', () => {
  it('ends access and sessions at once, everywhere, and keeps the name', async () => {
    const leaver = await t.signInAs('adviser', { kind: 'all' }, { name: 'Somebody Leaving' })
    expect((await leaver.get('/people')).status).toBe(200)
    await admin.post(`/people/${leaver.actor.personId}/leave`)
    expect((await leaver.get('/people')).headers.get('Location')).toMatch(/^\/sign-in/)
    const sessions = await t.database.pool.query('SELECT FROM sign_in_sessions WHERE user_id = $1', [
      leaver.actor.userId,
    ])
    expect(sessions.rows).toHaveLength(0)
    const record = await (await admin.get(`/people/${leaver.actor.personId}`)).text()
    expect(record).toContain('Somebody Leaving')
    expect(record).toContain('Has left')
    expect(await (await admin.get('/people?show=left')).text()).toContain('Somebody Leaving')
  })

  it('can be taken back, and gives no role by itself', async () => {
    const one = await t.signInAs('adviser')
    await admin.post(`/people/${one.actor.personId}/leave`)
    await admin.post(`/people/${one.actor.personId}/return`)
    expect(await (await admin.get(`/people/${one.actor.personId}`)).text()).not.toContain('Has left')
    const { rows } = await t.database.pool.query<{ ends_on: string }>(
      'SELECT ends_on FROM memberships WHERE person_id = $1',
      [one.actor.personId],
    )
    expect(rows.every(({ ends_on }) => ends_on === todayInEngland())).toBe(true)
  })

  it('is not for the last administrator, nor for oneself', async () => {
    const small = await t.insertOrganisation('Small Trust')
    const only = await t.signInAs('administrator', { kind: 'all' }, { organisation: small })
    const own = await only.post(`/people/${only.actor.personId}/leave`)
    expect(own.status).toBe(422)
    const { rows } = await t.database.pool.query<{ id: string; version: number }>(
      'SELECT id, version FROM memberships WHERE person_id = $1',
      [only.actor.personId],
    )
    const end = () =>
      only.post(`/people/${only.actor.personId}/roles/${rows[0]!.id}/end`, {
        _version: String(rows[0]!.version),
        ...date('last', todayInEngland()),
      })
    const last = await end()
    expect(last.status).toBe(422)
    expect(await last.text()).toContain('Nobody would be left to look after people')
    const second = await t.signInAs('administrator', { kind: 'all' }, { organisation: small })
    expect(await (await end()).text()).toContain('You would shut yourself out')
    const other = await second.post(`/people/${only.actor.personId}/leave`)
    expect(other.status).toBe(303)
  })
})

describe('sessions ended everywhere by an administrator', () => {
  it('end on every device, and the person may sign in again', async () => {
    const one = await t.signInAs('adviser')
    const twice = await t.signInAs('adviser', { kind: 'all' }, { id: one.actor.personId })
    await admin.post(`/people/${one.actor.personId}/end-sessions`)
    for (const browser of [one, twice]) expect((await browser.get('/people')).status).toBe(303)
    expect((await t.signInAs('adviser', { kind: 'all' }, { id: one.actor.personId })).actor.personId).toBe(
      one.actor.personId,
    )
  })
})

describe('who may look after people', () => {
  it('leaves out everybody without the permission, and those with it for one area only', async () => {
    const adviser = await t.signInAs('adviser')
    expect((await adviser.get('/people')).status).toBe(200)
    expect((await adviser.get('/people/new')).status).toBe(403)
    expect((await adviser.post('/people/new', invitation('x@example.org'))).status).toBe(403)
    const local = await t.signInAs('administrator', { kind: 'area', id: t.organisation.areas.district })
    expect((await local.post('/people/new', invitation('x@example.org'))).status).toBe(403)
    const supporter = await t.signInAs('supporter', { kind: 'own' })
    expect((await supporter.get('/people')).status).toBe(403)
  })

  it('shows addresses to those who look after people, and to nobody else', async () => {
    const target = await t.signInAs('adviser', { kind: 'all' }, { email: 'shown@example.org' })
    const adviser = await t.signInAs('adviser')
    const path = `/people/${target.actor.personId}`
    expect(await (await admin.get(path)).text()).toContain('shown@example.org')
    expect(await (await adviser.get(path)).text()).not.toContain('shown@example.org')
    expect(await (await adviser.get('/people?format=csv')).text()).not.toContain('@example.org')
    expect(await (await target.get(path)).text()).toContain('shown@example.org')
  })
})

describe('another organisation', () => {
  it('is not found, whatever address is typed by hand', async () => {
    const other = await t.insertOrganisation('Walled Trust')
    const stranger = await t.signInAs(
      'adviser',
      { kind: 'all' },
      { organisation: other, name: 'Hidden Name' },
    )
    const { personId } = stranger.actor
    for (const path of ['', '/edit', '/leave', '/roles/new'])
      expect((await admin.get(`/people/${personId}${path}`)).status).toBe(404)
    for (const path of ['/leave', '/invite', '/end-sessions', '/return', '/edit', '/roles/new'])
      expect(
        (await admin.post(`/people/${personId}${path}`, { name: 'Changed' })).status,
      ).toBeGreaterThanOrEqual(404)
    expect((await stranger.get('/people')).status).toBe(200)
    expect((await admin.get('/people/nonsense')).status).toBe(404)
    expect(await (await admin.get('/people?show=everybody&q=Hidden')).text()).not.toContain('Hidden Name')
    const role = invitation('walled@example.org', {
      role: 'adviser',
      scope: 'area',
      area: other.areas.district,
    })
    expect(await (await admin.post('/people/new', role)).text()).toContain('Choose an area')
  })
})

describe('changing who somebody is', () => {
  const fields = { name: 'Changed Name', email: 'changed@example.org', telephone: '', post: '' }
  it('shows both versions to whoever saves second, and keeps neither silently', async () => {
    const one = await t.signInAs('adviser', { kind: 'all' }, { email: 'changed@example.org' })
    const path = `/people/${one.actor.personId}/edit`
    expect((await admin.post(path, { ...fields, _version: '1' })).status).toBe(303)
    const stale = await admin.post(path, { ...fields, name: 'Another Name', _version: '1' })
    expect(stale.status).toBe(409)
    const text = await stale.text()
    expect(text).toContain('Changed Name')
    expect(text).toContain('Another Name')
    expect((await admin.post(path, { ...fields, name: 'Another Name', _version: '2' })).status).toBe(303)
  })

  it('lets the old account go when the address changes', async () => {
    const one = await t.signInAs('adviser', { kind: 'all' }, { email: 'old@example.org' })
    const path = `/people/${one.actor.personId}/edit`
    await admin.post(path, { ...fields, email: 'moved@example.org', _version: '1' })
    expect((await one.get('/people')).status).toBe(303)
    await admin.post(`/people/${one.actor.personId}/invite`)
    expect(await tokenFor('moved@example.org')).not.toBe('')
  })

  it('shows script in every field as text', async () => {
    const script = '<script>alert("x")</script>'
    const one = await t.signInAs('adviser', { kind: 'all' }, { email: 'script@example.org' })
    const path = `/people/${one.actor.personId}`
    const typed = { name: script, email: 'script@example.org', telephone: script.slice(0, 40), post: script }
    expect((await admin.post(`${path}/edit`, { ...typed, _version: '1' })).status).toBe(303)
    for (const where of [
      path,
      `${path}/edit`,
      `${path}/leave`,
      `${path}/roles/new`,
      `/people?q=${encodeURIComponent(script)}`,
      '/audit',
    ]) {
      const text = await (await admin.get(where)).text()
      expect(text).not.toContain('<script>alert')
      expect(text).toContain('&lt;script&gt;alert')
    }
    expect(await (await one.get('/account')).text()).not.toContain('<script>alert')
  })
})

describe('the list of people', () => {
  it('finds a name typed a little wrong, and leaves as CSV', async () => {
    await t.signInAs('finance officer', { kind: 'all' }, { name: 'Wilhelmina Quartermaine' })
    expect(await (await admin.get('/people?q=Quartermain')).text()).toContain('Wilhelmina Quartermaine')
    expect(await (await admin.get('/people?q=Quatermaine')).text()).toContain('Wilhelmina Quartermaine')
    expect(await (await admin.get('/people?role=finance+officer')).text()).toContain('Quartermaine')
    const csv = await admin.get('/people?format=csv&q=Quartermaine')
    expect(csv.headers.get('Content-Type')).toContain('text/csv')
    expect(await csv.text()).toContain('Wilhelmina Quartermaine')
    expect((await admin.get('/people?page=999')).status).toBe(200)
    expect((await admin.get('/people?q=100%25_')).status).toBe(200)
  })
})
