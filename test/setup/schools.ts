// Schools of the register for tests that need a few, without reading a file.
import { asSystem, type Database } from '#platform/database.ts'

export type TestSchool = {
  urn: number
  name: string
  phase?: string
  type?: string
  town?: string
  trustCode?: string
  pupils?: number
  fsmPercent?: number
  latitude?: number
  longitude?: number
  /** The organisation that answers for it, and the area it lies in. */
  organisationId?: string
  areaId?: string
}

export async function insertSchool(database: Database, school: TestSchool): Promise<void> {
  await asSystem(database, async (db) => {
    const { id } = await db
      .insertInto('imports')
      .values({
        kind: 'establishments',
        layout: 'test',
        file_name: 'test.csv',
        sha256: '',
        encoding: 'utf-8',
        rows_read: 1,
        rows_added: 1,
        rows_changed: 0,
        rows_unchanged: 0,
        rows_set_aside: 0,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('schools')
      .values({
        urn: school.urn,
        name: school.name,
        status: 'Open',
        phase: school.phase ?? 'Primary',
        type: school.type ?? 'Community school',
        town: school.town ?? null,
        trust_code: school.trustCode ?? null,
        trust: school.trustCode ? `Trust ${school.trustCode}` : null,
        pupils: school.pupils ?? null,
        fsm_percent: school.fsmPercent ?? null,
        latitude: school.latitude ?? null,
        longitude: school.longitude ?? null,
        search_text: school.name.toLowerCase(),
        import_id: id,
      })
      .execute()
    if (school.organisationId)
      await db
        .insertInto('organisation_schools')
        .values({
          organisation_id: school.organisationId,
          urn: school.urn,
          area_id: school.areaId ?? null,
        })
        .execute()
  })
}
