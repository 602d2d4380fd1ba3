import { beforeAll, describe, expect, it } from 'vitest'
import { bring, gias } from '#src/schools/schools.fixture.ts'
import { undoImport } from '#src/schools/imports/undo.actions.ts'
import { type SignedIn, testApp, type TestApp, type TestOrganisation } from '../../test/setup/app.ts'
import { askedSince, changeInWords, headInWords } from './headships.rules.ts'

let app: TestApp
let ours: TestOrganisation
let adviser: SignedIn

/** The register as a file of a day, with heads' names. */
const register = (day: string, heads: Record<number, [title: string, first: string, last: string]>) =>
  bring(
    app.database,
    `gias_${day}.csv`,
    gias(
      Object.entries(heads).map(([urn, [title, first, last]]) => ({
        URN: Number(urn),
        'HeadTitle (name)': title,
        HeadFirstName: first,
        HeadLastName: last,
      })),
    ),
  )

const read = async (person: SignedIn, path: string) => (await person.get(path)).text()

beforeAll(async () => {
  app = await testApp()
  ours = await app.insertOrganisation('Northshire', { authority_code: 850 })
  await register('20260101', {
    100001: ['Mrs', 'Ada', 'Thorne'],
    100002: ['Mr', 'Ben', 'Oakes'],
    100003: ['Ms', 'Cass', 'Reed'],
  })
  await register('20260601', {
    100001: ['Mr', 'Dev', 'Marsh'],
    100002: ['Dr', 'Ben', 'Oakes'],
    100003: ['Ms', 'Eve', 'Stone'],
  })
  adviser = await app.signInAs('adviser', { kind: 'all' }, { organisation: ours })
})

describe('a change of head in the register', () => {
  it('is put as a question to officers, and a change of title is none', async () => {
    const text = await read(adviser, '/identify/new-heads')
    expect(text).toContain('2 schools')
    expect(text).toContain('School 100001')
    expect(text).not.toContain('School 100002')
    expect(await read(adviser, '/schools/100001/people')).toContain(
      'The register’s head changed between 1 January 2026 and 1 June 2026: newly appointed?',
    )
  })
  it('stands in the published chronology of the school', async () =>
    expect(await read(adviser, '/schools/100001/chronology')).toContain(
      'The register names another head: Mr Dev Marsh, before Mrs Ada Thorne',
    ))
  it('is asked until a headship is recorded, and the form knows what the register shows', async () => {
    const list = await read(adviser, '/schools/100001/people')
    const [, address = ''] = /href="(\/identify\/schools\/100001\/head-changes\/\d+)"/.exec(list) ?? []
    const asked = await adviser.post(address, { answer: 'new head' })
    expect(asked.headers.get('Location')).toBe('/identify/schools/100001/head')
    expect(await read(adviser, '/identify/schools/100001/head')).toContain(
      'value="The register’s head changed between 1 January 2026 and 1 June 2026"',
    )
    await adviser.post('/identify/schools/100001/head', {
      kind: 'interim',
      'startedOn-day': '1',
      'startedOn-month': '5',
      'startedOn-year': '2026',
      first: 'yes',
      source: 'Governors’ letter',
    })
    const after = await read(adviser, '/schools/100001/people')
    expect(after).toContain('Head (interim) since 1 May 2026, in a first headship')
    expect(after).not.toContain('newly appointed?')
  })
  it('is not asked again once somebody said that it is no new head', async () => {
    const list = await read(adviser, '/identify/new-heads')
    const [, address = ''] = /href="(\/identify\/schools\/100003\/head-changes\/\d+)"/.exec(list) ?? []
    expect((await adviser.post(address, { answer: 'no new head', why: 'Married' })).status).toBe(303)
    expect(await read(adviser, '/identify/new-heads')).toContain('No change waits for an answer')
    expect((await adviser.get(address)).status).toBe(404)
  })
  it('goes with the file that showed it', async () => {
    const result = await register('20260701', { 100002: ['Mrs', 'Fay', 'Lund'] })
    expect(await read(adviser, '/identify/new-heads')).toContain('School 100002')
    expect(
      await undoImport(app.database, result.importId!, { organisationId: null, personId: null }),
    ).not.toHaveProperty('refused')
    expect(await read(adviser, '/identify/new-heads')).not.toContain('School 100002')
  })
})

describe('who leads a school', () => {
  it.each(['governor', 'supporter', 'finance officer', 'headteacher'] as const)(
    'is not shown to a %s of the same organisation',
    async (role) => {
      const person = await app.signInAs(role, { kind: 'all' }, { organisation: ours })
      const text = await read(person, '/schools/100001/people')
      expect(text).not.toContain('interim')
      expect((await person.get('/identify/new-heads')).status).toBe(403)
    },
  )
  it('is not shown to another organisation', async () => {
    const other = await app.insertOrganisation('Southshire', { authority_code: 850 })
    const person = await app.signInAs('adviser', { kind: 'all' }, { organisation: other })
    expect(await read(person, '/schools/100001/people')).not.toContain('interim')
  })
  it('reads in one sentence, with what nobody recorded said', () => {
    expect(headInWords({ kind: 'acting', startedOn: null, firstHeadship: null, source: 'a call' })).toBe(
      'Head (acting) since a day that is not recorded; source: a call.',
    )
    expect(changeInWords({ seenBefore: null, seenAfter: '2026-06-01' })).toBe(
      'The register’s head changed by 1 June 2026',
    )
    expect(askedSince('2026-11-22')).toBe('2024-11-01')
    expect(askedSince('2026-01-05')).toBe('2024-01-01')
  })
})
