// Adopting a pack, for a page, for the demonstration and for set-up alike; and reading one that was adopted.
// A faulty pack is never adopted.
import { join } from 'node:path'
import type { Db } from '#platform/database.ts'
import { root } from '#platform/root.ts'
import { builtInPacks, packFiles, readPackFolder } from './built-in.actions.ts'
import { sameFiles, withVersion } from './changing.rules.ts'
import type { Fault, Pack, Vocabulary } from './pack.rules.ts'
import { adoptedFiles, insertAdoptedPack, newestPacks } from './packs.queries.ts'
import { type Reading, readPack } from './reading.rules.ts'

export const PACKS = join(root, 'packs')

export type Adoption =
  | { readonly kind: 'adopted'; readonly id: string; readonly pack: Pack }
  | { readonly kind: 'adopted before'; readonly pack: Pack }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }
  | { readonly kind: 'no such pack' }

/**
 * Adopts a built-in pack for an organisation, within the caller's transaction: as it is where it is the first
 * version, and as the next one where the organisation has another version already.
 */
export async function adoptBuiltInPack(
  db: Db,
  who: { organisationId: string; personId: string | null },
  id: string,
  vocabulary: Vocabulary,
): Promise<Adoption> {
  if (!(await builtInPacks(PACKS)).includes(id)) return { kind: 'no such pack' }
  const files = await packFiles(join(PACKS, id))
  const { pack, faults } = readPack(files, vocabulary)
  if (faults) return { kind: 'faulty', faults }
  const newest = (await newestPacks(db, who.organisationId)).find((one) => one.pack === pack.id)
  const held = newest && (await adoptedFiles(db, newest.id))
  if (held && sameFiles(held, files)) return { kind: 'adopted before', pack }
  const version = Math.max(pack.version, (newest?.version ?? 0) + 1)
  const adopted = await insertAdoptedPack(db, {
    ...who,
    pack: pack.id,
    version,
    name: pack.name,
    academicYear: pack.academicYear,
    files: withVersion(files, version),
  })
  return adopted === null ? { kind: 'adopted before', pack } : { kind: 'adopted', id: adopted, pack }
}

/** A built-in pack as it stands on disk; null when there is none of that id. */
export async function readBuiltInPack(id: string, vocabulary: Vocabulary): Promise<Reading | null> {
  if (!(await builtInPacks(PACKS)).includes(id)) return null
  return readPackFolder(join(PACKS, id), vocabulary)
}

/** An adopted pack; null when the organisation of this transaction has none of that id. */
export async function readAdoptedPack(db: Db, id: string, vocabulary: Vocabulary): Promise<Reading | null> {
  const files = await adoptedFiles(db, id)
  return files && readPack(files, vocabulary)
}
