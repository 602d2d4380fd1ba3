// Categories, ratings, moderation and what a school reads of it, by the people whose job it is: every page of the
// way, with and without scripts.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Mode, modes } from './browser.ts'
import { launch } from './program.ts'
import { check, checkPrint, enterAs, fillDate, follow, press, signInAs, whoIsWho } from './people.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

describe.each(modes)('categories, $name', (mode: Mode) => {
  it('are decided, rated and moderated, and a school reads what was released to it', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'head of standards')
    const { school } = await whoIsWho(page)
    await signInAs(page, 'head of standards')

    await page.goto('/identify/terms')
    await check(page, '60-terms')
    const year = new URL(page.url()).searchParams.get('year')
    expect(year).toBeNull()
    await page.locator('[name="autumn-starts-day"]').fill('40')
    await press(page, 'Save the dates')
    expect(await page.title()).toMatch(/^Error: /)
    await check(page, '61-terms-errors')

    for (const show of ['person', 'proposed', 'prepared', 'deferred', 'decided', 'outside']) {
      await page.goto(`/identify/decisions?show=${show}`)
      await check(page, `62-decisions-${show}`)
    }
    await page.goto('/identify/decisions?show=proposed')
    await checkPrint(page)

    await page.goto(`/schools?q=${encodeURIComponent(school)}`)
    await follow(page, page.getByRole('link', { name: school, exact: true }).first())
    await page.getByRole('heading', { name: 'Category and rating' }).waitFor()
    const urn = new URL(page.url()).pathname.split('/').at(-1) ?? ''

    await page.goto(`/identify/schools/${urn}/decision`)
    await check(page, '63-decision')
    await press(page, 'Decide')
    await page.getByText('Choose what you decide').first().waitFor()
    await check(page, '64-decision-errors')
    await page.locator('input[value="override"]').check()
    await page.locator('[name=category]').selectOption({ index: 2 })
    await page.locator('[name=reason]').fill('Seen beside the schools around it.')
    await press(page, 'Decide')
    await page.getByText('The school has not been told').waitFor()
    await check(page, '65-school-with-category')

    await page.goto(`/identify/schools/${urn}/decision`)
    await page.locator('input[value="defer"]').check()
    await page.locator('[name="defer-reason"]').fill('Results')
    await fillDate(page, 'until', '2020-01-01')
    await press(page, 'Decide')
    await page.getByText('after today').first().waitFor()
    await check(page, '66-deferral-errors')

    await page.goto(`/identify/schools/${urn}/rating`)
    await check(page, '67-rating')
    await press(page, 'Save the rating')
    await check(page, '68-rating-errors')
    await page.locator('input[value="amber"]').check()
    await page.locator('input[value="improving"]').check()
    await page.locator('[name=rationale]').fill('Leaders know what to do; it needs a term.')
    await press(page, 'Save the rating')
    await page.getByText('is rated amber').waitFor()
    await page.goto('/identify/ratings')
    await check(page, '69-ratings')
    await page.goto('/identify/ratings?show=rated')
    await check(page, '70-rated')

    await page.goto('/identify/moderation')
    await check(page, '71-moderation-choose')
    await page.locator('select[name=area]').first().selectOption({ index: 1 })
    await press(page, 'Show its schools')
    await check(page, '72-moderation')
    await checkPrint(page)
    await moderateByKeys(page, mode)
    await page.goto(`/identify/schools/${urn}/moderation`)
    await press(page, 'Save the change')
    await page.getByText('Say why the meeting changed it').first().waitFor()
    await page.locator('[name=rating]').selectOption('green')
    await page.locator('[name=rationale]').fill('Seen beside the others.')
    await press(page, 'Save the change')
    await page.goto(`/identify/schools/${urn}`)
    await page.getByText('in moderation').first().waitFor()

    await page.goto('/identify/watchlist')
    await page.goto(`/identify/schools/${urn}`)
    if (await page.getByRole('button', { name: 'Watch this school' }).count())
      await press(page, 'Watch this school')
    await page.goto('/identify/watchlist')
    await check(page, '74-watchlist')

    await page.goto('/identify/notices')
    await check(page, '75-notices')
    await page.locator('input[value="kind of support"]').check()
    await press(page, 'Save')
    await page.goto(`/identify/schools/${urn}/release`)
    await check(page, '76-release')
    await press(page, 'Release it')
    await check(page, '77-release-errors')
    await page.locator('input[name=release]').check()
    if (await page.locator('textarea[name=reason]').count())
      await page.locator('textarea[name=reason]').fill('The head asked for it today.')
    await press(page, 'Release it')
    await page.getByText('Released.').first().waitFor()
    await check(page, '78-released')

    await signInAs(page, 'headteacher')
    await page.goto(`/schools/${urn}/notice`)
    await page.getByText('The support we propose').waitFor()
    await check(page, '79-what-the-head-reads')
    expect(await page.locator('main').innerText()).not.toMatch(/amber|green|Seen beside|Focus|Prevention/)

    await signInAs(page, 'head of standards')
    await page.goto(`/identify/schools/${urn}/withdraw`)
    await check(page, '80-withdraw')
    await page.locator('[name=why]').fill('Released too soon.')
    await press(page, 'Take it back')
    await page.getByText('Taken back').first().waitFor()

    expect(problems).toEqual([])
    await context.close()
  })
})

