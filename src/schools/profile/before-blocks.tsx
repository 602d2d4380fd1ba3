// Owns how a page shows the schools that merged into one or that it was split from: the note that says so, and
// their figures, each under its own name.
import { Details } from '#govuk/details.tsx'
import { InsetText } from '#govuk/inset-text.tsx'
import type { Content } from '#govuk/markup.ts'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import type { Joined } from '../evidence/history.rules.ts'
import {
  between,
  type EarlierTable,
  linkOf,
  MOST_SET_OUT,
  named,
  nameOf,
  noteAround,
  nothingHeld,
  schoolsIn,
  tableOfEarlier,
} from './before.rules.ts'
import type { Series } from './series.rules.ts'

/** A cell for what there is nothing to say of: nothing to look at, and words for those who listen. */
export const nothing = (
  <>
    <span aria-hidden="true">–</span>
    <span class="govuk-visually-hidden">{nothingHeld}</span>
  </>
)

/** Which schools came before this one, when and from which link; nothing where there are none. */
export function JoinedNote({ joined, children }: { joined: readonly Joined[]; children?: Content }) {
  if (joined.length === 0) return <></>
  const { before, after } = noteAround(joined.length)
  return (
    <InsetText>
      {before}
      {joined.map((one, i) => (
        <>
          {between(i, joined.length)}
          <a class="govuk-link" href={`/schools/${one.urn}`}>
            {nameOf(one)}
          </a>{' '}
          ({linkOf(one, joined)})
        </>
      ))}
      {after}
      {children}
    </InsetText>
  )
}

export const EarlierFigures = ({ table }: { table: EarlierTable }) => (
  <ScrollingTable label={table.caption}>
    <Table
      caption={table.caption}
      captionClasses="govuk-table__caption--s govuk-!-font-weight-regular"
      firstCellIsHeader
      classes="govuk-table--small-text-until-tablet alongside-compact"
      head={table.head.map((text, i) => ({
        text,
        ...(i > 0 && { format: 'numeric' }),
        ...(isYear(text) && { classes: 'alongside-nowrap' }),
      }))}
      rows={table.rows.map((cells) =>
        cells.map((text, i) => ({
          text: text === nothingHeld ? nothing : text,
          ...(i > 0 && { format: 'numeric' }),
          ...(isYear(text) && { classes: 'alongside-nowrap' }),
        })),
      )}
    />
  </ScrollingTable>
)

const isYear = (text: string) => /^\d{4}-\d{2}$/.test(text)

/** The figures of earlier schools that stand beneath no chart, folded, a school each. */
export function SchoolsBefore({ joined, all }: { joined: readonly Joined[]; all: readonly Series[] }) {
  const tables = schoolsIn(joined, all).flatMap((school) => {
    const table = tableOfEarlier(school, all)
    return table === null ? [] : [{ school, table }]
  })
  if (tables.length === 0) return <></>
  const more = tables.slice(MOST_SET_OUT)
  return (
    <>
      <h2 class="govuk-heading-m">Schools before this one</h2>
      {tables.slice(0, MOST_SET_OUT).map(({ school, table }) => (
        <Details summaryText={named(school)} classes="alongside-folded">
          <EarlierFigures table={table} />
        </Details>
      ))}
      {more.length > 0 ? (
        <p class="govuk-body">
          {'Figures are held too of '}
          {more.map(({ school }, i) => (
            <>
              {between(i, more.length)}
              <a class="govuk-link" href={`/schools/${school.urn}`}>
                {named(school)}
              </a>
            </>
          ))}
          .
        </p>
      ) : null}
    </>
  )
}
