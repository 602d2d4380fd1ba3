// Proves who a request comes from: see session.ts.
import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { TestApp } from '../../test/setup/app.ts'
import { insertOrganisation, testApp } from '../../test/setup/app.ts'
import type { Actor } from '#platform/actor.ts'
import { asActor, asSystem, openDatabase } from '#platform/database.ts'
import { migrate } from '#platform/migrate.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { invite } from '#src/accounts/invitations.actions.ts'
import { endAccess, giveRole, openAccount, registerPerson } from '#src/accounts/people.actions.ts'
import { actorOf, secretOf, signToken, tokenOf } from '#src/accounts/session.ts'
import { Hono } from 'hono'
import type { Env } from '#platform/exchange.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})

/** What actorOf says for a Cookie header. */
async function actorFor(cookie: string, today = todayInEngland()) {
  const app = new Hono<Env>()
  app.get('/', async (c) => c.json(await actorOf(t.platform, c, today)))
  const response = await app.request('/', { headers: { Cookie: cookie } })
  return (await response.json()) as Awaited<ReturnType<typeof actorOf>>
}

describe('who a request comes from', () => {
  it('is the person, organisation and memberships of the session', async () => {
    const adviser = await t.signInAs('adviser', { kind: 'area', id: t.organisation.areas.district })
    expect(await actorFor(adviser.cookie())).toEqual(adviser.actor)
  })

  it('is nobody when the cookie was not signed by us', async () => {
    const adviser = await t.signInAs('adviser')
    expect(await actorFor(adviser.cookie().replace(/%3D$/, '').slice(0, -2))).toBeNull()
    expect(tokenOf(signToken('abc', 'one secret'), 'another secret')).toBeNull()
    expect(tokenOf(signToken('abc', 'one secret'), 'one secret')).toBe('abc')
    expect(tokenOf('.', 'one secret')).toBeNull()
  })

  it('is nobody from the moment the session, the membership or the person has ended', async () => {
    const one = await t.signInAs('adviser')
    await asSystem(t.database, (db) =>
      db
        .updateTable('sign_in_sessions')
        .set({ expires_at: new Date(0) })
        .where('user_id', '=', one.actor.userId)
        .execute(),
    )
    expect(await actorFor(one.cookie())).toBeNull()

    const two = await t.signInAs('adviser')
    await asSystem(t.database, (db) =>
      db
        .updateTable('memberships')
        .set({ ends_on: '2024-08-31' })
        .where('person_id', '=', two.actor.personId)
        .execute(),
    )
    expect(await actorFor(two.cookie(), '2024-08-31')).not.toBeNull()
    expect(await actorFor(two.cookie(), '2024-09-01')).toBeNull()

    const three = await t.signInAs('adviser')
    await asSystem(t.database, (db) =>
      db
        .updateTable('people')
        .set({ left_on: '2024-09-01' })
        .where('id', '=', three.actor.personId)
        .execute(),
    )
    expect(await actorFor(three.cookie(), '2024-09-01')).toBeNull()
  })

  it('of several organisations is the one chosen for the session, and nobody until one is chosen', async () => {
    const here = await t.signInAs('adviser')
    const elsewhere = await t.insertOrganisation('Elsewhere Trust')
    await asSystem(t.database, async (db) => {
      const person = await db
        .insertInto('people')
        .values({ organisation_id: elsewhere.id, name: 'Same Person', user_id: here.actor.userId })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db
        .insertInto('memberships')
        .values({
          organisation_id: elsewhere.id,
          person_id: person.id,
          role: 'governor',
          scope_kind: 'all',
          starts_on: '2020-01-01',
        })
        .execute()
    })
    expect((await actorFor(here.cookie()))?.organisationId).toBe(t.organisation.id)
    await asSystem(t.database, (db) =>
      db
        .updateTable('sign_in_sessions')
        .set({ organisation_id: null })
        .where('user_id', '=', here.actor.userId)
        .execute(),
    )
    expect(await actorFor(here.cookie())).toBeNull()
  })

  it('is known and written on a server where our role is no superuser', async () => {
    // An external PostgreSQL gives us an ordinary role, which forced row-level security binds as well.
    const server = inject('connection')
    const name = `plain_${randomBytes(6).toString('hex')}`
    const { pool } = t.database
    await pool.query(`CREATE ROLE ${name} LOGIN CREATEROLE`)
    await pool.query(`GRANT alongside_app, alongside_system TO ${name}`)
    await pool.query(`CREATE DATABASE ${name} OWNER ${name}`)
    const connection = { ...server, user: name, database: name }
    await migrate(connection, 'migrations')
    const database = openDatabase(connection)
    try {
      const organisation = await insertOrganisation(database)
      const sent = await asSystem(database, async (db) => {
        const personId = await registerPerson(db, organisation.id, {
          name: 'Plain',
          email: 'plain@example.org',
        })
        const userId = await openAccount(db, organisation.id, personId)
        await giveRole(db, organisation.id, personId, {
          role: 'adviser',
          scope: { kind: 'all' },
          startsOn: '2020-01-01',
        })
        await db
          .insertInto('sign_in_sessions')
          .values({ user_id: userId!, token: 'a-token', expires_at: new Date(Date.now() + 60_000) })
          .execute()
        return { personId, userId }
      })
      const platform = { ...t.platform, database }
      const app = new Hono<Env>()
      app.get('/', async (c) => c.json(await actorOf(platform, c)))
      const cookie = `alongside.session_token=${encodeURIComponent(signToken('a-token', await secretOf(platform)))}`
      const answer = await app.request('/', { headers: { Cookie: cookie } })
      const found = (await answer.json()) as Actor
      expect(found).toMatchObject({ ...sent, name: 'Plain', organisationName: organisation.name })
      await asActor(database, found, async (db) => {
        const colleague = await registerPerson(db, organisation.id, {
          name: 'Colleague',
          email: 'two@example.org',
        })
        expect(await invite(db, 'http://localhost', organisation.id, colleague)).not.toBeNull()
        expect(await endAccess(db, organisation.id, sent.personId, todayInEngland())).toBe(1)
      })
      expect(await (await app.request('/', { headers: { Cookie: cookie } })).json()).toBeNull()
    } finally {
      await database.close()
      await pool.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await pool.query(`DROP ROLE ${name}`)
    }
  })
})
