// Owns the SQL of similar schools: the pool of open schools of one kind with what they are matched on, and what
// the matched ones are shown with. How they are matched is similar.rules.ts.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { readColumns } from '../evidence/columns.queries.ts'
import { measureOf, placeOf, type Measure } from '../evidence/measures.rules.ts'
import { kindOf, runByOf, type Traits } from './similar.rules.ts'

type Registered = {
  urn: number
  la_code: number | null
  phase: string | null
  type_group: string | null
  low_age: number | null
  high_age: number | null
  admissions: string | null
  pupils: number | null
}

export type Pool = {
  school: Traits
  /** Open schools of the school's kind in England, itself among them if it is open. */
  traits: Traits[]
  /** The authority of each, by URN. */
  authorities: Map<number, number | null>
  /** The academic years (ending) of which disadvantage and prior attainment are; null where nobody has any. */
  years: { disadvantage: number | null; prior: number | null }
  /** The measure of prior attainment for schools of this kind; null for kinds without. */
  priorMeasure: Measure | null
}

const disadvantage = measureOf('fsm_ever6_percent')

/** Prior attainment of the year group that sat the key stage of the school's own kind. */
function priorOf(kind: string | null): Measure | null {
  if (kind === 'primary' || kind === 'junior') return measureOf('ks2_prior_average')
  return kind?.startsWith('secondary') || kind === 'all-through' ? measureOf('ks4_prior_average') : null
}

/** What a school and all open schools of its kind are matched on. Reads one column a figure, whole. */
export async function poolFor(db: Db, school: Registered): Promise<Pool> {
  const kind = kindOf(school)
  const { rows } = await sql<Registered>`
    SELECT urn, la_code, phase, type_group, low_age, high_age, admissions, pupils FROM schools
    WHERE is_open AND school_population(phase, type_group) = school_population(${school.phase}, ${school.type_group})`.execute(
    db,
  )
  const same = kind === null ? [] : rows.filter((row) => kindOf(row) === kind)
  const priorMeasure = priorOf(kind)
  const fsm = await newestColumn(db, disadvantage, school)
  const prior = priorMeasure === null ? null : await newestColumn(db, priorMeasure, school)
  const traits = (row: Registered): Traits => ({
    urn: row.urn,
    kind,
    size: row.pupils,
    disadvantage: fsm?.values.get(row.urn) ?? null,
    prior: prior?.values.get(row.urn) ?? null,
    runBy: runByOf(row.type_group),
  })
  return {
    school: traits(school),
    traits: same.map(traits),
    authorities: new Map(same.map((row) => [row.urn, row.la_code])),
    years: { disadvantage: fsm?.year ?? null, prior: prior?.year ?? null },
    priorMeasure,
  }
}

/**
 * A measure of all schools in the newest year of which at least half as many have it as in the fullest year: a
 * year of which only some authorities' files are held would leave most of the country out.
 */
async function newestColumn(
  db: Db,
  measure: Measure,
  { phase, type_group }: Pick<Registered, 'phase' | 'type_group'>,
): Promise<{ year: number; values: Map<number, number> } | null> {
  const { source, place } = placeOf(measure)
  const { rows } = await sql<{ year: number; schools: number }>`
    SELECT year, schools[${sql.raw(String(place))}] AS schools FROM medians_by_area
    WHERE area = 'England' AND source = ${source} AND schools[${sql.raw(String(place))}] IS NOT NULL
      AND population IN ('all', school_population(${phase}, ${type_group}))
    ORDER BY year DESC`.execute(db)
  const fullest = Math.max(0, ...rows.map((row) => row.schools))
  const year = rows.find((row) => row.schools * 2 >= fullest)?.year
  if (year === undefined) return null
  return { year, values: await columnOf(db, measure, year, null) }
}

async function columnOf(
  db: Db,
  measure: Measure,
  year: number,
  only: readonly number[] | null,
): Promise<Map<number, number>> {
  const { source, place } = placeOf(measure)
  const { urns, columns } = await readColumns(db, { source, year }, [place], { only })
  const values = new Map<number, number>()
  columns[0]?.values.forEach((value, i) => {
    if (!Number.isNaN(value)) values.set(urns[i]!, value)
  })
  return values
}

export type ShownSchool = {
  urn: number
  name: string
  town: string | null
  authority: string | null
}

/** The names and places of some schools. */
export async function namesOf(db: Db, urns: readonly number[]): Promise<Map<number, ShownSchool>> {
  const { rows } = await sql<ShownSchool>`
    SELECT urn, name, town, la_name AS authority FROM schools WHERE urn = ANY (${[...urns]}::int[])`.execute(
    db,
  )
  return new Map(rows.map((row) => [row.urn, row]))
}

/** What some schools achieved in a measure and year, to be read beside the match. Those without a number are not in it. */
export const achievedBy = (
  db: Db,
  measure: Measure,
  year: number,
  urns: readonly number[],
): Promise<Map<number, number>> => columnOf(db, measure, year, urns)
