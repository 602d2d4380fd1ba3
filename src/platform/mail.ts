// Owns mail: a message is written in the transaction that causes it and sent by a job. With no mail server
// set it rests in the outbox.
import { createHmac } from 'node:crypto'
import type { Configuration } from '#platform/configuration.ts'
import { type Database, type Db, asSystem } from '#platform/database.ts'
import { addJob, type Job } from '#platform/jobs.ts'

export type Message = {
  organisationId: string
  to: string
  toPersonId?: string | null
  subject: string
  /** Plain text; paragraphs parted by an empty line. */
  body: string
  /** Holds a key to an account (sign-in link): the outbox then does not show the text where a mail server is set. */
  secret?: boolean
}

/** Writes the message and the job that sends it. Returns the message's id. */
export async function sendMail(db: Db, message: Message): Promise<string> {
  const { id } = await db
    .insertInto('messages')
    .values({
      organisation_id: message.organisationId,
      to_person_id: message.toPersonId ?? null,
      to_address: message.to,
      subject: message.subject.replaceAll(/[\r\n]+/g, ' '),
      body: message.body,
      secret: message.secret ?? false,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addJob(db, 'send-message', { id }, { attempts: 12 })
  return id
}

export type Carrier = (message: { id: string; to: string; subject: string; body: string }) => Promise<void>

/** How mail leaves, by configuration; null when it rests in the outbox. */
export function carrierOf(configuration: Configuration): Carrier | null {
  const { SMTP_URL, NOTIFY_KEY, NOTIFY_TEMPLATE, MAIL_FROM } = configuration
  if (SMTP_URL) {
    const transport = import('nodemailer').then(({ default: nodemailer }) =>
      nodemailer.createTransport(SMTP_URL),
    )
    return async ({ id, to, subject, body }) => {
      // The same Message-ID on a second try lets the receiving server see that it is the same message.
      await (
        await transport
      ).sendMail({ from: MAIL_FROM, to, subject, text: body, messageId: `<${id}@alongside>` })
    }
  }
  if (NOTIFY_KEY && NOTIFY_TEMPLATE) return (message) => sendByNotify(NOTIFY_KEY, NOTIFY_TEMPLATE, message)
  return null
}

async function sendByNotify(
  key: string,
  template: string,
  { id, to, subject, body }: Parameters<Carrier>[0],
): Promise<void> {
  // A Notify key ends in two ids: the service's and the secret that signs its token.
  const service = key.slice(-73, -37)
  const secret = key.slice(-36)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ iss: service, iat: Math.floor(Date.now() / 1000) })}`
  const token = `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`
  const response = await fetch('https://api.notifications.service.gov.uk/v2/notifications/email', {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({
      email_address: to,
      template_id: template,
      personalisation: { subject, body },
      reference: id,
    }),
    signal: AbortSignal.timeout(20_000),
  })
  if (!response.ok) throw new Error(`GOV.UK Notify answered ${response.status}`)
}

/** The job that sends one message, once: a message already sent is left alone. */
export const sendMessageJob =
  (database: Database, carrier: Carrier | null): Job =>
  async (payload) => {
    if (!carrier) return
    const id = String(payload['id'])
    const message = await asSystem(database, (db) =>
      db
        .selectFrom('messages')
        .select(['id', 'to_address', 'subject', 'body', 'state'])
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    if (!message || message.state === 'sent') return
    try {
      await carrier({ id, to: message.to_address, subject: message.subject, body: message.body })
    } catch (error) {
      await asSystem(database, (db) =>
        db
          .updateTable('messages')
          .set({ state: 'failed', failure: (error as Error).message.slice(0, 500) })
          .where('id', '=', id)
          .execute(),
      )
      throw error // the job is tried again, later each time
    }
    await asSystem(database, (db) =>
      db
        .updateTable('messages')
        .set({ state: 'sent', failure: null, sent_at: new Date() })
        .where('id', '=', id)
        .execute(),
    )
  }
