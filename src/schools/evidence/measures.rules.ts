// Owns the list of measures: what each figure is called, its unit, which way is better, where it comes
// from, and where its definition broke. Which column of which file gives it is the layouts' business.

export type Unit = 'percent' | 'pupils' | 'score' | 'points' | 'pounds per pupil'
/** Which way is better; 'none' where neither is (the share of pupils with English as an additional language). */
export type Direction = 'higher' | 'lower' | 'none'
export type Phase = 'primary' | 'secondary' | 'all'
export type Source = 'key stage 2' | 'key stage 4' | 'pupil census' | 'absence' | 'school finance'

export type Measure = {
  /** Stands in the database in place of the code; never used again once given. */
  id: number
  code: string
  label: string
  unit: Unit
  direction: Direction
  phase: Phase
  source: Source
  /** Academic years (ending) from which the definition differs, so that a line must not run across. */
  breaks?: number[]
}

type Row = [id: number, code: string, label: string, unit: Unit, direction: Direction, breaks?: number[]]
const from = (source: Source, phase: Phase, rows: Row[]): Measure[] =>
  rows.map(([id, code, label, unit, direction, breaks]) => ({
    id,
    code,
    label,
    unit,
    direction,
    phase,
    source,
    ...(breaks && { breaks }),
  }))

