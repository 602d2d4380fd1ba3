// Owns reading the running record of an agreement, and the earlier versions of a session from the audit record.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { MissedBy, SessionEntry, SessionState } from './sessions.rules.ts'

export type SessionRecord = {
  id: string
  version: number
  entry: SessionEntry
  recordedBy: string
}

/** The sessions of an agreement, the last first; `id` narrows to one. */
export async function sessionsOf(db: Db, agreementId: string, id?: string): Promise<SessionRecord[]> {
  const rows = await db
    .selectFrom('support_sessions as x')
    .innerJoin('people as p', (join) =>
      join.onRef('p.organisation_id', '=', 'x.organisation_id').onRef('p.id', '=', 'x.recorded_by'),
    )
    .selectAll('x')
    .select('p.name')
    .where('x.agreement_id', '=', agreementId)
    .$if(id !== undefined, (query) => query.where('x.id', '=', id!))
    .orderBy('x.session_on', 'desc')
    .orderBy('x.created_at', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    recordedBy: row.name,
    entry: {
      on: row.session_on,
      halfDays: row.half_days,
      state: row.state as SessionState,
      missedBy: row.missed_by as MissedBy | null,
      missedWhy: row.missed_why,
      done: row.done,
      changed: row.changed,
      actions: row.actions,
    },
  }))
}

export type EarlierVersion = { at: Date; by: string | null; old: Record<string, string | number | null> }

/** What a session said before each change, the last change first. */
export async function earlierVersions(db: Db, id: string): Promise<EarlierVersion[]> {
  const { rows } = await sql<EarlierVersion>`
    SELECT e.at, p.name AS by, e.old - 'version' AS old FROM audit_entries e LEFT JOIN people p ON p.id = e.person_id
    WHERE e.table_name = 'support_sessions' AND e.row_key = ${id} AND e.action = 'update'
    ORDER BY e.sequence DESC`.execute(db)
  return rows
}
