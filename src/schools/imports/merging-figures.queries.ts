// Owns the SQL that merges the staged figures of schools into `observations`, place by place: files of the
// same year overlap and have different columns. Other tables are merged row by row (merging.queries.ts).
import type { ClientBase } from 'pg'
import { measureById } from '../evidence/measures.rules.ts'
import type { FiguresMerge } from './layout.rules.ts'
import { makeFates, type Merged } from './merging.queries.ts'

/**
 * Merges staged figures. A place of the file counts where it says something: a figure, or a reason other
 * than "blank" — nothing published never replaces what was published. What says what is held already is
 * left alone and keeps the import that first said it. What stood before a changed row is logged whole.
 */
export async function mergeFigures(
  client: ClientBase,
  { source, year }: FiguresMerge,
  importId: number,
): Promise<Merged> {
  const insert = (where: string) =>
    client.query(`INSERT INTO observations (urn, import_id, cohort, year, source, figures, reasons)
      SELECT s.urn, ${importId}, s.cohort, ${year}, ${source}, s.figures, s.reasons FROM staged s ${where} ORDER BY s.urn`)
  const stretch = `t.source = ${source} AND t.year = ${year}`
  const { rows } = await client.query<{ meets: boolean }>(
    `SELECT EXISTS (SELECT FROM observations t WHERE ${stretch}) AS meets`,
  )
  if (!rows[0]?.meets) {
    await insert('WHERE s.urn IS NOT NULL')
    return { allNew: true, kept: 0 }
  }

  await makeFates(client)
  await client.query('ANALYZE staged')
  await client.query(`CREATE TEMP TABLE changes ON COMMIT DROP AS
    SELECT s.line, s.urn, t.import_id AS before_import_id, to_jsonb(t) AS before, coalesce(s.cohort, t.cohort) AS cohort,
      m.figures, m.reasons, m.origins
    FROM staged s JOIN observations t ON ${stretch} AND t.urn = s.urn
    CROSS JOIN LATERAL (
      SELECT array_agg(CASE WHEN taken THEN new ELSE old END ORDER BY place) AS figures,
        nullif(array_agg(CASE WHEN taken THEN new_reason ELSE old_reason END ORDER BY place),
          array_fill(NULL::missing_reason, ARRAY[count(*)::int])) AS reasons,
        nullif(array_agg(CASE WHEN taken THEN ${importId} WHEN held THEN coalesce(origin, t.import_id) END ORDER BY place),
          array_agg(CASE WHEN taken OR held THEN ${importId} END ORDER BY place)) AS origins,
        bool_or(taken) AS changes
      FROM (
        SELECT *, CASE
            WHEN new IS NOT NULL THEN new IS DISTINCT FROM old
            WHEN new_reason = 'blank' THEN NOT held
            ELSE coalesce(new_reason IS DISTINCT FROM old_reason AND new_reason IS NOT NULL, false)
          END AS taken
        FROM (
          SELECT *, old IS NOT NULL OR old_reason IS NOT NULL AS held
          FROM unnest(t.figures, t.reasons, t.origins, s.figures, s.reasons)
            WITH ORDINALITY AS place (old, old_reason, origin, new, new_reason, place)
        ) both_sides
      ) places
    ) m
    WHERE (s.figures, s.reasons, coalesce(s.cohort, t.cohort)) IS DISTINCT FROM (t.figures, t.reasons, t.cohort)
      AND (m.changes OR coalesce(s.cohort, t.cohort) IS DISTINCT FROM t.cohort)`)
  const logged = await client.query(
    `INSERT INTO import_changes (import_id, table_name, before_import_id, before)
     SELECT $1, 'observations', before_import_id, before FROM changes`,
    [importId],
  )
  const missing = `WHERE s.urn IS NOT NULL AND NOT EXISTS (SELECT FROM observations t WHERE ${stretch} AND t.urn = s.urn)`
  const fresh = await client.query(`INSERT INTO fates SELECT s.line, 1, 1 FROM staged s ${missing}`)
  if (logged.rowCount) {
    await client.query('INSERT INTO fates SELECT line, 0, 1 FROM changes')
    await client.query(`UPDATE observations t
      SET (import_id, cohort, figures, reasons, origins) = (${importId}, s.cohort, s.figures, s.reasons, s.origins)
      FROM changes s WHERE ${stretch} AND t.urn = s.urn`)
  }
  if (fresh.rowCount) await insert(missing)
  await client.query('DROP TABLE changes')
  return { allNew: false, kept: 0 }
}

/** Which measures changed, by their labels, and in how many schools; of the first 5,000 changes. */
export async function countChangedFigures(
  client: ClientBase,
  { source, year }: FiguresMerge,
  importId: number,
): Promise<{ field: string; rows: number }[]> {
  const { rows } = await client.query<{ measure: number; rows: number }>(
    `SELECT ${source} + place AS measure, count(*)::int AS rows
     FROM (SELECT (before ->> 'urn')::int AS urn FROM import_changes
       WHERE import_id = $1 AND table_name = 'observations' LIMIT 5000) c
     JOIN observations t ON t.source = ${source} AND t.year = ${year} AND t.urn = c.urn
     CROSS JOIN LATERAL unnest(t.figures, t.reasons, t.origins) WITH ORDINALITY AS f (value, reason, origin, place)
     WHERE (f.value IS NOT NULL OR f.reason IS NOT NULL) AND coalesce(f.origin, t.import_id) = $1
     GROUP BY 1 ORDER BY 2 DESC, 1`,
    [importId],
  )
  return rows.map(({ measure, rows: changed }) => ({
    field: measureById(measure)?.label ?? String(measure),
    rows: changed,
  }))
}
