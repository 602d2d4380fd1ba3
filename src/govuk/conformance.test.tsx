// Every component that we ship draws what govuk-frontend's own fixtures say, for every one of them.
// An upgrade is: bump govuk-frontend, run this, mend what is red.
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FC } from 'hono/jsx'
import { raw } from 'hono/html'
import type { DefaultTreeAdapterTypes } from 'parse5'
import { parseFragment } from 'parse5'
import { describe, expect, test } from 'vitest'
import { BackLink } from './back-link.tsx'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { Button } from './button.tsx'
import { CharacterCount } from './character-count.tsx'
import { Checkboxes } from './checkboxes.tsx'
import { DateInput } from './date-input.tsx'
import { Details } from './details.tsx'
import { ErrorMessage } from './error-message.tsx'
import { ErrorSummary } from './error-summary.tsx'
import { Fieldset } from './fieldset.tsx'
import { FileUpload } from './file-upload.tsx'
import { GenericHeader } from './generic-header.tsx'
import { Hint } from './hint.tsx'
import { Input } from './input.tsx'
import { InsetText } from './inset-text.tsx'
import { Label } from './label.tsx'
import { NotificationBanner } from './notification-banner.tsx'
import { Pagination } from './pagination.tsx'
import { Panel } from './panel.tsx'
import { PasswordInput } from './password-input.tsx'
import { PhaseBanner } from './phase-banner.tsx'
import { Radios } from './radios.tsx'
import { Select } from './select.tsx'
import { ServiceNavigation } from './service-navigation.tsx'
import { SkipLink } from './skip-link.tsx'
import { SummaryList } from './summary-list.tsx'
import { Table } from './table.tsx'
import { Tabs } from './tabs.tsx'
import { Tag } from './tag.tsx'
import { TaskList } from './task-list.tsx'
import { Textarea } from './textarea.tsx'
import { WarningText } from './warning-text.tsx'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Fixture = { name: string; options: { [key: string]: Json }; html: string }

const componentsFolder = join(
  dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')),
  'dist/govuk/components',
)

// The options come as JSON; that each component's props are those options is what the comparison shows.
const drawn = (component: (props: never) => unknown) => component as FC<Record<string, unknown>>

const shipped: Record<string, FC<Record<string, unknown>>> = {
  'back-link': drawn(BackLink),
  breadcrumbs: drawn(Breadcrumbs),
  button: drawn(Button),
  'character-count': drawn(CharacterCount),
  checkboxes: drawn(Checkboxes),
  'date-input': drawn(DateInput),
  details: drawn(Details),
  'error-message': drawn(ErrorMessage),
  'error-summary': drawn(ErrorSummary),
  fieldset: drawn(Fieldset),
  'file-upload': drawn(FileUpload),
  'generic-header': drawn(GenericHeader),
  hint: drawn(Hint),
  input: drawn(Input),
  'inset-text': drawn(InsetText),
  label: drawn(Label),
  'notification-banner': drawn(NotificationBanner),
  pagination: drawn(Pagination),
  panel: drawn(Panel),
  'password-input': drawn(PasswordInput),
  'phase-banner': drawn(PhaseBanner),
  radios: drawn(Radios),
  select: drawn(Select),
  'service-navigation': drawn(ServiceNavigation),
  'skip-link': drawn(SkipLink),
  'summary-list': drawn(SummaryList),
  table: drawn(Table),
  tabs: drawn(Tabs),
  tag: drawn(Tag),
  'task-list': drawn(TaskList),
  textarea: drawn(Textarea),
  'warning-text': drawn(WarningText),
}

const notShipped: Record<string, string> = {
  accordion: 'tabs, details and headings do; it would cost every page its script and styles',
  'cookie-banner': 'the only cookie is the session, which needs no consent',
  'exit-this-page': 'nobody is put at risk by being seen with these pages',
  feedback: 'help and contact stand in the footer of every page',
  footer: 'it draws the crown and a Crown copyright, which are not ours; see page.tsx',
  header: 'it draws the crown and the GOV.UK name, which are not ours; generic-header takes its place',
  'language-navigation': 'there is one language',
}

function fixturesOf(component: string): Fixture[] {
  const file = JSON.parse(readFileSync(join(componentsFolder, component, 'fixtures.json'), 'utf8')) as {
    fixtures: Fixture[]
  }
  return file.fixtures
}

