// Owns the SQL that reads schools and their areas: the list, the values that rules go by, the rules, the last
// assignment. Writing is districts.actions.ts.
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Db } from '#platform/database.ts'
import { searchOf } from '../register/register.rules.ts'
import {
  type Change,
  type Placed,
  type Plan,
  type Rule,
  ruleFields,
  type RuleField,
} from './districts.rules.ts'

const columns: Record<RuleField, RawBuilder<string | null>> = {
  ward: sql<string | null>`s.ward`,
  postcode: sql<string | null>`nullif(upper(split_part(s.postcode, ' ', 1)), '')`,
  town: sql<string | null>`s.town`,
  district: sql<string | null>`s.district`,
  constituency: sql<string | null>`s.constituency`,
  authority: sql<string | null>`s.la_name`,
}

export type DistrictQuery = Record<'q' | 'area' | 'district' | 'page', string>

function condition(query: DistrictQuery): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [sql<SqlBool>`true`]
  const search = searchOf(query.q)
  if (search.kind === 'urn') parts.push(sql<SqlBool>`os.urn = ${search.urn}`)
  if (search.kind === 'laestab') parts.push(sql<SqlBool>`s.laestab = ${search.laestab}`)
  if (search.kind === 'words')
    for (const word of search.words) parts.push(sql<SqlBool>`s.search_text LIKE ${`%${word}%`}`)
  if (query.area === 'none') parts.push(sql<SqlBool>`os.area_id IS NULL`)
  else if (query.area !== '') parts.push(sql<SqlBool>`os.area_id::text = ${query.area}`)
  if (query.district !== '') parts.push(sql<SqlBool>`s.district = ${query.district}`)
  return sql<SqlBool>`${sql.join(parts, sql` AND `)}`
}

// Closed schools have no place in anybody's day; those with an area keep it.
const current = sql<SqlBool>`(s.is_open OR s.urn IS NULL OR os.area_id IS NOT NULL)`

export type DistrictSchool = Placed & {
  district: string | null
  postcode: string | null
  areaName: string | null
  areaKind: string | null
}

export async function districtSchools(
  db: Db,
  query: DistrictQuery,
  offset: number,
  limit: number,
): Promise<{ total: number; rows: DistrictSchool[] }> {
  const { rows } = await sql<DistrictSchool & { total: number }>`
    SELECT os.urn, s.name, os.area_id AS "areaId", os.area_by AS by, s.district, s.postcode, a.name AS "areaName", a.kind AS "areaKind",
      (count(*) OVER ())::int AS total
    FROM organisation_schools os LEFT JOIN schools s USING (urn) LEFT JOIN areas a ON a.id = os.area_id
    WHERE ${current} AND ${condition(query)} ORDER BY s.name NULLS LAST, os.urn OFFSET ${offset} LIMIT ${limit}`.execute(
    db,
  )
  return { total: rows[0]?.total ?? 0, rows }
}

/** How many schools lie in each area; null stands for those in none. */
export async function schoolsByArea(db: Db): Promise<Map<string | null, number>> {
  const { rows } = await sql<{ id: string | null; count: number }>`
    SELECT os.area_id AS id, count(*)::int AS count FROM organisation_schools os LEFT JOIN schools s USING (urn)
    WHERE ${current} GROUP BY os.area_id`.execute(db)
  return new Map(rows.map(({ id, count }) => [id, count]))
}

export async function districtsOfOurs(db: Db): Promise<string[]> {
  const { rows } = await sql<{ district: string }>`
    SELECT DISTINCT s.district FROM organisation_schools os JOIN schools s USING (urn) WHERE s.district IS NOT NULL ORDER BY 1`.execute(
    db,
  )
  return rows.map(({ district }) => district)
}

