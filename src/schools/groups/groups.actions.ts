// Owns working out the register of groups again after an import of schools or of group links.
import { sql } from 'kysely'
import { asSystem, type Database } from '#platform/database.ts'

/** Makes the groups and their schools agree with the register and the group links. */
export const recomputeGroups = (database: Database): Promise<unknown> =>
  asSystem(database, (db) => sql`SELECT recompute_group_register()`.execute(db))
