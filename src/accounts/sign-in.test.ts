// Proves signing in and out: password, link by mail, one-time codes, limits, forms sent too late.
import { randomUUID } from 'node:crypto'
import { type AddressInfo } from 'node:net'
import { TOTP } from 'otpauth'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp, type Visitor } from '../../test/setup/app.ts'
import { asSystem } from '#platform/database.ts'
import { runJobs } from '#platform/jobs.ts'
import { carrierOf } from '#platform/carriers.ts'
import { sendMessageJob } from '#platform/mail.ts'
import { LIMITS } from '#src/accounts/tries.ts'
import { ownPath } from '#src/accounts/after-sign-in.ts'
import { cookieName } from '#src/accounts/session.ts'
import { addPersonWithPassword, PASSWORD } from '../../test/setup/people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})

const signIn = (visitor: Visitor, email: string, password = PASSWORD, to = '') =>
  visitor.post('/sign-in', { email, password, to })

/** The text of the newest message to an address. */
async function newestMessage(email: string): Promise<string | undefined> {
  const row = await asSystem(t.database, (db) =>
    db
      .selectFrom('messages')
      .select('body')
      .where('to_address', '=', email)
      .orderBy('created_at', 'desc')
      .executeTakeFirst(),
  )
  return row?.body
}
const linkIn = (body: string | undefined) => /http:\/\/localhost(\/\S+)/.exec(body ?? '')?.[1] ?? ''

describe('signing in by password', () => {
  it('leads to the page that was asked for, and signs in', async () => {
    await addPersonWithPassword(t, 'ada@example.org')
    const visitor = t.anonymous()
    const asked = await visitor.get('/people?show=left')
    expect(asked.headers.get('Location')).toBe('/sign-in?to=%2Fpeople%3Fshow%3Dleft')
    const answer = await signIn(visitor, ' Ada@Example.org ', PASSWORD, '/people?show=left')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toBe('/people?show=left')
    const cookie = answer.headers.getSetCookie().find((line) => line.startsWith('alongside.session_token='))
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect((await visitor.get('/people')).status).toBe(200)
  })

  it('says the same of a wrong password and of an unknown address', async () => {
    await addPersonWithPassword(t, 'known@example.org')
    const plain = async (answer: Response) =>
      (await answer.text()).replaceAll(/nonce="[^"]*"|value="[^"]*"/g, '').replaceAll(/[0-9a-f-]{36}/g, '')
    const wrong = await signIn(t.anonymous(), 'known@example.org', 'not the password at all')
    const unknown = await signIn(t.anonymous(), 'nobody@example.org', 'not the password at all')
    expect(wrong.status).toBe(422)
    expect(unknown.status).toBe(422)
    expect(await plain(wrong)).toBe(await plain(unknown))
  })

  it('stops after so many tries at one account, and goes on for others', async () => {
    const visitor = t.anonymous()
    let last = 0
    for (let i = 0; i <= LIMITS['sign in'].account; i++)
      last = (await signIn(visitor, 'target@example.org', '')).status
    expect(last).toBe(429)
    expect((await signIn(visitor, 'target@example.org', '')).headers.get('Retry-After')).toMatch(/^\d+$/)
    expect((await signIn(visitor, 'another@example.org', '')).status).toBe(422)
  })

  it('takes nobody to another site afterwards', () => {
    for (const to of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '/\t/evil.example',
      '',
      '/\n//x',
      '/\t/[',
    ])
      expect(ownPath(to)).toBe('/')
    expect(ownPath('/people?q=a b')).toBe('/people?q=a%20b')
  })

  it('refuses a form from another site', async () => {
    const answer = await t.app.request('http://localhost/sign-in', {
      method: 'POST',
      headers: { Origin: 'https://evil.example', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'email=a@example.org&password=x',
    })
    expect(answer.status).toBe(403)
  })

  it('shows what was typed as text, also when it is a script', async () => {
    const script = '"><script>alert(1)</script>'
    const page = await (await signIn(t.anonymous(), script, script)).text()
    expect(page).not.toContain('<script>alert')
    expect(page).toContain('&lt;script&gt;alert')
  })
})

