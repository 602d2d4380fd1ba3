// Owns keeping a file of supporters between its dry run and its writing, and writing it: all of it or none.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { bytesOf, type Held, keepFile, removeFiles } from '#platform/files.ts'
import { type Counts, countsOf, type Planned, planFile, readFile, urnsIn } from './supporter-files.rules.ts'
import { saveSupporter } from './supporters.actions.ts'
import { knownUrns, supporters } from './supporters.queries.ts'
import { vocabularyOf } from './vocabulary.queries.ts'

/** A file that nobody decides on is forgotten after so many days. */
const DAYS_KEPT = 30

/** Keeps a file for its dry run and returns the id of what is to be decided. */
export async function addFile(
  db: Db,
  by: { organisationId: string; personId: string },
  held: Held,
): Promise<string> {
  const { id } = await db
    .insertInto('supporter_files')
    .values({
      organisation_id: by.organisationId,
      person_id: by.personId,
      name: held.name,
      file_id: await keepFile(db, by, held, { days: DAYS_KEPT }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** What a kept file would do to the directory as it stands now. Throws when it cannot be read (see `readFile`). */
export async function planKept(db: Db, folder: string, fileId: string): Promise<Planned[]> {
  const reading = readFile(await bytesOf(folder, fileId))
  if (!reading.ok) throw new Error(reading.reason)
  return planFile(
    reading.rows,
    await supporters(db),
    await knownUrns(db, urnsIn(reading.rows)),
    await vocabularyOf(db),
  )
}

/** Writes what the file says and removes it. Rows set aside are kept with their reasons. Null when the file is not waiting. */
export async function applyFile(
  db: Db,
  folder: string,
  organisationId: string,
  id: string,
): Promise<Counts | null> {
  // One file at a time, so that two cannot add the same person.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('supporter file ' || ${organisationId}, 0))`.execute(
    db,
  )
  const file = await db
    .selectFrom('supporter_files')
    .select('file_id')
    .where('id', '=', id)
    .where('state', '=', 'read')
    .forUpdate()
    .executeTakeFirst()
  if (!file?.file_id) return null
  const planned = await planKept(db, folder, file.file_id)
  for (const row of planned) {
    if (row.kind === 'added') await saveSupporter(db, organisationId, null, row.entry)
    else if (row.kind === 'changed')
      await saveSupporter(db, organisationId, { id: row.id, version: null }, row.entry)
  }
  const counts = countsOf(planned)
  const aside = planned.flatMap((row) =>
    row.kind === 'set aside' ? [{ line: row.line, name: row.name, raw: row.raw, reason: row.reason }] : [],
  )
  await db
    .updateTable('supporter_files')
    .set({ state: 'applied', result: JSON.stringify({ counts, aside }) })
    .where('id', '=', id)
    .execute()
  await removeFiles(db, [file.file_id])
  return counts
}

/** Removes the file without writing anything. */
export async function giveUpFile(db: Db, id: string): Promise<void> {
  const row = await db
    .updateTable('supporter_files')
    .set({ state: 'given up' })
    .where('id', '=', id)
    .where('state', '=', 'read')
    .returning('file_id')
    .executeTakeFirst()
  await removeFiles(db, [row?.file_id ?? null])
}
