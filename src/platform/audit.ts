// Owns checking the audit record: that no entry was changed, taken out or cut off.
import { sql } from 'kysely'
import type { Database } from '#platform/database.ts'
import { asSystem } from '#platform/database.ts'

export type AuditReport = {
  /** Entries read, over all organisations. */
  entries: number
  organisations: number
  /** The first broken place of each chain; empty when all hold. */
  faults: { organisationId: string; sequence: number; fault: string }[]
}

/** Walks each organisation's chain in order and recomputes every hash. */
export async function verifyAudit(database: Database): Promise<AuditReport> {
  return asSystem(
    database,
    async (db) => {
      const { rows: faults } = await sql<{ organisationId: string; sequence: number; fault: string }>`
        WITH chain AS (
          SELECT e.organisation_id, e.sequence, e.hash = audit_hash(e.*) AS true_hash,
            e.previous_hash = coalesce(lag(e.hash) OVER one, sha256('')) AS true_link,
            e.sequence = coalesce(lag(e.sequence) OVER one, 0) + 1 AS no_gap
          FROM audit_entries e WINDOW one AS (PARTITION BY e.organisation_id ORDER BY e.sequence)
        ), broken AS (
          SELECT organisation_id, sequence, CASE
            WHEN NOT no_gap THEN 'an entry before this one is missing'
            WHEN NOT true_hash THEN 'this entry was changed after it was written'
            ELSE 'this entry does not follow from the one before it' END AS fault
          FROM chain WHERE NOT (true_hash AND true_link AND no_gap)
          UNION ALL
          SELECT h.organisation_id, h.entries, 'the end of the record does not match: entries were cut off or added'
          FROM audit_heads h
          LEFT JOIN LATERAL (SELECT e.sequence, e.hash FROM audit_entries e WHERE e.organisation_id = h.organisation_id ORDER BY e.sequence DESC LIMIT 1) last ON true
          WHERE (coalesce(last.sequence, 0), coalesce(last.hash, sha256(''))) IS DISTINCT FROM (h.entries, h.hash)
          UNION ALL
          SELECT DISTINCT e.organisation_id, 0::bigint, 'the head of this record is missing' FROM audit_entries e
          WHERE NOT EXISTS (SELECT FROM audit_heads h WHERE h.organisation_id = e.organisation_id)
        )
        SELECT DISTINCT ON (organisation_id) organisation_id AS "organisationId", sequence, fault FROM broken ORDER BY organisation_id, sequence`.execute(
        db,
      )
      const { rows } = await sql<{
        entries: number
        organisations: number
      }>`SELECT coalesce(sum(entries), 0)::bigint AS entries, count(*) AS organisations FROM audit_heads`.execute(
        db,
      )
      return { entries: rows[0]!.entries, organisations: rows[0]!.organisations, faults }
    },
    { readOnly: true },
  )
}
