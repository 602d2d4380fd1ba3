// The list of schools that need support and why, the list that a person has to decide, and one school with
// every answer. Addresses are the routes'; wording of an answer is sentence.rules.ts, its table evidence-table.tsx.
import { Button } from '#govuk/button.tsx'
import { Checkboxes } from '#govuk/checkboxes.tsx'
import type { Content } from '#govuk/markup.ts'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { Select } from '#govuk/select.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { FormKey } from '#platform/forms.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoment } from '#platform/pages.tsx'
import type { Answer, EvidenceRow } from './evidence.rules.ts'
import { type Headship, headInWords } from './headships.rules.ts'
import { EvidenceTable } from './evidence-table.tsx'
import { IdentifyNavigation } from './identify-navigation.tsx'
import type { RecordedConcern } from './knowledge.queries.ts'
import type { SchoolWithReasons, StoredRun, Wanted } from './runs.queries.ts'

export const LISTS = {
  met: { path: '/identify', heading: 'Which schools need support, and why' },
  unknown: { path: '/identify/unknown', heading: 'A person needs to look at these' },
} as const
export type ListKind = keyof typeof LISTS

/** The query of a list: what is shown, as the address says it. */
export function queryOfList({ criteria, phase, words, run }: Wanted, page = ''): Record<string, string> {
  return { run, q: words, criterion: criteria.join(','), phase, page }
}

export function SchoolsByCriterion(props: {
  kind: ListKind
  run: StoredRun
  wanted: Wanted
  schools: readonly SchoolWithReasons[]
  count: number
  counts: readonly { criterion: string; answer: Answer; schools: number }[]
  phases: readonly string[]
  page: number
  pages: number
  /** The packs whose criteria the reader may run. */
  mayRun: readonly Runnable[]
  /** Imports that came since the run. */
  since: number
}) {
  const { kind, run, wanted, count } = props
  const { path, heading } = LISTS[kind]
  const nameOf = (id: string) => run.criteria.find((criterion) => criterion.id === id)?.name ?? id
  const countOf = (id: string) =>
    props.counts.find((c) => c.criterion === id && c.answer === wanted.answer)?.schools ?? 0
  const without = (change: Partial<Wanted>) => addressOf(path, queryOfList({ ...wanted, ...change }))
  const keep = (names: readonly string[]) =>
    Object.entries(queryOfList(wanted)).filter(([name, value]) => names.includes(name) && value !== '')
  const selected = [
    ...(wanted.criteria.length
      ? [
          {
            heading: { text: 'Criterion' },
            items: wanted.criteria.map((id) => ({
              text: nameOf(id),
              href: without({ criteria: wanted.criteria.filter((other) => other !== id) }),
            })),
          },
        ]
      : []),
    ...(wanted.phase
      ? [{ heading: { text: 'Phase' }, items: [{ text: wanted.phase, href: without({ phase: '' }) }] }]
      : []),
  ]
  return (
    <>
      <IdentifyNavigation at={path} run={wanted.run} />
      <ListPage
        heading={heading}
        intro={
          kind === 'met' ? (
            <>
              By the criteria of{' '}
              <a class="govuk-link" href={`/packs/adopted/${run.packId}`}>
                {run.packName}, version {run.packVersion}
              </a>
              . A person decides what follows from them.
            </>
          ) : (
            <>
              Figures, grades or dates are missing here, so the criteria say neither yes nor no. Nobody is
              overlooked: a person looks. Asked apart:{' '}
              <a class="govuk-link" href="/identify/new-heads">
                newly appointed heads
              </a>
              .
            </>
          )
        }
        action={path}
        search={{
          name: 'q',
          label: 'Name or URN of a school',
          value: wanted.words,
          keep: keep(['run', 'criterion', 'phase']),
        }}
        filter={{
          fields: (
            <>
              <Checkboxes
                name="criterion"
                fieldset={{ legend: { text: 'Criterion', classes: 'govuk-fieldset__legend--s' } }}
                classes="govuk-checkboxes--small"
                values={[...wanted.criteria]}
                items={run.criteria.map(({ id, name }) => ({ value: id, text: `${name} (${countOf(id)})` }))}
              />
              <Select
                name="phase"
                label={{ text: 'Phase', classes: 'govuk-label--s' }}
                value={wanted.phase}
                items={[
                  { value: '', text: 'All phases' },
                  ...props.phases.map((text) => ({ value: text, text })),
                ]}
              />
            </>
          ),
          selected,
          clearHref: addressOf(path, { run: wanted.run, q: wanted.words }),
          keep: keep(['run', 'q']),
        }}
        count={count === 1 ? '1 school' : `${count.toLocaleString('en-GB')} schools`}
        empty={
          kind === 'met'
            ? 'No school meets these criteria. Choose fewer filters, or look at the schools of which the criteria cannot say.'
            : 'There is nothing that a person has to decide here.'
        }
        tableLabel={heading}
        paging={{
          page: props.page,
          pages: props.pages,
          hrefOf: (page) => addressOf(path, queryOfList(wanted, String(page))),
        }}
        exports={[{ href: addressOf(`${path}.csv`, queryOfList(wanted)), text: 'Download as CSV' }]}
      >
        {count > 0 ? (
          <Table
            caption={heading}
            captionClasses="govuk-visually-hidden"
            classes="alongside-stack"
            head={[
              { text: 'School' },
              { text: 'Phase' },
              { text: kind === 'met' ? 'Why' : 'What is not known' },
            ]}
            firstCellIsHeader
            rows={props.schools.map((school) => [
              {
                text: (
                  <>
                    <a
                      class="govuk-link"
                      href={addressOf(`/identify/schools/${school.urn}`, { run: wanted.run })}
                    >
                      {school.name}
                    </a>
                    {school.town ? <span class="govuk-hint">{school.town}</span> : null}
                  </>
                ),
              },
              { text: school.phase ?? 'Not known' },
              {
                text: (
                  <ul class="govuk-list">
                    {school.reasons.map(({ criterion, sentence }) => (
                      <li>
                        <strong>{nameOf(criterion)}</strong>: {sentence}
                      </li>
                    ))}
                  </ul>
                ),
              },
            ])}
          />
        ) : null}
      </ListPage>
      <RunFacts run={run} since={props.since} isCurrent={wanted.run === ''} />
      <RunButtons packs={props.mayRun} last={run.packId} />
    </>
  )
}

