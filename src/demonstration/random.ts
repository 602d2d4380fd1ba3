// Owns chance for the demonstration: a keyed, seeded generator, so that the same seed always writes the same bytes
// and a new column or school does not shift what the others draw. Never for secrets.

export interface Chance {
  /** Uniform in [0, 1). */
  unit(): number
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
  /** True with probability `p` (0 to 1). */
  happens(p: number): boolean
  normal(mean: number, deviation: number): number
  /** How many of `n` succeed when each does so with probability `p`; always within 0..n. */
  successes(n: number, p: number): number
  /** The same members in another order; the list given is left as it was. */
  shuffled<T>(list: readonly T[]): T[]
}

/** A stream of its own for each seed and path of keys; streams of different keys share nothing. */
export function chance(seed: number, ...keys: readonly (string | number)[]): Chance {
  const unit = smallFastCounter(hashes(`${seed}/${keys.join('/')}`))
  const whole = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1))
  const normal = (mean: number, deviation: number): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - unit()))
    return mean + deviation * radius * Math.cos(2 * Math.PI * unit())
  }
  return {
    unit,
    whole,
    normal,
    pick<T>(list: readonly T[]): T {
      const chosen = list[Math.floor(unit() * list.length)]
      if (chosen === undefined) throw new Error('Nothing to pick from.')
      return chosen
    },
    happens: (p) => unit() < p,
    successes(n, p) {
      // A large cohort is drawn from the normal curve: a national register has millions of draws.
      if (n > 40) {
        const drawn = Math.round(normal(n * p, Math.sqrt(n * p * (1 - p))))
        return Math.min(n, Math.max(0, drawn))
      }
      let many = 0
      for (let each = 0; each < n; each += 1) if (unit() < p) many += 1
      return many
    },
    shuffled<T>(list: readonly T[]): T[] {
      const order = [...list]
      for (let at = order.length - 1; at > 0; at -= 1) {
        const other = whole(0, at)
        const held = order[at] as T
        order[at] = order[other] as T
        order[other] = held
      }
      return order
    },
  }
}

// FNV-1a with four bases: four words of state from any key.
function hashes(text: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    for (let word = 0; word < 4; word += 1) {
      state[word] = Math.imul((state[word] as number) ^ (code + word * 131), 0x01000193)
    }
  }
  return state
}

// "sfc32": small, fast, passes the usual batteries; twelve rounds mix the key in.
function smallFastCounter(state: [number, number, number, number]): () => number {
  let [a, b, c, d] = state
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let round = 0; round < 12; round += 1) next()
  return next
}
