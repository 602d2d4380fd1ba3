// Owns looking for published files by itself: in a folder on the server or at an address, new or changed ones only,
// each brought in as if somebody had. Leaves what it finds where it lies.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { Configuration } from '#platform/configuration.ts'
import { asSystem, type Database, type Db } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { filesFolder, holdFile, letGoHeld, pathOf } from '#platform/files.ts'
import { addJob, type Job } from '#platform/jobs.ts'
import { sendMail } from '#platform/mail.ts'
import { openAddress, Unreachable } from '#platform/outside.ts'
import { rolesThatMay } from '#platform/permissions.ts'
import { permissionsOf } from '#src/packs/permissions.queries.ts'
import { importFile, Refused } from './import.actions.ts'
import { kindNames } from './layout.rules.ts'
import { hasFound, knownFiles, packsOf, peopleToTell, regularById } from './regular.queries.ts'
import {
  type Counts,
  isToTell,
  lookInWords,
  nameOf,
  nextLook,
  type Regular,
  type RegularState,
} from './regular.rules.ts'

type Settings = Pick<
  Configuration,
  | 'ALONGSIDE_DATA'
  | 'ALONGSIDE_IMPORT_FOLDER'
  | 'ALONGSIDE_IMPORT_HOSTS'
  | 'ALONGSIDE_IMPORT_INSIDE'
  | 'ALONGSIDE_UPLOAD_LIMIT_MB'
>

/** Somebody may still be writing a file that changed just now. */
const SETTLED_AFTER = 5_000
const READABLE = /[.](csv|txt|xlsx|xls)$/i
const MOST_FILES = 500

/** The folder's true path, or why it cannot be looked into, as a sentence. Links that lead out of the root are refused. */
export async function folderWithin(
  root: string | undefined,
  place: string,
): Promise<{ path: string } | { why: string }> {
  if (!root) return { why: 'Whoever runs Alongside has not allowed any folder (ALONGSIDE_IMPORT_FOLDER)' }
  const [top, path] = await Promise.all(
    [root, join(root, place)].map((one) => realpath(one).catch(() => null)),
  )
  if (!top || !path || !(await stat(path)).isDirectory())
    return { why: 'There is no such folder, or it may not be read' }
  if (path !== top && !path.startsWith(top.endsWith(sep) ? top : top + sep))
    return { why: 'The folder lies outside the one that is allowed' }
  return { path }
}

