// Files that are looked for by themselves: in a real folder, and at a real server on loopback.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfiguration } from '#platform/configuration.ts'
import { asSystem } from '#platform/database.ts'
import { isInside, openAddress, whyNotAddress } from '#platform/outside.ts'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { csv, gias, ks2Head } from '../schools.fixture.ts'
import { planRegular, regularJobs } from './regular.actions.ts'
import { lookInWords, nextLook } from './regular.rules.ts'

const root = mkdtempSync(join(tmpdir(), 'alongside-regular-'))
const allowed = join(root, 'allowed')
let app: TestApp
let officer: SignedIn
let serve: RequestListener = (_request, response) => response.end()
const server: Server = createServer((request, response) => {
  serve(request, response)
})
let host = ''

beforeAll(async () => {
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  mkdirSync(join(allowed, 'gias'), { recursive: true })
  app = await testApp({
    ALONGSIDE_DATA: join(root, 'data'),
    ALONGSIDE_IMPORT_FOLDER: allowed,
    ALONGSIDE_IMPORT_HOSTS: `${host}, www.example.org`,
    ALONGSIDE_IMPORT_INSIDE: 'yes',
    ALONGSIDE_UPLOAD_LIMIT_MB: '1',
  })
  officer = await app.signInAs('business support officer')
})
afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true })
})

/** Puts a file there as it stands once whoever wrote it has finished. */
function put(name: string, content: string, isFinished = true): void {
  const path = join(allowed, 'gias', name)
  writeFileSync(path, content)
  if (isFinished) utimesSync(path, 0, Date.now() / 1_000 - 60)
}
const add = async (values: Record<string, string>) =>
  officer.post('/imports/regular/new', {
    placeKind: 'folder',
    place: 'gias',
    fileKind: 'gias-establishments',
    every: 'day',
    ...values,
  })
const look = (address: string, asked = 'no') =>
  regularJobs(app.database, app.platform.configuration, () => app.platform.address)['import.regular']!({
    regular: address.split('/').at(-1),
    asked,
  })
const shown = async (address: string) => {
  const text = await (await officer.get(address)).text()
  return text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
}
const jobs = async () =>
  (
    await app.database.pool.query<{ key: string; at: Date }>(
      `SELECT key, run_at AS at FROM graphile_worker.jobs WHERE task_identifier = 'import.regular'`,
    )
  ).rows

describe('a folder', () => {
  it('gives what is new and of the right kind, says what is not, and keeps its files', async () => {
    put('a_20240901.csv', gias([{ URN: 170001 }]))
    put('b_2018-19.csv', csv(ks2Head, [[1, 850, 2001, 170001, 'A', 100, 20, '62%']]))
    put('notes.docx', 'not looked at')
    put('half_20240901.csv', gias([{ URN: 170009 }]), false)
    const address = (await add({})).headers.get('location')!
    expect(await shown(address)).toContain('Not looked yet')
    await look(address)
    const text = await shown(address)
    expect(text).toContain('1 file brought in, 1 file not brought in.')
    expect(text).toContain('Needs you')
    expect(text).toContain(
      'This is another kind of file: Key stage 2 results, not Schools (GIAS establishments).',
    )
    expect(text).not.toContain('half_20240901.csv')
    expect(await shown('/schools?whose=all')).toContain('School 170001')
    expect(await shown('/imports')).toContain(officer.actor.name)

    await look(address)
    expect(await shown(address)).toContain('Nothing new.')
    // The same name with other content is another file.
    put('a_20240901.csv', gias([{ URN: 170001, EstablishmentName: 'Elm Primary' }, { URN: 170002 }]))
    await look(address)
    expect(await shown(address)).toContain('1 file brought in.')
    expect(await shown('/schools?whose=all')).toContain('Elm Primary')
    expect(readdirSync(join(allowed, 'gias'))).toHaveLength(4)
  })

  it('is refused outside the one that is allowed, by dots or by a link', async () => {
    symlinkSync(tmpdir(), join(allowed, 'way-out'))
    for (const place of ['..', '../..', 'way-out', 'nowhere', '/etc'])
      expect([422], place).toContain((await add({ place })).status)
    writeFileSync(join(root, 'secret.csv'), gias([{ URN: 170666 }]))
    symlinkSync(join(root, 'secret.csv'), join(allowed, 'gias', 'link_20240901.csv'))
    const address = (await add({ place: './gias' })).headers.get('location')!
    await look(address)
    expect(await shown(address)).not.toContain('link_20240901.csv')
  })

  it('that has gone says so and what to do', async () => {
    mkdirSync(join(allowed, 'short'))
    const address = (await add({ place: 'short' })).headers.get('location')!
    rmSync(join(allowed, 'short'), { recursive: true })
    await look(address)
    expect(await shown(address)).toContain('There is no such folder, or it may not be read.')
    expect(await shown(address)).toContain('The place could not be read. Check it')
  })
})