describe.each(modes)('runs and packs, $name', (mode: Mode) => {
  it('are made and compared, and thresholds are tried before a pack is changed', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'head of standards')

    await page.goto('/identify/runs/new')
    await page.locator('input[value="day"]').check()
    await press(page, 'Run the criteria')
    expect(await page.title()).toMatch(/^Error: /)
    await check(page, '81-run-errors')
    await fillDate(page, 'day', '2025-08-31')
    await press(page, 'Run the criteria')
    await page.goto('/identify/runs')
    await check(page, '82-runs')
    await press(page, 'Compare')
    await page.getByRole('heading', { name: 'Who came, who left, and why' }).waitFor()
    await check(page, '83-runs-compared')

    await page.goto('/identify/what-if')
    const inParts = page.getByRole('navigation', { name: 'Criteria or categories' })
    if ((await inParts.count()) === 0)
      await follow(page, page.getByRole('link', { name: /^Try those of County challenge/ }))
    await page.locator('input[name$="below"]').first().fill('90')
    await press(page, 'See which schools come and go')
    await page.getByRole('heading', { name: 'What would differ' }).waitFor()
    await check(page, '84-what-if-criteria')
    await follow(page, inParts.getByRole('link', { name: 'Categories' }))
    await page.locator('input[name$="below"]').first().fill('low')
    await press(page, 'See which schools come and go')
    expect(await page.title()).toMatch(/^Error: /)
    await check(page, '86-what-if-errors')
    await page.locator('input[name$="below"]').first().fill('80')
    await page.locator('input[name$="minimum_days"]').last().fill('8')
    await press(page, 'See which schools come and go')
    await page.getByRole('heading', { name: 'What would differ' }).waitFor()
    await check(page, '87-what-if-categories-tried')

    await follow(page, page.getByRole('link', { name: 'Change the pack with these values' }))
    const pack = new URL(page.url()).pathname.split('/').at(-2) ?? ''
    await check(page, '88-pack-form')
    await press(page, 'See what changes')
    await page.getByRole('heading', { name: 'Check what changes' }).waitFor()
    await check(page, '89-pack-check')
    await page.goto(`/packs/adopted/${pack}/text`)
    const text = page.locator('textarea').first()
    await text.fill('nothing of a pack')
    await press(page, 'See what changes')
    expect(await page.title()).toMatch(/^Error: /)
    await check(page, '91-pack-text-errors')
    await page.goto(`/packs/comparison?from=${pack}&to=built-in%3Acounty-challenge`)
    await page.getByRole('heading', { name: 'What changes between two versions' }).waitFor()
    await check(page, '92-packs-compared')

    expect(problems).toEqual([])
    await context.close()
  })
})

/** Two schools of a meeting moderated by nothing but keys: one after an error, and on to the next. */
async function moderateByKeys(page: Page, { javaScriptEnabled }: Mode): Promise<void> {
  const focus = () => page.locator(':focus').first()
  const idInFocus = async () => ((await focus().count()) ? ((await focus().getAttribute('id')) ?? '') : '')
  const isOn = (id: string) => page.locator(`[id="${id}"]:focus`).waitFor({ timeout: 5_000 })
  const enter = () => Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Enter')])
  const to = async (what: () => Promise<boolean>) => {
    for (let presses = 0; !(await what()); presses++) {
      expect(presses, 'presses of Tab').toBeLessThan(60)
      await page.keyboard.press('Tab')
    }
  }
  const onId = (part: string) => async () => (await idInFocus()).startsWith(part)
  const onText = (text: string) => async () =>
    (await focus().count()) > 0 && (await focus().innerText()) === text
  const links = await page.locator('a[id^=change-]').evaluateAll((all) => all.map(({ id }) => id))
  const [first = '', second = '', third = ''] = links

  await to(onId('change-'))
  await isOn(first)
  if (javaScriptEnabled) {
    for (const [key, where] of [
      ['ArrowDown', second],
      ['ArrowDown', third],
      ['ArrowUp', second],
      ['End', links.at(-1) ?? ''],
      ['Home', first],
    ] as const) {
      await page.keyboard.press(key)
      await isOn(where)
    }
    // The next school by keys alone: its form opens with the focus in it, and closes with the focus back on the school.
    await page.keyboard.press('ArrowDown')
  } else await to(onId(second))
  await enter()
  await isOn(second.replace('change', 'rating'))
  await check(page, '73-moderation-open')
  if (javaScriptEnabled) {
    await Promise.all([page.waitForEvent('domcontentloaded'), page.keyboard.press('Escape')])
    await isOn(second)
    await enter()
  }

  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await to(onText('Save the change'))
  await enter()
  expect(await page.title()).toMatch(/^Error: /)
  await isOn(second.replace('change', 'rationale'))
  await check(page, '73-moderation-errors')
  await page.keyboard.type('Seen beside the others.')
  await to(onText('Save the change'))
  await enter()
  await isOn(second)
  await page
    .getByText(/, in moderation/)
    .first()
    .waitFor()

  await enter()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await to(onId(second.replace('change', 'rationale')))
  await page.keyboard.type('On second thoughts.')
  await to(onText('Save and open the next school'))
  await enter()
  await isOn(third.replace('change', 'rating'))
  await to(onText('Close without a change'))
  await enter()
  await isOn(third)
}
