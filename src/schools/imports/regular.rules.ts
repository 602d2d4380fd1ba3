// Owns what a regular import is: where files are looked for, how often, and when next. Pure.
import type { Kind } from './layout.rules.ts'

export type PlaceKind = 'folder' | 'address'
export const everies = ['hour', 'day', 'week'] as const
export type Every = (typeof everies)[number]
export const everyNames: Record<Every, string> = {
  hour: 'Every hour',
  day: 'Every day',
  week: 'Every week',
}
export type RegularState = 'on' | 'paused' | 'ended'

export type Regular = {
  id: string
  organisationId: string
  personId: string
  placeKind: PlaceKind
  place: string
  fileKind: Kind
  every: Every
  state: RegularState
  nextAt: Date
  lastAt: Date | null
  lastResult: string | null
  lastFailed: boolean
}

const HOUR = 3_600_000
const lengths: Record<Every, number> = { hour: HOUR, day: 24 * HOUR, week: 168 * HOUR }
/** When to look again after a look at `now`. */
export const nextLook = (every: Every, now: Date): Date => new Date(now.getTime() + lengths[every])

export type Counts = { imported: number; refused: number; failed: number; known: number }
/** What a look came to, in a sentence. */
export function lookInWords({ imported, refused, failed, known }: Counts): string {
  const files = (count: number) => `${count.toLocaleString('en-GB')} ${count === 1 ? 'file' : 'files'}`
  const parts = [
    imported > 0 ? `${files(imported)} brought in` : '',
    refused > 0 ? `${files(refused)} not brought in` : '',
    failed > 0 ? `${files(failed)} stopped by a fault, to be tried again` : '',
  ].filter(Boolean)
  if (parts.length > 0) return `${parts.join(', ')}.`
  return known > 0 ? 'Nothing new.' : 'No file was there.'
}
