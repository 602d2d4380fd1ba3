// The figures of a run: all that is needed of one school stands side by side, so that its answers and sentences
// are made from one stretch of memory. The rules get one school at a time.
import type { ResultsYear } from '#src/packs/conditions.rules.ts'
import { placeInHistory } from '#src/schools/evidence/history.rules.ts'
import type { Concern, Headship, Inspection, OwnRating, SchoolEvidence } from './evidence.rules.ts'

/** What the database says where there is no row at all. */
export const NOT_HELD = 'no figure is held'

/** One measure of one year as it was read: figures in step with the schools, NaN for none; reasons by row. */
export interface ReadColumn {
  readonly values: Float64Array
  readonly reasons: ReadonlyMap<number, string>
}

/** A row that was read for a URN that a school of the run bore before. */
interface EarlierRow {
  readonly row: number
  readonly urn: number
  /** How many changes of URN ago; 1 for the last. */
  readonly step: number
}

export class Figures {
  /** Measure → year → column; how many columns there are. */
  readonly #columns = new Map<string, Map<ResultsYear, number>>()
  readonly #width: number
  #asked: { measure: string; years: ReadonlyMap<ResultsYear, number> | undefined } = {
    measure: '',
    years: undefined,
  }
  /** By place and column. NaN: none. */
  readonly #values: Float64Array
  /** By place and column: why there is no figure, as its place in `#words`. */
  readonly #reasons: Uint8Array
  readonly #words = [NOT_HELD]
  /** By place and column: the URN under which it was published; 0 for the school's own. */
  readonly #earlier: Int32Array
  readonly #places = new Map<number, number>()
  /** Every URN that a school of the run bore before: which school, and how many changes ago. */
  readonly #before = new Map<number, { place: number; step: number }[]>()
  /** Schools that have figures and are not in the run: closed since, not yet open, or in no register. */
  readonly strangers = new Set<number>()

  /**
   * `urns` fixes the order of the schools; each stands once. `needed`: measures with the years for which they will
   * be added. `histories`: the URNs that a school bore before, newest first, where it bore any.
   */
  constructor(
    urns: readonly number[],
    needed: ReadonlyMap<string, ReadonlySet<ResultsYear>>,
    histories: ReadonlyMap<number, readonly number[]> = new Map(),
  ) {
    let width = 0
    for (const [measure, years] of needed)
      this.#columns.set(measure, new Map([...years].map((year) => [year, width++])))
    this.#width = width
    const cells = urns.length * this.#width
    this.#values = new Float64Array(cells).fill(Number.NaN)
    this.#reasons = new Uint8Array(cells)
    this.#earlier = new Int32Array(histories.size === 0 ? 0 : cells)
    urns.forEach((urn, place) => this.#places.set(urn, place))
    for (const [urn, chain] of histories) {
      const place = this.#places.get(urn)
      if (place === undefined) continue
      for (const [i, before] of chain.entries())
        this.#before.set(before, [...(this.#before.get(before) ?? []), { place, step: i + 1 }])
    }
  }

  /** Adds measures of one year, as read for these schools. */
  add(year: ResultsYear, urns: Int32Array, columns: ReadonlyMap<string, ReadColumn>): void {
    const places = new Int32Array(urns.length).fill(-1)
    const others: number[] = []
    const earlier = new Map<number, EarlierRow[]>()
    urns.forEach((urn, row) => {
      const place = this.#places.get(urn)
      if (place !== undefined) places[row] = place
      const bore = this.#before.get(urn)
      for (const { place, step } of bore ?? []) {
        const rows = earlier.get(place)
        if (rows) rows.push({ row, urn, step })
        else earlier.set(place, [{ row, urn, step }])
      }
      // What a school of the run was called before is no other school.
      if (place === undefined && bore === undefined) others.push(row)
    })
    for (const rows of earlier.values()) if (rows.length > 1) rows.sort((a, b) => a.step - b.step)
    for (const [measure, { values, reasons }] of columns) {
      const column = this.#column(measure, year)
      for (let row = 0; row < places.length; row += 1) {
        const place = places[row]!
        if (place >= 0) this.#values[place * this.#width + column] = values[row]!
      }
      for (const [row, reason] of reasons) {
        const place = places[row]!
        if (place >= 0) this.#reasons[place * this.#width + column] = this.#word(reason)
      }
      for (const [place, rows] of earlier)
        this.#takeEarlier(place * this.#width + column, rows, values, reasons)
      for (const row of others)
        if (!Number.isNaN(values[row]!) || reasons.has(row)) this.strangers.add(urns[row]!)
    }
  }

  /** Takes the figure that a school has from a URN it bore before, where its own does not stand (history.rules.ts). */
  #takeEarlier(
    cell: number,
    rows: readonly EarlierRow[],
    values: Float64Array,
    reasons: ReadonlyMap<number, string>,
  ): void {
    const word = this.#reasons[cell]!
    const own = word === 0 ? null : this.#words[word]!
    let least =
      Number.isNaN(this.#values[cell]) && own === null ? Number.POSITIVE_INFINITY : placeInHistory(0, own)
    for (const { row, urn, step } of rows) {
      const value = values[row]!
      const reason = Number.isNaN(value) ? (reasons.get(row) ?? null) : null
      if (Number.isNaN(value) && reason === null) continue
      const rank = placeInHistory(step, reason)
      if (rank >= least) continue
      least = rank
      this.#values[cell] = value
      this.#reasons[cell] = reason === null ? 0 : this.#word(reason)
      this.#earlier[cell] = urn
    }
  }

  #column(measure: string, year: ResultsYear): number {
    const column = this.#columns.get(measure)?.get(year)
    if (column === undefined) throw new RangeError(`${measure} of ${year} was not asked for`)
    return column
  }

  /** The place of a reason among the words; there are about a dozen. */
  #word(reason: string): number {
    const known = this.#words.indexOf(reason)
    return known === -1 ? this.#words.push(reason) - 1 : known
  }

  /** Where a figure stands; −1 for one that was not asked for. Rules ask for several things of one figure in a row. */
  #cell(place: number, measure: string, year: ResultsYear): number {
    if (measure !== this.#asked.measure) this.#asked = { measure, years: this.#columns.get(measure) }
    const column = this.#asked.years?.get(year)
    return column === undefined ? -1 : place * this.#width + column
  }

  /** The URN that the school bore when the figure, or the reason for there being none, was published; null: its own. */
  asUrn(place: number, measure: string, year: ResultsYear): number | null {
    return this.#earlier[this.#cell(place, measure, year)] || null
  }

  value(place: number, measure: string, year: ResultsYear): number {
    return this.#values[this.#cell(place, measure, year)] ?? Number.NaN
  }

  missing(place: number, measure: string, year: ResultsYear): string {
    return this.#words[this.#reasons[this.#cell(place, measure, year)] ?? 0] ?? NOT_HELD
  }
}

