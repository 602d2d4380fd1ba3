// Owns what a median and a quartile are, and how figures are gathered by group. Which groups there are is
// medians.actions.ts.

/** The area under which medians of the authorities most like an authority are kept. */
export const neighboursOf = (authority: number | string): string => `like ${authority}`

export type Quartiles = { lower: number; median: number; upper: number; schools: number }

/**
 * The value below which that share (0 to 1) of sorted numbers lies, between two neighbours in proportion, as
 * percentile_cont does: of all of them, or of so many from `start`. NaN for none.
 */
export function quantile(sorted: Float64Array, share: number, start = 0, many = sorted.length): number {
  if (many === 0) return Number.NaN
  const at = share * (many - 1)
  const below = Math.floor(at)
  const low = sorted[start + below]!
  const high = sorted[start + Math.min(below + 1, many - 1)]!
  return low + (high - low) * (at - below)
}

/** The places of the numbers from the least to the greatest; NaN is no number and has no place. */
export function inOrder(values: Float64Array): Int32Array {
  const numbers = values.filter((value) => !Number.isNaN(value))
  const sorted = numbers.slice().sort()
  const order = new Int32Array(sorted.length)
  /** How many of equal numbers have been placed, by where the first of them stands. */
  const placed = new Int32Array(sorted.length)
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!
    if (Number.isNaN(value)) continue
    let low = 0
    let high = sorted.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]! < value) low = middle + 1
      else high = middle
    }
    order[low + placed[low]!++] = i
  }
  return order
}

/**
 * Quartiles of each group of the numbers, taken in the order of `inOrder`. `groupsOf` has for each
 * place the groups that its number counts in. A group without numbers has null.
 */
export function quartilesByGroup(
  values: Float64Array,
  order: Int32Array,
  groupsOf: readonly (readonly number[])[],
  many: number,
): (Quartiles | null)[] {
  if (order.length === 0) return Array<null>(many).fill(null)
  // Counted first and then dealt out in order, so that each group is one sorted stretch. Counting loops, not
  // for-of: this is done for every figure of a year, several times.
  const starts = new Int32Array(many + 1)
  for (let i = 0; i < order.length; i += 1) {
    const groups = groupsOf[order[i]!]!
    for (let g = 0; g < groups.length; g += 1) starts[groups[g]! + 1]! += 1
  }
  for (let group = 0; group < many; group += 1) starts[group + 1]! += starts[group]!
  const dealt = new Float64Array(starts[many]!)
  const next = starts.slice()
  for (let i = 0; i < order.length; i += 1) {
    const place = order[i]!
    const groups = groupsOf[place]!
    for (let g = 0; g < groups.length; g += 1) dealt[next[groups[g]!]!++] = values[place]!
  }
  return Array.from({ length: many }, (_, group) => {
    const start = starts[group]!
    const schools = starts[group + 1]! - start
    if (schools === 0) return null
    return {
      lower: quantile(dealt, 0.25, start, schools),
      median: quantile(dealt, 0.5, start, schools),
      upper: quantile(dealt, 0.75, start, schools),
      schools,
    }
  })
}
