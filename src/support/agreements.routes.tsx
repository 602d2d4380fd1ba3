// Owns the addresses under which agreements are read, proposed and changed. Decisions about them (sending,
// approving, signing, ending) are agreement-decisions.
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, queryOf, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { FormKey, refuse, textOf, Version, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { needById, type NeedRecord } from '#src/brokering/needs.queries.ts'
import { everybodyFor, wantedBy } from '#src/brokering/shortlist.queries.ts'
import { type Possible, rulesAgainst } from '#src/brokering/shortlist.rules.ts'
import { academicYearsBetween, showDays } from '#src/directory/days.rules.ts'
import { vocabularyOf } from '#src/directory/vocabulary.queries.ts'
import { changeAgreement, proposeAgreement } from './agreements.actions.ts'
import { parseTerms, termValues } from './agreements.forms.ts'
import {
  agreementById,
  type AgreementRecord,
  listAgreements,
  peopleInRole,
  personById,
} from './agreements.queries.ts'
import { type AgreementTerms, partiesFor, termFields, whyNotApprove } from './agreements.rules.ts'
import { whoCanSign } from './signatories.queries.ts'
import { waitsForSignatures } from './signatories.rules.ts'
import { AgreementList, AgreementPage, type AgreementQuery, TermsForm } from './agreements.views.tsx'

const PER_PAGE = 25

export const agreementRoutes: readonly Route[] = [
  get('/agreements', 'agreements.view', async (x) => {
    const query = queryFor(x)
    const asked = { words: query.q, state: query.state }
    const { total } = await listAgreements(x.db, x.actor, asked, { limit: 1, offset: 0 })
    const { page: number, pages } = pageOf(query.page, total, PER_PAGE)
    const { rows } = await listAgreements(x.db, x.actor, asked, {
      limit: PER_PAGE,
      offset: (number - 1) * PER_PAGE,
    })
    return page(
      x.c,
      { title: 'Agreements' },
      <AgreementList
        rows={rows}
        total={total}
        page={number}
        pages={pages}
        query={query}
        hasEntry={x.actor.memberships.some(({ role }) => role === 'supporter')}
      />,
    )
  }),

  get('/agreements/export', 'agreements.view', async (x) => {
    const { q, state } = queryFor(x)
    const { rows } = await listAgreements(x.db, x.actor, { words: q, state })
    return csvResponse(
      x.c,
      `agreements-${x.today}`,
      ['School', 'URN', 'Supporter', 'State', 'From', 'Until', 'Days agreed', 'Days held', 'Cost in pounds'],
      rows.map((row) => [
        row.school,
        row.urn,
        row.supporter,
        row.state,
        row.startsOn,
        row.endsOn,
        row.halfDays / 2,
        row.heldHalfDays / 2,
        row.costPence / 100,
      ]),
    )
  }),

  get('/agreements/new', 'agreements.propose', async (x) => {
    const { need, chosen } = await proposable(x, queryOf(x, 'need'), queryOf(x, 'supporter'))
    const { rates } = await vocabularyOf(x.db)
    const usual = rates.find(({ pencePerDay }) => pencePerDay !== null)
    return newPage(x, need, chosen, {
      values: {
        objectives: '',
        days: String(need.entry.halfDays / 2),
        rate: usual?.name ?? '',
        ratePounds: usual?.pencePerDay ? String(usual.pencePerDay / 100) : '',
        supply: '0',
        starts: need.entry.startsOn,
        ends: need.entry.endsOn,
      },
    })
  }),

  post('/agreements/new', 'agreements.propose', async (x) => {
    const { need, chosen } = await proposable(x, textOf(x.form, 'need'), textOf(x.form, 'supporter'))
    const parsed = parseTerms(x.form, (await vocabularyOf(x.db)).rates)
    if (!parsed.ok) return newPage(x, need, chosen, parsed)
    const against = whatSpeaksAgainst(need, chosen, parsed.value)
    if (against) return newPage(x, need, chosen, refuse(x.form, { field: 'days', text: against }))
    const id = await proposeAgreement(x.db, x.actor, need.id, chosen.id, parsed.value)
    if (id === null) throw new NotFound('a need that is shortlisted')
    return redirect(
      x.c,
      `/agreements/${id}`,
      'Saved as a proposal. Check the cost below, then send it for approval.',
    )
  }),

  get('/agreements/:id', 'agreements.view', async (x) => {
    const agreement = await readable(x)
    return page(
      x.c,
      {
        title: `${agreement.supporter} for ${agreement.school}`,
        back: { href: '/agreements', text: 'All agreements' },
      },
      <AgreementPage
        agreement={agreement}
        rights={await rightsOver(x, agreement)}
        who={
          waitsForSignatures(agreement.state)
            ? await whoCanSign(x.db, x.actor, agreement, await schoolSubject(x.db, agreement.urn), x.today)
            : null
        }
        contacts={await contactsFor(x, agreement)}
      />,
    )
  }),

  get('/agreements/:id/edit', 'agreements.propose', async (x) => {
    const agreement = await changeable(x)
    if (agreement.state !== 'proposed') throw new NotFound('an agreement that can still be changed')
    return editPage(x, agreement, { values: termValues(agreement.terms) })
  }),

  post('/agreements/:id/edit', 'agreements.propose', async (x) => {
    const agreement = await changeable(x)
    const { rates } = await vocabularyOf(x.db)
    const parsed = parseTerms(x.form, rates, agreement.terms.rate)
    if (!parsed.ok) return editPage(x, agreement, parsed)
    const need = await needById(x.db, x.actor, agreement.needId)
    const chosen = need && (await everybodyFor(x.db, need)).find(({ id }) => id === agreement.supporterId)
    const against = need && chosen ? whatSpeaksAgainst(need, chosen, parsed.value) : null
    if (against) return editPage(x, agreement, refuse(x.form, { field: 'days', text: against }))
    const done = await changeAgreement(
      x.db,
      x.actor.organisationId,
      agreement.id,
      versionOf(x.form) ?? -1,
      parsed.value,
    )
    if (!done) throw differing(agreement, parsed.value)
    return redirect(
      x.c,
      `/agreements/${agreement.id}`,
      agreement.sentAt ? 'Saved. It has to be sent for approval again.' : 'Saved.',
    )
  }),
]

function queryFor(x: Exchange): AgreementQuery {
  return { q: queryOf(x, 'q'), state: queryOf(x, 'state'), page: queryOf(x, 'page') }
}

async function readable(x: Exchange): Promise<AgreementRecord> {
  const agreement = await agreementById(x.db, x.actor, x.c.req.param('id') ?? '')
  if (!agreement) throw new NotFound('agreement')
  return agreement
}

async function changeable(x: Exchange): Promise<AgreementRecord> {
  const agreement = await readable(x)
  allow(x, 'agreements.propose', await schoolSubject(x.db, agreement.urn))
  return agreement
}

/** The need of the address and the supporter chosen for it, if this person may prepare an agreement there. */
async function proposable(
  x: Exchange,
  needId: string,
  supporterId: string,
): Promise<{ need: NeedRecord; chosen: Possible }> {
  const isId = /^[0-9a-f-]{36}$/i
  const need = isId.test(needId) && isId.test(supporterId) ? await needById(x.db, x.actor, needId) : undefined
  if (!need || !need.choices.some((choice) => choice.supporterId === supporterId)) throw new NotFound('need')
  allow(x, 'agreements.propose', await schoolSubject(x.db, need.entry.urn))
  const chosen = (await everybodyFor(x.db, need)).find(({ id }) => id === supporterId)
  if (!chosen || need.state !== 'shortlisted') throw new NotFound('a need that is shortlisted')
  return { need, chosen }
}

/** The hard rules of the shortlist, asked again for the days and dates of the agreement itself. */
function whatSpeaksAgainst(need: NeedRecord, chosen: Possible, terms: AgreementTerms): string | null {
  const { halfDays, startsOn, endsOn } = terms
  const against = rulesAgainst({ ...wantedBy(need), halfDays, startsOn, endsOn }, chosen)
  return against.length === 0 ? null : against.map(({ sentence }) => sentence).join(' ')
}

async function rightsOver(x: Exchange, agreement: AgreementRecord) {
  const school = await schoolSubject(x.db, agreement.urn)
  const own = { ...school, personIds: [agreement.supporterPersonId] }
  const proposing = can(x.actor, 'agreements.propose', school)
  return {
    canChange: proposing !== 'no' && agreement.state === 'proposed',
    canSend: proposing !== 'no' && agreement.state === 'proposed' && agreement.sentAt === null,
    canApprove:
      can(x.actor, 'agreements.approve', school) === 'yes' &&
      whyNotApprove(agreement, x.actor.personId) === null,
    canSign: agreement.state === 'approved' && partiesFor(x.actor, agreement, school).length > 0,
    canMove: proposing === 'yes',
    canInvite: can(x.actor, 'people.manage') !== 'no',
    canSeeRecord: can(x.actor, 'sessions.view', own) !== 'no' && agreement.approvedBy !== null,
  }
}

/**
 * How to reach the other side: while the agreement is active (or paused), for the three who signed and for the
 * school's head; before and after that for nobody.
 */
async function contactsFor(x: Exchange, agreement: AgreementRecord) {
  if (!['active', 'paused'].includes(agreement.state)) return null
  const heads = await peopleInRole(
    x.db,
    ['headteacher'],
    { urn: agreement.urn, areaIds: [], schoolOnly: true },
    x.today,
  )
  const among = [...agreement.signatures.map(({ personId }) => personId), ...heads.map(({ id }) => id)]
  if (!among.includes(x.actor.personId)) return null
  const contacts = []
  for (const { party, personId } of agreement.signatures) {
    const person = await personById(x.db, personId)
    if (person) contacts.push({ ...person, as: party })
  }
  return contacts
}

export function differing(agreement: AgreementRecord, yours: AgreementTerms): Conflict {
  const theirs = termFields(agreement.terms)
  return new Conflict(`/agreements/${agreement.id}`, agreement.version, [
    ...termFields(yours)
      .map(({ name, label, text }, at) => ({ name, label, yours: text, theirs: theirs[at]!.text }))
      .filter(({ yours, theirs }) => yours !== theirs),
    { name: 'state', label: 'State', theirs: agreement.state, yours: '' },
  ])
}

function freeText({ days, entry }: Possible, from: string, until: string): string[] {
  return academicYearsBetween(from, until).map((year) => {
    const known = days.find(({ academicYear }) => academicYear === year)
    return known && known.offered !== null
      ? `${entry.name} has ${showDays(Math.max(0, known.offered - known.committed))} free in ${year}.`
      : `${entry.name} has not said how many days are free in ${year}.`
  })
}

async function newPage(x: Exchange, need: NeedRecord, chosen: Possible, form: Filled) {
  return page(
    x.c,
    {
      title: 'Propose an agreement',
      errors: form.errors !== undefined,
      ...(form.errors ? { status: 422 as const } : {}),
    },
    <TermsForm
      form={form}
      heading="Propose an agreement"
      caption={`${chosen.entry.name} for ${need.school.name}`}
      rates={(await vocabularyOf(x.db)).rates}
      free={freeText(chosen, need.entry.startsOn, need.entry.endsOn)}
      submitText="Save and see the cost"
      cancel={`/needs/${need.id}`}
      hidden={
        <>
          <FormKey />
          <input type="hidden" name="need" value={need.id} />
          <input type="hidden" name="supporter" value={chosen.id} />
        </>
      }
    />,
  )
}

async function editPage(x: Exchange, agreement: AgreementRecord, form: Filled) {
  return page(
    x.c,
    {
      title: 'Change an agreement',
      errors: form.errors !== undefined,
      ...(form.errors ? { status: 422 as const } : {}),
    },
    <TermsForm
      form={form}
      heading="Change this agreement"
      caption={`${agreement.supporter} for ${agreement.school}`}
      rates={(await vocabularyOf(x.db)).rates}
      free={[]}
      submitText="Save and see the cost"
      cancel={`/agreements/${agreement.id}`}
      hidden={
        <>
          <FormKey />
          <Version value={versionOf(x.form) ?? agreement.version} />
        </>
      }
    />,
  )
}
