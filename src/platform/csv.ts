// Owns tables that leave as CSV: quoting, and keeping a spreadsheet from running what somebody typed.
import type { Ctx } from '#platform/exchange.ts'

export type CsvCell = string | number | null

/** A cell that a spreadsheet would take for a formula gets an apostrophe before it. Numbers stay numbers. */
export const asText = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

/** The table as text, with a byte order mark so that Excel reads it as UTF-8. A missing value is an empty cell. */
export function toCsv(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  const cell = (value: CsvCell) => {
    if (value === null) return ''
    if (typeof value === 'number') return String(value)
    const text = asText(value)
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  return `\uFEFF${[head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}

/** Answers with a CSV file. `name` without ending, of plain letters. */
export function csvResponse(
  c: Ctx,
  name: string,
  head: readonly string[],
  rows: readonly (readonly CsvCell[])[],
): Response {
  return c.body(toCsv(head, rows), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name.replaceAll(/[^\w-]+/g, '-')}.csv"`,
    'Cache-Control': 'no-store',
  })
}
