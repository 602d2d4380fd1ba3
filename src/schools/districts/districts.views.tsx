// Owns the pages by which schools are put into areas.
import { Button } from '#govuk/button.tsx'
import { FileUpload } from '#govuk/file-upload.tsx'
import { PageErrors } from '#govuk/pages/errors.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Select } from '#govuk/select.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { SelectField } from '#platform/fields.tsx'
import { FormKey } from '#platform/forms.tsx'
import { showMoment } from '#platform/pages.tsx'
import type { AreaNode } from '#src/accounts/organisation.rules.ts'
import type { Assignment, DistrictQuery, DistrictSchool } from './districts.queries.ts'
import { fieldNames, type Rule, ruleFields, type RuleField } from './districts.rules.ts'

const HERE = '/organisation/districts'
const schoolCount = (count: number) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? 'school' : 'schools'}`
const ways: Record<string, string> = { file: 'by file', rule: 'by rule', hand: 'by hand' }
const items = (areas: readonly AreaNode[]) =>
  areas.map(({ id, name, kind, depth }) => ({ value: id, text: `${'– '.repeat(depth)}${name} (${kind})` }))

export function DistrictList(props: {
  rows: readonly DistrictSchool[]
  total: number
  page: number
  pages: number
  query: DistrictQuery
  areas: readonly AreaNode[]
  counts: Map<string | null, number>
  districts: readonly string[]
  last: Assignment | null
  ticked: readonly string[]
  error: { field: string; text: string } | undefined
}) {
  const { query, areas, last } = props
  const to = (changes: Partial<DistrictQuery>) => addressOf(HERE, { ...query, page: '', ...changes })
  const areaName = query.area === 'none' ? 'In no area' : areas.find(({ id }) => id === query.area)?.name
  const form = { values: query }
  const none = props.counts.get(null) ?? 0
  return (
    <>
      <PageErrors errors={props.error ? [props.error] : undefined} />
      <ListPage
        heading="Schools and areas"
        intro="A role for an area reaches the schools that lie in it, and in every area inside it. A change holds at once."
        action={HERE}
        actions={[
          { href: `${HERE}/rules`, text: 'Place by rule', classes: 'govuk-button--secondary' },
          { href: `${HERE}/file`, text: 'Read a file', classes: 'govuk-button--secondary' },
        ]}
        search={{
          name: 'q',
          label: 'Search for a school',
          value: query.q,
          keep: Object.entries(query).filter(
            ([name, value]) => !['q', 'page'].includes(name) && value !== '',
          ),
        }}
        filter={{
          fields: (
            <>
              <SelectField
                form={form}
                name="area"
                label="Area"
                none="Any"
                items={[{ value: 'none', text: 'In no area' }, ...items(areas)]}
              />
              {props.districts.length > 1 ? (
                <SelectField
                  form={form}
                  name="district"
                  label="District in the register"
                  none="Any"
                  items={props.districts.map((text) => ({ value: text, text }))}
                />
              ) : null}
            </>
          ),
          selected: [
            ...(areaName
              ? [{ heading: { text: 'Area' }, items: [{ href: to({ area: '' }), text: areaName }] }]
              : []),
            ...(query.district
              ? [
                  {
                    heading: { text: 'District' },
                    items: [{ href: to({ district: '' }), text: query.district }],
                  },
                ]
              : []),
          ],
          clearHref: addressOf(HERE, { q: query.q }),
          keep: query.q === '' ? [] : [['q', query.q]],
        }}
        count={schoolCount(props.total)}
        tableLabel="Schools and their areas"
        exports={[{ href: `${HERE}/export`, text: 'Download all as CSV' }]}
        empty={
          <p class="govuk-body">
            {query.q === '' && query.area === '' && query.district === ''
              ? 'The organisation answers for no schools yet. They come with its authority code and the register.'
              : 'No school fits. Check the spelling, or take a filter away.'}
          </p>
        }
        paging={{
          page: props.page,
          pages: props.pages,
          hrefOf: (page) => addressOf(HERE, { ...query, page: String(page) }),
        }}
        notice={
          <>
            {none > 0 && query.area !== 'none' ? (
              <p class="govuk-body">
                <a class="govuk-link" href={to({ area: 'none' })}>
                  {schoolCount(none)} in no area
                </a>
              </p>
            ) : null}
            {last ? <LastChange last={last} /> : null}
          </>
        }
        below={
          areas.length === 0 ? (
            <p class="govuk-body">
              There are no areas yet.{' '}
              <a class="govuk-link" href="/organisation">
                Add one first
              </a>
              .
            </p>
          ) : (
            <form id="move" method="post" action={addressOf(HERE, { ...query })} novalidate>
              <FormKey />
              <Select
                name="to"
                id="to"
                label={{ text: 'Move the ticked schools to', classes: 'govuk-label--s' }}
                {...(props.error ? { errorMessage: { text: props.error.text } } : {})}
                items={[
                  { value: '', text: 'Choose an area' },
                  ...items(areas),
                  { value: 'none', text: 'No area' },
                ]}
              />
              <Button text="Move ticked schools" preventDoubleClick />
            </form>
          )
        }
      >
        {props.rows.length === 0 ? null : (
          <Table
            caption="Schools and their areas"
            captionClasses="govuk-visually-hidden"
            firstCellIsHeader
            head={[
              { text: 'School' },
              { text: 'District in the register' },
              { text: 'Area' },
              { text: 'Move', classes: 'alongside-tick' },
            ]}
            rows={props.rows.map((school) => [
              {
                text: (
                  <>
                    <a class="govuk-link" href={`/schools/${school.urn}`}>
                      {school.name ?? 'Not in the register'}
                    </a>
                    <br />
                    <span class="govuk-hint govuk-!-margin-bottom-0">
                      {[`URN ${school.urn}`, school.postcode].filter(Boolean).join(', ')}
                    </span>
                  </>
                ),
              },
              { text: school.district ?? 'Not said' },
              {
                text: school.areaName ? (
                  <>
                    {school.areaName}
                    {school.by ? <span class="govuk-hint">{ways[school.by]}</span> : null}
                  </>
                ) : (
                  'None'
                ),
              },
              {
                text: (
                  <div class="govuk-checkboxes govuk-checkboxes--small">
                    <div class="govuk-checkboxes__item">
                      <input
                        class="govuk-checkboxes__input"
                        type="checkbox"
                        id={`m${school.urn}`}
                        name="urn"
                        value={String(school.urn)}
                        form="move"
                        checked={props.ticked.includes(String(school.urn))}
                      />
                      <label class="govuk-label govuk-checkboxes__label" for={`m${school.urn}`}>
                        <span class="govuk-visually-hidden">Move {school.name ?? school.urn}</span>
                      </label>
                    </div>
                  </div>
                ),
                classes: 'alongside-tick',
              },
            ])}
          />
        )}
      </ListPage>
    </>
  )
}

const LastChange = ({ last }: { last: Assignment }) => (
  <form method="post" action={`${HERE}/undo`}>
    <FormKey />
    <input type="hidden" name="id" value={last.id} />
    <p class="govuk-body">
      Last change:{' '}
      <a class="govuk-link" href={`${HERE}/changes/${last.id}`}>
        {last.summary}
      </a>
      , {schoolCount(last.schools)}, {showMoment(new Date(last.at))}
      {last.person ? `, by ${last.person}` : ''}.{' '}
      <button type="submit" class="alongside-link-button">
        Undo it
      </button>
    </p>
  </form>
)

export const ChooseFile = ({ error }: { error?: string | undefined }) => (
  <FormPage
    heading="Read a file of schools and areas"
    errors={error ? [{ field: 'file', text: error }] : undefined}
    intro={
      <p class="govuk-body">
        The columns are urn and area, the area by its name; add kind (county, area, district or locality)
        where two areas share a name. You will first see what the file would change. Nothing is changed until
        you say so.
      </p>
    }
    hidden={<FormKey />}
    hasFiles
    submitText="Read the file"
    cancel={{ href: HERE }}
  >
    <FileUpload
      name="file"
      label={{ text: 'CSV file', classes: 'govuk-label--s' }}
      hint={{ text: 'Up to 1 MB' }}
      errorMessage={error ? { text: error } : undefined}
      attributes={{ accept: '.csv,text/csv' }}
    />
  </FormPage>
)

export function RulesPage(props: {
  field: RuleField
  values: readonly { value: string; schools: number }[]
  rules: readonly Rule[]
  areas: readonly AreaNode[]
}) {
  const { field, areas } = props
  const own = props.rules.filter((rule) => rule.field === field)
  const alike = (text: string) => text.toLowerCase().trim()
  // A rule whose value no school has now stands in the list too, so that it can be taken away.
  const values = [
    ...props.values,
    ...own
      .filter(({ value }) => !props.values.some((one) => one.value === value))
      .map(({ value }) => ({ value, schools: 0 })),
  ]
  return (
    <>
      <h1 class="govuk-heading-l">Rules for areas</h1>
      <p class="govuk-body">
        Schools whose register says this lie in that area. You will first see what would change. The rules are
        kept and applied again whenever the register is brought in. A school that a file or a hand has placed
        stays where it is. Where several rules fit a school, the narrowest holds: {ruleFields.join(', ')}.
      </p>
      <form method="get" action={`${HERE}/rules`} class="alongside-search">
        <Select
          name="field"
          label={{ text: 'Go by', classes: 'govuk-label--s' }}
          value={field}
          items={ruleFields.map((value) => ({
            value,
            text: `${fieldNames[value]}${props.rules.some((rule) => rule.field === value) ? ' (has rules)' : ''}`,
          }))}
        />
        <Button text="Show" classes="govuk-button--secondary" />
      </form>
      {areas.length === 0 ? (
        <p class="govuk-body">
          There are no areas yet.{' '}
          <a class="govuk-link" href="/organisation">
            Add one first
          </a>
          .
        </p>
      ) : values.length === 0 ? (
        <p class="govuk-body">The register says nothing of this for the organisation’s schools.</p>
      ) : (
        <form method="post" action={`${HERE}/rules`} novalidate>
          <FormKey />
          <input type="hidden" name="field" value={field} />
          <ScrollingTable label="Rules">
            <Table
              caption={fieldNames[field]}
              captionClasses="govuk-visually-hidden"
              classes="alongside-stack"
              firstCellIsHeader
              head={[
                { text: fieldNames[field] },
                { text: 'Open schools', format: 'numeric' },
                { text: 'Lie in' },
              ]}
              rows={values.map(({ value, schools }, i) => {
                const rule = own.find((one) => one.value === value)
                // Nothing is decided by being proposed: the next page shows it, and asks.
                const proposed =
                  own.length === 0 ? areas.find(({ name }) => alike(name) === alike(value))?.id : undefined
                return [
                  { text: value },
                  {
                    text: schools.toLocaleString('en-GB'),
                    format: 'numeric',
                    attributes: { 'data-label': 'Open schools' },
                  },
                  {
                    text: (
                      <>
                        <input type="hidden" name="value" value={value} />
                        <Select
                          id={`area-${i}`}
                          name="area"
                          label={{ text: `Area for ${value}`, classes: 'govuk-visually-hidden' }}
                          formGroup={{ classes: 'govuk-!-margin-bottom-0' }}
                          value={rule?.areaId ?? proposed ?? ''}
                          items={[{ value: '', text: 'No rule' }, ...items(areas)]}
                        />
                      </>
                    ),
                  },
                ]
              })}
            />
          </ScrollingTable>
          <div class="govuk-button-group">
            <Button text="Show what would change" preventDoubleClick />
            <a class="govuk-link" href={HERE}>
              Cancel
            </a>
          </div>
        </form>
      )}
    </>
  )
}
