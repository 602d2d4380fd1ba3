// The list of schools by where their category stands, the page on which one is decided, and the table of what was
// decided. Wording of a proposal is proposals.rules.ts.
import { Button } from '#govuk/button.tsx'
import { InsetText } from '#govuk/inset-text.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { RatingTag } from '#govuk/rating.tsx'
import { Select } from '#govuk/select.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { showDate } from '#platform/dates.ts'
import { DateField, type Filled, LongField, RadioField, SelectField, summaryOf } from '#platform/fields.tsx'
import { FormKey, Version } from '#platform/forms.tsx'
import { showMoment } from '#platform/pages.tsx'
import { capital } from '#platform/words.ts'
import type { DecisionRecord } from './decisions.queries.ts'
import { type Choice, categoryInWords, decidedInWords } from './decisions.rules.ts'
import { EvidenceTable } from './evidence-table.tsx'
import { IdentifyNavigation } from './identify-navigation.tsx'
import type { Round } from './proposals.queries.ts'
import type { Proposal } from './proposals.rules.ts'
import type { SchoolInTerm, Standing } from './standing.queries.ts'
import { type Term, termInWords, termValue } from './terms.rules.ts'

export const HEADINGS: Record<Standing, { heading: string; short: string; intro: string; empty: string }> = {
  person: {
    heading: 'A person must decide',
    short: 'A person must decide',
    intro:
      'Nothing can be proposed for these schools, because a figure, a grade or a date is missing, or because a decision was put off until now. They stay here until somebody decides.',
    empty: 'No school waits here. A school whose figures are missing will appear until somebody decides.',
  },
  proposed: {
    heading: 'Proposed, to confirm',
    short: 'To confirm',
    intro:
      'The first category that fits is proposed, with the reason. Confirm it, or choose another and say why.',
    empty: 'No proposal waits to be confirmed.',
  },
  prepared: {
    heading: 'Prepared, to sign off',
    short: 'To sign off',
    intro: 'An adviser has prepared these decisions. Somebody who may decide signs them off.',
    empty: 'No decision waits to be signed off.',
  },
  deferred: {
    heading: 'Put off until a day',
    short: 'Put off',
    intro: 'These come back to “A person must decide” on their day.',
    empty: 'No decision is put off.',
  },
  decided: {
    heading: 'Decided',
    short: 'Decided',
    intro:
      'What people decided this term. Each can be decided again; what was decided before stays in the record.',
    empty: 'Nothing has been decided this term.',
  },
  outside: {
    heading: 'Outside the pack’s categories',
    short: 'Outside the pack',
    intro:
      'The pack has no category for schools of this kind. You can still give one of them a category, with a reason.',
    empty: 'Every school is of a kind that the pack has categories for.',
  },
}

export type DecisionQuery = {
  q: string
  show: Standing
  phase: string
  area: string
  term: string
  page: string
}
const PATH = '/identify/decisions'
const addressFor = (
  query: DecisionQuery,
  change: Partial<Record<keyof DecisionQuery, string>> = {},
  path = PATH,
) => addressOf(path, { ...query, page: '', ...change })

