// Owns which schools are set side by side, and the rows in which they are: who and where, inspections, results,
// pupils and money. The page and the CSV file show the same rows.
import { showDate } from '#platform/dates.ts'
import { academicYear } from '../evidence/measures.rules.ts'
import { frameworkOf, frameworks } from '../inspections/frameworks.rules.ts'
import { inBrief, showJudgement, type ShownInspection } from '../inspections/show.rules.ts'
import {
  allLabel,
  charted,
  isSigned,
  type Median,
  type Part,
  type Series,
  showPoint,
  showValue,
} from '../profile/series.rules.ts'
import { showAges } from '../register/register.rules.ts'

export const MOST = 6

/** The schools asked for, each once, in the order given; what is no URN is left out. `more`: some were beyond the sixth. */
export function chosenOf(asked: readonly string[]): { urns: number[]; more: boolean } {
  const urns = [...new Set(asked.filter((one) => /^\d{6}$/.test(one)).map(Number))]
  return { urns: urns.slice(0, MOST), more: urns.length > MOST }
}

export type ComparedSchool = {
  urn: number
  name: string
  type: string | null
  status: string | null
  phase: string | null
  lowAge: number | null
  highAge: number | null
  laName: string | null
  district: string | null
  town: string | null
  postcode: string | null
  trust: string | null
  religiousCharacter: string | null
  pupils: number | null
  capacity: number | null
  inspection: (ShownInspection & { startedOn: string }) | null
  series: readonly Series[]
}

export type Row = {
  label: string
  /** The academic year of the figures; null where the row has none. */
  year: string | null
  /** One a school, in words or figures; a missing one says why. */
  cells: string[]
  /** Medians, one line each where the schools have several; empty where there is none. */
  authority: string[]
  all: string[]
}
export type Section = { title: string; rows: Row[] }

const missing = 'Not in the file'
const plainRow = (label: string, cells: string[]): Row => ({
  label,
  year: null,
  cells,
  authority: [],
  all: [],
})

/** All sections, in order; a section without rows is left out. `all` medians are England's or those of all schools held. */
export function sectionsOf(schools: readonly ComparedSchool[]): Section[] {
  return [
    { title: 'Who and where', rows: whoAndWhere(schools) },
    { title: 'Latest inspection', rows: inspectionRows(schools) },
    { title: 'Results', rows: figureRows(schools, 'results') },
    { title: 'Pupils', rows: figureRows(schools, 'pupils') },
    { title: 'Money', rows: figureRows(schools, 'money') },
  ].filter(({ rows }) => rows.length > 0)
}

function whoAndWhere(schools: readonly ComparedSchool[]): Row[] {
  const of = (label: string, value: (school: ComparedSchool) => string | number | null) =>
    plainRow(
      label,
      schools.map((school) => value(school)?.toLocaleString('en-GB') ?? missing),
    )
  return [
    plainRow(
      'URN',
      schools.map(({ urn }) => String(urn)),
    ),
    of('State', (s) => s.status),
    of('Phase and ages', (s) => [s.phase, showAges(s.lowAge, s.highAge)].filter(Boolean).join(', ') || null),
    of('Type', (s) => s.type),
    of('Authority', (s) => s.laName),
    of('District', (s) => s.district),
    of('Place', (s) => [s.town, s.postcode].filter(Boolean).join(', ') || null),
    plainRow(
      'Trust',
      schools.map(({ trust }) => trust ?? 'None named'),
    ),
    of('Religious character', (s) => s.religiousCharacter),
    of('Pupils in the register', (s) => s.pupils),
    of('Places', (s) => s.capacity),
  ].filter(({ cells }) => cells.some((cell) => cell !== missing))
}

/** Each school's latest inspection in its own framework's words; a judgement of another framework is none of it. */
function inspectionRows(schools: readonly ComparedSchool[]): Row[] {
  const none = 'None held'
  const of = (label: string, value: (inspection: NonNullable<ComparedSchool['inspection']>) => string) =>
    plainRow(
      label,
      schools.map(({ inspection }) => (inspection ? value(inspection) : none)),
    )
  const used = frameworks.filter(({ code }) => schools.some((s) => s.inspection?.framework === code))
  return [
    of('Outcome', inBrief),
    of('Inspected on', ({ startedOn }) => showDate(startedOn)),
    of('Framework', ({ framework }) => frameworkOf(framework).label),
    ...used.flatMap(({ code, label }) => {
      const names = new Set(
        schools.flatMap(({ inspection }) =>
          inspection?.framework === code ? Object.keys(inspection.judgements) : [],
        ),
      )
      return [...names].map((name) =>
        of(
          used.length === 1
            ? showJudgement(name, '').judgement
            : `${showJudgement(name, '').judgement} (${label.charAt(0).toLowerCase()}${label.slice(1)})`,
          (inspection) => {
            if (inspection.framework !== code) return 'Another framework'
            const grade = inspection.judgements[name]
            return grade === undefined ? 'Not judged' : showJudgement(name, grade).grade
          },
        ),
      )
    }),
  ]
}