export const measures: Measure[] = [
  // Levels, to 2014-15.
  ...from('key stage 2', 'primary', [
    [101, 'ks2_l4_english_maths', 'Level 4 or above in English and mathematics', 'percent', 'higher'],
    [102, 'ks2_l4_rwm', 'Level 4 or above in reading, writing and mathematics', 'percent', 'higher'],
    [103, 'ks2_l4b_rwm', 'Level 4B or above in reading, writing and mathematics', 'percent', 'higher'],
    [104, 'ks2_l5_rwm', 'Level 5 or above in reading, writing and mathematics', 'percent', 'higher'],
    [105, 'ks2_english_expected_progress', 'Expected progress in English', 'percent', 'higher'],
    [
      106,
      'ks2_english_expected_progress_coverage',
      'Pupils covered by expected progress in English',
      'percent',
      'none',
    ],
    [107, 'ks2_maths_expected_progress', 'Expected progress in mathematics', 'percent', 'higher'],
    [
      108,
      'ks2_maths_expected_progress_coverage',
      'Pupils covered by expected progress in mathematics',
      'percent',
      'none',
    ],
    [109, 'ks2_reading_expected_progress', 'Expected progress in reading', 'percent', 'higher'],
    [
      110,
      'ks2_reading_expected_progress_coverage',
      'Pupils covered by expected progress in reading',
      'percent',
      'none',
    ],
    [111, 'ks2_writing_expected_progress', 'Expected progress in writing', 'percent', 'higher'],
    [
      112,
      'ks2_writing_expected_progress_coverage',
      'Pupils covered by expected progress in writing',
      'percent',
      'none',
    ],
    [113, 'ks2_l4_english', 'Level 4 or above in English', 'percent', 'higher'],
    [114, 'ks2_l4_maths', 'Level 4 or above in mathematics', 'percent', 'higher'],
    [115, 'ks2_l4_reading', 'Level 4 or above in reading', 'percent', 'higher'],
    [116, 'ks2_l4_writing', 'Level 4 or above in writing', 'percent', 'higher'],
    [117, 'ks2_average_points', 'Average point score at key stage 2', 'points', 'higher'],
    [118, 'ks2_value_added', 'Value added from key stage 1 to 2', 'score', 'higher'],
    [119, 'ks2_value_added_low', 'Value added, lower confidence limit', 'score', 'higher'],
    [120, 'ks2_value_added_high', 'Value added, upper confidence limit', 'score', 'higher'],
    [121, 'ks2_value_added_coverage', 'Pupils covered by value added', 'percent', 'none'],
    // Expected standard, from 2015-16.
    [
      130,
      'ks2_rwm_expected',
      'Expected standard in reading, writing and mathematics',
      'percent',
      'higher',
      [2018],
    ],
    [
      131,
      'ks2_rwm_higher',
      'Higher standard in reading, writing and mathematics',
      'percent',
      'higher',
      [2018],
    ],
    [132, 'ks2_reading_expected', 'Expected standard in reading', 'percent', 'higher'],
    [133, 'ks2_reading_higher', 'Higher standard in reading', 'percent', 'higher'],
    [134, 'ks2_writing_expected', 'Expected standard in writing', 'percent', 'higher', [2018]],
    [135, 'ks2_writing_higher', 'Greater depth in writing', 'percent', 'higher', [2018]],
    [136, 'ks2_maths_expected', 'Expected standard in mathematics', 'percent', 'higher'],
    [137, 'ks2_maths_higher', 'Higher standard in mathematics', 'percent', 'higher'],
    [138, 'ks2_gps_expected', 'Expected standard in grammar, punctuation and spelling', 'percent', 'higher'],
    [139, 'ks2_gps_higher', 'Higher standard in grammar, punctuation and spelling', 'percent', 'higher'],
    [140, 'ks2_science_expected', 'Expected standard in science', 'percent', 'higher'],
    [141, 'ks2_reading_average', 'Average scaled score in reading', 'score', 'higher'],
    [142, 'ks2_maths_average', 'Average scaled score in mathematics', 'score', 'higher'],
    [143, 'ks2_gps_average', 'Average scaled score in grammar, punctuation and spelling', 'score', 'higher'],
    [150, 'ks2_reading_progress', 'Progress in reading', 'score', 'higher'],
    [151, 'ks2_reading_progress_low', 'Progress in reading, lower confidence limit', 'score', 'higher'],
    [152, 'ks2_reading_progress_high', 'Progress in reading, upper confidence limit', 'score', 'higher'],
    [153, 'ks2_reading_progress_coverage', 'Pupils covered by progress in reading', 'percent', 'none'],
    [154, 'ks2_writing_progress', 'Progress in writing', 'score', 'higher'],
    [155, 'ks2_writing_progress_low', 'Progress in writing, lower confidence limit', 'score', 'higher'],
    [156, 'ks2_writing_progress_high', 'Progress in writing, upper confidence limit', 'score', 'higher'],
    [157, 'ks2_writing_progress_coverage', 'Pupils covered by progress in writing', 'percent', 'none'],
    [158, 'ks2_maths_progress', 'Progress in mathematics', 'score', 'higher'],
    [159, 'ks2_maths_progress_low', 'Progress in mathematics, lower confidence limit', 'score', 'higher'],
    [160, 'ks2_maths_progress_high', 'Progress in mathematics, upper confidence limit', 'score', 'higher'],
    [161, 'ks2_maths_progress_coverage', 'Pupils covered by progress in mathematics', 'percent', 'none'],
    [
      162,
      'ks2_rwm_expected_disadvantaged',
      'Expected standard in reading, writing and mathematics, disadvantaged pupils',
      'percent',
      'higher',
      [2018],
    ],
    [
      163,
      'ks2_rwm_expected_other',
      'Expected standard in reading, writing and mathematics, other pupils',
      'percent',
      'higher',
      [2018],
    ],
    [
      164,
      'ks2_rwm_expected_gap',
      'Gap between disadvantaged pupils and other pupils nationally, expected standard',
      'points',
      'higher',
      [2018],
    ],
    [
      165,
      'ks2_rwm_expected_boys',
      'Expected standard in reading, writing and mathematics, boys',
      'percent',
      'higher',
      [2018],
    ],
    [
      166,
      'ks2_rwm_expected_girls',
      'Expected standard in reading, writing and mathematics, girls',
      'percent',
      'higher',
      [2018],
    ],
    [
      167,
      'ks2_rwm_expected_eal',
      'Expected standard in reading, writing and mathematics, pupils with English as an additional language',
      'percent',
      'higher',
      [2018],
    ],
    // The cohort behind the figures.
    [170, 'ks2_cohort', 'Pupils at the end of key stage 2', 'pupils', 'none'],
    [171, 'ks2_disadvantaged', 'Disadvantaged pupils at the end of key stage 2', 'percent', 'none'],
    [
      172,
      'ks2_eal',
      'Pupils with English as an additional language at the end of key stage 2',
      'percent',
      'none',
    ],
    [173, 'ks2_prior_average', 'Average points of the cohort at key stage 1', 'points', 'none'],
    [174, 'ks2_prior_low', 'Pupils with low attainment at key stage 1', 'percent', 'none'],
    [175, 'ks2_prior_middle', 'Pupils with middle attainment at key stage 1', 'percent', 'none'],
    [176, 'ks2_prior_high', 'Pupils with high attainment at key stage 1', 'percent', 'none'],
    [177, 'ks2_stable', 'Pupils at the end of key stage 2 who did not move school', 'percent', 'none'],
  ]),
  ...from('key stage 4', 'secondary', [
    // To 2015-16; from 2013-14 fewer qualifications counted, so earlier figures are not comparable.
    [301, 'ks4_5ac_em', 'Five or more A*–C including English and mathematics', 'percent', 'higher', [2014]],
    [302, 'ks4_english_expected_progress', 'Expected progress in English', 'percent', 'higher', [2014]],
    [303, 'ks4_maths_expected_progress', 'Expected progress in mathematics', 'percent', 'higher', [2014]],
    [304, 'ks4_best8_value_added', 'Best eight value added', 'score', 'higher', [2014]],
    [
      305,
      'ks4_5ac_em_disadvantaged',
      'Five or more A*–C including English and mathematics, disadvantaged pupils',
      'percent',
      'higher',
      [2014],
    ],
    [
      306,
      'ks4_5ac_em_other',
      'Five or more A*–C including English and mathematics, other pupils',
      'percent',
      'higher',
      [2014],
    ],
    [307, 'ks4_basics_ac', 'A*–C in English and mathematics', 'percent', 'higher', [2014]],
    [
      308,
      'ks4_english_expected_progress_coverage',
      'Pupils covered by expected progress in English',
      'percent',
      'none',
    ],
    [
      309,
      'ks4_maths_expected_progress_coverage',
      'Pupils covered by expected progress in mathematics',
      'percent',
      'none',
    ],
    // Point scores of GCSEs changed in 2016-17 and 2017-18.
    [310, 'ks4_attainment8', 'Attainment 8', 'score', 'higher', [2017, 2018]],
    [311, 'ks4_progress8', 'Progress 8', 'score', 'higher'],
    [312, 'ks4_progress8_low', 'Progress 8, lower confidence limit', 'score', 'higher'],
    [313, 'ks4_progress8_high', 'Progress 8, upper confidence limit', 'score', 'higher'],
    [314, 'ks4_progress8_coverage', 'Pupils covered by Progress 8', 'percent', 'none'],
    [
      315,
      'ks4_attainment8_disadvantaged',
      'Attainment 8, disadvantaged pupils',
      'score',
      'higher',
      [2017, 2018],
    ],
    [316, 'ks4_attainment8_other', 'Attainment 8, other pupils', 'score', 'higher', [2017, 2018]],
    [317, 'ks4_progress8_disadvantaged', 'Progress 8, disadvantaged pupils', 'score', 'higher'],
    [318, 'ks4_progress8_other', 'Progress 8, other pupils', 'score', 'higher'],
    [319, 'ks4_progress8_english', 'Progress 8, English', 'score', 'higher'],
    [320, 'ks4_progress8_maths', 'Progress 8, mathematics', 'score', 'higher'],
    [325, 'ks4_basics_94', 'Grade 4 or above in English and mathematics', 'percent', 'higher'],
    [326, 'ks4_basics_95', 'Grade 5 or above in English and mathematics', 'percent', 'higher'],
    [327, 'ks4_ebacc_entered', 'Entered for the English Baccalaureate', 'percent', 'higher'],
    [328, 'ks4_ebacc_achieved', 'Achieved the English Baccalaureate', 'percent', 'higher', [2014]],
    [329, 'ks4_ebacc_94', 'English Baccalaureate at grade 4 or above', 'percent', 'higher'],
    [330, 'ks4_ebacc_95', 'English Baccalaureate at grade 5 or above', 'percent', 'higher'],
    [331, 'ks4_ebacc_points', 'English Baccalaureate average point score', 'score', 'higher'],
    [340, 'ks4_cohort', 'Pupils at the end of key stage 4', 'pupils', 'none'],
    [341, 'ks4_disadvantaged', 'Disadvantaged pupils at the end of key stage 4', 'percent', 'none'],
    [
      342,
      'ks4_eal',
      'Pupils with English as an additional language at the end of key stage 4',
      'percent',
      'none',
    ],
    [343, 'ks4_prior_average', 'Average points of the cohort at key stage 2', 'points', 'none'],
    [344, 'ks4_prior_low', 'Pupils with low attainment at key stage 2', 'percent', 'none'],
    [345, 'ks4_prior_middle', 'Pupils with middle attainment at key stage 2', 'percent', 'none'],
    [346, 'ks4_prior_high', 'Pupils with high attainment at key stage 2', 'percent', 'none'],
    [347, 'ks4_stable', 'Pupils at the end of key stage 4 who did not move school', 'percent', 'none'],
  ]),
  ...from('pupil census', 'all', [
    [501, 'pupils', 'Pupils on roll', 'pupils', 'none'],
    [502, 'girls_percent', 'Girls', 'percent', 'none'],
    [503, 'boys_percent', 'Boys', 'percent', 'none'],
    [504, 'ehcp_percent', 'Pupils with an education, health and care plan', 'percent', 'none', [2015]],
    [505, 'sen_support_percent', 'Pupils with special educational needs support', 'percent', 'none', [2015]],
    [506, 'eal_percent', 'Pupils whose first language is not English', 'percent', 'none'],
    [507, 'english_first_language_percent', 'Pupils whose first language is English', 'percent', 'none'],
    [508, 'language_unknown_percent', 'Pupils whose first language is not known', 'percent', 'none'],
    [
      509,
      'fsm_ever6_percent',
      'Pupils entitled to free school meals in the last six years',
      'percent',
      'none',
    ],
    [510, 'fsm_percent', 'Pupils entitled to free school meals', 'percent', 'none'],
    [511, 'fsm_pupils', 'Pupils entitled to free school meals (number)', 'pupils', 'none'],
    [
      512,
      'fsm_ever6_pupils',
      'Pupils entitled to free school meals in the last six years (number)',
      'pupils',
      'none',
    ],
    [513, 'ehcp_pupils', 'Pupils with an education, health and care plan (number)', 'pupils', 'none'],
    [514, 'sen_support_pupils', 'Pupils with special educational needs support (number)', 'pupils', 'none'],
    [515, 'eal_pupils', 'Pupils whose first language is not English (number)', 'pupils', 'none'],
    [516, 'girls', 'Girls (number)', 'pupils', 'none'],
    [517, 'boys', 'Boys (number)', 'pupils', 'none'],
  ]),
  ...from('absence', 'all', [
    [601, 'absence', 'Sessions missed', 'percent', 'lower'],
    [602, 'persistent_absence', 'Pupils who miss 10% or more of sessions', 'percent', 'lower'],
    [603, 'persistent_absence_15', 'Pupils who miss 15% or more of sessions', 'percent', 'lower'],
    [604, 'persistent_absence_20', 'Pupils who miss 20% or more of sessions', 'percent', 'lower'],
    [605, 'unauthorised_absence', 'Sessions missed without leave', 'percent', 'lower'],
    [606, 'severe_absence', 'Pupils who miss half of sessions or more', 'percent', 'lower'],
  ]),
  ...from('school finance', 'all', [
    [701, 'finance_pupils', 'Pupils in the finance return', 'pupils', 'none'],
    [702, 'finance_fsm_percent', 'Free school meals in the finance return', 'percent', 'none'],
    [703, 'finance_grant_income', 'Grant income', 'pounds per pupil', 'none'],
    [704, 'finance_own_income', 'Income the school raised', 'pounds per pupil', 'none'],
    [705, 'finance_total_income', 'Total income', 'pounds per pupil', 'none'],
    [706, 'finance_teaching_staff', 'Teaching staff', 'pounds per pupil', 'none'],
    [707, 'finance_supply_teachers', 'Supply teachers', 'pounds per pupil', 'none'],
    [708, 'finance_support_staff', 'Education support staff', 'pounds per pupil', 'none'],
    [709, 'finance_premises', 'Premises', 'pounds per pupil', 'none'],
    [710, 'finance_back_office', 'Back office', 'pounds per pupil', 'none'],
    [711, 'finance_catering', 'Catering', 'pounds per pupil', 'none'],
    [712, 'finance_other_staff', 'Other staff', 'pounds per pupil', 'none'],
    [713, 'finance_energy', 'Energy', 'pounds per pupil', 'none'],
    [714, 'finance_learning_resources', 'Learning resources', 'pounds per pupil', 'none'],
    [715, 'finance_ict', 'Information technology', 'pounds per pupil', 'none'],
    [716, 'finance_bought_in', 'Professional services bought in', 'pounds per pupil', 'none'],
    [717, 'finance_other', 'Other spending', 'pounds per pupil', 'none'],
    [718, 'finance_total_expenditure', 'Total spending', 'pounds per pupil', 'none'],
  ]),
]

