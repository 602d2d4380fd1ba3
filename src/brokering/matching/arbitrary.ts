// Small instances for property tests: every kind of awkwardness that an instance may have without being faulty.

import fc from 'fast-check'
import type { Instance } from './instance.ts'

const score = fc.oneof(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: -12, max: 160 }).map((quarters) => quarters / 4),
  fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
  // Nothing that any power of ten makes whole.
  fc.integer({ min: 0, max: 70_000 }).map((sevenths) => sevenths / 7000),
)
const days = fc.constantFrom(0, 0.5, 1, 1.5, 2, 3, 5, 0.1, 0.2, 0.3)

/** At most `needs` × `supporters`, with categories, up to `most` supporters a need, dear pairs, doubles and rewards. */
export function smallInstance(needs: number, supporters: number, most: number): fc.Arbitrary<Instance> {
  return fc
    .record({
      needs: fc.array(
        fc.record({
          days,
          category: fc.integer({ min: 1, max: 3 }),
          most: fc.integer({ min: 1, max: most }),
        }),
        { maxLength: needs },
      ),
      supporters: fc.array(fc.constantFrom(0, 0.3, 0.5, 1, 3, 4, 6, 9), { maxLength: supporters }),
      servedReward: fc.constantFrom(0, 0, 1, 5, 100),
      density: fc.constantFrom(0.4, 0.8, 1),
    })
    .chain((shape) => {
      const count = shape.needs.length * shape.supporters.length
      return fc
        .array(
          fc.record({
            chance: fc.double({ min: 0, max: 1, noNaN: true }),
            score,
            days: fc.option(days, { nil: undefined, freq: 3 }),
            again: fc.option(score, { nil: undefined, freq: 12 }),
          }),
          { minLength: count, maxLength: count },
        )
        .map((cells) => {
          const instance: Instance = {
            needs: shape.needs.map((need, i) => ({ id: `N${i}`, ...need })),
            supporters: shape.supporters.map((free, j) => ({ id: `S${j}`, days: free })),
            pairs: [],
            servedReward: shape.servedReward,
          }
          cells.forEach((cell, at) => {
            if (cell.chance > shape.density) return
            const name = {
              need: `N${Math.floor(at / shape.supporters.length)}`,
              supporter: `S${at % shape.supporters.length}`,
            }
            instance.pairs.push({
              ...name,
              score: cell.score,
              ...(cell.days === undefined ? {} : { days: cell.days }),
            })
            if (cell.again !== undefined) instance.pairs.push({ ...name, score: cell.again, days: 0.5 })
          })
          return instance
        })
    })
}
