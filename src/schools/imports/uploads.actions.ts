// Owns an uploaded file on its way: kept on disk, summarised by a dry run, then applied or thrown away.
// The work itself is import.actions; this writes import_uploads and the folder of uploads.
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyHeaders } from '@fastify/busboy'
import { asSystem, type Database, type Db } from '#platform/database.ts'
import { sql } from 'kysely'
import { addJob, type Job } from '#platform/jobs.ts'
import { importFile, Refused } from './import.actions.ts'
import { isIdle } from './queue.queries.ts'

// Whether it had just been applied cannot be told from here; the same file again changes nothing.
const INTERRUPTED =
  'Alongside was stopped while it worked on this file. If the list of imports does not show it, send the file again.'

export type Received = { fileName: string; path: string; academicYear: string | null }

/** Why an upload was not taken: no file chosen, larger than the limit, or the request broke off or is no form. */
export type NotReceived = { why: 'no file' | 'too large' | 'broken' }

/** Streams the file of a multipart form to disk, never holding more of it than a piece. */
export async function receive(
  request: Request,
  folder: string,
  limitBytes: number,
): Promise<Received | NotReceived> {
  const type = request.headers.get('content-type') ?? ''
  if (!request.body || !type.startsWith('multipart/form-data')) return { why: 'no file' }
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${crypto.randomUUID()}.upload`)
  let fileName = ''
  let academicYear: string | null = null
  let isTooLarge = false
  const writes: { from: Readable; done: Promise<void> }[] = []
  const headers: BusboyHeaders = { 'content-type': type }
  try {
    const busboy = new Busboy({
      headers,
      limits: { files: 1, fileSize: limitBytes, fields: 10, fieldSize: 10_000 },
    })
    busboy.on('file', (_field, stream, name) => {
      fileName = name ?? ''
      stream.on('limit', () => {
        isTooLarge = true
      })
      const done = pipeline(stream, createWriteStream(path))
      done.catch(() => {}) // awaited below, but it may fail before that: nobody's broken line ends the process
      writes.push({ from: stream, done })
    })
    busboy.on('field', (name, value) => {
      if (name === 'academicYear' && value.trim() !== '') academicYear = value.trim().slice(0, 20)
    })
    await pipeline(Readable.fromWeb(request.body), busboy)
    await Promise.all(writes.map(({ done }) => done))
  } catch (error) {
    for (const { from } of writes) from.destroy()
    await Promise.allSettled(writes.map(({ done }) => done))
    await rm(path, { force: true })
    // A full disk is our fault, and said so; all else is what was sent.
    if ((error as NodeJS.ErrnoException).syscall) throw error
    return { why: 'broken' }
  }
  if (isTooLarge || fileName === '') {
    await rm(path, { force: true })
    return { why: isTooLarge ? 'too large' : 'no file' }
  }
  return { fileName: fileName.replaceAll('\u0000', '').slice(0, 200), path, academicYear }
}

/** Notes the file and has it checked in the background. Returns the upload's id. */
export async function addUpload(
  db: Db,
  importer: { organisationId: string; personId: string },
  file: Received,
): Promise<string> {
  const { id } = await db
    .insertInto('import_uploads')
    .values({
      organisation_id: importer.organisationId,
      person_id: importer.personId,
      file_name: file.fileName,
      path: file.path,
      academic_year: file.academicYear,
      state: 'checking',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addJob(db, 'import.check', { upload: id }, { attempts: 1 })
  return id
}

/** Has a refused file checked again, now with its year. False when it is not waiting for one. */
export async function checkAgain(db: Db, id: string, academicYear: string): Promise<boolean> {
  const done = await db
    .updateTable('import_uploads')
    .set({ academic_year: academicYear, state: 'checking', refusal: null, progress: 0 })
    .where('id', '=', id)
    .where('state', '=', 'refused')
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) return false
  await addJob(db, 'import.check', { upload: id }, { attempts: 1 })
  return true
}

/** Has a checked file applied in the background. False when it is not ready. */
export async function applyUpload(db: Db, id: string): Promise<boolean> {
  const done = await db
    .updateTable('import_uploads')
    .set({ state: 'applying', progress: 0 })
    .where('id', '=', id)
    .where('state', '=', 'checked')
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) return false
  await addJob(db, 'import.apply', { upload: id }, { attempts: 1 })
  return true
}

/** Throws a file away that was not applied. */
export async function discardUpload(db: Db, id: string): Promise<void> {
  const row = await db
    .updateTable('import_uploads')
    .set({ state: 'discarded' })
    .where('id', '=', id)
    .where('state', 'in', ['uploaded', 'checking', 'checked', 'refused', 'failed'])
    .returning('path')
    .executeTakeFirst()
  if (row) await removeFiles(row.path)
}

const removeFiles = async (path: string) => {
  await rm(path, { force: true })
  await rm(setAsideOf(path), { force: true })
}

/** Where the rows a dry run set aside lie, beside the file. */
export const setAsideOf = (path: string): string => `${path}.set-aside.csv`

/**
 * Ends uploads whose work was cut off by a process that was killed: no import is under way in any process, and
 * these have not moved for a while. Called at each start. Returns how many there were.
 */
export async function endInterrupted(database: Database): Promise<number> {
  return asSystem(database, async (db) => {
    if (!(await isIdle(db))) return 0
    const ended = await sql`
      UPDATE import_uploads SET state = 'failed', touched_at = now(), refusal = ${INTERRUPTED}
      WHERE state IN ('checking', 'applying') AND touched_at < now() - interval '15 seconds'`.execute(db)
    return Number(ended.numAffectedRows ?? 0)
  })
}

/** The background work: checking and applying an uploaded file. A file is checked or applied once; a failure is told on its page. */
export const importJobs = (database: Database): Record<string, Job> => ({
  'import.check': (payload) => work(database, String(payload['upload']), 'checking', true),
  'import.apply': (payload) => work(database, String(payload['upload']), 'applying', false),
})

async function work(
  database: Database,
  id: string,
  state: 'checking' | 'applying',
  dryRun: boolean,
): Promise<void> {
  const upload = await asSystem(database, (db) =>
    db
      .selectFrom('import_uploads')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', state)
      .executeTakeFirst(),
  )
  if (!upload) return
  const note = (values: {
    state?: string
    progress?: number
    refusal?: string
    summary?: string
    import_id?: number | null
  }) =>
    asSystem(database, (db) =>
      db
        .updateTable('import_uploads')
        .set({ ...values, touched_at: new Date() })
        .where('id', '=', id)
        .execute(),
    )
  let told = Date.now()
  let telling: Promise<unknown> = Promise.resolve()
  try {
    const result = await importFile(database, {
      path: upload.path,
      fileName: upload.file_name,
      academicYear: upload.academic_year,
      importer: { organisationId: upload.organisation_id, personId: upload.person_id },
      dryRun,
      uploadId: id,
      setAsideTo: dryRun ? setAsideOf(upload.path) : null,
      onProgress: (share) => {
        if (Date.now() - told < 1000) return
        told = Date.now()
        // A page that shows an older share harms nobody; the import must not fail for it.
        telling = note({ progress: Math.min(1, share) }).catch(() => {})
      },
    })
    await telling
    await note({
      state: dryRun ? 'checked' : 'applied',
      progress: 1,
      summary: JSON.stringify(result),
      import_id: result.importId,
    })
    if (!dryRun) await removeFiles(upload.path)
  } catch (error) {
    await telling
    if (error instanceof Refused) {
      await note({
        state: 'refused',
        refusal: error.message,
        summary: JSON.stringify({ needsYear: error.needsYear }),
      })
      return
    }
    await note({
      state: 'failed',
      refusal: 'The import stopped because of a fault on our side. Nothing of the file was kept.',
    })
    throw error
  }
}
