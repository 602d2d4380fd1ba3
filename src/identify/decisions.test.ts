// Proposing and deciding categories, through the whole application on a real database.
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { type SignedIn, type TestApp, testApp } from '../../test/setup/app.ts'
import {
  ELSEWHERE,
  FOCUS,
  OTHER,
  SPECIAL,
  SUPPRESSED,
  decide,
  insertCounty,
  propose,
} from './decisions.fixture.ts'
import { decisionsOf } from './decisions.queries.ts'

const app: TestApp = await testApp()
let standards: SignedIn
let lead: SignedIn
let adviser: SignedIn
let round = ''

beforeAll(async () => {
  await insertCounty(app)
  standards = await app.signInAs('head of standards')
  lead = await app.signInAs('lead adviser', { kind: 'all' }, { name: 'Lena Leader' })
  adviser = await app.signInAs(
    'adviser',
    { kind: 'area', id: app.organisation.areas.district },
    { name: 'Avi Adviser' },
  )
})

const textOf = async (response: Response | Promise<Response>) => (await response).text()
const list = (show: string, more = '') => textOf(lead.get(`/identify/decisions?show=${show}${more}`))
const historyOf = (urn: number) => asActor(app.database, lead.actor, (db) => decisionsOf(db, urn))
const dateIn = (days: number) => {
  const [year = '', month = '', day = ''] = new Date(Date.parse(todayInEngland()) + days * 86_400_000)
    .toISOString()
    .slice(0, 10)
    .split('-')
  return { 'until-day': day, 'until-month': month, 'until-year': year }
}

describe('before categories are proposed', () => {
  test('every school waits for a person, and the page says what to do', async () => {
    expect(await list('person')).toContain('5 schools')
    expect(await textOf(adviser.get('/identify/decisions'))).toContain('4 schools')
    expect(await list('person')).toContain('once a programme pack with categories has been')
    expect(await textOf(standards.get('/identify/decisions'))).toContain('Choose a programme pack')
    expect((await lead.get(`/identify/schools/${FOCUS}/decision`)).headers.get('Location')).toContain(
      '/identify/decisions',
    )
  })
})

describe('proposing', () => {
  beforeAll(async () => {
    round = await propose(app, standards)
  })

  test('gives each school the first category that fits, with the reason and its days', async () => {
    const html = await list('proposed')
    expect(html).toContain('Focus, below the floor five years (national, 2006 to 2010)')
    expect(html).toContain('Below the 60% floor in 2006, 2007, 2008, 2009 and 2010')
    expect(html).toContain('3 schools')
    const page = await textOf(lead.get(`/identify/schools/${FOCUS}/decision`))
    expect(page).toContain('partnership for this school, at least 20 days')
    expect(page).not.toContain('checked')
  })

  test('leaves a school with suppressed figures to a person, and one of another kind outside', async () => {
    const html = await list('person')
    expect(html).toContain('Beech Primary')
    expect(html).toContain('is not known (suppressed)')
    expect(html).toContain('1 school<')
    expect(await list('outside')).toContain('Dogwood School')
  })

  test('takes the full right over the whole organisation, and a pack that has categories', async () => {
    const ofArea = await app.signInAs('lead adviser', { kind: 'area', id: app.organisation.areas.district })
    expect((await ofArea.post('/identify/decisions/propose', {})).status).toBe(403)
    expect((await adviser.post('/identify/decisions/propose', {})).status).toBe(403)
    await standards.post('/packs/built-in/leaders-of-education/adopt')
    expect(await textOf(standards.get('/identify/decisions'))).not.toContain('by Leaders of education')
  })
})

