// Owns the files that Alongside keeps: their bytes in the data folder under a random name, their row, and both
// going together. Held first (bytes alone), then kept by the transaction that writes their row; what is held and
// never kept is swept. Does not own who may see a file, nor what it means: its slice does.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from 'hono'
import type pg from 'pg'
import type { Configuration } from '#platform/configuration.ts'
import { asSystem, type Database, type Db } from '#platform/database.ts'
import { NotFound } from '#platform/errors.ts'
import { type FileKind, kindOfFile, mediaTypes, whatItIs } from '#platform/file-kinds.ts'
import type { Job } from '#platform/jobs.ts'

/** Bytes in the folder that no row speaks of yet. */
export type Held = { id: string; name: string; kind: FileKind; bytes: number; sha256: string }
/** Why a file was not taken: none came, nothing in it, too large, none of the accepted kinds, or it broke off. */
export type NotHeld = { why: 'no file' | 'empty' | 'too large' | 'not accepted' | 'broken'; is?: string }
/** A kept file, as its row says. */
export type Kept = Held & { keptUntil: Date | null }
export type Terms = { limitBytes: number; accepts: readonly FileKind[] }

export const filesFolder = ({ ALONGSIDE_DATA }: Pick<Configuration, 'ALONGSIDE_DATA'>): string =>
  join(ALONGSIDE_DATA, 'files')
/** Where a file's bytes lie. */
export const pathOf = (folder: string, id: string): string => join(folder, id)
const partOf = (folder: string) => join(folder, `${randomUUID()}.part`)

const HELD_NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}([.]part)?$/
/** What is held is kept within moments; what is older and has no row was left by a process that ended. */
const STRAY_AFTER = 3_600_000
const LONGEST_NAME = 200

class TooLarge extends Error {}

/** A name to show and to send: without folders, signs that steer a terminal or a header, or excess. */
const nameOf = (given: string): string => {
  const last = given.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  return (
    last
      .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
      .trim()
      .slice(0, LONGEST_NAME) || 'file'
  )
}

/**
 * Streams bytes to disk, never more than a piece of them in memory, and says what they are by their content.
 * Leaves nothing behind when they are refused. Throws what the source throws, and when the disk refuses.
 */
export async function holdFile(
  folder: string,
  name: string,
  source: AsyncIterable<Uint8Array>,
  terms: Terms,
): Promise<Held | NotHeld> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const part = partOf(folder)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    await pipeline(
      source,
      async function* (pieces: AsyncIterable<Uint8Array>) {
        for await (const piece of pieces) {
          bytes += piece.length
          if (bytes > terms.limitBytes) throw new TooLarge()
          hash.update(piece)
          yield piece
        }
      },
      createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }),
    )
    return await settle(
      folder,
      part,
      { name: nameOf(name), bytes, sha256: hash.digest('hex') },
      terms.accepts,
    )
  } catch (error) {
    await rm(part, { force: true })
    if (error instanceof TooLarge) return { why: 'too large' }
    throw error
  }
}

