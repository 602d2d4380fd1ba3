import * as fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { asText, toCsv } from '#platform/csv.ts'

test('any table reads back cell by cell, formulas as text', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 })), (rows) => {
      const { data } = Papa.parse<string[]>(toCsv(['a', 'b'], rows).slice(1), { newline: '\r\n' })
      expect(data.slice(0, -1)).toEqual([['a', 'b'], ...rows.map((row) => row.map(asText))])
    }),
  )
})

test('a cell that a spreadsheet would run is written as text, and a number stays a number', () => {
  for (const text of ['=1+1', '+44 1', '-2', '@SUM(A1)', '\tx']) expect(asText(text)).toBe(`'${text}`)
  expect(toCsv(['n', 's'], [[-2.5, '-2.5']])).toBe("\uFEFFn,s\r\n-2.5,'-2.5\r\n")
})
