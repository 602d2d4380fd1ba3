// Owns how far somebody's permissions reach, in SQL: which schools lie in an area, which areas lie around a
// school, and the condition that narrows a list. What a role may do is permissions.ts.
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Actor, Subject } from '#platform/actor.ts'
import type { Db } from '#platform/database.ts'
import { type Action, reachOf } from '#platform/permissions.ts'

/** Whether the school is one of those the actor's organisation answers for. */
export async function isOurSchool(db: Db, urn: number): Promise<boolean> {
  const row = await db
    .selectFrom('organisation_schools')
    .select('urn')
    .where('urn', '=', urn)
    .executeTakeFirst()
  return row !== undefined
}

/** A school as the subject of an action: with the area it lies in and every area around that one. */
export async function schoolSubject(
  db: Db,
  urn: number | null,
  personIds: readonly (string | null)[] = [],
): Promise<Subject & { areaIds: string[] }> {
  if (urn === null) return { urn, areaIds: [], personIds }
  const { rows } = await sql<{ id: string }>`
    WITH RECURSIVE around AS (
      SELECT a.id, a.parent_id FROM areas a JOIN organisation_schools s ON s.area_id = a.id WHERE s.urn = ${urn}
      UNION SELECT a.id, a.parent_id FROM areas a JOIN around ON a.id = around.parent_id
    ) SELECT id FROM around`.execute(db)
  return { urn, areaIds: rows.map(({ id }) => id), personIds }
}

/**
 * The condition under which the actor may see a row of a list for `action`. `urn` and `person` name the
 * columns ('n.urn') that hold the row's school and the person whose own it is.
 */
export function withinReach(
  actor: Actor,
  action: Action,
  columns: { urn?: string; person?: string; record?: string },
): RawBuilder<SqlBool> {
  const reach = reachOf(actor, action)
  if (reach.all) return sql<SqlBool>`true`
  const parts: RawBuilder<SqlBool>[] = []
  if (columns.urn && reach.urns.length > 0)
    parts.push(sql<SqlBool>`${sql.ref(columns.urn)} = ANY(${reach.urns}::integer[])`)
  if (columns.urn && reach.areaIds.length > 0)
    parts.push(sql<SqlBool>`${sql.ref(columns.urn)} IN (
      WITH RECURSIVE within AS (
        SELECT id FROM areas WHERE id = ANY(${reach.areaIds}::uuid[])
        UNION SELECT a.id FROM areas a JOIN within w ON a.parent_id = w.id
      ) SELECT urn FROM organisation_schools WHERE area_id IN (SELECT id FROM within))`)
  if (columns.person && reach.own)
    parts.push(sql<SqlBool>`${sql.ref(columns.person)} = ${actor.personId}::uuid`)
  if (columns.record && reach.recordIds.length > 0)
    parts.push(sql<SqlBool>`${sql.ref(columns.record)}::text = ANY(${reach.recordIds}::text[])`)
  return parts.length === 0 ? sql<SqlBool>`false` : sql<SqlBool>`(${sql.join(parts, sql` OR `)})`
}
