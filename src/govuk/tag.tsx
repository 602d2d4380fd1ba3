// The state of something, in a word.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type TagProps = Options<{ text: Content; children: Content; classes: string; attributes: Attributes }>

export function Tag(props: TagProps) {
  return (
    <strong class={joined('govuk-tag', props.classes)} {...attributesOf(props.attributes)}>
      {props.children ?? props.text}
    </strong>
  )
}
