// Owns turning the rows of a file into lines of COPY, for the staging table or straight for their own: rows with a
// fault are set aside on the way, and counted. Does not know the columns; the layout's reader does.
import Papa from 'papaparse'
import { dateOf } from './cells.rules.ts'
import { copied, type Copying, Feed, Waiting } from './copying.actions.ts'
import type { Cell, Header, Layout, Reader, Row } from './layout.rules.ts'
import { setAsideCopy } from './merging.queries.ts'
import type { FileFacts, Piece } from './reading.actions.ts'
import type { Straight } from './straight.queries.ts'

/** Opens a COPY on the connection of the import. */
export type Open = (copy: string) => Copying

/** A table into which records go straight: the first by the COPY under way, others by one of their own after it. */
type Into = { copy: string; picks: number[]; rest: string; waiting: Waiting | null }

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
  /** The line of each key seen; of schools' numbers by the thousand, in tables that never grow beyond 4 MB. */
  #keys = new Map<string, number>()
  #urns: Int32Array[] = []
  #dateAt: number
  #unreadable = 0
  #shortRows = new Set<number>()
  readonly #feed
  readonly #layout
  readonly #reader
  readonly #width
  readonly #facts
  readonly #importId
  readonly #into: Into[]
  readonly #staged = new Waiting()
  readonly #aside = new Waiting()

  /** `straight`: the tables that records go straight into; `copy` leads into the first, or else into staging. */
  constructor(
    copy: Copying,
    layout: Layout,
    reader: Reader,
    header: Header,
    facts: FileFacts,
    importId: number,
    straight: Straight[],
  ) {
    this.#into = straight.map(({ copy: into, picks, rest }, i) => ({
      copy: into,
      picks,
      rest: `${rest(importId)
        .map((cell) => `\t${copied(cell)}`)
        .join('')}\n`,
      waiting: i === 0 ? null : new Waiting(),
    }))
    this.#feed = new Feed(copy)
    this.#layout = layout
    this.#reader = reader
    this.#width = header.names.length
    this.#facts = facts
    this.#importId = importId
    this.#dateAt = layout.dateColumn ? header.at(...layout.dateColumn) : -1
  }

  async take({ rows, cutInQuotes, final }: Piece): Promise<void> {
    let text = ''
    const last = final && !this.#facts.endsWithLineBreak ? rows.at(-1) : undefined
    // Some files have shorter rows of their own, and the last may be one of them.
    const cut = last && (cutInQuotes || (last.length < this.#width && !this.#shortRows.has(last.length)))
    for (const row of rows) {
      this.#line += 1
      if (this.#line === 1 || (row.length === 1 && row[0] === '')) continue
      this.read += 1
      text += this.#lineOf(row, Boolean(cut) && row === last)
    }
    await this.#feed.give(text)
  }

  /**
   * Ends the COPY and waits until the database has it all; then copies what waits, opening for it what it needs.
   * Returns whether anything is staged.
   */
  async end(open: Open, staging: () => Promise<string>): Promise<boolean> {
    await this.#feed.end()
    for (const { copy, waiting } of this.#into) if (waiting?.some) await waiting.feed(open(copy))
    if (this.#aside.some) await this.#aside.feed(open(setAsideCopy))
    if (this.#staged.some) await this.#staged.feed(open(await staging()))
    if (this.#unreadable > 0)
      this.warnings.push(
        `${this.#unreadable.toLocaleString('en-GB')} cells could be read neither as a number nor as a known code; they are kept as “unreadable”.`,
      )
    return this.#staged.some || this.#into.length === 0
  }

  /** To be called when the import did not end well: lets the connection go on to ROLLBACK. */
  abandon(): Promise<void> {
    return this.#feed.abandon()
  }

  /** Forgets what waits; to be called whether the import ended well or not. */
  close(): void {
    for (const { waiting } of this.#into) waiting?.forget()
    this.#aside.forget()
    this.#staged.forget()
  }

  /** What the COPY under way is given of a row. */
  #lineOf(row: string[], cut: boolean): string {
    const fault = cut ? 'The file stops in the middle of this row' : this.#shape(row)
    if (fault !== null) return this.#setAside(row, fault)
    const key = this.#reader.keyOf(row)
    if (key !== null) {
      const before = typeof key === 'number' ? this.#thousandOf(key)[key % 1000] : this.#keys.get(key)
      if (before) return this.#setAside(row, `The same record as in row ${before}, which stands`)
    }
    const outcome = this.#reader.read(row, key)
    if ('aside' in outcome) return this.#setAside(row, outcome.aside)
    this.good += 1
    if (typeof key === 'number') this.#thousandOf(key)[key % 1000] = this.#line
    else if (key !== null) this.#keys.set(key, this.#line)
    if (this.#dateAt >= 0) {
      const date = dateOf(row[this.#dateAt])
      if (date !== null && (this.newestDate === null || date > this.newestDate)) this.newestDate = date
    }
    if (outcome.unreadable) this.#unreadable += outcome.unreadable
    let text = ''
    let isStraight = false
    for (const record of outcome.records) {
      const into = this.#intoFor(record)
      if (into) {
        const { picks, rest, waiting } = into
        let line = copied(record[picks[0]!]!)
        for (let i = 1; i < picks.length; i += 1) line += `\t${copied(record[picks[i]!]!)}`
        text += waiting ? waiting.add(line + rest) : line + rest
        isStraight = true
        continue
      }
      let line = `${this.#line}\t${outcome.parts}`
      for (const cell of record) line += `\t${copied(cell)}`
      text += this.#into.length > 0 ? this.#staged.add(`${line}\n`) : `${line}\n`
    }
    if (isStraight) this.straight += 1
    return text
  }

  /** The table that a record goes straight into, if any. */
  #intoFor(record: Cell[]): Into | undefined {
    for (const into of this.#into) if (record[into.picks[0]!] !== null) return into
    return undefined
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

  #setAside(row: Row, reason: string): '' {
    // Cells that a spreadsheet would run as formulas are disarmed, because this leaves as CSV again.
    const cells = Papa.unparse([[...row]], { escapeFormulae: true }).slice(0, 100_000)
    return this.#aside.add(`${this.#importId}\t${this.#line}\t${copied(reason)}\t${copied(cells)}\n`)
  }
}
