// A choice straight from the bound: price steps are averaged, which tends to the fractional optimum of the
// relaxation; the pairs it is surest of are taken, the prices move on with what is left, and so to the end.

import { wanted } from './ascent.ts'
import { type Block, LARGE } from './block.ts'
import { makeDual, nothingFixed } from './dual.ts'
import type { Random } from './random.ts'

/** How much of the average each step renews. */
const RENEWAL = 0.12

export interface DiveStart {
  prices: Float64Array
  weights: Float64Array
  /** Pairs taken before anything else; they must keep every limit. */
  given: readonly number[]
  /** How far the bound lies above the best known value; it sets the length of the steps. */
  distance: number
}

/** Pairs that keep every limit, chosen from the relaxation. When `stop` says so, only those chosen so far. */
export function dive(
  block: Block,
  { prices, weights, given, distance }: DiveStart,
  random: Random,
  stop: () => boolean,
): number[] {
  const perRound = block.pairCount > LARGE ? 12 : 25
  const share = block.pairCount > LARGE ? 0.15 : 0.1
  const { needCount, pairCount, pairStart, needStart, needPair, pairNeed, pairSupporter, days } = block
  const fixing = nothingFixed(block)
  const { decided, capacity, most, rewarded } = fixing
  const dual = makeDual(block, fixing)
  dual.setWeights(weights)
  dual.price.set(prices)
  const { price, reward, count, chosen, worth } = dual
  const average = new Float64Array(pairCount)
  const direction = new Float64Array(needCount)
  const taken: number[] = []
  let open = needCount

  function take(pair: number) {
    const i = pairNeed[pair]!
    const j = pairSupporter[pair]!
    taken.push(pair)
    decided[pair] = 1
    rewarded[i] = 0
    if (--most[i]! === 0) open--
    capacity[j] = Math.max(0, capacity[j]! - days[pair]!)
    for (let q = needStart[i]!; q < needStart[i + 1]!; q++) {
      const other = needPair[q]!
      if (most[i] === 0 || pairSupporter[other] === j) decided[other] = 1
    }
    for (let other = pairStart[j]!; other < pairStart[j + 1]!; other++)
      if (days[other]! > capacity[j]) decided[other] = 1
  }

  for (const pair of given) take(pair)
  let theta = 0.5
  for (let round = 0; open > 0; round++) {
    if (stop()) return taken
    const steps = round === 0 ? 2 * perRound : perRound
    for (let step = 0; step < steps; step++) {
      if (block.pairCount > LARGE && stop()) return taken
      dual.evaluate()
      const renewal = round === 0 ? Math.max(RENEWAL, 1 / (step + 1)) : RENEWAL
      for (let pair = 0; pair < pairCount; pair++)
        if (!decided[pair]) average[pair]! += renewal * (chosen[pair]! - average[pair]!)
      let norm = 0
      for (let i = 0; i < needCount; i++) {
        if (most[i] === 0) {
          direction[i] = 0
          continue
        }
        const own = rewarded[i] ? reward[i]! : 0
        const slope = wanted(price[i]!, own, most[i]!, count[i]!) - count[i]!
        const d = (slope > 0 && price[i]! <= -own ? 0 : slope) + 0.3 * direction[i]!
        direction[i] = d
        norm += d * d
      }
      if (norm === 0) break
      const length = (theta * distance) / norm
      for (let i = 0; i < needCount; i++) {
        const floor = rewarded[i] ? -reward[i]! : 0
        price[i] = Math.max(floor, price[i]! - length * direction[i]!)
      }
    }
    theta = Math.max(0.05, theta * 0.9)
    const sure: number[] = []
    for (let pair = 0; pair < pairCount; pair++) if (!decided[pair] && average[pair]! > 0.02) sure.push(pair)
    if (sure.length === 0) break
    const key = new Map(sure.map((pair) => [pair, average[pair]! + 0.1 * random()]))
    sure.sort((a, b) => key.get(b)! - key.get(a)! || worth[b]! - worth[a]! || a - b)
    // All that are next to certain, and a part of the open needs in any case.
    const least = Math.max(1, Math.ceil(share * open))
    let added = 0
    for (const pair of sure) {
      if (decided[pair] || (added >= least && average[pair]! < 0.93)) continue
      take(pair)
      added++
    }
    if (added === 0) break
  }
  return taken
}
