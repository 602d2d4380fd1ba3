// Owns the short way of an import: records that meet nothing stored are copied straight into their tables, and only
// what goes elsewhere is staged. The long way is merging.queries.ts.
import { DatabaseError } from 'pg'
import type { Cell, Context, FiguresMerge, Merge, Reader } from './layout.rules.ts'

export type Straight = {
  /** The COPY to open, once the import has its number. */
  copy: string
  /** Which cells of a record stand in the table, in order; a record without the first is none of this table's. */
  picks: number[]
  /** What stands in every row after them. */
  rest: (importId: number) => Cell[]
}

/**
 * The tables that a file's records may go straight into, as long as none meets a stored one: those whose records are
 * staged just as the table keeps them, each with its merge. None where the date of the data, which stands in every
 * row, is known only when the last row has been read.
 */
export function straightInto(reader: Reader, context: Context): Map<Merge | FiguresMerge, Straight> {
  const [first] = reader.merges
  if (!first || (!('source' in first) && first.dated && context.dataDate === null)) return new Map()
  const oneForOne = reader.merges.filter(
    (merge) => merge === first || (!('source' in merge) && merge.oneForOne),
  )
  return new Map(oneForOne.map((merge) => [merge, straightOf(merge, reader, context)]))
}

function straightOf(merge: Merge | FiguresMerge, reader: Reader, { dataDate }: Context): Straight {
  const staged = reader.staging.map(([name]) => name)
  const into = (columns: string[], same: string[], rest: Straight['rest']): Straight => ({
    copy: `COPY ${merge.table} (${[...columns, 'import_id', ...same].join(', ')}) FROM STDIN`,
    picks: columns.map((column) => staged.indexOf(column)),
    rest,
  })
  if ('source' in merge) {
    const { source, year } = merge
    return into(['urn', 'cohort', 'figures', 'reasons'], ['year', 'source'], (id) => [id, year, source])
  }
  return into([...merge.key, ...merge.columns], merge.dated ? ['data_date'] : [], (id) =>
    merge.dated ? [id, dataDate] : [id],
  )
}

/** Whether it was a record with the key of a stored one that ended the COPY. */
export const metStored = (error: unknown): boolean => error instanceof DatabaseError && error.code === '23505'
