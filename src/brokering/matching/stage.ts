// One block in one stage: finds a good choice and a bound on the best, and stops when they are near enough. The
// order of work: local search, price steps with repair around them, exact search where the block allows it.

import { type Ascent, type Known, makeAscent } from './ascent.ts'
import { type Block, LARGE } from './block.ts'
import { dive } from './dive.ts'
import { settle } from './exact.ts'
import { type LocalSearch, makeLocalSearch } from './local-search.ts'
import type { Random } from './random.ts'
import type { State } from './state.ts'

export interface StageControl {
  /** The relative gap that is near enough for this block. */
  aim: number
  /** The most price steps, and the most rounds of repair after them; both without end when Infinity. */
  iterations: number
  random: Random
  /** Where the price steps may begin. */
  known: Known | null
  stop: () => boolean
  /** Told now and then; the bound is this block's. */
  progress: (bound: number) => void
}

export interface StageResult {
  /** No choice that keeps the earlier levels' values has more of the stage's value than this. */
  bound: number
  /** The prices behind the bound, where there were any. */
  ascent: Ascent | null
}

/** Blocks of up to so many pairs are settled at once. */
const SMALL = 64
/** The exact search may visit about so many pairs in all, nodes times pairs. */
const EXACT_WORK = 1_000_000

/**
 * Improves `state` (which must be valid) and bounds the stage's value within this block from above, for every choice
 * that has at least as much in each earlier level as `state` has now.
 */
export function solveStage(block: Block, state: State, control: StageControl): StageResult {
  const { stage } = block
  const earlier = state.value.slice(0, stage)
  const value = () => state.value[stage]!
  const close = block.close[stage]!
  let bound = easyBound(block)
  const settled = () => bound - value() <= close
  const done = () => bound - value() <= Math.max(close, control.aim * Math.abs(value()))
  const lower = (upper: number) => {
    const reachable = block.valueStep > 0 ? Math.floor(upper / block.valueStep) * block.valueStep : upper
    bound = Math.max(value(), Math.min(bound, reachable))
  }

  const search = makeLocalSearch(block, state, control.stop)
  search.addWhatFits(everyNeed(block))
  const polish = makePolish(block, state, search)
  if (settled()) return { bound: value(), ascent: null }
  if (block.pairCount <= SMALL) {
    polish(Infinity)
    const limits = { nodes: 100_000, stop: control.stop }
    if (settled() || (stage === 0 && settle(block, state, earlier, null, null, limits)))
      return { bound: value(), ascent: null }
  }

  const ascent = makeAscent(block, earlier, control.known)
  const repair = makeRepair(block, state, search, ascent, control.random)
  const regions = Math.max(1, Math.round(block.supporterCount / 100))
  const large = block.pairCount > LARGE
  const dives = !large ? DIVES : stage === 0 ? DIVES_IF_LARGE : NO_DIVES
  // In a large block prices come first: what they suggest is better than anything a local search reaches meanwhile.
  let polished = large ? false : polish(20 * block.pairCount)
  // Where a dive into a large block has hardly moved the answer, it is the bound that is too high.
  let vain = false
  while (ascent.iterations < control.iterations && !ascent.stalled()) {
    if (ascent.iterations > 0 && control.stop()) break
    ascent.step(value())
    lower(ascent.bound)
    if (done()) break
    if (large && ascent.iterations <= FIRST_DIVE) {
      // Nothing else yet.
    } else if (!polished) polished = polish(block.pairCount)
    else {
      const fresh = REBUILDS.has(ascent.iterations) || (ascent.iterations === 1 && repair.agreed())
      if (stage === 0 && fresh) repair.everywhere()
      // In a large block's later stage it gains next to nothing and takes two thirds of the time.
      if (!large || stage === 0) for (let k = 0; k < regions; k++) repair.somewhere()
    }
    if (dives.has(ascent.iterations) && !vain) {
      const had = value()
      repair.dive(true, control.stop)
      vain = large && value() - had < VAIN * (ascent.bound - value())
    }
    lower(ascent.bound)
    if (ascent.iterations % 10 === 0) control.progress(bound)
  }
  control.progress(bound)
  if (settled()) return { bound: value(), ascent }

  if (!done() && !vain && !control.stop()) {
    repair.dive(true, control.stop)
    lower(bound)
  }
  // Settle it, if the tree is small enough to hope for.
  if (!control.stop() && (!done() || block.pairCount <= 4 * SMALL)) {
    const work = done() ? EXACT_WORK / 40 : EXACT_WORK
    const nodes = block.pairCount <= SMALL ? 100_000 : Math.ceil(work / block.pairCount)
    const limits = { nodes, stop: control.stop }
    ascent.recall()
    if (settle(block, state, earlier, ascent.dual.price, ascent.dual.weights, limits))
      return { bound: value(), ascent }
    lower(bound)
  }
  ascent.recall()
  const rounds = vain ? 0 : ROUNDS
  for (
    let turn = 0, idle = 0;
    turn < rounds && idle < (large ? 2 : 4) && !done() && !control.stop();
    turn++
  ) {
    const before = value()
    if (!polished) polished = polish(10 * block.pairCount)
    repair.dive(turn % 2 === 0, control.stop)
    for (let k = 0; k < 20 * regions && (k % 8 > 0 || !control.stop()); k++) repair.somewhere()
    idle = value() - before > close ? 0 : idle + 1
    lower(bound)
    control.progress(bound)
  }
  return { bound, ascent }
}

