// Owns what the form of a need accepts.
import { z } from 'zod'
import type { FormValues } from '#platform/exchange.ts'
import {
  civilDate,
  type FormResult,
  halfDays,
  oneOf,
  optionalText,
  parseForm,
  requiredText,
  someOf,
} from '#platform/forms.tsx'
import { phases, type Vocabulary } from '#src/directory/vocabulary.rules.ts'
import { type NeedEntry, origins } from './needs.rules.ts'

export const needValues = (entry: NeedEntry): FormValues => ({
  comesFrom: entry.comesFrom,
  reason: entry.reason,
  themes: [...entry.themes],
  phase: entry.phase,
  designations: [...entry.designations],
  days: String(entry.halfDays / 2),
  starts: entry.startsOn,
  ends: entry.endsOn,
  waysOfWorking: entry.waysOfWorking ?? '',
  notSameTown: entry.notSameTown ? 'yes' : '',
  otherLimits: entry.otherLimits ?? '',
})

/** `known`: themes and designations that the need names already, though the programme may have dropped them. */
export function parseNeed(
  values: FormValues,
  urn: number,
  vocabulary: Vocabulary,
  known: Pick<NeedEntry, 'themes' | 'designations'> = { themes: [], designations: [] },
): FormResult<NeedEntry> {
  const schema = z
    .object({
      comesFrom: oneOf(origins, 'Choose where the need comes from'),
      reason: requiredText('Say why support is needed', 4_000),
      themes: someOf([...new Set([...vocabulary.themes, ...known.themes])], 'Choose at least one theme', 1),
      phase: oneOf(phases, 'Choose a phase'),
      designations: someOf(
        [...new Set([...vocabulary.designations, ...known.designations])],
        'Choose from the designations shown',
      ),
      days: halfDays('Enter the days in half days, from 0.5 to 200, such as 6 or 6.5', 0.5, 200),
      starts: civilDate('Enter the first day, such as 4 1 2027'),
      ends: civilDate('Enter the last day, such as 16 7 2027'),
      waysOfWorking: optionalText(4_000),
      notSameTown: someOf(['yes'], 'Choose yes or leave it empty'),
      otherLimits: optionalText(2_000),
    })
    .superRefine(({ starts, ends }, context) => {
      if (ends < starts)
        context.addIssue({
          code: 'custom',
          path: ['ends'],
          message: 'The last day must not be before the first',
        })
      else if (Date.parse(ends) - Date.parse(starts) > 3 * 366 * 86_400_000)
        context.addIssue({ code: 'custom', path: ['ends'], message: 'A need lasts three years at most' })
    })
  const parsed = parseForm(schema, values)
  if (!parsed.ok) return parsed
  const { days, starts, ends, notSameTown, ...rest } = parsed.value
  return {
    ok: true,
    value: {
      ...rest,
      urn,
      halfDays: days * 2,
      startsOn: starts,
      endsOn: ends,
      notSameTown: notSameTown.length > 0,
    },
  }
}
