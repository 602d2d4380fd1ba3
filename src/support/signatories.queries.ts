// Owns finding the people who can sign an agreement: they have an account, and the rule of signing says yes.
import { sql } from 'kysely'
import type { Actor, Membership, Scope, Subject } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { type Role, rolesThatMay } from '#platform/permissions.ts'
import type { AgreementRecord, Somebody } from './agreements.queries.ts'
import { parties, partiesFor, type Party } from './agreements.rules.ts'

/**
 * For each party, the people here who have an account and may still sign for it, by name; none for a party that
 * has signed. `reader` gives the organisation and its permissions; `school` is the receiving school.
 */
export async function whoCanSign(
  db: Db,
  reader: Actor,
  agreement: AgreementRecord,
  school: Subject,
  today: string,
): Promise<Record<Party, Somebody[]>> {
  type Row = Somebody & {
    userId: string
    memberships: { role: Role; kind: Scope['kind']; id: string | null }[]
  }
  const { rows } = await sql<Row>`
    SELECT p.id, p.name, p.email, p.telephone, p.user_id AS "userId",
      jsonb_agg(jsonb_build_object('role', m.role, 'kind', m.scope_kind, 'id', m.scope_id)) AS memberships
    FROM people p JOIN memberships m ON m.organisation_id = p.organisation_id AND m.person_id = p.id
    WHERE p.user_id IS NOT NULL AND p.left_on IS NULL
      AND m.role = ANY(${rolesThatMay(reader.permissions, 'agreements.sign')}::text[])
      AND m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})
      AND (m.scope_kind NOT IN ('school', 'own') OR m.scope_id = ${String(agreement.urn)}
        OR p.id = ${agreement.supporterPersonId}::uuid)
    GROUP BY p.id ORDER BY p.name, p.id`.execute(db)
  const found: Record<Party, Somebody[]> = { supporter: [], 'receiving head': [], adviser: [] }
  for (const { userId, memberships, ...person } of rows) {
    const actor: Actor = {
      ...reader,
      personId: person.id,
      userId,
      name: person.name,
      memberships: memberships.map(({ role, kind, id }): Membership => ({
        role,
        scope: (id === null ? { kind } : { kind, id }) as Scope,
      })),
    }
    const may = partiesFor(actor, agreement, school)
    for (const party of parties) if (may.includes(party)) found[party].push(person)
  }
  return found
}
