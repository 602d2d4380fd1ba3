// Owns the one answer to "where does the project lie": the same from source and from the built file.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function find(folder: string): string {
  if (existsSync(join(folder, 'migrations')) && existsSync(join(folder, 'package.json'))) return folder
  if (dirname(folder) === folder) throw new Error('The folder of Alongside was not found around this program')
  return find(dirname(folder))
}

/** The project's folder: migrations, packs and the built files lie in it. */
export const root: string = find(dirname(fileURLToPath(import.meta.url)))
