// The journey of a new installation: set it up, invite somebody, be invited, look after one's own account.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TOTP } from 'otpauth'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { modes, newVisitor } from './browser.ts'
import { check, follow, press } from './people.ts'
import { launch } from './program.ts'
import { type Product, startProduct } from './setup.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launch(inject('browser'))
})
afterAll(() => browser.close())

describe.each(modes)('a new installation, $name', (mode) => {
  let product: Product
  let folder: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'alongside-own-'))
    chmodSync(folder, 0o755)
    product = await startProduct(folder, ['--own'])
  })
  afterAll(async () => {
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is set up, and its first administrator looks after people and their own account', async () => {
    const { context, page, problems } = await newVisitor(browser, mode, product.address)
    await page.goto('/sign-in')
    expect(new URL(page.url()).pathname).toBe('/set-up')
    await check(page)
    await press(page, 'Set up')
    await check(page)
    expect(await page.title()).toMatch(/^Error: /)
    await page.getByLabel('Name of your organisation').fill('Eastshire County Council')
    await page.getByLabel('Local authority', { exact: true }).check()
    await page.getByLabel('Your name').fill('Ada Admin')
    await page.getByLabel('Your email address').fill('ada@example.org')
    await page.locator('#password').fill('a long enough phrase')
    await press(page, 'Set up')
    await page.getByText('Eastshire County Council is set up').waitFor()
    await check(page)

    await follow(page, page.getByRole('button', { name: 'Invite somebody' }))
    await check(page)
    await press(page, 'Send the invitation')
    await check(page)
    await page.getByLabel('Name', { exact: true }).fill('Ivy Invited')
    await page.getByLabel('Email address', { exact: true }).fill('ivy@example.org')
    await page.getByLabel('Role', { exact: true }).selectOption('adviser')
    await press(page, 'Send the invitation')
    await page.getByText('Ivy Invited has been invited').waitFor()
    await check(page)
    for (const link of ['They have left', 'Change who they are', 'Give a role']) {
      await follow(page, page.getByRole('button', { name: link }).first())
      await check(page)
      await page.goBack()
    }

    for (const path of [
      '/people',
      '/organisation',
      '/organisation/edit',
      '/administration',
      '/messages',
      '/audit',
      '/account',
      '/account/password',
      '/account/one-time-code',
    ]) {
      await page.goto(path)
      await check(page)
    }

    await page.getByLabel('Your password', { exact: true }).fill('a long enough phrase')
    await press(page, 'Continue')
    await check(page)
    const secret = (await page.locator('[data-secret]').getAttribute('data-secret')) ?? ''
    await page.getByLabel('Code', { exact: true }).fill(new TOTP({ secret }).generate())
    await press(page, 'Turn on')
    await page.getByText('One-time codes are set up').waitFor()
    await press(page, 'Sign out')
    await page.getByText('You have signed out').waitFor()
    await check(page)

    await page.getByLabel('Email address').fill('ada@example.org')
    await page.locator('#password').fill('wrong wrong wrong')
    await press(page, 'Sign in')
    await check(page)
    await page.locator('#password').fill('a long enough phrase')
    await press(page, 'Sign in')
    await page.getByRole('heading', { name: 'Enter the code from your app' }).waitFor()
    await check(page)
    await page.getByLabel('Code', { exact: true }).fill(new TOTP({ secret }).generate())
    await press(page, 'Continue')
    await page.goto('/people')
    await page.getByText('Ivy Invited').waitFor()
    expect(problems).toEqual([])
    await context.close()
  })

  it('shows its other pages to whoever is not signed in', async () => {
    const { context, page, problems } = await newVisitor(browser, mode, product.address)
    for (const path of [
      '/sign-in',
      '/sign-in/link',
      '/sign-in/link/sent',
      '/sign-in/link/some-token',
      '/sign-in/not-known',
      '/invitations/some-token',
    ]) {
      await page.goto(path)
      await check(page)
    }
    expect(problems).toEqual([])
    await context.close()
  })
})

describe.each(modes)('the demonstration, $name', (mode) => {
  it('is entered as one of its people', async () => {
    const { context, page, problems } = await newVisitor(browser, mode, inject('address'))
    await page.goto('/sign-in')
    await check(page)
    await follow(page, page.getByRole('link', { name: 'Choose whom to sign in as' }))
    await check(page)
    expect(await page.getByRole('button', { name: /^Sign in as / }).count()).toBeGreaterThanOrEqual(15)
    await follow(page, page.getByRole('button', { name: /^Sign in as / }).first())
    for (const path of [
      '/people',
      '/people?show=everybody&role=adviser&q=a',
      '/administration',
      '/audit',
      '/account',
    ]) {
      await page.goto(path)
      await check(page)
    }
    await page.goto('/people')
    await follow(page, page.locator('tbody a').first())
    await check(page)
    expect(problems).toEqual([])
    await context.close()
  })
})
