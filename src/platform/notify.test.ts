// Sending through GOV.UK Notify, against a server that speaks its published API: it checks the token as Notify
// does and answers as Notify documents. On loopback only.
import { createHmac, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { carrierOf } from '#platform/carriers.ts'
import { readConfiguration } from '#platform/configuration.ts'
import { asSystem } from '#platform/database.ts'
import { runJobs } from '#platform/jobs.ts'
import { openLog } from '#platform/log.ts'
import { sendMail, sendMessageJob } from '#platform/mail.ts'
import { tokenOf } from '#platform/notify.ts'
import { type SignedIn, testApp, type TestApp } from '../../test/setup/app.ts'

const SERVICE = '26785a09-ab16-4eb0-8407-a37497a57506'
const SECRET = '3d844edf-8d35-48ac-975b-e847b4f122b0'
const KEY = `alongside_test-${SERVICE}-${SECRET}`
const TEMPLATE = '7b7b0c6e-6a52-4c61-9d7b-0a9c6a3f9f10'
const READER = 'the.head@elm-primary.example.org'

type Sent = {
  email_address: string
  template_id: string
  personalisation: Record<string, string>
  reference: string
}
const taken: Sent[] = []
/** What the next requests are answered with in place of 201, first come first. */
let ahead: { status: number; error: string; message: string }[] = []

/** As Notify checks it: the service is known, the signature holds, and it was made within half a minute. */
function whyNotAllowed(header: string | undefined): string | null {
  const [head = '', claims = '', signature = ''] = (header ?? '').replace(/^Bearer /, '').split('.')
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString() || '{}') as Record<string, unknown>
  if (read(head)['alg'] !== 'HS256') return 'Invalid token: algorithm used is not HS256'
  if (read(claims)['iss'] !== SERVICE) return 'Invalid token: service not found'
  const own = createHmac('sha256', SECRET).update(`${head}.${claims}`).digest('base64url')
  if (signature !== own) return 'Invalid token: API key not found'
  return Math.abs(Date.now() / 1_000 - Number(read(claims)['iat'])) > 30
    ? 'Error: Your system clock must be accurate to within 30 seconds'
    : null
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return JSON.parse(Buffer.concat(pieces).toString())
}

const server: Server = createServer((request, response) => {
  const answer = (status: number, value: object) => {
    response.writeHead(status, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(value))
  }
  const fault = (status: number, error: string, message: string) =>
    answer(status, { status_code: status, errors: [{ error, message }] })
  void bodyOf(request).then((body) => {
    const sent = body as Sent
    const refused = whyNotAllowed(request.headers.authorization)
    const next = ahead.shift()
    if (request.url !== '/v2/notifications/email') fault(404, 'NotFound', 'Not found')
    else if (refused) fault(403, 'AuthError', refused)
    else if (next) fault(next.status, next.error, next.message)
    else if (sent.template_id !== TEMPLATE) fault(400, 'BadRequestError', 'Template not found')
    else {
      taken.push(sent)
      answer(201, { id: randomUUID(), reference: sent.reference, content: {}, uri: '', template: {} })
    }
  })
})

