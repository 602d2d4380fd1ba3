// Owns turning the rows of a file into lines of COPY, for the staging table or straight for their own: rows with a
// fault are set aside on the way, and counted. Does not know the columns; the layout's reader does.
import { once } from 'node:events'
import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished, pipeline } from 'node:stream/promises'
import Papa from 'papaparse'
import type { from as copyFrom } from 'pg-copy-streams'
import { dateOf } from './cells.rules.ts'
import type { Cell, Header, Layout, Reader, Row } from './layout.rules.ts'
import type { FileFacts, Piece } from './reading.actions.ts'
import type { Straight } from './straight.queries.ts'

/** Turns rows into lines of COPY, sets rows aside, counts. Holds no row longer than its piece. */
export class Staging {
  read = 0
  /** Rows that gave records. */
  good = 0
  newestDate: string | null = null
  readonly warnings: string[] = []
  /** Rows of which a record went straight into its table. */
  straight = 0
  #line = 0
  #blank: string
  /** The line of each key seen; of schools' numbers by the thousand, in tables that never grow beyond 4 MB. */
  #keys = new Map<string, number>()
  #urns: Int32Array[] = []
  #dateAt: number
  #unreadable = 0
  /** Why the database ended the COPY, if it did: it may say so between two pieces. */
  #failure: Error | null = null
  #shortRows = new Set<number>()
  readonly #copy
  readonly #layout
  readonly #reader
  readonly #width
  readonly #facts
  readonly #picks
  readonly #rest
  readonly #waiting = new Waiting()

