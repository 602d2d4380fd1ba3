// Owns what one cell of a published file means: a number, the reason why there is none, a date, a URN.
// Does not know which column it reads.

/** Why there is no number, in the words of the database type missing_reason. */
export type Flag =
  | 'suppressed'
  | 'not applicable'
  | 'no entries'
  | 'not published'
  | 'not available'
  | 'low coverage'
  | 'new school'
  | 'small percentage'
  | 'redacted'
  | 'did not submit'
  | 'unreliable'
  | 'not collected'
  | 'blank'
  | 'unreadable'

/** A figure: a number or a reason, never both. */
export type Figure = { value: number; flag: null } | { value: null; flag: Flag }

/** A family of publications whose codes mean the same. */
export type Family = 'performance tables' | 'school finance' | 'explore education statistics'

const missing = (flag: Flag): Figure => ({ value: null, flag })

// The performance tables' own list of abbreviations (abbreviations.xlsx, 2018-19).
const performance: Record<string, Flag> = {
  SUPP: 'suppressed',
  'SUPP!': 'suppressed',
  SUPPMAT: 'suppressed',
  NE: 'no entries',
  NA: 'not applicable',
  'N/A': 'not applicable',
  NP: 'not published',
  SP: 'small percentage',
  RE: 'redacted',
  NEW: 'new school',
  LOWCOV: 'low coverage',
  NULL: 'blank',
}

const spelt: Record<Family, Record<string, Flag>> = {
  'performance tables': performance,
  // Consistent financial reporting adds schools that sent no return.
  'school finance': { ...performance, DNS: 'did not submit' },
  // Lower-case letters of official statistics.
  'explore education statistics': {
    ...performance,
    z: 'not applicable',
    c: 'suppressed',
    x: 'not available',
    u: 'unreliable',
    k: 'small percentage',
    low: 'small percentage',
    ':': 'not available',
    '..': 'not available',
    '.': 'not applicable',
  },
}

// As maps, because a cell may say “constructor”, which every object has.
const codes = new Map(
  Object.entries(spelt).map(([family, known]) => [family, new Map(Object.entries(known))]),
)

// -12.3, 1,234, £45,421, (45,421)?, 62%, 1e+05, 100053.0; thousands only where they stand in threes.
const number = /^-?(?:£\s?)?-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,3})?\s?%?$/

/** A cell that is nothing but a few digits, perhaps with a minus before, a point among or a % after them: its number as text; else null. */
export function plainNumber(cell: string): string | null {
  let { length } = cell
  if (cell.charCodeAt(length - 1) === 37) length -= 1
  let at = cell.charCodeAt(0) === 45 ? 1 : 0
  if (length <= at || length > 14) return null
  let points = 0
  for (const first = at; at < length; at += 1) {
    const code = cell.charCodeAt(at)
    if (code === 46 && points === 0 && at > first && at < length - 1) points = 1
    else if (code < 48 || code > 57) return null
  }
  return length === cell.length ? cell : cell.slice(0, length)
}

/**
 * The number a cell holds, in the cell's own unit (62% is 62), or null when it holds no number.
 * Never 0 for an empty cell.
 */
export function numberOf(cell: string): number | null {
  const plain = plainNumber(cell)
  if (plain !== null) return Number(plain)
  const text = cell.trim()
  if (!number.test(text) || !/\d/.test(text)) return null
  const value = Number(text.replace(/[£,%\s]/g, ''))
  return Number.isFinite(value) && Math.abs(value) <= 1e15 ? value : null
}

/**
 * What a cell says in a family of publications. A missing cell (a row that stops early) and an empty one
 * are 'blank'; a code keeps its meaning; anything else that is no number is 'unreadable', never a number.
 */
export function figureOf(cell: string | undefined, family: Family): Figure {
  if (cell === undefined) return missing('blank')
  const text = cell.trim()
  if (text === '') return missing('blank')
  const value = numberOf(text)
  if (value !== null) return { value, flag: null }
  const known = codes.get(family)
  return missing(known?.get(text) ?? known?.get(text.toUpperCase()) ?? 'unreadable')
}

const asRead = new Map<Family, Map<string, Figure>>()

/** The same as figureOf, for cells in their hundreds of thousands: they say few things, over and over. */
export function figureReader(family: Family): (cell: string | undefined) => Figure {
  let read = asRead.get(family)
  if (!read) asRead.set(family, (read = new Map<string, Figure>()))
  const known = read
  const blank = missing('blank')
  return (cell) => {
    if (cell === undefined || cell === '') return blank
    let figure = known.get(cell)
    if (figure === undefined) {
      figure = figureOf(cell, family)
      if (known.size < 20_000) known.set(cell, figure)
    }
    return figure
  }
}

/** The text of a cell, with the blanks at its ends gone, or null where there is none ('' and NULL). */
export function textOf(cell: string | undefined): string | null {
  if (cell === undefined) return null
  const text = cell.trim()
  return text === '' || text === 'NULL' ? null : text
}

/** A whole number of at most 32 bits, or null. Reads 100053.0 and 1e+05 as publishers' spreadsheets write them. */
export function wholeOf(cell: string | undefined): number | null {
  if (cell === undefined || cell === '') return null
  const value = numberOf(cell)
  return value !== null && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : null
}

/** A school's reference number (100000–999999), or null. */
export function urnOf(cell: string | undefined): number | null {
  const value = wholeOf(cell)
  return value !== null && value >= 100_000 && value <= 999_999 ? value : null
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * An ISO date out of 31/08/2025, 31-08-2025, 2025-08-31, 20250831 or 31 Aug 2025; null for anything else,
 * an impossible day included. Day comes first, as all these publishers are British.
 */
export function dateOf(cell: string | undefined): string | null {
  if (cell === undefined || cell === '' || cell === 'NULL') return null
  const known = dates.get(cell)
  if (known !== undefined) return known
  const date = readDate(cell)
  if (date !== null && dates.size < 20_000) dates.set(cell, date)
  return date
}

// The same few thousand days come in hundreds of thousands of cells.
const dates = new Map<string, string>()

function readDate(cell: string): string | null {
  const text = cell.trim()
  if (text === '' || text === 'NULL') return null
  let match = /^(\d{1,2})[/\-.](\d{1,2})[/\-.](\d{4})(?:\s.*)?$/.exec(text)
  if (match) return iso(Number(match[3]), Number(match[2]), Number(match[1]))
  match = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T\s].*)?$/.exec(text)
  if (match) return iso(Number(match[1]), Number(match[2]), Number(match[3]))
  match = /^(\d{1,2})[\s-]([A-Za-z]{3})[a-z]*[\s-](\d{4})$/.exec(text)
  if (match) return iso(Number(match[3]), months.indexOf(match[2]!.toLowerCase()) + 1, Number(match[1]))
  return null
}

function iso(year: number, month: number, day: number): string | null {
  if (year < 1000 || year > 2199 || month < 1 || month > 12 || day < 1) return null
  const last =
    month === 2
      ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
        ? 29
        : 28
      : [4, 6, 9, 11].includes(month)
        ? 30
        : 31
  if (day > last) return null
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
