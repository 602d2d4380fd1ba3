// How officers rate, side by side.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ENOUGH, RATINGS, type Rated, driftInWords, spreadByOfficer } from './ratings.rules.ts'

const rated = (
  urn: number,
  rating: Rated['rating'],
  by = 'Ann',
  version = 1,
  inModeration = false,
): Rated => ({
  urn,
  rating,
  by,
  byId: by,
  version,
  inModeration,
})

describe('how officers rate', () => {
  test('is counted before moderation, with what the meeting moved', () => {
    const { officers } = spreadByOfficer([
      rated(1, 'green', 'Ann', 1),
      rated(1, 'amber', 'Ann', 2),
      rated(1, 'red', 'Mod', 3, true),
      rated(2, 'red', 'Ben'),
      rated(2, 'amber', 'Mod', 2, true),
      rated(3, 'green', 'Mod', 1, true),
    ])
    expect(officers).toEqual([
      { by: 'Ann', schools: 1, counts: { red: 0, amber: 1, green: 0 }, shares: null, lowered: 1, raised: 0 },
      { by: 'Ben', schools: 1, counts: { red: 1, amber: 0, green: 0 }, shares: null, lowered: 0, raised: 1 },
    ])
  })

  test('counts no moderation that came before the officer rated again', () => {
    const { all } = spreadByOfficer([rated(1, 'red', 'Mod', 1, true), rated(1, 'green', 'Ann', 2)])
    expect(all).toMatchObject({ schools: 1, lowered: 0, raised: 0 })
  })

  test('has no shares, and no drift, of too few schools', () => {
    const few = Array.from({ length: ENOUGH - 1 }, (_, urn) => rated(urn, 'red'))
    const many = Array.from({ length: 10 }, (_, urn) => rated(100 + urn, 'green', 'Ben'))
    const { officers, all } = spreadByOfficer([...few, ...many])
    expect(officers[0]?.shares).toBeNull()
    expect(driftInWords(officers[0]!, all)).toBeNull()
    expect(driftInWords(officers[1]!, all)).toBe('29 percentage points fewer red than all together')
  })

  test('always counts each school once, and its shares add up to a hundred', () => {
    const one = fc.record({
      urn: fc.integer({ min: 1, max: 30 }),
      rating: fc.constantFrom(...RATINGS),
      by: fc.constantFrom('Ann', 'Ben', 'Cat'),
      inModeration: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(one, { maxLength: 80 }), (made) => {
        const versions = new Map<number, number>()
        const ratings = made.map(({ urn, rating, by, inModeration }) => {
          versions.set(urn, (versions.get(urn) ?? 0) + 1)
          return rated(urn, rating, by, versions.get(urn), inModeration)
        })
        const { officers, all } = spreadByOfficer(ratings)
        const schools = new Set(made.filter((r) => !r.inModeration).map(({ urn }) => urn)).size
        expect(all.schools).toBe(schools)
        expect(officers.reduce((sum, officer) => sum + officer.schools, 0)).toBe(schools)
        for (const { counts, shares, schools: own } of [...officers, all]) {
          expect(counts.red + counts.amber + counts.green).toBe(own)
          expect(shares === null).toBe(own < ENOUGH)
          const whole = shares ? shares.red + shares.amber + shares.green : 100
          expect(whole).toBe(100)
        }
      }),
    )
  })
})
