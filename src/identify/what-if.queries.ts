// Which of the organisation's schools somebody may see the answers of.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { reachOf } from '#platform/permissions.ts'
import { withinReach } from '#platform/reach.ts'

/** Null: all of them. */
export async function schoolsInReach(db: Db, actor: Actor): Promise<ReadonlySet<number> | null> {
  if (reachOf(actor, 'identify.view').all) return null
  const { rows } = await sql<{ urn: number }>`
    SELECT o.urn FROM organisation_schools o WHERE ${withinReach(actor, 'identify.view', { urn: 'o.urn' })}`.execute(
    db,
  )
  return new Set(rows.map(({ urn }) => urn))
}
