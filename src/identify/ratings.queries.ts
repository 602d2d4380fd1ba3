// Ratings of schools as they are kept, every one of them. One row a school in a term is standing.queries.ts.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import type { Direction, Rated, RatingWord } from './ratings.rules.ts'
import type { Term, TermName } from './terms.rules.ts'

export interface RatingRecord extends Term {
  readonly version: number
  readonly rating: RatingWord
  readonly direction: Direction
  readonly rationale: string
  readonly inModeration: boolean
  readonly by: string
  readonly on: string
}

/** Every rating of a school, the newest first. */
export async function ratingsOf(db: Db, urn: number): Promise<RatingRecord[]> {
  const { rows } = await sql<RatingRecord>`
    SELECT r.version, r.academic_year AS "academicYear", r.term, r.rating, r.direction, r.rationale,
      r.in_moderation AS "inModeration", p.name AS by, r.rated_on AS "on"
    FROM ratings r JOIN people p ON p.organisation_id = r.organisation_id AND p.id = r.rated_by
    WHERE r.urn = ${urn} ORDER BY r.version DESC`.execute(db)
  return rows
}

/**
 * Adds a rating on top of `version`, the newest that the person had read (0: none). False when somebody else
 * rated the school in the meantime: nothing is written then.
 */
export async function insertRating(
  db: Db,
  rating: Term & {
    organisationId: string
    personId: string
    urn: number
    version: number
    rating: RatingWord
    direction: Direction
    rationale: string
    inModeration: boolean
    on: string
  },
): Promise<boolean> {
  const { rows } = await sql`
    INSERT INTO ratings (organisation_id, urn, version, academic_year, term, rating, direction, rationale,
      in_moderation, rated_by, rated_on)
    SELECT ${rating.organisationId}::uuid, ${rating.urn}::integer, ${rating.version + 1}::integer,
      ${rating.academicYear}, ${rating.term}, ${rating.rating}, ${rating.direction}, ${rating.rationale},
      ${rating.inModeration}::boolean, ${rating.personId}::uuid, ${rating.on}::date
    WHERE ${rating.version} = coalesce((SELECT max(version) FROM ratings
      WHERE organisation_id = ${rating.organisationId}::uuid AND urn = ${rating.urn}), 0)
    ON CONFLICT (organisation_id, urn, version) DO NOTHING RETURNING 1`.execute(db)
  return rows.length > 0
}

/** All ratings made in a term of schools that the actor may see, in one area if one is given. */
export async function ratingsInTerm(
  db: Db,
  actor: Actor,
  { academicYear, term }: Term,
  areaId: string | null = null,
): Promise<Rated[]> {
  const { rows } = await sql<Rated & { term: TermName }>`
    SELECT r.urn, r.version, r.rating, r.rated_by AS "byId", p.name AS by, r.in_moderation AS "inModeration"
    FROM ratings r
    JOIN people p ON p.organisation_id = r.organisation_id AND p.id = r.rated_by
    JOIN organisation_schools o ON o.organisation_id = r.organisation_id AND o.urn = r.urn
    WHERE r.academic_year = ${academicYear} AND r.term = ${term}
      AND ${withinReach(actor, 'identify.view', { urn: 'r.urn' })}
      AND ${
        areaId === null
          ? sql`true`
          : sql`o.area_id IN (WITH RECURSIVE within AS (
              SELECT id FROM areas WHERE id = ${areaId}::uuid
              UNION SELECT a.id FROM areas a JOIN within w ON a.parent_id = w.id
            ) SELECT id FROM within)`
      }
    ORDER BY r.urn, r.version`.execute(db)
  return rows
}
