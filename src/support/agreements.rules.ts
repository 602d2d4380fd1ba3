// Owns what an agreement is, what it costs, who signs it and how it goes on from proposed to its end. Today's
// date and who acts are arguments. From source 001 §2.1.1 and source 002, "Process of Deployment".
import type { Actor, Membership, Subject } from '#platform/actor.ts'
import { showDate } from '#platform/dates.ts'
import { can } from '#platform/permissions.ts'
import { type DaysOfYear, showDays } from '#src/directory/days.rules.ts'

export const agreementStates = [
  'proposed',
  'approved',
  'signed',
  'active',
  'paused',
  'completed',
  'ended early',
  'cancelled',
] as const
export type AgreementState = (typeof agreementStates)[number]

/** From state to state; '' is before it is made. The database holds the same table. */
export const agreementChanges: readonly (readonly ['' | AgreementState, AgreementState])[] = [
  ['', 'proposed'],
  ['proposed', 'approved'],
  ['proposed', 'cancelled'],
  ['approved', 'signed'],
  ['approved', 'cancelled'],
  ['signed', 'active'],
  ['signed', 'cancelled'],
  ['active', 'paused'],
  ['paused', 'active'],
  ['active', 'completed'],
  ['active', 'ended early'],
  ['paused', 'ended early'],
]
export const mayMove = (from: AgreementState, to: AgreementState): boolean =>
  agreementChanges.some(([before, after]) => before === from && after === to)

/** What a person decides by hand; approval and signatures bring about the rest. */
export const movesByHand = (from: AgreementState): AgreementState[] =>
  (['active', 'paused', 'completed', 'ended early', 'cancelled'] as const).filter(
    (to) => mayMove(from, to) && !(from === 'signed'),
  )

/** How each state is shown: a word, and its colour. */
export const agreementTags: Record<AgreementState, { text: string; classes: string }> = {
  proposed: { text: 'Proposed', classes: 'govuk-tag--blue' },
  approved: { text: 'Cost approved', classes: 'govuk-tag--light-blue' },
  signed: { text: 'Signed', classes: 'govuk-tag--turquoise' },
  active: { text: 'Active', classes: 'govuk-tag--green' },
  paused: { text: 'Paused', classes: 'govuk-tag--yellow' },
  completed: { text: 'Completed', classes: 'govuk-tag--grey' },
  'ended early': { text: 'Ended early', classes: 'govuk-tag--grey' },
  cancelled: { text: 'Cancelled', classes: 'govuk-tag--grey' },
}
/** What is agreed. Days are half days, whole; money is whole pence; dates are civil dates, both included. */
export type AgreementTerms = {
  objectives: string
  measures: string
  pattern: string | null
  halfDays: number
  /** The rate's name, as it was when proposed. */
  rate: string
  /** Pence a day, even. */
  ratePence: number
  /** Supply cover for the home school over the whole agreement, in pence. */
  supplyCoverPence: number
  fund: string
  confidentiality: string
  exitStrategy: string
  startsOn: string
  endsOn: string
}

/** Days × rate + supply cover, in whole pence. The rate is even, so half a day is a whole number of pence. */
export const costPence = (
  terms: Pick<AgreementTerms, 'halfDays' | 'ratePence' | 'supplyCoverPence'>,
): number => terms.halfDays * (terms.ratePence / 2) + terms.supplyCoverPence

export const parties = ['supporter', 'receiving head', 'adviser'] as const
export type Party = (typeof parties)[number]
export const partyNames: Record<Party, string> = {
  supporter: 'the supporter',
  'receiving head': 'the head of the receiving school',
  adviser: 'the adviser',
}
export type Signature = { party: Party; personId: string; name: string; signedAt: string }

/**
 * For whom an actor may sign: the supporter in person, the headteacher of that school, an adviser or lead adviser
 * within their scope. Nobody signs for two, and nobody where somebody has signed.
 */
export function partiesFor(
  actor: Actor,
  agreement: { urn: number; supporterPersonId: string; signatures: readonly Signature[] },
  school: Subject,
): Party[] {
  if (agreement.signatures.some(({ personId }) => personId === actor.personId)) return []
  const as = (isMeant: (membership: Membership) => boolean): Actor => ({
    ...actor,
    memberships: actor.memberships.filter(isMeant),
  })
  const heads = as(({ role, scope }) => role === 'headteacher' && scope.kind === 'school')
  const advisers = as(({ role }) => role === 'adviser' || role === 'lead adviser')
  const isSupporter = actor.personId === agreement.supporterPersonId
  const allowed: Record<Party, boolean> = {
    supporter:
      isSupporter &&
      can(actor, 'agreements.sign', { ...school, personIds: [agreement.supporterPersonId] }) === 'yes',
    'receiving head': !isSupporter && can(heads, 'agreements.sign', { urn: agreement.urn }) === 'yes',
    adviser: !isSupporter && can(advisers, 'agreements.sign', school) === 'yes',
  }
  return parties.filter(
    (party) => allowed[party] && !agreement.signatures.some((signature) => signature.party === party),
  )
}

/** Why this person may not approve the cost; null when they may (their permission apart). */
export function whyNotApprove(
  agreement: { state: AgreementState; sentAt: string | null; proposedById: string },
  personId: string,
): string | null {
  if (agreement.state !== 'proposed') return `This agreement is ${agreement.state}, not waiting for approval.`
  if (agreement.sentAt === null) return 'It has not been sent for approval yet.'
  if (agreement.proposedById === personId) return 'Nobody approves what they proposed themselves.'
  return null
}

/** In which academic year the days asked for are more than those free; null when they are free. Half days. */
export function whyDaysShort(
  asked: readonly DaysOfYear[],
  days: readonly { academicYear: string; offered: number | null; committed: number }[],
): string | null {
  for (const { academicYear, halfDays } of asked) {
    if (halfDays === 0) continue
    const year = days.find((one) => one.academicYear === academicYear)
    if (!year || year.offered === null)
      return `The supporter has not said how many days are free in ${academicYear}.`
    if (year.offered - year.committed < halfDays)
      return `The supporter has ${showDays(Math.max(0, year.offered - year.committed))} free in ${academicYear}; this agreement takes ${showDays(halfDays)}.`
  }
  return null
}

/** The terms as labelled lines, always the same ones in the same order: for comparing two versions. */
export const termFields = (terms: AgreementTerms): { name: string; label: string; text: string }[] => [
  { name: 'objectives', label: 'Objectives', text: terms.objectives },
  { name: 'measures', label: 'Measures of success', text: terms.measures },
  { name: 'days', label: 'Days', text: String(terms.halfDays / 2) },
  { name: 'pattern', label: 'Pattern', text: terms.pattern ?? '' },
  { name: 'rate', label: 'Rate', text: `${terms.rate}, £${(terms.ratePence / 100).toFixed(2)} a day` },
  { name: 'supply', label: 'Supply cover', text: `£${(terms.supplyCoverPence / 100).toFixed(2)}` },
  { name: 'fund', label: 'Fund', text: terms.fund },
  { name: 'starts', label: 'From', text: showDate(terms.startsOn) },
  { name: 'ends', label: 'Until', text: showDate(terms.endsOn) },
  { name: 'confidentiality', label: 'Confidentiality', text: terms.confidentiality },
  { name: 'exit', label: 'Exit strategy', text: terms.exitStrategy },
]
