// Owns the queue of imports: the lock of the one that is under way, and what those that wait are told of it.
import { sql } from 'kysely'
import pg, { type ClientBase } from 'pg'
import type { Db } from '#platform/database.ts'

/** The lock of the one import that is under way. */
export const IMPORT_LOCK = 'alongside import'

/**
 * Says on this connection, before its transaction begins, what it is about to work on: others see it while they
 * wait. `uploadId` where the file came through the browser.
 */
export async function announce(client: ClientBase, what: string, uploadId: string | null): Promise<void> {
  // It need not outlive a crash, so nobody waits until it is on the disk.
  await client.query(
    `SET LOCAL synchronous_commit = off;
     INSERT INTO imports_under_way (pid, what, upload_id)
     VALUES (pg_backend_pid(), ${pg.escapeLiteral(what.slice(0, 200))}, ${uploadId === null ? 'NULL' : pg.escapeLiteral(uploadId)})
     ON CONFLICT (pid) DO UPDATE SET (what, upload_id, since) = (excluded.what, excluded.upload_id, excluded.since)`,
  )
}

/** Takes the lock that makes imports queue, and room for sorting; both end with the transaction. */
export async function queueForImport(client: ClientBase): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('${IMPORT_LOCK}')); SET LOCAL work_mem = '64MB'`)
}

/** The same without waiting: false when an import is under way. */
export async function takeTurn(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_try_advisory_xact_lock(hashtext($1)) AS taken',
    [IMPORT_LOCK],
  )
  return rows[0]!.taken
}

/** Whether no import is under way in any process; the answer holds until the transaction ends. */
export async function isIdle(db: Db): Promise<boolean> {
  const { rows } = await sql<{ idle: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtext(${IMPORT_LOCK})) AS idle`.execute(db)
  return rows[0]!.idle
}

export type UnderWay = { what: string; uploadId: string | null; since: Date }

/** What holds the lock of imports now, in any process; null when nothing does. */
export async function importUnderWay(db: Db): Promise<UnderWay | null> {
  // A lock by one bigint key shows as two halves; hashtext gives an integer, whose sign fills the upper half.
  const { rows } = await sql<UnderWay>`
    SELECT u.what, u.upload_id AS "uploadId", u.since FROM pg_locks l JOIN imports_under_way u ON u.pid = l.pid
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND (l.classid::bigint << 32 | l.objid::bigint) = hashtext(${IMPORT_LOCK})::bigint`.execute(db)
  return rows[0] ?? null
}
