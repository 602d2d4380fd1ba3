// How far the service has come: "Beta", "Demonstration".
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'
import { Tag } from './tag.tsx'

export type PhaseBannerProps = Options<{
  tag: Options<{ text: Content; classes: string }>
  text: Content
  children: Content
  classes: string
  attributes: Attributes
}>

export function PhaseBanner(props: PhaseBannerProps) {
  return (
    <div
      class={joined('govuk-phase-banner govuk-width-container', props.classes)}
      {...attributesOf(props.attributes)}
    >
      <p class="govuk-phase-banner__content">
        <Tag
          text={props.tag?.text}
          classes={joined('govuk-phase-banner__content__tag', props.tag?.classes)}
        />{' '}
        <span class="govuk-phase-banner__text">{props.children ?? props.text}</span>
      </p>
    </div>
  )
}
