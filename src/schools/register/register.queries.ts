// Owns the SQL of the register: the list of schools with its search, filters and order, and what the
// filters offer. Reads schools, inspections and which schools an organisation answers for.
import { type RawBuilder, sql, type SqlBool } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Keep } from '#platform/kept.ts'
import { type SchoolQuery, searchOf, sortOf } from './register.rules.ts'

export type LatestInspection = {
  kind: string
  framework: string
  startedOn: string
  judgements: Record<string, string>
  category: string | null
  outcome: string | null
}

export type ListedSchool = {
  urn: number
  name: string
  laestab: number | null
  town: string | null
  postcode: string | null
  phase: string | null
  type: string | null
  status: string | null
  laName: string | null
  district: string | null
  trust: string | null
  pupils: number | null
  inspection: LatestInspection | null
}

/** Whoever asks what does not change from page to page: it is asked once and kept (#platform/kept.ts). */
type Asking = { db: Db; keep: Keep }

/** Whether the organisation answers for any schools yet. */
export const hasSchools = ({ db, keep }: Asking): Promise<boolean> =>
  keep('has schools of its own', async () => {
    const row = await db.selectFrom('organisation_schools').select('urn').limit(1).executeTakeFirst()
    return row !== undefined
  })

const latestGraded = sql`SELECT i.kind, i.framework, i.started_on, i.judgements, nullif(i.category, 'none') AS category, i.outcome FROM inspections i
  WHERE i.urn = s.urn AND i.kind IN ('graded', 'report card') ORDER BY i.started_on DESC LIMIT 1`

/** How a search by words is meant: each word as typed, or the whole alike, which finds typing mistakes. */
export type Likeness = 'as typed' | 'alike'