const RunFacts = ({ run, since, isCurrent }: { run: StoredRun; since: number; isCurrent: boolean }) => (
  <p class="govuk-body-s">
    {isCurrent ? null : 'This is an earlier run, or one for another time. '}
    Run on {showMoment(run.runAt)}
    {run.runBy ? ` by ${run.runBy}` : ''} over {run.schools.toLocaleString('en-GB')} schools, as at{' '}
    {showDate(run.asAt)}. Results of {run.years.ks2} (key stage 2) and {run.years.ks4} (key stage 4).{' '}
    {since > 0
      ? `${since === 1 ? '1 file has' : `${since} files have`} been brought in or undone since; this run stands as it was made. `
      : ''}
    <a class="govuk-link" href="/identify/runs">
      All runs, and two of them compared
    </a>
    .{' '}
    <a class="govuk-link" href="/identify/what-if">
      Try other thresholds
    </a>
    .
  </p>
)

type Runnable = { id: string; name: string; version: number }

/** A button for each pack; `last` is the one whose criteria were run last, if they were. */
const RunButtons = ({ packs, last = null }: { packs: readonly Runnable[]; last?: string | null }) => (
  <>
    {packs.map(({ id, name, version }) => (
      <form method="post" action="/identify/runs">
        <FormKey />
        <input type="hidden" name="pack" value={id} />
        <Button
          text={
            id === last && packs.length === 1
              ? 'Run the criteria again'
              : `Run the criteria of ${name}, version ${version}${id === last ? ', again' : ''}`
          }
          classes="govuk-button--secondary"
        />
      </form>
    ))}
  </>
)

/** Before the first run: what to do so that this page has something to show. */
export function NothingYet({
  hasPack,
  mayRun,
  mayAdopt,
}: {
  hasPack: boolean
  mayRun: readonly Runnable[]
  mayAdopt: boolean
}) {
  return (
    <>
      <h1 class="govuk-heading-l">{LISTS.met.heading}</h1>
      {!hasPack ? (
        <>
          <p class="govuk-body">
            The criteria come from a programme pack, and your organisation has not adopted one yet.
          </p>
          <p class="govuk-body">
            {mayAdopt ? (
              <a class="govuk-link" href="/packs">
                Choose a programme pack
              </a>
            ) : (
              'Ask your head of standards or an administrator to adopt one.'
            )}
          </p>
        </>
      ) : (
        <>
          <p class="govuk-body">The criteria have not been run yet. This takes a few seconds.</p>
          <RunButtons packs={mayRun} />
        </>
      )}
    </>
  )
}

const ANSWERS: Record<Answer, { text: string; classes: string }> = {
  met: { text: 'Met', classes: 'govuk-tag--orange' },
  unknown: { text: 'Cannot say', classes: 'govuk-tag--yellow' },
  'not met': { text: 'Not met', classes: 'govuk-tag--grey' },
}

export interface SchoolAnswer {
  readonly criterion: string
  readonly answer: Answer
  readonly sentence: string
  readonly evidence: readonly EvidenceRow[]
}

