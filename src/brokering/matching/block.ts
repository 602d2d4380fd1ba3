// A block: one independent part of an instance, numbered from 0, as a stage of the search sees it. It holds the
// needs of the levels up to the stage's own that are connected through supporters; nothing outside it matters.

import type { Compiled } from './compile.ts'

/** Blocks of more pairs than this are gone through in fewer and larger steps. */
export const LARGE = 100_000

export interface Block {
  /** The levels that occur here, as levels of the instance; within the block they count from 0. */
  levels: Int32Array
  /** The last of the block's own levels: the one whose value is sought, given those before it. */
  stage: number
  needCount: number
  supporterCount: number
  pairCount: number
  /** Indexes in the compiled instance. */
  needSource: Int32Array
  supporterSource: Int32Array
  pairSource: Int32Array
  level: Int32Array
  most: Int32Array
  /** The reward still to be had when this need gets its first supporter, where `most` > 1; else folded into `value`. */
  reward: Float64Array
  capacity: Float64Array
  /** Pairs by supporter. */
  pairStart: Int32Array
  pairNeed: Int32Array
  pairSupporter: Int32Array
  days: Float64Array
  value: Float64Array
  /** Pairs by need: `needPair[needStart[i] .. needStart[i+1]]` are pair numbers. */
  needStart: Int32Array
  needPair: Int32Array
  wholeDays: boolean
  valueStep: number
  /** By level: values no farther apart than this are the same, as far as sums of doubles can tell. */
  close: Float64Array
}

/**
 * The blocks of a stage: the connected parts of the pairs whose need's level is at most `stage` and that are not
 * `dropped`. Parts without a need of that very level are left out: nothing is sought there any more.
 */
export function blocksOf(compiled: Compiled, stage: number, dropped: Uint8Array): Block[] {
  const { needCount, pairCount, pairNeed, pairSupporter, level } = compiled
  const parent = Int32Array.from({ length: needCount + compiled.supporterCount }, (_, index) => index)
  const find = (node: number) => {
    let root = node
    while (parent[root] !== root) root = parent[root]!
    while (parent[node] !== root) {
      const up = parent[node]!
      parent[node] = root
      node = up
    }
    return root
  }
  const inside = (pair: number) => dropped[pair] === 0 && level[pairNeed[pair]!]! <= stage
  for (let pair = 0; pair < pairCount; pair++) {
    if (!inside(pair)) continue
    const a = find(pairNeed[pair]!)
    const b = find(needCount + pairSupporter[pair]!)
    if (a !== b) parent[Math.max(a, b)] = Math.min(a, b)
  }
  const sought = new Set<number>()
  for (let pair = 0; pair < pairCount; pair++)
    if (inside(pair) && level[pairNeed[pair]!] === stage) sought.add(find(pairNeed[pair]!))
  const groups = new Map<number, number[]>()
  for (let pair = 0; pair < pairCount; pair++) {
    if (!inside(pair)) continue
    const root = find(pairNeed[pair]!)
    if (!sought.has(root)) continue
    const list = groups.get(root)
    if (list) list.push(pair)
    else groups.set(root, [pair])
  }
  const localNeed = new Int32Array(needCount).fill(-1)
  return [...groups.values()].map((pairs) => blockFrom(compiled, pairs, localNeed))
}

function blockFrom(compiled: Compiled, pairs: number[], localNeed: Int32Array): Block {
  const needs: number[] = []
  const supporters: number[] = []
  const starts: number[] = []
  const pairCount = pairs.length
  const pairNeed = new Int32Array(pairCount)
  const pairSupporter = new Int32Array(pairCount)
  const days = new Float64Array(pairCount)
  const value = new Float64Array(pairCount)
  for (let at = 0; at < pairCount; at++) {
    const pair = pairs[at]!
    const need = compiled.pairNeed[pair]!
    const supporter = compiled.pairSupporter[pair]!
    if (supporters.at(-1) !== supporter) {
      supporters.push(supporter)
      starts.push(at)
    }
    if (localNeed[need] === -1) {
      localNeed[need] = needs.length
      needs.push(need)
    }
    pairNeed[at] = localNeed[need]!
    pairSupporter[at] = supporters.length - 1
    days[at] = compiled.pairDays[pair]!
    value[at] = compiled.pairScore[pair]!
  }
  starts.push(pairCount)
  for (const need of needs) localNeed[need] = -1

  const needCount = needs.length
  const needStart = new Int32Array(needCount + 1)
  for (let at = 0; at < pairCount; at++) needStart[pairNeed[at]! + 1]!++
  for (let i = 0; i < needCount; i++) needStart[i + 1]! += needStart[i]!
  const next = needStart.slice()
  const needPair = new Int32Array(pairCount)
  for (let at = 0; at < pairCount; at++) needPair[next[pairNeed[at]!]!++] = at

  const most = Int32Array.from(needs, (need, i) =>
    Math.min(compiled.most[need]!, needStart[i + 1]! - needStart[i]!),
  )
  const reward = new Float64Array(needCount)
  for (let i = 0; i < needCount; i++) {
    if (compiled.served[needs[i]!] || compiled.reward === 0) continue
    if (most[i]! > 1) reward[i] = compiled.reward
    else for (let q = needStart[i]!; q < needStart[i + 1]!; q++) value[needPair[q]!]! += compiled.reward
  }
  const levels = Int32Array.from(new Set(needs.map((need) => compiled.level[need]!))).sort()
  const localLevel = new Map(Array.from(levels, (level, index) => [level, index]))
  const level = Int32Array.from(needs, (need) => localLevel.get(compiled.level[need]!)!)
  const stage = levels.length - 1
  const close = new Float64Array(stage + 1)
  if (compiled.valueStep > 0) close.fill(compiled.valueStep / 2)
  else {
    for (let at = 0; at < pairCount; at++) {
      const i = pairNeed[at]!
      const own = 1e-12 * (Math.abs(value[at]!) + reward[i]!)
      if (own > close[level[i]!]!) close[level[i]!] = own
    }
  }
  return {
    levels,
    stage,
    needCount,
    supporterCount: supporters.length,
    pairCount,
    needSource: Int32Array.from(needs),
    supporterSource: Int32Array.from(supporters),
    pairSource: Int32Array.from(pairs),
    level,
    most,
    reward,
    capacity: Float64Array.from(supporters, (supporter) => compiled.capacity[supporter]!),
    pairStart: Int32Array.from(starts),
    pairNeed,
    pairSupporter,
    days,
    value,
    needStart,
    needPair,
    wholeDays: compiled.wholeDays,
    valueStep: compiled.valueStep,
    close,
  }
}
