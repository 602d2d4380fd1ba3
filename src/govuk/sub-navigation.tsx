// MOJ's sub-navigation: the parts of one record.
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type SubNavigationItem = { text: Content; href: string } & Options<{
  active: boolean
  classes: string
  attributes: Attributes
}>

export type SubNavigationProps = { items: readonly SubNavigationItem[] } & Options<{
  label: string
  classes: string
  attributes: Attributes
}>

export function SubNavigation(props: SubNavigationProps) {
  return (
    <nav
      class={joined('moj-sub-navigation', props.classes)}
      aria-label={props.label || 'Secondary navigation region'}
      {...attributesOf(props.attributes)}
    >
      <ul class="moj-sub-navigation__list">
        {props.items.map((item) => (
          <li class={joined('moj-sub-navigation__item', item.classes)}>
            <a
              class="moj-sub-navigation__link"
              aria-current={item.active ? 'page' : undefined}
              href={item.href}
              {...attributesOf(item.attributes)}
            >
              {item.text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
