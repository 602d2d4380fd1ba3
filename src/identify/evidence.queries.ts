// Loading what a run rests on: schools, figures by column, medians, inspections, and what the organisation
// itself knows. A few set-wise queries whatever the number of schools. Tables are schools' and identify's own.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { academicYear, type ResultsYear } from '#src/packs/conditions.rules.ts'
import {
  type Columns,
  integersOf,
  readStretches,
  type Stretch,
} from '#src/schools/evidence/columns.queries.ts'
import { historiesOf } from '#src/schools/evidence/history.queries.ts'
import { measureOf, placeOf, sourceNumbers } from '#src/schools/evidence/measures.rules.ts'
import { quantile } from '#src/schools/evidence/medians.rules.ts'
import type { Needed, SchoolFacts } from './asked.rules.ts'
import type { Concern, Headship, Inspection, Median, OwnRating } from './evidence.rules.ts'
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
  if (scope.kind !== 'organisation') return rows
  const there = new Set(rows.map(({ urn }) => urn))
  return [...rows, ...(await openUnderAnotherUrn(db, within, asAt, there))]
}

/**
 * Schools of ours that were not yet open on that day and took the place of one that was: they were there, under
 * another URN, and are asked with the history they have. `there`: the schools asked under their own URN, whose
 * successors are not asked as well.
 */
async function openUnderAnotherUrn(
  db: Db,
  within: RawBuilder<SqlBool>,
  asAt: string,
  there: ReadonlySet<number>,
): Promise<SchoolFacts[]> {
  const { rows } = await sql<SchoolFacts>`
    SELECT s.urn, s.name, s.la_code AS authority, s.phase, s.type, s.type_group AS "typeGroup",
      s.low_age AS "lowAge", s.high_age AS "highAge"
    FROM schools s WHERE ${within} AND s.opened_on > ${asAt}::date AND s.status IS DISTINCT FROM 'Proposed to open'`.execute(
    db,
  )
  if (rows.length === 0) return []
  const histories = await historiesOf(
    db,
    rows.map(({ urn }) => urn),
  )
  const before = [...new Set([...histories.values()].flat())]
  const open = await sql<{ urn: number }>`
    SELECT urn FROM schools WHERE urn = ANY (${before}::integer[]) AND (opened_on IS NULL OR opened_on <= ${asAt}::date)
      AND closed_on > ${asAt}::date`.execute(db)
  const wasOpen = new Set(open.rows.map(({ urn }) => urn))
  return rows.filter(({ urn }) => histories.get(urn)?.some((one) => wasOpen.has(one) && !there.has(one)))
}

/**
 * Of schools that have figures, those that stand in no register that was imported: with the key stages they
 * have figures for. They too must get their answer.
 */
