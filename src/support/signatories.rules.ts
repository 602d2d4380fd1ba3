// Owns the words for who can sign an agreement and who cannot yet. Who may sign at all is agreements.rules'
// (`partiesFor`); whom that finds among the people here is read by signatories.queries.
import type { AgreementState, Party, Signature } from './agreements.rules.ts'
import { parties, partyNames } from './agreements.rules.ts'

/** For each party, the names of those who sign in here and may still sign for it; empty where it has signed. */
export type WhoCanSign = Readonly<Record<Party, readonly { name: string }[]>>

/** The parties whose signature is missing and for whom nobody can give it yet, in the usual order. */
export const partiesWithoutAnybody = (
  who: WhoCanSign,
  signatures: readonly Pick<Signature, 'party'>[],
): Party[] =>
  parties.filter((party) => who[party].length === 0 && !signatures.some((one) => one.party === party))

/** Signatures are still to come; before that and after it nobody has to be invited for one. */
export const waitsForSignatures = (state: AgreementState): boolean =>
  state === 'proposed' || state === 'approved'

/** Why a party cannot sign yet and what to do about it, in two sentences. */
export function whyNobodySigns(party: Party, agreement: { supporter: string; school: string }): string {
  const who: Record<Party, string> = {
    supporter: `${agreement.supporter} does not sign in as a supporter yet.`,
    'receiving head': `Nobody signs in as head of ${agreement.school} yet.`,
    adviser: `Nobody signs in as adviser for ${agreement.school} yet.`,
  }
  return `${who[party]} Ask an administrator to invite ${party === 'adviser' ? 'one' : 'them'} before this can be signed.`
}

/** Who can sign for a party, in a few words; null when nobody can. More than three are counted, not named. */
export function whoSigns(who: WhoCanSign, party: Party): string | null {
  const names = who[party].map(({ name }) => name)
  if (names.length === 0) return null
  return names.length > 3 ? `Any of ${names.length} people can sign` : `${names.join(' or ')} can sign`
}

/** What approval brings about as to signatures: that all three are asked, or who of them can be. */
export function whoIsAsked(missing: readonly Party[]): string {
  const asked = parties.filter((party) => !missing.includes(party)).map((party) => partyNames[party])
  if (missing.length === 0) return 'three people are asked to sign'
  return asked.length === 0
    ? 'nobody can be asked to sign yet'
    : `only ${asked.join(' and ')} can be asked to sign yet`
}
