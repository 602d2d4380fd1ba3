// One history of a school that changed its URN: whose figure stands where several of its URNs have one; and which
// schools came before it by merging or splitting, whose figures stay their own. Which links there are is
// history.queries.ts.

/** Chains longer than this are no changes of a URN but faults of the register. */
export const MOST_STEPS = 6

/**
 * The place of a figure among those of one year, the least of which stands: a school's own (step 0) before that
 * of the one it replaced (1), and a number or a stated reason before a blank. `flag`: why there is no number,
 * null where there is one.
 */
export const placeInHistory = (step: number, flag: string | null): number =>
  step + (flag === 'blank' ? MOST_STEPS + 1 : 0)

/**
 * The URNs a school bore before, newest first, out of the links of one to the one it replaced; empty for most.
 * A circle in the register ends where it closes.
 */
export function chainFrom(urn: number, replacedOf: ReadonlyMap<number, number>): number[] {
  const chain: number[] = []
  for (let at = replacedOf.get(urn); at !== undefined && chain.length < MOST_STEPS; at = replacedOf.get(at)) {
    if (at === urn || chain.includes(at)) break
    chain.push(at)
  }
  return chain
}

/** A link of the register from a school to one that came before it. Days are ISO dates, null where not known. */
export type Before = {
  urn: number
  before: number
  /** Of the earlier school. */
  name: string | null
  /** The register's words for the link. */
  type: string
  since: string | null
  /** When the later school opened. */
  openedOn: string | null
  closedOn: string | null
  /** Whether the earlier school is open; false too where no register holds it. */
  isOpen: boolean
  /** How many schools the register names as coming after the earlier one. */
  successors: number
  importId: number
}

/** An earlier school that merged into this one or that this one was split from: it keeps its own figures. */
export type Joined = Pick<Before, 'name' | 'type' | 'since' | 'importId'> & {
  urn: number
  /** The school that it is linked to: this one, or one that came before it. */
  to: number
  /** Until which day it is of this school's history, as far as that is known. */
  until: string | null
  /** What lies after this day is not of this school's history; null: all of it is. */
  cutOn: string | null
  /** It is open to this day, or went into several, and nobody says since when: nothing of it can be said to lie before. */
  undated: boolean
}

/**
 * The schools that came before one otherwise than one for one, nearest first, each once. `chain`: the school's
 * own URN and those it bore before; `links`: those of every school within MOST_STEPS. Circles end; a school that
 * joined another only after that had parted from this one's history is not of it.
 */
export function joinedFrom(chain: readonly number[], links: readonly Before[]): Joined[] {
  const found = new Map<number, Joined>()
  const known = new Set(chain)
  let frontier = [...chain]
  for (let step = 0; step < MOST_STEPS && frontier.length > 0; step++) {
    const next = links
      .filter(({ urn, before }) => frontier.includes(urn) && !known.has(before))
      // A link with a day says more than one without; the order of rows says nothing.
      .toSorted(
        (a, b) => (a.since ?? '9').localeCompare(b.since ?? '9') || a.before - b.before || a.urn - b.urn,
      )
    frontier = []
    for (const link of next) {
      if (known.has(link.before)) continue
      const way = found.get(link.urn)
      if (way?.undated || (way?.cutOn && link.since && link.since > way.cutOn)) continue
      known.add(link.before)
      frontier.push(link.before)
      found.set(link.before, joinedBy(link, way?.cutOn ?? null))
    }
  }
  return [...found.values()]
}

function joinedBy(link: Before, cutBefore: string | null): Joined {
  const { urn, before, name, type, since, importId } = link
  const goesOn = link.isOpen || link.successors > 1 || /split/i.test(type)
  const until = goesOn ? (since ?? link.openedOn) : (link.closedOn ?? since ?? link.openedOn)
  const cuts = [goesOn ? until : null, cutBefore].filter((day) => day !== null).toSorted()
  return {
    urn: before,
    to: urn,
    name,
    type,
    since,
    importId,
    until: [until, cutBefore].filter((day) => day !== null).toSorted()[0] ?? null,
    cutOn: cuts[0] ?? null,
    undated: goesOn && until === null,
  }
}

/**
 * The last academic year (the calendar year in which it ends) whose figures lie before a day: from July on the
 * year's results are made, so they are of the time before.
 */
export const lastYearBefore = (day: string): number =>
  Number(day.slice(0, 4)) - (Number(day.slice(5, 7)) >= 7 ? 0 : 1)

/** Whether figures of a year, as the calendar year in which it ends, are of this school's history. */
export const isBefore = (joined: Pick<Joined, 'cutOn' | 'undated'>, year: number): boolean =>
  !joined.undated && (joined.cutOn === null || year <= lastYearBefore(joined.cutOn))
