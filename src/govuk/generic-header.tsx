// The bar at the top of every page, with the organisation's own name or logo.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type GenericHeaderProps = {
  logoText: Content
} & Options<{
  url: string
  containerClasses: string
  classes: string
  attributes: Attributes
}>

export function GenericHeader(props: GenericHeaderProps) {
  return (
    <div class={joined('govuk-generic-header', props.classes)} {...attributesOf(props.attributes)}>
      <div
        class={joined('govuk-generic-header__container', props.containerClasses || 'govuk-width-container')}
      >
        <div class="govuk-generic-header__logo">
          <a href={props.url || '/'} class="govuk-generic-header__homepage-link">
            {props.logoText}
          </a>
        </div>
      </div>
    </div>
  )
}
