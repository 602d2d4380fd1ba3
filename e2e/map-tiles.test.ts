// The map over tiles: a real tile server on loopback, the product set to it, and a browser that asks nobody else;
// and the same map without tiles, for which the browser asks nobody but the product.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { pictureOf } from '#src/schools/profile/chart-picture.ts'
import { modes, newVisitor } from './browser.ts'
import { check, enterAs, signInAs } from './people.ts'
import { launch } from './program.ts'
import { type Product, startProduct } from './setup.ts'

const CREDIT = 'Tiles of this test, drawn by nobody'
type Asked = { path: string; headers: IncomingHttpHeaders }

let browser: Browser
let product: Product
const folder = mkdtempSync(join(tmpdir(), 'alongside-tiles-'))
const asked: Asked[] = []
/** Draws its own number on each tile, so that a picture of the map shows whether they lie where they belong. */
const tileServer = createServer((request, response) => {
  asked.push({ path: request.url ?? '', headers: request.headers })
  const tile = /^\/tiles\/(\d+)\/(\d+)\/(\d+)[.]png$/.exec(request.url ?? '')
  if (!tile) return void response.writeHead(404).end()
  const [, z, x, y] = tile.map(Number)
  if (x! >= 2 ** z! || y! >= 2 ** z!) return void response.writeHead(404).end()
  void pictureOf(
    `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128"><rect width="128" height="128" fill="#eef3ea" stroke="#9ab08a"/><text x="8" y="20" font-size="11" fill="#505a5f">${z}/${x}/${y}</text></svg>`,
  ).then((png) => response.writeHead(200, { 'Content-Type': 'image/png' }).end(png))
})
const elsewhere: string[] = []
const otherServer = createServer((request, response) => {
  elsewhere.push(request.url ?? '')
  response.end()
})
const listen = async (server: Server) => {
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

let tiles = ''
let other = ''
beforeAll(async () => {
  ;[tiles, other] = await Promise.all([listen(tileServer), listen(otherServer)])
  chmodSync(folder, 0o755) // the account that runs PostgreSQL must get in
  browser = await launch(inject('browser'))
  product = await startProduct(folder, [], {
    MAP_TILES: `${tiles}/tiles/{z}/{x}/{y}.png`,
    MAP_TILES_CREDIT: CREDIT,
  })
})
afterAll(async () => {
  await browser.close()
  await product.stop()
  tileServer.close()
  otherServer.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The origins that a page asks for anything, as it asks. */
function originsOf(page: Page): Set<string> {
  const origins = new Set<string>()
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) origins.add(new URL(request.url()).origin)
  })
  return origins
}
const tilesIn = (page: Page) =>
  page
    .locator('svg.alongside-map image')
    .evaluateAll((all) =>
      all.map((one) => (one as unknown as { getAttribute: (name: string) => string }).getAttribute('href')),
    )

describe.each(modes)('the map over tiles, $name', (mode) => {
  it('asks the server that is set for the tiles it draws, tells it nothing of the reader, and names whose they are', async () => {
    const { context, page, problems } = await newVisitor(browser, mode, product.address)
    const origins = originsOf(page)
    await signInAs(page, 'adviser')
    asked.length = 0
    const arrived: number[] = []
    page.on('response', (response) => {
      if (response.url().startsWith(tiles)) arrived.push(response.status())
    })
    await page.goto('/schools/map?phase=Primary', { waitUntil: 'networkidle' })
    const drawn = await tilesIn(page)
    expect(drawn.length).toBeGreaterThan(3)
    expect([...new Set(asked.map(({ path }) => `${tiles}${path}`))].toSorted()).toEqual(
      [...new Set(drawn)].toSorted(),
    )
    expect(arrived).toEqual(drawn.map(() => 200))
    expect(asked.filter(({ headers }) => headers.cookie !== undefined)).toEqual([])
    // Which school or search somebody looks at is nobody else's business.
    expect(asked.filter(({ headers }) => /schools|phase/.test(headers.referer ?? ''))).toEqual([])
    await page.getByText(CREDIT).waitFor()
    await check(page, '64-map-tiles')
    expect([...origins].toSorted()).toEqual([product.address, tiles].toSorted())
    expect(problems).toEqual([])
    await context.close()
  })
})

it('a page may fetch pictures from that server and from no other', async () => {
  const { context, page } = await newVisitor(browser, modes[0]!, product.address)
  await signInAs(page, 'adviser')
  const answer = await page.goto('/schools/map')
  expect(answer?.headers()['content-security-policy']).toContain(`img-src 'self' data: ${tiles};`)
  const fetches = (address: string) =>
    page.evaluate(
      (src) =>
        new Promise<boolean>((resolve) => {
          const { Image } = globalThis as unknown as {
            Image: new () => { src: string; addEventListener: (event: string, then: () => void) => void }
          }
          const image = new Image()
          image.addEventListener('load', () => resolve(true))
          image.addEventListener('error', () => resolve(false))
          image.src = src
        }),
      address,
    )
  expect(await fetches(`${tiles}/tiles/1/0/0.png`)).toBe(true)
  expect(await fetches(`${other}/tiles/1/0/0.png`)).toBe(false)
  expect(elsewhere).toEqual([])
  await context.close()
})

it('without tiles the map asks nobody but the product, and names nobody', async () => {
  const { context, page } = await enterAs(browser, modes[0]!, 'adviser')
  const origins = originsOf(page)
  asked.length = 0
  const answer = await page.goto('/schools/map?phase=Primary', { waitUntil: 'networkidle' })
  expect(await tilesIn(page)).toEqual([])
  expect(answer?.headers()['content-security-policy']).toContain("img-src 'self' data:;")
  expect([...origins]).toEqual([inject('address')])
  expect(await page.getByText(CREDIT).count()).toBe(0)
  expect(asked).toEqual([])
  await context.close()
})
