// The forms by which officers record who leads a school, and answer whether the register shows a new head.
import { z } from 'zod'
import { oneOf, optionalDate, optionalText, requiredText } from '#platform/forms.tsx'

export const HEADS = ['substantive', 'executive', 'acting', 'interim', 'vacant'] as const
export const headForm = z.object({
  kind: oneOf(HEADS, 'Say what kind of headship it is'),
  startedOn: optionalDate('Enter the day of appointment, or leave it empty'),
  first: oneOf(['yes', 'no', 'not known'] as const, 'Say whether it is a first headship'),
  source: requiredText('Say how you know, for example “governors’ letter”'),
})

export const changeForm = z.object({
  answer: oneOf(['new head', 'no new head'] as const, 'Say whether a new head has been appointed'),
  why: optionalText(1_000),
})
