// Owns the geometry of the map of schools: which part is shown, where a place stands in the drawing, which marks
// are drawn together, the grid, the scale and the names of towns. Pure; the drawing itself is drawing.tsx.
import { gridOf, positionOf } from '../imports/position.rules.ts'

/** The drawing is a square of so many units; at a desk one is a pixel. */
export const SIZE = 640
/** Marks stand at least so far apart: 24 pixels on a phone 350 pixels wide (WCAG 2.2, 2.5.8). */
export const APART = 46
/** Metres across: nobody needs to see less, or more than Great Britain. */
export const NARROWEST = 1_000
export const WIDEST = 1_300_000

export type Place = { easting: number; northing: number; latitude: number; longitude: number }
/** The part shown: its middle on the National Grid and how many metres it is across. */
export type View = { easting: number; northing: number; width: number }

/** A place on both grids, from whichever is known; null where neither is. The register's own stands before a fallback. */
export function placeOf(known: {
  easting: number | null
  northing: number | null
  latitude: number | null
  longitude: number | null
}): Place | null {
  const position = positionOf(known.easting, known.northing)
  if (position) return { easting: known.easting!, northing: known.northing!, ...position }
  const { latitude, longitude } = known
  return latitude === null || longitude === null
    ? null
    : { ...gridOf(latitude, longitude), latitude, longitude }
}

/** The view asked for in an address; null where it is none. */
export function viewOf(asked: { x: string; y: string; w: string }): View | null {
  const parts = [asked.x, asked.y, asked.w]
  if (!parts.every((part) => /^\d{1,7}$/.test(part))) return null
  const [easting, northing, width] = parts.map(Number) as [number, number, number]
  if (easting < 1 || easting > 700_000 || northing < 1 || northing > 1_300_000) return null
  return { easting, northing, width: Math.min(WIDEST, Math.max(NARROWEST, width)) }
}

/** The view that just holds all places, with a margin; null where there is none. */
export function viewAround(places: readonly Place[]): View | null {
  if (places.length === 0) return null
  const span = (of: (place: Place) => number) => {
    let [least, most] = [Infinity, -Infinity]
    for (const place of places) {
      least = Math.min(least, of(place))
      most = Math.max(most, of(place))
    }
    return { middle: Math.round((least + most) / 2), wide: most - least }
  }
  const [across, up] = [span((p) => p.easting), span((p) => p.northing)]
  const width = Math.ceil((Math.max(across.wide, up.wide) * 1.12) / 100) * 100
  return {
    easting: across.middle,
    northing: up.middle,
    width: Math.min(WIDEST, Math.max(NARROWEST * 2, width)),
  }
}

/** The same middle, nearer (below 1) or further. */
export const zoomed = (view: View, by: number): View => ({
  ...view,
  width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, view.width * by))),
})

/** The view moved by halves of its width: (1, 0) is east, (0, 1) north. Stays on the grid. */
export const moved = (view: View, east: number, north: number): View => ({
  ...view,
  easting: Math.round(Math.min(700_000, Math.max(1, view.easting + (east * view.width) / 2))),
  northing: Math.round(Math.min(1_300_000, Math.max(1, view.northing + (north * view.width) / 2))),
})

export type Point = { x: number; y: number }
export type Projection = (place: Place) => Point

/** The National Grid as it lies: straight lines, no outside tiles. */
export const gridProjection =
  (view: View): Projection =>
  ({ easting, northing }) => ({
    x: ((easting - view.easting) / view.width + 0.5) * SIZE,
    y: (0.5 - (northing - view.northing) / view.width) * SIZE,
  })

