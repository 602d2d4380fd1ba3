// Owns the medians of observations: recomputed for the years and sources that an import touched. Reads
// observations and the register, and is the only writer of medians_by_area.
import { sql } from 'kysely'
import type { ClientBase } from 'pg'
import { asSystem, type Database, type Db } from '#platform/database.ts'
import { readColumns, type Stretch } from './columns.queries.ts'
import { drawn } from '../profile/series.rules.ts'
import { measureOf, measures, placeOf } from './measures.rules.ts'
import { neighboursOf, type Quartiles, quartilesByGroup } from './medians.rules.ts'

/**
 * The stretches whose medians rest on schools that an import added to the register, or whose authority,
 * district, phase or type group it changed. To be asked in the import's own transaction, or before undoing it.
 */
export async function stretchesRestingOn(client: ClientBase, importId: number): Promise<Stretch[]> {
  const { rows } = await client.query<Stretch>(
    `WITH touched AS MATERIALIZED (
       SELECT s.urn FROM schools s WHERE s.import_id = $1 AND NOT EXISTS (
         SELECT FROM import_changes c CROSS JOIN LATERAL jsonb_populate_record(NULL::schools, c.before) b
         WHERE c.import_id = $1 AND c.table_name = 'schools' AND (c.before ->> 'urn')::int = s.urn
           AND (b.la_code, b.district_code, b.district, b.phase, b.type_group) IS NOT DISTINCT FROM
             (s.la_code, s.district_code, s.district, s.phase, s.type_group)))
     SELECT DISTINCT o.source, o.year FROM observations o JOIN touched USING (urn)`,
    [importId],
  )
  return rows
}

/** Recomputes medians and quartiles for England, each authority, each district, and the authorities like each
 * authority, a transaction a stretch. */
export async function recomputeMedians(database: Database, stretches: readonly Stretch[]): Promise<void> {
  for (const stretch of stretches) await asSystem(database, (db) => recompute(db, stretch))
}

async function recompute(db: Db, stretch: Stretch): Promise<void> {
  await sql`DELETE FROM medians_by_area WHERE source = ${stretch.source} AND year = ${stretch.year}`.execute(
    db,
  )
  const ofSource = measures.filter((m) => placeOf(m).source === stretch.source)
  const places = Math.max(...ofSource.map((m) => placeOf(m).place))
  const { urns, columns } = await readColumns(
    db,
    stretch,
    Array.from({ length: places }, (_, i) => i + 1),
  )
  if (urns.length === 0) return
  const schools = await standingOf(db, urns)
  // Measures of one phase are compared over all schools that have them; the others by kind of school.
  const populations = ofSource.some((m) => m.phase === 'all') ? schools.populations : urns.map(() => 0)
  const populationNames = ofSource.some((m) => m.phase === 'all') ? schools.populationNames : ['all']

  const found = new Map<string, { area: string; population: string; quartiles: (Quartiles | null)[] }>()
  const around = await neighboursIn(db, schools)
  for (const { names, of, rows } of [
    { names: ['England'], of: urns.map(() => 0), rows: null },
    { names: schools.authorityNames, of: schools.authorities, rows: null },
    { names: schools.districtNames, of: schools.districts, rows: null },
    around,
  ]) {
    const many = populationNames.length
    const groups = of.map((area, i) => {
      const population = populations[rows === null ? i : rows[i]!]!
      return area < 0 || population < 0 ? -1 : area * many + population
    })
    const byColumn = columns.map(({ values }, i) => {
      if (rows !== null && !drawnIds.has(stretch.source + i + 1)) return []
      return quartilesByGroup(rows === null ? values : picked(values, rows), groups, names.length * many)
    })
    for (let group = 0; group < names.length * many; group += 1) {
      const quartiles = byColumn.map((all) => all[group] ?? null)
      const area = names[Math.floor(group / many)]!
      const population = populationNames[group % many]!
      // A district of the same code as an authority is that authority.
      if (quartiles.some(Boolean) && !found.has(`${area}|${population}`))
        found.set(`${area}|${population}`, { area, population, quartiles })
    }
  }
  const all = [...found.values()]
  const literal = (pick: (quartiles: Quartiles) => number) =>
    all.map(({ quartiles }) => `{${quartiles.map((q) => (q === null ? 'NULL' : pick(q))).join(',')}}`)
  await sql`
    INSERT INTO medians_by_area (area, population, source, year, medians, lower_quartiles, upper_quartiles, schools)
    SELECT m.area, m.population, ${stretch.source}, ${stretch.year}, m.medians::float8[], m.lower::float8[], m.upper::float8[], m.schools::int[]
    FROM unnest(${all.map((m) => m.area)}::text[], ${all.map((m) => m.population)}::text[], ${literal((q) => q.median)}::text[],
      ${literal((q) => q.lower)}::text[], ${literal((q) => q.upper)}::text[], ${literal((q) => q.schools)}::text[])
      AS m (area, population, medians, lower, upper, schools)`.execute(db)
}

