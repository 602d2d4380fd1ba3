// The form that runs the criteria: which pack, and for when.
import { z } from 'zod'
import { oneOf, optionalDate, optionalText, requiredText } from '#platform/forms.tsx'
import type { ResultsYear } from '#src/packs/conditions.rules.ts'
import { dayOfYear, yearAskedFor } from './runs.rules.ts'

export const WHENS = ['today', 'day', 'year'] as const

/** `today`: YYYY-MM-DD. Gives the day and the results year, which is null for the newest held by that day. */
export const runForm = (today: string) =>
  z
    .object({
      pack: requiredText('Choose the pack whose criteria to run'),
      when: oneOf(WHENS, 'Say for when the criteria are run').default('today'),
      day: optionalDate('Enter a day, like 31 8 2019'),
      year: optionalText(20),
    })
    .transform(
      ({ pack, when, day, year }, context): { packId: string; asAt: string; year: ResultsYear | null } => {
        const fault = (field: string, message: string) => {
          context.addIssue({ code: 'custom', path: [field], message })
          return z.NEVER
        }
        if (when === 'today') return { packId: pack, asAt: today, year: null }
        if (when === 'day') {
          if (day === null) return fault('day', 'Enter a day, like 31 8 2019')
          return day > today
            ? fault('day', 'The day must be today or earlier')
            : { packId: pack, asAt: day, year: null }
        }
        const asked = yearAskedFor(year ?? '', today)
        return asked === null
          ? fault('year', 'Enter an academic year that has begun, like 2018-19')
          : { packId: pack, asAt: dayOfYear(asked, today), year: asked }
      },
    )
