// Changing an adopted pack, through the whole application on a real database.
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor } from '#platform/database.ts'
import type { FormValues } from '#platform/exchange.ts'
import { type SignedIn, testApp } from '../../test/setup/app.ts'
import { adoptedFiles, adoptedPacks } from './packs.queries.ts'

const t = await testApp()
let administrator: SignedIn
let first: string

const body = async (answer: Promise<Response> | Response) => (await answer).text()
const versions = () => asActor(t.database, administrator.actor, (db) => adoptedPacks(db))
const textOf = (id: string, file: string) =>
  asActor(t.database, administrator.actor, async (db) => (await adoptedFiles(db, id))?.get(file) ?? '')
const idOf = (answer: Response) => answer.headers.get('Location')?.split('/').at(-1) ?? ''
const change = (id: string, values: FormValues, version: number) =>
  administrator.post(`/packs/adopted/${id}/change`, { _version: String(version), ...values })
const confirmed = { confirmed: 'yes', reason: 'As the heads’ forum agreed' }
const DAYS = 'categories-6-minimum_days'
const THRESHOLD = 'categories-7-when-below'

beforeAll(async () => {
  administrator = await t.signInAs('administrator')
  first = idOf(await administrator.post('/packs/built-in/county-challenge/adopt'))
})

describe('Changing an adopted pack', () => {
  test('the form shows what stands, by the names that people use', async () => {
    const html = await body(administrator.get(`/packs/adopted/${first}/change`))
    expect(html).toContain('Prevention, below the floor in 2011')
    expect(html).toContain('Minimum days')
    expect(html).toContain(`id="${THRESHOLD}"`)
  })

  test('nothing takes effect before it has been shown and confirmed with a reason', async () => {
    const shown = await change(first, { [DAYS]: '14', [THRESHOLD]: '65' }, 1)
    expect(shown.status).toBe(200)
    const html = await shown.text()
    expect(html).toContain('At least 12 days')
    expect(html).toContain('At least 14 days')
    expect(html).toContain('below 65% (the 60% floor)')
    expect((await change(first, { [DAYS]: '14', confirmed: 'yes', reason: '' }, 1)).status).toBe(422)
    expect(await versions()).toHaveLength(1)
  })

  test('a fault is told at its field, and nothing is kept', async () => {
    const answer = await change(first, { [DAYS]: 'many', ...confirmed }, 1)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(`href="#${DAYS}"`)
    expect((await change(first, confirmed, 1)).status).toBe(422)
    expect(await versions()).toHaveLength(1)
  })

  test('confirmed, it is the next version, with who and why; the earlier one stays as it was', async () => {
    const kept = await change(first, { [DAYS]: '14', 'pack-academic_year': '2012-13', ...confirmed }, 1)
    expect(kept.status).toBe(303)
    const [newest, older] = await versions()
    expect(newest).toMatchObject({
      version: 2,
      academicYear: '2012-13',
      changedFrom: first,
      reason: confirmed.reason,
    })
    expect(older).toMatchObject({ id: first, version: 1, academicYear: '2011-12' })
    expect(await textOf(idOf(kept), 'categories.yaml')).toContain('# Source 001 section 1.1')
    expect(await body(administrator.get(`/packs/adopted/${first}`))).toContain('At least 12 days')
    const page = await body(administrator.get(`/packs/adopted/${idOf(kept)}`))
    expect(page).toContain('At least 14 days')
    expect(page).toContain(confirmed.reason)
    expect(await body(administrator.get('/packs'))).not.toContain(first)
  })

  test('two versions, or one and the pack as it comes, are compared in words', async () => {
    const [newest] = await versions()
    const html = await body(administrator.get(`/packs/comparison?from=${first}&to=${newest!.id}`))
    expect(html).toContain('At least 12 days')
    expect(html).toContain('2012-13')
    const builtIn = await body(
      administrator.get(`/packs/comparison?from=${newest!.id}&to=built-in:county-challenge`),
    )
    expect(builtIn).toContain('Take it as the next version')
    expect(
      (await administrator.get(`/packs/comparison?from=${first}&to=built-in:leaders-of-education`)).status,
    ).toBe(404)
  })

  test('whoever saves second sees both, and can keep either', async () => {
    const stale = await change(first, { [DAYS]: '16', ...confirmed }, 1)
    expect(stale.status).toBe(409)
    const html = await stale.text()
    expect(html).toContain('At least 14 days')
    expect(html).toContain('At least 16 days')
    expect(await versions()).toHaveLength(2)
    const mine = await change(first, { [DAYS]: '16', ...confirmed }, 2)
    expect(mine.status).toBe(303)
    expect((await versions())[0]).toMatchObject({ version: 3 })
  })

  test('two who confirm at the same moment lose nothing: one is kept, the other is asked', async () => {
    const [newest] = await versions()
    const both = await Promise.all(
      ['17', '18'].map((days) => change(newest!.id, { [DAYS]: days, ...confirmed }, 3)),
    )
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([303, 409]))
    expect((await versions())[0]).toMatchObject({ version: 4 })
  })

  test('the pack that comes with Alongside can be taken as the next version', async () => {
    const taken = await administrator.post('/packs/built-in/county-challenge/adopt')
    const [newest] = await versions()
    expect(idOf(taken)).toBe(newest!.id)
    expect(newest).toMatchObject({ version: 5, academicYear: '2011-12', changedFrom: null })
    expect((await administrator.post('/packs/built-in/county-challenge/adopt')).headers.get('Location')).toBe(
      '/packs',
    )
  })
})

