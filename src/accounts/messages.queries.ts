// Owns reading the outbox of the organisation of the transaction. A secret message's text never leaves the database.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

export type MessageRow = {
  id: string
  to: string
  subject: string
  state: string
  failure: string | null
  createdAt: Date
  sentAt: Date | null
}

export async function listMessages(
  db: Db,
  limit: number,
  offset: number,
): Promise<{ rows: MessageRow[]; total: number }> {
  const { rows } = await sql<MessageRow & { total: number }>`
    SELECT id, to_address AS "to", subject, state, failure, created_at AS "createdAt", sent_at AS "sentAt", count(*) OVER () AS total
    FROM messages ORDER BY created_at DESC, id LIMIT ${limit} OFFSET ${offset}`.execute(db)
  return { rows, total: rows[0]?.total ?? 0 }
}

/** One message; its text is null when it is secret. Undefined when there is none here. */
export async function findMessage(
  db: Db,
  id: string,
): Promise<(MessageRow & { body: string | null }) | undefined> {
  const { rows } = await sql<MessageRow & { body: string | null }>`
    SELECT id, to_address AS "to", subject, state, failure, created_at AS "createdAt", sent_at AS "sentAt",
      CASE WHEN NOT secret THEN body END AS body
    FROM messages WHERE id = ${id}`.execute(db)
  return rows[0]
}
