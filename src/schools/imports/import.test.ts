import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { asSystem, type Database } from '#platform/database.ts'
import { testDatabase } from '../../../test/setup/database.ts'
import { bring, csv, gias, ks2Head, ofstedHead } from '../schools.fixture.ts'
import { type ImportResult, Refused } from './import.actions.ts'
import { queueForImport } from './queue.queries.ts'
import { undoImport } from './undo.actions.ts'

let database: Database
beforeAll(async () => {
  database = await testDatabase()
})

const nobody = { organisationId: null, personId: null }
const rows = async <T>(query: string): Promise<T[]> => (await database.pool.query(query)).rows as T[]
/** Everything imports write, so that before and after can be compared. */
const everything = async () => {
  const tables = [
    'imports',
    'import_set_aside',
    'import_changes',
    'schools',
    'observations',
    'area_observations',
    'inspections',
    'school_links',
    'school_groups',
    'school_group_members',
  ]
  return Promise.all(
    tables.map(
      async (table) =>
        (
          await rows<{ all: string }>(
            `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS all FROM ${table} t`,
          )
        )[0]!.all,
    ),
  )
}
const balanced = ({ rows: r }: ImportResult) => r.read === r.added + r.changed + r.unchanged + r.setAside
const why = (promise: Promise<unknown>) =>
  promise.then(
    () => 'imported',
    (error: unknown) => (error instanceof Refused ? error.message : String(error)),
  )

describe('a file that cannot be imported', () => {
  it.each([
    ['an empty file', '', /empty/],
    ['a zip renamed to .csv', new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3]), /zip or an Excel file/],
    ['an old Excel file', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), /old Excel file/],
    ['UTF-16', Buffer.from('\uFEFFURN,Name', 'utf16le'), /UTF-16/],
    [
      'zero bytes far in',
      Buffer.concat([Buffer.from(gias([{ URN: 100001 }])), Buffer.from([0, 1])]),
      /zero bytes/,
    ],
    ['a web page', '<!DOCTYPE html><html>sign in</html>', /web page/],
    ['columns nobody knows', 'Colour,Shape,Size\r\nred,round,3\r\n', /does not know the columns.*“Colour”/],
    ['one column of prose', 'Dear all\r\nplease find attached\r\n', /no header/],
    ['a header alone', `${gias([]).trim()}\r\n`, /no rows/],
    [
      'a quotation mark that never closes',
      `${gias([{ URN: 100001 }])}"100002,850,${'x\r\n'.repeat(20)}`,
      /never closes/,
    ],
  ])('is refused with a sentence: %s', async (_, content, reason) => {
    const before = await everything()
    expect(await why(bring(database, 'file.csv', content))).toMatch(reason)
    expect(await everything()).toEqual(before)
  })

  it('asks for the year when neither the file nor its name says it', async () => {
    const file = csv(ks2Head, [[1, 850, 2001, 100001, 'A', 100, 20, '62%']])
    expect(await why(bring(database, 'results.csv', file))).toMatch(/which academic year/)
    expect(await why(bring(database, 'results.csv', file, { academicYear: '2018-20' }))).toMatch(
      /no academic year/,
    )
    expect((await bring(database, 'results.csv', file, { academicYear: '2012-13' })).academicYear).toBe(
      '2012-13',
    )
  })
})

