// Owns the addresses of regular imports: those there are, a new one, what one found, look now, pause, go on, remove.
import { NotFound } from '#platform/errors.ts'
import { allow, type Exchange, get, post, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm, refuse } from '#platform/forms.tsx'
import { whyNotAddress } from '#platform/outside.ts'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { addRegular, folderWithin, lookAt, setRegularState } from './regular.actions.ts'
import { regularForm } from './regular.forms.ts'
import { foundBy, listRegular, regularById } from './regular.queries.ts'
import type { Regular } from './regular.rules.ts'
import { nameOf, RegularForm, RegularList, RegularPage } from './regular.views.tsx'

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
    const { configuration } = x.platform
    const { placeKind, place } = sent.value
    const folder =
      placeKind === 'folder' ? await folderWithin(configuration.ALONGSIDE_IMPORT_FOLDER, place) : null
    const why = folder ? ('why' in folder ? folder.why : null) : whyNotAddress(place, configuration)
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
