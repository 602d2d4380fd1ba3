import { describe, expect, it } from 'vitest'
import { byFramework, categoryChanges, gradeIn, type HeldInspection, kindInWords } from './history.rules.ts'

const inspection = (startedOn: string, more: Partial<HeldInspection> = {}): HeldInspection => ({
  kind: 'graded',
  framework: '2019',
  type: null,
  event: null,
  startedOn,
  category: null,
  categoryStated: false,
  outcome: null,
  judgements: { overall: 'good' },
  ...more,
})

describe('what kind of inspection it was', () => {
  it.each([
    ['S5 Inspection', 'Schools - S5', 'Graded inspection'],
    [null, null, 'Graded inspection'],
    [
      'Requires Improvement S5 Reinspection Visit 2',
      'Schools - S5',
      'Re-inspection after requires improvement (visit 2)',
    ],
    ['Special Measures S5 ReInspection', 'Schools - S5', 'Re-inspection in special measures'],
    [
      'Schools into Special Measures Visit 4',
      'Schools - S8 deemed S5',
      'Monitoring visit in special measures (visit 4), which became a graded inspection',
    ],
    [
      'Section 8 inspection of good and outstanding schools',
      'Schools – Section 8 conversion',
      'Short inspection, which became a graded inspection',
    ],
    ['Academy First Section 5', 'Schools - S5', 'First inspection as an academy'],
    ['A kind of next year', null, 'A kind of next year'],
  ])('%s is told in plain words', (type, event, words) =>
    expect(kindInWords({ kind: 'graded', type, event })).toBe(words),
  )
  it('tells report cards and ungraded inspections from graded ones', () => {
    expect(kindInWords({ kind: 'report card', type: 'S5 Inspection', event: null })).toBe(
      'Inspection with a report card',
    )
    expect(kindInWords({ kind: 'ungraded', type: null, event: null })).toBe('Ungraded inspection')
  })
})

describe('a category of concern', () => {
  const placed = inspection('2020-01-01', { category: 'special measures', categoryStated: true })
  const visit = inspection('2020-06-01', { kind: 'ungraded', judgements: {} })
  const still = inspection('2021-01-01', { category: 'special measures', categoryStated: true })
  const left = inspection('2022-01-01', { categoryStated: true })
  it('begins, goes on and ends, whatever the order of the list', () =>
    expect(
      categoryChanges([left, visit, placed, still]).map(({ inspection: i, what }) => [i.startedOn, what]),
    ).toEqual([
      ['2020-01-01', 'placed in'],
      ['2021-01-01', 'still in'],
      ['2022-01-01', 'left'],
    ]))
  it('does not end because nobody said anything about it', () =>
    expect(categoryChanges([placed, visit, inspection('2022-01-01')])).toHaveLength(1))
  it('changes from one to another', () =>
    expect(
      categoryChanges([
        placed,
        inspection('2021-01-01', { category: 'serious weaknesses', categoryStated: true }),
      ]).map(({ what, category }) => `${what} ${category}`),
    ).toEqual(['placed in special measures', 'placed in serious weaknesses']))
})

describe('inspections by framework', () => {
  const card = inspection('2026-01-20', {
    kind: 'report card',
    framework: '2025',
    judgements: { safeguarding: 'met', inclusion: 'strong standard', achievement: 'needs attention' },
  })
  const older = inspection('2022-01-01', {
    judgements: { overall: 'not judged', 'early years': 'does not apply', teaching: 'good' },
  })
  it('never puts two frameworks into one table', () => {
    const groups = byFramework([older, card, inspection('2011-05-05', { framework: '2009' })])
    expect(groups.map((g) => [g.framework.code, g.graded.length])).toEqual([
      ['2025', 1],
      ['2019', 1],
      ['2009', 1],
    ])
  })
  it('orders judgements as reports do and leaves out those that did not apply', () => {
    const [of2025, of2019] = byFramework([older, card])
    expect(of2025!.judgements).toEqual(['inclusion', 'achievement', 'safeguarding'])
    expect(of2019!.judgements).toEqual(['overall', 'teaching'])
  })
  it('tells a grade from the word in its place, and both from silence', () => {
    expect(gradeIn(card, 'inclusion')).toEqual({ grade: 'strong standard', isGrade: true })
    expect(gradeIn(older, 'overall')).toEqual({ grade: 'not judged', isGrade: false })
    expect(gradeIn(older, 'inclusion')).toBeNull()
  })
  it('lists inspections without judgements apart', () => {
    const [group] = byFramework([
      older,
      inspection('2023-01-01', { kind: 'ungraded', judgements: {}, outcome: 'School remains Good' }),
    ])
    expect([group!.graded.length, group!.others.length]).toEqual([1, 1])
  })
})
