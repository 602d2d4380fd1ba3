// The label of one form control.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, isPresent, joined } from './markup.ts'

export type LabelProps = Options<{
  text: Content
  children: Content
  for: string
  isPageHeading: boolean
  classes: string
  attributes: Attributes
}>

export function Label(props: LabelProps) {
  const content = props.children ?? props.text
  if (!isPresent(content)) return <></>
  const label = (
    <label class={joined('govuk-label', props.classes)} {...attributesOf(props.attributes)} for={props.for}>
      {content}
    </label>
  )
  return props.isPageHeading ? <h1 class="govuk-label-wrapper">{label}</h1> : label
}
