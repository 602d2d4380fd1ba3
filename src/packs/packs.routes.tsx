// Pages of programme packs: which there are, one in plain words, adopting one. The words that packs may use
// come from the areas that own them, through app.tsx.
import type { Content } from '#govuk/markup.ts'
import { NotFound } from '#platform/errors.ts'
import { type Route, allow, get, post } from '#platform/exchange.ts'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { builtInPacks } from './built-in.actions.ts'
import { comparisonAddress } from './comparison.rules.ts'
import type { MeasureName } from './conditions.rules.ts'
import { type Vocabulary, isAdopted } from './pack.rules.ts'
import { PACKS, adoptBuiltInPack, readAdoptedPack, readBuiltInPack } from './packs.actions.ts'
import { adoptedPacks } from './packs.queries.ts'
import {
  AdoptForm,
  type BuiltIn,
  ChangeLinks,
  Faults,
  PackInWords,
  PackList,
  Versions,
} from './packs.views.tsx'
import type { Reading } from './reading.rules.ts'

const back = { href: '/packs', text: 'Programme packs' }

export function packRoutes(vocabulary: Vocabulary, measure: (code: string) => MeasureName): Route[] {
  const show = (id: string, { pack, faults }: Reading, actions: Content = null) =>
    pack ? (
      <PackInWords pack={pack} measure={measure} actions={actions} />
    ) : (
      <>
        <h1 class="govuk-heading-l">{id}</h1>
        <Faults faults={faults} />
        {actions}
      </>
    )
  return [
    get('/packs', 'packs.view', async ({ c, db, actor }) => {
      const builtIn: BuiltIn[] = []
      for (const id of await builtInPacks(PACKS)) {
        const reading = await readBuiltInPack(id, vocabulary)
        if (reading) builtIn.push({ id, pack: reading.pack, faults: reading.faults ?? [] })
      }
      const mayAdopt = can(actor, 'packs.manage', {}) === 'yes'
      return page(
        c,
        { title: 'Programme packs' },
        <PackList adopted={await adoptedPacks(db)} builtIn={builtIn} mayAdopt={mayAdopt} />,
      )
    }),
    get('/packs/built-in/:id', 'packs.view', async ({ c, db, actor }) => {
      const id = c.req.param('id') ?? ''
      const reading = await readBuiltInPack(id, vocabulary)
      if (!reading) throw new NotFound()
      const { pack } = reading
      const adopted = await adoptedPacks(db)
      const ours = adopted.find((one) => one.pack === id)
      const offered = pack && can(actor, 'packs.manage', {}) === 'yes' && !isAdopted(pack, adopted)
      return page(
        c,
        { title: pack?.name ?? id, back },
        <>
          {show(id, reading)}
          {offered ? <AdoptForm id={id} name={pack.name} /> : null}
          {pack && ours ? (
            <p class="govuk-body">
              <a class="govuk-link" href={comparisonAddress(ours.id, `built-in:${id}`)}>
                Compare your organisation’s version {ours.version} with this pack
              </a>
            </p>
          ) : null}
        </>,
      )
    }),
    get('/packs/adopted/:id', 'packs.view', async ({ c, db, actor }) => {
      const id = c.req.param('id') ?? ''
      const reading = await readAdoptedPack(db, id, vocabulary)
      if (!reading) throw new NotFound()
      const all = await adoptedPacks(db)
      const shown = all.find((one) => one.id === id)
      const versions = all
        .filter(({ pack }) => pack === shown?.pack)
        .toSorted((one, other) => other.version - one.version)
      const builtIn = (await builtInPacks(PACKS)).find((one) => one === shown?.pack) ?? null
      return page(
        c,
        { title: reading.pack?.name ?? 'Pack with faults', back },
        <>
          {show(
            'Pack with faults',
            reading,
            can(actor, 'packs.manage', {}) === 'yes' ? <ChangeLinks id={id} /> : null,
          )}
          <Versions versions={versions} shown={id} builtIn={builtIn} />
        </>,
      )
    }),
    post('/packs/built-in/:id/adopt', 'packs.manage', async (x) => {
      allow(x, 'packs.manage', {}, true)
      const { c, db, actor } = x
      const id = c.req.param('id') ?? ''
      const adoption = await adoptBuiltInPack(db, actor, id, vocabulary)
      switch (adoption.kind) {
        case 'no such pack':
          throw new NotFound()
        case 'faulty':
          return page(
            c,
            { title: id, back, status: 422, errors: true },
            show(id, { pack: null, faults: adoption.faults }),
          )
        case 'adopted before':
          return redirect(
            c,
            '/packs',
            `${adoption.pack.name} is in force already as it comes with Alongside. Nothing was changed.`,
          )
        case 'adopted':
          return redirect(
            c,
            `/packs/adopted/${adoption.id}`,
            `Adopted. ${adoption.pack.name} now says which schools to look at first.`,
          )
      }
    }),
  ]
}
