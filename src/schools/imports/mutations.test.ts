// For every kind of published file: whatever is done to a valid one, the import ends with a clear answer, no row is
// lost from the count, and the database is wholly before or wholly after.
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#platform/database.ts'
import { testDatabase } from '../../../test/setup/database.ts'
import { bring, csv, gias, ks2Head, ofstedHead } from '../schools.fixture.ts'
import { type ImportResult, Refused } from './import.actions.ts'
import { headerOf } from './layout.rules.ts'
import { layouts, recognise } from './layouts.rules.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

const three = (row: (n: number) => (string | number)[]) => [1, 2, 3].map(row)
const ranks = Array.from({ length: 10 }, (_, i) => i + 1)
const cards = [
  'Web Link',
  'URN',
  'School name',
  'Inspection number',
  'Inspection type',
  'Inspection start date',
  'Inspection end date',
  'Publication date',
  'Inclusion',
  'Curriculum and teaching',
  'Achievement',
]
const card = (n: number) => [
  'x',
  180_000 + n,
  `School ${n}`,
  `1090${n}`,
  'Full inspection',
  '20/11/2025',
  '21/11/2025',
  '15/01/2026',
  'Expected standard',
  'Strong standard',
  'Needs attention',
]

/** A small valid file of each layout, by the layout's own name. Every cell is invented. */
const samples: Record<string, string> = {
  'GIAS establishments': gias([
    { URN: 180_001 },
    { URN: 180_002, Street: 'A "quoted" street, with a comma', EstablishmentName: 'École – St André' },
    { URN: 180_003 },
  ]),
  'GIAS group links': csv(
    [
      'URN',
      'Linked UID',
      'Group Name',
      'Group Type',
      'Companies House Number',
      'Group Status',
      'Closed Date',
      'Joined date',
    ],
    three((n) => [
      180_000 + n,
      9_000 + n,
      `Trust ${n}`,
      'Multi-academy trust',
      `0${n}`,
      'Open',
      '',
      '01-09-2019',
    ]),
  ),
  'GIAS links': csv(
    ['URN', 'LinkURN', 'LinkName', 'LinkType', 'LinkEstablishedDate'],
    three((n) => [180_000 + n, 170_000 + n, `Before, “${n}”`, 'Predecessor', '01-09-2019']),
  ),
  'most recent inspections with report cards': csv(
    [...cards, 'Latest OEIF overall effectiveness'],
    three((n) => [...card(n), '2']),
  ),
  'report cards of a year': csv(cards, three(card)),
  'latest inspections': csv(
    ofstedHead,
    three((n) =>
      ofstedHead.map((name) => {
        if (name === 'URN' || name.startsWith('URN at')) return 180_000 + n
        if (name === 'Inspection number of latest graded inspection') return `1020${n}`
        if (name === 'Inspection start date') return '15/10/2019'
        return name === 'Overall effectiveness' ? n : 'NULL'
      }),
    ),
  ),
  'inspections of a year': csv(
    [
      'URN',
      'School name',
      'Inspection number',
      'Inspection type',
      'Inspection start date',
      'Publication date',
      'Overall effectiveness',
      'Category of concern',
    ],
    three((n) => [
      180_000 + n,
      `School ${n}`,
      `ITS${n}`,
      'S5',
      '15/10/2013',
      '20/11/2013',
      n,
      n === 3 ? 'SM ' : '',
    ]),
  ),
  'expected standard, from 2015-16': csv(
    ks2Head,
    three((n) => [
      1,
      850,
      2000 + n,
      180_000 + n,
      `School ${n}`,
      100,
      20,
      n === 2 ? 'SUPP' : '62%',
      '1.5',
      '-1',
      '4',
      '0.1',
    ]),
  ),
  'levels, to 2014-15': csv(
    ['RECTYPE', 'URN', 'PTENGMATX', 'PT2ENG12', 'PT2MATH12', 'COVENG12'],
    three((n) => [1, 180_000 + n, '62%', 'SUPP', 'LOWCOV', '90%']),
  ),
  'key stage 4': csv(
    [
      'RECTYPE',
      'LEA',
      'ESTAB',
      'URN',
      'SCHNAME',
      'TOTPUPS',
      'TPUP',
      'ATT8SCR',
      'P8MEA',
      'P8CILOW',
      'P8CIUPP',
    ],
    three((n) => [
      1,
      850,
      4000 + n,
      180_000 + n,
      `School ${n}`,
      900,
      150,
      '46.1',
      n === 1 ? 'NE' : '-0.2',
      '-0.5',
      '0.1',
    ]),
  ),
  'CFR workbook': csv(
    ['URN', 'LA', 'PUPILS', 'FSM', 'TOTALINCOME', 'TEACHINGSTAFF', 'TOTALEXPENDITURE', 'T1718CAT1'],
    three((n) => [180_000 + n, 850, 200, '12.5', '£4,542', '"2,100"', 'DNS', 1]),
  ),
  'school census': csv(
    ['URN', 'LA', 'NOR', 'NORG', 'NORB', 'PNUMEAL', 'PNUMFSM'],
    three((n) => [180_000 + n, 850, '"9,109"', 100, 'z', '44.98%', 'c']),
  ),
  absence: csv(
    ['URN', 'LA', 'PERCTOT', 'PPERSABS10'],
    three((n) => [180_000 + n, 850, '4.5', 'SUPP']),
  ),
  'Index of Multiple Deprivation by LSOA': csv(
    ['lsoa11_code', 'IMD_decile', 'IMD_rank', 'Income_decile'],
    three((n) => [`E0102257${n}`, n, 100 + n, 10]),
  ),
  'teaching schools and alliances': csv(
    ['Alliance Name', 'Teaching School', ' URN', 'Region', 'Local Authority', 'Type', 'Phase'],
    three((n) => [`Alliance, ${n}`, `School ${n}`, 180_000 + n, 'South', 'Northshire', 'Academy', 'Primary']),
  ),
  'statistical neighbours': csv(
    ['LA num', ...ranks.flatMap((rank) => [`SN${rank}`, `SN Prox ${rank}`])],
    three((n) => [800 + n, ...ranks.flatMap((rank) => [820 + rank, 'Close'])]),
  ),
  'positions of schools': csv(
    ['URN', 'LAT', 'LON'],
    three((n) => [180_000 + n, 51.1, -1.2]),
  ),
}

