// The baseline, and the first answer: takes pairs one after another, category by category, the best first, as long
// as they fit. Never undone, never better than it looks.

import type { Compiled } from './compile.ts'

/**
 * A valid choice, 1 for each pair taken. Tries two orders within each category, by score and by score per day, and
 * keeps the better. With `from`, the levels up to its stage are taken over as they are, and later levels keep
 * what still fits before anything is added.
 */
export function greedyChoice(
  compiled: Compiled,
  from?: { choice: Uint8Array; stage: number; dropped: Uint8Array },
): Uint8Array {
  const { pairCount, pairNeed, pairSupporter, pairDays, pairScore, level, capacity, most } = compiled
  const levels = compiled.categories.length
  const byLevel: number[][] = Array.from({ length: levels }, () => [])
  for (let pair = 0; pair < pairCount; pair++) byLevel[level[pairNeed[pair]!]!]!.push(pair)
  const choice = new Uint8Array(pairCount)
  const free = capacity.slice()
  const left = most.slice()
  const served = compiled.served.slice()
  const taken = new Set<number>()
  const doubled = compiled.most.some((m) => m > 1)

  function take(pair: number): boolean {
    const i = pairNeed[pair]!
    const j = pairSupporter[pair]!
    if (from && from.dropped[pair]) return false
    if (left[i]! < 1 || pairDays[pair]! > free[j]!) return false
    if (pairScore[pair]! + (served[i] ? 0 : compiled.reward) <= 0) return false
    if (doubled) {
      const key = i * compiled.supporterCount + j
      if (taken.has(key)) return false
      taken.add(key)
    }
    choice[pair] = 1
    left[i]!--
    free[j]! -= pairDays[pair]!
    served[i] = 1
    return true
  }

  for (let l = 0; l < levels; l++) {
    const pairs = byLevel[l]!
    if (from) for (const pair of pairs) if (from.choice[pair]) take(pair)
    if (from && l <= from.stage) continue
    const orders = [
      (a: number, b: number) => pairScore[b]! - pairScore[a]! || pairDays[a]! - pairDays[b]! || a - b,
      (a: number, b: number) => {
        const rate = (pair: number) => (pairScore[pair]! + compiled.reward) / Math.max(pairDays[pair]!, 1e-9)
        return rate(b) - rate(a) || a - b
      },
    ]
    const start = { free: free.slice(), left: left.slice(), served: served.slice(), taken: new Set(taken) }
    let best: { value: number; pairs: number[] } | null = null
    for (const order of orders) {
      let value = 0
      const took: number[] = []
      for (const pair of pairs.toSorted(order)) {
        const reward = served[pairNeed[pair]!] ? 0 : compiled.reward
        if (!choice[pair] && take(pair)) {
          took.push(pair)
          value += pairScore[pair]! + reward
        }
      }
      if (!best || value > best.value) best = { value, pairs: took }
      // Back to where this level began.
      for (const pair of took) choice[pair] = 0
      free.set(start.free)
      left.set(start.left)
      served.set(start.served)
      if (doubled) {
        taken.clear()
        for (const key of start.taken) taken.add(key)
      }
    }
    for (const pair of best!.pairs) take(pair)
  }
  return choice
}
