// Owns the SQL of one school's page: the school, the schools it replaced, its figures with medians, its
// inspections, its groups, and which file each came from.
import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Schools } from '#platform/database.types.ts'
import { type Joined, MOST_STEPS } from '../evidence/history.rules.ts'
import { type Measure, measures, placeOf, type Source, sourceNumbers } from '../evidence/measures.rules.ts'
import { neighboursOf } from '../evidence/medians.rules.ts'
import {
  earlierOf,
  type Median,
  type Point,
  pointsOf,
  type Published,
  type Series,
  speaksOf,
} from './series.rules.ts'

export type School = Selectable<Schools>

export async function schoolByUrn(db: Db, urn: number): Promise<School | null> {
  return (await db.selectFrom('schools').selectAll().where('urn', '=', urn).executeTakeFirst()) ?? null
}

/** The school whose URN an address names; null for anything that is no URN of the register. */
export const schoolByAddress = async (db: Db, address: string | undefined): Promise<School | null> =>
  /^\d{6}$/.test(address ?? '') ? schoolByUrn(db, Number(address)) : null

export type Link = {
  urn: number
  type: string
  name: string | null
  on: string | null
  state: string | null
  inRegister: boolean
  importId: number
}

/** Schools linked to this one, as GIAS says, each once a kind. */
export async function linksOf(db: Db, urn: number): Promise<Link[]> {
  const { rows } = await sql<Link>`
    SELECT l.linked_urn AS urn, l.link_type AS type, coalesce(s.name, l.linked_name) AS name, l.established_on AS on,
      s.status AS state, s.urn IS NOT NULL AS "inRegister", l.import_id AS "importId"
    FROM school_links l LEFT JOIN schools s ON s.urn = l.linked_urn
    WHERE l.urn = ${urn} ORDER BY l.established_on NULLS LAST, l.linked_urn LIMIT 100`.execute(db)
  return rows
}

/**
 * The schools this one took the place of one for one, newest first (the view school_replacements says which).
 */
export async function replacedBy(
  db: Db,
  urn: number,
): Promise<{ urn: number; name: string | null; until: string | null }[]> {
  const { rows } = await sql<{ urn: number; name: string | null; until: string | null }>`
    SELECT urn, name, until FROM replaced_one_for_one(${urn}, ${MOST_STEPS}) ORDER BY step`.execute(db)
  return rows
}

/**
 * The rows of figures of some schools and sources. Years are named one by one, because the key is source, year,
 * school: a hundred short looks in place of a second index, which each import would pay for.
 */
async function rowsOf(
  db: Db,
  urns: readonly number[],
  wanted: readonly Measure[],
): Promise<{ measure: Measure; point: Point }[]> {
  const sources = [...new Set(wanted.map((m) => placeOf(m).source))]
  const { rows } = await sql<{
    urn: number
    year: number
    source: number
    cohort: number | null
    importId: number
    figures: string
    reasons: string | null
    origins: string | null
  }>`
    SELECT o.urn, o.year, o.source, o.cohort, o.import_id AS "importId", o.figures::text AS figures,
      o.reasons::text AS reasons, o.origins::text AS origins
    FROM observations o
    WHERE o.source = ANY (${sources}::smallint[]) AND o.urn = ANY (${urns}::int[])
      AND o.year = ANY (ARRAY(SELECT generate_series(1990, 2100)::smallint))`.execute(db)
  const places = wanted.map((measure) => ({ measure, ...placeOf(measure) }))
  return rows.flatMap(({ urn, year, source, cohort, importId, ...row }) => {
    const figures = elementsOf(row.figures)
    const reasons = elementsOf(row.reasons)
    const origins = elementsOf(row.origins)
    return places.flatMap(({ measure, source: its, place }) => {
      if (its !== source) return []
      const figure = figures[place - 1] ?? null
      const flag = reasons[place - 1] ?? null
      if (figure === null && flag === null) return []
      const value = figure === null ? null : Number(figure)
      const origin = origins[place - 1] ?? null
      const point = { urn, year, cohort, value, flag, importId: origin === null ? importId : Number(origin) }
      return [{ measure, point }]
    })
  })
}

/** The elements of an array as PostgreSQL writes it; none of ours holds a comma or a quotation mark of its own. */
const elementsOf = (array: string | null): (string | null)[] =>
  array === null
    ? []
    : (array.includes('"') ? array.replaceAll('"', '') : array)
        .slice(1, -1)
        .split(',')
        .map((element) => (element === 'NULL' ? null : element))

