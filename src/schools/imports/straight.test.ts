import { beforeAll, expect, it } from 'vitest'
import type { Database } from '#platform/database.ts'
import { testDatabase } from '../../../test/setup/database.ts'
import { bring, csv, gias, ks2Head } from '../schools.fixture.ts'
import { undoImport } from './undo.actions.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

const nobody = { organisationId: null, personId: null }
const all = async (table: string) => (await database.pool.query(`SELECT * FROM ${table} t ORDER BY t`)).rows
const school = (n: number, name = `School ${n}`) => ({ URN: 600_000 + n, EstablishmentName: name })
const many = Array.from({ length: 3000 }, (_, i) => i + 1)

it('a register whose last row alone is known already is compared from its first row on', async () => {
  await bring(database, 'edubasealldata20240101.csv', gias([school(3000, 'Old name')]))
  const before = await all('schools')
  const shares: number[] = []
  const result = await bring(
    database,
    'edubasealldata20240201.csv',
    gias([...many.map((n) => school(n)), school(7)]),
    { onProgress: (share) => shares.push(share) },
  )
  expect(result.rows).toEqual({ read: 3001, added: 2999, changed: 1, unchanged: 0, setAside: 1 })
  expect(result.reasons[0]!.reason).toMatch(/same record as in row/)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(shares.at(-1)).toBe(1)
  expect(await undoImport(database, result.importId!, nobody)).toMatchObject({ restored: 1, removed: 2999 })
  expect(await all('schools')).toEqual(before)
})

it('a register that meets none of those that stand says so, with and without a date in its name', async () => {
  for (const [i, name] of ['edubasealldata20240301.csv', 'edubasealldata.csv'].entries()) {
    const file = gias([school(4000 + i), { ...school(5000 + i), EstablishmentName: '' }])
    const dry = await bring(database, name, file, { dryRun: true })
    const result = await bring(database, name, file)
    expect({ ...result, importId: null }).toEqual(dry)
    expect(result.rows).toEqual({ read: 2, added: 1, changed: 0, unchanged: 0, setAside: 1 })
    expect(await bring(database, name, file)).toMatchObject({ rows: { added: 0, unchanged: 1, setAside: 1 } })
  }
})

it('a group is known by its first row, and changes with it', async () => {
  const head = ['URN', 'Linked UID', 'Group Name', 'Group Type', 'Group Status', 'Joined date']
  const first = csv(head, [
    [600_001, 71, 'First name', 'Multi-academy trust', 'Open', '01-09-2015'],
    [600_002, 71, 'Second name', 'Multi-academy trust', 'Open', '01-09-2016'],
    [600_003, 72, 'Another', 'Federation', 'Open', ''],
  ])
  const brought = await bring(database, 'groups20240101.csv', first)
  expect(brought.rows).toMatchObject({ read: 3, added: 3 })
  expect((await all('school_groups')).map((group) => [group.uid, group.name])).toEqual([
    [71, 'First name'],
    [72, 'Another'],
  ])
  const before = [await all('school_groups'), await all('school_group_members')]
  const next = await bring(
    database,
    'groups20240201.csv',
    first.replace('Another', 'Renamed').replace('600002', '600004'),
  )
  expect(next.rows).toEqual({ read: 3, added: 1, changed: 1, unchanged: 1, setAside: 0 })
  expect((await all('school_groups')).map((group) => group.name)).toEqual(['First name', 'Renamed'])
  expect(await undoImport(database, next.importId!, nobody)).toMatchObject({ restored: 1, removed: 1 })
  expect([await all('school_groups'), await all('school_group_members')]).toEqual(before)
})

it('figures of a year that is known for other schools alone are added', async () => {
  const figures = (...urns: number[]) =>
    csv(
      ks2Head,
      urns.map((urn) => [1, 850, 2001, urn, 'A', 100, 20, '62%']),
    )
  expect((await bring(database, 'ks2_2012-13.csv', figures(600_001, 600_002))).rows).toMatchObject({
    added: 2,
  })
  expect((await bring(database, 'ks2_2012-13.csv', figures(600_003))).rows).toMatchObject({ added: 1 })
  expect((await bring(database, 'ks2_2012-13.csv', figures(600_004, 600_003))).rows).toMatchObject({
    added: 1,
    unchanged: 1,
  })
})

it('a file of new schools whose comparators are known compares those, and is undone to where it was', async () => {
  const year = (england: string, ...urns: number[]) =>
    csv(ks2Head, [
      ...urns.map((urn) => [1, 850, 2001, urn, 'A', 100, 20, '62%']),
      [5, 'NAT', '', '', '', '', 20, england],
    ])
  const comparators = async () =>
    (await all('area_observations')).filter((area) => area.year === 2014 && area.value !== null)
  expect((await bring(database, 'ks2_2013-14.csv', year('65%', 600_011))).rows).toMatchObject({
    read: 2,
    added: 2,
  })
  const before = await comparators()
  expect(before.map(({ area, value }) => [area, value])).toContainEqual(['England', 65])

  const same = await bring(database, 'ks2_2013-14.csv', year('65%', 600_012))
  expect(same.rows).toEqual({ read: 2, added: 1, changed: 0, unchanged: 1, setAside: 0 })
  const other = await bring(database, 'ks2_2013-14.csv', year('66%', 600_013))
  expect(other.rows).toEqual({ read: 2, added: 1, changed: 1, unchanged: 0, setAside: 0 })
  expect((await comparators()).map(({ area, value }) => [area, value])).toContainEqual(['England', 66])
  expect(await undoImport(database, other.importId!, nobody)).toMatchObject({ removed: 1 })
  expect(await comparators()).toEqual(before)
})

it('thousands of rows set aside are all kept with their reasons', async () => {
  const long = 'x'.repeat(200)
  const result = await bring(
    database,
    'edubasealldata20240401.csv',
    gias([school(8000), ...many.map((n) => ({ ...school(8000), Town: `${n} ${long}` }))]),
  )
  expect(result.rows).toEqual({ read: 3001, added: 1, changed: 0, unchanged: 0, setAside: 3000 })
  expect(result.reasons).toEqual([
    { reason: 'The same record as in row 2, which stands', rows: 3000, first: 3 },
  ])
  const kept = (await all('import_set_aside')).filter((row) => row.import_id === result.importId)
  expect(kept.map((row) => row.line)).toEqual(many.map((n) => n + 2))
  expect(kept.every((row, i) => (row.cells as string).includes(`${many[i]!} ${long}`))).toBe(true)
})
