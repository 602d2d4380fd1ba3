// What if the thresholds were others: the criteria as they are and as they would be, asked of the same evidence.
// Nothing is stored.
import type { Db } from '#platform/database.ts'
import type { Criterion } from '#src/packs/conditions.rules.ts'
import type { SchoolFacts } from './asked.rules.ts'
import type { Scope } from './evidence.queries.ts'
import { inForce } from './national-tests.rules.ts'
import { type ChangedSchool, type Overall, type Pair, kindOf } from './run-comparison.rules.ts'
import type { Result } from './run.rules.ts'
import { runCriteria } from './running.actions.ts'

export interface WhatIf {
  /** Schools asked, and how many of them meet a criterion before and after. */
  readonly schools: number
  readonly metBefore: number
  readonly metAfter: number
  readonly changed: readonly ChangedSchool[]
}

/** A trial: what stands, what would stand in its place, of which schools and as at which day. */
export interface Trial<T> {
  readonly before: readonly T[]
  readonly after: readonly T[]
  readonly scope: Scope
  readonly asAt: string
  /** The schools somebody may see; null for all of them. */
  readonly only: ReadonlySet<number> | null
}

interface BothSides {
  readonly before: Map<string, Result>
  readonly after: Map<string, Result>
}

/**
 * What each school answers on both sides, by the criteria's ids, with the newest results held; criteria that are not
 * in force are left out. One that stays as it is is asked once and stands on both sides.
 */
export async function askBothSides(
  db: Db,
  { before, after, scope, asAt, only }: Trial<Criterion>,
): Promise<{ schools: readonly SchoolFacts[]; answers: ReadonlyMap<number, BothSides> }> {
  const text = new Map(before.map(({ id, when }) => [id, JSON.stringify(when)]))
  const others = after.filter(({ id, when }) => text.get(id) !== JSON.stringify(when))
  const changed = new Set(others.map(({ id }) => id))
  const kept = new Set(after.map(({ id }) => id))
  const ran = await runCriteria(db, {
    criteria: [
      ...before.map((criterion) => ({ name: `b ${criterion.id}`, criterion })),
      ...others.map((criterion) => ({ name: `a ${criterion.id}`, criterion })),
    ],
    scope,
    asAt,
    year: null,
    own: true,
  })
  const isAsked = new Set(
    [...before, ...others]
      .filter((criterion) => inForce(criterion, ran.years[criterion.stage]))
      .map(({ id }) => id),
  )
  const answers = new Map<number, BothSides>()
  for (const result of ran.results) {
    const id = result.criterion.slice(2)
    if (!isAsked.has(id) || (only && !only.has(result.urn))) continue
    const school = answers.get(result.urn) ?? { before: new Map(), after: new Map() }
    answers.set(result.urn, school)
    if (result.criterion.startsWith('a ')) school.after.set(id, result)
    else {
      school.before.set(id, result)
      if (kept.has(id) && !changed.has(id)) school.after.set(id, result)
    }
  }
  return { schools: ran.schools.filter(({ urn }) => !only || only.has(urn)), answers }
}

/** What would differ for the schools of the scope. Reads within the caller's transaction. */
export async function whatIf(db: Db, trial: Trial<Criterion>): Promise<WhatIf> {
  const { schools, answers } = await askBothSides(db, trial)
  const facts = new Map(schools.map(({ urn, name }) => [urn, name]))
  const found: ChangedSchool[] = []
  let [metBefore, metAfter] = [0, 0]
  for (const [urn, { before, after }] of answers) {
    const overall: Overall = {
      wasMet: some(before, 'met'),
      isMet: some(after, 'met'),
      wasUnknown: some(before, 'unknown'),
      isUnknown: some(after, 'unknown'),
    }
    if (overall.wasMet) metBefore++
    if (overall.isMet) metAfter++
    const pairs = [...new Set([...before.keys(), ...after.keys()])].flatMap((id): Pair[] => {
      const [was, is] = [before.get(id) ?? null, after.get(id) ?? null]
      return (was?.answer ?? 'not met') === (is?.answer ?? 'not met')
        ? []
        : [{ criterion: id, before: was, after: is }]
    })
    if (pairs.length > 0)
      found.push({ urn, name: facts.get(urn) ?? `School ${urn}`, town: null, kind: kindOf(overall), pairs })
  }
  return { schools: answers.size, metBefore, metAfter, changed: found }
}

const some = (results: ReadonlyMap<string, Result>, answer: Result['answer']): boolean =>
  [...results.values()].some((result) => result.answer === answer)
