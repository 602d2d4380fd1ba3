// Lists, search and profile at national size with 50 connections, each against a bare handler that makes one
// indexed query as the same actor and returns as many bytes, in the same run: every page once as it is opened
// for the first time since an import, then again and again, then as browsers ask for it, compressed.
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { sql } from 'kysely'
import { asSystem, type Database } from '#platform/database.ts'
import { readConfiguration } from '#platform/configuration.ts'
import { openLog } from '#platform/log.ts'
import { root } from '#platform/root.ts'
import { defaultPermissions } from '#platform/permissions.ts'
import { createOrganisation, takeSchoolsOfAuthority } from '#src/accounts/organisation.actions.ts'
import { giveRole, openAccount, registerPerson } from '#src/accounts/people.actions.ts'
import { cookieName, secretOf, signToken } from '#src/accounts/session.ts'
import type { Figure } from './figure.ts'
import { nationalDatabase } from './setup/national.ts'

export const name = 'pages'

const CONNECTIONS = 50
/** By turns, so that whatever else the machine does falls on both alike. */
const TURNS = 4
const SECONDS = 2
const PROFILES = 500
const SHARE = 0.4

export async function run(report: (line: string) => void): Promise<Figure[]> {
  const { database, close, folder } = await nationalDatabase(report)
  const processes: ChildProcess[] = []
  try {
    const { cookie: session, actor, urns } = await signedIn(database)
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
    const cookie = await cookiesFor(address, session)
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

    const pages: [string, string[]][] = [
      ['list', Array.from({ length: 100 }, (_, page) => `/schools?whose=all&page=${page + 1}`)],
      ['search', searches.split(', ').map((words) => `/schools?whose=all&q=${encodeURIComponent(words)}`)],
      ['profile', urns.map((urn) => `/schools/${urn}`)],
    ]
    const figures: Figure[] = []
    const worst = new Map<string, number>()
    for (const [what, paths] of pages) {
      const first = await loadOnce(address, paths, cookie)
      const bytes = await sizeOf(address, cookie, paths[0]!)
      const turns = { ours: [] as Load[], theirs: [] as Load[], browsers: [] as Load[] }
      for (let turn = 0; turn < TURNS; turn++) {
        turns.ours.push(await load(address, paths, cookie))
        turns.theirs.push(
          await load(
            bareAddress,
            urns.map((urn) => `/${urn}/${bytes}`),
            '',
          ),
        )
        turns.browsers.push(await load(address, paths, cookie, 'gzip'))
      }
      const [ours, theirs, browsers] = [
        together(turns.ours),
        together(turns.theirs),
        together(turns.browsers),
      ]
      const share = ours.rate / theirs.rate
      worst.set(what, ours.p99)
      report(
        `${what}: ${ours.rate.toFixed(0)}/s of ${bytes} bytes, ${browsers.rate.toFixed(0)}/s compressed, ${first.rate.toFixed(0)}/s the first time, bare ${theirs.rate.toFixed(0)}/s`,
      )
      const told = (words: string, value: number, unit: string): Figure => ({
        what: `${what}: ${words}`,
        value,
        unit,
        limit: '',
        holds: null,
      })
      const wrong = first.wrong + ours.wrong + browsers.wrong
      figures.push(
        {
          what: `${what}: throughput against the bare handler`,
          value: round(share),
          unit: '×',
          limit: `at least ${SHARE}`,
          holds: share >= SHARE,
        },
        {
          what: `${what}: the same as browsers ask, compressed`,
          value: round(browsers.rate / theirs.rate),
          unit: '×',
          limit: `at least ${SHARE}`,
          holds: browsers.rate / theirs.rate >= SHARE,
        },
        told('pages a second', round(ours.rate), '/s'),
        told('pages a second, compressed', round(browsers.rate), '/s'),
        told('99th percentile', ours.p99, 'ms'),
        told(
          `${paths.length} different pages, each opened the first time since an import`,
          round(first.rate / theirs.rate),
          '×',
        ),
        told('first time: pages a second', round(first.rate), '/s'),
        told('first time: 99th percentile', first.p99, 'ms'),
        {
          what: `${what}: answers that were not 200`,
          value: wrong,
          unit: '',
          limit: 'none',
          holds: wrong === 0,
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

// What people type: names, towns, kinds of school, beginnings, and slips of the finger.
const searches =
  'oak, st mary, primary, academy, riversde, hill, park, church, green, wood, infant, junior, high school, college, nursery, special, st john, st peter, grange, meadow, brook, field, acadmy, primry, medow, ' +
  'catholic, village, community, elm, ash, beech, bridge, castle, valley, manor, queen, king, north, south, east, west, lane, road, trinity, holy, all saints, chruch, grammar, first, middle'

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
  // Half of them the organisation's own, whose pages show more: those of the authority with the most.
  const { rows: authorities } = await sql<{ code: number }>`
    SELECT la_code AS code FROM schools WHERE is_open GROUP BY la_code ORDER BY count(*) DESC, la_code LIMIT 1`.execute(
    database.db,
  )
  await asSystem(database, async (db) => {
    await db
      .updateTable('organisations')
      .set({ authority_code: authorities[0]!.code })
      .where('id', '=', known.organisationId)
      .execute()
    await takeSchoolsOfAuthority(db, known.organisationId)
  })
  const { rows } = await sql<{ urn: number }>`
    SELECT urn FROM (
      (SELECT urn FROM schools WHERE is_open AND la_code = ${authorities[0]!.code} ORDER BY md5(urn::text) LIMIT ${PROFILES / 2})
      UNION ALL
      (SELECT urn FROM schools WHERE is_open AND la_code <> ${authorities[0]!.code} ORDER BY md5(urn::text) LIMIT ${PROFILES / 2})
    ) chosen ORDER BY md5(urn::text)`.execute(database.db)
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

/** The cookies that a browser sends from its second page on. */
async function cookiesFor(address: string, session: string): Promise<string> {
  const response = await fetch(`${address}/schools`, { headers: { cookie: session } })
  return [session, ...response.headers.getSetCookie().map((line) => line.split(';')[0]!)].join('; ')
}

async function sizeOf(address: string, cookie: string, path: string): Promise<number> {
  const response = await fetch(address + path, { headers: { cookie, 'accept-encoding': 'identity' } })
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
  return (await response.arrayBuffer()).byteLength
}

type Load = { rate: number; p99: number; wrong: number }

async function load(
  url: string,
  paths: readonly string[],
  cookie: string,
  encoding = 'identity',
): Promise<Load> {
  const headers = { cookie, 'accept-encoding': encoding }
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: paths.map((path) => ({ method: 'GET' as const, path, headers })),
  })
  return { rate: result.requests.average, p99: result.latency.p99, wrong: result.non2xx + result.errors }
}

/** All turns as one; the slowest hundredth is that of the worst of them. */
const together = (turns: readonly Load[]): Load => ({
  rate: turns.reduce((sum, { rate }) => sum + rate, 0) / turns.length,
  p99: Math.max(...turns.map(({ p99 }) => p99)),
  wrong: turns.reduce((sum, { wrong }) => sum + wrong, 0),
})

/** Each page once, shared out among the connections. */
async function loadOnce(url: string, paths: readonly string[], cookie: string): Promise<Load> {
  const left = [...paths]
  const times: number[] = []
  let wrong = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      for (let path = left.shift(); path !== undefined; path = left.shift()) {
        const asked = performance.now()
        const response = await fetch(url + path, { headers: { cookie, 'accept-encoding': 'identity' } })
        await response.arrayBuffer()
        times.push(performance.now() - asked)
        if (response.status !== 200) wrong++
      }
    }),
  )
  times.sort((a, b) => a - b)
  return {
    rate: (paths.length * 1_000) / (performance.now() - began),
    p99: Math.round(times[Math.ceil(times.length * 0.99) - 1] ?? 0),
    wrong,
  }
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
