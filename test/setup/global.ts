// Starts one PostgreSQL for the whole run, over a folder of its own, and migrates a template database
// that each test file copies.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PoolConfig } from 'pg'
import type { TestProject } from 'vitest/node'
import { embeddedPostgres } from '#platform/embedded-postgres.ts'
import { migrate } from '#platform/migrate.ts'

declare module 'vitest' {
  interface ProvidedContext {
    connection: PoolConfig
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'alongside-test-'))
  chmodSync(folder, 0o755) // the account that runs PostgreSQL must get in
  // The data is thrown away: what makes it durable would only make it slow.
  const server = await embeddedPostgres(folder, [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=200',
  ])
  await migrate(server.connection, 'migrations')
  project.provide('connection', server.connection)
  return async () => {
    await server.leave()
    rmSync(folder, { recursive: true, force: true })
  }
}
