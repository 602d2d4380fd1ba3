// The document round every page, and the frames of the seven kinds of page.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PageProps } from './page.tsx'
import { Page } from './page.tsx'
import { BoardPage } from './pages/board-page.tsx'
import { DecisionPage } from './pages/decision-page.tsx'
import { FormPage } from './pages/form-page.tsx'
import { HomePage } from './pages/home-page.tsx'
import { ListPage, pageNumbers } from './pages/list-page.tsx'
import { RecordPage } from './pages/record-page.tsx'
import { TaskListPage } from './pages/task-list-page.tsx'
import { RatingTag } from './rating.tsx'

const plain: PageProps = {
  title: 'Schools',
  organisationName: 'Borsetshire County Council',
  person: { name: 'Ada Wren' },
  signOutKey: <input type="hidden" name="_key" value="k1" />,
  navigation: [
    { text: 'Schools', href: '/schools', current: true },
    { text: 'Supporters', href: '/supporters' },
  ],
  assets: { css: '/assets/a.css', js: '/assets/a.js' },
  nonce: 'n0nce',
}
const markup = (element: unknown) => String(element)
const written = (props: Partial<PageProps> = {}) => markup(<Page {...plain} {...props} />)

describe('A page', () => {
  test('is a whole document in British English that says what it is', () => {
    const html = written()
    expect(html).toMatch(/^<!doctype html><html lang="en-GB" class="govuk-template">/)
    expect(html).toContain('<title>Schools – Borsetshire County Council – Alongside</title>')
    expect(html).toContain('<main class="govuk-main-wrapper" id="main-content">')
    expect(html.indexOf('href="#main-content"')).toBeLessThan(html.indexOf('<header'))
  })

  test('says in its title first that there are errors', () => {
    expect(written({ errors: true })).toContain('<title>Error: Schools – ')
  })

  test('carries the nonce on every script and style, and no script beside them', () => {
    const html = written({ accentColour: '#123456' })
    const openings = html.match(/<(script|style)\b[^>]*>/g) ?? []
    expect(openings).toHaveLength(3)
    expect(openings.every((tag) => tag.includes('nonce="n0nce"'))).toBe(true)
    expect(html).not.toMatch(/\son[a-z]+="/)
    expect(html).not.toMatch(/\sstyle="/)
  })

  test('passes over an accent colour that is no colour', () => {
    expect(written({ accentColour: '#123456' })).toContain('--govuk-brand-colour:#123456')
    expect(written({ accentColour: 'red}</style><script>' })).not.toContain('<style')
  })

  test('signs out by a form with its one-time key, and only somebody who is signed in', () => {
    expect(written()).toMatch(/<form method="post" action="\/sign-out"[^>]*><input type="hidden" name="_key"/)
    expect(written({ person: null })).not.toContain('/sign-out')
  })

  test('marks the area one is in', () => {
    expect(written()).toMatch(/href="\/schools" aria-current="true"/)
    expect(written()).not.toMatch(/href="\/supporters" aria-current/)
  })

  test('shows what was typed as text, wherever it stands', () => {
    const typed = '<script>alert(1)</script>"\'&'
    const html = written({
      title: typed,
      organisationName: typed,
      person: { name: typed },
      message: typed,
      back: { href: '/', text: typed },
      breadcrumbs: undefined,
      phase: { tag: typed, text: typed },
      navigation: [{ text: typed, href: '/x' }],
      children: typed,
    })
    expect(html).not.toContain('<script>alert')
    expect(html.split('&lt;script&gt;alert(1)').length - 1).toBeGreaterThanOrEqual(8)
  })

  test('links to help, accessibility, data sources and privacy, and has nothing of GOV.UK', () => {
    const html = written()
    for (const href of ['/help', '/accessibility', '/data-sources', '/privacy'])
      expect(html).toContain(`href="${href}"`)
    expect(html).not.toMatch(/crown|gov\.uk|GDS/i)
  })
})

describe('A list', () => {
  const list = (pages = 9) => (
    <ListPage
      heading="Schools"
      action="/schools"
      search={{ name: 'q', label: 'Name or URN', value: 'oak', keep: [['phase', 'primary']] }}
      filter={{
        fields: 'fields',
        selected: [{ heading: { text: 'Phase' }, items: [{ href: '/schools?q=oak', text: 'Primary' }] }],
        clearHref: '/schools?q=oak',
        keep: [['q', 'oak']],
      }}
      count="212 schools"
      empty="No school matches."
      tableLabel="Schools"
      paging={{ page: 4, pages, hrefOf: (page) => `/schools?page=${page}` }}
      exports={[{ href: '/schools.csv', text: 'Download (CSV)' }]}
    >
      <table></table>
    </ListPage>
  )

  test('keeps the filters in a search and the search in the filters', () => {
    const html = markup(list())
    expect(html).toContain('<input type="hidden" name="phase" value="primary"/>')
    expect(html).toContain('<input type="hidden" name="q" value="oak"/>')
    expect(html).toContain('name="q" type="search" value="oak"')
  })

  test('has chips, count, export, print and paging', () => {
    const html = markup(list())
    for (const part of [
      'moj-filter__tag" href="/schools?q=oak"',
      '212 schools',
      'href="/schools.csv"',
      'data-alongside-print',
      'href="/schools?page=3"',
      'href="/schools?page=5"',
    ])
      expect(html).toContain(part)
    expect(markup(list(1))).not.toContain('govuk-pagination')
  })

  test('pages always show the first, the last and this one, in order, with no gap of a single page', () => {
    expect(pageNumbers(1, 1)).toEqual([1])
    expect(pageNumbers(4, 9)).toEqual([1, 2, 3, 4, 5, null, 9])
    expect(pageNumbers(6, 12)).toEqual([1, null, 5, 6, 7, null, 12])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), (pages, seed) => {
        const page = 1 + (seed % pages)
        const shown = pageNumbers(page, pages)
        const numbers = shown.filter((n) => n !== null)
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
        expect(numbers).toContain(1)
        expect(numbers).toContain(page)
        expect(numbers).toContain(pages)
        expect(shown.length).toBeLessThanOrEqual(7)
        const gaps = shown.flatMap((n, index) =>
          n === null ? [(shown[index + 1] ?? 0) - (shown[index - 1] ?? 0)] : [],
        )
        expect(gaps.every((gap) => gap > 2)).toBe(true)
      }),
    )
  })
})

