// A published file on its way, as whoever brought it in sees it: how far it is, what it waits for, and then its
// summary. With a script the page goes on by itself; without one a link asks.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { modes } from './browser.ts'
import { launch } from './program.ts'
import { check, enterAs, follow, press } from './people.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

/** So many schools of no authority we hold, in the shape of Get Information About Schools. All invented. */
const register = (schools: number): string =>
  [
    '"URN","LA (code)","LA (name)","EstablishmentNumber","EstablishmentName","TypeOfEstablishment (name)","EstablishmentStatus (name)","PhaseOfEducation (name)","Town","Postcode"',
    ...Array.from(
      { length: schools },
      (_, i) =>
        `"${800_000 + i}","990","Easthaven","${i % 9_000}","Harbour School ${i}","Community school","Open","Primary","Saltings","ZZ1 1AA"`,
    ),
    '',
  ].join('\r\n')

async function send(page: Page, name: string, schools: number): Promise<string> {
  await page.goto('/imports/new')
  const buffer = Buffer.from(register(schools))
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer })
  await press(page, 'Read the file')
  await page.waitForURL('**/imports/uploads/**')
  return new URL(page.url()).pathname
}

describe.each(modes)('a file on its way, $name', (mode) => {
  it('shows how far it is, what it waits for, and then what it would change', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'business support officer')
    const large = await send(page, 'large_20261001.csv', 40_000)
    await page.getByText('% done').waitFor()
    await check(page, '51-under-way')
    const small = await send(page, 'small_20261001.csv', 2)
    if (mode.javaScriptEnabled) {
      await page.getByText('This file waits for the import of large_20261001.csv').waitFor()
      await check(page, '52-waits')
      await page.getByText('See how far it is').waitFor({ state: 'hidden' })
      // Nobody presses anything: the page goes on to the summary by itself.
      await page.getByRole('heading', { name: 'What this file would change' }).waitFor({ timeout: 90_000 })
    } else {
      await page.getByText('See how far it is').waitFor()
      await check(page, '52-waits')
      for (let times = 0; times < 90; times++) {
        if (await page.getByRole('heading', { name: 'What this file would change' }).count()) break
        await page.waitForTimeout(1_000)
        await follow(page, page.getByRole('link', { name: 'See how far it is' }))
      }
    }
    for (const address of [small, large]) {
      await page.goto(address)
      await page.getByRole('heading', { name: 'What this file would change' }).waitFor()
      await press(page, 'Throw the file away')
    }
    expect(problems).toEqual([])
    await context.close()
  })
})
