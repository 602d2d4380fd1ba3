// Schools that merged into one or that it was split from, as its pages show them.
import * as fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { asSystem, type Db } from '#platform/database.ts'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { renewReplacements } from '../evidence/history.actions.ts'
import { historiesOf, joinedOf } from '../evidence/history.queries.ts'
import { measureOf, placeOf } from '../evidence/measures.rules.ts'
import { bring, bringKs2, csv, gias, ofstedHead } from '../schools.fixture.ts'
import { type EarlierTable, earlierTable, tableOfEarlier } from './before.rules.ts'
import { replacedBy, schoolByUrn, seriesOf } from './profile.queries.ts'

let app: TestApp
let adviser: SignedIn
const RWM = measureOf('ks2_rwm_expected')

const linksHead = ['URN', 'LinkURN', 'LinkName', 'LinkType', 'LinkEstablishedDate']
beforeAll(async () => {
  app = await testApp()
  const closed = (on: string) => ({ 'EstablishmentStatus (name)': 'Closed', CloseDate: on })
  await bring(
    app.database,
    'gias_20240901.csv',
    gias([
      { URN: 100010, EstablishmentName: 'Oak Primary School', OpenDate: '01-09-2017' },
      {
        URN: 100011,
        EstablishmentName: 'Oak Infant School',
        OpenDate: '01-09-1970',
        ...closed('31-08-2017'),
      },
      {
        URN: 100012,
        EstablishmentName: 'Oak Junior School',
        OpenDate: '01-09-1971',
        ...closed('31-08-2017'),
      },
      { URN: 100013, EstablishmentName: 'Oldest Oak School', ...closed('31-08-1970') },
      // Split in 2018: the first goes on under its number.
      { URN: 100020, EstablishmentName: 'Yew Through School', OpenDate: '01-09-2001' },
      { URN: 100021, EstablishmentName: 'Yew Primary School', OpenDate: '01-09-2018' },
      { URN: 100022, EstablishmentName: 'Yew Second School', OpenDate: '01-09-2018' },
      // Took in the school next door: by the links alone it looks like a change of number.
      { URN: 100030, EstablishmentName: 'Ash Primary School' },
      { URN: 100031, EstablishmentName: 'Ash Junior School', ...closed('31-08-2017') },
    ]),
  )
  await bring(
    app.database,
    'links_20240901.csv',
    csv(linksHead, [
      [100010, 100011, 'Oak Infant School', 'Predecessor - amalgamated', '01-09-2017'],
      [100012, 100010, 'Oak Primary School', 'Successor', '31-08-2017'],
      [100011, 100013, 'Oldest Oak School', 'Predecessor', ''],
      [100013, 100011, 'Oak Infant School', 'Successor', ''],
      [100020, 100021, 'Yew Primary School', 'Successor - Split School', '31-08-2018'],
      [100021, 100020, 'Yew Through School', 'Predecessor - Split School', '01-09-2018'],
      [100022, 100020, 'Yew Through School', 'Predecessor', '01-09-2018'],
      [100030, 100031, 'Ash Junior School', 'Predecessor', ''],
      [100031, 100030, 'Ash Primary School', 'Successor', ''],
    ]),
  )
  await bringKs2(app.database, '2016-17', { 100012: '51%', 100020: '41%', 100031: '31%' })
  await bringKs2(app.database, '2017-18', { 100010: '62%', 100020: '42%' })
  await bringKs2(app.database, '2018-19', {
    100010: '63%',
    100020: '43%',
    100021: '73%',
    100022: 'SUPP',
    100030: '83%',
  })
  const nothing = (n: number) => Array.from({ length: n }, () => 'NULL')
  await bring(
    app.database,
    'ofsted_20160831.csv',
    csv(ofstedHead, [
      [
        'http://x',
        100012,
        'Oak Junior',
        ...nothing(4),
        '10200001',
        'S5 Inspection',
        '12/03/2014',
        '20/04/2014',
        100012,
        'Oak Junior',
        '4',
        'SM',
        '4',
        ...nothing(6),
      ],
    ]),
  )
  adviser = await app.signInAs('adviser')
})

const words = (markup: string) => markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
const read = async (path: string) => words(await (await adviser.get(path)).text())

