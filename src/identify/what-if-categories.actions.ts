// What if a category's thresholds or minimum days were others: the categories as they are and as they would be,
// tried in their order on the same evidence. Nothing is stored. Criteria are what-if.actions.ts.
import type { Db } from '#platform/database.ts'
import type { Category } from '#src/packs/pack.rules.ts'
import { stagesOf } from './asked.rules.ts'
import type { Scope } from './evidence.queries.ts'
import { type Choice, chooseCategory, proposeCategory } from './proposals.rules.ts'
import type { Result } from './run.rules.ts'
import { runCriteria } from './running.actions.ts'

/** What is proposed for a school: the id of a category, that a person must decide, or nothing at all. */
export interface Proposed {
  readonly outcome: Choice['outcome']
  readonly category: string | null
}

export interface MovedSchool {
  readonly urn: number
  readonly name: string
  readonly was: Proposed & { readonly sentence: string }
  readonly is: Proposed & { readonly sentence: string }
}

export interface CategoryCount extends Proposed {
  /** Schools for which it is proposed, before and after. */
  readonly was: number
  readonly is: number
  /** Whole days, at least, for each of them; null where nothing is proposed. */
  readonly daysWas: number | null
  readonly daysAre: number | null
}

export interface WhatIfCategories {
  readonly schools: number
  /** Every category in the pack's order, then those a person decides, then those outside. */
  readonly counts: readonly CategoryCount[]
  /** By name. */
  readonly moved: readonly MovedSchool[]
}

/**
 * What would be proposed for the schools of the scope, as at that day and with the newest results held. `after`
 * holds the same categories in the same order. `only`: the schools somebody may see; null for all of them. Reads
 * within the caller's transaction.
 */
export async function whatIfCategories(
  db: Db,
  run: {
    before: readonly Category[]
    after: readonly Category[]
    scope: Scope
    asAt: string
    only: ReadonlySet<number> | null
  },
): Promise<WhatIfCategories> {
  // A condition that stays as it is is asked once and stands on both sides.
  const text = new Map(run.before.map(({ id, when }) => [id, JSON.stringify(when)]))
  const others = run.after.filter(({ id, when }) => text.get(id) !== JSON.stringify(when))
  const asked = (prefix: string, categories: readonly Category[]) =>
    categories.flatMap(({ id, name, stage, when, source }) =>
      when === null
        ? []
        : [{ name: `${prefix}${id}`, criterion: { id, name, stage, years: null, when, source } }],
    )
  const ran = await runCriteria(db, {
    criteria: [...asked('b ', run.before), ...asked('a ', others)],
    scope: run.scope,
    asAt: run.asAt,
    year: null,
    own: true,
  })
  const changed = new Set(others.map(({ id }) => id))
  const answers = new Map<number, { before: Map<string, Result>; after: Map<string, Result> }>()
  for (const result of ran.results) {
    if (run.only && !run.only.has(result.urn)) continue
    const school = answers.get(result.urn) ?? { before: new Map(), after: new Map() }
    answers.set(result.urn, school)
    const id = result.criterion.slice(2)
    if (result.criterion.startsWith('a ')) school.after.set(id, result)
    else {
      school.before.set(id, result)
      if (!changed.has(id)) school.after.set(id, result)
    }
  }
  const none = new Map<string, Result>()
  const tally = new Map<string, { was: number; is: number }>()
  const count = (key: string, side: 'was' | 'is') => {
    const found = tally.get(key) ?? { was: 0, is: 0 }
    tally.set(key, found)
    found[side]++
  }
  const moved: MovedSchool[] = []
  const schools = ran.schools.filter(({ urn }) => !run.only || run.only.has(urn))
  for (const facts of schools) {
    const stages = stagesOf(facts)
    const { before, after } = answers.get(facts.urn) ?? { before: none, after: none }
    const was = keyOf(chooseCategory(run.before, stages, (id) => before.get(id)?.answer))
    const is = keyOf(chooseCategory(run.after, stages, (id) => after.get(id)?.answer))
    count(was, 'was')
    count(is, 'is')
    // Sentences are made of those alone that are shown.
    if (was !== is)
      moved.push({
        urn: facts.urn,
        name: facts.name,
        was: proposeCategory(run.before, stages, before),
        is: proposeCategory(run.after, stages, after),
      })
  }
  const counted = (key: string) => tally.get(key) ?? { was: 0, is: 0 }
  return {
    schools: schools.length,
    counts: [
      ...run.after.map(({ id, minimumDays }): CategoryCount => ({
        outcome: 'proposed',
        category: id,
        ...counted(`in ${id}`),
        daysWas: run.before.find((one) => one.id === id)?.minimumDays ?? null,
        daysAre: minimumDays,
      })),
      ...(['unknown', 'outside'] as const).map((outcome): CategoryCount => ({
        outcome,
        category: null,
        ...counted(outcome),
        daysWas: null,
        daysAre: null,
      })),
    ],
    moved: moved.toSorted((a, b) => a.name.localeCompare(b.name) || a.urn - b.urn),
  }
}

const keyOf = ({ outcome, fits }: Choice): string => (outcome === 'proposed' ? `in ${fits?.id}` : outcome)
