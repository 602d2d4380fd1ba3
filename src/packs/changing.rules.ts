// Changing a pack: which places of its files a form can offer, and putting new values into the text so that all
// around them, comments among it, stays as it was. Whether the outcome is sound is reading.rules.ts.
import { LineCounter, type Scalar, isMap, isScalar, isSeq, parse, parseDocument, stringify } from 'yaml'
import type { MeasureName } from './conditions.rules.ts'
import type { Fault } from './pack.rules.ts'
import { PART_FILES } from './schema.rules.ts'

export type PlaceKind = 'words' | 'long words' | 'date' | 'number'

/** One value of a pack's files that a form can change. */
export interface Place {
  /** The name of its field: of letters, digits, hyphens and underscores. */
  readonly name: string
  readonly file: string
  /** Counts from 1. */
  readonly line: number
  readonly kind: PlaceKind
  /** The key it stands under: 'minimum days'. */
  readonly key: string
  /** The entry it belongs to, in words; null where the whole file is one. */
  readonly entry: string | null
  readonly label: string
  readonly value: string
  readonly start: number
  readonly end: number
  /** The text is a block of YAML, which ends with its line. */
  readonly isBlock: boolean
  /** YAML reads it as a number. */
  readonly isNumber: boolean
}

export type Files = ReadonlyMap<string, string>

/** What refers to something else, or says what an entry is: changed in the text, with everything that hangs on it. */
const FIXED = new Set([
  'id',
  'version',
  'stage',
  'measure',
  'national test',
  'inspection',
  'earlier URNs',
  'frameworks',
  'judgement',
  'grade',
  'category of concern',
  'officer concern',
  'school request',
  'our rating',
  'first headship',
  'otherwise',
  'kind of support',
  'designations',
  'per',
  'role',
  'permissions',
])
const COMPARISONS = new Set(['below', 'at most', 'above', 'at least'])
const LONG = new Set(['summary', 'about', 'next', 'note', 'introduction', 'source'])
const LABELS: Readonly<Record<string, string>> = {
  for: 'What it is for',
  what: 'What is due',
  on: 'Date',
  called: 'Called',
  source: 'Where it comes from',
  'inspection due': 'Inspection due after',
  summary: 'In short',
  short: 'Name in short',
  years: 'Years looked at',
  year: 'Results of',
  starts: 'Begins',
  ends: 'Ends',
  next: 'What follows',
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The places of a pack's YAML files in their order; of a file that is no YAML there are none. */
export function placesOf(files: Files, measure: (code: string) => MeasureName): Place[] {
  return PART_FILES.flatMap((file) => {
    const text = files.get(file)
    if (text === undefined) return []
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines })
    if (document.errors.length > 0) return []
    const places: Place[] = []
    const walk = (node: unknown, path: readonly string[], entry: string | null, label: string): void => {
      const key = path.at(-1) ?? ''
      if (isMap(node)) {
        const own = entryName(node.toJSON(), path)
        for (const { key: k, value } of node.items) {
          const next = isScalar(k) ? String(k.value) : ''
          if (FIXED.has(next)) continue
          walk(value, [...path, next], own ?? entry, labelOf(next, node.toJSON(), measure))
        }
      } else if (isSeq(node)) {
        node.items.forEach((item, i) => walk(item, [...path, String(i)], entry, label))
      } else if (isScalar(node) && node.range && node.anchor === undefined) {
        const place = placeOf(node, file, path, entry, label, key)
        if (place) places.push({ ...place, line: lines.linePos(place.start).line })
      }
    }
    walk(document.contents, [], null, '')
    return places
  })
}

/** The name of an entry of a list, or of a list within a file, or of a role. */
function entryName(map: unknown, path: readonly string[]): string | null {
  if (path.length === 0 || typeof map !== 'object' || map === null) return null
  const { name, for: what, what: due } = map as Record<string, unknown>
  const named = name ?? what ?? due
  if (typeof named === 'string') return named
  return path.length === 1 && !/^\d+$/.test(path[0] ?? '') ? capital(path[0] ?? '') : null
}

function labelOf(key: string, around: unknown, measure: (code: string) => MeasureName): string {
  const beside = around as Record<string, unknown>
  if (COMPARISONS.has(key) && typeof beside['measure'] === 'string')
    return `${measure(beside['measure']).label} ${key}`
  if (key === 'count') return `In how many of those years (${String(beside['years'])})`
  return LABELS[key] ?? capital(key)
}

