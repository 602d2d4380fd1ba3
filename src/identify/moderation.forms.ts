// The form of one school's row in a moderation meeting: any of rating, direction and category, and always why.
import { z } from 'zod'
import type { FormValues } from '#platform/exchange.ts'
import {
  type FormResult,
  optionalOneOf,
  optionalText,
  parseForm,
  refuse,
  requiredText,
} from '#platform/forms.tsx'
import type { ProposedCategory } from './proposals.rules.ts'
import { DIRECTIONS, type Direction, RATINGS, type RatingWord } from './ratings.rules.ts'

export interface Moderated {
  /** Null: the rating stays as it is. */
  readonly rating: { readonly rating: RatingWord; readonly direction: Direction } | null
  /** Null: the category stays as it is. */
  readonly category: ProposedCategory | null
  readonly rationale: string
}

const schema = z.object({
  rating: optionalOneOf(RATINGS, 'Choose red, amber or green'),
  direction: optionalOneOf(DIRECTIONS, 'Choose which way the school is going'),
  category: optionalText(200),
  rationale: requiredText('Say why the meeting changed it', 4_000),
})

/** `last` is the school's newest rating: what the meeting leaves empty stays as it is there. */
export function parseModeration(
  values: FormValues,
  last: { readonly rating: RatingWord; readonly direction: Direction } | null,
  categories: readonly ProposedCategory[],
): FormResult<Moderated> {
  const parsed = parseForm(schema, values)
  if (!parsed.ok) return parsed
  const { rating, direction, category: asked, rationale } = parsed.value
  const category = asked === null ? null : (categories.find(({ id }) => id === asked) ?? null)
  if (asked !== null && category === null)
    return refuse(values, { field: 'category', text: 'Choose a category of this term' })
  if (rating === null && direction === null && category === null)
    return refuse(values, { field: 'rating', text: 'Choose a rating, a direction or a category to change' })
  if (rating === null && direction === null) return { ok: true, value: { rating: null, category, rationale } }
  const whole = { rating: rating ?? last?.rating, direction: direction ?? last?.direction }
  if (!whole.rating)
    return refuse(values, { field: 'rating', text: 'Choose a rating: the school has none yet' })
  if (!whole.direction)
    return refuse(values, { field: 'direction', text: 'Choose a direction: the school has none yet' })
  return {
    ok: true,
    value: { rating: { rating: whole.rating, direction: whole.direction }, category, rationale },
  }
}
