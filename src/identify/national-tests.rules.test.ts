import { describe, expect, test } from 'vitest'
import { measuresOf } from '#src/packs/conditions.rules.ts'
import { measureOf } from '#src/schools/evidence/measures.rules.ts'
import { type Figures, run, school } from './criteria.fixture.ts'
import { answer, named } from './criteria.rules.ts'
import {
  NATIONAL_TESTS,
  NATIONAL_TEST_NAMES,
  PUBLISHED_MEDIANS,
  inForce,
  nationalTest,
} from './national-tests.rules.ts'

/** The answer of one test for invented figures of that year, under the published medians and those given. */
function asks(
  id: string,
  year: number,
  figures: Record<string, number | string>,
  medians: Record<string, number> = {},
) {
  const byYear: Figures = Object.fromEntries(Object.entries(figures).map(([m, v]) => [m, { [year]: v }]))
  const all = { ...PUBLISHED_MEDIANS }
  for (const [m, v] of Object.entries(medians)) all[m] = { ...all[m], [year]: v }
  const found = nationalTest(id, year)
  if (!found) throw new Error(`no test ${id}`)
  return named(answer(found.when, school(byYear), run(year, all), year))
}

describe('primary floor 2010 to 2012', () => {
  const floor = (em: number | string, english: number | string, maths: number | string, year = 2010) =>
    asks(
      'primary-floor-2010',
      year,
      {
        ks2_l4_english_maths: em,
        ks2_english_expected_progress: english,
        ks2_maths_expected_progress: maths,
      },
      year === 2010 ? {} : { ks2_english_expected_progress: 87, ks2_maths_expected_progress: 86 },
    )

  test('needs all three: under 60%, and below the median in English and in mathematics', () => {
    expect(floor(59, 86, 85)).toBe('met')
    expect(floor(60, 86, 85)).toBe('not met')
    expect(floor(59, 87, 85)).toBe('not met')
    expect(floor(59, 86, 86)).toBe('not met')
    expect(floor(59, 86, 85, 2012)).toBe('met')
  })

  test('is settled by one good figure even where the others are suppressed', () => {
    expect(floor('suppressed', 87, 'suppressed')).toBe('not met')
    expect(floor(59, 86, 'suppressed')).toBe('unknown')
    expect(floor('suppressed', 'suppressed', 'suppressed')).toBe('unknown')
  })

  test('is unknown for a low school in a year whose median nobody has published or computed', () => {
    const low = {
      ks2_l4_english_maths: 59,
      ks2_english_expected_progress: 80,
      ks2_maths_expected_progress: 80,
    }
    expect(asks('primary-floor-2010', 2011, low)).toBe('unknown')
    expect(asks('primary-floor-2010', 2011, { ...low, ks2_l4_english_maths: 60 })).toBe('not met')
  })
})

describe('primary floor 2013 to 2015', () => {
  const floor = (id: string, year: number, rwm: number, reading: number, writing: number, maths: number) =>
    asks(id, year, {
      ks2_l4_rwm: rwm,
      ks2_reading_expected_progress: reading,
      ks2_writing_expected_progress: writing,
      ks2_maths_expected_progress: maths,
    })

  test('2013: under 60% and below 91%, 95% and 92%', () => {
    expect(floor('primary-floor-2013', 2013, 59, 90, 94, 91)).toBe('met')
    expect(floor('primary-floor-2013', 2013, 60, 90, 94, 91)).toBe('not met')
    expect(floor('primary-floor-2013', 2013, 59, 91, 94, 91)).toBe('not met')
    expect(floor('primary-floor-2013', 2013, 59, 90, 95, 91)).toBe('not met')
    expect(floor('primary-floor-2013', 2013, 59, 90, 94, 92)).toBe('not met')
  })

  test('2014 and 2015: under 65% and below the medians of each year', () => {
    expect(floor('primary-floor-2014', 2014, 64, 93, 95, 92)).toBe('met')
    expect(floor('primary-floor-2014', 2014, 65, 93, 95, 92)).toBe('not met')
    expect(floor('primary-floor-2014', 2014, 64, 93, 96, 92)).toBe('not met')
    expect(floor('primary-floor-2014', 2015, 64, 93, 96, 92)).toBe('met')
    expect(floor('primary-floor-2014', 2015, 64, 93, 97, 92)).toBe('not met')
  })
})

