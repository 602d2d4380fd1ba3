// Owns putting together what the page of similar schools and the data pack show: the match, the names, and the
// newest results side by side. Writes nothing.
import type { Db } from '#platform/database.ts'
import { measureOf } from '../evidence/measures.rules.ts'
import { achievedBy, namesOf, type Pool, poolFor, type ShownSchool } from '../similar/similar.queries.ts'
import { type Alike, similarTo } from '../similar/similar.rules.ts'
import type { School } from './profile.queries.ts'
import { seriesOf } from './profile.queries.ts'
import { headlines, stretches } from './series.rules.ts'

/** How many results are set beside each other. */
const RESULTS = 3

export type Achieved = {
  measure: ReturnType<typeof measureOf>
  year: number
  own: number
  others: Map<number, number>
}

/** The thirty open schools most like one, with the first results that it has a number for, all of its newest year. */
export async function likenessOf(
  db: Db,
  school: School,
  replaced: readonly number[],
  within: 'England' | 'authority',
): Promise<{ pool: Pool; alike: Alike[]; names: Map<number, ShownSchool>; achieved: Achieved[] }> {
  const pool = await poolFor(db, school)
  const alike = similarTo(pool.school, pool.traits, {
    within: (urn) => within === 'England' || pool.authorities.get(urn) === school.la_code,
  })
  const urns = alike.map((one) => one.school.urn)
  const results = headlines.slice(0, RESULTS).flat().map(measureOf)
  const achieved: Achieved[] = []
  for (const series of await seriesOf(db, school, replaced, results)) {
    const newest = stretches(series).at(-1)?.at(-1)
    if (newest?.value === null || newest === undefined) continue
    const { measure } = series
    achieved.push({
      measure,
      year: newest.year,
      own: newest.value,
      others: await achievedBy(db, measure, newest.year, urns),
    })
  }
  achieved.sort((a, b) => b.year - a.year)
  return { pool, alike, names: await namesOf(db, urns), achieved: achieved.slice(0, RESULTS) }
}
