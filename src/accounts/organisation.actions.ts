// Owns writing organisations, their areas, and which schools they answer for. Each action works within the
// caller's transaction, for a request and for the system alike.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { AreaKind, OrganisationKind } from '#src/accounts/organisation.rules.ts'

export type NewOrganisation = {
  name: string
  kind: OrganisationKind
  /** The three figures of the Department's code; null for one that is no authority. */
  authorityCode?: number | null
  demonstration?: boolean
}

/** Makes an organisation and gives it the schools of its authority, if any are in the register. Only as the system. Returns its id. */
export async function createOrganisation(db: Db, organisation: NewOrganisation): Promise<string> {
  const { id } = await db
    .insertInto('organisations')
    .values({
      name: organisation.name,
      kind: organisation.kind,
      authority_code: organisation.authorityCode ?? null,
      demonstration: organisation.demonstration ?? false,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await takeSchoolsOfAuthority(db, id)
  return id
}

/**
 * Makes the schools that the organisation answers for by its authority code agree with the register; those added
 * by file or by hand stay. Returns how many came and went. To be called again after an import.
 */
export async function takeSchoolsOfAuthority(
  db: Db,
  organisationId: string,
): Promise<{ added: number; removed: number }> {
  const removed = await sql`
    DELETE FROM organisation_schools os USING organisations o
    WHERE o.id = os.organisation_id AND os.organisation_id = ${organisationId} AND os.source = 'authority'
      AND NOT EXISTS (SELECT FROM schools s WHERE s.urn = os.urn AND s.la_code = o.authority_code)`.execute(
    db,
  )
  const added = await sql`
    INSERT INTO organisation_schools (organisation_id, urn, source)
    SELECT o.id, s.urn, 'authority' FROM organisations o JOIN schools s ON s.la_code = o.authority_code
    WHERE o.id = ${organisationId} ON CONFLICT DO NOTHING`.execute(db)
  return { added: Number(added.numAffectedRows ?? 0), removed: Number(removed.numAffectedRows ?? 0) }
}

export type OrganisationChange = {
  name: string
  kind: OrganisationKind
  authorityCode: number | null
  colour: string | null
}

/** Saves the change if the organisation still stands at `version`; false when somebody saved it in the meantime. */
export async function changeOrganisation(
  db: Db,
  organisationId: string,
  version: number,
  change: OrganisationChange,
): Promise<boolean> {
  const result = await db
    .updateTable('organisations')
    .set({
      name: change.name,
      kind: change.kind,
      authority_code: change.authorityCode,
      colour: change.colour,
      version: version + 1,
    })
    .where('id', '=', organisationId)
    .where('version', '=', version)
    .executeTakeFirst()
  if (result.numUpdatedRows === 0n) return false
  await takeSchoolsOfAuthority(db, organisationId)
  return true
}

/** Adds an area and returns its id; null when the organisation has one of that kind and name. */
export async function addArea(
  db: Db,
  organisationId: string,
  area: { name: string; kind: AreaKind; parentId: string | null },
): Promise<string | null> {
  const row = await db
    .insertInto('areas')
    .values({ organisation_id: organisationId, name: area.name, kind: area.kind, parent_id: area.parentId })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'kind', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** Renames an area if it still stands at `version`; false when somebody saved it in the meantime. */
export async function renameArea(
  db: Db,
  organisationId: string,
  areaId: string,
  version: number,
  name: string,
): Promise<boolean> {
  const result = await db
    .updateTable('areas')
    .set({ name, version: version + 1 })
    .where('organisation_id', '=', organisationId)
    .where('id', '=', areaId)
    .where('version', '=', version)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
