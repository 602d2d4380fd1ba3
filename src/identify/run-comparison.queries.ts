// The answers in which two stored runs differ, school by school, as far as somebody may see.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import { type ChangedSchool, type Overall, type Told, kindOf } from './run-comparison.rules.ts'

/** Every school of which the two runs do not say the same, by name. */
export async function changedSchools(
  db: Db,
  actor: Actor,
  from: string,
  to: string,
): Promise<ChangedSchool[]> {
  const told = (alias: 'a' | 'b') =>
    sql`CASE WHEN ${sql.ref(`${alias}.answer`)} IS NULL THEN NULL ELSE json_build_object(
      'answer', ${sql.ref(`${alias}.answer`)}, 'sentence', ${sql.ref(`${alias}.sentence`)}, 'evidence', ${sql.ref(`${alias}.evidence`)}) END`
  const { rows } = await sql<
    {
      urn: number
      name: string
      town: string | null
      pairs: { criterion: string; before: Told | null; after: Told | null }[]
    } & Overall
  >`
    WITH both_runs AS (
      SELECT urn, criterion, a.answer AS was, b.answer AS "is",
        -- Not asked and not met come to the same: neither puts a school on a list.
        coalesce(a.answer, 'not met') <> coalesce(b.answer, 'not met') AS differs,
        CASE WHEN coalesce(a.answer, 'not met') <> coalesce(b.answer, 'not met') THEN json_build_object('criterion', criterion,
          'before', ${told('a')}, 'after', ${told('b')}) END AS pair
      FROM (SELECT * FROM identification_results WHERE run_id = ${from}::uuid) a
      FULL JOIN (SELECT * FROM identification_results WHERE run_id = ${to}::uuid) b USING (urn, criterion)
    )
    SELECT r.urn, coalesce(s.name, 'School ' || r.urn) AS name, s.town,
      coalesce(bool_or(r.was = 'met'), false) AS "wasMet", coalesce(bool_or(r.is = 'met'), false) AS "isMet",
      coalesce(bool_or(r.was = 'unknown'), false) AS "wasUnknown", coalesce(bool_or(r.is = 'unknown'), false) AS "isUnknown",
      json_agg(r.pair ORDER BY r.criterion) FILTER (WHERE r.differs) AS pairs
    FROM both_runs r LEFT JOIN schools s ON s.urn = r.urn
    WHERE ${withinReach(actor, 'identify.view', { urn: 'r.urn' })}
    GROUP BY r.urn, s.name, s.town HAVING bool_or(r.differs)
    ORDER BY s.name, r.urn`.execute(db)
  return rows.map(({ urn, name, town, pairs, ...overall }) => ({
    urn,
    name,
    town,
    kind: kindOf(overall),
    pairs,
  }))
}
