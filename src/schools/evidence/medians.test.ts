import * as fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import type { Database } from '#platform/database.ts'
import { testDatabase } from '../../../test/setup/database.ts'
import { bring, csv, gias } from '../schools.fixture.ts'
import { inOrder, quantile, quartilesByGroup } from './medians.rules.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

const census = (name: string, rows: (string | number)[][]) =>
  bring(database, name, csv(['URN', 'NOR', 'PNUMEAL'], rows))
const median = async (area: string, population: string, year: number) => {
  const { rows } = await sql<{ median: number; schools: number }>`
    SELECT median, schools FROM medians WHERE area = ${area} AND population = ${population} AND measure = 501 AND year = ${year}`.execute(
    database.db,
  )
  return rows.map((row) => [row.median, row.schools])
}

it('a quantile is what PostgreSQL’s percentile_cont gives', async () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 })
  await fc.assert(
    fc.asyncProperty(numbers, fc.constantFrom(0, 0.25, 0.5, 0.75, 1), async (all, share) => {
      const { rows } = await sql<{ theirs: number }>`
        SELECT percentile_cont(${share}) WITHIN GROUP (ORDER BY n) AS theirs FROM unnest(${all}::float8[]) n`.execute(
        database.db,
      )
      expect(quantile(Float64Array.from(all).sort(), share)).toBeCloseTo(rows[0]!.theirs, 6)
    }),
    { numRuns: 50 },
  )
})

it('the order of numbers holds each place once, from the least to the greatest', () => {
  const numbers = fc.array(fc.oneof(fc.constantFrom(1, 2, -0, 0, Number.NaN), fc.double()), { maxLength: 40 })
  fc.assert(
    fc.property(numbers, (all) => {
      const order = [...inOrder(Float64Array.from(all))]
      const there = all.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]))
      expect(order.toSorted((a, b) => a - b)).toEqual(there)
      for (const [i, place] of order.entries())
        expect(all[order[i - 1] ?? place]!).toBeLessThanOrEqual(all[place]!)
    }),
  )
})

it('what is no number and what is in no group counts nowhere, and an empty group has no median', () => {
  const values = Float64Array.of(1, Number.NaN, 3, 100, 5)
  const groups = [[0], [0], [0], [], [2]]
  expect(quartilesByGroup(values, inOrder(values), groups, 3)).toEqual([
    { lower: 1.5, median: 2, upper: 2.5, schools: 2 },
    null,
    { lower: 5, median: 5, upper: 5, schools: 1 },
  ])
})

it('medians of England, an authority and a district follow the figures and the register', async () => {
  const school = (URN: number, la: number, district: string, phase = 'Primary') => ({
    URN,
    'LA (code)': la,
    'DistrictAdministrative (name)': district,
    'PhaseOfEducation (name)': phase,
  })
  await bring(
    database,
    'g_20240101.csv',
    gias([school(300001, 850, 'Havant'), school(300002, 850, 'Fareham'), school(300003, 936, 'Woking')]),
  )
  await census('c_2022-23.csv', [
    [300001, 100, 1],
    [300002, 200, 2],
    [300003, 'SUPP', 3],
    [300004, 400, 4],
  ])
  expect(await median('England', 'primary', 2023)).toEqual([[150, 2]])
  expect(await median('850', 'primary', 2023)).toEqual([[150, 2]])
  expect(await median('Havant', 'primary', 2023)).toEqual([[100, 1]])
  expect(await median('936', 'primary', 2023)).toEqual([])

  // A school that was in no register yet counts from the import that brings it.
  await bring(database, 'g_20240201.csv', gias([school(300004, 936, 'Woking')]))
  expect(await median('England', 'primary', 2023)).toEqual([[200, 3]])
  expect(await median('936', 'primary', 2023)).toEqual([[400, 1]])

  // A school that turns out to be a secondary leaves the primaries.
  await bring(database, 'g_20240301.csv', gias([school(300004, 936, 'Woking', 'Secondary')]))
  expect(await median('England', 'primary', 2023)).toEqual([[150, 2]])
  expect(await median('England', 'secondary', 2023)).toEqual([[400, 1]])

  // What medians do not rest on leaves them alone, row for row.
  const rows = async () =>
    (await database.pool.query('SELECT ctid::text, xmin::text FROM medians_by_area ORDER BY 1')).rows
  const before = await rows()
  await bring(database, 'g_20240401.csv', gias([{ ...school(300001, 850, 'Havant'), Town: 'Elsewhere' }]))
  expect(await rows()).toEqual(before)
})

it('the authorities like an authority have medians of all their schools together, and not of its own', async () => {
  await database.pool.query(
    'INSERT INTO statistical_neighbours (la_code, rank, neighbour_code, import_id) VALUES (850, 1, 936, 1), (850, 2, 886, 1), (999, 1, 850, 1)',
  )
  const school = (URN: number, la: number) => ({ URN, 'LA (code)': la })
  await bring(
    database,
    'g_20250101.csv',
    gias([school(310001, 850), school(310002, 936), school(310003, 936), school(310004, 886)]),
  )
  await census('c_2023-24.csv', [
    [310001, 999, 1],
    [310002, 100, 1],
    [310003, 200, 1],
    [310004, 600, 1],
  ])
  expect(await median('like 850', 'primary', 2024)).toEqual([[200, 3]])
  // An authority of which no school is held has nobody to show its neighbours to.
  expect(await median('like 999', 'primary', 2024)).toEqual([])
})
