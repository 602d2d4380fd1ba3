// Owns reading the organisation of the transaction.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

export type Organisation = {
  id: string
  name: string
  kind: string
  authorityCode: number | null
  colour: string | null
  version: number
  schools: number
}

/** The organisation of the transaction, and how many schools it answers for. */
export async function readOrganisation(db: Db): Promise<Organisation> {
  const { rows } = await sql<Organisation>`
    SELECT id, name, kind, authority_code AS "authorityCode", colour, version,
      (SELECT count(*) FROM organisation_schools WHERE organisation_id = o.id) AS schools
    FROM organisations o WHERE id = actor_organisation()`.execute(db)
  return rows[0]!
}
