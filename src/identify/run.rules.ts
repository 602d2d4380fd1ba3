// One run: every criterion asked of every school that it is about. What the answers rest on has been loaded
// beforehand (evidence.queries.ts); keeping them is runs.queries.ts.
import type { Criterion, ResultsYear } from '#src/packs/conditions.rules.ts'
import { type SchoolFacts, isAsked } from './asked.rules.ts'
import { type Answer, type EvidenceRow, type Run, answer, evidenceFor, named } from './criteria.rules.ts'
import { type Figures, type Known, NOTHING_KNOWN, SchoolInRun } from './figures.rules.ts'
import { sentence } from './sentence.rules.ts'

export interface Result {
  readonly urn: number
  readonly criterion: string
  readonly answer: Answer
  readonly sentence: string
  readonly evidence: readonly EvidenceRow[]
}

export interface Asked {
  /** How the criterion is spoken of in the results; packs may use the same id for different things. */
  readonly name: string
  readonly criterion: Criterion
  readonly year: ResultsYear
}

/** The answers in the order of the schools and, within a school, of the criteria. */
export function* identify(
  asked: readonly Asked[],
  schools: readonly SchoolFacts[],
  figures: Figures,
  known: ReadonlyMap<number, Known>,
  run: Omit<Run, 'year'>,
): Generator<Result> {
  const runs = asked.map(({ year }): Run => ({ ...run, year }))
  for (const [place, facts] of schools.entries()) {
    const school = new SchoolInRun(figures, place, known.get(facts.urn) ?? NOTHING_KNOWN)
    for (const [i, { name, criterion, year }] of asked.entries()) {
      const at = runs[i]
      if (!at || !isAsked(criterion, facts)) continue
      const result = named(answer(criterion.when, school, at, year))
      const evidence = evidenceFor(criterion.when, school, at, year)
      yield {
        urn: facts.urn,
        criterion: name,
        answer: result,
        sentence: sentence(result, evidence),
        evidence,
      }
    }
  }
}
