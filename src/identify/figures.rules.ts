// Figures by column: for each measure and year one array over the run's schools. It keeps the evidence of a
// whole country in a few hundred arrays, and gives the rules one school at a time.
import type { ResultsYear } from '#src/packs/conditions.rules.ts'
import { placeInHistory } from '#src/schools/evidence/history.rules.ts'
import type { Concern, Headship, Inspection, SchoolEvidence } from './criteria.rules.ts'

/** What the database says where there is no row at all. */
export const NOT_HELD = 'no figure is held'

/** One measure of one year as it was read: figures in step with `urns`, NaN for none; reasons by school. */
export interface ReadColumn {
  readonly values: Float64Array
  readonly reasons: ReadonlyMap<number, string>
}

/** What stands for one school where a figure or a reason was taken from a URN it bore before. */
interface Earlier {
  readonly urn: number
  readonly reason: string | null
}

export class Figures {
  /** Figures by place. */
  readonly #values = new Map<string, Map<ResultsYear, Float64Array>>()
  readonly #reasons = new Map<string, Map<ResultsYear, ReadonlyMap<number, string>>>()
  readonly #earlier = new Map<string, Map<ResultsYear, ReadonlyMap<number, Earlier>>>()
  readonly #places = new Map<number, number>()
  readonly #histories: readonly (readonly [place: number, urns: readonly number[]])[]
  /** Every URN that a school of the run bore before. */
  readonly #before: ReadonlySet<number>
  readonly #urns: readonly number[]
  /** Schools that have figures and are not in the run: closed since, not yet open, or in no register. */
  readonly strangers = new Set<number>()

  /**
   * `urns` fixes the order of the schools; each stands once. `histories`: the URNs that a school bore before,
   * newest first, where it bore any.
   */
  constructor(urns: readonly number[], histories: ReadonlyMap<number, readonly number[]> = new Map()) {
    this.#urns = urns
    urns.forEach((urn, place) => this.#places.set(urn, place))
    this.#histories = [...histories].flatMap(([urn, chain]): [number, readonly number[]][] => {
      const place = this.#places.get(urn)
      return place === undefined ? [] : [[place, chain]]
    })
    this.#before = new Set(this.#histories.flatMap(([, chain]) => chain))
  }

  /** Adds measures of one year, as read for these schools. */
  add(year: ResultsYear, urns: Int32Array, columns: ReadonlyMap<string, ReadColumn>): void {
    const places = urns.map((urn) => this.#places.get(urn) ?? -1)
    const rows = new Map<number, number>()
    if (this.#before.size > 0)
      urns.forEach((urn, i) => {
        if (this.#before.has(urn)) rows.set(urn, i)
      })
    // Few schools have a figure under an earlier URN in any one year.
    const histories =
      rows.size === 0 ? [] : this.#histories.filter(([, chain]) => chain.some((urn) => rows.has(urn)))
    for (const [measure, column] of columns) {
      const values = new Float64Array(this.#urns.length).fill(Number.NaN)
      for (let i = 0; i < urns.length; i += 1) {
        const value = column.values[i]!
        const place = places[i]!
        if (place >= 0) values[place] = value
        else if (
          (!Number.isNaN(value) || column.reasons.has(urns[i]!)) &&
          // What a school of the run was called before is no other school.
          !this.#before.has(urns[i]!)
        )
          this.strangers.add(urns[i]!)
      }
      if (histories.length > 0)
        put(this.#earlier, measure, year, this.#taken(column, values, rows, histories))
      put(this.#values, measure, year, values)
      put(this.#reasons, measure, year, column.reasons)
    }
  }

  /**
   * Puts into `values` the figures that schools have from a URN they bore before, where theirs do not stand
   * (history.rules.ts), and says which were taken. `rows`: where the earlier URNs stand in the column;
   * `histories`: the schools that have any there.
   */
  #taken(
    { values: read, reasons }: ReadColumn,
    values: Float64Array,
    rows: ReadonlyMap<number, number>,
    histories: readonly (readonly [place: number, urns: readonly number[]])[],
  ): Map<number, Earlier> {
    const taken = new Map<number, Earlier>()
    for (const [place, chain] of histories) {
      const own = reasons.get(this.#urns[place] ?? 0) ?? null
      const hasOwn = !Number.isNaN(values[place]) || own !== null
      let least = hasOwn ? placeInHistory(0, own) : Number.POSITIVE_INFINITY
      for (const [i, urn] of chain.entries()) {
        const row = rows.get(urn)
        const value = row === undefined ? Number.NaN : (read[row] ?? Number.NaN)
        const reason = reasons.get(urn) ?? null
        if (Number.isNaN(value) && reason === null) continue
        const rank = placeInHistory(i + 1, reason)
        if (rank >= least) continue
        least = rank
        values[place] = value
        taken.set(place, { urn, reason })
      }
    }
    return taken
  }

  /** The URN that the school bore when the figure, or the reason for there being none, was published; null: its own. */
  asUrn(place: number, measure: string, year: ResultsYear): number | null {
    return this.#earlier.get(measure)?.get(year)?.get(place)?.urn ?? null
  }

  value(place: number, measure: string, year: ResultsYear): number {
    return this.#values.get(measure)?.get(year)?.[place] ?? Number.NaN
  }

  missing(place: number, measure: string, year: ResultsYear): string {
    const earlier = this.#earlier.get(measure)?.get(year)?.get(place)
    if (earlier) return earlier.reason ?? NOT_HELD
    return (
      this.#reasons
        .get(measure)
        ?.get(year)
        ?.get(this.#urns[place] ?? 0) ?? NOT_HELD
    )
  }
}

function put<T>(map: Map<string, Map<ResultsYear, T>>, measure: string, year: ResultsYear, value: T): void {
  const years = map.get(measure)
  if (years) years.set(year, value)
  else map.set(measure, new Map([[year, value]]))
}

/** What else is known of one school. */
export interface Known {
  readonly inspections: readonly Inspection[]
  readonly head: Headship | null
  readonly concerns: readonly Concern[]
  readonly requests: readonly string[]
}

export const NOTHING_KNOWN: Known = { inspections: [], head: null, concerns: [], requests: [] }

/** One school of the run, as the rules want it. */
export class SchoolInRun implements SchoolEvidence {
  readonly inspections: readonly Inspection[]
  readonly head: Headship | null
  readonly concerns: readonly Concern[]
  readonly requests: readonly string[]
  readonly #figures: Figures
  readonly #place: number

  constructor(figures: Figures, place: number, known: Known) {
    this.#figures = figures
    this.#place = place
    this.inspections = known.inspections
    this.head = known.head
    this.concerns = known.concerns
    this.requests = known.requests
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
