// The way back to the page before.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, isPresent, joined } from './markup.ts'

export type BackLinkProps = Options<{
  text: Content
  children: Content
  href: string
  classes: string
  attributes: Attributes
}>

export function BackLink(props: BackLinkProps) {
  const content = props.children ?? props.text
  return (
    <a
      href={props.href || '#'}
      class={joined('govuk-back-link', props.classes)}
      {...attributesOf(props.attributes)}
    >
      {isPresent(content) ? content : 'Back'}
    </a>
  )
}
