// Every page that a person can reach by the links they are shown: it opens, it keeps the rules of accessibility,
// it fits a phone, and the keyboard gets through it.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import type { Role } from '#platform/permissions.ts'
import { expectAccessible, expectNoSidewaysScroll, modes } from './browser.ts'
import { launch } from './program.ts'
import { enterAs } from './people.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

const desk = modes[0]!
const phone = modes[1]!.viewport

/** Pages of one kind, whatever record or search they show: no more than this many kinds for a person. */
const MOST = 40
const kindOf = (address: string): string => {
  const url = new URL(address, 'http://any')
  const path = url.pathname.replaceAll(
    /\/(\d{3,}|[0-9a-f]{8}-[0-9a-f-]{27}|(?:trust|federation|sponsor|diocese)-[a-z0-9-]+)(?=\/|$)/g,
    '/:id',
  )
  const names = [...new Set(url.searchParams.keys())].toSorted()
  return names.length > 0 ? `${path}?${names.join('&')}` : path
}

/** The kinds of element on a page: two pages of one kind with the same ones are examined once. */
const elementsOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { querySelectorAll: (all: string) => Iterable<{ tagName: string; className: unknown }> }
    }
    const kinds = new Set<string>()
    for (const one of document.querySelectorAll('body *'))
      kinds.add(`${one.tagName} ${String(one.className)}`)
    return [...kinds].toSorted().join()
  })

const examined = new Set<string>()

async function faultsOf(page: Page, kind: string): Promise<string[]> {
  const faults: string[] = []
  const note = (error: unknown) => faults.push(error instanceof Error ? error.message : String(error))
  const sign = `${kind} ${await elementsOf(page)}`
  if (examined.has(sign)) return faults
  examined.add(sign)
  await expectAccessible(page).catch(note)
  await expectNoSidewaysScroll(page).catch(note)
  await page.setViewportSize(phone)
  await expectNoSidewaysScroll(page).catch(note)
  await page.setViewportSize(desk.viewport)
  return faults
}

describe('every page that is linked for', () => {
  it.each<Role>([
    'lead adviser',
    'headteacher',
    'supporter',
    'administrator',
    'system administrator',
    'governor',
  ])('the %s opens, is accessible and fits a phone', async (role) => {
    const { context, page, problems } = await enterAs(browser, desk, role)
    const faults: string[] = []
    const known = new Set<string>(['/'])
    const ahead = ['/']
    while (ahead.length > 0) {
      const address = ahead.shift()!
      if (/[.]csv|export|template|set-aside|[.]svg|charts|[/]word/.test(address)) {
        const file = await page.request.get(address)
        if (!file.ok()) faults.push(`${address} answers ${file.status()}`)
        continue
      }
      const answer = await page.goto(address)
      if (!answer?.ok()) faults.push(`${address} answers ${answer?.status()}`)
      faults.push(...(await faultsOf(page, kindOf(address))))
      const links = await page
        .locator('a[href^="/"]')
        .evaluateAll((all) =>
          all.map((one) =>
            (one as unknown as { getAttribute: (name: string) => string }).getAttribute('href'),
          ),
        )
      for (const link of links) {
        // Help is written for every role: it may point to what this one does not include.
        if (address.startsWith('/help') && !link.startsWith('/help')) continue
        const kind = kindOf(link)
        if (known.has(kind) || known.size >= MOST) continue
        known.add(kind)
        ahead.push(link)
      }
    }
    expect(known.size).toBeGreaterThan(5)
    expect([...faults, ...problems]).toEqual([])
    await context.close()
  })
})

/** What has the keyboard's focus, and whether one can see that it has. */
const focused = (page: Page) =>
  page.evaluate(() => {
    type Style = { outlineStyle: string; outlineWidth: string; boxShadow: string; backgroundColor: string }
    const { document, getComputedStyle } = globalThis as unknown as {
      document: { activeElement: { id: string; className: string; textContent: string } }
      getComputedStyle: (element: unknown) => Style
    }
    const element = document.activeElement
    const style = getComputedStyle(element)
    return {
      id: element.id,
      classes: element.className,
      text: element.textContent.trim(),
      visible:
        (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') ||
        style.boxShadow !== 'none' ||
        style.backgroundColor === 'rgb(255, 221, 0)',
    }
  })

describe('by keyboard alone', () => {
  it('the first stop skips to the content, every stop shows, and the main action is reached and works', async () => {
    const { context, page } = await enterAs(browser, desk, 'lead adviser')
    await page.goto('/needs')
    await page.keyboard.press('Tab')
    expect((await focused(page)).text).toBe('Skip to main content')
    await page.keyboard.press('Enter')
    expect(new URL(page.url()).hash).toBe('#main-content')
    let at = await focused(page)
    for (let stop = 0; stop < 40 && at.text !== 'Add a need'; stop++) {
      await page.keyboard.press('Tab')
      at = await focused(page)
      expect(at, 'where the focus is, shows').toMatchObject({ visible: true })
    }
    expect(at.text).toBe('Add a need')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/needs/new')
    await context.close()
  })

  it('a list of errors takes the focus and leads to the field', async () => {
    const { context, page } = await enterAs(browser, desk, 'lead adviser')
    await page.goto('/supporters/new')
    await page.locator('main form button[type=submit], main form button').last().click()
    const summary = page.locator('.govuk-error-summary')
    await summary.waitFor()
    await page.waitForFunction("document.activeElement.closest('.govuk-error-summary') !== null")
    await page.keyboard.press('Tab')
    const target = (await summary.getByRole('link').first().getAttribute('href')) ?? ''
    await page.keyboard.press('Enter')
    expect(`#${(await focused(page)).id}`).toBe(target)
    await context.close()
  })
})
