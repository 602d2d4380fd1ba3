// Owns the pages of needs: the list, one need, its form.
import type { FilterCategory } from '#govuk/filter.tsx'
import type { Content } from '#govuk/markup.ts'
import { PageErrors } from '#govuk/pages/errors.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import type { TagProps } from '#govuk/tag.tsx'
import { addressOf } from '#platform/addresses.ts'
import {
  CheckboxField,
  DateField,
  type Filled,
  LongField,
  RadioField,
  SelectField,
  summaryOf,
  TextField,
} from '#platform/fields.tsx'
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import { showDays } from '#src/directory/days.rules.ts'
import { phases } from '#src/directory/vocabulary.rules.ts'
import type { FoundSchool } from '#src/schools/finding/finding.queries.ts'
import { SchoolField } from '#src/schools/finding/school-field.tsx'
import type { OurSchool } from '#src/identify/our-school.queries.ts'
import type { NeedRecord, NeedRow } from './needs.queries.ts'
import {
  isOpenToChange,
  movesByHand,
  needStates,
  type NeedState,
  originNames,
  origins,
} from './needs.rules.ts'

export const needTags: Record<NeedState, TagProps> = {
  draft: { text: 'Draft', classes: 'govuk-tag--grey' },
  open: { text: 'Open', classes: 'govuk-tag--blue' },
  shortlisted: { text: 'Shortlisted', classes: 'govuk-tag--light-blue' },
  offered: { text: 'Offered', classes: 'govuk-tag--yellow' },
  agreed: { text: 'Agreed', classes: 'govuk-tag--turquoise' },
  placed: { text: 'Placed', classes: 'govuk-tag--green' },
  withdrawn: { text: 'Withdrawn', classes: 'govuk-tag--grey' },
  unmet: { text: 'Unmet', classes: 'govuk-tag--red' },
}
const options = (values: readonly string[]) => values.map((value) => ({ value, text: capital(value) }))
export type NeedQuery = Record<'q' | 'state' | 'theme' | 'phase' | 'page', string>

export function NeedList(props: {
  rows: readonly NeedRow[]
  total: number
  page: number
  pages: number
  query: NeedQuery
  themes: readonly string[]
  canManage: boolean
}) {
  const { query } = props
  const chip = (heading: string, name: keyof NeedQuery): FilterCategory | false =>
    query[name] !== '' && {
      heading: { text: heading },
      items: [{ href: addressOf('/needs', { ...query, page: '', [name]: '' }), text: query[name] }],
    }
  const selected = [chip('State', 'state'), chip('Theme', 'theme'), chip('Phase', 'phase')].filter(
    (one) => one !== false,
  )
  const form = { values: query }
  return (
    <ListPage
      heading="Needs"
      action="/needs"
      actions={props.canManage ? [{ href: '/needs/new', text: 'Add a need' }] : []}
      search={{
        name: 'q',
        label: 'Search by school',
        hint: 'A name, a town or a URN',
        value: query.q,
        keep: Object.entries(query).filter(([name, value]) => !['q', 'page'].includes(name) && value !== ''),
      }}
      filter={{
        fields: (
          <>
            <SelectField
              form={form}
              name="state"
              label="State"
              none="All but withdrawn"
              items={options(needStates)}
            />
            <SelectField
              form={form}
              name="theme"
              label="Theme"
              none="Any theme"
              items={options(props.themes)}
            />
            <SelectField form={form} name="phase" label="Phase" none="Any phase" items={options(phases)} />
          </>
        ),
        selected,
        clearHref: addressOf('/needs', { q: query.q }),
        keep: query.q ? [['q', query.q]] : [],
      }}
      count={props.total === 1 ? '1 need' : `${props.total.toLocaleString('en-GB')} needs`}
      empty={
        <p class="govuk-body">
          {selected.length > 0 || query.q
            ? 'No need matches. Remove a filter, or search with fewer words.'
            : 'There are no needs yet. A need appears here once it is added for a school that needs support.'}
        </p>
      }
      tableLabel="Needs"
      paging={{
        page: props.page,
        pages: props.pages,
        hrefOf: (page) => addressOf('/needs', { ...query, page: String(page) }),
      }}
      exports={[{ href: addressOf('/needs/export', { ...query, page: '' }), text: 'Download as CSV' }]}
    >
      {props.rows.length === 0 ? null : (
        <Table
          firstCellIsHeader
          head={[
            { text: 'School' },
            { text: 'Themes' },
            { text: 'Days', format: 'numeric' },
            { text: 'From' },
            { text: 'Until' },
            { text: 'State' },
          ]}
          rows={props.rows.map((row) => [
            {
              text: (
                <a class="govuk-link" href={`/needs/${row.id}`}>
                  {row.school}
                </a>
              ),
            },
            { text: row.themes.join(', ') },
            { text: row.halfDays / 2, format: 'numeric' },
            { text: showDate(row.startsOn) },
            { text: showDate(row.endsOn) },
            { text: needTags[row.state].text },
          ])}
        />
      )}
    </ListPage>
  )
}

const moveTexts: Record<string, string> = {
  open: 'Open this need',
  withdrawn: 'Withdraw',
  unmet: 'Record as unmet',
}

