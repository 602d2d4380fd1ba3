// The job that Alongside exists for, done by the people whose job it is: from a school that needs support to
// the first session in the running record.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Mode, modes } from './browser.ts'
import { launch } from './program.ts'
import {
  check,
  checkPrint,
  daysFromNow,
  enterAs,
  fillDate,
  press,
  signInAs,
  whoIsWho,
  follow,
} from './people.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

/** What is named is on the page, in its summary of errors, and each entry leads to its field. */
async function expectErrors(page: Page, ...texts: string[]): Promise<void> {
  expect(await page.title()).toMatch(/^Error: /)
  const summary = page.locator('.govuk-error-summary')
  for (const text of texts) expect(await summary.innerText()).toContain(text)
  for (const link of await summary.getByRole('link').all())
    expect(await page.locator((await link.getAttribute('href')) ?? 'none').count()).toBe(1)
}

describe.each(modes)('the main job, $name', (mode: Mode) => {
  let agreement = ''

  it('leads from the list of schools that need support to a proposed agreement', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'lead adviser')
    const { supporter, school } = await whoIsWho(page)
    await signInAs(page, 'lead adviser')
    await check(page, '01-after-sign-in')

    await page.goto('/identify')
    expect(await page.locator('h1').innerText()).toBe('Which schools need support, and why')
    await check(page, '02-who-needs-support')
    await checkPrint(page)
    await page.goto('/identify?q=no+school+is+called+this')
    await page.getByText('No school meets these criteria').waitFor()
    await check(page, '03-nothing-matches')
    await page.goto('/identify/unknown')
    await check(page, '04-a-person-needs-to-look')
    if (await page.locator('.govuk-pagination').count()) {
      await page.goto('/identify/unknown?page=2')
      await check(page)
    }

    // The school whose head is a persona: that head will sign.
    await page.goto(`/identify?q=${encodeURIComponent(school)}`)
    await follow(page, page.getByRole('link', { name: school, exact: true }))
    await page.getByText('In a category of concern', { exact: false }).first().waitFor()
    await check(page, '05-evidence')
    await checkPrint(page)
    const urn = new URL(page.url()).pathname.split('/').at(-1) ?? ''

    await page.goto(`/schools/${urn}`)
    await check(page, '06-school')
    await checkPrint(page)
    const parts = await page
      .locator('nav.moj-sub-navigation a')
      .evaluateAll((links) =>
        links.map((link) =>
          (link as unknown as { getAttribute: (name: string) => string }).getAttribute('href'),
        ),
      )
    expect(parts.length).toBeGreaterThan(3)
    for (const part of parts.slice(1)) {
      await page.goto(part)
      await check(page, `07-school-${part.split('/').at(-1)}`)
    }

    await page.goto(`/identify/schools/${urn}`)
    await press(page, 'Start a need')
    await check(page, '08-need-form')
    expect(await page.locator('[name=reason]').inputValue()).toContain('In a category of concern')
    await press(page, 'Save as a draft')
    await expectErrors(page, 'Choose at least one theme', 'Enter the first day')
    await check(page, '09-need-form-errors')
    await page.getByLabel('Leadership and management', { exact: true }).check()
    await page.locator('[name=days]').fill('2')
    await fillDate(page, 'starts', daysFromNow(0))
    await fillDate(page, 'ends', daysFromNow(60))
    await press(page, 'Save as a draft')
    await page.getByText(`Saved as a draft for ${school}`).waitFor()
    await check(page, '10-need-draft')

    await press(page, 'Open this need')
    await check(page, '11-open-need')
    await press(page, 'Open')
    await page.getByText('The need is open').waitFor()
    await check(page, '12-need-open')
    await press(page, 'See who could help')
    expect(await page.locator('h1').innerText()).toBe('Who could help?')
    await page
      .getByText(/Themes: [\d.]+ of 40/)
      .first()
      .waitFor()
    await check(page, '13-shortlist')
    await checkPrint(page)
    const ruledOut = page.locator('.govuk-table').last()
    expect(await ruledOut.innerText()).toMatch(/Holds none|Works in|has not given consent|free in|km away/)
    await page.goto(`${page.url()}?out=2`)
    await check(page)

    await page.goto(new URL(page.url()).pathname)
    await follow(page, page.getByRole('link', { name: `Choose ${supporter}` }))
    await check(page, '14-choose')
    if (await page.locator('textarea[name=reason]').count())
      await page.locator('textarea[name=reason]').fill('Known to both, and settled with the head.')
    await follow(page, page.locator('main form button'))

    await page.getByText('Next: propose what is to be agreed').waitFor()
    await check(page, '15-propose')
    await page.locator('[name=days]').fill('')
    await follow(page, page.locator('main form button'))
    await expectErrors(page, 'Enter the objectives', 'Enter the days')
    await check(page, '16-propose-errors')
    await page.locator('[name=objectives]').fill('Leaders know how each class is taught')
    await page.locator('[name=measures]').fill('The governors’ visits say so in the spring')
    await page.locator('[name=days]').fill('2')
    await page.locator('[name=rate]').selectOption({ index: 1 })
    await page.locator('[name=ratePounds]').fill('400')
    await page.locator('[name=supply]').fill('150')
    await page.locator('[name=fund]').fill('School improvement fund')
    await fillDate(page, 'starts', daysFromNow(0))
    await fillDate(page, 'ends', daysFromNow(60))
    await page.locator('[name=confidentiality]').fill('What is seen in lessons stays between us.')
    await page.locator('[name=exit]').fill('A last visit in the spring; the plan stays with the head.')
    await follow(page, page.locator('main form button'))
    await page.getByText('£950').first().waitFor()
    await check(page, '17-proposed')
    agreement = new URL(page.url()).pathname

    await press(page, 'Send for approval')
    await check(page, '18-send')
    await press(page, 'Send for approval')
    await page.getByText('Sent for approval.').waitFor()
    await check(page, '19-sent')
    // Nobody approves what they proposed.
    await page.goto(`${agreement}/approve`)
    expect(await page.locator('h1').innerText()).toBe('You do not have access to this')
    await check(page, '20-no-access')
    expect(problems).toEqual([])
    await context.close()
  })

  it('goes on with the cost approved by the head of standards', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'head of standards')
    await page.goto('/agreements')
    await check(page, '21-agreements')
    await checkPrint(page)
    await page.goto('/agreements?q=nobody+is+called+this')
    await check(page, '22-no-agreement')
    await page.goto(agreement)
    await press(page, 'Decide on the cost')
    await check(page, '23-approve')
    await press(page, 'Save your decision')
    await expectErrors(page, 'Choose one of the two')
    await check(page, '24-approve-errors')
    await page.getByLabel('I approve the cost', { exact: true }).check()
    await press(page, 'Save your decision')
    await page.getByText('The cost is approved').waitFor()
    await check(page)
    expect(problems).toEqual([])
    await context.close()
  })

  it('is signed by the supporter, the receiving head and the adviser, and is then active', async () => {
    for (const [role, last] of [
      ['supporter', false],
      ['headteacher', false],
      ['lead adviser', true],
    ] as const) {
      const { context, page, problems } = await enterAs(browser, mode, role)
      await page.goto('/agreements')
      await check(page)
      await follow(page, page.locator(`a[href="${agreement}"]`))
      await check(page, `25-agreement-as-${role.replace(' ', '-')}`)
      await press(page, 'Sign')
      await check(page, `26-sign-as-${role.replace(' ', '-')}`)
      if (role === 'supporter') {
        await press(page, 'Sign')
        await expectErrors(page, 'I agree')
        await check(page)
      }
      await page.getByLabel(/I agree, and sign as/).check()
      await press(page, 'Sign')
      await page.getByText(last ? 'the agreement is active' : 'when all three have signed').waitFor()
      expect(problems).toEqual([])
      await context.close()
    }
  })

  it('has its first session in the running record, which the school reads', async () => {
    const { context, page, problems } = await enterAs(browser, mode, 'supporter')
    await page.goto(`${agreement}/record`)
    await page.getByText('Nothing is in the running record yet').waitFor()
    await check(page, '27-record-empty')
    await press(page, 'Add a session')
    await check(page, '28-session-form')
    await press(page, 'Save')
    await expectErrors(page, 'Choose planned, held or missed')
    await check(page, '29-session-errors')
    await page.getByLabel('It was held', { exact: true }).check()
    await page.locator('[name=done]').fill('Walked round the school with the head and looked at reading.')
    await press(page, 'Save')
    await page.getByText('in the running record as held').waitFor()
    await check(page, '30-record')
    await checkPrint(page)
    expect(problems).toEqual([])
    await context.close()

    const school = await enterAs(browser, mode, 'headteacher')
    await school.page.goto(`${agreement}/record`)
    await school.page.getByText('Walked round the school with the head and looked at reading.').waitFor()
    await check(school.page, '31-record-as-headteacher')
    expect(school.problems).toEqual([])
    await school.context.close()
  })
})
