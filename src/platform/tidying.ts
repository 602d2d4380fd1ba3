// Owns forgetting what the platform needs for a while only: used one-time keys, counts of tries whose window is
// over, forms that nobody came back for. What other parts keep, they tidy themselves.
import { sql } from 'kysely'
import { asSystem, type Database } from '#platform/database.ts'
import type { Job } from '#platform/jobs.ts'

/** A form can be sent again from a tab that stayed open: its key is remembered for so many days. */
export const KEY_DAYS = 7

/** The nightly job. Returns nothing; what it deletes nobody asks for any more. */
export const tidyingJobs = (database: Database): Record<string, Job> => ({
  'platform.tidy': () =>
    asSystem(database, async (db) => {
      await sql`DELETE FROM form_keys WHERE at < now() - make_interval(days => ${KEY_DAYS})`.execute(db)
      await sql`DELETE FROM rate_limits WHERE window_ends < now()`.execute(db)
      await sql`DELETE FROM held_forms WHERE expires_at < now()`.execute(db)
    }),
})