describe('deciding', () => {
  test('asks for a choice and, of whoever departs from the proposal, for a reason', async () => {
    expect((await decide(lead, FOCUS, round, 0, {})).status).toBe(422)
    const empty = await textOf(
      decide(lead, FOCUS, round, 0, { decision: 'override', category: 'prevention-other' }),
    )
    expect(empty).toContain('Say why, in a sentence')
    const same = await decide(lead, FOCUS, round, 0, {
      decision: 'override',
      category: 'focus-five-years-national',
      reason: 'No',
    })
    expect(await same.text()).toContain('confirm it instead')
    expect((await decide(lead, SUPPRESSED, round, 0, { decision: 'confirm' })).status).toBe(422)
    expect(
      await textOf(decide(lead, FOCUS, round, 0, { decision: 'defer', 'defer-reason': 'Results' })),
    ).toContain('after today')
    expect(await historyOf(FOCUS)).toEqual([])
  })

  test('is prepared by an adviser and stands once a lead adviser has signed it off', async () => {
    const prepared = await decide(adviser, FOCUS, round, 0, { decision: 'confirm' })
    expect(prepared.status).toBe(303)
    expect(await list('prepared')).toContain('Alder Primary')
    expect(await list('decided')).not.toContain('Alder Primary')
    expect(await textOf(adviser.get(`/identify/schools/${FOCUS}/decision`))).not.toContain('Sign off')
    expect((await decide(adviser, FOCUS, round, 1, { decision: 'sign off' })).status).toBe(422)
    expect(await textOf(lead.get(`/identify/schools/${FOCUS}/decision`))).toContain(
      'Sign off what was prepared',
    )
    expect((await decide(lead, FOCUS, round, 1, { decision: 'sign off' })).status).toBe(303)
    expect(await list('decided')).toContain('Alder Primary')
    const [final, first] = await historyOf(FOCUS)
    expect(final).toMatchObject({ state: 'final', preparedBy: 'Avi Adviser', by: 'Lena Leader' })
    expect(first).toMatchObject({ state: 'prepared', by: 'Avi Adviser' })
  })

  test('keeps the proposal and every decision in the school’s history', async () => {
    expect(
      (
        await decide(lead, FOCUS, round, 2, {
          decision: 'override',
          category: 'prevention-2011',
          reason: 'A new <b>team</b> is in place.',
        })
      ).status,
    ).toBe(303)
    const html = await textOf(lead.get(`/identify/schools/${FOCUS}`))
    expect(html).toContain('A new &lt;b&gt;team&lt;/b&gt; is in place.')
    expect(html).toContain('Prevention, below the floor in 2011')
    expect(html).toContain('Prepared by Avi Adviser, signed off by Lena Leader')
    expect(
      html.match(/Focus, below the floor five years \(national, 2006 to 2010\)/g)!.length,
    ).toBeGreaterThan(3)
    expect(await historyOf(FOCUS)).toHaveLength(3)
  })

  test('can be put off with a reason, and comes back on its day', async () => {
    const later = { decision: 'defer', 'defer-reason': 'Validated results come in December', ...dateIn(3) }
    expect((await decide(lead, OTHER, round, 0, later)).status).toBe(303)
    expect(await list('deferred')).toContain('Cedar Primary')
    expect(await list('person')).not.toContain('Cedar Primary')
    await asActor(app.database, lead.actor, async (db) => {
      const [newest] = await decisionsOf(db, OTHER)
      // As if its day had come: decisions are never changed, so a new one is put on top.
      await db
        .insertInto('category_decisions')
        .values({
          organisation_id: lead.actor.organisationId,
          urn: OTHER,
          academic_year: newest!.academicYear,
          term: newest!.term,
          version: 2,
          round_id: round,
          outcome: 'deferred',
          reason: 'As before',
          until: todayInEngland(),
          state: 'final',
          decided_by: lead.actor.personId,
          decided_on: todayInEngland(),
        })
        .execute()
    })
    expect(await list('person')).toContain('Cedar Primary')
  })

  test('of two advisers at once loses nothing: the second sees both and chooses', async () => {
    const rival = await app.signInAs('lead adviser', { kind: 'all' }, { name: 'Rita Rival' })
    const choose = (who: SignedIn, category: string) =>
      decide(who, SUPPRESSED, round, 0, { decision: 'override', category, reason: `Because ${category}` })
    const answers = await Promise.all([choose(lead, 'prevention-2011'), choose(rival, 'prevention-other')])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    const [loser] = answers.filter(({ status }) => status === 409)
    const html = await textOf(loser!)
    expect(html).toContain('Because prevention-2011')
    expect(html).toContain('Because prevention-other')
    const second = answers[0].status === 409 ? lead : rival
    const kept = await historyOf(SUPPRESSED)
    expect(kept).toHaveLength(1)
    const mine = second === lead ? 'prevention-2011' : 'prevention-other'
    expect(
      (
        await decide(second, SUPPRESSED, round, 1, {
          decision: 'override',
          category: mine,
          reason: `Because ${mine}`,
        })
      ).status,
    ).toBe(303)
    expect((await historyOf(SUPPRESSED)).map(({ reason }) => reason)).toHaveLength(2)
  })

  test('of many at once on the same version is written once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => decide(lead, ELSEWHERE, round, 0, { decision: 'confirm' })),
    )
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(await historyOf(ELSEWHERE)).toHaveLength(1)
  })

  test('on a proposal that has been made again since is asked for once more', async () => {
    const old = round
    round = await propose(app, standards)
    const answer = await decide(lead, ELSEWHERE, old, 1, { decision: 'confirm' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('proposed again since you opened this page')
  })

  test('cannot be changed afterwards, not even in the database', async () => {
    await expect(
      asActor(app.database, lead.actor, (db) =>
        db.updateTable('category_decisions').set({ reason: 'Rewritten' }).execute(),
      ),
    ).rejects.toThrow('permission denied')
  })
})

