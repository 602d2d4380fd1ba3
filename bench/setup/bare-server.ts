// The peer of the pages benchmark: a bare handler that makes one indexed query as the same actor and
// returns as many bytes. Run as a process of its own: `node bare-server.ts CONNECTION ACTOR`.
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import type { Actor } from '#platform/actor.ts'
import { asActor, openDatabase } from '#platform/database.ts'

const [connection, who] = process.argv.slice(2)
const database = openDatabase(JSON.parse(connection!) as object)
const actor = JSON.parse(who!) as Actor
const app = new Hono()
const filler = new Map<number, string>()

app.get('/:urn/:bytes', async (c) => {
  const bytes = Number(c.req.param('bytes'))
  const school = await asActor(
    database,
    actor,
    (db) =>
      db
        .selectFrom('schools')
        .select('name')
        .where('urn', '=', Number(c.req.param('urn')))
        .executeTakeFirst(),
    { readOnly: true },
  )
  let body = filler.get(bytes)
  if (body === undefined) {
    body = 'x'.repeat(bytes)
    filler.set(bytes, body)
  }
  c.header('X-Name', encodeURIComponent(school?.name ?? ''))
  return c.html(body)
})

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
server.once('listening', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
