// Owns how often somebody may try to sign in: by the address they come from and by the account they name.
// A school's staff share one address, so the count by address is wide and the count by account is narrow.
import { asSystem } from '#platform/database.ts'
import type { Ctx, Platform } from '#platform/exchange.ts'
import { countTry, digest, forgetTries, TooManyTries, visitorAddress } from '#platform/rate-limits.ts'

export type Kind = 'sign in' | 'link' | 'code' | 'invitation' | 'persona'

/** Tries allowed in a window of so many seconds. */
export const LIMITS: Record<Kind, { address: number; account: number; seconds: number }> = {
  'sign in': { address: 60, account: 10, seconds: 600 },
  link: { address: 30, account: 5, seconds: 3_600 },
  code: { address: 60, account: 10, seconds: 600 },
  invitation: { address: 60, account: 20, seconds: 600 },
  persona: { address: 300, account: 300, seconds: 600 },
}

const keyOf = (kind: Kind, what: 'address' | 'account', text: string) => `${kind} by ${what} ${digest(text)}`

/** Counts one try; throws TooManyTries when there were too many. `account` is what the person typed, known or not. */
export async function countTries(c: Ctx, kind: Kind, account?: string): Promise<void> {
  const { database } = c.var.platform
  const limit = LIMITS[kind]
  await countTry(database, keyOf(kind, 'address', visitorAddress(c)), limit.address, limit.seconds)
  if (account) await countTry(database, keyOf(kind, 'account', account), limit.account, limit.seconds)
}

/** Forgets an account's tries once one has succeeded; those of the address stay. */
export const forgetAccountTries = (platform: Platform, kind: Kind, account: string): Promise<void> =>
  forgetTries(platform.database, keyOf(kind, 'account', account))

// An app's code holds for half a minute, and better-auth takes the one before and the one after as well.
const CODE_SECONDS = 120
const codeKey = (userId: string, code: string) => `code used ${digest(`${userId} ${code}`)}`

/** Whether a code of the app has let this user in before: one read over a shoulder opens nothing a second time. */
export async function isCodeSpent({ database }: Platform, userId: string, code: string): Promise<boolean> {
  const row = await asSystem(database, (db) =>
    db
      .selectFrom('rate_limits')
      .select('key')
      .where('key', '=', codeKey(userId, code))
      .where('window_ends', '>', new Date())
      .executeTakeFirst(),
  )
  return row !== undefined
}

/** Spends a code that was right; false when another request spent it in the meantime. */
export async function spendCode({ database }: Platform, userId: string, code: string): Promise<boolean> {
  try {
    await countTry(database, codeKey(userId, code), 1, CODE_SECONDS)
    return true
  } catch (error) {
    if (error instanceof TooManyTries) return false
    throw error
  }
}
