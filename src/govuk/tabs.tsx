// Several panels, one seen at a time where scripts run, one under another where they do not.
import type { Attributes, Content, Nothing, Options } from './markup.ts'
import { attributesOf, isPresent, isText, joined } from './markup.ts'

export type TabItem = {
  label: Content
  panel: { text?: Content; attributes?: Attributes | undefined }
} & Options<{
  id: string
  attributes: Attributes
}>

export type TabsProps = Options<{
  items: (TabItem | Nothing)[]
  id: string
  /** Gives the id of a panel that has none of its own. */
  idPrefix: string
  title: string
  classes: string
  attributes: Attributes
}>

export function Tabs(props: TabsProps) {
  const idOf = (item: TabItem, index: number) => item.id || `${props.idPrefix ?? ''}-${index + 1}`
  const items = props.items ?? []
  return (
    <div
      id={props.id || undefined}
      class={joined('govuk-tabs', props.classes)}
      {...attributesOf(props.attributes)}
      data-module="govuk-tabs"
    >
      <h2 class="govuk-tabs__title">{props.title ?? 'Contents'}</h2>
      {items.length ? (
        <ul class="govuk-tabs__list">
          {items.map((item, index) =>
            item ? (
              <li class={joined('govuk-tabs__list-item', index === 0 && 'govuk-tabs__list-item--selected')}>
                <a class="govuk-tabs__tab" href={`#${idOf(item, index)}`} {...attributesOf(item.attributes)}>
                  {item.label}
                </a>
              </li>
            ) : null,
          )}
        </ul>
      ) : null}
      {items.map((item, index) =>
        item ? (
          <div
            class={joined('govuk-tabs__panel', index > 0 && 'govuk-tabs__panel--hidden')}
            id={idOf(item, index)}
            {...attributesOf(item.panel.attributes)}
          >
            {isPresent(item.panel.text) && isText(item.panel.text) ? (
              <p class="govuk-body">{item.panel.text}</p>
            ) : (
              item.panel.text
            )}
          </div>
        ) : null,
      )}
    </div>
  )
}
