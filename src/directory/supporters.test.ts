import * as fc from 'fast-check'
import { sql } from 'kysely'
import Papa from 'papaparse'
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { insertSchool } from '../../test/setup/schools.ts'
import { type SignedIn, type TestApp, testApp } from '../../test/setup/app.ts'
import { academicYearOf } from './days.rules.ts'
import { columns, countsOf, exampleRow, planFile, readFile, readText } from './supporter-files.rules.ts'
import { saveSupporter } from './supporters.actions.ts'
import { listing } from './supporter-list.rules.ts'
import { supporterById } from './supporters.queries.ts'
import {
  covers,
  designationStateOn,
  differences,
  emptyEntry,
  faultsOf,
  offeredIn,
  type SupporterEntry,
  supporterChanges,
} from './supporters.rules.ts'
import { usualVocabulary } from './vocabulary.rules.ts'

const THIS_YEAR = academicYearOf(new Date().toISOString().slice(0, 10))

const entry = (change: Partial<SupporterEntry> = {}): SupporterEntry => ({
  ...emptyEntry,
  name: 'Ottilie Quartermaine',
  email: 'ottilie@example.org',
  homeUrn: 900_001,
  post: 'Headteacher',
  phases: ['primary'],
  designations: [
    {
      designation: 'Local leader of education',
      awardingBody: 'A college',
      from: '2024-09-01',
      until: null,
      review: null,
      state: 'in force',
    },
  ],
  expertise: [{ theme: 'Mathematics', restsOn: 'Led the network' }],
  availability: [{ academicYear: THIS_YEAR, term: '', halfDays: 20 }],
  ...change,
})

describe('An entry', () => {
  test('a designation is over after its last day, whatever its state says', () => {
    const one = entry().designations[0]!
    expect(designationStateOn({ ...one, until: '2026-03-31' }, '2026-03-31')).toBe('in force')
    expect(designationStateOn({ ...one, until: '2026-03-31' }, '2026-04-01')).toBe('ended')
    expect(designationStateOn({ ...one, state: 'under review' }, '2026-04-01')).toBe('under review')
  })

  test('a period covers another only when it covers both its ends', () => {
    expect(covers({ from: null, until: '2026-08-31' }, '2026-01-01', '2026-08-31')).toBe(true)
    expect(covers({ from: null, until: '2026-08-31' }, '2026-01-01', '2026-09-01')).toBe(false)
    expect(covers({ from: '2026-01-02', until: null }, '2026-01-01', '2026-02-01')).toBe(false)
  })

  test('days offered that were never said are not known, not nought', () => {
    expect(offeredIn([], '2026-27')).toBeNull()
    expect(offeredIn([{ academicYear: '2026-27', term: '', halfDays: 0 }], '2026-27')).toBe(0)
    expect(
      offeredIn(
        [
          { academicYear: '2026-27', term: 'autumn', halfDays: 5 },
          { academicYear: '2026-27', term: 'summer', halfDays: 4 },
        ],
        '2026-27',
      ),
    ).toBe(9)
  })

  test('an entry differs from itself in nothing, and from a changed one by the name of what changed', () => {
    expect(differences(entry(), entry())).toEqual([])
    expect(differences(entry(), entry({ travelLimitKm: 30, post: null }))).toEqual(['Post', 'Travel limit'])
  })

  test('faults are said in sentences', () => {
    expect(faultsOf(entry())).toEqual([])
    expect(
      faultsOf(entry({ name: ' ', consent: { by: 'x', from: '2026-02-01', until: '2026-01-01' } })),
    ).toEqual(['There is no name', "The home head's consent ends before it begins"])
  })

  test('a distance filter leaves nobody out without saying so', () => {
    const record = (km: number | null) => ({
      id: String(km),
      personId: '',
      hasAccount: false,
      version: 1,
      state: 'active' as const,
      stateReason: null,
      entry: entry(),
      days: [],
      home: {
        urn: 1,
        name: '',
        town: null,
        trustCode: null,
        trust: null,
        pupils: null,
        fsmPercent: null,
        position: km === null ? null : { latitude: 51 + km / 111.195, longitude: 0 },
      },
    })
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(300))), fc.nat(200), (kms, most) => {
        const all = kms.map(record)
        const found = listing(all, {
          place: { latitude: 51, longitude: 0 },
          mostKm: most,
          leastFree: null,
          academicYear: '2026-27',
        })
        const tooFar = kms.filter((km) => km !== null && km > most).length
        const onTheEdge = kms.filter((km) => km === most).length
        const rest = all.length - found.rows.length - found.distanceNotKnown
        expect(rest).toBeGreaterThanOrEqual(tooFar)
        expect(rest).toBeLessThanOrEqual(tooFar + onTheEdge)
      }),
    )
  })
})

