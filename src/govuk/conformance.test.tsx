// Every component that we ship draws what govuk-frontend's own fixtures say, for every one of them.
// An upgrade is: bump govuk-frontend, run this, mend what is red.
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { raw } from 'hono/html'
import { jsx } from 'hono/jsx'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
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
import { normalised } from './normalised-dom.ts'
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

const fixturesFile = z.object({
  fixtures: z.array(
    z.object({ name: z.string(), options: z.record(z.string(), z.json()), html: z.string() }),
  ),
})
type Fixture = z.infer<typeof fixturesFile>['fixtures'][number]
type Options = Fixture['options']
type Option = Options[string] | undefined

const componentsFolder = join(
  dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json')),
  'dist/govuk/components',
)

// The options come as JSON; that each component's props are those options is what the comparison shows.
const shipped: Record<string, (props: never) => unknown> = {
  'back-link': BackLink,
  breadcrumbs: Breadcrumbs,
  button: Button,
  'character-count': CharacterCount,
  checkboxes: Checkboxes,
  'date-input': DateInput,
  details: Details,
  'error-message': ErrorMessage,
  'error-summary': ErrorSummary,
  fieldset: Fieldset,
  'file-upload': FileUpload,
  'generic-header': GenericHeader,
  hint: Hint,
  input: Input,
  'inset-text': InsetText,
  label: Label,
  'notification-banner': NotificationBanner,
  pagination: Pagination,
  panel: Panel,
  'password-input': PasswordInput,
  'phase-banner': PhaseBanner,
  radios: Radios,
  select: Select,
  'service-navigation': ServiceNavigation,
  'skip-link': SkipLink,
  'summary-list': SummaryList,
  table: Table,
  tabs: Tabs,
  tag: Tag,
  'task-list': TaskList,
  textarea: Textarea,
  'warning-text': WarningText,
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
  const text = readFileSync(join(componentsFolder, component, 'fixtures.json'), 'utf8')
  return fixturesFile.parse(JSON.parse(text)).fixtures
}

/** The fixture's options as our props: where it passes HTML beside or instead of text, ours takes safe JSX. */
function propsFrom(options: Options): Record<string, unknown> {
  const props: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(options)) {
    if (name === 'slots' && isRecord(value)) {
      props[name] = slotsFrom(value)
    } else if (name === 'conditional') {
      props[name] = isRecord(value) ? htmlFrom(value['html']) : undefined
    } else if (name === 'html' || name.endsWith('Html')) {
      const textName = name === 'html' ? 'text' : name.replace(/Html$/, 'Text')
      props[textName] = htmlFrom(value) ?? valueFrom(options[textName])
    } else if (!(name in props)) {
      props[name] = valueFrom(value)
    }
  }
  return props
}

function valueFrom(value: Option): unknown {
  if (Array.isArray(value)) return value.map(valueFrom)
  return isRecord(value) ? propsFrom(value) : value
}

function slotsFrom(slots: Options): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(slots).map(([name, slot]) => {
      const html = htmlFrom(isRecord(slot) ? slot['html'] : slot)
      if (name !== 'end') return [name, html]
      return [name, { text: html, align: isRecord(slot) ? slot['align'] : undefined }]
    }),
  )
}

const htmlFrom = (value: Option) => (typeof value === 'string' && value !== '' ? raw(value) : undefined)

function isRecord(value: Option): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A fieldset's own content is what stands between its tags, so it comes as children. */
function draw(component: string, options: Options): string {
  const { text, ...rest } = propsFrom(options)
  const props = component === 'fieldset' ? { ...rest, children: text } : { text, ...rest }
  return String(jsx(shipped[component] ?? '', props))
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

describe.each(Object.keys(shipped))('%s draws its official fixture', (component) => {
  test.each(fixturesOf(component).map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    (_name, fixture) => {
      expect(normalised(draw(component, fixture.options))).toEqual(normalised(fixture.html))
    },
  )
})
