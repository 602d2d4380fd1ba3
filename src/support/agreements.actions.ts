// Owns writing agreements: proposing, changing, sending, approving, signing, and moving to their end; with the
// need that follows and the mail that goes out. All within the caller's transaction. For the web and for the
// demonstration alike.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { sendMail } from '#platform/mail.ts'
import { moveNeed } from '#src/brokering/needs.actions.ts'
import { spreadOverYears } from '#src/directory/days.rules.ts'
import { agreementDays, daysOf, type Somebody } from './agreements.queries.ts'
import {
  type AgreementState,
  type AgreementTerms,
  mayMove,
  type Party,
  whyDaysShort,
} from './agreements.rules.ts'

export type By = { organisationId: string; personId: string }

const columnsOf = (terms: AgreementTerms) => ({
  objectives: terms.objectives,
  measures: terms.measures,
  pattern: terms.pattern,
  half_days: terms.halfDays,
  rate: terms.rate,
  rate_pence: terms.ratePence,
  supply_cover_pence: terms.supplyCoverPence,
  fund: terms.fund,
  confidentiality: terms.confidentiality,
  exit_strategy: terms.exitStrategy,
  starts_on: terms.startsOn,
  ends_on: terms.endsOn,
})

/**
 * Proposes an agreement for a need with the supporter chosen from its shortlist, and marks the need as offered.
 * Returns the agreement's id; null when the need is not shortlisted or that supporter was not chosen.
 */
