// The MOJ patterns draw what MOJ's own templates draw from the same options. MOJ ships no fixtures, so the
// templates themselves are rendered here.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { raw } from 'hono/html'
import nunjucks from 'nunjucks'
import { describe, expect, test } from 'vitest'
import { Badge } from './badge.tsx'
import { Filter } from './filter.tsx'
import { normalised } from './normalised-dom.ts'
import { PageHeaderActions } from './page-header-actions.tsx'
import { sortableCell, sortableHeading, sortableTable, sortLink } from './sortable-table.tsx'
import { SubNavigation } from './sub-navigation.tsx'
import { Table } from './table.tsx'
import { Timeline } from './timeline.tsx'

const require = createRequire(import.meta.url)
const packageFolder = (name: string) => dirname(require.resolve(`${name}/package.json`))
const templates = new nunjucks.Environment(
  new nunjucks.FileSystemLoader([
    join(packageFolder('govuk-frontend'), 'dist'),
    packageFolder('@ministryofjustice/frontend'),
  ]),
  { autoescape: true, trimBlocks: true, lstripBlocks: true },
)
// MOJ's template formats the date itself; ours gets it ready, so the official one is given it as the format.
templates.addFilter('date', (_timestamp: unknown, format: string) => format)

const official = (name: string, params: Record<string, unknown>) =>
  normalised(templates.render(`moj/components/${name}/template.njk`, { params }))
const ours = (element: unknown) => normalised(String(element))

describe('MOJ patterns', () => {
  test('a badge is drawn as MOJ draws it', () => {
    const options = {
      text: 'Confidential <b>',
      classes: 'moj-badge--red',
      attributes: { 'data-kind': 'mark' },
    }
    expect(ours(<Badge {...options} />)).toEqual(official('badge', options))
  })

  test('a sub-navigation is drawn as MOJ draws it, with the current part marked', () => {
    const options = {
      label: 'Parts of this school',
      classes: 'extra',
      attributes: { id: 'parts' },
      items: [
        { text: 'Overview', href: '/schools/1', active: true },
        { text: 'People & posts', href: '/schools/1/people', attributes: { 'data-n': '2' }, classes: 'last' },
      ],
    }
    expect(ours(<SubNavigation {...options} />)).toEqual(official('sub-navigation', options))
    expect(ours(<SubNavigation items={[]} />)).toEqual(official('sub-navigation', { items: [] }))
  })

  test('a timeline is drawn as MOJ draws it, with text escaped and JSX as it is', () => {
    const first = { label: { text: 'Agreed' }, byline: { text: "Ada O'Neil" }, classes: 'first' }
    const second = { label: { text: 'Proposed' }, attributes: { id: 'proposed' } }
    expect(
      ours(
        <Timeline
          headingLevel={3}
          classes="extra"
          items={[
            {
              ...first,
              text: 'Six days <agreed>',
              datetime: { timestamp: '2026-11-21', text: '21 November 2026' },
            },
            {
              ...second,
              text: <p>By the office</p>,
              datetime: { timestamp: '2026-11-01', text: '1 November 2026' },
            },
          ]}
        />,
      ),
    ).toEqual(
      official('timeline', {
        headingLevel: 3,
        classes: 'extra',
        items: [
          {
            ...first,
            text: 'Six days <agreed>',
            datetime: { timestamp: '2026-11-21', format: '21 November 2026' },
          },
          {
            ...second,
            html: '<p>By the office</p>',
            datetime: { timestamp: '2026-11-01', format: '1 November 2026' },
          },
        ],
      }),
    )
  })

  test('a heading with buttons is drawn as MOJ draws it, with and without buttons', () => {
    const heading = { text: 'Needs', level: 2 as const, classes: 'govuk-heading-l' }
    const items = [
      { text: 'Add a need', href: '/needs/new' },
      { text: 'Close', classes: 'govuk-button--secondary' },
    ]
    expect(ours(<PageHeaderActions heading={heading} items={items} />)).toEqual(
      official('page-header-actions', { heading, items }),
    )
    expect(ours(<PageHeaderActions heading={{ text: 'Needs' }} />)).toEqual(
      official('page-header-actions', { heading: { text: 'Needs' } }),
    )
  })

  test('a filter is drawn as MOJ draws it, each chip a link that removes it', () => {
    const options = {
      heading: { text: 'Filter' },
      selectedFilters: {
        heading: { text: 'Selected filters' },
        clearLink: { text: 'Clear filters', href: '/schools' },
        categories: [
          {
            heading: { text: 'Phase' },
            items: [
              { href: '/schools?phase=secondary', text: 'Primary' },
              { href: '/schools?phase=primary', text: 'Middle & secondary' },
            ],
          },
          { heading: { text: 'District' }, items: [{ href: '/schools?phase=primary', text: 'North' }] },
        ],
      },
      submit: { text: 'Show', attributes: { 'data-x': '1' } },
      attributes: { id: 'filter' },
    }
    const fields = '<p class="govuk-body">Fields</p>'
    expect(ours(<Filter {...options}>{raw(fields)}</Filter>)).toEqual(
      official('filter', { ...options, optionsHtml: fields }),
    )
    expect(ours(<Filter heading={options.heading}>{raw(fields)}</Filter>)).toEqual(
      official('filter', { heading: options.heading, optionsHtml: fields }),
    )
  })
})

describe('A sortable table', () => {
  test('carries the attributes that MOJ asks for, and an empty sort value where there is no number', () => {
    const html = ours(
      <Table
        attributes={sortableTable}
        head={[
          sortableHeading('School', 'ascending'),
          sortableHeading('Days', 'none', { format: 'numeric' }),
        ]}
        rows={[
          [{ text: 'Oak' }, sortableCell('6 days', 6, { format: 'numeric' })],
          [{ text: 'Elm' }, sortableCell('Not known', null)],
          [{ text: 'Ash' }, sortableCell('None', 0)],
        ]}
      />,
    )
    expect(html).toContain('<table class="govuk-table" data-module="moj-sortable-table">')
    expect(html).toContain('<th aria-sort="ascending" class="govuk-table__header" scope="col">')
    expect(html).toContain(
      '<th aria-sort="none" class="govuk-table__header govuk-table__header--numeric" scope="col">',
    )
    expect(html).toContain('<td class="govuk-table__cell govuk-table__cell--numeric" data-sort-value="6">')
    expect(html).toContain('<td class="govuk-table__cell" data-sort-value="">')
    expect(html).toContain('<td class="govuk-table__cell" data-sort-value="0">')
  })

  test('that the server sorts has links for headings, with the order said', () => {
    const html = ours(<Table head={[sortLink('Name', '/schools?sort=-name', 'ascending')]} rows={[]} />)
    expect(html).toContain('<th aria-sort="ascending" class="govuk-table__header" scope="col">')
    expect(html).toContain('<a class="govuk-link govuk-link--no-visited-state" href="/schools?sort=-name">')
  })
})
