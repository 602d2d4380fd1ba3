// Owns writing which area each school lies in: by a file, by rules, by hand, again after an import, and undone. The
// area of a school is what roles for an area reach by (platform/reach.ts), so a change holds from the next request.
import { sql } from 'kysely'
import { type Db, setReason } from '#platform/database.ts'
import { listAreas } from '#src/accounts/people.queries.ts'
import {
  assignmentById,
  changesByRules,
  lastAssignment,
  placedSchools,
  rulesOf,
} from './districts.queries.ts'
import { type Change, type Plan, planFile, type Rule } from './districts.rules.ts'

export type By = { organisationId: string; personId: string | null }

/** One assignment at a time in an organisation, so that an undo finds what it is to undo. */
const queue = (db: Db, organisationId: string) =>
  sql`SELECT pg_advisory_xact_lock(hashtextextended('areas of schools ' || ${organisationId}, 0))`.execute(db)

/** Keeps a file or a set of rules until it is applied or given up. Returns its id. */
export async function keepPlan(
  db: Db,
  by: By,
  how: 'file' | 'rule',
  summary: string,
  plan: Plan,
): Promise<string> {
  const { id } = await db
    .insertInto('area_assignments')
    .values({
      organisation_id: by.organisationId,
      person_id: by.personId,
      how,
      summary: summary.slice(0, 200),
      plan: JSON.stringify(plan),
      state: 'waiting',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Rules as they would stand once a plan is applied. */
export function rulesAfter(
  now: readonly Rule[],
  asked: readonly { field: Rule['field']; value: string; areaId: string | null }[],
): Rule[] {
  const named = new Set(asked.map(({ field, value }) => `${field}|${value}`))
  return [
    ...now.filter(({ field, value }) => !named.has(`${field}|${value}`)),
    ...asked.flatMap(({ field, value, areaId }) => (areaId === null ? [] : [{ field, value, areaId }])),
  ]
}

/** Applies what waits. Returns how many schools it moved; null when it does not wait any more. */
export async function applyPlan(db: Db, by: By, id: string): Promise<number | null> {
  await queue(db, by.organisationId)
  const waiting = await assignmentById(db, id)
  if (waiting?.state !== 'waiting') return null
  await setReason(db, waiting.summary)
  let { plan } = waiting
  let changes: Change[] = []
  if ('rows' in plan) changes = planFile(plan.rows, await placedSchools(db), await listAreas(db)).changes
  else if ('rules' in plan) {
    const { rules } = plan
    const before = await rulesOf(db, by.organisationId)
    plan = { rules, before }
    const after = rulesAfter(before, rules)
    await writeRules(db, by.organisationId, before, after)
    changes = await changesByRules(db, by.organisationId, after)
  }
  await db
    .updateTable('area_assignments')
    .set({ state: 'applied', plan: JSON.stringify(plan), person_id: by.personId, at: sql`now()` })
    .where('id', '=', id)
    .execute()
  // Applied later than others that were made after it: its place in the order is where it took effect.
  await sql`UPDATE area_assignments SET sequence = DEFAULT WHERE id = ${id}`.execute(db)
  await move(db, by.organisationId, id, changes, waiting.how)
  return changes.length
}

export async function giveUpPlan(db: Db, id: string): Promise<void> {
  await db
    .updateTable('area_assignments')
    .set({ state: 'given up', plan: '{}' })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
}

/** Puts schools into an area (null: into none) by hand. Returns how many moved; those already there do not count. */
export async function placeByHand(
  db: Db,
  by: By,
  urns: readonly number[],
  areaId: string | null,
  summary: string,
): Promise<number> {
  await queue(db, by.organisationId)
  const asked = new Set(urns)
  const changes = (await placedSchools(db)).flatMap((school) =>
    asked.has(school.urn) && school.areaId !== areaId
      ? [{ urn: school.urn, name: school.name, from: school.areaId, to: areaId }]
      : [],
  )
  if (changes.length === 0) return 0
  await setReason(db, summary)
  await applied(db, by, 'hand', summary, changes)
  return changes.length
}

/** Applies an organisation's rules again, as after an import of the register. Returns how many schools moved. */
export async function applyRulesAgain(db: Db, organisationId: string): Promise<number> {
  await queue(db, organisationId)
  const changes = await changesByRules(db, organisationId, await rulesOf(db, organisationId))
  if (changes.length === 0) return 0
  const summary = 'Rules applied again after a change of the register'
  await setReason(db, summary)
  await applied(db, { organisationId, personId: null }, 'rule', summary, changes)
  await setReason(db, '')
  return changes.length
}

/**
 * Undoes the last assignment, which must be the one named: its schools stand where they stood, its rules as they were.
 * Returns how many schools went back; null when another has come since.
 */
export async function undoAssignment(db: Db, by: By, id: string): Promise<number | null> {
  await queue(db, by.organisationId)
  const last = await lastAssignment(db)
  if (last?.id !== id) return null
  await setReason(db, `Undone: ${last.summary}`)
  if ('rules' in last.plan && last.plan.before)
    await writeRules(db, by.organisationId, await rulesOf(db, by.organisationId), last.plan.before)
  const back = await sql`
    UPDATE organisation_schools os SET area_id = c.before_area_id, area_by = c.before_by
    FROM area_assignment_schools c WHERE c.assignment_id = ${id} AND c.organisation_id = os.organisation_id AND c.urn = os.urn
      AND os.organisation_id = ${by.organisationId} AND os.area_id IS NOT DISTINCT FROM c.after_area_id`.execute(
    db,
  )
  await db.updateTable('area_assignments').set({ state: 'undone' }).where('id', '=', id).execute()
  return Number(back.numAffectedRows ?? 0)
}

async function applied(
  db: Db,
  by: By,
  how: 'rule' | 'hand',
  summary: string,
  changes: readonly Change[],
): Promise<void> {
  const { id } = await db
    .insertInto('area_assignments')
    .values({
      organisation_id: by.organisationId,
      person_id: by.personId,
      how,
      summary: summary.slice(0, 200),
      state: 'applied',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await move(db, by.organisationId, id, changes, how)
}

async function move(
  db: Db,
  organisationId: string,
  id: string,
  changes: readonly Change[],
  how: string,
): Promise<void> {
  const urns = changes.map(({ urn }) => urn)
  const areas = changes.map(({ to }) => to)
  await sql`
    INSERT INTO area_assignment_schools (organisation_id, assignment_id, urn, before_area_id, before_by, after_area_id)
    SELECT os.organisation_id, ${id}, os.urn, os.area_id, os.area_by, c.area_id
    FROM unnest(${urns}::int[], ${areas}::uuid[]) AS c (urn, area_id) JOIN organisation_schools os USING (urn)
    WHERE os.organisation_id = ${organisationId}`.execute(db)
  await sql`
    UPDATE organisation_schools os SET area_id = c.after_area_id, area_by = ${how}
    FROM area_assignment_schools c WHERE c.assignment_id = ${id} AND c.organisation_id = os.organisation_id AND c.urn = os.urn`.execute(
    db,
  )
}

async function writeRules(
  db: Db,
  organisationId: string,
  before: readonly Rule[],
  after: readonly Rule[],
): Promise<void> {
  const same = (a: Rule) => (b: Rule) => a.field === b.field && a.value === b.value
  for (const rule of before.filter((one) => !after.some(same(one))))
    await db
      .deleteFrom('area_rules')
      .where('organisation_id', '=', organisationId)
      .where('field', '=', rule.field)
      .where('value', '=', rule.value)
      .execute()
  for (const rule of after.filter((one) => before.find(same(one))?.areaId !== one.areaId))
    await db
      .insertInto('area_rules')
      .values({ organisation_id: organisationId, field: rule.field, value: rule.value, area_id: rule.areaId })
      .onConflict((conflict) =>
        conflict.columns(['organisation_id', 'field', 'value']).doUpdateSet({ area_id: rule.areaId }),
      )
      .execute()
}
