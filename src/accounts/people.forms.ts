// Owns the forms about people and the wording of their errors.
import { z } from 'zod'
import type { Scope } from '#platform/actor.ts'
import type { FormValues } from '#platform/exchange.ts'
import {
  civilDate,
  emailAddress,
  NOT_AN_ADDRESS,
  optionalDate,
  optionalEmail,
  optionalText,
  parseForm,
  refuse,
  requiredText,
} from '#platform/forms.tsx'
import type { FieldError, FormResult } from '#platform/forms.tsx'
import { roles } from '#platform/permissions.ts'
import { isRole, whyNotDates, whyNotScope } from '#src/accounts/people.rules.ts'

const name = requiredText('Enter their name', 120)
const post = optionalText(120)
const START = 'Enter the first day as a date, like 1 9 2026'
const END = 'Enter the last day as a date, like 31 8 2027'

const roleFields = {
  role: z.enum(roles, { error: 'Choose a role' }),
  scope: z.enum(['all', 'area', 'school', 'own'], { error: 'Choose what the role is for' }),
  area: z.string().optional(),
  urn: z
    .string()
    .optional()
    .transform((text) => text?.trim() ?? ''),
  starts: civilDate(START),
  ends: optionalDate(END),
}

const rolePart = z.object(roleFields)
const invitation = z.object({ name, email: emailAddress('Enter their email address'), post, ...roleFields })
export const personForm = z.object({
  name,
  email: optionalEmail(NOT_AN_ADDRESS),
  telephone: optionalText(40),
  post,
})
export const endForm = z.object({ last: civilDate(END) })

/** What a scope of the form is, or the error at its field. */
function scopeOf(value: z.output<typeof rolePart>): Scope | FieldError {
  const why = whyNotScope(value.role, value.scope)
  if (why) return { field: 'scope', text: why }
  if (value.scope === 'area')
    return value.area ? { kind: 'area', id: value.area } : { field: 'area', text: 'Choose an area' }
  if (value.scope === 'school')
    return /^\d{6}$/.test(value.urn)
      ? { kind: 'school', id: value.urn }
      : { field: 'urn', text: 'Enter the URN of the school, six figures like 123456' }
  return { kind: value.scope }
}

export type RoleGiven = {
  role: (typeof roles)[number]
  scope: Scope
  startsOn: string
  endsOn: string | null
}

function withRole<T extends z.output<typeof rolePart>>(
  parsed: FormResult<T>,
  values: FormValues,
): FormResult<{ value: T; given: RoleGiven }> {
  if (!parsed.ok) return parsed
  const { value } = parsed
  const scope = scopeOf(value)
  if ('field' in scope) return refuse(values, scope)
  const dates = whyNotDates(value.starts, value.ends)
  if (dates) return refuse(values, { field: 'ends', text: dates })
  return {
    ok: true,
    value: { value, given: { role: value.role, scope, startsOn: value.starts, endsOn: value.ends } },
  }
}

export const parseRole = (values: FormValues) => withRole(parseForm(rolePart, values), values)
export const parseInvitation = (values: FormValues) => withRole(parseForm(invitation, values), values)

/** A role named in an address, or none. */
export const roleOrNone = (text: string): string => (isRole(text) ? text : '')