describe('an address', () => {
  const at = async (path: string) =>
    (await add({ placeKind: 'address', place: `http://${host}${path}` })).headers.get('location')!

  it('gives its file when it is new or has changed, under the name its sender gives it', async () => {
    let content = gias([{ URN: 171001 }])
    serve = (_request, response) => {
      response.setHeader('Content-Disposition', 'attachment; filename="edubase_20241001.csv"')
      response.end(content)
    }
    const address = await at('/download?id=7')
    await look(address)
    expect(await shown(address)).toContain('edubase_20241001.csv')
    expect(await shown(address)).toContain('1 file brought in.')
    await look(address)
    expect(await shown(address)).toContain('Nothing new.')
    content = gias([{ URN: 171001, Town: 'Ashford' }])
    await look(address)
    expect(await shown(address)).toContain('1 file brought in.')
    expect(readdirSync(join(root, 'data', 'files'))).toEqual([])
  })

  it.each<[string, RequestListener, string]>([
    ['that is gone', (_, r) => r.writeHead(404).end(), 'answered 404. Look for the new address'],
    ['that fails', (_, r) => r.writeHead(503).end(), 'answered 503.'],
    [
      'that leads to a host nobody allowed',
      (_, r) => r.writeHead(302, { Location: 'http://169.254.169.254/latest' }).end(),
      'leads on to another: Whoever runs Alongside has not allowed 169.254.169.254',
    ],
    ['that leads to itself', (_, r) => r.writeHead(302, { Location: '/x' }).end(), 'leads on and on'],
    [
      'that leads to a file of this machine',
      (_, r) => r.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
      'must start with https',
    ],
    ['with a file beyond the limit', (_, r) => r.end(Buffer.alloc(1_100_000, 'x')), 'is larger than 1 MB'],
    ['with something else', (_, r) => r.end('%PDF-1.7'), 'no CSV or Excel file: it is a PDF'],
    [
      'that breaks off',
      (_, r) => {
        r.writeHead(200, { 'Content-Length': '1000' })
        r.write('URN')
        setTimeout(() => r.destroy(), 20)
      },
      'The file did not arrive whole',
    ],
  ])('%s says so, and is tried again', async (_what, listener, sentence) => {
    serve = listener
    const address = await at(`/${encodeURIComponent(_what)}`)
    await look(address)
    expect(await shown(address)).toContain(sentence)
    expect(readdirSync(join(root, 'data', 'files'))).toEqual([])
    expect((await jobs()).some(({ key }) => key.endsWith(address.split('/').at(-1)!))).toBe(true)
  })

  it('is refused unless the installation allows it', async () => {
    for (const place of [
      'https://elsewhere.example.org/x.csv',
      `ftp://${host}/x`,
      `http://a:b@${host}/`,
      'x y',
    ])
      expect((await add({ placeKind: 'address', place })).status, place).toBe(422)
  })
})

