// What the solver promises, as properties: valid, never worse than greedy, bound never below the optimum, exact where
// it says so, the same for the same seed. Referees: exhaustive search, and HiGHS for sizes beyond it.

import fc from 'fast-check'
import loadHighs, { type Highs } from 'highs'
import { describe, expect, test } from 'vitest'
import { smallInstance } from './arbitrary.ts'
import { compile } from './compile.ts'
import { exhaustiveBest } from './exhaustive.ts'
import { generateAssignmentProblem, generateRound } from './generate.ts'
import { greedyChoice } from './greedy.ts'
import { faultsOf } from './instance-faults.ts'
import type { Instance } from './instance.ts'
import { type Result, solve } from './solve.ts'

const CLOSE = 1e-7

function near(value: number): number {
  return CLOSE * Math.max(1, Math.abs(value))
}

/** Everything that makes an answer valid, whatever its quality. */
function expectValid(instance: Instance, result: Result) {
  const used = new Map<string, number>()
  const many = new Map<string, number>()
  const value = new Map(result.categories.map((category) => [category, 0]))
  const needs = new Map(instance.needs.map((need) => [need.id, need]))
  const seen = new Set<string>()
  const named = Map.groupBy(instance.pairs, ({ need, supporter }) => `${need} ${supporter}`)
  for (const { need, supporter, days, score } of result.assignment) {
    const key = `${need} ${supporter}`
    expect(seen.has(key), 'no pair twice').toBe(false)
    seen.add(key)
    const own = needs.get(need)!
    expect(
      named.get(key)?.some((pair) => pair.score === score && (pair.days ?? own.days) === days),
      'only pairs of the instance',
    ).toBe(true)
    used.set(supporter, (used.get(supporter) ?? 0) + days)
    const reward = many.has(need) ? 0 : (instance.servedReward ?? 0)
    many.set(need, (many.get(need) ?? 0) + 1)
    value.set(own.category, value.get(own.category)! + score + reward)
  }
  for (const { id, days } of instance.supporters)
    expect(used.get(id) ?? 0).toBeLessThanOrEqual(days + near(days))
  for (const { id, most } of instance.needs) expect(many.get(id) ?? 0).toBeLessThanOrEqual(most ?? 1)
  for (const pin of instance.pins ?? [])
    expect(seen.has(`${pin.need} ${pin.supporter}`), 'pins are kept').toBe(true)
  for (const { need, supporter } of instance.exclusions ?? [])
    expect(seen.has(`${need} ${supporter}`)).toBe(false)
  expect(result.served).toBe(many.size)
  result.categories.forEach((category, at) => {
    expect(Math.abs(result.value[at]! - value.get(category)!)).toBeLessThanOrEqual(near(value.get(category)!))
    expect(result.bound[at]!).toBeGreaterThanOrEqual(result.value[at]!)
  })
}

function withPins(instance: Instance, picks: readonly number[]): Instance {
  const pins: Instance['pins'] = []
  const exclusions: Instance['exclusions'] = []
  for (const pick of picks) {
    const pair = instance.pairs[pick % Math.max(1, instance.pairs.length)]
    if (!pair) break
    const name = { need: pair.need, supporter: pair.supporter }
    if (pick % 3 === 0) exclusions.push(name)
    else if (faultsOf({ ...instance, pins: [...pins, name], exclusions }).length === 0) pins.push(name)
  }
  const clean = exclusions.filter(
    (name) => !pins.some((pin) => pin.need === name.need && pin.supporter === name.supporter),
  )
  return { ...instance, pins, exclusions: clean }
}

describe('on instances small enough to try every choice', () => {
  test.each([
    [8, 6, 1],
    [5, 4, 3],
  ])('up to %i × %i, up to %i supporters each: the optimum in every category, and called so', (...size) => {
    fc.assert(
      fc.property(smallInstance(...size), fc.nat(1000), (instance, seed) => {
        const best = exhaustiveBest(instance)!
        const result = solve(instance, { seed })
        expectValid(instance, result)
        best.forEach((value, at) => {
          expect(Math.abs(result.value[at]! - value)).toBeLessThanOrEqual(near(value))
          expect(result.bound[at]!).toBeGreaterThanOrEqual(value - near(value))
        })
        expect(result.gap).toBe(0)
        expect(result.status).toBe('optimal')
      }),
      { numRuns: 150 },
    )
  })

  test('pins are kept and exclusions stay out, at the least possible cost', () => {
    fc.assert(
      fc.property(smallInstance(5, 4, 2), fc.array(fc.nat(1000), { maxLength: 5 }), (plain, picks) => {
        const instance = withPins(plain, picks)
        fc.pre(faultsOf(instance).length === 0)
        const doubled = new Set(instance.pairs.map(({ need, supporter }) => `${need} ${supporter}`))
        // A doubled pair that is pinned takes its better score, whichever is cheaper: not what exhaustion does.
        fc.pre(instance.pins!.length === 0 || doubled.size === instance.pairs.length)
        const best = exhaustiveBest(instance)!
        const result = solve(instance)
        expectValid(instance, result)
        best.forEach((value, at) =>
          expect(Math.abs(result.value[at]! - value)).toBeLessThanOrEqual(near(value)),
        )
      }),
      { numRuns: 100 },
    )
  })
})

