// What an attack on the running product once found, or might: each stays refused. What a slice promises of
// itself stands in its own tests.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { asActor, setReason } from '#platform/database.ts'
import { ownPath } from '#src/accounts/after-sign-in.ts'
import { describeError } from '#platform/log.ts'
import { receiveForm } from '#platform/receiving.ts'
import { searchWords } from '#src/directory/supporters.rules.ts'
import { type SignedIn, testApp, type TestApp } from './setup/app.ts'
import { testFolder } from './setup/folder.ts'

let app: TestApp
let officer: SignedIn
const data = testFolder('attacks')
const multipart = 'multipart/form-data; boundary=x'
const part = (name: string) => `--x\r\nContent-Disposition: form-data; name="${name}"`

beforeAll(async () => {
  app = await testApp({ ALONGSIDE_DATA: data, ALONGSIDE_UPLOAD_LIMIT_MB: '1' })
  officer = await app.signInAs('head of standards')
})

const send = (path: string, body: string, type: string, who = officer) =>
  app.app.request(`${app.platform.address}${path}`, {
    method: 'POST',
    headers: { Cookie: who.cookie(), Origin: app.platform.address, 'Content-Type': type },
    body,
  })

describe('a request that is not what it says', () => {
  it.each([
    ['no boundary', 'multipart/form-data', 'abc'],
    ['no part', multipart, 'abc'],
    ['a part that stops in its head', multipart, part('a')],
    ['a part that stops in its body', multipart, `${part('a')}\r\n\r\nab`],
  ])('is answered, not fallen over: %s', async (_what, type, body) => {
    for (const path of ['/sign-in', '/needs/new', '/continue'])
      expect((await send(path, body, type)).status).toBe(400)
  })

  it('leaves nothing of an upload that broke off, and does not end the process', async () => {
    const broken: [string, string][] = [
      ['multipart/form-data', 'abc'],
      [multipart, 'abc'],
      [multipart, `${part('file')}; filename="a.csv"\r\n\r\nURN,Name\r\n1`],
    ]
    for (const [type, body] of broken) {
      // Without its key a form is none; with it, it says that the file did not arrive.
      expect((await send('/imports', body, type)).status).toBe(400)
      const key = `${part('_key')}\r\n\r\n${randomUUID()}\r\n`
      expect([400, 422]).toContain((await send('/imports', key + body, type)).status)
    }
    expect(readdirSync(join(data, 'files'))).toEqual([])
  })

  it('leaves nothing of an upload whose sender hung up', async () => {
    const hangsUp = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(`${part('file')}; filename="a.csv"\r\n\r\nURN`))
        setTimeout(() => controller.error(new Error('hung up')), 5)
      },
    })
    const request = new Request('http://localhost/imports', {
      method: 'POST',
      headers: { 'Content-Type': multipart },
      body: hangsUp,
      duplex: 'half',
    })
    expect(
      await receiveForm(request, join(data, 'files'), { limitBytes: 1_000, accepts: ['text'] }),
    ).toMatchObject({ file: { why: 'broken' } })
    expect(readdirSync(join(data, 'files'))).toEqual([])
  })

  it('finds nothing under an address with a NUL byte', async () => {
    for (const path of ['/needs/%00', '/people/%00', '/schools?phase=%00', '/supporters?theme=a%00'])
      expect((await officer.get(path)).status).toBe(404)
  })

  it('loses the NUL bytes of a form before anything else reads it', async () => {
    const administrator = await app.signInAs('administrator')
    const answer = await administrator.post('/people/new', {
      name: 'Ann\u0000a Example',
      email: 'anna@example.org',
      role: 'adv\u0000iser',
      scope: 'all',
      starts: '2026-01-01\u0000',
    })
    expect(answer.status).toBe(303)
    expect(await (await administrator.get(answer.headers.get('location')!)).text()).toContain('Anna Example')
  })
})

describe('where somebody is sent after signing in', () => {
  it.each([
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/.\\/evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '',
  ])('is never another site: %j', (to) => {
    expect(ownPath(to)).toBe('/')
  })
  it('is the page that was asked for, with its query', () => {
    expect(ownPath('/needs?state=open&q=a%20b')).toBe('/needs?state=open&q=a%20b')
  })
})

describe('the audit record is no way around the pages', () => {
  it('shows casework to nobody who may not see casework, and addresses only to those who keep them', async () => {
    const adviser = await app.signInAs('adviser')
    await asActor(app.database, adviser.actor, async (db) => {
      await setReason(db, 'A reason that is casework too')
      await db
        .insertInto('officer_concerns')
        .values({
          organisation_id: adviser.actor.organisationId,
          urn: 100001,
          kind: 'at risk',
          why: 'Something confidential about a school',
          raised_on: '2026-01-05',
          raised_by: adviser.actor.personId,
        })
        .execute()
      await setReason(db, '')
      await db
        .updateTable('people')
        .set({ telephone: '01632 960999', post: 'Reachable adviser' })
        .where('id', '=', adviser.actor.personId)
        .execute()
    })
    const seenBy = async (role: 'administrator' | 'director') =>
      (await (await app.signInAs(role)).get(`/audit?person=${adviser.actor.personId}`)).text()
    const administrator = await seenBy('administrator')
    expect(administrator).toContain('added an officer concern')
    expect(administrator).not.toContain('confidential')
    expect(administrator).not.toContain('casework too')
    expect(administrator).toContain('01632 960999')
    const director = await seenBy('director')
    expect(director).toContain('Something confidential about a school')
    expect(director).toContain('A reason that is casework too')
    expect(director).toContain('Reachable adviser')
    expect(director).not.toContain('01632 960999')
  })
})

describe('what a stranger can use up', () => {
  it('is bounded: forms are kept for whoever signs in again, but not without end', async () => {
    const stranger = app.anonymous()
    for (let i = 0; i < 60; i++) expect((await stranger.post('/needs/new', { reason: 'x' })).status).toBe(303)
    expect((await stranger.post('/needs/new', { reason: 'x' })).status).toBe(429)
    expect((await stranger.get('/sign-in')).status).toBe(200)
  })

  it('is bounded: a search looks for a dozen words at most', () => {
    expect(searchWords('a b  c')).toEqual(['a', 'b', 'c'])
    expect(searchWords('ab '.repeat(5_000))).toHaveLength(12)
    expect(searchWords('\u{FDFA}'.repeat(200)).length).toBeLessThanOrEqual(12)
  })
})

describe('the log', () => {
  it('names nobody whom a mail server names', () => {
    const refused = new Error("Can't send mail: 550 <anna.example@school.example> user unknown")
    expect(JSON.stringify(describeError(refused))).not.toContain('anna')
    expect(describeError(refused)['message']).toBe("Can't send mail: 550 <(address)> user unknown")
  })
})