/** Lets `write` make a file at the path it is given, and holds it. Null when it made none, or an empty one. */
export async function holdMade<T>(
  folder: string,
  name: string,
  accepts: readonly FileKind[],
  write: (path: string) => Promise<T>,
): Promise<{ value: T; held: Held | null }> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const part = partOf(folder)
  try {
    const value = await write(part)
    const size = await stat(part).then(
      (found) => found.size,
      () => 0,
    )
    if (size === 0) {
      await rm(part, { force: true })
      return { value, held: null }
    }
    const hash = createHash('sha256')
    for await (const piece of createReadStream(part) as AsyncIterable<Buffer>) hash.update(piece)
    const held = await settle(
      folder,
      part,
      { name: nameOf(name), bytes: size, sha256: hash.digest('hex') },
      accepts,
    )
    if ('why' in held) throw new Error(`A file made here is not what it should be: ${held.is ?? held.why}`)
    return { value, held }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Gives the bytes their lasting name once they are whole, of an accepted kind, and not empty. */
async function settle(
  folder: string,
  part: string,
  facts: Pick<Held, 'name' | 'bytes' | 'sha256'>,
  accepts: readonly FileKind[],
): Promise<Held | NotHeld> {
  const kind = facts.bytes === 0 ? null : await kindOfFile(part)
  if (kind === null || !accepts.some((one) => one === kind)) {
    await rm(part, { force: true })
    return kind === null ? { why: 'empty' } : { why: 'not accepted', is: whatItIs(kind) }
  }
  const id = randomUUID()
  await rename(part, pathOf(folder, id))
  const entry = await open(folder)
  try {
    await entry.sync() // the new name outlasts a power cut
  } finally {
    await entry.close()
  }
  return { id, kind: kind as FileKind, ...facts }
}

/** Writes the row of a held file: from this transaction's commit on it is kept. Returns its id. */
export async function keepFile(
  db: Db,
  by: { organisationId: string; personId: string | null },
  held: Held,
  { days }: { days: number | null },
): Promise<string> {
  await db
    .insertInto('files')
    .values({
      ...held,
      organisation_id: by.organisationId,
      person_id: by.personId,
      kept_until: days === null ? null : new Date(Date.now() + days * 86_400_000),
    })
    .execute()
  return held.id
}

/** A file of the organisation of this transaction; null when there is none of that id. */
export async function fileById(db: Db, id: string): Promise<Kept | null> {
  const row = await db
    .selectFrom('files')
    .select(['id', 'name', 'kind', 'bytes', 'sha256', 'kept_until'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const { kept_until: until, ...rest } = row
  return { ...rest, kind: rest.kind as FileKind, keptUntil: until === null ? null : new Date(until) }
}

/** A small file whole. Throws NotFound when its bytes are gone. */
export const bytesOf = (folder: string, id: string): Promise<Uint8Array> =>
  readFile(pathOf(folder, id)).catch(() => {
    throw new NotFound('bytes of a file')
  })

/** Forgets files; their bytes go once this transaction has been committed. */
export async function removeFiles(db: Db, ids: readonly (string | null)[]): Promise<void> {
  const named = ids.filter((id) => id !== null)
  if (named.length > 0) await db.deleteFrom('files').where('id', 'in', named).execute()
}

/** Sends a file to be saved, never to be shown as a page of ours. Throws NotFound when its bytes are gone. */
export async function fileResponse(
  c: Pick<Context, 'body'>,
  folder: string,
  file: Kept,
  name: string = file.name,
): Promise<Response> {
  const path = pathOf(folder, file.id)
  const found = await stat(path).catch(() => null)
  if (!found) throw new NotFound('bytes of a file')
  const plain = name.replaceAll(/[^\w .()-]+/g, '-')
  const exact = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
  return c.body(Readable.toWeb(createReadStream(path)) as ReadableStream, 200, {
    'Content-Type': mediaTypes[file.kind],
    'Content-Length': String(found.size),
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
    'Cache-Control': 'private, no-store',
    'X-Content-Type-Options': 'nosniff',
  })
}

/** Removes the bytes of a held file unless a committed row speaks of them. */
export async function letGo(database: Database, folder: string, id: string): Promise<void> {
  const row = await asSystem(database, (db) =>
    db.selectFrom('files').select('id').where('id', '=', id).executeTakeFirst(),
  )
  if (!row) await rm(pathOf(folder, id), { force: true })
}

/** Removes the bytes of a file that nothing has kept, nor can have. */
export const letGoHeld = (folder: string, id: string): Promise<void> =>
  rm(pathOf(folder, id), { force: true })

/** Removes what a killed process left: bytes without a row, and files that were never whole. Returns how many. */
export async function sweepFiles(database: Database, folder: string, now = Date.now()): Promise<number> {
  let swept = 0
  for (const name of await strays(folder, now)) {
    if (name.endsWith('.part')) await rm(join(folder, name), { force: true })
    else {
      await letGo(database, folder, name)
      if (await stat(pathOf(folder, name)).catch(() => null)) continue
    }
    swept += 1
  }
  return swept
}

/** Names in the folder that have lain there for a while. */
async function strays(folder: string, now: number): Promise<string[]> {
  const found: string[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    if (!HELD_NAME.test(name)) continue
    const facts = await stat(join(folder, name)).catch(() => null)
    if (facts && now - facts.mtimeMs > STRAY_AFTER) found.push(name)
  }
  return found
}

/** The background work: removing the bytes of a deleted row; nightly, files whose time has come, and strays. */
export const fileJobs = (database: Database, folder: string): Record<string, Job> => ({
  'files.remove': ({ id }) => letGo(database, folder, String(id)),
  'files.tidy': async () => {
    await asSystem(database, (db) => db.deleteFrom('files').where('kept_until', '<', new Date()).execute(), {
      reason: 'its time to be kept has passed',
    })
    await sweepFiles(database, folder)
  },
})

/** How rows and bytes agree, for the doctor: files that lack their bytes or some of them, and bytes without a row. */
export async function compareFiles(
  client: pg.Client,
  folder: string,
  now = Date.now(),
): Promise<{ rows: number; lost: number; strays: number }> {
  const { rows } = await client.query<{ id: string; bytes: number }>('SELECT id, bytes FROM files')
  const known = new Set(rows.map(({ id }) => id))
  let lost = 0
  for (const { id, bytes } of rows) {
    const found = await stat(pathOf(folder, id)).catch(() => null)
    if (found?.size !== bytes) lost += 1
  }
  const left = (await strays(folder, now)).filter((name) => !known.has(name))
  return { rows: rows.length, lost, strays: left.length }
}

/** Bytes that come back from a backup, piece by piece, one file after another; in place only once all are there. */
export class RestoredFiles {
  count = 0
  readonly #folder: string
  readonly #parts = new Map<string, string>()
  #current: { id: string; out: FileHandle } | null = null
  constructor(folder: string) {
    this.#folder = folder
  }
  async take(id: string, piece: Uint8Array): Promise<void> {
    if (!HELD_NAME.test(id) || id.endsWith('.part')) throw new Error('a file whose name is none of ours')
    if (this.#current?.id !== id) {
      await this.#close()
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      const part = partOf(this.#folder)
      this.#parts.set(id, part)
      this.#current = { id, out: await open(part, 'wx', 0o600) }
      this.count += 1
    }
    await this.#current.out.writeFile(piece)
  }
  /** Puts the files in their places. A file of the same id that stands there is the same file. */
  async settle(): Promise<void> {
    await this.#close()
    for (const [id, part] of this.#parts) await rename(part, pathOf(this.#folder, id))
    this.#parts.clear()
  }
  /** Removes what was not settled. */
  async leave(): Promise<void> {
    await this.#close()
    for (const part of this.#parts.values()) await rm(part, { force: true })
  }
  async #close(): Promise<void> {
    const current = this.#current
    this.#current = null
    if (!current) return
    await current.out.sync()
    await current.out.close()
  }
}
