// Schools of the organisation, for the pages that are about one or its needs, and which of them somebody reaches.
// The register itself is schools'.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { type Action, reachOf } from '#platform/permissions.ts'
import { withinReach } from '#platform/reach.ts'

export interface OurSchool {
  readonly urn: number
  readonly name: string
  readonly town: string | null
  readonly phase: string | null
  readonly type: string | null
  /** The date of the register it was read from. */
  readonly dataDate: string | null
}

/** The school whose URN an address names, if the organisation of this transaction answers for it; else null. */
export async function ourSchool(db: Db, address: string | undefined): Promise<OurSchool | null> {
  if (!/^\d{1,9}$/.test(address ?? '')) return null
  const row = await db
    .selectFrom('schools as s')
    .innerJoin('organisation_schools as o', 'o.urn', 's.urn')
    .select(['s.urn', 's.name', 's.town', 's.phase', 's.type', 's.data_date as dataDate'])
    .where('s.urn', '=', Number(address))
    .executeTakeFirst()
  return row ?? null
}

/** Which of the organisation's schools somebody may see the answers of, or do `action` to; null: all of them. */
export async function schoolsInReach(
  db: Db,
  actor: Actor,
  action: Action = 'identify.view',
): Promise<ReadonlySet<number> | null> {
  if (reachOf(actor, action).all) return null
  const { rows } = await sql<{ urn: number }>`
    SELECT o.urn FROM organisation_schools o WHERE ${withinReach(actor, action, { urn: 'o.urn' })}`.execute(
    db,
  )
  return new Set(rows.map(({ urn }) => urn))
}
