// The fair variant: first as many needs served as can be, category by category; then the worst-off served need as
// well off as can be; then the greatest total. It only arranges solves; solve.ts does the work.

import type { Instance } from './instance.ts'
import { type Result, solve, type SolveOptions } from './solve.ts'

export interface FairResult extends Result {
  /** No pair of the answer (pins apart) has a lower score than this; null when nobody is served. */
  floor: number | null
  /** Whether it is proven that no higher floor serves as many. */
  floorProven: boolean
}

/**
 * As `solve`, fairly. `value` and `bound` are those of the instance's own objective: the bound is on what is possible
 * without the floor, so the gap includes what fairness costs. With `seconds`, each of the dozen solves gets a part.
 */
export function solveFairly(instance: Instance, options: SolveOptions = {}): FairResult {
  const start = performance.now()
  const steps = 3 + Math.ceil(Math.log2(1 + instance.pairs.length))
  const part: SolveOptions = { ...options }
  if (options.seconds !== undefined) part.seconds = options.seconds / steps
  // Worth more than anything scores can add up to: one need more served is always better.
  let reward = 1
  for (const need of instance.needs) reward += need.most ?? 1
  reward *= 1 + 2 * instance.pairs.reduce((most, { score }) => Math.max(most, Math.abs(score)), 0)
  const counting: Instance = { ...instance, servedReward: reward }

  const plain = solve(instance, part)
  let best = solve(counting, part)
  const target = servedByCategory(instance, best)
  const pinned = new Set(
    (instance.pins ?? []).map(({ need, supporter }) => JSON.stringify([need, supporter])),
  )
  const isPinned = (pair: { need: string; supporter: string }) =>
    pinned.size > 0 && pinned.has(JSON.stringify([pair.need, pair.supporter]))

  const floors = [...new Set(instance.pairs.map(({ score }) => score))].sort((a, b) => a - b)
  let low = 0
  let high = floors.length
  let proven = true
  // Invariant: `floors[low]` serves the target (the lowest floor removes nothing); `high` does not.
  while (high - low > 1) {
    const middle = (low + high) >> 1
    const pairs = instance.pairs.filter((pair) => pair.score >= floors[middle]! || isPinned(pair))
    const tried = solve({ ...counting, pairs }, part)
    if (atLeast(servedByCategory(instance, tried), target)) {
      low = middle
      best = tried
    } else {
      high = middle
      proven = tried.gap === 0
    }
  }
  const valued = valueOf(instance, best)
  const bound = plain.bound.map((b, at) => Math.max(b, valued[at]!))
  return {
    ...best,
    value: valued,
    bound,
    gap: bound.reduce((gap, b, at) => {
      const more = b - valued[at]!
      if (more <= 1e-10 * Math.abs(b)) return gap
      return Math.max(gap, valued[at] === 0 ? 1 : more / Math.abs(valued[at]!))
    }, 0),
    floor: best.assignment.reduce<number | null>(
      (least, pair) => (isPinned(pair) || (least !== null && least <= pair.score) ? least : pair.score),
      null,
    ),
    floorProven: proven,
    seconds: (performance.now() - start) / 1000,
  }
}

function servedByCategory(instance: Instance, result: Result): number[] {
  const served = new Set(result.assignment.map(({ need }) => need))
  return result.categories.map(
    (category) => instance.needs.filter((need) => need.category === category && served.has(need.id)).length,
  )
}

/** Whether `a` is no worse than `b`, the first category deciding. */
function atLeast(a: number[], b: number[]): boolean {
  const at = a.findIndex((count, index) => count !== b[index])
  return at < 0 || a[at]! > b[at]!
}

function valueOf(instance: Instance, result: Result): number[] {
  const category = new Map(instance.needs.map((need) => [need.id, need.category]))
  const value = new Map<number, number>()
  const served = new Set<string>()
  for (const { need, score } of result.assignment) {
    const reward = served.has(need) ? 0 : (instance.servedReward ?? 0)
    served.add(need)
    value.set(category.get(need)!, (value.get(category.get(need)!) ?? 0) + score + reward)
  }
  return result.categories.map((own) => value.get(own) ?? 0)
}
