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
