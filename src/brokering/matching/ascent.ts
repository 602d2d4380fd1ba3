// Lowers the bound of one block step by step: deflected subgradient steps with Polyak's length on the prices of
// needs and, in later stages, on the weights of the earlier levels. It owns the best bound found and its prices.

import { type Block, LARGE } from './block.ts'
import { type Dual, makeDual, needPart, nothingFixed } from './dual.ts'

/** What an earlier search has found, as far as it has: a better place to begin. Any prices and weights are valid. */
export interface Known {
  /** By need, in value units of its own level; NaN where there is none. */
  price: Float64Array
  /** By level; 0 where there is none. */
  weights: Float64Array
}

export interface Ascent {
  dual: Dual
  /** The prices and weights behind the best bound so far. */
  best: { price: Float64Array; weights: Float64Array }
  /** The least upper bound on this stage's value so far (value units). */
  bound: number
  iterations: number
  /** One evaluation and one step; `value` is the best known value of the stage, to aim at. */
  step(value: number): void
  /** Brings back the prices and the choices of the best bound; the bound before the earlier levels' values go. */
  recall(): number
  /** Whether steps have become too small to matter. */
  stalled(): boolean
}

/** How much of the last direction is kept. */
const DEFLECTION = 0.6
const PATIENCE = 7
/** In large blocks steps in vain are many, and what their slopes say together is what leads on: it is kept, too. */
const PATIENCE_IF_LARGE = 20
/** In large blocks no step aims lower than this part of the bound: the first known values are poor. */
const FARTHEST = 0.005
/** In large blocks the weights stand still for so many steps: before prices have settled they are led astray. */
const HOLD = 60
/** No weight is larger, in large blocks. */
export const HEAVIEST = 2000

