// Owns mail: a message is written in the transaction that causes it and sent by a job. With no mail server
// set it rests in the outbox.
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

/** A message that no further try would bring to its reader; the text says why, for an administrator. */
export class Undeliverable extends Error {
  override name = 'Undeliverable'
}

/**
 * The job that sends one message, once: a message already sent is left alone. While tries remain it waits, with the
 * reason of the last one; it has failed when none remains, or when none would help.
 */
export const sendMessageJob =
  (database: Database, carrier: Carrier | null): Job =>
  async (payload, { isLastTry } = { isLastTry: false }) => {
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
      const isHopeless = error instanceof Undeliverable
      await asSystem(database, (db) =>
        db
          .updateTable('messages')
          .set({
            state: isHopeless || isLastTry ? 'failed' : 'waiting',
            failure: (error as Error).message.slice(0, 500),
          })
          .where('id', '=', id)
          .execute(),
      )
      if (isHopeless) return
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