/** The condition under which a school of `schools s` fits. */
export function condition(query: SchoolQuery, likeness: Likeness): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = []
  const search = searchOf(query.q)
  if (search.kind === 'urn') parts.push(sql<SqlBool>`s.urn = ${search.urn}`)
  if (search.kind === 'laestab') parts.push(sql<SqlBool>`s.laestab = ${search.laestab}`)
  if (search.kind === 'words') {
    if (likeness === 'alike') parts.push(sql<SqlBool>`${search.text} <% s.search_text`)
    else for (const word of search.words) parts.push(sql<SqlBool>`s.search_text LIKE ${`%${word}%`}`)
  }
  if (query.whose !== 'all')
    parts.push(sql<SqlBool>`EXISTS (SELECT FROM organisation_schools os WHERE os.urn = s.urn)`)
  if (query.status === 'open') parts.push(sql<SqlBool>`s.is_open`)
  if (query.status === 'closed') parts.push(sql<SqlBool>`NOT s.is_open`)
  if (/^\d{3}$/.test(query.la)) parts.push(sql<SqlBool>`s.la_code = ${Number(query.la)}`)
  if (query.district !== '') parts.push(sql<SqlBool>`s.district = ${query.district}`)
  if (query.phase !== '') parts.push(sql<SqlBool>`s.phase = ${query.phase}`)
  if (query.type !== '') parts.push(sql<SqlBool>`s.type = ${query.type}`)
  if (query.trust !== '')
    parts.push(sql<SqlBool>`s.trust ILIKE ${`%${query.trust.replaceAll(/[%_\\]/g, '')}%`}`)
  if (query.inspection === 'not inspected')
    parts.push(
      sql<SqlBool>`NOT EXISTS (SELECT FROM inspections i WHERE i.urn = s.urn AND i.kind IN ('graded', 'report card'))`,
    )
  else if (query.inspection === 'in a category')
    parts.push(sql<SqlBool>`(SELECT l.category IS NOT NULL FROM (${latestGraded}) l)`)
  else if (query.inspection === 'report card')
    parts.push(sql<SqlBool>`(SELECT l.kind = 'report card' FROM (${latestGraded}) l)`)
  else if (query.inspection !== '')
    parts.push(
      sql<SqlBool>`(SELECT l.judgements ->> 'overall' = ${query.inspection} FROM (${latestGraded}) l)`,
    )
  return parts.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(parts, sql` AND `)}`
}

function order(query: SchoolQuery, likeness: Likeness): RawBuilder<unknown> {
  const search = searchOf(query.q)
  if (query.sort === '' && search.kind === 'words')
    return likeness === 'alike'
      ? sql`word_similarity(${search.text}, s.search_text) DESC, s.name, s.urn`
      : sql`(s.search_text LIKE ${`${search.text}%`}) DESC, s.name, s.urn`
  const { by, descending } = sortOf(query.sort)
  const way = descending ? sql`DESC NULLS LAST` : sql`ASC NULLS LAST`
  if (by === 'inspected') return sql`(SELECT l.started_on FROM (${latestGraded}) l) ${way}, s.name, s.urn`
  if (by === 'name') return sql`s.name ${way}, s.urn ${way}`
  return sql`${sql.ref(`s.${by}`)} ${way}, s.name, s.urn`
}

/** How many schools fit. Words that are found nowhere as typed are looked for alike. */
export function countSchools(
  { db, keep }: Asking,
  query: SchoolQuery,
): Promise<{ total: number; likeness: Likeness }> {
  const count = async (likeness: Likeness) => {
    const { rows } = await sql<{ count: number }>`
      SELECT count(*)::int AS count FROM schools s WHERE ${condition(query, likeness)}`.execute(db)
    return { total: rows[0]!.count, likeness }
  }
  return keep(`count of schools ${JSON.stringify({ ...query, page: '', sort: '' })}`, async () => {
    const found = await count('as typed')
    return found.total === 0 && searchOf(query.q).kind === 'words' ? count('alike') : found
  })
}

/** The schools of one page of the list, each with its latest graded inspection or report card. */
export async function listSchools(
  db: Db,
  query: SchoolQuery,
  likeness: Likeness,
  offset: number,
  limit: number,
): Promise<ListedSchool[]> {
  // The page's schools are chosen by number first, so that only they are read in full.
  const { rows } = await sql<ListedSchool>`
    SELECT s.urn, s.name, s.laestab, s.town, s.postcode, s.phase, s.type, s.status, s.la_name AS "laName", s.district, s.trust, s.pupils,
      (SELECT jsonb_build_object('kind', l.kind, 'framework', l.framework, 'startedOn', l.started_on, 'judgements', l.judgements,
        'category', l.category, 'outcome', l.outcome) FROM (${latestGraded}) l) AS inspection
    FROM (SELECT s.urn FROM schools s WHERE ${condition(query, likeness)} ORDER BY ${order(query, likeness)} OFFSET ${offset} LIMIT ${limit}) chosen
    JOIN schools s USING (urn)
    ORDER BY ${order(query, likeness)}`.execute(db)
  return rows
}

export type Choices = {
  authorities: { value: string; text: string }[]
  districts: string[]
  phases: string[]
  types: string[]
}

/** What the filters offer: of the organisation's own schools, or of all there are. */
export const choicesOf = ({ db, keep }: Asking, whose: string): Promise<Choices> =>
  keep(`choices among schools ${whose}`, () => readChoices(db, whose))

async function readChoices(db: Db, whose: string): Promise<Choices> {
  const ours =
    whose === 'all' ? sql`true` : sql`EXISTS (SELECT FROM organisation_schools os WHERE os.urn = s.urn)`
  const { rows } = await sql<{ what: keyof Choices; value: string; text: string }>`
    WITH s AS MATERIALIZED (SELECT la_code, la_name, district, phase, type FROM schools s WHERE ${ours})
    SELECT 'authorities' AS what, la_code::text AS value, min(la_name) AS text FROM s WHERE la_code IS NOT NULL GROUP BY la_code
    UNION ALL SELECT DISTINCT 'districts', district, district FROM s WHERE district IS NOT NULL
    UNION ALL SELECT DISTINCT 'phases', phase, phase FROM s WHERE phase IS NOT NULL
    UNION ALL SELECT DISTINCT 'types', type, type FROM s WHERE type IS NOT NULL
    ORDER BY 1, 3`.execute(db)
  const of = (what: keyof Choices) => rows.filter((row) => row.what === what)
  return {
    authorities: of('authorities').map(({ value, text }) => ({ value, text })),
    // England has some 300 districts; only those of one's own schools are worth listing.
    districts: whose === 'all' ? [] : of('districts').map((row) => row.value),
    phases: of('phases').map((row) => row.value),
    types: of('types').map((row) => row.value),
  }
}
