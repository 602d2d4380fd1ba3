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
  version: number
  /** Since when place and kind are what they are. */
  changedAt: Date
  /** The failure that mail was sent of, as a fingerprint, and when. */
  toldOf: string | null
  toldAt: Date | null
}

/** A folder by its name, an address by its host: what may stand in a mail. */
export const nameOf = ({ placeKind, place }: Pick<Regular, 'placeKind' | 'place'>): string =>
  placeKind === 'folder' ? place : new URL(place).host

const HOUR = 3_600_000
const lengths: Record<Every, number> = { hour: HOUR, day: 24 * HOUR, week: 168 * HOUR }
/** When to look again after a look at `now`. */
export const nextLook = (every: Every, now: Date): Date => new Date(now.getTime() + lengths[every])

/**
 * Whether mail is sent of a failure (a fingerprint; null where nothing failed). Of one that lasts no second time;
 * of one that comes and goes at most once a day; of another at once.
 */
export function isToTell(
  before: Pick<Regular, 'toldOf' | 'toldAt' | 'lastFailed'>,
  failure: string | null,
  now: Date,
): boolean {
  if (failure === null) return false
  if (failure !== before.toldOf || before.toldAt === null) return true
  return !before.lastFailed && now.getTime() - before.toldAt.getTime() > 24 * HOUR
}

/** `refusedBefore`: files of an earlier look that lie there as they were. `isGone`: files were there once. */
export type Counts = {
  imported: number
  refused: number
  failed: number
  known: number
  refusedBefore: number
  isGone: boolean
}
const GONE = 'No file is there any more.'

/** What a person can do about a look that failed, by what it came to. */
export function whatToDo(result: string): string {
  if (result === GONE)
    return 'Files were found here before, and now there is none. Put the next ones here, or change where Alongside looks.'
  return /not brought in|stopped by a fault/.test(result)
    ? 'A file was not brought in. The reason stands beside it; put a mended file in its place, and it is taken at the next look.'
    : 'The place could not be read. Check it, or ask whoever runs Alongside, then look now.'
}

/** What a look came to, in a sentence or two. */
export function lookInWords({ imported, refused, failed, known, refusedBefore, isGone }: Counts): string {
  const files = (count: number) => `${count.toLocaleString('en-GB')} ${count === 1 ? 'file' : 'files'}`
  const parts = [
    imported > 0 ? `${files(imported)} brought in` : '',
    refused > 0 ? `${files(refused)} not brought in` : '',
    failed > 0 ? `${files(failed)} stopped by a fault, to be tried again` : '',
  ].filter(Boolean)
  const still =
    refusedBefore > 0
      ? ` ${files(refusedBefore)} from before ${refusedBefore === 1 ? 'is' : 'are'} still not brought in.`
      : ''
  if (parts.length > 0) return `${parts.join(', ')}.${still}`
  if (known + refusedBefore > 0) return `Nothing new.${still}`
  return isGone ? GONE : 'No file was there.'
}
