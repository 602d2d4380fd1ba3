import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  categoryOf,
  frameworkOf,
  frameworkOn,
  frameworks,
  gradeOf,
  isGrade,
  type Judgement,
} from './frameworks.rules.ts'
import { inBrief } from './show.rules.ts'

describe('inspection frameworks', () => {
  it.each([
    ['2009-09-01', '2009'],
    ['2011-12-31', '2009'],
    ['2012-01-01', '2012'],
    ['2012-08-31', '2012'],
    ['2012-09-01', '2012b'],
    ['2015-09-01', '2015'],
    ['2019-08-31', '2015'],
    ['2019-09-01', '2019'],
    ['2024-09-01', '2024'],
    ['2025-11-09', '2024'],
    ['2025-11-10', '2025'],
    ['2007-03-01', 'before 2009'],
    ['1980-01-01', 'before 2009'],
  ])('on %s it is %s', (day, code) => expect(frameworkOn(day).code).toBe(code))

  it('calls the third grade satisfactory until August 2012 and requires improvement since', () => {
    expect(gradeOf(frameworkOf('2012'), 'overall', '3')).toBe('satisfactory')
    expect(gradeOf(frameworkOf('2012b'), 'overall', '3')).toBe('requires improvement')
  })
  it('reads report cards in their own scale and numbers of the old one not at all', () => {
    expect(gradeOf(frameworkOf('2025'), 'inclusion', 'Strong standard')).toBe('strong standard')
    expect(gradeOf(frameworkOf('2025'), 'inclusion', '2')).toBeUndefined()
    expect(gradeOf(frameworkOf('2025'), 'safeguarding', 'Not met')).toBe('not met')
    expect(gradeOf(frameworkOf('2019'), 'safeguarding', 'Yes')).toBe('effective')
  })
  it.each([
    ['9', 'no grade'],
    ['8', 'does not apply'],
    ['0', 'insufficient evidence'],
    ['-1', 'not inspected'],
    ['Not judged', 'not judged'],
    ['NULL', null],
    ['', null],
  ])('keeps %s as what it says, which is no grade', (cell, word) => {
    const said = gradeOf(frameworkOf('2019'), 'overall', cell)
    expect(said).toBe(word)
    expect(isGrade(frameworkOf('2019'), String(said))).toBe(false)
  })
  it('gives a grade of the framework, a known word, nothing or “makes no sense”, whatever the cell', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...frameworks),
        fc.constantFrom<Judgement[]>('overall', 'safeguarding', 'inclusion'),
        fc.oneof(fc.string(), fc.constantFrom('1', '4', 'constructor', '__proto__')),
        (framework, judgement, cell) => {
          const said = gradeOf(framework, judgement, cell)
          expect(said === null || said === undefined || typeof said === 'string').toBe(true)
        },
      ),
    ))
  it('reads categories of concern padded and in any case, and keeps words it does not know', () => {
    expect(['SM ', ' swk', 'NTI', 'RSI', 'NULL', '', 'Other words', 'constructor'].map(categoryOf)).toEqual([
      'special measures',
      'serious weaknesses',
      'notice to improve',
      'requires significant improvement',
      null,
      null,
      'Other words',
      'constructor',
    ])
  })
  it('makes no overall grade out of the parts', () => {
    const base = { category: null, outcome: null }
    expect(
      inBrief({
        ...base,
        kind: 'graded',
        framework: '2024',
        judgements: { overall: 'not judged', 'quality of education': 'outstanding' },
      }),
    ).toBe('No overall grade')
    expect(
      inBrief({ ...base, kind: 'report card', framework: '2025', judgements: { inclusion: 'exceptional' } }),
    ).toBe('Report card')
    expect(
      inBrief({
        ...base,
        kind: 'ungraded',
        framework: '2019',
        judgements: {},
        outcome: 'School remains Good',
      }),
    ).toBe('School remains Good')
  })
})