/** Adds one and looks at once. Returns its id. */
export async function addRegular(
  db: Db,
  by: { organisationId: string; personId: string },
  values: Pick<Regular, 'placeKind' | 'place' | 'fileKind' | 'every'>,
): Promise<string> {
  const { id } = await db
    .insertInto('regular_imports')
    .values({
      organisation_id: by.organisationId,
      person_id: by.personId,
      place_kind: values.placeKind,
      place: values.place,
      file_kind: values.fileKind,
      every: values.every,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await lookAt(db, id, new Date())
  return id
}

/** Has it looked at, now or later; a look that was planned before is replaced. `isAsked`: also while it is paused. */
export const lookAt = (db: Db, id: string, at: Date, isAsked = false): Promise<void> =>
  addJob(
    db,
    'import.regular',
    { regular: id, asked: isAsked ? 'yes' : 'no' },
    { key: `regular import ${id}`, runAt: at, attempts: 1 },
  )

/** Pauses, goes on with, or ends it. */
export async function setRegularState(db: Db, id: string, state: RegularState): Promise<void> {
  await db
    .updateTable('regular_imports')
    .set((eb) => ({ state, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  if (state === 'on') await lookAt(db, id, new Date())
}

export type RegularChange = Pick<Regular, 'placeKind' | 'place' | 'fileKind' | 'every'> & {
  state: 'on' | 'paused'
}

/**
 * Changes it as it stood at a version, and looks at once where it is on; false when somebody saved in between. With
 * another place or kind what was said of the last look says nothing any more.
 */
export async function changeRegular(
  db: Db,
  before: Regular,
  version: number,
  change: RegularChange,
): Promise<boolean> {
  const isElsewhere =
    change.place !== before.place ||
    change.placeKind !== before.placeKind ||
    change.fileKind !== before.fileKind
  const { numUpdatedRows } = await db
    .updateTable('regular_imports')
    .set({
      place_kind: change.placeKind,
      place: change.place,
      file_kind: change.fileKind,
      every: change.every,
      state: change.state,
      version: version + 1,
      ...(isElsewhere && {
        changed_at: new Date(),
        last_at: null,
        last_result: null,
        last_failed: false,
        told_of: null,
        told_at: null,
      }),
    })
    .where('id', '=', before.id)
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  if (change.state === 'on') await lookAt(db, before.id, new Date())
  return true
}

/** Plans every look again: a restored backup and a killed process have no jobs. Called at each start. */
export async function planRegular(database: Database): Promise<void> {
  await asSystem(database, async (db) => {
    const rows = await db
      .selectFrom('regular_imports')
      .select(['id', 'next_at'])
      .where('state', '=', 'on')
      .execute()
    for (const row of rows) await lookAt(db, row.id, new Date(row.next_at))
  })
}

/** `address`: where this installation is reached, for mail. */
export const regularJobs = (
  database: Database,
  settings: Settings,
  address: () => string,
): Record<string, Job> => ({
  'import.regular': ({ regular, asked }) =>
    look(database, settings, { id: String(regular), isAsked: asked === 'yes', address: address() }),
})

/** One look: what is new is brought in, in the order of names; then the result and the next look are noted. */
async function look(
  database: Database,
  settings: Settings,
  { id, isAsked, address }: { id: string; isAsked: boolean; address: string },
): Promise<void> {
  const regular = await asSystem(database, (db) => regularById(db, id))
  if (!regular || (regular.state !== 'on' && !isAsked)) return
  const counts: Counts = { imported: 0, refused: 0, failed: 0, known: 0, refusedBefore: 0, isGone: false }
  /** What failed, each as a word that is the same the next time. */
  const failures: string[] = []
  let result: string
  try {
    const known = await asSystem(database, (db) => knownFiles(db, id))
    const hadFiles = await asSystem(database, (db) => hasFound(db, regular))
    let seen = 0
    const take = async (path: string, name: string, sha256: string) => {
      seen += 1
      const outcome = await bringIn(database, regular, { path, name, sha256 }, known, counts)
      if (outcome !== 'imported') failures.push(sha256)
    }
    if (regular.placeKind === 'folder') await eachInFolder(settings, regular, take)
    else await atAddress(settings, regular, take)
    counts.isGone = seen === 0 && hadFiles
    if (counts.isGone) failures.push('gone')
    result = lookInWords(counts)
  } catch (error) {
    result = `${error instanceof Unreachable ? error.message : 'Something went wrong on our side'}.`
    failures.push('unreachable')
    if (!(error instanceof Unreachable)) throw error
  } finally {
    const now = new Date()
    await asSystem(database, async (db) => {
      const next = nextLook(regular.every, now)
      const failure =
        failures.length === 0
          ? null
          : createHash('sha256').update(failures.toSorted().join(' ')).digest('hex')
      const isTold = isToTell(regular, failure, now)
      await db
        .updateTable('regular_imports')
        .set({
          last_at: now,
          last_result: result,
          last_failed: failure !== null,
          next_at: next,
          ...(isTold && { told_of: failure, told_at: now }),
        })
        .where('id', '=', id)
        .execute()
      if (isTold) await tell(database, db, regular, result, address)
      const still = await regularById(db, id)
      if (still?.state === 'on') await lookAt(db, id, next)
    })
  }
}

/** Writes to those who may bring files in. An address can hold a key, so only its host stands in the mail. */
async function tell(
  database: Database,
  db: Db,
  regular: Regular,
  result: string,
  address: string,
): Promise<void> {
  const { organisationId } = regular
  const permissions = await permissionsOf(database, await packsOf(db, organisationId))
  const roles = rolesThatMay(permissions, 'imports.manage')
  for (const { id, name, email } of await peopleToTell(db, organisationId, roles, todayInEngland()))
    await sendMail(db, {
      organisationId,
      to: email,
      toPersonId: id,
      subject: `Published files were not brought in from ${nameOf(regular)}`,
      body: [
        `Dear ${name}`,
        `Alongside looked by itself for published files (${kindNames[regular.fileKind]}) in ${nameOf(regular)}. ${result}`,
        `See what to do, or change where it looks:\n${address}/imports/regular/${regular.id}`,
        'It goes on looking. You are not written to again while this lasts.',
      ].join('\n\n'),
    })
}

type Take = (path: string, name: string, sha256: string) => Promise<void>

async function eachInFolder(settings: Settings, regular: Regular, take: Take): Promise<void> {
  const folder = await folderWithin(settings.ALONGSIDE_IMPORT_FOLDER, regular.place)
  if ('why' in folder) throw new Unreachable(folder.why)
  const entries = await readdir(folder.path, { withFileTypes: true })
  // No links: one could lead anywhere.
  const names = entries.filter((one) => one.isFile() && READABLE.test(one.name)).map(({ name }) => name)
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1)).slice(0, MOST_FILES)) {
    const path = join(folder.path, name)
    const facts = await stat(path).catch(() => null)
    if (!facts || Date.now() - facts.mtimeMs < SETTLED_AFTER) continue
    const hash = createHash('sha256')
    for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece)
    await take(path, name, hash.digest('hex'))
  }
}

async function atAddress(settings: Settings, regular: Regular, take: Take): Promise<void> {
  const folder = filesFolder(settings)
  const { name, body } = await openAddress(regular.place, settings)
  const held = await holdFile(folder, name, body, {
    limitBytes: settings.ALONGSIDE_UPLOAD_LIMIT_MB * 1_000_000,
    accepts: ['text', 'xlsx', 'xls'],
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).syscall?.startsWith('write')) throw error // our disk
    throw new Unreachable('The file did not arrive whole')
  })
  if ('why' in held)
    throw new Unreachable(
      held.why === 'too large'
        ? `The file there is larger than ${settings.ALONGSIDE_UPLOAD_LIMIT_MB} MB`
        : `What is there is no CSV or Excel file: it is ${held.is ?? 'empty'}`,
    )
  try {
    await take(pathOf(folder, held.id), held.name, held.sha256)
  } finally {
    await letGoHeld(folder, held.id)
  }
}

