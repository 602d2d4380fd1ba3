// Owns reading agreements with their need, supporter, school and signatures; and who has to be told of one.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import type { Role } from '#platform/permissions.ts'
import { withinReach } from '#platform/reach.ts'
import { searchWords } from '#src/directory/supporters.rules.ts'
import type { AgreementState, AgreementTerms, Signature } from './agreements.rules.ts'

export type AgreementRecord = {
  id: string
  version: number
  state: AgreementState
  stateReason: string | null
  stateOn: string | null
  needId: string
  urn: number
  school: string
  supporterId: string
  supporterPersonId: string
  supporter: string
  homeSchool: string | null
  homeUrn: number | null
  terms: AgreementTerms
  costPence: number
  proposedById: string
  proposedBy: string
  proposedOn: string
  sentAt: string | null
  approvedBy: string | null
  approvedOn: string | null
  approvalNote: string | null
  signatures: Signature[]
  /** Half days in sessions held, and planned. */
  heldHalfDays: number
  plannedHalfDays: number
}

const FROM = sql`FROM agreements a
  JOIN supporters s ON s.organisation_id = a.organisation_id AND s.id = a.supporter_id
  JOIN people sp ON sp.organisation_id = s.organisation_id AND sp.id = s.person_id
  JOIN people pp ON pp.organisation_id = a.organisation_id AND pp.id = a.proposed_by
  LEFT JOIN people ap ON ap.organisation_id = a.organisation_id AND ap.id = a.approved_by
  LEFT JOIN schools h ON h.urn = a.urn
  LEFT JOIN schools hh ON hh.urn = sp.home_urn`

const halfDaysIn = (
  state: string,
) => sql`(SELECT coalesce(sum(x.half_days), 0)::integer FROM support_sessions x
  WHERE x.organisation_id = a.organisation_id AND x.agreement_id = a.id AND x.state = ${state})`

/** How far somebody sees agreements: those of their schools and areas, and a supporter's own. */
const inReach = (actor: Actor) =>
  withinReach(actor, 'agreements.view', { urn: 'a.urn', person: 'sp.id', record: 'a.id' })

/** One agreement, if the actor may see it; undefined when there is none, or it is somebody else's. */
export async function agreementById(db: Db, actor: Actor, id: string): Promise<AgreementRecord | undefined> {
  const { rows } = await sql<AgreementRecord>`
    SELECT a.id, a.version, a.state, a.state_reason AS "stateReason", a.state_on AS "stateOn", a.need_id AS "needId",
      a.urn, coalesce(h.name, 'School ' || a.urn) AS school, a.supporter_id AS "supporterId",
      sp.id AS "supporterPersonId", sp.name AS supporter, hh.name AS "homeSchool", hh.urn AS "homeUrn",
      a.cost_pence AS "costPence", a.proposed_by AS "proposedById", pp.name AS "proposedBy",
      a.created_at::date AS "proposedOn", a.sent_at::text AS "sentAt", ap.name AS "approvedBy",
      a.approved_at::date AS "approvedOn", a.approval_note AS "approvalNote",
      jsonb_build_object('objectives', a.objectives, 'measures', a.measures, 'pattern', a.pattern,
        'halfDays', a.half_days, 'rate', a.rate, 'ratePence', a.rate_pence, 'supplyCoverPence', a.supply_cover_pence,
        'fund', a.fund, 'confidentiality', a.confidentiality, 'exitStrategy', a.exit_strategy,
        'startsOn', a.starts_on, 'endsOn', a.ends_on) AS terms,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('party', g.party, 'personId', g.person_id, 'name', p.name,
        'signedAt', g.signed_at::date) ORDER BY g.signed_at), '[]') FROM agreement_signatures g
        JOIN people p ON p.organisation_id = g.organisation_id AND p.id = g.person_id
        WHERE g.organisation_id = a.organisation_id AND g.agreement_id = a.id) AS signatures,
      ${halfDaysIn('held')} AS "heldHalfDays", ${halfDaysIn('planned')} AS "plannedHalfDays"
    ${FROM} WHERE a.id = ${id}::uuid AND ${inReach(actor)}`.execute(db)
  return rows[0]
}

