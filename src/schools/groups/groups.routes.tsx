// Owns the addresses of trusts, federations, sponsors and dioceses: their list and the page of each. Published
// data: whoever may look at schools may look at all of it.
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { NotFound } from '#platform/errors.ts'
import { type Exchange, get, queryOf, type Route } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { inBrief } from '../inspections/show.rules.ts'
import { hasSchools } from '../register/register.queries.ts'
import {
  countGroups,
  groupByKey,
  groupFiles,
  groupKinds,
  listGroups,
  namesakesOf,
  schoolsOfGroup,
} from './groups.queries.ts'
import { type GroupQuery, queryNames, showState } from './groups.rules.ts'
import { GroupList, GroupPage } from './groups.views.tsx'

const PER_PAGE = 50
const SCHOOLS_PER_PAGE = 100
const MOST_EXPORTED = 60_000

async function asked(x: Exchange): Promise<{ query: GroupQuery; hasOwn: boolean }> {
  const hasOwn = await hasSchools(x)
  const said = Object.fromEntries(queryNames.map((name) => [name, queryOf(x, name)])) as GroupQuery
  return {
    hasOwn,
    query: {
      ...said,
      whose: hasOwn && said.whose !== 'all' ? 'ours' : 'all',
      size: ['several', 'none', 'any'].includes(said.size) ? said.size : 'some',
    },
  }
}

async function groupOf(x: Exchange) {
  const group = await groupByKey(x.db, x.c.req.param('key') ?? '')
  if (!group) throw new NotFound('group')
  return { group, schools: await schoolsOfGroup(x.db, group.key) }
}

export const groupRoutes: readonly Route[] = [
  get('/schools/groups', 'schools.view', async (x) => {
    const { query, hasOwn } = await asked(x)
    const total = await countGroups(x.db, query)
    const { page: number, pages } = pageOf(query.page, total, PER_PAGE)
    return page(
      x.c,
      { title: 'Trusts and other groups', back: { href: '/schools', text: 'All schools' } },
      <GroupList
        rows={await listGroups(x.db, query, (number - 1) * PER_PAGE, PER_PAGE)}
        total={total}
        page={number}
        pages={pages}
        query={query}
        kinds={await groupKinds(x.db)}
        hasOwn={hasOwn}
      />,
    )
  }),

  get('/schools/groups/export', 'schools.view', async (x) => {
    const { query } = await asked(x)
    const rows = await listGroups(x.db, query, 0, MOST_EXPORTED)
    return csvResponse(
      x.c,
      `groups-${x.today}`,
      [
        'Name',
        'Kind',
        'GIAS number',
        'State',
        'Schools',
        'Our schools',
        'Pupils',
        'Schools whose pupils are known',
      ],
      rows.map((g) => [
        g.name,
        g.kind,
        /^\d+$/.test(g.key) ? Number(g.key) : null,
        g.status,
        g.schools,
        g.ours,
        g.pupilsKnown === 0 ? null : g.pupils,
        g.pupilsKnown,
      ]),
    )
  }),

  get('/schools/groups/:key', 'schools.view', async (x) => {
    const { group, schools } = await groupOf(x)
    const members = schools.filter(({ state }) => state === 'member')
    const { page: number, pages } = pageOf(queryOf(x, 'page'), members.length, SCHOOLS_PER_PAGE)
    const files = await groupFiles(x.db, [
      group.importId,
      ...schools.flatMap((s) => [s.linksImportId, s.registerImportId]),
    ])
    return page(
      x.c,
      { title: group.name, back: { href: '/schools/groups', text: 'All groups' } },
      <GroupPage
        group={group}
        members={members}
        shown={members.slice((number - 1) * SCHOOLS_PER_PAGE, number * SCHOOLS_PER_PAGE)}
        former={schools.filter(({ state }) => state !== 'member')}
        page={number}
        pages={pages}
        namesakes={await namesakesOf(x.db, group)}
        files={files}
      />,
    )
  }),

  get('/schools/groups/:key/export', 'schools.view', async (x) => {
    const { group, schools } = await groupOf(x)
    return csvResponse(
      x.c,
      `group-${group.key}-${x.today}`,
      [
        'URN',
        'Name',
        'Phase',
        'Authority',
        'State',
        'Since',
        'Pupils',
        'Latest inspection',
        'Framework',
        'Inspected on',
      ],
      schools.map((s) => [
        s.urn,
        s.name,
        s.phase,
        s.laName,
        showState(s),
        s.sinceOn,
        s.pupils,
        s.inspection && inBrief(s.inspection),
        s.inspection?.framework ?? null,
        s.inspection?.startedOn ?? null,
      ]),
    )
  }),
]
