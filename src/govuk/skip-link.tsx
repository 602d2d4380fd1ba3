// The first link of a page: past the navigation, for those who use a keyboard.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type SkipLinkProps = Options<{
  text: Content
  children: Content
  href: string
  classes: string
  attributes: Attributes
}>

export function SkipLink(props: SkipLinkProps) {
  return (
    <a
      href={props.href || '#content'}
      class={joined('govuk-skip-link', props.classes)}
      {...attributesOf(props.attributes)}
      data-module="govuk-skip-link"
    >
      {props.children ?? props.text}
    </a>
  )
}
