// Owns the page of a shortlist: candidates with every part of their score, and everybody ruled out with the
// rules that did it.
import { Details } from '#govuk/details.tsx'
import { Paging, PrintButton, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { showDate } from '#platform/dates.ts'
import { showDays } from '#src/directory/days.rules.ts'
import { showDistance } from '#src/directory/distance.rules.ts'
import type { NeedRecord } from './needs.queries.ts'
import {
  type Candidate,
  FAR_KM,
  type RuledOut,
  type RuleName,
  ruleNames,
  type Weights,
} from './shortlist.rules.ts'

export type Paged = { page: number; pages: number }

export function ShortlistPage(props: {
  need: NeedRecord
  candidates: readonly Candidate[]
  candidateTotal: number
  candidatePages: Paged
  ruledOut: readonly RuledOut[]
  ruledOutTotal: number
  ruledOutPages: Paged
  /** How many each rule rules out; somebody may be counted under several. */
  byRule: readonly { rule: RuleName; many: number }[]
  /** Shows only those that this rule rules out. */
  rule: string
  weights: Weights
  canChoose: boolean
}) {
  const { need } = props
  const address = `/needs/${need.id}/shortlist`
  const all = props.candidateTotal + props.ruledOutTotal
  const hrefOf = (change: Record<string, string>) =>
    addressOf(address, {
      page: props.candidatePages.page > 1 ? String(props.candidatePages.page) : '',
      rule: props.rule,
      ...change,
    })
  return (
    <>
      <span class="govuk-caption-l">{need.school.name}</span>
      <h1 class="govuk-heading-l">Who could help?</h1>
      <p class="govuk-body">
        {showDays(need.entry.halfDays)} from {showDate(need.entry.startsOn)} to {showDate(need.entry.endsOn)}:{' '}
        {need.entry.themes.join(', ')} ({need.entry.phase}).
      </p>
      <ul class="alongside-list-bar__links">
        <li>
          <a class="govuk-link" href={`${address}/export`}>
            Download as CSV
          </a>
        </li>
        <li>
          <PrintButton />
        </li>
      </ul>
      <h2 class="govuk-heading-m">
        {props.candidateTotal === 1 ? '1 candidate' : `${props.candidateTotal} candidates`} of {all}
      </h2>
      {props.candidateTotal === 0 ? (
        <div class="alongside-empty">
          <p class="govuk-body">
            {all === 0
              ? 'Nobody is in the directory yet. Candidates appear here once supporters are added.'
              : 'Nobody meets every rule. Below stands which rule rules out whom; changing the need or the directory may help.'}
          </p>
        </div>
      ) : (
        <ScrollingTable label="Candidates">
          <Table
            classes="alongside-stack"
            firstCellIsHeader
            head={[
              { text: 'Name' },
              { text: 'Distance' },
              { text: 'Score', format: 'numeric' },
              { text: 'Parts of the score' },
              { text: 'To weigh' },
              ...(props.canChoose ? [{ text: <span class="govuk-visually-hidden">Action</span> }] : []),
            ]}
            rows={props.candidates.map((one) => [
              {
                text: <NameOf one={one} />,
              },
              { text: showDistance(one.km), attributes: { 'data-label': 'Distance' } },
              { text: one.score.toFixed(1), format: 'numeric', attributes: { 'data-label': 'Score' } },
              {
                text: (
                  <ul class="govuk-list govuk-body-s">
                    {one.parts.map((part) => (
                      <li>
                        {part.label}: {part.points} of {part.most} ({part.text})
                      </li>
                    ))}
                  </ul>
                ),
              },
              { text: one.warnings.join(' ') || 'Nothing', attributes: { 'data-label': 'To weigh' } },
              ...(props.canChoose
                ? [
                    {
                      text: (
                        <a class="govuk-link" href={`/needs/${need.id}/choose/${one.id}`}>
                          Choose<span class="govuk-visually-hidden"> {one.name}</span>
                        </a>
                      ),
                    },
                  ]
                : []),
            ])}
          />
        </ScrollingTable>
      )}
      {props.candidatePages.pages > 1 ? (
        <Paging {...props.candidatePages} hrefOf={(page) => hrefOf({ page: String(page) })} />
      ) : null}
      <Details summaryText="How the score is made">
        <p class="govuk-body">
          Themes: the share of the themes asked for, up to {props.weights.theme} points. Distance: up to{' '}
          {props.weights.distance}, falling evenly to nought at the supporter’s own limit, or at {FAR_KM} km
          where none is set. Balance of load: up to {props.weights.load}, less for those who have given many
          of their days already. Continuity: {props.weights.continuity} for those who have supported this
          school before. Like this school: up to {props.weights.context}, by size and free school meals. What
          is not known earns nothing, and an unknown distance rules nobody out.
        </p>
      </Details>
      <h2 class="govuk-heading-m" id="ruled-out">
        {props.ruledOutTotal} ruled out
      </h2>
      {props.ruledOutTotal === 0 ? (
        <p class="govuk-body">Nobody.</p>
      ) : (
        <>
          <ul class="govuk-list">
            {props.byRule.map(({ rule, many }) => (
              <li>
                {props.rule === rule ? (
                  <>
                    {ruleNames[rule]}: {many}{' '}
                    <a class="govuk-link" href={hrefOf({ rule: '' })}>
                      Show all
                    </a>
                  </>
                ) : (
                  <>
                    <a class="govuk-link" href={`${hrefOf({ rule })}#ruled-out`}>
                      {ruleNames[rule]}
                    </a>
                    : {many}
                  </>
                )}
              </li>
            ))}
          </ul>
          <ScrollingTable label="Ruled out">
            <Table
              classes="alongside-stack"
              firstCellIsHeader
              head={[{ text: 'Name' }, { text: 'Why' }]}
              rows={props.ruledOut.map((one) => [
                {
                  text: <NameOf one={one} />,
                },
                { text: one.against.map(({ sentence }) => sentence).join(' ') },
              ])}
            />
          </ScrollingTable>
          {props.ruledOutPages.pages > 1 ? (
            <Paging
              {...props.ruledOutPages}
              hrefOf={(page) => `${hrefOf({ out: String(page) })}#ruled-out`}
            />
          ) : null}
        </>
      )}
    </>
  )
}

function NameOf({ one }: { one: Pick<Candidate, 'id' | 'name' | 'standing'> }) {
  return (
    <>
      <a class="govuk-link" href={`/supporters/${one.id}`}>
        {one.name}
      </a>
      {one.standing ? (
        <>
          <br />
          <span class="govuk-body-s">{one.standing}</span>
        </>
      ) : null}
    </>
  )
}
