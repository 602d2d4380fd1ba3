// Owns the filter that every page of many schools has: the list, the map. What it does to a query is
// register.queries.ts.
import type { FilterCategory } from '#govuk/filter.tsx'
import type { ListPageProps } from '#govuk/pages/list-page.tsx'
import { addressOf } from '#platform/addresses.ts'
import { SelectField, TextField } from '#platform/fields.tsx'
import { capital } from '#platform/words.ts'
import type { Choices } from './register.queries.ts'
import { inspectionFilters, type SchoolQuery } from './register.rules.ts'

const options = (values: readonly string[]) => values.map((value) => ({ value, text: capital(value) }))

/** Nothing narrows the list but a search by words. */
export const isUnfiltered = (query: SchoolQuery): boolean =>
  query.whose === 'all' &&
  query.status === 'any' &&
  [query.la, query.district, query.phase, query.type, query.trust, query.inspection].every(
    (one) => one === '',
  )

/** The filter of the page at `action`. `also`: what else its address holds and keeps. */
export function schoolFilter(
  action: string,
  { query, choices, hasOwn }: { query: SchoolQuery; choices: Choices; hasOwn: boolean },
  also: Record<string, string> = {},
): NonNullable<ListPageProps['filter']> {
  const to = (changes: Partial<SchoolQuery>) => addressOf(action, { ...also, ...query, page: '', ...changes })
  const chip = (
    heading: string,
    name: keyof SchoolQuery,
    text: string,
    without = '',
  ): FilterCategory | false =>
    query[name] !== '' && { heading: { text: heading }, items: [{ href: to({ [name]: without }), text }] }
  const authority = choices.authorities.find(({ value }) => value === query.la)
  const form = { values: query }
  return {
    selected: [
      query.whose === 'ours' && chip('Whose', 'whose', 'Our schools', 'all'),
      query.status !== 'any' && chip('State', 'status', capital(query.status), 'any'),
      chip('Authority', 'la', authority?.text ?? query.la),
      chip('District', 'district', query.district),
      chip('Phase', 'phase', query.phase),
      chip('Type', 'type', query.type),
      chip('Trust', 'trust', query.trust),
      chip('Latest inspection', 'inspection', capital(query.inspection)),
    ].filter((one) => one !== false),
    clearHref: addressOf(action, { ...also, q: query.q, whose: 'all', status: 'any' }),
    keep: [
      ...Object.entries(also).filter(([, value]) => value !== ''),
      ...Object.entries(query).filter(([name, value]) => ['q', 'sort'].includes(name) && value !== ''),
    ],
    fields: (
      <>
        {hasOwn ? (
          <SelectField
            form={form}
            name="whose"
            label="Whose schools"
            items={[
              { value: 'ours', text: 'Our schools' },
              { value: 'all', text: 'All schools' },
            ]}
          />
        ) : null}
        <SelectField
          form={form}
          name="status"
          label="State"
          items={[
            { value: 'open', text: 'Open' },
            { value: 'closed', text: 'Closed' },
            { value: 'any', text: 'Open or closed' },
          ]}
        />
        {choices.authorities.length > 1 ? (
          <SelectField
            form={form}
            name="la"
            label="Authority"
            none="Any authority"
            items={choices.authorities}
          />
        ) : null}
        {choices.districts.length > 1 ? (
          <SelectField
            form={form}
            name="district"
            label="District"
            none="Any district"
            items={options(choices.districts)}
          />
        ) : null}
        <SelectField
          form={form}
          name="phase"
          label="Phase"
          none="Any phase"
          items={options(choices.phases)}
        />
        <SelectField form={form} name="type" label="Type" none="Any type" items={options(choices.types)} />
        <SelectField
          form={form}
          name="inspection"
          label="Latest inspection"
          none="Any"
          items={options(inspectionFilters)}
        />
        <TextField form={form} name="trust" label="Trust" hint="A part of its name" />
      </>
    ),
  }
}
