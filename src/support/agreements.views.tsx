// Owns the pages of agreements: the list, one agreement, the form of its terms.
import type { FilterCategory } from '#govuk/filter.tsx'
import { InsetText } from '#govuk/inset-text.tsx'
import type { Content } from '#govuk/markup.ts'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import { TaskList } from '#govuk/task-list.tsx'
import { addressOf } from '#platform/addresses.ts'
import { DateField, type Filled, LongField, SelectField, summaryOf, TextField } from '#platform/fields.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoney } from '#platform/money.ts'
import { capital } from '#platform/words.ts'
import { showDays } from '#src/directory/days.rules.ts'
import type { Rate } from '#src/directory/vocabulary.rules.ts'
import type { AgreementRecord, AgreementRow, Somebody } from './agreements.queries.ts'
import {
  type AgreementState,
  agreementStates,
  agreementTags,
  type AgreementTerms,
  costPence,
  movesByHand,
  parties,
  partyNames,
} from './agreements.rules.ts'
import { partiesWithoutAnybody, whoSigns, type WhoCanSign } from './signatories.rules.ts'
import { missingSignatories } from './signatories.tsx'

export type AgreementQuery = Record<'q' | 'state' | 'page', string>

export function AgreementList(props: {
  rows: readonly AgreementRow[]
  total: number
  page: number
  pages: number
  query: AgreementQuery
  /** The reader is a supporter and has an entry in the directory. */
  hasEntry: boolean
}) {
  const { query } = props
  const selected: FilterCategory[] = query.state
    ? [
        {
          heading: { text: 'State' },
          items: [{ href: addressOf('/agreements', { q: query.q }), text: query.state }],
        },
      ]
    : []
  return (
    <ListPage
      heading="Agreements"
      intro={
        props.hasEntry ? (
          <a class="govuk-link" href="/my-entry">
            Your entry in the directory
          </a>
        ) : undefined
      }
      action="/agreements"
      search={{
        name: 'q',
        label: 'Search by school or supporter',
        value: query.q,
        keep: query.state ? [['state', query.state]] : [],
      }}
      filter={{
        fields: (
          <SelectField
            form={{ values: query }}
            name="state"
            label="State"
            none="Any state"
            items={agreementStates.map((value) => ({ value, text: capital(value) }))}
          />
        ),
        selected,
        clearHref: addressOf('/agreements', { q: query.q }),
        keep: query.q ? [['q', query.q]] : [],
      }}
      count={props.total === 1 ? '1 agreement' : `${props.total.toLocaleString('en-GB')} agreements`}
      empty={
        <p class="govuk-body">
          {query.q || query.state
            ? 'No agreement matches. Remove a filter, or search with fewer words.'
            : 'There are no agreements yet. An agreement appears here once it is proposed for a need.'}
        </p>
      }
      tableLabel="Agreements"
      paging={{
        page: props.page,
        pages: props.pages,
        hrefOf: (page) => addressOf('/agreements', { ...query, page: String(page) }),
      }}
      exports={[{ href: addressOf('/agreements/export', { ...query, page: '' }), text: 'Download as CSV' }]}
    >
      {props.rows.length === 0 ? null : (
        <Table
          firstCellIsHeader
          head={[
            { text: 'School' },
            { text: 'Supporter' },
            { text: 'From' },
            { text: 'Until' },
            { text: 'Days held', format: 'numeric' },
            { text: 'Cost', format: 'numeric' },
            { text: 'State' },
          ]}
          rows={props.rows.map((row) => [
            {
              text: (
                <a class="govuk-link" href={`/agreements/${row.id}`}>
                  {row.school}
                </a>
              ),
            },
            { text: row.supporter },
            { text: showDate(row.startsOn) },
            { text: showDate(row.endsOn) },
            { text: `${row.heldHalfDays / 2} of ${row.halfDays / 2}`, format: 'numeric' },
            { text: showMoney(row.costPence), format: 'numeric' },
            { text: agreementTags[row.state].text },
          ])}
        />
      )}
    </ListPage>
  )
}

export type AgreementRights = {
  canChange: boolean
  canSend: boolean
  canApprove: boolean
  canSign: boolean
  canMove: boolean
  canInvite: boolean
  canSeeRecord: boolean
}

