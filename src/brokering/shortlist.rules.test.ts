import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Designation } from '#src/directory/supporters.rules.ts'
import {
  contextLikeness,
  partsOf,
  type Possible,
  rulesAgainst,
  shortlist,
  standingOf,
  usualWeights,
  type WantedSupport,
  warningsAbout,
} from './shortlist.rules.ts'

const school = {
  urn: 900_100,
  name: 'Ash Primary School',
  town: 'Ashby',
  trustCode: '500',
  pupils: 200,
  fsmPercent: 20,
  position: { latitude: 51, longitude: 0 },
}
const need: WantedSupport = {
  school,
  themes: ['Mathematics', 'English'],
  phase: 'primary',
  designations: ['Local leader of education'],
  halfDays: 12,
  startsOn: '2027-01-04',
  endsOn: '2027-07-16',
  notSameTown: false,
}
const designation: Designation = {
  designation: 'Local leader of education',
  awardingBody: null,
  from: '2024-09-01',
  until: null,
  review: null,
  state: 'in force',
}
const good: Possible = {
  id: 'a',
  state: 'active',
  entry: {
    name: 'Verity Popplewell',
    phases: ['primary'],
    designations: [designation],
    expertise: [{ theme: 'Mathematics', restsOn: null }],
    travelLimitKm: 30,
    checks: [
      { kind: 'DBS', checkedOn: '2025-01-01', expiresOn: null },
      { kind: 'safeguarding training', checkedOn: '2025-01-01', expiresOn: '2028-01-01' },
    ],
    consent: { from: null, until: '2027-08-31' },
    interests: [],
  },
  home: {
    ...school,
    urn: 900_101,
    town: 'Elmham',
    trustCode: null,
    position: { latitude: 51.1, longitude: 0 },
  },
  days: [{ academicYear: '2026-27', offered: 20, committed: 5 }],
  knowsSchool: false,
  supportedInReturn: false,
}
const change = (entry: Partial<Possible['entry']>, rest: Partial<Possible> = {}): Possible => ({
  ...good,
  ...rest,
  entry: { ...good.entry, ...entry },
})
const rules = (one: Possible, wanted: WantedSupport = need) =>
  rulesAgainst(wanted, one).map(({ rule }) => rule)

describe('A row of the shortlist', () => {
  test('says how many days are taken without saying days twice', () => {
    const text = (committed: number, offered: number) =>
      partsOf(need, change({}, { days: [{ academicYear: '2026-27', offered, committed }] })).find(
        ({ name }) => name === 'load',
      )?.text
    expect(text(0, 23)).toBe('0 of 11½ days taken')
    expect(text(1, 20)).toBe('½ of 10 days taken')
    expect(text(5, 20)).toBe('2½ of 10 days taken')
  })

  test('names the post and the home school, as far as they are known, and neither twice', () => {
    const home = { ...good.home!, name: 'Alder Primary School' }
    expect(standingOf(change({ post: 'Deputy head' }, { home }))).toBe('Deputy head, Alder Primary School')
    expect(standingOf(change({ post: 'Headteacher, Alder Primary School' }, { home }))).toBe(
      'Headteacher, Alder Primary School',
    )
    expect(standingOf(change({}, { home }))).toBe('Alder Primary School')
    expect(standingOf(change({}, { home: null }))).toBe('')
  })
})

describe('A hard rule', () => {
  test('does not speak against somebody who meets them all', () => {
    expect(rulesAgainst(need, good)).toEqual([])
    expect(warningsAbout(need, good)).toEqual([])
  })

  test.each<[string, Possible, string]>([
    ['paused', change({}, { state: 'paused' }), 'state'],
    ['archived', change({}, { state: 'archived' }), 'state'],
    [
      'of another designation',
      change({ designations: [{ ...designation, designation: 'x' }] }),
      'designation',
    ],
    ['without a designation', change({ designations: [] }), 'designation'],
    [
      'whose designation ends too early',
      change({ designations: [{ ...designation, until: '2027-07-15' }] }),
      'designation',
    ],
    [
      'whose designation begins too late',
      change({ designations: [{ ...designation, from: '2027-01-05' }] }),
      'designation',
    ],
    [
      'whose designation has ended',
      change({ designations: [{ ...designation, state: 'ended' }] }),
      'designation',
    ],
    ['of another phase', change({ phases: ['secondary'] }), 'phase'],
    [
      'with too few days left',
      change({}, { days: [{ academicYear: '2026-27', offered: 16, committed: 5 }] }),
      'days',
    ],
    [
      'who has not said how many days',
      change({}, { days: [{ academicYear: '2026-27', offered: null, committed: 0 }] }),
      'days',
    ],
    ['who said nothing about that year', change({}, { days: [] }), 'days'],
    ['who will not travel so far', change({ travelLimitKm: 11 }), 'travel'],
    ['without the home head’s consent', change({ consent: null }), 'consent'],
    ['whose consent ends too early', change({ consent: { from: null, until: '2027-07-15' } }), 'consent'],
    ['without a DBS check', change({ checks: good.entry.checks.slice(1) }), 'checks'],
    [
      'whose training runs out meanwhile',
      change({
        checks: [
          good.entry.checks[0]!,
          { kind: 'safeguarding training', checkedOn: '2025-01-01', expiresOn: '2027-07-15' },
        ],
      }),
      'checks',
    ],
    ['of the school itself', change({}, { home: { ...good.home!, urn: school.urn } }), 'same school'],
    ['of the same trust', change({}, { home: { ...good.home!, trustCode: '500' } }), 'same trust'],
    [
      'who is a governor there',
      change({ interests: [{ urn: school.urn, kind: 'governor', note: null }] }),
      'governor',
    ],
  ])('rules out somebody %s', (_, one, rule) => {
    expect(rules(one)).toEqual([rule])
    for (const { sentence } of rulesAgainst(need, one)) expect(sentence).toMatch(/^[A-Z].*[.]$/)
  })

  test('names every rule that speaks against somebody, not only the first', () => {
    expect(rules(change({ phases: [], consent: null, checks: [] }, { state: 'paused' }))).toEqual([
      'state',
      'phase',
      'consent',
      'checks',
      'checks',
    ])
  })

  test('keeps out the same town only when the school asked for it', () => {
    const neighbour = change({}, { home: { ...good.home!, town: 'ASHBY' } })
    expect(rules(neighbour)).toEqual([])
    expect(rules(neighbour, { ...need, notSameTown: true })).toEqual(['same town'])
  })

  test('asks for free days in each academic year that the work touches', () => {
    const across = { ...need, startsOn: '2027-03-01', endsOn: '2028-02-29' }
    const both = change(
      {
        consent: { from: null, until: '2029-01-01' },
        checks: good.entry.checks.map((one) => ({ ...one, expiresOn: null })),
      },
      { days: [...good.days, { academicYear: '2027-28', offered: 6, committed: 1 }] },
    )
    expect(rulesAgainst(across, both).map(({ sentence }) => sentence)).toEqual([
      'Has 2½ days free in 2027-28; 3 days are needed.',
    ])
  })
})

