// The what-if page: thresholds from the address, an answer, nothing stored.
import { addressOf } from '#platform/addresses.ts'
import { NotFound } from '#platform/errors.ts'
import { type Exchange, type Route, get, queryOf } from '#platform/exchange.ts'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { decidingPlaces, faultsAtPlaces, placesOf, withValues } from '#src/packs/changing.rules.ts'
import { adoptedFiles, newestPacks } from '#src/packs/packs.queries.ts'
import { readPack } from '#src/packs/reading.rules.ts'
import { measureOf } from '#src/schools/evidence/measures.rules.ts'
import { packsWithCategories } from './proposals.actions.ts'
import { VOCABULARY } from './vocabulary.rules.ts'
import { whatIf } from './what-if.actions.ts'
import { schoolsInReach } from './our-school.queries.ts'
import { whatIfCategories } from './what-if-categories.actions.ts'
import { CategoriesOutcome, CriteriaOutcome, WHAT_IF, WhatIfPage } from './what-if.views.tsx'

const back = { href: '/identify', text: 'Who needs support' }

async function show(x: Exchange): Promise<Response> {
  const { db, actor, c } = x
  const packs = await newestPacks(db)
  // The list says what to do first.
  if (packs.length === 0) return redirect(c, '/identify')
  const packId = queryOf(x, 'pack')
  const withCategories =
    packId === '' && queryOf(x, 'of') === 'categories' ? await packsWithCategories(db, packs) : []
  const chosen =
    packId === '' ? (withCategories.at(-1) ?? packs.at(-1)) : packs.find(({ id }) => id === packId)
  const files = chosen && (await adoptedFiles(db, chosen.id))
  if (!chosen || !files) throw new NotFound()
  const all = placesOf(files, measureOf)
  const others = decidingPlaces(all, 'categories')
  const of = queryOf(x, 'of') === 'categories' && others.length > 0 ? 'categories' : 'criteria'
  const places = of === 'categories' ? others : decidingPlaces(all)
  const values = new Map(
    places.flatMap(({ name }): [string, string][] => {
      const typed = c.req.query(name)
      return typed === undefined ? [] : [[name, typed.slice(0, 200)]]
    }),
  )
  const known = Object.fromEntries(places.map(({ name, value }) => [name, values.get(name) ?? value]))
  const now = readPack(files, VOCABULARY)
  const then = readPack(withValues(files, places, values), VOCABULARY)
  const errors = then.faults ? faultsAtPlaces(then.faults, places, values) : undefined
  const asked =
    values.size > 0 && now.pack && then.pack
      ? {
          before: now.pack,
          after: then.pack,
          scope: { kind: 'organisation' as const, organisationId: actor.organisationId },
          asAt: x.today,
          only: await schoolsInReach(db, actor),
        }
      : null
  const names = new Map((then.pack ?? now.pack)?.[of].map(({ id, name }) => [id, name]))
  const nameOf = (id: string) => names.get(id) ?? id
  const changed = places.filter(({ name, value }) => (values.get(name) ?? value) !== value)
  const adopt =
    can(actor, 'packs.manage', {}) === 'yes' && changed.length > 0 && asked
      ? addressOf(
          `/packs/adopted/${chosen.id}/change`,
          Object.fromEntries(changed.map(({ name }) => [name, values.get(name) ?? ''])),
        )
      : null
  const outcome = !asked ? null : of === 'categories' ? (
    <CategoriesOutcome
      outcome={await whatIfCategories(db, {
        ...asked,
        before: asked.before.categories,
        after: asked.after.categories,
      })}
      nameOf={nameOf}
    />
  ) : (
    <CriteriaOutcome
      outcome={await whatIf(db, { ...asked, before: asked.before.criteria, after: asked.after.criteria })}
      nameOf={nameOf}
    />
  )
  return page(
    c,
    { title: 'What if the thresholds were others?', back, ...(errors ? { errors: true, status: 422 } : {}) },
    <WhatIfPage
      packs={packs}
      chosen={chosen}
      of={of}
      hasCategories={others.length > 0}
      places={places}
      form={{ values: known, errors }}
      adopt={adopt}
    >
      {outcome}
    </WhatIfPage>,
  )
}

export const whatIfRoutes: readonly Route[] = [get(WHAT_IF, 'identify.view', show)]
