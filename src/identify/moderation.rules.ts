// The moderation meeting: the order of its rows, and the one number that stands for both versions a row's form
// was read at. Drift between officers is ratings.rules.ts.
import { RATINGS } from './ratings.rules.ts'
import type { SchoolInTerm } from './standing.queries.ts'

export const ORDERS = ['school', 'proposed', 'decided', 'rating', 'direction', 'adviser'] as const
export type Order = (typeof ORDERS)[number]

export type ModeratedSchool = SchoolInTerm & {
  readonly advisers: readonly string[]
  readonly met: readonly string[]
}

/**
 * The rows in an order, schools of the same kind by name; what is missing comes last. Ratings: red first.
 * Categories: in the pack's order, whose ids are `categories`.
 */
export function inOrder(
  schools: readonly ModeratedSchool[],
  order: Order,
  categories: readonly string[],
): ModeratedSchool[] {
  const last = Number.MAX_SAFE_INTEGER
  const place = (list: readonly string[], one: string | null | undefined) => {
    const at = one === null || one === undefined ? -1 : list.indexOf(one)
    return at < 0 ? last : at
  }
  const key = (school: ModeratedSchool): number | string => {
    switch (order) {
      case 'school':
        return school.name
      case 'proposed':
        return place(categories, school.proposal?.category)
      case 'decided':
        return place(categories, school.decision?.category)
      case 'rating':
        return place(RATINGS, school.rating?.rating)
      case 'direction':
        return place(['declining', 'steady', 'improving'], school.rating?.direction)
      case 'adviser':
        return school.advisers[0] ?? '\uffff'
    }
  }
  const compare = (a: number | string, b: number | string) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
  return schools.toSorted((a, b) => compare(key(a), key(b)) || a.name.localeCompare(b.name) || a.urn - b.urn)
}

/** More decisions in one term than anybody makes. */
const MANY = 1_000

/** A row's form changes a rating and a decision; one number says at which versions of both it was read. */
export const versionOfRow = (rating: number, decision: number): number => rating * MANY + (decision % MANY)
export const versionsOfRow = (version: number): { rating: number; decision: number } => ({
  rating: Math.floor(version / MANY),
  decision: version % MANY,
})
