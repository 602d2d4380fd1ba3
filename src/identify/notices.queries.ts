// What schools may read of their category, as it is kept: the settings, and each notice word for word.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { type Notice, type NoticeSettings, type Shows, UNSET } from './notices.rules.ts'
import type { Term } from './terms.rules.ts'

export async function noticeSettings(db: Db): Promise<NoticeSettings> {
  const row = await db.selectFrom('notice_settings').select(['shows', 'words', 'version']).executeTakeFirst()
  return row
    ? {
        shows: row.shows as Shows,
        words: row.words as unknown as Record<string, string>,
        version: row.version,
      }
    : UNSET
}

/** False when somebody saved them since `version` was read. */
export async function saveNoticeSettings(
  db: Db,
  organisationId: string,
  { shows, words, version }: NoticeSettings,
): Promise<boolean> {
  if (version === 0) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('notice_settings')
      .values({ organisation_id: organisationId, shows, words: JSON.stringify(words) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }
  const { numUpdatedRows } = await db
    .updateTable('notice_settings')
    .set((e) => ({ shows, words: JSON.stringify(words), version: e('version', '+', 1) }))
    .where('organisation_id', '=', organisationId)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** The notices of a school, the newest first, withdrawn ones too. */
export async function noticesOf(db: Db, urn: number): Promise<Notice[]> {
  const { rows } = await sql<Notice>`
    SELECT n.id, n.decision_id AS "decisionId", n.academic_year AS "academicYear", n.term, n.words,
      p.name AS "releasedBy", n.released_on AS "releasedOn", n.override_reason AS "overrideReason",
      n.withdrawn_on AS "withdrawnOn", w.name AS "withdrawnBy", n.withdrawn_why AS "withdrawnWhy", n.version
    FROM school_notices n
    JOIN people p ON p.organisation_id = n.organisation_id AND p.id = n.released_by
    LEFT JOIN people w ON w.organisation_id = n.organisation_id AND w.id = n.withdrawn_by
    WHERE n.urn = ${urn} ORDER BY n.released_at DESC`.execute(db)
  return rows
}

/** Releases a decision's words; false when that decision has been released before. */
export async function insertNotice(
  db: Db,
  notice: Term & {
    organisationId: string
    personId: string
    urn: number
    decisionId: string
    words: string
    overrideReason: string | null
    on: string
  },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('school_notices')
    .values({
      organisation_id: notice.organisationId,
      urn: notice.urn,
      decision_id: notice.decisionId,
      academic_year: notice.academicYear,
      term: notice.term,
      words: notice.words,
      override_reason: notice.overrideReason,
      released_by: notice.personId,
      released_on: notice.on,
    })
    .onConflict((conflict) => conflict.columns(['organisation_id', 'decision_id']).doNothing())
    .executeTakeFirstOrThrow()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Takes back what a school reads; false when somebody else took it back first. */
export async function withdrawNotice(
  db: Db,
  { id, personId, why, on }: { id: string; personId: string; why: string; on: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('school_notices')
    .set((e) => ({
      withdrawn_by: personId,
      withdrawn_on: on,
      withdrawn_why: why,
      version: e('version', '+', 1),
    }))
    .where('id', '=', id)
    .where('withdrawn_on', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** The head and the chair of a school who have an account, to be told that there is something to read. */
export async function readersOf(
  db: Db,
  urn: number,
  today: string,
): Promise<{ id: string; name: string; email: string | null }[]> {
  const { rows } = await sql<{ id: string; name: string; email: string | null }>`
    SELECT DISTINCT p.id, p.name, p.email FROM memberships m
    JOIN people p ON p.organisation_id = m.organisation_id AND p.id = m.person_id
    WHERE m.role IN ('headteacher', 'chair of governors') AND m.scope_kind = 'school'
      AND m.scope_id = ${String(urn)} AND p.user_id IS NOT NULL AND (p.left_on IS NULL OR p.left_on > ${today})
      AND m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})
    ORDER BY p.name`.execute(db)
  return rows
}
