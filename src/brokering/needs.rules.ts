// Owns what a need is and how it goes on, from draft to placed; and which change of state a person may make by
// hand. Changes that follow from an agreement are made by support through the same table.
import { showDate } from '#platform/dates.ts'
import type { Phase } from '#src/directory/vocabulary.rules.ts'

export const needStates = [
  'draft',
  'open',
  'shortlisted',
  'offered',
  'agreed',
  'placed',
  'withdrawn',
  'unmet',
] as const
export type NeedState = (typeof needStates)[number]

/** From state to state; '' is before the need is made. The database holds the same table. */
export const needChanges: readonly (readonly ['' | NeedState, NeedState])[] = [
  ['', 'draft'],
  ['draft', 'open'],
  ['draft', 'withdrawn'],
  ['open', 'shortlisted'],
  ['open', 'withdrawn'],
  ['open', 'unmet'],
  ['shortlisted', 'open'],
  ['shortlisted', 'offered'],
  ['shortlisted', 'withdrawn'],
  ['shortlisted', 'unmet'],
  ['offered', 'shortlisted'],
  ['offered', 'agreed'],
  ['agreed', 'open'],
  ['agreed', 'placed'],
  ['placed', 'open'],
  ['unmet', 'open'],
]

export const mayMove = (from: NeedState, to: NeedState): boolean =>
  needChanges.some(([before, after]) => before === from && after === to)

/** What a person may do by hand: what an agreement brings about is left to the agreement. */
export const byHand: readonly NeedState[] = ['open', 'withdrawn', 'unmet']
export const movesByHand = (from: NeedState): NeedState[] =>
  from === 'agreed' || from === 'placed' ? [] : byHand.filter((to) => mayMove(from, to))

/** The need itself may be changed while nobody has been offered it. */
export const isOpenToChange = (state: NeedState): boolean => ['draft', 'open', 'shortlisted'].includes(state)

export const origins = ['criterion', 'plan objective', 'review', 'school request', 'officer'] as const
export type Origin = (typeof origins)[number]
export const originNames: Record<Origin, string> = {
  criterion: 'A criterion of the programme',
  'plan objective': 'An objective of the school’s plan',
  review: 'A review',
  'school request': 'The school asked',
  officer: 'An officer of the authority',
}

/** A need as it is entered. Days are half days, whole; dates are civil dates, both included. */
export type NeedEntry = {
  urn: number
  comesFrom: Origin
  reason: string
  themes: readonly string[]
  phase: Phase
  /** Kinds of supporter that will do; none means any. */
  designations: readonly string[]
  halfDays: number
  startsOn: string
  endsOn: string
  waysOfWorking: string | null
  notSameTown: boolean
  otherLimits: string | null
}

/** The need as labelled lines, always the same ones in the same order: for comparing two versions. */
export const needFields = (need: NeedEntry): { name: string; label: string; text: string }[] => [
  { name: 'comesFrom', label: 'Comes from', text: originNames[need.comesFrom] },
  { name: 'reason', label: 'Why', text: need.reason },
  { name: 'themes', label: 'Themes', text: need.themes.join(', ') },
  { name: 'phase', label: 'Phase', text: need.phase },
  { name: 'designations', label: 'Kind of supporter', text: need.designations.join(', ') },
  { name: 'days', label: 'Days', text: String(need.halfDays / 2) },
  { name: 'starts', label: 'From', text: showDate(need.startsOn) },
  { name: 'ends', label: 'Until', text: showDate(need.endsOn) },
  { name: 'waysOfWorking', label: 'Ways of working', text: need.waysOfWorking ?? '' },
  { name: 'notSameTown', label: 'Not from the same town', text: need.notSameTown ? 'yes' : '' },
  { name: 'otherLimits', label: 'Other limits', text: need.otherLimits ?? '' },
]
