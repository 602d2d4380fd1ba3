// What the forms that change a pack send: the values of its places, or its texts.
import { z } from 'zod'
import type { FormValues } from '#platform/exchange.ts'
import { requiredText, textOf } from '#platform/forms.tsx'
import type { Files, Place } from './changing.rules.ts'

export const reasonForm = z.object({
  reason: requiredText('Say why the pack changes', 1_000),
})

/** The values sent for the places; a place that was not sent keeps its own. */
export function valuesOf(values: FormValues, places: readonly Place[]): Map<string, string> {
  return new Map(
    places.flatMap(({ name }): [string, string][] =>
      values[name] === undefined ? [] : [[name, textOf(values, name)]],
    ),
  )
}

/** The field of a file's text. */
export const fieldOf = (file: string): string => `text-${file.replaceAll(/[^\w-]/g, '_')}`

/** As a browser sends it, lines end with CR and LF; and a file ends with a line's end. */
const asFile = (text: string): string => {
  const lines = text.replaceAll('\r\n', '\n').replace(/^\uFEFF/, '')
  return lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`
}

/** The texts sent; an emptied one leaves the pack, and one that was not sent stays as it is. */
export function textsOf(values: FormValues, files: Files): Map<string, string> {
  const sent = new Map<string, string>()
  for (const [file, text] of files) {
    const typed = values[fieldOf(file)]
    const now = typed === undefined ? text : asFile(textOf(values, fieldOf(file)))
    if (now.trim() !== '') sent.set(file, now)
  }
  const added = textOf(values, 'new-file').trim()
  const text = asFile(textOf(values, 'new-text'))
  if (added !== '' && text.trim() !== '') sent.set(added, text)
  return sent
}
