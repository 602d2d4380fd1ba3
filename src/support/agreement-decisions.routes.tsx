// Owns the decisions about an agreement, a page each: what will happen, who is told. Sending for approval,
// deciding on the cost, signing, and pausing or ending.
import { DecisionPage, type DecisionPageProps } from '#govuk/pages/decision-page.tsx'
import { Conflict, Forbidden, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, type Route } from '#platform/exchange.ts'
import { FormKey, textOf, Version, versionOf } from '#platform/forms.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoney } from '#platform/money.ts'
import { page, redirect } from '#platform/pages.tsx'
import { can, rolesThatMay } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { showDays } from '#src/directory/days.rules.ts'
import {
  approveAgreement,
  moveAgreement,
  sendForApproval,
  signAgreement,
  type Telling,
} from './agreements.actions.ts'
import {
  agreementById,
  type AgreementRecord,
  peopleInRole,
  personById,
  type Somebody,
} from './agreements.queries.ts'
import {
  type AgreementState,
  agreementStates,
  costPence,
  movesByHand,
  partiesFor,
  type Party,
  partyNames,
  whyNotApprove,
} from './agreements.rules.ts'
import { whoCanSign } from './signatories.queries.ts'
import { partiesWithoutAnybody, whoIsAsked, whyNobodySigns } from './signatories.rules.ts'
import { missingSignatories } from './signatories.tsx'

export const agreementDecisionRoutes: readonly Route[] = [
  get('/agreements/:id/send', 'agreements.propose', async (x) => sendPage(x, await sendable(x))),
  post('/agreements/:id/send', 'agreements.propose', async (x) => {
    const agreement = await sendable(x)
    const people = await approvers(x, agreement)
    if (!(await sendForApproval(x.db, x.actor, agreement.id, versionSent(x), telling(x, agreement, people))))
      throw changed(agreement)
    return redirect(
      x.c,
      `/agreements/${agreement.id}`,
      `Sent for approval.${people.length === 0 ? ' Nobody with the right to approve it is known here: ask your administrator.' : ` Waiting for ${people.map(({ name }) => name).join(' or ')}.`}`,
    )
  }),

  get('/agreements/:id/approve', 'agreements.approve', async (x) => approvePage(x, await approvable(x))),
  post('/agreements/:id/approve', 'agreements.approve', async (x) => {
    const agreement = await approvable(x)
    const choice = textOf(x.form, 'decision')
    const note = reasonOf(x)
    if (choice !== 'approve' && choice !== 'refuse')
      return approvePage(x, agreement, { field: 'decision', text: 'Choose one of the two' })
    if (choice === 'refuse') {
      if (!note) return approvePage(x, agreement, { field: 'reason', text: 'Say why, in a sentence' })
      const people = await theProposer(x, agreement)
      const done = await moveAgreement(
        x.db,
        x.actor,
        agreement.id,
        versionSent(x),
        'cancelled',
        note,
        x.today,
        telling(x, agreement, people),
      )
      if (!done) throw changed(agreement)
      return redirect(
        x.c,
        `/agreements/${agreement.id}`,
        'The cost is not approved. The agreement is cancelled and the need is open again.',
      )
    }
    const { asked: people, missing } = await signing(x, agreement)
    const refusal = await approveAgreement(
      x.db,
      x.actor,
      agreement.id,
      versionSent(x),
      note,
      telling(x, agreement, people),
    )
    if (refusal === 'stale') throw changed(agreement)
    if (refusal) return approvePage(x, agreement, { field: 'decision', text: refusal })
    return redirect(
      x.c,
      `/agreements/${agreement.id}`,
      [
        `The cost is approved. Told: ${people.map(({ name }) => name).join(', ')}.`,
        ...missing.map((party) => whyNobodySigns(party, agreement)),
      ].join(' '),
    )
  }),

  get('/agreements/:id/sign', 'agreements.sign', async (x) => {
    const { agreement, party } = await signable(x)
    return signPage(x, agreement, party)
  }),
  post('/agreements/:id/sign', 'agreements.sign', async (x) => {
    const { agreement, party } = await signable(x)
    if (versionSent(x) !== agreement.version) throw changed(agreement)
    if (textOf(x.form, 'agree') !== 'yes')
      return signPage(x, agreement, party, {
        field: 'agree',
        text: 'Choose “I agree” to sign, or go back without signing',
      })
    const people = await everybodyConcerned(x, agreement)
    const outcome = await signAgreement(
      x.db,
      x.actor,
      agreement.id,
      party,
      x.today,
      telling(x, agreement, people),
    )
    if (outcome === 'stale') throw changed(agreement)
    return redirect(
      x.c,
      `/agreements/${agreement.id}`,
      outcome === 'active'
        ? 'Signed. All three have signed: the agreement is active. Next: plan the first session in the running record.'
        : 'Signed. It becomes active when all three have signed.',
    )
  }),

  get('/agreements/:id/state/:to', 'agreements.propose', async (x) => {
    const { agreement, to } = await movable(x)
    return movePage(x, agreement, to)
  }),
  post('/agreements/:id/state/:to', 'agreements.propose', async (x) => {
    const { agreement, to } = await movable(x)
    const reason = reasonOf(x)
    if (!reason && to !== 'active' && to !== 'completed')
      return movePage(x, agreement, to, { field: 'reason', text: 'Say why, in a sentence' })
    const people = await everybodyConcerned(x, agreement)
    const done = await moveAgreement(
      x.db,
      x.actor,
      agreement.id,
      versionSent(x),
      to,
      reason,
      x.today,
      telling(x, agreement, people),
    )
    if (!done) throw changed(agreement)
    return redirect(x.c, `/agreements/${agreement.id}`, `The agreement is ${to}.`)
  }),
]