export function DecisionList(props: {
  term: Term
  terms: readonly Term[]
  round: Round | null
  query: DecisionQuery
  schools: readonly SchoolInTerm[]
  counts: Record<Standing, number>
  page: number
  pages: number
  phases: readonly string[]
  areas: readonly { id: string; name: string }[]
  may: { decide: boolean; propose: readonly Runnable[]; adopt: boolean; dates: boolean; notices: boolean }
}) {
  const { query, term, round, counts, may } = props
  const { heading, intro, empty } = HEADINGS[query.show]
  const count = counts[query.show]
  const nameOf = (id: string | null) => round?.categories.find((one) => one.id === id)?.name ?? id ?? ''
  const selected = [
    ...(query.phase
      ? [
          {
            heading: { text: 'Phase' },
            items: [{ text: query.phase, href: addressFor(query, { phase: '' }) }],
          },
        ]
      : []),
    ...props.areas
      .filter(({ id }) => id === query.area)
      .map(({ name }) => ({
        heading: { text: 'Area' },
        items: [{ text: name, href: addressFor(query, { area: '' }) }],
      })),
  ]
  const keep = (...names: (keyof DecisionQuery)[]) =>
    names.flatMap((name) => (query[name] ? [[name, query[name]] as const] : []))
  return (
    <>
      <IdentifyNavigation at={PATH} />
      <ListPage
        heading={`${heading}, ${termInWords(term)}`}
        intro={round ? intro : undefined}
        action={PATH}
        search={{
          name: 'q',
          label: 'Name or URN of a school',
          value: query.q,
          keep: keep('show', 'phase', 'area', 'term'),
        }}
        filter={{
          fields: (
            <>
              <Select
                name="show"
                label={{ text: 'Where they stand', classes: 'govuk-label--s' }}
                value={query.show}
                items={Object.entries(HEADINGS).map(([value, { short }]) => ({
                  value,
                  text: `${short} (${counts[value as Standing].toLocaleString('en-GB')})`,
                }))}
              />
              <Select
                name="term"
                label={{ text: 'Term', classes: 'govuk-label--s' }}
                value={query.term}
                items={props.terms.map((one) => ({ value: termValue(one), text: capital(termInWords(one)) }))}
              />
              <Select
                name="area"
                label={{ text: 'Area', classes: 'govuk-label--s' }}
                value={query.area}
                items={[
                  { value: '', text: 'All areas' },
                  ...props.areas.map(({ id, name }) => ({ value: id, text: name })),
                ]}
              />
              <Select
                name="phase"
                label={{ text: 'Phase', classes: 'govuk-label--s' }}
                value={query.phase}
                items={[
                  { value: '', text: 'All phases' },
                  ...props.phases.map((text) => ({ value: text, text })),
                ]}
              />
            </>
          ),
          selected,
          clearHref: addressOf(PATH, { q: query.q, show: query.show, term: query.term }),
          keep: keep('q'),
        }}
        count={count === 1 ? '1 school' : `${count.toLocaleString('en-GB')} schools`}
        empty={round ? empty : <NotYetProposed term={term} may={may} />}
        tableLabel={heading}
        paging={{
          page: props.page,
          pages: props.pages,
          hrefOf: (page) => addressFor(query, { page: String(page) }),
        }}
        exports={[{ href: addressFor(query, {}, `${PATH}.csv`), text: 'Download as CSV' }]}
      >
        {props.schools.length > 0 ? (
          <>
            {round ? null : <NotYetProposed term={term} may={may} />}
            <Table
              caption={heading}
              captionClasses="govuk-visually-hidden"
              classes="alongside-stack"
              head={[
                { text: 'School' },
                { text: 'Proposed, and why' },
                { text: 'Decided' },
                { text: 'Rating' },
              ]}
              firstCellIsHeader
              rows={props.schools.map((school) => [
                {
                  text: (
                    <>
                      <a
                        class="govuk-link"
                        href={
                          may.decide && round
                            ? `/identify/schools/${school.urn}/decision?term=${query.term}`
                            : `/identify/schools/${school.urn}`
                        }
                      >
                        {school.name}
                      </a>
                      <span class="govuk-hint">
                        {[school.town, school.area].filter(Boolean).join(', ') || 'Place not known'}
                      </span>
                    </>
                  ),
                },
                { text: <ProposalCell school={school} nameOf={nameOf} /> },
                { text: <DecisionCell decision={school.decision} /> },
                {
                  text: school.rating ? (
                    <RatingTag rating={school.rating.rating} direction={school.rating.direction} />
                  ) : (
                    'Not rated'
                  ),
                },
              ])}
            />
          </>
        ) : null}
      </ListPage>
      {round ? (
        <p class="govuk-body-s">
          Proposed on {showMoment(round.proposedAt)}
          {round.proposedBy ? ` by ${round.proposedBy}` : ''} for {round.schools.toLocaleString('en-GB')}{' '}
          schools, by the categories of{' '}
          <a class="govuk-link" href={`/packs/adopted/${round.packId}`}>
            {round.packName}, version {round.packVersion}
          </a>
          .{' '}
          <a class="govuk-link" href="/identify/what-if?of=categories">
            Try other thresholds or days
          </a>
          .
        </p>
      ) : null}
      {round ? <ProposeButtons packs={may.propose} term={term} again /> : null}
      <ul class="govuk-list">
        {may.dates ? (
          <li>
            <a class="govuk-link" href="/identify/terms">
              Dates of terms
            </a>
          </li>
        ) : null}
        {may.notices ? (
          <li>
            <a class="govuk-link" href="/identify/notices">
              What a school sees of its category
            </a>
          </li>
        ) : null}
      </ul>
    </>
  )
}

function ProposalCell({ school, nameOf }: { school: SchoolInTerm; nameOf: (id: string | null) => string }) {
  const { proposal } = school
  if (!proposal) return <>It was not among the schools when categories were proposed.</>
  if (proposal.outcome !== 'proposed') return <>{proposal.sentence}</>
  return (
    <>
      <strong>{nameOf(proposal.category)}</strong>. {proposal.sentence}
    </>
  )
}

export function DecisionCell({ decision }: { decision: SchoolInTerm['decision'] }) {
  if (!decision) return <>Not yet</>
  return (
    <>
      {decidedInWords(decision)}
      <span class="govuk-hint">
        {decision.state === 'prepared' ? 'Prepared by ' : ''}
        {decision.by}, {showDate(decision.on)}
        {decision.inModeration ? ', in moderation' : ''}
      </span>
    </>
  )
}

type Runnable = { id: string; name: string; version: number }

