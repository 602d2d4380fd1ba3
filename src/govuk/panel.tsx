// The large panel on a confirmation page, or one that interrupts.
import { Button } from './button.tsx'
import type { HeadingLevel } from './heading.tsx'
import { Heading } from './heading.tsx'
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, isPresent, joined } from './markup.ts'

export type PanelAction = { text: string } & Options<{
  href: string
  type: 'submit' | 'button' | 'reset'
  classes: string
  attributes: Attributes
}>

export type PanelProps = { titleText: Content } & Options<{
  text: Content
  children: Content
  headingLevel: HeadingLevel
  /** Shown only in an interruption panel (class govuk-panel--interruption). */
  actions: Options<{ items: readonly PanelAction[]; classes: string; attributes: Attributes }>
  classes: string
  attributes: Attributes
}>

export function Panel(props: PanelProps) {
  const isInterruption = props.classes?.includes('govuk-panel--interruption') ?? false
  const content = props.children ?? props.text
  return (
    <div
      class={joined('govuk-panel', !isInterruption && 'govuk-panel--confirmation', props.classes)}
      {...attributesOf(props.attributes)}
    >
      <Heading level={props.headingLevel || 1} class="govuk-panel__title">
        {props.titleText}
      </Heading>
      {isPresent(content) ? <div class="govuk-panel__body">{content}</div> : null}
      {isInterruption && props.actions ? (
        <div
          class={joined('govuk-panel__actions', props.actions.classes)}
          {...attributesOf(props.actions.attributes)}
        >
          {props.actions.items?.length ? (
            <div class="govuk-button-group">
              {props.actions.items.map((action) => (
                <>
                  <ActionInPanel action={action} />{' '}
                </>
              ))}
            </div>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

function ActionInPanel({ action }: { action: PanelAction }) {
  if (!action.href || action.type === 'button') {
    return (
      <Button
        text={action.text}
        type={action.type ?? 'button'}
        classes={joined('govuk-button--inverse', action.classes)}
        href={action.href}
        attributes={action.attributes}
      />
    )
  }
  return (
    <a
      class={joined('govuk-link govuk-link--inverse', action.classes)}
      href={action.href}
      {...attributesOf(action.attributes)}
    >
      {action.text}
    </a>
  )
}