/** The price steps after which a whole new choice is drawn from the relaxation. */
const DIVES = new Set([60, 150])
/** In large blocks a dive beats everything before it by far, so the first comes early. */
const FIRST_DIVE = 60
const DIVES_IF_LARGE = new Set([FIRST_DIVE, 120, 200, 300])
/** Later stages of large blocks begin with what dives over their own pairs alone have found (`solve.ts`). */
const NO_DIVES = new Set<number>()
/** A dive into a large block that gains less than this part of the gap is the last. */
const VAIN = 0.05
/** How many more such choices after the last price step. */
const ROUNDS = 12

/** The first local search, short chains before long ones, a budget at a time; true when nothing is left to try. */
function makePolish(block: Block, state: State, search: LocalSearch): (budget: number) => boolean {
  const deepest = block.pairCount > LARGE ? 1 : 2
  let depth = 0
  let all = everyNeed(block)
  return (budget) => {
    while (depth < deepest) {
      if (!search.improve(all, depth + 1, budget)) {
        all = nobody()
        return false
      }
      state.settle()
      depth++
      all = everyNeed(block)
    }
    return true
  }
}

function* nobody(): Generator<number> {}

const REBUILDS = new Set([15, 30, 50, 75, 100, 150, 200, 300])

/** What the needs of the stage's level would bring if none stood in another's way. */
export function easyBound(block: Block): number {
  let bound = 0
  for (let i = 0; i < block.needCount; i++) {
    if (block.level[i] !== block.stage) continue
    const values: number[] = []
    for (let q = block.needStart[i]!; q < block.needStart[i + 1]!; q++)
      values.push(block.value[block.needPair[q]!]!)
    values.sort((a, b) => b - a)
    let own = block.reward[i]!
    for (let k = 0; k < Math.min(block.most[i]!, values.length); k++) own += Math.max(0, values[k]!)
    // A value may be below zero and yet be worth the reward.
    bound += own
  }
  return bound
}

function* everyNeed(block: Block): Generator<number> {
  for (let i = 0; i < block.needCount; i++) yield i
}

interface Repair {
  /** Whether no need is chosen by more supporters than it may have: then the choices are an answer as they are. */
  agreed(): boolean
  /** Starts anew from the supporters' choices at the present prices; stays only if better. */
  everywhere(): void
  /** The same for a few neighbouring supporters. */
  somewhere(): void
  /** Starts anew from a dive, keeping the earlier levels' pairs if told; stays only if better. */
  dive(keepEarlier: boolean, stop: () => boolean): void
}

