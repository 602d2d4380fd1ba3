// What every component here shares: the types of its options, and how attributes and classes are written.
// It draws nothing itself.
import type { Child } from 'hono/jsx'

/** Text (escaped) or JSX. Where the official macro has `text` and `html`, ours has one option that takes either. */
export type Content = Child

/** All options may be left out, or be undefined, so that views can pass on what they were given. */
export type Options<T> = { [K in keyof T]?: T[K] | undefined }

/** A place in a list that is passed over, so that views can write `condition && item`. */
export type Nothing = false | null | undefined | ''

type AttributeValue = string | number | boolean | null | undefined

/** HTML attributes. `optional` leaves out null, undefined and false, and writes true as a bare name. */
export type Attributes = Record<string, AttributeValue | { value: AttributeValue; optional?: boolean }>

/** Text by plural rule ("one", "other" …), for the messages that the scripts show. */
export type PluralText = Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many' | 'other', string>>

/** Writes attributes as the official `govukAttributes` macro does. */
export function attributesOf(attributes: Attributes | undefined): Record<string, string> {
  const written: Record<string, string> = {}
  for (const [name, item] of Object.entries(attributes ?? {})) {
    const optional = typeof item === 'object' && item !== null && item.optional === true
    const value = typeof item === 'object' && item !== null ? item.value : item
    if (optional && (value === null || value === undefined || value === false)) continue
    written[name] = optional && value === true ? '' : String(value ?? '')
  }
  return written
}

/** Writes a message of a script as data attributes, as the official `govukI18nAttributes` macro does. */
export function messageAttributes(key: string, message: string | PluralText | undefined): Attributes {
  if (!message) return {}
  if (typeof message === 'string') return { [`data-i18n.${key}`]: message }
  return Object.fromEntries(Object.entries(message).map(([rule, text]) => [`data-i18n.${key}.${rule}`, text]))
}

/** Joins class names, or ids, that are there. */
export function joined(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ')
}

/** The ids for `aria-describedby`, or undefined when nothing describes the field. */
export function describedByOf(
  id: string,
  field: { describedBy?: string | undefined; hint?: unknown; errorMessage?: unknown },
): string | undefined {
  return (
    joined(field.describedBy, field.hint ? `${id}-hint` : '', field.errorMessage ? `${id}-error` : '') ||
    undefined
  )
}

/** True when there is something to show; nought is something. */
export function isPresent(content: Content): boolean {
  if (Array.isArray(content)) return content.some(isPresent)
  return content !== null && content !== undefined && content !== false && content !== '' && content !== true
}

/** True for text alone: some components wrap text in a paragraph and leave JSX as it is. */
export function isText(content: Content): boolean {
  if (Array.isArray(content)) return content.length > 0 && content.every(isText)
  return typeof content === 'string' || typeof content === 'number'
}

type FormValue = string | number | null | undefined

/** True when both stand for the same form value; a form sends text, whatever type the value had. */
export function isSameValue(a: FormValue, b: FormValue): boolean {
  return a !== undefined && a !== null && b !== undefined && b !== null && String(a) === String(b)
}
