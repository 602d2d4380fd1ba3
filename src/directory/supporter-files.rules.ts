// Owns reading a file of supporters: its columns, what a row says, and what each row would do to the
// directory. Writes nothing itself; the file goes through the directory's ordinary action.
import Papa from 'papaparse'
import { isAcademicYear } from './days.rules.ts'
import {
  type Designation,
  differences,
  emptyEntry,
  type Expertise,
  faultsOf,
  type SupporterEntry,
  weekdays,
} from './supporters.rules.ts'
import { type Phase, phases, type Vocabulary } from './vocabulary.rules.ts'

export const columns = [
  'Name',
  'Email',
  'Telephone',
  'Home school URN',
  'Post',
  'Phases',
  'Designations',
  'Themes',
  'Academic year',
  'Days',
  'Outreach day',
  'Travel limit km',
  'Own strengths',
  'School strengths',
  'Where prepared to go',
  'Ways of working',
  'DBS checked',
  'Safeguarding trained',
  'Safeguarding training ends',
  'Consent given by',
  'Consent from',
  'Consent until',
  'Last confirmed',
] as const
type Column = (typeof columns)[number]

/** An example of what each column takes, in the order of `columns`: the template's second line. */
export const exampleRow: readonly string[] = [
  'Example Person (delete this line)',
  'example.person@example.org',
  '01234 567890',
  '',
  'Headteacher',
  'primary; early years',
  'local leader of education from 2025-09-01 to 2028-08-31 by Example awarding body',
  'mathematics: led the local network for two years; leadership and management',
  '2026-27',
  '12.5',
  'Wednesday',
  '30',
  '',
  '',
  '',
  '',
  '2025-09-03',
  '2026-01-12',
  '2029-01-11',
  'Chair of governors',
  '',
  '2027-08-31',
  '2026-06-30',
]

export type FileRow = { line: number; cells: Partial<Record<Column, string>>; raw: string[] }
export type FileReading = { ok: true; rows: FileRow[] } | { ok: false; reason: string }

/** Reads the bytes of a CSV file (UTF-8 with or without mark, else Windows-1252). `ok: false` says why it is none of ours. */
export function readFile(bytes: Uint8Array): FileReading {
  if (bytes.length === 0) return { ok: false, reason: 'The file is empty' }
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return {
      ok: false,
      reason: 'This is an Excel workbook or a zip file. Save the sheet as CSV, then choose that file.',
    }
  if (bytes.includes(0)) return { ok: false, reason: 'This is not a text file. Save the sheet as CSV.' }
  return readText(decode(bytes))
}

export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const keyOf = (header: string) => header.toLowerCase().replaceAll(/[^a-z]/g, '')
const byKey = new Map(columns.map((column) => [keyOf(column), column]))

/** The mark that makes the most of our columns out of the first line; cells may hold any of the marks, so they have no say. */
function delimiterOf(text: string): string {
  const columnsBy = (delimiter: string) =>
    Papa.parse<string[]>(text, { delimiter, preview: 1 }).data[0]?.filter((cell) => byKey.has(keyOf(cell)))
      .length ?? 0
  return [',', ';', '\t'].reduce((best, mark) => (columnsBy(mark) > columnsBy(best) ? mark : best))
}

