// Owns reading which URNs schools bore before, and which schools one came from otherwise. The URNs of one school
// with names and dates are profile.queries.ts, over the same view.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { type Before, type Joined, MOST_STEPS, chainFrom, joinedFrom } from './history.rules.ts'

/** Above this it is quicker to read every link than to follow those of each school. */
const FOLLOW_AT_MOST = 2_000

/** School → the URNs it bore before, newest first; schools without any are left out. */
export async function historiesOf(db: Db, urns: readonly number[]): Promise<Map<number, readonly number[]>> {
  const replacedOf = new Map<number, number>()
  const read = async (of: readonly number[] | null): Promise<number[]> => {
    const { rows } = await sql<{ urn: number; replaced: number }>`
      SELECT urn, replaced FROM school_replacements ${of === null ? sql`` : sql`WHERE urn = ANY (${[...of]}::int[])`}`.execute(
      db,
    )
    for (const { urn, replaced } of rows) replacedOf.set(urn, replaced)
    return rows.map(({ replaced }) => replaced)
  }
  if (urns.length > FOLLOW_AT_MOST) await read(null)
  else {
    let next = [...urns]
    for (let step = 0; step < MOST_STEPS && next.length > 0; step++) next = await read(next)
  }
  const histories = new Map<number, readonly number[]>()
  for (const urn of urns) {
    const chain = chainFrom(urn, replacedOf)
    if (chain.length > 0) histories.set(urn, chain)
  }
  return histories
}

/**
 * The schools that one came from by merging or splitting, nearest first; none for most. `chain`: its own URN and
 * those it bore before.
 */
export async function joinedOf(db: Db, chain: readonly number[]): Promise<Joined[]> {
  const { rows } = await sql<Before>`
    SELECT urn, before, name, type, since, opened_on AS "openedOn", closed_on AS "closedOn", is_open AS "isOpen",
      successors, import_id AS "importId"
    FROM links_before(${[...chain]}::int[], ${MOST_STEPS})`.execute(db)
  return joinedFrom(chain, rows)
}
