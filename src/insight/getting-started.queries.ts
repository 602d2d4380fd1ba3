// Owns reading how far the setting up of an organisation has come. Writes nothing.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { SetUpSoFar } from './getting-started.rules.ts'

/** For the organisation of this transaction. Counts stop at two: only none, one and more matter. */
export async function setUpSoFar(db: Db): Promise<SetUpSoFar> {
  const few = (table: string) =>
    sql<number>`(SELECT count(*)::integer FROM (SELECT FROM ${sql.table(table)} LIMIT 2) few)`
  const { rows } = await sql<SetUpSoFar>`
    SELECT ${few('schools')} AS schools, ${few('organisation_schools')} AS "ourSchools",
      ${few('inspections')} AS inspections, ${few('observations')} AS figures,
      ${few('adopted_packs')} AS packs, ${few('people')} AS people, ${few('supporters')} AS supporters,
      ${few('identification_runs')} AS runs`.execute(db)
  return rows[0]!
}
