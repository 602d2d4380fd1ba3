// Writes src/platform/database.types.ts from a freshly migrated database. `--verify` fails when the file
// is not current.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedPostgres } from '../src/platform/embedded-postgres.ts'
import { migrate } from '../src/platform/migrate.ts'

const folder = mkdtempSync(join(tmpdir(), 'alongside-types-'))
chmodSync(folder, 0o755) // the account that runs PostgreSQL must get in
const server = await embeddedPostgres(folder, ['fsync=off'])
try {
  await migrate(server.connection, 'migrations')
  const { host, user, database } = server.connection
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/kysely-codegen/dist/cli/bin.js',
      '--dialect=postgres',
      `--url=postgres://${user}@localhost:5432/${database}?host=${encodeURIComponent(host)}`,
      '--out-file=src/platform/database.types.ts',
      '--default-schema=public',
      '--include-pattern=public.*',
      '--date-parser=string',
      '--numeric-parser=number',
      '--type-mapping={"int8":"number"}',
      ...process.argv.slice(2).filter((argument) => argument === '--verify'),
    ],
    { stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
} finally {
  await server.leave()
  rmSync(folder, { recursive: true, force: true })
}
