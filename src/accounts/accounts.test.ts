// Proves what surrounds people and sign-in: set-up, personas, the organisation, one's own account, messages and
// the audit record.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../test/setup/app.ts'
import { addPersonWithPassword, PASSWORD } from '../../test/setup/people.ts'
import { verifyAudit } from '#platform/audit.ts'
import { asActor, asSystem } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { changesOf, type Entry, sentenceOf, thingOf } from '#src/accounts/audit.rules.ts'
import { areaTree, contrastOnWhite, whyNotColour, whyNotInside } from '#src/accounts/organisation.rules.ts'
import { deviceOf } from '#src/accounts/own-account.rules.ts'
import { whyNotPassword } from '#src/accounts/passwords.rules.ts'
import { giveRole, openAccount, registerPerson } from '#src/accounts/people.actions.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})

describe('a colour', () => {
  it('is measured against white as WCAG does, and refused below 4.5 to 1', () => {
    expect(contrastOnWhite('#ffffff')).toBeCloseTo(1, 5)
    expect(contrastOnWhite('#000000')).toBeCloseTo(21, 5)
    expect(contrastOnWhite('#767676')).toBeGreaterThanOrEqual(4.5)
    expect(contrastOnWhite('#777777')).toBeLessThan(4.5)
    expect(whyNotColour('#0b4f55')).toBeNull()
    expect(whyNotColour('#777777')).toContain('4.47 to 1')
    expect(whyNotColour('teal')).toContain('like #0b4f55')
  })

  it('never has more contrast when it is lighter', () => {
    const part = fc.integer({ min: 0, max: 254 })
    const hex = (parts: number[]) => `#${parts.map((one) => one.toString(16).padStart(2, '0')).join('')}`
    fc.assert(
      fc.property(part, part, part, (r, g, b) => {
        expect(contrastOnWhite(hex([r, g, b]))!).toBeGreaterThanOrEqual(contrastOnWhite(hex([r + 1, g, b]))!)
      }),
    )
  })
})

describe('areas', () => {
  const area = (id: string, parentId: string | null, name: string) =>
    ({ id, parentId, name, kind: 'district', version: 1 }) as const
  it('are shown as a tree in which each stands once, after the one it lies in', () => {
    const tree = areaTree([
      area('c', 'b', 'C'),
      area('b', null, 'B'),
      area('a', 'missing', 'A'),
      area('d', 'b', 'A'),
    ])
    expect(tree.map(({ id, depth }) => [id, depth])).toEqual([
      ['a', 0],
      ['b', 0],
      ['d', 1],
      ['c', 1],
    ])
  })
  it('lie only in wider ones', () => {
    expect(whyNotInside('district', null)).toBeNull()
    expect(whyNotInside('locality', area('a', null, 'A'))).toBeNull()
    expect(whyNotInside('county', area('a', null, 'A'))).toContain('cannot lie in a district')
    expect(whyNotInside('district', area('a', null, 'A'))).not.toBeNull()
  })
})

describe('a password', () => {
  it('is refused when it is short, long, one’s own name, or the same few characters', () => {
    const about = { email: 'somebody.long@example.org', name: 'Somebody Quite Long' }
    expect(whyNotPassword('', about)).toBe('Enter a password')
    expect(whyNotPassword('elevenchars', about)).toContain('at least 12')
    expect(whyNotPassword('x'.repeat(129), about)).toContain('128 characters or fewer')
    expect(whyNotPassword('SOMEBODY.long@example.org', about)).toContain('harder to guess')
    expect(whyNotPassword('abababababababab', about)).toContain('harder to guess')
    expect(whyNotPassword('  spaces count too ', about)).toBeNull()
  })
})