describe('a school that others merged into', () => {
  it('says in one sentence which they were, when, and from which link', async () => {
    for (const part of ['', '/results', '/inspections', '/chronology']) {
      const text = await read(`/schools/100010${part}`)
      expect(text).toContain('In the register this school comes after')
      expect(text).toContain('Oak Infant School (URN 100011; amalgamated 1 September 2017)')
      expect(text).toContain('Oak Junior School (URN 100012; linked 31 August 2017)')
      expect(text).toContain('by way of Oak Infant School')
      expect(text).toContain('links_20240901.csv')
    }
  })
  it('shows their results under their names, in a table of their own, and never in its own line', async () => {
    const html = await (await adviser.get('/schools/100010/results')).text()
    const [own, before] = html.split(': schools before this one</caption>')
    expect(own).not.toContain('51%')
    expect(words(before!.slice(0, before!.indexOf('</table>')))).toMatch(
      /Year Oak Junior School \(URN 100012\) 2016-17 51%/,
    )
    expect(words(html)).toContain('rose from 62% to 63% in 2018-19')
    const svg = await (await adviser.get('/schools/100010/charts/ks2_rwm_expected.svg')).text()
    expect(svg).toContain('Oak Junior School 100012')
  })
  it('tells what happened to them in its chronology, each by its name, and not among what happened to it lately', async () => {
    const text = await read('/schools/100010/chronology')
    expect(text).toContain('Oak Junior School: Graded inspection: Special measures; Inadequate')
    expect(text).toContain('URN 100012, before this school')
    expect(text).toContain('Oak Infant School: Closed')
    expect(text).toContain('Oldest Oak School: Closed')
    expect(await read('/schools/100010')).not.toContain('Special measures')
  })
  it('hands the same to the data pack, with where it came from', async () => {
    const text = await read('/schools/100010/data-pack')
    expect(text).toContain('comes after Oak Junior School (URN 100012;')
    expect(text).toMatch(/schools before this one Year Oak Junior School \(URN 100012\) 2016-17 51%/)
    expect(text).toContain('Oak Junior School: Graded inspection')
    expect(text).toContain('Schools before this one Predecessors and successors (GIAS links)')
    expect(await read('/schools/100010/sources')).toContain('Schools before this one links_20240901.csv')
  })
  it('is not met by their figures where criteria ask for its own', () =>
    asSystem(app.database, async (db) => {
      expect(await historiesOf(db, [100010, 100021, 100022, 100030])).toEqual(new Map())
    }))
})

describe('a school that was split from another', () => {
  it('shows the other’s figures up to that day, and nothing of what it did since', async () => {
    // The one has a number of its own and so a chart, the other only a reason why it has none.
    const [charted, withheld] = [await read('/schools/100021/results'), await read('/schools/100022/results')]
    expect(charted).toMatch(/Year Yew Through School \(URN 100020\) 2016-17 41% 2017-18 42%/)
    expect(withheld).toMatch(
      /Figures of Yew Through School \(URN 100020\) Measure 2016-17 2017-18 [\w ,]+ 41% 42%/,
    )
    expect(charted + withheld).not.toContain('43%')
    expect(await read('/schools/100020/results')).not.toContain('73%')
  })
})

describe('a school that was open beside the one it took in', () => {
  it('does not take the other’s results for its own, though the link is one for one', async () => {
    const text = await read('/schools/100030/results')
    expect(text).toMatch(/schools before this one Year Ash Junior School \(URN 100031\) 2016-17 31%/)
    expect(text).not.toContain('31% (URN 100031)')
  })
})

/** What is made in a transaction of which nothing stays. */
async function rolledBack<T>(make: (db: Db) => Promise<T>): Promise<T> {
  const made: T[] = []
  const over = new Error('rolled back')
  await asSystem(app.database, async (db) => {
    made.push(await make(db))
    throw over
  }).catch((error: unknown) => {
    if (error !== over) throw error
  })
  return made[0]!
}

/** Figures of a whole number a school and year, so that a number says whose it is. */
const publishedOf = (urn: number, year: number) => (urn - 500_000) * 100 + (year - 2000)
/** The figures of a table, each with the number of the school and the year that its row and column name. */
const shownIn = (
  table: EarlierTable | null,
  places: (row: string, head: string) => [school: string, year: string],
) =>
  (table?.rows ?? []).flatMap(([row, ...cells]) =>
    cells.flatMap((cell, i) => {
      const [school, year] = places(row!, table!.head[i + 1]!)
      const of = { urn: Number(/\d{6}(?!.*\d{6})/.exec(school)?.[0]), year: Number(year.slice(0, 4)) + 1 }
      return cell === 'None held' ? [] : [{ ...of, figure: cell.replaceAll(/[,%]/g, '') }]
    }),
  )
