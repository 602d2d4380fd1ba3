// The watchlist of whoever is signed in: what changed, putting a school on it, and having looked.
import { NotFound } from '#platform/errors.ts'
import { type Route, allow, get, post } from '#platform/exchange.ts'
import { textOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { schoolSubject } from '#platform/reach.ts'
import { kindNames } from '#src/schools/imports/layout.rules.ts'
import { ourSchool } from './our-school.queries.ts'
import { markLooked, seenUpTo, unwatch, watch, watchedSchools } from './watchlist.queries.ts'
import { Watchlist } from './watchlist.views.tsx'

const PATH = '/identify/watchlist'

const kindInWords = (kind: string): string => kindNames[kind as keyof typeof kindNames] ?? kind

export const watchlistRoutes: readonly Route[] = [
  get(PATH, 'identify.view', async (x) => {
    // Before the changes are read, so that what comes in between is news next time.
    const seen = await seenUpTo(x.db)
    const schools = (await watchedSchools(x.db, x.actor)).map((school) => ({
      ...school,
      changes: school.changes.map((change) =>
        change.kind === 'figures' ? { ...change, what: kindInWords(change.what) } : change,
      ),
    }))
    return page(x.c, { title: 'Your watchlist' }, <Watchlist schools={schools} seen={seen} />)
  }),
  post(`${PATH}/looked`, 'identify.view', async (x) => {
    const moment = textOf(x.form, 'moment')
    const importId = textOf(x.form, 'import')
    const urn = textOf(x.form, 'urn')
    if (
      Number.isNaN(Date.parse(moment)) ||
      !/^\d{1,9}$/.test(importId) ||
      (urn !== '' && !/^\d{1,9}$/.test(urn))
    )
      throw new NotFound('what was shown')
    await markLooked(x.db, x.actor, { moment, importId: Number(importId) }, urn === '' ? null : Number(urn))
    return redirect(x.c, PATH, 'Marked as looked at.')
  }),
  post('/identify/schools/:urn/watch', 'identify.view', async (x) => {
    const school = await ourSchool(x.db, x.c.req.param('urn'))
    if (!school) throw new NotFound()
    allow(x, 'identify.view', await schoolSubject(x.db, school.urn))
    const starts = textOf(x.form, 'watch') !== 'no'
    await (starts ? watch : unwatch)(x.db, x.actor, school.urn)
    return redirect(
      x.c,
      textOf(x.form, 'back') === PATH ? PATH : `/identify/schools/${school.urn}`,
      starts
        ? `You watch ${school.name}. What changes for it stands on your watchlist.`
        : `You no longer watch ${school.name}.`,
    )
  }),
]
