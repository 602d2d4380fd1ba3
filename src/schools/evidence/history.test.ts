import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Before, isBefore, joinedFrom, lastYearBefore, MOST_STEPS } from './history.rules.ts'

const link = (urn: number, before: number, more: Partial<Before> = {}): Before => ({
  urn,
  before,
  name: `School ${before}`,
  type: 'Predecessor - merged',
  since: '2014-09-01',
  openedOn: null,
  closedOn: '2014-08-31',
  isOpen: false,
  successors: 1,
  importId: 1,
  ...more,
})

describe('The schools that one came from otherwise than one for one', () => {
  test('are those that merged into it, all they ever published being before it', () => {
    const found = joinedFrom([1], [link(1, 2), link(1, 3)])
    expect(found.map(({ urn, to, until, cutOn }) => [urn, to, until, cutOn])).toEqual([
      [2, 1, '2014-08-31', null],
      [3, 1, '2014-08-31', null],
    ])
    expect(isBefore(found[0]!, 2014)).toBe(true)
  })
  test('are of its history only until the day it was split from them, where they go on', () => {
    const type = 'Predecessor - Split School'
    const [found] = joinedFrom(
      [1],
      [link(1, 2, { type, since: '2018-07-01', closedOn: null, isOpen: true, successors: 2 })],
    )
    expect(found).toMatchObject({ until: '2018-07-01', cutOn: '2018-07-01' })
    expect([2017, 2018, 2019].map((year) => isBefore(found!, year))).toEqual([true, true, false])
    // The figures of a year that had begun but brought no results yet are not of the time before.
    expect([lastYearBefore('2018-04-01'), lastYearBefore('2018-09-01')]).toEqual([2017, 2018])
  })
  test('show nothing where they go on and nobody says since when', () => {
    const [found] = joinedFrom([1], [link(1, 2, { since: null, closedOn: null, isOpen: true })])
    expect(found?.undated).toBe(true)
    expect(isBefore(found!, 1999)).toBe(false)
  })
  test('lead on to those before them, but not to what joined them after they had parted', () => {
    const split = link(1, 2, { type: 'Predecessor - Split School', since: '2015-08-31', successors: 2 })
    const found = joinedFrom(
      [1],
      [
        split,
        link(2, 3, { since: '2010-09-01', closedOn: '2010-08-31' }),
        link(2, 4, { since: '2017-09-01' }),
      ],
    )
    expect(found.map(({ urn, to, cutOn }) => [urn, to, cutOn])).toEqual([
      [2, 1, '2015-08-31'],
      [3, 2, '2015-08-31'],
    ])
  })
  test('end where the register turns in circles or names a school as its own predecessor', () => {
    const links = [link(1, 1), link(1, 2), link(2, 1), link(2, 3), link(3, 2), link(3, 3)]
    expect(joinedFrom([1], links).map(({ urn }) => urn)).toEqual([2, 3])
  })
  test('are each found once, never the school itself, and all that a few links lead to', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 25 }), fc.nat(9), (pairs, urn) => {
        const links = pairs.map(([from, to]) => link(from, to))
        const found = joinedFrom([urn], links).map((one) => one.urn)
        expect(new Set(found).size).toBe(found.length)
        let reached = new Set([urn])
        for (let step = 0; step < MOST_STEPS; step++)
          reached = new Set([...reached, ...pairs.flatMap(([from, to]) => (reached.has(from) ? [to] : []))])
        reached.delete(urn)
        expect(new Set(found)).toEqual(reached)
      }),
    ))
})
