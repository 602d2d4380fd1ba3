// Files of the same year and source overlap, with other columns or other figures: what stands then, where each
// figure came from, and what undoing gives back. With the upgrade from one row a figure.
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import pg from 'pg'
import { type Database, openDatabase } from '#platform/database.ts'
import { migrate } from '#platform/migrate.ts'
import { testDatabase } from '../../../test/setup/database.ts'
import { measureOf, measures, placeOf, sourceNumbers } from '../evidence/measures.rules.ts'
import { seriesOf } from '../profile/profile.queries.ts'
import { bring, csv } from '../schools.fixture.ts'
import { undoImport } from './undo.actions.ts'

const nobody = { organisationId: null, personId: null }
let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

type Held = Record<string, [figure: number | string, importId: number]>
/** What is held of a school and year: measure → figure or reason, and the import it came from. */
const held = async (urn: number, year: string): Promise<Held> => {
  const { rows } = await sql<{
    measure: string
    value: number | null
    flag: string | null
    import_id: number
  }>`
    SELECT measure, value, flag, import_id FROM evidence WHERE urn = ${urn} AND academic_year = ${year} ORDER BY measure`.execute(
    database.db,
  )
  return Object.fromEntries(rows.map((r) => [r.measure, [r.value ?? r.flag!, r.import_id]]))
}
const head = ['RECTYPE', 'URN', 'TELIG', 'PTRWM_EXP', 'READPROG', 'MATPROG']

