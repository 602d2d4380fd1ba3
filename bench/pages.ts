// Lists, search and profile at national size with 50 connections, each against a bare handler that makes one
// indexed query as the same actor and returns as many bytes, in the same run.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { sql } from 'kysely'
import { asSystem, type Database } from '#platform/database.ts'
import { readConfiguration } from '#platform/configuration.ts'
import { openLog } from '#platform/log.ts'
import { root } from '#platform/root.ts'
import { defaultPermissions } from '#platform/permissions.ts'
import { createOrganisation } from '#src/accounts/organisation.actions.ts'
import { giveRole, openAccount, registerPerson } from '#src/accounts/people.actions.ts'
import { cookieName, secretOf, signToken } from '#src/accounts/session.ts'
import type { Figure } from './figure.ts'
import { nationalDatabase } from './setup/national.ts'

export const name = 'pages'

const CONNECTIONS = 50
const SECONDS = 8
const SHARE = 0.4

export async function run(report: (line: string) => void): Promise<Figure[]> {
  const { database, close, folder } = await nationalDatabase(report)
  const processes: ChildProcess[] = []
  try {
    const { cookie, actor, urns } = await signedIn(database)
    const connection = { ...database.connection }
    const product = spawn(process.execPath, [`${root}/dist/cli.js`, 'start', '--own', '--json'], {
      env: { ...process.env, ALONGSIDE_DATA: folder, PORT: '0', LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    processes.push(product)
    const address = (JSON.parse(await firstLine(product)) as { address: string }).address.replace(
      'localhost',
      '127.0.0.1',
    )
    const bare = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('setup/bare-server.ts', import.meta.url)),
        JSON.stringify(connection),
        JSON.stringify(actor),
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    processes.push(bare)
    const bareAddress = `http://127.0.0.1:${(await firstLine(bare)).trim()}`

    const some = urns.slice(0, 500)
    const pages: [string, string[]][] = [
      ['list', Array.from({ length: 40 }, (_, page) => `/schools?whose=all&page=${page + 1}`)],
      [
        'search',
        ['oak', 'st mary', 'primary', 'academy', 'riversde', 'hill'].map(
          (words) => `/schools?whose=all&q=${encodeURIComponent(words)}`,
        ),
      ],
      ['profile', some.map((urn) => `/schools/${urn}`)],
    ]
    const figures: Figure[] = []
    const worst = new Map<string, number>()
    for (const [what, paths] of pages) {
      const bytes = await sizeOf(address, cookie, paths[0]!)
      await load(address, paths, cookie, 2) // warm
      const ours = await load(address, paths, cookie, SECONDS)
      const theirs = await load(
        bareAddress,
        some.map((urn) => `/${urn}/${bytes}`),
        '',
        SECONDS,
      )
      const share = ours.rate / theirs.rate
      worst.set(what, ours.p99)
      report(`${what}: ${ours.rate.toFixed(0)}/s of ${bytes} bytes, bare ${theirs.rate.toFixed(0)}/s`)
      figures.push(
        {
          what: `${what}: throughput against the bare handler`,
          value: round(share),
          unit: '×',
          limit: `at least ${SHARE}`,
          holds: share >= SHARE,
        },
        { what: `${what}: pages a second`, value: round(ours.rate), unit: '/s', limit: '', holds: null },
        { what: `${what}: 99th percentile`, value: ours.p99, unit: 'ms', limit: '', holds: null },
        {
          what: `${what}: answers that were not 200`,
          value: ours.wrong,
          unit: '',
          limit: 'none',
          holds: ours.wrong === 0,
        },
      )
    }
    const ratio = worst.get('profile')! / worst.get('list')!
    figures.push({
      what: 'profile: 99th percentile against the list’s',
      value: round(ratio),
      unit: '×',
      limit: 'at most 2',
      holds: ratio <= 2,
    })
    return figures
  } finally {
    for (const process of processes) {
      process.kill('SIGTERM')
      await new Promise((ended) => process.once('exit', ended))
    }
    await close()
  }
}

const round = (value: number) => Math.round(value * 100) / 100

/** A lead adviser of an organisation of the benchmark's own, signed in. */
async function signedIn(database: Database) {
  const token = 'benchmark-session-token-0123456789'
  const configuration = readConfiguration({ LOG_LEVEL: 'silent' })
  const platform = {
    configuration,
    database,
    log: openLog(configuration),
    address: 'http://localhost',
    assets: { css: '', js: '' },
    navigation: [],
  }
  const known = await asSystem(database, async (db) => {
    await db.deleteFrom('sign_in_sessions').where('token', '=', token).execute()
    const before = await db
      .selectFrom('people')
      .select(['id', 'user_id', 'organisation_id'])
      .where('email', '=', 'benchmark@example.org')
      .executeTakeFirst()
    const organisationId =
      before?.organisation_id ?? (await createOrganisation(db, { name: 'Benchmark', kind: 'partnership' }))
    const personId =
      before?.id ??
      (await registerPerson(db, organisationId, { name: 'Benchmark', email: 'benchmark@example.org' }))
    const userId = before?.user_id ?? (await openAccount(db, organisationId, personId))
    if (!before)
      await giveRole(db, organisationId, personId, {
        role: 'lead adviser',
        scope: { kind: 'all' },
        startsOn: '2020-01-01',
      })
    await db
      .insertInto('sign_in_sessions')
      .values({
        user_id: userId!,
        token,
        organisation_id: organisationId,
        expires_at: new Date(Date.now() + 3_600_000),
      })
      .execute()
    return { organisationId, personId, userId: userId! }
  })
  const { rows } = await sql<{
    urn: number
  }>`SELECT urn FROM schools WHERE status LIKE 'Open%' ORDER BY md5(urn::text) LIMIT 500`.execute(database.db)
  return {
    cookie: `${cookieName(platform, 'session_token')}=${encodeURIComponent(signToken(token, await secretOf(platform)))}`,
    actor: {
      ...known,
      name: 'Benchmark',
      organisationName: 'Benchmark',
      memberships: [],
      permissions: defaultPermissions,
    },
    urns: rows.map(({ urn }) => urn),
  }
}

async function sizeOf(address: string, cookie: string, path: string): Promise<number> {
  const response = await fetch(address + path, { headers: { cookie, 'accept-encoding': 'identity' } })
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
  return (await response.arrayBuffer()).byteLength
}

async function load(
  url: string,
  paths: readonly string[],
  cookie: string,
  duration: number,
): Promise<{ rate: number; p99: number; wrong: number }> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration,
    requests: paths.map((path) => ({ method: 'GET' as const, path, headers: { cookie } })),
  })
  return { rate: result.requests.average, p99: result.latency.p99, wrong: result.non2xx + result.errors }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let said = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('\n')) done(said.split('\n')[0]!)
    })
    child.once('exit', (code) => fail(new Error(`A server of the benchmark ended with ${code}`)))
  })
}
