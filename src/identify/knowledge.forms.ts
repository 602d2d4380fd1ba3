// The forms by which officers and schools tell Alongside what no published file holds.
import { z } from 'zod'
import { oneOf, optionalDate, optionalText, requiredText } from '#platform/forms.tsx'

export const CONCERNS = ['needs support', 'at risk'] as const
export const concernForm = z.object({
  kind: oneOf(CONCERNS, 'Say whether the school needs support or is at risk'),
  why: requiredText('Say what worries you, and what it rests on', 4_000),
})

export const requestForm = z.object({
  purpose: requiredText('Say what you would like support with', 4_000),
  period: optionalText(200),
})

export const HEADS = ['substantive', 'executive', 'acting', 'interim', 'vacant'] as const
export const headForm = z.object({
  kind: oneOf(HEADS, 'Say what kind of headship it is'),
  startedOn: optionalDate('Enter the day of appointment, or leave it empty'),
  first: oneOf(['yes', 'no', 'not known'] as const, 'Say whether it is a first headship'),
  source: requiredText('Say how you know, for example “governors’ letter”'),
})

export const endForm = z.object({ why: requiredText('Say why it no longer stands', 2_000) })
