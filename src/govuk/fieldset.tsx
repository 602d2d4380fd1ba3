// A group of fields under one legend.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, isPresent, joined } from './markup.ts'

export type LegendOptions = Options<{ text: Content; classes: string; isPageHeading: boolean }>

export type FieldsetProps = Options<{
  legend: LegendOptions
  describedBy: string
  classes: string
  role: string
  attributes: Attributes
  children: Content
}>

export function Fieldset(props: FieldsetProps) {
  const { legend } = props
  return (
    <fieldset
      class={joined('govuk-fieldset', props.classes)}
      role={props.role || undefined}
      aria-describedby={props.describedBy || undefined}
      {...attributesOf(props.attributes)}
    >
      {legend && isPresent(legend.text) ? (
        <legend class={joined('govuk-fieldset__legend', legend.classes)}>
          {legend.isPageHeading ? <h1 class="govuk-fieldset__heading">{legend.text}</h1> : legend.text}
        </legend>
      ) : null}
      {props.children}
    </fieldset>
  )
}
