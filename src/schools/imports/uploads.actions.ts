// Owns an uploaded file on its way: kept, summarised by a dry run, then applied or thrown away.
// The work itself is import.actions, the keeping platform/files; this writes import_uploads.
import { asSystem, type Database, type Db } from '#platform/database.ts'
import { sql } from 'kysely'
import { type Held, holdMade, keepFile, letGoHeld, pathOf, removeFiles } from '#platform/files.ts'
import { addJob, type Job } from '#platform/jobs.ts'
import { importFile, Refused } from './import.actions.ts'
import { isIdle } from './queue.queries.ts'

// Whether it had just been applied cannot be told from here; the same file again changes nothing.
const INTERRUPTED =
  'Alongside was stopped while it worked on this file. If the list of imports does not show it, send the file again.'

/** A file that nobody applies is thrown away after so many days. */
export const DAYS_KEPT = 30

/** Keeps the file and has it checked in the background. Returns the upload's id. */
export async function addUpload(
  db: Db,
  importer: { organisationId: string; personId: string },
  file: Held,
  academicYear: string | null,
): Promise<string> {
  const { id } = await db
    .insertInto('import_uploads')
    .values({
      organisation_id: importer.organisationId,
      person_id: importer.personId,
      file_name: file.name,
      file_id: await keepFile(db, importer, file, { days: DAYS_KEPT }),
      academic_year: academicYear,
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
    .returning(['file_id', 'set_aside_id'])
    .executeTakeFirst()
  if (row) await removeFiles(db, [row.file_id, row.set_aside_id])
}

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
export const importJobs = (database: Database, folder: string): Record<string, Job> => ({
  'import.check': (payload) => work(database, folder, String(payload['upload']), 'checking'),
  'import.apply': (payload) => work(database, folder, String(payload['upload']), 'applying'),
})

async function work(
  database: Database,
  folder: string,
  id: string,
  state: 'checking' | 'applying',
): Promise<void> {
  const upload = await asSystem(database, (db) =>
    db
      .selectFrom('import_uploads')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', state)
      .executeTakeFirst(),
  )
  if (!upload?.file_id) return
  const { file_id: fileId, organisation_id: organisationId, person_id: personId } = upload
  const importer = { organisationId, personId }
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
        .where('state', '=', state) // what was thrown away meanwhile stays so
        .execute(),
    )
  let told = Date.now()
  let telling: Promise<unknown> = Promise.resolve()
  try {
    const bring = (dryRun: boolean, setAsideTo: string | null) =>
      importFile(database, {
        path: pathOf(folder, fileId),
        fileName: upload.file_name,
        academicYear: upload.academic_year,
        importer,
        dryRun,
        uploadId: id,
        setAsideTo,
        onProgress: (share) => {
          if (Date.now() - told < 1000) return
          told = Date.now()
          // A page that shows an older share harms nobody; the import must not fail for it.
          telling = note({ progress: Math.min(1, share) }).catch(() => {})
        },
      })
    if (state === 'applying') {
      const result = await bring(false, null)
      await telling
      await note({
        state: 'applied',
        progress: 1,
        summary: JSON.stringify(result),
        import_id: result.importId,
      })
      await asSystem(database, (db) => removeFiles(db, [fileId, upload.set_aside_id]))
      return
    }
    const { value: result, held } = await holdMade(folder, 'rows-set-aside.csv', ['text'], (path) =>
      bring(true, path),
    )
    await telling
    await asSystem(database, async (db) => {
      const still = await db
        .updateTable('import_uploads')
        .set({
          state: 'checked',
          progress: 1,
          summary: JSON.stringify(result),
          set_aside_id: held && (await keepFile(db, importer, held, { days: DAYS_KEPT })),
          touched_at: new Date(),
        })
        .where('id', '=', id)
        .where('state', '=', state)
        .executeTakeFirst()
      // Thrown away meanwhile.
      if (still.numUpdatedRows === 0n) await removeFiles(db, [held?.id ?? null])
    }).catch(async (error: unknown) => {
      if (held) await letGoHeld(folder, held.id)
      throw error
    })
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
