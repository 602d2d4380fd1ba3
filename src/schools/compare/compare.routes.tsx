// Owns the addresses of schools side by side: the page, its charts, its file. Which schools is in the address, so
// that a comparison can be kept and sent. Published data: any school may be compared.
import { csvResponse } from '#platform/csv.ts'
import type { Db } from '#platform/database.ts'
import { NotFound } from '#platform/errors.ts'
import { type Exchange, get, queryOf, type Route } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { measureOf, measures } from '../evidence/measures.rules.ts'
import { findSchool } from '../finding/finding.queries.ts'
import { inspectionsOf, replacedBy, schoolByUrn, seriesOf } from '../profile/profile.queries.ts'
import { charted, headlines } from '../profile/series.rules.ts'
import {
  bars,
  barsOf,
  chosenOf,
  type ComparedSchool,
  MOST,
  sectionsOf,
  widestLabel,
} from './compare.rules.ts'
import { ComparePage } from './compare.views.tsx'

const wanted = [...new Set([...Object.values(charted).flat(), ...headlines.flat()])].map(measureOf)

async function schoolAt(
  db: Db,
  urn: number,
  what: readonly ReturnType<typeof measureOf>[],
): Promise<ComparedSchool | null> {
  const school = await schoolByUrn(db, urn)
  if (!school) return null
  const replaced = (await replacedBy(db, urn)).map((r) => r.urn)
  const inspections = await inspectionsOf(db, [urn, ...replaced])
  return {
    urn,
    name: school.name,
    type: school.type,
    status: school.status,
    phase: school.phase,
    lowAge: school.low_age,
    highAge: school.high_age,
    laName: school.la_name,
    district: school.district,
    town: school.town,
    postcode: school.postcode,
    trust: school.trust,
    religiousCharacter: school.religious_character,
    pupils: school.pupils,
    capacity: school.capacity,
    inspection: inspections.find(({ kind }) => kind === 'graded' || kind === 'report card') ?? null,
    series: await seriesOf(db, school, replaced, what),
  }
}

async function asked(x: Exchange, what = wanted) {
  const { urns, more } = chosenOf(x.c.req.queries('urn') ?? [])
  const schools: ComparedSchool[] = []
  for (const urn of urns) {
    const school = await schoolAt(x.db, urn, what)
    if (school) schools.push(school)
  }
  return { schools, more, unknown: urns.filter((urn) => !schools.some((school) => school.urn === urn)) }
}

export const compareRoutes: readonly Route[] = [
  get('/schools/compare', 'schools.view', async (x) => {
    const { schools, more, unknown } = await asked(x)
    const q = queryOf(x, 'q')
    const found = q === '' || schools.length >= MOST ? null : await findSchool(x.db, q, 'all')
    return page(
      x.c,
      { title: 'Compare schools', back: { href: '/schools', text: 'All schools' } },
      <ComparePage
        schools={schools}
        sections={schools.length === 0 ? [] : sectionsOf(schools)}
        charts={barsOf(schools, headlines)}
        widest={widestLabel(schools)}
        more={more}
        unknown={unknown}
        q={q}
        found={
          found === null
            ? null
            : found.kind === 'none'
              ? []
              : found.kind === 'one'
                ? [found.school]
                : found.schools
        }
      />,
    )
  }),

  get('/schools/compare/export', 'schools.view', async (x) => {
    const { schools } = await asked(x)
    return csvResponse(
      x.c,
      `schools-compared-${x.today}`,
      [
        'Section',
        'What',
        'Year',
        ...schools.map(({ name, urn }) => `${name} (${urn})`),
        'Authority (median)',
        `${widestLabel(schools)} (median)`,
      ],
      sectionsOf(schools).flatMap(({ title, rows }) =>
        rows.map((row) => [
          title,
          row.label,
          row.year,
          ...row.cells,
          row.authority.join('; '),
          row.all.join('; '),
        ]),
      ),
    )
  }),

  get('/schools/compare/charts/:file', 'schools.view', async (x) => {
    const measure = measures.find(({ code }) => `${code}.svg` === x.c.req.param('file'))
    if (!measure) throw new NotFound('chart')
    const drawn = bars((await asked(x, [measure])).schools, measure.code)
    if (!drawn) throw new NotFound('chart')
    const { barChart } = await import('./bars.rules.ts')
    x.c.header('Cache-Control', 'private, max-age=300')
    return x.c.body(barChart(drawn), 200, { 'Content-Type': 'image/svg+xml; charset=utf-8' })
  }),
]
