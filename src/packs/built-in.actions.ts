// The packs that come with Alongside: which there are, and their files off the disk. Judging the files is
// reading.rules.ts.
import { readFile, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type Reading, readPack } from './reading.rules.ts'
import type { Vocabulary } from './pack.rules.ts'

/** Larger than any pack written by hand. */
const MOST_BYTES = 2_000_000

/** The files of a pack's folder: path inside it, with forward slashes → text. Hidden files are left out. */
export async function packFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const files = new Map<string, string>()
  let bytes = 0
  for (const path of paths) {
    const content = await readFile(path)
    bytes += content.length
    if (bytes > MOST_BYTES)
      throw new Error(`The folder ${folder} holds more than ${MOST_BYTES} bytes; that is no pack.`)
    files.set(relative(folder, path).split(sep).join('/'), content.toString('utf8'))
  }
  return files
}

export async function readPackFolder(folder: string, vocabulary: Vocabulary): Promise<Reading> {
  return readPack(await packFiles(folder), vocabulary)
}

/** The ids of the built-in packs, which are the names of their folders. */
export async function builtInPacks(folder = 'packs'): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}
