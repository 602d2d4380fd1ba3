// Ratings and the moderation meeting, through the whole application on a real database.
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor } from '#platform/database.ts'
import { type SignedIn, type TestApp, testApp } from '../../test/setup/app.ts'
import { ELSEWHERE, FOCUS, OTHER, SPECIAL, SUPPRESSED, insertCounty, propose } from './decisions.fixture.ts'
import { decisionsOf } from './decisions.queries.ts'
import { versionOfRow } from './moderation.rules.ts'
import type { Criterion } from '#src/packs/conditions.rules.ts'
import type { Scope } from './evidence.queries.ts'
import { giveSchools } from './evidence.fixture.ts'
import { insertRating, ratingsOf } from './ratings.queries.ts'
import { runCriteria } from './running.actions.ts'

const app: TestApp = await testApp()
let lead: SignedIn
let adviser: SignedIn
let rival: SignedIn

beforeAll(async () => {
  await insertCounty(app)
  lead = await app.signInAs('lead adviser', { kind: 'all' }, { name: 'Lena Leader' })
  const { district, otherDistrict } = app.organisation.areas
  adviser = await app.signInAs('adviser', { kind: 'area', id: district }, { name: 'Avi Adviser' })
  rival = await app.signInAs('adviser', { kind: 'area', id: otherDistrict }, { name: 'Olu Other' })
  await propose(app, await app.signInAs('head of standards'))
})

const textOf = async (response: Response | Promise<Response>) => (await response).text()
const rate = (who: SignedIn, urn: number, version: number, rating: string, direction = 'steady') =>
  who.post(`/identify/schools/${urn}/rating`, {
    _version: String(version),
    rating,
    direction,
    rationale: `It is ${rating} because <i>leaders</i> said so.`,
  })
const ratings = (urn: number) => asActor(app.database, lead.actor, (db) => ratingsOf(db, urn))

describe('a rating', () => {
  test('takes a colour, a direction and a reason', async () => {
    const html = await textOf(adviser.post(`/identify/schools/${FOCUS}/rating`, { _version: '0' }))
    for (const text of ['Choose red, amber or green', 'Choose which way the school is going', 'Say why'])
      expect(html).toContain(text)
    expect(await ratings(FOCUS)).toEqual([])
  })

  test('is made by the adviser of the school and stays in its history', async () => {
    expect((await rate(adviser, FOCUS, 0, 'amber')).status).toBe(303)
    expect((await rate(adviser, FOCUS, 1, 'red', 'declining')).status).toBe(303)
    expect((await rate(adviser, ELSEWHERE, 0, 'red')).status).toBe(403)
    const html = await textOf(adviser.get(`/identify/schools/${FOCUS}`))
    expect(html).toContain('It is amber because &lt;i&gt;leaders&lt;/i&gt; said so.')
    expect(html).toContain('It is red because')
    expect((await ratings(FOCUS)).map(({ rating, version }) => [version, rating])).toEqual([
      [2, 'red'],
      [1, 'amber'],
    ])
  })

  test('of two officers at once loses nothing', async () => {
    const answers = await Promise.all([rate(adviser, OTHER, 0, 'green'), rate(lead, OTHER, 0, 'red')])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409])
    const html = await textOf(answers.find(({ status }) => status === 409)!)
    expect(html).toContain('It is green because')
    expect(html).toContain('It is red because')
    expect(await ratings(OTHER)).toHaveLength(1)
  })

  test('leaves the list of schools to rate for the list of those rated', async () => {
    expect(await textOf(adviser.get('/identify/ratings'))).toContain('Beech Primary')
    expect(await textOf(adviser.get('/identify/ratings'))).not.toContain('Alder Primary')
    const rated = await textOf(adviser.get('/identify/ratings?show=rated'))
    expect(rated).toContain('Alder Primary')
    expect(await textOf(adviser.get('/identify/ratings.csv?show=rated'))).toContain('declining')
    expect(await textOf(rival.get('/identify/ratings.csv?show=rated'))).not.toContain('Alder')
  })

  test('is never computed and never wanted of a school', async () => {
    const head = await app.signInAs('headteacher', { kind: 'school', id: String(FOCUS) })
    expect((await head.get(`/identify/schools/${FOCUS}/rating`)).status).toBe(403)
    expect((await head.get('/identify/ratings')).status).toBe(403)
    expect((await head.get('/identify/moderation')).status).toBe(403)
  })
})

