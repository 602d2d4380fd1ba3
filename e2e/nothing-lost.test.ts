// Nothing that somebody typed is lost or counted twice: a session that ends in the middle of a form, a double
// click, a form grown stale, the back button; and what is typed is shown as text, whatever it is.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { modes } from './browser.ts'
import { launch } from './program.ts'
import { check, daysFromNow, enterAs, fillDate, press, signInAs, follow } from './people.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

const script = `<script>document.title = 'taken over'</script><img src=x onerror="document.title='taken over'">`

/** Opens the form of a new need for a school of this person's and fills it in. Returns the school's name. */
async function fillNeed(page: Page, reason: string): Promise<string> {
  await page.goto('/identify')
  const link = page.locator('main table th a, main table td a').first()
  const school = (await link.innerText()).trim()
  const urn = (await link.getAttribute('href'))?.split('/').at(-1) ?? ''
  await page.goto(`/needs/new?school=${urn}`)
  await page.locator('[name=reason]').fill(reason)
  await page.locator('[name=themes]').first().check()
  await page.locator('[name=comesFrom]').first().check()
  await page.locator('[name=phase]').first().check()
  await page.locator('[name=days]').fill('3')
  await fillDate(page, 'starts', daysFromNow(7))
  await fillDate(page, 'ends', daysFromNow(90))
  return school
}

/** How many needs there are, over all pages. */
async function needs(page: Page): Promise<number> {
  await page.goto('/needs')
  return Number(/(\d+) needs?\b/.exec(await page.locator('main').innerText())?.[1] ?? 0)
}

describe.each(modes)('nothing is lost, $name', (mode) => {
  it('a form sent after the session has ended comes back after sign-in and is saved once', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'lead adviser')
    const before = await needs(page)
    await fillNeed(page, 'Typed just before the session ended.')
    await context.clearCookies()
    await press(page, 'Save as a draft')
    await page.waitForURL('**/sign-in?**')
    await check(page, '60-signed-out')
    await signInAs(page, 'lead adviser')
    await page.waitForURL('**/continue')
    expect(await page.locator('main').innerText()).toContain('Typed just before the session ended.')
    await check(page, '61-continue')
    await follow(page, page.locator('main form button').first())
    await page.getByText('Typed just before the session ended.').waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/needs\/[0-9a-f-]{36}$/)
    expect(await needs(page)).toBe(before + 1)
    expect(problems).toEqual([])
    await context.close()
  })

  it('a form that is sent twice, by two clicks or over again, is saved once', async () => {
    const { context, page } = await enterAs(browser, mode, 'lead adviser')
    const before = await needs(page)
    await fillNeed(page, 'Sent by somebody who clicks twice.')
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.postData() ?? '')
    })
    await page.getByRole('button', { name: 'Save as a draft' }).dblclick()
    await page.getByText('Sent by somebody who clicks twice.').waitFor()
    const saved = page.url()
    // Going back and forth asks for pages only. A request that is sent again leads to what it saved.
    await page.goBack()
    await page.goForward()
    const again = await page.request.post('/needs/new', {
      data: sent[0] ?? '',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: new URL(saved).origin },
      maxRedirects: 0,
    })
    expect(again.headers()['location']).toBe(new URL(saved).pathname)
    expect(await needs(page)).toBe(before + 1)
    await page.goto(saved)
    await page.getByText('Sent by somebody who clicks twice.').waitFor()
    await context.close()
  })

  it('of two people who change one record the second sees both versions and chooses', async () => {
    const one = await enterAs(browser, mode, 'lead adviser')
    await fillNeed(one.page, 'As it was first.')
    await press(one.page, 'Save as a draft')
    await one.page.getByText('As it was first.').waitFor()
    const address = new URL(one.page.url()).pathname
    const two = await enterAs(browser, mode, 'head of standards')
    await two.page.goto(`${address}/edit`)
    await one.page.goto(`${address}/edit`)
    await one.page.locator('[name=reason]').fill('As the adviser has it.')
    await press(one.page, 'Save')
    await one.page.getByText('As the adviser has it.').waitFor()
    await two.page.locator('[name=reason]').fill('As the head of standards has it.')
    await press(two.page, 'Save')
    const shown = await two.page.locator('main').innerText()
    expect(shown).toContain('As the adviser has it.')
    expect(shown).toContain('As the head of standards has it.')
    await check(two.page, '62-both-versions')
    await press(two.page, 'Keep what I typed')
    await two.page.getByText('As the head of standards has it.').waitFor()
    expect(new URL(two.page.url()).pathname).toBe(address)
    expect([...one.problems, ...two.problems].filter((problem) => !/409/.test(problem))).toEqual([])
    await one.context.close()
    await two.context.close()
  })

  it('script that is typed is shown as text, in the form, on the page and in what goes back', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'lead adviser')
    await fillNeed(page, script)
    await page.locator('[name=otherLimits]').fill(script)
    await page.locator('[name=days]').fill(script)
    await press(page, 'Save as a draft')
    expect(await page.locator('[name=reason]').inputValue()).toBe(script)
    expect(await page.locator('[name=days]').inputValue()).toBe(script)
    await page.locator('[name=days]').fill('3')
    await press(page, 'Save as a draft')
    await page.getByText(script, { exact: false }).first().waitFor()
    expect(await page.title()).not.toBe('taken over')
    await page.goto(`/needs?q=${encodeURIComponent(script)}`)
    expect(await page.locator('[name=q]').first().inputValue()).toBe(script)
    expect(await page.title()).not.toBe('taken over')
    await check(page)
    expect(problems).toEqual([])
    await context.close()
  })
})
