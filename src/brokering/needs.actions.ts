// Owns writing needs: adding, changing, moving from state to state, and choosing from the shortlist. For the
// form, for agreements and for the demonstration alike.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { mayMove, type NeedEntry, type NeedState } from './needs.rules.ts'

export type By = { organisationId: string; personId: string }

const columnsOf = (entry: NeedEntry) => ({
  urn: entry.urn,
  comes_from: entry.comesFrom,
  reason: entry.reason,
  themes: [...entry.themes],
  phase: entry.phase,
  designations: [...entry.designations],
  half_days: entry.halfDays,
  starts_on: entry.startsOn,
  ends_on: entry.endsOn,
  ways_of_working: entry.waysOfWorking,
  not_same_town: entry.notSameTown,
  other_limits: entry.otherLimits,
})

/** Adds a need as a draft and returns its id. Whether the organisation answers for the school is the caller's to ask. */
export async function addNeed(db: Db, by: By, entry: NeedEntry): Promise<string> {
  const { id } = await db
    .insertInto('needs')
    .values({ organisation_id: by.organisationId, created_by: by.personId, ...columnsOf(entry) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Saves a need over the version it was read at; false when somebody saved it in the meantime. */
export async function changeNeed(db: Db, id: string, version: number, entry: NeedEntry): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('needs')
    .set({ ...columnsOf(entry), version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('state', 'in', ['draft', 'open', 'shortlisted'])
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/**
 * Moves a need through one or more states, at the version it was read at (null: whatever stands). False when it
 * was changed in the meantime, is not there, or may not go that way. A state it is in already is passed over.
 */
export async function moveNeed(
  db: Db,
  id: string,
  version: number | null,
  to: readonly NeedState[],
  reason: string | null = null,
): Promise<boolean> {
  const need = await db
    .selectFrom('needs')
    .select(['state', 'version'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!need || (version !== null && version !== need.version)) return false
  let state = need.state as NeedState
  for (const next of to) {
    if (next === state) continue
    if (!mayMove(state, next)) return false
    await db
      .updateTable('needs')
      .set({ state: next, state_reason: reason, version: sql`version + 1` })
      .where('id', '=', id)
      .execute()
    state = next
  }
  return true
}

/** Notes who was chosen for a need, and with which warnings set aside for which reason. A warning without a reason is refused by the database. */
export async function chooseSupporter(
  db: Db,
  by: By,
  needId: string,
  supporterId: string,
  warnings: readonly string[],
  reason: string | null,
): Promise<void> {
  const values = { warnings: [...warnings], reason, chosen_by: by.personId, chosen_at: new Date() }
  await db
    .insertInto('need_choices')
    .values({
      organisation_id: by.organisationId,
      need_id: needId,
      supporter_id: supporterId,
      ...values,
    })
    .onConflict((conflict) =>
      conflict.columns(['organisation_id', 'need_id', 'supporter_id']).doUpdateSet(values),
    )
    .execute()
}