describe('a moderation meeting', () => {
  const board = (sort = 'school') =>
    textOf(lead.get(`/identify/moderation?area=${app.organisation.areas.district}&sort=${sort}`))
  const moderate = (who: SignedIn, urn: number, version: number, form: Record<string, string>) =>
    who.post(`/identify/schools/${urn}/moderation`, {
      _version: String(version),
      area: app.organisation.areas.district,
      ...form,
    })

  test('shows all schools of an area on one page, with evidence, category, rating and adviser', async () => {
    const html = await board()
    for (const text of ['Alder Primary', 'Beech Primary', 'Cedar Primary', 'Dogwood School', 'Avi Adviser'])
      expect(html).toContain(text)
    expect(html).toContain('Below the 60% floor in 2006')
    expect(html).not.toContain('Elm Primary')
    expect(html).toContain('Choose an area')
  })

  test('sorts by what is asked for', async () => {
    const order = (html: string) =>
      ['Alder', 'Beech', 'Cedar'].toSorted((a, b) => html.indexOf(`>${a} `) - html.indexOf(`>${b} `))
    expect(order(await board('school'))).toEqual(['Alder', 'Beech', 'Cedar'])
    expect((await board('rating')).indexOf('Beech')).toBeGreaterThan((await board('rating')).indexOf('Cedar'))
    expect(await board('rating')).toContain('aria-sort="ascending"')
  })

  test('changes nothing without a reason', async () => {
    const version = versionOfRow(2, 0)
    const empty = await moderate(lead, FOCUS, version, { rating: 'amber' })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('Say why the meeting changed it')
    expect(await textOf(moderate(lead, FOCUS, version, { area: '', rating: 'amber' }))).toContain(
      'What does the meeting change?',
    )
    expect(await textOf(moderate(lead, FOCUS, version, { rationale: 'Because' }))).toContain('to change')
    expect(await textOf(moderate(lead, SUPPRESSED, 0, { rating: 'red', rationale: 'x' }))).toContain(
      'the school has none yet',
    )
    expect((await moderate(adviser, FOCUS, version, { rating: 'amber', rationale: 'x' })).status).toBe(403)
  })

  test('opens the form of one school in the table, and an error comes back to that row and its field', async () => {
    const forms = (html: string) => html.match(/action="[/]identify[/]schools[/]\d+[/]moderation"/g) ?? []
    expect(forms(await board())).toEqual([])
    const area = app.organisation.areas.district
    const open = await textOf(lead.get(`/identify/moderation?area=${area}&school=${OTHER}`))
    expect(forms(open)).toEqual([`action="/identify/schools/${OTHER}/moderation"`])
    expect(open).toContain(`id="rating-${OTHER}"`)
    expect(forms(await textOf(adviser.get(`/identify/moderation?area=${area}&school=${OTHER}`)))).toEqual([])
    expect(await textOf(adviser.get(`/identify/moderation?area=${area}`))).not.toContain('>Change<')

    const html = await textOf(moderate(lead, FOCUS, versionOfRow(2, 0), { sort: 'rating', rating: 'amber' }))
    expect(forms(html)).toEqual([`action="/identify/schools/${FOCUS}/moderation"`])
    expect(html).toContain(`href="#rationale-${FOCUS}"`)
    expect(html).toMatch(new RegExp(`<textarea[^>]*id="rationale-${FOCUS}"[^>]*autofocus`))
    expect(html).toMatch(/<option value="amber" selected/)
    expect(html).toContain('data-disable-auto-focus="true"')
    expect(html).toMatch(/<option value="rating" selected/)
    for (const name of ['Alder Primary', 'Beech Primary', 'Dogwood School']) expect(html).toContain(name)
  })

  test('records a change with its reason and marks it as made in moderation', async () => {
    const answer = await moderate(lead, FOCUS, versionOfRow(2, 0), {
      rating: 'amber',
      category: 'prevention-2011',
      rationale: 'Seen beside the others, it is amber.',
    })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toMatch(
      new RegExp(`^/identify/moderation[?]area=.*#change-${FOCUS}$`),
    )
    const [rating] = await ratings(FOCUS)
    expect(rating).toMatchObject({ rating: 'amber', direction: 'declining', inModeration: true })
    const [decision] = await asActor(app.database, lead.actor, (db) => decisionsOf(db, FOCUS))
    expect(decision).toMatchObject({ outcome: 'overridden', inModeration: true, state: 'final' })
    const html = await textOf(lead.get(`/identify/schools/${FOCUS}`))
    expect(html).toContain('in moderation')
    expect(html).toContain('It is red because')
  })

  test('shows both versions when somebody changed the school in the meantime', async () => {
    const answer = await moderate(lead, FOCUS, versionOfRow(2, 0), { rating: 'green', rationale: 'Mine' })
    expect(answer.status).toBe(409)
    const html = await answer.text()
    expect(html).toContain('Seen beside the others')
    expect(html).toContain('Mine')
    expect(html).toContain(`name="_version" value="${versionOfRow(3, 1)}"`)
    const again = await moderate(lead, FOCUS, versionOfRow(3, 1), {
      rating: 'green',
      rationale: 'Mine',
      next: String(SUPPRESSED),
    })
    expect(again.status).toBe(303)
    expect(again.headers.get('Location')).toMatch(new RegExp(`school=${SUPPRESSED}#rating-${SUPPRESSED}$`))
  })

  test('shows how officers rated, and says when there are too few to say', async () => {
    const html = await board()
    expect(html).toContain('How officers rated')
    expect(html).toContain('Too few to say')
    expect(html).toContain('1 towards green')
    const csv = await textOf(lead.get('/identify/moderation/officers.csv'))
    expect(csv).toContain('Avi Adviser')
    expect(csv).toContain('too few to say')
  })

  test('leaves as CSV, and shows an adviser their own district alone', async () => {
    const csv = await textOf(lead.get(`/identify/moderation.csv?area=${app.organisation.areas.district}`))
    expect(csv.trim().split('\r\n')).toHaveLength(5)
    expect(csv).toContain('Seen beside the others')
    expect(
      await textOf(rival.get(`/identify/moderation?area=${app.organisation.areas.district}`)),
    ).not.toContain('Alder')
    expect(await textOf(rival.get('/identify/moderation/officers.csv'))).not.toContain('Avi Adviser')
  })
})

