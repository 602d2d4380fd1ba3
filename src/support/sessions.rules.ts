// Owns what a session of the running record is: planned, held or missed, in half days; and when one may be
// written. Today's date is an argument. From source 002, "Liaison and Reporting" and "Evaluation of impact".
import { showDate } from '#platform/dates.ts'
import { showDays } from '#src/directory/days.rules.ts'
import type { AgreementState } from './agreements.rules.ts'

export const sessionStates = ['planned', 'held', 'missed'] as const
export type SessionState = (typeof sessionStates)[number]
/** From state to state; '' is before it is entered. The database holds the same table. */
export const sessionChanges: readonly (readonly ['' | SessionState, SessionState])[] = [
  ['', 'planned'],
  ['', 'held'],
  ['', 'missed'],
  ['planned', 'held'],
  ['planned', 'missed'],
]
/** The states a session may have next, its own among them. */
export const statesFrom = (from: '' | SessionState): SessionState[] =>
  sessionStates.filter(
    (to) => to === from || sessionChanges.some(([before, after]) => before === from && after === to),
  )

export const missedBy = ['supporter', 'school', 'both', 'neither'] as const
export type MissedBy = (typeof missedBy)[number]

/** A session as it is entered. Half days are whole; the day is a civil date. */
export type SessionEntry = {
  on: string
  halfDays: number
  state: SessionState
  missedBy: MissedBy | null
  missedWhy: string | null
  done: string | null
  changed: string | null
  actions: string | null
}

/** Why nothing may be written to the running record; null when it may. */
export function whyNotRecord(state: AgreementState): string | null {
  if (state === 'active' || state === 'paused') return null
  return state === 'completed' || state === 'ended early' || state === 'cancelled'
    ? 'This agreement has ended: its running record is closed.'
    : 'The running record begins when the agreement is active.'
}

/** What is wrong with a session under its agreement, as field and sentence; null when nothing is. */
export function whyNotSession(
  session: SessionEntry,
  agreement: { startsOn: string; endsOn: string; state: AgreementState },
  before: '' | SessionState,
  today: string,
): { field: string; text: string } | null {
  if (!statesFrom(before).includes(session.state))
    return { field: 'state', text: `A session that is ${before} cannot become ${session.state}` }
  if (session.on < agreement.startsOn || session.on > agreement.endsOn)
    return {
      field: 'on',
      text: `The day lies outside the dates of the agreement, ${showDate(agreement.startsOn)} to ${showDate(agreement.endsOn)}`,
    }
  if (session.state !== 'planned' && session.on > today)
    return { field: 'on', text: `A session that was ${session.state} cannot lie in the future` }
  if (session.state === 'planned' && before === '' && agreement.state === 'paused')
    return {
      field: 'state',
      text: 'The agreement is paused: no session is planned until it is taken up again',
    }
  return null
}

/** The day and state a new session's form begins with: today within the agreement's dates, else its first day. */
export function usualSession(
  agreement: { startsOn: string; endsOn: string },
  today: string,
): { on: string; state: '' | SessionState } {
  const isWithin = agreement.startsOn <= today && today <= agreement.endsOn
  return { on: isWithin ? today : agreement.startsOn, state: today < agreement.startsOn ? 'planned' : '' }
}

/** What to know of the agreement's dates before a day is entered, in a sentence or two; null while today lies within them. */
export function aboutDates(agreement: { startsOn: string; endsOn: string }, today: string): string | null {
  if (today < agreement.startsOn)
    return `The agreement begins on ${showDate(agreement.startsOn)}. Until then a session can only be planned.`
  if (today > agreement.endsOn)
    return `The agreement’s dates are ${showDate(agreement.startsOn)} to ${showDate(agreement.endsOn)}. A session lies within them.`
  return null
}

/** How the half days held stand against those agreed, in a sentence. */
export function showHeld(held: number, agreed: number): string {
  if (held > agreed)
    return `${showDays(held)} held of ${showDays(agreed)} agreed: ${showDays(held - agreed)} more than agreed. Ask the lead adviser for a new agreement.`
  return `${showDays(held)} held of ${showDays(agreed)} agreed; ${showDays(agreed - held)} left.`
}

/** The session as labelled lines, always the same ones in the same order: for comparing two versions. */
export const sessionFields = (session: SessionEntry): { name: string; label: string; text: string }[] => [
  { name: 'on', label: 'Day', text: showDate(session.on) },
  { name: 'halfDays', label: 'Half days', text: String(session.halfDays) },
  { name: 'state', label: 'State', text: session.state },
  { name: 'missedBy', label: 'Missed by', text: session.missedBy ?? '' },
  { name: 'missedWhy', label: 'Why it was missed', text: session.missedWhy ?? '' },
  { name: 'done', label: 'What was done', text: session.done ?? '' },
  { name: 'changed', label: 'What has changed, and how', text: session.changed ?? '' },
  { name: 'actions', label: 'Actions', text: session.actions ?? '' },
]
