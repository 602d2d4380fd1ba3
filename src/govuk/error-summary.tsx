// All errors of a page, each a link to its field.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, isPresent, joined } from './markup.ts'

export type ErrorSummaryItem = { text: Content } & Options<{ href: string; attributes: Attributes }>

export type ErrorSummaryProps = Options<{
  titleText: Content
  descriptionText: Content
  children: Content
  errorList: readonly ErrorSummaryItem[]
  disableAutoFocus: boolean
  classes: string
  attributes: Attributes
}>

export function ErrorSummary(props: ErrorSummaryProps) {
  const description = props.children ?? props.descriptionText
  return (
    <div
      class={joined('govuk-error-summary', props.classes)}
      data-disable-auto-focus={props.disableAutoFocus}
      {...attributesOf(props.attributes)}
      data-module="govuk-error-summary"
    >
      {/* The alert is a child of its own, so that the focus moving here does not cut the reading short. */}
      <div role="alert">
        <h2 class="govuk-error-summary__title">{props.titleText ?? 'There is a problem'}</h2>
        <div class="govuk-error-summary__body">
          {isPresent(description) ? <p>{description}</p> : null}
          {props.errorList?.length ? (
            <ul class="govuk-list govuk-error-summary__list">
              {props.errorList.map((item) => (
                <li>
                  {item.href ? (
                    <a href={item.href} {...attributesOf(item.attributes)}>
                      {item.text}
                    </a>
                  ) : (
                    item.text
                  )}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      </div>
    </div>
  )
}