export function readText(text: string): FileReading {
  const plain = text.replace(/^\uFEFF/, '')
  const { data } = Papa.parse<string[]>(plain, { delimiter: delimiterOf(plain), skipEmptyLines: false })
  const header = data[0]?.map((cell) => byKey.get(keyOf(cell)))
  if (!header?.includes('Name'))
    return {
      ok: false,
      reason: 'The first line has no column "Name". Download the template to see the columns.',
    }
  const unknown = data[0]!.filter((cell, at) => cell.trim() !== '' && !header[at])
  if (unknown.length > 0)
    return {
      ok: false,
      reason: `The column "${unknown[0]}" is not one of ours. Download the template to see the columns.`,
    }
  const twice = header.find((column, at) => column && header.indexOf(column) !== at)
  if (twice) return { ok: false, reason: `The column "${twice}" is there twice` }
  const rows = data.slice(1).flatMap((raw, at): FileRow[] => {
    if (raw.every((cell) => cell.trim() === '')) return []
    const cells: FileRow['cells'] = {}
    for (const [index, column] of header.entries()) {
      // Our own exports put an apostrophe before what a spreadsheet would run.
      const cell = raw[index]?.trim().replace(/^'(?=[=+\-@])/, '') ?? ''
      if (column && cell !== '') cells[column] = cell
    }
    return [{ line: at + 2, cells, raw }]
  })
  return { ok: true, rows }
}

/** What a row of the file would do. `entry` is the whole entry as it would stand. */
export type Planned = { line: number; name: string; raw: string[] } & (
  | { kind: 'added'; entry: SupporterEntry }
  | { kind: 'changed'; id: string; entry: SupporterEntry; changes: string[] }
  | { kind: 'unchanged'; id: string }
  | { kind: 'set aside'; reason: string }
)

export type KnownSupporter = { id: string; entry: SupporterEntry }

/**
 * What each row would do, in the file's order: rows = added + changed + unchanged + set aside. A supporter is
 * known again by email, else by name and home school. A column that is not there, or an empty cell, leaves
 * what is known as it is. `urns`: the URNs that the register knows, of those in the file.
 */
export function planFile(
  rows: readonly FileRow[],
  known: readonly KnownSupporter[],
  urns: ReadonlySet<number>,
  vocabulary: Vocabulary,
): Planned[] {
  const seen = new Map<string, number>()
  return rows.map(({ line, cells, raw }): Planned => {
    const name = cells.Name ?? ''
    const aside = (reason: string): Planned => ({ kind: 'set aside', line, name, raw, reason })
    if (name === exampleRow[columns.indexOf('Name')]) return aside('This is the example line of the template')
    const found = find(cells, known)
    if (found === 'several') return aside('Several supporters of the directory match this line')
    const reading = readRow(cells, found?.entry ?? emptyEntry, urns, vocabulary)
    if (typeof reading === 'string') return aside(reading)
    const keys = keysOf(reading)
    const before = keys.map((key) => seen.get(key)).find((line) => line !== undefined)
    if (before !== undefined) return aside(`The same person as in line ${before}`)
    for (const key of keys) seen.set(key, line)
    if (!found) return { kind: 'added', line, name, raw, entry: reading }
    const changes = differences(found.entry, reading)
    return changes.length === 0
      ? { kind: 'unchanged', line, name, raw, id: found.id }
      : { kind: 'changed', line, name, raw, id: found.id, entry: reading, changes }
  })
}

const keysOf = (entry: SupporterEntry) => [
  ...(entry.email ? [`email ${entry.email.toLowerCase()}`] : []),
  `name ${entry.name.toLowerCase()} ${entry.homeUrn ?? ''}`,
]

function find(
  cells: FileRow['cells'],
  known: readonly KnownSupporter[],
): KnownSupporter | 'several' | undefined {
  const email = cells.Email?.toLowerCase()
  const byEmail = email ? known.filter(({ entry }) => entry.email?.toLowerCase() === email) : []
  if (byEmail.length > 1) return 'several'
  if (byEmail[0]) return byEmail[0]
  const urn = Number(cells['Home school URN'] ?? Number.NaN)
  const byName = known.filter(
    ({ entry }) =>
      entry.name.toLowerCase() === cells.Name?.toLowerCase() &&
      entry.homeUrn === urn &&
      !(email && entry.email),
  )
  return byName.length > 1 ? 'several' : byName[0]
}

const parts = (cell: string) =>
  cell
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)