/** What decides which schools a school is compared with. */
export type Compared = Pick<
  School,
  'urn' | 'la_code' | 'la_name' | 'district_code' | 'district' | 'phase' | 'type_group'
>

/**
 * All figures of some measures for a school and those it replaced, with medians, one series a measure; beside
 * them, apart, those of the schools it came from otherwise.
 */
export async function seriesOf(
  db: Db,
  school: Compared,
  replaced: readonly number[],
  wanted: readonly Measure[],
  joined: readonly Joined[] = [],
): Promise<Series[]> {
  if (wanted.length === 0) return []
  const byMeasure = new Map(wanted.map((measure): [number, Point[]] => [measure.id, []]))
  const own = [school.urn, ...replaced]
  for (const { measure, point } of await rowsOf(db, [...own, ...joined.map(({ urn }) => urn)], wanted))
    byMeasure.get(measure.id)?.push(point)

  const areas = {
    all: 'England',
    authority: String(school.la_code ?? ''),
    district: school.district_code ?? school.district ?? '',
    neighbours: neighboursOf(school.la_code ?? 0),
  }
  const sources = [...new Set(wanted.map((m) => placeOf(m).source))]
  const { rows } = await sql<
    Record<'medians' | 'lower' | 'upper' | 'schools' | 'area', string> & { source: number; year: number }
  >`
    SELECT m.source, m.year, m.area, m.medians::text AS medians, m.lower_quartiles::text AS lower, m.upper_quartiles::text AS upper,
      m.schools::text AS schools
    FROM medians_by_area m
    WHERE m.area = ANY (${Object.values(areas)}::text[])
      AND m.population IN ('all', school_population(${school.phase}, ${school.type_group}))
      AND m.source = ANY (${sources}::smallint[])`.execute(db)
  const compared = rows.map(({ source, year, area, ...of }) => {
    const [medians, lower, upper, schools] = [of.medians, of.lower, of.upper, of.schools].map(elementsOf)
    return { source, year, area, medians, lower, upper, schools }
  })
  const published = await publishedOf(
    db,
    school,
    wanted.map((m) => m.id),
  )
  return wanted.map((measure) => {
    const { source, place } = placeOf(measure)
    const medianOf = (area: string) =>
      new Map(
        compared.flatMap((m): [number, Median][] => {
          const median = m.area === area && m.source === source ? m.medians?.[place - 1] : null
          const number = (of: (string | null)[] | undefined) => Number(of?.[place - 1])
          return median === null || median === undefined
            ? []
            : [
                [
                  m.year,
                  {
                    median: Number(median),
                    lower: number(m.lower),
                    upper: number(m.upper),
                    schools: number(m.schools),
                  },
                ],
              ]
        }),
      )
    const found = byMeasure.get(measure.id) ?? []
    return {
      measure,
      points: pointsOf(
        own,
        found.filter(({ urn }) => own.includes(urn)),
      ),
      before: earlierOf(joined, found),
      all: medianOf(areas.all),
      authority: medianOf(areas.authority),
      district: medianOf(areas.district),
      neighbours: medianOf(areas.neighbours),
      published: published.filter((p) => p.measure === measure.id),
    }
  })
}

/** What publishers say of England and of the school's authority, of schools of its kind; oldest first. */
async function publishedOf(
  db: Db,
  school: Pick<School, 'la_code' | 'la_name' | 'phase' | 'type_group'>,
  ids: readonly number[],
): Promise<(Published & { measure: number })[]> {
  const { rows } = await sql<Published & { measure: number }>`
    SELECT measure, year, CASE WHEN area = 'England' THEN area ELSE 'Authority' END AS area, population, value, flag,
      import_id AS "importId"
    FROM area_observations
    WHERE area = ANY (${['England', String(school.la_code ?? ''), school.la_name ?? '']}::text[])
      AND measure = ANY (${ids}::smallint[])
    ORDER BY measure, year, area DESC, population`.execute(db)
  return rows.filter((row) => speaksOf(row.population, school))
}

/** The measures of which a school, or one it replaced, has any figure or stated reason. */
export async function measuresOf(db: Db, urns: readonly number[]): Promise<Measure[]> {
  const found = new Set((await rowsOf(db, urns, measures)).map(({ measure }) => measure))
  return measures.filter((measure) => found.has(measure)).sort((a, b) => a.id - b.id)
}