export type AgreementFilters = { words: string; state: string }
export type AgreementRow = {
  id: string
  urn: number
  school: string
  supporter: string
  state: AgreementState
  halfDays: number
  heldHalfDays: number
  costPence: number
  startsOn: string
  endsOn: string
}

/** Agreements within the actor's reach, the ones that begin last first. `state` '' is every state. */
export async function listAgreements(
  db: Db,
  actor: Actor,
  filters: AgreementFilters,
  page?: { limit: number; offset: number },
): Promise<{ rows: AgreementRow[]; total: number }> {
  const parts: RawBuilder<SqlBool>[] = [inReach(actor)]
  if (filters.state) parts.push(sql<SqlBool>`a.state = ${filters.state}`)
  for (const word of searchWords(filters.words))
    parts.push(
      sql<SqlBool>`(h.search_text LIKE ${`%${word}%`} OR s.search_text LIKE ${`%${word}%`}
        OR word_similarity(${word}, h.search_text) >= 0.5 OR word_similarity(${word}, s.search_text) >= 0.5)`,
    )
  const { rows } = await sql<AgreementRow & { total: number }>`
    SELECT a.id, a.urn, coalesce(h.name, 'School ' || a.urn) AS school, sp.name AS supporter, a.state,
      a.half_days AS "halfDays", ${halfDaysIn('held')} AS "heldHalfDays", a.cost_pence AS "costPence",
      a.starts_on AS "startsOn", a.ends_on AS "endsOn", count(*) OVER () AS total
    ${FROM} WHERE ${sql.join(parts, sql` AND `)}
    ORDER BY a.starts_on DESC, school, a.id LIMIT ${page?.limit ?? null} OFFSET ${page?.offset ?? 0}`.execute(
    db,
  )
  return { rows, total: rows[0]?.total ?? 0 }
}

export type Somebody = { id: string; name: string; email: string | null; telephone: string | null }

/** People with a role in force today whose scope covers the school: everything, an area around it, or the school. */
export async function peopleInRole(
  db: Db,
  asked: readonly Role[],
  school: { urn: number; areaIds: readonly string[]; schoolOnly?: boolean },
  today: string,
): Promise<Somebody[]> {
  const { rows } = await sql<Somebody>`
    SELECT DISTINCT p.id, p.name, p.email, p.telephone FROM memberships m
    JOIN people p ON p.organisation_id = m.organisation_id AND p.id = m.person_id
    WHERE m.role = ANY(${[...asked]}::text[]) AND p.left_on IS NULL
      AND m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})
      AND ((m.scope_kind = 'school' AND m.scope_id = ${String(school.urn)})
        OR (NOT ${school.schoolOnly ?? false} AND (m.scope_kind = 'all'
          OR (m.scope_kind = 'area' AND m.scope_id = ANY(${[...school.areaIds]}::text[])))))
    ORDER BY p.name`.execute(db)
  return rows
}

export const personById = (db: Db, id: string): Promise<Somebody | undefined> =>
  db.selectFrom('people').select(['id', 'name', 'email', 'telephone']).where('id', '=', id).executeTakeFirst()

/** Half days of one supporter by academic year, as they stand. */
export async function daysOf(db: Db, supporterId: string) {
  const { rows } = await sql<{ academicYear: string; offered: number | null; committed: number }>`
    SELECT academic_year AS "academicYear", offered, committed FROM supporter_days
    WHERE supporter_id = ${supporterId}::uuid`.execute(db)
  return rows
}

/** The half days of an agreement by academic year, as they are kept with it. */
export async function agreementDays(db: Db, id: string) {
  return db
    .selectFrom('agreement_days')
    .select(['academic_year as academicYear', 'half_days as halfDays'])
    .where('agreement_id', '=', id)
    .orderBy('academic_year')
    .execute()
}
