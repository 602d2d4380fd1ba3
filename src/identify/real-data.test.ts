// National tests on real results, read in by the ordinary import, against a plain reading of the same files.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import { asSystem } from '#platform/database.ts'
import { importFile } from '#src/schools/imports/import.actions.ts'
import { testDatabase } from '../../test/setup/database.ts'
import { nationalTest } from './national-tests.rules.ts'
import type { Result } from './run.rules.ts'
import { runCriteria } from './running.actions.ts'

const folder = process.env['ALONGSIDE_REAL_DATA'] ?? '../shared/data'
const file = (path: string) => join(folder, path)
const GIAS = 'gias/gias_search_download_850_936_20220420.csv'
const KS2 = 'performance/ks2final_2018-2019_LA850.csv'
const KS2_ENGLAND = 'performance/england_ks2_2018-19_subset.csv'
const KS4 = 'performance/england_ks4_2013-14_ptac5em.csv'

/** The figure of a cell, or NaN. */
const figure = (cell: string | undefined) =>
  /^-?\d+(\.\d+)?%?$/.test(cell?.trim() ?? '') ? Number(cell?.replace('%', '')) : Number.NaN
const rowsOf = (path: string) =>
  parse(readFileSync(file(path)), { columns: true, bom: true, relaxColumnCount: true }) as Record<
    string,
    string
  >[]

