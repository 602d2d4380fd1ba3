// Drives a browser: a visitor with or without JavaScript, and the accessibility rules on whatever page they
// are on.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core'
import { expect } from 'vitest'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type AxeResult = {
  violations: {
    id: string
    help: string
    nodes: { html: string; target: unknown[]; failureSummary?: string }[]
  }[]
}

/** The switch of the pages that are read without scripts. */
const scriptSwitch = new WeakMap<Page, CDPSession>()

/** Fails with every fault named when the page breaks a WCAG 2.0–2.2 A or AA rule. Works with the page's scripts off, too. */
export async function expectAccessible(page: Page): Promise<void> {
  const scripts = scriptSwitch.get(page)
  // A page read without scripts stays as it is when they are switched on: only the rules then run.
  await scripts?.send('Emulation.setScriptExecutionDisabled', { value: false })
  await page.evaluate(axeSource)
  const result = await page.evaluate(() => {
    const { axe, document } = globalThis as unknown as {
      axe: { run: (root: unknown, options: object) => Promise<unknown> }
      document: unknown
    }
    return axe.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'] },
      resultTypes: ['violations'],
    })
  })
  await scripts?.send('Emulation.setScriptExecutionDisabled', { value: true })
  const { violations } = result as AxeResult
  const faults = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}) at ${node.target.join(' ')}: ${node.html.slice(0, 200)}`),
  )
  expect(faults, `accessibility of ${page.url()}`).toEqual([])
}

/** The page fits the window: nothing makes it scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const { document } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number; clientWidth: number } }
    }
    return document.documentElement.scrollWidth - document.documentElement.clientWidth
  })
  expect(over, `sideways scroll of ${page.url()}`).toBeLessThanOrEqual(0)
}

export type Mode = { name: string; javaScriptEnabled: boolean; viewport: { width: number; height: number } }
export const modes: readonly Mode[] = [
  { name: 'with JavaScript, at a desk', javaScriptEnabled: true, viewport: { width: 1280, height: 900 } },
  { name: 'without JavaScript, on a phone', javaScriptEnabled: false, viewport: { width: 390, height: 844 } },
]

/** A browser window of its own: no cookies of anybody else. Scripts blocked by the content policy fail the test. */
export async function newVisitor(
  browser: Browser,
  mode: Mode,
  address: string,
): Promise<{ context: BrowserContext; page: Page; problems: string[] }> {
  const context = await browser.newContext({ baseURL: address, viewport: mode.viewport })
  const page = await context.newPage()
  if (!mode.javaScriptEnabled) {
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setScriptExecutionDisabled', { value: true })
    scriptSwitch.set(page, session)
  }
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`script error on ${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      problems.push(`${page.url()}: ${message.text()}`)
  })
  return { context, page, problems }
}
