// MOJ's badge: a short mark on a record, as "Confidential". A state that changes is a tag.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type BadgeProps = Options<{
  text: Content
  children: Content
  classes: string
  attributes: Attributes
}>

// MOJ's `label` is left out: an aria-label on a span is not allowed, and is not read by most screen readers.
export function Badge(props: BadgeProps) {
  return (
    <span class={joined('moj-badge', props.classes)} {...attributesOf(props.attributes)}>
      {props.children ?? props.text}
    </span>
  )
}
