// Running criteria: which year each is asked for, loading what they need, and every answer. The same for a
// page, a stored run, the command line and the benchmark. It writes nothing.
import type { Db } from '#platform/database.ts'
import type { Criterion, ResultsYear } from '#src/packs/conditions.rules.ts'
import { historiesOf } from '#src/schools/evidence/history.queries.ts'
import { measureOf } from '#src/schools/evidence/measures.rules.ts'
import { type SchoolFacts, latestResultsYear, neededFor } from './asked.rules.ts'
import type { Inspection, Median, Run } from './evidence.rules.ts'
import {
  type Scope,
  askInspections,
  computeMedians,
  loadFigures,
  loadOwn,
  newestResults,
  schoolsOpenOn,
  unregistered,
} from './evidence.queries.ts'
import { type Known, NOTHING_KNOWN } from './figures.rules.ts'
import { withEarlier } from './inspections.rules.ts'
import { PUBLISHED_MEDIANS, nationalTest } from './national-tests.rules.ts'
import { type Asked, type Result, identify } from './run.rules.ts'

export interface NamedCriterion {
  readonly name: string
  readonly criterion: Criterion
}

export interface Running {
  readonly criteria: readonly NamedCriterion[]
  readonly scope: Scope
  readonly asAt: string
  /** The results year asked for; null: the newest that is held, for each key stage. */
  readonly year: ResultsYear | null
  /** Without an organisation's own records there is no saying who asked or who is new. */
  readonly own: boolean
}

export interface Ran {
  readonly schools: readonly SchoolFacts[]
  readonly years: Readonly<Record<Criterion['stage'], ResultsYear>>
  /** Every answer, made as it is taken; to be taken once. */
  readonly results: Iterable<Result>
}

/** Loads what the criteria need, within the caller's transaction, and answers them. */
export async function runCriteria(db: Db, { criteria, scope, asAt, year, own }: Running): Promise<Ran> {
  const newest = year === null ? await newestResults(db, latestResultsYear(asAt)) : { ks2: year, ks4: year }
  const years = { ...newest, any: Math.max(newest.ks2, newest.ks4) }
  const asked = criteria.map(({ name, criterion }): Asked => ({
    name,
    criterion,
    year: years[criterion.stage],
  }))
  const needed = neededFor(asked, nationalTest)
  const registered = await schoolsOpenOn(db, scope, asAt)

  const unpublished = new Map(
    [...needed.medians].map(([code, all]): [string, Set<ResultsYear>] => [
      code,
      new Set([...all].filter((y) => PUBLISHED_MEDIANS[code]?.[y] === undefined)),
    ]),
  )
  let schools = registered
  const whole = scope.kind === 'england'
  const histories = needed.inspections ? await historiesOf(db, urnsOf(schools)) : null
  const everyUrn = [...urnsOf(schools), ...[...(histories?.values() ?? [])].flat()]
  const unpackInspections = needed.inspections ? await askInspections(db, everyUrn, whole, asAt) : null
  const figuresAsked = loadFigures(db, urnsOf(schools), needed.figures, whole, histories)
  // The next question leaves this process before the answer to the last one keeps it busy.
  await new Promise((sent) => setImmediate(sent))
  const inspections = withEarlier(
    unpackInspections?.() ?? new Map<number, Inspection[]>(),
    histories ?? new Map(),
  )
  let figures = await figuresAsked
  if (whole) {
    const others = await unregistered(db, [...figures.strangers])
    if (others.length > 0) {
      schools = [...registered, ...others]
      figures = await loadFigures(db, urnsOf(schools), needed.figures)
    }
  }
  const urns = urnsOf(schools)
  const computed = await computeMedians(db, unpublished)
  const records =
    own && needed.own
      ? await loadOwn(db, asAt, scope.kind === 'school' ? scope.urn : null)
      : new Map<number, Omit<Known, 'inspections'>>()

  const known = new Map<number, Known>()
  for (const urn of urns) {
    const ours = records.get(urn)
    const seen = inspections.get(urn)
    if (ours || seen) {
      known.set(urn, { ...NOTHING_KNOWN, ...ours, inspections: seen ?? [] })
    }
  }
  const run: Omit<Run, 'year'> = {
    asAt,
    own,
    median: (measure, y) => medianOf(measure, y, computed),
    measure: measureOf,
    test: nationalTest,
  }
  return { schools, years, results: identify(asked, schools, figures, known, run) }
}

const urnsOf = (schools: readonly SchoolFacts[]) => schools.map(({ urn }) => urn)

function medianOf(measure: string, year: ResultsYear, computed: ReadonlyMap<string, Median>): Median | null {
  const published = PUBLISHED_MEDIANS[measure]?.[year]
  if (published !== undefined) return { value: published, basis: 'published' }
  return computed.get(`${measure}|${year}`) ?? null
}
