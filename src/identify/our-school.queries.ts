// One school of the organisation, for the pages that are about it or its needs. The register itself is schools'.
import type { Db } from '#platform/database.ts'

export interface OurSchool {
  readonly urn: number
  readonly name: string
  readonly town: string | null
  readonly phase: string | null
  readonly type: string | null
  /** The date of the register it was read from. */
  readonly dataDate: string | null
}

/** The school whose URN an address names, if the organisation of this transaction answers for it; else null. */
export async function ourSchool(db: Db, address: string | undefined): Promise<OurSchool | null> {
  if (!/^\d{1,9}$/.test(address ?? '')) return null
  const row = await db
    .selectFrom('schools as s')
    .innerJoin('organisation_schools as o', 'o.urn', 's.urn')
    .select(['s.urn', 's.name', 's.town', 's.phase', 's.type', 's.data_date as dataDate'])
    .where('s.urn', '=', Number(address))
    .executeTakeFirst()
  return row ?? null
}
