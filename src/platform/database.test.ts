import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { verifyAudit } from '#platform/audit.ts'
import type { Actor } from '#platform/actor.ts'
import { asActor, asSystem, type Db } from '#platform/database.ts'
import { addJob } from '#platform/jobs.ts'
import { sendMail } from '#platform/mail.ts'
import { defaultPermissions } from '#platform/permissions.ts'
import { testDatabase } from '../../test/setup/database.ts'

const database = await testDatabase()
let north: Actor
let south: Actor

async function organisation(name: string): Promise<Actor> {
  return asSystem(database, async (db) => {
    const { id } = await db
      .insertInto('organisations')
      .values({ name, kind: 'local authority' })
      .returning('id')
      .executeTakeFirstOrThrow()
    const person = await db
      .insertInto('people')
      .values({ organisation_id: id, name: `Officer of ${name}` })
      .returning('id')
      .executeTakeFirstOrThrow()
    return {
      personId: person.id,
      userId: '',
      name: 'x',
      organisationId: id,
      organisationName: name,
      memberships: [],
      permissions: defaultPermissions,
    }
  })
}

beforeAll(async () => {
  north = await organisation('North')
  south = await organisation('South')
})

test('the civil date of a moment is England’s, in summer as in winter', async () => {
  const days = (db: Db) =>
    sql<{ summer: string; winter: string }>`SELECT '2026-06-30T23:30:00Z'::timestamptz::date AS summer,
      '2026-12-31T23:30:00Z'::timestamptz::date AS winter`.execute(db)
  for (const { rows } of [await asActor(database, north, days), await asSystem(database, days)])
    expect(rows).toEqual([{ summer: '2026-07-01', winter: '2026-12-31' }])
})

describe('The walls between organisations', () => {
  test('an actor sees their own organisation’s rows and nobody else’s', async () => {
    expect(await asActor(database, north, (db) => db.selectFrom('people').select('name').execute())).toEqual([
      { name: 'Officer of North' },
    ])
    expect(
      await asActor(database, north, (db) => db.selectFrom('organisations').select('name').execute()),
    ).toEqual([{ name: 'North' }])
  })

  test('an actor cannot write a row into another organisation', async () => {
    const write = asActor(database, north, (db) =>
      db.insertInto('people').values({ organisation_id: south.organisationId, name: 'Smuggled' }).execute(),
    )
    await expect(write).rejects.toThrow('row-level security')
  })

  test('an actor cannot move a row into another organisation', async () => {
    const write = asActor(database, north, (db) =>
      db.updateTable('people').set({ organisation_id: south.organisationId }).execute(),
    )
    await expect(write).rejects.toThrow('row-level security')
  })

  test('nobody in particular sees nothing', async () => {
    const nobody = { ...north, organisationId: '' }
    expect(await asActor(database, nobody, (db) => db.selectFrom('people').selectAll().execute())).toEqual([])
  })

  test('an actor cannot step out of the restricted role’s reach', async () => {
    await expect(
      asActor(database, north, (db) => sql`SELECT * FROM installation`.execute(db)),
    ).rejects.toThrow('permission denied')
    await expect(asActor(database, north, (db) => sql`SELECT * FROM held_forms`.execute(db))).rejects.toThrow(
      'permission denied',
    )
  })

  test('a page’s transaction cannot write', async () => {
    const write = asActor(
      database,
      north,
      (db) =>
        db
          .insertInto('areas')
          .values({ organisation_id: north.organisationId, name: 'A', kind: 'area' })
          .execute(),
      { readOnly: true },
    )
    await expect(write).rejects.toThrow('read-only')
  })

  test('every table that holds an organisation’s data has forced row-level security and a policy', async () => {
    const { rows } = await sql<{ name: string }>`
      SELECT c.relname AS name FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND has_table_privilege('alongside_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE')
        AND c.relname <> 'imports' -- the log of published files belongs to the whole installation
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))`.execute(
      database.db,
    )
    expect(rows).toEqual([])
  })

  test('no foreign key lets a row of one organisation point at a row of another', async () => {
    // A key between two protected tables must carry the organisation along.
    const { rows } = await sql<{ name: string }>`
      SELECT k.conname AS name FROM pg_constraint k
      WHERE k.contype = 'f' AND k.confrelid <> 'imports'::regclass
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'organisation_id')
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.confrelid AND a.attname = 'organisation_id')
        AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attname = 'organisation_id' AND a.attnum = ANY (k.conkey))`.execute(
      database.db,
    )
    expect(rows).toEqual([])
  })
})

