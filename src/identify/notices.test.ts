// What a school reads of its own category, and that it reads nothing else: the settings, the release, and an attack
// by its head over every address there is.
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { routes } from '#src/app.tsx'
import { type SignedIn, type TestApp, testApp } from '../../test/setup/app.ts'
import { FOCUS, OTHER, decide, insertCounty, propose } from './decisions.fixture.ts'
import { readBySchool, wordsFor } from './notices.rules.ts'
import { saveSchoolYear } from './terms.queries.ts'
import { yearOfDay } from './terms.rules.ts'

const app: TestApp = await testApp()
let standards: SignedIn
let lead: SignedIn
let head: SignedIn
let chair: SignedIn
let round = ''
/** What must never reach a school. */
const SECRETS = [
  'Zebra-rationale',
  'Zebra-reason',
  'Zebra-concern',
  'Focus, below the floor',
  'Prevention, below the floor',
  'at least 10 days',
  'declining',
]
const WORDS = 'We would like to walk beside you this year.\nYour adviser will ring you.'
/** So that an ordinary day is one on which first news may go out, whatever day the tests run. */
const noTermEnds = async () =>
  asActor(app.database, standards.actor, (db) => {
    const academicYear = yearOfDay(todayInEngland())
    const year = Number(academicYear.slice(0, 4))
    const none = { starts: null, ends: null, due: null }
    return saveSchoolYear(db, standards.actor.organisationId, 0, {
      academicYear,
      autumn: { starts: `${year}-09-01`, ends: `${year + 1}-08-31`, due: null },
      spring: none,
      summer: none,
    })
  })

const textOf = async (response: Response | Promise<Response>) => (await response).text()
const released = (urn: number) =>
  asActor(app.database, lead.actor, (db) =>
    db.selectFrom('school_notices').selectAll().where('urn', '=', urn).execute(),
  )
const decisionIn = async (html: string) => /name="decision" value="([^"]+)"/.exec(html)?.[1] ?? ''
/** A reason goes with it, so that it goes out on any day of the week. */
async function release(urn: number, form: Record<string, string> = {}) {
  const decision = await decisionIn(await textOf(lead.get(`/identify/schools/${urn}/release`)))
  return lead.post(`/identify/schools/${urn}/release`, {
    decision,
    release: 'yes',
    reason: 'The head asked for it today.',
    ...form,
  })
}

beforeAll(async () => {
  await insertCounty(app)
  standards = await app.signInAs('head of standards')
  lead = await app.signInAs('lead adviser', { kind: 'all' }, { name: 'Lena Leader' })
  head = await app.signInAs('headteacher', { kind: 'school', id: String(FOCUS) }, { name: 'Hana Head' })
  chair = await app.signInAs('chair of governors', { kind: 'school', id: String(FOCUS) })
  round = await propose(app, standards)
  await noTermEnds()
  await decide(lead, FOCUS, round, 0, {
    decision: 'override',
    category: 'prevention-2011',
    reason: 'Zebra-reason',
  })
  await lead.post(`/identify/schools/${FOCUS}/rating`, {
    _version: '0',
    rating: 'red',
    direction: 'declining',
    rationale: 'Zebra-rationale',
  })
  await lead.post(`/identify/schools/${FOCUS}/concern`, { kind: 'at risk', why: 'Zebra-concern' })
})

describe('what a school may read', () => {
  const decision = {
    id: 'd',
    state: 'final',
    outcome: 'confirmed',
    category: 'c',
    kindOfSupport: 'Plan',
  } as const
  const settings = (shows: 'nothing' | 'kind of support' | 'own words') => ({
    shows,
    words: { c: ' Ours ' },
    version: 1,
  })

  test('is what the organisation set, of a decision that stands, and nothing before', () => {
    expect(wordsFor(decision, settings('own words')).words).toBe('Ours')
    expect(wordsFor(decision, settings('kind of support')).words).toContain('Plan')
    expect(wordsFor(decision, settings('nothing')).words).toBeNull()
    expect(wordsFor({ ...decision, state: 'prepared' }, settings('own words')).words).toBeNull()
    expect(wordsFor({ ...decision, category: 'x' }, settings('own words')).why).toContain('no words yet')
    expect(wordsFor(null, settings('own words')).words).toBeNull()
    const deferred = { ...decision, outcome: 'deferred', category: null, kindOfSupport: null } as const
    expect(wordsFor(deferred, settings('own words')).words).toBeNull()
  })

  test('is the newest that was not taken back, and nothing at all once the setting says so', () => {
    const notice = (id: string, withdrawnOn: string | null) => ({
      id,
      decisionId: id,
      academicYear: '2026-27',
      term: 'autumn',
      words: id,
      releasedBy: '',
      releasedOn: '2026-11-02',
      overrideReason: null,
      withdrawnOn,
      withdrawnBy: null,
      withdrawnWhy: null,
      version: 1,
    })
    const all = [notice('new', '2026-11-03'), notice('old', null)]
    expect(readBySchool(all, settings('own words'))?.id).toBe('old')
    expect(readBySchool(all, settings('nothing'))).toBeNull()
    expect(readBySchool([], settings('own words'))).toBeNull()
  })
})

