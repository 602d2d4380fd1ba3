// Owns the short way of an import: records that meet nothing stored are copied straight into their table, and only
// what goes elsewhere is staged. The long way is merging.queries.ts.
import { DatabaseError } from 'pg'
import type { Cell, Context, FiguresMerge, Merge, Reader } from './layout.rules.ts'

export type Straight = {
  merge: Merge | FiguresMerge
  /** The COPY to open, once the import has its number. */
  copy: string
  /** Which cells of a record stand in the table, in order; a record without the first goes the long way. */
  picks: number[]
  /** What stands in every row after them. */
  rest: (importId: number) => Cell[]
}

/**
 * The table that a file's records may go straight into, as long as none meets a stored one: that of the layout's
 * first merge, whose records are staged just as the table keeps them. Null where the date of the data, which stands
 * in every row, is known only when the last row has been read.
 */
export function straightInto(reader: Reader, context: Context): Straight | null {
  const [merge] = reader.merges
  if (!merge) return null
  const staged = reader.staging.map(([name]) => name)
  const into = (columns: string[], same: string[], rest: Straight['rest']): Straight => ({
    merge,
    copy: `COPY ${merge.table} (${[...columns, 'import_id', ...same].join(', ')}) FROM STDIN`,
    picks: columns.map((column) => staged.indexOf(column)),
    rest,
  })
  if ('source' in merge) {
    const { source, year } = merge
    return into(['urn', 'cohort', 'figures', 'reasons'], ['year', 'source'], (id) => [id, year, source])
  }
  if (merge.dated && context.dataDate === null) return null
  return into([...merge.key, ...merge.columns], merge.dated ? ['data_date'] : [], (id) =>
    merge.dated ? [id, context.dataDate] : [id],
  )
}

/** Whether it was a record with the key of a stored one that ended the COPY. */
export const metStored = (error: unknown): boolean => error instanceof DatabaseError && error.code === '23505'
