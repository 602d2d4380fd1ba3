// Owns what stands on somebody's start page: agreements that wait, sessions not yet recorded. Reads what the
// areas below keep; writes nothing.
import { sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { withinReach } from '#platform/reach.ts'
import type { Waiting } from './my-work.rules.ts'

/** Agreements between proposal and activity within the actor's reach, the longest waiting first; at most 100. */
export async function waitingAgreements(db: Db, actor: Actor): Promise<Waiting[]> {
  const { rows } = await sql<Waiting>`
    SELECT a.id, a.urn, coalesce(h.name, 'School ' || a.urn) AS school, p.name AS supporter, a.state,
      s.person_id AS "supporterPersonId", a.proposed_by AS "proposedById", a.sent_at::text AS "sentAt",
      a.cost_pence AS "costPence",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('party', g.party, 'personId', g.person_id, 'name', '', 'signedAt', '')), '[]')
        FROM agreement_signatures g WHERE g.organisation_id = a.organisation_id AND g.agreement_id = a.id) AS signatures
    FROM agreements a
    JOIN supporters s ON s.organisation_id = a.organisation_id AND s.id = a.supporter_id
    JOIN people p ON p.organisation_id = s.organisation_id AND p.id = s.person_id
    LEFT JOIN schools h ON h.urn = a.urn
    WHERE a.state IN ('proposed', 'approved', 'signed')
      AND ${withinReach(actor, 'agreements.view', { urn: 'a.urn', person: 's.person_id', record: 'a.id' })}
    ORDER BY a.created_at LIMIT 100`.execute(db)
  return rows
}

export type DueSession = { agreementId: string; school: string; on: string }

/** Sessions planned for a day before `today` whose running record is open, where this person is the supporter. */
export async function sessionsToRecord(db: Db, actor: Actor, today: string): Promise<DueSession[]> {
  const { rows } = await sql<DueSession>`
    SELECT a.id AS "agreementId", coalesce(h.name, 'School ' || a.urn) AS school, x.session_on AS "on"
    FROM support_sessions x
    JOIN agreements a ON a.organisation_id = x.organisation_id AND a.id = x.agreement_id
    JOIN supporters s ON s.organisation_id = a.organisation_id AND s.id = a.supporter_id
    LEFT JOIN schools h ON h.urn = a.urn
    WHERE x.state = 'planned' AND x.session_on < ${today} AND a.state IN ('active', 'paused') AND s.person_id = ${actor.personId}
    ORDER BY x.session_on LIMIT 20`.execute(db)
  return rows
}

export type ActiveSupport = {
  id: string
  school: string
  supporter: string
  halfDays: number
  heldHalfDays: number
  endsOn: string
}

/** Active agreements within reach, those that end soonest first; at most `most`. */
export async function activeSupport(db: Db, actor: Actor, most: number): Promise<ActiveSupport[]> {
  const { rows } = await sql<ActiveSupport>`
    SELECT a.id, coalesce(h.name, 'School ' || a.urn) AS school, p.name AS supporter, a.half_days AS "halfDays",
      (SELECT coalesce(sum(x.half_days), 0)::integer FROM support_sessions x
        WHERE x.organisation_id = a.organisation_id AND x.agreement_id = a.id AND x.state = 'held') AS "heldHalfDays",
      a.ends_on AS "endsOn"
    FROM agreements a
    JOIN supporters s ON s.organisation_id = a.organisation_id AND s.id = a.supporter_id
    JOIN people p ON p.organisation_id = s.organisation_id AND p.id = s.person_id
    LEFT JOIN schools h ON h.urn = a.urn
    WHERE a.state = 'active'
      AND ${withinReach(actor, 'agreements.view', { urn: 'a.urn', person: 's.person_id', record: 'a.id' })}
    ORDER BY a.ends_on, school LIMIT ${most}`.execute(db)
  return rows
}

/** The schools that a person's roles name one by one: a head's own, a governor's. */
export async function ownSchools(db: Db, urns: readonly number[]): Promise<{ urn: number; name: string }[]> {
  if (urns.length === 0) return []
  return db
    .selectFrom('schools')
    .select(['urn', 'name'])
    .where('urn', 'in', [...urns])
    .orderBy('name')
    .execute()
}
