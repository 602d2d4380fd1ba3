// A regular import that fails: who is told, how often, where it shows, and how it is changed. In a real folder and
// at a real server on loopback.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asSystem } from '#platform/database.ts'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { gias } from '../schools.fixture.ts'
import { regularJobs } from './regular.actions.ts'
import { isToTell } from './regular.rules.ts'

const root = mkdtempSync(join(tmpdir(), 'alongside-trouble-'))
let app: TestApp
let officer: SignedIn
let status = 200
let content = gias([{ URN: 180001 }])
const server: Server = createServer((_request, response) => {
  response.writeHead(status).end(status === 200 ? content : '')
})
let host = ''

beforeAll(async () => {
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  app = await testApp({
    ALONGSIDE_DATA: join(root, 'data'),
    ALONGSIDE_IMPORT_FOLDER: root,
    ALONGSIDE_IMPORT_HOSTS: host,
    ALONGSIDE_IMPORT_INSIDE: 'yes',
  })
  officer = await app.signInAs('business support officer', undefined, { email: 'officer@example.org' })
  await app.signInAs('administrator', undefined, { email: 'administrator@example.org' })
  await app.signInAs('adviser', undefined, { email: 'adviser@example.org' })
  await app.signInAs('system administrator', undefined, {
    email: 'elsewhere@example.org',
    organisation: await app.insertOrganisation('Otherland'),
  })
})
afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true })
})

function put(folder: string, name: string, text: string): void {
  mkdirSync(join(root, folder), { recursive: true })
  writeFileSync(join(root, folder, name), text)
  utimesSync(join(root, folder, name), 0, Date.now() / 1_000 - 60)
}
const form = { placeKind: 'folder', fileKind: 'gias-establishments', every: 'hour' }
const add = async (values: Record<string, string>) =>
  (await officer.post('/imports/regular/new', { ...form, ...values })).headers.get('location')!
const look = (address: string) =>
  regularJobs(app.database, app.platform.configuration, () => 'https://alongside.example.org')[
    'import.regular'
  ]!({ regular: address.split('/').at(-1), asked: 'no' })
const shown = async (address: string, who = officer) =>
  (await (await who.get(address)).text()).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
const mails = async (address: string) =>
  (
    await asSystem(app.database, (db) =>
      db.selectFrom('messages').select(['to_address', 'subject', 'body']).orderBy('to_address').execute(),
    )
  ).filter(({ body }) => body.includes(address))
const backdate = (address: string, hours: number) =>
  app.database.pool.query(
    `UPDATE regular_imports SET told_at = told_at - make_interval(hours => $2) WHERE id = $1`,
    [address.split('/').at(-1), hours],
  )

