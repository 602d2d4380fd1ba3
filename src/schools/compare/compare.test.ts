import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { measureOf } from '../evidence/measures.rules.ts'
import type { Series } from '../profile/series.rules.ts'
import { bring, csv, gias, ks2Head, ofstedHead } from '../schools.fixture.ts'
import { bars, barsOf, chosenOf, type ComparedSchool, MOST, sectionsOf } from './compare.rules.ts'

const code = 'ks2_rwm_expected'
const series = (points: [year: number, value: number | string][], median?: number): Series => ({
  measure: measureOf(code),
  points: points.map(([year, value]) => ({
    year,
    value: typeof value === 'number' ? value : null,
    flag: typeof value === 'number' ? null : value,
    cohort: null,
    urn: 100001,
    importId: 1,
  })),
  all: new Map(
    median === undefined ? [] : [[2019, { median, lower: median - 9, upper: median + 9, schools: 2_000 }]],
  ),
  authority: new Map(),
  district: new Map(),
  neighbours: new Map(),
  published: [],
})
const school = (values: Partial<ComparedSchool>): ComparedSchool => ({
  urn: 100001,
  name: 'One',
  type: null,
  status: 'Open',
  phase: 'Primary',
  lowAge: 4,
  highAge: 11,
  laName: 'Northshire',
  district: null,
  town: null,
  postcode: null,
  trust: null,
  religiousCharacter: null,
  pupils: null,
  capacity: null,
  inspection: null,
  series: [],
  ...values,
})
const resultsOf = (schools: ComparedSchool[]) =>
  sectionsOf(schools).find(({ title }) => title === 'Results')?.rows ?? []

describe('choosing schools to compare', () => {
  it('takes each school once, in order, at most six, and leaves out what is no URN', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: 100_000, max: 100_012 }).map(String), fc.string())),
        (asked) => {
          const { urns, more } = chosenOf(asked)
          expect(urns.length).toBeLessThanOrEqual(MOST)
          expect(new Set(urns).size).toBe(urns.length)
          for (const urn of urns) expect(asked).toContain(String(urn))
          expect(more).toBe(new Set(asked.filter((one) => /^\d{6}$/.test(one))).size > MOST)
        },
      ),
    )
  })
})

describe('setting schools side by side', () => {
  it('shows all of them in the newest year in which one has a number, and words where another has none', () => {
    const [row] = resultsOf([
      school({
        series: [
          series(
            [
              [2018, 60],
              [2019, 62],
            ],
            65,
          ),
        ],
      }),
      school({
        series: [
          series(
            [
              [2018, 70],
              [2019, 'suppressed'],
            ],
            65,
          ),
        ],
      }),
      school({ series: [series([[2018, 70]], 65)] }),
      school({}),
    ])
    expect(row).toMatchObject({
      year: '2018-19',
      cells: ['62%', 'Withheld: too few pupils', 'None held', 'None held'],
      all: ['65% (2,000 schools)'],
      authority: [],
    })
  })

  it('names each median where the schools differ in it', () => {
    const [row] = resultsOf([
      school({ series: [series([[2019, 62]], 65)] }),
      school({ phase: 'Secondary', series: [series([[2019, 62]], 61)] }),
    ])
    expect(row!.authority).toEqual([])
    expect(row!.all).toEqual(['Primary: 65% (2,000 schools)', 'Secondary: 61% (2,000 schools)'])
  })

  it('keeps the medians of one authority apart by phase', () => {
    const of = (phase: string, median: number) => {
      const one = series([[2019, 62]])
      return school({
        phase,
        series: [{ ...one, authority: new Map([[2019, { median, lower: 1, upper: 99, schools: 10 }]]) }],
      })
    }
    const [row] = resultsOf([of('Primary', 65), of('Secondary', 61), of('Primary', 65)])
    expect(row!.authority).toEqual(['Primary: 65% (10 schools)', 'Secondary: 61% (10 schools)'])
  })

  it('puts a judgement only under the framework that made it', () => {
    const inspection = (framework: string, judgements: Record<string, string>) => ({
      kind: 'graded',
      framework,
      judgements,
      category: null,
      outcome: null,
      startedOn: '2020-01-01',
    })
    const rows = sectionsOf([
      school({ inspection: inspection('2019', { overall: 'good', 'quality of education': 'good' }) }),
      school({ inspection: inspection('2012b', { overall: 'good' }) }),
      school({}),
    ]).find(({ title }) => title === 'Latest inspection')!.rows
    expect(rows.find(({ label }) => label.startsWith('Quality of education'))!.cells).toEqual([
      'Good',
      'Another framework',
      'None held',
    ])
    expect(rows.filter(({ label }) => label.startsWith('Overall effectiveness'))).toHaveLength(2)
  })

  it('draws only measures of which two schools have a number in one year, and makes no bar of a missing one', () => {
    const one = school({ series: [series([[2019, 62]], 65)] })
    const none = school({ series: [series([[2019, 'suppressed']], 65)] })
    expect(bars([one, none], code)).toBeNull()
    const drawn = barsOf([one, none, one], [[code]])
    expect(drawn[0]!.bars.map(({ value }) => value)).toEqual([62, null, 62])
    expect(drawn[0]!.all).toEqual({ label: 'England (median)', value: 65 })
  })
})

