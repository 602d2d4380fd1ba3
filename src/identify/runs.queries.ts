// Runs of an organisation's criteria and their answers as they are kept. Making the answers is
// running.actions.ts.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import type { Answer, EvidenceRow } from './criteria.rules.ts'
import type { Result } from './run.rules.ts'

export interface StoredRun {
  readonly id: string
  readonly packId: string
  readonly packName: string
  readonly packVersion: number
  readonly asAt: string
  readonly years: { readonly ks2: number; readonly ks4: number; readonly any: number }
  readonly criteria: readonly { readonly id: string; readonly name: string }[]
  readonly schools: number
  readonly runAt: Date
  readonly runBy: string | null
}

/** The newest run of the organisation of this transaction; null before the first. */
export async function newestRun(db: Db): Promise<StoredRun | null> {
  const row = await db
    .selectFrom('identification_runs as r')
    .innerJoin('adopted_packs as a', 'a.id', 'r.adopted_pack_id')
    .leftJoin('people as p', 'p.id', 'r.run_by')
    .select([
      'r.id',
      'a.id as packId',
      'a.name as packName',
      'a.version as packVersion',
      'r.as_at as asAt',
      'r.years',
      'r.criteria',
      'r.schools',
      'r.run_at as runAt',
      'p.name as runBy',
    ])
    .orderBy('r.run_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  // Both columns are written by insertRun alone.
  return row ? (row as unknown as StoredRun) : null
}

export async function insertRun(
  db: Db,
  run: {
    organisationId: string
    personId: string | null
    packId: string
    asAt: string
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
