// The solver's front door: takes an instance, gives an assignment with its value, a true bound and the gap between
// them for every category. Anytime and deterministic (README, "Manner"); no I/O beyond looking at the clock.

import { type Block, blocksOf, LARGE } from './block.ts'
import { type Compiled, compile } from './compile.ts'
import { applyConclusion, conclude, type Conclusion } from './conclude.ts'
import { greedyChoice } from './greedy.ts'
import type { Instance } from './instance.ts'
import { seededRandom } from './random.ts'
import { type Ascent, HEAVIEST, type Known, makeAscent } from './ascent.ts'
import { easyBound, solveStage, type StageResult } from './stage.ts'
import { makeState, type State } from './state.ts'

export interface SolveOptions {
  /** Wall-clock limit; none when absent. What is reached by then may differ from run to run. */
  seconds?: number
  /** The relative gap at which to stop, ≥ 0; 0.005 when absent. Small blocks are settled exactly all the same. */
  gap?: number
  /** Any whole number; 1 when absent. */
  seed?: number
  /** The most price steps for each block and category; 1,000 when absent. Runs limited by this alone are identical. */
  iterations?: number
  /** Told the state of things now and then; returning false ends the search with the best so far. */
  onProgress?: (progress: Progress) => boolean | void
  /** Asked often; true ends the search with the best so far. */
  shouldStop?: () => boolean
}

export interface Progress {
  /** By category, in order. */
  value: number[]
  bound: number[]
  gap: number
  /** Seconds since the start. */
  elapsed: number
}

export interface AssignedPair {
  need: string
  supporter: string
  days: number
  score: number
}

export interface Result {
  /** In the order of the instance's pairs, pins included. */
  assignment: AssignedPair[]
  /** The categories that occur, ascending; `value` and `bound` follow this order. */
  categories: number[]
  value: number[]
  bound: number[]
  /** The largest over categories of (bound − value) / |value|; 0 means optimal (README, "Gap"). */
  gap: number
  /** Needs with at least one supporter. */
  served: number
  seconds: number
  status: 'optimal' | 'gap' | 'time' | 'iterations' | 'stopped'
}

/** How often a stage is gone over at most. */
const PASSES = 4

/** Gaps of this size and less are rounding, not difference. */
const NOTHING = 1e-10

/** Precondition: `faultsOf(instance)` is empty; with faults the result means nothing. */
export function solve(instance: Instance, options: SolveOptions = {}): Result {
  const start = performance.now()
  const compiled = compile(instance)
  const run = makeRun(compiled, options, start)
  for (let stage = 0; stage < compiled.categories.length; stage++) run.stage(stage)
  return run.result()
}