function placeOf(
  node: Scalar,
  file: string,
  path: readonly string[],
  entry: string | null,
  label: string,
  key: string,
): Omit<Place, 'line'> | null {
  const { value, range, type } = node
  const [start, end] = range ?? [0, 0]
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const written = String(value)
  return {
    name: `${file.replace('.yaml', '')}-${path.join('-')}`.replaceAll(/[^\w-]/g, '_'),
    file,
    key,
    entry,
    label,
    value: written,
    start,
    end,
    isBlock: type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED',
    isNumber: typeof value === 'number',
    kind: /^\d{4}-\d\d-\d\d$/.test(written)
      ? 'date'
      : LONG.has(key)
        ? 'long words'
        : typeof value === 'number'
          ? 'number'
          : 'words',
  }
}

/** Keys whose values decide which schools a criterion is met by. */
const DECIDING = new Set([
  ...COMPARISONS,
  'count',
  'years',
  'year',
  'head appointed within',
  'inspection due',
])

/** The thresholds of the criteria, or of the categories with their minimum days, and the years they count. */
export const decidingPlaces = (
  places: readonly Place[],
  of: 'criteria' | 'categories' = 'criteria',
): Place[] =>
  places.filter(
    ({ file, key }) =>
      file === `${of}.yaml` && (DECIDING.has(key) || (of === 'categories' && key === 'minimum days')),
  )

/**
 * The files with other values in those places: field → value, without which a place keeps what it holds. Line
 * breaks of a value become blanks.
 */
export function withValues(
  files: Files,
  places: readonly Place[],
  values: ReadonlyMap<string, string>,
): Map<string, string> {
  const changed = new Map(files)
  // From the end of each text to its beginning, so that what comes earlier keeps its place.
  for (const place of [...places].sort((a, b) => b.start - a.start)) {
    const value = values.get(place.name)?.replaceAll(/\s+/g, ' ').trim()
    if (value === undefined || value === place.value.replaceAll(/\s+/g, ' ').trim()) continue
    const text = changed.get(place.file) ?? ''
    const put = scalar(value, place.isNumber) + (place.isBlock ? '\n' : '')
    changed.set(place.file, text.slice(0, place.start) + put + text.slice(place.end))
  }
  return changed
}

/** A value as YAML that stands in a block or between brackets alike. */
function scalar(value: string, isNumber: boolean): string {
  // Numbers are typed with a real minus sign too.
  const number = value.replace('−', '-')
  if (isNumber && /^-?\d+(\.\d+)?$/.test(number)) return number
  const plain = stringify(value, { lineWidth: 0 }).trimEnd()
  return plain === value && !/[,[\]{}]/.test(value) && parse(plain) === value ? plain : JSON.stringify(value)
}

/** The text of pack.yaml with that version; a pack without the line is left to the checker. */
export function withVersion(files: Files, version: number): Map<string, string> {
  const changed = new Map(files)
  const text = files.get('pack.yaml')
  if (text !== undefined)
    changed.set(
      'pack.yaml',
      text.replace(/^version:[ \t]*\S[^\n#]*?(?=[ \t]*(?:#|\r?$))/m, `version: ${version}`),
    )
  return changed
}

/** Whether two versions hold the same, their number apart. */
export function sameFiles(a: Files, b: Files): boolean {
  const [one, other] = [withVersion(a, 1), withVersion(b, 1)]
  return one.size === other.size && [...one].every(([file, text]) => other.get(file) === text)
}

/**
 * Faults as the errors of a form: each at the field that was changed on its line, or else at the first one
 * there, or at none.
 */
export function faultsAtPlaces(
  faults: readonly Fault[],
  places: readonly Place[],
  values: ReadonlyMap<string, string>,
): { field: string; text: string }[] {
  return faults.map(({ file, line, found, expected }) => {
    const there = places.filter((place) => place.file === file && place.line === line)
    const place = there.find(({ name, value }) => (values.get(name) ?? value) !== value) ?? there[0]
    return place
      ? {
          field: place.name,
          text: `${place.entry === null ? '' : `${place.entry}: `}${place.label.toLowerCase()} is ${found}; it must be ${expected}`,
        }
      : { field: '', text: `${file}, line ${line}: found ${found}; expected ${expected}` }
  })
}
