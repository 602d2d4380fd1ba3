// Kept files: bytes and rows together, whatever is sent, whoever is killed in between.
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { zipSync } from 'fflate'
import { Hono } from 'hono'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import type { Env } from '#platform/exchange.ts'
import {
  bytesOf,
  compareFiles,
  fileById,
  fileJobs,
  fileResponse,
  type Held,
  holdFile,
  holdMade,
  keepFile,
  letGo,
  pathOf,
  removeFiles,
  sweepFiles,
} from '#platform/files.ts'
import { receiveForm } from '#platform/receiving.ts'
import type { SignedIn, TestApp } from '../../test/setup/app.ts'
import { testApp } from '../../test/setup/app.ts'
import { testFolder } from '../../test/setup/folder.ts'

const root = testFolder('kept')
const folder = join(root, 'files')
let app: TestApp
let officer: SignedIn
let stranger: SignedIn
beforeAll(async () => {
  app = await testApp({ ALONGSIDE_DATA: root })
  officer = await app.signInAs('adviser')
  const organisation = await app.insertOrganisation('Elsewhere')
  stranger = await app.signInAs('adviser', { kind: 'all' }, { organisation })
})

const terms = { limitBytes: 100_000, accepts: ['text'] as const }
const hold = (content: string | Uint8Array, name = 'list.csv', accepts = terms.accepts) =>
  holdFile(folder, name, Readable.from([Buffer.from(content)]), { ...terms, accepts })
async function held(content: string, name?: string): Promise<Held> {
  const file = await hold(content, name)
  if ('why' in file) throw new Error(file.why)
  return file
}
const keep = async (content: string, days: number | null = null, name?: string) => {
  const file = await held(content, name)
  return asActor(app.database, officer.actor, (db) => keepFile(db, officer.actor, file, { days }))
}
const here = () => readdirSync(folder)
const anHourAgo = (name: string) => utimesSync(join(folder, name), 0, Date.now() / 1_000 - 4_000)
const jobs = () => fileJobs(app.database, folder)