function makeRepair(block: Block, state: State, search: LocalSearch, ascent: Ascent, random: Random): Repair {
  const { stage, needCount, supporterCount, needStart, needPair, pairStart, pairNeed, pairSupporter, level } =
    block
  const { price, worth, chosen, count } = ascent.dual
  const inRegion = new Uint8Array(supporterCount)
  const touched = new Int32Array(needCount)
  const isTouched = new Uint8Array(needCount)
  const before = new Float64Array(stage + 1)
  // Regions of some thirty needs at most, so that repairing one is quick.
  const widest = Math.max(1, Math.min(9, Math.round((40 * supporterCount) / needCount) - 1))
  const pick = (n: number) => Math.min(n - 1, Math.floor(random() * n))

  function neighbours(from: number, size: number): number[] {
    const region = [from]
    inRegion[from] = 1
    for (let at = 0; at < region.length && region.length < size; at++) {
      const j = region[at]!
      const start = pairStart[j]!
      const degree = pairStart[j + 1]! - start
      for (let tries = 0; tries < 6 && region.length < size; tries++) {
        // Through a need it has, more often than not; else through any it might have.
        const pair =
          state.load[j]! > 0 && random() < 0.6
            ? state.held[start + pick(state.load[j]!)]!
            : start + pick(degree)
        const i = pairNeed[pair]!
        const next = pairSupporter[needPair[needStart[i]! + pick(needStart[i + 1]! - needStart[i]!)]!]!
        if (inRegion[next]) continue
        inRegion[next] = 1
        region.push(next)
      }
    }
    return region
  }

  function rebuild(region: readonly number[], keepEarlier: boolean, budget: number) {
    for (let l = 0; l <= stage; l++) before[l] = state.value[l]!
    const mark = state.mark()
    let many = 0
    const touch = (i: number) => {
      if (isTouched[i]) return
      isTouched[i] = 1
      touched[many++] = i
    }
    const wish: number[] = []
    const key = new Map<number, number>()
    for (const j of region) {
      for (let k = state.load[j]! - 1; k >= 0; k--) {
        const pair = state.held[pairStart[j]! + k]!
        if (keepEarlier && level[pairNeed[pair]!]! < stage) continue
        touch(pairNeed[pair]!)
        state.remove(pair)
      }
      for (let pair = pairStart[j]!; pair < pairStart[j + 1]!; pair++) {
        const i = pairNeed[pair]!
        if (state.count[i]! >= block.most[i]!) continue
        if (!chosen[pair]) continue
        touch(i)
        wish.push(pair)
        key.set(pair, (worth[pair]! - price[i]!) * (0.7 + 0.6 * random()))
      }
    }
    wish.sort((a, b) => key.get(b)! - key.get(a)! || a - b)
    for (const pair of wish) if (state.fits(pair)) state.add(pair)
    const list = touched.slice(0, many)
    for (let k = 0; k < many; k++) isTouched[list[k]!] = 0
    const hopeful = new Set<number>()
    for (const j of region)
      for (let pair = pairStart[j]!; pair < pairStart[j + 1]!; pair++)
        if (state.fits(pair)) hopeful.add(pairNeed[pair]!)
    search.addWhatFits(hopeful)
    search.improve(list, 2, budget)
    search.forget()
    keepIfNoWorse(mark)
  }

  /** The choice as it is, unless it is worse than at `before`: then as it was. */
  function keepIfNoWorse(mark: number) {
    let kept = true
    for (let l = 0; l < stage; l++) if (state.value[l]! < before[l]! - block.close[l]!) kept = false
    // Sideways is welcome: it leads elsewhere.
    if (!kept || state.value[stage]! < before[stage]! - block.close[stage]! / 2) state.undo(mark)
    else if (mark === 0) state.settle()
  }

  /**
   * Where the choice differs from `old`, the differences fall into parts that share no need and no supporter; each
   * part by itself may be taken back. Those that lose by the change are.
   */
  function keepBetterParts(old: Uint8Array) {
    const parent = Int32Array.from({ length: needCount + supporterCount }, (_, node) => node)
    const find = (node: number) => {
      while (parent[node] !== node) node = parent[node] = parent[parent[node]!]!
      return node
    }
    const differing: number[] = []
    for (let pair = 0; pair < block.pairCount; pair++) {
      if (old[pair] === state.on[pair]) continue
      differing.push(pair)
      parent[find(pairNeed[pair]!)] = find(needCount + pairSupporter[pair]!)
    }
    if (differing.length === 0) return
    // What each part has gained, level by level.
    const gains = new Map<number, Float64Array>()
    const had = new Map<number, number>()
    for (const pair of differing) {
      const i = pairNeed[pair]!
      const root = find(i)
      let gain = gains.get(root)
      if (!gain) gains.set(root, (gain = new Float64Array(stage + 1)))
      gain[level[i]!]! += old[pair] ? -block.value[pair]! : block.value[pair]!
      if (block.reward[i]! > 0) had.set(i, (had.get(i) ?? state.count[i]!) + (old[pair] ? 1 : -1))
    }
    for (const [i, before] of had)
      gains.get(find(i))![level[i]!]! +=
        (state.count[i]! > 0 ? block.reward[i]! : 0) - (before > 0 ? block.reward[i]! : 0)
    const loses = (gain: Float64Array) => {
      for (let l = 0; l <= stage; l++) {
        if (gain[l]! < -block.close[l]!) return true
        if (gain[l]! > block.close[l]!) return false
      }
      return false
    }
    const back = differing.filter((pair) => loses(gains.get(find(pairNeed[pair]!))!))
    for (const pair of back) if (!old[pair]) state.remove(pair)
    for (const pair of back) if (old[pair] && state.fits(pair)) state.add(pair)
  }

  return {
    agreed: () => block.most.every((most, i) => count[i]! <= most),
    everywhere() {
      rebuild(
        Array.from({ length: supporterCount }, (_, j) => j),
        false,
        20 * block.pairCount,
      )
    },
    somewhere() {
      // Where supply and demand differ, if such a place is found soon.
      let i = pick(needCount)
      for (let tries = 0; tries < 8; tries++) {
        const other = pick(needCount)
        if (count[other] !== state.count[other]) {
          i = other
          break
        }
      }
      const from = pairSupporter[needPair[needStart[i]! + pick(needStart[i + 1]! - needStart[i]!)]!]!
      const region = neighbours(from, Math.min(supporterCount, 2 + pick(widest)))
      rebuild(region, stage > 0 && random() < 0.7, 3000)
      for (const j of region) inRegion[j] = 0
    },
    dive(keepEarlier, stop) {
      const given: number[] = []
      const rest: number[] = []
      for (let pair = 0; pair < block.pairCount; pair++)
        if (state.on[pair]) (keepEarlier && level[pairNeed[pair]!]! < stage ? given : rest).push(pair)
      ascent.recall()
      const distance = Math.max(ascent.bound - state.value[stage]!, 1e-7 * Math.abs(state.value[stage]!))
      const start = { prices: price, weights: ascent.dual.weights, given, distance }
      const taken = dive(block, start, random, stop)
      for (let l = 0; l <= stage; l++) before[l] = state.value[l]!
      const mark = state.mark()
      const old = state.on.slice()
      for (const pair of rest) state.remove(pair)
      for (const pair of taken) if (state.fits(pair)) state.add(pair)
      search.addWhatFits(everyNeed(block))
      search.improve(everyNeed(block), 1, (block.pairCount > LARGE ? 5 : 20) * block.pairCount)
      search.forget()
      if (block.pairCount <= LARGE) {
        search.improve(everyNeed(block), 2, 20 * block.pairCount)
        search.forget()
      }
      keepBetterParts(old)
      keepIfNoWorse(mark)
    },
  }
}
