// Answers the questions people ask of a solved round: why this pair, why not that one, what does a rule cost. Pure;
// whatever is said of the whole is found by solving again, and carries its tolerance.

import type { Instance, Pair, PairName } from './instance.ts'
import { faultsOf } from './instance-faults.ts'
import { type Result, solve, type SolveOptions } from './solve.ts'

/** What one category gains or loses, for certain: the true difference lies between `least` and `most`. */
export interface Difference {
  category: number
  /** The difference of the two values found. */
  found: number
  least: number
  most: number
}

export interface WhyThis {
  kind: 'chosen'
  score: number
  days: number
  pinned: boolean
  /** 1 when no other pair of this need has a better score, and so on. */
  rank: number
  of: number
  /** Better pairs of the same need, and what stands in their way. */
  better: { supporter: string; score: number; daysWanted: number; daysLeft: number; busyWith: string[] }[]
  /** What the whole would lose without this pair, by category; null for a pin, which is not up for choice. */
  loss: Difference[] | null
}

export type WhyNot =
  | { kind: 'chosen' }
  | { kind: 'unknown'; what: 'need' | 'supporter' }
  /** No such pair: a rule outside this instance ruled it out before. */
  | { kind: 'not feasible' }
  | { kind: 'excluded' }
  | { kind: 'too many days'; daysWanted: number; daysFree: number }
  /** With the pins in force it cannot be had; the message names the limit. */
  | { kind: 'against the pins'; message: string }
  /** It could be had, at this price, by category in order: the first that differs decides. */
  | { kind: 'costs'; loss: Difference[]; served: number; instead: Result }

/** Re-solving is near exact unless told otherwise. */
const NEARLY_EXACT: SolveOptions = { gap: 1e-6 }

const same =
  (a: PairName) =>
  (b: PairName): boolean =>
    a.need === b.need && a.supporter === b.supporter

/** `result` must be of this instance and contain the pair; null when it does not. */
export function whyThis(
  instance: Instance,
  result: Result,
  name: PairName,
  options: SolveOptions = NEARLY_EXACT,
): WhyThis | null {
  const chosen = result.assignment.find(same(name))
  if (!chosen) return null
  const used = new Map<string, number>()
  for (const { supporter, days } of result.assignment) used.set(supporter, (used.get(supporter) ?? 0) + days)
  const free = new Map(instance.supporters.map(({ id, days }) => [id, days]))
  const own = instance.needs.find(({ id }) => id === name.need)!
  const offers = instance.pairs.filter(({ need }) => need === name.need)
  const better = offers
    .filter((pair) => pair.score > chosen.score && !result.assignment.some(same(pair)))
    .sort((a, b) => b.score - a.score)
    .map((pair) => ({
      supporter: pair.supporter,
      score: pair.score,
      daysWanted: pair.days ?? own.days,
      daysLeft: tidy(free.get(pair.supporter)! - (used.get(pair.supporter) ?? 0)),
      busyWith: result.assignment
        .filter(({ supporter }) => supporter === pair.supporter)
        .map(({ need }) => need),
    }))
  const pinned = (instance.pins ?? []).some(same(name))
  const without = pinned
    ? null
    : solve(
        {
          ...instance,
          exclusions: [...(instance.exclusions ?? []), { need: name.need, supporter: name.supporter }],
        },
        options,
      )
  return {
    kind: 'chosen',
    score: chosen.score,
    days: chosen.days,
    pinned,
    rank: 1 + offers.filter(({ score }) => score > chosen.score).length,
    of: offers.length,
    better,
    loss: without && differences(result, without),
  }
}

/**
 * Why a pair is not part of `result`: the rule that forbids it, or what the whole loses when it is forced. The loss
 * is exact to within its `least` and `most`, which come from the proven bounds of both solutions.
 */
export function whyNot(
  instance: Instance,
  result: Result,
  name: PairName,
  options: SolveOptions = NEARLY_EXACT,
): WhyNot {
  if (result.assignment.some(same(name))) return { kind: 'chosen' }
  const need = instance.needs.find(({ id }) => id === name.need)
  const supporter = instance.supporters.find(({ id }) => id === name.supporter)
  if (!need) return { kind: 'unknown', what: 'need' }
  if (!supporter) return { kind: 'unknown', what: 'supporter' }
  const pairs = instance.pairs.filter(same(name))
  if (pairs.length === 0) return { kind: 'not feasible' }
  if ((instance.exclusions ?? []).some(same(name))) return { kind: 'excluded' }
  const daysWanted = Math.min(...pairs.map(({ days }) => days ?? need.days))
  if (daysWanted > supporter.days) return { kind: 'too many days', daysWanted, daysFree: supporter.days }
  const forced: Instance = {
    ...instance,
    pins: [...(instance.pins ?? []), { need: name.need, supporter: name.supporter }],
  }
  const [fault] = faultsOf(forced)
  if (fault) return { kind: 'against the pins', message: fault.message }
  const instead = solve(forced, options)
  return { kind: 'costs', loss: differences(result, instead), served: instead.served, instead }
}

export interface CostOfRule {
  /** What the whole would gain if these pairs were allowed, by category. */
  gain: Difference[]
  servedNow: number
  servedThen: number
  relaxed: Result
}

/** What a rule costs: the same round with the pairs that the rule had removed put back. */
export function costOfRule(
  instance: Instance,
  result: Result,
  removed: readonly Pair[],
  options: SolveOptions = NEARLY_EXACT,
): CostOfRule {
  const relaxed = solve({ ...instance, pairs: [...instance.pairs, ...removed] }, options)
  return { gain: differences(relaxed, result), servedNow: result.served, servedThen: relaxed.served, relaxed }
}

/**
 * `a` minus `b`, by category. In every category up to the first that differs the ends of the interval are proven:
 * the best of either lies between its value and its bound there (README, "What the bound says").
 */
function differences(a: Result, b: Result): Difference[] {
  return a.categories.map((category, at) => ({
    category,
    found: tidy(a.value[at]! - b.value[at]!),
    least: tidy(a.value[at]! - b.bound[at]!),
    most: tidy(a.bound[at]! - b.value[at]!),
  }))
}

/** A difference of decimals without the dust of binary fractions. */
function tidy(value: number): number {
  const rounded = Number(value.toPrecision(12))
  return Math.abs(rounded) < 1e-9 ? 0 : rounded
}
