// Tables that sort: by MOJ's script for a table that is whole on the page, or by links where the server pages it.
import type { Attributes, Content } from './markup.ts'
import type { TableCell } from './table.tsx'

export type SortDirection = 'ascending' | 'descending' | 'none'

/** Attributes of a table whose columns the script sorts. Without the script it stands in its first order. */
export const sortableTable: Attributes = { 'data-module': 'moj-sortable-table' }

/** A heading whose column the script sorts; `direction` is the order in which the rows come. */
export function sortableHeading(
  text: string,
  direction: SortDirection = 'none',
  cell: TableCell = {},
): TableCell {
  return { ...cell, text, attributes: { ...cell.attributes, 'aria-sort': direction } }
}

/** A cell and the value it sorts by. Null is "no value": such a row stays at the end either way. */
export function sortableCell(text: Content, value: string | number | null, cell: TableCell = {}): TableCell {
  return { ...cell, text, attributes: { ...cell.attributes, 'data-sort-value': value ?? '' } }
}

/**
 * A heading that is a link to the same list in another order. With an `id` the focus is on the heading again once
 * the list has come.
 */
export function sortLink(
  text: string,
  href: string,
  direction: SortDirection = 'none',
  cell: TableCell = {},
  id?: string,
): TableCell {
  return {
    ...cell,
    text: (
      <a class="govuk-link govuk-link--no-visited-state" id={id} href={id ? `${href}#${id}` : href}>
        {text}
      </a>
    ),
    attributes: { ...cell.attributes, 'aria-sort': direction },
  }
}