// One instance in a hundred takes seconds; on a crowded machine that is minutes.
describe('on rounds of real shape', { timeout: 180_000 }, () => {
  const shapes = fc.record({
    needs: fc.integer({ min: 20, max: 160 }),
    supporters: fc.integer({ min: 8, max: 80 }),
    perNeed: fc.integer({ min: 2, max: 8 }),
    categories: fc.integer({ min: 1, max: 4 }),
    servedReward: fc.constantFrom(0, 10, 200),
    seed: fc.nat(10_000),
  })
  type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never
  const instanceOf = ({ needs, supporters, perNeed, categories, servedReward, seed }: Shape) =>
    generateRound({ needs, supporters, pairs: needs * perNeed, categories, servedReward }, seed)

  test('the answer is valid, its bound holds and it is never worse than greedy', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const instance = instanceOf(shape)
        const result = solve(instance, { seed: shape.seed, iterations: 60 })
        expectValid(instance, result)
        const greedy = greedyValue(instance)
        const differs = greedy.findIndex((value, at) => Math.abs(value - result.value[at]!) > near(value))
        expect(differs < 0 || result.value[differs]! > greedy[differs]!).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  test('the same seed and iterations give the same answer', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const run = () => {
          const { seconds: _, ...rest } = solve(instanceOf(shape), {
            seed: shape.seed,
            iterations: 40,
            gap: 0,
          })
          return rest
        }
        expect(run()).toEqual(run())
      }),
      { numRuns: 5 },
    )
  })

  test('stopped at any moment, the answer is valid and its bound not below the best known', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: 0, max: 40 }), (shape, patience) => {
        const instance = instanceOf(shape)
        const best = solve(instance, { gap: 0 })
        let asked = 0
        const result = solve(instance, { gap: 0, shouldStop: () => asked++ >= patience })
        expectValid(instance, result)
        // Up to the first category in which the two differ, the bound holds for the other one too.
        for (let at = 0; at < best.value.length; at++) {
          expect(result.bound[at]!).toBeGreaterThanOrEqual(best.value[at]! - near(best.value[at]!))
          if (Math.abs(best.value[at]! - result.value[at]!) > near(best.value[at]!)) break
        }
      }),
      { numRuns: 12 },
    )
  })

  test('HiGHS finds nothing above the bound and nothing better than an answer called optimal', async () => {
    // The package's types and its two module systems disagree about what its default export is.
    const highs = await (loadHighs as unknown as () => Promise<Highs>)()
    for (let seed = 1; seed <= 4; seed++) {
      const instance = generateRound(
        { needs: 40, supporters: 20, pairs: 200, categories: 1 + (seed % 3), servedReward: 40 * (seed % 2) },
        seed,
      )
      const result = solve(instance, { gap: 0 })
      const best = optimumByHighs(highs, instance)
      best.forEach((value, at) => {
        const tolerance = 1e-5 * Math.max(1, value)
        expect(result.bound[at]!).toBeGreaterThanOrEqual(value - tolerance)
        expect(result.status !== 'optimal' || Math.abs(result.value[at]! - value) <= tolerance).toBe(true)
      })
    }
  })
})

test('in a block of more than a hundred thousand pairs the answer is valid and far better than greedy', () => {
  const plain = generateRound({ needs: 4_000, supporters: 1_500, pairs: 103_000 }, 4)
  const instance = {
    ...plain,
    needs: plain.needs.map((need, at) => ({ ...need, category: at % 20 === 0 ? 1 : 2 })),
  }
  let asked = 0
  const result = solve(instance, { gap: 0.01, iterations: 70, shouldStop: () => ++asked > 1_500 })
  expectValid(instance, result)
  const [first, second] = greedyValue(instance)
  expect(result.value[0]).toBeGreaterThanOrEqual(first!)
  expect(result.value[1]).toBeGreaterThan(1.02 * second!)
  expect(result.gap).toBeLessThan(0.05)
}, 120_000)

test('several supporters to a need and a large reward for the first are proven as near as anything else', () => {
  const plain = generateRound({ needs: 300, supporters: 180, pairs: 1_600, servedReward: 1_000 }, 4)
  const instance = { ...plain, needs: plain.needs.map((need, at) => ({ ...need, most: 1 + (at % 2) })) }
  const result = solve(instance, { gap: 0.005 })
  expectValid(instance, result)
  expect(result.gap).toBeLessThanOrEqual(0.005)
})