// Web Mercator (EPSG:3857) as fractions of the world: what tiles are cut by.
const worldX = (longitude: number) => (longitude + 180) / 360
const worldY = (latitude: number) => {
  const angle = (latitude * Math.PI) / 180
  return (1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2
}
const EARTH = 40_075_016.686

function mercatorFrame(view: View): { x: number; y: number; across: number } {
  const middle = positionOf(view.easting, view.northing) ?? { latitude: 53, longitude: -1.5 }
  const across = view.width / (EARTH * Math.cos((middle.latitude * Math.PI) / 180))
  return { x: worldX(middle.longitude), y: worldY(middle.latitude), across }
}

/** The projection of tiles. */
export function mercatorProjection(view: View): Projection {
  const frame = mercatorFrame(view)
  return ({ latitude, longitude }) => ({
    x: ((worldX(longitude) - frame.x) / frame.across + 0.5) * SIZE,
    y: ((worldY(latitude) - frame.y) / frame.across + 0.5) * SIZE,
  })
}

export type Tile = Point & { size: number; href: string }

/** The tiles beneath a view, from an address with {z}, {x} and {y}. */
export function tilesOf(view: View, template: string): Tile[] {
  const { x, y, across } = mercatorFrame(view)
  const z = Math.min(19, Math.max(0, Math.round(Math.log2(SIZE / (256 * across)))))
  const many = 2 ** z
  const size = SIZE / (across * many)
  const first = (middle: number) => Math.floor((middle - across / 2) * many)
  const last = (middle: number) => Math.min(many - 1, Math.floor((middle + across / 2) * many))
  const tiles: Tile[] = []
  for (let row = Math.max(0, first(y)); row <= last(y); row++)
    for (let column = Math.max(0, first(x)); column <= last(x); column++)
      tiles.push({
        x: ((column / many - x) / across + 0.5) * SIZE,
        y: ((row / many - y) / across + 0.5) * SIZE,
        size,
        href: template.replace('{z}', String(z)).replace('{x}', String(column)).replace('{y}', String(row)),
      })
  return tiles
}

export type Mark<T> = Point & { members: T[] }

/**
 * One mark for schools that would stand nearer than APART to each other: it stands where one of them does. No two
 * marks are nearer than APART, every place in the drawing belongs to just one mark, and places outside to none.
 */
export function marksOf<T extends { place: Place }>(schools: readonly T[], project: Projection): Mark<T>[] {
  const marks: Mark<T>[] = []
  const cells = new Map<string, Mark<T>[]>()
  const cell = (value: number) => Math.floor(value / APART)
  for (const school of schools) {
    const { x, y } = project(school.place)
    if (x < 0 || x > SIZE || y < 0 || y > SIZE) continue
    let nearest: Mark<T> | null = null
    let least = APART
    for (let across = -1; across <= 1; across++)
      for (let down = -1; down <= 1; down++)
        for (const mark of cells.get(`${cell(x) + across},${cell(y) + down}`) ?? []) {
          const distance = Math.hypot(mark.x - x, mark.y - y)
          if (distance < least) [nearest, least] = [mark, distance]
        }
    if (nearest) nearest.members.push(school)
    else {
      const mark = { x, y, members: [school] }
      marks.push(mark)
      const key = `${cell(x)},${cell(y)}`
      cells.set(key, [...(cells.get(key) ?? []), mark])
    }
  }
  return marks
}

/** Lines of the National Grid within a view, and how many metres apart they are. */
export function gridLines(view: View): { step: number; across: number[]; up: number[] } {
  const step =
    [200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000].find(
      (metres) => (metres / view.width) * SIZE >= 80,
    ) ?? 500_000
  const at = (middle: number) => {
    const lines: number[] = []
    const first = Math.ceil((middle - view.width / 2) / step) * step
    for (let line = first; line <= middle + view.width / 2; line += step) lines.push(line)
    return lines
  }
  return {
    step,
    across: at(view.easting).map((line) => ((line - view.easting) / view.width + 0.5) * SIZE),
    up: at(view.northing).map((line) => (0.5 - (line - view.northing) / view.width) * SIZE),
  }
}

/** A distance as people say it: 500 m, 10 km. */
export const showMetres = (metres: number): string =>
  metres < 1_000 ? `${metres} m` : `${metres / 1_000} km`

export type Label = Point & { text: string }

/**
 * The names of the towns with most schools in view, each beside its schools: none over another, none over a mark.
 * At most fourteen; a town with no room goes without.
 */
export function townLabels(
  schools: readonly { town: string | null; place: Place }[],
  project: Projection,
  marks: readonly Point[] = [],
): Label[] {
  const towns = new Map<string, Point[]>()
  for (const { town, place } of schools) {
    if (town === null) continue
    const point = project(place)
    if (point.x < 0 || point.x > SIZE || point.y < 0 || point.y > SIZE) continue
    const points = towns.get(town)
    if (points) points.push(point)
    else towns.set(town, [point])
  }
  const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
  const labels: (Label & { half: number })[] = []
  const byCount = [...towns].sort(
    ([a, some], [b, others]) => others.length - some.length || a.localeCompare(b),
  )
  for (const [text, points] of byCount) {
    if (labels.length >= 14) break
    const half = text.length * 4.8
    const at = { x: middle(points.map((p) => p.x)), y: middle(points.map((p) => p.y)) }
    // Above, below, and then further off; y is the foot of the letters.
    const tried = [-30, 44, -44, 58].flatMap((down) => [0, -40, 40].map((across) => ({ across, down })))
    for (const { across, down } of tried) {
      const x = Math.min(SIZE - half - 4, Math.max(half + 4, at.x + across))
      const y = Math.min(SIZE - 44, Math.max(18, at.y + down))
      const isFree =
        labels.every((l) => Math.abs(l.x - x) > l.half + half + 8 || Math.abs(l.y - y) > 22) &&
        marks.every((m) => Math.abs(m.x - x) > half + 22 || Math.abs(m.y - (y - 6)) > 30)
      if (!isFree) continue
      labels.push({ x, y, text, half })
      break
    }
  }
  return labels.map(({ x, y, text }) => ({ x, y, text }))
}