/** The newest year in which any of the schools has a number of that measure, else any reason for none; null where there is neither. */
export function yearOf(series: readonly (Series | undefined)[]): number | null {
  const points = series.flatMap((one) => one?.points ?? [])
  const numbers = points.filter(({ value }) => value !== null)
  const years = (numbers.length > 0 ? numbers : points).map(({ year }) => year)
  return years.length === 0 ? null : Math.max(...years)
}

const seriesAt = (schools: readonly ComparedSchool[], code: string) =>
  schools.map(({ series }) => series.find(({ measure }) => measure.code === code))

function figureRows(schools: readonly ComparedSchool[], part: Part): Row[] {
  return charted[part].flatMap((code): Row[] => {
    const found = seriesAt(schools, code)
    const measure = found.find((one) => one)?.measure
    const year = yearOf(found)
    if (!measure || year === null) return []
    const median = (held: Median) =>
      `${showValue(measure.unit, held.median, isSigned(measure))} (${held.schools.toLocaleString('en-GB')} ${held.schools === 1 ? 'school' : 'schools'})`
    /** One median for all, or each under what the schools differ in: their authority, their phase. */
    const lines = (of: (series: Series) => Map<number, Median>, by: (school: ComparedSchool) => string[]) => {
      const differs = [0, 1].map((part) => new Set(schools.map((school) => by(school)[part])).size > 1)
      const texts = new Map<string, string>()
      for (const [i, school] of schools.entries()) {
        const one = found[i]
        const held = one && of(one).get(year)
        const name = by(school).filter((_, part) => differs[part])
        if (held) texts.set(name.join(', '), median(held))
      }
      if (new Set(texts.values()).size === 1) return [...texts.values()].slice(0, 1)
      return [...texts].map(([name, text]) => `${name}: ${text}`)
    }
    const phase = (school: ComparedSchool) => school.phase ?? 'Phase not said'
    return [
      {
        label: measure.label,
        year: academicYear(year),
        cells: schools.map(({ urn }, i) => {
          const point = found[i]?.points.find((p) => p.year === year)
          if (!point) return 'None held'
          return `${showPoint(measure, point)}${point.urn === urn ? '' : ` (of URN ${point.urn})`}`
        }),
        authority: lines(
          (one) => one.authority,
          (school) => [school.laName ?? 'Authority not said', phase(school)],
        ),
        all: lines(
          (one) => one.all,
          (school) => [phase(school)],
        ),
      },
    ]
  })
}

/** What the medians of the last column rest on: England, or all schools held. */
export const widestLabel = (schools: readonly ComparedSchool[]): string =>
  allLabel(
    Math.max(
      0,
      ...schools.flatMap(({ series }) =>
        series.flatMap((one) => [...one.all.values()].map((m) => m.schools)),
      ),
    ),
  )

export type Bars = {
  code: string
  label: string
  year: string
  /** Null: no number, with the reason in the table. */
  bars: { name: string; value: number | null; shown: string }[]
  all: { label: string; value: number } | null
}

/** How high the chart of so many schools is, in pixels at a width of 640. */
export const heightOf = (schools: number): number => 50 + 44 * schools

/** The measures worth a chart: those where at least two of the schools have a number in the same year; of each list the newest. */
export function barsOf(schools: readonly ComparedSchool[], lists: readonly (readonly string[])[]): Bars[] {
  return lists.flatMap((codes) =>
    codes
      .flatMap((code) => bars(schools, code) ?? [])
      .toSorted((a, b) => b.year.localeCompare(a.year))
      .slice(0, 1),
  )
}

/** The bars of one measure; null where fewer than two schools have a number. */
export function bars(schools: readonly ComparedSchool[], code: string): Bars | null {
  const found = seriesAt(schools, code)
  const measure = found.find((one) => one)?.measure
  const year = yearOf(found)
  if (!measure || year === null) return null
  const each = schools.map(({ name }, i) => {
    const point = found[i]?.points.find((p) => p.year === year)
    return { name, value: point?.value ?? null, shown: point ? showPoint(measure, point) : 'None held' }
  })
  if (each.filter(({ value }) => value !== null).length < 2) return null
  const medians = new Set(found.flatMap((one) => one?.all.get(year)?.median ?? []))
  const [median] = medians
  return {
    code,
    label: measure.label,
    year: academicYear(year),
    bars: each,
    all: medians.size === 1 ? { label: `${widestLabel(schools)} (median)`, value: median! } : null,
  }
}
