// The one source of chance in the matching engine: a small seeded generator, so that the same seed always
// gives the same answer. It is for search and for making instances, never for secrets.

export type Random = () => number

/** Uniform numbers in [0, 1). The seed is any finite number; only its integer part counts. */
export function seededRandom(seed: number): Random {
  // A Weyl sequence through a 32-bit finaliser: equidistributed, and a neighbouring seed shares nothing.
  let state = Math.imul((Math.trunc(seed) % 4294967296) ^ 0x9e3779b9, 0x85ebca6b) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let z = state
    z = Math.imul(z ^ (z >>> 15), z | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }
}

/** A whole number from `low` to `high`, both included. */
export function wholeBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1))
}
