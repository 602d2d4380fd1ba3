// Figures by column: for each measure and year one array over the run's schools. It keeps the evidence of a
// whole country in a few hundred arrays, and gives the rules one school at a time.
import type { ResultsYear } from '#src/packs/conditions.rules.ts'
import type { Concern, Headship, Inspection, SchoolEvidence } from './criteria.rules.ts'

/** What the database says where there is no row at all. */
export const NOT_HELD = 'no figure is held'

interface Column {
  /** NaN: none. */
  readonly values: Float64Array
  /** Why there is none, by place; without an entry, none is held. */
  readonly reasons: Map<number, string>
}

export class Figures {
  readonly #columns = new Map<string, Map<ResultsYear, Column>>()
  readonly #places = new Map<number, number>()
  /** Schools that have figures and are not in the run: closed since, not yet open, or in no register. */
  readonly strangers = new Set<number>()

  /** `urns` fixes the order of the schools; each stands once. */
  constructor(urns: readonly number[]) {
    urns.forEach((urn, place) => this.#places.set(urn, place))
  }

  /**
   * Adds one measure and year as the database gives it: schools and figures in step, an empty figure where
   * there is none, and the reasons of those that are empty in the same order.
   */
  add(measure: string, year: ResultsYear, urns: string, figures: string, reasons: string): void {
    const column: Column = {
      values: new Float64Array(this.#places.size).fill(Number.NaN),
      reasons: new Map(),
    }
    const texts = figures.split(',')
    const why = reasons.split(',')
    let i = 0
    let empty = 0
    for (const urn of urns.split(',')) {
      const text = texts[i++] ?? ''
      const reason = text === '' ? (why[empty++] ?? NOT_HELD) : ''
      const place = this.#places.get(Number(urn))
      if (place === undefined) this.strangers.add(Number(urn))
      else if (text !== '') column.values[place] = Number(text)
      else column.reasons.set(place, reason)
    }
    const years = this.#columns.get(measure)
    if (years) years.set(year, column)
    else this.#columns.set(measure, new Map([[year, column]]))
  }

  value(place: number, measure: string, year: ResultsYear): number {
    return this.#columns.get(measure)?.get(year)?.values[place] ?? Number.NaN
  }

  missing(place: number, measure: string, year: ResultsYear): string {
    return this.#columns.get(measure)?.get(year)?.reasons.get(place) ?? NOT_HELD
  }
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
