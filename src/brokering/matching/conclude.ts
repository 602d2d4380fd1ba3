// What a finished stage settles for the later ones: pairs that no choice can have, or that every choice must have,
// if it is to keep what the stage has reached. By reduced costs at the best prices; nothing is decided on a guess.

import type { Ascent } from './ascent.ts'
import type { Block } from './block.ts'
import type { Compiled } from './compile.ts'
import { needPart } from './dual.ts'
import { makeKnapsack } from './knapsack.ts'

export interface Conclusion {
  /** Pairs of the compiled instance, later levels' among them, that would cost the stage what it has. */
  impossible: number[]
  /** Pairs without which the stage would lose what it has. */
  certain: number[]
}

/**
 * `value` is what the stage has reached in this block, `earlier` what the levels before it have. A pair is judged by
 * the bound with it forced in, or out: one knapsack each.
 */
export function conclude(
  compiled: Compiled,
  block: Block,
  ascent: Ascent,
  value: number,
  earlier: Float64Array,
  dropped: Uint8Array,
  stop: () => boolean,
): Conclusion {
  const { stage, pairStart, pairNeed, days } = block
  const { dual } = ascent
  let bound = ascent.recall()
  for (let l = 0; l < stage; l++) bound -= dual.weights[l]! * earlier[l]!
  bound += dual.slack()
  // How much of the bound may go before the stage has lost something.
  const spare = bound - value + block.close[stage]!
  const impossible: number[] = []
  const certain: number[] = []
  // What the bound loses with a chosen pair forced out, by pair and in sum by need; with any pair forced in.
  const lossOut = new Float64Array(block.pairCount)
  const lossIn = new Float64Array(block.pairCount)
  const outByNeed = new Float64Array(block.needCount)
  let widest = 0
  for (let j = 0; j < block.supporterCount; j++) widest = Math.max(widest, pairStart[j + 1]! - pairStart[j]!)
  const { profit, weight, tag, solve } = makeKnapsack(widest)
  const { price, worth, chosen, part } = dual

  for (let j = 0; j < block.supporterCount; j++) {
    // What has not been looked at is not concluded from.
    if (stop()) break
    const capacity = block.capacity[j]!
    /** The most this supporter brings in `room` days, apart from one pair. */
    const without = (pair: number, room: number) => {
      let n = 0
      for (let other = pairStart[j]!; other < pairStart[j + 1]!; other++) {
        const p = worth[other]! - price[pairNeed[other]!]!
        if (other === pair || p <= 0 || days[other]! > room) continue
        profit[n] = p
        weight[n] = days[other]!
        tag[n] = other
        n++
      }
      return n === 0 ? 0 : solve(n, room)
    }
    // Where far more may go than one pair can bring or displace, there is nothing to be learnt.
    let most = 0
    for (let pair = pairStart[j]!; pair < pairStart[j + 1]!; pair++) most = Math.max(most, worth[pair]!)
    if (spare > 2 * most) continue
    for (let pair = pairStart[j]!; pair < pairStart[j + 1]!; pair++) {
      const p = worth[pair]! - price[pairNeed[pair]!]!
      if (chosen[pair]) {
        lossOut[pair] = Math.max(0, part[j]! - without(pair, capacity))
        outByNeed[pairNeed[pair]!]! += lossOut[pair]!
      } else if (-p > spare) lossIn[pair] = -p
      else lossIn[pair] = Math.max(0, part[j]! - p - without(pair, capacity - days[pair]!))
    }
    // Later levels' pairs take days and bring this stage nothing.
    const s = block.supporterSource[j]!
    const lossByDays = new Map<number, number>()
    for (let pair = compiled.pairStart[s]!; pair < compiled.pairStart[s + 1]!; pair++) {
      if (dropped[pair] || compiled.level[compiled.pairNeed[pair]!]! <= block.levels[stage]!) continue
      const needed = compiled.pairDays[pair]!
      let loss = lossByDays.get(needed)
      if (loss === undefined) {
        loss = needed > capacity ? Infinity : part[j]! - without(-1, capacity - needed)
        lossByDays.set(needed, loss)
      }
      if (loss > spare) impossible.push(pair)
    }
  }

  // Need by need: one supporter in means the others out, where only one may be had.
  for (let i = 0; i < block.needCount; i++) {
    const most = block.most[i]!
    const survivors: number[] = []
    for (let q = block.needStart[i]!; q < block.needStart[i + 1]!; q++) {
      const pair = block.needPair[q]!
      const others = most === 1 ? outByNeed[i]! - lossOut[pair]! : 0
      if (lossIn[pair]! + others > spare) impossible.push(block.pairSource[pair]!)
      else survivors.push(pair)
      if (lossOut[pair]! > spare) certain.push(block.pairSource[pair]!)
    }
    // What one supporter fewer than it may have would cost.
    const full = needPart(price[i]!, dual.reward[i]!, most)
    const short = most === 1 ? full : price[i]!
    if (short > spare && survivors.length === most)
      for (const pair of survivors) if (lossOut[pair]! <= spare) certain.push(block.pairSource[pair]!)
  }
  return { impossible, certain }
}

/**
 * Writes a conclusion into the instance: what is impossible is dropped, what is certain becomes a pin. The bound of
 * every later stage is then one on the choices that keep what the stage has reached.
 */
export function applyConclusion(
  compiled: Compiled,
  { impossible, certain }: Conclusion,
  dropped: Uint8Array,
): void {
  const { pairNeed, pairSupporter, pairDays, pairScore, pairStart, level, most, served, capacity } = compiled
  for (const pair of impossible) dropped[pair] = 1
  const supporters = new Set<number>()
  const needs = new Set<number>()
  for (const pair of certain) {
    const i = pairNeed[pair]!
    const j = pairSupporter[pair]!
    dropped[pair] = 1
    compiled.pinned.push(compiled.pairSource[pair]!)
    compiled.pinnedValue[level[i]!]! += pairScore[pair]! + (served[i] ? 0 : compiled.reward)
    served[i] = 1
    most[i]!--
    capacity[j] = Math.max(0, capacity[j]! - pairDays[pair]!)
    supporters.add(j)
    needs.add(i)
    // The same need and supporter again, by a doubled pair.
    for (let other = pairStart[j]!; other < pairStart[j + 1]!; other++)
      if (pairNeed[other] === i) dropped[other] = 1
  }
  for (const j of supporters)
    for (let pair = pairStart[j]!; pair < pairStart[j + 1]!; pair++)
      if (pairDays[pair]! > capacity[j]!) dropped[pair] = 1
  for (let pair = 0; pair < compiled.pairCount; pair++)
    if (most[pairNeed[pair]!]! < 1 && needs.has(pairNeed[pair]!)) dropped[pair] = 1
}
