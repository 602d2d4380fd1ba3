// Decisions about categories as they are kept, every one of them. One row a school in a term is standing.queries.ts.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { DecisionOutcome, DecisionState, Decided } from './decisions.rules.ts'
import type { Term, TermName } from './terms.rules.ts'

export interface DecisionRecord extends Term {
  readonly id: string
  readonly version: number
  readonly outcome: DecisionOutcome
  readonly category: string | null
  readonly categoryName: string | null
  readonly kindOfSupport: string | null
  readonly minimumDays: number | null
  readonly reason: string | null
  readonly until: string | null
  readonly state: DecisionState
  readonly inModeration: boolean
  readonly preparedById: string | null
  readonly preparedBy: string | null
  readonly decidedById: string
  readonly by: string
  readonly on: string
  readonly at: Date
  /** What was proposed when it was decided; null where the school had no proposal. */
  readonly proposed: {
    readonly outcome: string
    readonly name: string | null
    readonly sentence: string
  } | null
}

/** Every decision about a school, or only those of one term, the newest first. */
export async function decisionsOf(db: Db, urn: number, term: Term | null = null): Promise<DecisionRecord[]> {
  const { rows } = await sql<DecisionRecord>`
    SELECT d.id, d.version, d.academic_year AS "academicYear", d.term, d.outcome, d.category,
      d.category_name AS "categoryName", d.kind_of_support AS "kindOfSupport", d.minimum_days AS "minimumDays",
      d.reason, d.until, d.state, d.in_moderation AS "inModeration", d.prepared_by AS "preparedById",
      pp.name AS "preparedBy", d.decided_by AS "decidedById", p.name AS by, d.decided_on AS "on",
      d.decided_at AS at,
      CASE WHEN q.urn IS NULL THEN NULL ELSE jsonb_build_object('outcome', q.outcome, 'sentence', q.sentence,
        'name', (SELECT c ->> 'name' FROM jsonb_array_elements(r.categories) c WHERE c ->> 'id' = q.category))
      END AS proposed
    FROM category_decisions d
    JOIN people p ON p.organisation_id = d.organisation_id AND p.id = d.decided_by
    LEFT JOIN people pp ON pp.organisation_id = d.organisation_id AND pp.id = d.prepared_by
    JOIN category_rounds r ON r.organisation_id = d.organisation_id AND r.id = d.round_id
    LEFT JOIN category_proposals q ON q.round_id = d.round_id AND q.urn = d.urn
    WHERE d.urn = ${urn}
      AND ${term === null ? sql`true` : sql`d.academic_year = ${term.academicYear} AND d.term = ${term.term}`}
    ORDER BY d.academic_year DESC, array_position(ARRAY['autumn', 'spring', 'summer'], d.term) DESC, d.version DESC`.execute(
    db,
  )
  return rows
}

/**
 * Adds a decision on top of `version`, the newest that the person had read (0: none). False when somebody else
 * decided in the meantime: nothing is written then, and what they decided stays.
 */
export async function insertDecision(
  db: Db,
  decision: Decided &
    Term & {
      organisationId: string
      personId: string
      urn: number
      version: number
      roundId: string
      state: DecisionState
      preparedBy: string | null
      inModeration: boolean
      on: string
    },
): Promise<boolean> {
  const { category } = decision
  // The newest must be the one that was read: a number beyond it would leave a gap and hide the one between.
  const { rows } = await sql`
    INSERT INTO category_decisions (organisation_id, urn, academic_year, term, version, round_id, outcome,
      category, category_name, kind_of_support, minimum_days, reason, until, state, in_moderation, prepared_by,
      decided_by, decided_on)
    SELECT ${decision.organisationId}::uuid, ${decision.urn}::integer, ${decision.academicYear}, ${decision.term},
      ${decision.version + 1}::integer, ${decision.roundId}::uuid, ${decision.outcome}, ${category?.id ?? null},
      ${category?.name ?? null}, ${category?.kindOfSupport ?? null}, ${category?.minimumDays ?? null}::integer,
      ${decision.reason}, ${decision.until}::date, ${decision.state}, ${decision.inModeration}::boolean,
      ${decision.preparedBy}::uuid, ${decision.personId}::uuid, ${decision.on}::date
    WHERE ${decision.version} = coalesce((SELECT max(version) FROM category_decisions
      WHERE organisation_id = ${decision.organisationId}::uuid AND urn = ${decision.urn}
        AND academic_year = ${decision.academicYear} AND term = ${decision.term}), 0)
    ON CONFLICT (organisation_id, urn, academic_year, term, version) DO NOTHING RETURNING 1`.execute(db)
  return rows.length > 0
}

/** The terms of which something was proposed, newest first. */
export async function termsProposed(db: Db): Promise<Term[]> {
  const { rows } = await sql<{ academicYear: string; term: TermName }>`
    SELECT DISTINCT academic_year AS "academicYear", term,
      array_position(ARRAY['autumn', 'spring', 'summer'], term) AS place
    FROM category_rounds ORDER BY academic_year DESC, place DESC`.execute(db)
  return rows.map(({ academicYear, term }) => ({ academicYear, term }))
}