/** Every page, list and export there is, with this school in every place where a school can stand. */
async function everythingFor(visitor: SignedIn): Promise<{ path: string; body: string; status: number }[]> {
  const seen: { path: string; body: string; status: number }[] = []
  for (const route of routes) {
    if (route.method !== 'GET') continue
    const path = route.path
      .replaceAll(/:(urn|school)\b/g, String(FOCUS))
      .replaceAll(/:\w+/g, '00000000-0000-4000-8000-000000000000')
    for (const query of [
      '',
      `?urn=${FOCUS}&q=Alder&show=decided&school=${FOCUS}&area=${app.organisation.areas.district}`,
    ]) {
      const response = await visitor.get(path + query)
      seen.push({ path: path + query, body: await response.text(), status: response.status })
    }
  }
  return seen
}

describe('a head and a chair', () => {
  const leaks = async (who: SignedIn, secrets: readonly string[]) =>
    (await everythingFor(who)).flatMap(({ path, body }) =>
      secrets.filter((secret) => body.includes(secret)).map((secret) => `${path}: ${secret}`),
    )

  test('reach no category, rating, reason or concern by any address or export before release', async () => {
    expect(await leaks(head, [...SECRETS, 'walk beside you'])).toEqual([])
    expect(await leaks(chair, [...SECRETS, 'walk beside you'])).toEqual([])
    expect((await head.get(`/identify/schools/${FOCUS}`)).status).toBe(403)
    expect(await textOf(head.get(`/schools/${FOCUS}/notice`))).toContain('There is nothing to read here yet')
    // The attack can see: an officer finds all of it by the same addresses.
    const found = new Set((await leaks(lead, SECRETS)).map((leak) => leak.split(': ').at(-1)))
    expect(found).toEqual(new Set(SECRETS))
  })

  test('cannot decide, rate, release or set anything by sending its form', async () => {
    for (const path of ['decision', 'rating', 'moderation', 'release', 'withdraw', 'watch'])
      expect((await head.post(`/identify/schools/${FOCUS}/${path}`, {})).status, path).toBe(403)
    for (const path of [
      '/identify/notices',
      '/identify/terms',
      '/identify/decisions/propose',
      '/identify/watchlist/looked',
    ])
      expect((await head.post(path, {})).status, path).toBe(403)
  })

  test('of another school find nothing of this one', async () => {
    const other = await app.signInAs('headteacher', { kind: 'school', id: String(OTHER) })
    expect((await other.get(`/schools/${FOCUS}/notice`)).status).toBe(403)
  })
})