export function SchoolWithEvidence(props: {
  school: { urn: number; name: string; town: string | null; phase: string | null; dataDate: string | null }
  run: StoredRun | null
  answers: readonly SchoolAnswer[]
  concerns: readonly RecordedConcern[]
  requests: readonly { id: string; purpose: string; period: string | null; on: string; by: string | null }[]
  /** Null where none is recorded; undefined for whoever may not know. */
  head: Headship | null | undefined
  /** Category, rating and what may be done about them, ready to show. */
  standing: Content
  may: { need: boolean; concern: boolean; request: boolean }
}) {
  const { school, run, answers, may } = props
  const nameOf = (id: string) => run?.criteria.find((criterion) => criterion.id === id)?.name ?? id
  const met = answers.filter(({ answer }) => answer === 'met').length
  const unknown = answers.filter(({ answer }) => answer === 'unknown').length
  const order: readonly Answer[] = ['met', 'unknown', 'not met']
  return (
    <RecordPage
      name={school.name}
      caption="Who needs support"
      facts={[
        { key: 'Criteria met', value: `${met} of ${answers.length}` },
        { key: 'Cannot say', value: String(unknown) },
        { key: 'Phase', value: school.phase ?? 'Not known' },
      ]}
      actions={[
        ...(may.need ? [{ text: 'Start a need', href: `/needs/new?school=${school.urn}` }] : []),
        ...(may.concern
          ? [
              { text: 'Record a concern', href: `/identify/schools/${school.urn}/concern` },
              { text: 'Record the head’s appointment', href: `/identify/schools/${school.urn}/head` },
            ]
          : []),
        ...(may.request
          ? [{ text: 'Ask for support', href: `/identify/schools/${school.urn}/request` }]
          : []),
      ]}
      provenance={[
        ...(run
          ? [
              {
                what: 'Criteria',
                source: `${run.packName}, version ${run.packVersion}; run on ${showMoment(run.runAt)}, as at ${showDate(run.asAt)}`,
              },
            ]
          : []),
        {
          what: 'School',
          source: school.dataDate
            ? `Get Information About Schools, ${showDate(school.dataDate)}`
            : 'Get Information About Schools',
        },
      ]}
    >
      <p class="govuk-body">
        <a class="govuk-link" href={`/schools/${school.urn}`}>
          The school’s page: results, inspections, pupils
        </a>
      </p>
      {props.standing}
      <h2 class="govuk-heading-l">What the criteria say</h2>
      {answers.length === 0 ? (
        <p class="govuk-body">
          {run
            ? 'None of the criteria is asked of this school, or it was not among the organisation’s schools when they were run.'
            : 'The criteria have not been run yet.'}
        </p>
      ) : null}
      {[...answers]
        .sort((a, b) => order.indexOf(a.answer) - order.indexOf(b.answer))
        .map((answer) => (
          <section>
            <h2 class="govuk-heading-m">
              {nameOf(answer.criterion)}{' '}
              <strong class={`govuk-tag ${ANSWERS[answer.answer].classes}`}>
                {ANSWERS[answer.answer].text}
              </strong>
            </h2>
            <p class="govuk-body">{answer.sentence}</p>
            <EvidenceTable of={nameOf(answer.criterion)} rows={answer.evidence} />
          </section>
        ))}
      <h2 class="govuk-heading-m">What we have been told</h2>
      <ul class="govuk-list govuk-list--bullet">
        {props.concerns.map(({ id, kind, why, on, by }) => (
          <li>
            {showDate(on)}
            {by ? `, ${by}` : ''}: {kind === 'at risk' ? 'at risk' : 'needs support'}. {why}{' '}
            {may.concern ? <EndLink urn={school.urn} what="concern" id={id} on={on} /> : null}
          </li>
        ))}
        {props.requests.map(({ id, purpose, period, on, by }) => (
          <li>
            {showDate(on)}
            {by ? `, ${by}` : ''}: the school asked for support. {purpose}
            {period ? ` (${period})` : ''}{' '}
            {may.concern ? <EndLink urn={school.urn} what="request" id={id} on={on} /> : null}
          </li>
        ))}
        {props.head === undefined ? null : (
          <li>{props.head ? headInWords(props.head) : 'The head’s appointment has not been recorded.'}</li>
        )}
      </ul>
    </RecordPage>
  )
}

const EndLink = ({
  urn,
  what,
  id,
  on,
}: {
  urn: number
  what: 'concern' | 'request'
  id: string
  on: string
}) => (
  <a class="govuk-link" href={`/identify/schools/${urn}/${what}s/${id}/end`}>
    End this {what}
    <span class="govuk-visually-hidden"> of {showDate(on)}</span>
  </a>
)
