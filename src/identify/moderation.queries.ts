// What the moderation meeting shows beside a school's standing: its advisers, and which criteria it meets.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { StoredRun } from './runs.queries.ts'

/**
 * Whose school it is: the advisers whose role is for the school itself, or else for the nearest area around it, by
 * name. Where two share a district, each school that is given to one of them says so by a role for that school;
 * without one it is both's. A school without any adviser is left out.
 */
export async function advisersOf(
  db: Db,
  urns: readonly number[],
  today: string,
): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ urn: number; names: string[] }>`
    WITH RECURSIVE around AS (
      SELECT o.urn, a.id, a.parent_id, 1 AS step FROM organisation_schools o
        JOIN areas a ON a.organisation_id = o.organisation_id AND a.id = o.area_id
      WHERE o.urn = ANY(${[...urns]}::integer[])
      UNION SELECT r.urn, a.id, a.parent_id, r.step + 1 FROM around r JOIN areas a ON a.id = r.parent_id
    ), scopes AS (
      SELECT urn, step, 'area' AS kind, id::text AS id FROM around
      UNION ALL SELECT urn, 0, 'school', urn::text FROM unnest(${[...urns]}::integer[]) urn
    ), found AS (
      SELECT s.urn, p.name, s.step, min(s.step) OVER (PARTITION BY s.urn) AS nearest
      FROM scopes s
      JOIN memberships m ON m.scope_kind = s.kind AND m.scope_id = s.id AND m.role = 'adviser'
        AND m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})
      JOIN people p ON p.organisation_id = m.organisation_id AND p.id = m.person_id
        AND (p.left_on IS NULL OR p.left_on > ${today})
    )
    SELECT urn, array_agg(DISTINCT name ORDER BY name) AS names FROM found WHERE step = nearest
    GROUP BY urn`.execute(db)
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