describe('reading what publishers write', () => {
  it('reads Windows-1252 and UTF-8 with a byte order mark alike', async () => {
    const text = gias([{ URN: 110001, EstablishmentName: 'École – St André' }])
    const windows = Buffer.from(text.replaceAll('–', '\u0096'), 'latin1')
    expect((await bring(database, 'a_20240101.csv', windows)).encoding).toBe('windows-1252')
    expect(await rows('SELECT name FROM schools WHERE urn = 110001')).toEqual([{ name: 'École – St André' }])
    const again = await bring(database, 'a_20240101.csv', `\uFEFF${text}`)
    expect([again.encoding, again.rows.unchanged]).toEqual(['utf-8', 1])
  })
  it('keeps what spills over the last column of GIAS, and reads line breaks within quotes', async () => {
    const file = `${gias([{ URN: 110002, Street: 'One\nTwo', 'Linked establishments': '110003 Predecessor' }]).trimEnd()},110004 Successor\r\n`
    await bring(database, 'spill_20240101.csv', file)
    expect(await rows('SELECT street, linked_establishments FROM schools WHERE urn = 110002')).toEqual([
      { street: 'One\nTwo', linked_establishments: '110003 Predecessor; 110004 Successor' },
    ])
  })
  it('keeps a formula as text and disarms it where it leaves again', async () => {
    const result = await bring(
      database,
      'formula_20240101.csv',
      gias([
        { URN: 110005, EstablishmentName: '=HYPERLINK("http://x","y")' },
        { URN: 11, EstablishmentName: '=1+1' },
      ]),
    )
    expect(result.rows).toMatchObject({ added: 1, setAside: 1 })
    expect(await rows('SELECT name FROM schools WHERE urn = 110005')).toEqual([
      { name: '=HYPERLINK("http://x","y")' },
    ])
    const [aside] = await rows<{ cells: string }>(
      `SELECT cells FROM import_set_aside WHERE import_id = ${result.importId}`,
    )
    expect(aside!.cells).toContain("'=1+1")
  })
  it('sets the second of two rows of one URN aside and says which stands', async () => {
    const result = await bring(
      database,
      'twice_20240101.csv',
      gias([{ URN: 110006 }, { URN: 110006, EstablishmentName: 'Another' }]),
    )
    expect(result.rows).toEqual({ read: 2, added: 1, changed: 0, unchanged: 0, setAside: 1 })
    expect(result.reasons[0]!.reason).toBe('The same record as in row 2, which stands')
  })
  it('sets the row aside in which a file stops, and keeps those before', async () => {
    const whole = gias([{ URN: 110007 }, { URN: 110008 }])
    const result = await bring(database, 'cut_20240101.csv', whole.slice(0, whole.length - 60))
    expect(result.rows).toMatchObject({ read: 2, added: 1, setAside: 1 })
    expect(result.reasons[0]!.reason).toMatch(/stops in the middle/)
  })
  it('sets rows aside whose every cell is NULL', async () => {
    const result = await bring(database, 'null_20240831.csv', csv(ofstedHead, [ofstedHead.map(() => 'NULL')]))
    expect(result.reasons).toEqual([{ reason: 'Every cell of the row is NULL', rows: 1, first: 2 }])
  })
  it('lets a new school’s row stop early and says why there is no figure', async () => {
    await bring(
      database,
      'ks2_2014-15.csv',
      csv(ks2Head, [[1, 850, 2001, 110010, 'New', 'NEW']]).replace(/,+\r\n/, '\r\n'),
      {},
    )
    expect(await rows('SELECT DISTINCT flag FROM evidence WHERE urn = 110010')).toEqual([
      { flag: 'new school' },
    ])
  })
  it('keeps authority and England rows apart from schools, and their URN column from becoming one', async () => {
    const result = await bring(
      database,
      'ks2_2015-16.csv',
      csv(ks2Head, [
        [1, 850, 2001, 110011, 'A', 100, 20, '62%'],
        [3, 850, ' ', ' ', 'Northshire', 90000, 15000, '68%'],
        [5, ' ', ' ', ' ', ' ', 90000, 15000, '65%'],
      ]),
    )
    expect(result.rows).toMatchObject({ read: 3, added: 3 })
    expect(
      await rows(
        `SELECT area, population, value FROM area_observations WHERE measure = 130 AND year = 2016 ORDER BY 1`,
      ),
    ).toEqual([
      { area: '850', population: 'state-funded schools', value: 68 },
      { area: 'England', population: 'state-funded schools', value: 65 },
    ])
  })
  it('reads numbers however they are dressed and keeps each code’s meaning', async () => {
    await bring(
      database,
      'ks2_2009-10.csv',
      csv(
        ['RECTYPE', 'URN', 'PTENGMATX', 'PT2ENG12', 'PT2MATH12', 'COVENG12'],
        [['1', '110012.0', '62%', 'SUPP', 'LOWCOV', 'NA']],
      ),
    )
    expect(
      await rows(`SELECT measure, value, flag FROM evidence WHERE urn = 110012 ORDER BY measure`),
    ).toEqual([
      { measure: 'ks2_english_expected_progress', value: null, flag: 'suppressed' },
      { measure: 'ks2_english_expected_progress_coverage', value: null, flag: 'not applicable' },
      { measure: 'ks2_l4_english_maths', value: 62, flag: null },
      { measure: 'ks2_maths_expected_progress', value: null, flag: 'low coverage' },
    ])
  })
  it('sets a row aside whose commas are astray rather than reading shifted figures', async () => {
    const result = await bring(
      database,
      'ks2_2013-14.csv',
      `${ks2Head.join(',')}\r\n1,850,2001,110013,A,1,234,20,62%,1,2,3,4\r\n`,
    )
    expect(result.reasons[0]!.reason).toMatch(/13 cells, the header 12/)
  })
  it('keeps each inspection under the framework of its day, codes that are no grade included', async () => {
    await bring(
      database,
      'ofsted_20240901.csv',
      csv(ofstedHead, [
        [
          'x',
          110014,
          'A',
          '10100',
          '05/03/2024',
          '26/03/2024',
          'School remains Good',
          '10200',
          'S5 Inspection',
          '15/10/2019',
          '20/11/2019',
          110014,
          'A',
          '3',
          'SM ',
          '9',
          'No',
          'ITS9',
          '01/02/2012',
          '01/03/2012',
          '3',
          'nti',
        ],
        [
          'x',
          110015,
          'B',
          'NULL',
          'NULL',
          'NULL',
          'NULL',
          '10300',
          'S5 Inspection',
          '15/10/2024',
          '20/11/2024',
          110015,
          'B',
          'Not judged',
          'NULL',
          '2',
          'Yes',
          'NULL',
          'NULL',
          'NULL',
          'NULL',
          'NULL',
        ],
      ]),
    )
    expect(
      await rows(
        `SELECT number, kind, framework, category, outcome, judgements FROM inspections WHERE urn IN (110014, 110015) ORDER BY number`,
      ),
    ).toEqual([
      {
        number: '10100',
        kind: 'ungraded',
        framework: '2019',
        category: null,
        outcome: 'School remains Good',
        judgements: {},
      },
      {
        number: '10200',
        kind: 'graded',
        framework: '2019',
        category: 'special measures',
        outcome: null,
        judgements: {
          overall: 'requires improvement',
          'quality of education': 'no grade',
          safeguarding: 'not effective',
        },
      },
      {
        number: '10300',
        kind: 'graded',
        framework: '2024',
        category: 'none',
        outcome: null,
        judgements: { overall: 'not judged', 'quality of education': 'good', safeguarding: 'effective' },
      },
      {
        number: 'ITS9',
        kind: 'graded',
        framework: '2012',
        category: 'notice to improve',
        outcome: null,
        judgements: { overall: 'satisfactory' },
      },
    ])
  })
  it('sets an inspection aside whose grade its framework does not have', async () => {
    const row = [
      'x',
      110016,
      'A',
      'NULL',
      'NULL',
      'NULL',
      'NULL',
      '10400',
      'S5',
      '15/10/2019',
      'NULL',
      'NULL',
      'NULL',
      '7',
      'NULL',
      '9',
      '9',
      'NULL',
      'NULL',
      'NULL',
      'NULL',
      'NULL',
    ]
    expect((await bring(database, 'odd_20240901.csv', csv(ofstedHead, [row]))).reasons[0]!.reason).toMatch(
      /“7” is no grade for overall/,
    )
  })
})

