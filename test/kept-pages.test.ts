// What is kept between requests is never seen to be kept: every page says what it would say were it made anew,
// for whoever asks, in every process, whatever was imported, undone or given to an organisation in between.
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { asActor, asSystem, type Database, openDatabase } from '#platform/database.ts'
import { todayInEngland } from '#platform/exchange.ts'
import { draw, keepFor } from '#platform/kept.ts'
import { createApp } from '#src/app.tsx'
import { undoImport } from '#src/schools/imports/undo.actions.ts'
import { bring, csv, gias, ks2Head } from '#src/schools/schools.fixture.ts'
import { FormKey } from '#platform/forms.tsx'
import { type SignedIn, testApp, type TestApp, type TestOrganisation } from './setup/app.ts'

let t: TestApp
let lead: SignedIn
let other: TestOrganisation
let stranger: SignedIn

const nobody = { organisationId: null, personId: null }

beforeAll(async () => {
  t = await testApp()
  await bring(
    t.database,
    'gias_20240901.csv',
    gias([1, 2, 3, 4].map((n) => ({ URN: 100000 + n, EstablishmentName: `Elm ${n} Primary School` }))),
  )
  other = await t.insertOrganisation('Southshire County Council')
  lead = await t.signInAs('lead adviser')
  stranger = await t.signInAs('lead adviser', { kind: 'all' }, { organisation: other })
  await setOurs(t.database, t.organisation.id, [100001, 100002])
  await setOurs(t.database, other.id, [100003])
})

/** The schools an organisation answers for, all in its first district. */
async function setOurs(database: Database, organisation_id: string, urns: readonly number[]) {
  await asSystem(database, async (db) => {
    const area = await db
      .selectFrom('areas')
      .select('id')
      .where('organisation_id', '=', organisation_id)
      .where('name', '=', 'Riverside')
      .executeTakeFirstOrThrow()
    await db.deleteFrom('organisation_schools').where('organisation_id', '=', organisation_id).execute()
    for (const urn of urns)
      await db
        .insertInto('organisation_schools')
        .values({ organisation_id, urn, area_id: area.id, source: 'hand' })
        .execute()
  })
}

/** Another process on the same database: nothing it keeps is ours. */
const anotherProcess = () => createApp({ ...t.platform, database: { ...t.database } })

const textOf = async (response: Response | Promise<Response>) => (await response).text()
/** A page without what belongs to one request alone. */
const comparable = (html: string) =>
  html.replaceAll(/nonce="[^"]*"/g, 'nonce').replaceAll(/name="_key" value="[^"]*"/g, 'key')

const seenBy = async (who: SignedIn, path: string) => comparable(await textOf(who.get(path)))
const seenAnew = async (who: SignedIn, path: string, app = anotherProcess()) =>
  comparable(await textOf(app.request(`${t.platform.address}${path}`, { headers: { Cookie: who.cookie() } })))

