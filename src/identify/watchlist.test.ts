// A person's watchlist: what changed since they last looked, whoever did it, and nothing lost in between.
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { type SignedIn, type TestApp, testApp } from '../../test/setup/app.ts'
import { ELSEWHERE, FOCUS, OTHER, decide, insertCounty, propose } from './decisions.fixture.ts'
import { insertFigures, insertImport, insertInspection } from './evidence.fixture.ts'
import { seenUpTo } from './watchlist.queries.ts'
import { type Change, changeInWords, whyItMatters } from './watchlist.rules.ts'

const app: TestApp = await testApp()
let adviser: SignedIn
let lead: SignedIn

beforeAll(async () => {
  await insertCounty(app)
  lead = await app.signInAs('lead adviser', { kind: 'all' }, { name: 'Lena Leader' })
  adviser = await app.signInAs('adviser', { kind: 'area', id: app.organisation.areas.district })
})

const textOf = async (response: Response | Promise<Response>) => (await response).text()
const list = () => textOf(adviser.get('/identify/watchlist'))
/** As if the page had just been read, without its few seconds of grace: a moment ahead counts as now. */
async function look() {
  const { importId } = await asActor(app.database, adviser.actor, seenUpTo)
  const moment = new Date(Date.now() + 1_000).toISOString()
  return adviser.post('/identify/watchlist/looked', { moment, import: String(importId) })
}

describe('a watchlist', () => {
  test('is empty until a school is put on it, and says how', async () => {
    expect(await list()).toContain('You watch no school yet')
    expect(await textOf(adviser.get(`/identify/schools/${FOCUS}`))).toContain('Watch this school')
    expect((await adviser.post(`/identify/schools/${FOCUS}/watch`, { watch: 'yes' })).status).toBe(303)
    await adviser.post(`/identify/schools/${FOCUS}/watch`, { watch: 'yes' })
    await adviser.post(`/identify/schools/${OTHER}/watch`, { watch: 'yes' })
    expect((await adviser.post(`/identify/schools/${ELSEWHERE}/watch`, { watch: 'yes' })).status).toBe(403)
    const html = await list()
    expect(html).toContain('Nothing has changed since you last looked')
    expect(html).toContain('Alder Primary')
    expect(await textOf(lead.get('/identify/watchlist'))).toContain('You watch no school yet')
  })

  test('says what others did and what was published, and why it matters', async () => {
    await lead.post(`/identify/schools/${FOCUS}/concern`, { kind: 'at risk', why: 'Leaders have left' })
    const round = await propose(app, lead)
    await decide(lead, FOCUS, round, 0, { decision: 'confirm' })
    await lead.post(`/identify/schools/${FOCUS}/rating`, {
      _version: '0',
      rating: 'amber',
      direction: 'declining',
      rationale: 'Seen',
    })
    const head = await app.signInAs('headteacher', { kind: 'school', id: String(FOCUS) })
    await head.post(`/identify/schools/${FOCUS}/request`, { purpose: 'Coaching' })
    await asSystem(app.database, async (db) => {
      const imported = await insertImport(db, 'key-stage-2', '2024-25')
      await insertInspection(db, imported, FOCUS, { on: '2025-10-07', framework: '2024', grades: {} })
      await insertFigures(db, imported, FOCUS, 2025, { ks2_rwm_expected: 61 })
    })
    const html = await list()
    for (const text of [
      'Something has changed for 2 schools',
      'Lena Leader recorded a concern',
      'Lena Leader decided its category',
      'Lena Leader rated it amber, declining',
      'The school asked for support',
      'The school is waiting for an answer',
      'The inspection of 7 October 2025',
      'New figures:',
      'of 2024-25',
      'Another category has been proposed',
    ])
      expect(html).toContain(text)
  })

  test('leaves out what its owner did', async () => {
    await adviser.post(`/identify/schools/${OTHER}/rating`, {
      _version: '0',
      rating: 'green',
      direction: 'steady',
      rationale: 'Mine',
    })
    expect(await list()).not.toContain('rated it green')
  })

  test('begins anew once looked at, but keeps what came after the page was read', async () => {
    const page = await list()
    const moment = /name="moment" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const importId = /name="import" value="(\d+)"/.exec(page)?.[1] ?? ''
    await lead.post(`/identify/schools/${OTHER}/concern`, { kind: 'needs support', why: 'Later' })
    await adviser.post('/identify/watchlist/looked', { moment, import: importId })
    expect(await list()).toContain('recorded a concern')
    expect((await look()).status).toBe(303)
    expect(await list()).toContain('Nothing has changed since you last looked')
  })

  test('never moves backwards, and takes nothing but a moment', async () => {
    await adviser.post('/identify/watchlist/looked', { moment: '2020-01-01T00:00:00Z', import: '0' })
    expect(await list()).toContain('Nothing has changed since you last looked')
    expect((await adviser.post('/identify/watchlist/looked', { moment: 'x', import: '1' })).status).toBe(404)
    expect((await adviser.post('/identify/watchlist/looked', {})).status).toBe(404)
  })

  test('lets a school go', async () => {
    await adviser.post(`/identify/schools/${FOCUS}/watch`, { watch: 'no', back: '/identify/watchlist' })
    expect(await list()).not.toContain(`href="/identify/schools/${FOCUS}"`)
  })
})

describe('every change', () => {
  const on = '2026-11-02'
  const changes: Change[] = [
    { kind: 'inspection', on },
    { kind: 'figures', what: 'Key stage 2', academicYear: null },
    { kind: 'decision', outcome: 'deferred', category: null, isFinal: true, by: 'Ann', on },
    { kind: 'decision', outcome: 'confirmed', category: 'Focus', isFinal: false, by: 'Ann', on },
    { kind: 'proposal', category: null, on },
    { kind: 'rating', rating: 'green', direction: 'improving', by: 'Ann', on },
    { kind: 'concern', concern: 'at risk', by: 'Ann', on },
    { kind: 'request', on },
    { kind: 'head', headship: 'interim', on },
  ]
  test.each(changes)('is said in a sentence, and so is why it matters: $kind', (change) => {
    expect(changeInWords(change)).toMatch(/^[A-Z].*\.$/)
    expect(whyItMatters(change)).toMatch(/^[A-Z].*\.$/)
  })
})
