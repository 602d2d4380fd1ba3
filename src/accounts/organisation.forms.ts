// Owns the forms about the organisation and the wording of their errors.
import { z } from 'zod'
import { oneOf, optionalText, optionalWholeNumber, requiredText } from '#platform/forms.tsx'
import { areaKinds, organisationKinds, whyNotColour } from '#src/accounts/organisation.rules.ts'

const name = requiredText('Enter the name of the organisation', 120)
const kind = oneOf(organisationKinds, 'Choose what kind of organisation it is')
const authorityCode = optionalWholeNumber('Enter the authority’s code, three figures like 123', 100, 999)

const colour = optionalText(20)
  .transform((text) => text?.toLowerCase() ?? null)
  .superRefine((text, context) => {
    const why = text === null ? null : whyNotColour(text)
    if (why) context.addIssue({ code: 'custom', message: why })
  })

export const organisationForm = z.object({ name, kind, authorityCode, colour })

export const areaForm = z.object({
  areaName: requiredText('Enter the name of the area', 120),
  areaKind: oneOf(areaKinds, 'Choose what kind of area it is'),
  parent: z
    .string()
    .optional()
    .transform((text) => text || null),
})

export const renameForm = z.object({ areaName: requiredText('Enter the name of the area', 120) })
