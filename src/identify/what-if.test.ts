// Trying other thresholds: what would differ, with nothing stored, and the same as after adopting them.
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { addressOf } from '#platform/addresses.ts'
import { type SignedIn, testApp } from '../../test/setup/app.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { yearsBefore } from './criteria.rules.ts'
import { proposeCategories } from './proposals.actions.ts'
import { calendarOf } from './terms.queries.ts'
import { termOf } from './terms.rules.ts'
import {
  giveSchools,
  insertFigures,
  insertImport,
  insertInspection,
  insertSchools,
} from './evidence.fixture.ts'

const t = await testApp()
let standards: SignedIn
let pack: string

const body = async (answer: Promise<Response>) => (await answer).text()
const FLOOR = 'criteria-0-when-below'
const YEARS = 'criteria-1-when-count'
const FIVE = 'criteria-1-when-where-below'
const LAST = 'categories-7-when-below'
const DAYS = 'categories-2-minimum_days'

beforeAll(async () => {
  await asSystem(t.database, async (db) => {
    const imported = await insertImport(db)
    await insertImport(db, 'key-stage-2', '2010-11')
    await insertSchools(db, imported, [
      { urn: 301, name: 'Alder Primary' },
      { urn: 302, name: 'Beech Primary' },
      { urn: 303, name: 'Cedar Primary' },
    ])
    for (const year of [2007, 2008, 2009, 2010, 2011]) {
      await insertFigures(db, imported, 301, year, { ks2_l4_english_maths: 55 })
      await insertFigures(db, imported, 302, year, { ks2_l4_english_maths: year > 2009 ? 62 : 70 })
      await insertFigures(db, imported, 303, year, { ks2_l4_english_maths: 'suppressed' })
    }
    for (const urn of [301, 302, 303])
      await insertInspection(db, imported, urn, {
        on: yearsBefore(todayInEngland(), 1),
        framework: '2009',
        grades: { overall: 'good' },
      })
  })
  await giveSchools(t.database, t.organisation.id, [301, 303], t.organisation.areas.district)
  await giveSchools(t.database, t.organisation.id, [302], t.organisation.areas.otherDistrict)
  standards = await t.signInAs('head of standards')
  const adopted = await standards.post('/packs/built-in/county-challenge/adopt')
  pack = adopted.headers.get('Location')?.split('/').at(-1) ?? ''
})

const tried = (values: Record<string, string>, who = standards) =>
  body(who.get(addressOf('/identify/what-if', { pack, ...values })))

