// What surrounds the figures, read back from the pages' own queries: links, groups, positions, small areas,
// authorities; and the faults of the real files themselves: letters beyond ASCII, ragged rows, links in knots.
// Counted with other means than the product's. Skipped, and said so, where the files are not there.
import { existsSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import readWorkbook from 'read-excel-file/node'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#platform/database.ts'
import { root } from '#platform/root.ts'
import { historiesOf, joinedOf } from '#src/schools/evidence/history.queries.ts'
import { academicYear } from '#src/schools/evidence/measures.rules.ts'
import { importFile } from '#src/schools/imports/import.actions.ts'
import {
  deprivationOf,
  groupsOf,
  inspectionsOf,
  linksOf,
  replacedBy,
  schoolByUrn,
} from '#src/schools/profile/profile.queries.ts'
import { testDatabase } from '../setup/database.ts'

const folder = process.env['ALONGSIDE_REAL_DATA'] ?? resolve(root, '../shared/data')
const isThere = existsSync(join(folder, 'gias'))
if (!isThere) console.warn(`Skipped: no published files in ${folder} (set ALONGSIDE_REAL_DATA)`)

const paths = {
  register: 'gias/gias_search_download_850_936_20220420.csv',
  positions: 'gias/england_school_coords_2024-25.csv',
  links: 'gias/links_edubasealldata20250422.csv',
  groups: 'gias/grouplinks_edubaseallacademiesandfree20190601.csv',
  areas: 'context/imd2019_england_lsoa11.csv',
  teaching: 'context/180312_teaching-schools-all.csv',
  neighbours: 'context/statistical_neighbours_may_2025.xlsx',
  inspections: 'ofsted/ofsted_official_latest_inspections_20250831.cp1252.csv',
}
const results = [2017, 2018, 2019].map((year) => ({
  year,
  path: `performance/ks2final_${year - 1}-${year}_LA850.csv`,
}))

type Row = Record<string, string>
/** The file's cells by another parser and another decoder than the product's. */
function cellsOf(path: string, encoding = 'windows-1252'): string[][] {
  const text = new TextDecoder(encoding).decode(readFileSync(join(folder, path)))
  return parse(text.replace(/^\uFEFF/, ''), { relax_column_count: true })
}
function rowsOf(path: string, encoding?: string): Row[] {
  const [head, ...rows] = cellsOf(path, encoding)
  return rows.map((row) => Object.fromEntries(head!.map((name, i) => [name.trim(), row[i] ?? ''])))
}
/** So many of them drawn by lot, the same each time. */
function drawn<T>(all: readonly T[], n = 200): T[] {
  let state = 20_261_122
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return Array.from({ length: n }, () => all[Math.floor(next() * all.length)]!)
}
const iso = (day: string): string | null => (day === '' ? null : day.split(/[-/]/).reverse().join('-'))
const textOf = (cell: string): string | null => cell.trim() || null
const beyondAscii = (text: string | undefined) => /[^ -~\s]/.test(text ?? '')

let database: Database
const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await database.pool.query(text, values)).rows as T[]

