// Owns the pages of trusts, federations, sponsors and dioceses.
import type { FilterCategory } from '#govuk/filter.tsx'
import { ListPage, Paging, PrintButton, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { sortLink } from '#govuk/sortable-table.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { showDate } from '#platform/dates.ts'
import { SelectField } from '#platform/fields.tsx'
import { kindNames } from '../imports/layout.rules.ts'
import { frameworkOf } from '../inspections/frameworks.rules.ts'
import { inBrief } from '../inspections/show.rules.ts'
import type { Group, ListedGroup } from './groups.queries.ts'
import {
  type GroupQuery,
  type GroupSchool,
  outcomesOf,
  phasesOf,
  showPupils,
  showState,
  type Sort,
  sortOf,
  sorts,
} from './groups.rules.ts'

const count = (number: number, one: string, many: string) =>
  `${number.toLocaleString('en-GB')} ${number === 1 ? one : many}`
const sizes = [
  { value: 'some', text: 'With schools now' },
  { value: 'several', text: 'With two or more' },
  { value: 'none', text: 'With none now' },
  { value: 'any', text: 'Any' },
]
const noNumber = 'Not known'

export function GroupList(props: {
  rows: readonly ListedGroup[]
  total: number
  page: number
  pages: number
  query: GroupQuery
  kinds: readonly string[]
  /** The organisation answers for schools, so "ours" means something. */
  hasOwn: boolean
}) {
  const { query } = props
  const here = '/schools/groups'
  const to = (changes: Partial<GroupQuery>) => addressOf(here, { ...query, page: '', ...changes })
  const chip = (heading: string, text: string, change: Partial<GroupQuery>): FilterCategory => ({
    heading: { text: heading },
    items: [{ href: to(change), text }],
  })
  const selected = [
    ...(query.whose === 'ours' ? [chip('Whose', 'With schools of ours', { whose: 'all' })] : []),
    ...(query.kind === '' ? [] : [chip('Kind', query.kind, { kind: '' })]),
    ...(query.size === 'any'
      ? []
      : [chip('Schools', sizes.find(({ value }) => value === query.size)!.text, { size: 'any' })]),
  ]
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
  const form = { values: query }
  return (
    <ListPage
      heading="Trusts and other groups"
      action={here}
      search={{
        name: 'q',
        label: 'Search for a group',
        hint: 'A part of its name, its GIAS number or its company number.',
        value: query.q,
        keep: Object.entries(query).filter(
          ([name, value]) => !['q', 'page', 'sort'].includes(name) && value !== '',
        ),
      }}
      filter={{
        fields: (
          <>
            {props.hasOwn ? (
              <SelectField
                form={form}
                name="whose"
                label="Whose schools"
                items={[
                  { value: 'ours', text: 'With schools of ours' },
                  { value: 'all', text: 'All groups' },
                ]}
              />
            ) : null}
            <SelectField
              form={form}
              name="kind"
              label="Kind"
              none="Any kind"
              items={props.kinds.map((kind) => ({ value: kind, text: kind }))}
            />
            <SelectField form={form} name="size" label="Schools" items={sizes} />
          </>
        ),
        selected,
        clearHref: addressOf(here, { q: query.q, whose: 'all', size: 'any' }),
        keep: Object.entries(query).filter(([name, value]) => ['q', 'sort'].includes(name) && value !== ''),
      }}
      count={count(props.total, 'group', 'groups')}
      tableLabel="Groups"
      empty={
        <>
          <p class="govuk-body">No group fits.</p>
          <p class="govuk-body">
            {query.q === '' && selected.length === 0
              ? 'Groups appear once a file of schools (GIAS establishments) or of group links is brought in.'
              : 'Check the spelling, or take a filter away.'}
          </p>
        </>
      }
      paging={{
        page: props.page,
        pages: props.pages,
        hrefOf: (page) => addressOf(here, { ...query, page: String(page) }),
      }}
      exports={[
        { href: addressOf('/schools/groups/export', { ...query, page: '' }), text: 'Download as CSV' },
      ]}
    >
      {props.rows.length === 0 ? null : (
        <Table
          caption="Groups"
          captionClasses="govuk-visually-hidden"
          firstCellIsHeader
          head={[
            heading('name'),
            heading('kind'),
            ...(props.hasOwn ? [heading('ours', 'numeric')] : []),
            heading('schools', 'numeric'),
            heading('pupils', 'numeric'),
          ]}
          rows={props.rows.map((group) => [
            {
              text: (
                <a class="govuk-link" href={`/schools/groups/${group.key}`}>
                  {group.name}
                </a>
              ),
            },
            { text: `${group.kind}${isClosed(group) ? ' (closed)' : ''}` },
            ...(props.hasOwn ? [{ text: group.ours.toLocaleString('en-GB'), format: 'numeric' }] : []),
            { text: group.schools.toLocaleString('en-GB'), format: 'numeric' },
            {
              text:
                showPupils(group.pupils, group.pupilsKnown, group.schools) ??
                (group.schools === 0 ? '' : noNumber),
              format: 'numeric',
            },
          ])}
        />
      )}
    </ListPage>
  )
}

const isClosed = ({ status }: { status: string | null }) => /closed/i.test(status ?? '')

const schoolCell = (school: GroupSchool) => ({
  text:
    school.name === null ? (
      `URN ${school.urn}, not in the register held`
    ) : (
      <>
        <a class="govuk-link" href={`/schools/${school.urn}`}>
          {school.name}
        </a>
        <br />
        <span class="govuk-hint govuk-!-margin-bottom-0">
          {[`URN ${school.urn}`, school.laName].filter(Boolean).join(', ')}
        </span>
      </>
    ),
})
const since = (school: GroupSchool) => ({
  text: school.sinceOn === null ? 'Not said' : showDate(school.sinceOn),
  attributes: { 'data-label': 'Since' },
})

export function GroupPage(props: {
  group: Group
  /** All its schools of today, and those of this page of the table. */
  members: readonly GroupSchool[]
  shown: readonly GroupSchool[]
  former: readonly GroupSchool[]
  page: number
  pages: number
  namesakes: readonly { key: string; name: string; kind: string }[]
  files: readonly { id: number; kind: string; fileName: string; dataDate: string | null }[]
}) {
  const { group, members } = props
  const outcomes = outcomesOf(members)
  const without = members.filter(({ inspection }) => inspection === null).length
  const address = `/schools/groups/${group.key}`
  return (
    <RecordPage
      caption={group.kind}
      name={group.name}
      state={
        group.status === null
          ? undefined
          : { text: group.status, classes: isClosed(group) ? 'govuk-tag--grey' : 'govuk-tag--green' }
      }
      facts={[
        { key: 'Schools', value: members.length.toLocaleString('en-GB') },
        { key: 'Pupils', value: showPupils(group.pupils, group.pupilsKnown, group.schools) ?? noNumber },
        ...(group.ours > 0 ? [{ key: 'Our schools', value: group.ours.toLocaleString('en-GB') }] : []),
        ...(group.companiesHouseNumber ? [{ key: 'Company number', value: group.companiesHouseNumber }] : []),
        ...(group.closedOn ? [{ key: 'Closed', value: showDate(group.closedOn) }] : []),
      ]}
      provenance={[
        ...(/^\d+$/.test(group.key) ? [{ what: 'GIAS number', source: group.key }] : []),
        ...props.files.map(({ kind, fileName, dataDate }) => ({
          what: kindNames[kind as keyof typeof kindNames] ?? kind,
          source: `${fileName}${dataDate ? `, data of ${showDate(dataDate)}` : ''}`,
        })),
      ]}
    >
      {props.namesakes.length > 0 ? (
        <p class="govuk-body">
          Of the same name:{' '}
          {props.namesakes.map(({ key, name, kind }, i) => (
            <>
              {i === 0 ? '' : ', '}
              <a class="govuk-link" href={`/schools/groups/${key}`}>
                {name}
              </a>{' '}
              ({kind.toLowerCase()})
            </>
          ))}
          .
        </p>
      ) : null}
      <ul class="alongside-list-bar__links">
        <li>
          <a class="govuk-link govuk-link--no-visited-state" href={`${address}/export`}>
            Download its schools as CSV
          </a>
        </li>
        <li>
          <PrintButton />
        </li>
      </ul>
      {members.length === 0 ? (
        <p class="govuk-body">No school that is open belongs to it, as far as the files held say.</p>
      ) : (
        <>
          <h2 class="govuk-heading-m">Its schools</h2>
          <ScrollingTable label="Its schools">
            <Table
              caption="Its schools"
              captionClasses="govuk-visually-hidden"
              classes="alongside-stack"
              firstCellIsHeader
              head={[
                { text: 'School' },
                { text: 'Phase' },
                { text: 'Since' },
                { text: 'Pupils', format: 'numeric' },
                { text: 'Latest inspection' },
              ]}
              rows={props.shown.map((school) => [
                schoolCell(school),
                { text: school.phase ?? 'Not said', attributes: { 'data-label': 'Phase' } },
                since(school),
                {
                  text: school.pupils?.toLocaleString('en-GB') ?? noNumber,
                  format: 'numeric',
                  attributes: { 'data-label': 'Pupils' },
                },
                {
                  text: school.inspection ? (
                    <>
                      {inBrief(school.inspection)}
                      <span class="govuk-hint">
                        {showDate(school.inspection.startedOn)}.{' '}
                        {frameworkOf(school.inspection.framework).label}
                      </span>
                    </>
                  ) : (
                    'None held'
                  ),
                  attributes: { 'data-label': 'Latest inspection' },
                },
              ])}
            />
          </ScrollingTable>
          {props.pages > 1 ? (
            <Paging
              page={props.page}
              pages={props.pages}
              hrefOf={(page) => addressOf(address, { page: String(page) })}
            />
          ) : null}
          <h2 class="govuk-heading-m">Phases</h2>
          <Table
            caption="Its schools by phase"
            captionClasses="govuk-visually-hidden"
            firstCellIsHeader
            head={[
              { text: 'Phase' },
              { text: 'Schools', format: 'numeric' },
              { text: 'Pupils', format: 'numeric' },
            ]}
            rows={phasesOf(members).map((row) => [
              { text: row.phase },
              { text: row.schools.toLocaleString('en-GB'), format: 'numeric' },
              { text: showPupils(row.pupils, row.pupilsKnown, row.schools) ?? noNumber, format: 'numeric' },
            ])}
          />
          <h2 class="govuk-heading-m">Latest inspections</h2>
          {outcomes.length === 0 ? (
            <p class="govuk-body">No inspection of its schools is held.</p>
          ) : (
            <>
              <p class="govuk-body">
                Each in the words of its own framework. Grades of different frameworks are not comparable.
                {without > 0 ? ` Of ${count(without, 'school', 'schools')} none is held.` : ''}
              </p>
              <Table
                caption="Latest inspections by framework"
                captionClasses="govuk-visually-hidden"
                firstCellIsHeader
                head={[
                  { text: 'Framework' },
                  { text: 'Latest inspection' },
                  { text: 'Schools', format: 'numeric' },
                ]}
                rows={outcomes.map(({ framework, outcome, schools }) => [
                  { text: framework },
                  { text: outcome },
                  { text: schools.toLocaleString('en-GB'), format: 'numeric' },
                ])}
              />
            </>
          )}
        </>
      )}
      {props.former.length > 0 ? (
        <>
          <h2 class="govuk-heading-m">Schools that belonged to it</h2>
          <ScrollingTable label="Schools that belonged to it">
            <Table
              caption="Schools that belonged to it"
              captionClasses="govuk-visually-hidden"
              classes="alongside-stack"
              firstCellIsHeader
              head={[{ text: 'School' }, { text: 'Since' }, { text: 'What became of it' }]}
              rows={props.former.map((school) => [
                schoolCell(school),
                since(school),
                { text: showState(school), attributes: { 'data-label': 'What became of it' } },
              ])}
            />
          </ScrollingTable>
        </>
      ) : null}
    </RecordPage>
  )
}
