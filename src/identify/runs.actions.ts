// A stored run: the criteria of an adopted pack over all the organisation's schools, every answer kept.
// For a page and for the demonstration alike.
import type { Db } from '#platform/database.ts'
import type { ResultsYear } from '#src/packs/conditions.rules.ts'
import { type Fault } from '#src/packs/pack.rules.ts'
import { readAdoptedPack } from '#src/packs/packs.actions.ts'
import { newestImport } from './evidence.queries.ts'
import { inForce } from './national-tests.rules.ts'
import type { Result } from './run.rules.ts'
import { runCriteria } from './running.actions.ts'
import { insertResults, insertRun } from './runs.queries.ts'
import { VOCABULARY } from './vocabulary.rules.ts'

const AT_A_TIME = 4_000

export type Stored =
  | {
      readonly kind: 'stored'
      readonly runId: string
      readonly schools: number
      readonly met: number
      readonly unknown: number
    }
  | { readonly kind: 'no such pack' }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }

/** Runs and keeps, within the caller's transaction. `met` and `unknown` count schools with at least one such answer. */
export async function storeRun(
  db: Db,
  run: {
    organisationId: string
    personId: string | null
    packId: string
    asAt: string
    /** Null: the newest results that are held for that day. */
    year?: ResultsYear | null
  },
): Promise<Stored> {
  const reading = await readAdoptedPack(db, run.packId, VOCABULARY)
  if (!reading) return { kind: 'no such pack' }
  if (reading.faults) return { kind: 'faulty', faults: reading.faults }
  const ran = await runCriteria(db, {
    criteria: reading.pack.criteria.map((criterion) => ({ name: criterion.id, criterion })),
    scope: { kind: 'organisation', organisationId: run.organisationId },
    asAt: run.asAt,
    year: run.year ?? null,
    own: true,
  })
  const asked = reading.pack.criteria.filter((criterion) => inForce(criterion, ran.years[criterion.stage]))
  const runId = await insertRun(db, {
    ...run,
    year: run.year ?? null,
    years: ran.years,
    criteria: asked.map(({ id, name }) => ({ id, name })),
    schools: ran.schools.length,
    lastImportId: await newestImport(db),
  })
  const counted = { met: new Set<number>(), 'not met': new Set<number>(), unknown: new Set<number>() }
  const ids = new Set(asked.map(({ id }) => id))
  let batch: Result[] = []
  for (const result of ran.results) {
    if (!ids.has(result.criterion)) continue
    counted[result.answer].add(result.urn)
    batch.push(result)
    if (batch.length < AT_A_TIME) continue
    await insertResults(db, run.organisationId, runId, batch)
    batch = []
  }
  await insertResults(db, run.organisationId, runId, batch)
  return {
    kind: 'stored',
    runId,
    schools: ran.schools.length,
    met: counted.met.size,
    unknown: counted.unknown.size,
  }
}
