// A valid choice of pairs within one block, changed one pair at a time and undone to any earlier point. Days and
// `most` hold at every moment; which changes are worth making is local-search.ts.

import type { Block } from './block.ts'

export interface State {
  on: Uint8Array
  /** Days left, by supporter. */
  free: Float64Array
  /** How many supporters each need has; the pairs are `got[needStart[i] ..]`. */
  count: Int32Array
  got: Int32Array
  /** How many needs each supporter has; the pairs are `held[pairStart[j] ..]`. */
  load: Int32Array
  held: Int32Array
  /** The value of each level, rewards included, in value units. */
  value: Float64Array
  /** Whether the pair may be added as things stand. */
  fits: (pair: number) => boolean
  /** Whether the need may have another supporter by this pair, days apart. */
  wanted: (pair: number) => boolean
  add: (pair: number) => void
  remove: (pair: number) => void
  mark: () => number
  undo: (mark: number) => void
  /** The pairs added or removed since. */
  since: (mark: number) => number[]
  /** Forgets the past: nothing before now can be undone. */
  settle: () => void
  clear: () => void
}

export function makeState(block: Block): State {
  const { pairNeed, pairSupporter, days, value: worth, reward, level, most, pairStart, needStart } = block
  const on = new Uint8Array(block.pairCount)
  const free = block.capacity.slice()
  const count = new Int32Array(block.needCount)
  const got = new Int32Array(block.pairCount)
  const gotAt = new Int32Array(block.pairCount)
  const load = new Int32Array(block.supporterCount)
  const held = new Int32Array(block.pairCount)
  const heldAt = new Int32Array(block.pairCount)
  const value = new Float64Array(block.stage + 1)
  // For each change three numbers: the pair (~pair for a removal) and where it stood in `got` and `held`.
  let log = new Int32Array(3 * 1024)
  let logged = 0
  // Without whole units, days returned may differ from days taken in the last place: they are counted afresh.
  const exact = block.wholeDays

  function note(entry: number, pair: number) {
    if (logged === log.length) {
      const longer = new Int32Array(2 * logged)
      longer.set(log)
      log = longer
    }
    log[logged] = entry
    log[logged + 1] = gotAt[pair]!
    log[logged + 2] = heldAt[pair]!
    logged += 3
  }
  function recount(j: number) {
    let left = block.capacity[j]!
    for (let k = 0, at = pairStart[j]!; k < load[j]!; k++, at++) left -= days[held[at]!]!
    free[j] = left
  }
  function put(pair: number) {
    const i = pairNeed[pair]!
    const j = pairSupporter[pair]!
    on[pair] = 1
    value[level[i]!]! += worth[pair]! + (count[i] === 0 ? reward[i]! : 0)
    gotAt[pair] = needStart[i]! + count[i]!++
    got[gotAt[pair]] = pair
    heldAt[pair] = pairStart[j]! + load[j]!++
    held[heldAt[pair]] = pair
    if (exact) free[j]! -= days[pair]!
    else recount(j)
  }
  function take(pair: number) {
    const i = pairNeed[pair]!
    const j = pairSupporter[pair]!
    on[pair] = 0
    const lastGot = got[needStart[i]! + --count[i]!]!
    got[gotAt[pair]!] = lastGot
    gotAt[lastGot] = gotAt[pair]!
    const lastHeld = held[pairStart[j]! + --load[j]!]!
    held[heldAt[pair]!] = lastHeld
    heldAt[lastHeld] = heldAt[pair]!
    value[level[i]!]! -= worth[pair]! + (count[i] === 0 ? reward[i]! : 0)
    if (exact) free[j]! += days[pair]!
    else recount(j)
  }

  /** Undoes the last `take` to the letter, order included, so that a loop over `held` survives try and undo. */
  function putBack(pair: number, gotWas: number, heldWas: number) {
    gotAt[pair] = gotWas
    heldAt[pair] = heldWas
    const i = pairNeed[pair]!
    const j = pairSupporter[pair]!
    on[pair] = 1
    value[level[i]!]! += worth[pair]! + (count[i] === 0 ? reward[i]! : 0)
    const lastGot = needStart[i]! + count[i]!++
    if (gotAt[pair] !== lastGot) {
      const moved = got[gotAt[pair]]!
      got[lastGot] = moved
      gotAt[moved] = lastGot
    }
    got[gotAt[pair]] = pair
    const lastHeld = pairStart[j]! + load[j]!++
    if (heldAt[pair] !== lastHeld) {
      const moved = held[heldAt[pair]]!
      held[lastHeld] = moved
      heldAt[moved] = lastHeld
    }
    held[heldAt[pair]] = pair
    if (exact) free[j]! -= days[pair]!
    else recount(j)
  }

  const state: State = {
    on,
    free,
    count,
    got,
    load,
    held,
    value,
    wanted(pair) {
      const i = pairNeed[pair]!
      if (on[pair] === 1 || count[i]! >= most[i]!) return false
      // The same supporter twice, by a doubled pair.
      for (let k = 0, at = needStart[i]!; k < count[i]!; k++, at++)
        if (pairSupporter[got[at]!] === pairSupporter[pair]) return false
      return true
    },
    fits: (pair) => days[pair]! <= free[pairSupporter[pair]!]! && state.wanted(pair),
    add(pair) {
      note(pair, pair)
      put(pair)
    },
    remove(pair) {
      note(~pair, pair)
      take(pair)
    },
    mark: () => logged,
    undo(mark) {
      while (logged > mark) {
        logged -= 3
        const entry = log[logged]!
        if (entry >= 0) take(entry)
        else putBack(~entry, log[logged + 1]!, log[logged + 2]!)
      }
    },
    since(mark) {
      const pairs: number[] = []
      for (let at = mark; at < logged; at += 3) pairs.push(log[at]! >= 0 ? log[at]! : ~log[at]!)
      return pairs
    },
    settle() {
      logged = 0
      if (block.valueStep > 0) return
      // Without whole units, sums drift: count afresh.
      value.fill(0)
      for (let pair = 0; pair < block.pairCount; pair++)
        if (on[pair]) value[level[pairNeed[pair]!]!]! += worth[pair]!
      for (let i = 0; i < block.needCount; i++) if (count[i]! > 0) value[level[i]!]! += reward[i]!
    },
    clear() {
      logged = 0
      on.fill(0)
      free.set(block.capacity)
      count.fill(0)
      load.fill(0)
      value.fill(0)
    },
  }
  return state
}