describe('a second file of the same year', () => {
  it('adds its columns, changes what it says otherwise, and each figure keeps the import that said it', async () => {
    const one = await bring(
      database,
      'ks2_2016-17.csv',
      csv(['RECTYPE', 'URN', 'TELIG', 'PTRWM_EXP', 'READPROG'], [[1, 200001, 30, '61%', 'SUPP']]),
    )
    const two = await bring(
      database,
      'other_2016-17.csv',
      csv(['RECTYPE', 'URN', 'PTRWM_EXP', 'READPROG', 'MATPROG'], [[1, 200001, '61%', '-1.5', '2.5']]),
    )
    expect(two.rows).toEqual({ read: 1, added: 0, changed: 1, unchanged: 0, setAside: 0 })
    expect(two.changedFields).toEqual([
      { field: 'Progress in reading', rows: 1 },
      { field: 'Progress in mathematics', rows: 1 },
    ])
    const [first, second] = [one.importId!, two.importId!]
    expect(await held(200001, '2016-17')).toEqual({
      ks2_cohort: [30, first],
      ks2_rwm_expected: [61, first],
      ks2_reading_progress: [-1.5, second],
      ks2_maths_progress: [2.5, second],
    })
    // The school's page says the same of each.
    const wanted = ['ks2_rwm_expected', 'ks2_maths_progress'].map(measureOf)
    const none = { la_code: null, la_name: null, district_code: null, district: null }
    const school = { urn: 200001, phase: null, type_group: null, ...none }
    const series = await seriesOf(database.db, school, [], wanted)
    expect(series.map(({ points }) => points.map((p) => [p.year, p.value, p.cohort, p.importId]))).toEqual([
      [[2017, 61, 30, first]],
      [[2017, 2.5, 30, second]],
    ])
  })

  it('never replaces what was published by nothing published, and a figure by a reason only when it gives one', async () => {
    const one = await bring(database, 'ks2_2017-18.csv', csv(head, [[1, 200002, 30, '61%', '1', '2']]))
    const blank = await bring(database, 'b_2017-18.csv', csv(head, [[1, 200002, '', '', '', 'SUPP']]))
    expect(await held(200002, '2017-18')).toMatchObject({
      ks2_cohort: [30, one.importId],
      ks2_rwm_expected: [61, one.importId],
      ks2_reading_progress: [1, one.importId],
      ks2_maths_progress: ['suppressed', blank.importId],
    })
    const again = await bring(database, 'b_2017-18.csv', csv(head, [[1, 200002, '', '', '', 'SUPP']]))
    expect(again.rows).toMatchObject({ changed: 0, unchanged: 1 })
  })

  it('is undone to exactly what stood before, in the order of the files and not otherwise', async () => {
    const row = () =>
      database.pool
        .query('SELECT * FROM observations WHERE urn = 200003 ORDER BY source, year')
        .then(({ rows }) => rows as unknown[])
    const file = (name: string, cells: (string | number)[], columns = head) =>
      bring(database, name, csv(columns, [cells]))
    const one = await file('a_2018-19.csv', [1, 200003, 30, '61%', '1', 'LOWCOV'])
    const afterOne = await row()
    const two = await file(
      'b_2018-19.csv',
      [1, 200003, '64%', '12'],
      ['RECTYPE', 'URN', 'PTRWM_EXP', 'PTREAD_HIGH'],
    )
    const afterTwo = await row()
    const three = await file('c_2018-19.csv', [1, 200003, 31, '64%', '1.1', '0'])
    expect(await undoImport(database, one.importId!, nobody)).toMatchObject({
      refused: expect.stringContaining('b_2018-19.csv'),
    })
    expect(await undoImport(database, three.importId!, nobody)).toMatchObject({ restored: 1, removed: 0 })
    expect(await row()).toEqual(afterTwo)
    await undoImport(database, two.importId!, nobody)
    expect(await row()).toEqual(afterOne)
    expect(await undoImport(database, one.importId!, nobody)).toMatchObject({ restored: 0, removed: 1 })
    expect(await row()).toEqual([])
  })

  it('whatever the files say: the newest word of each column stands, with its import, and undoing goes back', async () => {
    const cell = fc.constantFrom('', '0', '12.5', '-3', '62%', 'SUPP', 'NE', 'LOWCOV', 'nonsense')
    const file = fc.record({
      columns: fc.subarray(['PTREAD_EXP', 'READPROG', 'MATPROG', 'PTRWM_EXP'], { minLength: 1 }),
      cells: fc.array(cell, { minLength: 4, maxLength: 4 }),
    })
    const codes: Record<string, string> = {
      PTREAD_EXP: 'ks2_reading_expected',
      READPROG: 'ks2_reading_progress',
      MATPROG: 'ks2_maths_progress',
      PTRWM_EXP: 'ks2_rwm_expected',
    }
    const words: Record<string, string> = {
      '': 'blank',
      SUPP: 'suppressed',
      NE: 'no entries',
      LOWCOV: 'low coverage',
      nonsense: 'unreadable',
    }
    let urn = 210_000
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 4 }), async (files) => {
        urn += 1
        const expected: Held[] = [{}]
        const imports: number[] = []
        for (const [i, { columns, cells }] of files.entries()) {
          // PTREAD_EXP is what the layout is recognised by, so it is always there.
          const names = [...new Set(['PTREAD_EXP', ...columns])]
          const { importId } = await bring(
            database,
            `p${i}_2021-22.csv`,
            csv(['RECTYPE', 'URN', ...names], [[1, urn, ...names.map((_, at) => cells[at]!)]]),
          )
          imports.push(importId!)
          const next = { ...expected.at(-1)! }
          for (const [at, name] of names.entries()) {
            const text = cells[at]!
            const says = words[text] ?? Number(text.replace('%', ''))
            const before = next[codes[name]!]
            if (before === undefined || (says !== 'blank' && says !== before[0]))
              next[codes[name]!] = [says, importId!]
          }
          expected.push(next)
          expect(await held(urn, '2021-22')).toEqual(next)
        }
        for (const importId of imports.toReversed()) {
          await undoImport(database, importId, nobody)
          expected.pop()
          expect(await held(urn, '2021-22')).toEqual(expected.at(-1))
        }
      }),
      { numRuns: 25 },
    )
  })
})

it('the database refuses a place with both a figure and a reason, and numbers that are none', async () => {
  const insert = (figures: string, reasons: string) =>
    database.pool.query(
      `INSERT INTO observations (urn, import_id, year, source, figures, reasons)
       VALUES (299999, 1, 2019, 100, '${figures}', '${reasons}')`,
    )
  await expect(insert('{1,2}', '{NULL,suppressed}')).rejects.toThrow(/figure_or_reason/)
  await expect(insert('{1,NULL,3}', '{NULL,suppressed,blank}')).rejects.toThrow(/figure_or_reason/)
  await expect(insert('{NaN}', '{}')).rejects.toThrow(/in_range/)
  await expect(insert('{1,Infinity}', '{}')).rejects.toThrow(/in_range/)
})

it('each measure has a place of its own in the row of its source', () => {
  const places = measures.map((measure) => {
    const { source, place } = placeOf(measure)
    const next = Object.values(sourceNumbers).find((number) => number > source) ?? 1_000
    expect(place).toBeGreaterThan(0)
    expect(measure.id).toBeLessThan(next)
    return `${source}|${place}`
  })
  expect(new Set(places).size).toBe(measures.length)
})