describe('signing in by a link', () => {
  it('sends a link that works once, from a press and not from being opened', async () => {
    await addPersonWithPassword(t, 'link@example.org')
    const visitor = t.anonymous()
    expect((await visitor.post('/sign-in/link', { email: 'link@example.org' })).headers.get('Location')).toBe(
      '/sign-in/link/sent',
    )
    const path = linkIn(await newestMessage('link@example.org'))
    expect(path).toMatch(/^\/sign-in\/link\/\w+$/)
    // A mail scanner opens it, twice.
    expect((await t.anonymous().get(path)).status).toBe(200)
    expect((await t.anonymous().get(path)).status).toBe(200)
    expect((await visitor.post(path)).headers.get('Location')).toBe('/')
    expect((await visitor.get('/people')).status).toBe(200)
    const again = await t.anonymous().post(path)
    expect(again.status).toBe(404)
    expect(await again.text()).toContain('This link no longer works')
  })

  it('answers the same for an address nobody has, and sends nothing', async () => {
    const answer = await t.anonymous().post('/sign-in/link', { email: 'stranger@example.org' })
    expect(answer.headers.get('Location')).toBe('/sign-in/link/sent')
    expect(await newestMessage('stranger@example.org')).toBeUndefined()
  })

  it('sends nothing to somebody who has left', async () => {
    const { personId } = await addPersonWithPassword(t, 'gone@example.org')
    await asSystem(t.database, (db) =>
      db.updateTable('people').set({ left_on: '2024-01-01' }).where('id', '=', personId).execute(),
    )
    await t.anonymous().post('/sign-in/link', { email: 'gone@example.org' })
    expect(await newestMessage('gone@example.org')).toBeUndefined()
  })

  it('is limited for one address', async () => {
    let last: Response | undefined
    for (let i = 0; i <= LIMITS.link.account; i++)
      last = await t.anonymous().post('/sign-in/link', { email: 'often@example.org' })
    expect(last?.status).toBe(429)
  })

  it('arrives through a real mail server, sent by the job', async () => {
    const received: string[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          received.push(Buffer.concat(parts).toString('utf8'))
          done()
        })
      },
    })
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', () => ready())
    })
    const { port } = server.server.address() as AddressInfo
    await addPersonWithPassword(t, 'post@example.org')
    const carrier = carrierOf({ ...t.platform.configuration, SMTP_URL: `smtp://127.0.0.1:${port}` })
    const runner = await runJobs(t.database, t.platform.log, {
      'send-message': sendMessageJob(t.database, carrier),
    })
    try {
      await t.anonymous().post('/sign-in/link', { email: 'post@example.org' })
      const letter = await letterTo(received, 'post@example.org')
      expect(letter.subject).toBe('Your link to sign in to Alongside')
      const visitor = t.anonymous()
      expect((await visitor.post(linkIn(letter.text))).headers.get('Location')).toBe('/')
      expect((await visitor.get('/people')).status).toBe(200)
    } finally {
      await runner.stop()
      await new Promise<void>((closed) => {
        server.close(() => closed())
      })
    }
  })
})

async function letterTo(received: readonly string[], address: string) {
  for (;;) {
    for (const raw of received) {
      const letter = await PostalMime.parse(raw)
      if (letter.to?.some((one) => one.address === address)) return letter
    }
    await new Promise((later) => setTimeout(later, 20))
  }
}

