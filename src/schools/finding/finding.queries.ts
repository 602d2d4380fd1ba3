// Owns finding the one school that somebody means by what they typed: a name, a town, a postcode or a URN.
// The list of schools with its filters is the register's.
import { type SqlBool, sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { searchOf } from '../register/register.rules.ts'

export type FoundSchool = { urn: number; name: string; town: string | null }

export type Found =
  | { kind: 'one'; school: FoundSchool }
  /** The likeliest first, at most ten; `more`: others fit as well. */
  | { kind: 'several'; schools: FoundSchool[]; more: boolean }
  | { kind: 'none' }

const SHOWN = 10

/**
 * The school that is meant. A number finds any school, closed ones as well; words find open ones, those in which
 * every word stands first, else those spelt alike. `whose` narrows to the schools the organisation answers for.
 */
export async function findSchool(db: Db, typed: string, whose: 'ours' | 'all'): Promise<Found> {
  const search = searchOf(typed)
  if (search.kind === 'none') return { kind: 'none' }
  const ours =
    whose === 'ours'
      ? sql<SqlBool>`EXISTS (SELECT FROM organisation_schools os WHERE os.urn = s.urn)`
      : sql<SqlBool>`true`
  const fitting = async (condition: ReturnType<typeof sql<SqlBool>>, alike: string) => {
    const { rows } = await sql<FoundSchool>`
      SELECT s.urn, s.name, s.town FROM schools s WHERE ${ours} AND ${condition}
      ORDER BY word_similarity(${alike}, s.search_text) DESC, s.name, s.urn LIMIT ${SHOWN + 1}`.execute(db)
    return rows
  }
  const one = (schools: FoundSchool[]): Found => {
    const [first, second] = schools
    if (!first) return { kind: 'none' }
    return second
      ? { kind: 'several', schools: schools.slice(0, SHOWN), more: schools.length > SHOWN }
      : { kind: 'one', school: first }
  }
  if (search.kind === 'urn') return one(await fitting(sql<SqlBool>`s.urn = ${search.urn}`, ''))
  if (search.kind === 'laestab') return one(await fitting(sql<SqlBool>`s.laestab = ${search.laestab}`, ''))
  const words = search.words.map((word) => sql<SqlBool>`s.search_text LIKE ${`%${word}%`}`)
  const asTyped = await fitting(sql<SqlBool>`s.is_open AND ${sql.join([...words], sql` AND `)}`, search.text)
  return one(
    asTyped.length > 0
      ? asTyped
      : await fitting(sql<SqlBool>`s.is_open AND ${search.text} <% s.search_text`, search.text),
  )
}
