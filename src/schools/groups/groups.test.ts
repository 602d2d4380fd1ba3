import { beforeAll, describe, expect, it } from 'vitest'
import { asSystem } from '#platform/database.ts'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { bring, csv, gias, groupLinks, ofstedHead } from '../schools.fixture.ts'
import { undoImport } from '../imports/undo.actions.ts'
import { type GroupSchool, outcomesOf, phasesOf, searchOf, showPupils } from './groups.rules.ts'

const school = (values: Partial<GroupSchool>): GroupSchool => ({
  urn: 100001,
  name: 'A school',
  phase: 'Primary',
  laName: null,
  pupils: 100,
  state: 'member',
  sinceOn: null,
  lastOn: null,
  untilOn: null,
  closedOn: null,
  inspection: null,
  ...values,
})
const inspected = (framework: string, judgements: Record<string, string>, category: string | null = null) =>
  school({
    inspection: { kind: 'graded', framework, judgements, category, outcome: null, startedOn: '2020-01-01' },
  })

describe('counting a group’s schools', () => {
  it('keeps each framework’s outcomes apart, newest framework and best outcome first', () => {
    const rows = outcomesOf([
      inspected('2012b', { overall: 'good' }),
      inspected('2019', { overall: 'requires improvement' }),
      inspected('2019', { overall: 'good' }),
      inspected('2019', { overall: 'good' }),
      inspected('2019', { overall: 'inadequate' }, 'special measures'),
      school({}),
    ])
    expect(rows.map(({ outcome, schools }) => [outcome, schools])).toEqual([
      ['Good', 2],
      ['Requires improvement', 1],
      ['Special measures; Inadequate', 1],
      ['Good', 1],
    ])
    expect(new Set(rows.map(({ framework }) => framework)).size).toBe(2)
  })

  it('adds up pupils only of schools whose number is known, and says of how many', () => {
    const [row] = phasesOf([school({ pupils: 100 }), school({ pupils: null })])
    expect(row).toEqual({ phase: 'Primary', schools: 2, pupils: 100, pupilsKnown: 1 })
    expect(showPupils(100, 1, 2)).toBe('100 in 1 of 2 schools')
    expect(showPupils(1_200, 2, 2)).toBe('1,200')
    expect(showPupils(0, 0, 2)).toBeNull()
  })

  it('takes figures for a number and anything else for words', () => {
    expect(searchOf(' 4782 ')).toEqual({ kind: 'number', number: '4782' })
    expect(searchOf('St. Mary’s')).toEqual({ kind: 'words', words: ['st', 'marys'] })
    expect(searchOf(' ')).toEqual({ kind: 'none' })
  })
})