describe('a device', () => {
  it('is named as people name it', () => {
    expect(deviceOf('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe(
      'Firefox on Windows',
    )
    expect(
      deviceOf(
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      ),
    ).toBe('Safari on an iPhone')
    expect(
      deviceOf(
        'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
      ),
    ).toBe('Edge on Windows')
    expect(deviceOf(null)).toBe('An unknown device')
  })
})

describe('setting up an installation', () => {
  const form = {
    organisation: 'Eastshire Trust',
    kind: 'trust',
    authorityCode: '',
    name: 'First Person',
    email: 'first@example.org',
    password: 'a long enough phrase',
  }

  it('makes the organisation and its first administrator, once', async () => {
    const fresh = await testApp()
    await emptied(fresh)
    const visitor = fresh.anonymous()
    expect((await visitor.get('/sign-in')).headers.get('Location')).toBe('/set-up')
    expect((await visitor.get('/set-up')).status).toBe(200)
    const wrong = await visitor.post('/set-up', { ...form, password: 'short', kind: '' })
    expect(wrong.status).toBe(422)
    const text = await wrong.text()
    expect(text).toContain('Choose what kind of organisation it is')
    expect(text).toContain('Use at least 12 characters')
    // Two people press the button at the same moment: one organisation is made.
    const answers = await Promise.all([
      visitor.post('/set-up', form),
      fresh.anonymous().post('/set-up', form),
    ])
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303, 404]))
    expect((await fresh.anonymous().get('/set-up')).status).toBe(404)
    expect((await fresh.anonymous().post('/set-up', form)).status).toBe(404)
    const later = fresh.anonymous()
    await later.post('/sign-in', { email: 'first@example.org', password: form.password })
    expect((await later.get('/people/new')).status).toBe(200)
    expect((await verifyAudit(fresh.database)).faults).toEqual([])
  })

  it('is not found where there is an organisation', async () => {
    expect((await t.anonymous().get('/set-up')).status).toBe(404)
    expect((await t.anonymous().post('/set-up', form)).status).toBe(404)
  })

  /** A database as a new installation has it. */
  const emptied = (fresh: TestApp) =>
    fresh.database.pool.query(
      'SET session_replication_role = replica; DELETE FROM areas; DELETE FROM organisations; SET session_replication_role = DEFAULT',
    )
})

describe('personas', () => {
  it('are offered in a demonstration that is alone, and nowhere else', async () => {
    const demo = await testApp()
    await asSystem(demo.database, async (db) => {
      for (const role of ['director', 'adviser'] as const) {
        const id = await registerPerson(db, demo.organisation.id, {
          name: `Demo ${role}`,
          email: `${role}@example.org`,
        })
        await openAccount(db, demo.organisation.id, id)
        await giveRole(db, demo.organisation.id, id, { role, scope: { kind: 'all' }, startsOn: '2020-01-01' })
      }
    })
    const visitor = demo.anonymous()
    expect((await visitor.get('/personas')).status).toBe(404)
    expect((await visitor.post('/personas', { role: 'director' })).status).toBe(404)

    await asSystem(demo.database, (db) =>
      db.updateTable('organisations').set({ demonstration: true }).execute(),
    )
    const page = await (await visitor.get('/personas')).text()
    expect(page).toContain('Sign in as Demo director')
    expect(page).toContain('Sign in as Demo adviser')
    expect(await (await visitor.get('/sign-in')).text()).toContain('href="/personas"')
    // The front door of a demonstration leads straight to its people.
    const door = (await visitor.get('/')).headers.get('Location')!
    expect((await visitor.get(door)).headers.get('Location')).toBe('/personas')
    expect((await visitor.post('/personas', { role: 'governor' })).status).toBe(404)
    expect(
      (await visitor.post('/personas', { role: 'adviser', to: '/people' })).headers.get('Location'),
    ).toBe('/people')
    expect(await (await visitor.get('/people')).text()).toContain('Demo adviser')

    await demo.insertOrganisation('A Real Authority')
    expect((await demo.anonymous().get('/personas')).status).toBe(404)
    expect((await demo.anonymous().post('/personas', { role: 'director' })).status).toBe(404)
  })
})

