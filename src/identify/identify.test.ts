// Identify's pages and forms, through the whole application on a real database.
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { adoptBuiltInPack } from '#src/packs/packs.actions.ts'
import { insertHeadship } from './headships.queries.ts'
import { newestPacks } from '#src/packs/packs.queries.ts'
import { type SignedIn, type TestApp, testApp } from '../../test/setup/app.ts'
import {
  giveSchools,
  insertFigures,
  insertImport,
  insertInspection,
  insertSchools,
} from './evidence.fixture.ts'
import { VOCABULARY } from './vocabulary.rules.ts'

const app: TestApp = await testApp()
let standards: SignedIn
let adviser: SignedIn

beforeAll(async () => {
  await asSystem(app.database, async (db) => {
    const imported = await insertImport(db)
    await insertImport(db, 'key-stage-2', '2017-18')
    await insertSchools(db, imported, [
      { urn: 101, name: 'Alder Primary' },
      { urn: 102, name: 'Beech Primary' },
      { urn: 103, name: '<script>alert(1)</script> Primary' },
      { urn: 900, name: 'Other county Primary' },
    ])
    await insertFigures(db, imported, 101, 2018, {
      ks2_rwm_expected: 50,
      ks2_reading_progress: -6,
      ks2_writing_progress: 0,
      ks2_maths_progress: 0,
    })
    await insertFigures(db, imported, 102, 2018, {
      ks2_rwm_expected: 'suppressed',
      ks2_reading_progress: 'suppressed',
    })
    await insertInspection(db, imported, 101, {
      on: '2017-05-09',
      framework: '2015',
      grades: { overall: 'requires improvement' },
    })
    await insertInspection(db, imported, 102, {
      on: '2018-05-09',
      framework: '2015',
      grades: { overall: 'good' },
    })
    await insertInspection(db, imported, 103, {
      on: '2018-06-09',
      framework: '2015',
      grades: { overall: 'inadequate' },
      category: 'special measures',
    })
  })
  await giveSchools(app.database, app.organisation.id, [101], app.organisation.areas.district)
  await giveSchools(app.database, app.organisation.id, [102, 103], app.organisation.areas.otherDistrict)
  standards = await app.signInAs('head of standards')
  adviser = await app.signInAs('adviser', { kind: 'area', id: app.organisation.areas.district })
})

const textOf = async (response: Promise<Response>) => (await response).text()

