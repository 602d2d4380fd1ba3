// Owns writing people and their memberships, and what sign-in has to hear of it. Each action works within the
// caller's transaction, for a request and for the system alike. Invitations are invitations.actions.ts.
import { sql } from 'kysely'
import type { Scope } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import type { Role } from '#platform/permissions.ts'

export type NewPerson = {
  name: string
  email?: string | null
  telephone?: string | null
  post?: string | null
  homeUrn?: number | null
}

/** Registers a person without an account: nobody can sign in as them. Returns their id. */
export async function registerPerson(db: Db, organisationId: string, person: NewPerson): Promise<string> {
  const { id } = await db
    .insertInto('people')
    .values({
      organisation_id: organisationId,
      name: person.name,
      email: person.email?.toLowerCase() ?? null,
      telephone: person.telephone ?? null,
      post: person.post ?? null,
      home_urn: person.homeUrn ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/**
 * Lets a person sign in by their e-mail address: by link at once, by password or provider once they choose to.
 * Returns the user's id; null when the person has no address or another person here signs in with it.
 */
export async function openAccount(db: Db, organisationId: string, personId: string): Promise<string | null> {
  const person = await db
    .selectFrom('people')
    .select(['name', 'email', 'user_id'])
    .where('organisation_id', '=', organisationId)
    .where('id', '=', personId)
    .executeTakeFirst()
  if (!person?.email) return null
  if (person.user_id) return person.user_id
  const { rows } = await sql<{
    id: string
  }>`SELECT sign_in_user_for(${person.email}, ${person.name}) AS id`.execute(db)
  const userId = rows[0]!.id
  const taken = await db
    .selectFrom('people')
    .select('id')
    .where('organisation_id', '=', organisationId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  if (taken) return null
  await db
    .updateTable('people')
    .set({ user_id: userId })
    .where('organisation_id', '=', organisationId)
    .where('id', '=', personId)
    .execute()
  return userId
}

export type NewRole = { role: Role; scope: Scope; startsOn: string; endsOn?: string | null }

/** Gives a person a role; its first and last day count. Returns the membership's id. */
export async function giveRole(
  db: Db,
  organisationId: string,
  personId: string,
  given: NewRole,
): Promise<string> {
  const { id } = await db
    .insertInto('memberships')
    .values({
      organisation_id: organisationId,
      person_id: personId,
      role: given.role,
      scope_kind: given.scope.kind,
      scope_id: 'id' in given.scope ? given.scope.id : null,
      starts_on: given.startsOn,
      ends_on: given.endsOn ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/**
 * Ends a membership after `lastDay`; one that would not have begun by then is taken away. False when the
 * membership is not there, or has changed since `version`.
 */
export async function endRole(
  db: Db,
  organisationId: string,
  membershipId: string,
  version: number,
  lastDay: string,
): Promise<boolean> {
  const gone = await db
    .deleteFrom('memberships')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', membershipId)
    .where('version', '=', version)
    .where('starts_on', '>', lastDay)
    .executeTakeFirst()
  if (gone.numDeletedRows > 0n) return true
  const ended = await db
    .updateTable('memberships')
    .set({ ends_on: lastDay, version: version + 1 })
    .where('organisation_id', '=', organisationId)
    .where('id', '=', membershipId)
    .where('version', '=', version)
    .executeTakeFirst()
  return ended.numUpdatedRows > 0n
}

/** Ends every session of a person, on every device. Returns how many there were. */
export async function endSessions(db: Db, organisationId: string, personId: string): Promise<number> {
  const person = await db
    .selectFrom('people')
    .select('user_id')
    .where('organisation_id', '=', organisationId)
    .where('id', '=', personId)
    .executeTakeFirst()
  if (!person?.user_id) return 0
  const { rows } = await sql<{ ended: number }>`SELECT end_sessions_of(${person.user_id}) AS ended`.execute(
    db,
  )
  return rows[0]!.ended
}

/**
 * A person leaves the organisation today: access and sessions end at once, invitations are void, memberships end,
 * and the name stays in the record. Returns how many sessions were ended.
 */
export async function endAccess(
  db: Db,
  organisationId: string,
  personId: string,
  today: string,
): Promise<number> {
  const ofPerson = { organisation_id: organisationId, person_id: personId }
  await sql`UPDATE people SET left_on = ${today}, version = version + 1
    WHERE organisation_id = ${organisationId} AND id = ${personId} AND left_on IS NULL`.execute(db)
  await sql`UPDATE memberships SET ends_on = ${today}, version = version + 1
    WHERE organisation_id = ${organisationId} AND person_id = ${personId} AND starts_on <= ${today}
      AND (ends_on IS NULL OR ends_on > ${today})`.execute(db)
  await db
    .deleteFrom('memberships')
    .where((e) => e.and(ofPerson))
    .where('starts_on', '>', today)
    .execute()
  await db
    .deleteFrom('invitations')
    .where((e) => e.and(ofPerson))
    .where('accepted_at', 'is', null)
    .execute()
  return endSessions(db, organisationId, personId)
}

/** Somebody who had left is back, without any role until one is given. */
export async function takeBack(db: Db, organisationId: string, personId: string): Promise<void> {
  await sql`UPDATE people SET left_on = NULL, version = version + 1
    WHERE organisation_id = ${organisationId} AND id = ${personId} AND left_on IS NOT NULL`.execute(db)
}

export type PersonChange = {
  name: string
  email: string | null
  telephone: string | null
  post: string | null
  /** Left as it is when not given. */
  homeUrn?: number | null
}

/**
 * Saves who somebody is if they still stand at `version`; false when somebody saved it in the meantime. With a new
 * address the old account is let go and its sessions end: the new address must prove itself.
 */
export async function changePerson(
  db: Db,
  organisationId: string,
  personId: string,
  version: number,
  { homeUrn, ...change }: PersonChange,
): Promise<boolean> {
  const before = await db
    .selectFrom('people')
    .select(['email', 'user_id'])
    .where('organisation_id', '=', organisationId)
    .where('id', '=', personId)
    .executeTakeFirst()
  const email = change.email?.toLowerCase() ?? null
  const moved = before?.user_id && before.email?.toLowerCase() !== email
  if (moved) await endSessions(db, organisationId, personId)
  const result = await db
    .updateTable('people')
    .set({
      ...change,
      email,
      version: version + 1,
      ...(homeUrn === undefined ? {} : { home_urn: homeUrn }),
      ...(moved ? { user_id: null } : {}),
    })
    .where('organisation_id', '=', organisationId)
    .where('id', '=', personId)
    .where('version', '=', version)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