describe('A kept page', () => {
  it('is answered from memory, without a transaction', async () => {
    await lead.get('/schools?whose=all&sort=town')
    let connections = 0
    const count = () => connections++
    t.database.pool.on('acquire', count)
    try {
      await lead.get('/schools?whose=all&sort=town')
    } finally {
      t.database.pool.off('acquire', count)
    }
    expect(connections).toBe(1) // who it is, and the state of the data, in one query
  })

  it('is not shown after an import, nor after its undo', async () => {
    const before = await seenBy(lead, '/schools?whose=all')
    const { importId } = await bring(
      t.database,
      'gias_20240902.csv',
      gias([{ URN: 100009, EstablishmentName: 'Brand New School' }]),
    )
    expect(await seenBy(lead, '/schools?whose=all')).toContain('Brand New School')
    expect(await seenBy(lead, '/schools/100009')).toContain('Brand New School')
    await undoImport(t.database, importId!, nobody)
    expect(await seenBy(lead, '/schools?whose=all')).toEqual(before)
    expect((await lead.get('/schools/100009')).status).toBe(404)
  })

  it('is not shown after medians were worked out anew', async () => {
    await seenBy(lead, '/schools/100001/results')
    const { importId } = await bring(
      t.database,
      'ks2_2018-19.csv',
      csv(ks2Head, [[1, 850, 2001, 100001, 'Elm', 180, 30, '62%', '-1.1', '-2', '-0.2', '1']]),
    )
    expect(await seenBy(lead, '/schools/100001/results')).toContain('62%')
    expect(await seenBy(lead, '/schools/100001/results')).toEqual(
      await seenAnew(lead, '/schools/100001/results'),
    )
    await undoImport(t.database, importId!, nobody)
    expect(await seenBy(lead, '/schools/100001/results')).not.toContain('62%')
  })

  it('follows the schools that the organisation answers for', async () => {
    expect(await seenBy(lead, '/schools')).not.toContain('Elm 4')
    await setOurs(t.database, t.organisation.id, [100001, 100002, 100004])
    expect(await seenBy(lead, '/schools')).toContain('Elm 4')
    expect(await seenBy(lead, '/schools/100004')).toContain('Start a need')
    await setOurs(t.database, t.organisation.id, [100001, 100002])
    expect(await seenBy(lead, '/schools')).not.toContain('Elm 4')
    expect(await seenBy(lead, '/schools/100004')).not.toContain('Start a need')
  })

  it('is not another organisation’s', async () => {
    expect(await seenBy(lead, '/schools')).toContain('Elm 1')
    expect(await seenBy(stranger, '/schools')).not.toContain('Elm 1')
    expect(await seenBy(stranger, '/schools')).toContain('Elm 3')
    expect(await seenBy(lead, '/schools/100001')).toContain('Start a need')
    expect(await seenBy(stranger, '/schools/100001')).not.toContain('Start a need')
  })

  it('is not shown to somebody of another reach', async () => {
    const here = await t.signInAs('adviser', { kind: 'area', id: t.organisation.areas.district })
    const elsewhere = await t.signInAs('adviser', { kind: 'area', id: t.organisation.areas.otherDistrict })
    expect(await seenBy(here, '/schools/100001')).toContain('Start a need')
    expect(await seenBy(elsewhere, '/schools/100001')).not.toContain('Start a need')
    const officer = await t.signInAs('business support officer')
    expect(await seenBy(lead, '/schools?whose=all')).not.toContain('href="/imports"')
    expect(await seenBy(officer, '/schools?whose=all')).toContain('href="/imports"')
  })

  it('is let go in every process at once', async () => {
    const far = openDatabase(t.database.connection)
    try {
      const there = createApp({ ...t.platform, database: far })
      const before = await seenAnew(lead, '/schools?whose=all', there)
      expect(await seenBy(lead, '/schools?whose=all')).toEqual(before)
      const { importId } = await bring(
        t.database,
        'gias_20240903.csv',
        gias([{ URN: 100008, EstablishmentName: 'Heard Of There' }]),
      )
      expect(await seenAnew(lead, '/schools?whose=all', there)).toContain('Heard Of There')
      await undoImport(far, importId!, nobody)
      expect(await seenBy(lead, '/schools?whose=all')).toEqual(before)
    } finally {
      await far.close()
    }
  })

  it('says nothing of an import that is under way, and keeps nothing of before under what comes after', async () => {
    const client = await t.database.pool.connect()
    try {
      await client.query('BEGIN')
      await client.query(`UPDATE schools SET name = 'Renamed Under Way' WHERE urn = 100002`)
      expect(await seenBy(lead, '/schools?whose=all')).not.toContain('Renamed Under Way')
      await client.query('COMMIT')
      expect(await seenBy(lead, '/schools?whose=all')).toContain('Renamed Under Way')
      await client.query(`UPDATE schools SET name = 'Elm 2 Primary School' WHERE urn = 100002`)
    } finally {
      client.release()
    }
    expect(await seenBy(lead, '/schools?whose=all')).not.toContain('Renamed Under Way')
  })

  it('is compressed for a browser that asks, in one piece of a known length', async () => {
    const response = await t.app.request(`${t.platform.address}/schools?whose=all`, {
      headers: { Cookie: lead.cookie(), 'Accept-Encoding': 'gzip, deflate, br' },
    })
    expect(response.headers.get('Content-Encoding')).toBe('gzip')
    expect(response.headers.get('Vary')).toContain('Accept-Encoding')
    const text = await new Response(response.body!.pipeThrough(new DecompressionStream('gzip'))).text()
    expect(comparable(text)).toEqual(await seenBy(lead, '/schools?whose=all'))
    const plain = await t.app.request(`${t.platform.address}/schools?whose=all`, {
      headers: { Cookie: lead.cookie(), 'Accept-Encoding': 'gzip;q=0' },
    })
    expect(plain.headers.get('Content-Encoding')).toBeNull()
  })

  it('says what it would say were it made anew, whatever happened before and whoever asks', async () => {
    const urns = [100001, 100002, 100003, 100004]
    const district = await t.signInAs('adviser', { kind: 'area', id: t.organisation.areas.district })
    const officer = await t.signInAs('business support officer')
    const people = [lead, stranger, district, officer]
    const paths = [
      '/schools',
      '/schools?whose=all',
      '/schools?whose=all&q=elm',
      '/schools?whose=all&q=elmm+primry',
      '/schools/100001',
      '/schools/100003',
      '/schools/100002/sources',
    ]
    const visit = fc.record({
      kind: fc.constant('visit' as const),
      who: fc.nat(people.length - 1),
      path: fc.constantFrom(...paths),
    })
    const happening = fc.oneof(
      { arbitrary: visit, weight: 5 },
      {
        arbitrary: fc.record({
          kind: fc.constant('import' as const),
          urn: fc.constantFrom(...urns),
          name: fc.constantFrom('Ash', 'Beech', 'Elm'),
        }),
        weight: 1,
      },
      { arbitrary: fc.constant({ kind: 'undo' as const }), weight: 1 },
      {
        arbitrary: fc.record({
          kind: fc.constant('schools' as const),
          whose: fc.boolean(),
          ours: fc.subarray(urns),
        }),
        weight: 1,
      },
    )
    const done: number[] = []
    let day = 10
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { minLength: 4, maxLength: 12 }), async (story) => {
        const seen: string[] = []
        const anew: string[] = []
        for (const what of story) {
          if (what.kind === 'visit') {
            const who = people[what.who]!
            seen.push(`${what.path} ${await seenBy(who, what.path)}`)
            anew.push(`${what.path} ${await seenAnew(who, what.path)}`)
          } else if (what.kind === 'import') {
            const file = gias([{ URN: what.urn, EstablishmentName: `${what.name} School ${day}` }])
            const { importId } = await bring(t.database, `gias_202410${(day++ % 20) + 10}.csv`, file)
            if (importId !== null) done.push(importId)
          } else if (what.kind === 'undo') {
            const last = done.pop()
            if (last !== undefined) await undoImport(t.database, last, nobody)
          } else await setOurs(t.database, what.whose ? other.id : t.organisation.id, what.ours)
        }
        expect(seen).toEqual(anew)
      }),
      { numRuns: 12 },
    )
  })
})