export async function unregistered(db: Db, urns: readonly number[]): Promise<SchoolFacts[]> {
  const unknown = await sql<{ urn: number }>`
    SELECT u AS urn FROM unnest(${[...urns]}::integer[]) u WHERE NOT EXISTS (SELECT FROM schools s WHERE s.urn = u)`.execute(
    db,
  )
  if (unknown.rows.length === 0) return []
  const { rows } = await sql<{ urn: number; ks2: boolean; ks4: boolean }>`
    SELECT o.urn, bool_or(o.source = ${sourceNumbers['key stage 2']}) AS ks2, bool_or(o.source = ${sourceNumbers['key stage 4']}) AS ks4
    FROM observations o WHERE o.urn = ANY (${unknown.rows.map(({ urn }) => urn)}::integer[])
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

/** The figures that are needed, for these schools and under the URNs they bore before, in columns; `whole`: read every school's, to see who else has some; `known`: those URNs, where they have been read. */
export async function loadFigures(
  db: Db,
  urns: readonly number[],
  needed: Needed['figures'],
  whole = false,
  known: ReadonlyMap<number, readonly number[]> | null = null,
): Promise<Figures> {
  if (needed.size === 0) return new Figures(urns, needed)
  const histories = known ?? (await historiesOf(db, urns))
  const only =
    !whole && urns.length <= LOOK_UP_AT_MOST
      ? [...new Set([...urns, ...[...histories.values()].flat()])]
      : null
  const figures = new Figures(urns, needed, histories)
  await readStretches(
    db,
    stretchesOf(needed),
    { reasons: true, only },
    ({ year, codes }, { urns: schools, columns }) =>
      figures.add(year, schools, new Map(codes.map((code, i) => [code, columns[i]!]))),
  )
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
  const stretches = stretchesOf(needed)
  if (stretches.length === 0) return medians
  const read: (Columns & { year: ResultsYear; codes: readonly string[] })[] = []
  await readStretches(db, stretches, {}, ({ year, codes }, found) => read.push({ year, codes, ...found }))
  // Of a year that nobody holds there is nothing to compute, and no need to know the schools.
  const held = read.filter(({ columns }) => columns.some(({ values }) => !values.every(Number.isNaN)))
  if (held.length === 0) return medians
  // Types are few and schools many: each type is looked at once. No authority is 0.
  const { rows } = await sql<{ urns: Buffer; authorities: Buffer }>`
    SELECT array_send(array_agg(urn)) AS urns, array_send(array_agg(coalesce(la_code, 0)::integer)) AS authorities FROM schools
    GROUP BY type, type_group
    HAVING coalesce(type, '') !~* 'special|alternative|pupil referral|secure|hospital'
      AND coalesce(type_group, '') !~* 'independent|special'`.execute(db)
  const authorityOf = new Map<number, number>()
  for (const row of rows) {
    const authorities = integersOf(row.authorities)
    integersOf(row.urns).forEach((urn, i) => authorityOf.set(urn, authorities[i]!))
  }
  for (const { codes, year, urns, columns } of held)
    for (const [i, code] of codes.entries()) {
      const authorities = new Set<number>()
      const values = columns[i]!.values.filter((value, at) => {
        if (Number.isNaN(value)) return false
        const authority = authorityOf.get(urns[at]!)
        if (authority) authorities.add(authority)
        return authority !== undefined
      })
      if (authorities.size >= AUTHORITIES_OF_A_NATION)
        medians.set(`${code}|${year}`, {
          value: quantile(values.sort(), 0.5),
          basis: `of ${values.length.toLocaleString('en-GB')} schools`,
        })
    }
  return medians
}

/** What is read in one go: measures of one source and year, each with its place. */
type Wanted = Stretch & { codes: string[]; places: number[] }

function stretchesOf(needed: ReadonlyMap<string, ReadonlySet<ResultsYear>>): Wanted[] {
  const stretches = new Map<string, Wanted>()
  for (const [code, years] of needed)
    for (const year of years) {
      const { source, place } = placeOf(measureOf(code))
      const key = `${source}|${year}`
      const stretch = stretches.get(key) ?? { source, year, codes: [], places: [] }
      stretch.codes.push(code)
      stretch.places.push(place)
      stretches.set(key, stretch)
    }
  return [...stretches.values()]
}

/** Days since 1 January 2000, as PostgreSQL counts them, in its text. */
const dates = new Map<number, string>()
function dateOf(day: number): string {
  let date = dates.get(day)
  if (date === undefined)
    dates.set(day, (date = new Date(Date.UTC(2000, 0, 1 + day)).toISOString().slice(0, 10)))
  return date
}

/**
 * The two newest graded inspections of each school that had been published by that day, newest first; `whole`: of
 * all schools, not of these only. Asked at once, unpacked when the caller says: PostgreSQL may work meanwhile.
 */
export async function askInspections(
  db: Db,
  urns: readonly number[],
  whole: boolean,
  asAt: string,
): Promise<() => Map<number, Inspection[]>> {
  // In columns: a row for each of a country's inspections takes longer to hand over than to find. None of our
  // own words holds a line break, and JSON none as such.
  const { rows } = await sql<
    Record<'urns' | 'days', Buffer | null> & Record<'frameworks' | 'categories' | 'judgements', string | null>
  >`
    SELECT array_send(array_agg(urn)) AS urns, array_send(array_agg(started_on)) AS days,
      string_agg(framework, E'\n') AS frameworks, string_agg(coalesce(category, ''), E'\n') AS categories,
      string_agg(judgements::text, E'\n') AS judgements
    FROM (
      SELECT urn, started_on, framework, category, judgements FROM inspections i
      WHERE i.kind IN ('graded', 'report card') AND coalesce(i.published_on, i.started_on) <= ${asAt}::date
        ${!whole && urns.length <= LOOK_UP_AT_MOST ? sql`AND i.urn = ANY(${[...urns]}::integer[])` : sql``}
      ORDER BY urn, started_on DESC, number DESC
    ) newest_first`.execute(db)
  const [found] = rows
  return () => {
    const inspections = new Map<number, Inspection[]>()
    const days = integersOf(found?.days)
    const frameworks = found?.frameworks?.split('\n') ?? []
    const categories = found?.categories?.split('\n') ?? []
    const judgements = found?.judgements?.split('\n') ?? []
    const read = new Map<string, Inspection['grades']>()
    for (const [i, urn] of integersOf(found?.urns).entries()) {
      const others = inspections.get(urn)
      if (others && others.length >= 2) continue
      const text = judgements[i] ?? '{}'
      let grades = read.get(text)
      if (!grades) read.set(text, (grades = JSON.parse(text) as Inspection['grades']))
      const inspection: Inspection = {
        date: dateOf(days[i]!),
        framework: frameworks[i]!,
        grades,
        // Null where no published file said: unknown, not none.
        category: categories[i] === '' ? null : categories[i]!,
      }
      if (others) others.push(inspection)
      else inspections.set(urn, [inspection])
    }
    return inspections
  }
}

/** What the organisation of this transaction has recorded and what still stood on that day. */
export async function loadOwn(
  db: Db,
  asAt: string,
  urn: number | null = null,
): Promise<Map<number, Omit<Known, 'inspections'>>> {
  const own = new Map<
    number,
    { head: Headship | null; concerns: Concern[]; requests: string[]; rating: OwnRating | null }
  >()
  const of = (school: number) => {
    const found = own.get(school) ?? { head: null, concerns: [], requests: [], rating: null }
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
  const ratings = await sql<{ urn: number; rating: OwnRating['rating']; rated_on: string }>`
    SELECT DISTINCT ON (urn) urn, rating, rated_on FROM ratings WHERE rated_on <= ${asAt}::date ${one}
    ORDER BY urn, version DESC`.execute(db)
  for (const row of ratings.rows) of(row.urn).rating = { on: row.rated_on, rating: row.rating }
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
