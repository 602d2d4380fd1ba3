// Owns the form of a regular import and the wording of its errors.
import { z } from 'zod'
import { oneOf, requiredText } from '#platform/forms.tsx'
import { type Kind, kindNames } from './layout.rules.ts'
import { everies } from './regular.rules.ts'

export const regularForm = z.object({
  placeKind: oneOf(['folder', 'address'], 'Choose where the files are'),
  place: requiredText('Enter the folder or the address', 1_000),
  fileKind: oneOf(Object.keys(kindNames) as Kind[], 'Choose what the files are'),
  every: oneOf(everies, 'Choose how often to look'),
})

/** What stands already can also be paused. */
export const changeForm = regularForm.extend({
  state: oneOf(['on', 'paused'], 'Choose whether to look there'),
})
