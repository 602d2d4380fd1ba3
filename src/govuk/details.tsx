// More, for those who ask for it.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type DetailsProps = { summaryText: Content } & Options<{
  text: Content
  children: Content
  id: string
  open: boolean
  classes: string
  attributes: Attributes
}>

export function Details(props: DetailsProps) {
  return (
    <details
      id={props.id || undefined}
      class={joined('govuk-details', props.classes)}
      {...attributesOf(props.attributes)}
      open={props.open}
    >
      <summary class="govuk-details__summary">
        <span class="govuk-details__summary-text">{props.summaryText}</span>
      </summary>
      <div class="govuk-details__text">{props.children ?? props.text}</div>
    </details>
  )
}
