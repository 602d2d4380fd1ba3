// What differs between two versions of a pack, in the words of in-words.rules.ts: what was added, what was
// removed, and of what changed the words before and after.
import type { MeasureName } from './conditions.rules.ts'
import { type Entry, type Fact, type Line, type Part, partsOf } from './in-words.rules.ts'
import type { Pack } from './pack.rules.ts'

export interface Difference {
  readonly what: string
  /** Null: it was not there before. */
  readonly before: string | null
  /** Null: it is there no longer. */
  readonly after: string | null
}

export type Change =
  | { readonly kind: 'added' | 'removed'; readonly entry: Entry }
  | { readonly kind: 'changed'; readonly name: string; readonly differences: readonly Difference[] }
  /** The same entries in another order, which matters in this part. */
  | { readonly kind: 'moved'; readonly before: readonly string[]; readonly after: readonly string[] }

export interface ChangedPart {
  readonly title: string
  readonly changes: readonly Change[]
}

/** Where two versions are compared: each is the id of an adopted version or 'built-in:' and the id of a pack. */
export const comparisonAddress = (from: string, to: string): string =>
  `/packs/comparison?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`

/** What changes from one version to the other; empty when a reader would see no difference. */
export function comparePacks(
  before: Pack,
  after: Pack,
  measure: (code: string) => MeasureName,
): ChangedPart[] {
  const [was, is] = [partsOf(before, measure), partsOf(after, measure)]
  const order = [...new Map([...is, ...was].map((part): [string, Part] => [part.id, part])).values()]
  return order.flatMap(({ id, title, isOrdered }) => {
    const changes = changesOf(
      was.find((part) => part.id === id)?.entries ?? [],
      is.find((part) => part.id === id)?.entries ?? [],
      isOrdered,
    )
    return changes.length > 0 ? [{ title, changes }] : []
  })
}

function changesOf(was: readonly Entry[], is: readonly Entry[], isOrdered: boolean): Change[] {
  const changes: Change[] = []
  for (const entry of is) {
    const earlier = was.find(({ id }) => id === entry.id)
    if (!earlier) changes.push({ kind: 'added', entry })
    else {
      const differences = differencesOf(earlier, entry)
      if (differences.length > 0) changes.push({ kind: 'changed', name: entry.name, differences })
    }
  }
  for (const entry of was) if (!is.some(({ id }) => id === entry.id)) changes.push({ kind: 'removed', entry })
  if (isOrdered) {
    const before = was.filter(({ id }) => is.some((other) => other.id === id))
    const after = is.filter(({ id }) => was.some((other) => other.id === id))
    if (before.some(({ id }, i) => after[i]?.id !== id))
      changes.push({
        kind: 'moved',
        before: before.map(({ name }) => name),
        after: after.map(({ name }) => name),
      })
  }
  return changes
}

function differencesOf(was: Entry, is: Entry): Difference[] {
  return [
    ...(was.name === is.name ? [] : [{ what: 'Name', before: was.name, after: is.name }]),
    ...pairs(was.when, is.when, ({ depth, text }) => `${depth} ${text}`).map(({ before, after }) => ({
      what: 'When',
      before: before && whole(was.when, before),
      after: after && whole(is.when, after),
    })),
    ...factsBetween(was.facts, is.facts),
  ]
}

/** A line under the lines that it stands under: 'in 3 to 4 of the last 5 years: results below 60%'. */
function whole(lines: readonly Line[], line: Line): string {
  const above: string[] = []
  let depth = line.depth
  for (let i = lines.indexOf(line) - 1; i >= 0 && depth > 0; i--) {
    const other = lines[i]
    if (!other || other.depth >= depth) continue
    depth = other.depth
    if (!other.text.startsWith('all of')) above.unshift(other.text)
  }
  return [...above, line.text].join(' ')
}

function factsBetween(was: readonly Fact[], is: readonly Fact[]): Difference[] {
  // Items and paragraphs are told by what they say, as one put in between moves the number of all that follow.
  const isNumbered = ({ what }: Fact) => /\d$/.test(what)
  const named = new Set([...was, ...is].filter((one) => !isNumbered(one)).map(({ what }) => what))
  const says = (facts: readonly Fact[], what: string) => facts.find((one) => one.what === what)?.says ?? null
  return [
    ...[...named]
      .map((what) => ({ what, before: says(was, what), after: says(is, what) }))
      .filter(({ before, after }) => before !== after),
    ...pairs(was.filter(isNumbered), is.filter(isNumbered), (one) => one.says).map(({ before, after }) => ({
      what: after?.what ?? before?.what ?? '',
      before: before?.says ?? null,
      after: after?.says ?? null,
    })),
  ]
}

/**
 * What differs between two lists: the longest common part stays, and of what lies between, the first that went
 * is paired with the first that came.
 */
export function pairs<T>(
  was: readonly T[],
  is: readonly T[],
  keyOf: (one: T) => string,
): { before: T | null; after: T | null }[] {
  const [a, b] = [was.map(keyOf), is.map(keyOf)]
  // common[i][j]: the length of the longest common part of what follows i and j.
  const common = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
  const at = (i: number, j: number) => common[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i]
      if (row) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  const found: { before: T | null; after: T | null }[] = []
  let [gone, come]: [T[], T[]] = [[], []]
  const settle = () => {
    for (let k = 0; k < Math.max(gone.length, come.length); k++)
      found.push({ before: gone[k] ?? null, after: come[k] ?? null })
    gone = []
    come = []
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      settle()
      i++
      j++
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) gone.push(was[i++]!)
    else come.push(is[j++]!)
  }
  settle()
  return found
}
