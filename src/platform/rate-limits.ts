// Owns counting how often something was tried: in the database, so that several processes count together.
import { sql } from 'kysely'
import type { Database } from '#platform/database.ts'
import { asSystem } from '#platform/database.ts'

/** Too many tries; `seconds` until the window ends. */
export class TooManyTries extends Error {
  override name = 'TooManyTries'
  readonly seconds: number
  constructor(seconds: number) {
    super('Too many tries')
    this.seconds = seconds
  }
}

/** Counts one try under `key` and throws TooManyTries when more than `limit` fell into the window of `seconds`. */
export async function countTry(
  database: Database,
  key: string,
  limit: number,
  seconds: number,
): Promise<void> {
  const row = await asSystem(database, async (db) => {
    const { rows } = await sql<{ count: number; left: number }>`
      INSERT INTO rate_limits AS r (key, count, window_ends) VALUES (${key}, 1, now() + make_interval(secs => ${seconds}))
      ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN r.window_ends < now() THEN 1 ELSE r.count + 1 END,
        window_ends = CASE WHEN r.window_ends < now() THEN excluded.window_ends ELSE r.window_ends END
      RETURNING count, ceil(extract(epoch FROM window_ends - now()))::integer AS left`.execute(db)
    return rows[0]!
  })
  if (row.count > limit) throw new TooManyTries(row.left)
}

/** Forgets the tries under `key`, once what was tried has succeeded. */
export async function forgetTries(database: Database, key: string): Promise<void> {
  await asSystem(database, (db) => db.deleteFrom('rate_limits').where('key', '=', key).execute())
}