describe.skipIf(!existsSync(file(KS2)))('on real results', async () => {
  const database = await testDatabase()
  const run = (criterion: string, year: number): Promise<Map<number, Result>> =>
    asSystem(database, async (db) => {
      const found = nationalTest(criterion, year)
      if (!found) throw new Error(`no test ${criterion}`)
      const ran = await runCriteria(db, {
        criteria: [{ name: criterion, criterion: found }],
        scope: { kind: 'england' },
        asAt: `${year}-08-31`,
        year,
        own: false,
      })
      return new Map([...ran.results].map((result) => [result.urn, result]))
    })

  beforeAll(async () => {
    const read = (path: string, academicYear?: string) =>
      importFile(database, { path: file(path), fileName: path, ...(academicYear ? { academicYear } : {}) })
    await read(GIAS)
    await read(KS2, '2018-19')
    await read('performance/ks2final_2017-2018_LA850.csv', '2017-18')
    await read('performance/ks2final_2016-2017_LA850.csv', '2016-17')
    await read(KS4, '2013-14')
  })

  test('the primary floor of 2016 answers every school of a county’s file as a plain reading of it does', async () => {
    const results = await run('primary-floor-2016', 2019)
    const seen = { met: 0, 'not met': 0, unknown: 0 }
    const asked = rowsOf(KS2).filter((row) => row['RECTYPE'] === '1' && results.has(Number(row['URN'])))
    for (const row of asked) {
      const [rwm, r, w, m] = ['PTRWM_EXP', 'READPROG', 'WRITPROG', 'MATPROG'].map((name) => figure(row[name]))
      const poor = Number(r) < -5 || Number(w) < -7 || Number(m) < -5
      const sure = ![r, w, m].some(Number.isNaN)
      const met = Number(rwm) < 65 && poor
      const expected = met ? 'met' : Number(rwm) >= 65 || (sure && !poor) ? 'not met' : 'unknown'
      expect([row['URN'], results.get(Number(row['URN']))?.answer]).toEqual([row['URN'], expected])
      seen[expected]++
    }
    expect(asked.length).toBeGreaterThan(230)
    expect(seen['not met']).toBeGreaterThan(200)
  })

  test('the secondary floor of 2012 answers every school of England’s file as a plain reading of it does, in the register or not', async () => {
    const results = await run('secondary-floor-2012', 2014)
    const asked = rowsOf(KS4).filter((row) => row['RECTYPE'] === 'SCH')
    for (const row of asked) {
      const [ac, english, maths] = ['PTAC5EM_PTQ', 'PT24ENGPRG_PTQ', 'PT24MATHPRG_PTQ'].map((name) =>
        figure(row[name]),
      )
      const fine = Number(ac) >= 40 || Number(english) >= 74 || Number(maths) >= 67
      const met = Number(ac) < 40 && Number(english) < 74 && Number(maths) < 67
      const expected = fine ? 'not met' : met ? 'met' : 'unknown'
      expect([row['URN'], results.get(Number(row['URN']))?.answer]).toEqual([row['URN'], expected])
    }
    expect(asked.length).toBeGreaterThan(3_400)
  })

  test('the primary floor answers every school of England’s file, which leaves a column out, as a plain reading does', async () => {
    const database2 = await testDatabase()
    await importFile(database2, { path: file(KS2_ENGLAND), fileName: KS2_ENGLAND, academicYear: '2018-19' })
    const results = await asSystem(database2, async (db) => {
      const ran = await runCriteria(db, {
        criteria: [{ name: 'floor', criterion: nationalTest('primary-floor-2016', 2019)! }],
        scope: { kind: 'england' },
        asAt: '2019-08-31',
        year: 2019,
        own: false,
      })
      return new Map([...ran.results].map((result) => [result.urn, result.answer]))
    })
    const asked = rowsOf(KS2_ENGLAND).filter((row) => /^\d+$/.test(row['URN'] ?? ''))
    const seen = { 'not met': 0, unknown: 0 }
    for (const row of asked) {
      const [r, w, m] = ['READPROG', 'WRITPROG', 'MATPROG'].map((name) => figure(row[name]))
      // Without the share at the expected standard a school can be cleared, never found below the floor.
      const expected = Number(r) >= -5 && Number(w) >= -7 && Number(m) >= -5 ? 'not met' : 'unknown'
      expect([row['URN'], results.get(Number(row['URN']))]).toEqual([row['URN'], expected])
      seen[expected]++
    }
    expect(asked.length).toBeGreaterThan(15_000)
    expect(seen['not met']).toBeGreaterThan(13_000)
  })

  test.each([2017, 2018])(
    'the primary floor of 2016 answers every school of a county’s file of %i as a plain reading does',
    async (year) => {
      const path = `performance/ks2final_${year - 1}-${year}_LA850.csv`
      const results = await run('primary-floor-2016', year)
      const asked = rowsOf(path).filter((row) => row['RECTYPE'] === '1' && results.has(Number(row['URN'])))
      for (const row of asked) {
        const [rwm, r, w, m] = ['PTRWM_EXP', 'READPROG', 'WRITPROG', 'MATPROG'].map((name) =>
          figure(row[name]),
        )
        const poor = Number(r) < -5 || Number(w) < -7 || Number(m) < -5
        const sure = ![r, w, m].some(Number.isNaN)
        const expected =
          Number(rwm) < 65 && poor ? 'met' : Number(rwm) >= 65 || (sure && !poor) ? 'not met' : 'unknown'
        expect([row['URN'], results.get(Number(row['URN']))?.answer]).toEqual([row['URN'], expected])
      }
      expect(asked.length).toBeGreaterThan(200)
    },
  )

  test('coasting of 2018 answers every school as a plain reading of the three years does', async () => {
    const results = await run('primary-coasting-2018', 2018)
    const years = [2017, 2018].map((year) => {
      // A school that stands in no register is asked by its results alone, special or not.
      const rows = rowsOf(`performance/ks2final_${year - 1}-${year}_LA850.csv`).filter((row) =>
        /^[12]$/.test(row['RECTYPE'] ?? ''),
      )
      return new Map(rows.map((row) => [row['URN'], row]))
    })
    let cleared = 0
    for (const [urn, { answer }] of results) {
      // Kleene's answer of a year: 1 coasting, -1 not, 0 cannot say. No file of 2016 is here, so that year is 0.
      const each = years.map((rows) => {
        const row = rows.get(String(urn))
        const below = (name: string, bar: number) => {
          const value = figure(row?.[name])
          return Number.isNaN(value) ? 0 : value < bar ? 1 : -1
        }
        const subjects = [
          ['READ', -2.5],
          ['WRIT', -3.5],
          ['MAT', -2.5],
        ] as const
        const poor = Math.max(
          ...subjects.map(([name, bar]) =>
            Math.min(below(`${name}PROG`, bar), below(`${name}PROG_UPPER`, 0)),
          ),
        )
        return Math.min(below('PTRWM_EXP', 85), poor)
      })
      const expected = each.includes(-1) ? 'not met' : 'unknown'
      expect([urn, answer]).toEqual([urn, expected])
      if (expected === 'not met') cleared++
    }
    expect(cleared).toBeGreaterThan(150)
  })

  test('a school all of whose results are suppressed is unknown', async () => {
    const results = await run('primary-floor-2016', 2019)
    const hidden = rowsOf(KS2).filter(
      (row) =>
        row['RECTYPE'] === '1' &&
        ['PTRWM_EXP', 'READPROG', 'WRITPROG', 'MATPROG'].every((name) =>
          /^(SUPP|NE|NA|LOWCOV|NEW)$/.test(row[name] ?? ''),
        ),
    )
    expect(hidden.length).toBeGreaterThan(0)
    const answers = hidden.flatMap(({ URN }) => results.get(Number(URN)) ?? []).map(({ answer }) => answer)
    expect(answers.length).toBeGreaterThan(0)
    expect(new Set(answers)).toEqual(new Set(['unknown']))
  })
})
