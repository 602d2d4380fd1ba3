// Turns an instance into the compact form that the search works on: numbered needs, supporters and pairs in
// typed arrays, in whole units where the numbers allow it, with pins taken out and hopeless pairs left out.
// It judges nothing: what is wrong with an instance is instance-faults.ts, which callers run first.

import type { Instance } from './instance.ts'

export interface Compiled {
  instance: Instance
  /** The categories that occur, ascending; a level is an index into this. */
  categories: number[]
  needCount: number
  supporterCount: number
  /** By need. `most` and `served` are what is left after pins: `served` is 1 where a pin already serves it. */
  level: Int32Array
  most: Int32Array
  served: Uint8Array
  /** By supporter: days free after pins, in day units. */
  capacity: Float64Array
  /** The pairs the search may choose from, sorted by supporter, then need. */
  pairCount: number
  pairStart: Int32Array
  pairNeed: Int32Array
  pairSupporter: Int32Array
  /** In day units and value units. The reward for serving is not in `pairScore`. */
  pairDays: Float64Array
  pairScore: Float64Array
  /** Index into `instance.pairs`. */
  pairSource: Int32Array
  /** The reward for a need served, in value units. */
  reward: number
  /** Indexes into `instance.pairs` of the pins, in the order given, each once. */
  pinned: number[]
  /** What the pins alone bring to each level, in value units. */
  pinnedValue: Float64Array
  /** Value units per unit of score. */
  valueScale: number
  /** Each reachable value is a whole multiple of this many value units; 0 when nothing of the kind is known. */
  valueStep: number
  /** Whether day units are whole numbers. */
  wholeDays: boolean
}

/** Room for the rounding of sums of numbers that have no common decimal unit, as a part of the whole. */
const CLOSE = 1e-9

/**
 * Precondition: `faultsOf(instance)` is empty. Of pairs that name the same need and supporter, one that is no
 * better in score and no cheaper in days than another is left out.
 */
