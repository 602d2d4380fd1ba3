// Owns the words for schools that merged into one or that it was split from, and which of their figures stand
// where. Which schools these are is evidence/history.rules.ts.
import { showDate } from '#platform/dates.ts'
import type { Joined } from '../evidence/history.rules.ts'
import { academicYear, type Measure } from '../evidence/measures.rules.ts'
import { drawnBefore, type Earlier, type Series, showPoint } from './series.rules.ts'

/** As many earlier schools as a page sets out; of more, the nearest, and the note leads to all of them. */
export const MOST_SET_OUT = 4
/** As many years as a table of an earlier school looks back. */
const YEARS = 6

export const nameOf = ({ name, urn }: Pick<Joined, 'name' | 'urn'>): string => name ?? `URN ${urn}`

/** From which link of the register an earlier school is known: its kind, its day, and by way of whom. */
export function linkOf(joined: Joined, all: readonly Joined[]): string {
  const by = all.find(({ urn }) => urn === joined.to)
  // 'Predecessor - amalgamated': which of the two came before is said by the sentence around it.
  const kind = joined.type.replace(/^(predecessor|successor)( - )?/i, '').toLowerCase() || 'linked'
  return [
    `URN ${joined.urn}`,
    joined.since === null ? `${kind}, no day given` : `${kind} ${showDate(joined.since)}`,
    ...(by ? [`by way of ${nameOf(by)}`] : []),
    ...(joined.undated ? ['nothing of it is shown, for nobody says until when it belongs here'] : []),
  ].join('; ')
}

/** Before and after the list of earlier schools: one sentence with it. */
export const noteAround = (schools: number): { before: string; after: string } => ({
  before: 'In the register this school comes after ',
  after:
    schools === 1
      ? '. Its figures and inspections stand under its own name; none counts as this school’s.'
      : '. Their figures and inspections stand under their own names; none counts as this school’s.',
})

/** The note as text alone; null where no school came before this one otherwise than one for one. */
export function joinedNote(joined: readonly Joined[]): string | null {
  if (joined.length === 0) return null
  const { before, after } = noteAround(joined.length)
  const list = joined.map((one, i) => `${between(i, joined.length)}${nameOf(one)} (${linkOf(one, joined)})`)
  return `${before}${list.join('')}${after}`
}

/** What stands before the nth of so many in a list. */
export const between = (i: number, of: number): string => (i === 0 ? '' : i === of - 1 ? ' and ' : ', ')

export type EarlierTable = {
  caption: string
  head: string[]
  rows: string[][]
}

/** The earlier schools' figures of one measure, a column a school, a row a year: nothing is put together. */
export function earlierTable(series: Series): EarlierTable | null {
  const drawn = drawnBefore(series)
  // What a chart draws stands in its table; a school that has but reasons why it has no number stands beside.
  const others = (series.before ?? []).filter((one) => !drawn.includes(one))
  const earlier = [...drawn, ...others].slice(0, MOST_SET_OUT)
  if (earlier.length === 0) return null
  const years = [...new Set(earlier.flatMap(({ points }) => points.map(({ year }) => year)))].toSorted(
    (a, b) => a - b,
  )
  return {
    caption: `${series.measure.label}: schools before this one`,
    head: ['Year', ...earlier.map(({ school }) => named(school))],
    rows: years.map((year) => [
      academicYear(year),
      ...earlier.map(({ points }) => cellOf(series.measure, points, year)),
    ]),
  }
}

/** The figures of one earlier school, a row a measure, of the last six years it has any. */
export function tableOfEarlier(school: Joined, all: readonly Series[]): EarlierTable | null {
  const found = all.flatMap(({ measure, before = [] }) =>
    before.flatMap((earlier) =>
      earlier.school.urn === school.urn ? [{ measure, points: earlier.points }] : [],
    ),
  )
  // Without a number in any year a measure is no row here: its reasons stand on that school's own page.
  const shown = found.filter(({ points }) => points.some(({ value }) => value !== null))
  const years = [...new Set(shown.flatMap(({ points }) => points.map(({ year }) => year)))]
    .toSorted((a, b) => a - b)
    .slice(-YEARS)
  if (shown.length === 0) return null
  return {
    caption: `Figures of ${named(school)}`,
    head: ['Measure', ...years.map(academicYear)],
    rows: shown
      .filter(({ points }) => points.some(({ year }) => years.includes(year)))
      .map(({ measure, points }) => [measure.label, ...years.map((year) => cellOf(measure, points, year))]),
  }
}

/** A school as a heading of its figures: its name and number, so that two of one name are told apart. */
export const named = (school: Pick<Joined, 'name' | 'urn'>): string =>
  school.name === null ? `URN ${school.urn}` : `${school.name} (URN ${school.urn})`

/** In a cell for a year of which nothing is held. */
export const nothingHeld = 'None held'

const cellOf = (measure: Measure, points: Earlier['points'], year: number): string => {
  const point = points.find((one) => one.year === year)
  return point ? showPoint(measure, point) : nothingHeld
}

/** The earlier schools that any of these series has figures of, nearest first. */
export function schoolsIn(joined: readonly Joined[], all: readonly Series[]): Joined[] {
  const found = new Set(all.flatMap(({ before = [] }) => before.map(({ school }) => school.urn)))
  return joined.filter(({ urn }) => found.has(urn))
}
