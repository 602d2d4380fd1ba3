// The whole web application on a real database, and people signed in to it with real sessions and signed
// cookies. For route tests of every area.
import { randomBytes, randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import type { Actor, Scope } from '#platform/actor.ts'
import { readConfiguration } from '#platform/configuration.ts'
import { asSystem, type Database } from '#platform/database.ts'
import type { Env, FormValues, Platform } from '#platform/exchange.ts'
import { openLog } from '#platform/log.ts'
import { defaultPermissions, type Role } from '#platform/permissions.ts'
import { cookieName, secretOf, SESSION_SECONDS, signToken } from '#src/accounts/session.ts'
import { createApp, navigation } from '#src/app.tsx'
import { testDatabase } from './database.ts'

export type TestOrganisation = {
  id: string
  name: string
  /** county → area → district, each the parent of the next; and a second district that is nobody's scope by default. */
  areas: { county: string; area: string; district: string; otherDistrict: string }
}

/** Somebody's browser: it keeps cookies and sends the right Origin. */
export type Visitor = {
  get: (path: string) => Promise<Response>
  /** Sends a form; a fresh one-time key is filled in unless `_key` is given. */
  post: (path: string, form?: FormValues | FormData) => Promise<Response>
  /** The Cookie header as it stands. */
  cookie: () => string
  /** Sets or, with null, removes a cookie. */
  setCookie: (name: string, value: string | null) => void
}
export type SignedIn = Visitor & { actor: Actor }

export type TestApp = {
  app: Hono<Env>
  database: Database
  platform: Platform
  organisation: TestOrganisation
  /** A person (a new one, or the one whose id is given) with this role, signed in. In `organisation` unless another is given. */
  signInAs: (
    role: Role,
    scope?: Scope,
    person?: { id?: string; name?: string; email?: string; organisation?: TestOrganisation },
  ) => Promise<SignedIn>
  /** A browser in which nobody is signed in. */
  anonymous: () => Visitor
  insertOrganisation: (name?: string, values?: { authority_code?: number }) => Promise<TestOrganisation>
}

const ADDRESS = 'http://localhost'

/** Call it in `beforeAll` or at the top of a test file; the database goes when the file's tests are over. */
export async function testApp(environment: Record<string, string> = {}): Promise<TestApp> {
  const database = await testDatabase()
  const configuration = readConfiguration({ LOG_LEVEL: 'silent', ALONGSIDE_ADDRESS: ADDRESS, ...environment })
  const platform: Platform = {
    configuration,
    database,
    log: openLog(configuration),
    address: configuration.ALONGSIDE_ADDRESS ?? ADDRESS,
    assets: { css: '/assets/test.css', js: '/assets/test.js' },
    navigation,
  }
  const app = createApp(platform)
  const organisation = await insertOrganisation(database, 'Northshire County Council')
  return {
    app,
    database,
    platform,
    organisation,
    anonymous: () => visitor(app, platform),
    insertOrganisation: (name, values) => insertOrganisation(database, name, values),
    signInAs: async (role, scope = { kind: 'all' }, person = {}) => {
      const place = person.organisation ?? organisation
      const { actor, token } = await insertSignedIn(database, place, role, scope, person)
      const browser = visitor(app, platform)
      browser.setCookie(cookieName(platform, 'session_token'), signToken(token, await secretOf(platform)))
      return { ...browser, actor }
    },
  }
}

/** Inserts an organisation with a small tree of areas. */
export async function insertOrganisation(
  database: Database,
  name = 'Southshire County Council',
  values: { authority_code?: number } = {},
): Promise<TestOrganisation> {
  return asSystem(database, async (db) => {
    const { id } = await db
      .insertInto('organisations')
      .values({ name, kind: 'local authority', ...values })
      .returning('id')
      .executeTakeFirstOrThrow()
    const area = async (name: string, kind: string, parent: string | null) => {
      const row = await db
        .insertInto('areas')
        .values({ organisation_id: id, name, kind, parent_id: parent })
        .returning('id')
        .executeTakeFirstOrThrow()
      return row.id
    }
    const county = await area('Whole county', 'county', null)
    const west = await area('West', 'area', county)
    const district = await area('Riverside', 'district', west)
    const otherDistrict = await area('Hillside', 'district', county)
    return { id, name, areas: { county, area: west, district, otherDistrict } }
  })
}

async function insertSignedIn(
  database: Database,
  organisation: TestOrganisation,
  role: Role,
  scope: Scope,
  person: { id?: string; name?: string; email?: string },
): Promise<{ actor: Actor; token: string }> {
  const token = randomBytes(24).toString('base64url')
  const tag = randomBytes(4).toString('hex')
  return asSystem(database, async (db) => {
    const known = person.id
      ? await db
          .selectFrom('people')
          .select(['id', 'name', 'user_id'])
          .where('id', '=', person.id)
          .executeTakeFirst()
      : undefined
    const name = known?.name ?? person.name ?? `Test ${role} ${tag}`
    let userId = known?.user_id ?? null
    if (!userId) {
      const user = await db
        .insertInto('sign_in_users')
        .values({ name, email: person.email ?? `${tag}@example.org`, email_verified: true })
        .returning('id')
        .executeTakeFirstOrThrow()
      userId = user.id
    }
    const personId =
      known?.id ??
      (
        await db
          .insertInto('people')
          .values({
            ...(person.id ? { id: person.id } : {}),
            organisation_id: organisation.id,
            name,
            email: person.email ?? `${tag}@example.org`,
            user_id: userId,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
    if (known && !known.user_id)
      await db.updateTable('people').set({ user_id: userId }).where('id', '=', personId).execute()
    await db
      .insertInto('memberships')
      .values({
        organisation_id: organisation.id,
        person_id: personId,
        role,
        scope_kind: scope.kind,
        scope_id: 'id' in scope ? scope.id : null,
        starts_on: '2020-01-01',
      })
      .execute()
    await db
      .insertInto('sign_in_sessions')
      .values({
        user_id: userId,
        token,
        organisation_id: organisation.id,
        expires_at: new Date(Date.now() + SESSION_SECONDS * 1_000),
      })
      .execute()
    const rows = await db
      .selectFrom('memberships')
      .select(['role', 'scope_kind', 'scope_id'])
      .where('person_id', '=', personId)
      .execute()
    const memberships = rows.map((row) => ({
      role: row.role as Role,
      scope: (row.scope_id === null
        ? { kind: row.scope_kind }
        : { kind: row.scope_kind, id: row.scope_id }) as Scope,
    }))
    const actor = {
      personId,
      userId,
      name,
      organisationId: organisation.id,
      organisationName: organisation.name,
      organisationColour: null,
      demonstration: false,
      memberships,
      permissions: defaultPermissions,
    }
    return { actor, token }
  })
}

function visitor(app: Hono<Env>, platform: Platform): Visitor {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('; ')
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ')
      const at = pair.indexOf('=')
      if (attributes.some((one) => /^max-age=0$/i.test(one))) jar.delete(pair.slice(0, at))
      else jar.set(pair.slice(0, at), decodeURIComponent(pair.slice(at + 1)))
    }
    return response
  }
  return {
    cookie,
    setCookie: (name, value) => {
      if (value === null) jar.delete(name)
      else jar.set(name, value)
    },
    get: async (path) =>
      keep(await app.request(`${platform.address}${path}`, { headers: { Cookie: cookie() } })),
    post: async (path, form = {}) => {
      const body = form instanceof FormData ? form : encode(form)
      if (!body.has('_key')) body.set('_key', randomUUID())
      return keep(
        await app.request(`${platform.address}${path}`, {
          method: 'POST',
          headers: { Cookie: cookie(), Origin: platform.address },
          body,
        }),
      )
    },
  }
}

function encode(form: FormValues): URLSearchParams {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(form))
    for (const one of Array.isArray(value) ? value : [value]) body.append(name, one)
  return body
}
