// Owns reading the audit record of the organisation of the transaction.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Entry } from '#src/accounts/audit.rules.ts'

export type EntryQuery = {
  /** A table's name, or '' for all. */
  table: string
  /** Whose changes: a person's id, 'system', or '' for everybody's. */
  person: string
  /** Entries before this sequence number; null for the newest. */
  before: number | null
  limit: number
}

/** The newest entries that match, one more than `limit` when there are older ones. */
export async function listEntries(db: Db, query: EntryQuery): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    SELECT e.sequence, e.at, p.name AS "personName", e.table_name AS "tableName", e.row_key AS "rowKey",
      e.action, e.old, e.new, e.reason
    FROM audit_entries e LEFT JOIN people p ON p.organisation_id = e.organisation_id AND p.id = e.person_id
    WHERE e.organisation_id = actor_organisation()
      AND (${query.table} = '' OR e.table_name = ${query.table})
      AND (${query.person} = '' OR (${query.person} = 'system' AND e.person_id IS NULL) OR e.person_id::text = ${query.person})
      AND (${query.before}::bigint IS NULL OR e.sequence < ${query.before}::bigint)
    ORDER BY e.sequence DESC LIMIT ${query.limit + 1}`.execute(db)
  return rows
}

/** The tables and the people that the record names, for its filters. */
export async function whatIsRecorded(
  db: Db,
): Promise<{ tables: string[]; people: { id: string; name: string }[] }> {
  const tables = await sql<{ name: string }>`
    SELECT DISTINCT table_name AS name FROM audit_entries WHERE organisation_id = actor_organisation() ORDER BY 1`.execute(
    db,
  )
  const people = await sql<{ id: string; name: string }>`
    SELECT p.id, p.name FROM people p
    WHERE EXISTS (SELECT FROM audit_entries e WHERE e.organisation_id = p.organisation_id AND e.person_id = p.id)
    ORDER BY p.name`.execute(db)
  return { tables: tables.rows.map(({ name }) => name), people: people.rows }
}