export async function proposeAgreement(
  db: Db,
  by: By,
  needId: string,
  supporterId: string,
  terms: AgreementTerms,
): Promise<string | null> {
  const need = await db
    .selectFrom('needs as n')
    .innerJoin('need_choices as c', (join) =>
      join.onRef('c.organisation_id', '=', 'n.organisation_id').onRef('c.need_id', '=', 'n.id'),
    )
    .select('n.urn')
    .where('n.id', '=', needId)
    .where('c.supporter_id', '=', supporterId)
    .where('n.state', '=', 'shortlisted')
    .executeTakeFirst()
  if (!need || !(await moveNeed(db, needId, null, ['offered']))) return null
  const { id } = await db
    .insertInto('agreements')
    .values({
      organisation_id: by.organisationId,
      need_id: needId,
      supporter_id: supporterId,
      urn: need.urn,
      proposed_by: by.personId,
      ...columnsOf(terms),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await keepDays(db, by.organisationId, id, terms)
  return id
}

async function keepDays(db: Db, organisationId: string, id: string, terms: AgreementTerms): Promise<void> {
  await db.deleteFrom('agreement_days').where('agreement_id', '=', id).execute()
  await db
    .insertInto('agreement_days')
    .values(
      spreadOverYears(terms.halfDays, terms.startsOn, terms.endsOn).map(({ academicYear, halfDays }) => ({
        organisation_id: organisationId,
        agreement_id: id,
        academic_year: academicYear,
        half_days: halfDays,
      })),
    )
    .execute()
}

/** Changes a proposal at the version it was read at, which takes it back from approval; false when it was changed in the meantime or is approved. */
export async function changeAgreement(
  db: Db,
  organisationId: string,
  id: string,
  version: number,
  terms: AgreementTerms,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('agreements')
    .set({ ...columnsOf(terms), sent_at: null, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('state', '=', 'proposed')
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await keepDays(db, organisationId, id, terms)
  return true
}

/** Where an agreement can be read, for mail; and who is told. */
export type Telling = { address: string; people: readonly Somebody[] }

// No detail of the school or of what is agreed: mail is read on telephones and over shoulders.
async function tell(
  db: Db,
  by: By,
  { address, people }: Telling,
  subject: string,
  asked: string,
): Promise<void> {
  for (const { id, email, name } of people)
    if (email && id !== by.personId)
      await sendMail(db, {
        organisationId: by.organisationId,
        to: email,
        toPersonId: id,
        subject,
        body: `Dear ${name}\n\n${asked}\n\n${address}`,
      })
}

/** Sends a proposal for approval, at the version it was read at, and tells those who may approve it. False when it was changed in the meantime. */
export async function sendForApproval(
  db: Db,
  by: By,
  id: string,
  version: number,
  telling: Telling,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('agreements')
    .set({ sent_at: new Date(), version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('state', '=', 'proposed')
    .where('sent_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await tell(
    db,
    by,
    telling,
    'A support agreement waits for your approval',
    'The cost of a support agreement waits for your approval. Please read it and decide:',
  )
  return true
}

/**
 * Approves the cost, takes the days and asks the three parties to sign. Answers why not (a sentence), 'stale' when
 * it was changed in the meantime, or null when it is done. Two approvals for one supporter go one after the other.
 */
export async function approveAgreement(
  db: Db,
  by: By,
  id: string,
  version: number,
  note: string | null,
  telling: Telling,
): Promise<string | null> {
  const agreement = await db
    .selectFrom('agreements')
    .select(['supporter_id', 'state', 'version'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!agreement || agreement.version !== version || agreement.state !== 'proposed') return 'stale'
  await db
    .selectFrom('supporters')
    .select('id')
    .where('id', '=', agreement.supporter_id)
    .forUpdate()
    .execute()
  const short = whyDaysShort(await agreementDays(db, id), await daysOf(db, agreement.supporter_id))
  if (short) return short
  await db
    .updateTable('agreements')
    .set({
      state: 'approved',
      approved_by: by.personId,
      approved_at: new Date(),
      approval_note: note,
      version: version + 1,
    })
    .where('id', '=', id)
    .execute()
  await tell(
    db,
    by,
    telling,
    'A support agreement waits for your signature',
    'A support agreement that names you waits for your signature. Please read it and sign:',
  )
  return null
}

/**
 * Signs for one party. With the third signature the agreement is signed and becomes active, its need is placed,
 * and all are told. Answers 'signed', 'active', or 'stale' when it is not waiting for that signature.
 */
export async function signAgreement(
  db: Db,
  by: By,
  id: string,
  party: Party,
  today: string,
  telling: Telling,
): Promise<'signed' | 'active' | 'stale'> {
  const agreement = await db
    .selectFrom('agreements')
    .select(['state', 'need_id'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (agreement?.state !== 'approved') return 'stale'
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('agreement_signatures')
    .values({ organisation_id: by.organisationId, agreement_id: id, party, person_id: by.personId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (!numInsertedOrUpdatedRows) return 'stale'
  const { many } = await db
    .selectFrom('agreement_signatures')
    .select(({ fn }) => fn.countAll<number>().as('many'))
    .where('agreement_id', '=', id)
    .executeTakeFirstOrThrow()
  if (many < 3) return 'signed'
  for (const state of ['signed', 'active'])
    await db
      .updateTable('agreements')
      .set({ state, state_on: today, version: sql`version + 1` })
      .where('id', '=', id)
      .execute()
  await moveNeed(db, agreement.need_id, null, ['agreed', 'placed'])
  await tell(
    db,
    by,
    telling,
    'A support agreement is active',
    'All three parties have signed a support agreement that names you. It is active now:',
  )
  return 'active'
}

/**
 * Pauses, takes up again, completes, ends early or cancels, at the version it was read at. A need whose agreement is
 * cancelled or ended early is open again. False when it was changed in the meantime or may not go that way.
 */
export async function moveAgreement(
  db: Db,
  by: By,
  id: string,
  version: number,
  to: AgreementState,
  reason: string | null,
  today: string,
  telling: Telling,
): Promise<boolean> {
  const agreement = await db
    .selectFrom('agreements')
    .select(['state', 'version', 'need_id'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!agreement || agreement.version !== version || !mayMove(agreement.state as AgreementState, to))
    return false
  await db
    .updateTable('agreements')
    .set({ state: to, state_reason: reason, state_on: today, version: version + 1 })
    .where('id', '=', id)
    .execute()
  if (to === 'cancelled') await moveNeed(db, agreement.need_id, null, ['shortlisted', 'open'])
  if (to === 'ended early') await moveNeed(db, agreement.need_id, null, ['open'])
  const said: Partial<Record<AgreementState, string>> = {
    active: 'is active again',
    paused: 'is paused',
    completed: 'is completed',
    'ended early': 'has been ended early',
    cancelled: 'has been cancelled',
  }
  await tell(
    db,
    by,
    telling,
    `A support agreement ${said[to]}`,
    `A support agreement that names you ${said[to]}. You can read it here:`,
  )
  return true
}
