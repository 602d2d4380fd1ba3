// The bound: Lagrangian relaxation of "no need gets more than its most", by prices on needs. What is left falls
// apart into one knapsack for each supporter. Whatever the prices, the value is a true bound (README, "The bound").

import type { Block } from './block.ts'
import { type Knapsack, makeKnapsack } from './knapsack.ts'

/** What a branch of the exact search has decided; the bound is then one on what is left to decide. */
export interface Fixing {
  /** 1 for a pair that is decided, in or out. */
  decided: Uint8Array
  /** What is left. */
  capacity: Float64Array
  most: Int32Array
  /** 0 once the need is served. */
  rewarded: Uint8Array
}

export function nothingFixed(block: Block): Fixing {
  return {
    decided: new Uint8Array(block.pairCount),
    capacity: block.capacity.slice(),
    most: block.most.slice(),
    rewarded: new Uint8Array(block.needCount).fill(1),
  }
}

export interface Dual {
  /** Price of each need, in weighted value units; any prices of at least −reward give a bound. */
  price: Float64Array
  /** What each pair is worth in this stage: its value times the weight of its level. */
  worth: Float64Array
  /** Weighted reward of each need. */
  reward: Float64Array
  weights: Float64Array
  /** The supporters' choices at the last prices, by pair, and how many chose each need. */
  chosen: Uint8Array
  count: Int32Array
  /** Each supporter's part of the last value. */
  part: Float64Array
  knapsack: Knapsack
  setWeights(weights: Float64Array): void
  /** Σ over needs + Σ over supporters at the present prices. */
  evaluate(): number
  /** How much rounding may have moved `evaluate`'s answer, an over-estimate. */
  slack(): number
}

export function makeDual(block: Block, fixing: Fixing): Dual {
  const { needCount, supporterCount, pairCount, pairStart, pairNeed, days } = block
  const { decided, capacity, most, rewarded } = fixing
  let widest = 0
  for (let j = 0; j < supporterCount; j++) widest = Math.max(widest, pairStart[j + 1]! - pairStart[j]!)
  const knapsack = makeKnapsack(widest)
  const { profit, weight, tag, taken } = knapsack
  const price = new Float64Array(needCount)
  const worth = new Float64Array(pairCount)
  const reward = new Float64Array(needCount)
  const chosen = new Uint8Array(pairCount)
  const count = new Int32Array(needCount)
  const part = new Float64Array(supporterCount)
  const order = Int32Array.from({ length: pairCount }, (_, pair) => pair)
  const other = new Int32Array(widest)
  let terms = 0
  const dual: Dual = {
    price,
    worth,
    reward,
    weights: new Float64Array(0),
    chosen,
    count,
    part,
    knapsack,
    setWeights(weights) {
      dual.weights = weights
      for (let pair = 0; pair < pairCount; pair++)
        worth[pair] = block.value[pair]! * weights[block.level[pairNeed[pair]!]!]!
      for (let i = 0; i < needCount; i++) reward[i] = block.reward[i]! * weights[block.level[i]!]!
    },
    evaluate() {
      count.fill(0)
      let total = 0
      terms = 0
      for (let i = 0; i < needCount; i++) {
        const own = needPart(price[i]!, rewarded[i] ? reward[i]! : 0, most[i]!)
        total += own
        terms += own
      }
      for (let j = 0; j < supporterCount; j++) {
        const end = pairStart[j + 1]!
        let n = 0
        let others = 0
        let wish = 0
        for (let q = pairStart[j]!; q < end; q++) {
          const pair = order[q]!
          const p = worth[pair]! - price[pairNeed[pair]!]!
          chosen[pair] = 0
          if (p > 0 && decided[pair] === 0 && days[pair]! <= capacity[j]!) {
            profit[n] = p
            weight[n] = days[pair]!
            tag[n] = pair
            n++
            wish += days[pair]!
          } else other[others++] = pair
        }
        if (n === 0) {
          part[j] = 0
          continue
        }
        const value = knapsack.solve(n, capacity[j]!)
        part[j] = value
        total += value
        // The densest first when this supporter's turn comes again, so that little has to be sorted.
        if (wish > capacity[j]!) {
          let q = pairStart[j]!
          for (let k = 0; k < n; k++) order[q++] = tag[k]!
          for (let k = 0; k < others; k++) order[q++] = other[k]!
        }
        for (let k = 0; k < n; k++) {
          if (taken[k]) {
            chosen[tag[k]!] = 1
            count[pairNeed[tag[k]!]!]!++
          }
        }
      }
      terms += total
      return total
    },
    // Each term carries a relative error of a few units in the last place; sums of n terms at worst n of them,
    // in practice √n: 2^-44 of the whole is beyond what sums of up to a million terms can lose.
    slack: () => Math.abs(terms) * 2 ** -44,
  }
  return dual
}

/** The most that a need can bring at this price: nothing, one supporter with the reward, or all it may have. */
export function needPart(price: number, reward: number, most: number): number {
  const best = price > 0 ? reward + most * price : reward + price
  return best > 0 ? best : 0
}
