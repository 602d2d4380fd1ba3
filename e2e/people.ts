// Owns what every journey does: enter the demonstration as one of its people, and check the page they are on.
// With JOURNEY_SHOTS set to a folder, each checked page that is given a name is kept there as a picture.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import type { Role } from '#platform/permissions.ts'
import { expectAccessible, expectNoSidewaysScroll, type Mode, newVisitor } from './browser.ts'

/** A window of one person's own, signed in through the page of personas; it stays on the page after sign-in. */
export async function enterAs(browser: Browser, mode: Mode, role: Role) {
  const visitor = await newVisitor(browser, mode, inject('address'))
  visitor.page.setDefaultTimeout(15_000)
  await signInAs(visitor.page, role)
  return visitor
}

export async function signInAs(page: Page, role: Role, to = ''): Promise<void> {
  await page.goto(`/personas${to}`)
  await follow(page, page.locator(`button[name=role][value="${role}"]`))
}

/** Whom the demonstration offers as supporter, and the school of its headteacher. */
export async function whoIsWho(page: Page): Promise<{ supporter: string; school: string }> {
  await page.goto('/personas')
  const about = async (role: Role) =>
    (
      await page
        .locator('li', { has: page.locator(`button[value="${role}"]`) })
        .locator('p')
        .innerText()
    ).trim()
  const [supporter = ''] = (await about('supporter')).split(', ')
  const school = (await about('headteacher')).split(', ').slice(2).join(', ')
  return { supporter, school }
}

const shots = process.env['JOURNEY_SHOTS'] ?? ''
if (shots) mkdirSync(shots, { recursive: true })

/** No rule of accessibility is broken, and nothing makes the page scroll sideways. */
export async function check(page: Page, picture?: string): Promise<void> {
  if (shots && picture) {
    const width = page.viewportSize()?.width ?? 0
    await page.screenshot({ path: join(shots, `${picture}-${width}.png`), fullPage: true })
  }
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
}

/** On paper: what one navigates with is gone, what one reads is there. */
export async function checkPrint(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print' })
  for (const navigation of await page.getByRole('navigation').all())
    expect(await navigation.isVisible(), `navigation on paper of ${page.url()}`).toBe(false)
  expect(await page.locator('h1').first().isVisible()).toBe(true)
  expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0)
  await page.emulateMedia({ media: null })
}

/** Clicks what leads to another page, and waits until that page is there. */
export async function follow(page: Page, what: Locator): Promise<void> {
  await Promise.all([page.waitForEvent('domcontentloaded'), what.click()])
}
export const press = (page: Page, name: string | RegExp) =>
  follow(page, page.getByRole('button', { name, exact: typeof name === 'string' }))

/** Types a day into the three boxes of a date. */
export async function fillDate(page: Page, name: string, date: string): Promise<void> {
  const [year = '', month = '', day = ''] = date.split('-')
  await page.locator(`[name="${name}-day"]`).fill(String(Number(day)))
  await page.locator(`[name="${name}-month"]`).fill(String(Number(month)))
  await page.locator(`[name="${name}-year"]`).fill(year)
}

/** So many days from today, as a civil date. */
export const daysFromNow = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
