// A table of rows and cells.
import type { Attributes, Content, Nothing, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type TableCell = Options<{
  text: Content
  /** "numeric" sets figures to the right. */
  format: string
  classes: string
  colspan: number
  rowspan: number
  /** False for a first cell that heads no row, where first cells do. */
  header: boolean
  attributes: Attributes
}>

export type TableProps = {
  rows: (readonly TableCell[] | Nothing)[]
} & Options<{
  head: readonly TableCell[]
  caption: Content
  captionClasses: string
  firstCellIsHeader: boolean
  classes: string
  attributes: Attributes
}>

export function Table(props: TableProps) {
  return (
    <table class={joined('govuk-table', props.classes)} {...attributesOf(props.attributes)}>
      {props.caption ? (
        <caption class={joined('govuk-table__caption', props.captionClasses)}>{props.caption}</caption>
      ) : null}
      {props.head ? (
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            {props.head.map((cell) => (
              <th
                scope="col"
                class={joined(
                  'govuk-table__header',
                  cell.format && `govuk-table__header--${cell.format}`,
                  cell.classes,
                )}
                {...spanOf(cell)}
              >
                {cell.text}
              </th>
            ))}
          </tr>
        </thead>
      ) : null}
      <tbody class="govuk-table__body">
        {props.rows.map((row) =>
          row ? (
            <tr class="govuk-table__row">
              {row.map((cell, index) =>
                index === 0 && props.firstCellIsHeader && cell.header !== false ? (
                  <th scope="row" class={joined('govuk-table__header', cell.classes)} {...spanOf(cell)}>
                    {cell.text}
                  </th>
                ) : (
                  <td
                    class={joined(
                      'govuk-table__cell',
                      cell.format && `govuk-table__cell--${cell.format}`,
                      cell.classes,
                    )}
                    {...spanOf(cell)}
                  >
                    {cell.text}
                  </td>
                ),
              )}
            </tr>
          ) : null,
        )}
      </tbody>
    </table>
  )
}

function spanOf(cell: TableCell) {
  return {
    colspan: cell.colspan || undefined,
    rowspan: cell.rowspan || undefined,
    ...attributesOf(cell.attributes),
  }
}
