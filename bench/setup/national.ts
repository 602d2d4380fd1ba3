// A database with a generated national register, read in through the ordinary imports. Made once for a
// state of the generator and the layouts, kept in the system's folder for temporary files, and shared by
// the benchmarks that need it.
import { createHash } from 'node:crypto'
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Database, openDatabase } from '#platform/database.ts'
import { embeddedPostgres } from '#platform/embedded-postgres.ts'
import { migrate } from '#platform/migrate.ts'
import { root } from '#platform/root.ts'
import { nationalRegister } from '#src/demonstration/national.ts'
import { importFile } from '#src/schools/imports/import.actions.ts'

export const NATIONAL = { seed: 7, schools: 24_000, years: 15, today: '2026-11-22' } as const

/** Opens the national database, making it first if need be (a few minutes). */
export async function nationalDatabase(
  report: (line: string) => void,
): Promise<{ database: Database; folder: string; close: () => Promise<void> }> {
  const sum = createHash('sha256').update(JSON.stringify(NATIONAL))
  for (const folder of ['src/demonstration', 'src/schools/imports/layouts'])
    for (const name of readdirSync(join(root, folder)).toSorted())
      if (/[.](sql|ts)$/.test(name) && !/test[.]ts$/.test(name))
        sum.update(readFileSync(join(root, folder, name)))
  const folder = join(tmpdir(), `alongside-bench-${sum.digest('hex').slice(0, 12)}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const server = await embeddedPostgres(folder, ['synchronous_commit=off'])
  await migrate(server.connection, join(root, 'migrations')).catch((error: Error) => {
    throw new Error(`${error.message} Delete ${folder} and run the benchmark again.`, { cause: error })
  })
  const database = openDatabase(server.connection)
  const stamp = join(folder, 'complete')
  if (!existsSync(stamp)) {
    await load(database, folder, report)
    writeFileSync(stamp, '')
  }
  return {
    database,
    folder,
    close: async () => {
      await database.close()
      await server.leave()
    },
  }
}

async function load(database: Database, folder: string, report: (line: string) => void): Promise<void> {
  for (const file of nationalRegister(NATIONAL)) {
    const began = Date.now()
    const path = join(folder, file.fileName)
    await pipeline(Readable.from(file.pieces()), createWriteStream(path))
    const written = Date.now()
    const { rows } = await importFile(database, {
      path,
      fileName: file.fileName,
      academicYear: file.academicYear,
    })
    report(
      `${file.fileName}: ${rows.read} rows; written in ${written - began} ms, imported in ${Date.now() - written} ms`,
    )
    rmSync(path)
  }
  await database.pool.query('VACUUM (ANALYZE)')
}