describe('A file of supporters', () => {
  const plan = (text: string, known: { id: string; entry: SupporterEntry }[] = []) => {
    const reading = readText(text)
    if (!reading.ok) throw new Error(reading.reason)
    return planFile(reading.rows, known, new Set([900_001, 900_002]), usualVocabulary)
  }

  test('every row is added, changed, unchanged or set aside with a reason', () => {
    const planned = plan(
      [
        'Name,Email,Home school URN,Phases,Themes,Academic year,Days,Designations',
        'Ada Field,ada@example.org,900001,primary,mathematics: led it; English,2026-27,12.5,local leader of education from 2025-09-01 to 2028-08-31 by A College',
        ',nobody@example.org,900001,,,,,',
        'No Contact,,,,,,,',
        'Odd School,odd@example.org,123456,,,,,',
        'Odd Days,days@example.org,900001,,,2026-27,12.3,',
        'Odd Theme,theme@example.org,900001,,juggling,,,',
        'Ada Field,ADA@example.org,900001,,,,,',
        'Odd Designation,d@example.org,900001,,,,,local leader of education',
      ].join('\n'),
    )
    expect(planned.map(({ kind }) => kind)).toEqual(['added', ...Array<string>(7).fill('set aside')])
    expect(planned[0]).toMatchObject({
      entry: {
        expertise: [
          { theme: 'Mathematics', restsOn: 'led it' },
          { theme: 'English', restsOn: null },
        ],
        availability: [{ academicYear: '2026-27', term: '', halfDays: 25 }],
        designations: [{ from: '2025-09-01', until: '2028-08-31', awardingBody: 'A College' }],
      },
    })
    expect(planned.map((row) => ('reason' in row ? row.reason : ''))).toEqual([
      '',
      'There is no name',
      expect.stringContaining('neither an email address nor a home school'),
      'The register has no school with URN "123456"',
      expect.stringContaining('"12.3" is not a number of days'),
      '"juggling" is not a theme of this programme',
      'The same person as in line 2',
      expect.stringContaining('is not written as'),
    ])
  })

  test('an empty cell and a missing column leave what is known as it is', () => {
    const known = [{ id: 'a', entry: entry() }]
    expect(plan('Name,Email,Post\nOttilie Quartermaine,OTTILIE@example.org,', known)).toMatchObject([
      { kind: 'unchanged', id: 'a' },
    ])
    expect(plan('Name,Email,Post\nOttilie Quartermaine,ottilie@example.org,Deputy', known)).toMatchObject([
      { kind: 'changed', changes: ['Post'], entry: { phases: ['primary'] } },
    ])
    expect(plan('Name,Home school URN,Post\nottilie quartermaine,900001,Deputy', known)).toMatchObject([
      { kind: 'changed', id: 'a' },
    ])
  })

  test('whatever the file says, every row is accounted for and no row takes an unknown school', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '900001',
        '2026-27',
        '12.5',
        'primary',
        'Mathematics',
        'a@example.org',
        '2026-09-01',
        '',
      ),
    )
    const header = [
      'Name',
      'Email',
      'Home school URN',
      'Phases',
      'Themes',
      'Academic year',
      'Days',
      'Consent until',
    ]
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 9 })), (rows) => {
        const reading = readText(Papa.unparse([header, ...rows]))
        if (!reading.ok) throw new Error(reading.reason)
        const planned = planFile(reading.rows, [], new Set([900_001]), usualVocabulary)
        const counts = countsOf(planned)
        expect(counts.read).toBe(reading.rows.length)
        expect(counts.added + counts.changed + counts.unchanged + counts.setAside).toBe(counts.read)
        const entries = planned.flatMap((row) => (row.kind === 'added' ? [row.entry] : []))
        expect(entries.flatMap(faultsOf)).toEqual([])
        expect(entries.every(({ homeUrn }) => homeUrn === null || homeUrn === 900_001)).toBe(true)
        // Read again into the directory that the file has made, it changes nothing.
        const known = entries.map((entry, at) => ({ id: String(at), entry }))
        const again = countsOf(planFile(reading.rows, known, new Set([900_001]), usualVocabulary))
        expect([again.added, again.changed]).toEqual([0, 0])
      }),
    )
  })

  test('the delimiter is that of the first line, whatever the cells hold', () => {
    const themes = 'Mathematics; English; Governance; Attendance; Inclusion'
    for (const delimiter of [',', ';', '\t']) {
      const rows = Array.from({ length: 5 }, (_, at) => [`Person ${at}`, '1,2,3; 4,5\t6\t7', themes])
      const reading = readText(Papa.unparse([['Name', 'Post', 'Themes'], ...rows], { delimiter }))
      expect(reading).toMatchObject({
        rows: rows.map(([Name, Post, Themes]) => ({ cells: { Name, Post, Themes } })),
      })
    }
    const filled = columns.map((column) =>
      column === 'Name' ? 'Ada' : column === 'Themes' || column === 'Phases' ? 'a; b; c; d; e; f; g; h' : '',
    )
    expect(readText(`${columns.join(',')}\r\n${filled.join(',')}\r\n`)).toMatchObject({
      ok: true,
      rows: [{ cells: { Name: 'Ada', Phases: 'a; b; c; d; e; f; g; h' } }],
    })
  })

  test('the template sent back untouched adds nobody, and says why', () => {
    expect(plan(Papa.unparse([columns, exampleRow]))).toMatchObject([
      { kind: 'set aside', line: 2, reason: 'This is the example line of the template' },
    ])
  })

  test('what is not a file of ours is refused with what to do', () => {
    const bytes = (text: string) => new TextEncoder().encode(text)
    expect(readFile(bytes(''))).toEqual({ ok: false, reason: 'The file is empty' })
    expect(readFile(bytes('PK\u0003\u0004'))).toMatchObject({ ok: false })
    expect(readFile(bytes('a,b\n1,2'))).toMatchObject({ ok: false })
    expect(readFile(bytes('Name,Shoe size\nA,4'))).toMatchObject({
      reason: expect.stringContaining('Shoe size'),
    })
    const windows = Uint8Array.from([...bytes('Name\nZo'), 0xeb])
    expect(readFile(windows)).toMatchObject({ ok: true, rows: [{ cells: { Name: 'Zoë' } }] })
  })
})

