// Owns the data pack on screen and on paper: the choice of sections, which paper leaves out, and the sections.
// What stands in them is data-pack.rules.ts.
import { Button } from '#govuk/button.tsx'
import { Checkboxes } from '#govuk/checkboxes.tsx'
import { Details } from '#govuk/details.tsx'
import { PrintButton, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import { showDate } from '#platform/dates.ts'
import { type Block, type Section, type SectionName, sectionNames } from './data-pack.rules.ts'
import { row } from './frame.tsx'

export function DataPackPage(props: {
  school: { urn: number; name: string }
  /** ISO date. */
  madeOn: string
  sections: readonly Section[]
  sources: readonly { what: string; source: string }[]
}) {
  const { school, sections } = props
  const chosen = sections.map(({ name }) => name)
  const asked = chosen.map((name) => `section=${name}`).join('&')
  return (
    <>
      <span class="govuk-caption-l">Data pack for a first meeting</span>
      <h1 class="govuk-heading-l">{school.name}</h1>
      <p class="govuk-body">Made on {showDate(props.madeOn)} from published figures.</p>
      <div class="alongside-toolbar">
        <Button
          text="Download for Word"
          href={`/schools/${school.urn}/data-pack/word?${asked}`}
          attributes={{ download: '' }}
        />
        <PrintButton />
      </div>
      <div class="alongside-screen-only">
        <Details summaryText="Choose what stands in it">
          <ChooseSections urn={school.urn} chosen={chosen} />
        </Details>
      </div>
      {sections.map(({ name, title, blocks }) => (
        <section>
          <h2 class="govuk-heading-m" id={name}>
            {title}
          </h2>
          {blocks.map((block, i) => {
            const before = blocks[i - 1]
            const after = blocks[i + 1]
            // A chart and its figures stand beside each other.
            if (before?.kind === 'chart') return null
            if (block.kind !== 'chart' || after?.kind !== 'table')
              return <PackBlock block={block} urn={school.urn} />
            return (
              <div class="alongside-pair">
                <PackBlock block={block} urn={school.urn} />
                <PackBlock block={after} urn={school.urn} />
              </div>
            )
          })}
        </section>
      ))}
      <section>
        <h2 class="govuk-heading-m">Where this came from</h2>
        <SummaryList rows={props.sources.map(({ what, source }) => row(what, source))} />
      </section>
    </>
  )
}

const ChooseSections = ({ urn, chosen }: { urn: number; chosen: readonly SectionName[] }) => (
  <form method="get" action={`/schools/${urn}/data-pack`}>
    <Checkboxes
      name="section"
      idPrefix="section"
      classes="govuk-checkboxes--small"
      fieldset={{ legend: { text: 'Sections', classes: 'govuk-fieldset__legend--s' } }}
      items={(Object.keys(sectionNames) as SectionName[]).map((value) => ({
        value,
        text: sectionNames[value],
        checked: chosen.includes(value),
      }))}
    />
    <Button text="Show these" classes="govuk-button--secondary" />
  </form>
)

function PackBlock({ block, urn }: { block: Block; urn: number }) {
  switch (block.kind) {
    case 'heading':
      return <h3 class="govuk-heading-s">{block.text}</h3>
    case 'text':
      return <p class="govuk-body">{block.text}</p>
    case 'facts':
      return <SummaryList rows={block.rows.map(([key, value]) => row(key, value))} />
    case 'chart':
      return (
        <img
          class="alongside-chart"
          src={`/schools/${urn}/charts/${block.code}.svg`}
          alt={`${block.sentence}. The figures are in the table that follows.`}
          width="480"
          height="280"
        />
      )
    case 'table':
      return (
        <ScrollingTable label={block.caption}>
          <Table
            caption={block.caption}
            captionClasses="govuk-table__caption--s govuk-!-font-weight-regular"
            firstCellIsHeader
            classes="alongside-compact"
            head={block.head.map((text, i) => ({
              text,
              ...(i >= block.numbersFrom && { format: 'numeric' }),
            }))}
            rows={block.rows.map((cells) =>
              cells.map((text, i) => ({
                text,
                ...(i >= block.numbersFrom && { format: 'numeric' }),
                // An academic year stays on one line.
                ...(/^\d{4}-\d{2}$/.test(text) && { classes: 'alongside-nowrap' }),
              })),
            )}
          />
        </ScrollingTable>
      )
  }
}
