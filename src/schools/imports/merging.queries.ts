// Owns the SQL of an import: the staging table, the merge of staged records into a table with the log
// of what stood before, the counts, and the undoing. Every name in it is a layout's, never a file's.
import pg, { type ClientBase } from 'pg'
import { measures } from '../evidence/measures.rules.ts'
import type { Merge, Reader } from './layout.rules.ts'

const measureColumns = ['id', 'code', 'label', 'unit', 'direction', 'phase', 'source'] as const
const listOfMeasures = JSON.stringify(measures, [...measureColumns])

/** Makes the measures table say what the list of measures says. */
export async function keepMeasures(client: ClientBase): Promise<void> {
  const names = measureColumns.join(', ')
  const ours = `SELECT ${names} FROM json_populate_recordset(NULL::measures, ${pg.escapeLiteral(listOfMeasures)})`
  const { rowCount } = await client.query(`${ours} EXCEPT SELECT ${names} FROM measures LIMIT 1`)
  if (rowCount)
    await client.query(`INSERT INTO measures (${names}) ${ours}
      ON CONFLICT (id) DO UPDATE SET (${names}) = (${measureColumns.map((name) => `excluded.${name}`).join(', ')})`)
}

/** Makes the staging table and says the COPY that fills it. */
export async function makeStaging(client: ClientBase, staging: Reader['staging']): Promise<string> {
  await client.query(`CREATE TEMP TABLE staged (line integer, parts integer,
    ${staging.map(([name, type]) => `${name} ${type}`).join(', ')}) ON COMMIT DROP`)
  return `COPY staged (line, parts, ${staging.map(([name]) => name).join(', ')}) FROM STDIN`
}

/** Makes the table of what became of lines, which only records that meet stored ones ask for. */
export const makeFates = (client: ClientBase) =>
  client.query(
    'CREATE TEMP TABLE IF NOT EXISTS fates (line integer, fresh integer, writes integer) ON COMMIT DROP',
  )

const list = (names: string[], of: string) => names.map((name) => `${of}.${name}`).join(', ')

export type Merged = {
  /** No staged record met a stored one: all are new. */
  allNew: boolean
  /** Stored rows that were kept because their data is newer than the file's. */
  kept: number
}

/**
 * Merges staged records into one table: what is new is inserted, what differs is logged and updated, the
 * rest is left alone.
 */
export async function mergeStaged(
  client: ClientBase,
  merge: Merge,
  importId: number,
  dataDate: string | null,
): Promise<Merged> {
  const { table, key, columns, from } = merge
  const same = key.map((name) => `t.${name} = s.${name}`).join(' AND ')
  const date = dataDate === null ? 'NULL::date' : `'${dataDate}'::date`
  const insert = (where: string) =>
    client.query(`INSERT INTO ${table} (${[...key, ...columns].join(', ')}, import_id${merge.dated ? ', data_date' : ''})
      SELECT ${list([...key, ...columns], 's')}, ${importId}${merge.dated ? `, ${date}` : ''} FROM (${from}) s ${where} ${merge.order ? `ORDER BY ${list(merge.order.split(', '), 's')}` : ''}`)

  const { rows } = await client.query<{ meets: boolean }>(
    merge.mayMeet ?? `SELECT EXISTS (SELECT FROM (${from}) s JOIN ${table} t ON ${same}) AS meets`,
  )
  if (!rows[0]?.meets) {
    await insert('')
    return { allNew: true, kept: 0 }
  }

  await makeFates(client)
  const ours = columns.map((name) =>
    merge.fill?.includes(name) ? `coalesce(s.${name}, t.${name})` : `s.${name}`,
  )
  const differs = `(${ours.join(', ')}) IS DISTINCT FROM (${list(columns, 't')})`
  const older = merge.dated && dataDate !== null ? `coalesce(t.data_date > ${date}, false)` : 'false'
  await client.query(`CREATE TEMP TABLE changes ON COMMIT DROP AS
    SELECT s.*, t.import_id AS before_import_id, to_jsonb(t) AS before, ${older} AS older
    FROM (${from}) s JOIN ${table} t ON ${same} WHERE ${differs}${merge.keep ? ` AND (${merge.keep}) IS NOT TRUE` : ''}`)
  const kept = older === 'false' ? 0 : (await client.query('DELETE FROM changes WHERE older')).rowCount
  const logged = await client.query(
    `INSERT INTO import_changes (import_id, table_name, before_import_id, before)
     SELECT $1, $2, before_import_id, before FROM changes`,
    [importId, table],
  )
  const fresh =
    await client.query(`INSERT INTO fates SELECT line, ${merge.primary ? 'count(*)' : '0'}, count(*)
    FROM (${from}) s LEFT JOIN ${table} t ON ${same} WHERE t.${key[0]} IS NULL GROUP BY line`)
  if (logged.rowCount) {
    await client.query('INSERT INTO fates SELECT line, 0, count(*) FROM changes GROUP BY line')
    await client.query(`UPDATE ${table} t
      SET (${columns.join(', ')}, import_id${merge.dated ? ', data_date' : ''}) = (${ours.join(', ')}, ${importId}${merge.dated ? `, ${date}` : ''})
      FROM changes s WHERE ${same}`)
  }
  if (fresh.rowCount) await insert(`LEFT JOIN ${table} t ON ${same} WHERE t.${key[0]} IS NULL`)
  await client.query('DROP TABLE changes')
  return { allNew: false, kept: kept ?? 0 }
}

