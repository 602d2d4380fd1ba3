// Owns reading an old Excel workbook (.xls, BIFF8, Excel 97 to 2003): the text of each cell of each sheet. Only the
// records that hold values. Pure. Source: [MS-XLS], sections 2.1.4 and 2.4. Why no library: docs/decisions/0022.
import { BrokenContainer, streamOf } from './compound-file.rules.ts'

export type OldSheet = { name: string; rows: string[][] }

const BOF = 0x0809
const EOF = 0x000a
const CONTINUE = 0x003c
const FILEPASS = 0x002f
const [DATEMODE, BOUNDSHEET, SST, XF, FORMAT] = [0x0022, 0x0085, 0x00fc, 0x00e0, 0x041e]
const [LABELSST, NUMBER, RK, MULRK, LABEL, FORMULA, STRING, BOOLERR] = [
  0x00fd, 0x0203, 0x027e, 0x00bd, 0x0204, 0x0006, 0x0207, 0x0205,
]
const BIFF8 = 0x0600

// A small file can name one sheet, or one long text, over and over: no workbook that is read here holds so much.
const MOST_CELLS = 4_000_000
const MOST_SIGNS = 200_000_000

type Record = { type: number; data: Buffer; at: number }

/**
 * The worksheets of a workbook, each row as long as its last filled cell. Null when the bytes are no such workbook,
 * are cut short, or are locked with a password. Numbers are written as JavaScript writes them, dates as YYYY-MM-DD.
 */
export function readOldWorkbook(bytes: Uint8Array): OldSheet[] | null {
  try {
    const stream = streamOf(bytes, ['Workbook', 'Book'])
    return stream && sheetsOf(Buffer.from(stream.buffer, stream.byteOffset, stream.byteLength))
  } catch (error) {
    // A RangeError is a length that leads beyond the bytes.
    if (error instanceof BrokenContainer || error instanceof RangeError) return null
    throw error
  }
}

function* recordsFrom(stream: Buffer, from: number): Generator<Record> {
  for (let at = from; at + 4 <= stream.length;) {
    const length = stream.readUInt16LE(at + 2)
    if (at + 4 + length > stream.length) throw new RangeError('a record beyond the end')
    yield { type: stream.readUInt16LE(at), data: stream.subarray(at + 4, at + 4 + length), at }
    at += 4 + length
  }
}

function sheetsOf(stream: Buffer): OldSheet[] | null {
  const places: { name: string; at: number }[] = []
  const formats: number[] = []
  const dateFormats = new Set<number>()
  let strings: string[] = []
  let is1904 = false
  let shared: Buffer[] = []
  let isFirst = true
  for (const { type, data } of recordsFrom(stream, 0)) {
    if (isFirst && (type !== BOF || data.readUInt16LE(0) !== BIFF8)) return null
    isFirst = false
    if (shared.length > 0 && type !== CONTINUE) {
      strings = sharedStrings(shared)
      shared = []
    }
    if (type === EOF) break
    if (type === FILEPASS) return null
    if (type === SST) shared = [data]
    else if (type === CONTINUE && shared.length > 0) shared.push(data)
    else if (type === DATEMODE) is1904 = data.readUInt16LE(0) === 1
    else if (type === XF) formats.push(data.readUInt16LE(2))
    else if (type === FORMAT && isDateFormat(textAt(data, 2))) dateFormats.add(data.readUInt16LE(0))
    // A worksheet, not a chart or a macro.
    else if (type === BOUNDSHEET && data[5] === 0)
      places.push({ at: data.readUInt32LE(0), name: chars(data, 8, data[6]!, data[7]!) })
  }
  const number = (value: number, style: number) => {
    const format = formats[style] ?? 0
    const isDate = dateFormats.has(format) || (format >= 14 && format <= 17) || format === 22
    return isDate ? dateText(value, is1904) : String(value)
  }
  const budget = { cells: MOST_CELLS, signs: MOST_SIGNS }
  return places.map(({ name, at }) => ({ name, rows: rowsOf(stream, at, strings, number, budget) }))
}