describe('groups of the register and of the group links', () => {
  let app: TestApp
  let officer: SignedIn
  const text = async (path: string) => (await officer.get(path)).text()
  const members = async () => {
    const { rows } = await app.database.pool.query<{ group_key: string; urn: number; state: string }>(
      'SELECT group_key, urn, state FROM group_register_schools ORDER BY group_key, urn',
    )
    return rows.map((row) => `${row.group_key} ${row.urn} ${row.state}`)
  }

  beforeAll(async () => {
    app = await testApp()
    officer = await app.signInAs('adviser')
    await bring(
      app.database,
      'grouplinks_edubaseallacademiesandfree20230601.csv',
      groupLinks([
        { urn: 100001, uid: 4782, name: 'THE ELM TRUST', kind: 'Multi-academy trust', joined: '01-09-2015' },
        { urn: 100002, uid: 4782, name: 'THE ELM TRUST', kind: 'Multi-academy trust', joined: '01-04-2019' },
        { urn: 100003, uid: 4782, name: 'THE ELM TRUST', kind: 'Multi-academy trust' },
        { urn: 100001, uid: 5001, name: 'The Elm Trust', kind: 'School sponsor', joined: '01-09-2015' },
        { urn: 100009, uid: 4782, name: 'THE ELM TRUST', kind: 'Multi-academy trust' },
      ]),
    )
    await bring(
      app.database,
      'gias_20240901.csv',
      gias([
        // Named without its number: the one numbered trust of that name.
        { URN: 100001, 'Trusts (name)': 'The Elm Trust', 'SchoolSponsors (name)': 'The Elm Trust' },
        { URN: 100002, 'EstablishmentStatus (name)': 'Closed', CloseDate: '31-08-2024' },
        // A later register names another trust than the links do.
        { URN: 100003, 'Trusts (code)': 7000, 'Trusts (name)': 'The Oak Trust' },
        {
          URN: 100004,
          'Federations (name)': 'Village Schools',
          'Diocese (code)': 'CE12',
          'Diocese (name)': 'Diocese of Northshire',
        },
        {
          URN: 100005,
          'Federations (name)': 'Village Schools',
          'LA (code)': 936,
          'Diocese (code)': '0000',
          'Diocese (name)': 'Not applicable',
        },
      ]),
    )
  })

  it('have one key each, whichever file names them, and say who belongs, who left and which school closed', async () => {
    expect(await members()).toEqual([
      '4782 100001 member',
      '4782 100002 closed',
      '4782 100003 left',
      '4782 100009 member',
      '5001 100001 member',
      '7000 100003 member',
      'diocese-ce12 100004 member',
      'federation-850-village-schools 100004 member',
      'federation-936-village-schools 100005 member',
    ])
  })

  it('have a page that says since when, what became of the others, and where this came from', async () => {
    await bring(
      app.database,
      'ofsted_latest_20240831.csv',
      csv(ofstedHead, [
        [
          '',
          100001,
          'School 100001',
          '',
          '',
          '',
          '',
          '101',
          'S5',
          '01/03/2022',
          '01/04/2022',
          '',
          '',
          '2',
          'NULL',
          '2',
          'Yes',
          '',
          '',
          '',
          '',
          '',
        ],
      ]),
    )
    const html = await text('/schools/groups/4782')
    expect(html).toContain('THE ELM TRUST')
    expect(html).toContain('Multi-academy trust')
    expect(html).toContain('1 September 2015')
    expect(html).toContain('School closed on 31 August 2024')
    expect(html).toContain('No longer named in the file of 1 September 2024')
    expect(html).toContain('URN 100009, not in the register held')
    expect(html).toContain('180 in 1 of 2 schools')
    expect(html).toContain('1 March 2022. Framework of September 2019')
    expect(html).toContain('grouplinks_edubaseallacademiesandfree20230601.csv')
    expect(html).toContain('/schools/groups/5001')
    const file = await text('/schools/groups/4782/export')
    expect(file.trim().split('\r\n')).toHaveLength(5)
    expect(file).toContain('2015-09-01')
    expect((await officer.get('/schools/groups/nothing')).status).toBe(404)
  })

  it('are linked from the page of each school', async () => {
    expect(await text('/schools/100001')).toContain('href="/schools/groups/4782"')
    expect(await text('/schools/100003')).toContain('(formerly)')
    expect(await text('/schools/100004')).toContain('href="/schools/groups/diocese-ce12"')
  })

  it('are listed with search, kind, our own first, and a file of what is shown', async () => {
    expect(await text('/schools/groups')).toContain('6 groups')
    expect(await text('/schools/groups?kind=Federation')).toContain('2 groups')
    expect(await text('/schools/groups?q=elm')).toContain('2 groups')
    expect(await text('/schools/groups?q=7000')).toContain('1 group<')
    expect(await text('/schools/groups?q=no+such+group')).toContain('No group fits.')
    expect((await text('/schools/groups/export?kind=Diocese')).trim().split('\r\n')).toHaveLength(2)
    await asSystem(app.database, (db) =>
      db
        .insertInto('organisation_schools')
        .values({ organisation_id: app.organisation.id, urn: 100001 })
        .execute(),
    )
    expect(await text('/schools/groups')).toContain('2 groups')
    expect(await text('/schools/groups?whose=all&sort=-schools')).toContain('6 groups')
  })

  it('remember which schools were theirs after a later file, and forget it with that file', async () => {
    const before = await members()
    const { importId } = await bring(
      app.database,
      'gias_20250901.csv',
      gias([
        {
          URN: 100003,
          'Trusts (code)': 4782,
          'Trusts (name)': 'THE ELM TRUST',
          LastChangedDate: '01-09-2025',
        },
        {
          URN: 100004,
          'Diocese (code)': 'CE12',
          'Diocese (name)': 'Diocese of Northshire',
          LastChangedDate: '01-09-2025',
        },
      ]),
    )
    expect(await members()).toEqual(
      before.map((row) =>
        row
          .replace('4782 100003 left', '4782 100003 member')
          .replace('7000 100003 member', '7000 100003 left')
          .replace('850-village-schools 100004 member', '850-village-schools 100004 left'),
      ),
    )
    expect(await text('/schools/groups/7000')).toContain('No longer named in the file of 1 September 2025')
    expect(await text('/schools/groups/7000')).toContain('No school that is open belongs to it')
    expect(await undoImport(app.database, importId!, { organisationId: null, personId: null })).toMatchObject(
      {
        restored: 2,
      },
    )
    expect(await members()).toEqual(before)
  })

  it('appear in an empty register as a sentence', async () => {
    const other = await testApp()
    const visitor = await other.signInAs('governor')
    expect(await (await visitor.get('/schools/groups?size=any')).text()).toContain(
      'Groups appear once a file of schools',
    )
  })
})
