// Declares the layouts of the school performance tables: key stage 2 and 4, census, absence. A column's
// names over the years stand in one place, joined with |. Next year's file is a name more, or a line.
import { figuresLayout } from './observations.ts'

const england = 'England'
/** Populations in the publisher's words, so that comparators of different files meet. */
const stateFunded = 'state-funded schools'
const allSchools = 'all schools'

// ks2_meta.csv 2018-19: 3 authority, 4 England all schools, 5 England state-funded.
const ks2Area = (get: (...columns: string[]) => string) => {
  const type = get('RECTYPE').toUpperCase()
  if (type === '3' || type === 'LA')
    return get('LEA', 'LA') === '' ? null : { area: get('LEA', 'LA'), population: stateFunded }
  if (type === '4') return { area: england, population: allSchools }
  if (type === '5' || type === 'NAT') return { area: england, population: stateFunded }
  return null
}

// ks4_meta.csv 2018-19: 4 authority, 5 England all schools, 7 England state-funded. LA codes as 201.0.
const ks4Area = (get: (...columns: string[]) => string) => {
  const type = get('RECTYPE').toUpperCase()
  if (type === '4' || type === 'LA')
    return get('LEA', 'LA') === ''
      ? null
      : { area: get('LEA', 'LA').replace(/\.0$/, ''), population: stateFunded }
  if (type === '5') return { area: england, population: allSchools }
  if (type === '7' || type === 'NAT') return { area: england, population: stateFunded }
  return null
}

const nationalPopulations = new Map([
  ['PRI', 'state-funded primary'],
  ['SEC', 'state-funded secondary'],
  ['SPE', 'special school'],
])

// NAT stands in URN (census) or in LA (absence); the kind of school in SCHOOLTYPE or ESTAB.
const nationalArea = (get: (...columns: string[]) => string) => {
  if (get('URN') !== 'NAT' && get('LA') !== 'NAT' && get('LEA') !== 'NAT') return null
  const population = nationalPopulations.get(get('ESTAB')) ?? get('SCHOOLTYPE').toLowerCase()
  return { area: england, population: population === '' ? allSchools : population }
}

export const ks2Levels = figuresLayout({
  kind: 'key-stage-2',
  name: 'levels, to 2014-15',
  family: 'performance tables',
  cohort: 'TELIG',
  newSchool: 'TOTPUPS',
  areaOf: ks2Area,
  recognises: (h) => h.has('URN') && h.has('PTENGMATX', 'PTREADWRITTAMATX', 'PTREADWRITMATX'),
  figures: [
    ['PTENGMATX', 'ks2_l4_english_maths'],
    ['PTREADWRITTAMATX|PTREADWRITMATX', 'ks2_l4_rwm'],
    ['PTREADWRITTAMAT4B', 'ks2_l4b_rwm'],
    ['PTREADWRITTAMATAX', 'ks2_l5_rwm'],
    ['PT2ENG12|PTENG12|PT2ENG', 'ks2_english_expected_progress'],
    ['COVENG12|COVENG', 'ks2_english_expected_progress_coverage'],
    ['PT2MATH12|PTMATH12|PT2MATH', 'ks2_maths_expected_progress'],
    ['COVMATH12|COVMATH', 'ks2_maths_expected_progress_coverage'],
    ['PT2READ12|PT2READ', 'ks2_reading_expected_progress'],
    ['COVREAD12|COVREAD', 'ks2_reading_expected_progress_coverage'],
    ['PT2WRITTA12|PT2WRITTA', 'ks2_writing_expected_progress'],
    ['COVWRITTA12|COVWRITTA', 'ks2_writing_expected_progress_coverage'],
    ['PTENGX', 'ks2_l4_english'],
    ['PTMATX', 'ks2_l4_maths'],
    ['PTREADX', 'ks2_l4_reading'],
    ['PTWRITTAX', 'ks2_l4_writing'],
    ['TAPS', 'ks2_average_points'],
    ['OVAMEAS', 'ks2_value_added'],
    ['OLCONF', 'ks2_value_added_low'],
    ['OUCONF', 'ks2_value_added_high'],
    ['VACOV', 'ks2_value_added_coverage'],
    ['TELIG', 'ks2_cohort'],
    ['PTFSM6CLA1A|PTFSMCLA', 'ks2_disadvantaged'],
    ['PTEALGRP2', 'ks2_eal'],
    ['TKS1APS', 'ks2_prior_average'],
    ['PKS1EXP_L', 'ks2_prior_low'],
    ['PKS1EXP_M', 'ks2_prior_middle'],
    ['PKS1EXP_H', 'ks2_prior_high'],
    ['PTMOBN', 'ks2_stable'],
  ],
})