describe('The audit record', () => {
  test('says who changed what, from what to what, and why', async () => {
    const { id } = await asActor(database, north, (db) =>
      db
        .insertInto('areas')
        .values({ organisation_id: north.organisationId, name: 'Vale', kind: 'district' })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    await asActor(
      database,
      north,
      (db) => db.updateTable('areas').set({ name: 'Vale and Weald' }).where('id', '=', id).execute(),
      { reason: 'Districts merged' },
    )
    const entries = await asActor(database, north, (db) =>
      db
        .selectFrom('audit_entries')
        .select(['action', 'person_id', 'old', 'new', 'reason'])
        .where('row_key', '=', id)
        .orderBy('sequence')
        .execute(),
    )
    expect(entries.map(({ action }) => action)).toEqual(['insert', 'update'])
    expect(entries[1]).toEqual({
      action: 'update',
      person_id: north.personId,
      old: { name: 'Vale' },
      new: { name: 'Vale and Weald' },
      reason: 'Districts merged',
    })
  })

  test('holds after many writes at once, and one organisation does not see another’s', async () => {
    await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        asActor(database, n % 2 ? north : south, (db) =>
          db
            .insertInto('areas')
            .values({
              organisation_id: (n % 2 ? north : south).organisationId,
              name: `Area ${n}`,
              kind: 'area',
            })
            .execute(),
        ),
      ),
    )
    expect((await verifyAudit(database)).faults).toEqual([])
    const seen = await asActor(database, north, (db) =>
      db.selectFrom('audit_entries').select('organisation_id').distinct().execute(),
    )
    expect(seen).toEqual([{ organisation_id: north.organisationId }])
  })

  test('cannot be changed by the application', async () => {
    await expect(
      asActor(database, north, (db) => sql`UPDATE audit_entries SET reason = 'x'`.execute(db)),
    ).rejects.toThrow('permission denied')
    await expect(asSystem(database, (db) => sql`DELETE FROM audit_entries`.execute(db))).rejects.toThrow(
      'permission denied',
    )
    await expect(sql`DELETE FROM audit_entries`.execute(database.db)).rejects.toThrow('append-only')
  })

  test.each([
    [
      'an entry was changed',
      sql`UPDATE audit_entries SET new = '{"name": "Forged"}' WHERE organisation_id = (SELECT organisation_id FROM audit_heads ORDER BY entries DESC LIMIT 1) AND sequence = 2`,
      'changed after it was written',
    ],
    ['an entry was taken out', sql`DELETE FROM audit_entries WHERE sequence = 3`, 'is missing'],
    [
      'the end was cut off',
      sql`DELETE FROM audit_entries e USING audit_heads h WHERE h.organisation_id = e.organisation_id AND e.sequence = h.entries`,
      'cut off',
    ],
    ['everything was taken out', sql`DELETE FROM audit_entries`, 'cut off'],
  ])('verification finds that %s', async (_name, tamper, fault) => {
    // As somebody with the keys to the database would do it; and back again.
    const client = await database.pool.connect()
    const byForce = async (statement: string) => {
      await client.query(`BEGIN; SET LOCAL session_replication_role = 'replica'`)
      await client.query(statement)
      await client.query('COMMIT')
    }
    try {
      await client.query('CREATE TEMP TABLE safe AS SELECT * FROM audit_entries')
      await byForce(tamper.compile(database.db).sql)
      const report = await verifyAudit(database)
      expect(report.faults.map((one) => one.fault).join()).toContain(fault)
      await byForce('DELETE FROM audit_entries')
      await byForce('INSERT INTO audit_entries SELECT * FROM safe')
      expect((await verifyAudit(database)).faults).toEqual([])
    } finally {
      await client.query('DROP TABLE IF EXISTS safe')
      client.release()
    }
  })
})

describe('A job and its cause', () => {
  const jobs = async () =>
    (await sql<{ count: number }>`SELECT count(*) AS count FROM graphile_worker.jobs`.execute(database.db))
      .rows[0]!.count

  test('a job is there once its transaction has committed', async () => {
    const before = await jobs()
    await asActor(database, north, (db) => addJob(db, 'nothing', { id: randomUUID() }))
    expect(await jobs()).toBe(before + 1)
  })

  test('mail of a write that failed is never sent', async () => {
    const before = await jobs()
    const failing = asActor(database, north, async (db) => {
      await sendMail(db, {
        organisationId: north.organisationId,
        to: 'head@example.org',
        subject: 'Agreed',
        body: 'x',
      })
      throw new Error('the write failed')
    })
    await expect(failing).rejects.toThrow('the write failed')
    expect(await jobs()).toBe(before)
    expect(await asActor(database, north, (db) => db.selectFrom('messages').selectAll().execute())).toEqual(
      [],
    )
  })
})
