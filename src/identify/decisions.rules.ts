// Deciding which category a school is in for a term: what may be chosen, and what a decision says in words.
// Proposing is proposals.rules.ts. A person confirms, or overrides with a reason; both stay (domain.md §3).
import { showDate } from '#platform/dates.ts'
import type { Proposal, ProposedCategory } from './proposals.rules.ts'

export type DecisionOutcome = 'confirmed' | 'overridden' | 'deferred'

/** What somebody can choose on the page of a decision. */
export const CHOICES = ['sign off', 'confirm', 'override', 'defer'] as const
export type Choice = (typeof CHOICES)[number]

/** What was decided, as the slice keeps it. */
export interface Decided {
  readonly outcome: DecisionOutcome
  /** Null for a deferral. */
  readonly category: ProposedCategory | null
  readonly reason: string | null
  readonly until: string | null
}

/** A prepared decision waits for somebody with the full right; a final one stands. */
export type DecisionState = 'prepared' | 'final'

/**
 * What may be chosen: signing off only where something waits and the person has the full right; confirming only
 * where something is proposed.
 */
export function choicesFor(
  proposal: Pick<Proposal, 'outcome'> | null,
  waiting: DecisionState | null,
  fully: boolean,
): Choice[] {
  return CHOICES.filter((choice) =>
    choice === 'sign off'
      ? waiting === 'prepared' && fully
      : choice === 'confirm'
        ? proposal?.outcome === 'proposed'
        : true,
  )
}

/** 'Focus: Partnership, at least 20 days'. */
export const categoryInWords = ({ name, kindOfSupport, minimumDays }: ProposedCategory): string =>
  `${name}: ${kindOfSupport.charAt(0).toLowerCase()}${kindOfSupport.slice(1)}, at least ${minimumDays} ${minimumDays === 1 ? 'day' : 'days'}`

/** One line that says what was decided: "Deferred until 4 May 2027". */
export function decidedInWords(decision: {
  outcome: DecisionOutcome
  categoryName: string | null
  until: string | null
}): string {
  if (decision.outcome === 'deferred')
    return `Deferred until ${decision.until === null ? 'a day not recorded' : showDate(decision.until)}`
  return decision.categoryName ?? 'No category'
}

/** A decision as labelled lines, for comparing two of them. */
export const decisionFields = (decision: Decided): { name: string; label: string; text: string }[] => [
  {
    name: 'decision',
    label: 'Decision',
    text: { confirmed: 'As proposed', overridden: 'Another category', deferred: 'Deferred' }[
      decision.outcome
    ],
  },
  { name: 'category', label: 'Category', text: decision.category?.name ?? '' },
  { name: 'reason', label: 'Reason', text: decision.reason ?? '' },
  { name: 'until', label: 'Until', text: decision.until === null ? '' : showDate(decision.until) },
]
