// Owns the addresses of one school's pages and of its charts. Published data: whoever may look at schools
// may look at any of them.
import { hash } from 'node:crypto'
import type { Content } from '#govuk/markup.ts'
import { RecordActions } from '#govuk/pages/record-page.tsx'
import { pageOf } from '#platform/addresses.ts'
import { NotFound } from '#platform/errors.ts'
import { type Exchange, get, queryOf, type Route } from '#platform/exchange.ts'
import { draw, type Drawing, type Drawn, hole } from '#platform/kept.ts'
import { fill, page } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { capital } from '#platform/words.ts'
import { joinedOf } from '../evidence/history.queries.ts'
import { academicYear, measureOf, measures, type Measure } from '../evidence/measures.rules.ts'
import { groupsOfSchool } from '../groups/groups.queries.ts'
import { ChronologyPage, SourcesPage } from './chronology-page.tsx'
import { contributed, type SchoolPagePart, subjectOfOurs } from './contributed.tsx'
import { importsOf, type PartName, showOrigin } from './frame.tsx'
import { InspectionsPage } from './inspections-page.tsx'
import {
  deprivationOf,
  groupsOf,
  inspectionsOf,
  linksOf,
  measuresOf,
  originsOf,
  replacedBy,
  schoolByUrn,
  type School,
  seriesOf,
} from './profile.queries.ts'
import { FiguresPage, NoSupportYet, OverviewPage, PeoplePage, SupportPage } from './profile.views.tsx'
import { happeningsOf } from './happenings.actions.ts'
import { likenessOf } from './likeness.actions.ts'
import { SimilarPage } from './similar-page.tsx'
import {
  charted,
  comparatorsOf,
  drawnBefore,
  headlines,
  type Part,
  type Series,
  sourcesOf,
  stretches,
} from './series.rules.ts'

const PER_PAGE = 25
const back = { href: '/schools', text: 'All schools' }

function urnOf(x: Exchange): number {
  const asked = x.c.req.param('urn') ?? ''
  if (!/^\d{6}$/.test(asked)) throw new NotFound('school')
  return Number(asked)
}

async function schoolOf(x: Exchange): Promise<School> {
  const school = await schoolByUrn(x.db, urnOf(x))
  if (!school) throw new NotFound('school')
  return school
}

/** What may be begun from the page of a school: of one that the organisation answers for more than of any other. */
async function actionsFor(x: Exchange, urn: number) {
  const { actor } = x
  const dataPack = { text: 'Data pack', href: `/schools/${urn}/data-pack` }
  const subject = await subjectOfOurs(x, urn)
  if (!subject) return [dataPack]
  return [
    ...(can(actor, 'needs.manage', subject) === 'no'
      ? []
      : [{ text: 'Start a need', href: `/needs/new?school=${urn}` }]),
    ...(can(actor, 'identify.view', subject) === 'no'
      ? []
      : [{ text: 'Which criteria it meets', href: `/identify/schools/${urn}` }]),
    dataPack,
  ]
}

const hasNumber = (series: Series) => stretches(series).length > 0

/** What all parts of a school's page show, and its inspections, which the head of each page needs. */
async function frameOf(x: Exchange, part: PartName) {
  const school = await schoolOf(x)
  const replaced = await replacedBy(x.db, school.urn)
  const urns = [school.urn, ...replaced.map((r) => r.urn)]
  const joined = await joinedOf(x.db, urns)
  const inspections = await inspectionsOf(x.db, urns)
  const latest = inspections.find((i) => i.kind !== 'ungraded') ?? null
  return { school, part, replaced, joined, urns, inspections, latest }
}

/** A page as it is kept: published all of it, with holes for what is the organisation's own. */
type KeptPage = { urn: number; name: string; drawn: Drawn }

/** Finds a page kept, or draws it. */
const keptPage = (
  x: Exchange,
  what: string,
  make: () => Promise<{ school: School; body: Drawing }>,
): Promise<KeptPage> =>
  x.keep(`school ${urnOf(x)} ${what}`, async () => {
    const { school, body } = await make()
    return { urn: school.urn, name: school.name, drawn: await draw(body) }
  })

/** `own`: what stands in the page's holes, drawn now. */
const answer = (x: Exchange, kept: KeptPage, title: string, own: Readonly<Record<string, Content>> = {}) =>
  page(
    x.c,
    { title: title === '' ? kept.name : `${title}, ${kept.name}`, back },
    <>{fill(x.c, kept.drawn, own)}</>,
  )

