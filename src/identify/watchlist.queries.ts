// The schools that somebody watches and what changed for each since they last looked. What they did themselves is
// no news to them.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import type { Change } from './watchlist.rules.ts'

export interface WatchedSchool {
  readonly urn: number
  readonly name: string
  readonly town: string | null
  readonly lookedAt: Date
  readonly changes: readonly Change[]
}

/** What a page shows up to: kept when somebody says that they have looked, so that nothing later is lost. */
export interface Seen {
  /** A moment with its zone. */
  readonly moment: string
  readonly importId: number
}

/**
 * Where "now" stands. A little in the past: a write that has its moment already and is not yet to be seen will
 * come up next time rather than never.
 */
export async function seenUpTo(db: Db): Promise<Seen> {
  const { rows } = await sql<Seen>`
    SELECT (clock_timestamp() - interval '5 seconds')::text AS moment,
      coalesce((SELECT max(id) FROM imports), 0) AS "importId"`.execute(db)
  return rows[0] ?? { moment: '', importId: 0 }
}

export async function isWatched(db: Db, actor: Actor, urn: number): Promise<boolean> {
  const row = await db
    .selectFrom('watched_schools')
    .select('urn')
    .where('person_id', '=', actor.personId)
    .where('urn', '=', urn)
    .executeTakeFirst()
  return row !== undefined
}

export async function watch(db: Db, actor: Actor, urn: number): Promise<void> {
  await sql`
    INSERT INTO watched_schools (organisation_id, person_id, urn, looked_import)
    VALUES (${actor.organisationId}, ${actor.personId}, ${urn}, coalesce((SELECT max(id) FROM imports), 0))
    ON CONFLICT DO NOTHING`.execute(db)
}

export async function unwatch(db: Db, actor: Actor, urn: number): Promise<void> {
  await db
    .deleteFrom('watched_schools')
    .where('person_id', '=', actor.personId)
    .where('urn', '=', urn)
    .execute()
}

/** Marks as looked at, up to what was shown: one school, or all (null). Never moves backwards. */
export async function markLooked(
  db: Db,
  actor: Actor,
  { moment, importId }: Seen,
  urn: number | null,
): Promise<void> {
  await sql`
    UPDATE watched_schools SET
      looked_at = greatest(looked_at, least(${moment}::timestamptz, clock_timestamp())),
      looked_import = greatest(looked_import, least(${importId}, (SELECT coalesce(max(id), 0) FROM imports)))
    WHERE person_id = ${actor.personId} AND ${urn === null ? sql`true` : sql`urn = ${urn}`}`.execute(db)
}