export const ks2Expected = figuresLayout({
  kind: 'key-stage-2',
  name: 'expected standard, from 2015-16',
  family: 'performance tables',
  cohort: 'TELIG',
  newSchool: 'TOTPUPS',
  areaOf: ks2Area,
  recognises: (h) => h.has('URN') && h.has('PTRWM_EXP', 'READPROG', 'PTREAD_EXP'),
  figures: [
    ['PTRWM_EXP', 'ks2_rwm_expected'],
    ['PTRWM_HIGH', 'ks2_rwm_higher'],
    ['PTREAD_EXP', 'ks2_reading_expected'],
    ['PTREAD_HIGH', 'ks2_reading_higher'],
    ['PTWRITTA_EXP', 'ks2_writing_expected'],
    ['PTWRITTA_HIGH', 'ks2_writing_higher'],
    ['PTMAT_EXP', 'ks2_maths_expected'],
    ['PTMAT_HIGH', 'ks2_maths_higher'],
    ['PTGPS_EXP', 'ks2_gps_expected'],
    ['PTGPS_HIGH', 'ks2_gps_higher'],
    ['PTSCITA_EXP', 'ks2_science_expected'],
    ['READ_AVERAGE', 'ks2_reading_average'],
    ['MAT_AVERAGE', 'ks2_maths_average'],
    ['GPS_AVERAGE', 'ks2_gps_average'],
    ['READPROG', 'ks2_reading_progress'],
    ['READPROG_LOWER', 'ks2_reading_progress_low'],
    ['READPROG_UPPER', 'ks2_reading_progress_high'],
    ['READCOV', 'ks2_reading_progress_coverage'],
    ['WRITPROG', 'ks2_writing_progress'],
    ['WRITPROG_LOWER', 'ks2_writing_progress_low'],
    ['WRITPROG_UPPER', 'ks2_writing_progress_high'],
    ['WRITCOV', 'ks2_writing_progress_coverage'],
    ['MATPROG', 'ks2_maths_progress'],
    ['MATPROG_LOWER', 'ks2_maths_progress_low'],
    ['MATPROG_UPPER', 'ks2_maths_progress_high'],
    ['MATCOV', 'ks2_maths_progress_coverage'],
    ['PTRWM_EXP_FSM6CLA1A', 'ks2_rwm_expected_disadvantaged'],
    ['PTRWM_EXP_NotFSM6CLA1A', 'ks2_rwm_expected_other'],
    ['DIFFN_RWM_EXP', 'ks2_rwm_expected_gap'],
    ['PTRWM_EXP_B', 'ks2_rwm_expected_boys'],
    ['PTRWM_EXP_G', 'ks2_rwm_expected_girls'],
    ['PTRWM_EXP_EAL', 'ks2_rwm_expected_eal'],
    ['TELIG', 'ks2_cohort'],
    ['PTFSM6CLA1A', 'ks2_disadvantaged'],
    ['PTEALGRP2', 'ks2_eal'],
    ['TKS1AVERAGE', 'ks2_prior_average'],
    ['PTKS1GROUP_L', 'ks2_prior_low'],
    ['PTKS1GROUP_M', 'ks2_prior_middle'],
    ['PTKS1GROUP_H', 'ks2_prior_high'],
    ['PTMOBN', 'ks2_stable'],
  ],
})

