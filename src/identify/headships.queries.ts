// Owns the SQL of headships: who leads a school since when, as the organisation recorded it, and what it said to
// the changes that the register shows. The register's changes themselves are written by imports.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import type { HeadChange, Headship } from './headships.rules.ts'

/**
 * Records the head in post. The one before ends on the day the new one begins (on `on`, the day it was recorded,
 * when nobody knows that day), or on its own first day if it was to begin later.
 */
export async function insertHeadship(
  db: Db,
  headship: {
    organisationId: string
    personId: string | null
    urn: number
    kind: 'substantive' | 'acting' | 'interim' | 'executive' | 'vacant'
    startedOn: string | null
    firstHeadship: boolean | null
    source: string
    on: string
  },
): Promise<void> {
  await db
    .updateTable('headships')
    .set((e) => ({
      // greatest passes over a beginning that is not known.
      ended_on: sql<string>`greatest(started_on, ${headship.startedOn ?? headship.on}::date)`,
      version: e('version', '+', 1),
    }))
    .where('urn', '=', headship.urn)
    .where('ended_on', 'is', null)
    .where((e) =>
      headship.startedOn === null
        ? e.lit(true)
        : e.or([e('started_on', 'is', null), e('started_on', '<=', headship.startedOn)]),
    )
    .execute()
  await db
    .insertInto('headships')
    .values({
      organisation_id: headship.organisationId,
      urn: headship.urn,
      kind: headship.kind,
      started_on: headship.startedOn,
      first_headship: headship.firstHeadship,
      source: headship.source,
      recorded_by: headship.personId,
      recorded_on: headship.on,
    })
    .execute()
}

export async function headOf(
  db: Db,
  urn: number,
): Promise<{ kind: string; startedOn: string | null; firstHeadship: boolean | null; source: string } | null> {
  const row = await db
    .selectFrom('headships')
    .select(['kind', 'started_on as startedOn', 'first_headship as firstHeadship', 'source'])
    .where('urn', '=', urn)
    .where('ended_on', 'is', null)
    .orderBy('started_on', 'desc')
    .orderBy('recorded_on', 'desc')
    .executeTakeFirst()
  return row ?? null
}

export type RecordedHeadship = Headship & {
  id: string
  endedOn: string | null
  recordedOn: string
  by: string | null
}

/** Every headship recorded of a school, the one in force first, then newest first. */
export async function headshipsOf(db: Db, urn: number): Promise<RecordedHeadship[]> {
  return db
    .selectFrom('headships as h')
    .leftJoin('people as p', 'p.id', 'h.recorded_by')
    .select([
      'h.id',
      'h.kind',
      'h.started_on as startedOn',
      'h.ended_on as endedOn',
      'h.first_headship as firstHeadship',
      'h.source',
      'h.recorded_on as recordedOn',
      'p.name as by',
    ])
    .where('h.urn', '=', urn)
    .orderBy((e) => e('h.ended_on', 'is not', null))
    .orderBy('h.started_on', (o) => o.desc().nullsLast())
    .orderBy('h.recorded_on', 'desc')
    .execute()
}

/**
 * Changes of the head's name in the register that nobody of the organisation has spoken to: neither recorded a
 * headship since the file was brought in, nor said that it was none. Of one school, or of all within reach;
 * not older than `since` (ISO date). Newest first.
 */
export async function openHeadChanges(
  db: Db,
  actor: Actor,
  { urn = null, since }: { urn?: number | null; since: string },
): Promise<HeadChange[]> {
  const { rows } = await sql<HeadChange>`
    SELECT c.id, c.urn, s.name AS school, c.before, c.after, c.seen_before AS "seenBefore", c.seen_after AS "seenAfter"
    FROM register_head_changes c
      JOIN organisation_schools o ON o.urn = c.urn
      JOIN schools s ON s.urn = c.urn
      JOIN imports i ON i.id = c.import_id
    WHERE coalesce(c.seen_after, i.imported_at::date) >= ${since}::date
      AND (${urn}::int IS NULL OR c.urn = ${urn}) AND ${withinReach(actor, 'headships.view', { urn: 'c.urn' })}
      AND NOT EXISTS (SELECT FROM head_changes_dismissed a WHERE a.change_id = c.id AND a.urn = c.urn)
      AND NOT EXISTS (SELECT FROM headships h WHERE h.urn = c.urn AND h.recorded_on >= i.imported_at::date)
      AND NOT EXISTS (SELECT FROM register_head_changes l WHERE l.urn = c.urn AND l.id > c.id)
    ORDER BY c.seen_after DESC NULLS LAST, c.urn, c.id LIMIT 200`.execute(db)
  return rows
}

/** Keeps that a change in the register is no new head; false when there is no such change at this school. */
export async function dismissHeadChange(
  db: Db,
  said: {
    organisationId: string
    personId: string
    urn: number
    changeId: number
    why: string | null
    on: string
  },
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO head_changes_dismissed (organisation_id, urn, change_id, why, dismissed_by, dismissed_on)
    SELECT ${said.organisationId}, c.urn, c.id, ${said.why}, ${said.personId}, ${said.on}::date
    FROM register_head_changes c WHERE c.id = ${said.changeId} AND c.urn = ${said.urn}
    ON CONFLICT (organisation_id, change_id) DO NOTHING RETURNING id`.execute(db)
  return rows.length > 0
}