describe('What if the thresholds were others', () => {
  test('the page offers the thresholds and the years counted, and nothing else', async () => {
    const html = await body(standards.get('/identify/what-if'))
    for (const name of [FLOOR, YEARS, FIVE]) expect(html).toContain(`name="${name}"`)
    expect(html).not.toContain('name="criteria-0-name"')
    expect(html).not.toContain('What would differ')
  })

  test('a higher floor says which schools would come, each with its sentence and why', async () => {
    const html = await tried({ [FLOOR]: '65' })
    expect(html).toContain('Of 3 schools')
    expect(html).toContain('Came on to the list (1)')
    expect(html).toContain('Beech Primary')
    expect(html).toContain('below 65% in 2011: 62%')
    expect(html).not.toContain('60% floor in 2011: 62%')
    expect(html).toContain('the test is below 65%, where it was below 60%')
    expect(html).not.toContain('Cedar Primary')
  })

  test('a lower floor and more years say which would leave', async () => {
    const html = await tried({ [FLOOR]: '50', [FIVE]: '50' })
    expect(html).toContain('Left the list (1)')
    expect(html).toContain('Alder Primary')
    expect(await tried({ [YEARS]: 'at least 2', [FIVE]: '65' })).toContain('Beech Primary')
    expect(await tried({ [FLOOR]: '60' })).toContain('No school would come or go')
  })

  test('a value that makes no sense is told at its field', async () => {
    const answer = await standards.get(addressOf('/identify/what-if', { pack, [FLOOR]: 'low' }))
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(`href="#${FLOOR}"`)
  })

  test('an adviser tries it on the schools of their own area', async () => {
    const adviser = await t.signInAs('adviser', { kind: 'area', id: t.organisation.areas.district })
    const html = await tried({ [FLOOR]: '65' }, adviser)
    expect(html).toContain('Of 2 schools')
    expect(html).not.toContain('Beech Primary')
    expect(html).not.toContain('Change the pack with these values')
  })

  test('a category’s threshold says which schools would come and go in each category, each with its sentence', async () => {
    const html = await body(standards.get(addressOf('/identify/what-if', { pack, of: 'categories' })))
    for (const name of [LAST, DAYS]) expect(html).toContain(`name="${name}"`)
    expect(await body(standards.get('/identify/what-if?of=categories'))).toContain(`name="${LAST}"`)
    expect(html).not.toContain(`name="${FLOOR}"`)
    expect(html).not.toContain('What would differ')

    const moved = await tried({ of: 'categories', [LAST]: '65' })
    expect(moved).toContain('For 1 of 3 schools another category would be proposed')
    expect(moved).toMatch(
      /<h3[^>]*>Prevention, below the floor in 2011<\/h3>.*Would come \(1\).*Beech Primary.*Prevention, other.*below 65% in 2011: 62%/s,
    )
    expect(moved).toMatch(/<h3[^>]*>Prevention, other<\/h3>.*Would go \(1\).*Beech Primary/s)
    expect(moved).not.toContain('Would come (2)')
    // Suppressed figures leave the matter open on both sides: nobody is moved by what is not known.
    expect(moved).not.toContain('Cedar Primary')
    expect(moved).toContain(`/packs/adopted/${pack}/change?${LAST}=65`)
  })

  test('other minimum days are told for all schools, and move one only where they tell two open categories apart', async () => {
    const html = await tried({ of: 'categories', 'categories-9-minimum_days': '8' })
    expect(html).toContain('For none of 3 schools would another category be proposed')
    expect(html).toMatch(/6\s\(6\seach\).*8\s\(8\seach\)/s)
    // Alder has no figure of 2006: as long as both categories bring as many days that does not matter.
    const apart = await tried({ of: 'categories', [DAYS]: '25' })
    expect(apart).toMatch(/<h3[^>]*>A person must decide<\/h3>.*Would come \(1\).*Alder Primary/s)
    const wrong = await standards.get(
      addressOf('/identify/what-if', { pack, of: 'categories', [DAYS]: 'few' }),
    )
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain(`href="#${DAYS}"`)
  })

  test('nothing is stored; adopting leads to the form with these values, and then the lists say the same', async () => {
    const count = () =>
      asActor(t.database, standards.actor, async (db) => [
        (await db.selectFrom('identification_runs').select('id').execute()).length,
        (await db.selectFrom('adopted_packs').select('id').execute()).length,
      ])
    const stood = await count()
    const html = await tried({ [FLOOR]: '65' })
    expect(await count()).toEqual(stood)
    expect(html).toContain(`/packs/adopted/${pack}/change?${FLOOR}=65`)
    expect(await body(standards.get(`/packs/adopted/${pack}/change?${FLOOR}=65`))).toMatch(
      new RegExp(`id="${FLOOR}"[^>]*value="65"`),
    )

    const runs: string[] = []
    const run = async (id: string) => {
      await standards.post('/identify/runs', { pack: id })
      const { id: made } = await asActor(t.database, standards.actor, (db) =>
        db.selectFrom('identification_runs').select('id').orderBy('run_at', 'desc').executeTakeFirstOrThrow(),
      )
      runs.push(made)
    }
    await run(pack)
    const kept = await standards.post(`/packs/adopted/${pack}/change`, {
      _version: '1',
      [FLOOR]: '65',
      confirmed: 'yes',
      reason: 'Tried and agreed',
    })
    await run(kept.headers.get('Location')?.split('/').at(-1) ?? '')
    const compared = await body(
      standards.get(`/identify/runs/comparison?from=${runs[0]}&to=${runs[1]}&kind=came`),
    )
    expect(compared).toContain('Came on to the list (1)')
    expect(compared).toContain('Beech Primary')
    expect(compared).toContain('the test is below 65%, where it was below 60%')
  })

  test('what a trial of categories proposes is what a round proposes once the values are adopted', async () => {
    const elsewhere = await t.insertOrganisation()
    await giveSchools(t.database, elsewhere.id, [301, 302, 303])
    const own = await t.signInAs('head of standards', { kind: 'all' }, { organisation: elsewhere })
    const adopted = await own.post('/packs/built-in/county-challenge/adopt')
    const id = adopted.headers.get('Location')?.split('/').at(-1) ?? ''
    const kept = await own.post(`/packs/adopted/${id}/change`, {
      _version: '1',
      [LAST]: '65',
      confirmed: 'yes',
      reason: 'Tried and agreed',
    })
    const changed = kept.headers.get('Location')?.split('/').at(-1) ?? ''
    const proposed = await asActor(t.database, own.actor, async (db) => {
      const today = todayInEngland()
      const term = termOf(today, await calendarOf(db))
      await proposeCategories(db, { ...own.actor, ...term, packId: changed, asAt: today })
      return db.selectFrom('category_proposals').select(['urn', 'category']).orderBy('urn').execute()
    })
    expect(proposed).toEqual([
      { urn: 301, category: 'focus-five-years-local' },
      { urn: 302, category: 'prevention-2011' },
      { urn: 303, category: null },
    ])
  })

  test('a pack of another organisation is not found, and without one the list says what to do', async () => {
    const elsewhere = await t.insertOrganisation()
    const stranger = await t.signInAs('head of standards', { kind: 'all' }, { organisation: elsewhere })
    expect((await stranger.get('/identify/what-if')).headers.get('Location')).toBe('/identify')
    await stranger.post('/packs/built-in/leaders-of-education/adopt')
    expect((await stranger.get(`/identify/what-if?pack=${pack}`)).status).toBe(404)
  })
})
