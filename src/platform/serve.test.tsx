// How a request travels, on routes made for the purpose over a real database.
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Actor } from '#platform/actor.ts'
import { readConfiguration } from '#platform/configuration.ts'
import { asActor, asSystem } from '#platform/database.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Env, get, type Platform, post, type Route } from '#platform/exchange.ts'
import {
  civilDate,
  halfDays,
  optionalText,
  parseForm,
  requiredText,
  takeHeldForm,
  textOf,
  versionOf,
  wholeNumber,
} from '#platform/forms.tsx'
import { openLog } from '#platform/log.ts'
import { page, redirect } from '#platform/pages.tsx'
import { defaultPermissions, type Role } from '#platform/permissions.ts'
import { countTry } from '#platform/rate-limits.ts'
import { HELD, mount } from '#platform/serve.tsx'
import { testDatabase } from '../../test/setup/database.ts'

const database = await testDatabase()
const configuration = readConfiguration({ LOG_LEVEL: 'silent' })
const platform: Platform = {
  configuration,
  database,
  log: openLog(configuration),
  address: 'http://localhost',
  assets: { css: '/c', js: '/j' },
  navigation: [],
}
let actor: Actor
let signedIn = true

const schema = z.object({ name: requiredText('Enter a name', 20) })
const areas = (db: Parameters<Parameters<typeof asActor>[2]>[0]) =>
  db.selectFrom('areas').select(['id', 'name', 'version']).orderBy('name').execute()

