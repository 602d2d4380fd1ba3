// Owns turning our own guidance (Markdown in docs/) into the markup of the pages. The text is ours and
// part of the release; nothing that a person typed may come this way.
import { Marked } from 'marked'

const sizes = ['xl', 'l', 'm', 's', 's', 's']

const marked = new Marked({
  gfm: true,
  renderer: {
    heading({ tokens, depth, text }) {
      const id = text
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replaceAll(/^-|-$/g, '')
      return `<h${depth} class="govuk-heading-${sizes[depth - 1]}" id="${id}">${this.parser.parseInline(tokens)}</h${depth}>`
    },
    paragraph({ tokens }) {
      return `<p class="govuk-body">${this.parser.parseInline(tokens)}</p>`
    },
    list(token) {
      const tag = token.ordered ? 'ol' : 'ul'
      return `<${tag} class="govuk-list govuk-list--${token.ordered ? 'number' : 'bullet'}">${token.items.map((item) => this.listitem(item)).join('')}</${tag}>`
    },
    listitem(item) {
      // A loose item holds paragraphs, which would look like a list of one-line essays.
      return `<li>${this.parser.parse(item.tokens).replaceAll(/<\/?p[^>]*>/g, '')}</li>`
    },
    link({ href, tokens }) {
      return `<a class="govuk-link" href="${href.replaceAll('"', '&quot;')}">${this.parser.parseInline(tokens)}</a>`
    },
    table({ header, rows }) {
      const row = (cells: typeof header, head: boolean) =>
        `<tr class="govuk-table__row">${cells.map(({ tokens }) => (head ? `<th scope="col" class="govuk-table__header">` : `<td class="govuk-table__cell">`) + this.parser.parseInline(tokens) + (head ? '</th>' : '</td>')).join('')}</tr>`
      return `<div class="alongside-scroll" tabindex="0" role="region" aria-label="Table"><table class="govuk-table"><thead class="govuk-table__head">${row(header, true)}</thead><tbody class="govuk-table__body">${rows.map((cells) => row(cells, false)).join('')}</tbody></table></div>`
    },
    code({ text }) {
      return `<pre class="alongside-code" tabindex="0"><code>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</code></pre>`
    },
    image: () => '',
  },
})

/** The guidance's first heading, without marks. '' when there is none. */
export const titleOf = (markdown: string): string => /^#\s+(.+)$/m.exec(markdown)?.[1]?.trim() ?? ''

/** Markdown of ours as HTML with the classes of the design system. Links to other guidance (`x.md`) lead to its page. */
export const guidanceMarkup = (markdown: string): string =>
  marked.parse(markdown.replaceAll(/\]\(([a-z-]+)\.md(#[a-z0-9-]+)?\)/g, '](/help/$1$2)'), { async: false })
