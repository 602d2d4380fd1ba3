// Owns feeding a COPY: a cell in its format, text no faster than the database takes it, and lines that wait their
// turn. Does not know what the lines say.
import { once } from 'node:events'
import { closeSync, createReadStream, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { from as copyFrom } from 'pg-copy-streams'
import type { Cell } from './layout.rules.ts'

export type Copying = ReturnType<typeof copyFrom>

const special = /[\\\n\r\t]/
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A cell in COPY's text format. */
export const copied = (cell: Cell): string =>
  cell === null
    ? '\\N'
    : typeof cell === 'number'
      ? String(cell)
      : special.test(cell)
        ? cell.replace(/[\\\n\r\t]/g, (mark) => escapes[mark]!)
        : cell

/** Characters of lines that wait in memory before they go into a file. */
const mostInMemory = 256 * 1024

/** Gives a COPY its text, no more at a time than it takes. */
export class Feed {
  readonly #copy: Copying
  /** Why the database ended the COPY, if it did: it may say so between two pieces. */
  #failure: Error | null = null

  constructor(copy: Copying) {
    this.#copy = copy
    copy.on('error', (error) => (this.#failure = error))
  }

  /** Waits until the database has taken what it was given before; meanwhile the next can be read. */
  async give(text: string | Buffer): Promise<void> {
    if (this.#failure !== null) throw this.#failure
    if (text.length === 0) return
    if (this.#copy.writableNeedDrain) await once(this.#copy, 'drain')
    this.#copy.write(text)
  }

  /** Waits until the database has it all. */
  async end(): Promise<void> {
    if (this.#failure !== null) throw this.#failure
    this.#copy.end()
    await finished(this.#copy)
  }

  /** Takes everything back, unless it has ended already, and lets the connection go on. */
  async abandon(): Promise<void> {
    if (this.#failure !== null || this.#copy.writableFinished) return
    this.#copy.destroy()
    await finished(this.#copy).catch(() => {})
  }
}

/** Lines that wait until the COPY under way has ended: in memory, and when they grow many in a file. */
export class Waiting {
  #text = ''
  #path: string | null = null
  #file = 0

  /** Whether there is any. */
  some = false

  /** Keeps the lines. Returns '', which is what goes to the COPY under way. */
  add(lines: string): '' {
    this.some = true
    this.#text += lines
    if (this.#text.length > mostInMemory) {
      if (this.#path === null) {
        this.#path = join(tmpdir(), `alongside-${crypto.randomUUID()}.waiting`)
        this.#file = openSync(this.#path, 'wx', 0o600)
      }
      writeSync(this.#file, this.#text)
      this.#text = ''
    }
    return ''
  }

  async feed(copy: Copying): Promise<void> {
    const feed = new Feed(copy)
    try {
      if (this.#path !== null)
        for await (const piece of createReadStream(this.#path) as AsyncIterable<Buffer>)
          await feed.give(piece)
      await feed.give(this.#text)
      await feed.end()
    } catch (error) {
      await feed.abandon()
      throw error
    }
  }

  forget(): void {
    if (this.#path === null) return
    closeSync(this.#file)
    rmSync(this.#path, { force: true })
    this.#path = null
  }
}