/** Changes of the head's name between two files of the register. */
export async function headChangesOf(db: Db, urn: number) {
  return db
    .selectFrom('register_head_changes')
    .select(['before', 'after', 'seen_before as between', 'seen_after as and', 'import_id as importId'])
    .where('urn', '=', urn)
    .execute()
}

/** The newest year of each source of figures with a number, of a school or one it replaced, and when it was brought in. */
export async function newestFiguresOf(
  db: Db,
  urns: readonly number[],
): Promise<{ source: Source; year: number; on: string; importId: number }[]> {
  const { rows } = await sql<{ source: number; year: number; importId: number; on: string }>`
    SELECT DISTINCT ON (o.source) o.source, o.year, o.import_id AS "importId", i.imported_at::date AS on
    FROM observations o JOIN imports i ON i.id = o.import_id
    WHERE o.source = ANY (${Object.values(sourceNumbers)}::smallint[]) AND o.urn = ANY (${urns}::int[])
      AND o.year = ANY (ARRAY(SELECT generate_series(1990, 2100)::smallint)) AND num_nonnulls(VARIADIC o.figures) > 0
    ORDER BY o.source, o.year DESC, array_position(${urns}::int[], o.urn)`.execute(db)
  const names = new Map(Object.entries(sourceNumbers).map(([name, number]) => [number, name as Source]))
  return rows.flatMap(({ source: number, ...found }) => {
    const source = names.get(number)
    return source ? [{ source, ...found }] : []
  })
}

export type Inspection = {
  urn: number
  number: string
  kind: string
  framework: string
  type: string | null
  startedOn: string
  publishedOn: string | null
  urnAtTime: number | null
  nameAtTime: string | null
  event: string | null
  outcome: string | null
  category: string | null
  /** Whether a published file said anything of a category, be it that there was none. */
  categoryStated: boolean
  judgements: Record<string, string>
  importId: number
}

/** The days on which schools opened and closed. */
export async function livesOf(db: Db, urns: readonly number[]) {
  if (urns.length === 0) return []
  return db
    .selectFrom('schools')
    .select(['urn', 'opened_on', 'opened_reason', 'closed_on', 'closed_reason', 'import_id'])
    .where('urn', 'in', urns)
    .execute()
}

/** Inspections of a school and of those it replaced, newest first, each once. */
export async function inspectionsOf(db: Db, urns: readonly number[]): Promise<Inspection[]> {
  const { rows } = await sql<Inspection>`
    SELECT DISTINCT ON (started_on, number) urn, number, kind, framework, type, started_on AS "startedOn", published_on AS "publishedOn",
      urn_at_time AS "urnAtTime", name_at_time AS "nameAtTime", outcome, event, nullif(category, 'none') AS category, category IS NOT NULL AS "categoryStated", judgements, import_id AS "importId"
    FROM inspections WHERE urn = ANY (${urns}::int[])
    ORDER BY started_on DESC, number, array_position(${urns}::int[], urn)`.execute(db)
  return rows
}

export type Membership = {
  uid: number
  name: string
  kind: string | null
  joinedOn: string | null
  importId: number
}

export async function groupsOf(db: Db, urn: number): Promise<Membership[]> {
  const { rows } = await sql<Membership>`
    SELECT g.uid, g.name, g.kind, m.joined_on AS "joinedOn", m.import_id AS "importId"
    FROM school_group_members m JOIN school_groups g ON g.uid = m.group_uid
    WHERE m.urn = ${urn} ORDER BY g.kind, g.name`.execute(db)
  return rows
}

export type Deprivation = { decile: number | null; importId: number }

/** How deprived the school's neighbourhood is: decile 1 is the most deprived tenth of England. */
export async function deprivationOf(db: Db, lsoa: string | null): Promise<Deprivation | null> {
  if (lsoa === null) return null
  const row = await db
    .selectFrom('area_deprivation')
    .select(['imd_decile', 'import_id'])
    .where('lsoa_code', '=', lsoa)
    .executeTakeFirst()
  return row ? { decile: row.imd_decile, importId: row.import_id } : null
}

export type Origin = {
  id: number
  kind: string
  fileName: string
  dataDate: string | null
  academicYear: string | null
  importedAt: Date
}

/** The imports that figures and records came from. */
export async function originsOf(db: Db, importIds: readonly number[]): Promise<Map<number, Origin>> {
  const ids = [...new Set(importIds)]
  const { rows } = await sql<Origin>`
    SELECT id, kind, file_name AS "fileName", data_date AS "dataDate", academic_year AS "academicYear", imported_at AS "importedAt"
    FROM imports WHERE id = ANY (${ids}::int[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}
