// What an organisation records of a school for the criteria to ask about: officers' concerns and the school's
// own requests. Who leads it is headships.queries.ts.
import type { Db } from '#platform/database.ts'

export interface RecordedConcern {
  readonly id: string
  readonly kind: string
  readonly why: string
  readonly on: string
  readonly by: string | null
}

export async function insertConcern(
  db: Db,
  concern: {
    organisationId: string
    personId: string
    urn: number
    kind: 'at risk' | 'needs support'
    why: string
    on: string
  },
): Promise<void> {
  await db
    .insertInto('officer_concerns')
    .values({
      organisation_id: concern.organisationId,
      urn: concern.urn,
      kind: concern.kind,
      why: concern.why,
      raised_by: concern.personId,
      raised_on: concern.on,
    })
    .execute()
}

/** The concerns that still stand, newest first. */
export async function concernsOf(db: Db, urn: number): Promise<RecordedConcern[]> {
  return db
    .selectFrom('officer_concerns as c')
    .leftJoin('people as p', 'p.id', 'c.raised_by')
    .select(['c.id', 'c.kind', 'c.why', 'c.raised_on as on', 'p.name as by'])
    .where('c.urn', '=', urn)
    .where('c.ended_on', 'is', null)
    .orderBy('c.raised_on', 'desc')
    .execute()
}

export async function insertRequest(
  db: Db,
  request: {
    organisationId: string
    personId: string
    urn: number
    purpose: string
    period: string | null
    on: string
  },
): Promise<void> {
  await db
    .insertInto('support_requests')
    .values({
      organisation_id: request.organisationId,
      urn: request.urn,
      purpose: request.purpose,
      period: request.period,
      asked_by: request.personId,
      asked_on: request.on,
    })
    .execute()
}

/** The requests that still stand, newest first. */
export async function requestsOf(
  db: Db,
  urn: number,
): Promise<{ id: string; purpose: string; period: string | null; on: string; by: string | null }[]> {
  return db
    .selectFrom('support_requests as r')
    .leftJoin('people as p', 'p.id', 'r.asked_by')
    .select(['r.id', 'r.purpose', 'r.period', 'r.asked_on as on', 'p.name as by'])
    .where('r.urn', '=', urn)
    .where('r.ended_on', 'is', null)
    .orderBy('r.asked_on', 'desc')
    .execute()
}

/** Ends a concern or a request that still stands; false when there is no such one at this school. */
export async function endRecorded(
  db: Db,
  which: 'officer_concerns' | 'support_requests',
  { id, urn, why, on }: { id: string; urn: number; why: string; on: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable(which)
    .set((e) => ({ ended_on: on, ended_why: why, version: e('version', '+', 1) }))
    .where('id', '=', id)
    .where('urn', '=', urn)
    .where('ended_on', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
