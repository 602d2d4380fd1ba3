// Owns keeping a password's hash. What a password has to be is passwords.rules.ts.
import type { Db } from '#platform/database.ts'

/** Sets the password of a user, first or anew. Only as the system. */
export async function setPasswordHash(db: Db, userId: string, hash: string): Promise<void> {
  await db
    .insertInto('sign_in_identities')
    .values({ user_id: userId, provider_id: 'credential', account_id: userId, password: hash })
    .onConflict((conflict) =>
      conflict.columns(['provider_id', 'account_id']).doUpdateSet({ password: hash, updated_at: new Date() }),
    )
    .execute()
}