export function NeedPage(props: {
  need: NeedRecord
  canManage: boolean
  /** Opening, withdrawing and recording as unmet take more than preparing. */
  canDecide: boolean
  canShortlist: boolean
  /** The agreement under way for this need. */
  agreementId: string | null
}) {
  const { need } = props
  const { entry } = need
  const changes = props.canManage && isOpenToChange(need.state)
  const row = (key: string, text: string | null) => ({
    key: { text: key },
    value: { text: text ? <span class="alongside-lines">{text}</span> : 'Not said' },
  })
  return (
    <RecordPage
      name={need.school.name}
      caption="Need"
      state={needTags[need.state]}
      facts={[
        { key: 'Days', value: showDays(entry.halfDays) },
        { key: 'From', value: showDate(entry.startsOn) },
        { key: 'Until', value: showDate(entry.endsOn) },
      ]}
      actions={[
        ...(props.canShortlist && ['open', 'shortlisted'].includes(need.state)
          ? [{ href: `/needs/${need.id}/shortlist`, text: 'See who could help' }]
          : []),
        ...(props.canDecide
          ? movesByHand(need.state).map((to) => ({
              href: `/needs/${need.id}/state/${to}`,
              text: need.state === 'draft' || to !== 'open' ? moveTexts[to] : 'Open again',
              ...(need.state === 'draft' && to === 'open' ? {} : { classes: 'govuk-button--secondary' }),
            }))
          : []),
        ...(changes
          ? [{ href: `/needs/${need.id}/edit`, text: 'Change', classes: 'govuk-button--secondary' }]
          : []),
      ]}
      provenance={[
        {
          what: 'The need',
          source: `Entered by ${need.createdBy ?? 'the system'} on ${showDate(need.createdOn)}`,
        },
      ]}
    >
      {need.stateReason ? <p class="govuk-inset-text">{need.stateReason}</p> : null}
      {props.agreementId ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/agreements/${props.agreementId}`}>
            Go to the agreement for this need
          </a>
        </p>
      ) : null}
      <SummaryList
        rows={[
          {
            key: { text: 'School' },
            value: {
              text: (
                <a class="govuk-link" href={`/schools/${entry.urn}`}>
                  {need.school.name}
                </a>
              ),
            },
          },
          row('Comes from', originNames[entry.comesFrom]),
          row('Why', entry.reason),
          row('Themes', entry.themes.join(', ')),
          row('Phase', entry.phase),
          row('Kind of supporter', entry.designations.join(', ') || 'Any'),
          row('Ways of working', entry.waysOfWorking),
          row(
            'Limits',
            [entry.notSameTown ? 'Nobody from the same town' : '', entry.otherLimits ?? '']
              .filter(Boolean)
              .join('\n') || 'None',
          ),
        ]}
      />
      {need.choices.length === 0 ? null : (
        <>
          <h2 class="govuk-heading-m">Chosen from the shortlist</h2>
          <ul class="govuk-list govuk-list--bullet">
            {need.choices.map((choice) => (
              <li>
                {choice.name}, chosen by {choice.chosenBy}
                {choice.warnings.length > 0
                  ? `. Set aside: ${choice.warnings.join(' ')} Reason: ${choice.reason}`
                  : ''}
              </li>
            ))}
          </ul>
        </>
      )}
    </RecordPage>
  )
}

const DATES = ['starts', 'ends']

export function NeedForm(props: {
  form: Filled
  school: Pick<OurSchool, 'urn' | 'name' | 'phase' | 'type'>
  themes: readonly string[]
  designations: readonly string[]
  hidden: Content
  isNew: boolean
  cancel: string
}) {
  const { form } = props
  return (
    <FormPage
      heading={props.isNew ? 'What does this school need?' : 'Change this need'}
      caption={props.school.name}
      errors={summaryOf(form, DATES)}
      hidden={props.hidden}
      submitText={props.isNew ? 'Save as a draft' : 'Save'}
      cancel={{ href: props.cancel }}
    >
      <RadioField
        form={form}
        name="comesFrom"
        label="Where does it come from?"
        items={origins.map((value) => ({ value, text: originNames[value] }))}
      />
      <LongField
        form={form}
        name="reason"
        label="Why is support needed?"
        hint="In words that the school’s head could read with dignity"
        rows={6}
      />
      <CheckboxField form={form} name="themes" label="Themes" items={options(props.themes)} />
      <RadioField form={form} name="phase" label="Phase" items={options(phases)} />
      <CheckboxField
        form={form}
        name="designations"
        label="Which kinds of supporter will do?"
        hint="Choose none if any will"
        items={options(props.designations)}
      />
      <TextField
        form={form}
        name="days"
        label="Days"
        hint="In half days, such as 6 or 6.5"
        width={4}
        inputmode="decimal"
        suffix="days"
      />
      <DateField form={form} name="starts" label="From" hint="Such as 4 1 2027" />
      <DateField form={form} name="ends" label="Until" hint="Support always has an end" />
      <LongField form={form} name="waysOfWorking" label="Ways of working" hint="If the school has said" />
      <CheckboxField
        form={form}
        name="notSameTown"
        label="Limits"
        items={[{ value: 'yes', text: 'Nobody from the same town' }]}
      />
      <LongField form={form} name="otherLimits" label="Other limits" rows={2} />
    </FormPage>
  )
}

/** Which school a need is for, when the address does not say. */
export const SchoolForm = ({ form, choices }: { form: Filled; choices: readonly FoundSchool[] }) => (
  <div class="govuk-grid-row">
    <div class="govuk-grid-column-two-thirds">
      <PageErrors errors={form.errors} />
      <h1 class="govuk-heading-l">Which school is the need for?</h1>
      <form method="get" action="/needs/new">
        <SchoolField
          form={form}
          name="school"
          label="School"
          hint="Its name, postcode or URN. You can also begin from the school’s page."
          choices={choices}
        />
        <button class="govuk-button" data-module="govuk-button">
          Continue
        </button>
      </form>
    </div>
  </div>
)