/** The fixture's options as our props: where it passes HTML beside or instead of text, ours takes safe JSX. */
function propsFrom(options: Json): unknown {
  if (Array.isArray(options)) return options.map(propsFrom)
  if (typeof options !== 'object' || options === null) return options
  const props: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) {
    if (name === 'slots') {
      props[name] = slotsFrom(value as { [key: string]: Json })
    } else if (name === 'conditional') {
      const html = (value as { html?: Json } | null)?.html
      props[name] = typeof html === 'string' ? raw(html) : undefined
    } else if (name === 'html' || name.endsWith('Html')) {
      const textName = name === 'html' ? 'text' : name.replace(/Html$/, 'Text')
      if (value) props[textName] = raw(value as string)
      else props[textName] ??= propsFrom(options[textName] ?? null)
    } else if (!(name in props)) {
      props[name] = propsFrom(value)
    }
  }
  return props
}

function slotsFrom(slots: { [key: string]: Json }): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(slots).map(([name, slot]) => {
      const html = typeof slot === 'string' ? slot : (slot as { html: string }).html
      if (name !== 'end') return [name, raw(html)]
      return [name, { text: raw(html), align: (slot as { align?: string }).align }]
    }),
  )
}

/** A fieldset's own content is what stands between its tags, so it comes as children. */
function withChildren(component: string, props: Record<string, unknown>): Record<string, unknown> {
  if (component !== 'fieldset') return props
  const { text, ...rest } = props
  return { ...rest, children: text }
}

const INLINE = new Set(['a', 'span', 'strong', 'em', 'b', 'i', 'code', 'abbr', 'small', 'time'])

/**
 * The DOM as lines: attributes in order of name, classes in their own order, text with white space as a reader
 * sees it. A space between words stays a space, on whichever side of an inline tag it stands; space at the edges
 * of blocks and controls is dropped; the text of a textarea stays to the letter.
 */
function normalised(html: string): string[] {
  const lines: string[] = []
  let hasPendingSpace = false
  let isAtEdge = true
  const edge = () => {
    hasPendingSpace = false
    isAtEdge = true
  }
  const visit = (node: DefaultTreeAdapterTypes.ChildNode) => {
    if (node.nodeName === '#comment' || node.nodeName === '#documentType') return
    if ('value' in node) {
      for (const part of node.value.split(/([ \t\n\r\f]+)/).filter((piece) => piece !== '')) {
        if (/^[ \t\n\r\f]+$/.test(part)) {
          hasPendingSpace = !isAtEdge
        } else {
          lines.push(`${hasPendingSpace ? ' ' : ''}${part}`)
          hasPendingSpace = false
          isAtEdge = false
        }
      }
      return
    }
    if (!('tagName' in node)) return
    const isInline = INLINE.has(node.tagName)
    if (!isInline) edge()
    const attributes = node.attrs
      .map(
        ({ name, value }) => [name, name === 'class' ? value.trim().split(/\s+/).join(' ') : value] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
    lines.push(`<${node.tagName}${attributes.join('')}>`)
    if (node.tagName === 'textarea') {
      lines.push(
        JSON.stringify(node.childNodes.map((child) => ('value' in child ? child.value : '')).join('')),
      )
    } else {
      node.childNodes.forEach(visit)
    }
    lines.push(`</${node.tagName}>`)
    if (!isInline) edge()
  }
  parseFragment(html).childNodes.forEach(visit)
  return lines
}

describe('the comparison', () => {
  test('sees a different order of classes, a lost space and a changed attribute', () => {
    expect(normalised('<p class="a b">x</p>')).not.toEqual(normalised('<p class="b a">x</p>'))
    expect(normalised('<p>x <b>y</b></p>')).not.toEqual(normalised('<p>x<b>y</b></p>'))
    expect(normalised('<p>x <b>y</b></p>')).toEqual(normalised('<p>\n x<b> y</b> </p>'))
    expect(normalised('<p id="a">x</p>')).not.toEqual(normalised('<p id="b">x</p>'))
    expect(normalised('<textarea> x</textarea>')).not.toEqual(normalised('<textarea>x</textarea>'))
  })

  test('covers every component of govuk-frontend, or says why not', () => {
    const official = readdirSync(componentsFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
    expect([...Object.keys(shipped), ...Object.keys(notShipped)].sort()).toEqual(official.sort())
  })

  test('runs several hundred fixtures', () => {
    const count = Object.keys(shipped).reduce((sum, component) => sum + fixturesOf(component).length, 0)
    expect(count).toBeGreaterThan(600)
  })
})

describe.each(Object.entries(shipped))('%s draws its official fixture', (component, Component) => {
  test.each(fixturesOf(component).map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    (_name, fixture) => {
      const props = withChildren(component, propsFrom(fixture.options) as Record<string, unknown>)
      const ours = (<Component {...props} />) as unknown
      expect(normalised(String(ours))).toEqual(normalised(fixture.html))
    },
  )
})
