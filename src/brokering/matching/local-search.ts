// Makes a choice better by small changes: ejection chains from needs that could do better. Every change keeps
// the choice valid and takes nothing from an earlier level.

import type { Block } from './block.ts'
import type { State } from './state.ts'

/** An earlier level's value counts this many times over while a chain is weighed; the exact test comes after. */
const EARLIER = 1024

export interface LocalSearch {
  /**
   * Improves from these needs on until no chain of up to `depth` others moved helps, or `budget` (tried changes) is
   * spent. True when nothing is left to try; else it can be called again to go on from where it stood.
   */
  improve(needs: Iterable<number>, depth: number, budget: number): boolean
  /** Forgets what `improve` had left to try. */
  forget(): void
  /** Adds whatever still fits, the best value per day first among `needs`' pairs. */
  addWhatFits(needs: Iterable<number>): void
}

/** `stop` is asked now and then; once it says so, `improve` leaves off. */
export function makeLocalSearch(block: Block, state: State, stop: () => boolean): LocalSearch {
  const { stage, needCount, needStart, needPair, pairStart, pairNeed, pairSupporter, days, level } = block
  const { free, count, got, load, held, value } = state
  const gain = Float64Array.from(
    block.value,
    (v, pair) => v * (level[pairNeed[pair]!]! < stage ? EARLIER : 1),
  )
  const reward = Float64Array.from(block.reward, (v, i) => v * (level[i]! < stage ? EARLIER : 1))
  // Each need's pairs, the best first.
  const byGain = needPair.slice()
  for (let i = 0; i < needCount; i++)
    byGain.subarray(needStart[i], needStart[i + 1]).sort((a, b) => gain[b]! - gain[a]! || a - b)
  const top = Float64Array.from({ length: needCount }, (_, i) => gain[byGain[needStart[i]!]!]!)
  const before = new Float64Array(stage + 1)
  const queue = new Int32Array(needCount)
  const queued = new Uint8Array(needCount)
  let head = 0
  let waiting = 0
  let spent = 0
  let limit = 0
  let deep = 0
  let turns = 0

  const exhausted = () => spent > limit

  function push(i: number) {
    if (queued[i]) return
    queued[i] = 1
    queue[(head + waiting) % needCount] = i
    waiting++
  }
  const add = (pair: number) => {
    const more = gain[pair]! + (count[pairNeed[pair]!] === 0 ? reward[pairNeed[pair]!]! : 0)
    state.add(pair)
    return more
  }
  const remove = (pair: number) => {
    state.remove(pair)
    return -gain[pair]! - (count[pairNeed[pair]!] === 0 ? reward[pairNeed[pair]!]! : 0)
  }
  /** Whether the choice is better than at `before`, nothing lost in an earlier level. */
  function better(): boolean {
    let more = false
    for (let l = 0; l < stage; l++) {
      const change = value[l]! - before[l]!
      if (change < -block.close[l]!) return false
      if (change > block.close[l]!) more = true
    }
    return more || value[stage]! - before[stage]! > block.close[stage]!
  }

  /**
   * Finds a place for need `i` (not with supporter `shun`), moving others on up to `depth` times, such that the
   * whole, `total` better already, becomes better than `before`. True leaves the change made; false undoes it.
   */
  function place(i: number, shun: number, depth: number, total: number): boolean {
    const end = needStart[i + 1]!
    for (let q = needStart[i]!; q < end; q++) {
      const pair = byGain[q]!
      const j = pairSupporter[pair]!
      if (total + gain[pair]! + reward[i]! <= 0) return false
      if (j === shun || !state.wanted(pair)) continue
      if (++spent > limit) return false
      const mark = state.mark()
      const lack = days[pair]! - free[j]!
      if (lack <= 0) {
        if (total + add(pair) > 0 && better()) return true
        state.undo(mark)
        continue
      }
      if (depth === 0) continue
      // What the chain has so far, should whoever gives way lose nothing; none can gain more than its best pair.
      const hope = total + gain[pair]! + (count[i] === 0 ? reward[i]! : 0)
      const many = load[j]!
      const first = pairStart[j]!
      for (let k = 0; k < many; k++) {
        const out = held[first + k]!
        if (days[out]! < lack || pairNeed[out] === i) continue
        if (hope - gain[out]! + top[pairNeed[out]!]! <= 0) continue
        spent++
        const now = total + remove(out) + add(pair)
        if (now > 0 && better()) return true
        if (place(pairNeed[out]!, j, depth - 1, now)) return true
        state.undo(mark)
        if (spent > limit) return false
      }
      // Two give way, where one does not do: the second goes wherever it fits at once.
      if (depth < 2 || many > 12) continue
      spent += many
      for (let k = 0; k < many; k++) {
        for (let k2 = k + 1; k2 < many; k2++) {
          const out = held[first + k]!
          const out2 = held[first + k2]!
          if (days[out]! + days[out2]! < lack || days[out]! >= lack || days[out2]! >= lack) continue
          if (pairNeed[out] === i || pairNeed[out2] === i) continue
          if (hope - gain[out]! - gain[out2]! + top[pairNeed[out]!]! + top[pairNeed[out2]!]! <= 0) continue
          spent += 2
          let now = total + remove(out) + remove(out2) + add(pair)
          if (now > 0 && better()) return true
          now += settleSomewhere(pairNeed[out2]!, j)
          if (now > 0 && better()) return true
          if (place(pairNeed[out]!, j, depth - 1, now)) return true
          state.undo(mark)
          if (spent > limit) return false
        }
      }
    }
    return false
  }

  function settleSomewhere(i: number, shun: number): number {
    for (let q = needStart[i]!; q < needStart[i + 1]!; q++) {
      const pair = byGain[q]!
      if (days[pair]! > free[pairSupporter[pair]!]! || pairSupporter[pair] === shun) continue
      if (state.fits(pair)) return add(pair)
    }
    return 0
  }

  function tryNeed(i: number): boolean {
    for (let l = 0; l <= stage; l++) before[l] = value[l]!
    const mark = state.mark()
    if (count[i]! < block.most[i]! && place(i, -1, deep, 0)) return true
    // Elsewhere than now, if there is better to be had.
    for (let k = 0; k < count[i]!; k++) {
      const pair = got[needStart[i]! + k]!
      if (byGain[needStart[i]!] === pair) continue
      const total = remove(pair)
      if (place(i, pairSupporter[pair]!, deep, total)) return true
      state.undo(mark)
      if (spent > limit) return false
    }
    return false
  }

  const search: LocalSearch = {
    improve(needs, depth, budget) {
      spent = 0
      deep = depth
      limit = budget
      for (const i of needs) push(i)
      while (waiting > 0 && !exhausted()) {
        if ((++turns & 255) === 0 && stop()) break
        const i = queue[head]!
        head = (head + 1) % needCount
        waiting--
        queued[i] = 0
        let touched = state.mark()
        while (!exhausted() && tryNeed(i)) {
          for (const pair of state.since(touched)) {
            const j = pairSupporter[pair]!
            push(pairNeed[pair]!)
            // Days may have become free here: whoever is short of a supporter looks again.
            if (free[j]! > 0)
              for (let at = pairStart[j]!; at < pairStart[j + 1]!; at++)
                if (count[pairNeed[at]!]! < block.most[pairNeed[at]!]!) push(pairNeed[at]!)
          }
          touched = state.mark()
        }
      }
      return waiting === 0
    },
    forget() {
      while (waiting > 0) {
        queued[queue[head]!] = 0
        head = (head + 1) % needCount
        waiting--
      }
    },
    addWhatFits(needs) {
      const pairs: number[] = []
      for (const i of needs) {
        if (count[i]! >= block.most[i]!) continue
        for (let q = needStart[i]!; q < needStart[i + 1]!; q++)
          if (state.fits(needPair[q]!)) pairs.push(needPair[q]!)
      }
      const rate = (pair: number) => gain[pair]! / Math.max(days[pair]!, 1e-9)
      pairs.sort((a, b) => level[pairNeed[a]!]! - level[pairNeed[b]!]! || rate(b) - rate(a) || a - b)
      for (const pair of pairs) if (state.fits(pair)) state.add(pair)
    },
  }
  return search
}