const routes: Route[] = [
  get('/areas', 'organisation.manage', async ({ c, db }) =>
    page(
      c,
      { title: 'Areas' },
      <ul>
        {(await areas(db)).map(({ name }) => (
          <li>{name}</li>
        ))}
      </ul>,
    ),
  ),
  get('/areas/:id', 'organisation.manage', async ({ c, db }) => {
    const area = await db
      .selectFrom('areas')
      .select('name')
      .where('id', '=', c.req.param('id')!)
      .executeTakeFirst()
    if (!area) throw new NotFound()
    return page(c, { title: area.name }, <p>{area.name}</p>)
  }),
  post('/areas', 'organisation.manage', async ({ c, db, form, actor: { organisationId } }) => {
    const read = parseForm(schema, form)
    const { id } = await db
      .insertInto('areas')
      .values({ organisation_id: organisationId, kind: 'district', name: textOf(form, 'name') || 'nameless' })
      .returning('id')
      .executeTakeFirstOrThrow()
    if (!read.ok) return page(c, { title: 'Areas', status: 422, errors: true }, <p>{read.errors[0]!.text}</p>)
    return redirect(c, `/areas/${id}`, 'Saved.')
  }),
  post('/areas/:id', 'organisation.manage', async ({ c, db, form }) => {
    const id = c.req.param('id')!
    const area = await db
      .selectFrom('areas')
      .select(['name', 'version'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const changed = await db
      .updateTable('areas')
      .set((eb) => ({ name: textOf(form, 'name'), version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .where('version', '=', versionOf(form) ?? 0)
      .executeTakeFirst()
    if (changed.numUpdatedRows === 0n)
      throw new Conflict(`/areas/${id}`, area.version, [
        { name: 'name', label: 'Name', theirs: area.name, yours: textOf(form, 'name') },
      ])
    return redirect(c, `/areas/${id}`)
  }),
  get('/schools/:urn', 'schools.view', ({ c, actor: who }) => {
    allow({ actor: who }, 'concerns.raise', { urn: Number(c.req.param('urn')) })
    return c.text('allowed')
  }),
  get('/broken', 'signed in', () => {
    throw new Error('Ms Example of 12 Example Street')
  }),
  get('/tries', 'signed in', async ({ c }) => {
    await countTry(database, 'test', 2, 60)
    return c.text('fine')
  }),
]

const app = new Hono<Env>()
app.use(async (c, next) => {
  c.set('platform', platform)
  c.set('actor', signedIn ? actor : null)
  c.set('requestId', 'the-reference')
  await next()
})
mount(app, routes)

const as = (role: Role) => {
  actor = { ...actor, memberships: [{ role, scope: { kind: 'all' } }] }
}
const send = (path: string, form: Record<string, string>, key: string | null = randomUUID()) =>
  app.request(path, { method: 'POST', body: new URLSearchParams({ ...form, ...(key ? { _key: key } : {}) }) })
const stored = () => asActor(database, actor, areas)

beforeAll(async () => {
  actor = await asSystem(database, async (db) => {
    const { id } = await db
      .insertInto('organisations')
      .values({ name: 'Vale', kind: 'trust' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const person = await db
      .insertInto('people')
      .values({ organisation_id: id, name: 'Robin' })
      .returning('id')
      .executeTakeFirstOrThrow()
    return {
      personId: person.id,
      userId: '',
      name: 'Robin',
      organisationId: id,
      organisationName: 'Vale',
      memberships: [],
      permissions: defaultPermissions,
    }
  })
})
beforeEach(async () => {
  signedIn = true
  as('administrator')
  await asActor(database, actor, (db) => db.deleteFrom('areas').execute())
})

describe('A form', () => {
  test('writes, and leads to the record with a message that is shown once', async () => {
    const response = await send('/areas', { name: 'Weald' })
    expect(response.status).toBe(303)
    expect(await stored()).toMatchObject([{ name: 'Weald' }])
    const shown = await app.request(response.headers.get('Location')!, {
      headers: { Cookie: response.headers.getSetCookie()[0]!.split(';')[0]! },
    })
    expect(await shown.text()).toContain('Saved.')
    expect(shown.headers.getSetCookie().join()).toContain('Max-Age=0')
  })

  test('sent twice writes once, and both lead to the same place', async () => {
    const key = randomUUID()
    const [one, two] = await Promise.all([
      send('/areas', { name: 'Weald' }, key),
      send('/areas', { name: 'Weald' }, key),
    ])
    expect(one.headers.get('Location')).toBe(two.headers.get('Location'))
    expect(await stored()).toHaveLength(1)
  })

  test('with a fault writes nothing at all, and its key can be used again', async () => {
    const key = randomUUID()
    const refused = await send('/areas', { name: '' }, key)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('Enter a name')
    expect(await stored()).toEqual([])
    expect((await send('/areas', { name: 'Weald' }, key)).status).toBe(303)
    expect(await stored()).toHaveLength(1)
  })

  test('without a one-time key, or with somebody else’s, writes nothing', async () => {
    expect((await send('/areas', { name: 'Weald' }, null)).status).toBe(400)
    expect((await send('/areas', { name: 'Weald' }, 'not-a-key')).status).toBe(400)
    expect(await stored()).toEqual([])
  })

  test('that is stale shows both versions side by side and loses neither', async () => {
    const { headers } = await send('/areas', { name: 'Weald' })
    const address = headers.get('Location')!
    await send(address, { name: 'Weald and Downs', _version: '1' })
    const stale = await send(address, { name: '<b>Low Weald</b>', _version: '1' })
    expect(stale.status).toBe(409)
    const text = await stale.text()
    expect(text).toContain('Weald and Downs')
    expect(text).toContain('&lt;b&gt;Low Weald&lt;/b&gt;')
    expect(text).toContain('name="_version" value="2"')
    expect(await stored()).toMatchObject([{ name: 'Weald and Downs' }])
    await send(address, { name: 'Low Weald', _version: '2' })
    expect(await stored()).toMatchObject([{ name: 'Low Weald' }])
  })

  test('whose session has ended is kept, sealed, until its sender has signed in again', async () => {
    signedIn = false
    const response = await send('/areas', { name: 'Long considered words' })
    expect(response.headers.get('Location')).toBe('/sign-in?kept=yes')
    const ticket = decodeURIComponent(
      response.headers
        .getSetCookie()
        .find((line) => line.startsWith(HELD))!
        .split(/[=;]/)[1]!,
    )
    const { rows } = await database.pool.query<{ sealed: Buffer }>('SELECT sealed FROM held_forms')
    expect(rows[0]!.sealed.toString('latin1')).not.toContain('considered')
    expect(await takeHeldForm(database, `${ticket.split('.')[0]}.${'A'.repeat(43)}`)).toBeNull()
    const again = await send('/areas', { name: 'Long considered words' })
    const second = decodeURIComponent(
      again.headers
        .getSetCookie()
        .find((line) => line.startsWith(HELD))!
        .split(/[=;]/)[1]!,
    )
    expect(await takeHeldForm(database, second)).toMatchObject({
      path: '/areas',
      values: { name: 'Long considered words' },
    })
    expect(await takeHeldForm(database, second)).toBeNull()
  })

  test('that is too large is refused with a page that says so', async () => {
    const response = await send('/areas', { name: 'x'.repeat(1_200_000) })
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('too large')
  })
})

describe('A page', () => {
  test('asks for sign-in first, and remembers where somebody was going', async () => {
    signedIn = false
    expect((await app.request('/areas?sort=name')).headers.get('Location')).toBe(
      '/sign-in?to=%2Fareas%3Fsort%3Dname',
    )
  })

  test('is refused to a role that may not, with a page that says what to do', async () => {
    as('governor')
    const response = await app.request('/areas')
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('ask an administrator')
  })

  test('is refused outside the membership’s scope', async () => {
    actor = { ...actor, memberships: [{ role: 'adviser', scope: { kind: 'school', id: '100001' } }] }
    expect((await app.request('/schools/100001')).status).toBe(200)
    expect((await app.request('/schools/100002')).status).toBe(403)
  })

  test.each(['/areas/no-id', `/areas/${randomUUID()}`, '/nowhere'])('%s is not found', async (path) => {
    expect((await app.request(path)).status).toBe(404)
  })

  test('that fails says so without saying anything of what failed', async () => {
    const response = await app.request('/broken')
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).toContain('the-reference')
    expect(text).not.toContain('Example Street')
  })

  test('tried too often says to wait', async () => {
    expect((await app.request('/tries')).status).toBe(200)
    expect((await app.request('/tries')).status).toBe(200)
    const third = await app.request('/tries')
    expect(third.status).toBe(429)
    expect(Number(third.headers.get('Retry-After'))).toBeGreaterThan(0)
  })

  test('shows script that somebody typed as text', async () => {
    await send('/areas', { name: '<script>alert(1)</script>'.slice(0, 20) })
    const text = await (await app.request('/areas')).text()
    expect(text).toContain('&lt;script&gt;')
    expect(text).not.toContain('<script>alert')
  })
})

describe('What a form may hold', () => {
  const fields = z.object({
    days: halfDays('Enter days', 0.5, 60),
    count: wholeNumber('Enter a number', 0, 100),
    on: civilDate('Enter a date'),
    note: optionalText(10),
  })
  const good = { days: '2.5', count: '7', on: '2026-02-28', note: '' }

  test('half days, whole numbers and civil dates are read as such; empty text is null', () => {
    expect(parseForm(fields, good)).toEqual({
      ok: true,
      value: { days: 2.5, count: 7, on: '2026-02-28', note: null },
    })
  })

  test.each([
    ['days', ''],
    ['days', '0'],
    ['days', '2.25'],
    ['days', '61'],
    ['days', '1e1'],
    ['count', ''],
    ['count', '-1'],
    ['count', ' '],
    ['on', '2026-02-30'],
    ['on', '0000-01-01'],
    ['on', 'undefined-0-'],
    ['note', 'x'.repeat(11)],
  ])('%s = “%s” is refused at its field', (field, value) => {
    const read = parseForm(fields, { ...good, [field]: value })
    expect(read.ok ? [] : read.errors.map((error) => error.field)).toEqual([field])
  })

  test('a field left out is an error of that field, not a zero', () => {
    const read = parseForm(fields, {})
    expect(read.ok ? [] : read.errors.map(({ field }) => field)).toEqual(['days', 'count', 'on'])
  })
})
