// One run: every criterion asked of every school that it is about. What the answers rest on has been loaded
// beforehand (evidence.queries.ts); keeping them is runs.queries.ts.
import type { Criterion, ResultsYear } from '#src/packs/conditions.rules.ts'
import { type SchoolFacts, stagesOf } from './asked.rules.ts'
import { answer, evidenceFor, named } from './criteria.rules.ts'
import type { Answer, EvidenceRow, Run } from './evidence.rules.ts'
import { type Figures, type Known, NOTHING_KNOWN, SchoolInRun } from './figures.rules.ts'
import { sentence } from './sentence.rules.ts'

/** One answer. Its evidence and sentence are made when they are first asked for: most answers are never read. */
export class Result {
  readonly urn: number
  readonly criterion: string
  readonly answer: Answer
  readonly #explain: () => EvidenceRow[]
  #evidence: readonly EvidenceRow[] | null = null

  constructor(urn: number, criterion: string, result: Answer, explain: () => EvidenceRow[]) {
    this.urn = urn
    this.criterion = criterion
    this.answer = result
    this.#explain = explain
  }

  get evidence(): readonly EvidenceRow[] {
    return (this.#evidence ??= this.#explain())
  }

  get sentence(): string {
    return sentence(this.answer, this.evidence)
  }

  toJSON() {
    const { urn, criterion, answer: result, evidence } = this
    return { urn, criterion, answer: result, sentence: this.sentence, evidence }
  }
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
    const stages = stagesOf(facts)
    const school = new SchoolInRun(figures, place, known.get(facts.urn) ?? NOTHING_KNOWN)
    for (const [i, { name, criterion, year }] of asked.entries()) {
      const at = runs[i]
      if (!at || !stages[criterion.stage]) continue
      const result = named(answer(criterion.when, school, at, year))
      yield new Result(facts.urn, name, result, () =>
        evidenceFor(criterion.when, school, at, year, result === 'met'),
      )
    }
  }
}
