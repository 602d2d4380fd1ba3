// Owns sending one message through GOV.UK Notify (its REST API, version 2), and what its answers mean for whoever
// looks after the installation.
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { type Carrier, Undeliverable } from '#platform/mail.ts'

const errorAnswer = z.object({ errors: z.array(z.object({ message: z.string() })) })

type Notify = { address: string; key: string; template: string }

/** The bearer token of one request: HS256, by the secret in the key, good for 30 seconds either side of `now`. */
export function tokenOf(key: string, now = Date.now()): string {
  // A Notify key ends in two ids: the service's and the secret that signs its tokens.
  const service = key.slice(-73, -37)
  const secret = key.slice(-36)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ iss: service, iat: Math.floor(now / 1_000) })}`
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`
}

export const notifyCarrier =
  ({ address, key, template }: Notify): Carrier =>
  async ({ id, to, subject, body }) => {
    const response = await fetch(`${address.replace(/\/$/, '')}/v2/notifications/email`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${tokenOf(key)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        email_address: to,
        template_id: template,
        personalisation: { subject, body },
        reference: id,
      }),
      redirect: 'error', // the token is for Notify alone
      signal: AbortSignal.timeout(20_000),
    }).catch(() => {
      // What fetch says can name the address within; that it could not be reached is all there is to know.
      throw new Error('GOV.UK Notify could not be reached')
    })
    if (response.ok) {
      await response.body?.cancel()
      return
    }
    const said = await saidBy(response, to)
    if (response.status === 400) throw new Undeliverable(`GOV.UK Notify refused it: ${said}`)
    throw new Error(
      response.status === 401 || response.status === 403
        ? `GOV.UK Notify did not accept the key (${said}). Check NOTIFY_KEY and this machine’s clock`
        : response.status === 429
          ? `GOV.UK Notify took no more for now (${said})`
          : `GOV.UK Notify answered ${response.status}`,
    )
  }

/** The messages of an error answer, without the person's address; never more than a line of it. */
async function saidBy(response: Response, to: string): Promise<string> {
  const answer = errorAnswer.safeParse(await response.json().catch(() => null))
  const texts = answer.success ? answer.data.errors.map(({ message }) => message) : []
  const text = texts.join('; ').replaceAll(to, 'the address').replaceAll(/\s+/g, ' ')
  return text.slice(0, 300) || `it answered ${response.status}`
}