const versionSent = (x: Exchange) => versionOf(x.form) ?? -1
const reasonOf = (x: Exchange) => textOf(x.form, 'reason').trim().slice(0, 2_000) || null

async function readable(x: Exchange): Promise<AgreementRecord> {
  const agreement = await agreementById(x.db, x.actor, x.c.req.param('id') ?? '')
  if (!agreement) throw new NotFound('agreement')
  return agreement
}

async function sendable(x: Exchange): Promise<AgreementRecord> {
  const agreement = await readable(x)
  allow(x, 'agreements.propose', await schoolSubject(x.db, agreement.urn))
  if (agreement.state !== 'proposed' || agreement.sentAt !== null)
    throw new NotFound('an agreement to be sent')
  return agreement
}

async function approvable(x: Exchange): Promise<AgreementRecord> {
  const agreement = await readable(x)
  allow(x, 'agreements.approve', await schoolSubject(x.db, agreement.urn), true)
  const why = whyNotApprove(agreement, x.actor.personId)
  if (agreement.proposedById === x.actor.personId) throw new Forbidden('agreements.approve', why)
  if (why) throw new NotFound('an agreement to be approved')
  return agreement
}

async function signable(x: Exchange): Promise<{ agreement: AgreementRecord; party: Party }> {
  const agreement = await readable(x)
  const [party] = partiesFor(x.actor, agreement, await schoolSubject(x.db, agreement.urn))
  if (!party)
    throw new Forbidden(
      'agreements.sign',
      agreement.signatures.some(({ personId }) => personId === x.actor.personId)
        ? 'You have signed this agreement already. A signature cannot be given twice.'
        : 'An agreement is signed by its supporter, the head of the receiving school and an adviser.',
    )
  if (agreement.state !== 'approved') throw new NotFound('an agreement to be signed')
  return { agreement, party }
}

async function movable(x: Exchange): Promise<{ agreement: AgreementRecord; to: AgreementState }> {
  const agreement = await readable(x)
  allow(x, 'agreements.propose', await schoolSubject(x.db, agreement.urn), true)
  const asked = (x.c.req.param('to') ?? '').replaceAll('-', ' ')
  const to = agreementStates.find((state) => state === asked)
  if (!to || !movesByHand(agreement.state).includes(to)) throw new NotFound('state')
  return { agreement, to }
}

const changed = (agreement: AgreementRecord) =>
  new Conflict(`/agreements/${agreement.id}`, agreement.version, [
    { name: 'state', label: 'State', theirs: agreement.state, yours: '' },
    { name: 'cost', label: 'Cost', theirs: showMoney(agreement.costPence), yours: '' },
    { name: 'version', label: 'Times saved', theirs: String(agreement.version), yours: '' },
  ])

const telling = (x: Exchange, agreement: AgreementRecord, people: readonly Somebody[]): Telling => ({
  address: `${x.platform.address}/agreements/${agreement.id}`,
  people,
})

async function approvers(x: Exchange, agreement: AgreementRecord): Promise<Somebody[]> {
  const school = await schoolSubject(x.db, agreement.urn)
  const people = await peopleInRole(
    x.db,
    rolesThatMay(x.actor.permissions, 'agreements.approve'),
    { urn: agreement.urn, areaIds: school.areaIds },
    x.today,
  )
  return people.filter(({ id }) => id !== agreement.proposedById)
}