describe('The other kinds of page', () => {
  test('home says what will appear where there is nothing yet', () => {
    const html = markup(
      <HomePage
        heading="My work"
        sections={[
          { heading: 'What I owe', empty: 'Tasks appear here when they are due.', children: null },
          { heading: 'Waiting for me', empty: 'never shown', children: <p>One agreement to sign</p> },
        ]}
      />,
    )
    expect(html).toContain('Tasks appear here when they are due.')
    expect(html).not.toContain('never shown')
  })

  test('a record says where it came from, and the first action is the green button', () => {
    const html = markup(
      <RecordPage
        name="Oak Primary"
        caption="School"
        state={{ text: 'Open' }}
        facts={[{ key: 'URN', value: '999001' }]}
        actions={[
          { text: 'Record a need', href: '/needs/new' },
          { text: 'Edit', href: '/edit' },
        ]}
        provenance={[{ what: 'Name and address', source: 'Register, 1 November 2026' }]}
      >
        body
      </RecordPage>,
    )
    expect(html).toContain('Where this came from')
    expect(html).toMatch(/href="\/needs\/new"[^>]*class="govuk-button"/)
    expect(html).toMatch(/href="\/edit"[^>]*class="govuk-button govuk-button--secondary"/)
  })

  test('a task list says why a step cannot start, and does not link to it', () => {
    const html = markup(
      <TaskListPage
        heading="Agreement"
        progress="1 of 3 steps done"
        phases={[
          {
            heading: 'Agree',
            steps: [
              { title: 'Write the objectives', href: '/1', done: true },
              { title: 'Approve the cost', href: '/2', status: { text: 'To do' } },
              { title: 'Sign', href: '/3', waitsFor: 'The cost has to be approved first.' },
            ],
          },
        ]}
      />,
    )
    expect(html).toContain('The cost has to be approved first.')
    expect(html).not.toContain('href="/3"')
    expect(html).toContain('Completed')
  })

  test('a form has its errors at the head, each a link to its field, and its hidden key', () => {
    const html = markup(
      <FormPage
        heading="New need"
        errors={[
          { field: 'days', text: 'Enter the days' },
          { field: 'starts', text: 'Enter the start', href: '#starts-day' },
        ]}
        hidden={<input type="hidden" name="_key" value="k" />}
        submitText="Save"
      >
        fields
      </FormPage>,
    )
    expect(html.indexOf('govuk-error-summary')).toBeLessThan(html.indexOf('<h1'))
    expect(html).toContain('<a href="#days">')
    expect(html).toContain('<a href="#starts-day">')
    expect(html).toMatch(/<form method="post" novalidate=""><input type="hidden" name="_key"/)
  })

  test('a decision chooses nothing beforehand and says what will happen and who is told', () => {
    const html = markup(
      <DecisionPage
        heading="End this support?"
        hidden={null}
        facts={[]}
        consequences={['No more days can be claimed.']}
        told={['The head of Oak Primary, by mail']}
        choices={{ name: 'answer', legend: 'Your decision', items: [{ value: 'end', text: 'End it' }] }}
        reason={{ name: 'reason', label: 'Why' }}
        submitText="Confirm"
        isFinal
        cancel={{ href: '/agreements/1' }}
      />,
    )
    expect(html).not.toContain('checked')
    expect(html).toContain('No more days can be claimed.')
    expect(html).toContain('The head of Oak Primary, by mail')
    expect(html).toContain('govuk-button--warning')
  })

  test('a board says changes as they happen, with before and after', () => {
    const html = markup(
      <BoardPage
        heading="Autumn round"
        changes={[]}
        before={{ heading: 'Before', children: 'b' }}
        after={{ heading: 'After', children: 'a' }}
      >
        board
      </BoardPage>,
    )
    expect(html).toContain('aria-live="polite"')
    expect(html).toContain('Nothing has been changed yet.')
  })

  test('a rating is a word and a shape as well as a colour', () => {
    const drawings = (['green', 'amber', 'red', 'unknown'] as const).map((rating) => {
      const html = markup(<RatingTag rating={rating} direction="declining" />)
      return { shape: /<(path|circle)[^>]*>/.exec(html)?.[0], word: html.replace(/<[^>]*>/g, '') }
    })
    expect(drawings.map(({ word }) => word)).toEqual([
      'Green, declining',
      'Amber, declining',
      'Red, declining',
      'Not rated, declining',
    ])
    expect(new Set(drawings.slice(0, 3).map(({ shape }) => shape)).size).toBe(3)
  })
})
