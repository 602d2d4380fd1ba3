// What a school may read of its own category: nothing, the kind of support, or the organisation's own words; only
// of a decision that stands, and only once a person has released it. On which days first news goes out is
// terms.rules.ts.
import type { DecisionRecord } from './decisions.queries.ts'
import type { ProposedCategory } from './proposals.rules.ts'

export const SHOWS = ['nothing', 'kind of support', 'own words'] as const
export type Shows = (typeof SHOWS)[number]

export interface NoticeSettings {
  readonly shows: Shows
  /** Category → the organisation's words for it. */
  readonly words: Readonly<Record<string, string>>
  /** 0: nobody has set anything yet. */
  readonly version: number
}

/** Until somebody sets it otherwise, a school reads nothing. */
export const UNSET: NoticeSettings = { shows: 'nothing', words: {}, version: 0 }

export interface Notice {
  readonly id: string
  readonly decisionId: string
  readonly academicYear: string
  readonly term: string
  readonly words: string
  readonly releasedBy: string
  readonly releasedOn: string
  readonly overrideReason: string | null
  readonly withdrawnOn: string | null
  readonly withdrawnBy: string | null
  readonly withdrawnWhy: string | null
  readonly version: number
}

type Released = Pick<DecisionRecord, 'id' | 'state' | 'outcome' | 'category' | 'kindOfSupport'>

/** What the school would read of a decision: the words, or why there are none yet. */
export function wordsFor(
  decision: Released | null,
  { shows, words }: NoticeSettings,
): { readonly words: string; readonly why: null } | { readonly words: null; readonly why: string } {
  const no = (why: string) => ({ words: null, why })
  if (shows === 'nothing') return no('Your organisation has set that schools read nothing of their category.')
  if (decision === null) return no('No category has been decided for this school this term.')
  if (decision.state !== 'final')
    return no('The decision is prepared and not signed off. Only a decision that stands can be released.')
  if (decision.outcome === 'deferred' || decision.category === null || decision.kindOfSupport === null)
    return no('The decision has been put off, so there is nothing to tell.')
  if (shows === 'kind of support')
    return { words: `The support we propose for your school: ${decision.kindOfSupport}.`, why: null }
  const own = words[decision.category]?.trim() ?? ''
  return own === ''
    ? no('Your organisation has no words yet for this category. The head of standards can add them.')
    : { words: own, why: null }
}

/**
 * Whether what is to be released is first news: the school does not read the same words already. `current` is
 * what it reads now.
 */
export const isFirstNews = (words: string, current: Pick<Notice, 'words'> | null): boolean =>
  current?.words !== words

/**
 * What the school reads: the newest notice that was released and not withdrawn; null while there is none, and
 * while the organisation has set that schools read nothing. Notices come newest first.
 */
export function readBySchool(notices: readonly Notice[], { shows }: NoticeSettings): Notice | null {
  if (shows === 'nothing') return null
  return notices.find(({ withdrawnOn }) => withdrawnOn === null) ?? null
}

/** The categories for which an organisation that uses its own words has none. */
export const withoutWords = (
  categories: readonly ProposedCategory[],
  { shows, words }: NoticeSettings,
): ProposedCategory[] =>
  shows === 'own words' ? categories.filter(({ id }) => (words[id] ?? '').trim() === '') : []
