// Owns what of the agreements on their way waits for one person, and the sentence that says so.
import { type Actor, type Subject } from '#platform/actor.ts'
import { can } from '#platform/permissions.ts'
import {
  type AgreementState,
  partiesFor,
  type Signature,
  whyNotApprove,
} from '#src/support/agreements.rules.ts'

export type Waiting = {
  id: string
  urn: number
  school: string
  supporter: string
  state: AgreementState
  supporterPersonId: string
  proposedById: string
  sentAt: string | null
  costPence: number
  signatures: readonly Signature[]
}

export type Owed = { href: string; text: string; why: string }

/**
 * What the actor has to do about an agreement; null when it waits for somebody else. `school` is the subject of
 * the receiving school, with its areas.
 */
export function owedOn(actor: Actor, agreement: Waiting, school: Subject): Owed | null {
  const support = `${agreement.supporter} at ${agreement.school}`
  const href = `/agreements/${agreement.id}`
  if (agreement.state === 'proposed') {
    if (agreement.sentAt === null)
      return agreement.proposedById === actor.personId
        ? {
            href,
            text: `Send for approval: ${support}`,
            why: 'You drafted this agreement and have not sent it yet.',
          }
        : null
    const may =
      can(actor, 'agreements.approve', school) === 'yes' && whyNotApprove(agreement, actor.personId) === null
    return may
      ? {
          href,
          text: `Approve the cost: ${support}`,
          why: 'The cost has to be approved before anybody signs.',
        }
      : null
  }
  const [party] = partiesFor(actor, agreement, school)
  return party
    ? {
        href,
        text: `Sign: ${support}`,
        why: party === 'adviser' ? 'It needs an adviser’s signature.' : 'It needs your signature.',
      }
    : null
}
