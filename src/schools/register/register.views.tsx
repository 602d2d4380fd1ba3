// Owns the page that lists schools.
import { Button } from '#govuk/button.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { sortLink } from '#govuk/sortable-table.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { showDate } from '#platform/dates.ts'
import { inBrief } from '../inspections/show.rules.ts'
import type { Choices, ListedSchool } from './register.queries.ts'
import { isUnfiltered, schoolFilter } from './school-filter.tsx'
import { isOpen, type SchoolQuery, type Sort, sortOf, sorts } from './register.rules.ts'

const schoolCount = (count: number) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? 'school' : 'schools'}`

export function SchoolList(props: {
  rows: readonly ListedSchool[]
  total: number
  page: number
  pages: number
  query: SchoolQuery
  choices: Choices
  /** The organisation answers for schools, so "ours" means something. */
  hasOwn: boolean
  canImport: boolean
}) {
  const { query } = props
  const to = (changes: Partial<SchoolQuery>) => addressOf('/schools', { ...query, page: '', ...changes })
  const heading = (by: Sort, format?: string) => {
    const now = sortOf(query.sort)
    const isNow = query.sort !== '' && now.by === by
    return sortLink(
      sorts[by],
      to({ sort: isNow && !now.descending ? `-${by}` : by }),
      isNow ? (now.descending ? 'descending' : 'ascending') : 'none',
      format ? { format } : {},
    )
  }
  return (
    <ListPage
      heading="Schools"
      action="/schools"
      actions={[
        { href: '/schools/groups', text: 'Trusts and groups', classes: 'govuk-button--secondary' },
        ...(props.canImport
          ? [{ href: '/imports', text: 'Published files', classes: 'govuk-button--secondary' }]
          : []),
      ]}
      search={{
        name: 'q',
        label: 'Search for a school',
        hint: 'A name, town, postcode, URN or DfE number. Near spellings are found too.',
        value: query.q,
        keep: Object.entries(query).filter(
          ([name, value]) => !['q', 'page', 'sort'].includes(name) && value !== '',
        ),
      }}
      filter={schoolFilter('/schools', props)}
      count={schoolCount(props.total)}
      tableLabel="Schools"
      below={
        <form id="compare" method="get" action="/schools/compare">
          <Button text="Compare ticked schools" classes="govuk-button--secondary" />
        </form>
      }
      empty={
        <>
          <p class="govuk-body">No school fits.</p>
          <p class="govuk-body">
            {query.q === '' && isUnfiltered(query)
              ? 'The register is empty until a file of schools (GIAS establishments) is brought in.'
              : 'Check the spelling, or take a filter away.'}
          </p>
        </>
      }
      paging={{
        page: props.page,
        pages: props.pages,
        hrefOf: (page) => addressOf('/schools', { ...query, page: String(page) }),
      }}
      exports={[
        { href: addressOf('/schools/map', { ...query, sort: '', page: '' }), text: 'Show on a map' },
        { href: addressOf('/schools/export', { ...query, page: '' }), text: 'Download as CSV' },
      ]}
    >
      {props.rows.length === 0 ? null : (
        <Table
          caption="Schools"
          captionClasses="govuk-visually-hidden"
          firstCellIsHeader
          head={[
            heading('name'),
            heading('town'),
            heading('phase'),
            heading('pupils', 'numeric'),
            heading('inspected'),
            { text: 'Compare', classes: 'alongside-tick' },
          ]}
          rows={props.rows.map((school) => [
            {
              text: (
                <>
                  <a class="govuk-link" href={`/schools/${school.urn}`}>
                    {school.name}
                  </a>
                  {isOpen(school.status) ? null : ` (${school.status ?? 'state not known'})`}
                  <br />
                  <span class="govuk-hint govuk-!-margin-bottom-0">
                    {[`URN ${school.urn}`, school.type].filter(Boolean).join(', ')}
                  </span>
                </>
              ),
            },
            { text: school.town ?? '' },
            { text: school.phase ?? '' },
            { text: school.pupils?.toLocaleString('en-GB') ?? 'Not known', format: 'numeric' },
            {
              text: school.inspection ? (
                <>
                  {inBrief(school.inspection)}
                  <br />
                  <span class="govuk-hint govuk-!-margin-bottom-0">
                    {showDate(school.inspection.startedOn)}
                  </span>
                </>
              ) : (
                'None held'
              ),
            },
            { text: <CompareTick school={school} />, classes: 'alongside-tick' },
          ])}
        />
      )}
    </ListPage>
  )
}

/** Chooses the school for a comparison; the form stands beneath the table. */
const CompareTick = ({ school }: { school: ListedSchool }) => (
  <div class="govuk-checkboxes govuk-checkboxes--small">
    <div class="govuk-checkboxes__item">
      <input
        class="govuk-checkboxes__input"
        type="checkbox"
        id={`c${school.urn}`}
        name="urn"
        value={String(school.urn)}
        form="compare"
      />
      <label class="govuk-label govuk-checkboxes__label" for={`c${school.urn}`}>
        <span class="govuk-visually-hidden">Compare {school.name}</span>
      </label>
    </div>
  </div>
)