async function theProposer(x: Exchange, agreement: AgreementRecord): Promise<Somebody[]> {
  const person = await personById(x.db, agreement.proposedById)
  return person ? [person] : []
}

/** Whom approval asks to sign: those of the supporter and the heads who can, and the proposer; and the parties without anybody. */
async function signing(x: Exchange, agreement: AgreementRecord) {
  const who = await whoCanSign(x.db, x.actor, agreement, await schoolSubject(x.db, agreement.urn), x.today)
  const missing = partiesWithoutAnybody(who, agreement.signatures)
  return {
    missing,
    asked: once([...who.supporter, ...who['receiving head'], ...(await theProposer(x, agreement))]),
    sentences: missingSignatories(missing, agreement, can(x.actor, 'people.manage') !== 'no'),
  }
}

/** The supporter, the heads of the receiving school, and the proposer: as adviser, or to pass it on to one. */
async function thoseWhoSign(x: Exchange, agreement: AgreementRecord): Promise<Somebody[]> {
  const supporter = await personById(x.db, agreement.supporterPersonId)
  const heads = await peopleInRole(
    x.db,
    ['headteacher'],
    { urn: agreement.urn, areaIds: [], schoolOnly: true },
    x.today,
  )
  return once([...(supporter ? [supporter] : []), ...heads, ...(await theProposer(x, agreement))])
}

/** Those who sign or have signed, and the head of the home school. */
async function everybodyConcerned(x: Exchange, agreement: AgreementRecord): Promise<Somebody[]> {
  const signed = []
  for (const { personId } of agreement.signatures) {
    const person = await personById(x.db, personId)
    if (person) signed.push(person)
  }
  const homeHeads =
    agreement.homeUrn === null
      ? []
      : await peopleInRole(
          x.db,
          ['headteacher'],
          { urn: agreement.homeUrn, areaIds: [], schoolOnly: true },
          x.today,
        )
  return once([...(await thoseWhoSign(x, agreement)), ...signed, ...homeHeads])
}

const once = (people: readonly Somebody[]): Somebody[] => [
  ...new Map(people.map((person) => [person.id, person])).values(),
]

/** Who is told, a sentence each; somebody without an address is named, so that they are told in another way. */
const toldTexts = (people: readonly Somebody[], nobody: string): string[] =>
  people.length === 0
    ? [nobody]
    : people.map(({ name, email }) =>
        email ? `${name}, by mail` : `${name} has no email address here: please tell them yourself`,
      )

const factsOf = (agreement: AgreementRecord): DecisionPageProps['facts'] => {
  const { terms } = agreement
  return [
    { key: { text: 'School' }, value: { text: agreement.school } },
    { key: { text: 'Supporter' }, value: { text: agreement.supporter } },
    { key: { text: 'Objectives' }, value: { text: <span class="alongside-lines">{terms.objectives}</span> } },
    {
      key: { text: 'Measures of success' },
      value: { text: <span class="alongside-lines">{terms.measures}</span> },
    },
    { key: { text: 'When' }, value: { text: `${showDate(terms.startsOn)} to ${showDate(terms.endsOn)}` } },
    {
      key: { text: 'Days' },
      value: { text: `${showDays(terms.halfDays)} at ${showMoney(terms.ratePence)} a day (${terms.rate})` },
    },
    { key: { text: 'Pattern' }, value: { text: terms.pattern ?? 'Not said' } },
    { key: { text: 'Supply cover' }, value: { text: showMoney(terms.supplyCoverPence) } },
    { key: { text: 'Cost' }, value: { text: showMoney(costPence(terms)) } },
    { key: { text: 'Fund' }, value: { text: terms.fund } },
  ]
}

type Fault = { field: string; text: string } | undefined

function decide(
  x: Exchange,
  agreement: AgreementRecord,
  error: Fault,
  props: Omit<DecisionPageProps, 'caption' | 'hidden' | 'facts' | 'cancel' | 'errors'>,
) {
  return page(
    x.c,
    { title: props.heading, errors: error !== undefined, ...(error ? { status: 422 as const } : {}) },
    <DecisionPage
      {...props}
      caption={`${agreement.supporter} for ${agreement.school}`}
      errors={error ? [error] : []}
      facts={factsOf(agreement)}
      hidden={
        <>
          <FormKey />
          <Version value={versionOf(x.form) ?? agreement.version} />
        </>
      }
      cancel={{ href: `/agreements/${agreement.id}` }}
    />,
  )
}

