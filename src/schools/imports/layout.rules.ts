// Owns the shape in which a layout declares itself: how it is recognised, what it reads from a row, and
// into which tables that goes. The layouts themselves are in layouts/; nothing here reads a file.

export type Kind =
  | 'gias-establishments'
  | 'gias-links'
  | 'gias-groups'
  | 'school-coordinates'
  | 'ofsted-latest-inspections'
  | 'ofsted-inspections'
  | 'ofsted-report-cards'
  | 'key-stage-2'
  | 'key-stage-4'
  | 'pupil-census'
  | 'absence'
  | 'school-finance'
  | 'deprivation'
  | 'statistical-neighbours'
  | 'teaching-schools'

/** What each kind is called on a page. */
export const kindNames: Record<Kind, string> = {
  'gias-establishments': 'Schools (GIAS establishments)',
  'gias-links': 'Predecessors and successors (GIAS links)',
  'gias-groups': 'Trusts, sponsors and federations (GIAS groups)',
  'school-coordinates': 'Positions of schools',
  'ofsted-latest-inspections': 'Latest inspections (Ofsted)',
  'ofsted-inspections': 'Inspections of a year (Ofsted)',
  'ofsted-report-cards': 'Report cards (Ofsted)',
  'key-stage-2': 'Key stage 2 results',
  'key-stage-4': 'Key stage 4 results',
  'pupil-census': 'Pupil census',
  absence: 'Absence',
  'school-finance': 'School finance (CFR)',
  deprivation: 'Deprivation by small area',
  'statistical-neighbours': 'Statistical neighbours',
  'teaching-schools': 'Teaching schools',
}

/** A column's name as files agree on it: no blanks at the ends, single blanks, no capitals. */
export const normalised = (name: string): string =>
  name
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase()

export type Row = readonly string[]

/** The columns of one file, found by any of the names a publisher has used for them. */
export type Header = {
  names: readonly string[]
  has: (...alternatives: string[]) => boolean
  /** Where the first of the alternatives stands that the file has, or -1. */
  at: (...alternatives: string[]) => number
}

/** Of columns with the same name the first counts. */
export function headerOf(names: readonly string[]): Header {
  const places = new Map<string, number>()
  names.forEach((name, i) => {
    const key = normalised(name)
    if (!places.has(key)) places.set(key, i)
  })
  const at = (...alternatives: string[]) => {
    for (const name of alternatives) {
      const place = places.get(normalised(name))
      if (place !== undefined) return place
    }
    return -1
  }
  return { names, at, has: (...alternatives) => at(...alternatives) >= 0 }
}

export type Cell = string | number | null

/** What became of a row: records to stage (cells in the order of `staging`), or why it is set aside. */
export type Outcome =
  | {
      records: Cell[][]
      parts: number
      /** How many cells were neither numbers nor known codes. */
      unreadable?: number
    }
  | { aside: string }

/** How staged records reach a table. */
export type Merge = {
  table: string
  key: string[]
  columns: string[]
  /**
   * A select over the staging table `staged` that gives line, the key and the columns, one row a key.
   * Names and numbers in it are ours, never a file's.
   */
  from: string
  /** A quick question whether any stored row could meet a staged one, where asking by key is slow. */
  mayMeet?: string
  /** The order in which new rows are best inserted. */
  order?: string
  /** Its records are staged just as the table keeps them, like those of the first merge of any layout. */
  oneForOne?: boolean
  /** Whether its rows decide if a line counts as added. Others only make it count as changed. */
  primary: boolean
  /** The table keeps data_date, and newer data is not overwritten by older. */
  dated?: boolean
  /** Columns in which an empty cell means that this file does not say, so what is stored stays. */
  fill?: string[]
  /** A condition over s (staged) and t (stored) under which a stored row stays as it is. */
  keep?: string
}

/**
 * Figures of schools: staged as urn, cohort, figures and reasons, place by place as in `observations`, and
 * merged place by place into the row of the school, the source and the year.
 */
export type FiguresMerge = { table: 'observations'; source: number; year: number; primary: true }

/** By which a row is known within its file. */
export type Key = string | number | null

/** A layout opened on the header of one file. */
export type Reader = {
  /** Columns of the staging table, besides line and parts. */
  staging: [name: string, type: string][]
  /** Records of the first, and of others that are one for one, may go straight into their table (straight.queries.ts). */
  merges: (Merge | FiguresMerge)[]
  read: (row: Row, key: Key) => Outcome
  /**
   * The same key twice in a file: the second row is set aside. Null where rows have no key; a number is a
   * school's (below a million).
   */
  keyOf: (row: Row) => Key
}

export type Context = { academicYearEnding: number | null; dataDate: string | null }

export type Layout = {
  kind: Kind
  /** Which of the kind's layouts, for the record of the import. */
  name: string
  recognises: (header: Header) => boolean
  /** The file does not say its year in a column, so its name must, or the person. */
  needsYear: boolean
  /** Years found in the header itself, if any. */
  yearIn?: (header: Header) => number | null
  /** What to do with a row that has fewer cells than the header. */
  short: 'tolerated' | 'fault'
  /** …or more of them: join the overflow to the last column, or set the row aside. */
  long: 'joined' | 'fault'
  open: (header: Header, context: Context) => Reader
  /** A date in the row that helps to date the file when its name does not. */
  dateColumn?: string[]
}

/** The academic year (ending) a file's name speaks of, or null: 2018-2019, 2018-19, 201819, or 2018 alone. */
export function yearInName(fileName: string): number | null {
  const found = /(?<!\d)(20\d\d)[-_–/ ]?(?:20)?(\d\d)(?!\d)/g
  for (const match of fileName.matchAll(found)) {
    const ending = Number(match[1]) + 1
    if (ending % 100 === Number(match[2])) return ending
  }
  const alone = [...fileName.matchAll(/(?<!\d)(20\d\d)(?!\d)/g)].map((m) => Number(m[1]))
  return alone.length === 1 ? alone[0]! : null
}

const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** The day a file's name speaks of (20250831, 2025-08-31, 31_August_2025), or null. */
export function dateInName(fileName: string): string | null {
  for (const match of fileName.matchAll(/(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)/g)) {
    const date = `${match[1]}-${match[2]}-${match[3]}`
    if (isDay(date)) return date
  }
  const words = new RegExp(
    `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?[-_ ]+(${monthNames.join('|')})[-_ ]+(20\\d\\d)`,
    'i',
  ).exec(fileName)
  if (!words) return null
  const month = monthNames.indexOf(words[2]!.toLowerCase()) + 1
  const date = `${words[3]}-${String(month).padStart(2, '0')}-${words[1]!.padStart(2, '0')}`
  return isDay(date) ? date : null
}

const isDay = (date: string) => {
  const at = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date)
}
