import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import Papa from 'papaparse'
import { expect, it } from 'vitest'
import { Unreadable } from './encoding.rules.ts'
import { readRows } from './reading.actions.ts'
import { testFolder } from '../../../test/setup/folder.ts'

const folder = testFolder('reading')

const rowsOf = async (text: string) => {
  const path = join(folder, 'file.csv')
  writeFileSync(path, text)
  const rows: string[][] = []
  for await (const piece of readRows(path, 'utf-8')) rows.push(...piece.rows)
  return rows
}
/** All of the text by papaparse at once; a blank line at the end is none. */
const byPapa = (text: string) => {
  const { data } = Papa.parse<string[]>(text, { delimiter: ',', newline: '\n' })
  const rows = data.map((row) => [...row.slice(0, -1), row.at(-1)!.replace(/\r$/, '')])
  return text.endsWith('\n') ? rows.slice(0, -1) : rows
}

const cell = fc.oneof(
  fc.constantFrom(
    '',
    '"',
    '""',
    '"a"',
    '"a,b"',
    '"a""b"',
    'a"b',
    '"a"b',
    '"a\nb"',
    '"a\r\nb"',
    ' "a"',
    '"a" ',
    'a\r',
  ),
  fc.string({ maxLength: 5 }).map((text) => text.replace(/["\r]/g, '')),
)
const line = fc.tuple(fc.array(cell, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n'))

it('reads rows as papaparse reads the whole text, whatever quotation marks stand in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 8 }), fc.boolean(), async (lines, ended) => {
      const body = lines.map(([cells, end]) => cells.join(',') + end).join('')
      const text = `h1,h2,h3\n${ended ? body : body.replace(/\r?\n$/, '')}`
      const read = await rowsOf(text).catch((error: unknown) => {
        if (error instanceof Unreadable && text.includes('"')) return 'a quotation mark never closes'
        throw error
      })
      expect([byPapa(text), 'a quotation mark never closes']).toContainEqual(read)
    }),
    { numRuns: 500 },
  )
})
