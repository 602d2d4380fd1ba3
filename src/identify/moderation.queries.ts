// What the moderation meeting shows beside a school's standing: its advisers, and which criteria it meets.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { StoredRun } from './runs.queries.ts'

/** The advisers whose scope is the school, its area or an area around it, by name; a school without any is left out. */
export async function advisersOf(
  db: Db,
  urns: readonly number[],
  today: string,
): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ urn: number; names: string[] }>`
    WITH RECURSIVE around AS (
      SELECT o.urn, a.id, a.parent_id FROM organisation_schools o
        JOIN areas a ON a.organisation_id = o.organisation_id AND a.id = o.area_id
      WHERE o.urn = ANY(${[...urns]}::integer[])
      UNION SELECT r.urn, a.id, a.parent_id FROM around r JOIN areas a ON a.id = r.parent_id
    ), scopes AS (
      SELECT urn, 'area' AS kind, id::text AS id FROM around
      UNION ALL SELECT urn, 'school', urn::text FROM unnest(${[...urns]}::integer[]) urn
    )
    SELECT s.urn, array_agg(DISTINCT p.name ORDER BY p.name) AS names
    FROM scopes s
    JOIN memberships m ON m.scope_kind = s.kind AND m.scope_id = s.id AND m.role = 'adviser'
      AND m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})
    JOIN people p ON p.organisation_id = m.organisation_id AND p.id = m.person_id
      AND (p.left_on IS NULL OR p.left_on > ${today})
    GROUP BY s.urn`.execute(db)
  return new Map(rows.map(({ urn, names }) => [urn, names]))
}

/** The names of the criteria that each school met in a run, in the run's order; a school that met none is left out. */
export async function criteriaMet(
  db: Db,
  run: StoredRun,
  urns: readonly number[],
): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ urn: number; met: string[] }>`
    SELECT urn, array_agg(criterion) AS met FROM identification_results
    WHERE run_id = ${run.id}::uuid AND answer = 'met' AND urn = ANY(${[...urns]}::integer[])
    GROUP BY urn`.execute(db)
  return new Map(
    rows.map(({ urn, met }) => [
      urn,
      run.criteria.filter(({ id }) => met.includes(id)).map(({ name }) => name),
    ]),
  )
}
