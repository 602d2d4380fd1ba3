// What is asked of many schools at once: the groups they belong to, how some stand side by side, where
// they are. Read by an adviser, at a desk and on a phone.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { modes } from './browser.ts'
import { launch } from './program.ts'
import { check, checkPrint, enterAs, follow, press } from './people.ts'

/** Of the demonstration: a primary school that an infant and a junior school became. */
const MADE_OF_TWO = 930063

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

describe.each(modes)('many schools, $name', (mode) => {
  it('groups are found by kind, and each leads to its schools and back', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'lead adviser')
    await page.goto('/schools')
    await press(page, 'Trusts and groups')
    await check(page, '50-groups')
    await page.goto('/schools/groups?q=no+group+is+called+this')
    await page.getByText('No group fits.').waitFor()
    await check(page, '51-no-group')
    for (const kind of ['Multi-academy trust', 'Federation', 'Diocese', 'Sponsor']) {
      await page.goto(`/schools/groups?kind=${encodeURIComponent(kind)}&sort=-schools`)
      await follow(page, page.locator('main table a[href^="/schools/groups/"]').first())
      expect(await page.locator('.govuk-caption-l').innerText()).toBe(kind)
      await check(page, `52-group-${kind.replaceAll(' ', '-')}`)
    }
    await checkPrint(page)
    const name = await page.locator('h1').innerText()
    await follow(page, page.locator('main table a[href^="/schools/"]').first())
    await follow(page, page.getByRole('link', { name, exact: true }).first())
    expect(await page.locator('h1').innerText()).toBe(name)
    expect(problems).toEqual([])
    await context.close()
  })

  it('schools are ticked in the list, set side by side, and another is added by its name', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'lead adviser')
    await page.goto('/schools?phase=Primary')
    for (const tick of (await page.getByRole('checkbox').all()).slice(0, 2)) await tick.check()
    await press(page, 'Compare ticked schools')
    expect(await page.locator('main ul.alongside-chosen li').count()).toBe(2)
    await check(page, '55-compare')
    await checkPrint(page)
    await page.getByLabel('Add a school').fill('high')
    await press(page, 'Search')
    await check(page, '56-compare-search')
    await follow(page, page.getByRole('link', { name: /^Add / }).first())
    expect(await page.locator('main ul.alongside-chosen li').count()).toBe(3)
    await check(page, '57-compare-three')
    await page.goto('/schools/compare')
    await page.getByText('No school is chosen yet').waitFor()
    await check(page, '58-compare-none')
    expect(problems).toEqual([])
    await context.close()
  })

  it('the map shows the schools of the list, nearer by links, down to one school', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'lead adviser')
    await page.goto('/schools?phase=Primary')
    await follow(page, page.getByRole('link', { name: 'Show on a map' }))
    await check(page, '60-map')
    await checkPrint(page)
    await follow(page, page.getByRole('link', { name: 'Show the latest inspection' }))
    await check(page, '61-map-inspections')
    // A mark of several schools leads nearer, until one stands alone.
    const several = page.locator('svg.alongside-map a[aria-label*=" schools: "]')
    for (let times = 0; times < 4 && (await several.count()); times++) {
      await several.first().focus()
      await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')])
    }
    await check(page, '62-map-near')
    await follow(page, page.locator('svg.alongside-map a[href^="/schools/9"]').first())
    expect(await page.locator('.govuk-caption-l').innerText()).toBe('School')
    await page.goto('/schools/map?q=no+school+is+called+this')
    await page.getByText('No school fits.').waitFor()
    await check(page, '63-map-empty')
    expect(problems).toEqual([])
    await context.close()
  })

  it('a school made of two others shows what they did under their own names', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'lead adviser')
    await page.goto(`/schools/${MADE_OF_TWO}/results`)
    await page.getByText('none counts as this school’s').waitFor()
    for (const one of await page.locator('details').all())
      await one.evaluate((element) => element.setAttribute('open', ''))
    await page
      .getByText(/: schools before this one$/)
      .first()
      .waitFor()
    await check(page, '64-schools-before')
    await page.goto(`/schools/${MADE_OF_TWO}/chronology`)
    expect(await page.getByText(/, before this school/).count()).toBeGreaterThan(1)
    await check(page, '64-chronology-before')
    expect(problems).toEqual([])
    await context.close()
  })

  it('schools are put into areas by hand, by rule and by file, and the last change is undone', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'administrator')
    await page.goto('/organisation')
    await follow(page, page.getByRole('link', { name: /^Schools and areas/ }))
    await check(page, '65-areas')
    await press(page, 'Move ticked schools')
    expect(await page.title()).toMatch(/^Error: /)
    await check(page, '66-areas-error')
    await page.getByRole('checkbox').nth(1).check()
    await page.getByLabel('Move the ticked schools to').selectOption('none')
    await press(page, 'Move ticked schools')
    await page.getByText('1 school was moved.').waitFor()
    await check(page, '67-areas-moved')
    await press(page, 'Undo it')
    await page.getByText('Undone. 1 school stands where it stood before.').waitFor()
    await press(page, 'Place by rule')
    await check(page, '68-rules')
    await press(page, 'Show what would change')
    await check(page, '69-rules-plan')
    await press(page, 'Give up')
    await press(page, 'Read a file')
    await check(page, '70-areas-file')
    const content = Buffer.from('urn,area\n100000,Nowhere\n')
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'areas.csv', mimeType: 'text/csv', buffer: content })
    await press(page, 'Read the file')
    await page.getByText('is not one of the organisation').waitFor()
    await check(page, '71-areas-file-plan')
    await press(page, 'Give up')
    expect(problems).toEqual([])
    await context.close()
  })
})
