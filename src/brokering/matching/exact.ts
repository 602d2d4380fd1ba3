// Settles one block for good, if it can: depth-first branch and bound on pairs, with the Lagrangian bound, a few
// price steps and reduced-cost fixing at every node. It changes the state only for the better.

import { startPrices, wanted } from './ascent.ts'
import type { Block } from './block.ts'
import { type Dual, makeDual, nothingFixed } from './dual.ts'
import type { State } from './state.ts'

export interface ExactLimits {
  nodes: number
  /** Asked now and then; true ends the search. */
  stop: () => boolean
}

interface View {
  level: number
  dual: Dual
  /** The best prices so far, saved for each depth. */
  saved: Float64Array[]
}

/**
 * Seeks a choice with more of the stage's value than `state`, at least `earlier[l]` in each earlier level l. True
 * when the whole tree is searched: then `state`, which may have become better, is the best there is. Prices for the
 * root, if any, come from the ascent (`prices`, `weights`).
 */
export function settle(
  block: Block,
  state: State,
  earlier: Float64Array,
  prices: Float64Array | null,
  weights: Float64Array | null,
  limits: ExactLimits,
): boolean {
  const {
    stage,
    needCount,
    pairCount,
    pairStart,
    needStart,
    needPair,
    pairNeed,
    pairSupporter,
    days,
    level,
  } = block
  const fixing = nothingFixed(block)
  const { decided, capacity, most, rewarded } = fixing
  const inside: number[] = []
  const offset = new Float64Array(stage + 1)
  let best = state.value[stage]!
  let nodes = 0

  // One bound for the stage's own value, and one for each earlier level alone, to see when it can no longer be kept.
  const views: View[] = []
  for (let l = 0; l <= stage; l++) {
    const dual = makeDual(block, fixing)
    const own = new Float64Array(stage + 1)
    if (l < stage) own[l] = 1
    else if (weights) own.set(weights)
    else own.fill(2, 0, stage).fill(1, stage)
    dual.setWeights(own)
    if (l === stage && prices) dual.price.set(prices)
    else startPrices(block, dual)
    views.push({ level: l, dual, saved: [] })
  }
  const main = views[stage]!

  // A journal of what was decided, so that a branch can be taken back.
  const journal: number[] = []
  const exclude = (pair: number) => {
    decided[pair] = 1
    journal.push(~pair)
  }
  function include(pair: number) {
    const i = pairNeed[pair]!
    const j = pairSupporter[pair]!
    decided[pair] = 1
    journal.push(pair)
    inside.push(pair)
    most[i]!--
    offset[level[i]!]! += block.value[pair]! + (rewarded[i] ? block.reward[i]! : 0)
    wasRewarded.push(rewarded[i]!)
    rewarded[i] = 0
    roomBefore.push(capacity[j]!)
    capacity[j] = Math.max(0, capacity[j]! - days[pair]!)
    for (let q = needStart[i]!; q < needStart[i + 1]!; q++) {
      const other = needPair[q]!
      if (decided[other] === 0 && (most[i] === 0 || pairSupporter[other] === j)) exclude(other)
    }
    for (let other = pairStart[j]!; other < pairStart[j + 1]!; other++)
      if (decided[other] === 0 && days[other]! > capacity[j]) exclude(other)
  }
  const wasRewarded: number[] = []
  const roomBefore: number[] = []
  function back(mark: number) {
    while (journal.length > mark) {
      const entry = journal.pop()!
      if (entry < 0) {
        decided[~entry] = 0
        continue
      }
      const i = pairNeed[entry]!
      inside.pop()
      decided[entry] = 0
      most[i]!++
      rewarded[i] = wasRewarded.pop()!
      offset[level[i]!]! -= block.value[entry]! + (rewarded[i] ? block.reward[i]! : 0)
      capacity[pairSupporter[entry]!] = roomBefore.pop()!
    }
  }

  const direction = new Float64Array(needCount)
  /** Lowers a view's bound by up to `steps` steps; the least bound, on its own level's value. */
  function lower({ dual, level: l }: View, target: number, steps: number): number {
    const { price, reward, count, weights } = dual
    const constant = () => {
      let sum = 0
      for (let k = 0; k <= stage; k++) sum += weights[k]! * offset[k]!
      if (l === stage) for (let k = 0; k < stage; k++) sum -= weights[k]! * earlier[k]!
      return sum
    }
    const fixed = constant()
    let least = Infinity
    let theta = 1
    direction.fill(0)
    for (let step = 0; ; step++) {
      const bound = fixed + dual.evaluate() + dual.slack() + Math.abs(fixed) * 2 ** -44
      if (bound < least) {
        least = bound
        kept.set(price)
      } else theta *= 0.8
      if (least < target || step === steps) break
      let norm = 0
      for (let i = 0; i < needCount; i++) {
        const own = rewarded[i] ? reward[i]! : 0
        const slope = wanted(price[i]!, own, most[i]!, count[i]!) - count[i]!
        const d = (slope > 0 && price[i]! <= -own ? 0 : slope) + 0.3 * direction[i]!
        direction[i] = d
        norm += d * d
      }
      if (norm === 0) break
      const length = (theta * (bound - target)) / norm
      for (let i = 0; i < needCount; i++) {
        const floor = rewarded[i] ? -reward[i]! : 0
        price[i] = Math.max(floor, price[i]! - length * direction[i]!)
      }
    }
    price.set(kept)
    if (least >= target) dual.evaluate()
    return least
  }
  const kept = new Float64Array(needCount)

  /** What a bound must reach for its branch to matter. */
  const needed = () => best + (block.valueStep > 0 ? block.valueStep : 2 * block.close[stage]!)

  /** Takes a choice that keeps every limit, if it is better. */
  function consider(pairs: number[]) {
    const value = new Float64Array(stage + 1)
    const count = new Int32Array(needCount)
    for (const pair of pairs) {
      const i = pairNeed[pair]!
      value[level[i]!]! += block.value[pair]! + (count[i]!++ === 0 ? block.reward[i]! : 0)
    }
    for (let l = 0; l < stage; l++) if (value[l]! < earlier[l]! - block.close[l]!) return
    if (value[stage]! - best <= block.close[stage]!) return
    state.clear()
    for (const pair of pairs) state.add(pair)
    state.settle()
    best = state.value[stage]!
  }

  function search(depth: number, steps: number): boolean {
    if (nodes >= limits.nodes || ((nodes & 31) === 0 && limits.stop())) return false
    nodes++
    const top = journal.length
    for (const view of views) {
      view.saved[depth] ??= new Float64Array(needCount)
      view.saved[depth].set(view.dual.price)
    }
    const done = explore(depth, steps)
    back(top)
    for (const view of views) view.dual.price.set(view.saved[depth]!)
    return done
  }

  function explore(depth: number, steps: number): boolean {
    for (let l = 0; l < stage; l++) {
      const least = earlier[l]! - block.close[l]!
      if (lower(views[l]!, least, steps) < least) return true
      // Who costs this level more than it can spare cannot be part of the answer.
    }
    for (;;) {
      const bound = lower(main, needed(), steps)
      if (bound < needed()) return true
      const { price, worth, chosen, count, reward } = main.dual
      // A pair whose reduced profit would pull the bound below what is needed is out.
      let fixed = 0
      for (let pair = 0; pair < pairCount; pair++) {
        if (decided[pair]) continue
        if (bound + Math.min(0, worth[pair]! - price[pairNeed[pair]!]!) < needed()) {
          exclude(pair)
          fixed++
        }
      }

      // The need whose demand and offers differ most, by price.
      let pick = -1
      let most_ = 0
      let feasible = true
      for (let i = 0; i < needCount; i++) {
        const own = rewarded[i] ? reward[i]! : 0
        const off = count[i]! - wanted(price[i]!, own, most[i]!, count[i]!)
        if (count[i]! > most[i]!) feasible = false
        const size = Math.abs(off) * (Math.abs(price[i]!) + own)
        if (off !== 0 && size >= most_) {
          const pair = bestPair(i, off > 0)
          if (pair < 0) continue
          most_ = size
          pick = pair
        }
      }
      if (feasible) {
        const pairs = [...inside]
        for (let pair = 0; pair < pairCount; pair++) if (chosen[pair]) pairs.push(pair)
        if (noDouble(pairs)) consider(pairs)
        if (bound < needed()) return true
      } else if (inside.length > 0) consider(inside)
      if (pick < 0) pick = anyPair()
      if (pick < 0) {
        consider(inside)
        return true
      }
      const mark = journal.length
      include(pick)
      if (!search(depth + 1, NODE_STEPS)) return false
      back(mark)
      exclude(pick)
      // The other branch goes on here, one node deeper in effect.
      if (nodes >= limits.nodes || ((nodes & 31) === 0 && limits.stop())) return false
      nodes++
      for (let l = 0; l < stage; l++) {
        const least = earlier[l]! - block.close[l]!
        if (lower(views[l]!, least, NODE_STEPS) < least) return true
      }
      steps = NODE_STEPS
    }
  }

  /** The undecided pair of a need with the most reduced profit; of the chosen ones only, if asked. */
  function bestPair(i: number, ofChosen: boolean): number {
    const { price, worth, chosen } = main.dual
    let found = -1
    let most_ = -Infinity
    for (let q = needStart[i]!; q < needStart[i + 1]!; q++) {
      const pair = needPair[q]!
      if (decided[pair] || (ofChosen && !chosen[pair])) continue
      const p = worth[pair]! - price[i]!
      if (p > most_) {
        most_ = p
        found = pair
      }
    }
    return found
  }
  function anyPair(): number {
    let found = -1
    let least = Infinity
    for (let pair = 0; pair < pairCount; pair++) {
      if (decided[pair]) continue
      const p = Math.abs(main.dual.worth[pair]! - main.dual.price[pairNeed[pair]!]!)
      if (p < least) {
        least = p
        found = pair
      }
    }
    return found
  }
  function noDouble(pairs: number[]): boolean {
    const seen = new Set<number>()
    for (const pair of pairs) {
      const key = pairNeed[pair]! * block.supporterCount + pairSupporter[pair]!
      if (seen.has(key)) return false
      seen.add(key)
    }
    return true
  }

  return search(0, ROOT_STEPS)
}

const ROOT_STEPS = 30
const NODE_STEPS = 6
