// Invented evidence for the tests of criteria: one school and one run, out of plain tables.
import { resultsYear, type ResultsYear } from '#src/packs/conditions.rules.ts'
import type { Run, SchoolEvidence } from './evidence.rules.ts'
import { nationalTest } from './national-tests.rules.ts'

/** Measure → results year → value, or the reason why there is none. */
export type Figures = Readonly<Record<string, Readonly<Record<ResultsYear, number | string>>>>

export function school(figures: Figures, rest: Partial<SchoolEvidence> = {}): SchoolEvidence {
  const at = (measure: string, year: ResultsYear) => figures[measure]?.[year] ?? 'no figure is held'
  return {
    value(measure, year) {
      const found = at(measure, year)
      return typeof found === 'number' ? found : Number.NaN
    },
    missing(measure, year) {
      const found = at(measure, year)
      return typeof found === 'string' ? found : ''
    },
    asUrn: () => null,
    inspections: [],
    head: null,
    concerns: [],
    requests: [],
    rating: null,
    ...rest,
  }
}

export function run(
  year: string | ResultsYear,
  medians: Readonly<Record<string, Readonly<Record<ResultsYear, number | undefined>>>> = {},
  asAt = '2026-11-21',
): Run {
  return {
    asAt,
    own: true,
    year: typeof year === 'number' ? year : (resultsYear(year) ?? 0),
    median(measure, y) {
      const value = medians[measure]?.[y]
      return value === undefined ? null : { value, basis: 'published' }
    },
    measure: (code) => ({
      label: code.replaceAll('_', ' '),
      unit: code.includes('progress') && !code.includes('expected') ? 'score' : 'percent',
    }),
    test: nationalTest,
  }
}