describe('all or nothing', () => {
  it('changes nothing when the same file comes again', async () => {
    const file = gias([{ URN: 120001 }, { URN: 120002 }])
    await bring(database, 'same_20240101.csv', file)
    const before = await rows('SELECT * FROM schools ORDER BY urn')
    const again = await bring(database, 'same_20240101.csv', file)
    expect(again.rows).toEqual({ read: 2, added: 0, changed: 0, unchanged: 2, setAside: 0 })
    expect(await rows('SELECT * FROM schools ORDER BY urn')).toEqual(before)
  })
  it('says in a dry run what applying then does, and changes nothing', async () => {
    await bring(database, 'dry_20240101.csv', gias([{ URN: 120003, Town: 'Ashford' }]))
    const file = gias([{ URN: 120003, Town: 'Milton' }, { URN: 120004 }])
    const before = await everything()
    const dry = await bring(database, 'dry_20240201.csv', file, { dryRun: true })
    expect(await everything()).toEqual(before)
    const done = await bring(database, 'dry_20240201.csv', file)
    expect(dry).toMatchObject({
      importId: null,
      rows: done.rows,
      changedFields: [{ field: 'town', rows: 1 }],
    })
  })
  it('keeps newer data when an older file comes later', async () => {
    await bring(database, 'new_20240601.csv', gias([{ URN: 120005, Town: 'Newer' }]))
    const old = await bring(database, 'old_20190601.csv', gias([{ URN: 120005, Town: 'Older' }]))
    expect(old.rows.unchanged).toBe(1)
    expect(old.warnings).toEqual([
      '1 record stayed as they are, because the data held is newer than this file’s.',
    ])
    expect(await rows('SELECT town FROM schools WHERE urn = 120005')).toEqual([{ town: 'Newer' }])
  })
  it('leaves alone the columns that a layout does not have', async () => {
    await bring(database, 'full_20240101.csv', gias([{ URN: 120006, 'Trusts (name)': 'Elm Trust' }]))
    await bring(
      database,
      'less_20240201.csv',
      gias([{ URN: 120006 }], ['Trusts (name)', 'Linked establishments']),
    )
    expect(await rows('SELECT trust FROM schools WHERE urn = 120006')).toEqual([{ trust: 'Elm Trust' }])
  })
  it('keeps nothing of an import that is killed half-way', async () => {
    const before = await everything()
    const many = gias(Array.from({ length: 4000 }, (_, i) => ({ URN: 130_000 + i })))
    const kills: Promise<unknown>[] = []
    const killed = bring(database, 'killed_20240101.csv', many, {
      onProgress: () => {
        if (kills.length > 0) return
        kills.push(
          database.pool
            .query(`SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
          WHERE l.locktype = 'advisory' AND d.datname = current_database()`),
        )
      },
    })
    await expect(killed).rejects.toThrow(/terminat|EPIPE|closed|reset/i)
    await Promise.all(kills)
    expect(await everything()).toEqual(before)
  })
  it('queues two imports that come at once', async () => {
    const results = await Promise.all([
      bring(database, 'one_20240101.csv', gias([{ URN: 140001, Town: 'One' }, { URN: 140002 }])),
      bring(database, 'two_20240102.csv', gias([{ URN: 140001, Town: 'Two' }, { URN: 140003 }])),
    ])
    expect(results.every(balanced)).toBe(true)
    expect(results.reduce((sum, r) => sum + r.rows.added, 0)).toBe(3)
  })
  it('refuses what is no file of ours at once, without waiting for the import under way', async () => {
    const under = await database.pool.connect()
    try {
      await under.query('BEGIN')
      await queueForImport(under)
      expect(await why(bring(database, 'file.csv', 'Colour,Shape\r\nred,round\r\n'))).toMatch(/does not know/)
      expect(await why(bring(database, 'results.csv', csv(ks2Head, [])))).toMatch(/which academic year/)
    } finally {
      await under.query('ROLLBACK')
      under.release()
    }
  })
})

