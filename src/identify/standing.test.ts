// What stands of a school that changed its URN: how it was seen before, under the name it bore then.
import { beforeAll, expect, test } from 'vitest'
import { asSystem } from '#platform/database.ts'
import { type SignedIn, testApp } from '../../test/setup/app.ts'
import { giveSchools, insertImport, insertReplacement, insertSchools } from './evidence.fixture.ts'

const app = await testApp()
const [AFTER, BEFORE, FIRST] = [123_811, 123_812, 123_813]
let lead: SignedIn
let adviser: SignedIn

beforeAll(async () => {
  await asSystem(app.database, async (db) => {
    const imported = await insertImport(db)
    await insertSchools(db, imported, [
      { urn: AFTER, name: 'Fern Academy', opened: '2024-09-01' },
      { urn: BEFORE, name: 'Fern Primary', closed: '2024-08-31', status: 'Closed' },
      { urn: FIRST, name: 'Fern Infant', closed: '2010-08-31', status: 'Closed' },
    ])
    await insertReplacement(db, imported, AFTER, BEFORE)
    await insertReplacement(db, imported, BEFORE, FIRST)
  })
  const { district, otherDistrict } = app.organisation.areas
  await giveSchools(app.database, app.organisation.id, [AFTER], district)
  await giveSchools(app.database, app.organisation.id, [BEFORE], otherDistrict)
  lead = await app.signInAs('lead adviser')
  adviser = await app.signInAs('adviser', { kind: 'area', id: district })
})

const rate = async (urn: number, rating: string) =>
  (
    await lead.post(`/identify/schools/${urn}/rating`, {
      _version: '0',
      rating,
      direction: 'steady',
      rationale: `It is ${rating}.`,
    })
  ).status
const read = async (who: SignedIn, path: string) => (await who.get(path)).text()
const BRIEF = `/schools/${AFTER}`
const WHOLE = `/identify/schools/${AFTER}`

test('nothing is said of a number under which nothing was said', async () => {
  for (const path of [BRIEF, WHOLE]) {
    const html = await read(lead, path)
    expect(html).toContain('Fern Academy')
    expect(html).not.toMatch(/[Aa]s Fern Primary \(URN/)
  }
})

test('how it was rated before stands in brief until it is rated anew, and in whole always', async () => {
  expect(await rate(BEFORE, 'amber')).toBe(303)
  expect(await read(lead, BRIEF)).toContain('As Fern Primary (URN 123812)')
  const whole = await read(lead, WHOLE)
  for (const text of [
    'This school has not been rated yet.',
    'Before, as Fern Primary (URN 123812)',
    'It is amber.',
  ])
    expect(whole).toContain(text)
  expect(whole).not.toContain('Fern Infant')
  expect(whole).toContain(`href="/identify/schools/${BEFORE}"`)

  expect(await rate(AFTER, 'green')).toBe(303)
  expect(await read(lead, BRIEF)).not.toContain('As Fern Primary')
  expect(await read(lead, WHOLE)).toContain('It is amber.')
})

test('an adviser who does not reach the school as it was is told nothing of it', async () => {
  for (const path of [BRIEF, WHOLE]) {
    const html = await read(adviser, path)
    expect(html).toContain('Fern Academy')
    expect(html).not.toMatch(/It is amber|[Aa]s Fern Primary \(URN/)
  }
})
