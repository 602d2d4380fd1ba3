// Owns the choice of how mail leaves: a mail server, GOV.UK Notify, or not at all.
import type { Configuration } from '#platform/configuration.ts'
import type { Carrier } from '#platform/mail.ts'
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
      await (
        await transport
      ).sendMail({ from: MAIL_FROM, to, subject, text: body, messageId: `<${id}@alongside>` })
    }
  }
  if (NOTIFY_KEY && NOTIFY_TEMPLATE)
    return notifyCarrier({ address: NOTIFY_ADDRESS, key: NOTIFY_KEY, template: NOTIFY_TEMPLATE })
  return null
}
