// Where this page stands in the whole.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type BreadcrumbItem = { text: Content } & Options<{ href: string; attributes: Attributes }>

export type BreadcrumbsProps = { items: readonly BreadcrumbItem[] } & Options<{
  collapseOnMobile: boolean
  labelText: string
  classes: string
  attributes: Attributes
}>

export function Breadcrumbs(props: BreadcrumbsProps) {
  return (
    <nav
      class={joined(
        'govuk-breadcrumbs',
        props.classes,
        props.collapseOnMobile && 'govuk-breadcrumbs--collapse-on-mobile',
      )}
      {...attributesOf(props.attributes)}
      aria-label={props.labelText ?? 'Breadcrumb'}
    >
      <ol class="govuk-breadcrumbs__list">
        {props.items.map((item) =>
          item.href ? (
            <li class="govuk-breadcrumbs__list-item">
              <a class="govuk-breadcrumbs__link" href={item.href} {...attributesOf(item.attributes)}>
                {item.text}
              </a>
            </li>
          ) : (
            <li class="govuk-breadcrumbs__list-item" aria-current="page">
              {item.text}
            </li>
          ),
        )}
      </ol>
    </nav>
  )
}
