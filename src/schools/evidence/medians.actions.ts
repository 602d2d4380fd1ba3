// Owns the medians of observations: recomputed for the years and measures that an import touched. Reads
// observations and the register, and is the only writer of medians.
import { sql } from 'kysely'
import { asSystem, type Database } from '#platform/database.ts'
import { measures } from './measures.rules.ts'

/** Measures of one phase are compared over all schools that have them; the others by kind of school. */
const byPopulation = measures.filter((m) => m.phase === 'all').map((m) => m.id)

/**
 * Recomputes medians and quartiles for England, each authority and each district. `ending` names the
 * academic year that changed; null recomputes every year, as after a change of the register.
 */
export async function recomputeMedians(database: Database, ending: number | null): Promise<void> {
  const years = await asSystem(database, (db) =>
    db
      .selectFrom('observation_series')
      .select('year')
      .distinct()
      .$if(ending !== null, (q) => q.where('year', '=', ending))
      .execute(),
  )
  // A transaction a year, so that readers of other years never wait.
  for (const { year } of years)
    await asSystem(database, async (db) => {
      await sql`SET LOCAL work_mem = '64MB'`.execute(db)
      await sql`DELETE FROM medians WHERE year = ${year}`.execute(db)
      await sql`
        INSERT INTO medians (area, population, measure, year, median, lower_quartile, upper_quartile, schools)
        SELECT area, population, measure, ${year}, quartiles[2], quartiles[1], quartiles[3], schools
        FROM (
          SELECT CASE WHEN grouping(la) = 0 THEN la WHEN grouping(district) = 0 THEN district ELSE 'England' END AS area,
            population, measure, count(*) AS schools,
            percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY value) AS quartiles
          FROM (
            SELECT s.la_code::text AS la, coalesce(s.district_code, s.district) AS district, o.measure, o.value,
              CASE WHEN o.measure = ANY (${byPopulation}::smallint[])
                THEN CASE WHEN s.urn IS NOT NULL THEN school_population(s.phase, s.type_group) END
                ELSE 'all' END AS population
            FROM observations o LEFT JOIN schools s USING (urn)
            WHERE o.year = ${year} AND o.value IS NOT NULL
          ) figures
          WHERE population IS NOT NULL
          GROUP BY GROUPING SETS ((measure, population), (la, measure, population), (district, measure, population))
        ) groups
        WHERE area IS NOT NULL
        ON CONFLICT DO NOTHING`.execute(db)
    })
}
