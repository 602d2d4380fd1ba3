// Owns reading and writing how somebody signs in, for that person alone. Sign-in's tables are closed to the
// role of a request, so each function here runs as the system, for the user it is given.
import { sql } from 'kysely'
import { asSystem, type Database, type Db } from '#platform/database.ts'
import { setPasswordHash } from '#src/accounts/passwords.queries.ts'

export type OpenSession = { id: string; startedAt: Date; userAgent: string | null; isThis: boolean }
export type WaysIn = {
  email: string
  passwordHash: string | null
  twoFactor: boolean
  /** The session began with a link by mail, so its owner has proved the address. */
  byMail: boolean
  sessions: OpenSession[]
}

/** How a user signs in, seen from the session with this token. */
export async function waysIn(database: Database, userId: string, token: string): Promise<WaysIn> {
  return asSystem(
    database,
    async (db) => {
      const user = await db
        .selectFrom('sign_in_users as u')
        .leftJoin('sign_in_identities as i', (join) =>
          join.onRef('i.user_id', '=', 'u.id').on('i.provider_id', '=', 'credential'),
        )
        .select(['u.email', 'u.two_factor_enabled', 'i.password'])
        .where('u.id', '=', userId)
        .executeTakeFirstOrThrow()
      const sessions = await db
        .selectFrom('sign_in_sessions')
        .select(['id', 'created_at', 'user_agent', 'by_mail', 'token'])
        .where('user_id', '=', userId)
        .where('expires_at', '>', new Date())
        .orderBy('created_at', 'desc')
        .execute()
      return {
        email: user.email,
        passwordHash: user.password,
        twoFactor: user.two_factor_enabled,
        byMail: sessions.some((one) => one.token === token && one.by_mail === true),
        sessions: sessions.map((one) => ({
          id: one.id,
          startedAt: one.created_at,
          userAgent: one.user_agent,
          isThis: one.token === token,
        })),
      }
    },
    { readOnly: true },
  )
}

/** Sets the password and ends every other session: whoever knew the old one is out. */
export async function replacePassword(
  database: Database,
  userId: string,
  token: string,
  hash: string,
): Promise<void> {
  await asSystem(database, async (db) => {
    await setPasswordHash(db, userId, hash)
    await db
      .deleteFrom('sign_in_sessions')
      .where('user_id', '=', userId)
      .where('token', '<>', token)
      .execute()
  })
}

/** Ends every session of a user but this one. Returns how many there were. */
export async function endOtherSessions(database: Database, userId: string, token: string): Promise<number> {
  return asSystem(database, async (db) => {
    const result = await db
      .deleteFrom('sign_in_sessions')
      .where('user_id', '=', userId)
      .where('token', '<>', token)
      .executeTakeFirst()
    return Number(result.numDeletedRows)
  })
}

/** How much is kept with a person's name: changes they made, and letters sent to them. */
export async function keptOf(db: Db, personId: string): Promise<{ entries: number; messages: number }> {
  const { rows } = await sql<{ entries: number; messages: number }>`
    SELECT (SELECT count(*) FROM audit_entries WHERE person_id = ${personId}) AS entries,
      (SELECT count(*) FROM messages WHERE to_person_id = ${personId}) AS messages`.execute(db)
  return rows[0]!
}
