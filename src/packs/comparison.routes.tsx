// Comparing two versions of a pack: adopted ones with each other, or one with the pack that comes with Alongside.
import { NotFound } from '#platform/errors.ts'
import { type Exchange, type Route, get, queryOf } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { builtInPacks } from './built-in.actions.ts'
import { comparePacks } from './comparison.rules.ts'
import { type Comparable, ComparisonPage } from './comparison.views.tsx'
import type { MeasureName } from './conditions.rules.ts'
import type { Pack, Vocabulary } from './pack.rules.ts'
import { PACKS, readAdoptedPack, readBuiltInPack } from './packs.actions.ts'
import { adoptedPacks } from './packs.queries.ts'

const BUILT_IN = 'built-in:'

export function comparisonRoutes(vocabulary: Vocabulary, measure: (code: string) => MeasureName): Route[] {
  const packOf = async ({ db }: Exchange, id: string): Promise<Pack> => {
    const reading = id.startsWith(BUILT_IN)
      ? await readBuiltInPack(id.slice(BUILT_IN.length), vocabulary)
      : await readAdoptedPack(db, id, vocabulary)
    if (!reading?.pack) throw new NotFound()
    return reading.pack
  }
  return [
    get('/packs/comparison', 'packs.view', async (x) => {
      const [from, to] = [queryOf(x, 'from'), queryOf(x, 'to')]
      const [before, after] = [await packOf(x, from), await packOf(x, to)]
      // Different packs have nothing to compare.
      if (before.id !== after.id) throw new NotFound()
      const versions = (await adoptedPacks(x.db)).filter(({ pack }) => pack === after.id)
      const isBuiltIn = (await builtInPacks(PACKS)).includes(after.id)
      const choices: Comparable[] = [
        ...versions.map(({ id, version }) => ({ id, text: `version ${version}` })),
        ...(isBuiltIn ? [{ id: `${BUILT_IN}${after.id}`, text: 'as it comes with Alongside' }] : []),
      ]
      const named = (id: string) => choices.find((one) => one.id === id) ?? { id, text: 'a version' }
      const parts = comparePacks(before, after, measure)
      const isNewest = versions.every(({ version }) => version <= before.version)
      const isOffered =
        parts.length > 0 &&
        to.startsWith(BUILT_IN) &&
        !from.startsWith(BUILT_IN) &&
        isNewest &&
        can(x.actor, 'packs.manage', {}) === 'yes'
      return page(
        x.c,
        {
          title: `${after.name}: two versions compared`,
          back: versions[0]
            ? { href: `/packs/adopted/${versions[0].id}`, text: after.name }
            : { href: '/packs', text: 'Programme packs' },
        },
        <ComparisonPage
          name={after.name}
          from={named(from)}
          to={named(to)}
          choices={choices}
          parts={parts}
          offered={isOffered ? after.id : null}
        />,
      )
    }),
  ]
}
