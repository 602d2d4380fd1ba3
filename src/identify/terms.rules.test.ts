// Terms and the days that are not for first news: by example and for any calendar.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bankHolidays } from '#platform/bank-holidays.ts'
import {
  type DatedTerm,
  dueState,
  termAfter,
  termBefore,
  termOf,
  termsBack,
  whyNoFirstNewsOn,
  yearOfDay,
} from './terms.rules.ts'

const terms: DatedTerm[] = [
  { academicYear: '2026-27', term: 'autumn', starts: '2026-09-02', ends: '2026-12-18' },
  { academicYear: '2026-27', term: 'spring', starts: '2027-01-04', ends: '2027-03-25' },
  { academicYear: '2026-27', term: 'summer', starts: '2027-04-12', ends: '2027-07-21' },
]

describe('the term of a day', () => {
  test('is the one it lies in; a holiday belongs to the term that follows', () => {
    expect(termOf('2026-09-01', { terms })).toEqual({ academicYear: '2026-27', term: 'autumn' })
    expect(termOf('2026-12-18', { terms }).term).toBe('autumn')
    expect(termOf('2026-12-19', { terms }).term).toBe('spring')
    expect(termOf('2027-03-26', { terms }).term).toBe('summer')
    expect(termOf('2027-08-31', { terms }).term).toBe('summer')
    expect(termOf('2027-09-01', { terms })).toEqual({ academicYear: '2027-28', term: 'autumn' })
  })

  test('is told by the month where nobody gave dates', () => {
    expect(['2030-10-01', '2031-01-10', '2031-05-01'].map((day) => termOf(day, { terms: [] }).term)).toEqual([
      'autumn',
      'spring',
      'summer',
    ])
  })

  test('has a term before and after it, across the years', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1995, max: 2090 }),
        fc.constantFrom('autumn', 'spring', 'summer'),
        (year, term) => {
          const one = { academicYear: yearOfDay(`${year}-10-01`), term } as const
          expect(termBefore(termAfter(one))).toEqual(one)
          expect(termAfter(termBefore(one))).toEqual(one)
        },
      ),
    )
    expect(termsBack({ academicYear: '2000-01', term: 'autumn' }, 3)).toEqual([
      { academicYear: '2000-01', term: 'autumn' },
      { academicYear: '1999-00', term: 'summer' },
      { academicYear: '1999-00', term: 'spring' },
    ])
  })
})

describe('first news of a category', () => {
  const why = async (day: string, of = terms) =>
    whyNoFirstNewsOn(day, of, await bankHolidays('2026-08-01', '2027-08-31'))

  test('goes out on an ordinary day of a term', async () => {
    expect(await why('2026-11-23')).toEqual([])
    expect(await why('2026-12-11')).toEqual(['It is a Friday: the head could ask nobody before Monday.'])
  })

  test('does not go out at a weekend, on a bank holiday or on the day before one', async () => {
    expect(await why('2026-11-21')).toHaveLength(1)
    expect(await why('2027-05-03')).toEqual(['It is a weekend or a bank holiday: the head could ask nobody.'])
    expect(await why('2027-03-25')).toContain(
      'Tomorrow is a bank holiday: the head could ask nobody before the day after.',
    )
  })

  test('does not go out in the last five working days of a term', async () => {
    expect(await why('2026-12-14')).toEqual(['It is the last week of a term.'])
    expect(await why('2026-12-10')).toEqual([])
    // The term ends on a Wednesday, so its last week began on the Thursday before.
    expect(await why('2027-07-15')).toEqual(['It is the last week of a term.'])
    expect(await why('2027-07-14')).toEqual([])
  })

  test('says so when nobody recorded the dates of the terms, rather than letting the day pass', async () => {
    expect((await why('2026-11-23', []))[0]).toContain('not recorded')
  })

  test('never goes out on a Friday, nor on the last five weekdays of any term', () => {
    const day = fc
      .integer({ min: 0, max: 2_000 })
      .map((n) => new Date(Date.UTC(2024, 0, 1 + n)).toISOString().slice(0, 10))
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 10, max: 100 }),
        fc.array(day, { maxLength: 8 }),
        (ends, length, holidays) => {
          const at = (n: number) => new Date(Date.parse(ends) - n * 86_400_000).toISOString().slice(0, 10)
          const term = { academicYear: yearOfDay(ends), term: 'autumn', starts: at(length), ends } as const
          const weekdays: string[] = []
          for (let n = 0; weekdays.length < 5; n++)
            if (![0, 6].includes(new Date(at(n)).getUTCDay())) weekdays.push(at(n))
          const lastWeek = weekdays.filter((on) => yearOfDay(on) === term.academicYear)
          expect(
            lastWeek.filter(
              (on) => !whyNoFirstNewsOn(on, [term], holidays).includes('It is the last week of a term.'),
            ),
          ).toEqual([])
          const fridays = Array.from({ length }, (_, n) => at(n)).filter(
            (on) => new Date(on).getUTCDay() === 5,
          )
          expect(fridays.filter((on) => whyNoFirstNewsOn(on, [term], holidays).length === 0)).toEqual([])
        },
      ),
    )
  })
})

describe('ratings', () => {
  const due = [
    { academicYear: '2026-27', term: 'autumn', on: '2026-10-21' },
    { academicYear: '2026-27', term: 'autumn', on: '2026-12-04' },
  ] as const
  const autumn = { academicYear: '2026-27', term: 'autumn' } as const

  test('are due on the next of a term’s dates, soon from a fortnight before, late after the last', () => {
    expect(dueState(due, autumn, '2026-09-10')).toEqual({ on: '2026-10-21', state: 'later' })
    expect(dueState(due, autumn, '2026-10-10')).toEqual({ on: '2026-10-21', state: 'soon' })
    expect(dueState(due, autumn, '2026-12-04')).toEqual({ on: '2026-12-04', state: 'soon' })
    expect(dueState(due, autumn, '2026-12-05')).toEqual({ on: '2026-12-04', state: 'late' })
    expect(dueState([], autumn, '2026-12-05')).toBeNull()
  })
})
