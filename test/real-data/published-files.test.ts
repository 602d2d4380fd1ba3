// Every published file we hold: imports with every row accounted for, agrees with counts made here by
// another parser, and reads back cell for cell. Skipped, and said so, where the files are not there.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import readWorkbook from 'read-excel-file/node'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#platform/database.ts'
import { root } from '#platform/root.ts'
import { academicYear, measureOf } from '#src/schools/evidence/measures.rules.ts'
import { importFile, type ImportResult, Refused } from '#src/schools/imports/import.actions.ts'
import { inspectionsOf, originsOf, schoolByUrn, seriesOf } from '#src/schools/profile/profile.queries.ts'
import { testDatabase } from '../setup/database.ts'

const folder = process.env['ALONGSIDE_REAL_DATA'] ?? resolve(root, '../shared/data')
const isThere = existsSync(join(folder, 'gias'))
if (!isThere) console.warn(`Skipped: no published files in ${folder} (set ALONGSIDE_REAL_DATA)`)

/** The file's rows by another parser than the product's, keyed by header. */
function rowsOf(path: string, encoding: string): Record<string, string>[] {
  const text = iconv.decode(readFileSync(join(folder, path)), encoding).replace(/^\uFEFF/, '')
  const [head, ...rows] = parse(text, { relax_column_count: true })
  return rows.map((row) => Object.fromEntries(head!.map((name, i) => [name.trim(), row[i] ?? ''])))
}

const isUrn = (cell: string | undefined) => /^\d{6}(\.0)?$/.test(cell ?? '')
/** Every nth element, so that 200 or so are looked at in a fixed order. */
const sample = <T>(all: T[], n = 200): T[] =>
  all.filter((_, i) => i % Math.max(1, Math.floor(all.length / n)) === 0).slice(0, n)

/** So many of them drawn by lot, the same for a seed. */
function drawn<T>(all: readonly T[], n = 200, seed = 20_261_122): T[] {
  let state = seed
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  return all.length === 0 ? [] : Array.from({ length: n }, () => all[Math.floor(next() * all.length)]!)
}

let database: Database
const results = new Map<string, ImportResult>()
const load = async (path: string, fileName = basename(path)): Promise<ImportResult> => {
  const result = await importFile(database, { path: join(folder, path), fileName })
  results.set(path, result)
  expect(result.rows.read).toBe(
    result.rows.added + result.rows.changed + result.rows.unchanged + result.rows.setAside,
  )
  return result
}
const query = async <T>(text: string, values: unknown[] = []): Promise<T[]> =>
  (await database.pool.query(text, values)).rows as T[]

