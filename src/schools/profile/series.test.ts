import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measureOf } from '../evidence/measures.rules.ts'
import {
  nearestPublished,
  type Point,
  pointsOf,
  speaksOf,
  type Series,
  showPoint,
  stretches,
  trendSentence,
} from './series.rules.ts'

const point = (year: number, value: number | null, more: Partial<Point> = {}): Point => ({
  year,
  value,
  flag: value === null ? 'suppressed' : null,
  cohort: 30,
  urn: 100001,
  importId: 1,
  ...more,
})
const series = (code: string, points: Point[]): Series => ({
  measure: measureOf(code),
  points,
  all: new Map(),
  authority: new Map(),
  district: new Map(),
  neighbours: new Map(),
  published: [],
})

describe('what a line says', () => {
  it.each([
    [
      [point(2022, 70), point(2023, 65), point(2024, 60), point(2025, 58)],
      'Expected standard in reading has fallen for three years, from 70% to 58%',
    ],
    [
      [point(2023, 60), point(2024, 70), point(2025, 66)],
      'Expected standard in reading fell from 70% to 66% in 2024-25',
    ],
    [[point(2024, 60), point(2025, 60)], 'Expected standard in reading stayed at 60% since 2023-24'],
    [[point(2025, 60)], 'Expected standard in reading: 60% in 2024-25'],
    [[point(2022, 50), point(2025, 60)], 'Expected standard in reading: 60% in 2024-25'],
    [
      [point(2024, 50), point(2025, null)],
      'Expected standard in reading: last figure 50% in 2023-24, none since (withheld: too few pupils)',
    ],
    [[point(2025, null)], 'Expected standard in reading: no figure is held'],
    [[], 'Expected standard in reading: no figure is held'],
  ])('%#', (points, sentence) => expect(trendSentence(series('ks2_reading_expected', points))).toBe(sentence))

  it('does not run across a change of definition', () => {
    const found = series('ks4_attainment8', [
      point(2016, 50),
      point(2017, 46),
      point(2018, 45),
      point(2019, 46),
    ])
    expect(stretches(found).map((run) => run.map((p) => p.year))).toEqual([[2016], [2017], [2018, 2019]])
    expect(trendSentence(found)).toBe('Attainment 8 rose from 45 to 46 in 2018-19')
  })
  it('puts a sign before progress and a true minus, and a reason in place of a missing number', () => {
    expect(showPoint(measureOf('ks2_reading_progress'), point(2019, -1.1))).toBe('−1.1')
    expect(showPoint(measureOf('ks4_progress8'), point(2019, 0.26))).toBe('+0.26')
    expect(showPoint(measureOf('finance_total_income'), point(2018, 7753))).toBe('£7,753')
    expect(showPoint(measureOf('ks2_reading_progress'), point(2019, null, { flag: 'low coverage' }))).toBe(
      'Withheld: too few pupils are covered',
    )
  })
})

it('takes a predecessor’s figure only for years without one of the school’s own', () => {
  const own = [point(2018, 60), point(2019, null, { flag: 'blank' })]
  const before = [
    point(2017, 50, { urn: 100000 }),
    point(2018, 40, { urn: 100000 }),
    point(2019, 45, { urn: 100000 }),
  ]
  expect(pointsOf([100001, 100000], [...before, ...own]).map((p) => [p.year, p.value, p.urn])).toEqual([
    [2017, 50, 100000],
    [2018, 60, 100001],
    [2019, 45, 100000],
  ])
})

it('draws every number once and never a missing one', () =>
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.record({
          year: fc.integer({ min: 2005, max: 2026 }),
          value: fc.option(fc.integer({ min: -10, max: 100 })),
        }),
        { selector: (p) => p.year },
      ),
      (found) => {
        const points = found.map((p) => point(p.year, p.value)).sort((a, b) => a.year - b.year)
        const drawn = stretches(series('ks2_rwm_expected', points)).flat()
        expect(drawn.map((p) => p.year)).toEqual(points.filter((p) => p.value !== null).map((p) => p.year))
        expect(trendSentence(series('ks2_rwm_expected', points))).not.toMatch(/NaN|undefined|null/)
      },
    ),
  ))

describe('what publishers say of others', () => {
  const of = (area: string, population: string) => ({
    area,
    population,
    year: 2019,
    value: 1,
    flag: null,
    importId: 1,
  })
  it('is shown of the schools nearest in kind, once an area', () =>
    expect(
      nearestPublished([
        of('England', 'all schools'),
        of('England', 'state-funded schools'),
        of('England', 'state-funded primary'),
        of('Authority', 'all schools'),
        of('Authority', 'state-funded schools'),
      ]).map((p) => `${p.area} ${p.population}`),
    ).toEqual(['England state-funded primary', 'Authority state-funded schools']))
  it('is not shown of schools of another kind, nor of words nobody knows', () => {
    const primary = { phase: 'Primary', type_group: 'Academies' }
    expect(speaksOf('state-funded primary', primary)).toBe(true)
    expect(speaksOf('secondary with ks4', primary)).toBe(false)
    expect(speaksOf('special', { phase: 'Primary', type_group: 'Special schools' })).toBe(true)
    expect(speaksOf('primary, high free school meals', primary)).toBe(false)
  })
})