let app: TestApp
let officer: SignedIn
let address: string
beforeAll(async () => {
  app = await testApp({ NOTIFY_KEY: KEY, NOTIFY_TEMPLATE: TEMPLATE })
  officer = await app.signInAs('administrator')
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())
beforeEach(() => {
  taken.length = 0
  ahead = []
})

const carrier = (settings: Record<string, string> = {}) =>
  carrierOf(
    readConfiguration({ NOTIFY_KEY: KEY, NOTIFY_TEMPLATE: TEMPLATE, NOTIFY_ADDRESS: address, ...settings }),
  )
const write = () =>
  asSystem(app.database, (db) =>
    sendMail(db, {
      organisationId: app.organisation.id,
      to: READER,
      subject: 'Support for Elm Primary',
      body: 'Dear head,\n\nA first meeting is proposed.',
    }),
  )
/** One try, as the background makes it. What it throws is for the queue: it tries again. */
const tryOnce = (id: string, settings: Record<string, string> = {}, isLastTry = false) =>
  sendMessageJob(app.database, carrier(settings))({ id }, { isLastTry }).then(
    () => 'done',
    (error: Error) => error.message,
  )
const stateOf = (id: string) =>
  asSystem(app.database, (db) =>
    db.selectFrom('messages').select(['state', 'failure']).where('id', '=', id).executeTakeFirstOrThrow(),
  )
const shown = async (id: string) => (await officer.get(`/messages/${id}`)).text()

it('sends a message once, with its text in the template and its id as the reference', async () => {
  const id = await write()
  expect(await tryOnce(id)).toBe('done')
  expect(await tryOnce(id)).toBe('done')
  expect(taken).toEqual([
    {
      email_address: READER,
      template_id: TEMPLATE,
      personalisation: {
        subject: 'Support for Elm Primary',
        body: 'Dear head,\n\nA first meeting is proposed.',
      },
      reference: id,
    },
  ])
  expect(await stateOf(id)).toEqual({ state: 'sent', failure: null })
})

it('waits with a reason an administrator can act on when the key is wrong, and goes once it is right', async () => {
  const id = await write()
  for (const wrong of [KEY.replace(/.$/, '1'), `x-${randomUUID()}-${SECRET}`, 'short'])
    expect(await tryOnce(id, { NOTIFY_KEY: wrong })).toMatch(/did not accept the key.*Check NOTIFY_KEY/)
  expect((await stateOf(id)).state).toBe('waiting')
  expect(await shown(id)).toContain('GOV.UK Notify did not accept the key (Invalid token')
  expect(await tryOnce(id)).toBe('done')
  expect(await stateOf(id)).toEqual({ state: 'sent', failure: null })
})

it('would be refused by a clock that is wrong', () => {
  expect(whyNotAllowed(`Bearer ${tokenOf(KEY, Date.now() - 60_000)}`)).toMatch(/clock/)
  expect(whyNotAllowed(`Bearer ${tokenOf(KEY)}`)).toBeNull()
})

it.each([
  {
    status: 429,
    error: 'RateLimitError',
    message: 'Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds',
  },
  { status: 429, error: 'TooManyRequestsError', message: 'Exceeded send limits (50) for today' },
  { status: 500, error: 'Exception', message: 'Internal server error' },
])('tries again after $status $error', async (fault) => {
  const id = await write()
  ahead = [fault]
  expect(await tryOnce(id)).toMatch(/took no more for now|answered 500/)
  expect((await stateOf(id)).state).toBe('waiting')
  expect(await shown(id)).toContain('is tried again by itself')
  expect(await tryOnce(id)).toBe('done')
  expect(taken).toHaveLength(1)
})

it('gives up at once where no further try would help, and says why without naming the reader', async () => {
  const faults = [
    {
      status: 400,
      error: 'ValidationError',
      message: `email_address ${READER} is not a valid email address`,
    },
    {
      status: 400,
      error: 'BadRequestError',
      message: "Can't send to this recipient using a team-only API key",
    },
    { status: 400, error: 'BadRequestError', message: 'Missing personalisation: school' },
  ]
  for (const fault of faults) {
    const id = await write()
    ahead = [fault]
    expect(await tryOnce(id)).toBe('done')
    const { state, failure } = await stateOf(id)
    expect(state).toBe('failed')
    expect(failure).toBe(`GOV.UK Notify refused it: ${fault.message.replace(READER, 'the address')}`)
    expect(await shown(id)).toContain('is not tried again')
  }
  const id = await write()
  await tryOnce(id, { NOTIFY_TEMPLATE: randomUUID() })
  expect((await stateOf(id)).failure).toBe('GOV.UK Notify refused it: Template not found')
  expect(taken).toEqual([])
})

it('has failed when the last try has, and when nobody answers', async () => {
  const id = await write()
  expect(await tryOnce(id, { NOTIFY_ADDRESS: 'http://127.0.0.1:1' }, true)).toBe(
    'GOV.UK Notify could not be reached',
  )
  expect((await stateOf(id)).state).toBe('failed')
})

it('is tried by the queue itself, and the log says what happened without a word about the reader', async () => {
  const lines: unknown[] = []
  const silent = openLog({ LOG_LEVEL: 'silent' })
  const log = new Proxy(silent, {
    get: (target, name) =>
      name === 'error' ? (...all: unknown[]) => void lines.push(all) : Reflect.get(target, name),
  })
  // The text of an answer could repeat anything that was sent.
  ahead = [
    { status: 429, error: 'RateLimitError', message: `Too many to ${READER}` },
    { status: 400, error: 'ValidationError', message: `${READER} is not a valid email address` },
  ]
  // The messages of the tests above have had their tries.
  await app.database.pool.query('DELETE FROM graphile_worker._private_jobs')
  const id = await write()
  const runner = await runJobs(app.database, log, { 'send-message': sendMessageJob(app.database, carrier()) })
  await expect
    .poll(async () => (await stateOf(id)).failure, { timeout: 20_000 })
    .toMatch(/took no more for now/)
  await app.database.pool.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now() WHERE payload ->> 'id' = $1`,
    [id],
  )
  await expect.poll(async () => (await stateOf(id)).state, { timeout: 20_000 }).toBe('failed')
  await runner.stop()
  const logged = JSON.stringify(lines)
  expect(logged).toContain('took no more for now')
  expect(logged).not.toMatch(/elm|the[.]head|Dear|first meeting/i)
})