const byCode = new Map(measures.map((m) => [m.code, m]))
const byId = new Map(measures.map((m) => [m.id, m]))

/** The measure of that code. Throws on a code that is not in the list: a layout or a page misspelt it. */
export function measureOf(code: string): Measure {
  const measure = byCode.get(code)
  if (!measure) throw new Error(`There is no measure ${code}`)
  return measure
}

/**
 * The number from which the measures of a source count. A school's figures of one source and year stand in
 * one row: figure i is that of the measure with the number source + i. Given once and never changed.
 */
export const sourceNumbers: Readonly<Record<Source, number>> = {
  'key stage 2': 100,
  'key stage 4': 300,
  'pupil census': 500,
  absence: 600,
  'school finance': 700,
}

/** Where a measure's figures stand: the number of its source, and the place in the row's arrays, from 1. */
export function placeOf(measure: Measure): { source: number; place: number } {
  const source = sourceNumbers[measure.source]
  return { source, place: measure.id - source }
}

/** The measure of that number, or undefined. */
export const measureById = (id: number): Measure | undefined => byId.get(id)

/** '2018-19' for 2019. */
export const academicYear = (ending: number): string =>
  `${ending - 1}-${String(ending % 100).padStart(2, '0')}`

/** 2019 for '2018-19'; null for anything that is not two years in a row. */
export function yearEnding(text: string): number | null {
  const match = /^(\d{4})-(\d{2})$/.exec(text)
  if (!match) return null
  const ending = Number(match[1]) + 1
  return ending % 100 === Number(match[2]) ? ending : null
}
