import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { asSystem } from '#platform/database.ts'
import { type SignedIn, testApp, type TestApp } from '../../../test/setup/app.ts'
import { bring, csv, gias, ofstedHead } from '../schools.fixture.ts'
import { kindOf } from './kinds.rules.ts'
import {
  APART,
  gridLines,
  gridProjection,
  marksOf,
  mercatorProjection,
  moved,
  type Place,
  placeOf,
  SIZE,
  tilesOf,
  townLabels,
  viewAround,
  viewOf,
  zoomed,
} from './map.rules.ts'

const grid = fc.record({
  easting: fc.integer({ min: 90_000, max: 650_000 }),
  northing: fc.integer({ min: 10_000, max: 650_000 }),
})
const placeAt = (at: { easting: number; northing: number }): Place =>
  placeOf({ ...at, latitude: null, longitude: null })!
const schools = fc.array(
  grid.map((at) => ({ place: placeAt(at) })),
  { minLength: 1, maxLength: 60 },
)

describe('the geometry of the map', () => {
  it('shows all schools at first, each in one mark, and no two marks nearer than a finger needs', () => {
    fc.assert(
      fc.property(schools, fc.boolean(), (some, tiles) => {
        const view = viewAround(some.map(({ place }) => place))!
        const marks = marksOf(some, tiles ? mercatorProjection(view) : gridProjection(view))
        // Mercator turns the grid a little: a corner may fall outside, nothing is shown twice.
        const shown = marks.flatMap(({ members }) => members)
        expect(new Set(shown).size).toBe(shown.length)
        expect(tiles || shown.length === some.length).toBe(true)
        for (const [i, a] of marks.entries())
          for (const b of marks.slice(i + 1))
            expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(APART)
      }),
      { numRuns: 60 },
    )
  })

  it('draws a place in tiles where it is on the grid, within a thirtieth of the drawing at county scale', () => {
    const view = { easting: 450_000, northing: 120_000, width: 80_000 }
    fc.assert(
      fc.property(
        fc.integer({ min: -40_000, max: 40_000 }),
        fc.integer({ min: -40_000, max: 40_000 }),
        (e, n) => {
          const place = placeAt({ easting: view.easting + e, northing: view.northing + n })
          const [a, b] = [gridProjection(view)(place), mercatorProjection(view)(place)]
          expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeLessThan(SIZE / 30)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('covers the whole drawing with tiles of the address given, at any zoom', () => {
    fc.assert(
      fc.property(grid, fc.integer({ min: 1_000, max: 600_000 }), (at, width) => {
        const tiles = tilesOf({ ...at, width }, 'https://tiles.example.org/{z}/{x}/{y}.png')
        const least = (of: (tile: (typeof tiles)[number]) => number) => Math.min(...tiles.map(of))
        const most = (of: (tile: (typeof tiles)[number]) => number) => Math.max(...tiles.map(of))
        expect(least((t) => t.x)).toBeLessThanOrEqual(0.01)
        expect(least((t) => t.y)).toBeLessThanOrEqual(0.01)
        expect(most((t) => t.x + t.size)).toBeGreaterThanOrEqual(SIZE - 0.01)
        expect(most((t) => t.y + t.size)).toBeGreaterThanOrEqual(SIZE - 0.01)
        expect(tiles.length).toBeLessThanOrEqual(36)
        expect(tiles[0]!.href).toMatch(/^https:\/\/tiles[.]example[.]org\/\d+\/\d+\/\d+[.]png$/)
      }),
      { numRuns: 60 },
    )
  })

  it('zooms about the middle and moves by half of what is shown, never off the grid', () => {
    const view = { easting: 400_000, northing: 100_000, width: 10_000 }
    expect(zoomed(view, 0.5)).toEqual({ ...view, width: 5_000 })
    expect(zoomed({ ...view, width: 1_100 }, 0.5).width).toBe(1_000)
    expect(moved(view, 1, 0).easting).toBe(405_000)
    expect(moved({ ...view, northing: 100 }, 0, -1).northing).toBe(1)
    expect(viewOf({ x: '400000', y: '100000', w: '10000' })).toEqual(view)
    for (const bad of ['', '-1', '1e5', '9999999', 'x'])
      expect(viewOf({ x: bad, y: '100000', w: '10000' })).toBeNull()
    expect(viewAround([])).toBeNull()
  })

  it('takes the register’s own position before the one published apart, and has none where there is neither', () => {
    const apart = { latitude: 51.1, longitude: -1.2 }
    expect(placeOf({ easting: 472_080, northing: 139_716, ...apart })).toMatchObject({ easting: 472_080 })
    const fallback = placeOf({ easting: null, northing: null, ...apart })!
    expect(fallback).toMatchObject(apart)
    expect(placeAt(fallback).latitude).toBeCloseTo(51.1, 4)
    expect(placeOf({ easting: null, northing: null, latitude: null, longitude: null })).toBeNull()
  })

  it('names towns without writing one over another, and lines the grid in round distances', () => {
    const view = { easting: 400_000, northing: 100_000, width: 20_000 }
    const project = gridProjection(view)
    const at = (town: string, easting: number) => ({ town, place: placeAt({ easting, northing: 100_000 }) })
    const labels = townLabels(
      [at('Ashcombe', 399_000), at('Ashcombe', 399_100), at('Beeford', 399_200), at('Milford', 408_000)],
      project,
    )
    expect(labels.map(({ text }) => text)).toEqual(['Ashcombe', 'Beeford', 'Milford'])
    for (const [i, a] of labels.entries())
      for (const b of labels.slice(i + 1))
        expect(Math.abs(a.y - b.y) > 20 || Math.abs(a.x - b.x) > 60).toBe(true)
    const everywhere = Array.from({ length: 400 }, (_, i) => ({
      x: (i % 20) * 32,
      y: Math.floor(i / 20) * 32,
    }))
    expect(townLabels([at('Ashcombe', 399_000)], project, everywhere)).toEqual([])
    expect(gridLines(view).step).toBe(5_000)
  })

  it('tells marks apart by shape as well as colour, and frameworks apart whatever the grade', () => {
    const of = (framework: string, overall: string) =>
      kindOf('inspection', {
        population: 'primary',
        inspection: { kind: 'graded', framework, judgements: { overall }, category: null, outcome: null },
      })
    expect(of('2019', 'good').shape).not.toBe(of('2015', 'good').shape)
    expect(of('2019', 'good').label).toBe('Good (framework of September 2019)')
    const kinds = ['primary', 'secondary', 'special', 'nursery', '16 plus', 'other'].map((population) =>
      kindOf('phase', { population, inspection: null }),
    )
    expect(new Set(kinds.map(({ shape }) => shape)).size).toBe(6)
    expect(new Set(kinds.map(({ colour }) => colour)).size).toBe(6)
  })
})

describe('the page of the map', () => {
  let app: TestApp
  let officer: SignedIn
  let empty = ''
  const text = async (path: string) => (await officer.get(path)).text()
  beforeAll(async () => {
    app = await testApp()
    officer = await app.signInAs('governor')
    empty = await text('/schools/map')
    await bring(
      app.database,
      'gias_20240901.csv',
      gias([
        { URN: 100001, EstablishmentName: '<i>Ash</i> Primary' },
        {
          URN: 100002,
          EstablishmentName: 'Beech High',
          'PhaseOfEducation (name)': 'Secondary',
          Easting: 482_080,
        },
        { URN: 100003, EstablishmentName: 'Cedar Primary', Easting: 482_100 },
        { URN: 100004, EstablishmentName: 'Dene Primary', Easting: '', Northing: '' },
        { URN: 100005, EstablishmentName: 'Elm Primary', Easting: '', Northing: '' },
      ]),
    )
    await asSystem(app.database, (db) =>
      db
        .insertInto('school_coordinates')
        .values({ urn: 100004, latitude: 51.2, longitude: -1.05, import_id: 1 })
        .execute(),
    )
    await bring(
      app.database,
      'ofsted_latest_20240831.csv',
      csv(ofstedHead, [
        [
          '',
          100001,
          'Ash',
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
  })

  it('draws every school that has a position, as a link, and names those that have none', async () => {
    expect(empty).toContain('No school fits.')
    const html = await text('/schools/map')
    expect(html).toContain('href="/schools/100001"')
    expect(html).toContain('aria-label="&lt;i&gt;Ash&lt;/i&gt; Primary: Primary"')
    expect(html).toContain('2 schools: 1 primary, 1 secondary and all-through')
    expect(html).toContain('Dene Primary')
    expect(html).toContain('1 school that fits has no position and is not on the map: Elm Primary')
    expect(html).not.toContain('<image')
  })

  it('has the filters of the list, zooms by links, and shows the latest inspection with its framework', async () => {
    expect(await text('/schools/map?phase=Secondary')).toContain(
      'aria-label="Beech High: Secondary and all-through"',
    )
    expect(await text('/schools/map?phase=Secondary')).not.toContain('Cedar')
    const near = await text('/schools/map?x=482090&y=139716&w=1000')
    expect(near).toContain('2 schools here, of 5')
    expect(near).toContain('href="#in-view"')
    expect(await text('/schools/map?x=100000&y=900000&w=1000')).toContain('There is none here.')
    const inspected = await text('/schools/map?by=inspection')
    expect(inspected).toContain('Good (framework of September 2019)')
    expect(inspected).toContain('None held')
    expect(await text('/schools?phase=Primary')).toContain('/schools/map?whose=all&amp;phase=Primary')
  })

  it('fetches tiles only from the host that is set, names whose they are, and nothing from outside otherwise', async () => {
    const policy = (await officer.get('/schools/map')).headers.get('content-security-policy')!
    expect(policy).toContain("img-src 'self' data:;")
    const tiled = await testApp({
      MAP_TILES: 'https://tiles.example.org/{z}/{x}/{y}.png',
      MAP_TILES_CREDIT: 'Map by Example',
    })
    await bring(tiled.database, 'gias_20240901.csv', gias([{ URN: 100001 }]))
    const answer = await (await tiled.signInAs('governor')).get('/schools/map')
    expect(answer.headers.get('content-security-policy')).toContain(
      "img-src 'self' data: https://tiles.example.org;",
    )
    const html = await answer.text()
    expect(html).toMatch(/<image href="https:\/\/tiles[.]example[.]org\/\d+\/\d+\/\d+[.]png"/)
    expect(html).toContain('Map by Example')
  })
})
