// The hint under a label or legend.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type HintProps = Options<{
  text: Content
  children: Content
  id: string
  classes: string
  attributes: Attributes
}>

export function Hint(props: HintProps) {
  return (
    <div
      id={props.id || undefined}
      class={joined('govuk-hint', props.classes)}
      {...attributesOf(props.attributes)}
    >
      {props.children ?? props.text}
    </div>
  )
}
