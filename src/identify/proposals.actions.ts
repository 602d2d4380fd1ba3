// Trying a pack's categories over all the organisation's schools and keeping what they propose. For a page and
// for the demonstration alike.
import type { Db } from '#platform/database.ts'
import type { Fault } from '#src/packs/pack.rules.ts'
import { readAdoptedPack } from '#src/packs/packs.actions.ts'
import { stagesOf } from './asked.rules.ts'
import { newestImport } from './evidence.queries.ts'
import { insertProposals, insertRound } from './proposals.queries.ts'
import { type CategoryAnswer, type Proposal, proposeCategory } from './proposals.rules.ts'
import { runCriteria } from './running.actions.ts'
import type { Term } from './terms.rules.ts'
import { VOCABULARY } from './vocabulary.rules.ts'

export type Proposed =
  | {
      readonly kind: 'proposed'
      readonly roundId: string
      readonly schools: number
      /** How many schools a person has to decide about. */
      readonly unknown: number
    }
  | { readonly kind: 'no such pack' }
  | { readonly kind: 'no categories' }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] }

/** Within the caller's transaction. Makes a new round; those before it stay. */
export async function proposeCategories(
  db: Db,
  asked: Term & { organisationId: string; personId: string | null; packId: string; asAt: string },
): Promise<Proposed> {
  const reading = await readAdoptedPack(db, asked.packId, VOCABULARY)
  if (!reading) return { kind: 'no such pack' }
  if (reading.faults) return { kind: 'faulty', faults: reading.faults }
  const { categories, kindsOfSupport } = reading.pack
  if (categories.length === 0) return { kind: 'no categories' }
  const ran = await runCriteria(db, {
    criteria: categories.flatMap(({ id, name, stage, when, source }) =>
      when === null ? [] : [{ name: id, criterion: { id, name, stage, years: null, when, source } }],
    ),
    scope: { kind: 'organisation', organisationId: asked.organisationId },
    asAt: asked.asAt,
    year: null,
    own: true,
  })
  const answers = new Map<number, Map<string, CategoryAnswer>>()
  for (const result of ran.results) {
    const ofSchool = answers.get(result.urn)
    if (ofSchool) ofSchool.set(result.criterion, result)
    else answers.set(result.urn, new Map([[result.criterion, result]]))
  }
  const roundId = await insertRound(db, {
    ...asked,
    years: ran.years,
    categories: categories.map(({ id, name, kindOfSupport, minimumDays }) => ({
      id,
      name,
      kindOfSupport: kindsOfSupport.find((kind) => kind.id === kindOfSupport)?.name ?? kindOfSupport,
      minimumDays,
    })),
    schools: ran.schools.length,
    lastImportId: await newestImport(db),
  })
  const proposals = ran.schools.map((school): { urn: number; proposal: Proposal } => ({
    urn: school.urn,
    proposal: proposeCategory(categories, stagesOf(school), answers.get(school.urn) ?? new Map()),
  }))
  await insertProposals(db, asked.organisationId, roundId, proposals)
  return {
    kind: 'proposed',
    roundId,
    schools: proposals.length,
    unknown: proposals.filter(({ proposal }) => proposal.outcome === 'unknown').length,
  }
}

// An adopted version never changes.
const withCategories = new Map<string, boolean>()

/** Those of the packs that have categories at all. */
export async function packsWithCategories<P extends { readonly id: string }>(
  db: Db,
  packs: readonly P[],
): Promise<P[]> {
  const found: P[] = []
  for (const pack of packs) {
    let known = withCategories.get(pack.id)
    if (known === undefined) {
      known = ((await readAdoptedPack(db, pack.id, VOCABULARY))?.pack?.categories.length ?? 0) > 0
      withCategories.set(pack.id, known)
    }
    if (known) found.push(pack)
  }
  return found
}
