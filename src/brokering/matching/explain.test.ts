// Explanations and the fair variant, against what exhaustive search says of the same small instances.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { smallInstance } from './arbitrary.ts'
import { exhaustiveBest } from './exhaustive.ts'
import { costOfRule, whyNot, whyThis } from './explain.ts'
import { solveFairly } from './fairness.ts'
import { generateRound } from './generate.ts'
import type { Instance } from './instance.ts'
import { solve } from './solve.ts'

const instance: Instance = {
  needs: [
    { id: 'A', days: 2, category: 1 },
    { id: 'B', days: 2, category: 1 },
    { id: 'C', days: 5, category: 1 },
  ],
  supporters: [
    { id: 'S', days: 2 },
    { id: 'T', days: 4 },
  ],
  pairs: [
    { need: 'A', supporter: 'S', score: 9 },
    { need: 'B', supporter: 'S', score: 10 },
    { need: 'B', supporter: 'T', score: 6 },
    { need: 'C', supporter: 'T', score: 8 },
  ],
}

describe('why this pair', () => {
  test('names the better ones, who has them, and what would be lost', () => {
    const result = solve(instance)
    expect(whyThis(instance, result, { need: 'B', supporter: 'T' })).toEqual({
      kind: 'chosen',
      score: 6,
      days: 2,
      pinned: false,
      rank: 2,
      of: 2,
      better: [{ supporter: 'S', score: 10, daysWanted: 2, daysLeft: 0, busyWith: ['A'] }],
      loss: [{ category: 1, found: 5, least: 5, most: 5 }],
    })
    expect(whyThis(instance, result, { need: 'B', supporter: 'S' })).toBeNull()
  })
})

describe('why not that pair', () => {
  const why = (need: string, supporter: string, more: Partial<Instance> = {}) =>
    whyNot({ ...instance, ...more }, solve({ ...instance, ...more }), { need, supporter })

  test('a rule that forbids it is named', () => {
    expect(why('A', 'T')).toEqual({ kind: 'not feasible' })
    expect(why('C', 'T')).toEqual({ kind: 'too many days', daysWanted: 5, daysFree: 4 })
    expect(why('A', 'X')).toEqual({ kind: 'unknown', what: 'supporter' })
    expect(why('A', 'S')).toEqual({ kind: 'chosen' })
    expect(why('A', 'S', { exclusions: [{ need: 'A', supporter: 'S' }] })).toEqual({ kind: 'excluded' })
    expect(why('A', 'S', { pins: [{ need: 'B', supporter: 'S' }] }).kind).toBe('against the pins')
  })

  test('else the whole loses by it, exactly as much as exhaustive search says', () => {
    expect(why('B', 'S')).toMatchObject({ kind: 'costs', loss: [{ found: 5, least: 5, most: 5 }], served: 1 })
    fc.assert(
      fc.property(smallInstance(5, 4, 1), fc.nat(100), (small, pick) => {
        const result = solve(small)
        const out = small.pairs.filter(
          (pair) =>
            !result.assignment.some(
              (chosen) => chosen.need === pair.need && chosen.supporter === pair.supporter,
            ) &&
            small.pairs.filter((p) => p.need === pair.need && p.supporter === pair.supporter).length === 1,
        )
        const pair = out[pick % Math.max(1, out.length)]
        fc.pre(pair !== undefined)
        const forced = { ...small, pins: [{ need: pair.need, supporter: pair.supporter }] }
        const [free, bound] = [exhaustiveBest(small)!, exhaustiveBest(forced)]
        const why = whyNot(small, result, pair)
        const losses = why.kind === 'costs' ? why.loss : []
        expect(losses.map(({ found }) => found.toFixed(6).replace('-0.000000', '0.000000'))).toEqual(
          (bound ?? []).map((value, at) => (free[at]! - value).toFixed(6).replace('-0.000000', '0.000000')),
        )
        expect(losses.every(({ found, least, most }) => least <= found + 1e-9 && found <= most + 1e-9)).toBe(
          true,
        )
      }),
      { numRuns: 60, maxSkipsPerRun: 1000 },
    )
  })
})

test('what a rule costs is what the whole gains when its pairs are put back', () => {
  const result = solve(instance)
  const answer = costOfRule(instance, result, [{ need: 'C', supporter: 'T', score: 8, days: 2 }])
  expect(answer).toMatchObject({ gain: [{ found: 8, least: 8, most: 8 }], servedNow: 2, servedThen: 3 })
})

describe('fairness', () => {
  test('as many are served as can be, and the worst-off of them as well off as can be', () => {
    const fair: Instance = {
      needs: ['A', 'B'].map((id) => ({ id, days: 1, category: 1 })),
      supporters: ['S', 'T'].map((id) => ({ id, days: 1 })),
      pairs: [
        { need: 'A', supporter: 'S', score: 100 },
        { need: 'A', supporter: 'T', score: 40 },
        { need: 'B', supporter: 'S', score: 50 },
        { need: 'B', supporter: 'T', score: 10 },
      ],
    }
    expect(solve(fair).value).toEqual([110])
    expect(solveFairly(fair)).toMatchObject({
      value: [90],
      bound: [110],
      served: 2,
      floor: 40,
      floorProven: true,
    })
  })

  test('pins stand below the floor', () => {
    const pinned = { ...instance, pins: [{ need: 'B', supporter: 'T' }] }
    expect(solveFairly(pinned)).toMatchObject({ served: 2, floor: 9, value: [15] })
  })

  test('on a round it serves no fewer, and its worst-off is no worse off', () => {
    const round = generateRound({ needs: 60, supporters: 30, pairs: 250, servedReward: 100 }, 6)
    const plain = solve(round)
    const fair = solveFairly(round)
    const floor = Math.min(...plain.assignment.map(({ score }) => score))
    expect(fair.served).toBeGreaterThanOrEqual(plain.served)
    expect(fair.served > plain.served || fair.floor! >= floor).toBe(true)
    expect(fair.value[0]!).toBeLessThanOrEqual(fair.bound[0]!)
  })
  test('nobody to serve has no floor', () => {
    expect(solveFairly({ needs: [], supporters: [], pairs: [] })).toMatchObject({ floor: null, served: 0 })
  })
})
