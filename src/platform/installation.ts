// Owns opening an installation for any command: configuration → PostgreSQL → migrations → pool.
import { join } from 'node:path'
import type pg from 'pg'
import { type Configuration, readConfiguration } from '#platform/configuration.ts'
import { type Database, openDatabase } from '#platform/database.ts'
import { embeddedPostgres } from '#platform/embedded-postgres.ts'
import { type Log, openLog } from '#platform/log.ts'
import { migrate } from '#platform/migrate.ts'
import { root } from '#platform/root.ts'

export type Installation = {
  configuration: Configuration
  database: Database
  log: Log
  /** The migrations that this opening applied. */
  migrated: string[]
  close: () => Promise<void>
}

/** Opens the database that the configuration names, brought up to date. Close it at the end. */
export async function openInstallation(
  configuration: Configuration = readConfiguration(process.env),
): Promise<Installation> {
  const log = openLog(configuration)
  const { connection, leave } = await connect(configuration)
  try {
    const migrated = await migrate(connection, join(root, 'migrations'))
    const database = openDatabase(connection, (error) =>
      log.warn({ error: error.name }, 'a database connection was lost'),
    )
    return {
      configuration,
      database,
      log,
      migrated,
      close: async () => {
        await database.close()
        await leave()
      },
    }
  } catch (error) {
    await leave()
    throw error
  }
}

/** Reaches the PostgreSQL that the configuration names, starting the embedded one if need be. */
export async function connect(
  configuration: Configuration,
): Promise<{ connection: pg.PoolConfig; leave: () => Promise<void> }> {
  if (configuration.DATABASE_URL)
    return { connection: { connectionString: configuration.DATABASE_URL }, leave: async () => {} }
  return embeddedPostgres(configuration.ALONGSIDE_DATA)
}
