// Runs of an organisation's criteria and their answers as they are kept. Making the answers is
// running.actions.ts.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import type { ResultsYear } from '#src/packs/conditions.rules.ts'
import type { Answer, EvidenceRow } from './evidence.rules.ts'
import type { Result } from './run.rules.ts'

export interface StoredRun {
  readonly id: string
  readonly packId: string
  readonly packName: string
  readonly packVersion: number
  readonly asAt: string
  /** The results year that was asked for; null: the newest that was held. */
  readonly askedYear: ResultsYear | null
  readonly years: { readonly ks2: number; readonly ks4: number; readonly any: number }
  readonly criteria: readonly { readonly id: string; readonly name: string }[]
  readonly schools: number
  /** The newest import there was: with pack, day and year it makes the run reproducible. */
  readonly lastImportId: number | null
  readonly runAt: Date
  readonly runBy: string | null
}

const runs = (db: Db) =>
  db
    .selectFrom('identification_runs as r')
    .innerJoin('adopted_packs as a', 'a.id', 'r.adopted_pack_id')
    .leftJoin('people as p', 'p.id', 'r.run_by')
    .select([
      'r.id',
      'a.id as packId',
      'a.name as packName',
      'a.version as packVersion',
      'r.as_at as asAt',
      'r.asked_year as askedYear',
      'r.years',
      'r.criteria',
      'r.schools',
      'r.last_import_id as lastImportId',
      'r.run_at as runAt',
      'p.name as runBy',
    ])

// `years` and `criteria` are written by insertRun alone.
const asRuns = (rows: Awaited<ReturnType<ReturnType<typeof runs>['execute']>>) =>
  rows as unknown as StoredRun[]

/**
 * The current run of the organisation of this transaction: that of the latest day, and of these the one made
 * last; null before the first. A run of an earlier year is not current.
 */
export async function newestRun(db: Db): Promise<StoredRun | null> {
  const [run] = asRuns(
    await runs(db).orderBy('r.as_at', 'desc').orderBy('r.run_at', 'desc').limit(1).execute(),
  )
  return run ?? null
}

/** One run; null when the organisation of this transaction has none of that id. */
export async function runById(db: Db, id: string): Promise<StoredRun | null> {
  const [run] = asRuns(await runs(db).where('r.id', '=', id).execute())
  return run ?? null
}

/** The runs, the one made last first. */
export async function runsMade(db: Db, limit: number, offset: number): Promise<StoredRun[]> {
  return asRuns(
    await runs(db).orderBy('r.run_at', 'desc').orderBy('r.id').limit(limit).offset(offset).execute(),
  )
}