function makeRun(compiled: Compiled, options: SolveOptions, start: number) {
  const { categories, pairCount, pairNeed, level } = compiled
  const target = options.gap ?? 0.005
  const random = seededRandom(options.seed ?? 1)
  const levels = categories.length
  let stopped = false
  /** The last stage begun, and what each level has so far. */
  let begun = -1
  const reached = compiled.pinnedValue.slice()
  let lastProgress = start

  const dropped = new Uint8Array(pairCount)
  const pairsUpTo = new Float64Array(levels + 1)
  for (let pair = 0; pair < pairCount; pair++) pairsUpTo[level[pairNeed[pair]!]! + 1]!++
  for (let l = 0; l < levels; l++) pairsUpTo[l + 1]! += pairsUpTo[l]!

  const greedyStart = performance.now()
  let on = greedyChoice(compiled)
  // Completing the answer at the end takes about as long as the greedy one, and a step under way is not broken off.
  const ending = Math.min(2 * (performance.now() - greedyStart), 100 * (options.seconds ?? 0))
  const deadline = options.seconds === undefined ? Infinity : start + 1000 * options.seconds - ending
  const values = (choice: Uint8Array) => valuesOf(compiled, choice)
  const greedyValue = values(on)
  const greedyAssignment = assignmentOf(compiled, on)
  const bound = new Float64Array(levels)
  for (let l = 0; l < levels; l++) bound[l] = compiled.pinnedValue[l]!
  addEasyBounds(compiled, bound)

  // What prices and weights have come to: by need in value units of its own level, and by level.
  const price = new Float64Array(compiled.needCount).fill(NaN)
  const weights = new Float64Array(levels)
  function learn(block: Block, ascent: Ascent | null) {
    if (!ascent || ascent.bound === Infinity) return
    const { best } = ascent
    for (let i = 0; i < block.needCount; i++)
      price[block.needSource[i]!] = best.price[i]! / best.weights[block.level[i]!]!
    if (block.pairCount > LARGE) block.levels.forEach((l, own) => (weights[l] = best.weights[own]!))
  }
  /** Small blocks find their own sooner. */
  const knownOf = (block: Block): Known | null =>
    block.pairCount <= LARGE
      ? null
      : {
          price: Float64Array.from(block.needSource, (need) => price[need]!),
          weights: Float64Array.from(block.levels, (l) => weights[l]!),
        }

  const timeUp = () => performance.now() >= deadline
  const toldToStop = () => {
    stopped ||= options.shouldStop?.() ?? false
    return stopped
  }

  /** Tells how things stand; whatever comes of later categories is not counted yet. */
  function report(value: Float64Array, bounds: Float64Array) {
    lastProgress = performance.now()
    const upper = bounds.map((b, l) => Math.max(b, value[l]!))
    const answer = options.onProgress?.({
      value: inScores(value),
      bound: inScores(upper),
      gap: gapOf(value, upper),
      elapsed: (lastProgress - start) / 1000,
    })
    if (answer === false) stopped = true
  }
  const soon = () => options.onProgress !== undefined && performance.now() - lastProgress >= 50
  /** What the block settles for later stages, judged at good prices. */
  function concluded(block: Block, state: State, earlier: Float64Array, found: StageResult): Conclusion {
    const value = state.value[block.stage]!
    const ascent = found.ascent ?? makeAscent(block, earlier)
    if (!found.ascent)
      for (let k = 0; k < 60 && (k === 0 || ascent.bound - value > block.close[block.stage]!); k++)
        ascent.step(value)
    const conclusion = conclude(
      compiled,
      block,
      ascent,
      value,
      earlier,
      dropped,
      () => toldToStop() || timeUp(),
    )
    // The choice at hand keeps what was reached: it cannot lack what is certain or have what is impossible.
    const have = new Set<number>()
    for (let pair = 0; pair < block.pairCount; pair++) if (state.on[pair]) have.add(block.pairSource[pair]!)
    return {
      certain: conclusion.certain.filter((pair) => have.has(pair)),
      impossible: conclusion.impossible.filter((pair) => !have.has(pair)),
    }
  }
  const inScores = (units: Float64Array) => Array.from(units, (v) => v / compiled.valueScale)

  /**
   * The stage's own pairs alone, in the days that the earlier levels' pairs leave as they stand. No bound follows from
   * it, but in a large block it finds more, sooner, than a search over all levels together does.
   */
  function fillIn(stage: number, until: number) {
    const capacity = compiled.capacity.slice()
    const closed = dropped.slice()
    for (let pair = 0; pair < pairCount; pair++) {
      if (level[pairNeed[pair]!]! >= stage) continue
      closed[pair] = 1
      if (!on[pair]) continue
      const j = compiled.pairSupporter[pair]!
      capacity[j] = Math.max(0, capacity[j]! - compiled.pairDays[pair]!)
    }
    for (let pair = 0; pair < pairCount; pair++)
      if (compiled.pairDays[pair]! > capacity[compiled.pairSupporter[pair]!]!) closed[pair] = 1
    for (const block of blocksOf({ ...compiled, capacity }, stage, closed)) {
      const state = makeState(block)
      for (let pair = 0; pair < block.pairCount; pair++)
        if (on[block.pairSource[pair]!] && state.fits(pair)) state.add(pair)
      state.settle()
      const { ascent } = solveStage(block, state, {
        aim: Math.min(target, 0.0005),
        iterations: options.iterations ?? 1000,
        random,
        known: null,
        stop: () => performance.now() >= until || toldToStop(),
        progress() {
          if (soon()) report(reached, bound)
        },
      })
      learn(block, ascent)
      copyBack(block, state.on, on)
    }
  }

  /** One pass over a stage's blocks; whether another would find them smaller by enough to be worth it. */
  function pass(stage: number): boolean {
    if (toldToStop() || timeUp()) return false
    const blocks = blocksOf(compiled, stage, dropped).sort((a, b) => a.pairCount - b.pairCount)
    // Later stages see all the pairs of this one and more.
    let laterWork = 0
    for (let l = stage + 1; l < levels; l++) laterWork += pairsUpTo[l + 1]!
    let work = pairsUpTo[stage + 1]!
    const easy = blocks.map(easyBound)
    const large = blocks.at(-1)
    if (stage > 0 && stage > begun && large && large.pairCount > LARGE) {
      const now = performance.now()
      fillIn(stage, now + (0.3 * (deadline - now)) / (levels - stage))
    }
    begun = stage
    const next = on.slice()
    const last = stage === levels - 1
    const conclusions: Conclusion[] = []
    // The stage's bound and value, block by block; of blocks to come, what is easily said.
    let stageBound = compiled.pinnedValue[stage]! + easy.reduce((sum, b) => sum + b, 0)
    reached[stage] = compiled.pinnedValue[stage]!
    blocks.forEach((block, at) => {
      const now = performance.now()
      // Time is shared out by size, with more for small blocks, since those can be settled and most end early.
      const part = Math.min(1, block.pairCount / (work + laterWork))
      const share = Math.max(50, (deadline - now) * Math.min(1, Math.max(1.2 * part, 0.3 * Math.sqrt(part))))
      const blockDeadline =
        laterWork > 0 || at < blocks.length - 1 ? Math.min(deadline, now + share) : deadline
      work -= block.pairCount
      const state = makeState(block)
      // What stands and still fits, earlier levels first.
      const standing: number[] = []
      for (let pair = 0; pair < block.pairCount; pair++)
        if (next[block.pairSource[pair]!]) standing.push(pair)
      standing.sort((a, b) => block.level[block.pairNeed[a]!]! - block.level[block.pairNeed[b]!]! || a - b)
      for (const pair of standing) if (state.fits(pair)) state.add(pair)
      state.settle()
      const own = block.stage
      const earlier = state.value.slice(0, own)
      const others = stageBound - easy[at]!
      let found: StageResult = { bound: Math.max(easy[at]!, state.value[own]!), ascent: null }
      if (!toldToStop() && !timeUp()) {
        found = solveStage(block, state, {
          aim: last ? target : 0,
          iterations: options.iterations ?? 1000,
          random,
          known: knownOf(block),
          stop: () => performance.now() >= blockDeadline || toldToStop(),
          progress(upper) {
            if (!soon()) return
            const value = reached.slice()
            value[stage]! += state.value[own]!
            const bounds = bound.slice()
            bounds[stage] = Math.min(bounds[stage]!, others + upper)
            report(value, bounds)
          },
        })
        learn(block, found.ascent)
        const near = found.bound - state.value[own]! <= target * Math.abs(state.value[own]!)
        if (!(last && near) && !toldToStop() && !timeUp())
          conclusions.push(concluded(block, state, earlier, found))
      }
      stageBound = others + found.bound
      reached[stage]! += state.value[own]!
      for (let l = 0; l < own; l++) reached[block.levels[l]!]! += state.value[l]! - earlier[l]!
      copyBack(block, state.on, next)
    })
    bound[stage] = Math.min(bound[stage]!, stageBound)
    const certain = conclusions.flatMap((conclusion) => conclusion.certain)
    const impossible = conclusions.flatMap((conclusion) => conclusion.impossible)
    applyConclusion(compiled, { certain, impossible }, dropped)
    for (const pair of certain) next[pair] = 0
    on = next
    report(reached, bound)
    const open = blocks.reduce((sum, block) => sum + block.pairCount, 0)
    const near = bound[stage] - reached[stage] <= target * Math.abs(reached[stage])
    return certain.length + impossible.length > 0.03 * open && !(last && near)
  }

  return {
    /** A stage is gone over again while what it settles makes its blocks fall apart further. */
    stage(stage: number) {
      // The known weights are ratios to the level before, which counts ten or five points of this one's for a start.
      const ratio = stage === 1 ? 10 : 5
      for (let l = 0; l < stage; l++) weights[l] = Math.min(HEAVIEST, ratio * weights[l]!)
      for (let k = 0; k < PASSES && pass(stage); k++);
    },
    result(): Result {
      // Levels not come to, and those that earlier ones have pushed aside, as far as they fit.
      on = greedyChoice(compiled, { choice: on, stage: begun, dropped })
      const asGreedy = lexicallyBetter(compiled, greedyValue, values(on))
      const value = asGreedy ? greedyValue : values(on)
      const upper = bound.map((b, l) => Math.max(b, value[l]!))
      const gap = gapOf(value, upper)
      const assignment = asGreedy ? greedyAssignment : assignmentOf(compiled, on)
      return {
        assignment,
        categories,
        value: inScores(value),
        bound: inScores(upper),
        gap,
        served: new Set(assignment.map(({ need }) => need)).size,
        seconds: (performance.now() - start) / 1000,
        status:
          gap === 0
            ? 'optimal'
            : gap <= target
              ? 'gap'
              : stopped
                ? 'stopped'
                : timeUp()
                  ? 'time'
                  : 'iterations',
      }
    },
  }
}