describe('on generalised assignment problems', () => {
  test.each(['C', 'D', 'E'] as const)('kind %s is solved near its bound with every job assigned', (kind) => {
    const { instance, ceiling } = generateAssignmentProblem(kind, 4, 32, 3)
    const result = solve(instance, { gap: 0, iterations: 200 })
    expectValid(instance, result)
    expect(result.served).toBe(32)
    const whole = 32 * (ceiling + instance.servedReward!)
    const [cost, least] = [whole - result.value[0]!, whole - result.bound[0]!]
    expect((cost - least) / least).toBeLessThan(0.02)
  })
})

describe('on awkward instances', () => {
  const one = { id: 'S', days: 1 }
  test('nothing to do is done at once', () => {
    const empty = { assignment: [], gap: 0, served: 0, status: 'optimal' }
    expect(solve({ needs: [], supporters: [], pairs: [] })).toMatchObject({ ...empty, value: [], bound: [] })
    expect(solve({ needs: [], supporters: [one], pairs: [] })).toMatchObject(empty)
    const need = { id: 'N', days: 1, category: 2 }
    expect(solve({ needs: [need], supporters: [], pairs: [] })).toMatchObject({
      ...empty,
      value: [0],
      bound: [0],
    })
    expect(solve({ needs: [need], supporters: [one], pairs: [] })).toMatchObject({
      ...empty,
      value: [0],
      bound: [0],
    })
  })

  test('ten thousand needs for one supporter are settled', () => {
    const needs = Array.from({ length: 10_000 }, (_, i) => ({ id: `N${i}`, days: 0.5, category: 1 }))
    for (const scoreOf of [() => 1, (i: number) => (i * 7919) % 10_007]) {
      const instance: Instance = {
        needs,
        supporters: [{ id: 'S', days: 40 }],
        pairs: needs.map(({ id }, i) => ({ need: id, supporter: 'S', score: scoreOf(i) })),
      }
      const result = solve(instance)
      expectValid(instance, result)
      expect(result).toMatchObject({ served: 80, gap: 0, status: 'optimal' })
    }
  })

  test('when every score is the same, as many are served as can be', () => {
    const needs = Array.from({ length: 60 }, (_, i) => ({ id: `N${i}`, days: 1 + (i % 3), category: 1 }))
    const supporters = Array.from({ length: 12 }, (_, j) => ({ id: `S${j}`, days: 5 }))
    const pairs = needs.flatMap(({ id }) =>
      supporters.map((s) => ({ need: id, supporter: s.id, score: 0.7 })),
    )
    const result = solve({ needs, supporters, pairs })
    // Sixty days: twenty needs of one day and twenty of two.
    expect(result).toMatchObject({ served: 40, gap: 0 })
  })

  test('scores of 1e12 and 1e-12 stand side by side', () => {
    const instance: Instance = {
      needs: ['A', 'B', 'C', 'D'].map((id) => ({ id, days: 1, category: 1 })),
      supporters: ['S', 'T'].map((id) => ({ id, days: 1 })),
      pairs: [
        { need: 'A', supporter: 'S', score: 1e12 },
        { need: 'B', supporter: 'S', score: 1e-12 },
        { need: 'C', supporter: 'T', score: 1e-12 },
        { need: 'D', supporter: 'T', score: 2e-12 },
      ],
    }
    const result = solve(instance)
    expectValid(instance, result)
    expect(result.assignment.map(({ need }) => need)).toEqual(['A', 'D'])
    expect(result.gap).toBe(0)
  })

  test('tenths of days add up as they do on paper', () => {
    const needs = Array.from({ length: 3 }, (_, i) => ({ id: `N${i}`, days: 0.1, category: 1 }))
    const pairs = needs.map(({ id }) => ({ need: id, supporter: 'S', score: 1 }))
    expect(solve({ needs, supporters: [{ id: 'S', days: 0.3 }], pairs }).served).toBe(3)
    expect(solve({ needs, supporters: [{ id: 'S', days: 0.29 }], pairs }).served).toBe(2)
  })

  test('of a pair named twice the better counts, and both when each is better in its own way', () => {
    const needs = [
      { id: 'A', days: 3, category: 1 },
      { id: 'B', days: 1, category: 1 },
    ]
    const pairs = [
      { need: 'A', supporter: 'S', score: 5 },
      { need: 'A', supporter: 'S', score: 4, days: 1 },
      { need: 'A', supporter: 'S', score: 3, days: 2 },
      { need: 'B', supporter: 'S', score: 3 },
    ]
    expect(solve({ needs, supporters: [{ id: 'S', days: 2 }], pairs })).toMatchObject({ value: [7], gap: 0 })
    expect(solve({ needs, supporters: [{ id: 'S', days: 4 }], pairs })).toMatchObject({ value: [8], gap: 0 })
  })

  test('a need may have several supporters, but the reward and each supporter only once', () => {
    const instance: Instance = {
      needs: [{ id: 'A', days: 1, category: 1, most: 3 }],
      supporters: ['S', 'T'].map((id) => ({ id, days: 9 })),
      pairs: [
        { need: 'A', supporter: 'S', score: -2 },
        { need: 'A', supporter: 'S', score: 4, days: 3 },
        { need: 'A', supporter: 'T', score: -1 },
      ],
      servedReward: 10,
    }
    expect(solve(instance)).toMatchObject({ value: [14], gap: 0, served: 1 })
  })

  test('an earlier category is never traded for a later one, however much that would bring', () => {
    const instance: Instance = {
      needs: [
        { id: 'first', days: 2, category: 1 },
        ...[1, 2].map((k) => ({ id: `later ${k}`, days: 1, category: 7 })),
      ],
      supporters: [{ id: 'S', days: 2 }],
      pairs: [
        { need: 'first', supporter: 'S', score: 1 },
        ...[1, 2].map((k) => ({ need: `later ${k}`, supporter: 'S', score: 1000 })),
      ],
    }
    expect(solve(instance)).toMatchObject({ categories: [1, 7], value: [1, 0], bound: [1, 0], gap: 0 })
  })

  test('as many categories as needs are still solved', () => {
    const instance = generateRound({ needs: 150, supporters: 60, pairs: 700 }, 5)
    instance.needs.forEach((need, at) => (need.category = 150 - at))
    const result = solve(instance, { seconds: 20 })
    expectValid(instance, result)
    expect(result.value).toHaveLength(150)
  })
})

