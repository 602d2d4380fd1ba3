// What goes wrong if it is overlooked.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type WarningTextProps = Options<{
  text: Content
  children: Content
  iconFallbackText: string
  classes: string
  attributes: Attributes
}>

export function WarningText(props: WarningTextProps) {
  return (
    <div class={joined('govuk-warning-text', props.classes)} {...attributesOf(props.attributes)}>
      <span class="govuk-warning-text__icon" aria-hidden="true">
        !
      </span>{' '}
      <strong class="govuk-warning-text__text">
        <span class="govuk-visually-hidden">{props.iconFallbackText || 'Warning'}</span>{' '}
        {props.children ?? props.text}
      </strong>
    </div>
  )
}
