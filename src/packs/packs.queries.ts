// The packs that an organisation has adopted, as they stand in the database. What they mean is
// reading.rules.ts; the ones that come with Alongside are built-in.actions.ts.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

export interface AdoptedPack {
  readonly id: string
  readonly pack: string
  readonly version: number
  readonly name: string
  readonly academicYear: string
  readonly adoptedAt: Date
  readonly adoptedBy: string | null
}

/** Every version the organisation of this transaction has adopted, the last adopted first. */
export async function adoptedPacks(db: Db): Promise<AdoptedPack[]> {
  return db
    .selectFrom('adopted_packs as a')
    .leftJoin('people as p', 'p.id', 'a.adopted_by')
    .select([
      'a.id',
      'a.pack',
      'a.version',
      'a.name',
      'a.academic_year as academicYear',
      'a.adopted_at as adoptedAt',
      'p.name as adoptedBy',
    ])
    .orderBy('a.adopted_at', 'desc')
    .orderBy('a.id')
    .execute()
}

export type NewestPack = Pick<AdoptedPack, 'id' | 'pack' | 'name' | 'version'>

/**
 * The newest version of each pack that an organisation has adopted (that of this transaction, where none is
 * named), the one adopted last coming last.
 */
export async function newestPacks(db: Db, organisationId: string | null = null): Promise<NewestPack[]> {
  return db
    .selectFrom('newest_packs as n')
    .innerJoin('adopted_packs as a', 'a.id', 'n.id')
    .select(['a.id', 'a.pack', 'a.name', 'a.version'])
    .$if(organisationId !== null, (query) => query.where('n.organisation_id', '=', organisationId))
    .orderBy('a.adopted_at')
    .orderBy('a.id')
    .execute()
}

/** The files of one adopted pack; null when there is no such pack here. */
export async function adoptedFiles(db: Db, id: string): Promise<Map<string, string> | null> {
  const row = await db.selectFrom('adopted_packs').select('files').where('id', '=', id).executeTakeFirst()
  if (!row) return null
  return new Map(Object.entries(row.files as Record<string, string>))
}

/** Keeps a pack's files as adopted; null when that version has been adopted before. */
export async function insertAdoptedPack(
  db: Db,
  pack: {
    organisationId: string
    personId: string | null
    pack: string
    version: number
    name: string
    academicYear: string
    files: ReadonlyMap<string, string>
  },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO adopted_packs (organisation_id, pack, version, name, academic_year, files, adopted_by)
    VALUES (${pack.organisationId}, ${pack.pack}, ${pack.version}, ${pack.name}, ${pack.academicYear},
      ${JSON.stringify(Object.fromEntries(pack.files))}::jsonb, ${pack.personId})
    ON CONFLICT (organisation_id, pack, version) DO NOTHING RETURNING id`.execute(db)
  return rows[0]?.id ?? null
}