/** `earlier[l]` is the value that each level l below the stage must keep at least. */
export function makeAscent(block: Block, earlier: Float64Array, known: Known | null = null): Ascent {
  const { stage, needCount, pairNeed, level, most, pairCount } = block
  const dual = makeDual(block, nothingFixed(block))
  const { price, worth, reward, chosen, count } = dual
  const large = pairCount > LARGE
  const weights = firstWeights(stage, large)
  if (known) for (let l = 0; l < stage; l++) weights[l] = known.weights[l]! || weights[l]!
  dual.setWeights(weights)
  startPrices(block, dual)
  if (known) takeBetter(block, dual, known)

  const bestPrice = price.slice()
  const bestWeights = weights.slice()
  const direction = new Float64Array(needCount)
  const scale = new Float64Array(needCount)
  for (let pair = 0; pair < pairCount; pair++)
    scale[pairNeed[pair]!] = Math.max(
      scale[pairNeed[pair]!]!,
      Math.abs(block.value[pair]!) + block.reward[pairNeed[pair]!]!,
    )
  const ofLevel = new Float64Array(stage + 1)
  const farthest = large ? FARTHEST : 1
  const deflection = large ? 0.8 : DEFLECTION
  // Until a first dive the value is poor, and short steps settle prices soonest.
  const first = large && stage === 0 && !known?.price.some((price) => !Number.isNaN(price))
  const patient = () => large && !(first && ascent.iterations <= HOLD)
  let theta = 1
  let since = 0
  let reference = Infinity

  function restore() {
    price.set(bestPrice)
    weights.set(bestWeights)
    dual.setWeights(weights)
  }

  const ascent: Ascent = {
    dual,
    best: { price: bestPrice, weights: bestWeights },
    bound: Infinity,
    iterations: 0,
    step(value) {
      ascent.iterations++
      // The first dive has shown how far there is to go: steps begin anew.
      if (first && ascent.iterations === HOLD + 1) theta = 1
      const whole = dual.evaluate() + dual.slack()
      let bound = whole
      for (let l = 0; l < stage; l++) bound -= weights[l]! * earlier[l]!
      if (bound < ascent.bound) {
        ascent.bound = bound
        bestPrice.set(price)
        bestWeights.set(weights)
      }
      // Progress that is small beside the gap counts as none.
      if (reference - ascent.bound > 0.01 * Math.max(ascent.bound - value, 0)) {
        reference = ascent.bound
        since = 0
      } else if (++since > (patient() ? PATIENCE_IF_LARGE : PATIENCE)) {
        theta *= 0.75
        since = 0
        reference = ascent.bound
        restore()
        if (!patient()) direction.fill(0)
        return
      }

      const distance = Math.min(Math.max(bound - value, 1e-9 * Math.abs(bound)), farthest * whole)
      let norm = 0
      for (let i = 0; i < needCount; i++) {
        const slope = wanted(price[i]!, reward[i]!, most[i]!, count[i]!) - count[i]!
        // A price at its floor that wants to fall stays.
        const g = slope > 0 && price[i]! <= -reward[i]! ? 0 : slope
        // Prices move in proportion to what is at stake for the need and to its level's weight: steps are taken in
        // prices divided by the root of that.
        const d = Math.sqrt(scale[i]! * weights[level[i]!]!) * g + deflection * direction[i]!
        direction[i] = d
        norm += d * d
      }
      if (norm === 0) {
        if (stage > 0 && (!large || ascent.iterations > HOLD)) adjustWeights(distance)
        return
      }
      const length = (theta * distance) / norm
      for (let i = 0; i < needCount; i++) {
        const next = price[i]! - length * Math.sqrt(scale[i]! * weights[level[i]!]!) * direction[i]!
        const floor = -reward[i]!
        price[i] = next > floor ? next : floor
      }
      if (stage > 0 && (!large || ascent.iterations > HOLD)) adjustWeights(distance)
    },
    recall() {
      restore()
      return dual.evaluate()
    },
    stalled: () => theta < 2e-3,
  }

  /**
   * A level whose part of the bound lies above the value to keep weighs too much, below it too little: its weight
   * moves against the difference, its prices with it, so that only the trade between levels changes. The difference is
   * measured by what it is worth of the `distance` to go: where an earlier level is all but proven, a few points of
   * millions are still most of the gap.
   */
  function adjustWeights(distance: number) {
    ofLevel.fill(0)
    for (let i = 0; i < needCount; i++) ofLevel[level[i]!]! += needPart(price[i]!, reward[i]!, most[i]!)
    for (let pair = 0; pair < pairCount; pair++)
      if (chosen[pair]) ofLevel[level[pairNeed[pair]!]!]! += worth[pair]! - price[pairNeed[pair]!]!
    const factor = new Float64Array(stage + 1).fill(1)
    for (let l = 0; l < stage; l++) {
      const keep = earlier[l]! * weights[l]!
      if (keep === 0) continue
      const off = large
        ? (ofLevel[l]! - keep) / (distance || 1)
        : (50 * (ofLevel[l]! - keep)) / Math.abs(keep)
      const next = Math.max(
        0.05,
        Math.min(
          large ? HEAVIEST : 200,
          weights[l]! * Math.exp(-0.2 * theta * Math.max(-1, Math.min(1, off))),
        ),
      )
      factor[l] = next / weights[l]!
      weights[l] = next
    }
    for (let i = 0; i < needCount; i++) price[i]! *= factor[level[i]!]!
    dual.setWeights(weights)
  }
  return ascent
}

/**
 * Weights of the levels to begin with, the stage's own being 1. For large blocks by trial: what the last points of an
 * earlier level cost a later one is a matter of their sizes, not of ours.
 */
function firstWeights(stage: number, large: boolean): Float64Array {
  const weights = new Float64Array(stage + 1).fill(6)
  if (large) for (let l = 0; l < stage; l++) weights[l] = stage === 1 ? 10 : Math.min(125, 5 ** (stage - l))
  weights[stage] = 1
  return weights
}

/**
 * How many supporters a need asks for at its price: all it may have while they pay, one while the reward covers it.
 * Where two answers are equally good, the one nearest to what it gets, which is as good a slope.
 */
export function wanted(price: number, reward: number, most: number, got: number): number {
  if (price > 0) return most
  if (price < 0) return price + reward > 0 ? 1 : Math.min(got, 1)
  return Math.max(reward > 0 ? 1 : 0, Math.min(got, most))
}

/** The known prices instead of the dual's, where their bound is lower. */
function takeBetter(block: Block, dual: Dual, known: Known): void {
  const { price, reward, weights } = dual
  const found = dual.evaluate()
  const prices = price.slice()
  for (let i = 0; i < block.needCount; i++)
    if (!Number.isNaN(known.price[i]!))
      price[i] = Math.max(-reward[i]!, known.price[i]! * weights[block.level[i]!]!)
  if (dual.evaluate() > found) price.set(prices)
}