describe.skipIf(!isThere)('published files, read back', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    database = await testDatabase()
    for (const path of [...Object.values(paths), ...results.map((one) => one.path)])
      await importFile(database, { path: join(folder, path), fileName: basename(path) })
  }, 120_000)

  it('links: 200 drawn by lot stand with their school as published', async () => {
    for (const row of drawn(rowsOf(paths.links))) {
      const links = await linksOf(database.db, Number(row['URN']))
      const found = links.filter(
        (link) => String(link.urn) === row['LinkURN'] && link.type === row['LinkType']!.trim(),
      )
      expect(found).toMatchObject([{ on: iso(row['LinkEstablishedDate']!) }])
      // The register's name of today stands before the name in the link.
      const own = await schoolByUrn(database.db, Number(row['LinkURN']))
      expect(found[0]!.name).toBe(own?.name ?? textOf(row['LinkName']!))
    }
  })

  it('groups: 200 drawn by lot stand with their school as published', async () => {
    for (const row of drawn(rowsOf(paths.groups))) {
      const groups = await groupsOf(database.db, Number(row['URN']))
      expect(groups.filter(({ uid }) => String(uid) === row['Linked UID'])).toMatchObject([
        { kind: textOf(row['Group Type']!), joinedOn: iso(row['Joined date']!) },
      ])
    }
  })

  it('positions and teaching schools: 200 drawn by lot are as published', async () => {
    for (const row of drawn(rowsOf(paths.positions).filter((one) => one['LAT'] !== '')))
      expect(
        await query('SELECT latitude, longitude FROM school_coordinates WHERE urn = $1', [row['URN']]),
      ).toEqual([{ latitude: Number(row['LAT']), longitude: Number(row['LON']) }])
    for (const row of drawn(rowsOf(paths.teaching)))
      expect(
        await query(
          'SELECT school_name AS name, region, la_name AS authority, phase FROM teaching_schools WHERE urn = $1 AND alliance = $2',
          [row['URN'], row['Alliance Name']!.trim()],
        ),
      ).toEqual([
        {
          name: textOf(row['Teaching School']!),
          region: textOf(row['Region']!),
          authority: textOf(row['Local Authority']!),
          phase: textOf(row['Phase']!),
        },
      ])
  })

  it('small areas: 200 drawn by lot have the tenth that the file gives, 1 being the most deprived', async () => {
    const areas = rowsOf(paths.areas)
    for (const row of drawn(areas))
      expect((await deprivationOf(database.db, row['lsoa11_code']!))?.decile).toBe(Number(row['IMD_decile']))
    const [most] = areas.filter((row) => row['IMD_rank'] === '1')
    expect((await deprivationOf(database.db, most!['lsoa11_code']!))?.decile).toBe(1)
  })

  it('neighbours: every cell of every authority is as published', async () => {
    const [sheet] = await readWorkbook(readFileSync(join(folder, paths.neighbours)))
    const authorities = sheet!.data.filter((row) => typeof row[0] === 'number' && row[0] > 200)
    const held = await query<{ la: number; rank: number; code: number; closeness: string }>(
      'SELECT la_code AS la, rank, neighbour_code AS code, closeness FROM statistical_neighbours ORDER BY la_code, rank',
    )
    const said = authorities
      .flatMap((row) =>
        Array.from({ length: 10 }, (_, i) => ({
          la: row[0],
          rank: i + 1,
          code: row[5 + 2 * i],
          closeness: row[6 + 2 * i],
        })),
      )
      .toSorted((a, b) => Number(a.la) - Number(b.la) || a.rank - b.rank)
    expect(said.length).toBeGreaterThan(1_000)
    expect(held).toEqual(said)
  })

  it('letters beyond ASCII are those of Windows-1252, in every name that has any', async () => {
    const links = rowsOf(paths.links).filter((row) => beyondAscii(row['LinkName']))
    const groups = rowsOf(paths.groups).filter((row) => beyondAscii(row['Group Name']))
    const then = 'School name at time of latest graded inspection'
    const inspected = rowsOf(paths.inspections).filter((row) => beyondAscii(row[then]))
    expect([links, groups, inspected].map((found) => found.length > 3)).toEqual([true, true, true])
    for (const row of links)
      expect(
        await query('SELECT linked_name AS name FROM school_links WHERE urn = $1 AND linked_urn = $2', [
          row['URN'],
          row['LinkURN'],
        ]),
      ).toContainEqual({ name: row['LinkName']!.trim() })
    for (const row of groups)
      expect(await query('SELECT name FROM school_groups WHERE uid = $1', [row['Linked UID']])).toEqual([
        { name: row['Group Name']!.trim() },
      ])
    const number = 'Inspection number of latest graded inspection'
    for (const row of inspected) {
      const held = await inspectionsOf(database.db, [Number(row['URN'])])
      expect(held.find((one) => one.number === row[number])?.nameAtTime).toBe(row[then]!.trim())
    }
  })

  it('what spills over the last column of the register is kept, in each of its ragged rows', async () => {
    const [head, ...rows] = cellsOf(paths.register)
    const ragged = rows.filter((row) => row.length > head!.length)
    expect(ragged).toHaveLength(69)
    for (const row of ragged) {
      const school = await schoolByUrn(database.db, Number(row[0]))
      expect(school?.linked_establishments).toBe(
        row
          .slice(head!.length - 1)
          .map((cell) => cell.trim())
          .join('; '),
      )
    }
  })

  it('a row of results that stops early has its school, and a reason in place of each figure it does not reach', async () => {
    let short = 0
    for (const { year, path } of results) {
      const [head, ...rows] = cellsOf(path, 'utf-8')
      const column = (name: string) => head!.findIndex((one) => one.trim() === name)
      const stopped = rows.filter((row) => row.length < 30 && ['1', '2'].includes(row[column('RECTYPE')]!))
      short += stopped.length
      for (const row of stopped) {
        const figures = await query<{ value: number | null; flag: string | null }>(
          'SELECT value, flag FROM evidence WHERE urn = $1 AND academic_year = $2',
          [Number(row[column('URN')]), academicYear(year)],
        )
        expect(figures.length).toBeGreaterThan(20)
        expect(figures.filter(({ value }) => value !== null)).toEqual([])
        const why = row[column('TOTPUPS')]?.trim() === 'NEW' ? 'new school' : 'blank'
        expect([...new Set(figures.map(({ flag }) => flag))]).toEqual([why])
      }
    }
    expect(short).toBeGreaterThan(5)
  })

  it('links many to many end: a school comes once, from schools that the file leads to, and never as its own predecessor', async () => {
    const before = new Map<number, Set<number>>()
    const all = rowsOf(paths.links)
    for (const row of all) {
      const [urn, other, type] = [Number(row['URN']), Number(row['LinkURN']), row['LinkType']!]
      const isDirected = /^(predecessor|successor)/i.test(type)
      for (const [later, earlier, holds] of [
        [urn, other, !/^successor/i.test(type)],
        [other, urn, !/^predecessor/i.test(type)],
      ] as const)
        if (holds && (isDirected || /^(result of amalgamation|merged)/i.test(type)))
          before.set(later, (before.get(later) ?? new Set()).add(earlier))
    }
    const reachedFrom = (urn: number): Set<number> => {
      const reached = new Set([urn])
      for (const one of reached) for (const earlier of before.get(one) ?? []) reached.add(earlier)
      return reached
    }
    const many = [...before].filter(([, earlier]) => earlier.size > 1).map(([urn]) => urn)
    expect(many.length).toBeGreaterThan(2_000)
    let joinedSchools = 0
    for (const urn of [...drawn([...before.keys()], 100), ...drawn(many, 200)]) {
      const chain = [urn, ...(await replacedBy(database.db, urn)).map((one) => one.urn)]
      const joined = (await joinedOf(database.db, chain)).map((one) => one.urn)
      joinedSchools += joined.length
      const found = [...chain, ...joined]
      expect(new Set(found).size).toBe(found.length)
      expect(found.filter((one) => !reachedFrom(urn).has(one))).toEqual([])
      // Criteria count the chain, which is one for one from both ends, and nothing that merged or split.
      expect((await historiesOf(database.db, [urn])).get(urn) ?? []).toEqual(chain.slice(1))
      for (const [i, one] of chain.slice(1).entries()) expect(before.get(chain[i]!)).toEqual(new Set([one]))
    }
    expect(joinedSchools).toBeGreaterThan(300)
  })
})
