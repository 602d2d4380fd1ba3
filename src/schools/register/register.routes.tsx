// Owns the addresses of the list of schools. The register is published data, so everybody who may look at
// schools sees all of it; "our schools" is where the list begins.
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { allow, type Exchange, get, queryOf, type Route } from '#platform/exchange.ts'
import { draw } from '#platform/kept.ts'
import { fill, page } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { inBrief } from '../inspections/show.rules.ts'
import { choicesOf, countSchools, hasSchools, listSchools } from './register.queries.ts'
import { queryNames, type SchoolQuery, settled, showLaestab } from './register.rules.ts'
import { SchoolList } from './register.views.tsx'

const PER_PAGE = 50
const MOST_EXPORTED = 60_000

async function asked(x: Exchange): Promise<{ query: SchoolQuery; hasOwn: boolean }> {
  const hasOwn = await hasSchools(x)
  const said = Object.fromEntries(queryNames.map((name) => [name, queryOf(x, name)])) as SchoolQuery
  return { hasOwn, query: settled(said, hasOwn) }
}

export const registerRoutes: readonly Route[] = [
  get('/schools', 'schools.view', async (x) => {
    allow(x, 'schools.view')
    const { query, hasOwn } = await asked(x)
    // Published, but for which schools are the organisation's own and what the person may do: kept as drawn.
    const list = await x.keep(`schools ${JSON.stringify(query)}`, async () => {
      const { total, likeness } = await countSchools(x, query)
      const { page: number, pages } = pageOf(query.page, total, PER_PAGE)
      return draw(
        <SchoolList
          rows={await listSchools(x.db, query, likeness, (number - 1) * PER_PAGE, PER_PAGE)}
          total={total}
          page={number}
          pages={pages}
          query={query}
          choices={await choicesOf(x, query.whose)}
          hasOwn={hasOwn}
          canImport={can(x.actor, 'imports.manage') !== 'no'}
        />,
      )
    })
    return page(x.c, { title: 'Schools' }, fill(x.c, list))
  }),

  get('/schools/export', 'schools.view', async (x) => {
    const { query } = await asked(x)
    const { likeness } = await countSchools(x, query)
    const rows = await listSchools(x.db, query, likeness, 0, MOST_EXPORTED)
    return csvResponse(
      x.c,
      `schools-${x.today}`,
      [
        'URN',
        'LAESTAB',
        'Name',
        'Town',
        'Postcode',
        'Authority',
        'District',
        'Phase',
        'Type',
        'State',
        'Trust',
        'Pupils',
        'Latest inspection',
        'Inspected on',
        'Category of concern',
      ],
      rows.map((s) => [
        s.urn,
        showLaestab(s.laestab),
        s.name,
        s.town,
        s.postcode,
        s.laName,
        s.district,
        s.phase,
        s.type,
        s.status,
        s.trust,
        s.pupils,
        s.inspection && inBrief(s.inspection),
        s.inspection?.startedOn ?? null,
        s.inspection?.category ?? null,
      ]),
    )
  }),
]
