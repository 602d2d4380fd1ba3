// Owns the form that makes the installation's first organisation, and the wording of its errors.
import { z } from 'zod'
import { emailAddress, oneOf, optionalWholeNumber, requiredText } from '#platform/forms.tsx'
import { organisationKinds } from '#src/accounts/organisation.rules.ts'

export const setUpForm = z.object({
  organisation: requiredText('Enter the name of your organisation', 120),
  kind: oneOf(organisationKinds, 'Choose what kind of organisation it is'),
  authorityCode: optionalWholeNumber('Enter the authority’s code, three figures like 123', 100, 999),
  name: requiredText('Enter your name', 120),
  email: emailAddress('Enter your email address'),
})
