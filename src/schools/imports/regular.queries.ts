// Owns the SQL of regular imports: where files are looked for, and what was found.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Regular } from './regular.rules.ts'

const columns = sql`id, organisation_id AS "organisationId", person_id AS "personId", place_kind AS "placeKind", place,
  file_kind AS "fileKind", every, state, next_at AS "nextAt", last_at AS "lastAt", last_result AS "lastResult",
  last_failed AS "lastFailed" FROM regular_imports`

/** Those of this transaction's organisation that have not ended. */
export const listRegular = async (db: Db): Promise<Regular[]> =>
  (await sql<Regular>`SELECT ${columns} WHERE state <> 'ended' ORDER BY created_at`.execute(db)).rows

export const regularById = async (db: Db, id: string): Promise<Regular | null> =>
  (await sql<Regular>`SELECT ${columns} WHERE id = ${id} AND state <> 'ended'`.execute(db)).rows[0] ?? null

export type Found = {
  at: Date
  fileName: string
  outcome: 'imported' | 'refused' | 'failed'
  reason: string | null
  importId: number | null
}

/** What was found, the newest first. */
export const foundBy = async (db: Db, id: string, most: number): Promise<Found[]> =>
  (
    await sql<Found>`SELECT at, file_name AS "fileName", outcome, reason, import_id AS "importId"
      FROM regular_import_files WHERE regular_import_id = ${id} ORDER BY id DESC LIMIT ${most}`.execute(db)
  ).rows

/** The fingerprints of files that were dealt with and need no second look. */
export async function knownFiles(db: Db, id: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('regular_import_files')
    .select('sha256')
    .where('regular_import_id', '=', id)
    .where('outcome', '<>', 'failed')
    .execute()
  return new Set(rows.map(({ sha256 }) => sha256))
}
