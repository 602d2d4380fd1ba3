// Owns the short way of an import: where nothing is stored that its records could meet, they are copied
// straight into their table, and only what goes elsewhere is staged. The long way is merging.queries.ts.
import type { ClientBase } from 'pg'
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
 * The table that a file's records may go straight into, or null where they have to be compared with what is
 * stored: the first figures of a source and year, or the first file for a table. A layout of one merge stages
 * its records just as the table keeps them.
 */
export async function straightInto(
  client: ClientBase,
  reader: Reader,
  context: Context,
): Promise<Straight | null> {
  const [merge, ...others] = reader.merges
  if (!merge) return null
  const isEmpty = async (where = '') =>
    !(await client.query<{ held: boolean }>(`SELECT EXISTS (SELECT FROM ${merge.table} ${where}) AS held`))
      .rows[0]?.held
  const into = (columns: string[], same: string[], rest: Straight['rest']): Straight => ({
    merge,
    copy: `COPY ${merge.table} (${[...columns, 'import_id', ...same].join(', ')}) FROM STDIN`,
    picks: columns.map((column) => reader.staging.findIndex(([name]) => name === column)),
    rest,
  })
  if ('source' in merge) {
    const { source, year } = merge
    if (!(await isEmpty(`WHERE source = ${source} AND year = ${year}`))) return null
    return into(['urn', 'cohort', 'figures', 'reasons'], ['year', 'source'], (id) => [id, year, source])
  }
  // The date of the data may be known only when the last row has been read.
  if (others.length > 0 || (merge.dated && context.dataDate === null) || !(await isEmpty())) return null
  return into([...merge.key, ...merge.columns], merge.dated ? ['data_date'] : [], (id) =>
    merge.dated ? [id, context.dataDate] : [id],
  )
}
