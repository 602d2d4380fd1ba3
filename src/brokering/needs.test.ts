import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { saveSupporter } from '#src/directory/supporters.actions.ts'
import { emptyEntry, type SupporterEntry } from '#src/directory/supporters.rules.ts'
import { type SignedIn, type TestApp, testApp } from '../../test/setup/app.ts'
import { insertSchool } from '../../test/setup/schools.ts'
import { addNeed, moveNeed } from './needs.actions.ts'
import { mayMove, movesByHand, needChanges, type NeedEntry, needStates } from './needs.rules.ts'

const need: NeedEntry = {
  urn: 910_001,
  comesFrom: 'officer',
  reason: 'Mathematics has fallen for three years',
  themes: ['Mathematics'],
  phase: 'primary',
  designations: ['Local leader of education'],
  halfDays: 12,
  startsOn: '2027-01-04',
  endsOn: '2027-07-16',
  waysOfWorking: null,
  notSameTown: false,
  otherLimits: null,
}
const supporter: SupporterEntry = {
  ...emptyEntry,
  name: 'Tabitha Greenhalgh',
  email: 'tabitha@example.org',
  homeUrn: 910_002,
  phases: ['primary'],
  designations: [
    {
      designation: 'Local leader of education',
      awardingBody: null,
      from: '2024-09-01',
      until: null,
      review: null,
      state: 'in force',
    },
  ],
  expertise: [{ theme: 'Mathematics', restsOn: 'Results' }],
  availability: [{ academicYear: '2026-27', term: '', halfDays: 20 }],
  travelLimitKm: 40,
  checks: [
    { kind: 'DBS', checkedOn: '2025-01-01', expiresOn: null },
    { kind: 'safeguarding training', checkedOn: '2025-01-01', expiresOn: null },
  ],
  consent: { by: 'The chair', from: null, until: '2028-08-31' },
}

let t: TestApp
let officer: SignedIn
const text = async (response: Response | Promise<Response>) => (await response).text()
const location = (response: Response) => response.headers.get('Location') ?? ''
const add = (entry: NeedEntry = need) =>
  asActor(t.database, officer.actor, (db) => addNeed(db, officer.actor, entry))
const move = (id: string, ...to: Parameters<typeof moveNeed>[3]) =>
  asActor(t.database, officer.actor, (db) => moveNeed(db, id, null, to, 'because'))
const put = async (entry: SupporterEntry) => {
  const saved = await asActor(t.database, officer.actor, (db) =>
    saveSupporter(db, t.organisation.id, null, entry),
  )
  return 'id' in saved ? saved.id : ''
}

beforeAll(async () => {
  t = await testApp()
  officer = await t.signInAs('lead adviser')
  const { id: organisationId, areas } = t.organisation
  await insertSchool(t.database, {
    urn: 910_001,
    name: 'Beech Primary School',
    town: 'Beechton',
    latitude: 51.2,
    longitude: 0.5,
    organisationId,
    areaId: areas.district,
  })
  await insertSchool(t.database, {
    urn: 910_002,
    name: 'Hazel Primary School',
    latitude: 51.3,
    longitude: 0.5,
    organisationId,
    areaId: areas.otherDistrict,
  })
  await insertSchool(t.database, { urn: 910_003, name: 'Somebody Else’s School' })
})

describe('The states of a need', () => {
  test('are changed in the same ways by the rules and by the database', async () => {
    const rows = await asSystem(t.database, (db) =>
      db
        .selectFrom('allowed_state_changes')
        .select(['from_state', 'to_state'])
        .where('kind', '=', 'need')
        .execute(),
    )
    expect(new Set(rows.map((row) => `${row.from_state} → ${row.to_state}`))).toEqual(
      new Set(needChanges.map(([from, to]) => `${from} → ${to}`)),
    )
  })

  test('cannot be changed past the rules, whoever writes', async () => {
    // The way from draft to each state, by the rules alone.
    const ways = new Map<string, (typeof needStates)[number][]>([['draft', []]])
    for (const [state, way] of ways)
      for (const to of needStates)
        if (mayMove(state as (typeof needStates)[number], to) && !ways.has(to)) ways.set(to, [...way, to])
    expect(new Set(ways.keys())).toEqual(new Set(needStates))
    for (const [from, way] of ways)
      for (const to of needStates) {
        if (to === from) continue
        const id = await add()
        expect(await move(id, ...way)).toBe(true)
        const forced = asActor(t.database, officer.actor, (db) =>
          db.updateTable('needs').set({ state: to, state_reason: 'x' }).where('id', '=', id).execute(),
        ).then(
          () => true,
          () => false,
        )
        expect([from, to, await forced]).toEqual([from, to, mayMove(from as (typeof needStates)[number], to)])
      }
    await asSystem(t.database, (db) =>
      db.deleteFrom('needs').where('organisation_id', '=', t.organisation.id).execute(),
    )
  })

  test('after an offer are left to the agreement', () => {
    expect(movesByHand('draft')).toEqual(['open', 'withdrawn'])
    expect(movesByHand('agreed')).toEqual([])
    expect(movesByHand('placed')).toEqual([])
    expect(movesByHand('withdrawn')).toEqual([])
  })
})

