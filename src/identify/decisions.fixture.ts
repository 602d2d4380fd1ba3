// What the tests of categories, ratings and notices share: three schools of a district with figures of the county
// pack's years, one of which has only suppressed ones, the pack adopted and its categories proposed.
import { asActor, asSystem } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { adoptBuiltInPack } from '#src/packs/packs.actions.ts'
import type { SignedIn, TestApp } from '../../test/setup/app.ts'
import {
  giveSchools,
  insertFigures,
  insertImport,
  insertInspection,
  insertSchools,
} from './evidence.fixture.ts'
import { yearsBefore } from './criteria.rules.ts'
import { proposeCategories } from './proposals.actions.ts'
import { calendarOf } from './terms.queries.ts'
import { type Term, termOf } from './terms.rules.ts'
import { VOCABULARY } from './vocabulary.rules.ts'

export const FOCUS = 801
export const SUPPRESSED = 802
export const OTHER = 803
export const SPECIAL = 804
export const ELSEWHERE = 805

/** Alder was below the floor for five years, Beech is suppressed, Cedar above; Dogwood is a special school. */
export async function insertCounty(app: TestApp): Promise<void> {
  await asSystem(app.database, async (db) => {
    const imported = await insertImport(db, 'key-stage-2', '2010-11')
    await insertSchools(db, imported, [
      { urn: FOCUS, name: 'Alder Primary' },
      { urn: SUPPRESSED, name: 'Beech Primary' },
      { urn: OTHER, name: 'Cedar Primary' },
      {
        urn: SPECIAL,
        name: 'Dogwood School',
        type: 'Community special school',
        typeGroup: 'Special schools',
      },
      { urn: ELSEWHERE, name: 'Elm Primary' },
    ])
    for (const urn of [FOCUS, SUPPRESSED, OTHER, ELSEWHERE])
      for (let year = 2006; year <= 2011; year++)
        await insertFigures(db, imported, urn, year, {
          ks2_l4_english_maths: urn === FOCUS ? 52 : urn === SUPPRESSED ? 'suppressed' : 80,
        })
    for (const urn of [FOCUS, SUPPRESSED, OTHER, ELSEWHERE])
      await insertInspection(db, imported, urn, {
        // Not long ago, so that no inspection is due.
        on: yearsBefore(todayInEngland(), 2),
        framework: '2009',
        grades: { overall: 'good' },
      })
  })
  const { id, areas } = app.organisation
  await giveSchools(app.database, id, [FOCUS, SUPPRESSED, OTHER, SPECIAL], areas.district)
  await giveSchools(app.database, id, [ELSEWHERE], areas.otherDistrict)
}

/** The term of today. */
export const termNow = (app: TestApp, who: SignedIn): Promise<Term> =>
  asActor(app.database, who.actor, async (db) => termOf(todayInEngland(), await calendarOf(db)))

/** Adopts the county's pack and proposes its categories for the term of today. */
export async function propose(app: TestApp, who: SignedIn): Promise<string> {
  const term = await termNow(app, who)
  return asActor(app.database, who.actor, async (db) => {
    await adoptBuiltInPack(db, who.actor, 'county-challenge', VOCABULARY)
    const { id } = await db
      .selectFrom('adopted_packs')
      .select('id')
      .where('pack', '=', 'county-challenge')
      .executeTakeFirstOrThrow()
    const made = await proposeCategories(db, { ...who.actor, ...term, packId: id, asAt: todayInEngland() })
    if (made.kind !== 'proposed') throw new Error(made.kind)
    return made.roundId
  })
}

/** Sends a decision on top of `version`. */
export const decide = (
  who: SignedIn,
  urn: number,
  round: string,
  version: number,
  form: Record<string, string>,
) => who.post(`/identify/schools/${urn}/decision`, { round, _version: String(version), ...form })
