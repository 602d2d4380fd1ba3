// A passage set apart from the rest.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type InsetTextProps = Options<{
  text: Content
  children: Content
  id: string
  classes: string
  attributes: Attributes
}>

export function InsetText(props: InsetTextProps) {
  return (
    <div
      id={props.id || undefined}
      class={joined('govuk-inset-text', props.classes)}
      {...attributesOf(props.attributes)}
    >
      {props.children ?? props.text}
    </div>
  )
}