describe('a criterion on our own rating', () => {
  const criterion: Criterion = {
    id: 'rated',
    name: 'Rated red or amber',
    stage: 'any',
    years: null,
    source: 'This test',
    when: { kind: 'our rating', ratings: ['red', 'amber'] },
  }
  const told = async (who: SignedIn, asAt: string, scope: Scope, own = true) => {
    const results = await asActor(app.database, who.actor, async (db) => {
      const ran = await runCriteria(db, {
        criteria: [{ name: 'rated', criterion }],
        scope,
        asAt,
        year: null,
        own,
      })
      return [...ran.results]
    })
    const one = results.find(({ urn }) => urn === ELSEWHERE)
    return `${one?.answer}: ${one?.sentence}`
  }
  const ours = (who: SignedIn): Scope => ({ kind: 'organisation', organisationId: who.actor.organisationId })

  beforeAll(() =>
    asActor(app.database, rival.actor, async (db) => {
      const { organisationId, personId } = rival.actor
      const common = {
        organisationId,
        personId,
        urn: ELSEWHERE,
        academicYear: '2024-25',
        direction: 'steady' as const,
        rationale: 'Seen',
        inModeration: false,
      }
      await insertRating(db, { ...common, term: 'spring', version: 0, rating: 'red', on: '2025-03-01' })
      await insertRating(db, { ...common, term: 'summer', version: 1, rating: 'green', on: '2025-06-01' })
    }),
  )

  test.each([
    ['2025-02-28', 'unknown: Cannot say: no officer has rated the school.'],
    ['2025-03-01', 'met: An officer rated the school red on 1 March 2025.'],
    ['2025-05-31', 'met: An officer rated the school red on 1 March 2025.'],
    ['2025-06-01', 'not met: An officer rated the school green on 1 June 2025.'],
  ])('as at %s: %s', async (asAt, words) => {
    expect(await told(lead, asAt, ours(lead))).toBe(words)
  })

  test('never reads another organisation’s rating, nor any without an organisation', async () => {
    const organisation = await app.insertOrganisation()
    const stranger = await app.signInAs('head of standards', { kind: 'all' }, { organisation })
    await giveSchools(app.database, organisation.id, [ELSEWHERE])
    const none = 'unknown: Cannot say: no officer has rated the school.'
    expect(await told(stranger, '2025-03-01', ours(stranger))).toBe(none)
    expect(await told(stranger, '2025-03-01', { kind: 'england' })).toBe(none)
    for (const who of [lead, stranger])
      expect(await told(who, '2025-03-01', { kind: 'england' }, false)).toBe(
        'unknown: Cannot say: ratings are an organisation’s own, and this run is made without one.',
      )
  })
})

