// Owns reading people and their memberships, within the organisation of the transaction.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import type { Area, AreaKind } from '#src/accounts/organisation.rules.ts'
import type { Held, Standing } from '#src/accounts/people.rules.ts'

export type PersonRow = {
  id: string
  name: string
  post: string | null
  email: string | null
  roles: string[]
  standing: Standing
}

export type PeopleQuery = {
  search: string
  /** Which people: those with access today, those who have left, or everybody on record. */
  show: 'access' | 'left' | 'everybody'
  role: string
  today: string
  limit: number
  offset: number
}

/** One page of people by name, and how many there are in all. A search also matches a name typed a little wrong. */
export async function listPeople(db: Db, query: PeopleQuery): Promise<{ rows: PersonRow[]; total: number }> {
  const { search, show, role, today } = query
  const like = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  const { rows } = await sql<PersonRow & { total: number }>`
    WITH found AS (
      SELECT p.id, p.name, p.post, p.email,
        coalesce(array_agg(DISTINCT m.role ORDER BY m.role) FILTER (WHERE m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})), '{}') AS roles,
        CASE WHEN p.left_on <= ${today} THEN 'left'
          WHEN bool_or(m.starts_on <= ${today} AND (m.ends_on IS NULL OR m.ends_on >= ${today})) THEN 'active'
          WHEN bool_or(m.starts_on > ${today}) THEN 'not begun'
          WHEN count(m.id) > 0 THEN 'ended' ELSE 'no role' END AS standing
      FROM people p LEFT JOIN memberships m ON m.organisation_id = p.organisation_id AND m.person_id = p.id
      WHERE ${search} = '' OR p.name ILIKE ${like} OR p.post ILIKE ${like} OR word_similarity(${search}, p.name) > 0.5
      GROUP BY p.id
    )
    SELECT *, count(*) OVER () AS total FROM found
    WHERE (${show} = 'everybody' OR (${show} = 'left' AND standing = 'left') OR (${show} = 'access' AND standing IN ('active', 'not begun')))
      AND (${role} = '' OR ${role} = ANY (roles))
    ORDER BY name, id LIMIT ${query.limit} OFFSET ${query.offset}`.execute(db)
  return { rows, total: rows[0]?.total ?? 0 }
}

export type Person = {
  id: string
  name: string
  email: string | null
  telephone: string | null
  post: string | null
  userId: string | null
  leftOn: string | null
  version: number
}

const person = (db: Db) =>
  db
    .selectFrom('people')
    .select(['id', 'name', 'email', 'telephone', 'post', 'user_id as userId', 'left_on as leftOn', 'version'])

/** The person with this id; undefined when there is none in this organisation. */
export const findPerson = (db: Db, id: string): Promise<Person | undefined> =>
  person(db).where('id', '=', id).executeTakeFirst()

/** Somebody here who already has this address; undefined when nobody has. */
export const findByEmail = (db: Db, email: string, exceptId: string | null = null) =>
  db
    .selectFrom('people')
    .select(['id', 'name'])
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .$if(exceptId !== null, (query) => query.where('id', '<>', exceptId))
    .executeTakeFirst()

const memberships = (db: Db) =>
  db
    .selectFrom('memberships as m')
    .select([
      'm.id',
      'm.person_id as personId',
      'm.role',
      'm.scope_kind as scopeKind',
      'm.scope_id as scopeId',
      'm.starts_on as startsOn',
      'm.ends_on as endsOn',
      'm.version',
    ])

export type HeldWithName = Held & { scopeName: string | null }

/** All memberships of a person, newest first, with the name of the area or school each is for. */
export async function membershipsOf(db: Db, personId: string): Promise<HeldWithName[]> {
  return memberships(db)
    .leftJoin('areas as a', (join) => join.on(sql`a.id::text`, '=', sql.ref('m.scope_id')))
    .leftJoin('schools as s', (join) =>
      join.on(sql`s.urn::text`, '=', sql.ref('m.scope_id')).on('m.scope_kind', '=', 'school'),
    )
    .select(({ fn }) => fn.coalesce('a.name', 's.name').as('scopeName'))
    .where('m.person_id', '=', personId)
    .orderBy('m.starts_on', 'desc')
    .orderBy('m.id')
    .execute()
}

/** The memberships of everybody in an organisation who has not left, locked, so that two administrators cannot each remove the other at once. */
export async function lockMembershipsOf(db: Db, organisationId: string): Promise<Held[]> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`memberships ${organisationId}`}, 0))`.execute(db)
  return memberships(db)
    .innerJoin('people as p', (join) =>
      join.onRef('p.id', '=', 'm.person_id').onRef('p.organisation_id', '=', 'm.organisation_id'),
    )
    .where('m.organisation_id', '=', organisationId)
    .where('p.left_on', 'is', null)
    .execute()
}

/** When a person was last invited and whether they took it up; undefined when they never were. */
export const lastInvitation = (db: Db, personId: string) =>
  db
    .selectFrom('invitations')
    .select(['created_at as sentAt', 'expires_at as expiresAt', 'accepted_at as acceptedAt'])
    .where('person_id', '=', personId)
    .orderBy('created_at', 'desc')
    .executeTakeFirst()

export const listAreas = (db: Db): Promise<Area[]> =>
  db
    .selectFrom('areas')
    .select(['id', 'parent_id as parentId', 'name', 'version'])
    .select((e) => e.ref('kind').$castTo<AreaKind>().as('kind')) // the table's CHECK allows no other
    .orderBy('name')
    .execute()
