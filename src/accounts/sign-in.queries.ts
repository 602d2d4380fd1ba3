// Owns what signing in reads and ends: the session behind a token, the organisations open to a user.
import { sql } from 'kysely'
import type { Database, Db } from '#platform/database.ts'
import { asSystem } from '#platform/database.ts'

export type OpenOrganisation = { id: string; name: string; roles: string[] }

/** The session behind a token, and the organisations in which its user has a role in force today. */
export async function sessionBehind(
  database: Database,
  token: string,
  today: string,
): Promise<{ id: string; userId: string; email: string; organisations: OpenOrganisation[] } | null> {
  return asSystem(
    database,
    async (db) => {
      const session = await db
        .selectFrom('sign_in_sessions as s')
        .innerJoin('sign_in_users as u', 'u.id', 's.user_id')
        .select(['s.id', 's.user_id', 'u.email'])
        .where('s.token', '=', token)
        .where('s.expires_at', '>', new Date())
        .executeTakeFirst()
      if (!session) return null
      return {
        id: session.id,
        userId: session.user_id,
        email: session.email,
        organisations: await organisationsOpenTo(db, session.user_id, today),
      }
    },
    { readOnly: true },
  )
}

async function organisationsOpenTo(db: Db, userId: string, today: string): Promise<OpenOrganisation[]> {
  const { rows } = await sql<OpenOrganisation>`
    SELECT o.id, o.name, array_agg(DISTINCT m.role ORDER BY m.role) AS roles
    FROM people p JOIN organisations o ON o.id = p.organisation_id
    JOIN memberships m ON m.organisation_id = p.organisation_id AND m.person_id = p.id
      AND m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})
    WHERE p.user_id = ${userId} AND (p.left_on IS NULL OR p.left_on > ${today})
    GROUP BY o.id ORDER BY o.name`.execute(db)
  return rows
}

/** Who is being asked for a second factor under this challenge; undefined when it is spent or too old. */
export async function challengedUser(database: Database, challenge: string): Promise<string | undefined> {
  const row = await asSystem(database, (db) =>
    db
      .selectFrom('sign_in_verifications')
      .select('value')
      .where('identifier', '=', challenge)
      .where('expires_at', '>', new Date())
      .executeTakeFirst(),
  )
  return row?.value
}

export async function chooseOrganisation(
  database: Database,
  sessionId: string,
  organisationId: string,
): Promise<void> {
  await asSystem(database, (db) =>
    db
      .updateTable('sign_in_sessions')
      .set({ organisation_id: organisationId })
      .where('id', '=', sessionId)
      .execute(),
  )
}

export async function endSession(database: Database, token: string): Promise<void> {
  await asSystem(database, (db) => db.deleteFrom('sign_in_sessions').where('token', '=', token).execute())
}

/** Marks the session behind a token as begun with a link by mail, if it is that user’s. */
export async function markByMail(database: Database, token: string, userId: string): Promise<void> {
  await asSystem(database, (db) =>
    db
      .updateTable('sign_in_sessions')
      .set({ by_mail: true })
      .where('token', '=', token)
      .where('user_id', '=', userId)
      .execute(),
  )
}

/** How many organisations this installation holds, and whether the only one is a demonstration. */
export async function installationState(
  database: Database,
): Promise<{ organisations: number; demonstration: boolean }> {
  return asSystem(
    database,
    async (db) => {
      const rows = await db.selectFrom('organisations').select('demonstration').limit(2).execute()
      return { organisations: rows.length, demonstration: rows.length === 1 && rows[0]!.demonstration }
    },
    { readOnly: true },
  )
}