async function sendPage(x: Exchange, agreement: AgreementRecord) {
  const { missing, sentences } = await signing(x, agreement)
  return decide(x, agreement, undefined, {
    heading: 'Send this agreement for approval?',
    consequences: [
      'Somebody who may approve the cost is asked to decide.',
      missing.length === 0
        ? 'The supporter and the school hear of it once the cost is approved.'
        : 'Those who can sign hear of it once the cost is approved. Not everybody can yet:',
      ...sentences,
    ],
    told: toldTexts(
      await approvers(x, agreement),
      'Nobody with the right to approve it is known here. Ask your administrator to give somebody that role.',
    ),
    submitText: 'Send for approval',
  })
}

async function approvePage(x: Exchange, agreement: AgreementRecord, error?: Fault) {
  const { asked, missing, sentences } = await signing(x, agreement)
  return decide(x, agreement, error, {
    heading: `Approve ${showMoney(agreement.costPence)}?`,
    consequences: [
      `If you approve, ${showDays(agreement.terms.halfDays)} of the supporter’s free days are taken and ${whoIsAsked(missing)}.`,
      ...sentences,
      'If you do not, the agreement is cancelled and the need is open again.',
    ],
    told: toldTexts(asked, 'Nobody'),
    choices: {
      name: 'decision',
      legend: 'Your decision',
      items: [
        { value: 'approve', text: 'I approve the cost' },
        { value: 'refuse', text: 'I do not approve it' },
      ],
      value: textOf(x.form, 'decision'),
    },
    reason: {
      name: 'reason',
      label: 'Note or reason',
      hint: 'A reason is needed if you do not approve',
      value: textOf(x.form, 'reason'),
    },
    submitText: 'Save your decision',
  })
}

async function signPage(x: Exchange, agreement: AgreementRecord, party: Party, error?: Fault) {
  const last = agreement.signatures.length === 2
  const { sentences } = await signing(x, agreement)
  const mine = agreement.proposedById === x.actor.personId
  return decide(x, agreement, error, {
    heading: `Sign as ${partyNames[party]}?`,
    consequences: [
      'Your name and today’s date stand under the agreement. A signature cannot be taken back.',
      last
        ? 'Yours is the last signature: the agreement becomes active at once, and the three of you see how to reach each other.'
        : 'The agreement becomes active when all three have signed.',
      ...sentences,
      `If something should change, ${mine ? 'cancel this agreement and propose it again' : `tell ${agreement.proposedBy}`} before you sign. Nobody has to sign what they do not agree with.`,
      `Confidentiality: ${agreement.terms.confidentiality}`,
      `How it ends: ${agreement.terms.exitStrategy}`,
    ],
    told: last ? toldTexts(await everybodyConcerned(x, agreement), 'Nobody') : ['Nobody yet'],
    choices: {
      name: 'agree',
      legend: 'Your signature',
      items: [{ value: 'yes', text: `I agree, and sign as ${x.actor.name}` }],
    },
    submitText: 'Sign',
  })
}

const moveWords: Partial<Record<AgreementState, { heading: string; happens: string; submit: string }>> = {
  active: {
    heading: 'Take this agreement up again?',
    happens: 'Sessions can be planned and held again.',
    submit: 'Take up again',
  },
  paused: {
    heading: 'Pause this agreement?',
    happens: 'No session is planned while it is paused. The days stay taken.',
    submit: 'Pause',
  },
  completed: {
    heading: 'Complete this agreement?',
    happens: 'The running record is closed. Days that were not held are free again.',
    submit: 'Complete',
  },
  'ended early': {
    heading: 'End this agreement early?',
    happens:
      'The running record is closed, days that were not held are free again, and the need is open again.',
    submit: 'End early',
  },
  cancelled: {
    heading: 'Cancel this agreement?',
    happens: 'Nothing comes of it: its days are free again and the need is open again.',
    submit: 'Cancel the agreement',
  },
}

async function movePage(x: Exchange, agreement: AgreementRecord, to: AgreementState, error?: Fault) {
  const words = moveWords[to]!
  const isOptional = to === 'active' || to === 'completed'
  return decide(x, agreement, error, {
    heading: words.heading,
    consequences: [words.happens],
    told: toldTexts(await everybodyConcerned(x, agreement), 'Nobody'),
    reason: {
      name: 'reason',
      label: isOptional ? 'Anything to note? (optional)' : 'Why?',
      value: textOf(x.form, 'reason'),
    },
    submitText: words.submit,
    isFinal: to === 'cancelled' || to === 'ended early',
  })
}