describe('undoing', () => {
  it('puts back what stood before, and takes out what was added', async () => {
    await bring(database, 'u_20240101.csv', gias([{ URN: 150001, Town: 'Before' }]))
    const before = await rows('SELECT * FROM schools ORDER BY urn')
    const { importId } = await bring(
      database,
      'u_20240201.csv',
      gias([{ URN: 150001, Town: 'After' }, { URN: 150002 }]),
    )
    expect(await undoImport(database, importId!, nobody)).toMatchObject({ restored: 1, removed: 1 })
    expect(await rows('SELECT * FROM schools ORDER BY urn')).toEqual(before)
    expect(await undoImport(database, importId!, nobody)).toEqual({
      refused: 'This import has been undone already.',
    })
  })
  it('is refused while a later import rests on it, and works once that is undone', async () => {
    const one = await bring(database, 'r1_20240101.csv', gias([{ URN: 150003, Town: 'One' }]))
    const two = await bring(database, 'r2_20240201.csv', gias([{ URN: 150003, Town: 'Two' }]))
    expect(await undoImport(database, one.importId!, nobody)).toEqual({
      refused: `A later import changed records that this one wrote: r2_20240201.csv (import ${two.importId}). Undo that one first.`,
    })
    await undoImport(database, two.importId!, nobody)
    expect(await undoImport(database, one.importId!, nobody)).toMatchObject({ removed: 1 })
  })
  it('puts figures back too', async () => {
    const file = (value: string) => csv(ks2Head, [[1, 850, 2001, 150004, 'A', 100, 20, value]])
    await bring(database, 'f_2021-22.csv', file('60%'))
    const { importId } = await bring(database, 'f_2021-22.csv', file('61%'))
    await undoImport(database, importId!, nobody)
    expect(
      await rows(`SELECT value FROM evidence WHERE urn = 150004 AND measure = 'ks2_rwm_expected'`),
    ).toEqual([{ value: 60 }])
  })
})

it('keeps published data from everybody but imports', async () => {
  await expect(
    database.db.transaction().execute(async (tx) => {
      await sql`SET LOCAL ROLE alongside_app`.execute(tx)
      await sql`UPDATE schools SET name = 'x'`.execute(tx)
    }),
  ).rejects.toThrow(/permission denied/)
  await asSystem(database, async (db) =>
    expect(await db.selectFrom('schools').select('urn').limit(1).execute()).toHaveLength(1),
  )
})
