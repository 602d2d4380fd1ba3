import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type SignedIn, testApp, type TestApp, type TestOrganisation } from '../../../test/setup/app.ts'
import { bring, gias } from '../schools.fixture.ts'
import { planFile, readFile } from './districts.rules.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const areas = [
  { id: 'a', name: 'Riverside', kind: 'district' as const },
  { id: 'b', name: 'Hillside', kind: 'district' as const },
  { id: 'c', name: 'Hillside', kind: 'locality' as const },
]

describe('a file of schools and areas', () => {
  it('needs its two columns, in any order and case, and says what is wrong otherwise', () => {
    expect(readFile(bytes('Area;URN\nRiverside;100001\n'))).toMatchObject({
      ok: true,
      rows: [{ line: 2, urn: '100001', area: 'Riverside' }],
    })
    for (const [text, why] of [
      ['', 'empty'],
      ['PK\u0003\u0004', 'Excel'],
      ['name,area\nx,y\n', 'urn and area'],
      ['urn,area\n', 'no rows'],
    ] as const)
      expect(readFile(bytes(text)), why).toMatchObject({
        ok: false,
        reason: expect.stringContaining(why) as string,
      })
  })

  it('sets a row aside with its reason, and never loses one', () => {
    const schools = [
      { urn: 100001, name: 'Ash', areaId: null, by: null },
      { urn: 100002, name: 'Beech', areaId: 'a', by: 'hand' },
    ]
    const rows = (all: string[]) =>
      all.map((line, i) => {
        const [urn = '', area = '', kind = ''] = line.split(',')
        return { line: i + 2, urn, area, kind, raw: line }
      })
    const plan = planFile(
      rows([
        '100001,riverside',
        '100002,Riverside',
        '100003,Riverside',
        'x,Riverside',
        '100001,Riverside',
        '100002,',
        '100002,Nowhere',
        '100002,Hillside',
        '100002,Hillside,locality',
      ]),
      schools,
      areas,
    )
    expect(plan.changes).toEqual([{ urn: 100001, name: 'Ash', from: null, to: 'a' }])
    expect(plan.unchanged).toBe(1)
    expect(plan.aside.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '4 URN 100003 is not one of the organisation’s schools',
      '5 “x” is not a URN of six figures',
      '6 The school stands in line 2 already',
      '7 The row names no area',
      '8 There is no area called “Nowhere”',
      '9 There are 2 areas called “Hillside”. Add the column kind: district or locality',
      '10 The school stands in line 3 already',
    ])
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom('100001', '100002', '7', ''),
            fc.constantFrom('Riverside', 'Hillside', ''),
            fc.constantFrom('', 'locality'),
          ),
        ),
        (some) => {
          const { changes, unchanged, aside } = planFile(
            rows(some.map((one) => one.join(','))),
            schools,
            areas,
          )
          expect(changes.length + unchanged + aside.length).toBe(some.length)
          expect(new Set(changes.map(({ urn }) => urn)).size).toBe(changes.length)
        },
      ),
    )
  })
})