const kinds = [
  ['Predecessor', 'Successor'],
  ['Predecessor - merged', 'Successor - merged'],
  ['Predecessor - Split School', 'Successor - Split School'],
  ['Result of Amalgamation', 'Result of Amalgamation'],
] as const
const day = fc.option(fc.constantFrom('2011-08-31', '2013-04-01', '2015-09-01', '2017-08-31'))

it('whatever the links are, each figure stands with the school it was published for', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          from: fc.nat(6),
          to: fc.nat(6),
          kind: fc.constantFrom(...kinds),
          ends: fc.constantFrom('both', 'later', 'earlier'),
          since: day,
        }),
        { maxLength: 12 },
      ),
      fc.array(fc.record({ opened: day, closed: day, registered: fc.boolean() }), {
        minLength: 7,
        maxLength: 7,
      }),
      async (links, lives) => {
        const found = await rolledBack(async (db) => {
          const { rows } = await sql<{ id: number }>`SELECT min(id) AS id FROM imports`.execute(db)
          const importId = rows[0]!.id
          for (const [i, { opened, closed, registered }] of lives.entries()) {
            const urn = 500_000 + i
            if (i === 0 || registered)
              await sql`
                INSERT INTO schools (urn, name, la_code, phase, status, opened_on, closed_on, search_text, import_id)
                VALUES (${urn}, ${`Invented ${urn}`}, 850, 'Primary', ${closed === null ? 'Open' : 'Closed'},
                  ${opened}, ${closed}, '', ${importId})`.execute(db)
            for (let year = 2010; year <= 2019; year += 3) {
              const figures: (number | null)[] = []
              figures[placeOf(RWM).place - 1] = publishedOf(urn, year)
              await sql`
                INSERT INTO observations (urn, import_id, year, source, figures)
                VALUES (${urn}, ${importId}, ${year}, ${placeOf(RWM).source}, ${Array.from(figures, (f) => f ?? null)}::float8[])`.execute(
                db,
              )
            }
          }
          for (const { from, to, kind, ends, since } of links) {
            const [later, earlier] = [500_000 + from, 500_000 + to]
            for (const [urn, other, type] of [
              ...(ends === 'earlier' ? [] : [[later, earlier, kind[0]] as const]),
              ...(ends === 'later' ? [] : [[earlier, later, kind[1]] as const]),
            ])
              await sql`
                INSERT INTO school_links (urn, linked_urn, link_type, established_on, import_id)
                VALUES (${urn}, ${other}, ${type}, ${since}, ${importId}) ON CONFLICT DO NOTHING`.execute(db)
          }

          await renewReplacements(db)
          const school = (await schoolByUrn(db, 500_000))!
          const chain = [school.urn, ...(await replacedBy(db, school.urn)).map(({ urn }) => urn)]
          const joined = await joinedOf(db, chain)
          const [series] = await seriesOf(db, school, chain.slice(1), [RWM], joined)
          const histories = await historiesOf(db, [school.urn])
          return { chain, joined, series: series!, counted: histories.get(school.urn) ?? [] }
        })
        const { chain, joined, series } = found
        // For criteria and for pages the same schools count as this one, and no other.
        expect(found.counted).toEqual(chain.slice(1))
        expect(joined.filter(({ urn }) => chain.includes(urn))).toEqual([])
        expect(new Set(joined.map(({ urn }) => urn)).size).toBe(joined.length)

        for (const { urn, year, value } of series.points) {
          expect(chain).toContain(urn)
          expect(value).toBe(publishedOf(urn, year))
        }
        const late = series.before!.flatMap(({ school: { urn, cutOn }, points }) => {
          expect(points.map((p) => [p.urn, p.value])).toEqual(
            points.map((p) => [urn, publishedOf(urn, p.year)]),
          )
          return points.filter((p) => cutOn !== null && p.year > Number(cutOn.slice(0, 4)))
        })
        expect(late).toEqual([])
        // The same in the words of a page: the head of a column, or of a table, names the school of its figures.
        for (const { urn, year, figure } of [
          ...shownIn(earlierTable(series), (row, head) => [head, row]),
          ...joined.flatMap((one) =>
            shownIn(tableOfEarlier(one, [series]), (_, head) => [String(one.urn), head]),
          ),
        ])
          expect(figure).toBe(String(publishedOf(urn, year)))
      },
    ),
    { numRuns: 40 },
  )
})
