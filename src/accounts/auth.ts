// Owns better-auth: its configuration over our tables, and starting, challenging and ending sessions.
// Our own pages call it in process; of its HTTP endpoints only the identity provider's way back is open.
import { randomBytes } from 'node:crypto'
import { setCookie } from 'hono/cookie'
import { asSystem, type Db } from '#platform/database.ts'
import { type Ctx, type Platform, todayInEngland } from '#platform/exchange.ts'
import { sendMail } from '#platform/mail.ts'
import { LEAST_PASSWORD, MOST_PASSWORD } from '#src/accounts/passwords.rules.ts'
import { COOKIE_PREFIX, cookieName, secretOf, SESSION_SECONDS, signToken } from '#src/accounts/session.ts'

/** Where better-auth's own addresses would lie. */
export const AUTH_PATH = '/sign-in/with'
export const OIDC = 'oidc'
export const LINK_MINUTES = 15

const snake = {
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const

async function makeAuth(platform: Platform, secret: string) {
  // Loaded when somebody first signs in: it is a third of all the code there is, and a start need not wait for it.
  const { betterAuth } = await import('better-auth')
  const { genericOAuth, magicLink, twoFactor } = await import('better-auth/plugins')
  const { configuration, database, address } = platform
  const single = configuration.OIDC_ISSUER
    ? [
        {
          providerId: OIDC,
          discoveryUrl: `${configuration.OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
          clientId: configuration.OIDC_CLIENT_ID!,
          clientSecret: configuration.OIDC_CLIENT_SECRET!,
          scopes: ['openid', 'email', 'profile'],
          pkce: true,
          requireIdTokenVerification: true,
          // Nobody comes in who was not invited: an identity only ever joins a user that is there.
          disableSignUp: true,
          disableImplicitSignUp: true,
          mapProfileToUser: (profile: Record<string, unknown>) => ({
            // Entra ID says `xms_edov` where others say `email_verified`; its plain e-mail claim proves nothing.
            emailVerified: [profile['email_verified'], profile['xms_edov']].some(
              (claim) => claim === true || claim === 'true' || claim === 1 || claim === '1',
            ),
          }),
        },
      ]
    : []
  return betterAuth({
    appName: 'Alongside',
    baseURL: address,
    basePath: AUTH_PATH,
    secret,
    database: { db: database.db, type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    trustedOrigins: [address],
    rateLimit: { enabled: false }, // ours counts by account too, and before better-auth is asked
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: address.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => randomBytes(16).toString('hex') },
    },
    onAPIError: { errorURL: `${address}/sign-in/not-known` },
    user: {
      modelName: 'sign_in_users',
      fields: { emailVerified: 'email_verified', ...snake },
    },
    session: {
      modelName: 'sign_in_sessions',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...snake,
      },
      // Kept when better-auth replaces a session by a new one.
      additionalFields: {
        organisationId: { type: 'string', required: false, input: false, fieldName: 'organisation_id' },
        byMail: { type: 'boolean', required: false, input: false, fieldName: 'by_mail' },
      },
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      freshAge: 0,
      cookieCache: { enabled: false },
    },
    account: {
      modelName: 'sign_in_identities',
      fields: {
        userId: 'user_id',
        providerId: 'provider_id',
        accountId: 'account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...snake,
      },
      encryptOAuthTokens: true,
      // A user is only ever made by an invitation, never by the person who claims the address, so an address
      // that the provider vouches for is proof enough. An unverified one joins nothing.
      accountLinking: { enabled: true, trustedProviders: [], requireLocalEmailVerified: false },
    },
    verification: {
      modelName: 'sign_in_verifications',
      fields: { expiresAt: 'expires_at', ...snake },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: LEAST_PASSWORD,
      maxPasswordLength: MOST_PASSWORD,
    },
    plugins: [
      magicLink({
        expiresIn: LINK_MINUTES * 60,
        disableSignUp: true,
        storeToken: 'hashed',
        sendMagicLink: ({ email, token }) => sendLink(platform, email, token),
      }),
      twoFactor({
        issuer: 'Alongside',
        allowPasswordless: true,
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'sign_in_second_factors',
            fields: {
              userId: 'user_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
      genericOAuth({ config: single }),
    ],
  })
}

export type Auth = Awaited<ReturnType<typeof makeAuth>>
const made = new WeakMap<Platform, { address: string; auth: Promise<Auth> }>()

/** better-auth for this platform; made at the first request, because the port may not be known before. */
export function authOf(platform: Platform): Promise<Auth> {
  const known = made.get(platform)
  if (known?.address === platform.address) return known.auth
  const auth = secretOf(platform).then((secret) => makeAuth(platform, secret))
  made.set(platform, { address: platform.address, auth })
  auth.catch(() => made.delete(platform)) // the database was away: the next request tries again
  return auth
}

/** Passes on the cookies that better-auth sets. */
export function keepCookies(c: Ctx, answer: Response): void {
  for (const line of answer.headers.getSetCookie()) c.header('Set-Cookie', line, { append: true })
}

async function sendLink(platform: Platform, email: string, token: string): Promise<void> {
  await asSystem(platform.database, async (db) => {
    const person = await personToWriteTo(db, email, todayInEngland())
    if (!person) return // the page says the same either way
    await sendMail(db, {
      organisationId: person.organisation_id,
      to: email,
      toPersonId: person.id,
      subject: 'Your link to sign in to Alongside',
      body: [
        `Hello ${person.name}`,
        `Open this link to sign in to Alongside. It works once, within ${LINK_MINUTES} minutes:`,
        `${platform.address}/sign-in/link/${token}`,
        'If you did not ask for it, you need do nothing: nobody has signed in.',
      ].join('\n\n'),
      secret: true,
    })
  })
}

/** A person with this address who has not left and whose access has not ended; undefined when there is none. */
export const personToWriteTo = (db: Db, email: string, today: string) =>
  db
    .selectFrom('people as p')
    .innerJoin('sign_in_users as u', 'u.id', 'p.user_id')
    .select(['p.id', 'p.organisation_id', 'p.name', 'u.id as userId'])
    .where('u.email', '=', email.toLowerCase())
    .where((e) => e.or([e('p.left_on', 'is', null), e('p.left_on', '>', today)]))
    .where((e) =>
      e.exists(
        e
          .selectFrom('memberships as m')
          .select('m.id')
          .whereRef('m.person_id', '=', 'p.id')
          .where((m) => m.or([m('m.ends_on', 'is', null), m('m.ends_on', '>=', today)])),
      ),
    )
    .orderBy('p.created_at')
    .executeTakeFirst()

const cookieOptions = (platform: Platform, maxAge: number) =>
  ({
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: platform.address.startsWith('https:'),
    maxAge,
  }) as const

/** Sets a cookie that `tokenOf` can check. */
export async function setSignedCookie(c: Ctx, name: string, value: string, seconds: number): Promise<void> {
  const { platform } = c.var
  setCookie(
    c,
    cookieName(platform, name),
    signToken(value, await secretOf(platform)),
    cookieOptions(platform, seconds),
  )
}

/** Signs the user in at once, without asking for anything more: the caller has the proof. */
export async function startSession(
  c: Ctx,
  userId: string,
  options: { organisationId?: string; byMail?: boolean } = {},
): Promise<void> {
  const { platform } = c.var
  const token = randomBytes(32).toString('base64url')
  await asSystem(platform.database, async (db) => {
    const now = new Date()
    await db.deleteFrom('sign_in_sessions').where('expires_at', '<', now).execute()
    await db.deleteFrom('sign_in_verifications').where('expires_at', '<', now).execute()
    await db
      .insertInto('sign_in_sessions')
      .values({
        user_id: userId,
        token,
        organisation_id: options.organisationId ?? null,
        by_mail: options.byMail ?? false,
        user_agent: c.req.header('User-Agent')?.slice(0, 300) ?? null,
        expires_at: new Date(Date.now() + SESSION_SECONDS * 1_000),
      })
      .execute()
  })
  await setSignedCookie(c, 'session_token', token, SESSION_SECONDS)
}

const CHALLENGE_SECONDS = 600

/**
 * Signs in whoever proved an address by mail: at once, or, when they have set up one-time codes, with a challenge
 * of the kind that better-auth's second factor checks. Gives the page to go to next, or null when signed in.
 */
export async function signInByMail(
  c: Ctx,
  userId: string,
  organisationId?: string,
): Promise<'/sign-in/code' | null> {
  const { platform } = c.var
  const user = await asSystem(platform.database, (db) =>
    db
      .selectFrom('sign_in_users')
      .select('two_factor_enabled')
      .where('id', '=', userId)
      .executeTakeFirstOrThrow(),
  )
  if (!user.two_factor_enabled) {
    await startSession(c, userId, { byMail: true, ...(organisationId ? { organisationId } : {}) })
    return null
  }
  const { internalAdapter } = await (await authOf(platform)).$context
  const identifier = `2fa-${randomBytes(20).toString('hex')}`
  const expiresAt = new Date(Date.now() + CHALLENGE_SECONDS * 1_000)
  await internalAdapter.createVerificationValue({ identifier, value: userId, expiresAt })
  await internalAdapter.createVerificationValue({
    identifier: `2fa-attempts-${identifier}`,
    value: '0',
    expiresAt,
  })
  await setSignedCookie(c, 'two_factor', identifier, CHALLENGE_SECONDS)
  await setSignedCookie(c, 'by_mail', userId, CHALLENGE_SECONDS)
  return '/sign-in/code'
}