describe('the list', () => {
  test('filters by area, phase and name, and leaves as CSV just as it is shown', async () => {
    expect(await list('decided', `&area=${app.organisation.areas.otherDistrict}`)).toContain('1 school<')
    expect(await list('decided', '&q=elm')).toContain('1 school<')
    expect(await list('decided', '&phase=Secondary')).toContain('0 schools')
    const csv = await textOf(lead.get('/identify/decisions.csv?show=decided&q=elm'))
    expect(csv.trim().split('\r\n')).toHaveLength(2)
    expect(csv).toContain('Elm Primary')
    expect((await lead.get('/identify/decisions?area=nonsense')).status).toBe(404)
  })

  test('shows an adviser the schools of their district alone', async () => {
    expect(await textOf(adviser.get('/identify/decisions?show=decided'))).not.toContain('Elm Primary')
    expect(await textOf(adviser.get('/identify/decisions.csv?show=decided'))).not.toContain('Elm Primary')
    expect((await adviser.get(`/identify/schools/${ELSEWHERE}/decision`)).status).toBe(403)
    expect((await decide(adviser, ELSEWHERE, round, 1, { decision: 'confirm' })).status).toBe(403)
  })

  test('holds every open school exactly once, wherever it stands', async () => {
    const seen: string[] = []
    for (const show of ['person', 'proposed', 'prepared', 'deferred', 'decided', 'outside']) {
      const csv = await textOf(standards.get(`/identify/decisions.csv?show=${show}`))
      seen.push(
        ...csv
          .trim()
          .split('\r\n')
          .slice(1)
          .map((line) => line.split(',')[0]!),
      )
    }
    expect(seen.toSorted()).toEqual([FOCUS, SUPPRESSED, OTHER, SPECIAL, ELSEWHERE].map(String))
  })
})

describe('the dates of terms', () => {
  const year = '2031-32'
  const autumn = {
    year,
    'autumn-starts': '2031-09-03',
    'autumn-ends': '2031-12-19',
    'autumn-due': '2031-12-01',
  }

  test('are kept by the head of standards, in order and within the year', async () => {
    expect((await lead.get('/identify/terms')).status).toBe(403)
    expect(
      await textOf(
        standards.post('/identify/terms', { ...autumn, _version: '0', 'autumn-ends': '2031-08-01' }),
      ),
    ).toContain('Enter a day between 1 September and 31 August of 2031-32')
    expect(
      await textOf(
        standards.post('/identify/terms', {
          ...autumn,
          _version: '0',
          'spring-starts': '2031-12-01',
          'spring-ends': '2032-03-20',
        }),
      ),
    ).toContain('begins after the term before it has ended')
    expect((await standards.post('/identify/terms', { ...autumn, _version: '0' })).status).toBe(303)
    expect(await textOf(standards.get(`/identify/terms?year=${year}`))).toContain('value="2031"')
  })

  test('of two people who save at once are both shown to the second', async () => {
    const stale = await standards.post('/identify/terms', {
      ...autumn,
      _version: '0',
      'autumn-due': '2031-12-05',
    })
    expect(stale.status).toBe(409)
    const html = await stale.text()
    expect(html).toContain('1 December 2031')
    expect(html).toContain('5 December 2031')
  })
})
