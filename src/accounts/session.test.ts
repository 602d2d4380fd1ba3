// Proves who a request comes from: see session.ts.
import { beforeAll, describe, expect, it } from 'vitest'
import type { TestApp } from '../../test/setup/app.ts'
import { testApp } from '../../test/setup/app.ts'
import { asSystem } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { actorOf, signToken, tokenOf } from '#src/accounts/session.ts'
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
})
