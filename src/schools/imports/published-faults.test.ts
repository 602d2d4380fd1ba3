// What publishers' files hold that no other test of imports shows: rows of the same shape as theirs, with invented
// schools. docs/reliability.md says for each fault which test proves it.
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#platform/database.ts'
import { type SignedIn, testApp } from '../../../test/setup/app.ts'
import { bring, csv, gias, ks2Head, ofstedHead } from '../schools.fixture.ts'
import { headerOf } from './layout.rules.ts'
import { recognise } from './layouts.rules.ts'

let database: Database
let reader: SignedIn
beforeAll(async () => {
  const app = await testApp()
  database = app.database
  reader = await app.signInAs('adviser')
})
const rows = async <T>(query: string): Promise<T[]> => (await database.pool.query(query)).rows as T[]
const page = async (path: string) =>
  (await (await reader.get(path)).text()).replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

describe('a file with the line ends of another system', () => {
  it('says the same with LF as with CRLF, line breaks within cells apart', async () => {
    const text = gias([{ URN: 190001, Street: 'One, the “Green”' }, { URN: 190002 }])
    expect((await bring(database, 'ends_20240101.csv', text)).rows.added).toBe(2)
    const again = await bring(database, 'ends_20240101.csv', text.replaceAll('\r\n', '\n'))
    expect(again.rows).toMatchObject({ read: 2, unchanged: 2 })
  })
})

describe('summary rows among the schools', () => {
  const ks4Head = ['RECTYPE', 'LEA', 'ESTAB', 'URN', 'SCHNAME', 'TPUP', 'P8MEA', 'ATT8SCR']
  it.each<[string, string[], (string | number)[], { area: string; population: string } | null]>([
    [
      '3 of key stage 2',
      ks2Head,
      [3, 850, '', '', 'Northshire', 9, 9, '68%'],
      { area: '850', population: 'state-funded schools' },
    ],
    [
      '4 of key stage 2',
      ks2Head,
      [4, '', '', '', '', 9, 9, '66%'],
      { area: 'England', population: 'all schools' },
    ],
    [
      '5 of key stage 2',
      ks2Head,
      [5, '', '', '', '', 9, 9, '65%'],
      { area: 'England', population: 'state-funded schools' },
    ],
    [
      'NAT of key stage 2',
      ks2Head,
      ['NAT', '', '', 'NAT', '', 9, 9, '65%'],
      { area: 'England', population: 'state-funded schools' },
    ],
    ['3 of key stage 2 without an authority', ks2Head, [3, '', '', '', '', 9, 9, '68%'], null],
    [
      '4 of key stage 4',
      ks4Head,
      [4, '850.0', '', '', '', 9, '0.1', '47'],
      { area: '850', population: 'state-funded schools' },
    ],
    [
      '5 of key stage 4',
      ks4Head,
      [5, '', '', '', '', 9, '0.1', '46'],
      { area: 'England', population: 'all schools' },
    ],
    [
      '7 of key stage 4',
      ks4Head,
      [7, '', '', '', '', 9, '0.1', '46'],
      { area: 'England', population: 'state-funded schools' },
    ],
    [
      'LA of key stage 4',
      ks4Head,
      ['LA', 850, '', 'LA', '', 9, '0.1', '47'],
      { area: '850', population: 'state-funded schools' },
    ],
    [
      'NAT of a census',
      ['URN', 'SCHOOLTYPE', 'NOR', 'PNUMFSMEVER'],
      ['NAT', 'State-funded primary', 280, '24.1'],
      { area: 'England', population: 'state-funded primary' },
    ],
  ])('%s is an area or is set aside, and never a school', async (what, head, row, area) => {
    await database.pool.query('DELETE FROM area_observations')
    const [{ schools: before }] = (await rows<{ schools: number }>(
      'SELECT count(DISTINCT urn)::int AS schools FROM observations',
    )) as [{ schools: number }]
    const school = head.map((name) => ({ RECTYPE: 1, LEA: 850, URN: 190010 })[name] ?? '')
    const result = await bring(
      database,
      `${what.replaceAll(' ', '-')}_2021-22.csv`,
      csv(head, [school, row]),
      {
        academicYear: '2021-22',
      },
    )
    expect(result.rows).toMatchObject({ read: 2, setAside: area ? 0 : 1 })
    expect(await rows('SELECT DISTINCT area, population FROM area_observations')).toEqual(area ? [area] : [])
    const [{ schools: after }] = (await rows<{ schools: number }>(
      'SELECT count(DISTINCT urn)::int AS schools FROM observations',
    )) as [{ schools: number }]
    expect(after - before).toBeLessThanOrEqual(1)
  })
})

