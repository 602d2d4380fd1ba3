// Figures by column: for each measure and year one array over the run's schools. It keeps the evidence of a
// whole country in a few hundred arrays, and gives the rules one school at a time.
import type { ResultsYear } from '#src/packs/conditions.rules.ts'
import type { Concern, Headship, Inspection, SchoolEvidence } from './criteria.rules.ts'

/** What the database says where there is no row at all. */
export const NOT_HELD = 'no figure is held'

/** One measure of one year as it was read: figures in step with `urns`, NaN for none; reasons by school. */
export interface ReadColumn {
  readonly values: Float64Array
  readonly reasons: ReadonlyMap<number, string>
}

export class Figures {
  /** Figures by place. */
  readonly #values = new Map<string, Map<ResultsYear, Float64Array>>()
  readonly #reasons = new Map<string, Map<ResultsYear, ReadonlyMap<number, string>>>()
  readonly #places = new Map<number, number>()
  readonly #urns: readonly number[]
  /** Schools that have figures and are not in the run: closed since, not yet open, or in no register. */
  readonly strangers = new Set<number>()

  /** `urns` fixes the order of the schools; each stands once. */
  constructor(urns: readonly number[]) {
    this.#urns = urns
    urns.forEach((urn, place) => this.#places.set(urn, place))
  }

  /** Adds measures of one year, as read for these schools. */
  add(year: ResultsYear, urns: Int32Array, columns: ReadonlyMap<string, ReadColumn>): void {
    const places = urns.map((urn) => this.#places.get(urn) ?? -1)
    for (const [measure, column] of columns) {
      const values = new Float64Array(this.#urns.length).fill(Number.NaN)
      for (let i = 0; i < urns.length; i += 1) {
        const value = column.values[i]!
        const place = places[i]!
        if (place >= 0) values[place] = value
        else if (!Number.isNaN(value) || column.reasons.has(urns[i]!)) this.strangers.add(urns[i]!)
      }
      put(this.#values, measure, year, values)
      put(this.#reasons, measure, year, column.reasons)
    }
  }

  value(place: number, measure: string, year: ResultsYear): number {
    return this.#values.get(measure)?.get(year)?.[place] ?? Number.NaN
  }

  missing(place: number, measure: string, year: ResultsYear): string {
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
}
