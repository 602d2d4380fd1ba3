// What has just happened, or must be known before going on.
import type { HeadingLevel } from './heading.tsx'
import { Heading } from './heading.tsx'
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, isPresent, isText, joined } from './markup.ts'

export type NotificationBannerProps = Options<{
  text: Content
  children: Content
  titleText: Content
  titleHeadingLevel: HeadingLevel
  titleId: string
  type: string
  role: string
  disableAutoFocus: boolean
  classes: string
  attributes: Attributes
}>

export function NotificationBanner(props: NotificationBannerProps) {
  const isSuccess = props.type === 'success'
  const content = props.children ?? props.text
  const titleId = props.titleId || 'govuk-notification-banner-title'
  return (
    <div
      class={joined(
        'govuk-notification-banner',
        isSuccess && 'govuk-notification-banner--success',
        props.classes,
      )}
      role={props.role || (isSuccess ? 'alert' : 'region')}
      aria-labelledby={titleId}
      data-module="govuk-notification-banner"
      data-disable-auto-focus={props.disableAutoFocus}
      {...attributesOf(props.attributes)}
    >
      <div class="govuk-notification-banner__header">
        <Heading level={props.titleHeadingLevel || 2} class="govuk-notification-banner__title" id={titleId}>
          {isPresent(props.titleText) ? props.titleText : isSuccess ? 'Success' : 'Important'}
        </Heading>
      </div>
      <div class="govuk-notification-banner__content">
        {isText(content) ? <p class="govuk-notification-banner__heading">{content}</p> : content}
      </div>
    </div>
  )
}
