// The national tests of school performance as they stood in each year, so that any past year can be run
// again. Sources: domain.md §3; the figures and medians that it does not give are named beside each.
// Identifiers carry the first results year. Applying them is criteria.rules.ts.
import type { Condition, Criterion, ResultsYear } from '#src/packs/conditions.rules.ts'

const measure = (
  code: string,
  compare: 'below',
  threshold: number | 'median',
  year: 'run' | { results: number } = 'run',
): Condition => ({
  kind: 'measure',
  measure: code,
  compare,
  threshold: threshold === 'median' ? { median: 'national' } : { fixed: threshold },
  year,
  called: null,
})
const all = (...of: Condition[]): Condition => ({ kind: 'all', of })
const any = (...of: Condition[]): Condition => ({ kind: 'any', of })

/**
 * National medians that the department published for these tests: the share of pupils making expected
 * progress, in percent. A year that is not here is computed from the evidence when that covers England.
 */
export const PUBLISHED_MEDIANS: Readonly<Record<string, Readonly<Record<ResultsYear, number>>>> = {
  // 2010: 87% and 86% stand in the National Association of Head Teachers' advice on floor standards.
  ks2_english_expected_progress: { 2010: 87 },
  ks2_maths_expected_progress: {
    2010: 86,
    // 2013: Rising Stars, "The new floor targets for primary schools", February 2014.
    2013: 92,
    // 2014, 2015: The Coasting Schools (England) Regulations 2017 (SI 2017/9), regulation 4, table 1.
    2014: 93,
    2015: 93,
  },
  ks2_reading_expected_progress: { 2013: 91, 2014: 94, 2015: 94 },
  ks2_writing_expected_progress: { 2013: 95, 2014: 96, 2015: 97 },
  // 2014: SSAT, "Coasting schools: a missed opportunity"; 2015: National Association of Head Teachers,
  // secondary coasting calculator. Both repeat the figures of the 2017 regulations.
  ks4_english_expected_progress: { 2014: 74, 2015: 73 },
  ks4_maths_expected_progress: { 2014: 67, 2015: 68 },
}

const belowProgress2010 = [
  measure('ks2_english_expected_progress', 'below', 'median'),
  measure('ks2_maths_expected_progress', 'below', 'median'),
]
const belowProgress = (year: 'run' | { results: number } = 'run') => [
  measure('ks2_reading_expected_progress', 'below', 'median', year),
  measure('ks2_writing_expected_progress', 'below', 'median', year),
  measure('ks2_maths_expected_progress', 'below', 'median', year),
]
const belowProgressSecondary = (year: 'run' | { results: number } = 'run') => [
  measure('ks4_english_expected_progress', 'below', 'median', year),
  measure('ks4_maths_expected_progress', 'below', 'median', year),
]

// Coasting, by results year (SI 2017/9, regulations 4 and 5): each of three years in turn must be met.
const primaryCoastingLevels = (results: number) =>
  all(measure('ks2_l4_rwm', 'below', 85, { results }), ...belowProgress({ results }))
const belowAndSignificant = (subject: string, score: number, results: number) =>
  all(
    measure(`ks2_${subject}_progress`, 'below', score, { results }),
    measure(`ks2_${subject}_progress_high`, 'below', 0, { results }),
  )
const primaryCoastingScores = (results: number) =>
  all(
    measure('ks2_rwm_expected', 'below', 85, { results }),
    any(
      belowAndSignificant('reading', -2.5, results),
      belowAndSignificant('writing', -3.5, results),
      belowAndSignificant('maths', -2.5, results),
    ),
  )
const secondaryCoastingGrades = (results: number) =>
  all(measure('ks4_5ac_em', 'below', 60, { results }), ...belowProgressSecondary({ results }))
const secondaryCoastingScores = (results: number) =>
  all(
    measure('ks4_progress8', 'below', -0.25, { results }),
    measure('ks4_progress8_high', 'below', 0, { results }),
  )

/** Today's words for an overall grade below good, framework by framework; never converted. */
const overallBelowGood = {
  frameworks: ['before 2009', '2009', '2012', '2012b', '2015', '2019'],
  judgements: ['overall'],
  grades: ['satisfactory', 'requires improvement', 'inadequate'],
} as const
// Without an overall grade (September 2024 to November 2025) the department took requires improvement in
// leadership or in quality of education as its equal: "Schools eligible for RISE intervention", 2025.
const partsBelowGood2024 = {
  frameworks: ['2024'],
  judgements: ['quality of education', 'leadership and management'],
  grades: ['requires improvement', 'inadequate'],
} as const
const leadershipNeedsAttention = {
  frameworks: ['2025'],
  judgements: ['leadership and governance'],
  grades: ['needs attention'],
} as const

const test = (
  id: string,
  name: string,
  stage: Criterion['stage'],
  from: ResultsYear,
  to: ResultsYear | null,
  source: string,
  when: Condition,
): Criterion => ({ id, name, stage, years: { from, to }, when, source })