export type Rows = { read: number; added: number; changed: number; unchanged: number; setAside: number }

/** What became of the lines: of those staged, and of so many that went straight into their table. A line is added when all its records are new, changed when any was written. */
export async function countRows(
  client: ClientBase,
  straight: number,
): Promise<Omit<Rows, 'read' | 'setAside'>> {
  const { rows } = await client.query<Omit<Rows, 'read' | 'setAside'>>(`
    WITH lines AS (SELECT DISTINCT line, parts FROM staged),
      fate AS (SELECT line, sum(fresh) AS fresh, sum(writes) AS writes FROM fates GROUP BY line)
    SELECT (${straight} + count(*) FILTER (WHERE fresh = parts))::int AS added,
      count(*) FILTER (WHERE writes > 0 AND fresh IS DISTINCT FROM parts)::int AS changed,
      count(*) FILTER (WHERE writes IS NULL)::int AS unchanged
    FROM lines LEFT JOIN fate USING (line)`)
  return rows[0]!
}

/** The COPY that keeps the rows set aside, each with its reason, with the record of the import. */
export const setAsideCopy = 'COPY import_set_aside (import_id, line, reason, cells) FROM STDIN'

/** Which fields of the stored rows changed, and in how many rows; of the first 5,000 changes. */
export async function countChangedFields(
  client: ClientBase,
  merge: Merge,
  importId: number,
): Promise<{ field: string; rows: number }[]> {
  const { table, key } = merge
  const { rows } = await client.query<{ field: string; rows: number }>(
    `SELECT b.key AS field, count(*)::int AS rows
     FROM (SELECT before FROM import_changes WHERE import_id = $1 AND table_name = $2 LIMIT 5000) c
     CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, c.before) r
     JOIN ${table} t ON ${key.map((name) => `t.${name} = r.${name}`).join(' AND ')}
     CROSS JOIN LATERAL jsonb_each(c.before) b
     WHERE b.key NOT IN ('import_id', 'data_date', 'search_text', 'is_open') AND b.value IS DISTINCT FROM to_jsonb(t) -> b.key
     GROUP BY 1 ORDER BY 2 DESC, 1`,
    [importId, table],
  )
  return rows
}

/** Tables that imports write, with their keys, in the order in which undoing takes rows out. */
export const written: Record<string, string[]> = {
  observations: ['source', 'year', 'urn'],
  area_observations: ['area', 'population', 'measure', 'year'],
  inspections: ['urn', 'number'],
  school_group_members: ['urn', 'group_uid'],
  school_groups: ['uid'],
  school_links: ['urn', 'linked_urn', 'link_type'],
  school_coordinates: ['urn'],
  teaching_schools: ['urn', 'alliance'],
  area_deprivation: ['lsoa_code'],
  statistical_neighbours: ['la_code', 'rank'],
  schools: ['urn'],
}

/** Applied imports that changed rows of this one since, newest first. */
export async function laterImports(
  client: ClientBase,
  importId: number,
): Promise<{ id: number; file_name: string }[]> {
  const { rows } = await client.query<{ id: number; file_name: string }>(
    `SELECT id, file_name FROM imports WHERE id IN (SELECT import_id FROM import_changes WHERE before_import_id = $1 AND import_id <> $1) ORDER BY id DESC`,
    [importId],
  )
  return rows
}

/** Puts back what an import changed and takes out what it added. Returns rows put back and taken out. */
export async function putBack(
  client: ClientBase,
  importId: number,
): Promise<{ restored: number; removed: number }> {
  let restored = 0
  let removed = 0
  const { rows: columns } = await client.query<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = ANY ($1) AND is_generated = 'NEVER'`,
    [Object.keys(written)],
  )
  for (const [table, key] of Object.entries(written)) {
    const names = columns.filter((c) => c.table_name === table).map((c) => c.column_name)
    const put = await client.query(
      `UPDATE ${table} t SET (${names.join(', ')}) = (${list(names, 'r')})
       FROM import_changes c CROSS JOIN LATERAL jsonb_populate_record(NULL::${table}, c.before) r
       WHERE c.import_id = $1 AND c.table_name = $2 AND ${key.map((name) => `t.${name} = r.${name}`).join(' AND ')}`,
      [importId, table],
    )
    const gone = await client.query(`DELETE FROM ${table} WHERE import_id = $1`, [importId])
    restored += put.rowCount ?? 0
    removed += gone.rowCount ?? 0
  }
  await client.query('DELETE FROM import_changes WHERE import_id = $1', [importId])
  return { restored, removed }
}