const picked = (values: Float64Array, rows: Int32Array): Float64Array => {
  const found = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) found[i] = values[rows[i]!]!
  return found
}

/**
 * The authorities most like each authority, as one more way of putting schools together. A school counts with
 * every authority that its own is like, so it is named by its place among the schools as often as that.
 */
async function neighboursIn(
  db: Db,
  { authorities, authorityNames }: { authorities: Int32Array; authorityNames: readonly string[] },
): Promise<{ names: string[]; of: Int32Array; rows: Int32Array }> {
  const neighbours = await db
    .selectFrom('statistical_neighbours')
    .select(['la_code', 'neighbour_code'])
    .where('la_code', 'in', (q) =>
      q
        .selectFrom('schools')
        .select((e) => e.fn.coalesce('la_code', e.lit(0)).as('la'))
        .distinct(),
    )
    .execute()
  const likeNames = [...new Set(neighbours.map((one) => one.la_code))]
  const likes = new Map<string, number[]>()
  for (const { la_code: to, neighbour_code: from } of neighbours)
    likes.set(String(from), [...(likes.get(String(from)) ?? []), likeNames.indexOf(to)])
  const byAuthority = authorityNames.map((name) => likes.get(name) ?? [])
  const of: number[] = []
  const rows: number[] = []
  authorities.forEach((authority, row) => {
    for (const like of byAuthority[authority] ?? []) {
      of.push(like)
      rows.push(row)
    }
  })
  return { names: likeNames.map(neighboursOf), of: Int32Array.from(of), rows: Int32Array.from(rows) }
}

/** Every stretch that is held: what a change of the authorities' neighbours touches. */
export async function allStretches(database: Database): Promise<Stretch[]> {
  return asSystem(database, (db) =>
    db.selectFrom('observations').select(['source', 'year']).distinct().execute(),
  )
}

// A school counts with some ten authorities like its own: only for figures that pages draw is that worth the time.
const drawnIds = new Set(drawn.map((code) => measureOf(code).id))

/** For each school its authority, district and kind, as places in lists of names; −1 where the register does not say. */
async function standingOf(db: Db, urns: Int32Array) {
  const { rows } = await sql<{
    urn: number
    authority: string | null
    district: string | null
    kind: string
  }>`SELECT urn, la_code::text AS authority, coalesce(district_code, district) AS district, concat_ws('|', coalesce(phase, ''), type_group) AS kind
    FROM schools WHERE urn = ANY (${[...urns]}::integer[])`.execute(db)
  const held = new Map(rows.map((row) => [row.urn, row]))
  const kinds = [...new Set(rows.map((row) => row.kind))]
  const { rows: known } = await sql<{ kind: string; population: string }>`
    SELECT kind, school_population(split_part(kind, '|', 1), split_part(kind, '|', 2)) AS population
    FROM unnest(${kinds}::text[]) kind`.execute(db)
  const populationOf = new Map(known.map(({ kind, population }) => [kind, population]))
  const numbered = (of: (row: (typeof rows)[number]) => string | null | undefined) => {
    const numbers = new Map<string, number>()
    const places = urns.map((urn) => {
      const row = held.get(urn)
      const name = row && of(row)
      if (name === undefined || name === null) return -1
      const number = numbers.get(name) ?? numbers.size
      numbers.set(name, number)
      return number
    })
    return { places, names: [...numbers.keys()] }
  }
  const authority = numbered((row) => row.authority)
  const district = numbered((row) => row.district)
  const population = numbered((row) => populationOf.get(row.kind))
  return {
    authorities: authority.places,
    authorityNames: authority.names,
    districts: district.places,
    districtNames: district.names,
    populations: population.places,
    populationNames: population.names,
  }
}
