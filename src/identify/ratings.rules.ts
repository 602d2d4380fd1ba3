// How a school is getting on, in an officer's judgement: the words of a rating, the way it is going, and what the
// ratings of several officers look like side by side. A rating is nobody's grade and is never computed.
import { RATING_NAMES, type RatingName } from '#src/packs/conditions.rules.ts'

export const RATINGS = RATING_NAMES
export type RatingWord = RatingName

export const DIRECTIONS = ['improving', 'steady', 'declining'] as const
export type Direction = (typeof DIRECTIONS)[number]

export interface Rated {
  readonly urn: number
  readonly version: number
  readonly rating: RatingWord
  readonly byId: string
  readonly by: string
  readonly inModeration: boolean
}

export interface Spread {
  readonly by: string
  readonly schools: number
  readonly counts: Readonly<Record<RatingWord, number>>
  /** Whole percentages that add up to 100; null when the schools are too few to speak of shares. */
  readonly shares: Readonly<Record<RatingWord, number>> | null
  /** Of these ratings, how many a moderation meeting moved: towards red, and towards green. */
  readonly lowered: number
  readonly raised: number
}

/** Fewer schools than this say nothing about how somebody rates. Our choice; no source gives a number. */
export const ENOUGH = 5

/**
 * How each officer rated in a term before moderation, by name, and all of them together. `ratings` are all of
 * the term, in any order. What counts is the last rating that somebody made of a school outside moderation, and
 * whether the last one made of it in moderation, if any came after it, is another.
 */
export function spreadByOfficer(ratings: readonly Rated[]): { officers: Spread[]; all: Spread } {
  const bySchool = new Map<number, Rated[]>()
  for (const one of ratings) bySchool.set(one.urn, [...(bySchool.get(one.urn) ?? []), one])
  const judged = [...bySchool.values()].flatMap((ofSchool) => {
    const inOrder = ofSchool.toSorted((a, b) => a.version - b.version)
    const own = inOrder.findLast(({ inModeration }) => !inModeration)
    if (!own) return []
    const moderated = inOrder.findLast(({ inModeration, version }) => inModeration && version > own.version)
    return [{ ...own, moved: moderated ? rank(moderated.rating) - rank(own.rating) : 0 }]
  })
  const spread = (by: string, of: typeof judged): Spread => {
    const counts = Object.fromEntries(
      RATINGS.map((rating) => [rating, of.filter((one) => one.rating === rating).length]),
    ) as Record<RatingWord, number>
    return {
      by,
      schools: of.length,
      counts,
      shares: of.length < ENOUGH ? null : sharesOf(counts, of.length),
      lowered: of.filter(({ moved }) => moved < 0).length,
      raised: of.filter(({ moved }) => moved > 0).length,
    }
  }
  const ids = [...new Set(judged.map(({ byId }) => byId))]
  const officers = ids
    .map((id) => {
      const of = judged.filter(({ byId }) => byId === id)
      return spread(of[0]?.by ?? '', of)
    })
    .toSorted((a, b) => a.by.localeCompare(b.by))
  return { officers, all: spread('All', judged) }
}

const rank = (rating: RatingWord) => RATINGS.indexOf(rating)

/** Whole percentages by largest remainder, so that they add up to 100. `all` is above nought. */
function sharesOf(counts: Record<RatingWord, number>, all: number): Record<RatingWord, number> {
  const parts = RATINGS.map((rating) => {
    const exact = (counts[rating] * 100) / all
    return { rating, whole: Math.floor(exact), rest: exact - Math.floor(exact) }
  })
  let left = 100 - parts.reduce((sum, { whole }) => sum + whole, 0)
  for (const part of parts.toSorted((a, b) => b.rest - a.rest)) {
    if (left === 0) break
    part.whole++
    left--
  }
  return Object.fromEntries(parts.map(({ rating, whole }) => [rating, whole])) as Record<RatingWord, number>
}

/**
 * How far an officer's ratings lie from everybody's: the widest difference of a share in percentage points, in a
 * sentence; null when there are too few of either to say.
 */
export function driftInWords(officer: Spread, all: Spread): string | null {
  const { shares } = officer
  const every = all.shares
  if (shares === null || every === null) return null
  const [widest] = RATINGS.map((rating) => ({ rating, by: shares[rating] - every[rating] })).toSorted(
    (a, b) => Math.abs(b.by) - Math.abs(a.by),
  )
  if (!widest || widest.by === 0) return 'The same as all together'
  return `${Math.abs(widest.by)} percentage ${Math.abs(widest.by) === 1 ? 'point' : 'points'} ${widest.by > 0 ? 'more' : 'fewer'} ${widest.rating} than all together`
}
