// What a programme pack holds once it has been read and found sound. Its written form is schema.rules.ts
// and reading.rules.ts; what a criterion means is conditions.rules.ts.
import type { Action, Answer, Role } from '#platform/permissions.ts'
import type { Condition, Criterion } from './conditions.rules.ts'

/** A role under the name the programme gives it, and the rights that differ from the built-in table. */
export interface RoleChange {
  readonly role: Role
  readonly called: string | null
  readonly permissions: Readonly<Partial<Record<Action, Answer>>>
}

export interface Designation {
  readonly id: string
  readonly name: string
  /** What people write: NLE. */
  readonly short: string | null
  readonly awardingBody: string
}

export type Per = 'day' | 'half day' | 'term' | 'year' | 'once'

export interface Rate {
  readonly id: string
  readonly what: string
  /** Whole pence; null where what it costs is paid (supply cover), known only when it has been incurred. */
  readonly pence: number | null
  readonly per: Per
  /** Designations it is for; empty means anybody. */
  readonly designations: readonly string[]
  readonly note: string | null
}

export interface Theme {
  readonly id: string
  readonly name: string
  readonly group: string | null
}

export interface KindOfSupport {
  readonly id: string
  readonly name: string
  readonly about: string | null
}

/** What a school's leadership can do by itself: how a group is known, and what follows from being in it. */
export interface LeadershipGroup {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly next: string | null
}

/** Tried in the pack's order: the first that fits is proposed. */
export interface Category {
  readonly id: string
  readonly name: string
  /** Which schools it is tried for. */
  readonly stage: Criterion['stage']
  readonly kindOfSupport: string
  /** Whole days, at least. */
  readonly minimumDays: number
  /** Null: fits every school that none before it fitted. */
  readonly when: Condition | null
  readonly source: string
}

export interface Agenda {
  readonly id: string
  readonly name: string
  readonly introduction: string | null
  readonly items: readonly string[]
}

export interface Term {
  readonly id: string
  readonly name: string
  /** Civil dates, both included. */
  readonly starts: string
  readonly ends: string
}

export interface Deadline {
  readonly id: string
  readonly what: string
  readonly on: string
  readonly role: Role
}

export interface Pack {
  readonly id: string
  readonly name: string
  /** Grows by one with each version of the pack. */
  readonly version: number
  readonly academicYear: string
  readonly summary: string
  /** Markdown; null when the pack has no about.md. */
  readonly about: string | null
  readonly roles: readonly RoleChange[]
  readonly designations: readonly Designation[]
  readonly rates: readonly Rate[]
  readonly themes: readonly Theme[]
  readonly kindsOfSupport: readonly KindOfSupport[]
  readonly leadershipGroups: readonly LeadershipGroup[]
  readonly criteria: readonly Criterion[]
  readonly categories: readonly Category[]
  readonly agendas: readonly Agenda[]
  readonly terms: readonly Term[]
  readonly deadlines: readonly Deadline[]
  /** Civil dates by which the ratings of schools are to be made, in order. */
  readonly ratingsDue: readonly string[]
}

/** A fault of a pack: where it is, what stands there, what should. Lines count from 1. */
export interface Fault {
  readonly file: string
  readonly line: number
  readonly found: string
  readonly expected: string
}

/** 'criteria.yaml, line 12: found "belwo"; expected …'. */
export function faultInWords({ file, line, found, expected }: Fault): string {
  return `${file}, line ${line}: found ${found}; expected ${expected}`
}

/** What a pack may name without defining it; it is told by the areas that own these words. */
export interface Vocabulary {
  /** Codes of measures. */
  readonly measures: readonly string[]
  readonly nationalTests: readonly string[]
  /** Inspections: codes of frameworks, names of judgements, grades, categories of concern. */
  readonly frameworks: readonly string[]
  readonly judgements: readonly string[]
  readonly grades: readonly string[]
  readonly categoriesOfConcern: readonly string[]
}

/** For reading only those parts of a pack that name nothing which another area defines. */
export const NO_VOCABULARY: Vocabulary = {
  measures: [],
  nationalTests: [],
  frameworks: [],
  judgements: [],
  grades: [],
  categoriesOfConcern: [],
}

/**
 * The known word nearest to what was written, or null when none is near: at most two slips in a short word,
 * a third of its letters in a long one.
 */
export function nearest(written: string, known: readonly string[]): string | null {
  let best: string | null = null
  let fewest = Math.max(2, Math.floor(written.length / 3)) + 1
  for (const word of known) {
    const slips = slipsBetween(written.toLowerCase(), word.toLowerCase())
    if (slips < fewest) {
      fewest = slips
      best = word
    }
  }
  return best
}

/** Letters to add, drop, change or swap with a neighbour. */
function slipsBetween(a: string, b: string): number {
  let twoBack: number[] = []
  let back = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (back[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(change, (back[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (twoBack[j - 2] ?? 0) + 1)
      }
      row.push(least)
    }
    twoBack = back
    back = row
  }
  return back[b.length] ?? 0
}

/** Whether a version of the pack is among those adopted. */
export const isAdopted = ({ id }: Pick<Pack, 'id'>, adopted: readonly { readonly pack: string }[]): boolean =>
  adopted.some(({ pack }) => pack === id)
