// Owns the page that sets schools side by side, and the search by which one is added.
import { Button } from '#govuk/button.tsx'
import { Input } from '#govuk/input.tsx'
import { PrintButton, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import type { FoundSchool } from '../finding/finding.queries.ts'
import { type Bars, type ComparedSchool, heightOf, MOST, type Section } from './compare.rules.ts'

const HERE = '/schools/compare'
const query = (urns: readonly number[]) => urns.map((urn) => `urn=${urn}`).join('&')
const to = (urns: readonly number[]) => (urns.length === 0 ? HERE : `${HERE}?${query(urns)}`)

export function ComparePage(props: {
  schools: readonly ComparedSchool[]
  sections: readonly Section[]
  charts: readonly Bars[]
  /** What the widest medians rest on: "England". */
  widest: string
  more: boolean
  unknown: readonly number[]
  q: string
  /** What the search found; null where nothing was searched for. */
  found: readonly FoundSchool[] | null
}) {
  const { schools } = props
  const urns = schools.map(({ urn }) => urn)
  return (
    <>
      <h1 class="govuk-heading-l">Compare schools</h1>
      {props.more ? (
        <p class="govuk-body">
          More than {MOST} schools were chosen. The first {MOST} are shown.
        </p>
      ) : null}
      {props.unknown.length > 0 ? (
        <p class="govuk-body">The register holds no school with URN {props.unknown.join(', ')}.</p>
      ) : null}
      {schools.length === 0 ? (
        <p class="govuk-body">
          No school is chosen yet. Find one here, or tick schools in the{' '}
          <a class="govuk-link" href="/schools">
            list of schools
          </a>
          .
        </p>
      ) : (
        <ul class="govuk-list alongside-chosen">
          {schools.map(({ urn, name }) => (
            <li>
              <a class="govuk-link" href={`/schools/${urn}`}>
                {name}
              </a>{' '}
              <a
                class="govuk-link govuk-link--no-visited-state alongside-chosen__remove"
                href={to(urns.filter((one) => one !== urn))}
              >
                Remove<span class="govuk-visually-hidden"> {name}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {schools.length < MOST ? <AddSchool {...props} urns={urns} /> : null}
      {schools.length === 1 ? <p class="govuk-body">Add another school to compare it with.</p> : null}
      {schools.length > 0 ? (
        <>
          <ul class="alongside-list-bar__links">
            <li>
              <a class="govuk-link govuk-link--no-visited-state" href={`${HERE}/export?${query(urns)}`}>
                Download as CSV
              </a>
            </li>
            <li>
              <PrintButton />
            </li>
          </ul>
          {props.sections.map((section) => (
            <SectionTable section={section} schools={schools} widest={props.widest} />
          ))}
          {props.charts.length > 0 ? <h2 class="govuk-heading-m">In pictures</h2> : null}
          {props.charts.map((chart) => (
            <section>
              <h3 class="govuk-heading-s">
                {chart.label}, {chart.year}
              </h3>
              <img
                class="alongside-chart"
                src={`${HERE}/charts/${chart.code}.svg?${query(urns)}`}
                alt={`${chart.label} in ${chart.year}: ${chart.bars.map(({ name, shown }) => `${name} ${shown}`).join(', ')}.`}
                width="640"
                height={String(heightOf(schools.length))}
                loading="lazy"
              />
            </section>
          ))}
        </>
      ) : null}
    </>
  )
}

function AddSchool(props: { urns: readonly number[]; q: string; found: readonly FoundSchool[] | null }) {
  const { urns, q, found } = props
  const hidden = urns.map((urn) => <input type="hidden" name="urn" value={String(urn)} />)
  return (
    <>
      <form method="get" action={HERE} role="search" class="alongside-search">
        {hidden}
        <Input
          name="q"
          type="search"
          label={{ text: urns.length === 0 ? 'Find a school' : 'Add a school', classes: 'govuk-label--s' }}
          hint={{ text: 'Its name, postcode or URN' }}
          value={q}
          attributes={{ enterkeyhint: 'search', autocomplete: 'off' }}
        />
        <Button text="Search" classes="govuk-button--secondary" />
      </form>
      {found === null ? null : found.length === 0 ? (
        <p class="govuk-body">No open school fits “{q}”. Check the spelling, or use its URN.</p>
      ) : (
        <ul class="govuk-list alongside-chosen">
          {found.map(({ urn, name, town }) => (
            <li>
              {[name, town].filter(Boolean).join(', ')} (URN {urn}){' '}
              {urns.includes(urn) ? (
                'is chosen'
              ) : (
                <a class="govuk-link govuk-link--no-visited-state" href={to([...urns, urn])}>
                  Add<span class="govuk-visually-hidden"> {name}</span>
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function SectionTable({
  section,
  schools,
  widest,
}: {
  section: Section
  schools: readonly ComparedSchool[]
  widest: string
}) {
  const hasMedians = section.rows.some(({ year }) => year !== null)
  const label = (text: string) => ({ 'data-label': text })
  const lines = (texts: readonly string[]) =>
    texts.length === 0
      ? 'None'
      : texts.map((text, i) => (
          <>
            {i === 0 ? null : <br />}
            {text}
          </>
        ))
  return (
    <>
      <h2 class="govuk-heading-m">{section.title}</h2>
      <ScrollingTable label={section.title}>
        <Table
          caption={section.title}
          captionClasses="govuk-visually-hidden"
          classes="alongside-stack alongside-compare"
          firstCellIsHeader
          head={[
            { text: 'What' },
            ...(hasMedians ? [{ text: 'Year' }] : []),
            ...schools.map(({ name }) => ({ text: name })),
            ...(hasMedians ? [{ text: 'Authority (median)' }, { text: `${widest} (median)` }] : []),
          ]}
          rows={section.rows.map((row) => [
            { text: row.label },
            ...(hasMedians
              ? [{ text: row.year ?? '', classes: 'alongside-nowrap', attributes: label('Year') }]
              : []),
            ...row.cells.map((cell, i) => ({ text: cell, attributes: label(schools[i]!.name) })),
            ...(hasMedians
              ? [
                  { text: <>{lines(row.authority)}</>, attributes: label('Authority (median)') },
                  { text: <>{lines(row.all)}</>, attributes: label(`${widest} (median)`) },
                ]
              : []),
          ])}
        />
      </ScrollingTable>
    </>
  )
}
