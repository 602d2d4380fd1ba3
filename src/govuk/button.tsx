// A button, or a link that looks like one.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, isText, joined } from './markup.ts'

export type ButtonProps = Options<{
  text: Content
  children: Content
  /** With an address it is a link. */
  href: string
  type: 'submit' | 'button' | 'reset'
  name: string
  value: string
  id: string
  disabled: boolean
  isStartButton: boolean
  /** A second press within a second does nothing. */
  preventDoubleClick: boolean
  classes: string
  attributes: Attributes
}>

export function Button(props: ButtonProps) {
  const content = props.children ?? props.text
  const common = {
    class: joined('govuk-button', props.classes, props.isStartButton && 'govuk-button--start'),
    'data-module': 'govuk-button',
    ...attributesOf(props.attributes),
    ...(props.id ? { id: props.id } : {}),
  }
  const inside = (
    <>
      {/* A start button is a flex box, which would drop the spaces between elements. */}
      {props.isStartButton && !isText(content) ? <span>{content}</span> : content}
      {props.isStartButton ? <StartIcon /> : null}
    </>
  )
  if (props.href) {
    return (
      <a href={props.href} role="button" draggable="false" {...common}>
        {inside}
      </a>
    )
  }
  return (
    <button
      type={props.type ?? 'submit'}
      value={props.value || undefined}
      name={props.name || undefined}
      disabled={props.disabled}
      aria-disabled={props.disabled ? 'true' : undefined}
      data-prevent-double-click={props.preventDoubleClick}
      {...common}
    >
      {inside}
    </button>
  )
}

function StartIcon() {
  return (
    <svg
      class="govuk-button__start-icon"
      xmlns="http://www.w3.org/2000/svg"
      width="17.5"
      height="19"
      viewBox="0 0 33 40"
      aria-hidden="true"
      focusable="false"
    >
      <path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" />
    </svg>
  )
}
