// One row a school: what is proposed for it in a term, what was decided, how it is rated. For the lists of
// decisions and ratings, the moderation meeting and the school's own row in them. It reads; the slices write.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import type { DecisionOutcome } from './decisions.rules.ts'
import type { Direction, RatingWord } from './ratings.rules.ts'
import type { Term, TermName } from './terms.rules.ts'

/** person: somebody has to look. proposed: somebody has to say yes or no. outside: the pack has no category. */
export const STANDINGS = ['person', 'proposed', 'prepared', 'deferred', 'decided', 'outside'] as const
export type Standing = (typeof STANDINGS)[number]

export interface SchoolInTerm {
  readonly urn: number
  readonly name: string
  readonly town: string | null
  readonly phase: string | null
  readonly area: string | null
  readonly standing: Standing
  readonly proposal: {
    readonly outcome: 'proposed' | 'unknown' | 'outside'
    readonly category: string | null
    readonly sentence: string
  } | null
  readonly decision: {
    readonly version: number
    readonly state: 'prepared' | 'final'
    readonly outcome: DecisionOutcome
    readonly category: string | null
    readonly categoryName: string | null
    readonly reason: string | null
    readonly until: string | null
    readonly by: string
    readonly on: string
    readonly inModeration: boolean
  } | null
  /** The newest rating there is, of this term or an earlier one. */
  readonly rating: {
    readonly version: number
    readonly rating: RatingWord
    readonly direction: Direction
    readonly rationale: string
    readonly academicYear: string
    readonly term: TermName
    readonly by: string
    readonly on: string
    readonly inModeration: boolean
  } | null
}

export interface TermQuery {
  readonly term: Term
  /** For deferrals whose day has come. */
  readonly today: string
  /** null: every one. */
  readonly standing: Standing | null
  /** Only schools without a rating in the term, only those with one, or all. */
  readonly rated: 'yes' | 'no' | null
  readonly areaId: string | null
  readonly phase: string
  /** Part of a school's name, or its URN. */
  readonly words: string
}

/** One row a school that the actor may see, by name. `page` counts from 1; null gives all. */
export async function schoolsInTerm(
  db: Db,
  actor: Actor,
  query: TermQuery,
  perPage = 50,
  page: number | null = null,
): Promise<SchoolInTerm[]> {
  const { rows } = await sql<SchoolInTerm>`
    SELECT x.* FROM (${everySchool(actor, query)}) x WHERE ${narrowed(query)}
    ORDER BY x.name, x.urn
    ${page === null ? sql`` : sql`LIMIT ${perPage} OFFSET ${(page - 1) * perPage}`}`.execute(db)
  return rows
}

/** How many schools stand where, and how many are rated, before `standing` and `rated` narrow the list. */
export async function countInTerm(
  db: Db,
  actor: Actor,
  query: TermQuery,
): Promise<{ standings: Record<Standing, number>; rated: number; notRated: number }> {
  const { rows } = await sql<{ standing: Standing; rated: boolean; schools: number }>`
    SELECT x.standing, x."isRated" AS rated, count(*)::integer AS schools
    FROM (${everySchool(actor, { ...query, standing: null, rated: null })}) x GROUP BY 1, 2`.execute(db)
  const of = (isMeant: (row: { standing: Standing; rated: boolean }) => boolean) =>
    rows.filter(isMeant).reduce((sum, { schools }) => sum + schools, 0)
  const standings = Object.fromEntries(
    STANDINGS.map((standing) => [standing, of((row) => row.standing === standing)]),
  ) as Record<Standing, number>
  return { standings, rated: of((row) => row.rated), notRated: of((row) => !row.rated) }
}

const narrowed = ({ standing, rated }: TermQuery): RawBuilder<SqlBool> => sql<SqlBool>`
  ${standing === null ? sql`true` : sql`x.standing = ${standing}`}
  AND ${rated === null ? sql`true` : rated === 'yes' ? sql`x."isRated"` : sql`NOT x."isRated"`}`

/**
 * Every school that is open, or of which the register does not say: no missing figure, no missing proposal and
 * no unknown answer takes a school out of these rows.
 */
