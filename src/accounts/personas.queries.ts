// Owns finding whom a demonstration can be seen as: for each built-in role one person.
import { sql } from 'kysely'
import { asSystem, type Database } from '#platform/database.ts'
import { type Role, roles } from '#platform/permissions.ts'
import { installationState } from '#src/accounts/sign-in.queries.ts'

export type Persona = {
  role: Role
  name: string
  post: string | null
  userId: string
  organisationId: string
}

/**
 * The personas, in the order of the built-in roles; null unless the only organisation of this installation is a
 * demonstration: there, and nowhere else, may somebody sign in without proof.
 */
export async function listPersonas(database: Database, today: string): Promise<Persona[] | null> {
  const { demonstration } = await installationState(database)
  if (!demonstration) return null
  const found = await asSystem(
    database,
    async (db) =>
      (
        await sql<Omit<Persona, 'role'> & { role: string }>`
          SELECT DISTINCT ON (m.role) m.role, p.name, p.post, p.user_id AS "userId", p.organisation_id AS "organisationId"
          FROM memberships m JOIN people p ON p.organisation_id = m.organisation_id AND p.id = m.person_id
          WHERE p.user_id IS NOT NULL AND (p.left_on IS NULL OR p.left_on > ${today})
            AND m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})
          ORDER BY m.role, p.created_at, p.id`.execute(db)
      ).rows,
    { readOnly: true },
  )
  return roles.flatMap((role) => {
    const one = found.find((persona) => persona.role === role)
    return one ? [{ ...one, role }] : []
  })
}
