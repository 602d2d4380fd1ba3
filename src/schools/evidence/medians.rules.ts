// Owns what a median and a quartile are, and how figures are gathered by group. Which groups there are is
// medians.actions.ts.

/** The area under which medians of the authorities most like an authority are kept. */
export const neighboursOf = (authority: number): string => `like ${authority}`

export type Quartiles = { lower: number; median: number; upper: number; schools: number }

/**
 * The value below which that share (0 to 1) of the sorted numbers lies, between two neighbours in proportion, as
 * percentile_cont does. NaN for none.
 */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (at - below)
}

/** Quartiles of each group of the numbers; `groups` gives each number's group, or −1 for none. NaN is no number. Groups without any have null. */
export function quartilesByGroup(
  values: Float64Array,
  groups: Int32Array,
  many: number,
): (Quartiles | null)[] {
  // Counted and dealt out first, so that each group is one stretch to sort.
  const starts = new Int32Array(many + 1)
  for (let i = 0; i < values.length; i += 1) {
    const group = groups[i]!
    if (group >= 0 && !Number.isNaN(values[i])) starts[group + 1]! += 1
  }
  for (let group = 0; group < many; group += 1) starts[group + 1]! += starts[group]!
  const dealt = new Float64Array(starts[many]!)
  const next = starts.slice()
  for (let i = 0; i < values.length; i += 1) {
    const group = groups[i]!
    if (group >= 0 && !Number.isNaN(values[i])) dealt[next[group]!++] = values[i]!
  }
  return Array.from({ length: many }, (_, group) => {
    const sorted = dealt.subarray(starts[group], starts[group + 1]).sort()
    if (sorted.length === 0) return null
    return {
      lower: quantile(sorted, 0.25),
      median: quantile(sorted, 0.5),
      upper: quantile(sorted, 0.75),
      schools: sorted.length,
    }
  })
}