describe('A need', () => {
  test('begins from a school with what the criteria say about it', async () => {
    await asSystem(t.database, async (db) => {
      const { rows } = await sql<{ id: string }>`
        INSERT INTO adopted_packs (organisation_id, pack, version, name, academic_year, files)
        VALUES (${t.organisation.id}, 'p', 1, 'P', '2026-27', '{}') RETURNING id`.execute(db)
      const run = await db
        .insertInto('identification_runs')
        .values({
          organisation_id: t.organisation.id,
          adopted_pack_id: rows[0]!.id,
          as_at: '2026-11-01',
          years: '{}',
          criteria: '[]',
          schools: 1,
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      for (const answer of ['met', 'not met'])
        await db
          .insertInto('identification_results')
          .values({
            organisation_id: t.organisation.id,
            run_id: run.id,
            urn: 910_001,
            criterion: answer,
            answer,
            sentence: `This criterion is ${answer} here.`,
            evidence: '[{}]',
          })
          .execute()
    })
    const page = await text(officer.get('/needs/new?school=910001'))
    expect(page).toContain('Beech Primary School')
    expect(page).toContain('This criterion is met here.')
    expect(page).not.toContain('This criterion is not met here.')
    expect(await text(officer.get('/needs/new?school=910003'))).toContain(
      'None of your organisation’s open schools fits “910003”',
    )
    expect(await text(officer.get('/needs/new'))).toContain('Which school is the need for?')
  })

  test('is entered, opened, found and exported', async () => {
    const wrong = await officer.post('/needs/new', { school: '910001', days: '3.3' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('Enter the days in half days')
    const made = await officer.post('/needs/new', {
      school: '910001',
      comesFrom: 'criterion',
      reason: '<script>alert(1)</script> =SUM(A1)',
      themes: ['Mathematics', 'English'],
      phase: 'primary',
      days: '6',
      'starts-day': '4',
      'starts-month': '1',
      'starts-year': '2027',
      'ends-day': '16',
      'ends-month': '7',
      'ends-year': '2027',
      notSameTown: 'yes',
    })
    expect(made.status).toBe(303)
    const address = location(made)
    const page = await text(officer.get(address))
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toContain('<script>alert(1)')
    expect((await officer.post(`${address}/state/open`, { _version: '1' })).status).toBe(303)
    expect(await text(officer.get(address))).toContain('See who could help')
    expect(await text(officer.get('/needs?q=beech+primry'))).toContain('Beech Primary School')
    expect(await text(officer.get('/needs?theme=Governance'))).toContain('No need matches')
    const csv = await text(officer.get('/needs/export'))
    expect(csv).toContain(
      'Beech Primary School,910001,open,English; Mathematics,primary,6,2027-01-04,2027-07-16',
    )
    await officer.post(`${address}/state/withdrawn`, { _version: '2', reason: 'Not wanted' })
    expect(await text(officer.get('/needs'))).toContain('There are no needs yet')
    expect((await officer.get(`${address}/edit`)).status).toBe(404)
  })

  test('saved by two people shows both versions to the second', async () => {
    const id = await add()
    const form = {
      comesFrom: 'officer',
      themes: ['Mathematics'],
      phase: 'primary',
      days: '6',
      starts: '2027-01-04',
      ends: '2027-07-16',
      _version: '1',
    }
    expect((await officer.post(`/needs/${id}/edit`, { ...form, reason: 'The first wording' })).status).toBe(
      303,
    )
    const stale = await officer.post(`/needs/${id}/edit`, { ...form, reason: 'The second wording' })
    expect(stale.status).toBe(409)
    const page = await stale.text()
    expect(page).toContain('The first wording')
    expect(page).toContain('The second wording')
  })

  test('sent twice is written once', async () => {
    const _key = crypto.randomUUID()
    const send = () =>
      officer.post('/needs/new', {
        _key,
        school: '910001',
        comesFrom: 'officer',
        reason: 'Once',
        themes: 'English',
        phase: 'primary',
        days: '1',
        starts: '2027-01-04',
        ends: '2027-01-05',
      })
    expect(location(await send())).toBe(location(await send()))
  })

  test('is seen and managed only within one’s own schools and areas', async () => {
    const id = await add()
    const inArea = await t.signInAs('lead adviser', { kind: 'area', id: t.organisation.areas.area })
    const elsewhere = await t.signInAs('lead adviser', {
      kind: 'area',
      id: t.organisation.areas.otherDistrict,
    })
    const head = await t.signInAs('headteacher', { kind: 'school', id: '910001' })
    const otherHead = await t.signInAs('headteacher', { kind: 'school', id: '910002' })
    expect((await inArea.get(`/needs/${id}`)).status).toBe(200)
    expect((await elsewhere.get(`/needs/${id}`)).status).toBe(404)
    expect((await head.get(`/needs/${id}`)).status).toBe(200)
    expect((await head.get(`/needs/${id}/edit`)).status).toBe(403)
    expect((await otherHead.get(`/needs/${id}`)).status).toBe(404)
    expect(await text(otherHead.get('/needs'))).toContain('There are no needs yet')
    expect((await elsewhere.get('/needs/new?school=910001')).status).toBe(403)
  })

  test('may be prepared but not opened by somebody who only prepares', async () => {
    const id = await add()
    const office = await t.signInAs('business support officer')
    expect((await office.get(`/needs/${id}/edit`)).status).toBe(200)
    expect((await office.post(`/needs/${id}/state/open`, { _version: '1' })).status).toBe(403)
  })

  test('of another organisation is not found', async () => {
    const id = await add()
    const other = await t.signInAs(
      'lead adviser',
      { kind: 'all' },
      {
        organisation: await t.insertOrganisation('Eastshire'),
      },
    )
    for (const path of ['', '/edit', '/shortlist', '/shortlist/export', '/state/open'])
      expect((await other.get(`/needs/${id}${path}`)).status).toBe(404)
    expect((await other.post(`/needs/${id}/state/open`, { _version: '1' })).status).toBe(404)
    expect((await officer.get('/needs/not-an-id')).status).toBe(404)
  })
})

describe('A shortlist', () => {
  test('shows everybody, with the parts of the score or the reason for being ruled out, and who was chosen', async () => {
    const good = await put(supporter)
    await put({ ...supporter, name: 'Own School', email: 'own@example.org', homeUrn: 910_001 })
    await put({ ...supporter, name: 'No Days', email: 'days@example.org', availability: [] })
    const id = await add()
    await move(id, 'open')
    const page = await text(officer.get(`/needs/${id}/shortlist`))
    expect(page).toContain('1 candidate of 3')
    expect(page).toContain('2 ruled out')
    expect(page).toContain('Themes: 40 of 40 (Mathematics)')
    expect(page).toContain('11 km')
    expect(page).toContain('This is the supporter’s own school.')
    expect(page).toContain('Has not said how many days are free in 2026-27.')
    expect(page).not.toContain('@example.org')
    const csv = await text(officer.get(`/needs/${id}/shortlist/export`))
    expect(csv.trim().split('\r\n')).toHaveLength(4)
    const chosen = await officer.post(`/needs/${id}/choose/${good}`, { _version: '2' })
    expect(location(chosen)).toBe(`/agreements/new?need=${id}&supporter=${good}`)
    expect(await text(officer.get(`/needs/${id}`))).toContain('Tabitha Greenhalgh, chosen by')
  })

  test('does not let a ruled-out supporter be chosen, nor a warning be set aside without a reason', async () => {
    const review = await put({
      ...supporter,
      name: 'Under Review',
      email: 'review@example.org',
      designations: [{ ...supporter.designations[0]!, state: 'under review' }],
    })
    const paused = await put({
      ...supporter,
      name: 'No Consent',
      email: 'consent@example.org',
      consent: null,
    })
    const id = await add()
    await move(id, 'open')
    expect((await officer.get(`/needs/${id}/choose/${paused}`)).status).toBe(404)
    const without = await officer.post(`/needs/${id}/choose/${review}`, { _version: '2' })
    expect(without.status).toBe(422)
    const chosen = await officer.post(`/needs/${id}/choose/${review}`, {
      _version: '2',
      reason: 'The review ends next week',
    })
    expect(chosen.status).toBe(303)
    expect(await text(officer.get(`/needs/${id}`))).toContain('The review ends next week')
    await expect(
      asActor(t.database, officer.actor, (db) =>
        db.updateTable('need_choices').set({ reason: null }).where('need_id', '=', id).execute(),
      ),
    ).rejects.toThrow(/check constraint/)
  })
})
