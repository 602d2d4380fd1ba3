// Loading what a run rests on: schools, figures by column, medians, inspections, and what the organisation
// itself knows. A few set-wise queries whatever the number of schools. Tables are schools' and identify's own.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { academicYear, type ResultsYear } from '#src/packs/conditions.rules.ts'
import { measureById, measureOf } from '#src/schools/evidence/measures.rules.ts'
import type { Needed, SchoolFacts } from './asked.rules.ts'
import type { Concern, Headship, Inspection, Median } from './criteria.rules.ts'
import { Figures, type Known } from './figures.rules.ts'

/** Which schools a run is about. */
export type Scope =
  | { readonly kind: 'organisation'; readonly organisationId: string }
  | { readonly kind: 'authority'; readonly code: number }
  | { readonly kind: 'england' }
  | { readonly kind: 'school'; readonly urn: number }

/** The schools of the scope that were open on that day, by name and URN. */
export async function schoolsOpenOn(db: Db, scope: Scope, asAt: string): Promise<SchoolFacts[]> {
  const within: RawBuilder<SqlBool> =
    scope.kind === 'organisation'
      ? sql<SqlBool>`s.urn IN (SELECT urn FROM organisation_schools WHERE organisation_id = ${scope.organisationId})`
      : scope.kind === 'authority'
        ? sql<SqlBool>`s.la_code = ${scope.code}`
        : scope.kind === 'school'
          ? sql<SqlBool>`s.urn = ${scope.urn}`
          : sql<SqlBool>`true`
  const { rows } = await sql<SchoolFacts>`
    SELECT s.urn, s.name, s.la_code AS authority, s.phase, s.type, s.type_group AS "typeGroup",
      s.low_age AS "lowAge", s.high_age AS "highAge"
    FROM schools s
    WHERE ${within}
      AND s.status IS DISTINCT FROM 'Proposed to open'
      AND (s.opened_on IS NULL OR s.opened_on <= ${asAt}::date)
      AND (s.closed_on > ${asAt}::date OR (s.closed_on IS NULL AND s.status IS DISTINCT FROM 'Closed'))
    ORDER BY s.name, s.urn`.execute(db)
  return rows
}

/**
 * Of schools that have figures, those that stand in no register that was imported: with the key stages they
 * have figures for. They too must get their answer.
 */
export async function unregistered(db: Db, urns: readonly number[]): Promise<SchoolFacts[]> {
  if (urns.length === 0) return []
  const { rows } = await sql<{ urn: number; ks2: boolean; ks4: boolean }>`
    SELECT o.urn, bool_or(m.source = 'key stage 2') AS ks2, bool_or(m.source = 'key stage 4') AS ks4
    FROM observations o JOIN measures m ON m.id = o.measure
    WHERE o.urn IN (SELECT u FROM unnest(${[...urns]}::integer[]) u WHERE NOT EXISTS (SELECT FROM schools s WHERE s.urn = u))
    GROUP BY o.urn ORDER BY o.urn`.execute(db)
  return rows.map(({ urn, ks2, ks4 }) => ({
    urn,
    name: `School ${urn}`,
    authority: null,
    phase: ks2 && ks4 ? 'All-through' : ks2 ? 'Primary' : 'Secondary',
    type: null,
    typeGroup: null,
    lowAge: null,
    highAge: null,
  }))
}

/** Reading every school's figures and leaving most aside is quicker than looking many schools up one by one. */
const LOOK_UP_AT_MOST = 2_000

/** The figures that are needed, for these schools, in columns; `whole`: read every school's, to see who else has some. */
export async function loadFigures(
  db: Db,
  urns: readonly number[],
  needed: Needed['figures'],
  whole = false,
): Promise<Figures> {
  const only = !whole && urns.length <= LOOK_UP_AT_MOST
  const figures = new Figures(urns)
  const pairs = pairsOf(needed)
  if (pairs.length === 0) return figures
  // One look at a time: rows of one measure and year lie together, and nothing has to be sorted.
  const { rows } = await sql<{
    measure: number
    year: number
    urns: string
    figures: string
    reasons: string
  }>`
    SELECT wanted.measure, wanted.year, found.* FROM
      unnest(${pairs.map(({ id }) => id)}::smallint[], ${pairs.map(({ year }) => year)}::smallint[]) wanted (measure, year)
      CROSS JOIN LATERAL (
        SELECT array_to_string(array_agg(o.urn), ',') AS urns,
          array_to_string(array_agg(o.value), ',', '') AS figures,
          coalesce(array_to_string(array_agg(o.flag) FILTER (WHERE o.flag IS NOT NULL), ','), '') AS reasons
        FROM observations o
        WHERE o.measure = wanted.measure AND o.year = wanted.year
          ${only ? sql`AND o.urn = ANY(${[...urns]}::integer[])` : sql``}) found
    WHERE found.urns IS NOT NULL`.execute(db)
  for (const row of rows) {
    const measure = measureById(row.measure)
    if (measure) figures.add(measure.code, row.year, row.urns, row.figures, row.reasons)
  }
  return figures
}

/** Fewer authorities than this do not make a national figure (there are about 150). */
const AUTHORITIES_OF_A_NATION = 100

/**
 * National medians computed from the evidence: over the state-funded mainstream schools that have a figure,
 * where those lie in at least 100 authorities. What is not there is not known.
 */
