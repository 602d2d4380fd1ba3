// Owns reading needs with their schools, and what the last run of the criteria says about a school.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import { positionOf } from '#src/directory/supporters.queries.ts'
import { searchWords } from '#src/directory/supporters.rules.ts'
import type { NeedEntry, NeedState } from './needs.rules.ts'
import type { NeedPlace } from './shortlist.rules.ts'

export type NeedRecord = {
  id: string
  version: number
  state: NeedState
  stateReason: string | null
  entry: NeedEntry
  school: NeedPlace & { phase: string | null; type: string | null }
  createdBy: string | null
  createdOn: string
  /** The supporters chosen from the shortlist, with who chose them and what was set aside. */
  choices: readonly {
    supporterId: string
    name: string
    warnings: readonly string[]
    reason: string | null
    chosenBy: string
  }[]
}

async function needsWhere(db: Db, condition: RawBuilder<SqlBool>): Promise<NeedRecord[]> {
  const { rows } = await sql<NeedRecord>`
    SELECT n.id, n.version, n.state, n.state_reason AS "stateReason", by.name AS "createdBy",
      n.created_at::date AS "createdOn",
      jsonb_build_object('urn', n.urn, 'comesFrom', n.comes_from, 'reason', n.reason, 'themes', n.themes,
        'phase', n.phase, 'designations', n.designations, 'halfDays', n.half_days, 'startsOn', n.starts_on,
        'endsOn', n.ends_on, 'waysOfWorking', n.ways_of_working, 'notSameTown', n.not_same_town,
        'otherLimits', n.other_limits) AS entry,
      jsonb_build_object('urn', n.urn, 'name', coalesce(h.name, 'School ' || n.urn), 'town', h.town,
        'trustCode', h.trust_code, 'pupils', h.pupils, 'fsmPercent', h.fsm_percent, 'phase', h.phase, 'type', h.type,
        'position', ${positionOf('h', 'hc')}) AS school,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('supporterId', c.supporter_id, 'name', sp.name,
        'warnings', c.warnings, 'reason', c.reason, 'chosenBy', cp.name) ORDER BY c.chosen_at), '[]')
        FROM need_choices c
        JOIN supporters s ON s.organisation_id = c.organisation_id AND s.id = c.supporter_id
        JOIN people sp ON sp.organisation_id = s.organisation_id AND sp.id = s.person_id
        JOIN people cp ON cp.organisation_id = c.organisation_id AND cp.id = c.chosen_by
        WHERE c.organisation_id = n.organisation_id AND c.need_id = n.id) AS choices
    FROM needs n
    LEFT JOIN people by ON by.organisation_id = n.organisation_id AND by.id = n.created_by
    LEFT JOIN schools h ON h.urn = n.urn
    LEFT JOIN school_coordinates hc ON hc.urn = h.urn
    WHERE ${condition}`.execute(db)
  return rows
}

/** One need, if the actor may see it; undefined when there is none, or it is somebody else's. */
export async function needById(db: Db, actor: Actor, id: string): Promise<NeedRecord | undefined> {
  return (
    await needsWhere(
      db,
      sql<SqlBool>`n.id = ${id}::uuid AND ${withinReach(actor, 'needs.view', { urn: 'n.urn' })}`,
    )
  )[0]
}

export type NeedFilters = { words: string; state: string; theme: string; phase: string }
export type NeedRow = {
  id: string
  urn: number
  school: string
  state: NeedState
  themes: string[]
  phase: string
  halfDays: number
  startsOn: string
  endsOn: string
  createdOn: string
}

/** Needs within the actor's reach, the ones that begin soonest first. `state` '' is everything but withdrawn. */
export async function listNeeds(
  db: Db,
  actor: Actor,
  filters: NeedFilters,
  page?: { limit: number; offset: number },
): Promise<{ rows: NeedRow[]; total: number }> {
  const parts: RawBuilder<SqlBool>[] = [
    withinReach(actor, 'needs.view', { urn: 'n.urn' }),
    filters.state ? sql<SqlBool>`n.state = ${filters.state}` : sql<SqlBool>`n.state <> 'withdrawn'`,
  ]
  for (const word of searchWords(filters.words))
    parts.push(
      sql<SqlBool>`(h.search_text LIKE ${`%${word}%`} OR word_similarity(${word}, h.search_text) >= 0.5 OR n.urn::text = ${word})`,
    )
  if (filters.theme) parts.push(sql<SqlBool>`${filters.theme} = ANY(n.themes)`)
  if (filters.phase) parts.push(sql<SqlBool>`n.phase = ${filters.phase}`)
  const { rows } = await sql<NeedRow & { total: number }>`
    SELECT n.id, n.urn, coalesce(h.name, 'School ' || n.urn) AS school, n.state, n.themes, n.phase,
      n.half_days AS "halfDays", n.starts_on AS "startsOn", n.ends_on AS "endsOn",
      n.created_at::date AS "createdOn", count(*) OVER () AS total
    FROM needs n LEFT JOIN schools h ON h.urn = n.urn
    WHERE ${sql.join(parts, sql` AND `)}
    ORDER BY n.starts_on, school, n.id
    LIMIT ${page?.limit ?? null} OFFSET ${page?.offset ?? 0}`.execute(db)
  return { rows, total: rows[0]?.total ?? 0 }
}

/** Why the last run of the criteria says that a school needs support, a sentence a criterion; none when it says nothing. */
export async function reasonsFor(db: Db, urn: number): Promise<string[]> {
  const { rows } = await sql<{ sentence: string }>`
    SELECT r.sentence FROM identification_results r
    WHERE r.urn = ${urn} AND r.answer = 'met'
      AND r.run_id = (SELECT id FROM identification_runs ORDER BY as_at DESC, run_at DESC LIMIT 1)
    ORDER BY r.criterion`.execute(db)
  return rows.map(({ sentence }) => sentence)
}

/** The agreement that a need leads to, while it has not ended; null when there is none. */
export async function agreementFor(db: Db, needId: string): Promise<string | null> {
  const row = await db
    .selectFrom('agreements')
    .select('id')
    .where('need_id', '=', needId)
    .where('state', 'not in', ['cancelled', 'ended early', 'completed'])
    .executeTakeFirst()
  return row?.id ?? null
}