/** What else is known of one school. */
export interface Known {
  readonly inspections: readonly Inspection[]
  readonly head: Headship | null
  readonly concerns: readonly Concern[]
  readonly requests: readonly string[]
  readonly rating: OwnRating | null
}

export const NOTHING_KNOWN: Known = { inspections: [], head: null, concerns: [], requests: [], rating: null }

/** One school of the run, as the rules want it. */
export class SchoolInRun implements SchoolEvidence {
  readonly inspections: readonly Inspection[]
  readonly head: Headship | null
  readonly concerns: readonly Concern[]
  readonly requests: readonly string[]
  readonly rating: OwnRating | null
  readonly #figures: Figures
  readonly #place: number

  constructor(figures: Figures, place: number, known: Known) {
    this.#figures = figures
    this.#place = place
    this.inspections = known.inspections
    this.head = known.head
    this.concerns = known.concerns
    this.requests = known.requests
    this.rating = known.rating
  }

  value(measure: string, year: ResultsYear): number {
    return this.#figures.value(this.#place, measure, year)
  }

  missing(measure: string, year: ResultsYear): string {
    return this.#figures.missing(this.#place, measure, year)
  }

  asUrn(measure: string, year: ResultsYear): number | null {
    return this.#figures.asUrn(this.#place, measure, year)
  }
}