async function figures(x: Exchange, part: Part, title: string, empty: string) {
  const kept = await keptPage(x, part, async () => {
    const { urns, inspections: _, ...frame } = await frameOf(x, part)
    const { joined } = frame
    const wanted = (await measuresOf(x.db, [...urns, ...joined.map(({ urn }) => urn)])).filter((m) =>
      sourcesOf[part].includes(m.source),
    )
    const all = await seriesOf(x.db, frame.school, urns.slice(1), wanted, joined)
    const order: readonly string[] = charted[part]
    const charts = all
      .filter((s) => order.includes(s.measure.code) && hasNumber(s))
      .sort((a, b) => order.indexOf(a.measure.code) - order.indexOf(b.measure.code))
    const others = all.filter((s) => !charts.includes(s) && s.points.length > 0)
    const earlier = all.filter((s) => s.points.length === 0)
    const origins = await originsOf(x.db, [...importsOf(all), ...joined.map((one) => one.importId)])
    return {
      school: frame.school,
      body: (
        <FiguresPage
          {...frame}
          origins={origins}
          charts={charts}
          others={others}
          earlier={earlier}
          empty={empty}
        />
      ),
    }
  })
  return answer(x, kept, title)
}

/** What an overview is made of. */
async function overview(x: Exchange) {
  const { urns, inspections, ...frame } = await frameOf(x, 'overview')
  const { school, joined } = frame
  const candidates = headlines.flat().map(measureOf)
  const series = await seriesOf(x.db, school, urns.slice(1), candidates, joined)
  const chosen = headlines.flatMap((list) => {
    const found = list.flatMap((code) => series.find((s) => s.measure.code === code && hasNumber(s)) ?? [])
    // The newest first: a school that has today's figures is not headed by figures of levels.
    return found.sort((a, b) => b.points.at(-1)!.year - a.points.at(-1)!.year).slice(0, 1)
  })
  const deprivation = await deprivationOf(x.db, school.lsoa_code)
  const lately = (await happeningsOf(x.db, school, urns, inspections))
    .filter((h) => h.about === 'school')
    .slice(0, 4)
  const origins = await originsOf(x.db, [
    school.import_id,
    ...lately.flatMap((h) => h.importId ?? []),
    ...(frame.latest ? [frame.latest.importId] : []),
    ...importsOf(chosen),
    ...joined.map((one) => one.importId),
    ...(deprivation ? [deprivation.importId] : []),
  ])
  return {
    school,
    body: (
      <OverviewPage
        {...frame}
        ours={hole('ours')}
        actions={hole('actions')}
        origins={origins}
        headlines={chosen}
        links={await linksOf(x.db, school.urn)}
        groups={await groupsOfSchool(x.db, school.urn)}
        deprivation={deprivation}
        lately={lately}
      />
    ),
  }
}

