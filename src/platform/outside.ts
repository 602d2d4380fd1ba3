// Owns fetching from addresses that a person configured: only hosts that the installation allows, never a machine
// inside its own network unless it is told so, and each redirect is checked like the first address.
import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Configuration } from '#platform/configuration.ts'

/** Why an address was not fetched, as a sentence for whoever configured it. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

const MOST_REDIRECTS = 5
const IDLE = 30_000
const MOST_TIME = 900_000

// Everything that is not the public internet: RFC 6890 and its successors.
const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  inside.addSubnet(net, bits, 'ipv4')
// Of IPv6 only what is given out to the public (2000::/3), without what wraps an IPv4 address or is for papers.
const outsideOfSix = new BlockList()
outsideOfSix.addSubnet('2000::', 3, 'ipv6')
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inside.addSubnet(net, bits, 'ipv6')

/** Whether a numeric address is no public one. */
export function isInside(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return inside.check(address, 'ipv4')
  return family !== 6 || !outsideOfSix.check(address, 'ipv6') || inside.check(address, 'ipv6')
}

type Rules = Pick<Configuration, 'ALONGSIDE_IMPORT_HOSTS' | 'ALONGSIDE_IMPORT_INSIDE'>

/** Why an address may not be fetched from, as a sentence; null when it may. */
export function whyNotAddress(address: string, rules: Rules): string | null {
  if (!URL.canParse(address)) return 'This is not an address'
  const url = new URL(address)
  const isInsideAllowed = rules.ALONGSIDE_IMPORT_INSIDE === 'yes'
  if (url.protocol !== 'https:' && !(isInsideAllowed && url.protocol === 'http:'))
    return 'The address must start with https://'
  if (url.username || url.password) return 'The address must not hold a name or a password'
  // A host with a port is meant exactly; one without means the usual port.
  if (!rules.ALONGSIDE_IMPORT_HOSTS.includes(url.host))
    return `Whoever runs Alongside has not allowed ${url.host} (ALONGSIDE_IMPORT_HOSTS)`
  const name = url.hostname.replace(/^\[|\]$/g, '')
  if (!isInsideAllowed && isIP(name) && isInside(name)) return `${url.host} is a machine inside a network`
  return null
}

/** Names are looked up once, here: what was checked is what is connected to. */
const lookupOutside: (isInsideAllowed: boolean) => LookupFunction =
  (isInsideAllowed) => (hostname, options, done) => {
    lookup(hostname, { all: true }, (error, found) => {
      const first = error ? undefined : found[0]
      if (!first) done(new Unreachable(`There is no machine called ${hostname}`), '')
      else if (!isInsideAllowed && found.some(({ address }) => isInside(address)))
        done(new Unreachable(`${hostname} is a machine inside a network`), '')
      else if (options.all) done(null, found)
      else done(null, first.address, first.family)
    })
  }

function ask(url: URL, rules: Rules): Promise<IncomingMessage> {
  return new Promise((answered, fail) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp
    const request = send(
      url,
      {
        lookup: lookupOutside(rules.ALONGSIDE_IMPORT_INSIDE === 'yes'),
        agent: false,
        timeout: IDLE,
        signal: AbortSignal.timeout(MOST_TIME),
        headers: { Accept: 'text/csv, application/vnd.ms-excel, */*;q=0.1', 'User-Agent': 'Alongside' },
      },
      answered,
    )
    request.on('timeout', () => request.destroy(new Unreachable(`${url.host} does not answer`)))
    request.on('error', (error) =>
      fail(error instanceof Unreachable ? error : new Unreachable(`${url.host} could not be reached`)),
    )
    request.end()
  })
}

/** The body at an address, and the name its sender gives it. Throws Unreachable. The caller reads or destroys the body. */
export async function openAddress(
  address: string,
  rules: Rules,
): Promise<{ name: string; body: IncomingMessage }> {
  let url = address
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const why = whyNotAddress(url, rules)
    if (why) throw new Unreachable(hops === 0 ? why : `The address leads on to another: ${why}`)
    const body = await ask(new URL(url), rules)
    const { statusCode: status = 0, headers } = body
    if (status === 200) return { name: nameIn(headers['content-disposition']) ?? lastPart(url), body }
    body.destroy()
    if (status < 300 || status > 399 || !headers.location)
      throw new Unreachable(
        status === 404 || status === 410
          ? `Nothing is there any more: ${new URL(url).host} answered ${status}. Look for the new address`
          : `${new URL(url).host} answered ${status}`,
      )
    url = URL.canParse(headers.location, url) ? new URL(headers.location, url).href : headers.location
  }
  throw new Unreachable('The address leads on and on')
}

const lastPart = (url: string): string => {
  const part = new URL(url).pathname.split('/').findLast(Boolean) ?? 'file'
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
const nameIn = (disposition: string | undefined): string | null =>
  /filename="([^"]+)"/i.exec(disposition ?? '')?.[1] ??
  /filename=([^\s;"]+)/i.exec(disposition ?? '')?.[1] ??
  null
