// Owns gathering what a shortlist judges: every supporter of the organisation, with what past and present
// agreements say about them and the school in need.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { supporters } from '#src/directory/supporters.queries.ts'
import type { NeedRecord } from './needs.queries.ts'
import type { Possible, WantedSupport } from './shortlist.rules.ts'

export const wantedBy = ({ entry, school }: NeedRecord): WantedSupport => ({ ...entry, school })

/** Everybody in the directory, whatever their state: the rules say who is left out, and why. */
export async function everybodyFor(db: Db, need: NeedRecord): Promise<Possible[]> {
  const { rows } = await sql<{ id: string; knowsSchool: boolean; supportedInReturn: boolean }>`
    SELECT s.id,
      EXISTS (SELECT FROM agreements a WHERE a.organisation_id = s.organisation_id AND a.supporter_id = s.id
        AND a.urn = ${need.entry.urn} AND a.state IN ('active', 'paused', 'completed', 'ended early')) AS "knowsSchool",
      EXISTS (SELECT FROM agreements a
        JOIN supporters other ON other.organisation_id = a.organisation_id AND other.id = a.supporter_id
        JOIN people op ON op.organisation_id = other.organisation_id AND op.id = other.person_id
        WHERE a.organisation_id = s.organisation_id AND a.urn = p.home_urn AND op.home_urn = ${need.entry.urn}
          AND a.state IN ('approved', 'signed', 'active', 'paused')
          AND a.starts_on <= ${need.entry.endsOn} AND a.ends_on >= ${need.entry.startsOn}) AS "supportedInReturn"
    FROM supporters s JOIN people p ON p.organisation_id = s.organisation_id AND p.id = s.person_id`.execute(
    db,
  )
  const facts = new Map(rows.map((row) => [row.id, row]))
  return (await supporters(db)).map((record) => ({
    ...record,
    knowsSchool: facts.get(record.id)?.knowsSchool ?? false,
    supportedInReturn: facts.get(record.id)?.supportedInReturn ?? false,
  }))
}
