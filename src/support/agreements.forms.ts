// Owns what the form of an agreement's terms accepts.
import { z } from 'zod'
import type { FormValues } from '#platform/exchange.ts'
import {
  civilDate,
  type FormResult,
  halfDays,
  oneOf,
  optionalText,
  parseForm,
  pence,
  requiredText,
} from '#platform/forms.tsx'
import type { Rate } from '#src/directory/vocabulary.rules.ts'
import type { AgreementTerms } from './agreements.rules.ts'

export const termValues = (terms: AgreementTerms): FormValues => ({
  objectives: terms.objectives,
  measures: terms.measures,
  days: String(terms.halfDays / 2),
  pattern: terms.pattern ?? '',
  rate: terms.rate,
  ratePounds: (terms.ratePence / 100).toFixed(2).replace('.00', ''),
  supply: (terms.supplyCoverPence / 100).toFixed(2).replace('.00', ''),
  fund: terms.fund,
  starts: terms.startsOn,
  ends: terms.endsOn,
  confidentiality: terms.confidentiality,
  exit: terms.exitStrategy,
})

/** `known`: a rate that the agreement names already, though the programme may have dropped it. */
export function parseTerms(
  values: FormValues,
  rates: readonly Rate[],
  known: string | null = null,
): FormResult<AgreementTerms> {
  const names = [...new Set([...rates.map(({ name }) => name), ...(known ? [known] : [])])]
  const parsed = parseForm(
    z
      .object({
        objectives: requiredText('Enter the objectives, taken from the school’s plan', 4_000),
        measures: requiredText('Enter how you will know that it worked', 4_000),
        days: halfDays('Enter the days in half days, from 0.5 to 200, such as 6 or 6.5', 0.5, 200),
        pattern: optionalText(500),
        rate: oneOf(names, 'Choose the rate'),
        ratePounds: pence('Enter the rate for a day in pounds, such as 400', 1_000_000).refine(
          (amount) => amount % 2 === 0,
          'Enter a rate that half a day can be paid at: an even number of pence',
        ),
        supply: pence('Enter the supply cover in pounds, 0 if there is none', 100_000_000),
        fund: requiredText('Enter the fund that pays', 200),
        starts: civilDate('Enter the first day, such as 4 1 2027'),
        ends: civilDate('Enter the last day: an agreement always has an end'),
        confidentiality: requiredText('Enter what stays confidential, and what does not', 2_000),
        exit: requiredText('Enter how the support ends and what stays', 2_000),
      })
      .superRefine(({ starts, ends }, context) => {
        if (ends < starts)
          context.addIssue({
            code: 'custom',
            path: ['ends'],
            message: 'The last day must not be before the first',
          })
        else if (Date.parse(ends) - Date.parse(starts) > 3 * 366 * 86_400_000)
          context.addIssue({
            code: 'custom',
            path: ['ends'],
            message: 'An agreement lasts three years at most',
          })
      }),
    values,
  )
  if (!parsed.ok) return parsed
  const { days, ratePounds, supply, starts, ends, exit, ...rest } = parsed.value
  return {
    ok: true,
    value: {
      ...rest,
      halfDays: days * 2,
      ratePence: ratePounds,
      supplyCoverPence: supply,
      startsOn: starts,
      endsOn: ends,
      exitStrategy: exit,
    },
  }
}