describe('What is not known', () => {
  test('an unknown distance neither rules out nor earns points, and warns', () => {
    const somewhere = change({}, { home: { ...good.home!, position: null } })
    expect(rules(somewhere)).toEqual([])
    expect(warningsAbout(need, somewhere)).toEqual([
      'The distance is not known, so the travel limit of 30 km could not be checked.',
    ])
    const part = partsOf(need, somewhere).find(({ name }) => name === 'distance')!
    expect(part).toMatchObject({ points: 0, text: 'Distance not known' })
  })

  test('a designation under review, a declared interest and support in return each warn', () => {
    const one = change(
      {
        designations: [{ ...designation, state: 'under review' }],
        interests: [{ urn: school.urn, kind: 'declared interest', note: 'taught there' }],
      },
      { supportedInReturn: true },
    )
    expect(rules(one)).toEqual([])
    expect(warningsAbout(need, one)).toHaveLength(3)
  })

  test('likeness of two schools is known only when both figures of both are', () => {
    expect(contextLikeness(school, good.home).share).toBe(1)
    expect(contextLikeness(school, { ...good.home!, pupils: null }).share).toBeNull()
    expect(contextLikeness({ ...school, fsmPercent: null }, good.home).share).toBeNull()
  })
})

const possible: fc.Arbitrary<Possible> = fc.record({
  id: fc.uuid(),
  state: fc.constantFrom('active', 'active', 'active', 'paused', 'archived'),
  entry: fc.record({
    name: fc.string(),
    phases: fc.subarray(['primary', 'secondary'], { minLength: 0 }),
    designations: fc.constantFrom<Designation[]>(
      [],
      [designation],
      [{ ...designation, state: 'under review' }],
    ),
    expertise: fc.subarray([
      { theme: 'Mathematics', restsOn: null },
      { theme: 'English', restsOn: null },
    ]),
    travelLimitKm: fc.option(fc.nat({ max: 60 })),
    checks: fc.subarray([...good.entry.checks], { minLength: 0 }),
    consent: fc.option(fc.constant({ from: null, until: '2027-08-31' })),
    interests: fc.constant([]),
  }),
  home: fc.option(fc.constantFrom(good.home!, school, { ...good.home!, position: null })),
  days: fc.constantFrom<Possible['days']>([], good.days),
  knowsSchool: fc.boolean(),
  supportedInReturn: fc.boolean(),
})

describe('A shortlist', () => {
  test('loses nobody: everybody is a candidate or ruled out with a reason, and nobody is both', () => {
    fc.assert(
      fc.property(fc.uniqueArray(possible, { selector: ({ id }) => id, maxLength: 40 }), (everybody) => {
        const { candidates, ruledOut } = shortlist(need, everybody)
        expect([...candidates, ...ruledOut].map(({ id }) => id).toSorted()).toEqual(
          everybody.map(({ id }) => id).toSorted(),
        )
        expect(ruledOut.every(({ against }) => against.length > 0)).toBe(true)
      }),
    )
  })

  test('puts the best first, and each score is the sum of its parts, none above its weight', () => {
    fc.assert(
      fc.property(fc.array(possible, { maxLength: 40 }), (everybody) => {
        const { candidates } = shortlist(need, everybody)
        for (const [at, { score, parts }] of candidates.entries()) {
          expect(score).toBeCloseTo(
            parts.reduce((sum, { points }) => sum + points, 0),
            6,
          )
          for (const { name, points, most } of parts) {
            expect(most).toBe(usualWeights[name])
            expect(points).toBeGreaterThanOrEqual(0)
            expect(points).toBeLessThanOrEqual(most)
          }
          expect(score).toBeLessThanOrEqual(candidates[at - 1]?.score ?? Infinity)
        }
      }),
    )
  })

  test('does not depend on the order in which supporters come', () => {
    fc.assert(
      fc.property(fc.uniqueArray(possible, { selector: ({ id }) => id, maxLength: 20 }), (everybody) => {
        expect(shortlist(need, everybody.toReversed())).toEqual(shortlist(need, everybody))
      }),
    )
  })

  test('prefers the nearer of two who are alike in everything else', () => {
    const far = change(
      { name: 'A' },
      { id: 'b', home: { ...good.home!, position: { latitude: 51.2, longitude: 0 } } },
    )
    expect(shortlist(need, [far, good]).candidates.map(({ id }) => id)).toEqual(['a', 'b'])
  })
})
