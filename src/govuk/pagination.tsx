// Links to the pages of a list, or to the step before and after.
import type { Attributes, Content, Nothing, Options } from './markup.ts'
import { attributesOf, isPresent, joined } from './markup.ts'

export type PaginationItem = Options<{
  number: string | number
  href: string
  current: boolean
  /** A gap in the numbers; such an item is no link. */
  ellipsis: boolean
  visuallyHiddenText: string
  attributes: Attributes
}>

export type PaginationLink = { href: string } & Options<{
  text: Content
  labelText: Content
  attributes: Attributes
}>

export type PaginationProps = Options<{
  items: (PaginationItem | Nothing)[]
  previous: PaginationLink
  next: PaginationLink
  landmarkLabel: string
  classes: string
  attributes: Attributes
}>

export function Pagination(props: PaginationProps) {
  const isBlock = !props.items && Boolean(props.next || props.previous)
  return (
    <nav
      class={joined('govuk-pagination', isBlock && 'govuk-pagination--block', props.classes)}
      aria-label={props.landmarkLabel || 'Pagination'}
      {...attributesOf(props.attributes)}
    >
      {props.previous?.href ? <Arrow kind="prev" link={props.previous} isBlock={isBlock} /> : null}
      {props.items ? (
        <ul class="govuk-pagination__list">
          {props.items.map((item) =>
            item && Object.keys(item).length > 0 ? <PageItem item={item} /> : null,
          )}
        </ul>
      ) : null}
      {props.next?.href ? <Arrow kind="next" link={props.next} isBlock={isBlock} /> : null}
    </nav>
  )
}

function PageItem({ item }: { item: PaginationItem }) {
  return (
    <li
      class={joined(
        'govuk-pagination__item',
        item.current && 'govuk-pagination__item--current',
        item.ellipsis && 'govuk-pagination__item--ellipsis',
      )}
    >
      {item.ellipsis ? (
        '⋯'
      ) : (
        <a
          class="govuk-link govuk-pagination__link"
          href={item.href ?? ''}
          aria-label={item.visuallyHiddenText ?? `Page ${item.number}`}
          aria-current={item.current ? 'page' : undefined}
          {...attributesOf(item.attributes)}
        >
          {item.number}
        </a>
      )}
    </li>
  )
}

function Arrow({ kind, link, isBlock }: { kind: 'prev' | 'next'; link: PaginationLink; isBlock: boolean }) {
  const icon = <ArrowIcon kind={kind} />
  return (
    <div class={`govuk-pagination__${kind}`}>
      <a
        class="govuk-link govuk-pagination__link"
        href={link.href}
        rel={kind}
        {...attributesOf(link.attributes)}
      >
        {isBlock || kind === 'prev' ? icon : null}
        <span
          class={joined(
            'govuk-pagination__link-title',
            isBlock && !link.labelText && 'govuk-pagination__link-title--decorated',
          )}
        >
          {isPresent(link.text) ? (
            link.text
          ) : (
            <>
              {kind === 'prev' ? 'Previous' : 'Next'}
              <span class="govuk-visually-hidden"> page</span>
            </>
          )}
        </span>
        {link.labelText && isBlock ? (
          <>
            {' '}
            <span class="govuk-visually-hidden">:</span>{' '}
            <span class="govuk-pagination__link-label">{link.labelText}</span>
          </>
        ) : null}
        {!isBlock && kind === 'next' ? icon : null}
      </a>
    </div>
  )
}

const ARROWS = {
  prev: 'm6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z',
  next: 'm8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z',
}

function ArrowIcon({ kind }: { kind: 'prev' | 'next' }) {
  return (
    <svg
      class={`govuk-pagination__icon govuk-pagination__icon--${kind}`}
      xmlns="http://www.w3.org/2000/svg"
      height="13"
      width="15"
      aria-hidden="true"
      focusable="false"
      viewBox="0 0 15 13"
    >
      <path d={ARROWS[kind]} />
    </svg>
  )
}
