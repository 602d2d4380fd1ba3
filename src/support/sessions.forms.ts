// Owns what the form of a session accepts.
import { z } from 'zod'
import type { FormValues } from '#platform/exchange.ts'
import {
  civilDate,
  type FormResult,
  halfDays,
  oneOf,
  optionalOneOf,
  optionalText,
  parseForm,
} from '#platform/forms.tsx'
import { missedBy, type SessionEntry, sessionStates } from './sessions.rules.ts'

export const sessionValues = (entry: SessionEntry): FormValues => ({
  on: entry.on,
  days: String(entry.halfDays / 2),
  state: entry.state,
  missedBy: entry.missedBy ?? '',
  missedWhy: entry.missedWhy ?? '',
  done: entry.done ?? '',
  changed: entry.changed ?? '',
  actions: entry.actions ?? '',
})

export function parseSession(values: FormValues): FormResult<SessionEntry> {
  const parsed = parseForm(
    z
      .object({
        on: civilDate('Enter the day, such as 4 2 2027'),
        days: halfDays('Enter how long in half days, from 0.5 to 5', 0.5, 5),
        state: oneOf(sessionStates, 'Choose planned, held or missed'),
        missedBy: optionalOneOf(missedBy, 'Choose who could not make it'),
        missedWhy: optionalText(1_000),
        done: optionalText(6_000),
        changed: optionalText(6_000),
        actions: optionalText(4_000),
      })
      .superRefine((value, context) => {
        const fault = (path: string, message: string) =>
          context.addIssue({ code: 'custom', path: [path], message })
        if (value.state === 'held' && !value.done) fault('done', 'Enter what was done')
        if (value.state === 'missed' && !value.missedBy) fault('missedBy', 'Choose who could not make it')
        if (value.state === 'missed' && !value.missedWhy) fault('missedWhy', 'Say why, in a sentence')
      }),
    values,
  )
  if (!parsed.ok) return parsed
  const { days, ...rest } = parsed.value
  const isMissed = rest.state === 'missed'
  return {
    ok: true,
    value: {
      ...rest,
      halfDays: days * 2,
      missedBy: isMissed ? rest.missedBy : null,
      missedWhy: isMissed ? rest.missedWhy : null,
    },
  }
}
