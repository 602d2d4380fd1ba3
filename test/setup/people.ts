// People with a password, for tests that sign in through the pages.
import { asSystem } from '#platform/database.ts'
import type { Role } from '#platform/permissions.ts'
import { authOf } from '#src/accounts/auth.ts'
import { setPasswordHash } from '#src/accounts/passwords.queries.ts'
import { giveRole, openAccount, registerPerson } from '#src/accounts/people.actions.ts'
import type { TestApp } from './app.ts'

export const PASSWORD = 'correct horse battery'
let hash: Promise<string> | undefined

/** A person of the test's organisation who may sign in with PASSWORD. */
export async function addPersonWithPassword(
  t: TestApp,
  email: string,
  role: Role = 'administrator',
): Promise<{ personId: string; userId: string }> {
  const { $context } = await authOf(t.platform)
  const { password } = await $context
  hash ??= password.hash(PASSWORD) // slow on purpose, so once a file
  const hashed = await hash
  return asSystem(t.database, async (db) => {
    const personId = await registerPerson(db, t.organisation.id, { name: `Person ${email}`, email })
    const userId = await openAccount(db, t.organisation.id, personId)
    if (!userId) throw new Error('this address is taken')
    await giveRole(db, t.organisation.id, personId, { role, scope: { kind: 'all' }, startsOn: '2020-01-01' })
    await setPasswordHash(db, userId, hashed)
    await db.updateTable('sign_in_users').set({ email_verified: true }).where('id', '=', userId).execute()
    return { personId, userId }
  })
}
