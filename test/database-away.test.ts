// What people and machines are told while the database cannot be reached.
import { afterAll, expect, it } from 'vitest'
import { isAway, openDatabase } from '#platform/database.ts'
import { createApp } from '#src/app.tsx'
import { testApp } from './setup/app.ts'

const { platform, database, signInAs } = await testApp()
// Nothing listens there.
const nowhere = openDatabase({ host: '127.0.0.1', port: 1, database: 'none', user: 'none' })
const app = createApp({ ...platform, database: nowhere })
afterAll(() => nowhere.close())

it.each(['/', '/schools', '/people', '/guidance'])('%s says so and asks to come back', async (path) => {
  const { cookie } = await signInAs('lead adviser')
  const answer = await app.request(`http://localhost${path}`, { headers: { Cookie: cookie() } })
  expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '60'])
  const text = await answer.text()
  expect(text).toContain('Alongside is not available just now')
  expect(text).not.toMatch(/ECONN|127\.0\.0\.1|Reference/)
})

it('is not ready, and lives; with its database it is ready', async () => {
  const ask = async (which: typeof app, path: string) =>
    (await which.request(`http://localhost${path}`)).status
  expect([await ask(app, '/readyz'), await ask(app, '/healthz')]).toEqual([503, 200])
  const well = createApp(platform)
  expect([await ask(well, '/readyz'), await ask(well, '/healthz')]).toEqual([200, 200])
})

it('knows a connection that was ended from a question that was refused', async () => {
  const why = (question: string) =>
    database.pool.query(question).then(
      () => null,
      (error: unknown) => error,
    )
  expect(isAway(await why('SELECT pg_terminate_backend(pg_backend_pid())'))).toBe(true)
  expect(isAway(await why('SELECT 1 / 0'))).toBe(false)
  expect(isAway(await why('SELECT nothing FROM nowhere'))).toBe(false)
  expect(isAway(null)).toBe(false)
})