describe('primary floor 2016 to 2018', () => {
  const floor = (
    rwm: number | string,
    reading: number | string,
    writing: number | string,
    maths: number | string,
  ) =>
    asks('primary-floor-2016', 2018, {
      ks2_rwm_expected: rwm,
      ks2_reading_progress: reading,
      ks2_writing_progress: writing,
      ks2_maths_progress: maths,
    })

  test('needs under 65% and one subject below its own score', () => {
    expect(floor(64, -5.1, 0, 0)).toBe('met')
    expect(floor(64, 0, -7.1, 0)).toBe('met')
    expect(floor(64, 0, 0, -5.1)).toBe('met')
    expect(floor(65, -5.1, -7.1, -5.1)).toBe('not met')
    expect(floor(64, -5, -7, -5)).toBe('not met')
    expect(floor(64, -4.9, -6.9, -4.9)).toBe('not met')
  })

  test('a suppressed subject matters only while the others leave it open', () => {
    expect(floor(64, -5.1, 'suppressed', 'suppressed')).toBe('met')
    expect(floor(64, 0, 'suppressed', 0)).toBe('unknown')
    expect(floor(70, 'suppressed', 'suppressed', 'suppressed')).toBe('not met')
    expect(floor('suppressed', 1, 1, 1)).toBe('not met')
    expect(floor('suppressed', -6, 1, 1)).toBe('unknown')
  })
})

describe('secondary floors', () => {
  const floor = (id: string, year: number, ac: number, english: number, maths: number, medians = {}) =>
    asks(
      id,
      year,
      { ks4_5ac_em: ac, ks4_english_expected_progress: english, ks4_maths_expected_progress: maths },
      medians,
    )

  test('2010 and 2011: under 35% and below the median in both', () => {
    const medians = { ks4_english_expected_progress: 72, ks4_maths_expected_progress: 65 } // invented
    expect(floor('secondary-floor-2010', 2011, 34, 71, 64, medians)).toBe('met')
    expect(floor('secondary-floor-2010', 2011, 35, 71, 64, medians)).toBe('not met')
    expect(floor('secondary-floor-2010', 2011, 34, 72, 64, medians)).toBe('not met')
    expect(floor('secondary-floor-2010', 2011, 34, 71, 65, medians)).toBe('not met')
  })

  test('2012 to 2015: under 40%; the medians of 2014 are 74% and 67%', () => {
    expect(floor('secondary-floor-2012', 2014, 39, 73, 66)).toBe('met')
    expect(floor('secondary-floor-2012', 2014, 40, 73, 66)).toBe('not met')
    expect(floor('secondary-floor-2012', 2014, 39, 74, 66)).toBe('not met')
    expect(floor('secondary-floor-2012', 2014, 39, 73, 67)).toBe('not met')
    expect(floor('secondary-floor-2012', 2015, 39, 72, 67)).toBe('met')
  })

  test('2016 to 2018: Progress 8 below −0.5 with the upper limit below nought', () => {
    const p8 = (score: number, upper: number | string) =>
      asks('secondary-floor-2016', 2017, { ks4_progress8: score, ks4_progress8_high: upper })
    expect(p8(-0.51, -0.01)).toBe('met')
    expect(p8(-0.5, -0.01)).toBe('not met')
    expect(p8(-0.51, 0)).toBe('not met')
    expect(p8(-0.51, 'suppressed')).toBe('unknown')
    expect(p8(-0.4, 'suppressed')).toBe('not met')
  })
})

