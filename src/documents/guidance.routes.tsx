// Owns the pages of guidance that anybody may read: help, accessibility, data sources, privacy. Each is a
// Markdown file of the release in docs/.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { raw } from 'hono/html'
import { NotFound } from '#platform/errors.ts'
import { type OpenExchange, openGet, type Route } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { root } from '#platform/root.ts'
import { guidanceMarkup, titleOf } from '#src/documents/guidance.rules.ts'

type Guidance = { title: string; html: string }

const loaded = new Map<string, Guidance>()

/** Read once: guidance changes with the release only. */
function guidance(file: string): Guidance {
  let found = loaded.get(file)
  if (!found) {
    const markdown = readFileSync(join(root, 'docs', file), 'utf8')
    found = { title: titleOf(markdown), html: guidanceMarkup(markdown) }
    loaded.set(file, found)
  }
  return found
}

const show = (x: OpenExchange, file: string, back?: { href: string; text: string }) => {
  const { title, html } = guidance(file)
  return page(
    x.c,
    { title, ...(back ? { back } : {}) },
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">{raw(html)}</div>
    </div>,
  )
}

const topics = () =>
  readdirSync(join(root, 'docs/help')).filter((file) => /^[a-z-]+[.]md$/.test(file) && file !== 'index.md')

export const guidanceRoutes: readonly Route[] = [
  openGet('/help', (x) => show(x, 'help/index.md')),
  openGet('/help/:topic', (x) => {
    const file = `${x.c.req.param('topic')}.md`
    if (!topics().includes(file)) throw new NotFound()
    return show(x, `help/${file}`, { href: '/help', text: 'Help' })
  }),
  openGet('/accessibility', (x) => show(x, 'accessibility.md')),
  openGet('/data-sources', (x) => show(x, 'data-sources.md')),
  openGet('/privacy', (x) => show(x, 'privacy.md')),
]
