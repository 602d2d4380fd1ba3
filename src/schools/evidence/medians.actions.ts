// Owns the medians of observations: recomputed for the years and sources that an import touched. Reads
// observations and the register, and is the only writer of medians_by_area.
import { sql } from 'kysely'
import type { ClientBase } from 'pg'
import { asSystem, type Database, type Db } from '#platform/database.ts'
import { readColumns, type Stretch } from './columns.queries.ts'
import { measures, placeOf } from './measures.rules.ts'
import { inOrder, neighboursOf, type Quartiles, quartilesByGroup } from './medians.rules.ts'

/**
 * The stretches whose medians rest on an import that is not of figures: on schools that it added to the
 * register, or whose authority, district, phase or type group it changed; all of them, where it said which
 * authorities are alike. To be asked before undoing it; an import since then only adds to the answer.
 */
export async function stretchesRestingOn(
  client: Pick<ClientBase, 'query'>,
  kind: string,
  importId: number,
): Promise<Stretch[]> {
  if (kind === 'statistical-neighbours')
    return (await client.query<Stretch>('SELECT DISTINCT source, year FROM medians_by_area')).rows
  if (kind !== 'gias-establishments') return []
  // As text, so that PostgreSQL looks them up by hash, whatever it thinks their number is: for a register of
  // 25,000 changed rows, a comparison of each with each took hours.
  const decisive = ['urn', 'la_code', 'district_code', 'district', 'phase', 'type_group']
  const { rows } = await client.query<Stretch>(
    `WITH touched AS MATERIALIZED (
       SELECT urn FROM schools s WHERE import_id >= $1
         AND ROW(${decisive.map((name) => `s.${name}::text`).join(', ')})::text NOT IN (
           SELECT ROW(${decisive.map((name) => `before ->> '${name}'`).join(', ')})::text
           FROM import_changes WHERE import_id = $1 AND table_name = 'schools'))
     SELECT DISTINCT o.source, o.year FROM observations o JOIN touched USING (urn)`,
    [importId],
  )
  return rows
}

/** Recomputes medians and quartiles for England, each authority, its neighbours and each district, a transaction a stretch. */
export async function recomputeMedians(database: Database, stretches: readonly Stretch[]): Promise<void> {
  if (stretches.length === 0) return
  const [register, neighbours] = await asSystem(database, async (db) => [
    await readRegister(db),
    await readNeighbours(db),
  ])
  for (const stretch of stretches)
    await asSystem(database, (db) => recompute(db, stretch, register, neighbours))
}

async function recompute(
  db: Db,
  stretch: Stretch,
  register: Register,
  neighbours: readonly Neighbour[],
): Promise<void> {
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
  const schools = standingOf(register, urns)
  // Measures of one phase are compared over all schools that have them; the others by kind of school.
  const byKind = ofSource.some((m) => m.phase === 'all')
  const populationNames = byKind ? schools.population.names : ['all']
  const populations = byKind ? schools.population.places : new Int32Array(urns.length)

  const found = new Map<string, { area: string; population: string; quartiles: (Quartiles | null)[] }>()
  const orders = columns.map(({ values }) => inOrder(values))
  for (const { names, of, countsIn } of [
    { names: ['England'], of: new Int32Array(urns.length), countsIn: [[0]] },
    {
      names: schools.authority.names,
      of: schools.authority.places,
      countsIn: schools.authority.names.map((_, i) => [i]),
    },
    {
      names: schools.district.names,
      of: schools.district.places,
      countsIn: schools.district.names.map((_, i) => [i]),
    },
    { ...neighboursIn(neighbours, schools.authority.names), of: schools.authority.places },
  ]) {
    const many = populationNames.length
    /** By authority (or district) and population, the groups a school counts in: made once, for every column. */
    const groups = countsIn.map((areas) =>
      populationNames.map((_, population) => areas.map((area) => area * many + population)),
    )
    const none: number[] = []
    const groupsOf = Array.from(of, (area, i) => groups[area]?.[populations[i]!] ?? none)
    const byColumn = columns.map(({ values }, i) =>
      quartilesByGroup(values, orders[i]!, groupsOf, names.length * many),
    )
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

/** What medians go by of a school, by its URN. */
type Standing = readonly [urn: number, authority: string | null, district: string | null, population: string]
type Register = ReadonlyMap<number, Standing>

async function readRegister(db: Db): Promise<Register> {
  // Kinds are few and schools many: which population a kind belongs to is asked once for each.
  const { rows } = await sql<{ schools: Standing[] | null }>`
    WITH kinds AS MATERIALIZED (
      SELECT coalesce(phase, '') AS phase, coalesce(type_group, '') AS type_group FROM schools GROUP BY 1, 2),
    populations AS MATERIALIZED (SELECT *, school_population(phase, type_group) AS population FROM kinds)
    SELECT json_agg(json_build_array(s.urn, s.la_code::text, coalesce(s.district_code, s.district), p.population)) AS schools
    FROM schools s JOIN populations p ON p.phase = coalesce(s.phase, '') AND p.type_group = coalesce(s.type_group, '')`.execute(
    db,
  )
  return new Map((rows[0]?.schools ?? []).map((school) => [school[0], school]))
}

type Numbered = { places: Int32Array; names: string[] }

/** For each school its authority, district and population, as places in lists of names; −1 where the register does not say. */
function standingOf(
  register: Register,
  urns: Int32Array,
): Record<'authority' | 'district' | 'population', Numbered> {
  const numbered = (at: 1 | 2 | 3): Numbered => {
    const numbers = new Map<string, number>()
    const places = urns.map((urn) => {
      const name = register.get(urn)?.[at] ?? null
      if (name === null) return -1
      const number = numbers.get(name) ?? numbers.size
      numbers.set(name, number)
      return number
    })
    return { places, names: [...numbers.keys()] }
  }
  return { authority: numbered(1), district: numbered(2), population: numbered(3) }
}

type Neighbour = { authority: string; neighbour: string }

async function readNeighbours(db: Db): Promise<Neighbour[]> {
  const { rows } = await sql<Neighbour>`
    SELECT la_code::text AS authority, neighbour_code::text AS neighbour FROM statistical_neighbours n
    WHERE EXISTS (SELECT FROM schools s WHERE s.la_code = n.la_code)`.execute(db)
  return rows
}

/** For each authority that has schools and statistical neighbours an area of the latter (its own schools not among them). */
function neighboursIn(
  neighbours: readonly Neighbour[],
  authorities: readonly string[],
): { names: string[]; countsIn: number[][] } {
  const names = [...new Set(neighbours.map(({ authority }) => authority))]
  const placeOfName = new Map(names.map((name, i) => [name, i]))
  const countsIn = new Map<string, number[]>(authorities.map((authority) => [authority, []]))
  for (const { authority, neighbour } of neighbours)
    if (neighbour !== authority) countsIn.get(neighbour)?.push(placeOfName.get(authority)!)
  return {
    names: names.map(neighboursOf),
    countsIn: authorities.map((authority) => countsIn.get(authority)!),
  }
}