const moveTexts: Partial<Record<AgreementState, string>> = {
  active: 'Take up again',
  paused: 'Pause',
  completed: 'Complete',
  'ended early': 'End early',
  cancelled: 'Cancel this agreement',
}
export const pathOf = (state: AgreementState): string => state.replaceAll(' ', '-')

export const costText = (terms: AgreementTerms): string =>
  `${showDays(terms.halfDays)} at ${showMoney(terms.ratePence)} a day${terms.supplyCoverPence > 0 ? ` and ${showMoney(terms.supplyCoverPence)} supply cover` : ''}: ${showMoney(costPence(terms))}`

export function AgreementPage(props: {
  agreement: AgreementRecord
  rights: AgreementRights
  /** How the parties can reach each other; null while that is not shown to this person. */
  contacts: readonly (Somebody & { as: string })[] | null
  /** Who can sign; null when no signature is waited for. */
  who: WhoCanSign | null
}) {
  const { agreement, rights } = props
  const missing = props.who
    ? missingSignatories(partiesWithoutAnybody(props.who, agreement.signatures), agreement, rights.canInvite)
    : []
  const { terms } = agreement
  const address = `/agreements/${agreement.id}`
  const row = (key: string, text: string | null) => ({
    key: { text: key },
    value: { text: text ? <span class="alongside-lines">{text}</span> : 'Not said' },
  })
  return (
    <RecordPage
      name={`${agreement.supporter} for ${agreement.school}`}
      caption="Agreement"
      state={agreementTags[agreement.state]}
      facts={[
        { key: 'Days held', value: `${agreement.heldHalfDays / 2} of ${terms.halfDays / 2}` },
        { key: 'Cost', value: showMoney(agreement.costPence) },
        { key: 'Until', value: showDate(terms.endsOn) },
      ]}
      parts={
        rights.canSeeRecord
          ? [
              { href: address, text: 'Agreement', active: true },
              { href: `${address}/record`, text: 'Running record' },
            ]
          : undefined
      }
      actions={[
        ...(rights.canSend ? [{ href: `${address}/send`, text: 'Send for approval' }] : []),
        ...(rights.canApprove ? [{ href: `${address}/approve`, text: 'Decide on the cost' }] : []),
        ...(rights.canSign ? [{ href: `${address}/sign`, text: 'Sign' }] : []),
        ...(rights.canChange
          ? [{ href: `${address}/edit`, text: 'Change', classes: 'govuk-button--secondary' }]
          : []),
        ...(rights.canMove
          ? movesByHand(agreement.state).map((to) => ({
              href: `${address}/state/${pathOf(to)}`,
              text: moveTexts[to],
              classes: 'govuk-button--secondary',
            }))
          : []),
      ]}
      provenance={[
        {
          what: 'Terms',
          source: `Proposed by ${agreement.proposedBy} on ${showDate(agreement.proposedOn)}`,
        },
        { what: 'Days held', source: 'The running record' },
      ]}
    >
      {agreement.stateReason ? <p class="govuk-inset-text">{agreement.stateReason}</p> : null}
      <h2 class="govuk-heading-m">How far it is</h2>
      <TaskList items={steps(agreement, props.who)} />
      {missing.length === 0 ? null : (
        <InsetText>
          {missing.map((sentence) => (
            <p class="govuk-body">{sentence}</p>
          ))}
          <p class="govuk-body">
            Whoever is invited finds the agreement under Agreements. Please tell them that it waits for them.
          </p>
        </InsetText>
      )}
      <h2 class="govuk-heading-m">What is agreed</h2>
      <SummaryList
        rows={[
          {
            key: { text: 'School' },
            value: {
              text: (
                <a class="govuk-link" href={`/schools/${agreement.urn}`}>
                  {agreement.school}
                </a>
              ),
            },
          },
          row(
            'Supporter',
            `${agreement.supporter}${agreement.homeSchool ? `, ${agreement.homeSchool}` : ''}`,
          ),
          row('Objectives', terms.objectives),
          row('Measures of success', terms.measures),
          row('From', showDate(terms.startsOn)),
          row('Until', showDate(terms.endsOn)),
          row('Days', showDays(terms.halfDays)),
          row('Pattern', terms.pattern),
          row('Rate', terms.rate),
          row('Cost', costText(terms)),
          row('Fund', terms.fund),
          row('Confidentiality', terms.confidentiality),
          row('Exit strategy', terms.exitStrategy),
        ]}
      />
      {props.contacts === null ? null : (
        <>
          <h2 class="govuk-heading-m">How to reach each other</h2>
          <SummaryList
            rows={props.contacts.map((one) => ({
              key: { text: `${one.name}, ${one.as}` },
              value: { text: [one.email, one.telephone].filter(Boolean).join(', ') || 'Not said' },
            }))}
          />
        </>
      )}
    </RecordPage>
  )
}

