// A list: search, filters as removable chips, count, the table, paging, export and print.
// What is searched and sorted, and the addresses, are the caller's.
import { Button } from '../button.tsx'
import type { ButtonProps } from '../button.tsx'
import type { FilterCategory } from '../filter.tsx'
import { Filter } from '../filter.tsx'
import { Input } from '../input.tsx'
import type { Content } from '../markup.ts'
import { PageHeaderActions } from '../page-header-actions.tsx'
import type { PaginationItem } from '../pagination.tsx'
import { Pagination } from '../pagination.tsx'

/** Parts of the address that a form must send along: filters with a search, the search with filters. */
export type Kept = readonly (readonly [name: string, value: string])[]

export type ListPageProps = {
  heading: string
  intro?: Content
  /** Buttons beside the heading: the way to add one. */
  actions?: readonly ButtonProps[] | undefined
  /** The address of the list, for its forms. */
  action: string
  search?: { name: string; label: string; hint?: string | undefined; value: string; keep: Kept } | undefined
  filter?:
    | {
        /** The fields. */
        fields: Content
        /** What is filtered by now; each item links to the list without it. */
        selected: readonly FilterCategory[]
        clearHref: string
        keep: Kept
      }
    | undefined
  /** How many, in words: "24 schools". */
  count: string
  /** What to do when there is nothing: shown in place of `children`, which is then null. */
  empty: Content
  /** The table. */
  children: Content
  /** What stands right above the table: the links by which a map is moved. */
  notice?: Content | undefined
  /** What can be done with the rows that are ticked; shown beneath the table. */
  below?: Content | undefined
  /** What the table is, for those who scroll it by keyboard. */
  tableLabel: string
  paging?: { page: number; pages: number; hrefOf: (page: number) => string } | undefined
  /** Exports of just what is shown. */
  exports?: readonly { href: string; text: string }[] | undefined
}

export function ListPage(props: ListPageProps) {
  const { filter } = props
  const results = (
    <>
      <div class="alongside-list-bar">
        <p>
          <strong>{props.count}</strong>
        </p>
        <ul class="alongside-list-bar__links">
          {props.exports?.map(({ href, text }) => (
            <li>
              <a class="govuk-link govuk-link--no-visited-state" href={href}>
                {text}
              </a>
            </li>
          ))}
          <li>
            <PrintButton />
          </li>
        </ul>
      </div>
      {props.notice ?? null}
      {props.children ? (
        <ScrollingTable label={props.tableLabel}>{props.children}</ScrollingTable>
      ) : (
        <div class="alongside-empty">{props.empty}</div>
      )}
      {props.children && props.below ? props.below : null}
      {props.paging && props.paging.pages > 1 ? <Paging {...props.paging} /> : null}
    </>
  )
  return (
    <>
      <PageHeaderActions
        heading={{ text: props.heading, classes: 'govuk-heading-l' }}
        items={props.actions}
      />
      {props.intro ? <p class="govuk-body">{props.intro}</p> : null}
      {props.search ? <SearchForm action={props.action} search={props.search} /> : null}
      {filter ? (
        <>
          {/* The script puts the button here that opens the filter on a phone. */}
          <div class="moj-action-bar__filter"></div>
          <div class="moj-filter-layout">
            <form class="moj-filter-layout__filter" method="get" action={props.action}>
              <KeptFields keep={filter.keep} />
              <Filter
                heading={{ text: 'Filter' }}
                selectedFilters={
                  filter.selected.length
                    ? {
                        heading: { text: 'Selected filters' },
                        clearLink: { text: 'Clear filters', href: filter.clearHref },
                        categories: filter.selected,
                      }
                    : undefined
                }
              >
                {filter.fields}
              </Filter>
            </form>
            <div class="moj-filter-layout__content">{results}</div>
          </div>
        </>
      ) : (
        results
      )}
    </>
  )
}

function SearchForm({ action, search }: { action: string; search: NonNullable<ListPageProps['search']> }) {
  return (
    <form method="get" action={action} role="search" class="alongside-search">
      <KeptFields keep={search.keep} />
      <Input
        name={search.name}
        type="search"
        label={{ text: search.label, classes: 'govuk-label--s' }}
        hint={search.hint ? { text: search.hint } : undefined}
        value={search.value}
        attributes={{ enterkeyhint: 'search' }}
      />
      <Button text="Search" classes="govuk-button--secondary" />
    </form>
  )
}

function KeptFields({ keep }: { keep: Kept }) {
  return (
    <>
      {keep.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  )
}

/** A wide table scrolls within itself, by keyboard too. */
export function ScrollingTable({ label, children }: { label: string; children: Content }) {
  return (
    <div class="alongside-scroll" role="region" aria-label={label} tabindex={0}>
      {children}
    </div>
  )
}

/** Prints this page; there only where a script runs. */
export function PrintButton({ text = 'Print' }: { text?: string }) {
  return (
    <button type="button" class="alongside-link-button" data-alongside-print="" hidden>
      {text}
    </button>
  )
}

/** Links to the pages of a list: the first, the last, this one and its neighbours. */
export function Paging({ page, pages, hrefOf }: NonNullable<ListPageProps['paging']>) {
  return (
    <Pagination
      landmarkLabel="Pages of this list"
      previous={page > 1 ? { href: hrefOf(page - 1) } : undefined}
      next={page < pages ? { href: hrefOf(page + 1) } : undefined}
      items={pageNumbers(page, pages).map((number): PaginationItem =>
        number === null ? { ellipsis: true } : { number, href: hrefOf(number), current: number === page },
      )}
    />
  )
}

/** The page numbers to show, in order; null is a gap of at least two pages. Pages count from 1. */
export function pageNumbers(page: number, pages: number): (number | null)[] {
  const wanted = new Set([1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages))
  const numbers: (number | null)[] = []
  for (let n = 1; n <= pages; n++) {
    // A gap of one page takes as much room as the page itself.
    if (wanted.has(n) || (wanted.has(n - 1) && wanted.has(n + 1))) numbers.push(n)
    else if (numbers.at(-1) !== null) numbers.push(null)
  }
  return numbers
}
