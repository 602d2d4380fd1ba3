// Owns looking after the organisation itself: name, kind, colour, areas, and which schools it answers for.
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm, refuse, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import {
  addArea,
  changeOrganisation,
  renameArea,
  takeSchoolsOfAuthority,
} from '#src/accounts/organisation.actions.ts'
import { areaForm, organisationForm, renameForm } from '#src/accounts/organisation.forms.ts'
import { readOrganisation } from '#src/accounts/organisation.queries.ts'
import { areaTree, whyNotInside } from '#src/accounts/organisation.rules.ts'
import { EditOrganisation, OrganisationPage, RenameArea } from '#src/accounts/organisation.views.tsx'
import { listAreas } from '#src/accounts/people.queries.ts'

const HERE = '/organisation'
/** Only for the whole organisation: somebody who looks after one area does not change it. */
const mustManage = (x: Exchange) => allow(x, 'organisation.manage', {}, true)
const answerOf = (form: Filled | undefined) => (form?.errors ? ({ errors: true, status: 422 } as const) : {})

async function show(x: Exchange, form?: Filled): Promise<Response> {
  mustManage(x)
  const organisation = await readOrganisation(x.db)
  return page(
    x.c,
    { title: 'Your organisation', ...answerOf(form) },
    <OrganisationPage
      organisation={organisation}
      areas={areaTree(await listAreas(x.db))}
      {...(form ? { form } : {})}
    />,
  )
}

async function showEdit(x: Exchange, form?: Filled): Promise<Response> {
  mustManage(x)
  const { name, kind, authorityCode, colour, version } = await readOrganisation(x.db)
  const values = {
    name,
    kind,
    authorityCode: authorityCode === null ? '' : String(authorityCode),
    colour: colour ?? '',
  }
  return page(
    x.c,
    { title: 'Change the organisation', ...answerOf(form) },
    <EditOrganisation form={form ?? { values }} version={versionOf(x.form) ?? version} />,
  )
}

async function edit(x: Exchange): Promise<Response> {
  mustManage(x)
  const parsed = parseForm(organisationForm, x.form)
  if (!parsed.ok) return showEdit(x, parsed)
  const { value } = parsed
  if (!(await changeOrganisation(x.db, x.actor.organisationId, versionOf(x.form) ?? 0, value))) {
    const now = await readOrganisation(x.db)
    throw new Conflict(HERE, now.version, [
      { name: 'name', label: 'Name', theirs: now.name, yours: value.name },
      { name: 'kind', label: 'Kind', theirs: now.kind, yours: value.kind },
      {
        name: 'authorityCode',
        label: 'Authority code',
        theirs: String(now.authorityCode ?? ''),
        yours: String(value.authorityCode ?? ''),
      },
      { name: 'colour', label: 'Colour', theirs: now.colour ?? '', yours: value.colour ?? '' },
    ])
  }
  return redirect(x.c, HERE, 'Saved.')
}

async function takeSchools(x: Exchange): Promise<Response> {
  mustManage(x)
  const { added, removed } = await takeSchoolsOfAuthority(x.db, x.actor.organisationId)
  return redirect(
    x.c,
    HERE,
    added + removed === 0
      ? 'Nothing to change: the schools agree with the register.'
      : `Schools that came: ${added.toLocaleString('en-GB')}. Schools that went: ${removed.toLocaleString('en-GB')}.`,
  )
}

async function add(x: Exchange): Promise<Response> {
  mustManage(x)
  const parsed = parseForm(areaForm, x.form)
  if (!parsed.ok) return show(x, parsed)
  const { areaName, areaKind, parent } = parsed.value
  const around = parent === null ? null : (await listAreas(x.db)).find(({ id }) => id === parent)
  if (around === undefined)
    return show(x, refuse(x.form, { field: 'parent', text: 'Choose the area it lies in' }))
  const why = whyNotInside(areaKind, around)
  if (why) return show(x, refuse(x.form, { field: 'parent', text: why }))
  const id = await addArea(x.db, x.actor.organisationId, {
    name: areaName,
    kind: areaKind,
    parentId: parent,
  })
  if (!id)
    return show(x, refuse(x.form, { field: 'areaName', text: `There is a ${areaKind} of that name already` }))
  return redirect(x.c, HERE, `${areaName} is added.`)
}

async function areaAt(x: Exchange) {
  const area = (await listAreas(x.db)).find(({ id }) => id === x.c.req.param('id'))
  if (!area) throw new NotFound('area')
  return area
}

async function showRename(x: Exchange, form?: Filled): Promise<Response> {
  mustManage(x)
  const area = await areaAt(x)
  return page(
    x.c,
    { title: `Rename ${area.name}`, ...answerOf(form) },
    <RenameArea form={form ?? { values: { areaName: area.name } }} area={area} />,
  )
}

async function rename(x: Exchange): Promise<Response> {
  mustManage(x)
  const area = await areaAt(x)
  const parsed = parseForm(renameForm, x.form)
  if (!parsed.ok) return showRename(x, parsed)
  const { areaName } = parsed.value
  const others = (await listAreas(x.db)).filter(({ id, kind }) => id !== area.id && kind === area.kind)
  if (others.some(({ name }) => name === areaName))
    return showRename(
      x,
      refuse(x.form, { field: 'areaName', text: `There is a ${area.kind} of that name already` }),
    )
  if (!(await renameArea(x.db, x.actor.organisationId, area.id, versionOf(x.form) ?? 0, areaName)))
    throw new Conflict(HERE, area.version, [
      { name: 'areaName', label: 'Name of the area', theirs: area.name, yours: areaName },
    ])
  return redirect(x.c, HERE, 'Saved.')
}

export const organisationRoutes: readonly Route[] = [
  get('/organisation', 'organisation.manage', (x) => show(x)),
  get('/organisation/edit', 'organisation.manage', (x) => showEdit(x)),
  post('/organisation/edit', 'organisation.manage', edit),
  post('/organisation/schools', 'organisation.manage', takeSchools),
  post('/organisation/areas', 'organisation.manage', add),
  get('/organisation/areas/:id', 'organisation.manage', (x) => showRename(x)),
  post('/organisation/areas/:id', 'organisation.manage', rename),
]