/** All schools of the organisation, as a file of them is checked against. */
export async function placedSchools(db: Db): Promise<Placed[]> {
  const { rows } = await sql<Placed>`
    SELECT os.urn, s.name, os.area_id AS "areaId", os.area_by AS by FROM organisation_schools os LEFT JOIN schools s USING (urn)`.execute(
    db,
  )
  return rows
}

/** What the register says of our schools in a field, each with how many schools, by value; at most so many. */
export async function valuesOf(db: Db, field: RuleField): Promise<{ value: string; schools: number }[]> {
  const { rows } = await sql<{ value: string; schools: number }>`
    SELECT ${columns[field]} AS value, count(*)::int AS schools FROM organisation_schools os JOIN schools s USING (urn)
    WHERE s.is_open AND ${columns[field]} IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT 500`.execute(db)
  return rows
}

export async function rulesOf(db: Db, organisationId: string): Promise<Rule[]> {
  const rows = await db
    .selectFrom('area_rules')
    .select(['field', 'value', 'area_id as areaId'])
    .where('organisation_id', '=', organisationId)
    .orderBy('field')
    .orderBy('value')
    .execute()
  return rows as Rule[] // the table's CHECK allows no other field
}

/**
 * Where rules would put schools that are elsewhere now. A school that a file or a hand has placed stays; so does one
 * that no rule fits. Where several fit, the narrowest field holds.
 */
export async function changesByRules(
  db: Db,
  organisationId: string,
  rules: readonly Rule[],
): Promise<Change[]> {
  if (rules.length === 0) return []
  const value = sql`CASE r.field ${sql.join(
    ruleFields.map((field) => sql`WHEN ${field} THEN ${columns[field]}`),
    sql` `,
  )} END`
  const { rows } = await sql<Change>`
    SELECT * FROM (
      SELECT DISTINCT ON (os.urn) os.urn, s.name, os.area_id AS from, r.area_id AS to
      FROM organisation_schools os JOIN schools s USING (urn)
      JOIN unnest(${rules.map((r) => r.field)}::text[], ${rules.map((r) => r.value)}::text[], ${rules.map((r) => r.areaId)}::uuid[])
        AS r (field, value, area_id) ON ${value} = r.value
      WHERE os.organisation_id = ${organisationId} AND s.is_open AND coalesce(os.area_by, 'rule') = 'rule'
      ORDER BY os.urn, array_position(${[...ruleFields]}::text[], r.field)
    ) found WHERE found.from IS DISTINCT FROM found.to ORDER BY found.name, found.urn`.execute(db)
  return rows
}

export type Assignment = {
  id: string
  how: 'file' | 'rule' | 'hand'
  summary: string
  state: 'waiting' | 'applied' | 'given up' | 'undone'
  plan: Plan
  at: Date
  person: string | null
  schools: number
}

const assignment = sql`SELECT a.id, a.how, a.summary, a.state, a.plan, a.at, p.name AS person,
    (SELECT count(*)::int FROM area_assignment_schools c WHERE c.assignment_id = a.id) AS schools
  FROM area_assignments a LEFT JOIN people p ON p.id = a.person_id`

/** The assignment that would be undone: the newest that is applied; null where there is none. */
export async function lastAssignment(db: Db): Promise<Assignment | null> {
  const { rows } =
    await sql<Assignment>`${assignment} WHERE a.state = 'applied' ORDER BY a.sequence DESC LIMIT 1`.execute(
      db,
    )
  return rows[0] ?? null
}

export async function assignmentById(db: Db, id: string): Promise<Assignment | null> {
  const { rows } = await sql<Assignment>`${assignment} WHERE a.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** What an applied assignment changed. */
export async function changesOfAssignment(db: Db, id: string): Promise<Change[]> {
  const { rows } = await sql<Change>`
    SELECT c.urn, s.name, c.before_area_id AS from, c.after_area_id AS to
    FROM area_assignment_schools c LEFT JOIN schools s USING (urn) WHERE c.assignment_id = ${id} ORDER BY s.name, c.urn`.execute(
    db,
  )
  return rows
}
