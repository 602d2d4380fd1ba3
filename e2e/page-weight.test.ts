// What a page weighs over the wire, to a browser that has nothing of it yet: the page, its style, its script and
// every chart on it, as the server compresses them. The limits are those of docs/performance.md.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { modes } from './browser.ts'
import { launch } from './program.ts'
import { enterAs } from './people.ts'

const PAGE = 60_000
const SCRIPT = 15_000

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

it(`no kind of page weighs more than ${PAGE / 1_000} kB, of which script at most ${SCRIPT / 1_000} kB`, async () => {
  // Tall enough for every chart to be fetched, which otherwise waits until one scrolls to it.
  const mode = { ...modes[0]!, viewport: { width: 1280, height: 20_000 } }
  const { context, page } = await enterAs(browser, mode, 'lead adviser')
  const network = await context.newCDPSession(page)
  await network.send('Network.enable')
  await network.send('Network.setCacheDisabled', { cacheDisabled: true })
  const types = new Map<string, string>()
  let weight = { page: 0, script: 0 }
  network.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type))
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    weight.page += encodedDataLength
    if (types.get(requestId) === 'Script') weight.script += encodedDataLength
  })

  await page.goto('/identify')
  const links = (selector: string) =>
    page
      .locator(selector)
      .evaluateAll((all) =>
        all.map((one) => (one as unknown as { getAttribute: (name: string) => string }).getAttribute('href')),
      )
  const [evidence = '', another = ''] = [...new Set(await links('main a[href^="/identify/schools/"]'))]
  const [urn = '', other = ''] = [evidence, another].map((address) => address.split('/').at(-1) ?? '')
  await page.goto('/needs?state=open')
  const [need = ''] = await links('main table a[href^="/needs/"]')
  await page.goto('/supporters')
  const [supporter = ''] = await links('main table a[href^="/supporters/"]')
  await page.goto('/identify/moderation')
  const area = await page.locator('select[name=area] option').nth(1).getAttribute('value')
  expect([urn, need, supporter, area].every(Boolean)).toBe(true)

  const weights: { address: string; page: number; script: number }[] = []
  for (const address of [
    '/',
    '/schools',
    '/schools/groups',
    '/schools/map?by=inspection',
    `/schools/compare?urn=${urn}&urn=${other}`,
    ...['', '/results', '/pupils', '/inspections', '/money', '/similar', '/chronology', '/sources'].map(
      (part) => `/schools/${urn}${part}`,
    ),
    // Made of two others, whose figures stand beside its own.
    '/schools/930063/results',
    '/identify',
    '/identify/unknown',
    evidence,
    `/identify/moderation?area=${area}`,
    '/supporters',
    supporter,
    '/supporters/new',
    '/needs',
    `/needs/new?school=${urn}`,
    need,
    `${need}/shortlist`,
    '/agreements',
    '/people',
    '/packs',
    '/packs/built-in/leaders-of-education',
    '/help',
    '/privacy',
    '/account',
  ]) {
    weight = { page: 0, script: 0 }
    const answer = await page.goto(address, { waitUntil: 'networkidle' })
    expect(answer?.status(), address).toBe(200)
    weights.push({ address, ...weight })
  }
  const [heaviest] = weights.toSorted((a, b) => b.page - a.page)
  console.log(
    `The heaviest page is ${heaviest!.address.replaceAll(/[0-9a-f-]{36}|\d{6}/g, '…')} with ${(heaviest!.page / 1_000).toFixed(1)} kB, of which ${(heaviest!.script / 1_000).toFixed(1)} kB script.`,
  )
  expect(weights.filter((one) => one.page > PAGE || one.script > SCRIPT)).toEqual([])
  expect(weights.every((one) => one.script > 0)).toBe(true)
  await context.close()
})