function everySchool(actor: Actor, { term, today, areaId, phase, words }: TermQuery) {
  const pattern = `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return sql`
    SELECT s.urn, s.name, s.town, s.phase, a.name AS area,
      CASE
        WHEN d.outcome = 'deferred' AND d.state = 'final' THEN CASE WHEN d.until > ${today} THEN 'deferred' ELSE 'person' END
        WHEN d.state = 'final' THEN 'decided'
        WHEN d.state = 'prepared' THEN 'prepared'
        WHEN p.outcome = 'outside' THEN 'outside'
        WHEN p.outcome = 'proposed' THEN 'proposed'
        ELSE 'person'
      END AS standing,
      CASE WHEN p.urn IS NULL THEN NULL ELSE
        jsonb_build_object('outcome', p.outcome, 'category', p.category, 'sentence', p.sentence) END AS proposal,
      CASE WHEN d.id IS NULL THEN NULL ELSE
        jsonb_build_object('version', d.version, 'state', d.state, 'outcome', d.outcome, 'category', d.category,
          'categoryName', d.category_name, 'reason', d.reason, 'until', d.until, 'by', dp.name,
          'on', d.decided_on, 'inModeration', d.in_moderation) END AS decision,
      CASE WHEN r.id IS NULL THEN NULL ELSE
        jsonb_build_object('version', r.version, 'rating', r.rating, 'direction', r.direction,
          'rationale', r.rationale, 'academicYear', r.academic_year, 'term', r.term, 'by', rp.name,
          'on', r.rated_on, 'inModeration', r.in_moderation) END AS rating,
      coalesce(r.academic_year = ${term.academicYear} AND r.term = ${term.term}, false) AS "isRated"
    FROM organisation_schools o
    JOIN schools s ON s.urn = o.urn
    LEFT JOIN areas a ON a.organisation_id = o.organisation_id AND a.id = o.area_id
    LEFT JOIN category_proposals p ON p.organisation_id = o.organisation_id AND p.urn = o.urn AND p.round_id = (
      SELECT id FROM category_rounds WHERE academic_year = ${term.academicYear} AND term = ${term.term}
      ORDER BY proposed_at DESC LIMIT 1)
    LEFT JOIN LATERAL (
      SELECT * FROM category_decisions c WHERE c.organisation_id = o.organisation_id AND c.urn = o.urn
        AND c.academic_year = ${term.academicYear} AND c.term = ${term.term} ORDER BY c.version DESC LIMIT 1) d ON true
    LEFT JOIN people dp ON dp.organisation_id = d.organisation_id AND dp.id = d.decided_by
    LEFT JOIN LATERAL (
      SELECT * FROM ratings g WHERE g.organisation_id = o.organisation_id AND g.urn = o.urn
      ORDER BY g.version DESC LIMIT 1) r ON true
    LEFT JOIN people rp ON rp.organisation_id = r.organisation_id AND rp.id = r.rated_by
    WHERE (s.is_open OR s.status IS NULL)
      AND ${withinReach(actor, 'identify.view', { urn: 'o.urn' })}
      AND ${areaId === null ? sql`true` : sql`o.area_id IN (${areasWithin(areaId)})`}
      AND ${phase === '' ? sql`true` : sql`s.phase = ${phase}`}
      AND ${words === '' ? sql`true` : sql`(s.name ILIKE ${pattern} OR s.urn::text = ${words})`}`
}

const areasWithin = (areaId: string) => sql`
  WITH RECURSIVE within AS (
    SELECT id FROM areas WHERE id = ${areaId}::uuid
    UNION SELECT a.id FROM areas a JOIN within w ON a.parent_id = w.id
  ) SELECT id FROM within`

/** The phases of the organisation's schools, for a filter. */
export async function phasesOfSchools(db: Db): Promise<string[]> {
  const { rows } = await sql<{ phase: string }>`
    SELECT DISTINCT s.phase FROM organisation_schools o JOIN schools s ON s.urn = o.urn
    WHERE s.phase IS NOT NULL ORDER BY s.phase`.execute(db)
  return rows.map(({ phase }) => phase)
}

/** The areas in which the actor's schools lie, by name. */
export async function areasWithSchools(db: Db, actor: Actor): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    SELECT DISTINCT a.id, a.name FROM organisation_schools o
    JOIN areas a ON a.organisation_id = o.organisation_id AND a.id = o.area_id
    WHERE ${withinReach(actor, 'identify.view', { urn: 'o.urn' })} ORDER BY a.name`.execute(db)
  return rows
}
