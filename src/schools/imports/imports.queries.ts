// Owns reading imports and uploads for their pages. Names of people come under row-level security: whoever
// belongs to another organisation is not named.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

export type ImportRow = {
  id: number
  kind: string
  layout: string
  fileName: string
  encoding: string
  sha256: string
  dataDate: string | null
  dataDateFrom: string | null
  academicYear: string | null
  importedAt: Date
  /** Null for the command line, and for people of other organisations. */
  by: string | null
  isOurs: boolean
  /** Another organisation's: its rows set aside are not ours to read, nor the import ours to undo. */
  isTheirs: boolean
  read: number
  added: number
  changed: number
  unchanged: number
  setAside: number
  warnings: string[]
  state: string
  undoneAt: Date | null
}

const columns = sql`i.id, i.kind, i.layout, i.file_name AS "fileName", i.encoding, i.sha256, i.data_date AS "dataDate", i.data_date_from AS "dataDateFrom",
  i.academic_year AS "academicYear", i.imported_at AS "importedAt", p.name AS by, coalesce(i.organisation_id = actor_organisation(), false) AS "isOurs",
  coalesce(i.organisation_id <> actor_organisation(), false) AS "isTheirs",
  i.rows_read AS read, i.rows_added AS added, i.rows_changed AS changed, i.rows_unchanged AS unchanged, i.rows_set_aside AS "setAside",
  i.warnings, i.state, i.undone_at AS "undoneAt"
  FROM imports i LEFT JOIN people p ON p.id = i.person_id AND p.organisation_id = i.organisation_id`

export async function listImports(
  db: Db,
  offset: number,
  limit: number,
): Promise<{ rows: ImportRow[]; total: number }> {
  const { rows } =
    await sql<ImportRow>`SELECT ${columns} ORDER BY i.id DESC OFFSET ${offset} LIMIT ${limit}`.execute(db)
  const count = await sql<{ count: number }>`SELECT count(*)::int AS count FROM imports`.execute(db)
  return { rows, total: count.rows[0]!.count }
}

export async function importById(db: Db, id: number): Promise<ImportRow | null> {
  const { rows } = await sql<ImportRow>`SELECT ${columns} WHERE i.id = ${id}`.execute(db)
  return rows[0] ?? null
}

export type Reason = { reason: string; rows: number; first: number }

/** The question for an import's reasons for setting rows aside, commonest first, with the first row of each. */
export const reasonsAsked = (importId: number): string =>
  `SELECT reason, count(*)::int AS rows, min(line) AS first FROM import_set_aside
   WHERE import_id = ${importId} GROUP BY reason ORDER BY 2 DESC, 3 LIMIT 20`

export async function reasonsOf(db: Db, importId: number): Promise<Reason[]> {
  const { rows } = await sql.raw<Reason>(reasonsAsked(importId)).execute(db)
  return rows
}

export type SetAside = { line: number; reason: string; cells: string }

export async function setAsideRows(db: Db, importId: number, most: number): Promise<SetAside[]> {
  return db
    .selectFrom('import_set_aside')
    .select(['line', 'reason', 'cells'])
    .where('import_id', '=', importId)
    .orderBy('line')
    .limit(most)
    .execute()
}

export type Upload = {
  id: string
  file_name: string
  /** Null once the file has gone: applied, thrown away, or kept for long enough. */
  file_id: string | null
  set_aside_id: string | null
  state: string
  progress: number
  refusal: string | null
  summary: unknown
  import_id: number | null
  academic_year: string | null
}

const uploadColumns = [
  'id',
  'file_name',
  'file_id',
  'set_aside_id',
  'state',
  'progress',
  'refusal',
  'summary',
  'import_id',
  'academic_year',
] as const

export async function uploadById(db: Db, id: string): Promise<Upload | null> {
  return (
    (await db.selectFrom('import_uploads').select(uploadColumns).where('id', '=', id).executeTakeFirst()) ??
    null
  )
}

/** Uploads of this organisation that still wait for somebody. */
export async function openUploads(db: Db): Promise<Upload[]> {
  return db
    .selectFrom('import_uploads')
    .select(uploadColumns)
    .where('state', 'in', ['checking', 'checked', 'refused', 'applying', 'failed'])
    .where('file_id', 'is not', null)
    .orderBy('created_at', 'desc')
    .limit(20)
    .execute()
}
