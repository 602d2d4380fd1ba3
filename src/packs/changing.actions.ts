// Changing an adopted pack: what a change would come to, and keeping it as the organisation's next version. A
// version is never changed itself, so work under way goes on with the one it began with.
import type { Actor } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { defaultPermissions } from '#platform/permissions.ts'
import { type Files, sameFiles, withVersion } from './changing.rules.ts'
import type { Fault, Pack, Vocabulary } from './pack.rules.ts'
import {
  type AdoptedPack,
  adoptedFiles,
  adoptedPacks,
  insertAdoptedPack,
  newestPacks,
  rolesHeldOverAll,
} from './packs.queries.ts'
import { roleChanges } from './permissions.queries.ts'
import { locksEverybodyOut, permissionsUnder } from './permissions.rules.ts'
import { type Reading, readPack } from './reading.rules.ts'

/** One adopted version, the newest of the same pack, and both as they read. */
export interface Standing {
  readonly base: AdoptedPack
  readonly files: Files
  readonly newest: AdoptedPack
  readonly newestFiles: Files
  readonly newestReading: Reading
}

/** Null when the organisation of this transaction has no such version. */
export async function standingOf(db: Db, id: string, vocabulary: Vocabulary): Promise<Standing | null> {
  const all = await adoptedPacks(db)
  const base = all.find((one) => one.id === id)
  if (!base) return null
  const newest = all
    .filter(({ pack }) => pack === base.pack)
    .reduce((latest, one) => (one.version > latest.version ? one : latest), base)
  const files = await adoptedFiles(db, base.id)
  const newestFiles = await adoptedFiles(db, newest.id)
  if (!files || !newestFiles) return null
  return { base, files, newest, newestFiles, newestReading: readPack(newestFiles, vocabulary) }
}

export type Outcome =
  | { readonly kind: 'sound'; readonly pack: Pack; readonly files: Files }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }
  | { readonly kind: 'unchanged' }
  /** Nobody who looks after people and roles today could go on doing so. */
  | { readonly kind: 'locks everybody out' }

/** What the files would be as the next version; nothing is written. `today`: YYYY-MM-DD. */
export async function outcomeOf(
  db: Db,
  { newest, newestFiles }: Standing,
  files: Files,
  today: string,
  vocabulary: Vocabulary,
): Promise<Outcome> {
  if (sameFiles(newestFiles, files)) return { kind: 'unchanged' }
  const next = withVersion(files, newest.version + 1)
  const { pack, faults } = readPack(next, vocabulary)
  if (faults) return { kind: 'faulty', faults }
  const [id] = [pack.id]
  if (id !== newest.pack) {
    const line = (next.get('pack.yaml') ?? '').split('\n').findIndex((text) => text.startsWith('id:')) + 1
    return {
      kind: 'faulty',
      faults: [
        {
          file: 'pack.yaml',
          line: Math.max(line, 1),
          found: `"${id}"`,
          expected: `"${newest.pack}": a pack keeps its id`,
        },
      ],
    }
  }
  const before = []
  const after = []
  for (const other of await newestPacks(db)) {
    const changes = await roleChanges(db, other.id)
    before.push(...changes)
    if (other.pack !== newest.pack) after.push(...changes)
  }
  const isLockedOut = locksEverybodyOut(
    await rolesHeldOverAll(db, today),
    permissionsUnder(defaultPermissions, before),
    permissionsUnder(defaultPermissions, [...after, ...pack.roles]),
  )
  return isLockedOut ? { kind: 'locks everybody out' } : { kind: 'sound', pack, files: next }
}

/** Keeps a sound outcome; null when somebody has kept that version number in the meantime. */
export async function keepVersion(
  db: Db,
  actor: Pick<Actor, 'organisationId' | 'personId'>,
  standing: Standing,
  outcome: Extract<Outcome, { kind: 'sound' }>,
  reason: string,
): Promise<string | null> {
  const { pack, files } = outcome
  return insertAdoptedPack(db, {
    organisationId: actor.organisationId,
    personId: actor.personId,
    pack: pack.id,
    version: pack.version,
    name: pack.name,
    academicYear: pack.academicYear,
    files,
    changedFrom: standing.base.id,
    reason,
  })
}
