// Owns reading, for many schools at once, which URNs each bore before. For one school with names and dates it is
// profile.queries.ts, over the same view.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { MOST_STEPS, chainFrom } from './history.rules.ts'

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
