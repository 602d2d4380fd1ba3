// Owns how a published file is put together: column lists, quoting, line ends and encodings.
// It knows nothing of schools.

import iconv from 'iconv-lite'

/** The parts of a file's manner that differ by publisher. */
export interface FileManner {
  encoding: 'windows-1252' | 'utf-8' | 'utf-8 with BOM'
  lineEnd: '\r\n' | '\n'
  /** GIAS quotes every text and no number; the others quote only where they must. */
  quotes: 'texts' | 'where needed'
}

export type Row = Readonly<Record<string, string>>

/** Names divided by `|`; line breaks around them do not count. */
export function columns(text: string): readonly string[] {
  return text.split('|').map((name) => name.trim())
}

/** A row's cells in the order of the columns; a cell that the row does not name is `otherwise`. */
export function cells(order: readonly string[], row: Row, otherwise = ''): string[] {
  return order.map((name) => row[name] ?? otherwise)
}

export function line(values: readonly string[], manner: FileManner): string {
  return values.map((value) => cell(value, manner)).join(',') + manner.lineEnd
}

/** A header is never quoted by these publishers except where GIAS quotes its texts. */
export function headerLine(names: readonly string[], manner: FileManner): string {
  return line(names, manner)
}

function cell(value: string, manner: FileManner): string {
  const must = /[",\r\n]/.test(value)
  if (!must && (manner.quotes === 'where needed' || /^\d+$/.test(value))) return value
  return `"${value.replaceAll('"', '""')}"`
}

/** The bytes of a piece of the file; only the first piece carries the byte order mark. */
export function bytesOf(text: string, manner: FileManner, first: boolean): Buffer {
  if (manner.encoding === 'windows-1252') return iconv.encode(text, 'win1252')
  const mark = first && manner.encoding === 'utf-8 with BOM' ? '\u{feff}' : ''
  return Buffer.from(mark + text, 'utf8')
}

export function wholeFile(text: string, manner: FileManner): Buffer {
  return bytesOf(text, manner, true)
}

/** As these publishers print a share: `62%`. Missing stays missing. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? '' : `${Math.round((part / whole) * 100)}%`
}

/** A number with at most so many decimals and no trailing noughts, as spreadsheets save it. */
export function decimal(value: number, places: number): string {
  const text = value.toFixed(places)
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return trimmed === '-0' ? '0' : trimmed
}

/** `9,109`: thousands with commas, as the finance files save them. */
export function grouped(value: number): string {
  const digits = Math.abs(Math.round(value)).toString()
  const text = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return value < 0 && digits !== '0' ? `-${text}` : text
}
