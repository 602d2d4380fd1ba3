// A database of its own for each test file: a copy of the migrated template.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { type Database, openDatabase } from '#platform/database.ts'

/** Copies the template and opens the copy; it is closed and dropped after the file's tests. */
export async function testDatabase(): Promise<Database> {
  const server = inject('connection')
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE alongside`)
  const database = openDatabase({ ...server, database: name, max: 8 })
  afterAll(async () => {
    await database.close()
    await onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  })
  return database
}

async function onServer(connection: pg.PoolConfig, statement: string): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