describe('headers that drift from year to year', () => {
  it.each<[string, string[], string[], (string | number)[]]>([
    [
      'PNUMUNCFL and PNUMUNCLF',
      ['URN', 'NOR', 'PNUMEAL', 'PNUMUNCFL'],
      ['URN', 'NOR', 'PNUMEAL', 'PNUMUNCLF'],
      [190020, 200, '12.5', '0.5'],
    ],
    ['a blank before URN', ['URN', 'NOR', 'PNUMEAL'], [' URN', 'NOR', 'PNUMEAL'], [190021, 200, '12.5']],
    [
      'ESTAB and Estab',
      ['LA', 'ESTAB', 'URN', 'NOR', 'PNUMEAL'],
      ['LA', 'Estab', 'URN', 'NOR', 'PNUMEAL'],
      [850, 2001, 190022, 200, '12.5'],
    ],
    [
      'double blanks and capitals',
      ['URN', 'NOR', 'PNUMEAL'],
      ['urn ', ' nor', 'PNUMEAL '],
      [190023, 200, '12.5'],
    ],
  ])('%s say the same', async (what, older, newer, row) => {
    const named = (i: number) => `census-${what.replaceAll(' ', '-')}-${i}.csv`
    const first = await bring(database, named(1), csv(older, [row]), { academicYear: '2022-23' })
    const second = await bring(database, named(2), csv(newer, [row]), { academicYear: '2022-23' })
    expect([first.rows.added, second.rows.unchanged, second.rows.read]).toEqual([1, 1, 1])
  })
  it('two thresholds of persistent absence are two measures, not one spelt twice', async () => {
    const head = (threshold: number) => ['URN', 'PERCTOT', `PPERSABS${threshold}`]
    await bring(database, 'absence_2014-15.csv', csv(head(15), [[190024, '5.1', '4.2']]))
    await bring(database, 'absence_2015-16.csv', csv(head(10), [[190024, '5.2', '9.3']]))
    expect(
      await rows(
        `SELECT measure, academic_year AS year, value FROM evidence WHERE urn = 190024 AND measure LIKE 'persistent%' ORDER BY year`,
      ),
    ).toEqual([
      { measure: 'persistent_absence_15', year: '2014-15', value: 4.2 },
      { measure: 'persistent_absence', year: '2015-16', value: 9.3 },
    ])
  })
  it('“section 8” and “ungraded”, “full” and “graded” say the same', async () => {
    const older = ofstedHead.map((name) =>
      name
        .replace(
          'Latest ungraded inspection number since last graded',
          'Latest section 8 inspection number since last full',
        )
        .replace('Date of latest ungraded inspection', 'Date of latest section 8 inspection')
        .replace('Ungraded inspection publication date', 'Section 8 inspection publication date')
        .replace('Ungraded inspection overall outcome', 'Section 8 inspection overall outcome')
        .replace('latest graded inspection', 'latest full inspection')
        .replace('Previous inspection number', 'Previous full inspection number')
        .replace('Previous graded inspection overall', 'Previous full inspection overall'),
    )
    expect(older).not.toEqual(ofstedHead)
    const cells = [
      'x', 190025, 'A', '10101', '05/03/2024', '26/03/2024', 'School remains Good',
      '10202', 'S5 Inspection', '15/10/2019', '20/11/2019', 190025, 'A', '2', 'NULL', '2', 'Yes',
      'ITS9', '01/02/2012', '01/03/2012', '3', 'NULL',
    ] // oxfmt-ignore
    const first = await bring(database, 'latest-older_20240831.csv', csv(older, [cells]))
    const second = await bring(database, 'latest-newer_20240831.csv', csv(ofstedHead, [cells]))
    expect([first.kind, second.kind]).toEqual(Array(2).fill('ofsted-latest-inspections'))
    expect(second.rows).toMatchObject({ read: 1, unchanged: 1 })
    expect(await rows('SELECT number, kind FROM inspections WHERE urn = 190025 ORDER BY number')).toEqual([
      { number: '10101', kind: 'ungraded' },
      { number: '10202', kind: 'graded' },
      { number: 'ITS9', kind: 'graded' },
    ])
  })
})