export async function computeMedians(db: Db, needed: Needed['medians']): Promise<Map<string, Median>> {
  const medians = new Map<string, Median>()
  const pairs = pairsOf(needed)
  if (pairs.length === 0) return medians
  const { rows } = await sql<{ measure: number; year: number; median: number; schools: number }>`
    SELECT o.measure, o.year, percentile_cont(0.5) WITHIN GROUP (ORDER BY o.value) AS median, count(*)::integer AS schools
    FROM observations o JOIN schools s ON s.urn = o.urn
    WHERE o.measure = ANY(${[...new Set(pairs.map(({ id }) => id))]}::smallint[])
      AND (o.measure::integer * 10000 + o.year) = ANY(${pairs.map(({ id, year }) => id * 10_000 + year)}::integer[])
      AND o.value IS NOT NULL
      AND coalesce(s.type, '') !~* 'special|alternative|pupil referral|secure|hospital'
      AND coalesce(s.type_group, '') !~* 'independent|special'
    GROUP BY o.measure, o.year
    HAVING count(DISTINCT s.la_code) >= ${AUTHORITIES_OF_A_NATION}`.execute(db)
  for (const { measure, year, median, schools } of rows) {
    const code = measureById(measure)?.code
    if (code)
      medians.set(`${code}|${year}`, {
        value: median,
        basis: `of ${schools.toLocaleString('en-GB')} schools`,
      })
  }
  return medians
}

function pairsOf(needed: ReadonlyMap<string, ReadonlySet<ResultsYear>>): { id: number; year: ResultsYear }[] {
  return [...needed].flatMap(([code, years]) => [...years].map((year) => ({ id: measureOf(code).id, year })))
}

/** The two newest graded inspections of each school that had been published by that day, newest first. */
export async function loadInspections(
  db: Db,
  urns: readonly number[],
  asAt: string,
): Promise<Map<number, Inspection[]>> {
  const { rows } = await sql<{
    urn: number
    framework: string
    date: string
    category: string | null
    grades: Record<string, string | null>
  }>`
    SELECT urn, framework, date, category, grades FROM (
      SELECT i.urn, i.framework, i.started_on AS date, i.category, i.judgements AS grades,
        row_number() OVER (PARTITION BY i.urn ORDER BY i.started_on DESC, i.number DESC) AS place
      FROM inspections i
      WHERE i.kind IN ('graded', 'report card') AND coalesce(i.published_on, i.started_on) <= ${asAt}::date
        ${urns.length <= LOOK_UP_AT_MOST ? sql`AND i.urn = ANY(${[...urns]}::integer[])` : sql``}
    ) newest WHERE place <= 2 ORDER BY urn, place`.execute(db)
  const inspections = new Map<number, Inspection[]>()
  for (const { urn, framework, date, category, grades } of rows) {
    // Null where no published file said: unknown, not none.
    const inspection: Inspection = { date, framework, grades, category }
    const others = inspections.get(urn)
    if (others) others.push(inspection)
    else inspections.set(urn, [inspection])
  }
  return inspections
}

/** What the organisation of this transaction has recorded and what still stood on that day. */
export async function loadOwn(
  db: Db,
  asAt: string,
  urn: number | null = null,
): Promise<Map<number, Omit<Known, 'inspections'>>> {
  const own = new Map<number, { head: Headship | null; concerns: Concern[]; requests: string[] }>()
  const of = (school: number) => {
    const found = own.get(school) ?? { head: null, concerns: [], requests: [] }
    own.set(school, found)
    return found
  }
  const one = urn === null ? sql`` : sql`AND urn = ${urn}`
  // An interim head is no new head of the school's own; a vacancy is no head at all.
  const heads = await sql<{ urn: number; started_on: string | null; first_headship: boolean | null }>`
    SELECT DISTINCT ON (urn) urn, started_on, first_headship FROM headships
    WHERE kind IN ('substantive', 'executive') AND (started_on IS NULL OR started_on <= ${asAt}::date)
      AND (ended_on IS NULL OR ended_on >= ${asAt}::date) ${one}
    ORDER BY urn, started_on DESC NULLS LAST, recorded_on DESC`.execute(db)
  for (const row of heads.rows) of(row.urn).head = { from: row.started_on, firstHeadship: row.first_headship }
  const concerns = await sql<{ urn: number; kind: Concern['kind']; raised_on: string }>`
    SELECT urn, kind, raised_on FROM officer_concerns
    WHERE raised_on <= ${asAt}::date AND (ended_on IS NULL OR ended_on > ${asAt}::date) ${one}
    ORDER BY raised_on DESC`.execute(db)
  for (const row of concerns.rows) of(row.urn).concerns.push({ on: row.raised_on, kind: row.kind })
  const requests = await sql<{ urn: number; asked_on: string }>`
    SELECT urn, asked_on FROM support_requests
    WHERE asked_on <= ${asAt}::date AND (ended_on IS NULL OR ended_on > ${asAt}::date) ${one}
    ORDER BY asked_on DESC`.execute(db)
  for (const row of requests.rows) of(row.urn).requests.push(row.asked_on)
  return own
}

/** The newest results years that have been imported, not after `latest`; that year itself where nothing has. */
export async function newestResults(
  db: Db,
  latest: ResultsYear,
): Promise<{ ks2: ResultsYear; ks4: ResultsYear }> {
  const { rows } = await sql<{ kind: string; newest: string }>`
    SELECT kind, max(academic_year) AS newest FROM imports
    WHERE kind IN ('key-stage-2', 'key-stage-4') AND state = 'applied' AND academic_year <= ${academicYear(latest)}
    GROUP BY kind`.execute(db)
  const of = (kind: string) => {
    const newest = rows.find((row) => row.kind === kind)?.newest
    return newest ? Number(newest.slice(0, 4)) + 1 : latest
  }
  return { ks2: of('key-stage-2'), ks4: of('key-stage-4') }
}

/** The newest import there is; null before the first. */
export async function newestImport(db: Db): Promise<number | null> {
  const { rows } = await sql<{ id: number | null }>`SELECT max(id) AS id FROM imports`.execute(db)
  return rows[0]?.id ?? null
}
