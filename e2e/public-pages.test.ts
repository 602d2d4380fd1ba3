// What anybody may open, the pages that say no, and a new installation that brings in its first published file.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { modes, newVisitor } from './browser.ts'
import { launch } from './program.ts'
import { check, enterAs, press, follow } from './people.ts'
import { startProduct } from './setup.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

describe.each(modes)('pages for anybody, $name', (mode) => {
  it('help, statements and sign-in open without an account', async () => {
    const { context, page, problems } = await newVisitor(browser, mode, inject('address'))
    await page.goto('/help')
    const topics = await page
      .locator('main a[href^="/help/"]')
      .evaluateAll((all) =>
        all.map((one) => (one as unknown as { getAttribute: (name: string) => string }).getAttribute('href')),
      )
    expect(topics.length).toBeGreaterThan(2)
    const addresses = [
      '/help',
      ...new Set(topics.map((topic) => topic.replace(/#.*/, ''))),
      '/accessibility',
      '/data-sources',
      '/privacy',
      '/sign-in',
      '/personas',
    ]
    for (const address of addresses) {
      expect((await page.goto(address))?.status(), address).toBe(200)
      await check(page, `40${address.replaceAll('/', '-')}`)
    }
    expect(problems).toEqual([])
    await context.close()
  })

  it('an address that is none, and one that is not for this person, say what to do next', async () => {
    const { context, page } = await enterAs(browser, mode, 'governor')
    expect((await page.goto('/no-such-page'))?.status()).toBe(404)
    await page.getByRole('heading', { name: 'Page not found' }).waitFor()
    await check(page, '41-not-found')
    expect((await page.goto('/audit'))?.status()).toBe(403)
    await page.getByRole('heading', { name: 'You do not have access to this' }).waitFor()
    await check(page, '42-no-access')
    await follow(page, page.getByRole('link', { name: 'Go to your start page' }))
    await check(page)
    await context.close()
  })
})

/** The page of a file goes on by itself once the file has been read or applied. */
const waitForFile = (page: Page) => page.locator('[data-alongside-progress]').waitFor({ state: 'detached' })

/** A register of two schools, in the shape in which Get Information About Schools publishes it. All invented. */
const register = `"URN","LA (code)","LA (name)","EstablishmentNumber","EstablishmentName","TypeOfEstablishment (name)","EstablishmentTypeGroup (name)","EstablishmentStatus (name)","OpenDate","CloseDate","PhaseOfEducation (name)","StatutoryLowAge","StatutoryHighAge","SchoolCapacity","NumberOfPupils","Town","Postcode","DistrictAdministrative (name)","LastChangedDate"
"990001","990","Easthaven","2001","Saltings Primary School","Community school","Local authority maintained schools","Open","","","Primary","3","11","210","187","Saltings","ZZ1 1AA","Saltings","01-10-2026"
"990002","990","Easthaven","4001","Harbour Road School","Community school","Local authority maintained schools","Open","","","Secondary","11","16","900","804","Saltings","ZZ1 1AB","Saltings","01-10-2026"
`

describe('a new installation', () => {
  it('is set up, brings in its first file after showing what would change, and takes it out again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'alongside-first-file-'))
    chmodSync(folder, 0o755)
    const product = await startProduct(folder, ['--own'], { ALONGSIDE_IMPORT_FOLDER: folder })
    try {
      const { context, page, problems } = await newVisitor(browser, modes[0]!, product.address)
      page.setDefaultTimeout(30_000)
      await page.goto('/set-up')
      await page.getByLabel('Name of your organisation').fill('Easthaven Council')
      await page.getByLabel('Local authority', { exact: true }).check()
      await page.getByLabel('Your name').fill('Ada Admin')
      await page.getByLabel('Your email address').fill('ada@example.org')
      await page.locator('#password').fill('a long enough phrase')
      await press(page, 'Set up')
      await page.getByText('Easthaven Council is set up').waitFor()
      await page.goto('/imports')
      await check(page, '43-imports-empty')
      await press(page, 'Bring in a file')
      await check(page, '44-upload')
      await follow(page, page.locator('main form button').last())
      expect(await page.title()).toMatch(/^Error: /)
      await check(page, '45-upload-errors')
      const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
      await page.locator('input[type=file]').setInputFiles(file('letters.csv', 'dear,head\n1,2\n'))
      await follow(page, page.locator('main form button').last())
      await page.waitForURL('**/imports/uploads/**')
      await waitForFile(page)
      await check(page, '46-unknown-file')
      await page.goto('/imports/new')
      await page.locator('input[type=file]').setInputFiles(file('edubasealldata20261001.csv', register))
      await follow(page, page.locator('main form button').last())
      await page.waitForURL('**/imports/uploads/**')
      await waitForFile(page)
      await check(page, '47-summary')
      expect(await page.locator('main').innerText()).toMatch(/2/)
      await follow(page, page.locator('main form button').first())
      await waitForFile(page)
      expect(new URL(page.url()).pathname).toMatch(/^\/imports\/\d+$/)
      await check(page, '48-imported')
      const imported = page.url()
      await page.goto('/schools?whose=all')
      await page.getByRole('link', { name: 'Saltings Primary School' }).waitFor()
      await page.goto(`${imported}/undo`)
      await check(page, '49-undo')
      await follow(page, page.locator('main form button').last())
      await check(page, '50-undone')
      await page.goto('/schools?whose=all')
      expect(await page.getByText('Saltings Primary School').count()).toBe(0)

      // From now on Alongside looks for such files by itself.
      mkdirSync(join(folder, 'published'))
      writeFileSync(join(folder, 'published', 'letters.csv'), 'dear,head\n1,2\n')
      utimesSync(join(folder, 'published', 'letters.csv'), 0, Date.now() / 1_000 - 60)
      await page.goto('/imports')
      await press(page, 'Regular imports')
      await check(page, '53-no-regular-import')
      await press(page, 'Add a place')
      await check(page, '54-regular-form')
      await press(page, 'Save and look now')
      expect(await page.title()).toMatch(/^Error: /)
      await check(page, '55-regular-errors')
      await page.getByLabel('In a folder on the server').check()
      await page.getByLabel('Folder or address').fill('published')
      await page.getByLabel('What the files are').selectOption('gias-establishments')
      await page.getByLabel('Every day').check()
      await press(page, 'Save and look now')
      for (let times = 0; times < 60; times++) {
        if (await page.getByText('Needs you').count()) break
        await page.waitForTimeout(500)
        await page.reload()
      }
      await page.getByText('does not know the columns').waitFor()
      await check(page, '56-regular-import')
      await page.setViewportSize(modes[1]!.viewport)
      await check(page, '56-regular-import')
      await press(page, 'Change')
      expect(await page.getByLabel('Folder or address').inputValue()).toBe('published')
      await check(page, '56-regular-change')
      await page.getByLabel('Every week').check()
      await press(page, 'Save')
      await page.getByText('Every week').waitFor()
      await page.goto('/imports')
      await page.getByRole('heading', { name: 'Regular imports that need you' }).waitFor()
      await check(page, '57-imports-that-need-you')
      await page.goto('/')
      await follow(page, page.getByRole('link', { name: 'published' }))
      await press(page, 'Pause')
      await page.getByRole('button', { name: 'Go on' }).waitFor()
      await page.goto('/imports/regular')
      await check(page, '57-regular-imports')
      await page.setViewportSize(modes[0]!.viewport)
      await check(page, '57-regular-imports')
      expect(problems).toEqual([])
      await context.close()
    } finally {
      await product.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
