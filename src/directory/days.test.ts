import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { academicYearOf, academicYearsBetween, daysBetween, showDays, spreadOverYears } from './days.rules.ts'
import { greatCircleKm, showDistance } from './distance.rules.ts'

const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2080-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

test('the academic year turns on 1 September', () => {
  expect(academicYearOf('2019-08-31')).toBe('2018-19')
  expect(academicYearOf('2019-09-01')).toBe('2019-20')
  expect(academicYearOf('1999-12-25')).toBe('1999-00')
})

test('half days spread over academic years add up again, and every year touched is named', () => {
  fc.assert(
    fc.property(fc.nat(400), date, fc.nat(1500), (halfDays, from, length) => {
      const until = new Date(Date.parse(from) + length * 86_400_000).toISOString().slice(0, 10)
      const spread = spreadOverYears(halfDays, from, until)
      expect(spread.reduce((sum, part) => sum + part.halfDays, 0)).toBe(halfDays)
      expect(spread.every((part) => part.halfDays >= 0)).toBe(true)
      expect(spread.map((part) => part.academicYear)).toEqual(academicYearsBetween(from, until))
    }),
  )
})

test('half days spread over two years go by the calendar days in each', () => {
  expect(spreadOverYears(12, '2026-03-01', '2027-02-28')).toEqual([
    { academicYear: '2025-26', halfDays: 6 },
    { academicYear: '2026-27', halfDays: 6 },
  ])
  expect(spreadOverYears(3, '2026-08-31', '2026-09-01')).toEqual([
    { academicYear: '2025-26', halfDays: 2 },
    { academicYear: '2026-27', halfDays: 1 },
  ])
})

test('half days read as days', () => {
  expect([0, 1, 2, 3, 12, 13].map(showDays)).toEqual([
    '0 days',
    'half a day',
    '1 day',
    '1½ days',
    '6 days',
    '6½ days',
  ])
})

test('a distance to an unknown place is not known, never nought', () => {
  const here = { latitude: 51.2, longitude: 0.5 }
  expect(greatCircleKm(here, null)).toBeNull()
  expect(greatCircleKm(null, here)).toBeNull()
  expect(showDistance(null)).toBe('distance not known')
})

test('distances are symmetrical, not negative, and at most half way round the earth', () => {
  const place = fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  })
  fc.assert(
    fc.property(place, place, (a, b) => {
      const km = greatCircleKm(a, b)!
      expect(km).toBeCloseTo(greatCircleKm(b, a)!, 6)
      expect(km).toBeGreaterThanOrEqual(0)
      expect(km).toBeLessThanOrEqual(20_016)
    }),
  )
})

test('one degree of latitude is about 111.2 km', () => {
  const km = greatCircleKm({ latitude: 51, longitude: 0 }, { latitude: 52, longitude: 0 })!
  expect(km).toBeCloseTo(111.195, 2)
  expect(showDistance(km)).toBe('111 km')
  expect(daysBetween('2026-01-01', '2026-03-01')).toBe(59)
})
