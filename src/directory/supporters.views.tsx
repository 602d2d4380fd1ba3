// Owns the pages of the directory that are read: the list and one supporter's record. Forms are entries.
import type { FilterCategory } from '#govuk/filter.tsx'
import { ListPage, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import type { TagProps } from '#govuk/tag.tsx'
import { addressOf } from '#platform/addresses.ts'
import { SelectField, TextField } from '#platform/fields.tsx'
import { FormKey, Version } from '#platform/forms.tsx'
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import { showDays } from './days.rules.ts'
import { showDistance } from './distance.rules.ts'
import type { Listed } from './supporter-list.rules.ts'
import { freeIn } from './supporter-list.rules.ts'
import type { SchoolPlace, SupporterRecord } from './supporters.queries.ts'
import {
  addressKeyOf,
  type Designation,
  designationStateOn,
  type SupporterState,
} from './supporters.rules.ts'
import { phases, type Vocabulary } from './vocabulary.rules.ts'

/** Every part of the list's address; '' where nothing is asked. */
export type ListQuery = Record<
  'q' | 'theme' | 'phase' | 'designation' | 'near' | 'km' | 'days' | 'state' | 'page',
  string
>

export const stateTags: Record<SupporterState, TagProps> = {
  active: { text: 'Active', classes: 'govuk-tag--green' },
  paused: { text: 'Paused', classes: 'govuk-tag--yellow' },
  archived: { text: 'Archived', classes: 'govuk-tag--grey' },
}
const options = (values: readonly string[]) => values.map((value) => ({ value, text: value }))
export const showFree = (free: number | null): string => (free === null ? 'Not said' : showDays(free))

export function SupporterList(props: {
  rows: readonly Listed[]
  total: number
  page: number
  pages: number
  query: ListQuery
  vocabulary: Vocabulary
  academicYear: string
  place: SchoolPlace | null
  /** What the filters could not judge, a sentence each. */
  notes: readonly string[]
  canManage: boolean
  /** A file may name supporters of any area, so it takes a role over the whole organisation. */
  canReadFile: boolean
  today: string
}) {
  const { query, place } = props
  const without = (...names: (keyof ListQuery)[]) =>
    addressOf('/supporters', { ...query, page: '', ...Object.fromEntries(names.map((name) => [name, ''])) })
  const chip = (heading: string, names: (keyof ListQuery)[], text: string): FilterCategory | false =>
    query[names[0]!] !== '' && { heading: { text: heading }, items: [{ href: without(...names), text }] }
  const selected = [
    chip('Theme', ['theme'], query.theme),
    chip('Phase', ['phase'], query.phase),
    chip('Designation', ['designation'], query.designation),
    chip(
      'Distance',
      ['near', 'km'],
      `${query.km ? `within ${query.km} km of` : 'nearest to'} ${place?.name ?? query.near}`,
    ),
    chip('Days free', ['days'], `at least ${query.days}`),
    chip('State', ['state'], query.state),
  ].filter((one) => one !== false)
  const form = { values: query }
  return (
    <ListPage
      heading="Supporters"
      intro={props.notes.length > 0 ? props.notes.join(' ') : undefined}
      action="/supporters"
      actions={
        props.canManage
          ? [
              { href: '/supporters/new', text: 'Add a supporter' },
              ...(props.canReadFile
                ? [
                    {
                      href: '/supporters/file',
                      text: 'Read a file of supporters',
                      classes: 'govuk-button--secondary',
                    },
                  ]
                : []),
            ]
          : []
      }
      search={{
        name: 'q',
        label: 'Search by words',
        hint: 'A name, a post, a strength. Near spellings are found too.',
        value: query.q,
        keep: Object.entries(query).filter(([name, value]) => !['q', 'page'].includes(name) && value !== ''),
      }}
      filter={{
        fields: (
          <>
            <SelectField
              form={form}
              name="theme"
              label="Theme"
              none="Any theme"
              items={options(props.vocabulary.themes)}
            />
            <SelectField form={form} name="phase" label="Phase" none="Any phase" items={options(phases)} />
            <SelectField
              form={form}
              name="designation"
              label="Designation"
              none="Any designation"
              items={options(props.vocabulary.designations)}
            />
            <TextField
              form={form}
              name="near"
              label="Near a school"
              hint="Its name, postcode or URN"
              autocomplete="off"
            />
            <TextField form={form} name="km" label="Within kilometres" width={3} inputmode="numeric" />
            <TextField
              form={form}
              name="days"
              label={`Days free in ${props.academicYear}`}
              hint="At least so many, such as 5"
              width={3}
              inputmode="decimal"
            />
            <SelectField
              form={form}
              name="state"
              label="State"
              none="Active or paused"
              items={options(['active', 'paused', 'archived'])}
            />
          </>
        ),
        selected,
        clearHref: addressOf('/supporters', { q: query.q }),
        keep: query.q ? [['q', query.q]] : [],
      }}
      count={props.total === 1 ? '1 supporter' : `${props.total.toLocaleString('en-GB')} supporters`}
      empty={
        selected.length > 0 || query.q ? (
          <p class="govuk-body">No supporter matches. Remove a filter, or search with fewer words.</p>
        ) : (
          <p class="govuk-body">
            Nobody is in the directory yet. Supporters appear here once they are added one by one or read from
            a file.
          </p>
        )
      }
      tableLabel="Supporters"
      paging={{
        page: props.page,
        pages: props.pages,
        hrefOf: (page) => addressOf('/supporters', { ...query, page: String(page) }),
      }}
      exports={[{ href: addressOf('/supporters/export', { ...query, page: '' }), text: 'Download as CSV' }]}
    >
      {props.rows.length === 0 ? null : (
        <Table
          firstCellIsHeader
          head={[
            { text: 'Name' },
            { text: 'Home school' },
            { text: 'Designations' },
            { text: 'Themes' },
            { text: `Free in ${props.academicYear}` },
            ...(place ? [{ text: `From ${place.name}` }] : []),
            { text: 'Last confirmed' },
          ]}
          rows={props.rows.map((row) => [
            {
              text: (
                <>
                  <a class="govuk-link" href={`/supporters/${row.id}`}>
                    {row.entry.name}
                  </a>
                  {row.state === 'active' ? null : ` (${row.state})`}
                </>
              ),
            },
            { text: row.home?.name ?? 'Not said' },
            { text: currentDesignations(row.entry.designations, props.today) || 'None in force' },
            { text: row.entry.expertise.map(({ theme }) => theme).join(', ') || 'Not said' },
            { text: showFree(row.free) },
            ...(place ? [{ text: capital(showDistance(row.km)) }] : []),
            { text: row.entry.lastConfirmedOn ? showDate(row.entry.lastConfirmedOn) : 'Never' },
          ])}
        />
      )}
    </ListPage>
  )
}

export const currentDesignations = (designations: readonly Designation[], today: string): string =>
  designations
    .filter((one) => designationStateOn(one, today) !== 'ended')
    .map(({ designation, state }) =>
      state === 'under review' ? `${designation} (under review)` : designation,
    )
    .join(', ')

export function SupporterPage(props: {
  record: SupporterRecord
  /** Whether this person may see how to reach the supporter; if not, the record carries no contact details. */
  showsContacts: boolean
  canManage: boolean
  /** This is the reader's own entry. */
  isOwn: boolean
  today: string
  schoolNames: ReadonlyMap<number, string>
}) {
  const { record, today, canManage, isOwn } = props
  const address = isOwn ? '/my-entry' : `/supporters/${record.id}`
  const { entry } = record
  const change = (section: string, text: string) =>
    canManage
      ? {
          actions: {
            items: [
              {
                href: `/supporters/${record.id}/${section}`,
                text: 'Change',
                visuallyHiddenText: text,
              },
            ],
          },
        }
      : {}
  const row = (key: string, text: string | null, section: string) => ({
    key: { text: key },
    value: { text: text ? <span class="alongside-lines">{text}</span> : 'Not said' },
    ...change(section, key.toLowerCase()),
  })
  const nextStates: readonly { to: SupporterState; text: string }[] =
    record.state === 'active'
      ? [
          { to: 'paused', text: 'Pause' },
          { to: 'archived', text: 'Archive' },
        ]
      : record.state === 'paused'
        ? [
            { to: 'active', text: 'Make active again' },
            { to: 'archived', text: 'Archive' },
          ]
        : [{ to: 'active', text: 'Bring back' }]
  return (
    <RecordPage
      name={entry.name}
      caption="Supporter"
      state={stateTags[record.state]}
      facts={[
        { key: 'Home school', value: record.home?.name ?? 'Not said' },
        { key: 'Designations', value: currentDesignations(entry.designations, today) || 'None in force' },
        {
          key: 'Last confirmed',
          value: entry.lastConfirmedOn ? showDate(entry.lastConfirmedOn) : 'Never',
        },
      ]}
      actions={
        canManage || isOwn
          ? nextStates.map(({ to, text }) => ({
              href: `${address}/state/${to}`,
              text,
              classes: 'govuk-button--secondary',
            }))
          : []
      }
      provenance={[
        { what: 'Home school', source: 'The register of schools' },
        { what: 'Days taken', source: 'Agreements approved and sessions held' },
        { what: 'All else', source: 'Entered by your organisation, by form or from a file' },
      ]}
    >
      {record.stateReason && record.state !== 'active' ? (
        <p class="govuk-inset-text">{record.stateReason}</p>
      ) : null}
      {canManage || isOwn ? (
        <form method="post" action={`${address}/confirm`}>
          <FormKey />
          <Version value={record.version} />
          <button class="govuk-button govuk-button--secondary" data-module="govuk-button">
            Everything here is right today
          </button>
        </form>
      ) : null}
      <h2 class="govuk-heading-m">Who and where</h2>
      <SummaryList
        rows={[
          row('Post', entry.post, 'edit/details'),
          row('Phases', entry.phases.join(', '), 'edit/details'),
          row('Regular outreach day', entry.outreachDay, 'edit/details'),
          row(
            'Travel limit',
            entry.travelLimitKm === null ? 'No limit set' : `${entry.travelLimitKm} km`,
            'edit/details',
          ),
          row('Ways of working', entry.waysOfWorking, 'edit/details'),
          props.showsContacts && row('Email', entry.email, 'edit/details'),
          props.showsContacts && row('Telephone', entry.telephone, 'edit/details'),
        ]}
      />
      {props.showsContacts ? null : (
        <p class="govuk-body">
          How to reach this supporter is shown on an agreement while it is active, and to those who keep the
          directory.
        </p>
      )}
      <h2 class="govuk-heading-m">Pen portrait</h2>
      <SummaryList
        rows={[
          row('Own strengths', entry.ownStrengths, 'edit/portrait'),
          row('School’s strengths', entry.schoolStrengths, 'edit/portrait'),
          row('Where prepared to go', entry.wherePrepared, 'edit/portrait'),
        ]}
      />
      <h2 class="govuk-heading-m">Designations</h2>
      {entry.designations.length === 0 ? (
        <p class="govuk-body">No designation has been entered.</p>
      ) : (
        <ScrollingTable label="Designations">
          <Table
            firstCellIsHeader
            head={[
              { text: 'Designation' },
              { text: 'Awarded by' },
              { text: 'From' },
              { text: 'Until' },
              { text: 'Review' },
              { text: 'State' },
              ...(canManage ? [{ text: <span class="govuk-visually-hidden">Action</span> }] : []),
            ]}
            rows={entry.designations.map((one) => [
              { text: capital(one.designation) },
              { text: one.awardingBody ?? 'Not said' },
              { text: showDate(one.from) },
              { text: one.until ? showDate(one.until) : 'No end' },
              { text: one.review ? showDate(one.review) : 'Not set' },
              { text: capital(designationStateOn(one, today)) },
              ...(canManage
                ? [
                    {
                      text: (
                        <a
                          class="govuk-link"
                          href={`/supporters/${record.id}/designations/${addressKeyOf(one)}`}
                        >
                          Change<span class="govuk-visually-hidden"> {one.designation}</span>
                        </a>
                      ),
                    },
                  ]
                : []),
            ])}
          />
        </ScrollingTable>
      )}
      {canManage ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/supporters/${record.id}/designations/new`}>
            Add a designation
          </a>
        </p>
      ) : null}
      <h2 class="govuk-heading-m">Expertise</h2>
      <SummaryList
        rows={
          entry.expertise.length === 0
            ? [row('Themes', null, 'edit/expertise')]
            : entry.expertise.map(({ theme, restsOn }) =>
                row(
                  capital(theme),
                  restsOn ? `Rests on: ${restsOn}` : 'Nothing said about what it rests on',
                  'edit/expertise',
                ),
              )
        }
      />
      <h2 class="govuk-heading-m">Days</h2>
      {record.days.length === 0 ? (
        <p class="govuk-body">No days have been offered or taken.</p>
      ) : (
        <ScrollingTable label="Days">
          <Table
            firstCellIsHeader
            head={[{ text: 'Academic year' }, { text: 'Offered' }, { text: 'Taken' }, { text: 'Free' }]}
            rows={record.days.map(({ academicYear, offered, committed }) => {
              const free = freeIn(record.days, academicYear)
              const byTerm = entry.availability
                .filter((one) => one.academicYear === academicYear && one.term !== '')
                .map(({ term, halfDays }) => `${term} ${showDays(halfDays)}`)
              return [
                { text: academicYear },
                { text: `${showFree(offered)}${byTerm.length > 0 ? ` (${byTerm.join(', ')})` : ''}` },
                { text: showDays(committed) },
                { text: free !== null && free < 0 ? `${showDays(-free)} too many taken` : showFree(free) },
              ]
            })}
          />
        </ScrollingTable>
      )}
      {canManage ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/supporters/${record.id}/edit/days`}>
            Change the days offered
          </a>
        </p>
      ) : null}
      <h2 class="govuk-heading-m">Checks and consent</h2>
      <SummaryList
        rows={[
          row('DBS check', checkText(record, 'DBS'), 'edit/checks'),
          row('Safeguarding training', checkText(record, 'safeguarding training'), 'edit/checks'),
          row(
            'Home head’s consent',
            entry.consent
              ? `Given by ${entry.consent.by}${entry.consent.from ? ` from ${showDate(entry.consent.from)}` : ''} until ${showDate(entry.consent.until)}`
              : null,
            'edit/checks',
          ),
        ]}
      />
      <h2 class="govuk-heading-m">Declared interests</h2>
      {entry.interests.length === 0 ? (
        <p class="govuk-body">None declared.</p>
      ) : (
        <ul class="govuk-list govuk-list--bullet">
          {entry.interests.map((one) => (
            <li>
              {one.kind === 'governor' ? 'Governor at' : 'Interest in'}{' '}
              {props.schoolNames.get(one.urn) ?? `school ${one.urn}`}
              {one.note ? `: ${one.note}` : ''}
            </li>
          ))}
        </ul>
      )}
      {canManage ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/supporters/${record.id}/edit/interests`}>
            Change declared interests
          </a>
        </p>
      ) : null}
    </RecordPage>
  )
}

function checkText({ entry }: SupporterRecord, kind: string): string | null {
  const check = entry.checks.find((one) => one.kind === kind)
  return check
    ? `${showDate(check.checkedOn)}${check.expiresOn ? `, until ${showDate(check.expiresOn)}` : ''}`
    : null
}
