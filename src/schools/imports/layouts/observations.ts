// Owns what all layouts of figures share: a row is a school (or an area) in one year, its columns are
// measures. Which column is which measure is each layout's declaration.
import { measureOf } from '../../evidence/measures.rules.ts'
import { type Family, type Figure, figureOf, urnOf, wholeOf } from '../cells.rules.ts'
import type { Cell, Context, Header, Layout, Merge, Outcome, Reader, Row } from '../layout.rules.ts'

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

const observationColumns = ['value', 'flag', 'cohort']

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
    return at < 0 ? [] : [{ at, id: measureOf(code).id }]
  })
  const urnAt = header.at(...(declared.urn ?? ['URN']))
  const cohortAt = declared.cohort === undefined ? -1 : header.at(...declared.cohort.split('|'))
  const newAt = declared.newSchool === undefined ? -1 : header.at(...declared.newSchool.split('|'))
  const year = context.academicYearEnding
  const figuresOf = (row: Row): Figure[] => {
    const isNew = newAt >= 0 && row[newAt]?.trim().toUpperCase() === 'NEW'
    return present.map(({ at }) => {
      const figure = figureOf(row[at], declared.family)
      return isNew && figure.flag === 'blank' ? { value: null, flag: 'new school' } : figure
    })
  }
  const areaOf = (row: Row): Area | null =>
    declared.areaOf?.((...columns) => row[header.at(...columns)]?.trim() ?? '') ?? null

  const read = (row: Row): Outcome => {
    const urn = urnOf(row[urnAt])
    const area = urn === null ? areaOf(row) : null
    if (urn === null && !area)
      return { aside: `The column URN holds no school’s number: “${row[urnAt]?.trim() ?? ''}”` }
    const figures = figuresOf(row)
    if (area && figures.every((f) => f.flag === 'blank')) return { aside: 'Summary row without figures' }
    const cohort = cohortAt < 0 ? null : wholeOf(row[cohortAt])
    const record: Cell[] = [
      urn,
      area?.area ?? null,
      area?.population ?? null,
      cohort,
      `{${figures.map((f) => f.value ?? 'NULL').join(',')}}`,
      `{${figures.map((f) => (f.flag === null ? 'NULL' : `"${f.flag}"`)).join(',')}}`,
    ]
    const unreadable = figures.filter((f) => f.flag === 'unreadable').length
    return { records: [record], parts: figures.length, ...(unreadable > 0 && { unreadable }) }
  }
  return {
    staging: [
      ['urn', 'integer'],
      ['area', 'text'],
      ['population', 'text'],
      ['cohort', 'integer'],
      ['vals', 'double precision[]'],
      ['flags', 'missing_reason[]'],
    ],
    merges: merges(
      present.map((p) => p.id),
      year,
    ),
    read,
    keyOf: (row) => {
      const urn = urnOf(row[urnAt])
      if (urn !== null) return urn
      const area = areaOf(row)
      return area && `${area.area}|${area.population}`
    },
  }
}

function merges(ids: number[], year: number | null): Merge[] {
  const figures = `unnest(staged.vals, staged.flags, '{${ids.join(',')}}'::smallint[]) AS f (value, flag, measure)`
  // Nothing published never replaces what was published: files of the same year overlap.
  const keep = "s.flag = 'blank'"
  return [
    {
      table: 'observations',
      key: ['measure', 'year', 'urn'],
      columns: observationColumns,
      primary: true,
      keep,
      mayMeet: `SELECT EXISTS (SELECT FROM observations WHERE measure = ANY ('{${ids.join(',')}}') AND year = ${year ?? 0}) AS meets`,
      order: 'measure, urn',
      from: `SELECT line, urn, f.measure, ${year ?? 0}::smallint AS year, f.value, f.flag, cohort
        FROM staged CROSS JOIN LATERAL ${figures} WHERE urn IS NOT NULL`,
    },
    {
      table: 'area_observations',
      key: ['area', 'population', 'measure', 'year'],
      columns: observationColumns,
      primary: true,
      keep,
      from: `SELECT line, area, population, f.measure, ${year ?? 0}::smallint AS year, f.value, f.flag, cohort
        FROM staged CROSS JOIN LATERAL ${figures} WHERE area IS NOT NULL`,
    },
  ]
}
