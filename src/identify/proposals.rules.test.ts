// What categories propose: the first that fits, and never anything that a missing figure leaves open.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Category } from '#src/packs/pack.rules.ts'
import type { Answer, EvidenceRow } from './evidence.rules.ts'
import { proposeCategory } from './proposals.rules.ts'

const everywhere = { ks2: true, ks4: true, any: true }
const category = (id: string, kindOfSupport = id, minimumDays = 10, last = false): Category => ({
  id,
  name: `Category ${id}`,
  stage: 'ks2',
  kindOfSupport,
  minimumDays,
  when: last ? null : { kind: 'school request' },
  source: 'invented',
})
const row = (on: string): EvidenceRow => ({ kind: 'school request', on, answer: 'met' })
const answers = (given: Record<string, Answer>) =>
  new Map(
    Object.entries(given).map(([id, answer]) => [
      id,
      {
        answer,
        sentence: answer === 'unknown' ? `Cannot say: ${id} is missing.` : `${id} ${answer}.`,
        evidence: [row(id)],
      },
    ]),
  )
const pack = [
  category('a', 'partners', 20),
  category('b', 'partners', 20),
  category('c'),
  category('z', 'plan', 6, true),
]

describe('a proposal', () => {
  test('is the first category that fits, with its sentence and evidence', () => {
    expect(proposeCategory(pack, everywhere, answers({ a: 'not met', b: 'met', c: 'met' }))).toEqual({
      outcome: 'proposed',
      category: 'b',
      sentence: 'b met.',
      evidence: [row('b')],
    })
  })

  test('is the last category where none before it fits, resting on all that spoke against them', () => {
    const found = proposeCategory(pack, everywhere, answers({ a: 'not met', b: 'not met', c: 'not met' }))
    expect(found).toMatchObject({ outcome: 'proposed', category: 'z' })
    expect(found.evidence).toHaveLength(3)
  })

  test('is left to a person when an earlier category cannot be ruled out', () => {
    expect(proposeCategory(pack, everywhere, answers({ a: 'not met', b: 'not met', c: 'unknown' }))).toEqual({
      outcome: 'unknown',
      category: null,
      sentence: 'Cannot say: c is missing. It could be “Category c” or “Category z”.',
      evidence: [row('c')],
    })
  })

  test('stands all the same when the open one would bring the same support for as many days', () => {
    expect(proposeCategory(pack, everywhere, answers({ a: 'unknown', b: 'met' }))).toMatchObject({
      outcome: 'proposed',
      category: 'b',
    })
  })

  test('is not made for a school that the pack has no category for', () => {
    expect(proposeCategory(pack, { ks2: false, ks4: true, any: true }, new Map())).toMatchObject({
      outcome: 'outside',
      evidence: [],
    })
  })

  test('never says that the last category fits while anything with other support is unknown, in any pack', () => {
    const answer = fc.constantFrom<Answer>('met', 'not met', 'unknown')
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1, maxLength: 9 }), fc.boolean(), (given, last) => {
        const some = given.map((_, at) => category(`c${at}`, `kind ${at}`))
        const found = proposeCategory(
          last ? [...some, category('z', 'plan', 6, true)] : some,
          everywhere,
          answers(Object.fromEntries(given.map((one, at) => [`c${at}`, one]))),
        )
        const firstMet = given.indexOf('met')
        const firstUnknown = given.indexOf('unknown')
        const isOpen = firstUnknown >= 0 && (firstMet < 0 || firstUnknown < firstMet)
        const rest = last ? 'z' : null
        const wanted = isOpen ? null : firstMet >= 0 ? `c${firstMet}` : rest
        expect([found.category, found.outcome]).toEqual([wanted, wanted === null ? 'unknown' : 'proposed'])
      }),
    )
  })
})