describe('what is inside a network', () => {
  const rules = (hosts: string) => readConfiguration({ ALONGSIDE_IMPORT_HOSTS: hosts })
  it('is told from what is public, in every spelling of a number', () => {
    const no =
      '127.0.0.1 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 :: ::1 fe80::1 fc00::1 fd12::1 ff02::1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 64:ff9b::a00:1 2002:a00:1:: 2001:db8::1 nonsense'
    const yes = '8.8.8.8 172.15.0.1 172.32.0.1 192.167.0.1 151.101.0.144 2606:4700::1111 2a04:4e42::144'
    expect(no.split(' ').filter((one) => !isInside(one))).toEqual([])
    expect(yes.split(' ').filter(isInside)).toEqual([])
    expect(whyNotAddress('https://2130706433/', rules('127.0.0.1'))).toMatch(/inside a network/)
    expect(whyNotAddress('https://0x7f.1/', rules('127.0.0.1'))).toMatch(/inside a network/)
    expect(whyNotAddress('https://[::ffff:127.0.0.1]/', rules('[::ffff:7f00:1]'))).toMatch(/inside a network/)
    expect(whyNotAddress('http://www.example.org/', rules('www.example.org'))).toMatch(/https/)
    expect(whyNotAddress('https://www.example.org/x', rules('www.example.org'))).toBeNull()
  })
  it('is not reached by a name that leads there', async () => {
    await expect(openAddress('https://localhost/x', rules('localhost'))).rejects.toThrow(
      'localhost is a machine inside a network',
    )
  })
})

describe('a regular import', () => {
  it('rests while it is paused, is looked at when somebody asks, and goes on', async () => {
    mkdirSync(join(allowed, 'quiet'))
    const address = (await add({ place: 'quiet' })).headers.get('location')!
    await officer.post(`${address}/pause`)
    await look(address)
    expect(await shown(address)).toContain('Not looked yet')
    await officer.post(`${address}/look`)
    await look(address, 'yes')
    expect(await shown(address)).toContain('No file was there.')
    expect(await shown(address)).toContain('Paused')
    await officer.post(`${address}/resume`)
    await look(address)
    expect(await shown(address)).toContain('Next look')
    const id = address.split('/').at(-1)!
    expect((await jobs()).filter(({ key }) => key.endsWith(id))).toHaveLength(1)
    // A restored backup has no jobs: the next start plans them again.
    await app.database.pool.query('DELETE FROM graphile_worker._private_jobs')
    await planRegular(app.database)
    expect((await jobs()).filter(({ key }) => key.endsWith(id))).toHaveLength(1)
    await officer.post(`${address}/end`)
    expect((await officer.get(address)).status).toBe(404)
    await look(address)
  })

  it('is its organisation’s own, and only for those who may bring files in', async () => {
    const address = (await add({})).headers.get('location')!
    const other = await app.insertOrganisation('Otherland')
    const theirs = await app.signInAs('business support officer', { kind: 'all' }, { organisation: other })
    expect((await theirs.get(address)).status).toBe(404)
    expect((await theirs.post(`${address}/end`)).status).toBe(404)
    expect(await (await theirs.get('/imports/regular')).text()).not.toContain('gias-')
    expect((await (await app.signInAs('adviser')).get('/imports/regular')).status).toBe(403)
  })

  it('asks for what it needs', async () => {
    const answer = await add({ placeKind: '', place: ' ', fileKind: 'x', every: 'year' })
    expect(answer.status).toBe(422)
    const text = await answer.text()
    for (const error of [
      'Choose where the files are',
      'Enter the folder',
      'Choose what the files are',
      'Choose how often',
    ])
      expect(text).toContain(error)
  })

  it('says in a sentence what a look came to, and knows when the next is', () => {
    expect(
      lookInWords({ imported: 2, refused: 0, failed: 1, known: 4, refusedBefore: 0, isGone: false }),
    ).toBe('2 files brought in, 1 file stopped by a fault, to be tried again.')
    expect(nextLook('week', new Date('2026-11-22T10:00:00Z')).toISOString()).toBe('2026-11-29T10:00:00.000Z')
  })
})

it('leaves no look without an end', async () => {
  const rows = await asSystem(app.database, (db) =>
    db
      .selectFrom('regular_imports')
      .select(['last_at', 'last_result'])
      .where('last_at', 'is not', null)
      .execute(),
  )
  expect(rows.every(({ last_result: result }) => result?.endsWith('.'))).toBe(true)
})
