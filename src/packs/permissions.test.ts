import { describe, expect, test } from 'vitest'
import { asActor } from '#platform/database.ts'
import { can, reachOf } from '#platform/permissions.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { newestPacks } from '#src/packs/packs.queries.ts'
import { type SignedIn, testApp } from '../../test/setup/app.ts'
import { insertAdoptedPack } from './packs.queries.ts'
import { permissionsOf } from './permissions.queries.ts'

const t = await testApp()

/** Adopts a pack that says nothing but what roles may do. */
async function adopt(by: SignedIn, pack: string, version: number, roles: string): Promise<void> {
  const { organisationId, personId } = by.actor
  await asActor(t.database, by.actor, (db) =>
    insertAdoptedPack(db, {
      organisationId,
      personId,
      pack,
      version,
      name: pack,
      academicYear: '2026-27',
      files: new Map([
        [
          'pack.yaml',
          `id: ${pack}\nname: ${pack}\nversion: ${version}\nacademic year: 2026-27\nsummary: Rights\n`,
        ],
        ['roles.yaml', roles],
      ]),
    }),
  )
}

const ours = async (by: SignedIn) => ({
  ...by.actor,
  permissions: await permissionsOf(
    t.database,
    await asActor(t.database, by.actor, async (db) => (await newestPacks(db)).map(({ id }) => id)),
  ),
})

describe('Under an adopted pack', () => {
  test('its answers stand on the next request, for its organisation alone', async () => {
    const organisation = await t.insertOrganisation('Weald Learning Trust')
    const inside = { organisation }
    const administrator = await t.signInAs('administrator', { kind: 'all' }, inside)
    const governor = await t.signInAs('governor', { kind: 'all' }, inside)
    const elsewhere = await t.signInAs('governor', { kind: 'all' })
    const opens = async (who: SignedIn, path: string) => (await who.get(path)).status

    expect(await opens(governor, '/messages')).toBe(403)
    expect(await opens(administrator, '/people/new')).toBe(200)
    await adopt(
      administrator,
      'rights',
      1,
      'governor:\n  permissions:\n    messages.view: yes\nadministrator:\n  permissions:\n    people.manage: partial\n',
    )
    expect(await opens(governor, '/messages')).toBe(200)
    expect(await opens(governor, '/schools')).toBe(200)
    // Partly allowed is not enough to give somebody access.
    expect(await opens(administrator, '/people/new')).toBe(403)
    expect(await opens(elsewhere, '/messages')).toBe(403)

    await adopt(administrator, 'rights', 2, 'governor:\n  permissions:\n    messages.view: no\n')
    expect(await opens(governor, '/messages')).toBe(403)
    expect(await opens(administrator, '/people/new')).toBe(200)
  })

  test('of two packs the one adopted last has the last word, and the rest stays as built in', async () => {
    const organisation = await t.insertOrganisation('Downs Alliance')
    const adviser = await t.signInAs('adviser', { kind: 'all' }, { organisation })
    await adopt(adviser, 'first', 1, 'adviser:\n  permissions:\n    needs.manage: no\n    audit.view: yes\n')
    await adopt(adviser, 'second', 1, 'adviser:\n  permissions:\n    needs.manage: partial\n')
    const actor = await ours(adviser)
    expect(can(actor, 'needs.manage')).toBe('partial')
    expect(can(actor, 'audit.view')).toBe('yes')
    expect(can(actor, 'concerns.raise')).toBe('yes')
    expect(reachOf(actor, 'audit.view').all).toBe(true)
  })

  test('nobody ends the last role that may look after people, whichever role the pack gives that to', async () => {
    const organisation = await t.insertOrganisation('Marsh Partnership')
    const director = await t.signInAs('director', { kind: 'all' }, { organisation })
    await adopt(
      director,
      'rights',
      1,
      'director:\n  permissions:\n    people.manage: yes\nadministrator:\n  permissions:\n    people.manage: no\n',
    )
    const other = await t.signInAs('administrator', { kind: 'all' }, { organisation })
    expect((await other.get('/people/new')).status).toBe(403)
    const { id } = await asActor(t.database, director.actor, (db) =>
      db
        .selectFrom('memberships')
        .select('id')
        .where('person_id', '=', director.actor.personId)
        .executeTakeFirstOrThrow(),
    )
    const [year, month, day] = todayInEngland().split('-')
    const answer = await director.post(`/people/${director.actor.personId}/roles/${id}/end`, {
      _version: '1',
      'last-day': day!,
      'last-month': month!,
      'last-year': year!,
    })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('Nobody would be left to look after people and roles')
  })
})