/** The watched schools that the actor may still see; those with changes first. */
export async function watchedSchools(db: Db, actor: Actor): Promise<WatchedSchool[]> {
  const me = sql`${actor.personId}::uuid`
  // The moment of a concern, a request or a headship is that of its entry in the audit record.
  const entered = (table: string) => sql`
    (SELECT a.at FROM audit_entries a WHERE a.organisation_id = w.organisation_id AND a.table_name = ${table}
      AND a.row_key = x.id::text AND a.action = 'insert')`
  const { rows } = await sql<Omit<WatchedSchool, 'lookedAt'> & { lookedAt: Date }>`
    WITH w AS (
      SELECT o.*, s.name, s.town FROM watched_schools o JOIN schools s ON s.urn = o.urn
      WHERE o.person_id = ${me} AND ${withinReach(actor, 'identify.view', { urn: 'o.urn' })}
        AND EXISTS (SELECT FROM organisation_schools mine WHERE mine.organisation_id = o.organisation_id AND mine.urn = o.urn)
    ), changes AS (
      SELECT w.urn, m.imported_at AS at, jsonb_build_object('kind', 'inspection', 'on', x.started_on) AS change
      FROM w JOIN LATERAL (
        SELECT * FROM inspections i WHERE i.urn = w.urn ORDER BY i.started_on DESC LIMIT 1) x ON true
      JOIN imports m ON m.id = x.import_id
      WHERE x.import_id > w.looked_import
      UNION ALL
      SELECT w.urn, m.imported_at, jsonb_build_object('kind', 'figures', 'what', m.kind, 'academicYear', m.academic_year)
      FROM w JOIN imports m ON m.id > w.looked_import
      -- One school's figures are found by naming the sources and years.
      WHERE EXISTS (SELECT FROM (SELECT DISTINCT (id / 100 * 100)::smallint AS source FROM measures) n
        CROSS JOIN generate_series(1990, extract(year FROM now())::integer + 1) year
        JOIN observations x ON x.source = n.source AND x.year = year.year::smallint AND x.urn = w.urn
        WHERE x.import_id = m.id OR m.id = ANY (x.origins))
      UNION ALL
      SELECT w.urn, x.decided_at, jsonb_build_object('kind', 'decision', 'outcome', x.outcome,
        'category', x.category_name, 'isFinal', x.state = 'final', 'by', p.name, 'on', x.decided_on)
      FROM w JOIN category_decisions x ON x.urn = w.urn AND x.decided_at > w.looked_at
      JOIN people p ON p.organisation_id = x.organisation_id AND p.id = x.decided_by
      WHERE x.decided_by <> ${me}
      UNION ALL
      SELECT w.urn, r.proposed_at, jsonb_build_object('kind', 'proposal', 'on', r.proposed_at::date,
        'category', (SELECT c ->> 'name' FROM jsonb_array_elements(r.categories) c WHERE c ->> 'id' = x.category))
      FROM w JOIN LATERAL (
        SELECT * FROM category_rounds r ORDER BY r.proposed_at DESC LIMIT 1) r ON r.proposed_at > w.looked_at
      JOIN category_proposals x ON x.round_id = r.id AND x.urn = w.urn AND x.outcome <> 'outside'
      WHERE x.category IS DISTINCT FROM (
        SELECT b.category FROM category_proposals b JOIN category_rounds br ON br.id = b.round_id
        WHERE b.urn = w.urn AND br.proposed_at < r.proposed_at ORDER BY br.proposed_at DESC LIMIT 1)
      UNION ALL
      SELECT w.urn, x.rated_at, jsonb_build_object('kind', 'rating', 'rating', x.rating, 'direction', x.direction,
        'by', p.name, 'on', x.rated_on)
      FROM w JOIN ratings x ON x.urn = w.urn AND x.rated_at > w.looked_at
      JOIN people p ON p.organisation_id = x.organisation_id AND p.id = x.rated_by
      WHERE x.rated_by <> ${me}
      UNION ALL
      SELECT w.urn, ${entered('officer_concerns')}, jsonb_build_object('kind', 'concern', 'concern', x.kind,
        'by', coalesce(p.name, 'An officer'), 'on', x.raised_on)
      FROM w JOIN officer_concerns x ON x.urn = w.urn
      LEFT JOIN people p ON p.organisation_id = x.organisation_id AND p.id = x.raised_by
      WHERE x.raised_by IS DISTINCT FROM ${me} AND ${entered('officer_concerns')} > w.looked_at
      UNION ALL
      SELECT w.urn, ${entered('support_requests')}, jsonb_build_object('kind', 'request', 'on', x.asked_on)
      FROM w JOIN support_requests x ON x.urn = w.urn
      WHERE x.asked_by IS DISTINCT FROM ${me} AND ${entered('support_requests')} > w.looked_at
      UNION ALL
      SELECT w.urn, ${entered('headships')}, jsonb_build_object('kind', 'head', 'headship', x.kind, 'on', x.recorded_on)
      FROM w JOIN headships x ON x.urn = w.urn
      WHERE x.recorded_by IS DISTINCT FROM ${me} AND ${entered('headships')} > w.looked_at
        AND ${withinReach(actor, 'headships.view', { urn: 'w.urn' })}
    )
    SELECT w.urn, w.name, w.town, w.looked_at AS "lookedAt",
      coalesce((SELECT jsonb_agg(c.change ORDER BY c.at DESC) FROM changes c WHERE c.urn = w.urn), '[]') AS changes
    FROM w ORDER BY (NOT EXISTS (SELECT FROM changes c WHERE c.urn = w.urn)), w.name, w.urn`.execute(db)
  return rows
}
