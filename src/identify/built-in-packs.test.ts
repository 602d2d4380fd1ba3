// The built-in packs, read with the words that identify gives them: the proof that the format suffices.
import { describe, expect, test } from 'vitest'
import { builtInPacks, readPackFolder } from '#src/packs/built-in.actions.ts'
import { faultInWords } from '#src/packs/pack.rules.ts'
import { run, school } from './criteria.fixture.ts'
import { answer, named } from './criteria.rules.ts'
import type { SchoolEvidence } from './evidence.rules.ts'
import { VOCABULARY } from './vocabulary.rules.ts'

async function pack(id: string) {
  const { pack: sound, faults } = await readPackFolder(`packs/${id}`, VOCABULARY)
  if (!sound) throw new Error(faults.map(faultInWords).join('\n'))
  return sound
}

test('every built-in pack is without a fault, and its folder bears its id', async () => {
  for (const id of await builtInPacks()) expect((await pack(id)).id).toBe(id)
})

describe('leaders of education', () => {
  test('pays £400 a day for a head, £200 for training, and what cover costs', async () => {
    const { rates, designations } = await pack('leaders-of-education')
    expect(rates.slice(0, 3).map(({ pence, per }) => [pence, per])).toEqual([
      [40_000, 'day'],
      [null, 'day'],
      [20_000, 'day'],
    ])
    expect(designations.map(({ short }) => short)).toContain('NLE')
  })

  test('finds each kind of school that the document names', async () => {
    const { criteria } = await pack('leaders-of-education')
    const metBy = (evidence: SchoolEvidence, year = 2026) =>
      criteria.filter((c) => named(answer(c.when, evidence, run(year), year)) === 'met').map(({ id }) => id)
    const inspected = (framework: string, grades: Record<string, string>, category = 'none') =>
      school({}, { inspections: [{ date: '2025-12-02', framework, grades, category }] })
    expect(metBy(inspected('2019', { overall: 'inadequate' }, 'special measures'))).toEqual(['in-category'])
    expect(metBy(inspected('2019', { overall: 'requires improvement' }))).toEqual([
      'third-grade-at-latest-inspection',
    ])
    expect(metBy(inspected('2009', { overall: 'satisfactory' }))).toEqual([
      'third-grade-at-latest-inspection',
    ])
    expect(metBy(inspected('2025', { 'leadership and governance': 'needs attention' }))).toEqual([
      'third-grade-at-latest-inspection',
    ])
    expect(metBy(school({}, { concerns: [{ on: '2026-10-01', kind: 'at risk' }] }))).toEqual(['at-risk'])
    expect(metBy(school({}, { requests: ['2026-10-01'] }))).toEqual(['asked-for-support'])
    expect(metBy(school({}, { head: { from: '2026-01-01', firstHeadship: true } }))).toEqual([
      'new-to-headship',
    ])
    expect(
      metBy(school({ ks2_rwm_expected: { 2018: 50 }, ks2_reading_progress: { 2018: -6 } }), 2018),
    ).toEqual(['below-national-standard-primary'])
  })
})

describe('county challenge', () => {
  const proposes = async (...below: number[]) => {
    const { categories } = await pack('county-challenge')
    const figures = Object.fromEntries(
      [2006, 2007, 2008, 2009, 2010, 2011].map((y) => [y, below.includes(y) ? 55 : 70]),
    )
    const evidence = school(
      { ks2_l4_english_maths: figures },
      {
        inspections: [
          { date: '2010-03-03', framework: '2009', grades: { overall: 'good' }, category: 'none' },
        ],
      },
    )
    const first = categories.find((c) => c.when === null || answer(c.when, evidence, run(2011), 2011) === 1)
    return `${first?.id} ${first?.minimumDays}`
  }

  test('proposes a category and its days in the order of the table', async () => {
    expect(await proposes(2006, 2007, 2008, 2009, 2010)).toBe('focus-five-years-national 20')
    expect(await proposes(2007, 2008, 2009, 2010, 2011)).toBe('focus-five-years-local 20')
    expect(await proposes(2006, 2007, 2008)).toBe('focus-three-or-four-years-national 20')
    expect(await proposes(2007, 2008, 2011)).toBe('focus-three-or-four-years-local 20')
    expect(await proposes(2008, 2011)).toBe('focus-two-years 20')
    expect(await proposes(2008, 2009)).toBe('prevention-two-years 12')
    expect(await proposes(2011)).toBe('prevention-2011 10')
    expect(await proposes()).toBe('prevention-other 6')
  })
})