describe('Changing a pack’s text', () => {
  const post = async (values: Record<string, string | File>) => {
    const [newest] = await versions()
    const form = new FormData()
    const sent = { _key: crypto.randomUUID(), _version: String(newest!.version), ...values }
    for (const [name, value] of Object.entries(sent)) form.set(name, value)
    return administrator.post(`/packs/adopted/${newest!.id}/text`, form)
  }

  test('tells every fault with file, line and reason, keeps what was typed, and keeps nothing of it', async () => {
    const before = (await versions()).length
    const answer = await post({
      'text-calendar_yaml':
        'deadlines:\n  - id: a\n    waht: Plan\n    on: 2011-10-28\n    role: headteacher\n',
      ...confirmed,
    })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('calendar.yaml, line 3')
    expect(html).toContain('did you mean &quot;what&quot;')
    expect(html).toContain('waht: Plan')
    expect(await versions()).toHaveLength(before)
  })

  test('a file chosen in place of the text counts, and is downloaded as it was kept', async () => {
    const [newest] = await versions()
    const text = 'deadlines:\r\n  - { id: a, what: Plan, on: 2012-10-26, role: headteacher }\r\n'
    const shown = await post({ 'file-text-calendar_yaml': new File([text], 'anything.yaml') })
    expect(await shown.text()).toContain('26 October 2012')
    const kept = await post({ 'file-text-calendar_yaml': new File([text], 'anything.yaml'), ...confirmed })
    expect(kept.status).toBe(303)
    const file = await administrator.get(`/packs/adopted/${idOf(kept)}/file?name=calendar.yaml`)
    expect(await file.text()).toBe(text.replaceAll('\r', ''))
    expect((await administrator.get(`/packs/adopted/${newest!.id}/file?name=../secret`)).status).toBe(404)
  })

  test('a file can come and go', async () => {
    const kept = await post({
      'text-calendar_yaml': '',
      'new-file': 'agendas/visit.md',
      'new-text': '---\nid: visit\nname: A visit\n---\n\n1. Why\n',
      ...confirmed,
    })
    expect(kept.status).toBe(303)
    const page = await body(administrator.get(`/packs/adopted/${idOf(kept)}`))
    expect(page).toContain('A visit')
    expect(page).not.toContain('26 October 2012')
  })

  test('a pack keeps its id, and never leaves the organisation without somebody who looks after people', async () => {
    expect(
      await body(
        post({ 'text-pack_yaml': 'id: other\nname: A\nversion: 1\nacademic year: 2011-12\nsummary: A\n' }),
      ),
    ).toContain('a pack keeps its id')
    const nobody =
      'administrator:\n  permissions: { people.manage: no }\nsystem administrator:\n  permissions: { people.manage: partial }\n'
    expect(await body(post({ 'text-roles_yaml': nobody }))).toContain('taken from every role')
    // The role that keeps it is one that nobody holds.
    const nobodyHere = 'administrator:\n  permissions: { people.manage: no }\n'
    expect(await body(post({ 'text-roles_yaml': nobodyHere, ...confirmed }))).toContain(
      'nobody would be left to look after people',
    )
  })
})

test('only somebody with the right over the whole organisation changes a pack', async () => {
  const adviser = await t.signInAs('adviser')
  const local = await t.signInAs('head of standards', { kind: 'area', id: t.organisation.areas.district })
  for (const one of [adviser, local])
    for (const page of ['change', 'text'])
      expect((await one.get(`/packs/adopted/${first}/${page}`)).status).toBe(403)
  expect((await local.post('/packs/built-in/leaders-of-education/adopt')).status).toBe(403)
  const elsewhere = await t.signInAs(
    'administrator',
    { kind: 'all' },
    { organisation: await t.insertOrganisation() },
  )
  for (const page of ['', '/change', '/text', '/file?name=pack.yaml'])
    expect((await elsewhere.get(`/packs/adopted/${first}${page}`)).status).toBe(404)
})
