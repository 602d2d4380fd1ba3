// Owns what all layouts of figures share: a row is a school (or an area) in one year, its columns are
// measures. Which column is which measure is each layout's declaration.
import { measureOf, placeOf } from '../../evidence/measures.rules.ts'
import { type Family, type Figure, figureReader, plainNumber, urnOf, wholeOf } from '../cells.rules.ts'
import type { Context, Header, Layout, Outcome, Reader, Row } from '../layout.rules.ts'

/** A published comparator: England, an authority or another area, and the schools it speaks of. */
export type Area = { area: string; population: string }

export type FiguresLayout = Pick<Layout, 'kind' | 'name' | 'recognises' | 'yearIn'> & {
  family: Family
  /** Columns (any of their names, with |) and the measure each gives. */
  figures: [columns: string, measure: string][]
  /** Column that says how many pupils the figures rest on. */
  cohort?: string
  /** Column that says NEW for a school too new to have figures. */
  newSchool?: string
  /** Names of the column of the school's number; URN unless said. */
  urn?: string[]
  /** For a row that is no school: which area, or null when the row says nothing we know. */
  areaOf?: (get: (...columns: string[]) => string) => Area | null
}

/** A school's record has nothing for the columns of comparators. */
const noComparator = [null, null, null, null, null, null]

/** Makes a layout of a declaration of figures. */
export function figuresLayout(declared: FiguresLayout): Layout {
  return {
    ...declared,
    needsYear: true,
    short: 'tolerated',
    long: 'fault',
    open: (header, context) => open(declared, header, context),
  }
}

function open(declared: FiguresLayout, header: Header, context: Context): Reader {
  const present = declared.figures.flatMap(([columns, code]) => {
    const at = header.at(...columns.split('|'))
    return at < 0 ? [] : [{ at, ...placeOf(measureOf(code)) }]
  })
  const sources = [...new Set(present.map((p) => p.source))]
  const source = sources[0] ?? 0
  if (sources.length > 1) throw new Error(`The layout ${declared.name} mixes the measures of several sources`)
  // In the order of their places, each with the empty places before it.
  const columns = present
    .toSorted((a, b) => a.place - b.place)
    .map(({ at, place }, i, all) => ({
      at,
      place,
      gap: ',NULL'.repeat(place - 1 - (all[i - 1]?.place ?? 0)),
    }))
  const urnAt = header.at(...(declared.urn ?? ['URN']))
  const cohortAt = declared.cohort === undefined ? -1 : header.at(...declared.cohort.split('|'))
  const newAt = declared.newSchool === undefined ? -1 : header.at(...declared.newSchool.split('|'))
  const year = context.academicYearEnding ?? 0
  const figureOf = figureReader(declared.family)
  const newSchool: Figure = { value: null, flag: 'new school' }
  const cohortIn = (row: Row) => (cohortAt < 0 ? null : wholeOf(row[cohortAt]))
  const areaOf = (row: Row): Area | null =>
    declared.areaOf?.((...names) => row[header.at(...names)]?.trim() ?? '') ?? null

  const readSchool = (row: Row, urn: number): Outcome => {
    const isNew = newAt >= 0 && row[newAt]?.trim().toUpperCase() === 'NEW'
    let figures = ''
    let reasons = ''
    let missing = 0
    let unreadable = 0
    for (const { at, place, gap } of columns) {
      const cell = row[at]
      figures += gap
      if (missing > 0) reasons += gap
      // Most cells are plain numbers, which PostgreSQL reads as they stand.
      const number = cell === undefined ? null : plainNumber(cell)
      if (number !== null) {
        figures += `,${number}`
        if (missing > 0) reasons += ',NULL'
        continue
      }
      let figure = figureOf(cell)
      if (figure.flag === 'blank' && isNew) figure = newSchool
      figures += figure.value === null ? ',NULL' : `,${figure.value}`
      if (figure.flag === null) {
        if (missing > 0) reasons += ',NULL'
        continue
      }
      if (missing === 0) reasons = ',NULL'.repeat(place - 1)
      reasons += `,"${figure.flag}"`
      missing += 1
      if (figure.flag === 'unreadable') unreadable += 1
    }
    const record = [
      urn,
      cohortIn(row),
      `{${figures.slice(1)}}`,
      missing === 0 ? null : `{${reasons.slice(1)}}`,
      ...noComparator,
    ]
    return { records: [record], parts: 1, unreadable }
  }

  const readArea = (row: Row): Outcome => {
    const area = areaOf(row)
    if (!area) return { aside: `The column URN holds no school’s number: “${row[urnAt]?.trim() ?? ''}”` }
    const figures = columns.map(({ at, place }) => ({ measure: source + place, ...figureOf(row[at]) }))
    if (figures.every(({ flag }) => flag === 'blank')) return { aside: 'Summary row without figures' }
    return {
      records: figures.map(({ measure, value, flag }) => [
        null,
        cohortIn(row),
        null,
        null,
        area.area,
        area.population,
        measure,
        year,
        value,
        flag,
      ]),
      parts: figures.length,
      unreadable: figures.filter(({ flag }) => flag === 'unreadable').length,
    }
  }
  return {
    staging: [
      ['urn', 'integer'],
      ['cohort', 'integer'],
      ['figures', 'double precision[]'],
      ['reasons', 'missing_reason[]'],
      ['area', 'text'],
      ['population', 'text'],
      ['measure', 'smallint'],
      ['year', 'smallint'],
      ['value', 'double precision'],
      ['flag', 'missing_reason'],
    ],
    merges: [
      { table: 'observations', source, year, primary: true },
      // Comparators are few and are asked for one by one: they stand one a row.
      {
        table: 'area_observations',
        key: ['area', 'population', 'measure', 'year'],
        columns: ['value', 'flag', 'cohort'],
        primary: true,
        // Nothing published never replaces what was published: files of the same year overlap.
        keep: "s.flag = 'blank'",
        oneForOne: true,
        mayMeet: `SELECT EXISTS (SELECT FROM staged WHERE area IS NOT NULL) AND EXISTS (SELECT FROM area_observations WHERE year = ${year}) AS meets`,
        from: 'SELECT line, area, population, measure, year, value, flag, cohort FROM staged WHERE area IS NOT NULL',
      },
    ],
    read: (row, key) => (typeof key === 'number' ? readSchool(row, key) : readArea(row)),
    keyOf: (row) => {
      const urn = urnOf(row[urnAt])
      if (urn !== null) return urn
      const area = areaOf(row)
      return area && `${area.area}|${area.population}`
    },
  }
}
