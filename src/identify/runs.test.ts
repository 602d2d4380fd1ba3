// Stored runs: made for a day or a year, done again, compared, and never beyond somebody's area.
import { beforeAll, describe, expect, test } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import type { FormValues } from '#platform/exchange.ts'
import { type SignedIn, testApp } from '../../test/setup/app.ts'
import type { EvidenceRow } from './evidence.rules.ts'
import {
  giveSchools,
  insertFigures,
  insertImport,
  insertInspection,
  insertSchools,
} from './evidence.fixture.ts'
import { type Told, causes, kindOf } from './run-comparison.rules.ts'
import { dayOfYear, yearAskedFor } from './runs.rules.ts'

const t = await testApp()
let standards: SignedIn
let pack: string
let imported: number

const body = async (answer: Promise<Response>) => (await answer).text()
const poor = { ks2_reading_progress: -6, ks2_writing_progress: 0, ks2_maths_progress: 0 }

beforeAll(async () => {
  await asSystem(t.database, async (db) => {
    imported = await insertImport(db)
    await insertImport(db, 'key-stage-2', '2016-17')
    await insertImport(db, 'key-stage-2', '2017-18')
    await insertSchools(db, imported, [
      { urn: 201, name: 'Alder Primary' },
      { urn: 202, name: 'Beech Primary' },
      { urn: 203, name: 'Cedar Primary' },
      { urn: 204, name: 'Dogwood Primary', opened: '2019-09-01' },
    ])
    await insertFigures(db, imported, 201, 2017, { ...poor, ks2_rwm_expected: 60 })
    await insertFigures(db, imported, 201, 2018, { ...poor, ks2_rwm_expected: 70 })
    await insertFigures(db, imported, 202, 2017, { ...poor, ks2_rwm_expected: 70 })
    await insertFigures(db, imported, 202, 2018, { ...poor, ks2_rwm_expected: 60 })
    await insertFigures(db, imported, 203, 2017, { ks2_rwm_expected: 'suppressed' })
    await insertFigures(db, imported, 203, 2018, { ...poor, ks2_rwm_expected: 80 })
    for (const urn of [201, 202, 203])
      await insertInspection(db, imported, urn, {
        on: '2016-05-09',
        framework: '2015',
        grades: { overall: 'good' },
        category: 'none',
      })
  })
  await giveSchools(t.database, t.organisation.id, [201, 203, 204], t.organisation.areas.district)
  await giveSchools(t.database, t.organisation.id, [202], t.organisation.areas.otherDistrict)
  standards = await t.signInAs('head of standards')
  const adopted = await standards.post('/packs/built-in/leaders-of-education/adopt')
  pack = adopted.headers.get('Location')?.split('/').at(-1) ?? ''
})

const run = async (values: FormValues) => {
  const answer = await standards.post('/identify/runs', { pack, ...values })
  expect(answer.status).toBe(303)
  return asActor(t.database, standards.actor, (db) =>
    db.selectFrom('identification_runs').selectAll().orderBy('run_at', 'desc').executeTakeFirstOrThrow(),
  )
}
const answersOf = (id: string) =>
  asActor(t.database, standards.actor, (db) =>
    db
      .selectFrom('identification_results')
      .select(['urn', 'criterion', 'answer', 'sentence', 'evidence'])
      .where('run_id', '=', id)
      .orderBy('urn')
      .orderBy('criterion')
      .execute(),
  )

