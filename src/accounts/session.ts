// Owns who a request comes from: the session's cookie, its signature, and the one query that turns it into
// a person with the memberships in force today. Does not own signing in (auth.ts).
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { sql } from 'kysely'
import type { Actor, Membership, Scope } from '#platform/actor.ts'
import { asSystem } from '#platform/database.ts'
import { type Env, type Platform, todayInEngland } from '#platform/exchange.ts'
import { type Role, roles } from '#platform/permissions.ts'
import { permissionsOf } from '#src/packs/permissions.queries.ts'

/** A working day: nobody is signed out over lunch, and a machine left open is closed by the next morning. */
export const SESSION_SECONDS = 12 * 3_600
export const COOKIE_PREFIX = 'alongside'

const isSecure = (platform: Platform) => platform.address.startsWith('https:')
/** better-auth's name for a cookie of ours. */
export const cookieName = (platform: Platform, name: string): string =>
  `${isSecure(platform) ? '__Secure-' : ''}${COOKIE_PREFIX}.${name}`

const secrets = new WeakMap<Platform, Promise<string>>()

/** The secret that signs sessions: the configured one, or one made once and kept with the installation. */
export function secretOf(platform: Platform): Promise<string> {
  const known = secrets.get(platform)
  if (known) return known
  const found = findSecret(platform)
  secrets.set(platform, found)
  found.catch(() => secrets.delete(platform)) // the database was away: the next request asks again
  return found
}

async function findSecret(platform: Platform): Promise<string> {
  const configured = platform.configuration.ALONGSIDE_SECRET
  if (configured) return configured
  const fresh = randomBytes(48).toString('base64url')
  return asSystem(platform.database, async (db) => {
    // Two processes may start at once: whichever comes first wins, and both read the same one.
    await sql`INSERT INTO installation (key, value) VALUES ('sign-in secret', ${fresh}) ON CONFLICT DO NOTHING`.execute(
      db,
    )
    const row = await db
      .selectFrom('installation')
      .select('value')
      .where('key', '=', 'sign-in secret')
      .executeTakeFirstOrThrow()
    return row.value
  })
}

const signatureOf = (token: string, secret: string) => createHmac('sha256', secret).update(token).digest()

/** The cookie's value for a token, as better-auth writes it. */
export const signToken = (token: string, secret: string): string =>
  `${token}.${signatureOf(token, secret).toString('base64')}`

/** The token of a signed cookie, or null when the signature is not ours. */
export function tokenOf(value: string, secret: string): string | null {
  const dot = value.lastIndexOf('.')
  if (dot < 1) return null
  const token = value.slice(0, dot)
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  const right = signatureOf(token, secret)
  return given.length === right.length && timingSafeEqual(given, right) ? token : null
}

/** The token of the request's session cookie; null when there is none of ours. Says nothing about the session. */
export async function sessionTokenOf(platform: Platform, c: Context<Env>): Promise<string | null> {
  const value = getCookie(c, cookieName(platform, 'session_token'))
  return value ? tokenOf(value, await secretOf(platform)) : null
}

type Row = {
  person_id: string
  user_id: string
  name: string
  organisation_id: string
  organisation_name: string
  colour: string | null
  demonstration: boolean
  memberships: { role: string; kind: Scope['kind']; id: string | null }[]
  packs: string[]
  state: string
}

/** Who acts, and the state of published data and of the organisation's schools as they act. */
type Session = { actor: Actor; dataState: string }

/**
 * Who acts in this request: null when nobody is signed in, or when the session, the person or every membership
 * has ended. Read from the database each time, so that an ending holds from the next request on.
 */
export async function actorOf(
  platform: Platform,
  c: Context<Env>,
  today: string = todayInEngland(),
): Promise<Actor | null> {
  return (await sessionOf(platform, c, today))?.actor ?? null
}

async function sessionOf(platform: Platform, c: Context<Env>, today: string): Promise<Session | null> {
  const token = await sessionTokenOf(platform, c)
  if (!token) return null
  const { rows } = await sql<Row>`SELECT * FROM session_actor(${token}, ${today})`.execute(
    platform.database.db,
  )
  const row = rows[0]
  if (!row) return null
  const actor: Actor = {
    personId: row.person_id,
    userId: row.user_id,
    name: row.name,
    organisationId: row.organisation_id,
    organisationName: row.organisation_name,
    organisationColour: row.colour,
    demonstration: row.demonstration,
    memberships: row.memberships.flatMap(membershipOf),
    permissions: await permissionsOf(platform.database, row.packs),
  }
  return { actor, dataState: row.state }
}

// A role that this version does not know (a pack's, since withdrawn) gives nothing.
function membershipOf({ role, kind, id }: Row['memberships'][number]): Membership[] {
  if (!(roles as readonly string[]).includes(role)) return []
  const scope: Scope = kind === 'all' || kind === 'own' ? { kind } : { kind, id: id ?? '' }
  return [{ role: role as Role, scope }]
}

/** Remembers, without letting anybody in, who was last signed in here: a form kept past its session is theirs alone. */
const LAST = 'alongside_last'
const LAST_SECONDS = 30 * 86_400

/** Sets the actor of each request, and who it was before when there is none now. */
export const sessionMiddleware =
  (platform: Platform): MiddlewareHandler<Env> =>
  async (c, next) => {
    const session = await sessionOf(platform, c, todayInEngland())
    const actor = session?.actor ?? null
    c.set('actor', actor)
    c.set('dataState', session?.dataState ?? null)
    const secret = await secretOf(platform)
    const last = tokenOf(getCookie(c, LAST) ?? '', secret)
    c.set('lastUserId', last)
    if (actor && actor.userId !== last)
      setCookie(c, LAST, signToken(actor.userId, secret), {
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        maxAge: LAST_SECONDS,
        secure: platform.address.startsWith('https:'),
      })
    await next()
  }
