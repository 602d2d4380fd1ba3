// Owns writing the running record. For the web and for the demonstration alike.
import type { Db } from '#platform/database.ts'
import type { By } from './agreements.actions.ts'
import type { SessionEntry } from './sessions.rules.ts'

const columnsOf = (entry: SessionEntry) => ({
  session_on: entry.on,
  half_days: entry.halfDays,
  state: entry.state,
  missed_by: entry.missedBy,
  missed_why: entry.missedWhy,
  done: entry.done,
  changed: entry.changed,
  actions: entry.actions,
})

/** Enters a session and returns its id. Whether it may be entered is the caller's to ask (`whyNotRecord`, `whyNotSession`). */
export async function addSession(db: Db, by: By, agreementId: string, entry: SessionEntry): Promise<string> {
  const { id } = await db
    .insertInto('support_sessions')
    .values({
      organisation_id: by.organisationId,
      agreement_id: agreementId,
      recorded_by: by.personId,
      ...columnsOf(entry),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Saves a session over the version it was read at; false when somebody saved it in the meantime. */
export async function changeSession(
  db: Db,
  id: string,
  version: number,
  entry: SessionEntry,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('support_sessions')
    .set({ ...columnsOf(entry), version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
