// What a pack's categories propose for one school: they are tried in the pack's order and the first that fits
// is proposed. What a figure's absence leaves open stays open: then a person decides. Storing proposals is
// proposals.actions.ts; deciding is decisions.rules.ts.
// The order and the first-that-fits rule: source 001, section 1.1, table of expected time allocations.
import { list } from '#src/packs/conditions.rules.ts'
import type { Category } from '#src/packs/pack.rules.ts'
import type { Answer, EvidenceRow } from './criteria.rules.ts'

/** A category as a round keeps it: readable when the pack has moved on. */
export interface ProposedCategory {
  readonly id: string
  readonly name: string
  /** In words. */
  readonly kindOfSupport: string
  /** Whole days, at least. */
  readonly minimumDays: number
}

export interface CategoryAnswer {
  readonly answer: Answer
  readonly sentence: string
  readonly evidence: readonly EvidenceRow[]
}

export type Proposal =
  | {
      readonly outcome: 'proposed'
      readonly category: string
      readonly sentence: string
      readonly evidence: readonly EvidenceRow[]
    }
  | {
      /** unknown: a person has to decide. outside: the pack has no category for a school of this kind. */
      readonly outcome: 'unknown' | 'outside'
      readonly category: null
      readonly sentence: string
      readonly evidence: readonly EvidenceRow[]
    }

/**
 * The proposal for one school. `answers` holds the answer of each category with a condition that is asked of
 * the school; `stages` says for which stages it is asked at all. An unknown category before the first that fits
 * leaves the matter open, unless it would bring the same kind of support for as many days: then whatever the
 * missing figure is, the same would follow.
 */
export function proposeCategory(
  categories: readonly Category[],
  stages: Readonly<Record<Category['stage'], boolean>>,
  answers: ReadonlyMap<string, CategoryAnswer>,
): Proposal {
  const open: Category[] = []
  const against: EvidenceRow[] = []
  let fits: Category | null = null
  for (const category of categories) {
    if (!stages[category.stage]) continue
    const found = answers.get(category.id)
    if (category.when === null || found?.answer === 'met') {
      fits = category
      break
    }
    if (found?.answer === 'not met') against.push(...found.evidence)
    else open.push(category)
  }
  if (fits === null && open.length === 0) {
    return categories.some(({ stage }) => stages[stage])
      ? {
          outcome: 'unknown',
          category: null,
          sentence: 'No category of the pack fits.',
          evidence: once(against),
        }
      : {
          outcome: 'outside',
          category: null,
          sentence: 'The pack has no category for a school of this kind.',
          evidence: [],
        }
  }
  const differing = open.filter(
    (one) => one.kindOfSupport !== fits?.kindOfSupport || one.minimumDays !== fits.minimumDays,
  )
  if (fits && differing.length === 0) {
    const found = answers.get(fits.id)
    return {
      outcome: 'proposed',
      category: fits.id,
      sentence: found?.sentence ?? 'None of the categories before it fits.',
      evidence: once(found?.evidence ?? against),
    }
  }
  const [first] = differing
  const could = [...new Set([...differing, ...(fits ? [fits] : [])].map(({ name }) => `“${name}”`))]
  const why = (first && answers.get(first.id)?.sentence) ?? 'Cannot say: it has not been asked.'
  return {
    outcome: 'unknown',
    category: null,
    sentence: `${why} It could be ${list(could, 'or')}.`,
    evidence: once(differing.flatMap(({ id }) => [...(answers.get(id)?.evidence ?? [])])),
  }
}

/** Categories that rest on the same figure show it once. */
function once(rows: readonly EvidenceRow[]): EvidenceRow[] {
  const shown = new Map<string, EvidenceRow>()
  for (const row of rows) shown.set(JSON.stringify(row), row)
  return [...shown.values()]
}
