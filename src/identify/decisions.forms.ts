// The form of a decision about a school's category, and the wording of its errors.
import { z } from 'zod'
import type { FormValues } from '#platform/exchange.ts'
import { type FormResult, oneOf, optionalDate, optionalText, parseForm, refuse } from '#platform/forms.tsx'
import type { Choice, Decided } from './decisions.rules.ts'
import type { Proposal, ProposedCategory } from './proposals.rules.ts'

export type Deciding =
  | { readonly choice: 'sign off' }
  | { readonly choice: 'decide'; readonly decided: Decided }

/**
 * What was chosen, among `choices` and the round's `categories`. Confirming takes what is proposed; another
 * category and a deferral take a reason; a deferral comes back on a day after `today`.
 */
export function parseDecision(
  values: FormValues,
  choices: readonly Choice[],
  categories: readonly ProposedCategory[],
  proposal: Proposal | null,
  today: string,
): FormResult<Deciding> {
  const parsed = parseForm(
    z.object({
      decision: oneOf(choices, 'Choose what you decide'),
      category: optionalText(200),
      reason: optionalText(4_000),
      'defer-reason': optionalText(4_000),
      until: optionalDate('Enter a day such as 21 11 2026'),
    }),
    values,
  )
  if (!parsed.ok) return parsed
  const { decision, until } = parsed.value
  if (decision === 'sign off') return { ok: true, value: { choice: 'sign off' } }
  const done = (decided: Decided): FormResult<Deciding> => ({
    ok: true,
    value: { choice: 'decide', decided },
  })
  const proposed = categories.find(({ id }) => id === proposal?.category) ?? null
  if (decision === 'confirm')
    return proposed
      ? done({ outcome: 'confirmed', category: proposed, reason: null, until: null })
      : refuse(values, { field: 'decision', text: 'Nothing is proposed that could be confirmed' })
  if (decision === 'override') {
    const category = categories.find(({ id }) => id === parsed.value.category)
    if (!category) return refuse(values, { field: 'category', text: 'Choose a category' })
    if (category.id === proposed?.id)
      return refuse(values, { field: 'category', text: 'That is what is proposed: confirm it instead' })
    const { reason } = parsed.value
    if (reason === null) return refuse(values, { field: 'reason', text: 'Say why, in a sentence' })
    return done({ outcome: 'overridden', category, reason, until: null })
  }
  const reason = parsed.value['defer-reason']
  if (reason === null) return refuse(values, { field: 'defer-reason', text: 'Say what you are waiting for' })
  if (until === null || until <= today)
    return refuse(values, { field: 'until', text: 'Enter the day on which it comes back, after today' })
  return done({ outcome: 'deferred', category: null, reason, until })
}
