import { beforeAll, describe, expect, it } from 'vitest'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { bring, bringKs2, csv, gias, ks2Head, ofstedHead } from '../schools.fixture.ts'

let app: TestApp
let adviser: SignedIn

beforeAll(async () => {
  app = await testApp()
  await bring(
    app.database,
    'gias_20240901.csv',
    gias([
      {
        URN: 100001,
        EstablishmentName: "St Mary's Church of England Primary School",
        OpenDate: '01-09-2017',
        Town: 'Milford',
        Postcode: 'NS1 2AB',
        SchoolWebsite: 'javascript:alert(1)',
      },
      {
        URN: 100002,
        EstablishmentName: '<script>alert(1)</script> Academy',
        'PhaseOfEducation (name)': 'Secondary',
        Town: 'Ashcombe',
        NumberOfPupils: 900,
      },
      {
        URN: 100003,
        EstablishmentName: 'Old Elm Junior School',
        'EstablishmentStatus (name)': 'Closed',
        CloseDate: '31-08-2017',
      },
      { URN: 100004, EstablishmentName: 'Far Away School', 'LA (code)': 999, 'LA (name)': 'Otherland' },
    ]),
  )
  await bring(
    app.database,
    'links_20240901.csv',
    csv(
      ['URN', 'LinkURN', 'LinkName', 'LinkType', 'LinkEstablishedDate'],
      [
        [100001, 100003, 'Old Elm Junior School', 'Predecessor', '01-09-2017'],
        [100003, 100001, 'St Mary’s', 'Successor', '31-08-2017'],
      ],
    ),
  )
  await bring(
    app.database,
    'ks2_2018-19.csv',
    csv(ks2Head, [
      [1, 850, 2001, 100001, 'St Mary', 180, 30, '62%', '-1.1', '-2', '-0.2', 'SUPP'],
      [1, 850, 2002, 100004, 'Far', 180, 30, '70%', '0', '-1', '1', '2'],
    ]),
  )
  await bring(
    app.database,
    'ks2_2017-18.csv',
    csv(ks2Head, [[1, 850, 2001, 100001, 'St Mary', 180, 28, '65%', '0.4', '-0.6', '1.4', '1']]),
  )
  await bring(
    app.database,
    'ks2_2016-17.csv',
    csv(ks2Head, [[1, 850, 2001, 100003, 'Old', 180, 28, '70%', '0.4', '-0.6', '1.4', '1']]),
  )
  await bring(
    app.database,
    'ofsted_20240831.csv',
    csv(ofstedHead, [
      [
        'http://x',
        100001,
        'St Mary',
        'NULL',
        'NULL',
        'NULL',
        'NULL',
        '10300001',
        'S5 Inspection',
        '12/03/2024',
        '20/04/2024',
        100001,
        'St Mary',
        '3',
        'SWK ',
        '3',
        'Yes',
        'ITS1',
        '10/02/2011',
        '01/03/2011',
        '3',
        'NULL',
      ],
    ]),
  )
  adviser = await app.signInAs('adviser')
})