describe('one-time codes', () => {
  /** Sets up codes for somebody who is signed in; gives the code maker and the backup codes. */
  async function setUp(email: string) {
    await addPersonWithPassword(t, email)
    const visitor = t.anonymous()
    await signIn(visitor, email)
    const page = await (await visitor.post('/account/one-time-code', { password: PASSWORD })).text()
    const secret = /data-secret="([A-Z2-7]+)"/.exec(page)?.[1] ?? ''
    const totp = new TOTP({ secret, issuer: 'Alongside' })
    const backup = [...page.matchAll(/<li><code>([\w-]+)<\/code><\/li>/g)].map((match) => match[1]!)
    const confirmed = await visitor.post('/account/one-time-code/confirm', { code: totp.generate() })
    expect(confirmed.headers.get('Location')).toBe('/account')
    return { totp, backup, visitor }
  }

  it('are asked for after the password, and nobody is in before', async () => {
    const { totp } = await setUp('codes@example.org')
    const visitor = t.anonymous()
    const answer = await signIn(visitor, 'codes@example.org', PASSWORD, '/people')
    expect(answer.headers.get('Location')).toBe('/sign-in/code?to=%2Fpeople')
    expect((await visitor.get('/people')).status).toBe(303)
    expect((await visitor.post('/sign-in/code', { code: '000000' })).status).toBe(422)
    const right = await visitor.post('/sign-in/code?to=%2Fpeople', { code: totp.generate() })
    expect(right.headers.get('Location')).toBe('/people')
    expect((await visitor.get('/people')).status).toBe(200)
  })

  it('let somebody in once each: a code that was used is not right again', async () => {
    const { totp } = await setUp('codes-once@example.org')
    const code = totp.generate()
    const first = t.anonymous()
    await signIn(first, 'codes-once@example.org')
    expect((await first.post('/sign-in/code', { code })).status).toBe(303)
    const second = t.anonymous()
    await signIn(second, 'codes-once@example.org')
    expect((await second.post('/sign-in/code', { code })).status).toBe(422)
    expect((await second.get('/people')).status).toBe(303)
    // The challenge stands: the app's next code lets them in.
    const next = totp.generate({ timestamp: Date.now() + 30_000 })
    expect((await second.post('/sign-in/code', { code: next })).status).toBe(303)
    const both = [t.anonymous(), t.anonymous()]
    for (const one of both) await signIn(one, 'codes-once@example.org')
    // A third code that is right just now; not in the last seconds of its half minute.
    const left = 30_000 - (Date.now() % 30_000)
    if (left < 4_000) await new Promise((done) => setTimeout(done, left + 100))
    const now = Date.now()
    const before = [now + 30_000, now, now - 30_000]
      .map((timestamp) => totp.generate({ timestamp }))
      .find((one) => one !== code && one !== next)!
    await Promise.all(both.map((one) => one.post('/sign-in/code', { code: before })))
    const inside = await Promise.all(both.map((one) => one.get('/account')))
    expect(inside.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  it('are asked for after a link by mail too', async () => {
    const { totp } = await setUp('codes-link@example.org')
    const visitor = t.anonymous()
    await visitor.post('/sign-in/link', { email: 'codes-link@example.org' })
    const next = await visitor.post(linkIn(await newestMessage('codes-link@example.org')))
    expect(next.headers.get('Location')).toBe('/sign-in/code')
    expect((await visitor.get('/people')).status).toBe(303)
    await visitor.post('/sign-in/code', { code: totp.generate() })
    expect((await visitor.get('/people')).status).toBe(200)
  })

  it('may be replaced by a backup code, once', async () => {
    const { backup } = await setUp('backup@example.org')
    expect(backup.length).toBeGreaterThanOrEqual(8)
    const use = async () => {
      const visitor = t.anonymous()
      await signIn(visitor, 'backup@example.org')
      return visitor.post('/sign-in/code', { code: backup[0]!, kind: 'backup' })
    }
    expect((await use()).status).toBe(303)
    expect((await use()).status).toBe(422)
  })

  it('may be tried only a few times', async () => {
    await setUp('guess@example.org')
    const visitor = t.anonymous()
    await signIn(visitor, 'guess@example.org')
    const statuses: number[] = []
    for (let i = 0; i < 12; i++)
      statuses.push((await visitor.post('/sign-in/code', { code: '111111' })).status)
    expect(statuses.at(-1)).not.toBe(422)
    expect((await visitor.get('/people')).status).toBe(303)
  })

  it('can be taken away again with the password', async () => {
    const { visitor } = await setUp('remove@example.org')
    expect((await visitor.post('/account/one-time-code/remove', { password: 'wrong' })).status).toBe(422)
    await visitor.post('/account/one-time-code/remove', { password: PASSWORD })
    const next = await signIn(t.anonymous(), 'remove@example.org')
    expect(next.headers.get('Location')).toBe('/')
  })
})

describe('signing out', () => {
  it('ends the session itself, not only the cookie', async () => {
    const one = await t.signInAs('administrator')
    const cookie = one.cookie()
    expect((await one.post('/sign-out')).headers.get('Location')).toBe('/sign-in')
    const kept = await t.app.request('http://localhost/people', { headers: { Cookie: cookie } })
    expect(kept.status).toBe(303)
  })
})

describe('a form that is sent after its session has ended', () => {
  it('is kept whole, shown after signing in again, and sent on with one press', async () => {
    const { personId } = await addPersonWithPassword(t, 'late@example.org', 'administrator')
    const visitor = t.anonymous()
    const typed = {
      name: 'Zoë <b>Ångström</b>',
      email: 'late@example.org',
      post: 'Line one\r\nline two',
      telephone: '',
      _version: '1',
    }
    const sent = await visitor.post(`/people/${personId}/edit`, typed)
    expect(sent.headers.get('Location')).toBe('/sign-in?kept=yes')
    expect(await (await visitor.get('/sign-in?kept=yes')).text()).toContain('Nothing you typed is lost')
    expect((await signIn(visitor, 'late@example.org')).headers.get('Location')).toBe('/continue')
    // Reloading the page loses nothing.
    await visitor.get('/continue')
    const page = await (await visitor.get('/continue')).text()
    expect(page).toContain('Zoë &lt;b&gt;Ångström&lt;/b&gt;')
    const again = await visitor.post('/continue', typed)
    expect(again.status).toBe(307)
    expect(again.headers.get('Location')).toBe(`/people/${personId}/edit`)
    const saved = await visitor.post(again.headers.get('Location')!, typed)
    expect(saved.headers.get('Location')).toBe(`/people/${personId}`)
    expect(await (await visitor.get(`/people/${personId}`)).text()).toContain(
      'Zoë &lt;b&gt;Ångström&lt;/b&gt;',
    )
    // It is sent once: nothing waits any more.
    expect((await visitor.get('/continue')).headers.get('Location')).toBe('/')
  })

  it('is shown to nobody else who signs in at the same computer, and waits for its writer', async () => {
    const { personId } = await addPersonWithPassword(t, 'first@example.org', 'administrator')
    await addPersonWithPassword(t, 'second@example.org', 'administrator')
    const visitor = t.anonymous()
    const session = cookieName(t.platform, 'session_token')
    await signIn(visitor, 'first@example.org')
    await visitor.get('/people')
    visitor.setCookie(session, null)
    await visitor.post(`/people/${personId}/edit`, { name: 'Considered in confidence', _version: '1' })
    await signIn(visitor, 'second@example.org')
    expect((await visitor.get('/continue')).headers.get('Location')).toBe('/')
    expect((await visitor.post('/continue')).headers.get('Location')).toBe('/')
    expect((await visitor.post('/continue/drop')).headers.get('Location')).toBe('/')
    visitor.setCookie(session, null)
    await signIn(visitor, 'first@example.org')
    expect(await (await visitor.get('/continue')).text()).toContain('Considered in confidence')
  })
})

describe('somebody of several organisations', () => {
  it('chooses one after signing in, and works in that one', async () => {
    const { userId } = await addPersonWithPassword(t, 'both@example.org')
    const other = await t.insertOrganisation('Second Trust')
    await asSystem(t.database, async (db) => {
      const { id } = await db
        .insertInto('people')
        .values({ organisation_id: other.id, name: 'Both', email: 'both@example.org', user_id: userId })
        .returning('id')
        .executeTakeFirstOrThrow()
      await db
        .insertInto('memberships')
        .values({
          organisation_id: other.id,
          person_id: id,
          role: 'director',
          scope_kind: 'all',
          starts_on: '2020-01-01',
        })
        .execute()
    })
    const visitor = t.anonymous()
    await signIn(visitor, 'both@example.org', PASSWORD, '/people')
    expect((await visitor.get('/people')).headers.get('Location')).toBe('/sign-in?to=%2Fpeople')
    expect((await visitor.get('/sign-in?to=%2Fpeople')).headers.get('Location')).toBe(
      '/choose-organisation?to=%2Fpeople',
    )
    expect((await visitor.post('/choose-organisation', { organisation: randomUUID() })).status).toBe(422)
    const chosen = await visitor.post('/choose-organisation', { organisation: other.id, to: '/people' })
    expect(chosen.headers.get('Location')).toBe('/people')
    expect(await (await visitor.get('/people')).text()).toContain('Second Trust')
  })
})
