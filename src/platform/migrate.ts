// Owns bringing a database up to date: graphile-worker's own schema, then the numbered SQL files, each in
// a transaction of its own, once, in order. One process at a time.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations as migrateJobs } from 'graphile-worker'
import pg from 'pg'

const LOCK = 4_107_221_016

/**
 * Applies what is missing and returns the names of the migrations applied. Throws when a migration that
 * was applied has changed since, or when the server is older than PostgreSQL 15.
 */
export async function migrate(connection: pg.PoolConfig, folder: string): Promise<string[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num')
    if (Number(rows[0]?.server_version_num) < 150_000)
      throw new Error('Alongside needs PostgreSQL 15 or later')
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, sha256 text NOT NULL, at timestamptz NOT NULL DEFAULT now())',
    )
    const applied = new Map(
      (await client.query<{ name: string; sha256: string }>('SELECT name, sha256 FROM migrations')).rows.map(
        (row) => [row.name, row.sha256],
      ),
    )
    const files = readdirSync(folder)
      .filter((name) => /^\d{4}-.+\.sql$/.test(name))
      .toSorted()
    const unknown = [...applied.keys()].filter((name) => !files.includes(name))
    if (unknown.length > 0)
      throw new Error(
        `This database was made by a later version of Alongside (it has ${unknown.join(', ')}). Start that version.`,
      )
    if (files.some((name) => !applied.has(name))) await migrateWorker(connection)
    const done: string[] = []
    for (const name of files) {
      const text = readFileSync(join(folder, name), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      const before = applied.get(name)
      if (before === sha256) continue
      if (before)
        throw new Error(
          `Migration ${name} was changed after it had been applied. Put the change into a new migration.`,
        )
      try {
        await client.query('BEGIN')
        await client.query(text)
        await client.query('INSERT INTO migrations (name, sha256) VALUES ($1, $2)', [name, sha256])
        await client.query('COMMIT')
      } catch (error) {
        await client.query('ROLLBACK')
        throw new Error(`Migration ${name} failed and nothing of it was kept: ${(error as Error).message}`, {
          cause: error,
        })
      }
      done.push(name)
    }
    return done
  } finally {
    await client.end()
  }
}

async function migrateWorker(connection: pg.PoolConfig): Promise<void> {
  const pool = new pg.Pool({ ...connection, max: 2 })
  // The query under way reports a lost connection; idle ones must not end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  try {
    await migrateJobs({ pgPool: pool })
  } finally {
    await pool.end()
  }
}