const ProposeButtons = ({
  packs,
  term,
  again,
}: {
  packs: readonly Runnable[]
  term: Term
  again?: boolean
}) => (
  <>
    {packs.map(({ id, name, version }) => (
      <form method="post" action={`${PATH}/propose`}>
        <FormKey />
        <input type="hidden" name="pack" value={id} />
        <input type="hidden" name="term" value={termValue(term)} />
        <Button
          text={`Propose categories ${again ? 'again ' : ''}by ${name}, version ${version}`}
          classes={again ? 'govuk-button--secondary' : undefined}
        />
      </form>
    ))}
  </>
)

const NotYetProposed = ({
  term,
  may,
}: {
  term: Term
  may: { propose: readonly Runnable[]; adopt: boolean }
}) => (
  <>
    <p class="govuk-body">No categories have been proposed for the {termInWords(term)} yet.</p>
    {may.propose.length > 0 ? (
      <>
        <p class="govuk-body">Proposing takes a few seconds and decides nothing.</p>
        <ProposeButtons packs={may.propose} term={term} />
      </>
    ) : may.adopt ? (
      <p class="govuk-body">
        Categories come from a programme pack that has some.{' '}
        <a class="govuk-link" href="/packs">
          Choose a programme pack
        </a>
      </p>
    ) : (
      <p class="govuk-body">
        A lead adviser or the head of standards proposes them, once a programme pack with categories has been
        adopted.
      </p>
    )}
  </>
)

const CHOICE_TEXT: Record<Choice, (proposed: string | null) => string> = {
  'sign off': () => 'Sign off what was prepared',
  confirm: (proposed) => `Confirm: ${proposed ?? ''}`,
  override: (proposed) => (proposed === null ? 'Choose a category' : 'Choose another category'),
  defer: () => 'Put the decision off',
}

export function DecisionForm(props: {
  school: { urn: number; name: string }
  term: Term
  round: Round
  proposal: Proposal | null
  newest: DecisionRecord | null
  choices: readonly Choice[]
  fully: boolean
  version: number
  form: Filled
}) {
  const { school, term, round, proposal, newest, form } = props
  const proposed = round.categories.find(({ id }) => id === proposal?.category) ?? null
  const row = (key: string, text: string) => ({ key: { text: key }, value: { text } })
  return (
    <FormPage
      heading="Which category is the school in?"
      caption={`${school.name}, ${termInWords(term)}`}
      intro={
        <>
          <SummaryList
            rows={[
              row('Proposed', proposed ? categoryInWords(proposed) : 'Nothing: a person must decide'),
              row(
                'Why',
                proposal?.sentence ??
                  'The school was not among the organisation’s schools when categories were proposed.',
              ),
              ...(newest
                ? [
                    row(
                      newest.state === 'prepared' ? `Prepared by ${newest.by}` : 'Decided so far',
                      `${decidedInWords(newest)}${newest.reason ? `. ${newest.reason}` : ''}`,
                    ),
                  ]
                : []),
            ]}
          />
          {proposal && proposal.evidence.length > 0 ? (
            <EvidenceTable of={school.name} rows={proposal.evidence} />
          ) : null}
          {props.fully ? null : (
            <InsetText text="You prepare this decision. It stands once somebody who may decide has signed it off." />
          )}
          <p class="govuk-body">
            The school is told nothing by this. Whether and when it reads something of it is decided apart.
          </p>
        </>
      }
      errors={summaryOf(form, ['until'])}
      action={`/identify/schools/${school.urn}/decision`}
      hidden={
        <>
          <FormKey />
          <Version value={props.version} />
          <input type="hidden" name="term" value={termValue(term)} />
          <input type="hidden" name="round" value={round.id} />
        </>
      }
      submitText={props.fully ? 'Decide' : 'Prepare the decision'}
      cancel={{ href: `/identify/schools/${school.urn}` }}
    >
      <RadioField
        form={form}
        name="decision"
        label="Your decision"
        items={props.choices.map((value) => ({
          value,
          text: CHOICE_TEXT[value](proposed ? categoryInWords(proposed) : null),
          ...(value === 'override' ? { conditional: <OverrideFields form={form} round={round} /> } : {}),
          ...(value === 'defer' ? { conditional: <DeferFields form={form} /> } : {}),
        }))}
      />
    </FormPage>
  )
}

const OverrideFields = ({ form, round }: { form: Filled; round: Round }) => (
  <>
    <SelectField
      form={form}
      name="category"
      label="Category"
      none="Choose a category"
      items={round.categories.map((category) => ({ value: category.id, text: categoryInWords(category) }))}
    />
    <LongField
      form={form}
      name="reason"
      label="Why this category?"
      hint="Say what you know of the school that the figures do not show, in words that its head could read."
      rows={3}
    />
  </>
)

const DeferFields = ({ form }: { form: Filled }) => (
  <>
    <LongField
      form={form}
      name="defer-reason"
      label="What are you waiting for?"
      hint="For example, “the validated results, due in December”"
      rows={2}
    />
    <DateField form={form} name="until" label="Until when?" hint="It comes back to the list on this day." />
  </>
)