describe('A run', () => {
  test('for an academic year asks for the results of that year, of the schools open on its last day', async () => {
    const past = await run({ when: 'year', year: '2016-17' })
    expect(past).toMatchObject({ as_at: '2017-08-31', asked_year: 2017, schools: 3 })
    const floor = (await answersOf(past.id)).filter(
      ({ criterion }) => criterion === 'below-national-standard-primary',
    )
    expect(floor.map(({ urn, answer }) => [urn, answer])).toEqual([
      [201, 'met'],
      [202, 'not met'],
      [203, 'unknown'],
    ])
  })

  test('of an earlier year does not become the current one, and is read by its own address', async () => {
    const now = await run({ when: 'today' })
    const past = await run({ when: 'day', 'day-day': '15', 'day-month': '12', 'day-year': '2017' })
    expect(past).toMatchObject({ as_at: '2017-12-15', asked_year: null, years: { ks2: 2017 } })
    const current = await body(standards.get('/identify'))
    expect(current).toContain('Beech Primary')
    expect(current).not.toContain('Alder Primary')
    const earlier = await body(standards.get(`/identify?run=${past.id}`))
    expect(earlier).toContain('Alder Primary')
    expect(earlier).toContain('This is an earlier run')
    expect((await standards.get(`/identify?run=${now.id}`)).status).toBe(200)
    expect((await standards.get('/identify?run=nothing')).status).toBe(404)
  })

  test('takes no day that has not come and no year that has not begun', async () => {
    for (const values of [
      { when: 'day', 'day-day': '1', 'day-month': '1', 'day-year': '2190' },
      { when: 'day' },
      { when: 'year', year: '2189-90' },
      { when: 'year', year: '2018-20' },
      { when: 'ever' },
    ])
      expect((await standards.post('/identify/runs', { pack, ...values })).status, values.when).toBe(422)
  })

  test('done again over the same data, pack and day gives the same answers, sentences and evidence', async () => {
    const asked = { when: 'year', year: '2017-18' }
    const [one, other] = [await run(asked), await run(asked)]
    expect(one.last_import_id).toBe(other.last_import_id)
    const answers = await answersOf(one.id)
    expect(answers.length).toBeGreaterThan(20)
    expect(await answersOf(other.id)).toEqual(answers)
    const same = await body(standards.get(`/identify/runs/comparison?from=${one.id}&to=${other.id}`))
    expect(same).toContain('Came on to the list (0)')
    expect(same).toContain('Other reasons than before (0)')
  })

  test('says when figures have come since', async () => {
    const before = await body(standards.get('/identify/runs'))
    expect(before).not.toContain('brought in or undone since')
    await asSystem(t.database, (db) => insertImport(db, 'key-stage-2', '2017-18'))
    expect(await body(standards.get('/identify/runs'))).toContain('1 file has')
    expect(await body(standards.get('/identify'))).toContain('this run stands as it was made')
  })
})

describe('Two runs compared', () => {
  let from: string
  let to: string
  beforeAll(async () => {
    from = (await run({ when: 'year', year: '2016-17' })).id
    to = (await run({ when: 'year', year: '2017-18' })).id
  })
  const compared = (kind: string, who = standards) =>
    body(who.get(`/identify/runs/comparison?from=${from}&to=${to}&kind=${kind}`))

  test('tell who came and who left, by which criterion, and what of the evidence differs', async () => {
    const came = await compared('came')
    expect(came).toContain('Beech Primary')
    expect(came).toContain('Not met → Met')
    expect(came).toContain('the results of 2018 stand in place of those of 2017')
    expect(came).not.toContain('Alder Primary')
    const left = await compared('left')
    expect(left).toContain('Alder Primary')
    expect(left).toContain('Met → Not met')
  })

  test('leave as CSV, a line for each answer that differs', async () => {
    const csv = await body(standards.get(`/identify/runs/comparison.csv?from=${from}&to=${to}`))
    const lines = csv.trim().split('\r\n')
    expect(lines[0]).toContain('Why it differs')
    expect(lines.filter((line) => line.startsWith('202,'))).toHaveLength(1)
    expect(csv).toContain('Came on to the list')
  })

  test('show an adviser the schools of their own area only', async () => {
    const adviser = await t.signInAs('adviser', { kind: 'area', id: t.organisation.areas.district })
    expect(await compared('came', adviser)).not.toContain('Beech Primary')
    expect(await compared('left', adviser)).toContain('Alder Primary')
    expect(await body(adviser.get(`/identify/runs/comparison.csv?from=${from}&to=${to}`))).not.toContain(
      'Beech Primary',
    )
  })

  test('of another organisation are not found', async () => {
    const elsewhere = await t.insertOrganisation()
    const stranger = await t.signInAs('head of standards', { kind: 'all' }, { organisation: elsewhere })
    expect((await stranger.get(`/identify/runs/comparison?from=${from}&to=${to}`)).status).toBe(404)
    expect((await stranger.get(`/identify?run=${from}`)).status).toBe(404)
    expect(await body(stranger.get('/identify/runs'))).toContain('have not been run yet')
  })
})

