// Inspections of a school that changed its URN: those under its earlier URNs beside its own, each saying whose it
// was. One-for-one successions alone; which they are is schools' history.queries.ts. No grade is converted.
import type { Inspection } from './evidence.rules.ts'

/**
 * Each school's own inspections (two at most, newest first) and the two newest under URNs it bore before, by day.
 * `histories`: those URNs, where it bore any. An inspection that a published file gives under both URNs is its own.
 */
export function withEarlier(
  inspections: ReadonlyMap<number, Inspection[]>,
  histories: ReadonlyMap<number, readonly number[]>,
): Map<number, Inspection[]> {
  const all = new Map(inspections)
  for (const [urn, chain] of histories) {
    const own = inspections.get(urn) ?? []
    const earlier = chain
      .flatMap((asUrn) => (inspections.get(asUrn) ?? []).map((one): Inspection => ({ ...one, asUrn })))
      .filter(({ date }) => !own.some((one) => one.date === date))
      .toSorted(newestFirst)
      .slice(0, 2)
    if (earlier.length > 0) all.set(urn, [...own, ...earlier].toSorted(newestFirst))
  }
  return all
}

const newestFirst = (a: Inspection, b: Inspection): number => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0)
