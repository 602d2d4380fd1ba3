// Owns the SQL of regular imports: where files are looked for, and what was found.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Regular } from './regular.rules.ts'

const columns = sql`id, organisation_id AS "organisationId", person_id AS "personId", place_kind AS "placeKind", place,
  file_kind AS "fileKind", every, state, next_at AS "nextAt", last_at AS "lastAt", last_result AS "lastResult",
  last_failed AS "lastFailed", version, changed_at AS "changedAt", told_of AS "toldOf", told_at AS "toldAt" FROM regular_imports`

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

/** Those of this transaction's organisation whose last look failed and that go on. */
export const failingRegular = async (db: Db): Promise<Regular[]> =>
  (await sql<Regular>`SELECT ${columns} WHERE state = 'on' AND last_failed ORDER BY created_at`.execute(db))
    .rows

/**
 * What became of files that were dealt with and need no second look, by fingerprint. One refused under another
 * place or kind is looked at again.
 */
export async function knownFiles(db: Db, id: string): Promise<Map<string, 'imported' | 'refused'>> {
  const { rows } = await sql<{ sha256: string; outcome: 'imported' | 'refused' }>`
    SELECT f.sha256, f.outcome FROM regular_import_files f JOIN regular_imports r ON r.id = f.regular_import_id
    WHERE r.id = ${id} AND (f.outcome = 'imported' OR (f.outcome = 'refused' AND f.at >= r.changed_at))
    ORDER BY f.id`.execute(db)
  return new Map(rows.map(({ sha256, outcome }) => [sha256, outcome]))
}

/** Whether any file was found since place and kind are what they are. */
export const hasFound = async (
  db: Db,
  { id, changedAt }: Pick<Regular, 'id' | 'changedAt'>,
): Promise<boolean> =>
  (await db
    .selectFrom('regular_import_files')
    .select('id')
    .where('regular_import_id', '=', id)
    .where('at', '>=', changedAt)
    .limit(1)
    .executeTakeFirst()) !== undefined

/** People of an organisation who hold one of these roles on a day (ISO) and can be written to. */
export async function peopleToTell(
  db: Db,
  organisationId: string,
  roles: readonly string[],
  today: string,
): Promise<{ id: string; name: string; email: string }[]> {
  const { rows } = await sql<{ id: string; name: string; email: string }>`
    SELECT DISTINCT p.id, p.name, p.email FROM memberships m
    JOIN people p ON p.organisation_id = m.organisation_id AND p.id = m.person_id
    WHERE m.organisation_id = ${organisationId} AND m.role = ANY (${[...roles]}::text[]) AND m.scope_kind = 'all'
      AND p.left_on IS NULL AND p.email IS NOT NULL
      AND m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})
    ORDER BY p.name`.execute(db)
  return rows
}

/** The newest version of each pack that an organisation has adopted, the one adopted last at the end. */
export const packsOf = async (db: Db, organisationId: string): Promise<string[]> =>
  (
    await sql<{ id: string }>`
      SELECT id FROM newest_packs WHERE organisation_id = ${organisationId} ORDER BY adopted_at, id`.execute(
      db,
    )
  ).rows.map(({ id }) => id)