describe('two advisers who share a district', () => {
  let avi: SignedIn
  let bea: SignedIn
  let board: { advisers: Record<string, string>; html: string }
  const area = () => app.organisation.areas.district
  const namesOf = (csv: string) =>
    Object.fromEntries(
      csv
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => [line.split(',')[0], line.split(',').at(-1) ?? '']),
    )

  beforeAll(async () => {
    avi = await app.signInAs('adviser', { kind: 'area', id: area() }, { name: 'Ada Area' })
    bea = await app.signInAs('adviser', { kind: 'area', id: area() }, { name: 'Bea Both' })
    // Bea's own school in the district: a role for it beside the one for the district.
    await app.signInAs('adviser', { kind: 'school', id: String(SPECIAL) }, { id: bea.actor.personId })
    // Somebody for the area around the district is further away than those two.
    await app.signInAs('adviser', { kind: 'area', id: app.organisation.areas.area }, { name: 'Una Upper' })
    board = {
      advisers: namesOf(await textOf(lead.get(`/identify/moderation.csv?area=${area()}`))),
      html: await textOf(lead.get(`/identify/moderation?area=${area()}&sort=adviser`)),
    }
  })

  test('both look after its schools, but for the one that is given to one of them', () => {
    expect(board.advisers[FOCUS]).toBe('Ada Area; Avi Adviser; Bea Both')
    expect(board.advisers[SPECIAL]).toBe('Bea Both')
    // In the order of advisers, hers comes after those that are everybody's.
    expect(board.html.indexOf('Dogwood School')).toBeGreaterThan(board.html.indexOf('Cedar Primary'))
  })

  test('are told apart by what each has rated, whoever else looks after the school', async () => {
    for (const [who, urn, rating] of [
      [avi, SUPPRESSED, 'green'],
      [bea, SPECIAL, 'red'],
      [bea, OTHER, 'red'],
    ] as const) {
      const [last] = await ratings(urn)
      expect((await rate(who, urn, last?.version ?? 0, rating)).status).toBe(303)
    }
    const csv = await textOf(lead.get('/identify/moderation/officers.csv'))
    const row = (name: string) => csv.split('\r\n').find((line) => line.startsWith(name))
    expect(row('Ada Area')).toMatch(/^Ada Area,1,0,0,1,/)
    expect(row('Bea Both')).toMatch(/^Bea Both,2,2,0,0,/)
  })

  test('each have a watchlist of their own: what one did is news to the other alone', async () => {
    for (const who of [avi, bea]) await who.post(`/identify/schools/${SPECIAL}/watch`)
    const [last] = await ratings(SPECIAL)
    await rate(bea, SPECIAL, last?.version ?? 0, 'amber')
    const news = 'Bea Both rated it amber'
    expect(await textOf(avi.get('/identify/watchlist'))).toContain(news)
    expect(await textOf(bea.get('/identify/watchlist'))).not.toContain(news)
    await bea.post(`/identify/schools/${SPECIAL}/watch`, { watch: 'no' })
    const link = `href="/identify/schools/${SPECIAL}"`
    expect(await textOf(avi.get('/identify/watchlist'))).toContain(link)
    expect(await textOf(bea.get('/identify/watchlist'))).not.toContain(link)
  })
})
