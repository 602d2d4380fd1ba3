// Owns what the list of schools can be asked for, how a search is understood, and how a school's facts read.
import { plain } from './search.rules.ts'

/** Every part of the list's address; '' where nothing is asked. */
export type SchoolQuery = Record<
  'q' | 'whose' | 'la' | 'district' | 'phase' | 'type' | 'status' | 'trust' | 'inspection' | 'sort' | 'page',
  string
>
export const queryNames: readonly (keyof SchoolQuery)[] = [
  'q',
  'whose',
  'la',
  'district',
  'phase',
  'type',
  'status',
  'trust',
  'inspection',
  'sort',
  'page',
]

/** What was asked, with what holds where nothing was: our schools where there are any, and open ones. */
export const settled = (said: SchoolQuery, hasOwn: boolean): SchoolQuery => ({
  ...said,
  whose: hasOwn && said.whose !== 'all' ? 'ours' : 'all',
  status: ['open', 'closed', 'any'].includes(said.status) ? said.status : 'open',
})

export const sorts = {
  name: 'Name',
  town: 'Town',
  phase: 'Phase',
  pupils: 'Pupils',
  inspected: 'Latest inspection',
} as const
export type Sort = keyof typeof sorts

/** The order asked for: '-pupils' is pupils, most first. Anything else is by name; a search is by likeness unless an order is asked. */
export function sortOf(asked: string): { by: Sort; descending: boolean } {
  const by = Object.keys(sorts).find((name) => name === asked.replace(/^-/, ''))
  return { by: (by ?? 'name') as Sort, descending: by !== undefined && asked.startsWith('-') }
}

/** What the latest inspection can be filtered by: words of the frameworks, none converted. */
export const inspectionFilters = [
  'outstanding',
  'good',
  'requires improvement',
  'inadequate',
  'in a category',
  'report card',
  'not inspected',
] as const

export type Search =
  | { kind: 'none' }
  | { kind: 'urn'; urn: number }
  | { kind: 'laestab'; laestab: number }
  | { kind: 'words'; words: string[]; text: string }

/** Understands a search: a URN (six figures), a LAESTAB (850/2000 or seven figures), else words. */
export function searchOf(typed: string): Search {
  const text = typed.trim().slice(0, 100)
  if (/^\d{6}$/.test(text)) return { kind: 'urn', urn: Number(text) }
  const laestab = /^(\d{3})\s?[/-]?\s?(\d{4})$/.exec(text)
  if (laestab) return { kind: 'laestab', laestab: Number(`${laestab[1]}${laestab[2]}`) }
  const words = plain(text).split(' ').filter(Boolean).slice(0, 8)
  return words.length === 0 ? { kind: 'none' } : { kind: 'words', words, text: words.join(' ') }
}

/** '850/2000', or null where the register has none. */
export const showLaestab = (laestab: number | null): string | null =>
  laestab === null ? null : `${Math.floor(laestab / 10_000)}/${String(laestab % 10_000).padStart(4, '0')}`

/** 'ages 4 to 11', or null where either age is missing. */
export const showAges = (low: number | null, high: number | null): string | null =>
  low === null || high === null ? null : `ages ${low} to ${high}`

export const isOpen = (status: string | null): boolean => status !== null && /^open/i.test(status)

/** What a field of the register tells; null for its words for nothing, and for a field left empty. */
export const toldBy = (field: string | null): string | null =>
  field === null || /^(none|does not apply|not applicable|not recorded)?$/i.test(field.trim()) ? null : field
