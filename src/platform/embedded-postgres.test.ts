import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Embedded, embeddedPostgres } from '#platform/embedded-postgres.ts'

const fast = ['fsync=off']
let folder: string
const joined: Embedded[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-embedded-'))
  chmodSync(folder, 0o755) // the account that runs PostgreSQL must get in
})
afterEach(async () => {
  for (const server of joined.splice(0)) await server.leave()
  rmSync(folder, { recursive: true, force: true })
})

async function open(): Promise<Embedded> {
  const server = await embeddedPostgres(folder, fast)
  joined.push(server)
  return server
}

async function ask<T extends pg.QueryResultRow>({ connection }: Embedded, text: string): Promise<T[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

const dataFolder = () =>
  existsSync(join(folder, 'postgres-folder'))
    ? readFileSync(join(folder, 'postgres-folder'), 'utf8').trim()
    : join(folder, 'postgres')

describe('The embedded PostgreSQL', () => {
  test('starts on an empty folder and gives a database in UTF-8', async () => {
    const server = await open()
    expect(await ask(server, 'SHOW server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
  })

  test('two that start at once share one server on one data folder', async () => {
    const [one, two] = await Promise.all([open(), open()])
    await ask(one, 'CREATE TABLE mark (id integer)')
    expect(
      await ask(two, `SELECT count(*)::integer AS found FROM pg_tables WHERE tablename = 'mark'`),
    ).toEqual([{ found: 1 }])
    expect(readdirSync(join(dataFolder(), '..')).filter((name) => name.startsWith('postgres.new'))).toEqual(
      [],
    )
  })

  test('the last to leave stops the server, the first does not', async () => {
    const one = await open()
    const two = await open()
    await one.leave()
    expect(await ask(two, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await two.leave()
    joined.length = 0
    expect(existsSync(join(dataFolder(), 'postmaster.pid'))).toBe(false)
  })

  test('a server that was killed is started again with what it had acknowledged', async () => {
    const server = await embeddedPostgres(folder, [])
    await ask(server, 'CREATE TABLE kept AS SELECT 42 AS answer')
    process.kill(Number(readFileSync(join(dataFolder(), 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
    const again = await open()
    expect(await ask(again, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  })

  test('a lock whose number another program now has does not block the start', async () => {
    const first = await open()
    await first.leave()
    joined.length = 0
    const other = spawn('sleep', ['60'], { stdio: 'ignore' })
    try {
      const lock = join(dataFolder(), 'postmaster.pid')
      writeFileSync(lock, `${other.pid}\n${dataFolder()}\n0\n5432\n\n\n  1 1\nready\n`)
      const again = await open()
      expect(await ask(again, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    } finally {
      other.kill()
    }
  })
})