describe('a regular import that fails', () => {
  it('is told by mail to those who may bring files in, once, whatever often it is tried', async () => {
    status = 503
    const address = await add({ placeKind: 'address', place: `http://${host}/a.csv?key=hidden` })
    for (let hour = 0; hour < 3; hour++) await look(address)
    const sent = await mails(address)
    expect(sent.map((mail) => mail.to_address)).toEqual(['administrator@example.org', 'officer@example.org'])
    expect(sent[0]!.subject).toBe(`Published files were not brought in from ${host}`)
    expect(sent[0]!.body).toContain(`${host} answered 503.`)
    expect(sent[0]!.body).toContain(`https://alongside.example.org${address}`)
    expect(sent[0]!.body).not.toContain('hidden')

    // It recovers, and fails again the same hour: that is no news until a day has gone by.
    status = 200
    await look(address)
    status = 503
    await look(address)
    expect(await mails(address)).toHaveLength(2)
    await backdate(address, 25)
    await look(address)
    expect(await mails(address)).toHaveLength(2)
    status = 200
    await look(address)
    status = 503
    await look(address)
    expect(await mails(address)).toHaveLength(4)
  })

  it('tells of each file that is refused once, and shows it until it is mended', async () => {
    put('files', 'a.csv', 'dear,head\n1,2\n')
    const address = await add({ place: 'files' })
    for (let hour = 0; hour < 3; hour++) await look(address)
    expect(await mails(address)).toHaveLength(2)
    expect(await shown(address)).toContain('Nothing new. 1 file from before is still not brought in.')
    put('files', 'b.csv', 'dear,governor\n1,2\n')
    for (let hour = 0; hour < 2; hour++) await look(address)
    expect(await mails(address)).toHaveLength(4)
    put('files', 'a.csv', gias([{ URN: 180002 }]))
    put('files', 'b.csv', gias([{ URN: 180003 }]))
    await look(address)
    expect(await shown(address)).toContain('2 files brought in.')
    expect(await shown(address)).not.toContain('Needs you')
    expect(await mails(address)).toHaveLength(4)
  })

  it('that finds nothing where it found files before tells so, and one that never found any does not', async () => {
    mkdirSync(join(root, 'never'))
    const never = await add({ place: 'never' })
    await look(never)
    expect(await mails(never)).toEqual([])
    put('once', 'c.csv', gias([{ URN: 180004 }]))
    const address = await add({ place: 'once' })
    await look(address)
    rmSync(join(root, 'once', 'c.csv'))
    for (let hour = 0; hour < 2; hour++) await look(address)
    expect(await shown(address)).toContain('No file is there any more.')
    expect((await mails(address)).map((mail) => mail.to_address)).toEqual([
      'administrator@example.org',
      'officer@example.org',
    ])
  })

  it('stands on the start page and on the page of published files, for those who can do something', async () => {
    put('shown', 'd.csv', 'dear,head\n1,3\n')
    const address = await add({ place: 'shown' })
    await look(address)
    for (const page of ['/', '/imports']) {
      expect(await (await officer.get(page)).text()).toContain(`href="${address}"`)
      expect(await shown(page)).toContain('1 file not brought in.')
    }
    const adviser = await app.signInAs('adviser')
    expect(await (await adviser.get('/')).text()).not.toContain(address)
    await officer.post(`${address}/pause`)
    expect(await (await officer.get('/')).text()).not.toContain(address)
  })

  it('is told anew after a day where it recovered between, at once where something else fails, and never while it lasts', () => {
    const now = new Date('2026-11-22T10:00:00Z')
    const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
    expect(isToTell({ toldOf: null, toldAt: null, lastFailed: false }, 'a', now)).toBe(true)
    expect(isToTell({ toldOf: 'a', toldAt: hoursAgo(900), lastFailed: true }, 'a', now)).toBe(false)
    expect(isToTell({ toldOf: 'a', toldAt: hoursAgo(1), lastFailed: true }, 'b', now)).toBe(true)
    expect(isToTell({ toldOf: 'a', toldAt: hoursAgo(23), lastFailed: false }, 'a', now)).toBe(false)
    expect(isToTell({ toldOf: 'a', toldAt: hoursAgo(25), lastFailed: false }, 'a', now)).toBe(true)
    expect(isToTell({ toldOf: 'a', toldAt: hoursAgo(25), lastFailed: false }, null, now)).toBe(false)
  })
})

describe('changing a regular import', () => {
  it('offers what stands, keeps what is typed, and looks at the new place at once', async () => {
    put('old', 'e.csv', 'dear,head\n1,4\n')
    put('new', 'f.csv', gias([{ URN: 180005 }]))
    const address = await add({ place: 'old' })
    await look(address)
    const page = await (await officer.get(`${address}/edit`)).text()
    expect(page).toContain('value="old"')
    const change = (values: Record<string, string>) =>
      officer.post(`${address}/edit`, { ...form, place: 'new', state: 'on', _version: '1', ...values })
    const refused = await change({ place: '../outside' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('value="../outside"')
    expect((await change({ state: '' })).status).toBe(422)

    expect((await change({ every: 'week' })).headers.get('location')).toBe(address)
    const text = await shown(address)
    expect(text).toContain('Every week')
    expect(text).toContain('Not looked yet')
    await look(address)
    expect(await shown(address)).toContain('1 file brought in.')

    // Somebody else has saved since: neither version is lost.
    const late = await change({ place: 'old' })
    expect(late.status).toBe(409)
    expect(await late.text()).toContain('Somebody else changed this')
    await change({ state: 'paused', _version: '2' })
    expect(await shown(address)).toContain('Paused')
    // What does not change place or kind keeps the last look.
    expect(await shown(address)).toContain('1 file brought in.')
  })

  it('takes a refused file for another kind, once the kind is set right', async () => {
    put('kind', 'g_20240901.csv', gias([{ URN: 180006 }]))
    const address = await add({ place: 'kind', fileKind: 'gias-links' })
    await look(address)
    expect(await shown(address)).toContain('1 file not brought in.')
    await officer.post(`${address}/edit`, { ...form, place: 'kind', state: 'on', _version: '1' })
    await look(address)
    expect(await shown(address)).toContain('1 file brought in.')
  })

  it('is for those of its organisation who may bring files in', async () => {
    const address = await add({ place: 'kind' })
    const other = await app.insertOrganisation('Elsewhere')
    const theirs = await app.signInAs('administrator', undefined, { organisation: other })
    expect((await theirs.get(`${address}/edit`)).status).toBe(404)
    expect((await (await app.signInAs('adviser')).get(`${address}/edit`)).status).toBe(403)
  })
})