/** Brings one file in unless it is known, notes what became of it, and returns that. */
async function bringIn(
  database: Database,
  regular: Regular,
  file: { path: string; name: string; sha256: string },
  known: Map<string, 'imported' | 'refused'>,
  counts: Counts,
): Promise<'imported' | 'refused' | 'failed'> {
  const before = known.get(file.sha256)
  if (before) {
    counts[before === 'imported' ? 'known' : 'refusedBefore'] += 1
    return before
  }
  const note = (outcome: 'imported' | 'refused' | 'failed', reason: string | null, importId: number | null) =>
    asSystem(database, (db) =>
      db
        .insertInto('regular_import_files')
        .values({
          organisation_id: regular.organisationId,
          regular_import_id: regular.id,
          file_name: file.name.slice(0, 200),
          sha256: file.sha256,
          outcome,
          reason,
          import_id: importId,
        })
        .execute(),
    )
  try {
    const { importId } = await importFile(database, {
      path: file.path,
      fileName: file.name,
      importer: { organisationId: regular.organisationId, personId: regular.personId },
      only: regular.fileKind,
    })
    counts.imported += 1
    known.set(file.sha256, 'imported')
    await note('imported', null, importId)
    return 'imported'
  } catch (error) {
    if (!(error instanceof Refused)) {
      counts.failed += 1
      await note('failed', 'Stopped by a fault on our side. Nothing of it was kept; it is tried again.', null)
      return 'failed'
    }
    counts.refused += 1
    known.set(file.sha256, 'refused')
    await note('refused', error.message, null)
    return 'refused'
  }
}
