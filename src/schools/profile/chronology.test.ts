import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chronologyOf, linkInWords, type Past } from './chronology.rules.ts'

const nothing: Past = {
  school: { opened_on: null, opened_reason: null, closed_on: null, closed_reason: null, import_id: 1 },
  links: [],
  groups: [],
  inspections: [],
  heads: [],
  figures: [],
}

describe('the chronology of a school', () => {
  it('puts everything with a date in one order, newest first, each with its source', () => {
    const found = chronologyOf({
      ...nothing,
      school: { ...nothing.school, opened_on: '2012-09-01', opened_reason: 'Academy Converter' },
      groups: [{ name: 'Elm Trust', kind: 'Multi-academy trust', joinedOn: '2015-01-01', importId: 2 }],
      inspections: [{ startedOn: '2019-03-12', what: 'Graded inspection: Good', more: null, importId: 3 }],
      links: [{ urn: 100003, type: 'Predecessor', name: 'Old Elm', on: '2012-09-01', importId: 4 }],
      figures: [{ source: 'key stage 2', year: 2019, on: '2020-01-02', importId: 5 }],
    })
    expect(found.map(({ on, what, importId }) => [on, what, importId])).toEqual([
      ['2020-01-02', 'Newest figures held: key stage 2, 2018-19', 5],
      ['2019-03-12', 'Graded inspection: Good', 3],
      ['2015-01-01', 'Joined Elm Trust', 2],
      ['2012-09-01', 'Opened', 1],
      ['2012-09-01', 'Took the place of Old Elm', 4],
    ])
  })
  it('leaves out what has no date, and the register’s stand-in for a day nobody knows', () =>
    expect(
      chronologyOf({
        ...nothing,
        school: { ...nothing.school, opened_on: '1900-01-01' },
        groups: [{ name: 'Elm Trust', kind: null, joinedOn: null, importId: 2 }],
      }),
    ).toEqual([]))
  it.each([
    ['Predecessor - merged', 'Took the place of Elm (merged)'],
    ['Successor - amalgamated', 'Elm took its place (amalgamated)'],
    ['Other', 'Other: Elm'],
  ])('reads the link %s as a sentence', (type, words) => expect(linkInWords(type, 'Elm')).toBe(words))
  it('says of a change of head only that it lies between two days of the register', () => {
    const [found] = chronologyOf({
      ...nothing,
      heads: [{ before: 'A', after: 'B', between: '2025-01-01', and: '2025-06-01', importId: 9 }],
    })
    expect(found).toMatchObject({
      on: '2025-06-01',
      what: 'The register names another head: B, before A',
      more: 'At some time after 1 January 2025',
    })
  })
  it('loses nothing that has a date', () =>
    fc.assert(
      fc.property(
        fc.array(fc.date({ min: new Date('1950-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })),
        (days) => {
          const inspections = days.map((d, i) => ({
            startedOn: d.toISOString().slice(0, 10),
            what: String(i),
            more: null,
            importId: 1,
          }))
          const found = chronologyOf({ ...nothing, inspections })
          expect(found.map((h) => h.what).toSorted()).toEqual(inspections.map((i) => i.what).toSorted())
          expect(found.map((h) => h.on)).toEqual(
            found
              .map((h) => h.on)
              .toSorted()
              .toReversed(),
          )
        },
      ),
    ))
})
