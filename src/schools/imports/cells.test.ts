import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dateOf,
  type Family,
  figureOf,
  figureReader,
  plainNumber,
  numberOf,
  textOf,
  urnOf,
  wholeOf,
} from './cells.rules.ts'

const families: Family[] = ['performance tables', 'school finance', 'explore education statistics']

describe('a number as text', () => {
  it.each([
    ['62%', 62],
    ['44.98%', 44.98],
    ['49.5', 49.5],
    ['9,109', 9109],
    ['£45,421', 45421],
    ['-£1,250', -1250],
    ['£-1,250', -1250],
    ['100053.0', 100053],
    ['1e+05', 100000],
    ['-0.26', -0.26],
    [' 104 ', 104],
    ['0', 0],
    ['1,234,567.5', 1234567.5],
  ])('reads %s as %d', (cell, value) => expect(numberOf(cell)).toBe(value))

  it.each([
    '',
    ' ',
    '-',
    '%',
    '£',
    '.',
    '1,23',
    '12,34',
    'SUPP',
    '=IF(A1,1,2)',
    '0x10',
    'Infinity',
    'NaN',
    '1 2',
    '3 or 4',
    '1-2',
    '1e999',
    '٣',
  ])('reads no number in "%s"', (cell) => expect(numberOf(cell)).toBeNull())
})

it('a plain number reads the same the short way as the long way, and what is not plain is left to the long one', () => {
  const cell = fc.oneof(
    fc.stringMatching(/^[-.0-9]{0,16}$/),
    fc.stringMatching(/^-?\d{1,9}(\.\d{1,3})?$/),
    fc.string(),
  )
  fc.assert(
    fc.property(cell, (text) => {
      // A blank after it makes it no plain number, and the same number still.
      expect(plainNumber(`${text} `)).toBe(null)
      expect(numberOf(text)).toBe(numberOf(`${text} `))
      expect(figureReader('performance tables')(text)).toEqual(figureOf(text, 'performance tables'))
    }),
  )
  expect(['12', '-0.5', '0', '62.5%'].map(plainNumber)).toEqual(['12', '-0.5', '0', '62.5'])
  expect(['', '-', '%', '-%', '.5', '5.', '1.2.3', '1e5', ' 1', '£1'].map(plainNumber)).toEqual(
    Array(10).fill(null),
  )
})

describe('a code in place of a number', () => {
  it.each([
    ['SUPP', 'suppressed'],
    ['SUPP!', 'suppressed'],
    ['NE', 'no entries'],
    ['NA', 'not applicable'],
    ['NP', 'not published'],
    ['LOWCOV', 'low coverage'],
    ['NEW', 'new school'],
    ['SP', 'small percentage'],
    ['SUPPMAT', 'suppressed'],
    ['NULL', 'blank'],
    [' ', 'blank'],
    ['=IF(A1>0,A1,"")', 'unreadable'],
    ['what', 'unreadable'],
    ['x', 'unreadable'],
  ])('keeps the meaning of %s in the performance tables', (cell, flag) =>
    expect(figureOf(cell, 'performance tables')).toEqual({ value: null, flag }),
  )

  it.each([
    ['z', 'not applicable'],
    ['c', 'suppressed'],
    ['x', 'not available'],
    ['u', 'unreliable'],
  ])('keeps the meaning of %s in official statistics', (cell, flag) =>
    expect(figureOf(cell, 'explore education statistics')).toEqual({ value: null, flag }),
  )

  it('knows a finance return that was never sent', () =>
    expect(figureOf('DNS', 'school finance')).toEqual({ value: null, flag: 'did not submit' }))

  it('calls a cell that the row does not reach blank, not nought', () =>
    expect(figureOf(undefined, 'performance tables')).toEqual({ value: null, flag: 'blank' }))

  it('never turns a cell without a digit into a number, in any family', () =>
    fc.assert(
      fc.property(
        fc.string().filter((s) => !/\d/.test(s)),
        fc.constantFrom(...families),
        (cell, family) => {
          expect(figureOf(cell, family)).toEqual({ value: null, flag: expect.any(String) })
        },
      ),
    ))

  it('gives a value or a flag, never both and never neither, whatever the cell', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.float().map(String), fc.constantFrom('SUPP', '62%', 'NULL', '')),
        fc.constantFrom(...families),
        (cell, family) => {
          const figure = figureOf(cell, family)
          expect(figure.value === null).toBe(figure.flag !== null)
          expect(figure.value === null || Number.isFinite(figure.value)).toBe(true)
        },
      ),
    ))

  it('reads back every number it is given, however it is dressed', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000_000, max: 10_000_000 }),
        fc.constantFrom('plain', 'thousands', 'pounds', 'percent', 'float'),
        (n, dress) => {
          const text = {
            plain: String(n),
            thousands: n.toLocaleString('en-GB'),
            pounds: `£${n.toLocaleString('en-GB')}`,
            percent: `${n}%`,
            float: `${n}.0`,
          }[dress]
          expect(numberOf(text)).toBe(n)
        },
      ),
    ))
})

describe('other cells', () => {
  it('reads a URN however a spreadsheet has mangled it, and nothing else as one', () => {
    expect(['100053', '100053.0', ' 100053', '1e+05'].map(urnOf)).toEqual([100053, 100053, 100053, 100000])
    expect(['', 'NULL', 'NAT', 'LA', '201', '1000530', '100053.5', '-100053', undefined].map(urnOf)).toEqual(
      Array(9).fill(null),
    )
  })
  it('reads British dates and refuses days that do not exist', () => {
    expect(
      ['31/08/2025', '01-09-2013', '2025-08-31', '20250831', '5 Sep 2013', '29/02/2024'].map(dateOf),
    ).toEqual(['2025-08-31', '2013-09-01', '2025-08-31', '2025-08-31', '2013-09-05', '2024-02-29'])
    expect(['31/02/2025', '29/02/2023', '13/13/2025', 'NULL', '', 'soon', undefined].map(dateOf)).toEqual(
      Array(7).fill(null),
    )
  })
  it('takes blanks off text and sees nothing in NULL', () => {
    expect(['SM ', ' swk', 'NULL', '', '  ', undefined].map(textOf)).toEqual([
      'SM',
      'swk',
      null,
      null,
      null,
      null,
    ])
    expect(['4', '4.0', '4.5', ''].map(wholeOf)).toEqual([4, 4, null, null])
  })
})
