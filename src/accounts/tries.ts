// Owns how often somebody may try to sign in: by the address they come from and by the account they name.
// A school's staff share one address, so the count by address is wide and the count by account is narrow.
import { createHash } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Ctx, Platform } from '#platform/exchange.ts'
import { countTry, forgetTries } from '#platform/rate-limits.ts'

export type Kind = 'sign in' | 'link' | 'code' | 'invitation' | 'persona'

/** Tries allowed in a window of so many seconds. */
export const LIMITS: Record<Kind, { address: number; account: number; seconds: number }> = {
  'sign in': { address: 60, account: 10, seconds: 600 },
  link: { address: 30, account: 5, seconds: 3_600 },
  code: { address: 60, account: 10, seconds: 600 },
  invitation: { address: 60, account: 20, seconds: 600 },
  persona: { address: 300, account: 300, seconds: 600 },
}

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

// Addresses of people and of machines are personal data: only their hash is counted.
const keyOf = (kind: Kind, what: 'address' | 'account', text: string) =>
  `${kind} by ${what} ${createHash('sha256').update(text.trim().toLowerCase()).digest('base64url')}`

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
