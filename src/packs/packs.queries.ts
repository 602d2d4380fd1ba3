// The packs that an organisation has adopted, as they stand in the database. What they mean is
// reading.rules.ts; the ones that come with Alongside are built-in.actions.ts.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { PART_FILES } from './schema.rules.ts'

export interface AdoptedPack {
  readonly id: string
  readonly pack: string
  readonly version: number
  readonly name: string
  readonly academicYear: string
  readonly adoptedAt: Date
  readonly adoptedBy: string | null
  /** The version it was made from by changing it; null where a built-in pack was adopted as it was. */
  readonly changedFrom: string | null
  readonly reason: string | null
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
      'a.changed_from as changedFrom',
      'a.reason',
    ])
    .orderBy('a.adopted_at', 'desc')
    .orderBy('a.version', 'desc')
    .orderBy('a.id')
    .execute()
}

/** The roles that somebody with an account holds today over the whole organisation of this transaction. */
export async function rolesHeldOverAll(db: Db, today: string): Promise<string[]> {
  const { rows } = await sql<{ role: string }>`
    SELECT DISTINCT m.role FROM memberships m JOIN people p ON p.organisation_id = m.organisation_id AND p.id = m.person_id
    WHERE m.scope_kind = 'all' AND m.starts_on <= ${today}::date AND (m.ends_on IS NULL OR m.ends_on >= ${today}::date)
      AND p.user_id IS NOT NULL AND (p.left_on IS NULL OR p.left_on > ${today}::date)`.execute(db)
  return rows.map(({ role }) => role)
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
  // The database keeps no order of its own; this is the one in which a pack is read.
  const order = (file: string) => (PART_FILES.includes(file) ? PART_FILES.indexOf(file) : PART_FILES.length)
  const files = Object.entries(row.files as Record<string, string>).sort(
    ([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1),
  )
  return new Map(files)
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
    changedFrom?: string
    reason?: string
  },
): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO adopted_packs (organisation_id, pack, version, name, academic_year, files, adopted_by, changed_from, reason)
    VALUES (${pack.organisationId}, ${pack.pack}, ${pack.version}, ${pack.name}, ${pack.academicYear},
      ${JSON.stringify(Object.fromEntries(pack.files))}::jsonb, ${pack.personId}, ${pack.changedFrom ?? null}, ${pack.reason ?? null})
    ON CONFLICT (organisation_id, pack, version) DO NOTHING RETURNING id`.execute(db)
  return rows[0]?.id ?? null
}
