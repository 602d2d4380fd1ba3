// The forms by which officers and schools tell Alongside what no published file holds.
import { z } from 'zod'
import { oneOf, optionalText, requiredText } from '#platform/forms.tsx'

export const CONCERNS = ['needs support', 'at risk'] as const
export const concernForm = z.object({
  kind: oneOf(CONCERNS, 'Say whether the school needs support or is at risk'),
  why: requiredText('Say what worries you, and what it rests on', 4_000),
})

export const requestForm = z.object({
  purpose: requiredText('Say what you would like support with', 4_000),
  period: optionalText(200),
})

export const endForm = z.object({ why: requiredText('Say why it no longer stands', 2_000) })