const read = async (path: string) => {
  const response = await adviser.get(path)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe('the list of schools', () => {
  it('begins with open schools and lets go of that filter', async () => {
    const first = await read('/schools')
    expect(first.text).toContain('3 schools')
    expect(first.text).not.toContain('Old Elm')
    expect((await read('/schools?status=any')).text).toContain('Old Elm')
  })
  it.each([
    ['a URN', '100001'],
    ['a DfE number', '850/2001'],
    ['a postcode without its blank', 'ns12ab'],
    ['a town', 'milford'],
    ['a typing mistake', 'st marys chruch of england'],
    ['an apostrophe left out', 'st marys'],
    ['saint in full', 'saint mary'],
  ])('finds a school by %s', async (_, q) => {
    expect((await read(`/schools?q=${encodeURIComponent(q)}`)).text).toContain('/schools/100001"')
  })
  it('filters by phase and latest inspection, in the words of the framework', async () => {
    expect((await read('/schools?phase=Secondary')).text).toContain('1 school<')
    expect((await read('/schools?inspection=requires+improvement')).text).toContain('1 school<')
    expect((await read('/schools?inspection=in+a+category')).text).toContain(
      'Serious weaknesses; Requires improvement',
    )
    expect((await read('/schools?inspection=not+inspected')).text).toContain('2 schools')
  })
  it('sorts both ways and survives an order nobody offers', async () => {
    const { text } = await read('/schools?sort=-pupils')
    expect(text.indexOf('/schools/100002"')).toBeLessThan(text.indexOf('/schools/100001"'))
    expect((await read("/schools?sort=urn;drop&q=%25_'\\&page=999")).status).toBe(200)
  })
  it('shows a script in a name as text', async () => {
    const { text } = await read('/schools')
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; Academy')
    expect(text).not.toContain('<script>alert')
  })
  it('leaves as CSV what is shown, with formulas disarmed', async () => {
    const { text, headers } = await read('/schools/export?q=100001')
    expect(headers.get('content-type')).toContain('text/csv')
    expect(text.split('\r\n')[1]).toBe(
      "100001,850/2001,St Mary's Church of England Primary School,Milford,NS1 2AB,Northshire,,Primary,Community school,Open,,180,Serious weaknesses; Requires improvement,2024-03-12,serious weaknesses",
    )
  })
  it('begins with our schools once the organisation answers for an authority', async () => {
    const ours = await app.insertOrganisation('Northshire', { authority_code: 850 })
    await bring(
      app.database,
      'gias_20240902.csv',
      gias([
        {
          URN: 100001,
          EstablishmentName: "St Mary's Church of England Primary School",
          OpenDate: '01-09-2017',
          SchoolWebsite: 'javascript:alert(1)',
        },
      ]),
    )
    const officer = await app.signInAs('lead adviser', { kind: 'all' }, { organisation: ours })
    const text = await (await officer.get('/schools')).text()
    expect(text).toContain('Our schools')
    expect(text).not.toContain('Far Away School')
    expect(await (await officer.get('/schools?whose=all')).text()).toContain('Far Away School')
  })
  it('offers what may be begun for a school of ours, by what each may do, and nothing for another', async () => {
    const ours = await app.insertOrganisation('Northshire again', { authority_code: 850 })
    await bring(
      app.database,
      'gias_20240903.csv',
      gias([
        {
          URN: 100001,
          EstablishmentName: "St Mary's Church of England Primary School",
          OpenDate: '01-09-2017',
          SchoolWebsite: 'javascript:alert(1)',
        },
      ]),
    )
    const inside = { organisation: ours }
    const shown = async (role: Parameters<TestApp['signInAs']>[0], urn: number) => {
      const person = await app.signInAs(role, { kind: 'all' }, inside)
      const text = await (await person.get(`/schools/${urn}`)).text()
      return ['Start a need', 'Which criteria it meets'].filter((words) => text.includes(words))
    }
    expect(await shown('lead adviser', 100001)).toEqual(['Start a need', 'Which criteria it meets'])
    expect(await shown('governor', 100001)).toEqual([])
    expect(await shown('lead adviser', 100004)).toEqual([])
  })
})

describe('what other areas show on a school’s page', () => {
  it('is for those whose role allows it, and for schools of their own organisation alone', async () => {
    const ours = await app.insertOrganisation('Northshire people', { authority_code: 850 })
    await bring(app.database, 'gias_20240904.csv', gias([{ URN: 100005 }]))
    const shown = async (role: Parameters<TestApp['signInAs']>[0], urn: number) => {
      const person = await app.signInAs(role, { kind: 'all' }, { organisation: ours })
      return (await (await person.get(`/schools/${urn}/people`)).text()).includes('as we recorded it')
    }
    expect(await shown('lead adviser', 100005)).toBe(true)
    expect(await shown('governor', 100005)).toBe(false)
    expect(await shown('lead adviser', 100004)).toBe(false)
  })
})

describe('the page of a school', () => {
  it('says who and where it is, from which file', async () => {
    const { text } = await read('/schools/100001')
    expect(text).toContain('850/2001')
    expect(text).toContain('gias_20240901.csv, data of 1 September 2024')
    expect(text).not.toContain('href="javascript:')
  })
  it('shows a withheld figure as withheld, never as nought', async () => {
    const { text } = await read('/schools/100001/results')
    expect(text).toContain('Withheld: too few pupils')
    expect(text).toContain(
      'Progress in mathematics: last figure +1 in 2017-18, none since (withheld: too few pupils)',
    )
  })
  it('goes on with the figures of the school it replaced, and says so', async () => {
    const { text } = await read('/schools/100001/results')
    expect(text).toContain('70% (URN 100003)')
    expect(text).toContain('which this school replaced')
    // Writing was assessed otherwise from 2017-18, so the line must not run across.
    expect(text).toContain('2017-18</span> (measure changed)')
    expect(text).toContain('fell from 65% to 62% in 2018-19')
  })
  it('shows each inspection in the words of its own framework', async () => {
    const { text } = await read('/schools/100001/inspections')
    expect(text).toContain('Placed in serious weaknesses at the inspection of 12 March 2024')
    const [of2019, of2009] = text.split('<section><h2').slice(1)
    expect(of2019).toContain('Framework of September 2019')
    expect(of2019).toContain('<strong>Requires improvement</strong>')
    expect(of2019).not.toContain('<strong>Satisfactory</strong>')
    expect(of2009).toContain('<strong>Satisfactory</strong>')
    expect(text).toContain('are not comparable')
  })
  it('draws its charts at addresses of their own, with a tag that spares a second drawing', async () => {
    const chart = await adviser.get('/schools/100001/charts/ks2_rwm_expected.svg')
    expect(chart.headers.get('content-type')).toContain('image/svg+xml')
    const svg = await chart.text()
    expect(svg).toContain('<svg')
    expect(svg).not.toContain('NaN')
    const again = await app.app.request('http://localhost/schools/100001/charts/ks2_rwm_expected.svg', {
      headers: { Cookie: adviser.cookie(), 'If-None-Match': chart.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })
  it('draws a school whose name is a script without running it', async () => {
    await bring(
      app.database,
      'ks4_2018-19.csv',
      csv(['RECTYPE', 'URN', 'TPUP', 'P8MEA', 'ATT8SCR'], [[1, 100002, 100, '-0.6', '41.2']]),
    )
    const svg = await (await adviser.get('/schools/100002/charts/ks4_progress8.svg')).text()
    expect(svg).not.toContain('<script')
  })
  it.each([
    '/schools/100001/pupils',
    '/schools/100001/money',
    '/schools/100001/people',
    '/schools/100001/support',
    '/schools/100001/similar',
    '/schools/100004/similar?within=authority',
    '/schools/100001/chronology',
    '/schools/100001/sources',
    '/schools/100002',
    '/schools/100003',
    '/schools/100004/results',
  ])('opens %s, whatever is missing', async (path) => expect((await read(path)).status).toBe(200))
  it.each([
    '/schools/999999',
    '/schools/abc',
    '/schools/100001/charts/nothing.svg',
    '/schools/100001/charts/absence.svg',
  ])('finds nothing at %s', async (path) => expect((await read(path)).status).toBe(404))
})

describe('schools like one', () => {
  const census = ['URN', 'NOR', 'PNUMFSMEVER']
  const matches = async (path: string) => {
    const { text } = await read(path)
    return [...text.matchAll(/href="\/schools\/(\d+)">(?!Overview)/g)].map(([, urn]) => Number(urn))
  }
  it('are the nearest in intake, say why, and stay the same whatever they achieved', async () => {
    const school = (URN: number, NumberOfPupils: number, more = {}) => ({ URN, NumberOfPupils, ...more })
    await bring(
      app.database,
      'gias_20240905.csv',
      gias([
        school(200001, 200),
        school(200002, 205),
        school(200003, 600),
        school(200004, 210, { 'LA (code)': 999 }),
        school(200005, 200, { StatutoryLowAge: 7 }),
        school(200006, 200, { 'EstablishmentStatus (name)': 'Closed' }),
      ]),
    )
    await bring(
      app.database,
      'census_2023-24.csv',
      csv(census, [
        [200001, 200, 20],
        [200002, 205, 21],
        [200003, 600, 20],
        [200004, 210, 22],
        [200005, 200, 20],
        [200006, 200, 20],
      ]),
    )
    await bringKs2(app.database, '2020-21', { 200001: '60%', 200002: '10%', 200003: '61%', 200004: '90%' })
    const before = await matches('/schools/200001/similar')
    expect(before.slice(0, 2)).toEqual([200002, 200004])
    expect(before).not.toContain(200005)
    expect(before).not.toContain(200006)
    const { text } = await read('/schools/200001/similar')
    expect(text).toContain('Much alike in size')
    expect(text).toContain('Not known of this school, and so left out: prior attainment')
    await bringKs2(app.database, '2021-22', { 200001: '20%', 200002: '95%', 200003: '20%', 200004: '5%' })
    expect(await matches('/schools/200001/similar')).toEqual(before)
  })
  it('can be looked for in the authority alone', async () => {
    expect(await matches('/schools/200001/similar?within=authority')).not.toContain(200004)
  })
})
