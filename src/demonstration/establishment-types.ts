// Owns what the publishers call a type, a phase and a kind of school: codes and spellings of GIAS, Ofsted and the
// performance files. Codes for type and phase are those of the published group-links file; codes of the smaller
// lists (reasons, flags) follow the register's public lists, and an importer should trust the names.

export interface EstablishmentType {
  code: string
  name: string
  group: [code: string, name: string]
  /** Ofsted's spelling of the same type. */
  ofsted: string
  /** The abbreviation of the performance files. */
  short: string
  academy: boolean
}

const MAINTAINED: [string, string] = ['4', 'Local authority maintained schools']
const SPECIAL: [string, string] = ['5', 'Special schools']
const ACADEMIES: [string, string] = ['10', 'Academies']
const FREE: [string, string] = ['11', 'Free Schools']
const INDEPENDENT: [string, string] = ['3', 'Independent schools']

const type = (
  code: string,
  name: string,
  group: [string, string],
  ofsted: string,
  short: string,
): EstablishmentType => ({ code, name, group, ofsted, short, academy: group === ACADEMIES || group === FREE })

export const TYPES = {
  community: type('1', 'Community school', MAINTAINED, 'Community School', 'CY'),
  aided: type('2', 'Voluntary aided school', MAINTAINED, 'Voluntary Aided School', 'VA'),
  controlled: type('3', 'Voluntary controlled school', MAINTAINED, 'Voluntary Controlled School', 'VC'),
  foundation: type('5', 'Foundation school', MAINTAINED, 'Foundation School', 'FD'),
  special: type('7', 'Community special school', SPECIAL, 'Community Special School', 'CYS'),
  referral: type('14', 'Pupil referral unit', MAINTAINED, 'Pupil Referral Unit', 'PRU'),
  nursery: type('15', 'Local authority nursery school', MAINTAINED, 'LA Nursery School', 'NS'),
  sponsored: type('28', 'Academy sponsor led', ACADEMIES, 'Academy Sponsor Led', 'AC'),
  converter: type('34', 'Academy converter', ACADEMIES, 'Academy Converter', 'ACC'),
  free: type('35', 'Free schools', FREE, 'Free School', 'F'),
  freeSpecial: type('36', 'Free schools special', FREE, 'Free School Special', 'FS'),
  freeSixteen: type('39', 'Free schools 16 to 19', FREE, 'Free School 16-19', 'F1619'),
  technical: type('40', 'University technical college', FREE, 'University Technical College', 'UTC'),
  alternativeConverter: type(
    '42',
    'Academy alternative provision converter',
    ACADEMIES,
    'Academy Alternative Provision Converter',
    'ACCAP',
  ),
  specialConverter: type('44', 'Academy special converter', ACADEMIES, 'Academy Special Converter', 'ACCS'),
  independent: type('11', 'Other independent school', INDEPENDENT, 'Other Independent School', 'IND'),
} as const satisfies Record<string, EstablishmentType>

export type TypeKey = keyof typeof TYPES

export type SchoolKind =
  | 'nursery'
  | 'infant'
  | 'junior'
  | 'primary'
  | 'middle-primary'
  | 'middle-secondary'
  | 'secondary'
  | 'all-through'
  | 'sixteen-plus'
  | 'special'
  | 'alternative'
  | 'independent'

export interface KindOfSchool {
  phase: [code: string, name: string]
  ofstedPhase: string
  ages: [low: number, high: number]
  /** Pupils in a year group, from–to. */
  cohort: [number, number]
  keyStage2: boolean
  keyStage4: boolean
  /** The part of the census and absence summaries that it belongs to. */
  summary: 'PRI' | 'SEC' | 'SPE' | 'none'
}

const kind = (
  phase: [string, string],
  ofstedPhase: string,
  ages: [number, number],
  cohort: [number, number],
  keyStages: string,
  summary: KindOfSchool['summary'],
): KindOfSchool => ({
  phase,
  ofstedPhase,
  ages,
  cohort,
  keyStage2: keyStages.includes('2'),
  keyStage4: keyStages.includes('4'),
  summary,
})

export const KINDS: Readonly<Record<SchoolKind, KindOfSchool>> = {
  nursery: kind(['1', 'Nursery'], 'Nursery', [2, 5], [30, 45], '', 'PRI'),
  infant: kind(['2', 'Primary'], 'Primary', [4, 7], [28, 92], '', 'PRI'),
  junior: kind(['2', 'Primary'], 'Primary', [7, 11], [30, 95], '2', 'PRI'),
  primary: kind(['2', 'Primary'], 'Primary', [4, 11], [4, 62], '2', 'PRI'),
  'middle-primary': kind(['3', 'Middle deemed primary'], 'Primary', [8, 12], [55, 90], '2', 'PRI'),
  'middle-secondary': kind(['5', 'Middle deemed secondary'], 'Secondary', [9, 13], [70, 130], '2', 'SEC'),
  secondary: kind(['4', 'Secondary'], 'Secondary', [11, 16], [95, 290], '4', 'SEC'),
  'all-through': kind(['7', 'All-through'], 'Secondary', [4, 16], [50, 110], '24', 'SEC'),
  'sixteen-plus': kind(['6', '16 plus'], 'Secondary', [16, 19], [260, 320], '', 'none'),
  special: kind(['0', 'Not applicable'], 'Special', [4, 19], [5, 13], '24', 'SPE'),
  alternative: kind(['0', 'Not applicable'], 'PRU', [5, 16], [4, 14], '4', 'none'),
  independent: kind(['0', 'Not applicable'], 'Independent', [3, 16], [10, 24], '4', 'none'),
}

export const STATUS = {
  open: ['1', 'Open'],
  closed: ['2', 'Closed'],
  closing: ['3', 'Open, but proposed to close'],
  proposed: ['4', 'Proposed to open'],
} as const

export const REASONS_OPENED: Readonly<Record<string, string>> = {
  'Not applicable': '0',
  'Result of Amalgamation': '1',
  'Result of Closure': '2',
  'New Provision': '3',
  'Fresh Start': '4',
  'Split school': '9',
  'Academy Converter': '10',
  'Academy Free School': '11',
}

export const REASONS_CLOSED: Readonly<Record<string, string>> = {
  'Not applicable': '0',
  'Result of Amalgamation/Merger': '1',
  Closure: '2',
  'For Academy': '6',
  'Split school': '9',
  'Academy Converter': '10',
}

export const RELIGIONS: Readonly<Record<string, string>> = {
  'Does not apply': '0',
  None: '6',
  'Church of England': '2',
  'Roman Catholic': '3',
  Methodist: '8',
  'Church of England/Methodist': '9',
}
