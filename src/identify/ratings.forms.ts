// The form of a rating.
import { z } from 'zod'
import { oneOf, requiredText } from '#platform/forms.tsx'
import { DIRECTIONS, RATINGS } from './ratings.rules.ts'

export const ratingForm = z.object({
  rating: oneOf(RATINGS, 'Choose red, amber or green'),
  direction: oneOf(DIRECTIONS, 'Choose which way the school is going'),
  rationale: requiredText('Say why, and what it rests on', 4_000),
})