/** What imports write, and only they: a fingerprint of each table. */
async function everything(): Promise<string> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND has_table_privilege('alongside_system', c.oid, 'INSERT') AND has_table_privilege('alongside_app', c.oid, 'SELECT')
      AND NOT has_table_privilege('alongside_app', c.oid, 'INSERT') ORDER BY 1`,
  )
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['schools', 'inspections', 'imports']),
  )
  const { rows } = await database.pool.query<{ all: string | null }>(
    tables
      .map(
        ({ name }) =>
          `SELECT '${name}' || md5(string_agg(t::text, '|' ORDER BY t::text)) AS all FROM ${name} t`,
      )
      .join(' UNION ALL '),
  )
  return JSON.stringify(rows)
}

const lines = (text: string) => text.split('\r\n')
const columnwise = (text: string, change: (cells: string[]) => string[]) =>
  Buffer.from(
    lines(text)
      .map((line) => change(line.split(',')).join(','))
      .join('\r\n'),
  )
const swapped = (cells: string[], one: number, other: number) => {
  const now = [...cells]
  ;[now[one], now[other]] = [now[other] ?? '', now[one] ?? '']
  return now
}

/** Everything that the issue names: cut, dropped column, swapped column, byte noise, another encoding, doubled row. */
function mutationsOf(good: string): fc.Arbitrary<Buffer> {
  const columns = lines(good)[0]!.split(',').length
  const column = fc.nat(columns - 1)
  const noise = fc.array(fc.tuple(fc.nat(Buffer.byteLength(good) - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 5,
  })
  return fc.oneof(
    fc.nat(good.length).map((at) => Buffer.from(good.slice(0, at))),
    column.map((at) => columnwise(good, (cells) => cells.filter((_, i) => i !== at))),
    fc.tuple(column, column).map(([one, other]) => columnwise(good, (cells) => swapped(cells, one, other))),
    noise.map((changes) => {
      const bytes = Buffer.from(good)
      for (const [at, byte] of changes) bytes[at] = byte
      return bytes
    }),
    fc
      .constantFrom<BufferEncoding>('utf16le', 'latin1', 'base64')
      .map((encoding) => Buffer.from(good, encoding)),
    fc.nat(3).map((at) =>
      Buffer.from(
        lines(good)
          .flatMap((line, i) => (i === at ? [line, line] : [line]))
          .join('\r\n'),
      ),
    ),
  )
}

const balanced = ({ rows: r }: ImportResult) => r.read === r.added + r.changed + r.unchanged + r.setAside
const options = { academicYear: '2018-19' }

it('there is a sample of every layout', () => {
  expect(layouts.map(({ name }) => name).toSorted()).toEqual(Object.keys(samples).toSorted())
})

describe.each(Object.entries(samples))('a file of %s', (name, good) => {
  it('is known, and imports whole', async () => {
    expect(recognise(headerOf(lines(good)[0]!.split(',')))?.name).toBe(name)
    const result = await bring(database, 'mutant_20240101.csv', good, options)
    expect(result.rows).toMatchObject({ read: 3, setAside: 0 })
    expect(balanced(result)).toBe(true)
  })

  it('ends with a clear answer whatever is done to it, wholly before or wholly after', async () => {
    await fc.assert(
      fc.asyncProperty(mutationsOf(good), async (content) => {
        const before = await everything()
        const end = await bring(database, 'mutant_20240101.csv', content, options).then(
          async (result) => {
            // All of it is there: the same file again has nothing to add.
            const again = await bring(database, 'mutant_20240101.csv', content, { ...options, dryRun: true })
            const isAfter = again.rows.added + again.rows.changed === 0
            return balanced(result) && isAfter ? 'wholly after' : JSON.stringify([result.rows, again.rows])
          },
          async (error: unknown) =>
            error instanceof Refused && error.message.endsWith('.') && (await everything()) === before
              ? 'wholly before'
              : String(error),
        )
        expect(['wholly before', 'wholly after']).toContain(end)
      }),
      { numRuns: 4 },
    )
  })
})
