// Owns reading the directory: whole entries with the home school, its position, and the days offered and taken.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { reachOf } from '#platform/permissions.ts'
import type { Position } from './distance.rules.ts'
import { searchWords, type SupporterEntry, type SupporterState } from './supporters.rules.ts'

export type HomeSchool = {
  urn: number
  name: string
  town: string | null
  trustCode: string | null
  trust: string | null
  pupils: number | null
  fsmPercent: number | null
  position: Position | null
}

/** Half days of one academic year. `offered` is null when the supporter said nothing about that year. */
export type YearDays = { academicYear: string; offered: number | null; committed: number }

export type SupporterRecord = {
  id: string
  personId: string
  /** Whether the person can sign in. */
  hasAccount: boolean
  version: number
  state: SupporterState
  stateReason: string | null
  entry: SupporterEntry
  /** Null when there is no home school, or the register does not know it. */
  home: HomeSchool | null
  days: readonly YearDays[]
}

/** The same record for somebody who may not see how to reach the supporter. */
export const withoutContacts = (record: SupporterRecord): SupporterRecord => ({
  ...record,
  entry: { ...record.entry, email: null, telephone: null },
})

/** Where a school is: its own position, else one published apart from the register; null when neither is known. */
export const positionOf = (school: string, coordinates: string): RawBuilder<Position | null> =>
  sql<Position | null>`CASE
    WHEN ${sql.ref(`${school}.latitude`)} IS NOT NULL AND ${sql.ref(`${school}.longitude`)} IS NOT NULL
      THEN jsonb_build_object('latitude', ${sql.ref(`${school}.latitude`)}, 'longitude', ${sql.ref(`${school}.longitude`)})
    WHEN ${sql.ref(`${coordinates}.urn`)} IS NOT NULL
      THEN jsonb_build_object('latitude', ${sql.ref(`${coordinates}.latitude`)}, 'longitude', ${sql.ref(`${coordinates}.longitude`)}) END`

/** All entries under a condition over `s` (supporters) and `p` (people), by name. */
export async function supporters(
  db: Db,
  condition: RawBuilder<SqlBool> = sql<SqlBool>`true`,
): Promise<SupporterRecord[]> {
  const { rows } = await sql<
    Omit<SupporterRecord, 'entry' | 'home' | 'stateReason'> & {
      state_reason: string | null
      entry: SupporterEntry
      home: HomeSchool | null
    }
  >`
    SELECT s.id, s.person_id AS "personId", p.user_id IS NOT NULL AS "hasAccount", s.version, s.state, s.state_reason,
      jsonb_build_object('name', p.name, 'email', p.email, 'telephone', p.telephone, 'homeUrn', p.home_urn,
        'post', p.post, 'phases', s.phases, 'ownStrengths', s.own_strengths, 'schoolStrengths', s.school_strengths,
        'wherePrepared', s.where_prepared, 'waysOfWorking', s.ways_of_working, 'outreachDay', s.outreach_day,
        'travelLimitKm', s.travel_limit_km, 'lastConfirmedOn', s.last_confirmed_on,
        'consent', CASE WHEN s.consent_until IS NOT NULL THEN
          jsonb_build_object('by', s.consent_by, 'from', s.consent_from, 'until', s.consent_until) END,
        'designations', (SELECT coalesce(jsonb_agg(jsonb_build_object('designation', d.designation,
          'awardingBody', d.awarding_body, 'from', d.from_on, 'until', d.until_on, 'review', d.review_on,
          'state', d.state) ORDER BY d.designation, d.from_on), '[]') FROM supporter_designations d
          WHERE d.organisation_id = s.organisation_id AND d.supporter_id = s.id),
        'expertise', (SELECT coalesce(jsonb_agg(jsonb_build_object('theme', e.theme, 'restsOn', e.rests_on)
          ORDER BY e.theme), '[]') FROM supporter_expertise e
          WHERE e.organisation_id = s.organisation_id AND e.supporter_id = s.id),
        'availability', (SELECT coalesce(jsonb_agg(jsonb_build_object('academicYear', a.academic_year,
          'term', a.term, 'halfDays', a.half_days) ORDER BY a.academic_year, a.term), '[]')
          FROM supporter_availability a WHERE a.organisation_id = s.organisation_id AND a.supporter_id = s.id),
        'checks', (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', c.kind, 'checkedOn', c.checked_on,
          'expiresOn', c.expires_on) ORDER BY c.kind), '[]') FROM supporter_checks c
          WHERE c.organisation_id = s.organisation_id AND c.supporter_id = s.id),
        'interests', (SELECT coalesce(jsonb_agg(jsonb_build_object('urn', i.urn, 'kind', i.kind, 'note', i.note)
          ORDER BY i.urn, i.kind), '[]') FROM supporter_interests i
          WHERE i.organisation_id = s.organisation_id AND i.supporter_id = s.id)) AS entry,
      CASE WHEN h.urn IS NOT NULL THEN jsonb_build_object('urn', h.urn, 'name', h.name, 'town', h.town,
        'trustCode', h.trust_code, 'trust', h.trust, 'pupils', h.pupils, 'fsmPercent', h.fsm_percent,
        'position', ${positionOf('h', 'hc')}) END AS home,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('academicYear', y.academic_year, 'offered', y.offered,
        'committed', y.committed) ORDER BY y.academic_year), '[]') FROM supporter_days y
        WHERE y.organisation_id = s.organisation_id AND y.supporter_id = s.id) AS days
    FROM supporters s
    JOIN people p ON p.organisation_id = s.organisation_id AND p.id = s.person_id
    LEFT JOIN schools h ON h.urn = p.home_urn
    LEFT JOIN school_coordinates hc ON hc.urn = h.urn
    WHERE ${condition}
    ORDER BY p.name, s.id`.execute(db)
  return rows.map(({ state_reason, ...row }) => ({ ...row, stateReason: state_reason }))
}

