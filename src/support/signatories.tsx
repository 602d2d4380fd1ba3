// Owns how it is shown that somebody cannot sign yet, with the way to invite them for those who may.
import type { Content } from '#govuk/markup.ts'
import type { Party } from './agreements.rules.ts'
import { whyNobodySigns } from './signatories.rules.ts'

/** A sentence for each party without anybody who can sign; a reader who invites people is led to where they do. */
export const missingSignatories = (
  missing: readonly Party[],
  agreement: { supporter: string; supporterPersonId: string; school: string },
  canInvite: boolean,
): Content[] =>
  missing.map((party) => (
    <>
      {whyNobodySigns(party, agreement)}
      {canInvite ? (
        <>
          {' '}
          {party === 'supporter' ? (
            // They are in the directory: their own page gives the role and the invitation, without a double.
            <a class="govuk-link" href={`/people/${agreement.supporterPersonId}`}>
              Invite {agreement.supporter}
            </a>
          ) : (
            <a class="govuk-link" href="/people/new">
              Invite {party === 'adviser' ? 'an adviser' : 'the head'}
            </a>
          )}
        </>
      ) : null}
    </>
  ))
