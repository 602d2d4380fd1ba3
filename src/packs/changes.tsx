// One entry of a pack in plain words, and what differs between two versions. Several pages show them; finding the
// words and the differences is in-words.rules.ts and comparison.rules.ts.
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import type { Change, ChangedPart } from './comparison.rules.ts'
import type { Entry, Line } from './in-words.rules.ts'

/** The condition, part by part, and whatever else is said of the entry. */
export function EntryInWords({ entry }: { entry: Entry }) {
  return (
    <>
      {entry.when.length ? <Lines lines={entry.when} depth={0} /> : null}
      {entry.facts.length ? (
        <ul class="govuk-list">
          {entry.facts.map(({ what, says }) => (
            <li>
              <strong>{what}:</strong> {says}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

/** Parts of a part stand further in. */
function Lines({ lines, depth }: { lines: readonly Line[]; depth: number }) {
  const starts = lines.flatMap((line, i) => (line.depth === depth ? [i] : []))
  return (
    <ul class="govuk-list govuk-list--bullet">
      {starts.map((start, i) => {
        const parts = lines.slice(start + 1, starts[i + 1])
        return (
          <li>
            {lines[start]?.text}
            {parts.length ? <Lines lines={parts} depth={depth + 1} /> : null}
          </li>
        )
      })}
    </ul>
  )
}

export function Changes({ parts }: { parts: readonly ChangedPart[] }) {
  return (
    <>
      {parts.map(({ title, changes }) => (
        <section>
          <h2 class="govuk-heading-m">{title}</h2>
          {changes.map((change) => (
            <OneChange change={change} />
          ))}
        </section>
      ))}
    </>
  )
}

function OneChange({ change }: { change: Change }) {
  switch (change.kind) {
    case 'added':
    case 'removed':
      return (
        <section>
          <h3 class="govuk-heading-s">
            {change.kind === 'added' ? 'Added' : 'Removed'}: {change.entry.name}
          </h3>
          <EntryInWords entry={change.entry} />
        </section>
      )
    case 'moved':
      return (
        <section>
          <h3 class="govuk-heading-s">The order has changed</h3>
          <BeforeAndAfter
            label="Order"
            rows={change.after.map((name, i) => [String(i + 1), change.before[i] ?? '', name])}
            first="Place"
          />
        </section>
      )
    case 'changed':
      return (
        <section>
          <h3 class="govuk-heading-s">Changed: {change.name}</h3>
          <BeforeAndAfter
            label={change.name}
            first="What"
            rows={change.differences.map(({ what, before, after }) => [
              what,
              before ?? 'Not there',
              after ?? 'No longer there',
            ])}
          />
        </section>
      )
  }
}

const BeforeAndAfter = ({
  label,
  first,
  rows,
}: {
  label: string
  first: string
  rows: readonly (readonly [string, string, string])[]
}) => (
  <ScrollingTable label={`Before and after: ${label}`}>
    <Table
      caption={`Before and after: ${label}`}
      captionClasses="govuk-visually-hidden"
      classes="alongside-stack"
      firstCellIsHeader
      head={[{ text: first }, { text: 'Before' }, { text: 'After' }]}
      rows={rows.map(([what, before, after]) => [
        { text: what },
        { text: before, attributes: { 'data-label': 'Before' } },
        { text: after, attributes: { 'data-label': 'After' } },
      ])}
    />
  </ScrollingTable>
)
