// Owns what follows an import that stands: what is worked out from its records is brought up to date, each in a
// transaction of its own. How each is worked out stands where it belongs.
import { sql } from 'kysely'
import { asSystem, type Database } from '#platform/database.ts'
import { takeSchoolsOfAuthority } from '#src/accounts/organisation.actions.ts'
import { applyRulesAgain } from '../districts/districts.actions.ts'
import type { Stretch } from '../evidence/columns.queries.ts'
import { renewReplacements } from '../evidence/history.actions.ts'
import { recomputeMedians } from '../evidence/medians.actions.ts'
import { recomputeGroups } from '../groups/groups.actions.ts'

/** Organisations that answer for an authority's schools answer for the new ones too, each in the area its rules say. */
const shareOutSchools = (database: Database) =>
  asSystem(database, async (db) => {
    const organisations = await db
      .selectFrom('organisations')
      .select('id')
      .where('authority_code', 'is not', null)
      .orderBy('id') // two of these at once take them in the same order
      .execute()
    for (const { id } of organisations) await takeSchoolsOfAuthority(db, id)
    const ruled = await db.selectFrom('area_rules').select('organisation_id').distinct().execute()
    for (const { organisation_id } of ruled) await applyRulesAgain(db, organisation_id)
  })

const sortInWords = (database: Database) =>
  asSystem(database, (db) => sql`SELECT sort_in_words_of_schools()`.execute(db))

/** What is worked out from imported records: who answers for which school, who took whose place, the groups, and the medians of what was touched. */
export async function bringUpToDate(
  database: Database,
  kind: string,
  touched: readonly Stretch[],
): Promise<void> {
  const isRegister = kind === 'gias-establishments'
  if (isRegister) {
    await sortInWords(database)
    await shareOutSchools(database)
  }
  if (isRegister || kind === 'gias-links') await asSystem(database, renewReplacements)
  if (isRegister || kind === 'gias-groups') await recomputeGroups(database)
  await recomputeMedians(database, touched)
}

/** Words that were taken back wait in the search index like others, and only leave it here. */
export async function bringUpToDateAfterDryRun(database: Database, kind: string): Promise<void> {
  if (kind === 'gias-establishments') await sortInWords(database)
}
