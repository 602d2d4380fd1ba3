// Owns the addresses of a school's data pack, for paper and for Word. Published data, as the school's own pages:
// whoever may look at schools may make one.
import { setImmediate } from 'node:timers/promises'
import { NotFound } from '#platform/errors.ts'
import { type Exchange, get, type Route } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { joinedOf } from '../evidence/history.queries.ts'
import { groupsOfSchool } from '../groups/groups.queries.ts'
import { DataPackPage } from './data-pack-page.tsx'
import { type Section, sectionsAsked, sectionsOf } from './data-pack.rules.ts'
import { figureSources, importsOf, linkSources, medianSource, showOrigin } from './frame.tsx'
import { happeningsOf } from './happenings.actions.ts'
import { likenessOf } from './likeness.actions.ts'
import {
  deprivationOf,
  inspectionsOf,
  measuresOf,
  originsOf,
  replacedBy,
  schoolByAddress,
  seriesOf,
} from './profile.queries.ts'
import type { Series } from './series.rules.ts'

/** The pack of the school of the address, of the sections that it asks for. */
async function packOf(x: Exchange) {
  const { db } = x
  const school = await schoolByAddress(db, x.c.req.param('urn'))
  if (!school) throw new NotFound('school')
  const replaced = await replacedBy(db, school.urn)
  const urns = [school.urn, ...replaced.map((r) => r.urn)]
  const joined = await joinedOf(db, urns)
  const inspections = await inspectionsOf(db, urns)
  const measured = await measuresOf(db, [...urns, ...joined.map(({ urn }) => urn)])
  const series = await seriesOf(db, school, urns.slice(1), measured, joined)
  const deprivation = await deprivationOf(db, school.lsoa_code)
  const happenings = await happeningsOf(db, school, urns, inspections, joined)
  const { pool, ...likeness } = await likenessOf(db, school, urns.slice(1), 'England')
  const sections = sectionsOf(
    {
      school,
      groups: await groupsOfSchool(db, school.urn),
      deprivationTenth: deprivation?.decile ?? null,
      replaced,
      joined,
      series,
      inspections,
      likeness: { ...likeness, school: pool.school },
      happenings,
    },
    sectionsAsked(x.c.req.queries('section') ?? []),
  )
  const origins = await originsOf(db, [
    school.import_id,
    ...importsOf(series),
    ...[...inspections, ...happenings, ...joined].flatMap((i) => i.importId ?? []),
    ...(deprivation ? [deprivation.importId] : []),
  ])
  const sources = [
    { what: 'Who and where', source: showOrigin(origins.get(school.import_id)) },
    ...linkSources(joined, origins),
    ...(deprivation
      ? [{ what: 'Neighbourhood', source: showOrigin(origins.get(deprivation.importId)) }]
      : []),
    ...[...new Set(inspections.map((i) => i.importId))].map((id) => ({
      what: 'Inspections',
      source: showOrigin(origins.get(id)),
    })),
    ...figureSources(
      series.map((s) => ({ ...s, published: [] })),
      origins,
    ),
    medianSource,
  ]
  return { school, sections, sources, series, madeOn: x.today }
}

/** The charts of these sections as pictures, drawn of the same series as on the school's pages, by measure. */
async function picturesOf(
  sections: readonly Section[],
  all: readonly Series[],
): Promise<Map<string, Uint8Array>> {
  const [{ chartOf }, { pictureOf }] = await Promise.all([
    import('./chart.rules.ts'),
    import('./chart-picture.ts'),
  ])
  const pictures = new Map<string, Uint8Array>()
  for (const { blocks } of sections)
    for (const block of blocks) {
      if (block.kind !== 'chart') continue
      const series = all.find(({ measure }) => measure.code === block.code)
      if (series) pictures.set(block.code, await pictureOf(chartOf(series)))
      // Others are answered between two pictures.
      await setImmediate()
    }
  return pictures
}

export const dataPackRoutes: readonly Route[] = [
  get('/schools/:urn/data-pack', 'schools.view', async (x) => {
    const pack = await packOf(x)
    return page(
      x.c,
      {
        title: `Data pack, ${pack.school.name}`,
        back: { href: `/schools/${pack.school.urn}`, text: pack.school.name },
      },
      <DataPackPage {...pack} />,
    )
  }),
  get('/schools/:urn/data-pack/word', 'schools.view', async (x) => {
    const { school, series, ...pack } = await packOf(x)
    const { wordOf } = await import('./data-pack.word.ts')
    const pictures = await picturesOf(pack.sections, series)
    return x.c.body(await wordOf({ ...pack, school: school.name, pictures }), 200, {
      'Content-Type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'Content-Disposition': `attachment; filename="data-pack-${school.urn}.docx"`,
      'Cache-Control': 'no-store',
    })
  }),
]