describe('schools and areas', () => {
  let app: TestApp
  let place: TestOrganisation
  let office: SignedIn
  let hillAdviser: SignedIn
  let empty = ''
  const text = async (path: string, who = office) => (await who.get(path)).text()
  const here = '/organisation/districts'
  const areaOf = async (urn: number) => {
    const { rows } = await app.database.pool.query<{ name: string | null; by: string | null }>(
      'SELECT a.name, os.area_by AS by FROM organisation_schools os LEFT JOIN areas a ON a.id = os.area_id WHERE os.urn = $1 AND os.organisation_id = $2',
      [urn, place.id],
    )
    return rows[0] ? [rows[0].name, rows[0].by] : null
  }
  const upload = async (content: string, who = office) => {
    const form = new FormData()
    form.set('file', new File([content], 'areas.csv', { type: 'text/csv' }))
    return who.post(`${here}/file`, form)
  }
  const lastId = async () => /name="id" value="([0-9a-f-]{36})"/.exec(await text(here))?.[1] ?? ''
  const register = (changed = '01-09-2024') =>
    gias([
      {
        URN: 100001,
        EstablishmentName: 'Ash Primary',
        'DistrictAdministrative (name)': 'Riverside',
        LastChangedDate: changed,
      },
      {
        URN: 100002,
        EstablishmentName: 'Beech Primary',
        'DistrictAdministrative (name)': 'Riverside',
        LastChangedDate: changed,
      },
      {
        URN: 100003,
        EstablishmentName: 'Cedar Primary',
        'DistrictAdministrative (name)': 'Far Hills',
        'AdministrativeWard (name)': 'Top Ward',
        LastChangedDate: changed,
      },
    ])

  beforeAll(async () => {
    app = await testApp()
    place = await app.insertOrganisation('Millshire County Council', { authority_code: 850 })
    office = await app.signInAs('administrator', { kind: 'all' }, { organisation: place })
    hillAdviser = await app.signInAs(
      'adviser',
      { kind: 'area', id: place.areas.otherDistrict },
      { organisation: place },
    )
    empty = await text(here)
    await bring(app.database, 'gias_20240901.csv', register())
  })

  it('are set by hand for those ticked, and a role for the area reaches them from the next request', async () => {
    expect(empty).toContain('answers for no schools yet')
    expect(await text(here)).toContain('3 schools in no area')
    const sees = async () => (await hillAdviser.get('/needs/new?school=100001')).status
    expect(await sees()).toBe(403)
    expect((await office.post(here, { to: place.areas.otherDistrict })).status).toBe(422)
    expect((await office.post(here, { urn: '100001', to: 'elsewhere' })).status).toBe(422)
    await office.post(here, { urn: ['100001', '999999'], to: place.areas.otherDistrict })
    expect(await areaOf(100001)).toEqual(['Hillside', 'hand'])
    expect(await sees()).toBe(200)
    expect(await text(`${here}?area=${place.areas.otherDistrict}`)).toContain('1 school<')
    await office.post(`${here}/undo`, { id: await lastId() })
    expect(await areaOf(100001)).toEqual([null, null])
    expect(await sees()).toBe(403)
  })

  it('are set by a file after showing what it would change, with the rows set aside', async () => {
    const sent = await upload('urn,area\n100001,Riverside\n100009,Riverside\n')
    const address = sent.headers.get('location')!
    const shown = await text(address)
    for (const part of [
      'What this would change',
      'Move 1 school',
      'Ash Primary (URN 100001)',
      'URN 100009 is not one',
    ])
      expect(shown, part).toContain(part)
    expect(await areaOf(100001)).toEqual([null, null])
    expect(await text(`${address}/set-aside`)).toContain('3,URN 100009')
    await office.post(address, { do: 'apply' })
    expect(await areaOf(100001)).toEqual(['Riverside', 'file'])
    await office.post(address, { do: 'apply' })
    expect(await text(address)).toContain('What this changed')
    const given = (await upload('urn,area\n100002,Hillside\n')).headers.get('location')!
    await office.post(given, { do: 'give up' })
    expect(await areaOf(100002)).toEqual([null, null])
    expect(await text(given)).toContain('This was given up')
    expect((await upload('a,b\n1,2\n')).status).toBe(422)
    expect((await office.post(`${here}/file`, new FormData())).status).toBe(422)
  })

  it('are set by rules that are shown first, remembered, and leave alone what a file or a hand has placed', async () => {
    expect(await text(`${here}/rules?field=district`)).toContain('Area for Far Hills')
    const sent = await office.post(`${here}/rules`, {
      field: 'district',
      value: ['Far Hills', 'Riverside'],
      area: [place.areas.area, place.areas.otherDistrict],
    })
    const address = sent.headers.get('location')!
    expect(await text(address)).toContain('Keep the rules and move 2 schools')
    expect(await areaOf(100002)).toEqual([null, null])
    await office.post(address, { do: 'apply' })
    expect(await areaOf(100001)).toEqual(['Riverside', 'file'])
    expect(await areaOf(100002)).toEqual(['Hillside', 'rule'])
    expect(await areaOf(100003)).toEqual(['West', 'rule'])
    // A narrower rule goes before a wider one.
    const ward = await office.post(`${here}/rules`, {
      field: 'ward',
      value: 'Top Ward',
      area: place.areas.district,
    })
    await office.post(ward.headers.get('location')!, { do: 'apply' })
    expect(await areaOf(100003)).toEqual(['Riverside', 'rule'])
    await office.post(`${here}/undo`, { id: await lastId() })
    expect(await areaOf(100003)).toEqual(['West', 'rule'])
    expect(await text(`${here}/rules?field=ward`)).not.toContain('Ward (has rules)')
    const again = await office.post(`${here}/rules`, {
      field: 'district',
      value: ['Far Hills', 'Riverside'],
      area: [place.areas.area, place.areas.otherDistrict],
    })
    expect(again.headers.get('location')).toBe(`${here}/rules?field=district`)
  })

  it('follow their rules after a new register, which can be undone like any other change', async () => {
    await bring(
      app.database,
      'gias_20250901.csv',
      gias([
        {
          URN: 100003,
          EstablishmentName: 'Cedar Primary',
          'DistrictAdministrative (name)': 'Riverside',
          LastChangedDate: '01-09-2025',
        },
        {
          URN: 100004,
          EstablishmentName: 'Dene Primary',
          'DistrictAdministrative (name)': 'Far Hills',
          LastChangedDate: '01-09-2025',
        },
      ]),
    )
    expect(await areaOf(100003)).toEqual(['Hillside', 'rule'])
    expect(await areaOf(100004)).toEqual(['West', 'rule'])
    expect(await text(here)).toContain('Rules applied again after a change of the register')
    const stale = await lastId()
    await office.post(here, { urn: '100004', to: 'none' })
    expect((await text(here)).includes('By hand: to no area')).toBe(true)
    await office.post(`${here}/undo`, { id: stale })
    expect(await areaOf(100004)).toEqual([null, 'hand'])
    // Put nowhere by hand, it stays there whatever the rules say.
    await bring(app.database, 'gias_20250902.csv', register('02-09-2025'))
    expect(await areaOf(100004)).toEqual([null, 'hand'])
    expect(await text(`${here}/export`)).toContain('100002,Beech Primary,Hillside,district,rule')
  })

  it('stand in the audit record school by school, with what it was for', async () => {
    const { rows } = await app.database.pool.query<{ reason: string; row_key: string }>(
      `SELECT reason, row_key FROM audit_entries WHERE organisation_id = $1 AND table_name = 'organisation_schools' ORDER BY sequence`,
      [place.id],
    )
    expect(rows[0]).toEqual({ reason: 'By hand: to Hillside', row_key: '100001' })
    expect(rows.map(({ reason }) => reason)).toContain('Undone: By hand: to Hillside')
    expect(rows.map(({ reason }) => reason)).toContain('File areas.csv')
    expect(await text('/audit')).toContain('changed a school of the organisation')
  })

  it('are nobody else’s: neither another organisation’s nor those of somebody with one area', async () => {
    const stranger = await app.signInAs('administrator')
    const mine = (await upload('urn,area\n100002,Riverside\n')).headers.get('location')!
    expect((await stranger.get(mine)).status).toBe(404)
    expect((await stranger.post(mine, { do: 'apply' })).status).toBe(404)
    await stranger.post(here, { urn: '100002', to: app.organisation.areas.district })
    await stranger.post(`${here}/undo`, { id: await lastId() })
    expect(await areaOf(100002)).toEqual(['Hillside', 'rule'])
    const local = await app.signInAs(
      'administrator',
      { kind: 'area', id: place.areas.district },
      { organisation: place },
    )
    expect((await local.get(here)).status).toBe(403)
  })
})
