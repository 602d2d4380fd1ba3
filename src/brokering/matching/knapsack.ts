// The 0/1 knapsack that the dual bound solves once for each supporter in each round: which needs would this
// supporter serve at the current prices? It owns its scratch memory and nothing else.

/** Branch and bound gives way to dynamic programming over states after so many steps. */
const STEPS = 250
/** Dynamic programming gives way to the continuous relaxation after making so many states. */
const STATES = 400_000

export interface Knapsack {
  /** Profits (> 0) and weights (≥ 0) of the items offered; the caller fills the first so many of each. */
  profit: Float64Array
  weight: Float64Array
  /** Whatever the caller wants to find again beside an item; moves with it when the items are sorted. */
  tag: Int32Array
  /** 1 for each item of the answer, in the order in which `tag` now stands. */
  taken: Uint8Array
  /**
   * Solves for the first `count` items. Returns a number that no choice within `capacity` exceeds: the optimum
   * or, in the rare case that the states run out, the value of the continuous relaxation. `taken` always fits.
   */
  solve: (count: number, capacity: number) => number
}

/** Room for `most` items at a time. */
export function makeKnapsack(most: number): Knapsack {
  const profit = new Float64Array(most + 1)
  const weight = new Float64Array(most + 1)
  const tag = new Int32Array(most + 1)
  const taken = new Uint8Array(most + 1)
  const now = new Uint8Array(most + 1)
  const ratio = new Float64Array(most + 1)
  const order = new Int32Array(most + 1)
  const spare = new Float64Array(most + 1)
  const spareTag = new Int32Array(most + 1)

  // States of the dynamic programme: profit, weight and the last change that made them.
  let size = 0
  let fromProfit = new Float64Array(size)
  let fromWeight = new Float64Array(size)
  let fromChange = new Int32Array(size)
  let toProfit = new Float64Array(size)
  let toWeight = new Float64Array(size)
  let toChange = new Int32Array(size)
  let changeItem = new Int32Array(0)
  let changeBefore = new Int32Array(0)

  function growTo(room: number) {
    size = room
    fromProfit = grown(fromProfit, size)
    fromWeight = grown(fromWeight, size)
    fromChange = grownWhole(fromChange, size)
    toProfit = new Float64Array(size)
    toWeight = new Float64Array(size)
    toChange = new Int32Array(size)
  }

  function reorder(values: Float64Array, count: number) {
    for (let k = 0; k < count; k++) spare[k] = values[order[k]!]!
    for (let k = 0; k < count; k++) values[k] = spare[k]!
  }

  /** Whether item `a` comes before item `b`: denser, or as dense and earlier. */
  const before = (a: number, b: number) => {
    const ra = ratio[a]!
    const rb = ratio[b]!
    return ra > rb || (ra === rb && a < b)
  }
  /** Quicksort of `order[low..high]`; the library's, with a comparison to call, takes several times as long. */
  function sortOrder(low: number, high: number) {
    while (high - low > 12) {
      const middle = (low + high) >> 1
      if (before(order[middle]!, order[low]!)) swap(low, middle)
      if (before(order[high]!, order[low]!)) swap(low, high)
      if (before(order[high]!, order[middle]!)) swap(middle, high)
      const pivot = order[middle]!
      let i = low
      let j = high
      while (i <= j) {
        while (before(order[i]!, pivot)) i++
        while (before(pivot, order[j]!)) j--
        if (i <= j) swap(i++, j--)
      }
      // The smaller part by recursion, so that depth stays logarithmic.
      if (j - low < high - i) {
        sortOrder(low, j)
        low = i
      } else {
        sortOrder(i, high)
        high = j
      }
    }
    for (let k = low + 1; k <= high; k++) {
      const item = order[k]!
      let at = k - 1
      for (; at >= low && before(item, order[at]!); at--) order[at + 1] = order[at]!
      order[at + 1] = item
    }
  }
  function swap(a: number, b: number) {
    const item = order[a]!
    order[a] = order[b]!
    order[b] = item
  }

  /** Densest first; equal densities keep the order in which they came, so that the answer is one. */
  function sort(count: number) {
    for (let k = 0; k < count; k++) ratio[k] = weight[k]! > 0 ? profit[k]! / weight[k]! : Infinity
    // Callers that come back at slowly moving prices hand the items over nearly in order: insertion is then
    // quickest. It gives up when it was not so.
    let moves = 6 * count + 60
    for (let k = 1; k < count; k++) {
      const r = ratio[k]!
      if (ratio[k - 1]! >= r) continue
      const p = profit[k]!
      const w = weight[k]!
      const t = tag[k]!
      let at = k - 1
      for (; at >= 0 && ratio[at]! < r; at--) {
        ratio[at + 1] = ratio[at]!
        profit[at + 1] = profit[at]!
        weight[at + 1] = weight[at]!
        tag[at + 1] = tag[at]!
        moves--
      }
      ratio[at + 1] = r
      profit[at + 1] = p
      weight[at + 1] = w
      tag[at + 1] = t
      if (moves < 0) break
    }
    if (moves >= 0) return
    for (let k = 0; k < count; k++) order[k] = k
    sortOrder(0, count - 1)
    reorder(profit, count)
    reorder(weight, count)
    reorder(ratio, count)
    for (let k = 0; k < count; k++) spareTag[k] = tag[order[k]!]!
    for (let k = 0; k < count; k++) tag[k] = spareTag[k]!
  }

  /** Depth-first branch and bound in the manner of Horowitz & Sahni; −1 when the steps run out. */
  function branch(count: number, capacity: number): number {
    let bestValue = -1
    let value = 0
    let left = capacity
    let item = 0
    let steps = 0
    for (;;) {
      // What the rest could still bring, the last item broken.
      let bound = value
      let room = left
      let k = item
      for (; k < count && weight[k]! <= room; k++) {
        room -= weight[k]!
        bound += profit[k]!
      }
      if (k < count && room > 0) bound += (profit[k]! * room) / weight[k]!
      if (bound > bestValue) {
        // Down: take what fits, one by one, until one does not.
        for (; item < count; item++) {
          if (weight[item]! <= left) {
            now[item] = 1
            left -= weight[item]!
            value += profit[item]!
          } else {
            now[item] = 0
            if (++steps > STEPS) return -1
            item++
            break
          }
        }
        if (item < count) continue
        if (value > bestValue) {
          bestValue = value
          for (let q = 0; q < count; q++) taken[q] = now[q]!
        }
      }
      // Back: give up the last one taken.
      let last = item - 1
      while (last >= 0 && now[last] === 0) last--
      if (last < 0) return bestValue
      if (++steps > STEPS) return -1
      now[last] = 0
      left += weight[last]!
      value -= profit[last]!
      item = last + 1
    }
  }

  /**
   * Dynamic programming over undominated states around the break item (Pisinger's expanding core): items just
   * past it are put in, items just before it taken out, and a state that can no longer win is dropped.
   * −1 when the states run out.
   */
  function states(count: number, capacity: number): number {
    let p = 0
    let w = 0
    let t = 0
    for (; t < count && w + weight[t]! <= capacity; t++) {
      w += weight[t]!
      p += profit[t]!
    }
    const middle = t
    if (size === 0) growTo(1024)
    let s = t - 1
    let best = p
    let bestChange = -1
    let changes = 0
    let n = 1
    fromProfit[0] = p
    fromWeight[0] = w
    fromChange[0] = -1
    while (n > 0 && (s >= 0 || t < count)) {
      for (let side = 0; side < 2; side++) {
        const add = side === 0
        if (add ? t >= count : s < 0) continue
        const item = add ? t++ : s--
        const dp = add ? profit[item]! : -profit[item]!
        const dw = add ? weight[item]! : -weight[item]!
        const up = t < count ? ratio[t]! : 0
        const down = s >= 0 ? ratio[s]! : Infinity
        if (2 * n + 2 > size) {
          growTo(4 * n)
        }
        if (changes + n > changeItem.length) {
          if (changes > STATES) return -1
          changeItem = grownWhole(changeItem, 2 * (changes + n))
          changeBefore = grownWhole(changeBefore, 2 * (changes + n))
        }
        // Two lists in order of weight, the old one and its shift by this item, merged; of equal or heavier
        // states only those with more profit stay.
        let a = 0
        let b = 0
        let m = 0
        let lastProfit = -Infinity
        while (a < n || b < n) {
          const wa = a < n ? fromWeight[a]! : Infinity
          const wb = b < n ? fromWeight[b]! + dw : Infinity
          const old = wa < wb || (wa === wb && fromProfit[a]! >= fromProfit[b]! + dp)
          const sw = old ? wa : wb
          const sp = old ? fromProfit[a]! : fromProfit[b]! + dp
          const source = old ? a++ : b++
          if (sp <= lastProfit) continue
          const fits = sw <= capacity
          // The most it can still become.
          const room = capacity - sw
          if (fits ? sp + (room > 0 ? room * up : 0) <= best && !(sp > best) : !(sp + room * down > best))
            continue
          lastProfit = sp
          let change = fromChange[source]!
          if (!old) {
            changeItem[changes] = item
            changeBefore[changes] = change
            change = changes++
          }
          if (fits && sp > best) {
            best = sp
            bestChange = change
          }
          toProfit[m] = sp
          toWeight[m] = sw
          toChange[m] = change
          m++
        }
        ;[fromProfit, toProfit] = [toProfit, fromProfit]
        ;[fromWeight, toWeight] = [toWeight, fromWeight]
        ;[fromChange, toChange] = [toChange, fromChange]
        n = m
      }
    }
    for (let k = 0; k < count; k++) taken[k] = k < middle ? 1 : 0
    for (let change = bestChange; change >= 0; change = changeBefore[change]!) {
      const item = changeItem[change]!
      taken[item] = item < middle ? 0 : 1
    }
    return best
  }

  /** Greedy for the choice, the continuous relaxation for the bound. */
  function relaxed(count: number, capacity: number): number {
    let room = capacity
    let bound = 0
    let broken = false
    for (let k = 0; k < count; k++) {
      if (weight[k]! <= room) {
        taken[k] = 1
        room -= weight[k]!
        if (!broken) bound += profit[k]!
      } else {
        taken[k] = 0
        if (!broken) {
          broken = true
          bound += (profit[k]! * room) / weight[k]!
        }
      }
    }
    return bound
  }

  return {
    profit,
    weight,
    tag,
    taken,
    solve(count, capacity) {
      let total = 0
      let value = 0
      for (let k = 0; k < count; k++) {
        total += weight[k]!
        value += profit[k]!
      }
      if (total <= capacity) {
        for (let k = 0; k < count; k++) taken[k] = 1
        return value
      }
      sort(count)
      let found = branch(count, capacity)
      if (found < 0) found = states(count, capacity)
      return found < 0 ? relaxed(count, capacity) : found
    },
  }
}

function grown(old: Float64Array<ArrayBuffer>, size: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(size)
  next.set(old)
  return next
}

function grownWhole(old: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const next = new Int32Array(size)
  next.set(old)
  return next
}