/** `parts` are what other areas show on a school's pages. */
export const profileRoutes = (parts: readonly SchoolPagePart[]): readonly Route[] => [
  get('/schools/:urn', 'schools.view', async (x) => {
    const kept = await keptPage(x, 'overview', () => overview(x))
    return answer(x, kept, '', {
      actions: <RecordActions actions={await actionsFor(x, kept.urn)} />,
      ours: await contributed(x, parts, 'overview', kept),
    })
  }),

  get('/schools/:urn/results', 'schools.view', (x) =>
    figures(x, 'results', 'Results', 'No key stage 2 or 4 results of this school are held.'),
  ),
  get('/schools/:urn/pupils', 'schools.view', (x) =>
    figures(x, 'pupils', 'Pupils', 'No census or absence figures of this school are held.'),
  ),
  get('/schools/:urn/money', 'schools.view', (x) =>
    figures(x, 'money', 'Money', 'No finance figures of this school are held.'),
  ),

  get('/schools/:urn/inspections', 'schools.view', async (x) => {
    const kept = await keptPage(x, 'inspections', async () => {
      const { urns: _, inspections, ...frame } = await frameOf(x, 'inspections')
      const origins = await originsOf(
        x.db,
        [...inspections, ...frame.joined].map((i) => i.importId),
      )
      return {
        school: frame.school,
        body: <InspectionsPage {...frame} origins={origins} inspections={inspections} />,
      }
    })
    return answer(x, kept, 'Inspections')
  }),

  get('/schools/:urn/people', 'schools.view', async (x) => {
    const kept = await keptPage(x, 'people', async () => {
      const { urns: _, inspections: __, ...frame } = await frameOf(x, 'people')
      const origins = await originsOf(x.db, [frame.school.import_id])
      return { school: frame.school, body: <PeoplePage {...frame} origins={origins} ours={hole('ours')} /> }
    })
    return answer(x, kept, 'People', { ours: await contributed(x, parts, 'people', kept) })
  }),

  get('/schools/:urn/support', 'schools.view', async (x) => {
    const kept = await keptPage(x, 'support', async () => {
      const { urns: _, inspections: __, ...frame } = await frameOf(x, 'support')
      return {
        school: frame.school,
        body: <SupportPage {...frame} origins={new Map()} ours={hole('ours')} />,
      }
    })
    const ours = await contributed(x, parts, 'support', kept)
    return answer(x, kept, 'Support', { ours: ours.length > 0 ? ours : <NoSupportYet /> })
  }),

  get('/schools/:urn/similar', 'schools.view', async (x) => {
    const within = queryOf(x, 'within') === 'authority' ? ('authority' as const) : ('England' as const)
    const kept = await keptPage(x, `similar in ${within}`, async () => {
      const { urns, inspections: _, ...frame } = await frameOf(x, 'similar')
      const { school } = frame
      const likeness = await likenessOf(x.db, school, urns.slice(1), within)
      const origins = await originsOf(x.db, [school.import_id])
      const provenance = [
        { what: 'Size, kind and who runs it', source: showOrigin(origins.get(school.import_id)) },
        { what: 'The figures', source: 'The files named on each school’s own pages' },
      ]
      return {
        school,
        body: (
          <SimilarPage {...frame} {...likeness} origins={origins} within={within} provenance={provenance} />
        ),
      }
    })
    return answer(x, kept, 'Similar schools')
  }),

  get('/schools/:urn/chronology', 'schools.view', async (x) => {
    const asked = /^\d{1,6}$/.test(queryOf(x, 'page')) ? queryOf(x, 'page') : ''
    const kept = await keptPage(x, `chronology ${asked}`, async () => {
      const { urns, inspections, ...frame } = await frameOf(x, 'chronology')
      const all = await happeningsOf(x.db, frame.school, urns, inspections, frame.joined)
      const { page: number, pages } = pageOf(asked, all.length, PER_PAGE)
      const happenings = all.slice((number - 1) * PER_PAGE, number * PER_PAGE)
      const origins = await originsOf(x.db, [
        ...happenings.flatMap((h) => h.importId ?? []),
        ...frame.joined.map((one) => one.importId),
      ])
      return {
        school: frame.school,
        body: (
          <ChronologyPage
            {...frame}
            origins={origins}
            happenings={happenings}
            page={number}
            pages={pages}
            count={all.length}
          />
        ),
      }
    })
    return answer(x, kept, 'Chronology')
  }),

  get('/schools/:urn/sources', 'schools.view', async (x) => {
    const kept = await keptPage(x, 'sources', async () => {
      const { urns, inspections, ...frame } = await frameOf(x, 'sources')
      const { joined } = frame
      const measured = await measuresOf(x.db, [...urns, ...joined.map(({ urn }) => urn)])
      const all = await seriesOf(x.db, frame.school, urns.slice(1), measured, joined)
      const found = new Map<string, { what: string; id: number }>()
      const note = (what: string, id: number) => found.set(`${what}|${id}`, { what, id })
      note('Who and where', frame.school.import_id)
      for (const { importId } of joined) note('Schools before this one', importId)
      for (const { measure, points, before = [] } of all)
        for (const point of [...points, ...before.flatMap((b) => b.points)])
          note(`${capital(measure.source)}, ${academicYear(point.year)}`, point.importId)
      for (const inspection of inspections) note('Inspections', inspection.importId)
      for (const group of await groupsOf(x.db, frame.school.urn)) note('Trusts and groups', group.importId)
      const deprivation = await deprivationOf(x.db, frame.school.lsoa_code)
      if (deprivation) note('Neighbourhood', deprivation.importId)
      const origins = await originsOf(
        x.db,
        [...found.values()].map((f) => f.id),
      )
      const sources = [...found.values()]
        .map(({ what, id }) => ({ what, origin: origins.get(id) }))
        .sort((a, b) => a.what.localeCompare(b.what))
      return { school: frame.school, body: <SourcesPage {...frame} origins={origins} sources={sources} /> }
    })
    return answer(x, kept, 'Where this came from')
  }),

  get('/schools/:urn/charts/:file', 'schools.view', async (x) => {
    const measure = measureIn(x.c.req.param('file') ?? '')
    const { tag, svg } = await x.keep(`chart of school ${urnOf(x)} ${measure.code}`, async () => {
      const school = await schoolOf(x)
      const replaced = await replacedBy(x.db, school.urn)
      const earlier = replaced.map((r) => r.urn)
      const joined = await joinedOf(x.db, [school.urn, ...earlier])
      const [series] = await seriesOf(x.db, school, earlier, [measure], joined)
      if (!series || !hasNumber(series)) throw new NotFound('chart')
      const { chartOf } = await import('./chart.rules.ts')
      // The figures are the picture: the same figures, the same tag.
      const figures = JSON.stringify([
        series.points,
        drawnBefore(series),
        ...comparatorsOf(series).map(({ key, by }) => [key, ...by]),
      ])
      return { tag: `"${hash('sha256', figures, 'base64url').slice(0, 24)}"`, svg: chartOf(series) }
    })
    x.c.header('ETag', tag)
    x.c.header('Cache-Control', 'private, max-age=300')
    if (x.c.req.header('If-None-Match') === tag) return x.c.body(null, 304)
    return x.c.body(svg, 200, { 'Content-Type': 'image/svg+xml; charset=utf-8' })
  }),
]

function measureIn(file: string): Measure {
  const found = measures.find((m) => `${m.code}.svg` === file)
  if (!found) throw new NotFound('chart')
  return found
}
