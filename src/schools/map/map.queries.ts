// Owns the SQL of the map: the schools that fit, with their positions. The conditions are the register's.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { ShownInspection } from '../inspections/show.rules.ts'
import { condition, type Likeness } from '../register/register.queries.ts'
import type { SchoolQuery } from '../register/register.rules.ts'

export type MappedRow = {
  urn: number
  name: string
  phase: string | null
  town: string | null
  population: string
  easting: number | null
  northing: number | null
  /** WGS84: the register's, else those published apart from it. */
  latitude: number | null
  longitude: number | null
  inspection: ShownInspection | null
}

/** All schools that fit, by name. Their latest graded inspections are read only where the marks show them. */
export async function mappedSchools(
  db: Db,
  query: SchoolQuery,
  likeness: Likeness,
  withInspections: boolean,
): Promise<MappedRow[]> {
  const latest = withInspections
    ? sql`(SELECT jsonb_build_object('kind', i.kind, 'framework', i.framework, 'judgements', i.judgements,
        'category', nullif(i.category, 'none'), 'outcome', i.outcome) FROM inspections i
        WHERE i.urn = s.urn AND i.kind IN ('graded', 'report card') ORDER BY i.started_on DESC LIMIT 1)`
    : sql`NULL::jsonb`
  const { rows } = await sql<MappedRow>`
    SELECT s.urn, s.name, s.phase, s.town, school_population(s.phase, s.type_group) AS population, s.easting, s.northing,
      coalesce(s.latitude, c.latitude) AS latitude, coalesce(s.longitude, c.longitude) AS longitude, ${latest} AS inspection
    FROM schools s LEFT JOIN school_coordinates c ON c.urn = s.urn
    WHERE ${condition(query, likeness)} ORDER BY s.name, s.urn`.execute(db)
  return rows
}
