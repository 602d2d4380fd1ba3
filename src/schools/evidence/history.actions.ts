// Owns keeping the table of schools that took the place of another, one for one. Which do is said by the view
// school_replacements_by_links; reading the table is history.queries.ts.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'

/** Brings the table up to date with the register and its links; to be called when either has changed. */
export async function renewReplacements(db: Db): Promise<void> {
  await sql`SELECT renew_school_replacements()`.execute(db)
}
