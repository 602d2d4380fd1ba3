// The name of the product and the links to its areas.
import type { Attributes, Content, Nothing, Options } from './markup.ts'
import { attributesOf, isPresent, joined } from './markup.ts'

export type ServiceNavigationItem = Options<{
  text: Content
  href: string
  /** This very page. */
  current: boolean
  /** Something within this area. */
  active: boolean
  attributes: Attributes
}>

export type ServiceNavigationProps = Options<{
  serviceName: string
  serviceUrl: string
  navigation: (ServiceNavigationItem | Nothing)[]
  navigationId: string
  navigationLabel: string
  navigationClasses: string
  menuButtonText: string
  menuButtonLabel: string
  collapseNavigationOnMobile: boolean
  ariaLabel: string
  slots: Options<{
    start: Content
    end: { text?: Content; align?: string | undefined }
    navigationStart: Content
    navigationEnd: Content
  }>
  classes: string
  attributes: Attributes
}>

export function ServiceNavigation(props: ServiceNavigationProps) {
  const { slots } = props
  const common = {
    class: joined('govuk-service-navigation', props.classes),
    'data-module': 'govuk-service-navigation',
    ...attributesOf(props.attributes),
  }
  const inside = (
    <div
      class={joined(
        'govuk-width-container',
        slots?.end?.align === 'inline' && 'govuk-service-navigation__inlining-container',
      )}
    >
      {slots?.start}
      <div class="govuk-service-navigation__container">
        {props.serviceName ? (
          <span class="govuk-service-navigation__service-name">
            {props.serviceUrl ? (
              <a href={props.serviceUrl} class="govuk-service-navigation__link">
                {props.serviceName}
              </a>
            ) : (
              <span class="govuk-service-navigation__text">{props.serviceName}</span>
            )}
          </span>
        ) : null}
        <NavigationList props={props} />
      </div>
      {slots?.end?.text}
    </div>
  )
  // With the product's name it is a region of its own; without, the <nav> inside is enough.
  if (props.serviceName || isPresent(slots?.start) || isPresent(slots?.end?.text)) {
    return (
      <section aria-label={props.ariaLabel ?? 'Service information'} {...common}>
        {inside}
      </section>
    )
  }
  return <div {...common}>{inside}</div>
}

function NavigationList({ props }: { props: ServiceNavigationProps }) {
  const items = (props.navigation ?? []).filter((item) => isShown(item))
  const { navigationStart, navigationEnd } = props.slots ?? {}
  if (items.length === 0 && !isPresent(navigationStart) && !isPresent(navigationEnd)) return <></>
  const menuText = props.menuButtonText || 'Menu'
  const id = props.navigationId || 'navigation'
  const collapses = props.collapseNavigationOnMobile ?? items.length > 1
  const label = props.menuButtonLabel
  return (
    <nav
      aria-label={props.navigationLabel || menuText}
      class={joined('govuk-service-navigation__wrapper', props.navigationClasses)}
    >
      {collapses ? (
        <button
          type="button"
          class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"
          aria-controls={id}
          aria-label={label && label !== menuText ? label : undefined}
          hidden
          aria-hidden="true"
        >
          {menuText}
        </button>
      ) : null}
      <ul class="govuk-service-navigation__list" id={id}>
        {navigationStart}
        {items.map((item) => (
          <NavigationItem item={item} />
        ))}
        {navigationEnd}
      </ul>
    </nav>
  )
}

function isShown<Item>(item: Item | Nothing): item is Item {
  return Boolean(item)
}

function NavigationItem({ item }: { item: ServiceNavigationItem }) {
  const isHere = item.active || item.current
  const current = isHere ? (item.current ? 'page' : 'true') : undefined
  // The strong tag marks the place for those who replace our colours or styles.
  const content = isHere ? (
    <strong class="govuk-service-navigation__active-fallback">{item.text}</strong>
  ) : (
    item.text
  )
  return (
    <li class={joined('govuk-service-navigation__item', isHere && 'govuk-service-navigation__item--active')}>
      {item.href ? (
        <a
          class="govuk-service-navigation__link"
          href={item.href}
          aria-current={current}
          {...attributesOf(item.attributes)}
        >
          {content}
        </a>
      ) : isPresent(item.text) ? (
        <span class="govuk-service-navigation__text" aria-current={current}>
          {content}
        </span>
      ) : null}
    </li>
  )
}
