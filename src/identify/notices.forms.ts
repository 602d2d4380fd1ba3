// The forms of what schools read: the settings with the organisation's words, a release, and taking one back.
import { z } from 'zod'
import type { FormValues } from '#platform/exchange.ts'
import {
  type FormResult,
  oneOf,
  optionalText,
  parseForm,
  refuse,
  requiredText,
  textOf,
} from '#platform/forms.tsx'
import { type NoticeSettings, SHOWS } from './notices.rules.ts'
import type { ProposedCategory } from './proposals.rules.ts'

const MOST = 2_000

/** Words for categories that are no longer proposed stay as they are in `before`. */
export function parseSettings(
  values: FormValues,
  categories: readonly ProposedCategory[],
  before: NoticeSettings,
): FormResult<Omit<NoticeSettings, 'version'>> {
  const parsed = parseForm(z.object({ shows: oneOf(SHOWS, 'Choose what a school reads') }), values)
  if (!parsed.ok) return parsed
  const words: Record<string, string> = { ...before.words }
  for (const { id } of categories) {
    const read = optionalText(MOST).safeParse(textOf(values, `words-${id}`))
    if (!read.success)
      return refuse(values, {
        field: `words-${id}`,
        text: `Use ${MOST.toLocaleString('en-GB')} characters or fewer`,
      })
    if (read.data === null) delete words[id]
    else words[id] = read.data
  }
  return { ok: true, value: { shows: parsed.value.shows, words } }
}

export const settingsValues = ({ shows, words, version }: NoticeSettings): FormValues => ({
  ...(version === 0 ? {} : { shows }),
  ...Object.fromEntries(Object.entries(words).map(([id, text]) => [`words-${id}`, text])),
})

/** `reasons` speak against the day: then going ahead takes a reason. */
export function parseRelease(
  values: FormValues,
  reasons: readonly string[],
): FormResult<{ readonly overrideReason: string | null }> {
  const parsed = parseForm(
    z.object({
      release: oneOf(['yes'] as const, 'Tick the box to release it, or go back'),
      reason: optionalText(2_000),
    }),
    values,
  )
  if (!parsed.ok) return parsed
  const { reason } = parsed.value
  if (reasons.length > 0 && reason === null)
    return refuse(values, { field: 'reason', text: 'Say why it cannot wait for another day' })
  return { ok: true, value: { overrideReason: reasons.length > 0 ? reason : null } }
}

export const withdrawForm = z.object({
  why: requiredText('Say why the school should no longer read it', 2_000),
})