describe('the page of schools side by side', () => {
  let app: TestApp
  let adviser: SignedIn
  const text = async (path: string) => (await adviser.get(path)).text()
  beforeAll(async () => {
    app = await testApp()
    adviser = await app.signInAs('adviser')
    await bring(
      app.database,
      'gias_20240901.csv',
      gias([
        { URN: 100001, EstablishmentName: 'Ash Primary School' },
        { URN: 100002, EstablishmentName: '<b>Beech</b> Primary School' },
        { URN: 100003, EstablishmentName: 'Cedar Primary School' },
      ]),
    )
    await bring(
      app.database,
      '2018-2019_ks2final.csv',
      csv(ks2Head, [
        [1, 850, 2001, 100001, 'Ash', 180, 28, '65%', '0.4', '-0.6', '1.4', '1'],
        [1, 850, 2002, 100002, 'Beech', 180, 28, '70%', 'SUPP', 'SUPP', 'SUPP', '1'],
      ]),
    )
    await bring(
      app.database,
      'ofsted_latest_20240831.csv',
      csv(ofstedHead, [
        [
          '',
          100001,
          'Ash',
          '',
          '',
          '',
          '',
          '101',
          'S5',
          '01/03/2022',
          '01/04/2022',
          '',
          '',
          '2',
          'NULL',
          '2',
          'Yes',
          '',
          '',
          '',
          '',
          '',
        ],
      ]),
    )
  })

  it('begins empty, finds a school by words, and offers to add it to those chosen', async () => {
    expect(await text('/schools/compare')).toContain('No school is chosen yet')
    const found = await text('/schools/compare?urn=100001&q=cedar')
    expect(found).toContain('Cedar Primary School, Milford (URN 100003)')
    expect(found).toContain('href="/schools/compare?urn=100001&amp;urn=100003"')
    expect(found).toContain('Add another school')
    expect(await text('/schools/compare?q=zzzzzz')).toContain('No open school fits')
    expect(await text('/schools/compare?urn=999999')).toContain('holds no school with URN 999999')
  })

  it('shows figures with their year, the reason where there is none, medians, inspections and a chart', async () => {
    const html = await text('/schools/compare?urn=100001&urn=100002')
    for (const part of [
      '65%',
      '70%',
      '2018-19',
      'Withheld: too few pupils',
      '67.5% (2 schools)',
      '1 March 2022',
      'Framework of September 2019',
      'None held',
    ])
      expect(html, part).toContain(part)
    expect(html).not.toContain('<b>Beech</b>')
    expect(html).toContain(`/schools/compare/charts/${code}.svg?urn=100001&amp;urn=100002`)
    const chart = await adviser.get(`/schools/compare/charts/${code}.svg?urn=100001&urn=100002`)
    expect(chart.headers.get('content-type')).toContain('image/svg+xml')
    expect(await chart.text()).toContain('70%')
    expect((await adviser.get('/schools/compare/charts/none.svg?urn=100001')).status).toBe(404)
    expect((await adviser.get(`/schools/compare/charts/${code}.svg?urn=100001`)).status).toBe(404)
  })

  it('leaves as a file with the same rows', async () => {
    const file = await text('/schools/compare/export?urn=100001&urn=100002')
    expect(file).toContain('Ash Primary School (100001)')
    expect(file).toMatch(/Results,[^\n]*2018-19,65%,70%/)
  })

  it('is reached by ticking schools in the list', async () => {
    const list = await text('/schools?whose=all')
    expect(list).toContain('form="compare"')
    expect(list).toContain('action="/schools/compare"')
  })
})
