// Which schools a criterion is asked of, and which figures it needs for which years. A school that does not
// teach the key stage, or is not the state's, gets no answer at all: nobody should wait for its results.
import type { Condition, Criterion, ResultsYear, YearReference } from '#src/packs/conditions.rules.ts'

export interface SchoolFacts {
  readonly urn: number
  readonly name: string
  readonly authority: number | null
  readonly phase: string | null
  readonly type: string | null
  readonly typeGroup: string | null
  readonly lowAge: number | null
  readonly highAge: number | null
}

/** The stages whose criteria are asked of the school. What is not known of the school does not excuse it. */
export function stagesOf(school: SchoolFacts): Readonly<Record<Criterion['stage'], boolean>> {
  const any = isStateFunded(school)
  const mainstream = any && isMainstream(school)
  return {
    any,
    ks2: mainstream && teaches(school, 11, /primary|middle|all-through/i),
    ks4: mainstream && teaches(school, 16, /secondary|all-through/i),
  }
}

function isStateFunded({ typeGroup, type }: SchoolFacts): boolean {
  return !/independent|college|universit|children|welsh|online|other types/i.test(
    `${typeGroup ?? ''} ${/city technology college|university technical college/i.test(type ?? '') ? '' : (type ?? '')}`,
  )
}

function isMainstream({ type, typeGroup }: SchoolFacts): boolean {
  return !/special|alternative|pupil referral|secure|hospital/i.test(`${type ?? ''} ${typeGroup ?? ''}`)
}

/** Whether pupils reach the end of a stage there: its closing age lies in the school's range, else its phase says so. */
function teaches({ lowAge, highAge, phase }: SchoolFacts, age: number, phases: RegExp): boolean {
  if (lowAge !== null && highAge !== null) return lowAge < age && highAge >= age
  return phase === null || phase === 'Not applicable' || phases.test(phase)
}

/** What a run has to load for a set of criteria. */
export interface Needed {
  /** Measure → results years. */
  readonly figures: ReadonlyMap<string, ReadonlySet<ResultsYear>>
  /** The part of `figures` whose national median is compared with. */
  readonly medians: ReadonlyMap<string, ReadonlySet<ResultsYear>>
  readonly inspections: boolean
  /** Headships, concerns, requests: what only an organisation knows. */
  readonly own: boolean
}

/** `test` resolves the name of a national test in a year. */
export function neededFor(
  criteria: readonly { readonly criterion: Criterion; readonly year: ResultsYear }[],
  test: (name: string, year: ResultsYear) => Criterion | null,
): Needed {
  const figures = new Map<string, Set<ResultsYear>>()
  const medians = new Map<string, Set<ResultsYear>>()
  let inspections = false
  let own = false
  const add = (map: Map<string, Set<ResultsYear>>, measure: string, year: ResultsYear) => {
    const years = map.get(measure)
    if (years) years.add(year)
    else map.set(measure, new Set([year]))
  }
  const walk = (condition: Condition, year: ResultsYear): void => {
    switch (condition.kind) {
      case 'all':
      case 'any':
        for (const part of condition.of) walk(part, year)
        return
      case 'not':
        return walk(condition.of, year)
      case 'measure': {
        const at = yearOf(condition.year, year)
        add(figures, condition.measure, at)
        if ('median' in condition.threshold) add(medians, condition.measure, at)
        return
      }
      case 'years': {
        const { from, to } = windowOf(condition.window, year)
        for (let at = from; at <= to; at++) walk(condition.where, at)
        return
      }
      case 'inspection':
      case 'category of concern':
      case 'inspection due':
        inspections = true
        return
      case 'national test': {
        const found = test(condition.test, year)
        if (found) walk(found.when, year)
        return
      }
      default:
        own = true
    }
  }
  for (const { criterion, year } of criteria) walk(criterion.when, year)
  return { figures, medians, inspections, own }
}

/** The first and the last results year of a window. */
export function windowOf(
  window: { readonly from: number; readonly to: number } | { readonly last: number },
  year: ResultsYear,
): { from: ResultsYear; to: ResultsYear } {
  return 'last' in window ? { from: year - window.last + 1, to: year } : window
}

export function yearOf(reference: YearReference, year: ResultsYear): ResultsYear {
  if (reference === 'run') return year
  return 'results' in reference ? reference.results : year - reference.before
}

/**
 * The newest results year that could be known on a day: a summer's results for each school are published in
 * the December after it (key stage 4 at the latest by February, which an import date then shows).
 */
export function latestResultsYear(asAt: string): ResultsYear {
  const year = Number(asAt.slice(0, 4))
  return asAt.slice(5) >= '12-01' ? year : year - 1
}
