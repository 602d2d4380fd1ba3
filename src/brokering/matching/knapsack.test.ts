// The knapsack against a plain table over capacities.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeKnapsack } from './knapsack.ts'

test('the value is the optimum and the items taken fit and are worth it', () => {
  const item = fc.record({ weight: fc.nat(60), profit: fc.integer({ min: 1, max: 500 }) })
  // Profit near weight makes it hard: that is where branching runs out of steps and states take over.
  const hard = fc.nat(60).map((weight) => ({ weight, profit: weight + 10 }))
  fc.assert(
    fc.property(
      fc.oneof(fc.array(item, { maxLength: 120 }), fc.array(hard, { maxLength: 120 })),
      fc.nat(400),
      (items, capacity) => {
        const knapsack = makeKnapsack(items.length)
        const best = new Float64Array(capacity + 1)
        items.forEach(({ weight, profit }, k) => {
          knapsack.profit[k] = profit
          knapsack.weight[k] = weight
          knapsack.tag[k] = k
          for (let c = capacity; c >= weight; c--) best[c] = Math.max(best[c]!, best[c - weight]! + profit)
        })
        expect(knapsack.solve(items.length, capacity)).toBeCloseTo(best[capacity]!, 6)
        let [weight, profit] = [0, 0]
        for (let k = 0; k < items.length; k++) {
          if (!knapsack.taken[k]) continue
          weight += items[knapsack.tag[k]!]!.weight
          profit += items[knapsack.tag[k]!]!.profit
        }
        expect(weight).toBeLessThanOrEqual(capacity)
        expect(profit).toBeCloseTo(best[capacity]!, 6)
      },
    ),
    { numRuns: 200 },
  )
})
