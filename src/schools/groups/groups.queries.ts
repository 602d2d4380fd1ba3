// Owns the SQL of groups: the list with its search and filters, one group with its schools, and the groups of a
// school. The records themselves are worked out by recompute_group_register (migration 0120).
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Db } from '#platform/database.ts'
import { type GroupQuery, type GroupSchool, type MemberState, searchOf, sortOf } from './groups.rules.ts'

export type ListedGroup = {
  key: string
  name: string
  kind: string
  status: string | null
  schools: number
  pupils: number
  pupilsKnown: number
  /** How many of its schools the organisation answers for. */
  ours: number
}

const ours = sql`SELECT m.group_key, count(*)::int AS ours FROM group_register_schools m
  JOIN organisation_schools os ON os.urn = m.urn WHERE m.state = 'member' GROUP BY m.group_key`

function condition(query: GroupQuery): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [sql<SqlBool>`true`]
  const search = searchOf(query.q)
  if (search.kind === 'number')
    parts.push(
      sql<SqlBool>`(g.key = ${search.number} OR ltrim(g.companies_house_number, '0') = ltrim(${search.number}, '0'))`,
    )
  if (search.kind === 'words')
    for (const word of search.words) parts.push(sql<SqlBool>`g.search_text LIKE ${`%${word}%`}`)
  if (query.whose !== 'all') parts.push(sql<SqlBool>`o.ours > 0`)
  if (query.kind !== '') parts.push(sql<SqlBool>`g.kind = ${query.kind}`)
  if (query.size === 'several') parts.push(sql<SqlBool>`g.schools > 1`)
  else if (query.size === 'none') parts.push(sql<SqlBool>`g.schools = 0`)
  else if (query.size !== 'any') parts.push(sql<SqlBool>`g.schools > 0`)
  return sql<SqlBool>`${sql.join(parts, sql` AND `)}`
}

function order(query: GroupQuery): RawBuilder<unknown> {
  const { by, descending } = sortOf(query.sort)
  const way = descending ? sql`DESC` : sql`ASC`
  if (by === 'name') return sql`lower(g.name) ${way}, g.key`
  if (by === 'ours') return sql`coalesce(o.ours, 0) ${way}, lower(g.name), g.key`
  return sql`${sql.ref(`g.${by}`)} ${way}, lower(g.name), g.key`
}

/** The groups of one page of the list, and how many fit in all. */
export async function listGroups(
  db: Db,
  query: GroupQuery,
  offset: number,
  limit: number,
): Promise<ListedGroup[]> {
  const { rows } = await sql<ListedGroup>`
    SELECT g.key, g.name, g.kind, g.status, g.schools, g.pupils, g.pupils_known AS "pupilsKnown", coalesce(o.ours, 0) AS ours
    FROM group_register g LEFT JOIN (${ours}) o ON o.group_key = g.key
    WHERE ${condition(query)} ORDER BY ${order(query)} OFFSET ${offset} LIMIT ${limit}`.execute(db)
  return rows
}

export async function countGroups(db: Db, query: GroupQuery): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM group_register g LEFT JOIN (${ours}) o ON o.group_key = g.key
    WHERE ${condition(query)}`.execute(db)
  return rows[0]!.count
}

export async function groupKinds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('group_register').select('kind').distinct().orderBy('kind').execute()
  return rows.map(({ kind }) => kind)
}

export type Group = ListedGroup & {
  class: string
  companiesHouseNumber: string | null
  closedOn: string | null
  importId: number | null
}

export async function groupByKey(db: Db, key: string): Promise<Group | null> {
  const { rows } = await sql<Group>`
    SELECT g.key, g.name, g.kind, g.class, g.status, g.schools, g.pupils, g.pupils_known AS "pupilsKnown", coalesce(o.ours, 0) AS ours,
      g.companies_house_number AS "companiesHouseNumber", g.closed_on AS "closedOn", g.import_id AS "importId"
    FROM group_register g LEFT JOIN (${ours}) o ON o.group_key = g.key WHERE g.key = ${key}`.execute(db)
  return rows[0] ?? null
}

/** All schools that belong or belonged to a group, each with its latest graded inspection or report card. */
export async function schoolsOfGroup(
  db: Db,
  key: string,
): Promise<(GroupSchool & { linksImportId: number | null; registerImportId: number | null })[]> {
  const { rows } = await sql<GroupSchool & { linksImportId: number | null; registerImportId: number | null }>`
    SELECT m.urn, s.name, s.phase, s.la_name AS "laName", s.pupils, m.state, m.since_on AS "sinceOn", m.last_on AS "lastOn",
      m.until_on AS "untilOn", s.closed_on AS "closedOn", m.links_import_id AS "linksImportId", m.register_import_id AS "registerImportId",
      CASE WHEN i.number IS NOT NULL THEN jsonb_build_object('kind', i.kind, 'framework', i.framework, 'startedOn', i.started_on,
        'judgements', i.judgements, 'category', nullif(i.category, 'none'), 'outcome', i.outcome) END AS inspection
    FROM group_register_schools m LEFT JOIN schools s USING (urn)
    LEFT JOIN LATERAL (SELECT * FROM inspections i WHERE i.urn = m.urn AND i.kind IN ('graded', 'report card')
      ORDER BY i.started_on DESC LIMIT 1) i ON true
    WHERE m.group_key = ${key} ORDER BY s.name NULLS LAST, m.urn`.execute(db)
  return rows
}

/** Other groups of the same name: a trust is often a sponsor too, under a number of its own. */
export async function namesakesOf(
  db: Db,
  group: Group,
): Promise<{ key: string; name: string; kind: string }[]> {
  const { rows } = await sql<{ key: string; name: string; kind: string }>`
    SELECT key, name, kind FROM group_register WHERE key <> ${group.key}
      AND search_text = (SELECT search_text FROM group_register WHERE key = ${group.key}) ORDER BY kind, key LIMIT 10`.execute(
    db,
  )
  return rows
}

export type GroupOfSchool = {
  key: string
  name: string
  class: string
  kind: string
  state: MemberState
  sinceOn: string | null
  untilOn: string | null
}

/** The groups that a school belongs or belonged to. */
export async function groupsOfSchool(db: Db, urn: number): Promise<GroupOfSchool[]> {
  const { rows } = await sql<GroupOfSchool>`
    SELECT g.key, g.name, g.class, g.kind, m.state, m.since_on AS "sinceOn", m.until_on AS "untilOn"
    FROM group_register_schools m JOIN group_register g ON g.key = m.group_key
    WHERE m.urn = ${urn} ORDER BY g.kind, g.name, g.key`.execute(db)
  return rows
}

/** The names and dates of the files that groups come from. */
export async function groupFiles(
  db: Db,
  importIds: readonly (number | null)[],
): Promise<{ id: number; kind: string; fileName: string; dataDate: string | null }[]> {
  const ids = [...new Set(importIds.filter((id) => id !== null))]
  const { rows } = await sql<{ id: number; kind: string; fileName: string; dataDate: string | null }>`
    SELECT id, kind, file_name AS "fileName", data_date AS "dataDate" FROM imports WHERE id = ANY (${ids}::int[]) ORDER BY id DESC`.execute(
    db,
  )
  return rows
}
