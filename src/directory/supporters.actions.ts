// Owns writing the directory: one way for the form, the file and the demonstration alike.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { changePerson, registerPerson } from '#src/accounts/people.actions.ts'
import { type SupporterRecord, supporterById } from './supporters.queries.ts'
import {
  differences,
  faultsOf,
  searchable,
  whyNotEmail,
  type SupporterEntry,
  type SupporterState,
} from './supporters.rules.ts'

export type Saved =
  | { kind: 'added' | 'changed' | 'unchanged'; id: string; changes: string[] }
  /** Somebody else saved in the meantime; `record` is what stands now. */
  | { kind: 'stale'; record: SupporterRecord }
  | { kind: 'missing' }

/**
 * Adds a supporter (`known` null) or saves a whole entry over the version it was read at (`version` null: over
 * whatever stands, for files). An entry that says the same writes nothing. A person of the organisation with the
 * same email who is in no entry yet becomes the supporter. Throws when the entry has faults (`faultsOf`) or changes
 * the address that somebody signs in with (`whyNotEmail`).
 */
export async function saveSupporter(
  db: Db,
  organisationId: string,
  known: { id: string; version: number | null } | null,
  given: SupporterEntry,
): Promise<Saved> {
  const entry = { ...given, email: given.email?.toLowerCase() ?? null }
  const faults = faultsOf(entry)
  if (faults.length > 0) throw new Error(faults.join('; '))
  if (known === null) {
    const personId = await personFor(db, organisationId, entry)
    const { id } = await db
      .insertInto('supporters')
      .values({ organisation_id: organisationId, person_id: personId, ...columnsOf(entry) })
      .returning('id')
      .executeTakeFirstOrThrow()
    await saveParts(db, organisationId, id, entry)
    return { kind: 'added', id, changes: [] }
  }
  await db.selectFrom('supporters').select('id').where('id', '=', known.id).forUpdate().execute()
  const record = await supporterById(db, known.id)
  if (!record) return { kind: 'missing' }
  if (known.version !== null && known.version !== record.version) return { kind: 'stale', record }
  const refusal = whyNotEmail(record, entry.email)
  if (refusal) throw new Error(refusal)
  const changes = differences(record.entry, entry)
  if (changes.length === 0) return { kind: 'unchanged', id: record.id, changes }
  await savePerson(db, organisationId, record.personId, entry)
  await db
    .updateTable('supporters')
    .set({ ...columnsOf(entry), version: record.version + 1 })
    .where('id', '=', record.id)
    .execute()
  await saveParts(db, organisationId, record.id, entry)
  return { kind: 'changed', id: record.id, changes }
}