describe('the upgrade from one row a figure', () => {
  const name = `upgrade_${process.pid}`
  let old: Database
  const folder = mkdtempSync(join(tmpdir(), 'alongside-upgrade-'))
  const onServer = async (statement: string) => {
    const client = new pg.Client({ ...inject('connection'), database: 'postgres' })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  beforeAll(async () => {
    await onServer(`CREATE DATABASE ${name}`)
    old = openDatabase({ ...inject('connection'), database: name })
  })
  afterAll(async () => {
    await old.close()
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`)
    rmSync(folder, { recursive: true })
  })

  it('keeps every figure with its import, and what undoing goes back to', async () => {
    // Later ones that stand on tables made by this one came after it.
    const files = readdirSync('migrations').filter(
      (file) => !/^01[1-9]\d-|-data-state|^0411-|^0431-|^0440-/.test(file),
    )
    for (const file of files) copyFileSync(join('migrations', file), join(folder, file))
    await migrate(old.connection, folder)
    await old.pool.query(`
      INSERT INTO measures SELECT m, 'm' || m, '', '', '', '', '' FROM unnest('{130,131,150,501,507}'::int[]) m;
      INSERT INTO imports (kind, layout, file_name, sha256, encoding, academic_year, rows_read, rows_added, rows_changed, rows_unchanged, rows_set_aside)
      SELECT 'key-stage-2', '', 'file ' || i, '', '', '2018-19', 0, 0, 0, 0, 0 FROM generate_series(1, 3) i;
      -- Import 1 said 130 and 150; import 2 changed 130 and added 131; import 3 changed 130 again and 150.
      INSERT INTO observations (urn, measure, year, value, flag, cohort, import_id) VALUES
        (100001, 130, 2019, 63, NULL, 30, 3), (100001, 131, 2019, 5, NULL, 30, 2), (100001, 150, 2019, NULL, 'suppressed', 30, 3),
        (100002, 150, 2019, 1.5, NULL, NULL, 1), (100002, 501, 2025, 200, NULL, NULL, 2), (100002, 507, 2025, NULL, 'blank', NULL, 2);
      INSERT INTO import_changes VALUES
        (2, 'observations', 1, '{"urn":100001,"measure":130,"year":2019,"value":61,"flag":null,"cohort":29,"import_id":1}'),
        (3, 'observations', 2, '{"urn":100001,"measure":130,"year":2019,"value":62,"flag":null,"cohort":30,"import_id":2}'),
        (3, 'observations', 1, '{"urn":100001,"measure":150,"year":2019,"value":-1,"flag":null,"cohort":29,"import_id":1}');
      INSERT INTO medians VALUES ('England', 'all', 150, 2019, 1, 0, 2, 9), ('850', 'primary', 501, 2025, 210, 100, 300, 4)`)
    const evidence = async () =>
      (await old.pool.query('SELECT * FROM evidence ORDER BY urn, measure')).rows as Record<string, unknown>[]
    const medians = async () => (await old.pool.query('SELECT * FROM medians ORDER BY area, measure')).rows
    const [before, mediansBefore] = [await evidence(), await medians()]

    await migrate(old.connection, 'migrations')
    const figures = (rows: Record<string, unknown>[]) => rows.map((row) => ({ ...row, cohort: null }))
    expect(figures(await evidence())).toEqual(figures(before))
    expect(await medians()).toEqual(mediansBefore)
    const values = async () =>
      Object.fromEntries(
        (await evidence())
          .filter((row) => row['urn'] === 100001)
          .map((row) => [row['measure'], [row['value'] ?? row['flag'], row['import_id']]]),
      )
    expect(await undoImport(old, 2, nobody)).toMatchObject({ refused: expect.stringContaining('file 3') })
    expect(await undoImport(old, 3, nobody)).toMatchObject({ restored: 1, removed: 0 })
    expect(await values()).toEqual({ m130: [62, 2], m131: [5, 2], m150: [-1, 1] })
    expect(await undoImport(old, 2, nobody)).toMatchObject({ restored: 1, removed: 1 })
    expect(await values()).toEqual({ m130: [61, 1], m150: [-1, 1] })
    expect(await undoImport(old, 1, nobody)).toMatchObject({ restored: 0, removed: 2 })
    expect(await evidence()).toEqual([])
  })
})
