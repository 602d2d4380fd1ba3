// Owns the addresses by which schools are put into an organisation's areas: the list, a file, rules, by hand, and
// undoing the last. Only for those who look after the whole organisation.
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, queryOf, type Route } from '#platform/exchange.ts'
import { listOf, textOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { areaTree } from '#src/accounts/organisation.rules.ts'
import { listAreas } from '#src/accounts/people.queries.ts'
import {
  applyPlan,
  giveUpPlan,
  keepPlan,
  placeByHand,
  rulesAfter,
  undoAssignment,
} from './districts.actions.ts'
import {
  type Assignment,
  assignmentById,
  changesByRules,
  changesOfAssignment,
  type DistrictQuery,
  districtSchools,
  districtsOfOurs,
  lastAssignment,
  placedSchools,
  rulesOf,
  schoolsByArea,
  valuesOf,
} from './districts.queries.ts'
import { fieldNames, type FilePlan, isField, planFile, readFile } from './districts.rules.ts'
import { ChooseFile, DistrictList, RulesPage } from './districts.views.tsx'
import { PlanPage } from './plan-page.tsx'

const HERE = '/organisation/districts'
const PER_PAGE = 100
const mustManage = (x: Exchange) => allow(x, 'organisation.manage', {}, true)
const back = { href: HERE, text: 'Schools and areas' }
const moved = (count: number) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? 'school was' : 'schools were'} moved.`

async function list(x: Exchange, error?: { field: string; text: string }): Promise<Response> {
  mustManage(x)
  const query: DistrictQuery = {
    q: queryOf(x, 'q'),
    area: queryOf(x, 'area'),
    district: queryOf(x, 'district'),
    page: queryOf(x, 'page'),
  }
  const count = await districtSchools(x.db, query, 0, 1)
  const { page: number, pages } = pageOf(query.page, count.total, PER_PAGE)
  const { rows } = await districtSchools(x.db, query, (number - 1) * PER_PAGE, PER_PAGE)
  return page(
    x.c,
    {
      title: 'Schools and areas',
      back: { href: '/organisation', text: 'Your organisation' },
      ...(error ? { errors: true, status: 422 as const } : {}),
    },
    <DistrictList
      rows={rows}
      total={count.total}
      page={number}
      pages={pages}
      query={query}
      areas={areaTree(await listAreas(x.db))}
      counts={await schoolsByArea(x.db)}
      districts={await districtsOfOurs(x.db)}
      last={await lastAssignment(x.db)}
      ticked={listOf(x.form, 'urn')}
      error={error}
    />,
  )
}

async function byHand(x: Exchange): Promise<Response> {
  mustManage(x)
  const urns = listOf(x.form, 'urn')
    .filter((one) => /^\d{6}$/.test(one))
    .map(Number)
  if (urns.length === 0) return list(x, { field: 'to', text: 'Tick the schools to move' })
  const to = textOf(x.form, 'to')
  const area = (await listAreas(x.db)).find(({ id }) => id === to)
  if (!area && to !== 'none') return list(x, { field: 'to', text: 'Choose the area to move them to' })
  const count = await placeByHand(
    x.db,
    x.actor,
    urns,
    area?.id ?? null,
    `By hand: to ${area?.name ?? 'no area'}`,
  )
  return redirect(x.c, HERE, count === 0 ? 'Nothing to change: they are there already.' : moved(count))
}

const choose = (x: Exchange, error?: string) =>
  page(
    x.c,
    {
      title: 'Read a file of schools and areas',
      back,
      ...(error ? { errors: true, status: 422 as const } : {}),
    },
    <ChooseFile error={error} />,
  )

async function readUpload(x: Exchange): Promise<Response> {
  mustManage(x)
  const file = x.files['file']
  if (!file) return choose(x, 'Choose a CSV file')
  const reading = readFile(new Uint8Array(await file.arrayBuffer()))
  if (!reading.ok) return choose(x, reading.reason)
  const id = await keepPlan(x.db, x.actor, 'file', `File ${file.name}`, { rows: reading.rows })
  return redirect(x.c, `${HERE}/changes/${id}`)
}

async function showRules(x: Exchange): Promise<Response> {
  mustManage(x)
  const asked = queryOf(x, 'field')
  const field = isField(asked) ? asked : 'district'
  return page(
    x.c,
    { title: 'Rules for areas', back },
    <RulesPage
      field={field}
      values={await valuesOf(x.db, field)}
      rules={await rulesOf(x.db, x.actor.organisationId)}
      areas={areaTree(await listAreas(x.db))}
    />,
  )
}

async function askRules(x: Exchange): Promise<Response> {
  mustManage(x)
  const field = textOf(x.form, 'field')
  if (!isField(field)) throw new NotFound('field')
  const areas = new Set((await listAreas(x.db)).map(({ id }) => id))
  const values = listOf(x.form, 'value')
  const chosen = listOf(x.form, 'area')
  const now = await rulesOf(x.db, x.actor.organisationId)
  const rules = values.flatMap((value, i) => {
    const areaId = areas.has(chosen[i] ?? '') ? chosen[i]! : null
    const known = now.find((one) => one.field === field && one.value === value)
    return (known?.areaId ?? null) === areaId ? [] : [{ field, value, areaId }]
  })
  if (rules.length === 0 && (await changesByRules(x.db, x.actor.organisationId, now)).length === 0)
    return redirect(
      x.c,
      `${HERE}/rules?field=${field}`,
      'Nothing to change: every rule stands, and every school is where its rule says.',
    )
  const id = await keepPlan(x.db, x.actor, 'rule', `Rules by ${fieldNames[field].toLowerCase()}`, { rules })
  return redirect(x.c, `${HERE}/changes/${id}`)
}

async function changeAt(x: Exchange): Promise<Assignment> {
  mustManage(x)
  const found = await assignmentById(x.db, x.c.req.param('id') ?? '')
  if (!found) throw new NotFound('change of areas')
  return found
}

/** What it would change now, or what it changed. */
async function outcomeOf(x: Exchange, one: Assignment): Promise<FilePlan> {
  const { plan } = one
  const file = 'rows' in plan ? planFile(plan.rows, await placedSchools(x.db), await listAreas(x.db)) : null
  if (one.state !== 'waiting')
    return { changes: await changesOfAssignment(x.db, one.id), unchanged: 0, aside: file?.aside ?? [] }
  if (file) return file
  const rules = rulesAfter(await rulesOf(x.db, x.actor.organisationId), 'rules' in plan ? plan.rules : [])
  return { changes: await changesByRules(x.db, x.actor.organisationId, rules), unchanged: 0, aside: [] }
}

export const districtRoutes: readonly Route[] = [
  get(HERE, 'organisation.manage', (x) => list(x)),
  post(HERE, 'organisation.manage', byHand),

  get(`${HERE}/export`, 'organisation.manage', async (x) => {
    mustManage(x)
    const { rows } = await districtSchools(x.db, { q: '', area: '', district: '', page: '' }, 0, 60_000)
    return csvResponse(
      x.c,
      `schools-and-areas-${x.today}`,
      ['urn', 'name', 'area', 'kind', 'how'],
      rows.map(({ urn, name, areaName, areaKind, by }) => [urn, name, areaName, areaKind, by]),
    )
  }),

  get(`${HERE}/file`, 'organisation.manage', (x) => {
    mustManage(x)
    return choose(x)
  }),
  post(`${HERE}/file`, 'organisation.manage', readUpload),

  get(`${HERE}/rules`, 'organisation.manage', showRules),
  post(`${HERE}/rules`, 'organisation.manage', askRules),

  get(`${HERE}/changes/:id`, 'organisation.manage', async (x) => {
    const one = await changeAt(x)
    return page(
      x.c,
      { title: 'Change of areas', back },
      <PlanPage assignment={one} outcome={await outcomeOf(x, one)} areas={await listAreas(x.db)} />,
    )
  }),
  post(`${HERE}/changes/:id`, 'organisation.manage', async (x) => {
    const one = await changeAt(x)
    if (textOf(x.form, 'do') !== 'apply') {
      await giveUpPlan(x.db, one.id)
      return redirect(x.c, HERE, 'Given up. Nothing was changed.')
    }
    const count = await applyPlan(x.db, x.actor, one.id)
    return redirect(
      x.c,
      HERE,
      count === null
        ? 'This was dealt with before. Nothing was changed.'
        : `${one.how === 'rule' ? 'The rules are kept. ' : ''}${moved(count)}`,
    )
  }),
  get(`${HERE}/changes/:id/set-aside`, 'organisation.manage', async (x) => {
    const { aside } = await outcomeOf(x, await changeAt(x))
    return csvResponse(
      x.c,
      'set-aside',
      ['Line', 'Reason', 'As it stood in the file'],
      aside.map(({ line, reason, raw }) => [line, reason, raw]),
    )
  }),

  post(`${HERE}/undo`, 'organisation.manage', async (x) => {
    mustManage(x)
    const id = textOf(x.form, 'id')
    const count = /^[0-9a-f-]{36}$/.test(id) ? await undoAssignment(x.db, x.actor, id) : null
    return redirect(
      x.c,
      HERE,
      count === null
        ? 'Nothing was undone: another change has come since. Look at the last change again.'
        : `Undone. ${count.toLocaleString('en-GB')} ${count === 1 ? 'school stands' : 'schools stand'} where ${count === 1 ? 'it' : 'they'} stood before.`,
    )
  }),
]