/** A supporter's name, post and contact details are the person's: accounts writes them, and lets go of a sign-in whose address changed. */
async function savePerson(
  db: Db,
  organisationId: string,
  personId: string,
  { name, email, telephone, post, homeUrn }: SupporterEntry,
): Promise<void> {
  const { version } = await db
    .selectFrom('people')
    .select('version')
    .where('id', '=', personId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  await changePerson(db, organisationId, personId, version, { name, email, telephone, post, homeUrn })
}

async function personFor(db: Db, organisationId: string, entry: SupporterEntry): Promise<string> {
  const known = entry.email
    ? await db
        .selectFrom('people')
        .select('id')
        .where('organisation_id', '=', organisationId)
        .where(sql<boolean>`lower(email) = ${entry.email}`)
        .where('left_on', 'is', null)
        .where('id', 'not in', db.selectFrom('supporters').select('person_id'))
        .orderBy('created_at')
        .executeTakeFirst()
    : undefined
  if (!known) return registerPerson(db, organisationId, entry)
  await savePerson(db, organisationId, known.id, entry)
  return known.id
}

const columnsOf = (entry: SupporterEntry) => ({
  phases: [...entry.phases],
  own_strengths: entry.ownStrengths,
  school_strengths: entry.schoolStrengths,
  where_prepared: entry.wherePrepared,
  ways_of_working: entry.waysOfWorking,
  outreach_day: entry.outreachDay,
  travel_limit_km: entry.travelLimitKm,
  consent_by: entry.consent?.by ?? null,
  consent_from: entry.consent?.from ?? null,
  consent_until: entry.consent?.until ?? null,
  last_confirmed_on: entry.lastConfirmedOn,
  search_text: searchable(
    entry.name,
    entry.post,
    entry.ownStrengths,
    entry.schoolStrengths,
    entry.wherePrepared,
    ...entry.expertise.map(({ theme }) => theme),
    ...entry.designations.map(({ designation }) => designation),
  ),
})

/** Brings the rows under an entry to what it says: only rows that differ are written, so that the audit record stays readable. */
async function saveParts(db: Db, organisationId: string, id: string, entry: SupporterEntry): Promise<void> {
  await keepRows(
    db,
    organisationId,
    id,
    'supporter_designations',
    ['designation', 'from_on'],
    entry.designations.map((one) => ({
      designation: one.designation,
      from_on: one.from,
      awarding_body: one.awardingBody,
      until_on: one.until,
      review_on: one.review,
      state: one.state,
    })),
  )
  await keepRows(
    db,
    organisationId,
    id,
    'supporter_expertise',
    ['theme'],
    entry.expertise.map(({ theme, restsOn }) => ({ theme, rests_on: restsOn })),
  )
  await keepRows(
    db,
    organisationId,
    id,
    'supporter_availability',
    ['academic_year', 'term'],
    entry.availability.map(({ academicYear, term, halfDays }) => ({
      academic_year: academicYear,
      term,
      half_days: halfDays,
    })),
  )
  await keepRows(
    db,
    organisationId,
    id,
    'supporter_checks',
    ['kind'],
    entry.checks.map(({ kind, checkedOn, expiresOn }) => ({
      kind,
      checked_on: checkedOn,
      expires_on: expiresOn,
    })),
  )
  await keepRows(
    db,
    organisationId,
    id,
    'supporter_interests',
    ['urn', 'kind'],
    entry.interests.map(({ urn, kind, note }) => ({ urn, kind, note })),
  )
}

async function keepRows(
  db: Db,
  organisationId: string,
  supporterId: string,
  table: string,
  keys: readonly string[],
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const whole = JSON.stringify(
    rows.map((row) => ({ organisation_id: organisationId, supporter_id: supporterId, ...row })),
  )
  const given = sql`jsonb_populate_recordset(NULL::${sql.table(table)}, ${whole}::jsonb)`
  await sql`DELETE FROM ${sql.table(table)} t WHERE t.organisation_id = ${organisationId} AND t.supporter_id = ${supporterId}
    AND NOT EXISTS (SELECT FROM ${given} g WHERE ${sql.join(
      keys.map((key) => sql`${sql.ref(`g.${key}`)} = ${sql.ref(`t.${key}`)}`),
      sql` AND `,
    )})`.execute(db)
  if (rows.length === 0) return
  const others = Object.keys(rows[0]!).filter((column) => !keys.includes(column))
  await sql`INSERT INTO ${sql.table(table)} SELECT g.* FROM ${given} g
    ON CONFLICT (${sql.join(['organisation_id', 'supporter_id', ...keys].map((key) => sql.ref(key)))}) DO UPDATE SET ${sql.join(
      others.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
    )}`.execute(db)
}

/** Moves a supporter to another state, at the version it was read at; false when it was changed in the meantime or is not there. */
export async function setSupporterState(
  db: Db,
  id: string,
  version: number,
  state: SupporterState,
  reason: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('supporters')
    .set({ state, state_reason: reason, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Notes that the entry was confirmed as right on a day. False when it was changed in the meantime. */
export async function confirmSupporter(db: Db, id: string, version: number, today: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('supporters')
    .set({ last_confirmed_on: today, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