export const ks4 = figuresLayout({
  kind: 'key-stage-4',
  name: 'key stage 4',
  family: 'performance tables',
  cohort: 'TPUP',
  newSchool: 'TOTPUPS',
  areaOf: ks4Area,
  recognises: (h) => h.has('URN') && h.has('P8MEA', 'ATT8SCR', 'PTAC5EM', 'PTAC5EM_PTQ', 'PTAC5EM_PTQ_EE'),
  figures: [
    ['PTAC5EM|PTAC5EM_PTQ|PTAC5EM_PTQ_EE', 'ks4_5ac_em'],
    ['PTAC5EMFSM|PTAC5EMFSM_PTQ|PTAC5EMFSM_PTQ_EE|PTAC5EM_FSM_PTQ_EE', 'ks4_5ac_em_disadvantaged'],
    ['PTAC5EMNFSM|PTAC5EMNFSM_PTQ|PTAC5EMNFSM_PTQ_EE|PTAC5EM_NFSM_PTQ_EE', 'ks4_5ac_em_other'],
    ['PT24ENGPRG|PT24ENGPRG_PTQ|PT24ENGPRG_PTQ_EE', 'ks4_english_expected_progress'],
    ['PT24MATHPRG|PT24MATHPRG_PTQ|PT24MATHPRG_PTQ_EE', 'ks4_maths_expected_progress'],
    ['ENG24COV|COVENG24|PT24ENGCOV', 'ks4_english_expected_progress_coverage'],
    ['MATH24COV|COVMATH24|PT24MATHCOV', 'ks4_maths_expected_progress_coverage'],
    ['B8VAMEA|B8VAMEA_PTQ|B8VAMEA_PTQ_EE', 'ks4_best8_value_added'],
    ['PTL2BASICS|PTL2BASICS_PTQ|PTL2BASICS_PTQ_EE|PTL2BASICS_LL_PTQ_EE', 'ks4_basics_ac'],
    ['ATT8SCR', 'ks4_attainment8'],
    ['ATT8SCR_FSM6CLA1A', 'ks4_attainment8_disadvantaged'],
    ['ATT8SCR_NFSM6CLA1A', 'ks4_attainment8_other'],
    ['P8MEA', 'ks4_progress8'],
    ['P8CILOW', 'ks4_progress8_low'],
    ['P8CIUPP', 'ks4_progress8_high'],
    ['P8MEACOV', 'ks4_progress8_coverage'],
    ['P8MEA_FSM6CLA1A', 'ks4_progress8_disadvantaged'],
    ['P8MEA_NFSM6CLA1A', 'ks4_progress8_other'],
    ['P8MEAENG', 'ks4_progress8_english'],
    ['P8MEAMAT', 'ks4_progress8_maths'],
    ['PTL2BASICS_94', 'ks4_basics_94'],
    ['PTL2BASICS_95', 'ks4_basics_95'],
    ['PTEBACC_E_PTQ_EE|PTEBACC_E_PTQ|PTEBACC_E', 'ks4_ebacc_entered'],
    ['PTEBACC_PTQ_EE|PTEBACC_PTQ|PTEBACC', 'ks4_ebacc_achieved'],
    ['PTEBACC_94', 'ks4_ebacc_94'],
    ['PTEBACC_95', 'ks4_ebacc_95'],
    ['EBACCAPS', 'ks4_ebacc_points'],
    ['TPUP', 'ks4_cohort'],
    ['PTFSM6CLA1A|PTFSMCLA', 'ks4_disadvantaged'],
    ['PTEALGRP2', 'ks4_eal'],
    ['KS2APS', 'ks4_prior_average'],
    ['PTPRIORLO', 'ks4_prior_low'],
    ['PTPRIORAV', 'ks4_prior_middle'],
    ['PTPRIORHI', 'ks4_prior_high'],
    ['PTNMOB', 'ks4_stable'],
  ],
})

export const census = figuresLayout({
  kind: 'pupil-census',
  name: 'school census',
  family: 'performance tables',
  cohort: 'NOR|TOTPUPSENDN',
  areaOf: nationalArea,
  recognises: (h) =>
    h.has('URN') &&
    h.has('NOR', 'TOTPUPSENDN') &&
    h.has('PNUMEAL', 'PNUMFSM', 'PNUMFSMEVER', 'PSENELSE', 'PSENELK'),
  figures: [
    ['NOR|TOTPUPSENDN', 'pupils'],
    ['NORG', 'girls'],
    ['NORB', 'boys'],
    ['PNORG', 'girls_percent'],
    ['PNORB', 'boys_percent'],
    ['TSENELSE', 'ehcp_pupils'],
    ['PSENELSE', 'ehcp_percent'],
    ['TSENELK', 'sen_support_pupils'],
    ['PSENELK', 'sen_support_percent'],
    ['NUMEAL', 'eal_pupils'],
    ['PNUMEAL', 'eal_percent'],
    ['PNUMENGFL', 'english_first_language_percent'],
    ['PNUMUNCFL|PNUMUNCLF', 'language_unknown_percent'],
    ['NUMFSM', 'fsm_pupils'],
    ['PNUMFSM', 'fsm_percent'],
    ['NUMFSMEVER', 'fsm_ever6_pupils'],
    ['PNUMFSMEVER', 'fsm_ever6_percent'],
  ],
})

export const absence = figuresLayout({
  kind: 'absence',
  name: 'absence',
  family: 'performance tables',
  areaOf: nationalArea,
  recognises: (h) => h.has('URN') && h.has('PERCTOT'),
  figures: [
    ['PERCTOT', 'absence'],
    ['PPERSABS10', 'persistent_absence'],
    ['PPERSABS15', 'persistent_absence_15'],
    ['PPERSABS20', 'persistent_absence_20'],
    ['PERCUA', 'unauthorised_absence'],
    ['PSEVABS50|PPERSABS50', 'severe_absence'],
  ],
})