describe('a file that is kept', () => {
  it('comes back byte for byte with its row, whatever the bytes and the pieces they come in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 5_000 }), { maxLength: 8 }),
        async (pieces) => {
          const whole = Buffer.concat(pieces)
          const file = await holdFile(folder, 'x', Readable.from(pieces), { ...terms, limitBytes: 20_000 })
          // Some bytes are by chance no text, or too many: then nothing of them stays.
          if ('why' in file) return
          expect(Buffer.from(await bytesOf(folder, file.id))).toEqual(whole)
          expect(file).toMatchObject({
            bytes: whole.length,
            sha256: createHash('sha256').update(whole).digest('hex'),
          })
          await letGo(app.database, folder, file.id)
        },
      ),
      { numRuns: 30 },
    )
    expect(here()).toEqual([])
  })

  it('is found by its own organisation only, and audited', async () => {
    const id = await keep('a,b\n1,2\n', 30, 'C:\\papers\\the list.csv')
    const mine = await asActor(app.database, officer.actor, (db) => fileById(db, id))
    expect(mine).toMatchObject({ name: 'the list.csv', kind: 'text', bytes: 8 })
    expect(mine!.keptUntil!.getTime()).toBeGreaterThan(Date.now() + 29 * 86_400_000)
    expect(await asActor(app.database, stranger.actor, (db) => fileById(db, id))).toBeNull()
    const audit = await asActor(app.database, officer.actor, (db) =>
      db.selectFrom('audit_entries').select('person_id').where('row_key', '=', id).execute(),
    )
    expect(audit).toEqual([{ person_id: officer.actor.personId }])
  })

  it('is sent to be saved, with a name that can do no harm', async () => {
    const id = await keep('a,b\n', null, 'Łódź "x"\r\nSet-Cookie: y=1;.csv')
    const file = (await asActor(app.database, officer.actor, (db) => fileById(db, id)))!
    const web = new Hono<Env>()
    web.get('/', (c) => fileResponse(c, folder, file))
    const answer = await web.request('/')
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="-d- -x-Set-Cookie- y-1-.csv"; filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20%22x%22Set-Cookie%3A%20y%3D1%3B.csv`,
    )
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.text()).toBe('a,b\n')
  })

  it('keeps its bytes when the transaction that removes it comes to nothing, and loses them after the commit', async () => {
    const id = await keep('to go\n')
    await asActor(app.database, officer.actor, async (db) => {
      await removeFiles(db, [id, null])
      throw new Error('not after all')
    }).catch(() => {})
    await jobs()['files.remove']!({ id })
    expect(here()).toContain(id)
    await asActor(app.database, officer.actor, (db) => removeFiles(db, [id]))
    const { rows } = await app.database.pool.query<{ payload: { id: string } }>(
      'SELECT payload FROM graphile_worker._private_jobs',
    )
    expect(rows.map(({ payload }) => payload.id)).toContain(id)
    await jobs()['files.remove']!({ id })
    expect(here()).not.toContain(id)
  })

  it('goes when its time has come, and not before', async () => {
    const [due, later, forGood] = [await keep('1\n', -1), await keep('2\n', 1), await keep('3\n', null)]
    await jobs()['files.tidy']!({})
    for (const id of [due, later, forGood]) await jobs()['files.remove']!({ id })
    expect(here()).not.toContain(due)
    expect(here()).toEqual(expect.arrayContaining([later, forGood]))
  })
})

describe('a file that is not taken leaves nothing', () => {
  const zip = (name: string) => zipSync({ [name]: new Uint8Array([1]) })
  it.each<[string, Uint8Array | string, object]>([
    ['nothing in it', '', { why: 'empty' }],
    ['too large', 'x'.repeat(100_001), { why: 'too large' }],
    ['a zip by another name', zip('a.csv'), { why: 'not accepted', is: 'a zip archive' }],
    ['a workbook', zip('xl/workbook.xml'), { why: 'not accepted', is: 'an Excel workbook' }],
    ['a document', zip('word/document.xml'), { why: 'not accepted', is: 'a Word document' }],
    [
      'a zip without its list',
      zip('xl/workbook.xml').subarray(0, 40),
      { why: 'not accepted', is: 'a zip archive' },
    ],
    ['a PDF', '%PDF-1.4', { why: 'not accepted', is: 'a PDF' }],
    ['a picture', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), { why: 'not accepted', is: 'a picture' }],
    [
      'a program',
      new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]),
      { why: 'not accepted', is: 'none of them' },
    ],
  ])('%s', async (_what, content, end) => {
    const before = here()
    expect(await hold(content)).toEqual(end)
    expect(here()).toEqual(before)
  })

  it('and one whose source breaks off says so to whoever asked for it', async () => {
    const before = here()
    async function* broken() {
      yield Buffer.from('a,b\n')
      throw new Error('the line broke')
    }
    await expect(holdFile(folder, 'x.csv', broken(), terms)).rejects.toThrow('the line broke')
    await expect(
      holdMade(folder, 'x.csv', ['text'], async (path) => {
        writeFileSync(path, 'half')
        throw new Error('the writer broke')
      }),
    ).rejects.toThrow('the writer broke')
    expect(here()).toEqual(before)
  })

  it('is known before it has been received whole: no more than a piece of it is in memory', async () => {
    let given = 0
    async function* endless() {
      for (;;) {
        given += 10_000
        yield Buffer.alloc(10_000, 'x')
      }
    }
    expect(await holdFile(folder, 'x.csv', endless(), terms)).toEqual({ why: 'too large' })
    expect(given).toBeLessThan(400_000)
  })
})

describe('what a killed process left', () => {
  it('is swept once it has lain for an hour, and kept files never are', async () => {
    const kept = await keep('kept\n')
    const stray = await held('never kept\n')
    const fresh = await held('about to be kept\n')
    const part = `${randomUUID()}.part`
    writeFileSync(join(folder, part), 'half')
    writeFileSync(join(folder, 'README'), 'somebody’s own')
    for (const name of [kept, stray.id, part, 'README']) anHourAgo(name)
    expect(await sweepFiles(app.database, folder)).toBe(2)
    expect(here()).toEqual(expect.arrayContaining([kept, fresh.id, 'README']))
    expect(here()).not.toContain(stray.id)
    expect(here()).not.toContain(part)
    rmSync(join(folder, 'README'))
    await letGo(app.database, folder, fresh.id)
  })

  it('is told by the doctor, like a row whose bytes are gone or cut', async () => {
    const client = new pg.Client(app.database.connection)
    await client.connect()
    const before = await compareFiles(client, folder)
    expect(before).toMatchObject({ lost: 0, strays: 0 })
    const [gone, cut] = [await keep('gone\n'), await keep('cut short\n')]
    rmSync(pathOf(folder, gone))
    writeFileSync(pathOf(folder, cut), readFileSync(pathOf(folder, cut)).subarray(0, 3))
    anHourAgo((await held('stray\n')).id)
    expect(await compareFiles(client, folder)).toEqual({ rows: before.rows + 2, lost: 2, strays: 1 })
    await client.end()
    await asSystem(app.database, (db) => removeFiles(db, [gone, cut]))
  })
})

describe('a form with a file', () => {
  const send = (parts: [string, string | File][]) => {
    const form = new FormData()
    for (const [name, value] of parts) form.append(name, value)
    return new Request('http://localhost/', { method: 'POST', body: form })
  }
  it('gives its fields, several values of one name too, and the file on disk', async () => {
    const { form, file } = await receiveForm(
      send([
        ['_key', 'k'],
        ['theme', 'a'],
        ['theme', 'b\u0000'],
        ['file', new File(['a,b\n'], 'x.csv')],
      ]),
      folder,
      terms,
    )
    expect(form).toEqual({ _key: 'k', theme: ['a', 'b'] })
    expect(file).toMatchObject({ name: 'x.csv', bytes: 4 })
    await letGo(app.database, folder, (file as Held).id)
  })
  it.each<[string, string | File, string]>([
    ['none was chosen', new File([], ''), 'no file'],
    ['it is empty', new File([], 'x.csv'), 'empty'],
    ['it is too large', new File(['x'.repeat(100_001)], 'x.csv'), 'too large'],
  ])('says why there is no file: %s', async (_what, value, why) => {
    const before = here()
    expect((await receiveForm(send([['file', value]]), folder, terms)).file).toEqual({ why })
    expect(here()).toEqual(before)
  })
})

it('holds no connection to the database while a file arrives', async () => {
  let arrived: (() => void) | undefined
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(
        Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nURN'),
      )
      arrived = () => {
        controller.enqueue(Buffer.from('\r\n--x--\r\n'))
        controller.close()
      }
    },
  })
  const manager = await app.signInAs('business support officer')
  const busy = () => app.database.pool.totalCount - app.database.pool.idleCount
  const answer = app.app.request('http://localhost/imports', {
    method: 'POST',
    headers: {
      Cookie: manager.cookie(),
      Origin: 'http://localhost',
      'Content-Type': 'multipart/form-data; boundary=x',
    },
    body: slow,
    duplex: 'half',
  })
  // Who sends it has been asked by then: the file's beginning is on disk.
  await expect.poll(() => here().some((name) => name.endsWith('.part'))).toBe(true)
  expect(busy()).toBe(0)
  arrived!()
  expect((await answer).status).toBe(400) // it came without its one-time key
})