  /** `straight`: the COPY leads straight into the records' own table. */
  constructor(
    copy: ReturnType<typeof copyFrom>,
    layout: Layout,
    reader: Reader,
    header: Header,
    facts: FileFacts,
    straight: { picks: Straight['picks']; rest: Cell[] } | null,
  ) {
    this.#picks = straight?.picks ?? null
    this.#rest = straight ? `${straight.rest.map((cell) => `\t${copied(cell)}`).join('')}\n` : ''
    this.#copy = copy
    copy.on('error', (error) => (this.#failure = error))
    this.#layout = layout
    this.#reader = reader
    this.#width = header.names.length
    this.#facts = facts
    this.#dateAt = layout.dateColumn ? header.at(...layout.dateColumn) : -1
    this.#blank = '\t\\N'.repeat(reader.staging.length)
  }

  async take({ rows, cutInQuotes, final }: Piece): Promise<void> {
    if (this.#failure !== null) throw this.#failure
    let text = ''
    const last = final && !this.#facts.endsWithLineBreak ? rows.at(-1) : undefined
    // Some files have shorter rows of their own, and the last may be one of them.
    const cut = last && (cutInQuotes || (last.length < this.#width && !this.#shortRows.has(last.length)))
    for (const row of rows) {
      this.#line += 1
      if (this.#line === 1 || (row.length === 1 && row[0] === '')) continue
      this.read += 1
      text += this.#staged(row, Boolean(cut) && row === last)
    }
    if (text === '') return
    // The database is given these rows once it has taken those before; meanwhile the next are read.
    if (this.#copy.writableNeedDrain) await once(this.#copy, 'drain')
    this.#copy.write(text)
  }

  /**
   * Ends the COPY and waits until the database has it all; then stages what could not go straight. Returns whether
   * anything is staged.
   */
  async end(stage: () => Promise<ReturnType<typeof copyFrom>>): Promise<boolean> {
    if (this.#failure !== null) throw this.#failure
    this.#copy.end()
    await finished(this.#copy)
    const waited = await this.#waiting.into(stage)
    if (this.#unreadable > 0)
      this.warnings.push(
        `${this.#unreadable.toLocaleString('en-GB')} cells could be read neither as a number nor as a known code; they are kept as “unreadable”.`,
      )
    return waited || this.#picks === null
  }

  /** To be called when the import did not end well: lets the connection go on to ROLLBACK. */
  async abandon(): Promise<void> {
    if (this.#failure !== null) return
    this.#copy.destroy()
    await finished(this.#copy).catch(() => {})
  }

  /** Forgets what waits to be staged; to be called whether the import ended well or not. */
  close(): void {
    this.#waiting.forget()
  }

  #staged(row: string[], cut: boolean): string {
    const fault = cut ? 'The file stops in the middle of this row' : this.#shape(row)
    if (fault !== null) return this.#aside(row, fault)
    const key = this.#reader.keyOf(row)
    if (key !== null) {
      const before = typeof key === 'number' ? this.#thousandOf(key)[key % 1000] : this.#keys.get(key)
      if (before) return this.#aside(row, `The same record as in row ${before}, which stands`)
    }
    const outcome = this.#reader.read(row)
    if ('aside' in outcome) return this.#aside(row, outcome.aside)
    this.good += 1
    if (typeof key === 'number') this.#thousandOf(key)[key % 1000] = this.#line
    else if (key !== null) this.#keys.set(key, this.#line)
    if (this.#dateAt >= 0) {
      const date = dateOf(row[this.#dateAt])
      if (date !== null && (this.newestDate === null || date > this.newestDate)) this.newestDate = date
    }
    if (outcome.unreadable) this.#unreadable += outcome.unreadable
    let text = ''
    let waits = ''
    let isStraight = false
    for (const record of outcome.records) {
      if (this.#picks !== null && record[this.#picks[0]!] !== null) {
        for (let i = 0; i < this.#picks.length; i += 1)
          text += i === 0 ? copied(record[this.#picks[i]!]!) : `\t${copied(record[this.#picks[i]!]!)}`
        text += this.#rest
        isStraight = true
        continue
      }
      waits += `${this.#line}\t${outcome.parts}\t\\N\t\\N`
      for (const cell of record) waits += `\t${copied(cell)}`
      waits += '\n'
    }
    if (isStraight) this.straight += 1
    if (this.#picks === null) return waits
    if (waits !== '') this.#waiting.add(waits)
    return text
  }

  #thousandOf = (urn: number): Int32Array => (this.#urns[Math.floor(urn / 1000)] ??= new Int32Array(1000))

  #shape(row: Row & string[]): string | null {
    const { length } = row
    if (length < this.#width) {
      if (this.#layout.short === 'tolerated') {
        this.#shortRows.add(length)
        return null
      }
      return `The row has ${length} of ${this.#width} cells`
    }
    if (length === this.#width) return null
    if (this.#layout.long === 'joined') {
      const last = this.#width - 1
      row.splice(
        last,
        length - last,
        row
          .slice(last)
          .map((cell) => cell.trim())
          .filter(Boolean)
          .join('; '),
      )
      return null
    }
    if (row.slice(this.#width).every((cell) => cell.trim() === '')) return null
    return `The row has ${length} cells, the header ${this.#width}; a comma or a quotation mark is astray`
  }

  #aside(row: Row, reason: string): string {
    // Cells that a spreadsheet would run as formulas are disarmed, because this leaves as CSV again.
    const cells = Papa.unparse([[...row]], { escapeFormulae: true }).slice(0, 100_000)
    const text = `${this.#line}\t0\t${copied(reason)}\t${copied(cells)}${this.#blank}\n`
    return this.#picks === null ? text : this.#waiting.add(text)
  }
}

/** Lines for the staging table that wait, in a file, until the COPY under way has ended. */
class Waiting {
  #path: string | null = null
  #file = 0

  /** Keeps the lines. Returns '', which is what goes to the COPY under way. */
  add(text: string): '' {
    if (this.#path === null) {
      this.#path = join(tmpdir(), `alongside-${crypto.randomUUID()}.staged`)
      this.#file = openSync(this.#path, 'wx', 0o600)
    }
    writeSync(this.#file, text)
    return ''
  }

  /** Returns whether there was any. */
  async into(stage: () => Promise<ReturnType<typeof copyFrom>>): Promise<boolean> {
    if (this.#path === null) return false
    await pipeline(createReadStream(this.#path), await stage())
    return true
  }

  forget(): void {
    if (this.#path === null) return
    closeSync(this.#file)
    rmSync(this.#path, { force: true })
    this.#path = null
  }
}

const special = /[\\\n\r\t]/
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A cell in COPY's text format. */
const copied = (cell: Cell): string =>
  cell === null
    ? '\\N'
    : typeof cell === 'number'
      ? String(cell)
      : special.test(cell)
        ? cell.replace(/[\\\n\r\t]/g, (mark) => escapes[mark]!)
        : cell
