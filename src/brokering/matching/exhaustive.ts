// The plainest possible solver, for tests and small print: every choice is looked at, and nothing but hopeless
// branches is skipped. It shares no code with the engine, on purpose.

import type { Instance, Pair } from './instance.ts'

/**
 * The lexicographically best value by category, ascending, or null when the pins cannot all be kept. Time grows
 * without mercy: meant for up to about eight needs and six supporters.
 */
export function exhaustiveBest(instance: Instance): number[] | null {
  const categories = [...new Set(instance.needs.map(({ category }) => category))].sort((a, b) => a - b)
  const free = new Map(instance.supporters.map(({ id, days }) => [id, days]))
  const same = (a: { need: string; supporter: string }) => (b: { need: string; supporter: string }) =>
    a.need === b.need && a.supporter === b.supporter
  const reward = instance.servedReward ?? 0
  const options = instance.needs.map((need) =>
    instance.pairs.filter(
      (pair) => pair.need === need.id && !(instance.exclusions ?? []).some(same({ ...pair })),
    ),
  )
  // What the needs from each on could bring at most, whatever the days.
  const hope: number[][] = [categories.map(() => 0)]
  for (let k = instance.needs.length - 1; k >= 0; k--) {
    const need = instance.needs[k]!
    const scores = options[k]!.map(({ score }) => score).sort((a, b) => b - a)
    let best = 0
    let sum = reward
    for (let q = 0; q < Math.min(need.most ?? 1, scores.length); q++) {
      sum += scores[q]!
      best = Math.max(best, sum)
    }
    const after = [...hope[0]!]
    after[categories.indexOf(need.category)]! += best
    hope.unshift(after)
  }
  let best: number[] | null = null
  const value = categories.map(() => 0)

  function beats(a: number[], b: number[]): boolean {
    for (let l = 0; l < a.length; l++) {
      const close = 1e-9 * Math.max(1, Math.abs(a[l]!), Math.abs(b[l]!))
      if (a[l]! > b[l]! + close) return true
      if (a[l]! < b[l]! - close) return false
    }
    return false
  }

  function need(k: number) {
    if (
      best &&
      !beats(
        value.map((v, l) => v + hope[k]![l]!),
        best,
      )
    )
      return
    if (k === instance.needs.length) {
      best = [...value]
      return
    }
    const own = instance.needs[k]!
    const level = categories.indexOf(own.category)
    const pins = (instance.pins ?? []).filter((pin) => pin.need === own.id)
    const chosen: Pair[] = []
    function choose(from: number) {
      if (pins.every((pin) => chosen.some(same(pin)))) {
        const gain = chosen.reduce((sum, pair) => sum + pair.score, chosen.length > 0 ? reward : 0)
        value[level]! += gain
        need(k + 1)
        value[level]! -= gain
      }
      if (chosen.length === (own.most ?? 1)) return
      for (let q = from; q < options[k]!.length; q++) {
        const pair = options[k]![q]!
        const days = pair.days ?? own.days
        const before = free.get(pair.supporter)!
        if (chosen.some(({ supporter }) => supporter === pair.supporter) || days > before + 1e-9) continue
        free.set(pair.supporter, before - days)
        chosen.push(pair)
        choose(q + 1)
        chosen.pop()
        free.set(pair.supporter, before)
      }
    }
    choose(0)
  }
  need(0)
  return best
}
