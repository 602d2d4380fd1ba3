// Owns counting how often something was tried: in the database, so that several processes count together.
// Whose tries they are goes by where a request comes from and by what it names; only hashes of both are kept.
import { createHash } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { sql } from 'kysely'
import type { Database } from '#platform/database.ts'
import { asSystem } from '#platform/database.ts'
import type { Ctx, Platform } from '#platform/exchange.ts'

/** Addresses of people and of machines are personal data: only this is counted under. */
export const digest = (text: string): string =>
  createHash('sha256').update(text.trim().toLowerCase()).digest('base64url')

/** Where the request comes from: the proxy's word when it is trusted, else the connection's. */
export function visitorAddress(c: Ctx): string {
  if (c.var.platform.configuration.ALONGSIDE_TRUST_PROXY === 'yes') {
    // The last entry is the one that our own proxy wrote; those before it are the visitor's word.
    const last = c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim()
    if (last) return last
  }
  warnOfProxy(c)
  try {
    return getConnInfo(c).remote.address ?? 'unknown'
  } catch {
    return 'unknown' // no connection: a request made in process
  }
}

const warned = new WeakSet<Platform>()

/** A proxy that is not trusted makes all its visitors one: the operator should hear of it once. */
function warnOfProxy(c: Ctx): void {
  const { platform } = c.var
  if (warned.has(platform) || !c.req.header('X-Forwarded-For')) return
  warned.add(platform)
  platform.log.warn(
    'A proxy stands in front, so all visitors count as one for the limits on sign-in. If it is yours, set ALONGSIDE_TRUST_PROXY=yes.',
  )
}

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