function steps(agreement: AgreementRecord, who: WhoCanSign | null) {
  const isOver = ['cancelled', 'ended early', 'completed'].includes(agreement.state)
  const step = (title: string, done: string | null, waits: string, hint: string | null = null) => ({
    title: { text: title },
    ...(hint ? { hint: { text: hint } } : {}),
    status: done
      ? { text: done }
      : isOver
        ? { text: 'Did not happen' }
        : { tag: { text: waits, classes: 'govuk-tag--blue' } },
  })
  return [
    step('Sent for approval', agreement.sentAt ? `By ${agreement.proposedBy}` : null, 'To do'),
    step(
      'Cost approved',
      agreement.approvedBy && agreement.approvedOn
        ? `By ${agreement.approvedBy}, ${showDate(agreement.approvedOn)}`
        : null,
      'Waiting',
    ),
    ...parties.map((party) => {
      const signature = agreement.signatures.find((one) => one.party === party)
      return step(
        `Signed by ${partyNames[party]}`,
        signature ? `${signature.name}, ${showDate(signature.signedAt)}` : null,
        who && whoSigns(who, party) === null ? 'Nobody can sign yet' : 'Waiting',
        who && whoSigns(who, party),
      )
    }),
  ]
}

const DATES = ['starts', 'ends']

export function TermsForm(props: {
  form: Filled
  heading: string
  caption: string
  rates: readonly Rate[]
  hidden: Content
  /** What the supporter has free, a sentence a year. */
  free: readonly string[]
  submitText: string
  cancel: string
}) {
  const { form } = props
  return (
    <FormPage
      heading={props.heading}
      caption={props.caption}
      intro={
        <>
          <p class="govuk-body">
            You will see the cost before anything is sent. Nothing is agreed before the cost is approved.
          </p>
          <ul class="govuk-list govuk-list--bullet">
            {props.rates.map(({ name, pencePerDay }) => (
              <li>
                {name}: {pencePerDay === null ? 'at cost' : `${showMoney(pencePerDay)} a day`}
              </li>
            ))}
          </ul>
          {props.free.map((sentence) => (
            <p class="govuk-body">{sentence}</p>
          ))}
        </>
      }
      errors={summaryOf(form, DATES)}
      hidden={props.hidden}
      submitText={props.submitText}
      cancel={{ href: props.cancel }}
    >
      <LongField
        form={form}
        name="objectives"
        label="Objectives"
        hint="Taken from the school’s plan, one a line"
      />
      <LongField
        form={form}
        name="measures"
        label="Measures of success"
        hint="How you will know that each objective was reached"
      />
      <TextField form={form} name="days" label="Days" width={4} inputmode="decimal" suffix="days" />
      <TextField form={form} name="pattern" label="Pattern" hint="Such as Tuesdays, every other week" />
      <SelectField
        form={form}
        name="rate"
        label="Rate"
        none="Choose one"
        items={[
          ...new Set([
            ...props.rates.map(({ name }) => name),
            ...(typeof form.values['rate'] === 'string' && form.values['rate'] ? [form.values['rate']] : []),
          ]),
        ].map((value) => ({ value, text: value }))}
      />
      <TextField
        form={form}
        name="ratePounds"
        label="Rate for a day"
        width={10}
        inputmode="decimal"
        prefix="£"
      />
      <TextField
        form={form}
        name="supply"
        label="Supply cover for the home school, in all"
        hint="0 if there is none"
        width={10}
        inputmode="decimal"
        prefix="£"
      />
      <TextField form={form} name="fund" label="Fund that pays" />
      <DateField form={form} name="starts" label="From" />
      <DateField form={form} name="ends" label="Until" hint="An agreement always has an end" />
      <LongField
        form={form}
        name="confidentiality"
        label="Confidentiality"
        hint="What stays between the two; a safeguarding concern never does"
        rows={3}
      />
      <LongField
        form={form}
        name="exit"
        label="Exit strategy"
        hint="How the support ends, what stays, to whom recommendations go"
        rows={3}
      />
    </FormPage>
  )
}
