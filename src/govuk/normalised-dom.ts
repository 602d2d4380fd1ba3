// For tests: the DOM of a piece of HTML as lines that can be compared. Nothing of the product uses it.
import type { DefaultTreeAdapterTypes } from 'parse5'
import { parseFragment } from 'parse5'

const INLINE = new Set(['a', 'span', 'strong', 'em', 'b', 'i', 'code', 'abbr', 'small', 'time'])

/**
 * The DOM as lines: attributes in order of name, classes in their own order, text with white space as a reader
 * sees it. A space between words stays a space, on whichever side of an inline tag it stands; space at the edges
 * of blocks and controls is dropped; the text of a textarea stays to the letter.
 */
export function normalised(html: string): string[] {
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