test('somebody with the full right over one area only runs nothing, for a run goes over the whole organisation', async () => {
  const lead = await t.signInAs('lead adviser', { kind: 'area', id: t.organisation.areas.district })
  expect((await lead.post('/identify/runs', { pack })).status).toBe(403)
  expect((await lead.get('/identify/runs/new')).status).toBe(403)
  for (const path of ['/identify', '/identify/runs'])
    expect(await body(lead.get(path))).not.toMatch(/Run the criteria(?! again to take)/)
  // Nor does any count tell of schools beyond it.
  expect(await body(lead.get('/identify/runs'))).toContain(
    '<td class="govuk-table__cell govuk-table__cell--numeric"',
  )
})

describe('Why an answer differs', () => {
  const figure = (changes: Partial<Extract<EvidenceRow, { kind: 'measure' }>> = {}): EvidenceRow => ({
    kind: 'measure',
    measure: 'ks2_rwm_expected',
    label: 'Expected standard',
    unit: 'percent',
    academicYear: '2017-18',
    value: 60,
    missing: null,
    comparison: 'below',
    threshold: 65,
    basis: 'fixed',
    called: null,
    answer: 'met',
    ...changes,
  })
  const told = (...evidence: EvidenceRow[]): Told => ({ answer: 'met', sentence: 'So.', evidence })
  const why = (before: Told | null, after: Told | null) => causes({ criterion: 'a', before, after })

  test('is told from the evidence: a figure, a threshold, a year, or that nobody asked', () => {
    expect(why(told(figure()), told(figure({ value: 70 })))).toEqual([
      'Expected standard, 2018: 70%, where it was 60%.',
    ])
    expect(why(told(figure()), told(figure({ threshold: 55 })))).toEqual([
      'Expected standard, 2018: the test is below 55%, where it was below 65%.',
    ])
    expect(why(told(figure({ value: null, missing: 'suppressed' })), told(figure()))).toEqual([
      'Expected standard, 2018: 60%, where it was not known (suppressed).',
    ])
    expect(why(told(figure()), told(figure({ academicYear: '2018-19' })))).toEqual([
      'Expected standard: the results of 2019 stand in place of those of 2018.',
    ])
    expect(why(null, told(figure()))).toEqual(['The earlier run did not ask this of the school.'])
    expect(why(told(figure()), null)).toEqual(['The later run does not ask this of the school.'])
    expect(why(told(figure()), told(figure()))).toEqual(['The criterion itself is another one.'])
  })

  test('a school belongs to one kind of difference', () => {
    const overall = { wasMet: false, isMet: false, wasUnknown: false, isUnknown: false }
    expect(kindOf({ ...overall, isMet: true, wasUnknown: true })).toBe('came')
    expect(kindOf({ ...overall, wasMet: true, isUnknown: true })).toBe('left')
    expect(kindOf({ ...overall, wasUnknown: true })).toBe('settled')
    expect(kindOf({ ...overall, isUnknown: true })).toBe('unknown')
    expect(kindOf(overall)).toBe('other')
  })
})

test('a year is run as at its last day, or today while that has not come', () => {
  expect(dayOfYear(2019, '2026-11-21')).toBe('2019-08-31')
  expect(dayOfYear(2027, '2026-11-21')).toBe('2026-11-21')
  expect(yearAskedFor('2026-27', '2026-11-21')).toBe(2027)
  expect(yearAskedFor('2027-28', '2026-11-21')).toBeNull()
  expect(yearAskedFor('2018', '2026-11-21')).toBeNull()
})
