// Owns the addresses of regular imports: those there are, a new one, what one found, look now, pause, go on, remove.
import { Conflict, NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm, refuse, versionOf } from '#platform/forms.tsx'
import { whyNotAddress } from '#platform/outside.ts'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { addRegular, changeRegular, folderWithin, lookAt, setRegularState } from './regular.actions.ts'
import { changeForm, regularForm } from './regular.forms.ts'
import { foundBy, listRegular, regularById } from './regular.queries.ts'
import { everyNames, nameOf, type PlaceKind, type Regular } from './regular.rules.ts'
import {
  ChangeRegularForm,
  placeKinds,
  RegularForm,
  RegularList,
  RegularPage,
  states,
} from './regular.views.tsx'
import { kindNames } from './layout.rules.ts'

const MOST_FOUND = 100
const back = { href: '/imports/regular', text: 'Regular imports' }

async function regularOf(x: Exchange): Promise<Regular> {
  const found = await regularById(x.db, x.c.req.param('id') ?? '')
  if (!found) throw new NotFound('regular import')
  return found
}

const showForm = (x: Exchange, form: Filled) =>
  page(
    x.c,
    {
      title: 'Where should Alongside look?',
      back,
      ...(form.errors ? { errors: true, status: 422 as const } : {}),
    },
    <RegularForm form={form} />,
  )

/** Why a place may not be looked at; null where it may. */
async function whyNotThere(x: Exchange, placeKind: PlaceKind, place: string): Promise<string | null> {
  const { configuration } = x.platform
  if (placeKind === 'address') return whyNotAddress(place, configuration)
  const folder = await folderWithin(configuration.ALONGSIDE_IMPORT_FOLDER, place)
  return 'why' in folder ? folder.why : null
}

async function showChange(x: Exchange, form?: Filled): Promise<Response> {
  allow(x, 'imports.manage', undefined, true)
  const { id, placeKind, place, fileKind, every, state, version } = await regularOf(x)
  return page(
    x.c,
    {
      title: 'Change where Alongside looks',
      back: { href: `/imports/regular/${id}`, text: 'Regular import' },
      ...(form?.errors ? { errors: true, status: 422 as const } : {}),
    },
    <ChangeRegularForm
      id={id}
      form={form ?? { values: { placeKind, place, fileKind, every, state } }}
      version={versionOf(x.form) ?? version}
    />,
  )
}

async function change(x: Exchange): Promise<Response> {
  allow(x, 'imports.manage', undefined, true)
  const regular = await regularOf(x)
  const sent = parseForm(changeForm, x.form)
  if (!sent.ok) return showChange(x, sent)
  const { value } = sent
  const why = await whyNotThere(x, value.placeKind, value.place)
  if (why) return showChange(x, refuse(x.form, { field: 'place', text: why }))
  const address = `/imports/regular/${regular.id}`
  if (!(await changeRegular(x.db, regular, versionOf(x.form) ?? 0, value))) {
    const now = await regularOf(x)
    throw new Conflict(address, now.version, [
      {
        name: 'placeKind',
        label: 'Where the files are',
        theirs: placeKinds[now.placeKind],
        yours: placeKinds[value.placeKind],
      },
      { name: 'place', label: 'Folder or address', theirs: now.place, yours: value.place },
      {
        name: 'fileKind',
        label: 'What the files are',
        theirs: kindNames[now.fileKind],
        yours: kindNames[value.fileKind],
      },
      { name: 'every', label: 'How often', theirs: everyNames[now.every], yours: everyNames[value.every] },
      {
        name: 'state',
        label: 'Look there',
        theirs: states[now.state === 'on' ? 'on' : 'paused'],
        yours: states[value.state],
      },
    ])
  }
  return redirect(
    x.c,
    address,
    value.state === 'on'
      ? 'Saved. Alongside is looking there now.'
      : 'Saved. Nothing is looked for until you go on.',
  )
}

/** An action on one, for who may bring files in themselves. */
const act = (to: string, said: string, does: (x: Exchange, regular: Regular) => Promise<void>): Route =>
  post(`/imports/regular/:id/${to}`, 'imports.manage', async (x) => {
    allow(x, 'imports.manage', undefined, true)
    const regular = await regularOf(x)
    await does(x, regular)
    return redirect(x.c, to === 'end' ? '/imports/regular' : `/imports/regular/${regular.id}`, said)
  })

export const regularRoutes: readonly Route[] = [
  get('/imports/regular', 'imports.manage', async (x) => {
    const { ALONGSIDE_IMPORT_FOLDER: folder, ALONGSIDE_IMPORT_HOSTS: hosts } = x.platform.configuration
    const isAllowed = (folder !== undefined || hosts.length > 0) && can(x.actor, 'imports.manage') === 'yes'
    return page(
      x.c,
      { title: 'Regular imports', back: { href: '/imports', text: 'Published files' } },
      <RegularList rows={await listRegular(x.db)} isAllowed={isAllowed} />,
    )
  }),
  get('/imports/regular/new', 'imports.manage', (x) => {
    allow(x, 'imports.manage', undefined, true)
    return showForm(x, { values: {} })
  }),
  post('/imports/regular/new', 'imports.manage', async (x) => {
    allow(x, 'imports.manage', undefined, true)
    const sent = parseForm(regularForm, x.form)
    if (!sent.ok) return showForm(x, sent)
    const why = await whyNotThere(x, sent.value.placeKind, sent.value.place)
    if (why) return showForm(x, refuse(x.form, { field: 'place', text: why }))
    const id = await addRegular(x.db, x.actor, sent.value)
    return redirect(x.c, `/imports/regular/${id}`, 'Saved. Alongside is looking there now.')
  }),
  get('/imports/regular/:id', 'imports.manage', async (x) => {
    const regular = await regularOf(x)
    return page(
      x.c,
      { title: nameOf(regular), back },
      <RegularPage
        regular={regular}
        found={await foundBy(x.db, regular.id, MOST_FOUND)}
        most={MOST_FOUND}
        isKeeper={can(x.actor, 'imports.manage') === 'yes'}
      />,
    )
  }),
  get('/imports/regular/:id/edit', 'imports.manage', (x) => showChange(x)),
  post('/imports/regular/:id/edit', 'imports.manage', change),
  act('look', 'Alongside is looking there now. Reload this page to see what it finds.', (x, { id }) =>
    lookAt(x.db, id, new Date(), true),
  ),
  act('pause', 'Paused. Nothing is looked for until you go on.', (x, { id }) =>
    setRegularState(x.db, id, 'paused'),
  ),
  act('resume', 'Alongside looks there again, beginning now.', (x, { id }) =>
    setRegularState(x.db, id, 'on'),
  ),
  act('end', 'Removed. What it brought in stays.', (x, { id }) => setRegularState(x.db, id, 'ended')),
]
