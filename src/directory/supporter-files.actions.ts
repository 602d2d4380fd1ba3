// Owns keeping a file of supporters between its dry run and its writing, and writing it: all of it or none.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { type Counts, countsOf, type Planned, planFile, readText, urnsIn } from './supporter-files.rules.ts'
import { saveSupporter } from './supporters.actions.ts'
import { knownUrns, supporters } from './supporters.queries.ts'
import { vocabularyOf } from './vocabulary.queries.ts'

/** Keeps the text of a file for its dry run and returns its id. */
export async function keepFile(
  db: Db,
  by: { organisationId: string; personId: string },
  name: string,
  content: string,
): Promise<string> {
  const { id } = await db
    .insertInto('supporter_files')
    .values({
      organisation_id: by.organisationId,
      person_id: by.personId,
      name: name.slice(0, 200),
      content,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** What the text would do to the directory as it stands now. Throws when it cannot be read (see `readText`). */
export async function planText(db: Db, content: string): Promise<Planned[]> {
  const reading = readText(content)
  if (!reading.ok) throw new Error(reading.reason)
  return planFile(
    reading.rows,
    await supporters(db),
    await knownUrns(db, urnsIn(reading.rows)),
    await vocabularyOf(db),
  )
}

/** Writes what the file says and forgets its text. Rows set aside are kept with their reasons. Null when the file is not waiting. */
export async function applyFile(db: Db, organisationId: string, id: string): Promise<Counts | null> {
  // One file at a time, so that two cannot add the same person.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('supporter file ' || ${organisationId}, 0))`.execute(
    db,
  )
  const file = await db
    .selectFrom('supporter_files')
    .select('content')
    .where('id', '=', id)
    .where('state', '=', 'read')
    .forUpdate()
    .executeTakeFirst()
  if (!file?.content) return null
  const planned = await planText(db, file.content)
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
    .set({ state: 'applied', content: null, result: JSON.stringify({ counts, aside }) })
    .where('id', '=', id)
    .execute()
  return counts
}

/** Forgets the file's text without writing anything. */
export async function giveUpFile(db: Db, id: string): Promise<void> {
  await db
    .updateTable('supporter_files')
    .set({ state: 'given up', content: null })
    .where('id', '=', id)
    .where('state', '=', 'read')
    .execute()
}
