// Owns reading whole columns of evidence: figures of one source and year for all schools that have a row,
// as typed arrays. PostgreSQL packs each column into one value, so that a country's figures come in a few
// rows. One school's figures are profile.queries.ts.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#platform/database.ts'

/** One source in one academic year (ending): what an import of figures writes. */
export type Stretch = { source: number; year: number }

export type Column = {
  /** In step with the schools; NaN where there is no figure. */
  values: Float64Array
  /** Why there is none, by the school's row. A school without figure and reason: no file had the column. */
  reasons: ReadonlyMap<number, string>
}

export type Columns = { urns: Int32Array; columns: Column[] }

/**
 * The columns of a stretch at these places (from 1), for all schools or `only` for some. Reasons are left out
 * unless asked for. Empty columns where nothing is held.
 */
export const readColumns = async (
  db: Db,
  stretch: Stretch,
  places: readonly number[],
  options: Options = {},
): Promise<Columns> => (await askColumns(db, stretch, places, options))()

/**
 * The columns of several stretches, one after another: while one is being unpacked, PostgreSQL works on the next.
 * `take` gets them in order.
 */
export async function readStretches<T extends Stretch & { places: readonly number[] }>(
  db: Db,
  stretches: readonly T[],
  options: Options,
  take: (stretch: T, columns: Columns) => void,
): Promise<void> {
  const ask = (stretch: T | undefined) => stretch && askColumns(db, stretch, stretch.places, options)
  let next = ask(stretches[0])
  for (const [i, stretch] of stretches.entries()) {
    const unpack = await next
    next = ask(stretches[i + 1])
    // The question leaves this process before the answer to the last one keeps it busy.
    await new Promise((sent) => setImmediate(sent))
    if (unpack) take(stretch, unpack())
  }
}

type Options = { reasons?: boolean; only?: readonly number[] | null }

async function askColumns(
  db: Db,
  { source, year }: Stretch,
  places: readonly number[],
  { reasons = false, only = null }: Options,
): Promise<() => Columns> {
  const wanted = places.flatMap((place): RawBuilder<unknown>[] => {
    const at = sql.raw(place.toString())
    const figures = sql`array_send(array_agg(o.figures[${at}]))`
    return reasons ? [figures, sql`array_send(array_agg(o.reasons[${at}]))`] : [figures]
  })
  const named = [sql`array_send(array_agg(o.urn))`, ...wanted].map(
    (value, i) => sql`${value} AS ${sql.ref(`c${i}`)}`,
  )
  const { rows } = await sql<Record<string, Buffer | null>>`
    SELECT ${sql.join(named)} FROM observations o
    WHERE o.source = ${source} AND o.year = ${year} ${only === null ? sql`` : sql`AND o.urn = ANY (${[...only]}::integer[])`}`.execute(
    db,
  )
  const cells = rows[0] ?? {}
  const each = reasons ? 2 : 1
  return () => {
    const urns = integersOf(cells['c0'])
    return {
      urns,
      columns: places.map((_, i) => {
        const at = 1 + i * each
        return {
          values: numbersOf(cells[`c${at}`], urns.length),
          reasons: reasons ? wordsOf(cells[`c${at + 1}`], urns.length) : new Map<number, string>(),
        }
      }),
    }
  }
}

// What array_send writes: five words of 32 bits (dimensions, nulls, type, length, lower bound), then for each
// element its length in bytes, −1 for none, and its bytes.
const HEADER = 20

/** What array_send packed of whole numbers, none of them null; empty for null. */
export function integersOf(packed: Buffer | null | undefined): Int32Array {
  if (!packed || packed.length < HEADER) return new Int32Array()
  const found = new Int32Array(packed.readInt32BE(12))
  for (let i = 0, at = HEADER + 4; i < found.length; i += 1, at += 8) found[i] = packed.readInt32BE(at)
  return found
}

function numbersOf(packed: Buffer | null | undefined, many: number): Float64Array {
  const found = new Float64Array(many).fill(Number.NaN)
  if (!packed) return found
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let i = 0, at = HEADER; i < many && at < packed.length; i += 1) {
    const isThere = view.getInt32(at) >= 0
    at += 4
    if (!isThere) continue
    found[i] = view.getFloat64(at)
    at += 8
  }
  return found
}

/** The words of a column by their row, for the rows that have one. */
function wordsOf(packed: Buffer | null | undefined, many: number): Map<number, string> {
  const found = new Map<number, string>()
  if (!packed) return found
  for (let i = 0, at = HEADER; i < many && at < packed.length; i += 1) {
    const length = packed.readInt32BE(at)
    at += 4
    if (length < 0) continue
    found.set(i, packed.toString('latin1', at, at + length))
    at += length
  }
  return found
}