describe.skipIf(!isThere)('published files', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    database = await testDatabase()
  })

  it('imports the register of two authorities, every row, ragged ones included', async () => {
    const path = 'gias/gias_search_download_850_936_20220420.csv'
    const result = await load(path)
    const rows = rowsOf(path, 'win1252')
    expect(result).toMatchObject({
      kind: 'gias-establishments',
      dataDate: '2022-04-20',
      rows: { read: rows.length, added: rows.length, setAside: 0 },
    })
    expect(await query('SELECT count(*)::int AS n FROM schools')).toEqual([{ n: rows.length }])
    for (const row of drawn(rows)) {
      const school = await schoolByUrn(database.db, Number(row['URN']))
      const text = (name: string) => row[name]!.trim() || null
      const number = (name: string) => (row[name] === '' ? null : Number(row[name]))
      expect({ ...school }).toMatchObject({
        name: text('EstablishmentName'),
        type: text('TypeOfEstablishment (name)'),
        status: text('EstablishmentStatus (name)'),
        phase: text('PhaseOfEducation (name)'),
        town: text('Town'),
        postcode: text('Postcode'),
        trust: text('Trusts (name)'),
        capacity: number('SchoolCapacity'),
        pupils: number('NumberOfPupils'),
        fsm_percent: number('PercentageFSM'),
        ukprn: number('UKPRN'),
        opened_on: text('OpenDate')?.split('-').reverse().join('-') ?? null,
        low_age: number('StatutoryLowAge'),
      })
    }
    // Positions fall in Hampshire and Surrey.
    expect(
      await query(
        'SELECT count(*)::int AS n FROM schools WHERE latitude NOT BETWEEN 50.5 AND 51.6 OR longitude NOT BETWEEN -2.1 AND 0.2',
      ),
    ).toEqual([{ n: 0 }])
  })

  it('places schools where the published coordinates do, within 200 metres for most', async () => {
    const path = 'gias/england_school_coords_2024-25.csv'
    const result = await load(path)
    const rows = rowsOf(path, 'utf8')
    expect(result.rows).toEqual({
      read: rows.length,
      added: rows.filter((r) => r['LAT'] !== '').length,
      changed: 0,
      unchanged: 0,
      setAside: rows.filter((r) => r['LAT'] === '').length,
    })
    const [far] = await query<{
      share: number
    }>(`SELECT avg((abs(s.latitude - c.latitude) > 0.002 OR abs(s.longitude - c.longitude) > 0.003)::int)::float8 AS share
      FROM schools s JOIN school_coordinates c USING (urn) WHERE s.latitude IS NOT NULL`)
    expect(far!.share).toBeLessThan(0.05)
  })

  it('imports links and groups', async () => {
    const links = rowsOf('gias/links_edubasealldata20250422.csv', 'win1252')
    expect((await load('gias/links_edubasealldata20250422.csv')).rows).toMatchObject({
      read: links.length,
      added: links.length,
    })
    const groups = rowsOf('gias/grouplinks_edubaseallacademiesandfree20190601.csv', 'win1252')
    expect((await load('gias/grouplinks_edubaseallacademiesandfree20190601.csv')).rows).toMatchObject({
      read: groups.length,
      added: groups.length,
    })
    expect(await query('SELECT count(*)::int AS n FROM school_groups')).toEqual([
      { n: new Set(groups.map((g) => g['Linked UID'])).size },
    ])
  })

  it.each([
    [
      'ofsted/ofsted_mi_latest_inspections_20200831.cp1252.csv',
      '2020-08-31',
      'Inspection number of latest full inspection',
      'Latest section 8 inspection number since last full inspection',
      'Previous full inspection number',
    ],
    [
      'ofsted/ofsted_official_latest_inspections_20250831.cp1252.csv',
      '2025-08-31',
      'Inspection number of latest graded inspection',
      'Latest ungraded inspection number since last graded inspection',
      'Previous inspection number',
    ],
  ])('imports %s and gives back its grades', async (path, dataDate, graded, ungraded, previous) => {
    const result = await load(path)
    const rows = rowsOf(path, 'win1252')
    const isNone = (cell: string | undefined) => cell === 'NULL' || cell === ''
    const inspected = rows.filter(
      (r) =>
        ![
          r['Inspection start date'],
          r['Previous inspection start date'],
          r['Date of latest section 8 inspection'] ?? r['Date of latest ungraded inspection'],
        ].every(isNone),
    )
    expect(result).toMatchObject({
      dataDate,
      rows: { read: rows.length, setAside: rows.length - inspected.length },
    })
    const held = new Map(
      (
        await query<{
          key: string
          judgements: Record<string, string>
          category: string | null
          kind: string
          started_on: string
        }>(`SELECT urn || '|' || number AS key, judgements, category, kind, started_on FROM inspections`)
      ).map((i) => [i.key, i]),
    )
    const words: Record<string, (framework2012: boolean) => string> = {
      '1': () => 'outstanding',
      '2': () => 'good',
      '3': (old) => (old ? 'satisfactory' : 'requires improvement'),
      '4': () => 'inadequate',
      '9': () => 'no grade',
      '8': () => 'does not apply',
      '0': () => 'insufficient evidence',
      'Not judged': () => 'not judged',
    }
    const iso = (day: string) => day.split('/').reverse().join('-')
    for (const row of drawn(inspected.filter((r) => !isNone(r[graded])))) {
      const ofSchool = await inspectionsOf(database.db, [Number(row['URN'])])
      const inspection = ofSchool.find(({ number }) => number === row[graded])!
      const started = iso(row['Inspection start date']!)
      expect(inspection.startedOn).toBe(started)
      const word = (column: string) => words[row[column]!]!(started < '2012-09-01')
      expect(inspection.judgements).toMatchObject({
        overall: word('Overall effectiveness'),
        'quality of education': word('Quality of education'),
        'leadership and management': word('Effectiveness of leadership and management'),
        'early years': word('Early years provision (where applicable)'),
      })
      // The column is there: empty means that the inspection found none.
      expect([inspection.categoryStated, inspection.category]).toEqual([
        true,
        { SM: 'special measures', SWK: 'serious weaknesses' }[row['Category of concern']!.trim()] ?? null,
      ])
    }
    const number = (column: string) =>
      inspected.filter((r) => !isNone(r[column])).every((r) => held.has(`${r['URN']}|${r[column]}`))
    expect([graded, ungraded, previous].map(number)).toEqual([true, true, true])
    // A code of no grade is no grade anywhere.
    expect(await query(`SELECT DISTINCT grade FROM inspection_judgements WHERE grade ~ '^[-0-9]'`)).toEqual(
      [],
    )
  })

  const files: {
    path: string
    encoding: string
    year: number
    columns: Record<string, string>
    schools: (row: Record<string, string>) => boolean
  }[] = [
    ...[2017, 2018, 2019].map((year) => ({
      path: `performance/ks2final_${year - 1}-${year}_LA850.csv`,
      encoding: 'utf8',
      year,
      columns: {
        PTRWM_EXP: 'ks2_rwm_expected',
        READPROG: 'ks2_reading_progress',
        MATPROG_LOWER: 'ks2_maths_progress_low',
        WRITCOV: 'ks2_writing_progress_coverage',
        TELIG: 'ks2_cohort',
        PTRWM_EXP_FSM6CLA1A: 'ks2_rwm_expected_disadvantaged',
      },
      schools: (row: Record<string, string>) => row['RECTYPE'] === '1' || row['RECTYPE'] === '2',
    })),
    {
      path: 'performance/england_ks4_2013-14_ptac5em.csv',
      encoding: 'win1252',
      year: 2014,
      columns: {
        PTAC5EM_PTQ: 'ks4_5ac_em',
        PT24ENGPRG_PTQ: 'ks4_english_expected_progress',
        B8VAMEA_PTQ: 'ks4_best8_value_added',
        TPUP: 'ks4_cohort',
      },
      schools: (row) => row['RECTYPE'] === 'SCH',
    },
    {
      path: 'performance/england_ks4_2018-19_subset.csv',
      encoding: 'utf8',
      year: 2019,
      columns: {
        P8MEA: 'ks4_progress8',
        ATT8SCR: 'ks4_attainment8',
        PTL2BASICS_95: 'ks4_basics_95',
        EBACCAPS: 'ks4_ebacc_points',
      },
      schools: (row) => isUrn(row['URN']),
    },
    {
      path: 'performance/2024-25_england_census.csv',
      encoding: 'utf8',
      year: 2025,
      columns: {
        NOR: 'pupils',
        PNUMEAL: 'eal_percent',
        PSENELSE: 'ehcp_percent',
        PNUMUNCLF: 'language_unknown_percent',
        PNUMFSMEVER: 'fsm_ever6_percent',
      },
      schools: (row) => isUrn(row['URN']),
    },
    {
      path: 'performance/2022-23_england_abs.csv',
      encoding: 'utf8',
      year: 2023,
      columns: { PERCTOT: 'absence', PPERSABS10: 'persistent_absence' },
      schools: (row) => isUrn(row['URN']),
    },
    {
      path: 'performance/815_2018_cfr.csv',
      encoding: 'utf8',
      year: 2018,
      columns: {
        TOTALINCOME: 'finance_total_income',
        SUPPLYTEACHERS: 'finance_supply_teachers',
        FSM: 'finance_fsm_percent',
      },
      schools: (row) => isUrn(row['URN']),
    },
    {
      path: 'performance/815_2018_ks4_full.csv',
      encoding: 'utf8',
      year: 2018,
      columns: {
        P8MEA: 'ks4_progress8',
        P8CIUPP: 'ks4_progress8_high',
        P8MEACOV: 'ks4_progress8_coverage',
        PTEBACC_95: 'ks4_ebacc_95',
      },
      schools: (row) => row['RECTYPE'] === '1' || row['RECTYPE'] === '2',
    },
    {
      path: 'performance/england_ks2_2018-19_subset.csv',
      encoding: 'utf8',
      year: 2019,
      columns: { READPROG: 'ks2_reading_progress', WRITPROG: 'ks2_writing_progress' },
      schools: (row) => isUrn(row['URN']),
    },
  ]
  const flags: Record<string, string> = {
    SUPP: 'suppressed',
    'SUPP!': 'suppressed',
    NE: 'no entries',
    NA: 'not applicable',
    NP: 'not published',
    LOWCOV: 'low coverage',
    NEW: 'new school',
    '': 'blank',
    DNS: 'did not submit',
  }

  it.each(files)(
    'imports $path and gives back its cells',
    async ({ path, encoding, year, columns, schools }) => {
      const result = await load(path)
      const rows = rowsOf(path, encoding)
      expect(result.rows.read).toBe(rows.length)
      expect(result.academicYear).toBe(`${year - 1}-${String(year).slice(2)}`)
      const first = new Map<string, Record<string, string>>()
      for (const row of rows.filter(schools)) {
        const urn = row['URN']!.replace('.0', '')
        if (!first.has(urn)) first.set(urn, row)
      }
      const [count] = await query<{ n: number }>(
        'SELECT count(*)::int AS n FROM observations WHERE import_id = $1',
        [result.importId],
      )
      // A file that overlaps another writes only what differs; every school must be held either way.
      expect(count!.n).toBeLessThanOrEqual(first.size)
      // A blank of this file may stand beside a figure of an overlapping one.
      type Said = { value: number | null; flag: string | null }
      const isAsSaid = (row: Record<string, string>, column: string, held: Said | undefined): boolean => {
        const cell = row[column]!.trim()
        const flag = cell === '' && row['TOTPUPS'] === 'NEW' ? 'new school' : flags[cell]
        if (flag === undefined)
          return held?.flag === null && held.value === Number(cell.replace(/[£,%]/g, ''))
        return flag === 'blank' ? held !== undefined : held?.flag === flag && held.value === null
      }

      // Every cell of these columns, as it is held…
      for (const [column, code] of Object.entries(columns)) {
        const held = new Map(
          (
            await query<Said & { urn: number }>(
              'SELECT urn, value, flag FROM evidence WHERE measure = $1 AND academic_year = $2',
              [code, academicYear(year)],
            )
          ).map((o) => [String(o.urn), o]),
        )
        const wrong = [...first].filter(([urn, row]) => !isAsSaid(row, column, held.get(urn)))
        expect(wrong.map(([urn, row]) => [urn, column, row[column], held.get(urn)])).toEqual([])
      }

      // …and 200 drawn by lot, as the pages of their schools have them, with the file they came from.
      const wanted = Object.values(columns).map(measureOf)
      const unknown = {
        phase: null,
        type_group: null,
        la_code: null,
        la_name: null,
        district_code: null,
        district: null,
      }
      const cells = drawn(
        [...first].flatMap((entry) => Object.keys(columns).map((column) => [entry, column] as const)),
      )
      for (const [[urn, row], column] of cells) {
        const school = (await schoolByUrn(database.db, Number(urn))) ?? {
          urn: Number(urn),
          ...unknown,
        }
        const series = await seriesOf(database.db, school, [], wanted)
        const point = series
          .find(({ measure }) => measure.code === columns[column])
          ?.points.find((p) => p.year === year)
        expect([urn, column, row[column], isAsSaid(row, column, point)]).toEqual([
          urn,
          column,
          row[column],
          true,
        ])
        const origin = (await originsOf(database.db, [point!.importId])).get(point!.importId)
        expect(origin?.academicYear).toBe(academicYear(year))
      }
      expect(
        await query(
          'SELECT count(*)::int AS n FROM evidence WHERE (value IS NULL) = (flag IS NULL) OR value = $1',
          [Number.NaN],
        ),
      ).toEqual([{ n: 0 }])
    },
  )

  it('imports deprivation by small area and the teaching schools', async () => {
    const areas = rowsOf('context/imd2019_england_lsoa11.csv', 'utf8')
    expect((await load('context/imd2019_england_lsoa11.csv')).rows).toMatchObject({
      read: areas.length,
      added: areas.length,
    })
    const held = new Map(
      (
        await query<{ lsoa_code: string; imd_decile: number; imd_rank: number }>(
          'SELECT * FROM area_deprivation',
        )
      ).map((a) => [a.lsoa_code, a]),
    )
    for (const row of sample(areas))
      expect(held.get(row['lsoa11_code']!)).toMatchObject({
        imd_decile: Number(row['IMD_decile']),
        imd_rank: Number(row['IMD_rank']),
      })
    const schools = rowsOf('context/180312_teaching-schools-all.csv', 'utf8')
    expect((await load('context/180312_teaching-schools-all.csv')).rows).toMatchObject({
      read: schools.length,
      added: schools.length,
    })
    // The same list as an old Excel workbook says the same, cell for cell: nothing changes.
    expect((await load('context/180312_teaching-schools-all.xls')).rows).toMatchObject({
      read: schools.length,
      unchanged: schools.length,
    })
  })

  it('imports statistical neighbours out of their workbook', async () => {
    const result = await load('context/statistical_neighbours_may_2025.xlsx')
    // A heading and two empty rows stand between today’s neighbours and those of abolished authorities.
    expect(result).toMatchObject({ kind: 'statistical-neighbours', rows: { setAside: 3, changed: 0 } })
    const [sheet] = await readWorkbook(
      readFileSync(join(folder, 'context/statistical_neighbours_may_2025.xlsx')),
    )
    const authorities = sheet!.data.filter((row) => typeof row[0] === 'number' && row[0] > 200)
    expect(result.rows.added).toBe(authorities.length)
    expect(
      await query(
        'SELECT neighbour_code AS code, closeness FROM statistical_neighbours WHERE la_code = $1 ORDER BY rank',
        [authorities[0]![0]],
      ),
    ).toEqual(
      Array.from({ length: 10 }, (_, i) => ({
        code: authorities[0]![5 + 2 * i],
        closeness: authorities[0]![6 + 2 * i],
      })),
    )
  })

  it('imports report cards in their own scale, with the last inspection before them', async () => {
    const result = await load('schema/ofsted_reportcard_SYNTHETIC_4rows.csv')
    // One of the four rows is a cell short, so its columns cannot be told.
    expect(result).toMatchObject({ kind: 'ofsted-report-cards', rows: { read: 4, added: 3, setAside: 1 } })
    expect(
      await query(
        `SELECT kind, framework, judgements ->> 'inclusion' AS inclusion, judgements ->> 'safeguarding' AS safeguarding, judgements ->> 'early years' AS early FROM inspections WHERE urn = 999001`,
      ),
    ).toEqual([
      {
        kind: 'report card',
        framework: '2025',
        inclusion: 'strong standard',
        safeguarding: 'met',
        early: 'no grade',
      },
    ])
  })

  it('changes nothing when every file comes again', async () => {
    const path = 'performance/ks2final_2016-2017_LA850.csv'
    const again = await load(path)
    expect(again.rows).toMatchObject({ added: 0, changed: 0, setAside: 0, unchanged: again.rows.read })
    const ofsted = await load('ofsted/ofsted_official_latest_inspections_20250831.cp1252.csv')
    expect(ofsted.rows).toMatchObject({ added: 0, changed: 0 })
  })

  it('leaves out no file: what is not imported is a description, and is refused with a sentence', async () => {
    const all = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /[.](csv|xls|xlsx)$/.test(entry.name))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    const others = all.filter((path) => !results.has(path))
    expect(others.filter((path) => !path.startsWith('performance/meta_2018-19/'))).toEqual([])
    expect(all.length - others.length).toBe(results.size)
    const everything = () => query('SELECT count(*)::int AS n, max(id) AS newest FROM imports')
    const before = await everything()
    for (const path of others)
      await expect(
        importFile(database, { path: join(folder, path), fileName: basename(path) }),
        path,
      ).rejects.toBeInstanceOf(Refused)
    expect(await everything()).toEqual(before)
  })
})

