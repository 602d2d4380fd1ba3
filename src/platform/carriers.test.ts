// Proves what becomes of a message that a mail server refuses, against a real one on loopback.
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { carrierOf } from '#platform/carriers.ts'
import { asSystem } from '#platform/database.ts'
import { sendMail, sendMessageJob } from '#platform/mail.ts'
import { testApp, type TestApp } from '../../test/setup/app.ts'

const replies: Record<string, number> = { 'gone@example.org': 550, 'full@example.org': 452 }
const taken: string[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onMailFrom({ address }, _session, done) {
    done(
      address.startsWith('unknown') ? Object.assign(new Error('Who are you?'), { responseCode: 550 }) : null,
    )
  },
  onRcptTo({ address }, _session, done) {
    const responseCode = replies[address]
    done(responseCode ? Object.assign(new Error('Not now, or never'), { responseCode }) : null)
  },
  onData(stream, session, done) {
    stream.resume().on('end', () => {
      taken.push(...session.envelope.rcptTo.map(({ address }) => address))
      done()
    })
  },
})

let t: TestApp
beforeAll(async () => {
  t = await testApp()
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', () => ready())
  })
})
afterAll(
  () =>
    new Promise<void>((closed) => {
      server.close(() => closed())
    }),
)

/** Tries once to send, as the first of many tries; returns whether it is to be tried again, and the message's state. */
async function tryOnce(to: string, from = 'alongside@example.org') {
  const { port } = server.server.address() as AddressInfo
  const carrier = carrierOf({
    ...t.platform.configuration,
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: from,
  })
  const id = await asSystem(t.database, (db) =>
    sendMail(db, { organisationId: t.organisation.id, to, subject: 'A word', body: 'Dear reader' }),
  )
  const again = await sendMessageJob(t.database, carrier)({ id }, { isLastTry: false }).then(
    () => false,
    () => true,
  )
  const message = await asSystem(t.database, (db) =>
    db.selectFrom('messages').select(['state', 'failure']).where('id', '=', id).executeTakeFirstOrThrow(),
  )
  return { again, ...message }
}

it('a message that the server takes is sent', async () => {
  expect(await tryOnce('here@example.org')).toMatchObject({ again: false, state: 'sent', failure: null })
  expect(taken).toContain('here@example.org')
})

it('a reader whom the server refuses for good is not tried again, and the outbox says why', async () => {
  const refused = await tryOnce('gone@example.org')
  expect(refused).toMatchObject({ again: false, state: 'failed' })
  expect(refused.failure).toContain('550')
})

it('a reader whom the server cannot take just now is tried again later', async () => {
  expect(await tryOnce('full@example.org')).toMatchObject({ again: true, state: 'waiting' })
})

it('a sender whom the server refuses waits: the address can be put right', async () => {
  expect(await tryOnce('here@example.org', 'unknown@example.org')).toMatchObject({
    again: true,
    state: 'waiting',
  })
})