describe('coasting', () => {
  const medians = { ...PUBLISHED_MEDIANS }
  const levels = (year: number) => ({
    ks2_l4_rwm: { [year]: 84 },
    ks2_reading_expected_progress: { [year]: 93 },
    ks2_writing_expected_progress: { [year]: 95 },
    ks2_maths_expected_progress: { [year]: 92 },
  })
  const merge = (...parts: Figures[]): Figures => {
    const whole: Record<string, Record<number, number | string>> = {}
    for (const part of parts) for (const [m, v] of Object.entries(part)) whole[m] = { ...whole[m], ...v }
    return whole
  }
  const scores = (year: number, reading = -2.6, upper = -0.1): Figures => ({
    ks2_rwm_expected: { [year]: 84 },
    ks2_reading_progress: { [year]: reading },
    ks2_reading_progress_high: { [year]: upper },
    ks2_writing_progress: { [year]: 0 },
    ks2_writing_progress_high: { [year]: 1 },
    ks2_maths_progress: { [year]: 0 },
    ks2_maths_progress_high: { [year]: 1 },
  })
  const coasting = (year: number, figures: Figures, phase = 'primary') => {
    const found = nationalTest(`${phase}-coasting-${year}`, year)
    return found && named(answer(found.when, school(figures), run(year, medians), year))
  }

  test('needs each of three years, by the rule of each year', () => {
    const bad = merge(levels(2014), levels(2015), scores(2016))
    expect(coasting(2016, bad)).toBe('met')
    expect(coasting(2016, merge(bad, { ks2_l4_rwm: { 2015: 85 } }))).toBe('not met')
    expect(coasting(2016, merge(bad, { ks2_writing_expected_progress: { 2014: 96 } }))).toBe('not met')
    expect(coasting(2016, merge(bad, { ks2_l4_rwm: { 2014: 'suppressed' } }))).toBe('unknown')
    expect(coasting(2017, merge(levels(2015), scores(2016), scores(2017)))).toBe('met')
    expect(coasting(2018, merge(scores(2016), scores(2017), scores(2018)))).toBe('met')
  })

  test('a low score counts only where its upper limit is below nought', () => {
    const twoYears = merge(scores(2016), scores(2017))
    expect(coasting(2018, merge(twoYears, scores(2018, -2.5)))).toBe('not met')
    expect(coasting(2018, merge(twoYears, scores(2018, -2.6, 0)))).toBe('not met')
  })

  test('secondary: 60% and the medians to 2015, then Progress 8 below −0.25', () => {
    const grades = (year: number): Figures => ({
      ks4_5ac_em: { [year]: 59 },
      ks4_english_expected_progress: { [year]: 72 },
      ks4_maths_expected_progress: { [year]: 66 },
    })
    const p8 = (year: number, score: number): Figures => ({
      ks4_progress8: { [year]: score },
      ks4_progress8_high: { [year]: -0.01 },
    })
    expect(coasting(2016, merge(grades(2014), grades(2015), p8(2016, -0.26)), 'secondary')).toBe('met')
    expect(coasting(2016, merge(grades(2014), grades(2015), p8(2016, -0.25)), 'secondary')).toBe('not met')
    expect(coasting(2018, merge(p8(2016, -0.3), p8(2017, -0.3), p8(2018, -0.3)), 'secondary')).toBe('met')
  })
})