const headers = existsSync(join(folder, 'schema'))
describe.skipIf(!headers)('published headers', () => {
  it.each([
    ['gias_133col_header_2019.txt', 'gias-establishments'],
    ['gias_140col_header_2023.txt', 'gias-establishments'],
    ['gias_2026_header_from_public_ddl.txt', 'gias-establishments'],
    ['gias_search_download_111col_header_2022.txt', 'gias-establishments'],
    ['ofsted_mi_2026_D1_in_year_header.txt', 'ofsted-report-cards'],
    ['ofsted_mi_2026_D2_most_recent_header.txt', 'ofsted-report-cards'],
  ])('are recognised: %s', async (file, kind) => {
    const { headerOf } = await import('#src/schools/imports/layout.rules.ts')
    const { recognise } = await import('#src/schools/imports/layouts.rules.ts')
    const names = iconv
      .decode(readFileSync(join(folder, 'schema', file)), 'win1252')
      .split(/\r?\n/)
      .filter(Boolean)
    expect(recognise(headerOf(names))?.kind).toBe(kind)
    // Blanks and capitals may drift.
    expect(recognise(headerOf(names.map((n) => ` ${n.toUpperCase().replaceAll(' ', '  ')} `)))?.kind).toBe(
      kind,
    )
  })
})
