// What if a category's thresholds or minimum days were others: the categories as they are and as they would be,
// tried in their order on the same evidence. Nothing is stored. Criteria are what-if.actions.ts.
import type { Db } from '#platform/database.ts'
import type { Criterion } from '#src/packs/conditions.rules.ts'
import type { Category } from '#src/packs/pack.rules.ts'
import { stagesOf } from './asked.rules.ts'
import { type Choice, chooseCategory, proposeCategory } from './proposals.rules.ts'
import type { Result } from './run.rules.ts'
import { askBothSides, type Trial } from './what-if.actions.ts'

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
 * What would be proposed for the schools of the scope. `after` holds the same categories in the same order. Reads
 * within the caller's transaction.
 */
export async function whatIfCategories(db: Db, trial: Trial<Category>): Promise<WhatIfCategories> {
  const { schools, answers } = await askBothSides(db, {
    ...trial,
    before: criteriaOf(trial.before),
    after: criteriaOf(trial.after),
  })
  const none = new Map<string, Result>()
  const tally = new Map<string, { was: number; is: number }>()
  const count = (key: string, side: 'was' | 'is') => {
    const found = tally.get(key) ?? { was: 0, is: 0 }
    tally.set(key, found)
    found[side]++
  }
  const moved: MovedSchool[] = []
  for (const facts of schools) {
    const stages = stagesOf(facts)
    const { before, after } = answers.get(facts.urn) ?? { before: none, after: none }
    const was = keyOf(chooseCategory(trial.before, stages, (id) => before.get(id)?.answer))
    const is = keyOf(chooseCategory(trial.after, stages, (id) => after.get(id)?.answer))
    count(was, 'was')
    count(is, 'is')
    // Sentences are made of those alone that are shown.
    if (was !== is)
      moved.push({
        urn: facts.urn,
        name: facts.name,
        was: proposeCategory(trial.before, stages, before),
        is: proposeCategory(trial.after, stages, after),
      })
  }
  const counted = (key: string) => tally.get(key) ?? { was: 0, is: 0 }
  return {
    schools: schools.length,
    counts: [
      ...trial.after.map(({ id, minimumDays }): CategoryCount => ({
        outcome: 'proposed',
        category: id,
        ...counted(`in ${id}`),
        daysWas: trial.before.find((one) => one.id === id)?.minimumDays ?? null,
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

/** The conditions of categories, those that take whatever is left apart. */
const criteriaOf = (categories: readonly Category[]): Criterion[] =>
  categories.flatMap(({ id, name, stage, when, source }) =>
    when === null ? [] : [{ id, name, stage, years: null, when, source }],
  )

const keyOf = ({ outcome, fits }: Choice): string => (outcome === 'proposed' ? `in ${fits?.id}` : outcome)