describe('the organisation', () => {
  it('is changed by an administrator, with a colour that can be read', async () => {
    const admin = await t.signInAs('administrator')
    const values = { name: 'Northshire', kind: 'local authority', authorityCode: '999', colour: '#777777' }
    const pale = await admin.post('/organisation/edit', { ...values, _version: '1' })
    expect(pale.status).toBe(422)
    expect(await pale.text()).toContain('4.47 to 1')
    expect(
      (await admin.post('/organisation/edit', { ...values, colour: '#0B4F55', _version: '1' })).status,
    ).toBe(303)
    expect(await (await admin.get('/organisation')).text()).toContain('#0b4f55, contrast 9.27 to 1')
    const stale = await admin.post('/organisation/edit', { ...values, colour: '', _version: '1' })
    expect(stale.status).toBe(409)
    expect((await (await t.signInAs('director')).get('/organisation')).status).toBe(403)
  })

  it('answers for the schools of its authority in the register, and keeps those added by hand', async () => {
    await asSystem(t.database, async (db) => {
      await db
        .insertInto('organisation_schools')
        .values({ organisation_id: t.organisation.id, urn: 999_999, source: 'hand' })
        .execute()
      await db
        .insertInto('organisation_schools')
        .values({ organisation_id: t.organisation.id, urn: 999_998, source: 'authority' })
        .execute()
    })
    const admin = await t.signInAs('administrator')
    await admin.post('/organisation/schools')
    const { rows } = await t.database.pool.query<{ urn: number }>(
      'SELECT urn FROM organisation_schools ORDER BY urn',
    )
    expect(rows.map(({ urn }) => urn)).toEqual([999_999])
  })

  it('is divided into areas, each of a kind and name once', async () => {
    const admin = await t.signInAs('administrator')
    const add = (name: string, kind: string, parent: string) =>
      admin.post('/organisation/areas', { areaName: name, areaKind: kind, parent })
    expect((await add('Lakeside', 'district', t.organisation.areas.county)).status).toBe(303)
    expect(await (await add('Lakeside', 'district', t.organisation.areas.county)).text()).toContain(
      'of that name already',
    )
    expect(await (await add('Too wide', 'county', t.organisation.areas.district)).text()).toContain(
      'cannot lie in a district',
    )
    const other = await t.insertOrganisation('Walled Area Trust')
    expect((await add('Stolen', 'locality', other.areas.district)).status).toBe(422)
    expect((await admin.get(`/organisation/areas/${other.areas.district}`)).status).toBe(404)
    const path = `/organisation/areas/${t.organisation.areas.otherDistrict}`
    expect((await admin.post(path, { areaName: 'Hilltop', _version: '1' })).status).toBe(303)
    expect((await admin.post(path, { areaName: 'Hill', _version: '1' })).status).toBe(409)
    expect(await (await admin.get('/organisation')).text()).toContain('Hilltop')
  })
})

describe('one’s own account', () => {
  it('shows what is kept of oneself and what it is used for', async () => {
    const one = await t.signInAs('adviser', { kind: 'all' }, { email: 'own@example.org', name: 'Own Self' })
    const text = await (await one.get('/account')).text()
    for (const word of ['Own Self', 'own@example.org', 'What it is used for', 'Adviser'])
      expect(text).toContain(word)
    expect((await t.anonymous().get('/account')).status).toBe(303)
  })

  it('takes a new password for the old one, and ends every other session', async () => {
    await addPersonWithPassword(t, 'change@example.org')
    const here = t.anonymous()
    const there = t.anonymous()
    for (const visitor of [here, there])
      await visitor.post('/sign-in', { email: 'change@example.org', password: PASSWORD })
    const wrong = await here.post('/account/password', { current: 'not it', password: 'another long phrase' })
    expect(wrong.status).toBe(422)
    expect((await there.get('/account')).status).toBe(200)
    await here.post('/account/password', { current: PASSWORD, password: 'another long phrase' })
    expect((await here.get('/account')).status).toBe(200)
    expect((await there.get('/account')).status).toBe(303)
    const old = await t.anonymous().post('/sign-in', { email: 'change@example.org', password: PASSWORD })
    expect(old.status).toBe(422)
  })

  it('takes a new password without the old one after a link by mail, which proves the address', async () => {
    await addPersonWithPassword(t, 'forgot@example.org')
    const visitor = t.anonymous()
    await visitor.post('/sign-in/link', { email: 'forgot@example.org' })
    const { rows } = await t.database.pool.query<{ body: string }>(
      "SELECT body FROM messages WHERE to_address = 'forgot@example.org'",
    )
    await visitor.post(/localhost(\/\S+)/.exec(rows[0]!.body)![1]!)
    expect(await (await visitor.get('/account/password')).text()).not.toContain('name="current"')
    expect((await visitor.post('/account/password', { password: 'remembered this time' })).status).toBe(303)
    const again = await t
      .anonymous()
      .post('/sign-in', { email: 'forgot@example.org', password: 'remembered this time' })
    expect(again.status).toBe(303)
  })

  it('ends all other sessions at one press', async () => {
    const one = await t.signInAs('adviser')
    const two = await t.signInAs('adviser', { kind: 'all' }, { id: one.actor.personId })
    expect((await one.post('/account/end-other-sessions')).headers.get('Location')).toBe('/account')
    expect((await one.get('/account')).status).toBe(200)
    expect((await two.get('/account')).status).toBe(303)
  })
})