export function compile(instance: Instance): Compiled {
  const { needs, supporters, pairs } = instance
  const needIndex = new Map(needs.map((need, index) => [need.id, index]))
  const supporterIndex = new Map(supporters.map((supporter, index) => [supporter.id, index]))
  const categories = [...new Set(needs.map((need) => need.category + 0))].sort((a, b) => a - b)
  const levelOf = new Map(categories.map((category, index) => [category, index]))

  const rawReward = instance.servedReward ?? 0
  const valueScale = commonDecimalScale(
    function* () {
      yield rawReward
      for (const pair of pairs) yield pair.score
    },
    mostTotal(instance),
    2 ** 36,
  )
  const dayScale = commonDecimalScale(
    function* () {
      for (const need of needs) yield need.days
      for (const supporter of supporters) yield supporter.days
      for (const pair of pairs) if (pair.days !== undefined) yield pair.days
    },
    pairs.reduce((sum, pair) => sum + (pair.days ?? 0), 0) + needs.reduce((sum, need) => sum + need.days, 0),
    2 ** 50,
  )
  const inValue = (value: number) => (valueScale ? Math.round(value * valueScale) : value)
  let dayDivisor = 0
  if (dayScale) {
    for (const need of needs) dayDivisor = commonDivisor(dayDivisor, Math.round(need.days * dayScale))
    for (const pair of pairs)
      if (pair.days !== undefined) dayDivisor = commonDivisor(dayDivisor, Math.round(pair.days * dayScale))
  }
  const inDays = (days: number) => (dayScale ? Math.round(days * dayScale) / (dayDivisor || 1) : days)

  const capacity = Float64Array.from(supporters, ({ days }) =>
    dayScale ? Math.floor(inDays(days)) : days * (1 + CLOSE),
  )
  const most = Int32Array.from(needs, (need) => Math.min(need.most ?? 1, 0x7fffffff))
  const level = Int32Array.from(needs, (need) => levelOf.get(need.category + 0)!)
  const served = new Uint8Array(needs.length)
  const pinnedValue = new Float64Array(categories.length)
  const reward = inValue(rawReward)
  const daysOf = (index: number, need: number) => inDays(pairs[index]!.days ?? needs[need]!.days)

  // One number for a (need, supporter): exact, since the product of the counts stays below 2^53.
  const keyOf = (need: number, supporter: number) => need * supporters.length + supporter
  const named = (list: Instance['pins']) =>
    new Set(
      (list ?? []).map(({ need, supporter }) => keyOf(needIndex.get(need)!, supporterIndex.get(supporter)!)),
    )
  const excluded = named(instance.exclusions)
  const pins = named(instance.pins)
  const pinnedAt = new Map<number, number>()

  const needOf = new Int32Array(pairs.length)
  const supporterOf = new Int32Array(pairs.length)
  const degree = new Int32Array(supporters.length + 1)
  for (let index = 0; index < pairs.length; index++) {
    const need = needIndex.get(pairs[index]!.need)!
    const supporter = supporterIndex.get(pairs[index]!.supporter)!
    needOf[index] = need
    supporterOf[index] = supporter
    degree[supporter + 1]!++
    if (pins.size === 0) continue
    const key = keyOf(need, supporter)
    if (!pins.has(key)) continue
    // A pin on a doubled pair takes the better score, then the fewer days.
    const before = pinnedAt.get(key)
    if (before === undefined || better(index, before)) pinnedAt.set(key, index)
  }
  function better(a: number, b: number) {
    const [pa, pb] = [pairs[a]!, pairs[b]!]
    return pa.score > pb.score || (pa.score === pb.score && daysOf(a, needOf[a]!) < daysOf(b, needOf[b]!))
  }
  const pinned: number[] = []
  for (const key of pins) {
    const index = pinnedAt.get(key)!
    const need = needOf[index]!
    const supporter = supporterOf[index]!
    pinned.push(index)
    capacity[supporter] = Math.max(0, capacity[supporter]! - daysOf(index, need))
    most[need]!--
    pinnedValue[level[need]!]! += inValue(pairs[index]!.score) + (served[need] ? 0 : reward)
    served[need] = 1
  }

  // By supporter, then need, then the order of the file.
  for (let s = 0; s < supporters.length; s++) degree[s + 1]! += degree[s]!
  const order = new Int32Array(pairs.length)
  const next = degree.slice()
  for (let index = 0; index < pairs.length; index++) order[next[supporterOf[index]!]!++] = index
  const pairStart = new Int32Array(supporters.length + 1)
  const pairNeed = new Int32Array(pairs.length)
  const pairSupporter = new Int32Array(pairs.length)
  const pairDays = new Float64Array(pairs.length)
  const pairScore = new Float64Array(pairs.length)
  const pairSource = new Int32Array(pairs.length)
  let count = 0
  for (let s = 0; s < supporters.length; s++) {
    const mine = order.subarray(degree[s], degree[s + 1]).sort((a, b) => needOf[a]! - needOf[b]! || a - b)
    const first = count
    for (const index of mine) {
      const need = needOf[index]!
      const days = daysOf(index, need)
      const score = inValue(pairs[index]!.score)
      // A pair that fits nowhere or can only take value away.
      if (most[need]! < 1 || days > capacity[s]! || score + (served[need] ? 0 : reward) <= 0) continue
      const key = keyOf(need, s)
      if (excluded.has(key) || pins.has(key)) continue
      let worse = false
      for (let at = count - 1; at >= first && pairNeed[at] === need; at--) {
        if (pairScore[at]! >= score && pairDays[at]! <= days) worse = true
        else if (pairScore[at]! <= score && pairDays[at]! >= days) pairScore[at] = -Infinity
      }
      if (worse) continue
      pairNeed[count] = need
      pairSupporter[count] = s
      pairDays[count] = days
      pairScore[count] = score
      pairSource[count] = index
      count++
    }
    // The ones overtaken by a later duplicate.
    let kept = first
    for (let at = first; at < count; at++) {
      if (pairScore[at] === -Infinity) continue
      pairNeed[kept] = pairNeed[at]!
      pairSupporter[kept] = s
      pairDays[kept] = pairDays[at]!
      pairScore[kept] = pairScore[at]!
      pairSource[kept] = pairSource[at]!
      kept++
    }
    count = kept
    pairStart[s + 1] = count
  }

  let valueStep = 0
  if (valueScale) {
    valueStep = reward
    for (let at = 0; at < count && valueStep !== 1; at++) valueStep = commonDivisor(valueStep, pairScore[at]!)
  }
  return {
    instance,
    categories,
    needCount: needs.length,
    supporterCount: supporters.length,
    level,
    most,
    served,
    capacity,
    pairCount: count,
    pairStart,
    pairNeed: pairNeed.slice(0, count),
    pairSupporter: pairSupporter.slice(0, count),
    pairDays: pairDays.slice(0, count),
    pairScore: pairScore.slice(0, count),
    pairSource: pairSource.slice(0, count),
    reward,
    pinned,
    pinnedValue,
    valueScale: valueScale || 1,
    valueStep,
    wholeDays: dayScale > 0,
  }
}

/** What no total can exceed, in size: every pair at once. */
function mostTotal(instance: Instance): number {
  let total = (instance.servedReward ?? 0) * instance.needs.length
  for (const pair of instance.pairs) total += Math.abs(pair.score)
  return total
}

/**
 * The least power of ten that makes every number whole, such that totals stay below `limit` and sums are
 * therefore exact; 0 when there is none up to 10^9.
 */
function commonDecimalScale(numbers: () => Iterable<number>, total: number, limit: number): number {
  let scale = 1
  for (const value of numbers()) {
    // The number as written: 0.1 becomes whole at 10, though no double is exactly a tenth.
    while (Math.round(value * scale) / scale !== value) {
      scale *= 10
      if (scale > 1e9) return 0
    }
  }
  return total * scale <= limit ? scale : 0
}

function commonDivisor(a: number, b: number): number {
  let x = Math.abs(a)
  let y = Math.abs(b)
  while (y > 0) [x, y] = [y, x % y]
  return x
}