function rowsOf(
  stream: Buffer,
  from: number,
  strings: readonly string[],
  number: (value: number, style: number) => string,
  budget: { cells: number; signs: number },
): string[][] {
  const rows: string[][] = []
  const put = (row: number, column: number, text: string) => {
    budget.signs -= text.length
    if (budget.signs < 0) throw new RangeError('more than a workbook holds')
    while (rows.length <= row) rows.push([])
    const cells = rows[row]!
    while (cells.length < column) cells.push('')
    cells[column] = text
  }
  let depth = 0
  let formula: [row: number, column: number] | null = null
  for (const { type, data } of recordsFrom(stream, from)) {
    budget.cells -= 1
    if (budget.cells < 0) throw new RangeError('more than a workbook holds')
    // A chart within the sheet is a stream of its own: what is in it is none of the sheet's cells.
    if (type === BOF) depth += 1
    else if (type === EOF) {
      depth -= 1
      if (depth <= 0) return rows
    }
    if (depth !== 1) continue
    if (type === STRING && formula) put(...formula, textAt(data, 0))
    if (![LABELSST, NUMBER, RK, MULRK, LABEL, FORMULA, BOOLERR].includes(type)) continue
    const [row, column, style] = [data.readUInt16LE(0), data.readUInt16LE(2), data.readUInt16LE(4)]
    if (type === LABELSST) put(row, column, strings[data.readUInt32LE(6)] ?? '')
    else if (type === NUMBER) put(row, column, number(data.readDoubleLE(6), style))
    else if (type === RK) put(row, column, number(packedNumber(data, 6), style))
    else if (type === LABEL) put(row, column, textAt(data, 6))
    else if (type === BOOLERR) put(row, column, data[7] === 0 ? (data[6] === 1 ? 'true' : 'false') : '')
    else if (type === MULRK)
      for (let i = 0; 4 + i * 6 + 6 <= data.length - 2; i++)
        put(row, column + i, number(packedNumber(data, 6 + i * 6), data.readUInt16LE(4 + i * 6)))
    else {
      // A result that is no number says so in its last two bytes; a text then follows in a record of its own.
      const isNumber = data.readUInt16LE(12) !== 0xffff
      formula = !isNumber && data[6] === 0 ? [row, column] : null
      if (isNumber) put(row, column, number(data.readDoubleLE(6), style))
      else if (data[6] === 1) put(row, column, data[8] === 1 ? 'true' : 'false')
    }
  }
  throw new RangeError('a sheet without its end')
}

/** 30 bits of a number: the upper ones of a double, or a whole number; a hundredth of either. [MS-XLS] 2.5.217. */
function packedNumber(data: Buffer, at: number): number {
  const bits = data.readInt32LE(at)
  const eight = Buffer.alloc(8)
  eight.writeInt32LE(bits & ~3, 4)
  const value = bits & 2 ? bits >> 2 : eight.readDoubleLE(0)
  return bits & 1 ? value / 100 : value
}

function chars(data: Buffer, at: number, count: number, flags: number): string {
  const end = at + count * (flags & 1 ? 2 : 1)
  if (end > data.length) throw new RangeError('a text beyond the end')
  return data.toString(flags & 1 ? 'utf16le' : 'latin1', at, end)
}
const textAt = (data: Buffer, at: number): string =>
  chars(data, at + 3, data.readUInt16LE(at), data.readUInt8(at + 2))

/** The texts that cells share. One may go on in the next record, there with a byte of its own that says how wide. */
function sharedStrings(parts: readonly Buffer[]): string[] {
  let part = 0
  let at = 8
  const data = () => {
    const now = parts[part]
    if (!now) throw new RangeError('texts beyond the end')
    return now
  }
  const turn = () => {
    while (at >= data().length) {
      at -= data().length
      part += 1
    }
  }
  const skip = (bytes: number) => {
    at += bytes
    while (parts[part] && at > data().length) {
      at -= data().length
      part += 1
    }
  }
  const unique = data().readUInt32LE(4)
  const strings: string[] = []
  for (let i = 0; i < unique; i++) {
    turn()
    let left = data().readUInt16LE(at)
    let flags = data().readUInt8(at + 2)
    at += 3
    const runs = flags & 8 ? data().readUInt16LE(at) : 0
    if (flags & 8) at += 2
    const extra = flags & 4 ? data().readUInt32LE(at) : 0
    if (flags & 4) at += 4
    let text = ''
    while (left > 0) {
      if (at >= data().length) {
        part += 1
        flags = data().readUInt8(0)
        at = 1
      }
      const here = Math.min(left, Math.floor((data().length - at) / (flags & 1 ? 2 : 1)))
      if (here <= 0) throw new RangeError('half a sign')
      text += chars(data(), at, here, flags)
      at += here * (flags & 1 ? 2 : 1)
      left -= here
    }
    skip(runs * 4 + extra)
    strings.push(text)
  }
  return strings
}

/** Whether a format shows a day: a y, m or d that is neither quoted nor in brackets. */
const isDateFormat = (format: string): boolean =>
  /[yd]/i.test(format.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, ''))

/** Days since the last day of 1899, in which 1900 counts as a leap year; or since the first of 1904. */
function dateText(days: number, is1904: boolean): string {
  const whole = Math.floor(days) + (is1904 ? 1_462 : 0)
  const at = Date.UTC(1899, 11, whole < 60 ? 31 : 30) + whole * 86_400_000
  return Math.abs(at) < 8e15 ? new Date(at).toISOString().slice(0, 10) : String(days)
}
