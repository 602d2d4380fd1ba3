// What if the thresholds were others: the criteria as they are and as they would be, asked of the same evidence.
// Nothing is stored.
import type { Db } from '#platform/database.ts'
import type { Criterion } from '#src/packs/conditions.rules.ts'
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

interface Asked {
  readonly before: Map<string, Result>
  readonly after: Map<string, Result>
}

/**
 * What would differ for the schools of the scope, as at that day and with the newest results held. `only`: the
 * schools somebody may see; null for all of them. Reads within the caller's transaction.
 */
export async function whatIf(
  db: Db,
  run: {
    before: readonly Criterion[]
    after: readonly Criterion[]
    scope: Scope
    asAt: string
    only: ReadonlySet<number> | null
  },
): Promise<WhatIf> {
  // A criterion that stays as it is is asked once and stands on both sides.
  const text = new Map(run.before.map((criterion) => [criterion.id, JSON.stringify(criterion.when)]))
  const others = run.after.filter((criterion) => text.get(criterion.id) !== JSON.stringify(criterion.when))
  const changed = new Set(others.map(({ id }) => id))
  const kept = new Set(run.after.map(({ id }) => id))
  const ran = await runCriteria(db, {
    criteria: [
      ...run.before.map((criterion) => ({ name: `b ${criterion.id}`, criterion })),
      ...others.map((criterion) => ({ name: `a ${criterion.id}`, criterion })),
    ],
    scope: run.scope,
    asAt: run.asAt,
    year: null,
    own: true,
  })
  const isAsked = new Set(
    [...run.before, ...others]
      .filter((criterion) => inForce(criterion, ran.years[criterion.stage]))
      .map(({ id }) => id),
  )
  const bySchool = new Map<number, Asked>()
  for (const result of ran.results) {
    const id = result.criterion.slice(2)
    if (!isAsked.has(id) || (run.only && !run.only.has(result.urn))) continue
    const school = bySchool.get(result.urn) ?? { before: new Map(), after: new Map() }
    bySchool.set(result.urn, school)
    if (result.criterion.startsWith('a ')) school.after.set(id, result)
    else {
      school.before.set(id, result)
      if (kept.has(id) && !changed.has(id)) school.after.set(id, result)
    }
  }
  const facts = new Map(ran.schools.map(({ urn, name }) => [urn, name]))
  const found: ChangedSchool[] = []
  let [metBefore, metAfter] = [0, 0]
  for (const [urn, { before, after }] of bySchool) {
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
  return { schools: bySchool.size, metBefore, metAfter, changed: found }
}

const some = (results: ReadonlyMap<string, Result>, answer: Result['answer']): boolean =>
  [...results.values()].some((result) => result.answer === answer)
