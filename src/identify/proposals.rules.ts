// What a pack's categories propose for one school: they are tried in the pack's order and the first that fits
// is proposed. What a figure's absence leaves open stays open: then a person decides. Storing proposals is
// proposals.actions.ts; deciding is decisions.rules.ts.
// The order and the first-that-fits rule: source 001, section 1.1, table of expected time allocations.
import { list } from '#src/packs/conditions.rules.ts'
import type { Category } from '#src/packs/pack.rules.ts'
import type { Answer, EvidenceRow } from './evidence.rules.ts'

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

/** What the order of the categories makes of a school's answers, before anything is said of why. */
export interface Choice {
  readonly outcome: Proposal['outcome']
  /** The first category that fits; null where none does. It is proposed only where `outcome` says so. */
  readonly fits: Category | null
  /** Those before it that cannot say and would bring other support, or other days, than it. */
  readonly open: readonly Category[]
  /** Those before it that do not fit. */
  readonly passed: readonly Category[]
}

/**
 * The choice for one school. `answerOf` gives the answer of a category with a condition that is asked of the
 * school, undefined where it was not asked; `stages` says for which stages it is asked at all. An unknown category
 * before the first that fits leaves the matter open, unless it would bring the same kind of support for as many
 * days: then whatever the missing figure is, the same would follow.
 */
export function chooseCategory(
  categories: readonly Category[],
  stages: Readonly<Record<Category['stage'], boolean>>,
  answerOf: (category: string) => Answer | undefined,
): Choice {
  const unsaid: Category[] = []
  const passed: Category[] = []
  let fits: Category | null = null
  for (const category of categories) {
    if (!stages[category.stage]) continue
    const found = category.when === null ? 'met' : answerOf(category.id)
    if (found === 'met') {
      fits = category
      break
    }
    if (found === 'not met') passed.push(category)
    else unsaid.push(category)
  }
  const open = unsaid.filter(
    (one) => one.kindOfSupport !== fits?.kindOfSupport || one.minimumDays !== fits.minimumDays,
  )
  const isAsked = categories.some(({ stage }) => stages[stage])
  const outcome = !isAsked ? 'outside' : fits !== null && open.length === 0 ? 'proposed' : 'unknown'
  return { outcome, fits, open, passed }
}

/** The proposal for one school, with its sentence and evidence. The arguments are those of `chooseCategory`. */
export function proposeCategory(
  categories: readonly Category[],
  stages: Readonly<Record<Category['stage'], boolean>>,
  answers: ReadonlyMap<string, CategoryAnswer>,
): Proposal {
  const { outcome, fits, open, passed } = chooseCategory(categories, stages, (id) => answers.get(id)?.answer)
  const evidenceOf = (some: readonly Category[]) =>
    once(some.flatMap(({ id }) => [...(answers.get(id)?.evidence ?? [])]))
  if (outcome === 'outside')
    return {
      outcome,
      category: null,
      sentence: 'The pack has no category for a school of this kind.',
      evidence: [],
    }
  if (outcome === 'proposed' && fits) {
    const found = answers.get(fits.id)
    return {
      outcome,
      category: fits.id,
      sentence: found?.sentence ?? 'None of the categories before it fits.',
      evidence: found ? once(found.evidence) : evidenceOf(passed),
    }
  }
  const [first] = open
  if (!first)
    return {
      outcome: 'unknown',
      category: null,
      sentence: 'No category of the pack fits.',
      evidence: evidenceOf(passed),
    }
  const could = [...new Set([...open, ...(fits ? [fits] : [])].map(({ name }) => `“${name}”`))]
  const why = answers.get(first.id)?.sentence ?? 'Cannot say: it has not been asked.'
  return {
    outcome: 'unknown',
    category: null,
    sentence: `${why} It could be ${list(could, 'or')}.`,
    evidence: evidenceOf(open),
  }
}

/** Categories that rest on the same figure show it once. */
function once(rows: readonly EvidenceRow[]): EvidenceRow[] {
  const shown = new Map<string, EvidenceRow>()
  for (const row of rows) shown.set(JSON.stringify(row), row)
  return [...shown.values()]
}
