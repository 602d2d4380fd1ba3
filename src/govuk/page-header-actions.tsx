// MOJ's page heading with its buttons beside it.
import type { ButtonProps } from './button.tsx'
import { Button } from './button.tsx'
import type { HeadingLevel } from './heading.tsx'
import { Heading } from './heading.tsx'
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type PageHeaderActionsProps = {
  heading: { text: Content } & Options<{ level: HeadingLevel; classes: string }>
} & Options<{ items: readonly ButtonProps[]; classes: string; attributes: Attributes }>

export function PageHeaderActions(props: PageHeaderActionsProps) {
  return (
    <div class={joined('moj-page-header-actions', props.classes)} {...attributesOf(props.attributes)}>
      <div class="moj-page-header-actions__title">
        <Heading level={props.heading.level ?? 1} class={props.heading.classes ?? 'govuk-heading-xl'}>
          {props.heading.text}
        </Heading>
      </div>
      {props.items?.length ? (
        <div class="moj-page-header-actions__actions">
          <div class="moj-button-group moj-button-group--inline">
            {props.items.map((button) => (
              <Button {...button} />
            ))}
          </div>
        </div>
      ) : null}
    </div>
  )
}