describe('messages', () => {
  it('can be read by an administrator, but not those that hold a key to an account', async () => {
    const admin = await t.signInAs('administrator')
    await admin.post('/people/new', {
      name: 'Written To',
      email: 'written@example.org',
      role: 'adviser',
      scope: 'all',
      starts: '2026-01-01',
    })
    const insert = await t.database.pool.query<{ id: string }>(
      "INSERT INTO messages (organisation_id, to_address, subject, body) VALUES ($1, 'open@example.org', 'An open letter', E'First <i>paragraph</i>\\n\\nSecond') RETURNING id",
      [t.organisation.id],
    )
    const list = await (await admin.get('/messages')).text()
    expect(list).toContain('written@example.org')
    const secret = /href="(\/messages\/[0-9a-f-]+)">You are invited/.exec(list)?.[1] ?? ''
    const shown = await (await admin.get(secret)).text()
    expect(shown).toContain('shown to nobody else')
    expect(shown).not.toContain('/invitations/')
    const open = await (await admin.get(`/messages/${insert.rows[0]!.id}`)).text()
    expect(open).toContain('First &lt;i&gt;paragraph&lt;/i&gt;')
    const other = await t.signInAs(
      'administrator',
      { kind: 'all' },
      { organisation: await t.insertOrganisation('Nosy Trust') },
    )
    expect((await other.get(secret)).status).toBe(404)
    expect((await (await t.signInAs('adviser')).get('/messages')).status).toBe(403)
  })
})

describe('the audit record', () => {
  const entry = (change: Partial<Entry>): Entry => ({
    sequence: 1,
    at: new Date(0),
    personName: 'Jo',
    tableName: 'people',
    rowKey: 'x',
    action: 'update',
    old: { name: 'A', post: null },
    new: { name: 'B', post: 'Adviser' },
    reason: null,
    ...change,
  })

  it('is told in plain words', () => {
    expect(sentenceOf(entry({}))).toBe('Jo changed a person (B)')
    expect(
      sentenceOf(entry({ personName: null, action: 'insert', tableName: 'agreements', new: {}, old: null })),
    ).toBe('The system added an agreement')
    expect(thingOf('capacity_entries')).toBe('a capacity entry')
    expect(thingOf('addresses')).toBe('an address')
    expect(changesOf(entry({}))).toEqual([
      { field: 'Name', before: 'A', after: 'B' },
      { field: 'Post', before: 'Empty', after: 'Adviser' },
    ])
  })

  it('shows who changed what, by what and by whom, older ones behind a link', async () => {
    const admin = await t.signInAs('administrator', { kind: 'all' }, { name: 'Audited Person' })
    await asActor(t.database, admin.actor, async (db) => {
      for (let i = 0; i < 60; i++) await registerPerson(db, t.organisation.id, { name: `Registered ${i}` })
    })
    const mine = `/audit?table=people&person=${admin.actor.personId}`
    const text = await (await admin.get(mine)).text()
    expect(text).toContain('Audited Person added a person (Registered 59)')
    expect(text).not.toContain('(Registered 5)')
    const older = /href="(\/audit\?[^"]*before=\d+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
    expect(await (await admin.get(older)).text()).toContain('(Registered 5)')
    expect((await admin.get('/audit?table=nonsense&person=nonsense&before=x')).status).toBe(200)
    expect((await (await t.signInAs('adviser')).get('/audit')).status).toBe(403)
  })
})

describe('administration', () => {
  it('leads to what somebody may open, and to nothing else', async () => {
    const director = await (await (await t.signInAs('director')).get('/administration')).text()
    expect(director).toContain('href="/people"')
    expect(director).toContain('href="/audit"')
    expect(director).not.toContain('href="/messages"')
    expect(todayInEngland()).toMatch(/^\d{4}-\d\d-\d\d$/)
  })
})
