import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distance, kindOf, medianOf, scaleOf, similarTo, type Traits, whyAlike } from './similar.rules.ts'

const school = (urn: number, more: Partial<Traits> = {}): Traits => ({
  urn,
  kind: 'primary',
  size: 200,
  disadvantage: 20,
  prior: 16,
  runBy: 'maintained',
  ...more,
})

const number = (min: number, max: number) =>
  fc.option(
    fc.integer({ min: min * 10, max: max * 10 }).map((n) => n / 10),
    { freq: 8 },
  )
const pools = fc.uniqueArray(
  fc.record({
    urn: fc.integer({ min: 100000, max: 100080 }),
    kind: fc.constantFrom('primary', 'junior', null),
    size: fc.option(fc.integer({ min: 0, max: 900 })),
    disadvantage: number(0, 100),
    prior: number(10, 20),
    runBy: fc.constantFrom('maintained', 'academy', null),
  }),
  { selector: (s) => s.urn, minLength: 1, maxLength: 60 },
)

describe('similar schools', () => {
  it('never holds the school itself, nor one of another kind, nor more than were asked for', () =>
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 40 }), (pool, most) => {
        const found = similarTo(pool[0]!, pool, { most })
        expect(found.length).toBeLessThanOrEqual(most)
        for (const { school: other } of found) {
          expect(other.urn).not.toBe(pool[0]!.urn)
          expect(other.kind).toBe(pool[0]!.kind)
        }
      }),
    ))
  it('is the same whatever the order of the pool', () =>
    fc.assert(
      fc.property(pools, (pool) => {
        const urns = (all: Traits[]) => similarTo(pool[0]!, all).map((s) => s.school.urn)
        // The sums of a deviation may differ in their last place: the scale is therefore made once.
        const scale = scaleOf(pool)
        const there = similarTo(pool[0]!, pool, { scale }).map((s) => s.school.urn)
        const back = similarTo(pool[0]!, pool.toReversed(), { scale }).map((s) => s.school.urn)
        expect(back).toEqual(there)
        expect(urns(pool)).toEqual(urns(pool))
      }),
    ))
  it('is as far one way as the other, nought from a school like it, and never less than nought', () =>
    fc.assert(
      fc.property(pools, (pool) => {
        const scale = scaleOf(pool)
        const [a, b = a] = pool
        const there = distance(a!, b!, scale)
        expect(distance(b!, a!, scale)).toEqual(there)
        expect(there === null || (there.apart >= 0 && Number.isFinite(there.apart))).toBe(true)
        expect(distance(a!, { ...a!, urn: 1 }, scale)?.apart ?? 0).toBe(0)
      }),
    ))
  it('does not look at anything that a school achieved', () =>
    fc.assert(
      fc.property(
        pools,
        fc.array(fc.integer({ min: -9, max: 100 }), { minLength: 60, maxLength: 60 }),
        (pool, outcomes) => {
          const urns = (all: readonly Traits[]) => similarTo(all[0]!, all).map((s) => s.school.urn)
          const with_ = pool.map((one, i) => ({
            ...one,
            ks2_rwm_expected: outcomes[i],
            overall: 'inadequate',
          }))
          expect(urns(with_)).toEqual(urns(pool))
        },
      ),
    ))
  it('puts schools that can be compared in more parts first, then the nearer', () => {
    const pool = [
      school(1),
      school(2, { size: 400 }),
      school(3, { size: 210 }),
      school(4, { prior: null }),
      school(5, { runBy: 'academy' }),
    ]
    expect(similarTo(pool[0]!, pool).map((s) => s.school.urn)).toEqual([3, 5, 2, 4])
  })
  it('leaves out what is not known and says so, and never reads it as nought', () => {
    const here = school(1, { prior: null })
    const there = school(2, { disadvantage: 20 })
    const [alike] = similarTo(here, [here, there])
    expect(alike!.parts).toEqual(['size', 'disadvantage', 'runBy'])
    expect(whyAlike(here, alike!)).toBe(
      'Much alike in size and free school meals. Not compared: prior attainment.',
    )
    expect(similarTo(school(1, { size: null, disadvantage: null, prior: null }), [there])).toEqual([])
  })
  it('says in what two schools are less alike, and that another kind of body runs one', () => {
    const pool = [school(1), school(2, { size: 400, runBy: 'academy' }), school(3)]
    const [, far] = similarTo(pool[0]!, pool)
    expect(whyAlike(pool[0]!, far!)).toBe(
      'Much alike in free school meals and prior attainment; less so in size; run by another kind of body.',
    )
  })
  it('takes twice the pupils as one step, whatever the size', () => {
    const pool = [
      school(1, { size: 50 }),
      school(2, { size: 100 }),
      school(3, { size: 500 }),
      school(4, { size: 1000 }),
    ]
    const scale = scaleOf(pool)
    expect(distance(pool[0]!, pool[1]!, scale)!.apart).toBeCloseTo(distance(pool[2]!, pool[3]!, scale)!.apart)
  })
  it.each([
    [{ phase: 'Primary', low_age: 4, high_age: 11 }, 'primary'],
    [{ phase: 'Primary', low_age: 7, high_age: 11 }, 'junior'],
    [{ phase: 'Primary', low_age: 4, high_age: 7 }, 'infant'],
    [{ phase: 'Secondary', admissions: 'Selective' }, 'secondary, selective'],
    [{ phase: 'Secondary', admissions: 'Non-selective' }, 'secondary'],
    [{ phase: 'Not applicable', type_group: 'Special schools' }, 'special'],
    [{}, null],
  ])('%j is of the kind %s', (some, kind) =>
    expect(
      kindOf({ phase: null, type_group: null, low_age: null, high_age: null, admissions: null, ...some }),
    ).toBe(kind),
  )
  it('has the middle of an even number between the two', () => {
    expect(medianOf([3, 1, 2, 10])).toBe(2.5)
    expect(medianOf([])).toBeNull()
  })
})