describe('today’s tests', () => {
  const inspections = (
    ...list: [framework: '2015' | '2019' | '2024' | '2025', grades: Record<string, string>][]
  ) =>
    school(
      {},
      {
        inspections: list.map(([framework, grades], i) => ({
          date: `20${24 - i * 4}-03-01`,
          framework,
          grades,
          category: 'none' as const,
        })),
      },
    )
  const stuck = (evidence: ReturnType<typeof inspections>) => {
    const found = nationalTest('stuck-2025', 2026)
    return found && named(answer(found.when, evidence, run(2026), 2026))
  }
  const ri = { overall: 'requires improvement' }

  test('stuck: requires improvement now, and below good the time before', () => {
    expect(stuck(inspections(['2019', ri], ['2015', ri]))).toBe('met')
    expect(stuck(inspections(['2019', ri], ['2015', { overall: 'inadequate' }]))).toBe('met')
    expect(stuck(inspections(['2019', ri], ['2015', { overall: 'good' }]))).toBe('not met')
    expect(stuck(inspections(['2019', { overall: 'good' }], ['2015', ri]))).toBe('not met')
    expect(stuck(inspections(['2019', ri]))).toBe('unknown')
  })

  test('stuck: an inspection before 2009 counts as the time before, in its own words', () => {
    const first = school(
      {},
      {
        inspections: [
          { date: '2022-03-01', framework: '2019', grades: ri, category: 'none' },
          {
            date: '2008-03-01',
            framework: 'before 2009',
            grades: { overall: 'satisfactory' },
            category: 'none',
          },
        ],
      },
    )
    expect(stuck(first)).toBe('met')
  })

  test('requires significant improvement: by the category of the latest inspection, never by its grade', () => {
    const asked = (category: string | null, grades: Record<string, string> = {}) => {
      const found = nationalTest('requires-significant-improvement-2025', 2026)
      const evidence = school(
        {},
        { inspections: [{ date: '2026-03-01', framework: '2025', grades, category }] },
      )
      return found && named(answer(found.when, evidence, run(2026), 2026))
    }
    for (const category of ['special measures', 'requires significant improvement', 'serious weaknesses'])
      expect(asked(category)).toBe('met')
    expect(asked('none')).toBe('not met')
    // Not a category of today's law: it ended in August 2012.
    expect(asked('notice to improve')).toBe('not met')
    expect(asked('none', { 'leadership and governance': 'urgent improvement' })).toBe('not met')
    expect(asked(null)).toBe('unknown')
    const none = nationalTest('requires-significant-improvement-2025', 2026)
    expect(none && named(answer(none.when, school({}), run(2026), 2026))).toBe('unknown')
  })

  test('stuck: without an overall grade, leadership or quality of education stands for it', () => {
    const parts = { 'quality of education': 'good', 'leadership and management': 'requires improvement' }
    expect(stuck(inspections(['2024', parts], ['2019', ri]))).toBe('met')
    expect(
      stuck(inspections(['2025', { 'leadership and governance': 'needs attention' }], ['2019', ri])),
    ).toBe('met')
    expect(
      stuck(inspections(['2025', { 'leadership and governance': 'expected standard' }], ['2019', ri])),
    ).toBe('not met')
  })
})

describe('the list', () => {
  test('names only measures that exist', () => {
    const named = NATIONAL_TESTS.flatMap(({ when }) => [...measuresOf(when, () => [])])
    const codes = [...named, ...Object.keys(PUBLISHED_MEDIANS)]
    expect(codes.map((code) => measureOf(code).code)).toEqual(codes)
  })

  test('a family gives the test in force, and the last one after it lapsed', () => {
    expect(NATIONAL_TEST_NAMES).toContain('primary-floor')
    expect(nationalTest('primary-floor', 2009)).toBeNull()
    expect(nationalTest('primary-floor', 2012)?.id).toBe('primary-floor-2010')
    expect(nationalTest('primary-floor', 2013)?.id).toBe('primary-floor-2013')
    expect(nationalTest('primary-floor', 2015)?.id).toBe('primary-floor-2014')
    expect(nationalTest('primary-floor', 2024)?.id).toBe('primary-floor-2016')
  })

  test('one primary and one secondary floor is in force in every year from 2010 to 2018', () => {
    for (let year = 2010; year <= 2018; year++) {
      const now = NATIONAL_TESTS.filter((t) => t.id.includes('-floor-') && inForce(t, year)).map(
        (t) => t.stage,
      )
      expect(now).toEqual(['ks2', 'ks4'])
    }
  })
})
