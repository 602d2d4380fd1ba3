// Every decision about a school in one table, for the pages on which its category stands.
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import type { DecisionRecord } from './decisions.queries.ts'
import { decidedInWords } from './decisions.rules.ts'
import { sameTerm, termInWords } from './terms.rules.ts'

/** Every decision about a school, the newest term first. */
export function DecisionHistory({
  decisions,
  label = 'Categories, term by term',
}: {
  decisions: readonly DecisionRecord[]
  label?: string
}) {
  if (decisions.length === 0)
    return <p class="govuk-body">No category has been decided for this school yet.</p>
  return (
    <ScrollingTable label={label}>
      <Table
        caption={label}
        captionClasses="govuk-visually-hidden"
        classes="alongside-stack"
        firstCellIsHeader
        head={[{ text: 'Term' }, { text: 'Proposed then' }, { text: 'Decided' }, { text: 'Reason' }]}
        rows={decisions.map((decision, at) => [
          {
            text: `${capital(termInWords(decision))}${isEarlier(decisions, at) ? ', earlier' : ''}`,
          },
          { text: decision.proposed ? (decision.proposed.name ?? decision.proposed.sentence) : 'Nothing' },
          {
            text: (
              <>
                {decidedInWords(decision)}
                {decision.minimumDays === null
                  ? ''
                  : `: ${decision.kindOfSupport}, at least ${decision.minimumDays} days`}
                <span class="govuk-hint">{whoDecided(decision)}</span>
              </>
            ),
          },
          { text: decision.reason ?? (decision.outcome === 'confirmed' ? 'As proposed' : '') },
        ])}
      />
    </ScrollingTable>
  )
}

const isEarlier = (all: readonly DecisionRecord[], at: number) => {
  const [one, newer] = [all[at], all[at - 1]]
  return one !== undefined && newer !== undefined && sameTerm(one, newer)
}

const whoDecided = ({ state, by, preparedBy, on, inModeration }: DecisionRecord): string =>
  `${
    state === 'prepared'
      ? `Prepared by ${by}, not signed off`
      : preparedBy && preparedBy !== by
        ? `Prepared by ${preparedBy}, signed off by ${by}`
        : by
  }, ${showDate(on)}${inModeration ? ', in moderation' : ''}`
