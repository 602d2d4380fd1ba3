// Proves signing in through an identity provider, with a real one.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp, type Visitor } from '../../test/setup/app.ts'
import {
  type Identity,
  type IdentityProvider,
  startIdentityProvider,
} from '../../test/setup/identity-provider.ts'
import { addPersonWithPassword, PASSWORD } from '../../test/setup/people.ts'
import { asSystem } from '#platform/database.ts'

let t: TestApp
let provider: IdentityProvider
beforeAll(async () => {
  provider = await startIdentityProvider('http://localhost/sign-in/with/callback/oidc')
  t = await testApp({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.client.id,
    OIDC_CLIENT_SECRET: provider.client.secret,
    OIDC_NAME: 'Northshire account',
  })
})
afterAll(() => provider.close())

const identity = (email: string, change: Partial<Identity> = {}): Identity => ({
  sub: `sub-${email}`,
  email,
  email_verified: true,
  name: 'From Provider',
  ...change,
})

/** Presses the button and comes back from the provider; gives where that leads. */
async function comeBack(visitor: Visitor, who: Identity, to = ''): Promise<string> {
  const out = await visitor.get(`/sign-in/single?to=${encodeURIComponent(to)}`)
  const back = new URL(await provider.walk(out.headers.get('Location') ?? '', who))
  return (await visitor.get(back.pathname + back.search)).headers.get('Location') ?? ''
}

describe('single sign-on', () => {
  it('is offered by the name the installation gives it', async () => {
    expect(await (await t.anonymous().get('/sign-in')).text()).toContain('Sign in with Northshire account')
  })

  it('signs in a person who is known by that address, and leads where they were going', async () => {
    await addPersonWithPassword(t, 'single@example.org')
    const visitor = t.anonymous()
    const done = await comeBack(visitor, identity('Single@example.org'), '/people')
    expect(done).toBe('/sign-in/done?to=%2Fpeople')
    expect((await visitor.get(done)).headers.get('Location')).toBe('/people')
    expect((await visitor.get('/people')).status).toBe(200)
    // The second time the identity is known by itself, whatever its address has become.
    const again = t.anonymous()
    await comeBack(again, identity('new-address@example.org', { sub: 'sub-Single@example.org' }))
    expect((await again.get('/people')).status).toBe(200)
  })

  it('signs in somebody invited who has never set a password', async () => {
    const admin = await t.signInAs('administrator')
    await admin.post('/people/new', {
      name: 'Invited',
      email: 'invited@example.org',
      role: 'adviser',
      scope: 'all',
      starts: '2026-01-01',
    })
    const visitor = t.anonymous()
    await comeBack(visitor, identity('invited@example.org'))
    expect((await visitor.get('/people')).status).toBe(200)
  })

  it('lets nobody in whom no organisation knows, and says what to do', async () => {
    const visitor = t.anonymous()
    const to = await comeBack(visitor, identity('stranger@example.org'))
    expect(to).toBe('/sign-in/not-known')
    const page = await visitor.get(to)
    expect(page.status).toBe(403)
    expect(await page.text()).toContain('Ask an administrator of your organisation')
    expect((await visitor.get('/people')).status).toBe(303)
    const users = await asSystem(t.database, (db) =>
      db.selectFrom('sign_in_users').select('id').where('email', '=', 'stranger@example.org').execute(),
    )
    expect(users).toHaveLength(0)
  })

  it('does not take the provider’s word for an address that was never verified', async () => {
    await addPersonWithPassword(t, 'victim@example.org')
    const visitor = t.anonymous()
    const to = await comeBack(visitor, identity('victim@example.org', { email_verified: false }))
    expect(to).toBe('/sign-in/not-known')
    expect((await visitor.get('/people')).status).toBe(303)
  })

  it('refuses an answer that was not asked for from this browser', async () => {
    await addPersonWithPassword(t, 'stolen@example.org')
    const thief = t.anonymous()
    const out = await thief.get('/sign-in/single')
    const back = new URL(
      await provider.walk(out.headers.get('Location') ?? '', identity('stolen@example.org')),
    )
    const other = t.anonymous()
    const answer = await other.get(back.pathname + back.search)
    expect(answer.headers.get('Location')).toBe('/sign-in/not-known')
    expect((await other.get('/people')).status).toBe(303)
  })

  it('opens none of better-auth’s other addresses', async () => {
    for (const path of [
      '/sign-in/with/get-session',
      '/sign-in/with/ok',
      '/sign-in/with/magic-link/verify?token=x',
    ])
      expect((await t.anonymous().get(path)).status).toBe(404)
    for (const path of [
      '/sign-in/with/sign-in/email',
      '/sign-in/with/sign-up/email',
      '/sign-in/with/update-user',
    ])
      expect((await t.anonymous().post(path, { email: 'a@example.org' })).status).toBe(404)
  })
})

describe('an identity provider that does not answer', () => {
  it('is said so, and the other ways in stay open', async () => {
    const away = await testApp({
      OIDC_ISSUER: 'http://127.0.0.1:9',
      OIDC_CLIENT_ID: 'x',
      OIDC_CLIENT_SECRET: 'y',
    })
    const answer = await away.anonymous().get('/sign-in/single')
    expect(answer.status).toBe(503)
    expect(await answer.text()).toContain('Nothing is wrong with your account')
    await addPersonWithPassword(away, 'other-way@example.org')
    const visitor = away.anonymous()
    await visitor.post('/sign-in', { email: 'other-way@example.org', password: PASSWORD })
    expect((await visitor.get('/people')).status).toBe(200)
  })
})

describe('without an identity provider', () => {
  it('offers no such button, and its addresses are not found', async () => {
    const plain = await testApp()
    expect(await (await plain.anonymous().get('/sign-in')).text()).not.toContain('/sign-in/single')
    expect((await plain.anonymous().get('/sign-in/single')).status).toBe(404)
    expect((await plain.anonymous().get('/sign-in/with/callback/oidc?code=x&state=y')).status).toBe(404)
  })
})