const ROUNDS = 60
const UNIFORM = 12

/**
 * Prices to begin with, from a quick look at the weaker relaxation: supporters charge for their days, and a need is
 * worth what its best offer leaves. (The knapsack bound at these prices is never above that relaxation's.)
 */
export function startPrices(block: Block, dual: Dual): void {
  const { needCount, supporterCount, pairCount, pairStart, pairNeed, days, capacity, most } = block
  const { worth, price, reward } = dual
  const charge = new Float64Array(supporterCount)
  const scale = new Float64Array(supporterCount)
  for (let j = 0; j < supporterCount; j++) {
    let sum = 0
    let all = 0
    for (let pair = pairStart[j]!; pair < pairStart[j + 1]!; pair++) {
      const brings = worth[pair]! + reward[pairNeed[pair]!]!
      if (brings <= 0) continue
      sum += brings
      all += days[pair]!
    }
    scale[j] = all > 0 ? sum / all : 0
  }
  const offer = new Float64Array(needCount)
  const by = new Int32Array(needCount)
  const asked = new Float64Array(supporterCount)
  const bestCharge = new Float64Array(supporterCount)
  let least = Infinity
  /** What is left for each need at the present charges; the relaxation's value, the best of which is kept. */
  function look() {
    offer.fill(0)
    by.fill(-1)
    asked.fill(0)
    for (let j = 0; j < supporterCount; j++) {
      const c = charge[j]!
      for (let pair = pairStart[j]!; pair < pairStart[j + 1]!; pair++) {
        const i = pairNeed[pair]!
        const left = worth[pair]! + reward[i]! - c * days[pair]!
        if (left > offer[i]!) {
          offer[i] = left
          by[i] = pair
        }
      }
    }
    let total = 0
    for (let i = 0; i < needCount; i++) {
      total += offer[i]!
      if (by[i]! >= 0) asked[block.pairSupporter[by[i]!]!]! += days[by[i]!]!
    }
    for (let j = 0; j < supporterCount; j++) total += charge[j]! * capacity[j]!
    if (total < least) {
      least = total
      bestCharge.set(charge)
    }
  }
  // The same charge everywhere, tried at some levels: where all are alike, that is already the answer.
  let dearest = 0
  for (let pair = 0; pair < pairCount; pair++)
    if (days[pair]! > 0) dearest = Math.max(dearest, (worth[pair]! + reward[pairNeed[pair]!]!) / days[pair]!)
  for (let step = 0; step <= UNIFORM; step++) {
    charge.fill((dearest * step * step) / (UNIFORM * UNIFORM))
    look()
  }
  charge.fill(0)
  for (let round = 0; round < ROUNDS; round++) {
    look()
    const pace = 0.5 / (1 + round / 8)
    for (let j = 0; j < supporterCount; j++) {
      if (capacity[j] === 0) continue
      const over = Math.max(-1, Math.min(1, asked[j]! / capacity[j]! - 1))
      charge[j] = Math.max(0, charge[j]! + pace * scale[j]! * over)
    }
  }
  charge.set(bestCharge)
  look()
  for (let i = 0; i < needCount; i++) price[i] = most[i] === 1 ? offer[i]! : 0
  if (pairCount > 0) {
    // Several supporters to a need: the last one it may have sets the price, or the first, where only the reward pays.
    for (let i = 0; i < needCount; i++) {
      if (most[i] === 1) continue
      const left: number[] = []
      for (let q = block.needStart[i]!; q < block.needStart[i + 1]!; q++) {
        const pair = block.needPair[q]!
        left.push(worth[pair]! - charge[block.pairSupporter[pair]!]! * days[pair]!)
      }
      left.sort((a, b) => b - a)
      const last = left[most[i]! - 1] ?? 0
      price[i] = last > 0 ? last : Math.max(-reward[i]!, Math.min(0, left[0] ?? 0))
    }
  }
  // No price at all is best where supporters do not meet.
  const found = dual.evaluate()
  const prices = price.slice()
  price.fill(0)
  if (dual.evaluate() >= found) price.set(prices)
}