function copyBack(block: Block, from: Uint8Array, to: Uint8Array): void {
  for (let pair = 0; pair < block.pairCount; pair++) to[block.pairSource[pair]!] = from[pair]!
}

/** Each category's value, rewards and pins included, in value units. */
function valuesOf(compiled: Compiled, choice: Uint8Array): Float64Array {
  const value = compiled.pinnedValue.slice()
  const served = compiled.served.slice()
  for (let pair = 0; pair < compiled.pairCount; pair++) {
    if (!choice[pair]) continue
    const need = compiled.pairNeed[pair]!
    value[compiled.level[need]!]! += compiled.pairScore[pair]! + (served[need] ? 0 : compiled.reward)
    served[need] = 1
  }
  return value
}

/** What each category's needs would bring if none stood in another's way. */
function addEasyBounds(compiled: Compiled, bound: Float64Array): void {
  const values: number[][] = Array.from({ length: compiled.needCount }, () => [])
  for (let pair = 0; pair < compiled.pairCount; pair++)
    values[compiled.pairNeed[pair]!]!.push(compiled.pairScore[pair]!)
  values.forEach((own, need) => {
    if (own.length === 0) return
    own.sort((a, b) => b - a)
    let sum = compiled.served[need] ? 0 : compiled.reward
    for (let k = 0; k < Math.min(compiled.most[need]!, own.length); k++)
      sum += k === 0 ? own[k]! : Math.max(0, own[k]!)
    bound[compiled.level[need]!]! += Math.max(0, sum)
  })
}

