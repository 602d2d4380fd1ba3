// Owns the choice of how mail leaves: a mail server, GOV.UK Notify, or not at all.
import type { Configuration } from '#platform/configuration.ts'
import { type Carrier, Undeliverable } from '#platform/mail.ts'
import { notifyCarrier } from '#platform/notify.ts'

/** How mail leaves, by configuration; null when it rests in the outbox. */
export function carrierOf(configuration: Configuration): Carrier | null {
  const { SMTP_URL, NOTIFY_KEY, NOTIFY_TEMPLATE, NOTIFY_ADDRESS, MAIL_FROM } = configuration
  if (SMTP_URL) {
    const transport = import('nodemailer').then(({ default: nodemailer }) =>
      nodemailer.createTransport(SMTP_URL),
    )
    return async ({ id, to, subject, body }) => {
      // The same Message-ID on a second try lets the receiving server see that it is the same message.
      const message = { from: MAIL_FROM, to, subject, text: body, messageId: `<${id}@alongside>` }
      try {
        await (await transport).sendMail(message)
      } catch (error) {
        throw isRefusedForGood(error) ? new Undeliverable((error as Error).message) : error
      }
    }
  }
  if (NOTIFY_KEY && NOTIFY_TEMPLATE)
    return notifyCarrier({ address: NOTIFY_ADDRESS, key: NOTIFY_KEY, template: NOTIFY_TEMPLATE })
  return null
}

/**
 * Whether the server will never take this message for this reader (RFC 5321, 4.2.1: a reply of 5xx). A refusal of us, of
 * our name or our password, is not one: an administrator can mend it while the message waits.
 */
function isRefusedForGood(error: unknown): boolean {
  const { responseCode, command } = error as { responseCode?: number; command?: string }
  return responseCode !== undefined && responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')
}
