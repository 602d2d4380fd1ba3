// Every fault of an instance file is named by its place; what has none can be solved.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { smallInstance } from './arbitrary.ts'
import { faultsOf, parseInstance } from './instance-faults.ts'
import { solve } from './solve.ts'

const sound = () => ({
  needs: [
    { id: 'A', days: 2, category: 1 },
    { id: 'B', days: 3, category: 2, most: 2 },
  ],
  supporters: [
    { id: 'S', days: 4 },
    { id: 'T', days: 1 },
  ],
  pairs: [
    { need: 'A', supporter: 'S', score: 5 },
    { need: 'B', supporter: 'S', score: 4 },
    { need: 'B', supporter: 'T', score: 3, days: 1 },
  ],
})

/** The one fault found after the change, as `place: message`. */
function faultAfter(
  change: (instance: Record<string, unknown> & ReturnType<typeof sound>) => unknown,
): string {
  const instance = sound() as Record<string, unknown> & ReturnType<typeof sound>
  change(instance)
  const faults = faultsOf(instance)
  expect(faults).toHaveLength(1)
  return `${faults[0]!.place}: ${faults[0]!.message}`
}

describe('a fault is named by its place', () => {
  test('an id that is not there', () => {
    expect(faultAfter((i) => (i.pairs[1]!.need = 'C'))).toBe(
      'pairs[1].need: names a need that is not there: "C"',
    )
    expect(faultAfter((i) => (i['exclusions'] = [{ need: 'A', supporter: 'X' }]))).toMatch(
      /^exclusions\[0\]\.supporter: /,
    )
  })
  test('an id twice', () => {
    expect(faultAfter((i) => i.needs.push({ id: 'A', days: 1, category: 1 }))).toBe(
      'needs[2].id: is the same as needs[0].id: "A"',
    )
  })
  test('days and rewards below nothing', () => {
    expect(faultAfter((i) => (i.needs[0]!.days = -1))).toBe('needs[0].days: must not be negative')
    expect(faultAfter((i) => (i.supporters[1]!.days = -0.5))).toBe('supporters[1].days: must not be negative')
    expect(faultAfter((i) => (i.pairs[2]!.days = -3))).toBe('pairs[2].days: must not be negative')
    expect(faultAfter((i) => (i['servedReward'] = -3))).toBe('servedReward: must not be negative')
  })
  test('numbers that are none, not finite or beyond reason', () => {
    expect(faultAfter((i) => (i.pairs[0]!.score = Number.NaN))).toBe(
      'pairs[0].score: must be a finite number',
    )
    expect(faultAfter((i) => (i.pairs[0]!.score = '5' as unknown as number))).toBe(
      'pairs[0].score: must be a number',
    )
    expect(faultAfter((i) => (i.pairs[0]!.score = 1e300))).toMatch(/no larger than/)
    const overflow = parseInstance(JSON.stringify(sound()).replace('"score":5', '"score":1e999'))
    expect(overflow.faults).toEqual([{ place: 'pairs[0].score', message: 'must be a finite number' }])
  })
  test('a limit of supporters that is not a count', () => {
    expect(faultAfter((i) => (i.needs[1]!.most = 1.5))).toBe('needs[1].most: must be a whole number')
    expect(faultAfter((i) => (i.needs[1]!.most = 0))).toBe('needs[1].most: must be at least 1')
  })
  test('pins that break a limit', () => {
    const pins = (...list: [string, string][]) => list.map(([need, supporter]) => ({ need, supporter }))
    expect(faultAfter((i) => (i['pins'] = pins(['A', 'T'])))).toBe(
      'pins[0]: names a pair that is not among the pairs',
    )
    expect(faultAfter((i) => (i['pins'] = pins(['A', 'S'], ['B', 'S'])))).toBe(
      'pins[1]: breaks a limit: "S" has 4 days, and the pins up to here take 5',
    )
    expect(
      faultAfter((i) => {
        delete i.needs[1]!.most
        i['pins'] = pins(['B', 'S'], ['B', 'T'])
      }),
    ).toBe('pins[1]: is one supporter too many: "B" may have 1')
    expect(
      faultAfter((i) => {
        i['pins'] = pins(['B', 'T'])
        i['exclusions'] = pins(['B', 'T'])
      }),
    ).toBe('pins[0]: is also excluded')
  })
  test('shapes that are wrong, and keys that are misspelt', () => {
    expect(faultsOf([])).toEqual([
      { place: '', message: 'must be an object with needs, supporters and pairs' },
    ])
    expect(faultsOf(null)).toHaveLength(1)
    expect(faultAfter((i) => delete (i as Partial<typeof i>).pairs)).toBe('pairs: is missing')
    expect(faultAfter((i) => i.needs.push(null as never))).toBe('needs[2]: must be an object')
    expect(faultAfter((i) => (i['servedreward'] = 3))).toMatch(/^"servedreward": is not a known key/)
    expect(faultAfter((i) => ((i.pairs[0] as Record<string, unknown>)['sore'] = 3))).toMatch(
      /^pairs\[0\]\."sore"/,
    )
  })
})

describe('text that cannot be read', () => {
  test('is placed by line and column', () => {
    expect(parseInstance('{\n  "needs": [,]\n}').faults).toEqual([
      { place: '', message: 'This is not JSON: the fault is at line 2, column 13' },
    ])
    expect(parseInstance('').faults![0]!.message).toMatch(/empty/)
    expect(parseInstance('{"needs": [').faults).toHaveLength(1)
  })
  test('however deep it is nested, it is refused and not a crash', () => {
    for (const depth of [10_000, 2_000_000]) {
      const text = '['.repeat(depth) + ']'.repeat(depth)
      expect(parseInstance(text).faults).toHaveLength(1)
    }
  })
  test('a byte order mark is no fault', () => {
    expect(parseInstance(`\uFEFF${JSON.stringify(sound())}`).faults).toBeNull()
  })
})

test('the list of faults ends, and long ids are cut', () => {
  const pairs = Array.from({ length: 5000 }, () => ({ need: 'x'.repeat(100_000), supporter: 'S', score: 1 }))
  const faults = faultsOf({ ...sound(), pairs })
  expect(faults).toHaveLength(100)
  expect(Math.max(...faults.map(({ message }) => message.length))).toBeLessThan(200)
})

test('ids may be as long and strange as they like', () => {
  const strange = ['__proto__', 'constructor', '', 'ü\u0000"\\', 'x'.repeat(200_000)].map((id) => `${id}!`)
  const instance = {
    needs: strange.map((id) => ({ id, days: 1, category: 1 })),
    supporters: strange.map((id) => ({ id, days: 1 })),
    pairs: strange.map((id) => ({ need: id, supporter: id, score: 1 })),
  }
  const parsed = parseInstance(JSON.stringify(instance))
  expect(parsed.faults).toBeNull()
  expect(solve(parsed.instance!)).toMatchObject({ served: 5, gap: 0 })
})

test('whatever JSON it is given, the reader answers', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const { faults } = parseInstance(text)
      expect(faults === null || faults.length > 0).toBe(true)
    }),
  )
})

test('an instance without faults stays the same through text', () => {
  fc.assert(
    fc.property(smallInstance(5, 4, 2), (instance) => {
      expect(parseInstance(JSON.stringify(instance))).toEqual({ instance, faults: null })
    }),
    { numRuns: 50 },
  )
})
