// The largest real file against a raw COPY of the same bytes into a table of text columns, in the same
// database and run; and the memory of the importing process, for it and for a file ten times as long.
import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import Papa from 'papaparse'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { embeddedPostgres } from '#platform/embedded-postgres.ts'
import { migrate } from '#platform/migrate.ts'
import { root } from '#platform/root.ts'
import { readRows } from '#src/schools/imports/reading.actions.ts'
import type { Figure } from './figure.ts'

export const name = 'import'

const ROUNDS = 3
const TIMES = 10
const file = join(
  process.env['ALONGSIDE_REAL_DATA'] ?? resolve(root, '../shared/data'),
  'ofsted/ofsted_official_latest_inspections_20250831.cp1252.csv',
)

type Once = { milliseconds: number; megabytes: number; rows: { read: number } }

export async function run(report: (line: string) => void): Promise<Figure[]> {
  if (!existsSync(file)) {
    report(`${file} is not there; set ALONGSIDE_REAL_DATA`)
    return [
      {
        what: 'import of the 2025 Ofsted file',
        value: null,
        unit: '× raw COPY',
        limit: 'at most 6',
        holds: null,
      },
    ]
  }
  const folder = mkdtempSync(join(tmpdir(), 'alongside-bench-'))
  const server = await embeddedPostgres(folder)
  try {
    await migrate(server.connection, join(root, 'migrations'))
    const client = new pg.Client(server.connection)
    await client.connect()
    const empty = () =>
      client.query(
        'TRUNCATE inspections, import_set_aside, import_changes, imports RESTART IDENTITY CASCADE; CHECKPOINT',
      )
    const importOnce = async (path: string): Promise<Once> => {
      await empty()
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(root, 'bench/setup/import-once.ts'), JSON.stringify(server.connection), path],
        { maxBuffer: 1e8 },
      )
      return JSON.parse(stdout) as Once
    }
    await client.query(`CREATE TABLE raw (${Array.from({ length: 76 }, (_, i) => `c${i} text`).join(', ')})`)
    const copies: number[] = []
    const imports: Once[] = []
    for (let round = 0; round < ROUNDS; round++) {
      await client.query('TRUNCATE raw; CHECKPOINT')
      const began = performance.now()
      await pipeline(
        createReadStream(file, { highWaterMark: 256 * 1024 }),
        client.query(copyFrom(`COPY raw FROM STDIN (FORMAT csv, ENCODING 'WIN1252')`)),
      )
      copies.push(performance.now() - began)
      imports.push(await importOnce(file))
      report(
        `round ${round}: raw COPY ${Math.round(copies[round]!)} ms, import ${Math.round(imports[round]!.milliseconds)} ms, ${Math.round(imports[round]!.megabytes)} MB`,
      )
    }
    await client.query('DROP TABLE raw')
    const long = join(folder, 'ofsted_latest_inspections_20250831.csv')
    await writeTimes(long, TIMES)
    const longOnce = await importOnce(long)
    report(
      `${TIMES} times as long (${Math.round(statSync(long).size / 1e6)} MB, ${longOnce.rows.read} rows): ${Math.round(longOnce.milliseconds)} ms, ${Math.round(longOnce.megabytes)} MB`,
    )
    await client.end()

    const copy = Math.min(...copies)
    const quickest = Math.min(...imports.map((i) => i.milliseconds))
    const memory = Math.max(...imports.map((i) => i.megabytes))
    const ratio = round(quickest / copy)
    const growth = round(longOnce.megabytes / memory)
    return [
      {
        what: 'raw COPY of the 2025 Ofsted file',
        value: Math.round(copy),
        unit: 'ms',
        limit: '',
        holds: null,
      },
      {
        what: 'import of the 2025 Ofsted file',
        value: Math.round(quickest),
        unit: 'ms',
        limit: '',
        holds: null,
      },
      { what: 'import against raw COPY', value: ratio, unit: '×', limit: 'at most 6', holds: ratio <= 6 },
      {
        what: 'peak memory of the importing process',
        value: Math.round(memory),
        unit: 'MB',
        limit: 'at most 300',
        holds: memory <= 300,
      },
      {
        what: `peak memory for a file ${TIMES} times as long`,
        value: Math.round(longOnce.megabytes),
        unit: 'MB',
        limit: 'at most 300',
        holds: longOnce.megabytes <= 300,
      },
      {
        what: `memory for ${TIMES} times the rows against once`,
        value: growth,
        unit: '×',
        limit: 'at most 2, for ten times the bytes',
        holds: growth <= 2,
      },
    ]
  } finally {
    await server.leave()
    rmSync(folder, { recursive: true, force: true })
  }
}

const round = (value: number) => Math.round(value * 100) / 100

/** The same rows several times over, each time as other schools with other inspections. */
async function writeTimes(path: string, times: number): Promise<void> {
  const out = createWriteStream(path)
  for (let time = 0; time < times; time++) {
    let header: string[] | null = null
    for await (const piece of readRows(file, 'windows-1252')) {
      const rows = header === null ? piece.rows.slice(1) : piece.rows
      if (header === null) {
        header = piece.rows[0]!
        if (time === 0) out.write(`${Papa.unparse([header])}\r\n`)
      }
      const urn = header.indexOf('URN')
      const numbers = new Set(header.flatMap((n, i) => (/inspection number/i.test(n) ? [i] : [])))
      const others = rows
        .filter((row) => row.length > 1)
        .map((row) =>
          row.map((cell, i) =>
            i === urn && cell !== 'NULL'
              ? String(Number(cell) + time * 60_000)
              : numbers.has(i) && cell !== 'NULL'
                ? `${cell}-${time}`
                : cell,
          ),
        )
      if (others.length > 0 && !out.write(`${Papa.unparse(others)}\r\n`)) await once(out, 'drain')
    }
  }
  out.end()
  await once(out, 'close')
}
