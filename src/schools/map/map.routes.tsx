// Owns the address of the map of schools. What is shown, and which part, is in the address: zooming and moving are
// links. Published data, like the list.
import { get, queryOf, type Route } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { choicesOf, countSchools, hasSchools } from '../register/register.queries.ts'
import { queryNames, type SchoolQuery, settled } from '../register/register.rules.ts'
import { kindOf } from './kinds.rules.ts'
import { mappedSchools } from './map.queries.ts'
import {
  gridProjection,
  marksOf,
  mercatorProjection,
  placeOf,
  tilesOf,
  townLabels,
  viewAround,
  viewOf,
} from './map.rules.ts'
import { MapPage, type MapSchool } from './map.views.tsx'

export const mapRoutes: readonly Route[] = [
  get('/schools/map', 'schools.view', async (x) => {
    const hasOwn = await hasSchools(x)
    const query = settled(
      Object.fromEntries(queryNames.map((name) => [name, queryOf(x, name)])) as SchoolQuery,
      hasOwn,
    )
    const by = queryOf(x, 'by') === 'inspection' ? 'inspection' : 'phase'
    const { likeness } = await countSchools(x, query)
    const rows = await mappedSchools(x.db, query, likeness, by === 'inspection')
    const without: { urn: number; name: string }[] = []
    const schools: MapSchool[] = []
    for (const { urn, name, phase, town, ...row } of rows) {
      const place = placeOf(row)
      if (place) schools.push({ urn, name, phase, town, place, kind: kindOf(by, row) })
      else without.push({ urn, name })
    }
    const chosen = viewOf({ x: queryOf(x, 'x'), y: queryOf(x, 'y'), w: queryOf(x, 'w') })
    const view = schools.length === 0 ? null : (chosen ?? viewAround(schools.map(({ place }) => place)))
    const { MAP_TILES: tiles, MAP_TILES_CREDIT: credit } = x.platform.configuration
    const project = view && (tiles ? mercatorProjection(view) : gridProjection(view))
    const marks = project ? marksOf(schools, project) : []
    return page(
      x.c,
      { title: 'Map of schools', back: { href: '/schools', text: 'All schools' } },
      <MapPage
        query={query}
        choices={await choicesOf(x, query.whose)}
        hasOwn={hasOwn}
        by={by}
        view={view}
        isChosen={chosen !== null}
        total={rows.length}
        marks={marks}
        labels={project ? townLabels(schools, project, marks) : []}
        tiles={view && tiles ? tilesOf(view, tiles) : []}
        credit={tiles ? (credit ?? null) : null}
        without={without}
      />,
    )
  }),
]