/** The entry that a row makes of what is known; or why the row is set aside, in a sentence. */
function readRow(
  cells: FileRow['cells'],
  known: SupporterEntry,
  urns: ReadonlySet<number>,
  vocabulary: Vocabulary,
): SupporterEntry | string {
  const entry = { ...known }
  if (!cells.Name) return 'There is no name'
  for (const [column, most] of [
    ['Name', 200],
    ['Post', 200],
    ['Own strengths', 4_000],
    ['School strengths', 4_000],
    ['Where prepared to go', 4_000],
    ['Ways of working', 4_000],
    ['Consent given by', 200],
    ['Telephone', 50],
  ] as const)
    if ((cells[column]?.length ?? 0) > most) return `"${column}" is longer than ${most} characters`
  entry.name = cells.Name
  entry.telephone = cells.Telephone ?? known.telephone
  entry.post = cells.Post ?? known.post
  entry.ownStrengths = cells['Own strengths'] ?? known.ownStrengths
  entry.schoolStrengths = cells['School strengths'] ?? known.schoolStrengths
  entry.wherePrepared = cells['Where prepared to go'] ?? known.wherePrepared
  entry.waysOfWorking = cells['Ways of working'] ?? known.waysOfWorking

  if (cells.Email) {
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cells.Email)) return `"${cells.Email}" is not an email address`
    entry.email = cells.Email.toLowerCase()
  }
  const urnCell = cells['Home school URN']
  if (urnCell) {
    const urn = /^\d{5,7}$/.test(urnCell) ? Number(urnCell) : Number.NaN
    if (!urns.has(urn)) return `The register has no school with URN "${urnCell}"`
    entry.homeUrn = urn
  }
  if (!entry.email && entry.homeUrn === null)
    return 'There is neither an email address nor a home school, so this person could not be told from another of the same name'

  if (cells.Phases) {
    const named = parts(cells.Phases.toLowerCase())
    const odd = named.find((phase) => !(phases as readonly string[]).includes(phase))
    if (odd !== undefined) return `"${odd}" is not a phase. Use ${phases.join(', ')}`
    entry.phases = [...new Set(named as Phase[])]
  }
  if (cells.Designations) {
    const designations: Designation[] = []
    for (const part of parts(cells.Designations)) {
      const match = /^(.+?) from (\S+)(?: to (\S+))?(?: by (.+))?$/i.exec(part)
      if (!match)
        return `The designation "${part}" is not written as "local leader of education from 2025-09-01 to 2028-08-31 by …"`
      const designation = vocabulary.designations.find(
        (one) => one.toLowerCase() === match[1]!.trim().toLowerCase(),
      )
      if (!designation) return `"${match[1]}" is not a designation of this programme`
      const from = readDate(match[2])
      const until = match[3] ? readDate(match[3]) : null
      if (from === undefined || until === undefined)
        return `The designation "${part}" has a date that is none`
      const before = known.designations.find((one) => one.designation === designation && one.from === from)
      designations.push({
        designation,
        from,
        until,
        awardingBody: match[4]?.trim() ?? null,
        review: before?.review ?? null,
        state: before?.state ?? 'in force',
      })
    }
    entry.designations = designations
  }
  if (cells.Themes) {
    const expertise: Expertise[] = []
    for (const part of parts(cells.Themes)) {
      const [name = '', ...rest] = part.split(':')
      const theme = vocabulary.themes.find((one) => one.toLowerCase() === name.trim().toLowerCase())
      if (!theme) return `"${name.trim()}" is not a theme of this programme`
      if (!expertise.some((one) => one.theme === theme))
        expertise.push({ theme, restsOn: rest.join(':').trim() || null })
    }
    entry.expertise = expertise
  }
  if (cells.Days !== undefined || cells['Academic year'] !== undefined) {
    const year = cells['Academic year'] ?? ''
    const days = cells.Days ?? ''
    if (!isAcademicYear(year)) return `"${year}" is not an academic year such as 2026-27`
    if (!/^\d{1,3}([.][05]0?)?$/.test(days) || Number(days) > 200)
      return `"${days}" is not a number of days in half days, such as 12 or 12.5`
    const others = known.availability.filter(({ academicYear }) => academicYear !== year)
    entry.availability = [...others, { academicYear: year, term: '', halfDays: Number(days) * 2 }]
  }
  const dayCell = cells['Outreach day']
  if (dayCell) {
    const day = weekdays.find((one) => one.toLowerCase() === dayCell.toLowerCase())
    if (!day) return `"${dayCell}" is not a day from Monday to Friday`
    entry.outreachDay = day
  }
  const limit = cells['Travel limit km']
  if (limit) {
    if (!/^\d{1,3}$/.test(limit) || Number(limit) === 0)
      return `"${limit}" is not a number of whole kilometres from 1 to 999`
    entry.travelLimitKm = Number(limit)
  }
  return readDates(cells, entry)
}