describe('a register without Ofsted’s columns', () => {
  it('leaves inspections alone, and one with them makes none: judgements come from Ofsted’s files', async () => {
    const inspected = () => rows('SELECT * FROM inspections ORDER BY urn, number')
    const before = await inspected()
    const [head, row] = gias([{ URN: 190025 }])
      .trimEnd()
      .split('\r\n')
    await bring(
      database,
      'with_20240101.csv',
      `${head},OfstedRating (name),OfstedLastInsp\r\n${row},Outstanding,01-01-2024\r\n`,
    )
    await bring(database, 'without_20260101.csv', gias([{ URN: 190025 }]))
    expect(await inspected()).toEqual(before)
    expect(await page('/schools/190025')).toContain('Ungraded inspection')
    expect(await page('/schools/190025')).not.toContain('Outstanding')
  })
})

describe('an authority under several names', () => {
  it('is one by its code: its published figures stand beside its schools, whatever it is called', async () => {
    await bring(
      database,
      'names_20240101.csv',
      gias([
        { URN: 190030, 'LA (code)': 801, 'LA (name)': 'Bristol, City of' },
        { URN: 190031, 'LA (code)': 802, 'LA (name)': 'Bath & Elsewhere' },
      ]),
    )
    await bring(
      database,
      'ks2_2020-21.csv',
      csv(ks2Head, [
        [1, 801, 2001, 190030, 'A', 200, 30, '60%'],
        [1, 802, 2001, 190031, 'B', 200, 30, '61%'],
        [3, 801, '', '', 'Bristol', 9000, 1500, '67.25%'],
        [3, 802, '', '', 'Bath and Elsewhere', 9000, 1500, '68.75%'],
      ]),
    )
    expect(await page('/schools/190030/results')).toContain('67.25%')
    expect(await page('/schools/190030/results')).not.toContain('68.75%')
    expect(await page('/schools/190031/results')).toContain('68.75%')
  })
})

describe('inspections of a year', () => {
  const head = [
    'URN', 'School name', 'Inspection number', 'Inspection type', 'Inspection start date', 'Publication date',
    'Overall effectiveness', 'Category of concern', 'Quality of education',
  ] // oxfmt-ignore
  it('keep both of two inspections of one school, and set the second of two rows of one inspection aside', async () => {
    const result = await bring(
      database,
      'in-year_20240831.csv',
      csv(head, [
        [190040, 'A', '10400', 'S5 Inspection', '03/10/2023', '10/11/2023', '4', 'SM ', '4'],
        [190040, 'A', '10401', 'S8 monitoring', '03/06/2024', '10/07/2024', 'NULL', ' swk', 'NULL'],
        [190040, 'A', '10401', 'S8 monitoring', '03/06/2024', '10/07/2024', 'NULL', ' swk', 'NULL'],
      ]),
    )
    expect(result.rows).toMatchObject({ read: 3, added: 2, setAside: 1 })
    expect(await rows('SELECT number, category FROM inspections WHERE urn = 190040 ORDER BY number')).toEqual(
      [
        { number: '10400', category: 'special measures' },
        { number: '10401', category: 'serious weaknesses' },
      ],
    )
  })
})

describe('deprivation in two scales', () => {
  it('is told by the tenth of the small area alone: a quintile, which runs the other way, is never read', async () => {
    const idaci = 'The income deprivation affecting children index (IDACI) quintile'
    await bring(database, 'deprived_20240101.csv', gias([{ URN: 190050, 'LSOA (code)': 'E01099001' }]))
    await bring(
      database,
      'imd2019.csv',
      csv(['lsoa11_code', 'IMD_decile', 'IMD_rank'], [['E01099001', 1, 12]]),
    )
    const told = 'Tenth 1 of ten for deprivation, where the first is the most deprived'
    expect(await page('/schools/190050')).toContain(told)
    const nothing = Array.from({ length: ofstedHead.length - 3 }, () => 'NULL')
    const inspected = csv(
      [...ofstedHead, idaci],
      [
        [
          'x',
          190050,
          'A',
          ...nothing.slice(0, 4),
          '10500',
          'S5 Inspection',
          '03/10/2023',
          ...nothing.slice(7),
          '5',
        ],
      ],
    )
    expect((await bring(database, 'quintile_20240831.csv', inspected)).rows.added).toBe(1)
    expect(await page('/schools/190050')).toContain(told)
    expect(await page('/schools/190050')).not.toContain('Tenth 5')
  })
})

it('the header of a school’s row may be in any order', () => {
  const names = ['URN', 'NOR', 'PNUMEAL', 'PSENELSE']
  expect(recognise(headerOf(names.toReversed()))?.kind).toBe(recognise(headerOf(names))?.kind)
})
