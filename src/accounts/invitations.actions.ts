// Owns inviting: the token that only the letter holds, the letter, and accepting it.
import { createHash, randomBytes } from 'node:crypto'
import type { Db } from '#platform/database.ts'
import { sendMail } from '#platform/mail.ts'
import { setPasswordHash } from '#src/accounts/passwords.queries.ts'
import { openAccount } from '#src/accounts/people.actions.ts'

export const INVITATION_DAYS = 14

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()

/**
 * Invites a registered person, or invites them again: earlier invitations no longer work. Writes the letter.
 * Returns null when the person has no address or another person here signs in with it.
 */
export async function invite(
  db: Db,
  address: string,
  organisationId: string,
  personId: string,
  byPersonId: string | null = null,
): Promise<{ userId: string } | null> {
  const userId = await openAccount(db, organisationId, personId)
  if (!userId) return null
  const { name, email, organisation } = await db
    .selectFrom('people as p')
    .innerJoin('organisations as o', 'o.id', 'p.organisation_id')
    .select(['p.name', 'p.email', 'o.name as organisation'])
    .where('p.organisation_id', '=', organisationId)
    .where('p.id', '=', personId)
    .executeTakeFirstOrThrow()
  await db
    .deleteFrom('invitations')
    .where('organisation_id', '=', organisationId)
    .where('person_id', '=', personId)
    .where('accepted_at', 'is', null)
    .execute()
  const token = randomBytes(32).toString('base64url')
  await db
    .insertInto('invitations')
    .values({
      organisation_id: organisationId,
      person_id: personId,
      token_hash: hashOf(token),
      created_by: byPersonId,
      expires_at: new Date(Date.now() + INVITATION_DAYS * 86_400_000),
    })
    .execute()
  await sendMail(db, {
    organisationId,
    to: email!,
    toPersonId: personId,
    subject: `You are invited to Alongside by ${organisation}`,
    body: [
      `Hello ${name}`,
      `${organisation} has invited you to Alongside, where it arranges support between schools.`,
      `Open this link to begin. It works once, within ${INVITATION_DAYS} days:`,
      `${address}/invitations/${token}`,
      'If you did not expect this, ask the organisation, or leave it: nothing happens.',
    ].join('\n\n'),
    secret: true,
  })
  return { userId }
}

export type OpenInvitation = {
  id: string
  organisationId: string
  organisation: string
  personId: string
  name: string
  userId: string
  email: string
  /** Whether the user has signed in before and so may already have a password. */
  proven: boolean
}

/** The invitation behind a token; undefined when it was used, is too old, was replaced, or its person has left. Only as the system. */
export async function findInvitation(db: Db, token: string): Promise<OpenInvitation | undefined> {
  return db
    .selectFrom('invitations as i')
    .innerJoin('people as p', (join) =>
      join.onRef('p.id', '=', 'i.person_id').onRef('p.organisation_id', '=', 'i.organisation_id'),
    )
    .innerJoin('organisations as o', 'o.id', 'i.organisation_id')
    .innerJoin('sign_in_users as u', 'u.id', 'p.user_id')
    .select([
      'i.id',
      'i.organisation_id as organisationId',
      'o.name as organisation',
      'p.id as personId',
      'p.name',
      'u.id as userId',
      'u.email',
      'u.email_verified as proven',
    ])
    .where('i.token_hash', '=', hashOf(token))
    .where('i.accepted_at', 'is', null)
    .where('i.expires_at', '>', new Date())
    .where('p.left_on', 'is', null)
    .executeTakeFirst()
}

/**
 * Takes up an invitation: the address is proven, and a new user gets the password chosen (its hash). False when it
 * was taken up in the meantime. Only as the system.
 */
export async function acceptInvitation(
  db: Db,
  invitation: OpenInvitation,
  passwordHash: string | null,
): Promise<boolean> {
  const taken = await db
    .updateTable('invitations')
    .set({ accepted_at: new Date() })
    .where('id', '=', invitation.id)
    .where('accepted_at', 'is', null)
    .executeTakeFirst()
  if (taken.numUpdatedRows === 0n) return false
  if (passwordHash && !invitation.proven) await setPasswordHash(db, invitation.userId, passwordHash)
  await db
    .updateTable('sign_in_users')
    .set({ email_verified: true })
    .where('id', '=', invitation.userId)
    .execute()
  return true
}
