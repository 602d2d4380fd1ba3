// The authorisation walk: every route × role × scope. A route that nobody has thought about fails here.
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Scope } from '#platform/actor.ts'
import { asActor, asSystem } from '#platform/database.ts'
import type { Route } from '#platform/exchange.ts'
import {
  type Action,
  type Answer,
  actions,
  defaultPermissions,
  roles,
  type Role,
} from '#platform/permissions.ts'
import { routes } from '#src/app.tsx'
import { insertAdoptedPack } from '#src/packs/packs.queries.ts'
import { proposeAgreement } from '#src/support/agreements.actions.ts'
import { type Cast, cast, chosenNeed, terms } from '#src/support/support.fixture.ts'
import { testApp, type SignedIn } from './setup/app.ts'

const t = await testApp()
let people: Cast
/** What stands for each parameter, by the first part of the route's path. */
let records: Record<string, Record<string, string>>
const visitors = new Map<string, SignedIn>()

const scopes: Record<string, () => Scope> = {
  'the whole organisation': () => ({ kind: 'all' }),
  'the area around the school': () => ({ kind: 'area', id: t.organisation.areas.area }),
  'another district': () => ({ kind: 'area', id: t.organisation.areas.otherDistrict }),
  'the school': () => ({ kind: 'school', id: '920001' }),
  'another school': () => ({ kind: 'school', id: '920002' }),
  'their own records': () => ({ kind: 'own' }),
}
const covering = new Set(['the whole organisation', 'the area around the school', 'the school'])

const answerOf = (role: Role, action: string): Answer =>
  action === 'signed in' ? 'yes' : (defaultPermissions[role][action as Action] ?? 'no')

beforeAll(async () => {
  people = await cast(t)
  const needId = await chosenNeed(t, people.lead, people.supporterId)
  const agreementId = await asActor(t.database, people.lead.actor, (db) =>
    proposeAgreement(db, people.lead.actor, needId, people.supporterId, terms),
  )
  if (agreementId === null) throw new Error('The need has no choice to propose from.')
  const none = randomUUID()
  records = {
    needs: { id: needId, supporter: people.supporterId, to: 'withdrawn' },
    agreements: { id: agreementId, session: none, to: 'cancelled' },
    supporters: { id: people.supporterId, part: 'person', key: 'new', to: 'paused' },
    people: { id: people.head.actor.personId, membership: none },
    organisation: { id: t.organisation.areas.district },
    schools: { urn: '920001', file: 'none.svg', key: 'none' },
    identify: { urn: '920001', id: none },
    packs: { id: 'leaders-of-education' },
    imports: { id: '1' },
    messages: { id: none },
    'my-entry': { to: 'paused' },
  }
  for (const role of roles)
    for (const [name, scope] of Object.entries(scopes))
      visitors.set(`${role} of ${name}`, await t.signInAs(role, scope()))
})

const as = (role: Role, scope: string): SignedIn => visitors.get(`${role} of ${scope}`)!

function addressOf(route: Route): string {
  const values = records[route.path.split('/')[1]!.replace(/[.]csv$/, '')] ?? {}
  return route.path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined)
      throw new Error(`The walk does not know what to put for :${name} in ${route.path}`)
    return value
  })
}

const ask = (route: Route, visitor: SignedIn): Promise<Response> =>
  route.method === 'GET' ? visitor.get(addressOf(route)) : visitor.post(addressOf(route), {})

const gated = routes.filter((route) => route.access !== 'open')
const label = ({ method, path }: Route) => `${method} ${path}`

// What belongs to no single school: the organisation's own settings, published facts, the directory.
const organisationWide: readonly string[] = [
  'signed in',
  'schools.view',
  'imports.manage',
  'people.view',
  'people.manage',
  'organisation.manage',
  'messages.view',
  'audit.view',
  'packs.view',
  'packs.manage',
  'identify.run',
  'directory.view',
  'directory.manage',
]
const aboutOneSchool = gated.filter(
  ({ access, path }) => !organisationWide.includes(access) && /:(id|urn)\b/.test(path),
)
const lists = gated.filter(
  ({ method, access, path }) =>
    method === 'GET' && !organisationWide.includes(access) && !path.includes(':') && !path.endsWith('/new'),
)