describe('The directory', () => {
  let t: TestApp
  let officer: SignedIn
  let id: string

  beforeAll(async () => {
    t = await testApp()
    officer = await t.signInAs('business support officer')
    await insertSchool(t.database, {
      urn: 900_001,
      name: 'Oak Primary School',
      latitude: 51.2,
      longitude: 0.5,
      organisationId: t.organisation.id,
      areaId: t.organisation.areas.district,
    })
    await insertSchool(t.database, {
      urn: 900_002,
      name: 'Elm Primary School',
      latitude: 51.3,
      longitude: 0.5,
      organisationId: t.organisation.id,
      areaId: t.organisation.areas.otherDistrict,
    })
    id = await asActor(t.database, officer.actor, async (db) => {
      const saved = await saveSupporter(db, t.organisation.id, null, entry())
      return 'id' in saved ? saved.id : ''
    })
  })

  const text = async (response: Response | Promise<Response>) => (await response).text()
  const version = async () =>
    asActor(t.database, officer.actor, async (db) => (await supporterById(db, id))!.version)
  const location = (response: Response) => response.headers.get('Location') ?? ''

  test('the database allows exactly the changes of state that the rules allow', async () => {
    const rows = await asSystem(t.database, (db) =>
      db
        .selectFrom('allowed_state_changes')
        .select(['from_state', 'to_state'])
        .where('kind', '=', 'supporter')
        .execute(),
    )
    expect(new Set(rows.map((row) => `${row.from_state} → ${row.to_state}`))).toEqual(
      new Set(supporterChanges.map(([from, to]) => `${from} → ${to}`)),
    )
  })

  test('an entry reads back as it was saved, and saving it again writes nothing', async () => {
    await asActor(t.database, officer.actor, async (db) => {
      const record = (await supporterById(db, id))!
      expect(record.entry).toEqual(entry())
      expect(record.days).toEqual([{ academicYear: THIS_YEAR, offered: 20, committed: 0 }])
      expect(
        await saveSupporter(db, t.organisation.id, { id, version: record.version }, entry()),
      ).toMatchObject({
        kind: 'unchanged',
      })
    })
  })

  test('a supporter is added by form, part by part', async () => {
    const wrong = await officer.post('/supporters/new', { name: '', homeUrn: '12' })
    expect(wrong.status).toBe(422)
    const said = await wrong.text()
    expect(said).toContain('Enter the supporter’s name')
    expect(said).toContain('No open school fits “12”')
    // Words that fit one school are enough; words that fit several bring the choice between them.
    const several = await officer.post('/supporters/new', { name: 'Ottoline Penhale', homeUrn: 'primary' })
    expect(several.status).toBe(422)
    const offered = await several.text()
    expect(offered).toContain('Several schools fit “primary”. Choose one')
    expect(offered).toMatch(/type="radio" value="900002"/)
    const chosen = await officer.post('/supporters/new', {
      name: 'Ottoline Penhale',
      homeUrn: 'look again',
      homeUrnAgain: 'elm primary',
    })
    expect(chosen.status).toBe(303)
    expect(await (await officer.get(location(chosen))).text()).toContain('Elm Primary School')
    const added = await officer.post('/supporters/new', {
      name: 'Kwame Lillywhite',
      email: 'kwame@example.org',
      homeUrn: '900002',
      phases: ['primary', 'early years'],
      travelLimitKm: '20',
    })
    expect(added.status).toBe(303)
    const address = location(added)
    const designation = await officer.post(`${address}/designations/new`, {
      _version: '1',
      designation: 'National leader of education',
      'from-day': '1',
      'from-month': '9',
      'from-year': '2023',
      state: 'in force',
    })
    expect(designation.status).toBe(303)
    expect(
      (
        await officer.post(`${address}/edit/expertise`, {
          _version: '2',
          themes: ['English', 'Mathematics'],
          'rests-on-english': 'Ran training',
        })
      ).status,
    ).toBe(303)
    expect(
      (await officer.post(`${address}/edit/days`, { _version: '3', [`days-${THIS_YEAR}-`]: '6.5' })).status,
    ).toBe(303)
    expect(
      (
        await officer.post(`${address}/edit/checks`, {
          _version: '4',
          dbs: '2025-01-01',
          trained: '2025-02-01',
          consentBy: 'The chair',
          consentUntil: '2030-08-31',
        })
      ).status,
    ).toBe(303)
    expect(
      (await officer.post(`${address}/edit/interests`, { _version: '5', interests: '900001; governor' }))
        .status,
    ).toBe(303)
    const page = await text(officer.get(address))
    for (const words of [
      'National leader of education',
      'Ran training',
      '6½ days',
      'The chair',
      'Governor at',
      'Oak Primary School',
      'kwame@example.org',
    ])
      expect(page).toContain(words)
  })

  test('search by words forgives a typing mistake, and each filter narrows', async () => {
    const search = (query: string) => text(officer.get(`/supporters?${query}`))
    expect(await search('q=quartermayne')).toContain('Ottilie Quartermaine')
    expect(await search('q=zzzzzz')).toContain('No supporter matches')
    expect(await search('theme=Mathematics')).toContain('Ottilie Quartermaine')
    expect(await search('theme=Governance')).not.toContain('Ottilie Quartermaine')
    expect(await search('designation=Local+leader+of+education')).toContain('Ottilie Quartermaine')
    expect(await search('phase=secondary')).not.toContain('Ottilie Quartermaine')
    const near = await search('near=900002&km=12')
    expect(near).toContain('From Elm Primary School')
    expect(near).toContain('11 km')
    expect(await search('near=900002&km=10')).not.toContain('Ottilie Quartermaine')
    expect(await search('days=10')).toContain('Ottilie Quartermaine')
    expect(await search('days=10.5')).not.toContain('Ottilie Quartermaine')
  })

  test('the export carries no contact details and no formula', async () => {
    const add = (name: string, post: string) =>
      asActor(t.database, officer.actor, (db) =>
        saveSupporter(
          db,
          t.organisation.id,
          null,
          entry({ name, post, email: `${name.length}@example.org` }),
        ),
      )
    await add('Formula Person', '=HYPERLINK("http://example.org")')
    const response = await officer.get('/supporters/export')
    const csv = await response.text()
    expect(response.headers.get('Content-Type')).toContain('text/csv')
    expect(csv).toContain(`"'=HYPERLINK(`)
    expect(csv).not.toContain('@example.org')
  })

  test('script in a field is shown as text', async () => {
    await officer.post(`/supporters/${id}/edit/portrait`, {
      _version: String(await version()),
      ownStrengths: '<script>alert(1)</script>',
    })
    const page = await text(officer.get(`/supporters/${id}`))
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).not.toContain('<script>alert(1)')
  })

  test('contact details are shown to those who keep the directory in that area, and to nobody else', async () => {
    const keeper = await t.signInAs('lead adviser', { kind: 'area', id: t.organisation.areas.area })
    const elsewhere = await t.signInAs('lead adviser', {
      kind: 'area',
      id: t.organisation.areas.otherDistrict,
    })
    const reader = await t.signInAs('adviser')
    expect(await text(keeper.get(`/supporters/${id}`))).toContain('ottilie@example.org')
    for (const one of [elsewhere, reader]) {
      const page = await text(one.get(`/supporters/${id}`))
      expect(page).toContain('Ottilie Quartermaine')
      expect(page).not.toContain('ottilie@example.org')
    }
    expect((await elsewhere.post(`/supporters/${id}/edit/portrait`, { ownStrengths: 'x' })).status).toBe(403)
    expect((await reader.get('/supporters/new')).status).toBe(403)
    expect((await (await t.signInAs('headteacher')).get('/supporters')).status).toBe(403)
  })

  test('another organisation’s supporter is not found', async () => {
    const other = await t.signInAs(
      'business support officer',
      { kind: 'all' },
      {
        organisation: await t.insertOrganisation('Eastshire'),
      },
    )
    for (const path of ['', '/edit/details', '/state/paused', '/designations/new'])
      expect((await other.get(`/supporters/${id}${path}`)).status).toBe(404)
    expect(
      (await other.post(`/supporters/${id}/edit/details`, { name: 'Stolen', _version: '1' })).status,
    ).toBe(404)
    expect(await text(other.get('/supporters'))).toContain('Nobody is in the directory yet')
  })

  test('a stale form shows both versions and loses neither', async () => {
    const read = String(await version())
    await officer.post(`/supporters/${id}/edit/details`, {
      _version: read,
      name: 'Ottilie Quartermaine',
      homeUrn: '900001',
      post: 'Executive head',
    })
    const stale = await officer.post(`/supporters/${id}/edit/details`, {
      _version: read,
      name: 'Ottilie Quartermaine',
      homeUrn: '900001',
      post: 'Head of two schools',
    })
    expect(stale.status).toBe(409)
    const page = await stale.text()
    expect(page).toContain('Executive head')
    expect(page).toContain('Head of two schools')
    const kept = await officer.post(`/supporters/${id}/edit/details`, {
      _version: String(await version()),
      name: 'Ottilie Quartermaine',
      homeUrn: '900001',
      email: 'ottilie@example.org',
      post: 'Head of two schools',
    })
    expect(kept.status).toBe(303)
  })

  test('a form sent twice adds one supporter', async () => {
    const _key = crypto.randomUUID()
    const send = () => officer.post('/supporters/new', { _key, name: 'Sent Twice', homeUrn: '900001' })
    const first = await send()
    expect(location(await send())).toBe(location(first))
    const { rows } = await asActor(t.database, officer.actor, (db) =>
      sql<{ many: number }>`SELECT count(*)::integer AS many FROM people WHERE name = 'Sent Twice'`.execute(
        db,
      ),
    )
    expect(rows[0]!.many).toBe(1)
  })

  test('pausing takes a reason and a state that can follow', async () => {
    expect(
      (await officer.post(`/supporters/${id}/state/paused`, { _version: String(await version()) })).status,
    ).toBe(422)
    const paused = await officer.post(`/supporters/${id}/state/paused`, {
      _version: String(await version()),
      reason: 'An inspection at home',
    })
    expect(paused.status).toBe(303)
    expect(await text(officer.get(`/supporters/${id}`))).toContain('An inspection at home')
    expect((await officer.get(`/supporters/${id}/state/paused`)).status).toBe(404)
    await officer.post(`/supporters/${id}/state/active`, { _version: String(await version()) })
    await officer.post(`/supporters/${id}/confirm`, { _version: String(await version()) })
    expect(await text(officer.get(`/supporters/${id}`))).not.toContain('Never')
  })

  test('a supporter sees their own entry, and can confirm it, pause it and come back at once', async () => {
    const mine = await asActor(t.database, officer.actor, (db) =>
      saveSupporter(db, t.organisation.id, null, entry({ name: 'Own Entry', email: 'own@example.org' })),
    )
    const ownId = 'id' in mine ? mine.id : ''
    const personId = await asActor(
      t.database,
      officer.actor,
      async (db) => (await supporterById(db, ownId))!.personId,
    )
    const self = await t.signInAs('supporter', { kind: 'own' }, { id: personId })
    expect(await text(self.get('/my-entry'))).toContain('own@example.org')
    expect((await self.post('/my-entry/confirm', { _version: '1' })).status).toBe(303)
    expect((await self.post('/my-entry/state/paused', { _version: '2' })).status).toBe(303)
    expect(await text(officer.get(`/supporters/${ownId}`))).toContain('Paused')
    expect((await self.post('/my-entry/state/active', { _version: '3' })).status).toBe(303)
    expect((await self.get(`/supporters/${ownId}`)).status).toBe(403)
    // Somebody who signs in with an address keeps it until an administrator changes it.
    const taken = await officer.post(`/supporters/${ownId}/edit/details`, {
      _version: '4',
      name: 'Own Entry',
      email: 'officer@example.org',
    })
    expect(taken.status).toBe(422)
    expect(await taken.text()).toContain('Ask an administrator to change it')
    expect((await officer.get('/my-entry')).status).toBe(404)
  })

  test('a file is shown first, written once, and changes nothing the second time', async () => {
    const send = async () => {
      const form = new FormData()
      form.set(
        'file',
        new File(
          [
            'Name,Email,Home school URN,Days,Academic year\n',
            'From File,file@example.org,900001,5,2026-27\n',
            '=cmd,,,,\n',
          ],
          'list.csv',
        ),
      )
      return location(await officer.post('/supporters/file', form))
    }
    const first = await send()
    const dry = await text(officer.get(first))
    expect(dry).toContain('What this file would do')
    expect(dry).toContain('Write 1 entry')
    expect(await text(officer.get('/supporters?q=From+File'))).not.toContain('From File</a>')
    await officer.post(first, { do: 'apply' })
    expect(await text(officer.get('/supporters?q=From+File'))).toContain('From File')
    expect(await text(officer.get(first))).toContain('What this file did')
    expect(await text(officer.get(`${first}/set-aside`))).toContain("'=cmd")
    expect(await text(officer.post(first, { do: 'apply' }).then(() => officer.get(first)))).toContain(
      'dealt with before',
    )
    const second = await text(officer.get(await send()))
    expect(second).not.toContain('Write 1 entry')
    expect(second).toContain('Unchanged')
    const form = new FormData()
    form.set('file', new File(['PK\u0003\u0004'], 'list.csv'))
    expect((await officer.post('/supporters/file', form)).status).toBe(422)
  })

  test('no row under a supporter can point into another organisation', async () => {
    const other = await t.insertOrganisation('Westshire')
    await expect(
      asSystem(t.database, (db) =>
        db
          .insertInto('supporter_expertise')
          .values({ organisation_id: other.id, supporter_id: id, theme: 'English' })
          .execute(),
      ),
    ).rejects.toThrow(/foreign key/)
  })
})
