// Owns the page that shows what a file or rules would change before anything is changed, and what they did.
import { Button } from '#govuk/button.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import { FormKey } from '#platform/forms.tsx'
import { capital } from '#platform/words.ts'
import type { Area } from '#src/accounts/organisation.rules.ts'
import type { Assignment } from './districts.queries.ts'
import type { FilePlan } from './districts.rules.ts'

const HERE = '/organisation/districts'
const SHOWN = 200
const schoolCount = (count: number) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? 'school' : 'schools'}`

export function PlanPage({
  assignment,
  outcome,
  areas,
}: {
  assignment: Assignment
  outcome: FilePlan
  areas: readonly Area[]
}) {
  const { state, plan } = assignment
  const { changes, aside } = outcome
  const name = (id: string | null) =>
    id === null ? 'None' : (areas.find((area) => area.id === id)?.name ?? 'An area that is gone')
  const rules = 'rules' in plan ? plan.rules : []
  const heading = {
    waiting: 'What this would change',
    applied: 'What this changed',
    'given up': 'This was given up',
    undone: 'This was undone',
  }[state]
  const row = (key: string, text: string) => ({ key: { text: key }, value: { text } })
  return (
    <>
      <span class="govuk-caption-l">{assignment.summary}</span>
      <h1 class="govuk-heading-l">{heading}</h1>
      <SummaryList
        rows={[
          ...('rows' in plan ? [row('Rows read', plan.rows.length.toLocaleString('en-GB'))] : []),
          ...(rules.length > 0
            ? [
                row(
                  'Rules',
                  rules
                    .map(
                      (rule) =>
                        `${rule.value} ${rule.areaId === null ? 'has no rule any more' : `lies in ${name(rule.areaId)}`}`,
                    )
                    .join('; '),
                ),
              ]
            : []),
          row(
            state === 'waiting' ? 'Schools to move' : 'Schools moved',
            changes.length.toLocaleString('en-GB'),
          ),
          ...('rows' in plan && state === 'waiting'
            ? [row('Unchanged', outcome.unchanged.toLocaleString('en-GB'))]
            : []),
          ...('rows' in plan
            ? [
                {
                  ...row('Set aside', aside.length.toLocaleString('en-GB')),
                  ...(aside.length > 0
                    ? {
                        actions: {
                          items: [
                            {
                              href: `${HERE}/changes/${assignment.id}/set-aside`,
                              text: 'Download as CSV',
                              visuallyHiddenText: 'the rows set aside',
                            },
                          ],
                        },
                      }
                    : {}),
                },
              ]
            : []),
        ]}
      />
      {state === 'waiting' ? (
        <form method="post" action={`${HERE}/changes/${assignment.id}`}>
          <FormKey />
          <div class="govuk-button-group">
            {changes.length > 0 || rules.length > 0 ? (
              <Button name="do" value="apply" preventDoubleClick>
                {[
                  rules.length > 0 ? 'keep the rules' : '',
                  changes.length > 0 ? `move ${schoolCount(changes.length)}` : '',
                ]
                  .filter(Boolean)
                  .map((text, i) => (i === 0 ? capital(text) : text))
                  .join(' and ')}
              </Button>
            ) : null}
            <Button name="do" value="give up" classes="govuk-button--secondary">
              Give up
            </Button>
          </div>
        </form>
      ) : null}
      {changes.length > 0 ? (
        <>
          {changes.length > SHOWN ? <p class="govuk-body">The first {SHOWN} are shown.</p> : null}
          <ScrollingTable label="Schools that move">
            <Table
              caption="Schools that move"
              captionClasses="govuk-table__caption--m"
              classes="alongside-stack"
              firstCellIsHeader
              head={[{ text: 'School' }, { text: 'From' }, { text: 'To' }]}
              rows={changes
                .slice(0, SHOWN)
                .map((change) => [
                  { text: `${change.name ?? 'Not in the register'} (URN ${change.urn})` },
                  { text: name(change.from), attributes: { 'data-label': 'From' } },
                  { text: name(change.to), attributes: { 'data-label': 'To' } },
                ])}
            />
          </ScrollingTable>
        </>
      ) : null}
      {aside.length > 0 ? (
        <ScrollingTable label="Rows set aside">
          <Table
            caption="Rows set aside"
            captionClasses="govuk-table__caption--m"
            head={[{ text: 'Line' }, { text: 'Reason' }]}
            rows={aside.slice(0, SHOWN).map(({ line, reason }) => [{ text: line }, { text: reason }])}
          />
        </ScrollingTable>
      ) : null}
    </>
  )
}