describe('The authorisation walk', () => {
  test('every route says who may use it, in words that the table knows', () => {
    expect(gated.length).toBeGreaterThan(80)
    for (const { access, path } of gated) expect(['signed in', ...actions], path).toContain(access)
  })

  test('every action is used by a route or asked for inside one', () => {
    const used = new Set(gated.map(({ access }) => access))
    expect(actions.filter((action) => !used.has(action))).toEqual([])
  })

  test('only these routes need nobody to be signed in', () => {
    const open = new Set(
      routes.filter(({ access }) => access === 'open').map(({ path }) => `/${path.split('/')[1]}`),
    )
    expect([...open].toSorted()).toEqual([
      '/accessibility',
      '/choose-organisation',
      '/continue',
      '/data-sources',
      '/help',
      '/invitations',
      '/personas',
      '/privacy',
      '/set-up',
      '/sign-in',
      '/sign-out',
    ])
  })

  test('without signing in, every other route asks to sign in first', async () => {
    const anonymous = t.anonymous()
    for (const route of gated) {
      // A stranger may have only so many forms kept in an hour, fewer than there are routes.
      await asSystem(t.database, (db) => db.deleteFrom('rate_limits').execute())
      const response = await (route.method === 'GET'
        ? anonymous.get(addressOf(route))
        : anonymous.post(addressOf(route), {}))
      expect(
        [response.status, response.headers.get('Location')?.startsWith('/sign-in')],
        label(route),
      ).toEqual([303, true])
    }
  })

  test.each(roles)(
    '%s: what the table refuses is refused on every route, whatever the scope',
    async (role) => {
      for (const route of gated.filter(({ access }) => answerOf(role, access) === 'no'))
        expect(
          await Promise.all(
            Object.keys(scopes).map(async (scope) => [scope, (await ask(route, as(role, scope))).status]),
          ),
          label(route),
        ).toEqual(Object.keys(scopes).map((scope) => [scope, 403]))
    },
  )

  test.each(roles)('%s of the whole organisation: what the table allows opens', async (role) => {
    for (const route of gated.filter(
      ({ access, method }) => method === 'GET' && answerOf(role, access) !== 'no',
    )) {
      const { status } = await ask(route, as(role, 'the whole organisation'))
      // 404: the walk has no such record (a message, an import). 409 and 422: not in this state.
      // Partly allowed means that the last step is another's; signing and asking are for the party itself.
      const lastStep =
        answerOf(role, route.access) === 'partial' ||
        ['agreements.sign', 'support.request'].includes(route.access)
      expect([200, 303, 404, 409, 422, ...(lastStep ? [403] : [])], label(route)).toContain(status)
    }
  })

  test.each(roles)(
    '%s of another place: nothing about the school opens, and nothing of it is written',
    async (role) => {
      for (const route of aboutOneSchool.filter(({ access }) => answerOf(role, access) !== 'no'))
        for (const scope of Object.keys(scopes).filter((name) => !covering.has(name)))
          expect([403, 404], `${label(route)} for ${scope}`).toContain(
            (await ask(route, as(role, scope))).status,
          )
    },
  )

  test.each(roles)('%s of the school or its area: what the table allows opens', async (role) => {
    for (const route of aboutOneSchool.filter(
      ({ access, method, path }) =>
        method === 'GET' &&
        access.endsWith('.view') &&
        !path.includes(':session') &&
        answerOf(role, access) !== 'no',
    ))
      for (const scope of ['the school', 'the area around the school'])
        expect([200, 303], `${label(route)} for ${scope}`).toContain(
          (await ask(route, as(role, scope))).status,
        )
  })

  test.each(roles)('%s of another place: no list names the school', async (role) => {
    for (const route of lists.filter(({ access }) => answerOf(role, access) !== 'no'))
      for (const scope of Object.keys(scopes).filter((name) => !covering.has(name))) {
        const response = await as(role, scope).get(addressOf(route))
        expect(await response.text(), `${label(route)} for ${scope}`).not.toContain('Rowan Primary School')
      }
  })

  test('a pack that takes away every right but looking after people closes every other route to every role', async () => {
    const organisation = await t.insertOrganisation('Closed County Council')
    const visitor = async (role: Role) => t.signInAs(role, { kind: 'all' }, { organisation })
    const { actor } = await visitor('administrator')
    const nothing = Object.fromEntries(actions.map((action) => [action, 'no']))
    // Somebody must look after people: a pack that takes that from every role is no pack.
    const keeper: Role = 'system administrator'
    const left = { ...nothing, 'people.manage': 'yes' }
    await asActor(t.database, actor, (db) =>
      insertAdoptedPack(db, {
        organisationId: organisation.id,
        personId: actor.personId,
        pack: 'closed',
        version: 1,
        name: 'Closed',
        academicYear: '2026-27',
        files: new Map([
          ['pack.yaml', 'id: closed\nname: Closed\nversion: 1\nacademic year: 2026-27\nsummary: Nothing\n'],
          [
            'roles.yaml',
            JSON.stringify(
              Object.fromEntries(roles.map((r) => [r, { permissions: r === keeper ? left : nothing }])),
            ),
          ],
        ]),
      }),
    )
    for (const role of roles) {
      const one = await visitor(role)
      for (const route of gated.filter(
        ({ access }) => access !== 'signed in' && !(role === keeper && access === 'people.manage'),
      ))
        expect((await ask(route, one)).status, `${role}: ${label(route)}`).toBe(403)
    }
  }, 180_000)

  test('a person of another organisation finds none of these records', async () => {
    const elsewhere = await t.insertOrganisation('Elsewhere County Council')
    for (const role of ['director', 'head of standards', 'lead adviser', 'administrator'] as const) {
      const stranger = await t.signInAs(role, { kind: 'all' }, { organisation: elsewhere })
      for (const route of gated.filter(
        ({ access, path }) =>
          !['schools.view', 'packs.view', 'packs.manage', 'imports.manage'].includes(access) &&
          path.includes(':') &&
          answerOf(role, access) !== 'no',
      ))
        expect([403, 404], `${role}: ${label(route)}`).toContain((await ask(route, stranger)).status)
    }
  })
})
