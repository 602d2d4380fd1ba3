// What changed for a school that somebody watches, and why it matters: one sentence each. Finding the changes is
// watchlist.queries.ts.
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'

export type Change =
  | { readonly kind: 'inspection'; readonly on: string }
  | { readonly kind: 'figures'; readonly what: string; readonly academicYear: string | null }
  | {
      readonly kind: 'decision'
      readonly outcome: 'confirmed' | 'overridden' | 'deferred'
      readonly category: string | null
      readonly isFinal: boolean
      readonly by: string
      readonly on: string
    }
  | { readonly kind: 'proposal'; readonly category: string | null; readonly on: string }
  | {
      readonly kind: 'rating'
      readonly rating: string
      readonly direction: string
      readonly by: string
      readonly on: string
    }
  | { readonly kind: 'concern'; readonly concern: string; readonly by: string; readonly on: string }
  | { readonly kind: 'request'; readonly on: string }
  | { readonly kind: 'head'; readonly headship: string; readonly on: string }

/** What happened, in a sentence. */
export function changeInWords(change: Change): string {
  switch (change.kind) {
    case 'inspection':
      return `The inspection of ${showDate(change.on)} has been published here or changed.`
    case 'figures':
      return `New figures: ${change.what}${change.academicYear ? ` of ${change.academicYear}` : ''}.`
    case 'decision':
      return change.outcome === 'deferred'
        ? `${change.by} put the decision about its category off on ${showDate(change.on)}.`
        : `${change.by} ${change.isFinal ? 'decided' : 'prepared'} its category on ${showDate(change.on)}: ${change.category ?? 'not recorded'}.`
    case 'proposal':
      return change.category === null
        ? `On ${showDate(change.on)} no category could be proposed: a person must decide.`
        : `Another category has been proposed on ${showDate(change.on)}: ${change.category}.`
    case 'rating':
      return `${change.by} rated it ${change.rating}, ${change.direction}, on ${showDate(change.on)}.`
    case 'concern':
      return `${change.by} recorded a concern on ${showDate(change.on)}: ${change.concern}.`
    case 'request':
      return `The school asked for support on ${showDate(change.on)}.`
    case 'head':
      return `${capital(change.headship)} headship recorded on ${showDate(change.on)}.`
  }
}

/** Why it matters to whoever watches the school, in a sentence. */
export function whyItMatters(change: Change): string {
  switch (change.kind) {
    case 'inspection':
      return 'What the criteria say and which category fits may be different now.'
    case 'figures':
      return 'The criteria and the proposed category rest on figures like these: run them again to see.'
    case 'decision':
      if (change.outcome === 'deferred')
        return 'It comes back on its day; until then no support follows from it.'
      return change.isFinal
        ? 'The category says which kind of support the school gets, and for how many days.'
        : 'It stands only once somebody has signed it off.'
    case 'proposal':
      return 'Somebody has to decide about it this term.'
    case 'rating':
      return change.rating === 'red' || change.direction === 'declining'
        ? 'Look whether the support that is planned is still enough.'
        : 'Look whether the support that is planned is still needed.'
    case 'concern':
      return 'Talk to whoever recorded it before your next visit.'
    case 'request':
      return 'The school is waiting for an answer.'
    case 'head':
      return 'A change of head is a time to offer a partner and to look at the plan together.'
  }
}
