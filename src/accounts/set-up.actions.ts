// Owns beginning an installation: its first organisation and that organisation's first administrator.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { setReason } from '#platform/database.ts'
import { setPasswordHash } from '#src/accounts/passwords.queries.ts'
import { createOrganisation, type NewOrganisation } from '#src/accounts/organisation.actions.ts'
import { giveRole, openAccount, registerPerson } from '#src/accounts/people.actions.ts'

export type SetUp = {
  organisation: NewOrganisation
  person: { name: string; email: string }
  passwordHash: string
  today: string
}

/** Makes both, only while there is no organisation; null when there is one. Only as the system. */
export async function setUp(
  db: Db,
  { organisation, person, passwordHash, today }: SetUp,
): Promise<{ organisationId: string; userId: string } | null> {
  // Two people may press the button at once: the second waits here and then finds the first one's organisation.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('alongside set-up', 0))`.execute(db)
  if (await db.selectFrom('organisations').select('id').limit(1).executeTakeFirst()) return null
  await setReason(db, 'Set-up of this installation')
  const organisationId = await createOrganisation(db, organisation)
  const personId = await registerPerson(db, organisationId, person)
  const userId = await openAccount(db, organisationId, personId)
  if (!userId) return null
  await giveRole(db, organisationId, personId, {
    role: 'administrator',
    scope: { kind: 'all' },
    startsOn: today,
  })
  await setPasswordHash(db, userId, passwordHash)
  // Whoever sets up the installation vouches for their own address: nobody else could invite them.
  await db.updateTable('sign_in_users').set({ email_verified: true }).where('id', '=', userId).execute()
  return { organisationId, userId }
}