export const NATIONAL_TESTS: readonly Criterion[] = [
  // Under 60% at level 4 or above in both subjects together, and below the median progress in each.
  test(
    'primary-floor-2010',
    'Below the primary floor standard of 2010 to 2012',
    'ks2',
    2010,
    2012,
    'Schools White Paper 2010; primary performance tables 2010 to 2012',
    all(measure('ks2_l4_english_maths', 'below', 60), ...belowProgress2010),
  ),
  test(
    'primary-floor-2013',
    'Below the primary floor standard of 2013',
    'ks2',
    2013,
    2013,
    'Primary performance tables 2013',
    all(measure('ks2_l4_rwm', 'below', 60), ...belowProgress()),
  ),
  test(
    'primary-floor-2014',
    'Below the primary floor standard of 2014 and 2015',
    'ks2',
    2014,
    2015,
    'Department for Education press notice, 5 March 2013; performance tables 2014 and 2015',
    all(measure('ks2_l4_rwm', 'below', 65), ...belowProgress()),
  ),
  // One subject short of its own score is enough.
  test(
    'primary-floor-2016',
    'Below the primary floor standard of 2016 to 2018',
    'ks2',
    2016,
    2018,
    'Primary school accountability in 2016, 2017 and 2018: technical guides',
    all(
      measure('ks2_rwm_expected', 'below', 65),
      any(
        measure('ks2_reading_progress', 'below', -5),
        measure('ks2_maths_progress', 'below', -5),
        measure('ks2_writing_progress', 'below', -7),
      ),
    ),
  ),
  test(
    'secondary-floor-2010',
    'Below the secondary floor standard of 2010 and 2011',
    'ks4',
    2010,
    2011,
    'Schools White Paper 2010; secondary performance tables 2010 and 2011',
    all(measure('ks4_5ac_em', 'below', 35), ...belowProgressSecondary()),
  ),
  // The answer to parliamentary question of 25 January 2016 on the schools below the floor states the three parts.
  test(
    'secondary-floor-2012',
    'Below the secondary floor standard of 2012 to 2015',
    'ks4',
    2012,
    2015,
    'Secondary performance tables 2012 to 2015',
    all(measure('ks4_5ac_em', 'below', 40), ...belowProgressSecondary()),
  ),
  test(
    'secondary-floor-2016',
    'Below the secondary floor standard of 2016 to 2018',
    'ks4',
    2016,
    2018,
    'Progress 8 and Attainment 8: guide for maintained secondary schools, academies and free schools',
    all(measure('ks4_progress8', 'below', -0.5), measure('ks4_progress8_high', 'below', 0)),
  ),
  ...[2016, 2017, 2018].flatMap((year) => {
    const years = [year - 2, year - 1, year]
    const source = 'The Coasting Schools (England) Regulations 2017 (SI 2017/9)'
    return [
      test(
        `primary-coasting-${year}`,
        `Coasting primary school, ${year}`,
        'ks2',
        year,
        year,
        source,
        all(...years.map((y) => (y < 2016 ? primaryCoastingLevels(y) : primaryCoastingScores(y)))),
      ),
      test(
        `secondary-coasting-${year}`,
        `Coasting secondary school, ${year}`,
        'ks4',
        year,
        year,
        source,
        all(...years.map((y) => (y < 2016 ? secondaryCoastingGrades(y) : secondaryCoastingScores(y)))),
      ),
    ]
  }),
  // "Schools eligible for RISE intervention", Department for Education, 2025. From report cards on:
  // needs attention for leadership and governance, and below good or its equal at the inspection before. A school
  // that became an academy begins its inspection history afresh, so what it had been graded before does not count.
  test(
    'stuck-2025',
    'Stuck: two inspections in a row below good',
    'any',
    2025,
    null,
    'Schools eligible for RISE intervention, Department for Education, 2025',
    all(
      {
        kind: 'inspection',
        which: 'latest',
        ownUrn: true,
        judged: [
          { ...overallBelowGood, grades: ['requires improvement'] },
          { ...partsBelowGood2024, grades: ['requires improvement'] },
          leadershipNeedsAttention,
        ],
      },
      {
        kind: 'inspection',
        which: 'previous',
        ownUrn: true,
        judged: [
          overallBelowGood,
          partsBelowGood2024,
          { ...leadershipNeedsAttention, grades: ['needs attention', 'urgent improvement'] },
        ],
      },
    ),
  ),
  test(
    'requires-significant-improvement-2025',
    'In a category of concern',
    'any',
    2025,
    null,
    'Education Act 2005, section 44; Schools eligible for RISE intervention, 2025',
    {
      kind: 'category of concern',
      categories: ['serious weaknesses', 'requires significant improvement', 'special measures'],
    },
  ),
]

/** The family of a national test: 'primary-floor' for 'primary-floor-2016'. */
export const familyOf = (id: string): string => id.replace(/-\d{4}$/, '')

const FAMILIES = Map.groupBy(NATIONAL_TESTS, ({ id }) => familyOf(id))

/** Every identifier and every family that a pack may name. */
export const NATIONAL_TEST_NAMES: readonly string[] = [
  ...NATIONAL_TESTS.map(({ id }) => id),
  ...FAMILIES.keys(),
]

/**
 * The test of that identifier, in force or not; or, for a family, the one in force in `year` — after the
 * last of them has lapsed, that last one. Null before the first, and for an unknown name.
 */
export function nationalTest(name: string, year: ResultsYear): Criterion | null {
  const exact = NATIONAL_TESTS.find(({ id }) => id === name)
  if (exact) return exact
  return FAMILIES.get(name)?.findLast(({ years }) => (years?.from ?? 0) <= year) ?? null
}

/** Whether a criterion was in force in that results year. */
export function inForce(criterion: Criterion, year: ResultsYear): boolean {
  const { years } = criterion
  return years === null || (year >= years.from && (years.to === null || year <= years.to))
}
