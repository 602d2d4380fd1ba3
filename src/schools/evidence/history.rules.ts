// One history of a school that changed its URN: whose figure stands where several of its URNs have one. Which
// school took the place of which is history.queries.ts.

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