export async function countRuns(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('identification_runs')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** For each of these runs how many schools meet a criterion and of how many one cannot say, within reach. */
export async function schoolsByRun(
  db: Db,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, { met: number; unknown: number }>> {
  const { rows } = await sql<{ id: string; met: number; unknown: number }>`
    SELECT r.run_id AS id, count(DISTINCT r.urn) FILTER (WHERE r.answer = 'met')::integer AS met,
      count(DISTINCT r.urn) FILTER (WHERE r.answer = 'unknown')::integer AS unknown
    FROM identification_results r
    WHERE r.run_id = ANY(${[...ids]}::uuid[]) AND r.answer <> 'not met'
      AND ${withinReach(actor, 'identify.view', { urn: 'r.urn' })}
    GROUP BY r.run_id`.execute(db)
  return new Map(rows.map(({ id, met, unknown }) => [id, { met, unknown }]))
}

/** How many imports have come, or been undone, since the run: its answers may differ if it is done again. */
export async function importsSince(db: Db, run: StoredRun): Promise<number> {
  const { rows } = await sql<{ imports: number }>`
    SELECT count(*)::integer AS imports FROM imports
    WHERE (state = 'applied' AND id > ${run.lastImportId ?? 0}) OR (undone_at > ${run.runAt} AND id <= ${run.lastImportId ?? 0})`.execute(
    db,
  )
  return rows[0]?.imports ?? 0
}

export async function insertRun(
  db: Db,
  run: {
    organisationId: string
    personId: string | null
    packId: string
    asAt: string
    year: ResultsYear | null
    years: StoredRun['years']
    criteria: StoredRun['criteria']
    schools: number
    lastImportId: number | null
  },
): Promise<string> {
  const { id } = await db
    .insertInto('identification_runs')
    .values({
      organisation_id: run.organisationId,
      adopted_pack_id: run.packId,
      as_at: run.asAt,
      asked_year: run.year,
      years: JSON.stringify(run.years),
      criteria: JSON.stringify(run.criteria),
      schools: run.schools,
      last_import_id: run.lastImportId,
      run_by: run.personId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Keeps answers, a few thousand at a time. */
export async function insertResults(
  db: Db,
  organisationId: string,
  runId: string,
  results: readonly Result[],
): Promise<void> {
  if (results.length === 0) return
  await sql`
    INSERT INTO identification_results (organisation_id, run_id, urn, criterion, answer, sentence, evidence)
    SELECT ${organisationId}::uuid, ${runId}::uuid, r.* FROM unnest(
      ${results.map(({ urn }) => urn)}::integer[],
      ${results.map(({ criterion }) => criterion)}::text[],
      ${results.map(({ answer }) => answer)}::text[],
      ${results.map(({ sentence }) => sentence)}::text[],
      ${results.map(({ evidence }) => JSON.stringify(evidence))}::jsonb[]) r`.execute(db)
}

export interface Wanted {
  readonly answer: Answer
  /** Criteria to keep; empty keeps all. */
  readonly criteria: readonly string[]
  readonly phase: string
  /** Part of a school's name, or its URN. */
  readonly words: string
  /** The id of the run, where it is not the current one; else ''. */
  readonly run: string
}

export interface SchoolWithReasons {
  readonly urn: number
  readonly name: string
  readonly town: string | null
  readonly phase: string | null
  readonly reasons: readonly { readonly criterion: string; readonly sentence: string }[]
}

/** The schools with that answer that the actor may see, most reasons first. `page` counts from 1; null gives all. */
export async function schoolsWithAnswer(
  db: Db,
  actor: Actor,
  run: StoredRun,
  wanted: Wanted,
  perPage: number,
  page: number | null,
): Promise<SchoolWithReasons[]> {
  const order = run.criteria.map(({ id }) => id)
  const { rows } = await sql<SchoolWithReasons>`
    SELECT s.urn, s.name, s.town, s.phase,
      json_agg(json_build_object('criterion', r.criterion, 'sentence', r.sentence)
        ORDER BY array_position(${order}::text[], r.criterion)) AS reasons
    FROM identification_results r JOIN schools s ON s.urn = r.urn
    WHERE ${conditions(actor, run, wanted)}
    GROUP BY s.urn
    ORDER BY count(*) DESC, s.name, s.urn
    ${page === null ? sql`` : sql`LIMIT ${perPage} OFFSET ${(page - 1) * perPage}`}`.execute(db)
  return rows
}

export async function countSchoolsWithAnswer(
  db: Db,
  actor: Actor,
  run: StoredRun,
  wanted: Wanted,
): Promise<number> {
  const { rows } = await sql<{ schools: number }>`
    SELECT count(DISTINCT r.urn)::integer AS schools
    FROM identification_results r JOIN schools s ON s.urn = r.urn
    WHERE ${conditions(actor, run, wanted)}`.execute(db)
  return rows[0]?.schools ?? 0
}

function conditions(actor: Actor, run: StoredRun, { answer, criteria, phase, words }: Wanted) {
  const pattern = `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return sql`r.run_id = ${run.id}::uuid AND r.answer = ${answer}
    AND ${withinReach(actor, 'identify.view', { urn: 'r.urn' })}
    ${criteria.length > 0 ? sql`AND r.criterion = ANY(${[...criteria]}::text[])` : sql``}
    ${phase ? sql`AND s.phase = ${phase}` : sql``}
    ${words ? sql`AND (s.name ILIKE ${pattern} OR s.urn::text = ${words})` : sql``}`
}

/** How many schools have each answer to each criterion, as far as the actor may see. */
export async function countsByCriterion(
  db: Db,
  actor: Actor,
  run: StoredRun,
): Promise<{ criterion: string; answer: Answer; schools: number }[]> {
  const { rows } = await sql<{ criterion: string; answer: Answer; schools: number }>`
    SELECT r.criterion, r.answer, count(*)::integer AS schools FROM identification_results r
    WHERE r.run_id = ${run.id}::uuid AND ${withinReach(actor, 'identify.view', { urn: 'r.urn' })}
    GROUP BY r.criterion, r.answer`.execute(db)
  return rows
}

/** Every answer of a run for one school, in the order of the criteria. */
export async function answersOfSchool(
  db: Db,
  run: StoredRun,
  urn: number,
): Promise<{ criterion: string; answer: Answer; sentence: string; evidence: EvidenceRow[] }[]> {
  const { rows } = await sql<{
    criterion: string
    answer: Answer
    sentence: string
    evidence: EvidenceRow[]
  }>`
    SELECT criterion, answer, sentence, evidence FROM identification_results
    WHERE run_id = ${run.id}::uuid AND urn = ${urn}
    ORDER BY array_position(${run.criteria.map(({ id }) => id)}::text[], criterion)`.execute(db)
  return rows
}

/** The phases of the organisation's schools, for a filter. */
export async function phasesOfRun(db: Db, run: StoredRun): Promise<string[]> {
  const { rows } = await sql<{ phase: string }>`
    SELECT DISTINCT s.phase FROM identification_results r JOIN schools s ON s.urn = r.urn
    WHERE r.run_id = ${run.id}::uuid AND s.phase IS NOT NULL ORDER BY s.phase`.execute(db)
  return rows.map(({ phase }) => phase)
}