describe('The state of published data', () => {
  it('is renewed by every table of it', async () => {
    const { rows } = await t.database.pool.query<{ name: string }>(`
      SELECT c.relname AS name FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
        AND has_table_privilege('alongside_app', c.oid, 'SELECT')
        AND NOT has_table_privilege('alongside_app', c.oid, 'INSERT')
        AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'data_state')
      ORDER BY 1`)
    expect(rows.map(({ name }) => name)).toEqual([
      'allowed_state_changes', // part of the product
      'import_changes', // what undo needs
      'import_set_aside', // shown with its import only
      'imports_under_way', // shown as it is now
    ])
  })
})

describe('Keeping', () => {
  const keeping = <T>(database: Database, work: (keep: ReturnType<typeof keepFor>) => Promise<T>) =>
    asActor(
      database,
      lead.actor,
      (_db, snapshot) => work(keepFor(database, lead.actor, null, todayInEngland(), snapshot)),
      { readOnly: true },
    )

  it('makes a thing once for all who wait for it, with fewer connections than people', async () => {
    const narrow = openDatabase({ ...t.database.connection, max: 2 })
    try {
      let made = 0
      const answers = await Promise.all(
        Array.from({ length: 12 }, () =>
          keeping(narrow, (keep) =>
            keep('slow', async () => {
              made++
              await new Promise((done) => setTimeout(done, 20))
              return { made }
            }),
          ),
        ),
      )
      expect(made).toBe(1)
      expect(answers).toEqual(answers.map(() => ({ made: 1 })))
    } finally {
      await narrow.close()
    }
  })

  it('keeps nothing that failed, and nobody can change what is kept', async () => {
    const database = { ...t.database }
    await expect(
      keeping(database, (keep) => keep('fails', () => Promise.reject(new Error('not today')))),
    ).rejects.toThrow('not today')
    expect(await keeping(database, (keep) => keep('fails', async () => 'better'))).toBe('better')
    const list = await keeping(database, (keep) => keep('list', async () => ({ names: ['a'] })))
    expect(() => list.names.push('b')).toThrow('not extensible')
  })

  it('refuses to draw for keeping what belongs to one request', async () => {
    await expect(draw(FormKey())).rejects.toThrow('one-time key')
  })
})
