// The error beside one field.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type ErrorMessageProps = Options<{
  text: Content
  children: Content
  id: string
  classes: string
  attributes: Attributes
  /** Read out before the message; "Error" unless given, '' for nothing. */
  visuallyHiddenText: string
}>

export function ErrorMessage(props: ErrorMessageProps) {
  const before = props.visuallyHiddenText ?? 'Error'
  const content = props.children ?? props.text
  return (
    <p
      id={props.id || undefined}
      class={joined('govuk-error-message', props.classes)}
      {...attributesOf(props.attributes)}
    >
      {before ? (
        <>
          <span class="govuk-visually-hidden">{before}:</span> {content}
        </>
      ) : (
        content
      )}
    </p>
  )
}
