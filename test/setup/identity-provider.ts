// A real OpenID Connect provider on loopback, whose sign-in page is a form with one field: who you are.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export type Identity = { sub: string; email: string; email_verified: boolean; name: string }
export type IdentityProvider = {
  issuer: string
  client: { id: string; secret: string }
  /** Walks from our redirect through the provider's pages as `identity`, and gives the address it sends back to. */
  walk: (from: string, identity: Identity) => Promise<string>
  close: () => Promise<void>
}

export async function startIdentityProvider(redirectUri: string): Promise<IdentityProvider> {
  const client = { id: 'alongside', secret: 'a-client-secret-that-is-long-enough' }
  const identities = new Map<string, Identity>()
  const server = createServer()
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', () => ready())
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false, // as the providers that our users have: the claims are in the ID token
    cookies: { keys: ['a key for the cookies of a test'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, id) => {
      const identity = identities.get(id)
      return identity && { accountId: id, claims: () => Promise.resolve({ ...identity }) }
    },
    loadExistingGrant: async (ctx) => {
      const { oidc } = ctx
      const grant = new oidc.provider.Grant({
        clientId: oidc.client!.clientId,
        accountId: oidc.session!.accountId!,
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (request.method === 'POST' && request.url?.startsWith('/interaction/')) {
      void bodyOf(request).then((body) =>
        provider.interactionFinished(request, response, {
          login: { accountId: new URLSearchParams(body).get('sub') ?? '' },
        }),
      )
      return
    }
    void answer(request, response)
  })

  return {
    issuer,
    client,
    walk: async (from, identity) => {
      identities.set(identity.sub, identity)
      const jar = new Map<string, string>()
      let next = from
      for (let step = 0; step < 10; step++) {
        if (next.startsWith(redirectUri)) return next
        const isForm = new URL(next).pathname.startsWith('/interaction/')
        const response = await fetch(next, {
          redirect: 'manual',
          headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
          ...(isForm ? { method: 'POST', body: new URLSearchParams({ sub: identity.sub }) } : {}),
        })
        for (const line of response.headers.getSetCookie()) {
          const [name = '', value = ''] = line.split(';')[0]!.split(/=(.*)/s)
          jar.set(name, value)
        }
        const location = response.headers.get('Location')
        if (!location) throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
        next = new URL(location, next).href
      }
      throw new Error('the provider leads nowhere')
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
