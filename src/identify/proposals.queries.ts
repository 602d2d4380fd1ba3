// Rounds of proposals as they are kept: which was the newest of a term, and what it proposes for a school.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { EvidenceRow } from './evidence.rules.ts'
import type { Proposal, ProposedCategory } from './proposals.rules.ts'
import type { Term } from './terms.rules.ts'

export interface Round extends Term {
  readonly id: string
  readonly packId: string
  readonly packName: string
  readonly packVersion: number
  readonly asAt: string
  readonly categories: readonly ProposedCategory[]
  readonly schools: number
  readonly proposedAt: Date
  readonly proposedBy: string | null
}

/** The newest round of a term; null before the first. */
export async function newestRound(db: Db, { academicYear, term }: Term): Promise<Round | null> {
  const row = await db
    .selectFrom('category_rounds as r')
    .innerJoin('adopted_packs as a', 'a.id', 'r.adopted_pack_id')
    .leftJoin('people as p', 'p.id', 'r.proposed_by')
    .select([
      'r.id',
      'r.academic_year as academicYear',
      'r.term',
      'a.id as packId',
      'a.name as packName',
      'a.version as packVersion',
      'r.as_at as asAt',
      'r.categories',
      'r.schools',
      'r.proposed_at as proposedAt',
      'p.name as proposedBy',
    ])
    .where('r.academic_year', '=', academicYear)
    .where('r.term', '=', term)
    .orderBy('r.proposed_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  // The columns are written by insertRound alone.
  return row ? (row as unknown as Round) : null
}

export async function insertRound(
  db: Db,
  round: Term & {
    organisationId: string
    personId: string | null
    packId: string
    asAt: string
    years: unknown
    categories: readonly ProposedCategory[]
    schools: number
    lastImportId: number | null
  },
): Promise<string> {
  const { id } = await db
    .insertInto('category_rounds')
    .values({
      organisation_id: round.organisationId,
      adopted_pack_id: round.packId,
      academic_year: round.academicYear,
      term: round.term,
      as_at: round.asAt,
      years: JSON.stringify(round.years),
      categories: JSON.stringify(round.categories),
      schools: round.schools,
      last_import_id: round.lastImportId,
      proposed_by: round.personId,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function insertProposals(
  db: Db,
  organisationId: string,
  roundId: string,
  proposals: readonly { readonly urn: number; readonly proposal: Proposal }[],
): Promise<void> {
  if (proposals.length === 0) return
  await sql`
    INSERT INTO category_proposals (organisation_id, round_id, urn, outcome, category, sentence, evidence)
    SELECT ${organisationId}::uuid, ${roundId}::uuid, p.* FROM unnest(
      ${proposals.map(({ urn }) => urn)}::integer[],
      ${proposals.map(({ proposal }) => proposal.outcome)}::text[],
      ${proposals.map(({ proposal }) => proposal.category)}::text[],
      ${proposals.map(({ proposal }) => proposal.sentence)}::text[],
      ${proposals.map(({ proposal }) => JSON.stringify(proposal.evidence))}::jsonb[]) p`.execute(db)
}

/** What a round proposes for a school; null when the school was not among those it was made for. */
export async function proposalFor(db: Db, roundId: string, urn: number): Promise<Proposal | null> {
  const row = await db
    .selectFrom('category_proposals')
    .select(['outcome', 'category', 'sentence', 'evidence'])
    .where('round_id', '=', roundId)
    .where('urn', '=', urn)
    .executeTakeFirst()
  return row ? ({ ...row, evidence: row.evidence as unknown as EvidenceRow[] } as Proposal) : null
}
