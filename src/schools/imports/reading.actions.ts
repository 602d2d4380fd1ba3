// Owns reading: a file's encoding and fingerprint, and its rows, in pieces of bounded size. Does not know
// what the columns mean.
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import Papa from 'papaparse'
import { type Encoding, unfinishedTail, Unreadable, whyNotText } from './encoding.rules.ts'

const pieceSize = 64 * 1024
/** A cell or row longer than this means a quotation mark that never closes. */
const longestRow = 4 * 1024 * 1024

export type FileFacts = { bytes: number; sha256: string; encoding: Encoding; endsWithLineBreak: boolean }

/**
 * Reads a file once from end to end for its fingerprint and encoding: UTF-8 where every byte agrees,
 * else Windows-1252. Throws Unreadable with a sentence for what is no text.
 */
export async function inspectFile(path: string): Promise<FileFacts> {
  const { size } = await stat(path)
  const hash = createHash('sha256')
  let utf8 = true
  let tail = Buffer.alloc(0)
  let first = true
  let last = 0
  for await (const piece of createReadStream(path, { highWaterMark: pieceSize }) as AsyncIterable<Buffer>) {
    if (first) {
      const why = whyNotText(piece)
      if (why) throw new Unreadable(why)
      first = false
    }
    if (piece.includes(0))
      throw new Unreadable('The file is not text: it holds zero bytes. Save it as CSV and choose that file.')
    hash.update(piece)
    last = piece.at(-1) ?? last
    if (utf8) {
      const whole = tail.length > 0 ? Buffer.concat([tail, piece]) : piece
      const cut = unfinishedTail(whole)
      utf8 = isUtf8(cut > 0 ? whole.subarray(0, -cut) : whole)
      tail = Buffer.from(cut > 0 ? whole.subarray(-cut) : [])
    }
  }
  if (first) throw new Unreadable('The file is empty.')
  return {
    bytes: size,
    sha256: hash.digest('hex'),
    encoding: utf8 && tail.length === 0 ? 'utf-8' : 'windows-1252',
    endsWithLineBreak: last === 10 || last === 13,
  }
}

export type Piece = {
  /** A blank line is a row of one empty cell: it counts for the numbering and for nothing else. */
  rows: string[][]
  /** The last row of the file stands in this piece, and the file stops inside quotation marks. */
  cutInQuotes: boolean
  /** The last piece of the file. */
  final: boolean
  bytesRead: number
}

const neverCloses =
  'A quotation mark opens a cell and never closes it, so the rows after it cannot be told apart. Mend the file or download it again.'

/**
 * The rows of a CSV, in pieces; the header is the first row. Throws Unreadable when a quotation mark is
 * opened and never closed, and rows have gone into the open cell.
 */
export async function* readRows(path: string, encoding: Encoding): AsyncGenerator<Piece> {
  const decode = decoderOf(encoding)
  let rest = ''
  let bytesRead = 0
  let dialect: Dialect | null = null
  const parse = (text: string, final: boolean): Piece & { rest: string } => {
    dialect ??= dialectOf(text)
    const { delimiter, newline } = dialect
    const rows: string[][] = []
    let at = 0
    for (let end = text.indexOf(newline); end >= 0; end = text.indexOf(newline, at)) {
      const row = plainRow(text.slice(at, end), delimiter)
      if (row) at = end + 1
      else {
        // Papa.Parser is what Papa.parse itself runs on each piece of a stream: it leaves the last, perhaps
        // unfinished row to the next piece.
        const parser = new Papa.Parser({ ...dialect, fastMode: false, preview: 1 })
        const parsed: Papa.ParseResult<string[]> = parser.parse(text.slice(at), 0, true)
        if (!parsed.data[0]) break
        at += parsed.meta.cursor
        rows.push(withoutReturn(parsed.data[0]))
        continue
      }
      rows.push(row)
    }
    if (!final) return { rows, cutInQuotes: false, final, bytesRead, rest: text.slice(at) }
    // What no line break ends.
    const parsed: Papa.ParseResult<string[]> = new Papa.Parser(dialect).parse(text.slice(at), 0, false)
    rows.push(...parsed.data.map(withoutReturn))
    const cutInQuotes = parsed.errors.some((e) => e.code === 'MissingQuotes')
    if (cutInQuotes && rows.at(-1)?.at(-1)?.includes('\n')) throw new Unreadable(neverCloses)
    return { rows, cutInQuotes, final, bytesRead, rest: '' }
  }
  for await (const bytes of createReadStream(path, { highWaterMark: pieceSize }) as AsyncIterable<Buffer>) {
    bytesRead += bytes.length
    const { rest: left, ...piece } = parse(rest + decode(bytes), false)
    rest = left
    if (rest.length > longestRow) throw new Unreadable(neverCloses)
    if (piece.rows.length > 0) yield piece
  }
  const { rest: _, ...piece } = parse(rest + decode(), true)
  yield piece
}

/** The cells of a file's first row; none where the file has none. */
export async function firstRow(path: string, encoding: Encoding): Promise<string[]> {
  for await (const { rows } of readRows(path, encoding)) return rows[0] ?? []
  return []
}

/**
 * The cells of a line whose quotation marks, if any, enclose whole cells and stand nowhere else. Null for any other
 * line, of which papaparse has to say what it means. Nearly every line is plain, and read so in half the time.
 */
function plainRow(line: string, delimiter: string): string[] | null {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line
  if (!text.includes('"')) return text.split(delimiter)
  const cells: string[] = []
  for (let at = 0; ;) {
    if (text.charCodeAt(at) !== quotationMark) {
      const end = text.indexOf(delimiter, at)
      if (end < 0) {
        cells.push(text.slice(at))
        return cells
      }
      cells.push(text.slice(at, end))
      at = end + 1
      continue
    }
    const close = text.indexOf('"', at + 1)
    if (close < 0) return null
    cells.push(text.slice(at + 1, close))
    if (close + 1 === text.length) return cells
    if (text[close + 1] !== delimiter) return null
    at = close + 2
  }
}

const quotationMark = 34

function withoutReturn(row: string[]): string[] {
  const end = row.length - 1
  if (row[end]!.endsWith('\r')) row[end] = row[end]!.slice(0, -1)
  return row
}

type Dialect = { delimiter: string; newline: '\n' | '\r' }

// Node's own decoder of Windows-1252 goes byte by byte; Latin-1, which differs in 32 signs only, does not.
function decoderOf(encoding: Encoding): (bytes?: Buffer) => string {
  if (encoding === 'utf-8') {
    const decoder = new TextDecoder()
    return (bytes) => (bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode())
  }
  const signs = new TextDecoder('windows-1252')
  return (bytes) =>
    bytes
      ?.toString('latin1')
      .replace(/[\x80-\x9f]/g, (sign) => signs.decode(Uint8Array.of(sign.charCodeAt(0)))) ?? ''
}

// Tab and semicolon come from spreadsheets of other settings; the header says which. A line break is \n
// for Windows too (the \r before it is taken off), so that mixed line ends read alike.
function dialectOf(text: string): Dialect {
  const header = text.slice(0, text.search(/[\r\n]|$/))
  const count = (mark: string) => header.split(mark).length
  return {
    delimiter: [',', '\t', ';'].reduce((best, mark) => (count(mark) > count(best) ? mark : best), ','),
    newline: !text.includes('\n') && text.includes('\r') ? '\r' : '\n',
  }
}
