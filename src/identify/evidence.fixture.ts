// Invented schools, figures and inspections put straight into the database, for tests and the benchmark of
// identify. Real ones come by import.
import { sql } from 'kysely'
import { type Database, type Db, asSystem } from '#platform/database.ts'
import { renewReplacements } from '#src/schools/evidence/history.actions.ts'
import { measureOf, measures, placeOf } from '#src/schools/evidence/measures.rules.ts'

/** One import to hang rows on, and the list of measures. Returns the import's id. */
export async function insertImport(
  db: Db,
  kind = 'gias-establishments',
  year: string | null = null,
): Promise<number> {
  await sql`
    INSERT INTO measures (id, code, label, unit, direction, phase, source)
    SELECT * FROM unnest(${measures.map(({ id }) => id)}::smallint[], ${measures.map(({ code }) => code)}::text[],
      ${measures.map(({ label }) => label)}::text[], ${measures.map(({ unit }) => unit)}::text[],
      ${measures.map(({ direction }) => direction)}::text[], ${measures.map(({ phase }) => phase)}::text[],
      ${measures.map(({ source }) => source)}::text[])
    ON CONFLICT DO NOTHING`.execute(db)
  const { rows } = await sql<{ id: number }>`
    INSERT INTO imports (kind, layout, file_name, sha256, encoding, academic_year, rows_read, rows_added,
      rows_changed, rows_unchanged, rows_set_aside)
    VALUES (${kind}, 'invented', 'invented.csv', 'none', 'UTF-8', ${year}, 0, 0, 0, 0, 0) RETURNING id`.execute(
    db,
  )
  return rows[0]?.id ?? 0
}

export interface InventedSchool {
  urn: number
  name: string
  authority?: number
  phase?: string
  type?: string
  typeGroup?: string
  ages?: [number, number]
  status?: string
  opened?: string
  closed?: string
}

export async function insertSchools(
  db: Db,
  importId: number,
  schools: readonly InventedSchool[],
): Promise<void> {
  for (const school of schools) {
    await db
      .insertInto('schools')
      .values({
        urn: school.urn,
        name: school.name,
        la_code: school.authority ?? 999,
        phase: school.phase ?? 'Primary',
        type: school.type ?? 'Community school',
        type_group: school.typeGroup ?? 'Local authority maintained schools',
        low_age: school.ages?.[0] ?? 4,
        high_age: school.ages?.[1] ?? 11,
        status: school.status ?? 'Open',
        opened_on: school.opened ?? null,
        closed_on: school.closed ?? null,
        search_text: school.name.toLowerCase(),
        import_id: importId,
      })
      .execute()
  }
}

/** A number is a value; a text is the reason why there is none. */
export async function insertFigures(
  db: Db,
  importId: number,
  urn: number,
  year: number,
  figures: Readonly<Record<string, number | 'suppressed' | 'not published'>>,
): Promise<void> {
  const bySource = Map.groupBy(Object.entries(figures), ([code]) => placeOf(measureOf(code)).source)
  for (const [source, entries] of bySource) {
    const cells: (number | string | null)[] = []
    for (const [code, value] of entries) cells[placeOf(measureOf(code)).place - 1] = value
    const all = Array.from(cells, (cell) => cell ?? null)
    const numbers = all.map((cell) => (typeof cell === 'number' ? cell : null))
    const reasons = all.map((cell) => (typeof cell === 'string' ? cell : null))
    await sql`
      INSERT INTO observations (urn, import_id, year, source, figures, reasons)
      VALUES (${urn}, ${importId}, ${year}, ${source}, ${numbers}::float8[], ${reasons}::missing_reason[])
      ON CONFLICT (source, year, urn) DO UPDATE SET (figures, reasons) = (
        SELECT array_agg(coalesce(new, old) ORDER BY place), array_agg(coalesce(new_reason, old_reason) ORDER BY place)
        FROM unnest(observations.figures, observations.reasons, excluded.figures, excluded.reasons)
          WITH ORDINALITY AS f (old, old_reason, new, new_reason, place))`.execute(db)
  }
}

export async function insertInspection(
  db: Db,
  importId: number,
  urn: number,
  inspection: {
    on: string
    framework: string
    grades: Readonly<Record<string, string>>
    category?: string
    kind?: string
  },
): Promise<void> {
  await db
    .insertInto('inspections')
    .values({
      urn,
      number: `${urn}-${inspection.on}`,
      kind: inspection.kind ?? 'graded',
      framework: inspection.framework,
      started_on: inspection.on,
      published_on: inspection.on,
      category: inspection.category ?? 'none',
      judgements: JSON.stringify(inspection.grades),
      import_id: importId,
    })
    .execute()
}

/** The first took the place of the second, as the register says it: a link from each to the other. */
export async function insertReplacement(
  db: Db,
  importId: number,
  urn: number,
  replaced: number,
  type = '',
): Promise<void> {
  const link = (from: number, to: number, linkType: string) => ({
    urn: from,
    linked_urn: to,
    link_type: `${linkType}${type}`,
    import_id: importId,
  })
  await db
    .insertInto('school_links')
    .values([link(urn, replaced, 'Predecessor'), link(replaced, urn, 'Successor')])
    .execute()
  await renewReplacements(db)
}

/** Makes the organisation answer for these schools, in an area of its own if one is given. */
export async function giveSchools(
  database: Database,
  organisationId: string,
  urns: readonly number[],
  areaId: string | null = null,
): Promise<void> {
  await asSystem(database, async (db) => {
    await db
      .insertInto('organisation_schools')
      .values(urns.map((urn) => ({ organisation_id: organisationId, urn, area_id: areaId, source: 'hand' })))
      .execute()
  })
}