describe('releasing', () => {
  test('needs a setting: until then schools read nothing', async () => {
    expect(await textOf(lead.get(`/identify/schools/${FOCUS}/release`))).toContain('schools read nothing')
    expect((await release(FOCUS)).status).toBe(422)
    expect(await released(FOCUS)).toEqual([])
  })

  test('needs words where the organisation uses its own', async () => {
    expect((await lead.get('/identify/notices')).status).toBe(403)
    const html = await textOf(standards.get('/identify/notices'))
    expect(html).toContain('Prevention, below the floor in 2011')
    expect(html).not.toContain('checked')
    expect((await standards.post('/identify/notices', { _version: '0' })).status).toBe(422)
    await standards.post('/identify/notices', { _version: '0', shows: 'own words' })
    expect(await textOf(lead.get(`/identify/schools/${FOCUS}/release`))).toContain('no words yet')
    const saved = await standards.post('/identify/notices', {
      _version: '1',
      shows: 'own words',
      'words-prevention-2011': WORDS,
    })
    expect(saved.status).toBe(303)
    expect((await standards.post('/identify/notices', { _version: '1', shows: 'nothing' })).status).toBe(409)
  })

  test('is a person’s own act, with its words before their eyes', async () => {
    const html = await textOf(lead.get(`/identify/schools/${FOCUS}/release`))
    expect(html).toContain('walk beside you')
    expect(html).toContain('Hana Head')
    const decision = await decisionIn(html)
    const unticked = await lead.post(`/identify/schools/${FOCUS}/release`, { decision, reason: 'x' })
    expect(unticked.status).toBe(422)
    expect((await release(FOCUS, { decision: 'another' })).status).toBe(422)
    const adviser = await app.signInAs('adviser')
    expect((await adviser.get(`/identify/schools/${FOCUS}/release`)).status).toBe(403)
    expect(await released(FOCUS)).toEqual([])
  })

  test('shows the head exactly the words, says so by mail without them, and nothing else', async () => {
    expect((await release(FOCUS)).status).toBe(303)
    const html = await textOf(head.get(`/schools/${FOCUS}/notice`))
    expect(html).toContain('We would like to walk beside you this year.')
    for (const secret of SECRETS) expect(html).not.toContain(secret)
    expect(await textOf(chair.get(`/schools/${FOCUS}/notice`))).toContain('walk beside you')
    expect(await textOf(head.get('/'))).toContain(`/schools/${FOCUS}/notice`)
    const mails = await asActor(app.database, lead.actor, (db) =>
      db.selectFrom('messages').select(['subject', 'body']).execute(),
    )
    expect(mails.length).toBeGreaterThan(0)
    for (const { subject, body } of mails)
      expect(`${subject}${body}`).not.toMatch(/walk beside|Prevention|Zebra/)
    const leaks = (await everythingFor(head)).flatMap(({ path, body }) =>
      SECRETS.filter((secret) => body.includes(secret)).map((secret) => `${path}: ${secret}`),
    )
    expect(leaks).toEqual([])
    const governor = await app.signInAs('governor', { kind: 'school', id: String(FOCUS) })
    expect((await governor.get(`/schools/${FOCUS}/notice`)).status).toBe(403)
  })

  test('is done once for a decision, and what was released stays as it was', async () => {
    expect((await release(FOCUS)).status).toBe(422)
    await standards.post('/identify/notices', {
      _version: '2',
      shows: 'own words',
      'words-prevention-2011': 'Quite other words.',
    })
    expect(await textOf(head.get(`/schools/${FOCUS}/notice`))).toContain('walk beside you')
  })

  test('is not followed by what was decided later, until that is released too', async () => {
    await decide(lead, FOCUS, round, 1, { decision: 'confirm' })
    const html = await textOf(head.get(`/schools/${FOCUS}/notice`))
    expect(html).toContain('walk beside you')
    expect(html).not.toContain('Focus')
  })

  test('can be taken back with a reason', async () => {
    expect((await lead.post(`/identify/schools/${FOCUS}/withdraw`, { why: '' })).status).toBe(422)
    expect(
      (await lead.post(`/identify/schools/${FOCUS}/withdraw`, { why: 'Zebra-reason of mine' })).status,
    ).toBe(303)
    const html = await textOf(head.get(`/schools/${FOCUS}/notice`))
    expect(html).toContain('There is nothing to read here yet')
    expect(html).not.toContain('Zebra')
    expect(await textOf(lead.get(`/identify/schools/${FOCUS}`))).toContain('Taken back on')
  })

  test('of first news asks for a reason on a day on which the head could ask nobody', async () => {
    // The term now ends today, so today is in its last week whatever day it is.
    const academicYear = yearOfDay(todayInEngland())
    await asActor(app.database, standards.actor, (db) =>
      db
        .updateTable('school_years')
        .set({ autumn_ends: todayInEngland(), autumn_starts: `${Number(academicYear.slice(0, 4))}-08-01` })
        .where('academic_year', '=', academicYear)
        .execute(),
    )
    await decide(lead, OTHER, round, 0, { decision: 'confirm' })
    await standards.post('/identify/notices', { _version: '3', shows: 'kind of support' })
    expect(await textOf(lead.get(`/identify/schools/${OTHER}/release`))).toContain(
      'It is the last week of a term.',
    )
    const refused = await release(OTHER, { reason: '' })
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain('Say why it cannot wait for another day')
    expect((await release(OTHER)).status).toBe(303)
    expect(await released(OTHER)).toMatchObject([{ override_reason: 'The head asked for it today.' }])
  })
})
