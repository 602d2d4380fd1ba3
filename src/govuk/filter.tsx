// MOJ's filter: what is filtered by now, as chips that can be removed, and the fields to filter by.
// The form round it is the page's.
import { Button } from './button.tsx'
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf } from './markup.ts'

export type FilterCategory = {
  heading: { text: Content }
  /** `href` is this list without that filter. */
  items: readonly { href: string; text: Content }[]
}

export type FilterProps = {
  heading: { text: Content }
  /** The fields. */
  children: Content
} & Options<{
  selectedFilters: {
    heading: { text: Content }
    clearLink: { text: Content; href: string }
    categories: readonly FilterCategory[]
  }
  submit: Options<{ text: Content; attributes: Attributes }>
  attributes: Attributes
}>

export function Filter(props: FilterProps) {
  const selected = props.selectedFilters
  return (
    <div class="moj-filter" data-module="moj-filter" {...attributesOf(props.attributes)}>
      <div class="moj-filter__header">
        <div class="moj-filter__header-title">
          <h2 class="govuk-heading-m">{props.heading.text}</h2>
        </div>
        <div class="moj-filter__header-action"></div>
      </div>
      <div class="moj-filter__content">
        {selected ? (
          <div class="moj-filter__selected">
            <div class="moj-filter__selected-heading">
              <div class="moj-filter__heading-title">
                <h2 class="govuk-heading-m">{selected.heading.text}</h2>
              </div>
              <div class="moj-filter__heading-action">
                <p>
                  <a class="govuk-link govuk-link--no-visited-state" href={selected.clearLink.href}>
                    {selected.clearLink.text}
                  </a>
                </p>
              </div>
            </div>
            {selected.categories.map((category) => (
              <>
                <h3 class="govuk-heading-s govuk-!-margin-bottom-0">{category.heading.text}</h3>
                <ul class="moj-filter-tags">
                  {category.items.map((item) => (
                    <li>
                      <a class="moj-filter__tag" href={item.href}>
                        <span class="govuk-visually-hidden">Remove this filter</span> {item.text}
                      </a>
                    </li>
                  ))}
                </ul>
              </>
            ))}
          </div>
        ) : null}
        <div class="moj-filter__options">
          <Button text={props.submit?.text ?? 'Apply filters'} attributes={props.submit?.attributes} />
          {props.children}
        </div>
      </div>
    </div>
  )
}