export async function supporterById(db: Db, id: string): Promise<SupporterRecord | undefined> {
  return (await supporters(db, sql<SqlBool>`s.id = ${id}::uuid`))[0]
}

export type SupporterFilters = {
  words: string
  theme: string
  phase: string
  designation: string
  /** '' shows those who are active or paused. */
  state: string
}

/** What the filters ask for that the database can answer; distance and free days are judged afterwards. */
export function matching(filters: SupporterFilters): RawBuilder<SqlBool> {
  const parts: RawBuilder<SqlBool>[] = [
    filters.state ? sql<SqlBool>`s.state = ${filters.state}` : sql<SqlBool>`s.state IN ('active', 'paused')`,
  ]
  // Every word has to be there, or something spelt much like it.
  for (const word of searchWords(filters.words))
    parts.push(
      sql<SqlBool>`(s.search_text LIKE ${`%${word}%`} OR word_similarity(${word}, s.search_text) >= 0.5)`,
    )
  if (filters.theme)
    parts.push(
      sql<SqlBool>`EXISTS (SELECT FROM supporter_expertise e WHERE e.organisation_id = s.organisation_id AND e.supporter_id = s.id AND e.theme = ${filters.theme})`,
    )
  if (filters.phase) parts.push(sql<SqlBool>`${filters.phase} = ANY(s.phases)`)
  if (filters.designation)
    parts.push(
      sql<SqlBool>`EXISTS (SELECT FROM supporter_designations d WHERE d.organisation_id = s.organisation_id AND d.supporter_id = s.id AND d.designation = ${filters.designation} AND d.state <> 'ended')`,
    )
  return sql<SqlBool>`(${sql.join(parts, sql` AND `)})`
}

/**
 * Whom the actor may read about. The directory is the whole organisation's: whoever may see it in any area
 * sees all of it, since help comes from other districts. A school's scope shows its own staff, "own" oneself.
 */
export function inDirectoryFor(actor: Actor): RawBuilder<SqlBool> {
  const reach = reachOf(actor, 'directory.view')
  if (reach.all || reach.areaIds.length > 0) return sql<SqlBool>`true`
  return sql<SqlBool>`(p.home_urn = ANY(${reach.urns}::integer[]) OR (${reach.own} AND p.id = ${actor.personId}::uuid))`
}

export type SchoolPlace = { urn: number; name: string; town: string | null; position: Position | null }

/** A school of the register by URN, with its position. */
export async function schoolPlace(db: Db, urn: number): Promise<SchoolPlace | undefined> {
  const { rows } = await sql<SchoolPlace>`
    SELECT h.urn, h.name, h.town, ${positionOf('h', 'hc')} AS position
    FROM schools h LEFT JOIN school_coordinates hc ON hc.urn = h.urn WHERE h.urn = ${urn}`.execute(db)
  return rows[0]
}

/** Which of the URNs the register knows. */
export async function knownUrns(db: Db, urns: readonly number[]): Promise<Set<number>> {
  const rows = await db
    .selectFrom('schools')
    .select('urn')
    .where('urn', 'in', urns.length > 0 ? [...urns] : [-1])
    .execute()
  return new Set(rows.map(({ urn }) => urn))
}

/** Names of schools by URN; a URN that the register does not know is not there. */
export async function schoolNames(db: Db, urns: readonly number[]): Promise<Map<number, string>> {
  if (urns.length === 0) return new Map()
  const rows = await db
    .selectFrom('schools')
    .select(['urn', 'name'])
    .where('urn', 'in', [...urns])
    .execute()
  return new Map(rows.map(({ urn, name }) => [urn, name]))
}