function readDates(cells: FileRow['cells'], entry: SupporterEntry): SupporterEntry | string {
  const dates: Partial<Record<Column, string>> = {}
  for (const column of [
    'DBS checked',
    'Safeguarding trained',
    'Safeguarding training ends',
    'Consent from',
    'Consent until',
    'Last confirmed',
  ] as const) {
    const cell = cells[column]
    if (!cell) continue
    const date = readDate(cell)
    if (date === undefined) return `"${cell}" in "${column}" is not a date such as 2026-09-01 or 01/09/2026`
    dates[column] = date
  }
  const checkOf = (kind: 'DBS' | 'safeguarding training') => entry.checks.find((one) => one.kind === kind)
  const dbs = dates['DBS checked']
    ? { kind: 'DBS' as const, checkedOn: dates['DBS checked'], expiresOn: checkOf('DBS')?.expiresOn ?? null }
    : checkOf('DBS')
  const before = checkOf('safeguarding training')
  const trained = dates['Safeguarding trained'] ?? before?.checkedOn
  if (dates['Safeguarding training ends'] && !trained)
    return 'The safeguarding training has an end but no date on which it was done'
  const training = trained
    ? {
        kind: 'safeguarding training' as const,
        checkedOn: trained,
        expiresOn: dates['Safeguarding training ends'] ?? before?.expiresOn ?? null,
      }
    : undefined
  entry.checks = [dbs, training].filter((one) => one !== undefined)

  const by = cells['Consent given by'] ?? entry.consent?.by
  const until = dates['Consent until'] ?? entry.consent?.until
  if (by && until) entry.consent = { by, until, from: dates['Consent from'] ?? entry.consent?.from ?? null }
  else if (by || until || dates['Consent from'])
    return "The home head's consent needs both who gave it and until when it holds"
  entry.lastConfirmedOn = dates['Last confirmed'] ?? entry.lastConfirmedOn
  return faultsOf(entry)[0] ?? entry
}

/** '2026-09-01' or '01/09/2026' as a civil date; undefined when it is none. */
function readDate(text: string | undefined): string | undefined {
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text ?? '')
  const iso = british
    ? `${british[3]}-${british[2]!.padStart(2, '0')}-${british[1]!.padStart(2, '0')}`
    : (text ?? '')
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(iso)) return undefined
  const date = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(date.valueOf()) && date.toISOString().startsWith(iso) ? iso : undefined
}

export type Counts = { read: number; added: number; changed: number; unchanged: number; setAside: number }

/** How many rows do what; read = added + changed + unchanged + setAside. */
export const countsOf = (planned: readonly Planned[]): Counts => ({
  read: planned.length,
  added: planned.filter(({ kind }) => kind === 'added').length,
  changed: planned.filter(({ kind }) => kind === 'changed').length,
  unchanged: planned.filter(({ kind }) => kind === 'unchanged').length,
  setAside: planned.filter(({ kind }) => kind === 'set aside').length,
})

/** The URNs that the rows name, for asking the register. */
export const urnsIn = (rows: readonly FileRow[]): number[] => [
  ...new Set(
    rows.flatMap(({ cells }) =>
      /^\d{5,7}$/.test(cells['Home school URN'] ?? '') ? [Number(cells['Home school URN'])] : [],
    ),
  ),
]