describe('before anything has been adopted', () => {
  test('the page says where criteria come from, and who may choose them', async () => {
    expect(await textOf(standards.get('/identify'))).toContain('Choose a programme pack')
    expect(await textOf(adviser.get('/identify'))).toContain('Ask your head of standards')
  })

  test('a pack is shown in plain words and adopted once', async () => {
    const shown = await textOf(standards.get('/packs/built-in/leaders-of-education'))
    expect(shown).toContain('Requires improvement at the latest inspection, or its like')
    expect(shown).toContain('£400 a day')
    expect(shown).not.toContain('frameworks:')
    const form = 'action="/packs/built-in/leaders-of-education/adopt"'
    expect(shown).toContain(form)
    expect(await textOf(adviser.get('/packs/built-in/leaders-of-education'))).not.toContain(form)
    const adopted = await standards.post('/packs/built-in/leaders-of-education/adopt')
    expect(adopted.status).toBe(303)
    expect(adopted.headers.get('Location')).toMatch(/^\/packs\/adopted\//)
    const again = await standards.post('/packs/built-in/leaders-of-education/adopt')
    expect(again.headers.get('Location')).toBe('/packs')
    expect(await textOf(standards.get('/packs/built-in/leaders-of-education'))).not.toContain(form)
    expect(await textOf(standards.get('/packs'))).toContain('Adopted')
    expect((await adviser.post('/packs/built-in/county-challenge/adopt')).status).toBe(403)
    expect((await standards.post('/packs/built-in/nothing/adopt')).status).toBe(404)
  })
})

describe('running the criteria', () => {
  beforeAll(async () => {
    const { actor } = standards
    const id = await asActor(app.database, actor, async (db) => {
      await adoptBuiltInPack(db, actor, 'leaders-of-education', VOCABULARY)
      return (await db.selectFrom('adopted_packs').select('id').executeTakeFirstOrThrow()).id
    })
    await standards.post('/identify/runs', { pack: id })
  })

  test('lists each school once with every reason', async () => {
    const html = await textOf(standards.get('/identify'))
    expect(html).toContain('The criteria have been run over 3 schools')
    expect(html).toContain('2 schools')
    expect(html).toContain('At the latest graded inspection, on 9 May 2017: overall requires improvement')
    expect(html).toContain('In a category of concern (special measures) since the inspection of 9 June 2018')
    expect(html).not.toContain('Other county')
  })

  test('shows what is typed or imported as text, never as a script', async () => {
    const html = await textOf(standards.get('/identify'))
    expect(html).not.toContain('<script>alert(1)')
    expect(html).toContain('&lt;script&gt;alert(1)')
  })

  test('a school with only suppressed results is on the list for a person', async () => {
    const html = await textOf(standards.get('/identify/unknown'))
    expect(html).toContain('Beech Primary')
    expect(html).toContain('is not known (suppressed)')
  })

  test('filters by criterion, phase and name, and each filter can be taken away', async () => {
    const filtered = await textOf(standards.get('/identify?criterion=in-category'))
    expect(filtered).toContain('1 school<')
    expect(filtered).not.toContain('Alder Primary')
    expect(filtered).toContain('href="/identify"')
    expect(await textOf(standards.get('/identify?q=alder'))).toContain('1 school<')
    expect(await textOf(standards.get('/identify?q=101'))).toContain('1 school<')
    expect(await textOf(standards.get('/identify?phase=Secondary'))).toContain('0 schools')
    expect(await textOf(standards.get('/identify?q=%25'))).toContain('0 schools')
  })

  test('leaves as CSV, one line a reason', async () => {
    const response = await standards.get('/identify.csv')
    expect(response.headers.get('Content-Type')).toContain('text/csv')
    const lines = (await response.text()).trim().split('\r\n')
    expect(lines[0]).toContain('URN,School,Town,Phase,Criterion,Answer,Why,As at')
    expect(lines.filter((line) => line.startsWith('101,'))).toHaveLength(2)
  })

  test('an adviser sees the schools of their own district', async () => {
    const html = await textOf(adviser.get('/identify'))
    expect(html).toContain('Alder Primary')
    expect(html).toContain('1 school<')
    expect((await adviser.get('/identify/schools/101')).status).toBe(200)
    expect((await adviser.get('/identify/schools/102')).status).toBe(403)
  })

  test('one school shows every answer with its evidence, and the way to a need', async () => {
    const html = await textOf(standards.get('/identify/schools/101'))
    expect(html).toContain('Below the national standard (primary)')
    expect(html).toContain('<td class="govuk-table__cell">50%</td>')
    expect(html).toContain('below 65%')
    expect(html).toContain('/needs/new?school=101')
    for (const heading of ['Figure', 'When', 'This school', 'The test'])
      expect(html).toContain(`<th scope="col" class="govuk-table__header">${heading}</th>`)
    expect(html).toContain('<td class="govuk-table__cell">below −5</td>')
    expect(html.match(/<td class="govuk-table__cell">requires improvement<\/td>/g)).toHaveLength(2)
    expect(html).toMatch(/href="\/schools\/101">\s*The school’s page: results, inspections, pupils/)
  })

  test('a school of another organisation is not found', async () => {
    expect((await standards.get('/identify/schools/900')).status).toBe(404)
    expect((await standards.get('/identify/schools/900/concern')).status).toBe(404)
    expect((await standards.get('/identify/schools/abc')).status).toBe(404)
    const other = await app.insertOrganisation('Westshire')
    const stranger = await app.signInAs('head of standards', { kind: 'all' }, { organisation: other })
    expect(await textOf(stranger.get('/identify'))).toContain('has not adopted one yet')
    expect((await stranger.get('/identify/schools/101')).status).toBe(404)
  })
})

describe('what officers and schools tell', () => {
  const runAgain = async () => {
    const id = await asActor(app.database, standards.actor, async (db) =>
      db.selectFrom('adopted_packs').select('id').executeTakeFirstOrThrow(),
    )
    await standards.post('/identify/runs', { pack: id.id })
  }

  test('an empty concern comes back with what is missing', async () => {
    const response = await adviser.post('/identify/schools/101/concern', { why: '' })
    expect(response.status).toBe(422)
    const html = await response.text()
    expect(html).toContain('There is a problem')
    expect(html).toContain('Say whether the school needs support or is at risk')
  })

  test('a concern, a request and a new head count from the next run', async () => {
    await adviser.post('/identify/schools/101/concern', {
      kind: 'at risk',
      why: 'Three <b>leaders</b> have left.',
    })
    const head = await app.signInAs('headteacher', { kind: 'school', id: '101' })
    expect(
      (await head.post('/identify/schools/101/request', { purpose: 'Coaching in mathematics' })).status,
    ).toBe(303)
    expect((await head.post('/identify/schools/102/request', { purpose: 'Coaching' })).status).toBe(403)
    expect((await head.get('/identify')).status).toBe(403)
    await adviser.post('/identify/schools/101/head', {
      kind: 'substantive',
      'startedOn-day': '1',
      'startedOn-month': '9',
      'startedOn-year': '2015',
      first: 'yes',
      source: 'Governors’ letter',
    })
    await runAgain()
    const html = await textOf(standards.get('/identify/schools/101'))
    expect(html).toContain('An officer recorded on')
    expect(html).toContain('The school asked for support on')
    expect(html.match(/>asked for support</g)).toHaveLength(2)
    expect(html).not.toContain('>asked<')
    expect(html).toContain('The head took up a first headship on 1 September 2015, more than two years ago.')
    expect(html).toContain('Three &lt;b&gt;leaders&lt;/b&gt; have left.')
  })

  test('a later headship ends the one before', async () => {
    const ask = {
      kind: 'interim',
      'startedOn-day': '1',
      'startedOn-month': '1',
      'startedOn-year': '2020',
      first: 'not known',
      source: 'Telephone',
    }
    expect((await adviser.post('/identify/schools/101/head', ask)).status).toBe(303)
    const rows = await asActor(app.database, standards.actor, (db) =>
      db
        .selectFrom('headships')
        .select(['kind', 'ended_on'])
        .where('urn', '=', 101)
        .orderBy('started_on')
        .execute(),
    )
    expect(rows).toEqual([
      { kind: 'substantive', ended_on: '2020-01-01' },
      { kind: 'interim', ended_on: null },
    ])
    expect((await adviser.post('/identify/schools/101/head', { ...ask, 'startedOn-day': '40' })).status).toBe(
      422,
    )
  })

  test('a concern is ended with a reason, stays in the record and no longer counts', async () => {
    const { id } = await asActor(app.database, standards.actor, (db) =>
      db.selectFrom('officer_concerns').select('id').where('urn', '=', 101).executeTakeFirstOrThrow(),
    )
    const path = `/identify/schools/101/concerns/${id}/end`
    expect(await textOf(adviser.get('/identify/schools/101'))).toContain(path)
    expect((await adviser.get(path)).status).toBe(200)
    expect((await adviser.post(path, { why: ' ' })).status).toBe(422)
    expect((await adviser.post(path, { why: 'A new team is in place.' })).status).toBe(303)
    expect((await adviser.post(path, { why: 'Again' })).status).toBe(404)
    await runAgain()
    const html = await textOf(standards.get('/identify/schools/101'))
    expect(html).toContain('No officer has recorded that the school is at risk')
  })
})

describe('a run of the criteria', () => {
  test('takes the full right, and can be done for every pack adopted', async () => {
    const officer = await app.signInAs('adviser')
    const [adopted] = await asActor(app.database, standards.actor, (db) => newestPacks(db))
    const pack = adopted!.id
    expect((await officer.post('/identify/runs', { pack })).status).toBe(403)
    expect(await textOf(officer.get('/identify'))).not.toContain('Run the criteria')
    expect(await textOf(standards.get('/identify'))).toContain('Run the criteria again')
    await standards.post('/packs/built-in/county-challenge/adopt')
    const shown = await textOf(standards.get('/identify'))
    expect(shown).toContain('Run the criteria of Leaders of education, version 1, again')
    expect(shown).toContain('Run the criteria of County challenge, version 1')
  })
})

describe('the head of a school', () => {
  const heads = () =>
    asActor(app.database, standards.actor, (db) =>
      db
        .selectFrom('headships')
        .select(['started_on', 'ended_on'])
        .where('urn', '=', 102)
        .orderBy('recorded_on')
        .orderBy('started_on')
        .execute(),
    )
  const record = (startedOn: string | null, on: string) =>
    asActor(app.database, standards.actor, (db) =>
      insertHeadship(db, {
        ...standards.actor,
        urn: 102,
        kind: 'substantive',
        startedOn,
        firstHeadship: null,
        source: 'governors’ letter',
        on,
      }),
    )

  test('leads until the next one begins, and never ends before beginning', async () => {
    await record('2022-09-01', '2022-09-05')
    await record('2024-01-01', '2024-01-05')
    expect(await heads()).toEqual([
      { started_on: '2022-09-01', ended_on: '2024-01-01' },
      { started_on: '2024-01-01', ended_on: null },
    ])
    await record('2024-01-01', '2024-01-06') // a correction
    await record('2030-09-01', '2024-01-07')
    await record(null, '2024-01-08')
    expect(await heads()).toEqual([
      { started_on: '2022-09-01', ended_on: '2024-01-01' },
      { started_on: '2024-01-01', ended_on: '2024-01-01' },
      { started_on: '2024-01-01', ended_on: '2030-09-01' },
      { started_on: '2030-09-01', ended_on: '2030-09-01' },
      { started_on: null, ended_on: null },
    ])
  })
})