function lexicallyBetter(compiled: Compiled, a: Float64Array, b: Float64Array): boolean {
  for (let l = 0; l < a.length; l++) {
    const close = compiled.valueStep > 0 ? 0.5 : 1e-12 * Math.max(Math.abs(a[l]!), Math.abs(b[l]!))
    if (a[l]! - b[l]! > close) return true
    if (b[l]! - a[l]! > close) return false
  }
  return false
}

function gapOf(value: Float64Array, bound: Float64Array): number {
  let gap = 0
  for (let l = 0; l < value.length; l++) {
    const more = bound[l]! - value[l]!
    const size = Math.abs(value[l]!)
    if (more <= NOTHING * Math.max(size, Math.abs(bound[l]!))) continue
    gap = Math.max(gap, size > 0 ? more / size : 1)
  }
  return gap
}

function assignmentOf(compiled: Compiled, choice: Uint8Array): AssignedPair[] {
  const { instance } = compiled
  const chosen = [...compiled.pinned]
  for (let pair = 0; pair < compiled.pairCount; pair++)
    if (choice[pair]) chosen.push(compiled.pairSource[pair]!)
  const days = new Map(instance.needs.map((need) => [need.id, need.days]))
  return chosen
    .sort((a, b) => a - b)
    .map((index) => {
      const pair = instance.pairs[index]!
      return {
        need: pair.need,
        supporter: pair.supporter,
        days: pair.days ?? days.get(pair.need)!,
        score: pair.score,
      }
    })
}