test('progress tells better values, better bounds and valid gaps', () => {
  const seen: number[] = []
  const instance = generateRound({ needs: 300, supporters: 100, pairs: 3000, categories: 2 }, 8)
  const result = solve(instance, {
    gap: 0,
    iterations: 60,
    onProgress({ value, bound, gap }) {
      value.forEach((v, at) => expect(bound[at]!).toBeGreaterThanOrEqual(v))
      expect(gap).toBeGreaterThanOrEqual(0)
      seen.push(gap)
    },
  })
  expectValid(instance, result)
  expect(seen.length).toBeGreaterThan(0)
})

function greedyValue(instance: Instance): number[] {
  const compiled = compile(instance)
  const choice = greedyChoice(compiled)
  const value = compiled.categories.map(() => 0)
  const served = new Set<number>()
  for (let pair = 0; pair < compiled.pairCount; pair++) {
    if (!choice[pair]) continue
    const need = compiled.pairNeed[pair]!
    const reward = served.has(need) ? 0 : (instance.servedReward ?? 0)
    served.add(need)
    value[compiled.level[need]!]! += compiled.pairScore[pair]! / compiled.valueScale + reward
  }
  return value
}

/** Category after category, the ones before held at their optimum. All needs have `most` 1. */
function optimumByHighs(highs: Highs, instance: Instance): number[] {
  const needs = new Map(instance.needs.map((need) => [need.id, need]))
  const categories = [...new Set(instance.needs.map(({ category }) => category))].sort((a, b) => a - b)
  const worth = instance.pairs.map(({ score }) => score + (instance.servedReward ?? 0))
  const sum = (terms: string[]) => (terms.length > 0 ? terms.join(' + ') : '0 x0')
  const objective = (category: number) =>
    sum(
      instance.pairs.flatMap((pair, e) =>
        needs.get(pair.need)!.category === category ? [`${worth[e]!.toFixed(4)} x${e}`] : [],
      ),
    )
  const rows: string[] = []
  for (const { id } of instance.needs) {
    const terms = instance.pairs.flatMap((pair, e) => (pair.need === id ? [`x${e}`] : []))
    if (terms.length > 0) rows.push(`${sum(terms)} <= 1`)
  }
  for (const { id, days } of instance.supporters) {
    const terms = instance.pairs.flatMap((pair, e) =>
      pair.supporter === id ? [`${pair.days ?? needs.get(pair.need)!.days} x${e}`] : [],
    )
    if (terms.length > 0) rows.push(`${sum(terms)} <= ${days}`)
  }
  return categories.map((category) => {
    const text = `Maximize\n obj: ${objective(category)}\nSubject To\n${rows.map((row, at) => ` r${at}: ${row}`).join('\n')}\nBinaries\n ${instance.pairs.map((_, e) => `x${e}`).join(' ')}\nEnd`
    const answer = highs.solve(text, { output_flag: false, mip_rel_gap: 0 })
    expect(answer.Status).toBe('Optimal')
    const value = answer.ObjectiveValue
    rows.push(`${objective(category)} >= ${(value - 1e-4).toFixed(4)}`)
    return value
  })
}
