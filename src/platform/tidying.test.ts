// What is needed for a while only is forgotten at night, and nothing else.
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { asActor, asSystem } from '#platform/database.ts'
import { takeKey } from '#platform/forms.tsx'
import { runJobs } from '#platform/jobs.ts'
import { countTry, TooManyTries } from '#platform/rate-limits.ts'
import { KEY_DAYS, tidyingJobs } from '#platform/tidying.ts'
import { type SignedIn, testApp, type TestApp } from '../../test/setup/app.ts'

let app: TestApp
let officer: SignedIn
beforeAll(async () => {
  app = await testApp()
  officer = await app.signInAs('adviser')
})
const tidy = () => tidyingJobs(app.database)['platform.tidy']!({})

it('forgets one-time keys after some days, and until then a form that is sent again writes nothing', async () => {
  const [old, young] = [randomUUID(), randomUUID()]
  const take = (key: string) =>
    asActor(app.database, officer.actor, (db) => takeKey(db, officer.actor, { _key: key }))
  for (const key of [old, young]) expect(await take(key)).toMatchObject({ kind: 'first' })
  await asSystem(app.database, (db) =>
    db
      .updateTable('form_keys')
      .set({ at: new Date(Date.now() - (KEY_DAYS * 24 + 1) * 3_600_000) })
      .where('key', '=', old)
      .execute(),
  )
  await tidy()
  const left = await asSystem(app.database, (db) => db.selectFrom('form_keys').select('key').execute())
  expect(left).toEqual([{ key: young }])
  expect(await take(young)).toMatchObject({ kind: 'repeat' })
})

it('forgets counts of tries whose window is over, and goes on counting the others', async () => {
  await countTry(app.database, 'over', 1, -1)
  await countTry(app.database, 'under way', 1, 3_600)
  await tidy()
  const left = await asSystem(app.database, (db) => db.selectFrom('rate_limits').select('key').execute())
  expect(left).toEqual([{ key: 'under way' }])
  await expect(countTry(app.database, 'under way', 1, 3_600)).rejects.toThrow(TooManyTries)
})

it('forgets forms that nobody came back for', async () => {
  await app.database.pool.query(
    `INSERT INTO held_forms (sealed, expires_at) VALUES ('\\x00', now() - interval '1 minute'), ('\\x01', now() + interval '1 minute')`,
  )
  await tidy()
  expect((await app.database.pool.query('SELECT FROM held_forms')).rowCount).toBe(1)
})

it('comes round every night, once for all processes', async () => {
  const runners = await Promise.all(
    [1, 2].map(() => runJobs(app.database, app.platform.log, tidyingJobs(app.database), ['platform.tidy'])),
  )
  const known = async () =>
    (await app.database.pool.query('SELECT identifier FROM graphile_worker._private_known_crontabs')).rows
  await expect.poll(known).toEqual([{ identifier: 'platform.tidy' }])
  for (const runner of runners) await runner.stop()
})
