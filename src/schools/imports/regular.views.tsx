// Owns the pages of regular imports: those there are, a new one, and what one found.
import { Button } from '#govuk/button.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { Table } from '#govuk/table.tsx'
import { Tag } from '#govuk/tag.tsx'
import { WarningText } from '#govuk/warning-text.tsx'
import { type Filled, RadioField, SelectField, summaryOf, TextField } from '#platform/fields.tsx'
import { FormKey, Version } from '#platform/forms.tsx'
import { showMoment } from '#platform/pages.tsx'
import { kindNames } from './layout.rules.ts'
import type { Found } from './regular.queries.ts'
import { everies, everyNames, nameOf, type PlaceKind, type Regular, whatToDo } from './regular.rules.ts'

const stateTag = ({ state, lastFailed }: Regular) =>
  state === 'paused'
    ? { text: 'Paused', classes: 'govuk-tag--grey' }
    : lastFailed
      ? { text: 'Needs you', classes: 'govuk-tag--red' }
      : { text: 'On', classes: 'govuk-tag--green' }

const kindOf = ({ fileKind }: Regular) => kindNames[fileKind] ?? fileKind
const last = ({ lastAt, lastResult }: Regular) =>
  lastAt ? `${showMoment(new Date(lastAt))}: ${lastResult ?? ''}` : 'Not looked yet'

export const RegularList = ({ rows, isAllowed }: { rows: readonly Regular[]; isAllowed: boolean }) => (
  <ListPage
    heading="Regular imports"
    intro={
      isAllowed
        ? 'Places where Alongside looks for published files by itself.'
        : 'Alongside can look for published files by itself. Whoever runs it has to allow a folder (ALONGSIDE_IMPORT_FOLDER) or addresses (ALONGSIDE_IMPORT_HOSTS) first.'
    }
    actions={isAllowed ? [{ href: '/imports/regular/new', text: 'Add a place' }] : []}
    action="/imports/regular"
    count={rows.length === 1 ? '1 place' : `${rows.length} places`}
    tableLabel="Regular imports"
    empty={<p class="govuk-body">There is none yet. Files are brought in by hand.</p>}
    paging={{ page: 1, pages: 1, hrefOf: () => '/imports/regular' }}
  >
    {rows.length === 0 ? null : (
      <Table
        caption="Regular imports"
        captionClasses="govuk-visually-hidden"
        firstCellIsHeader
        head={[{ text: 'Place' }, { text: 'What' }, { text: 'Last look' }, { text: 'State' }]}
        rows={rows.map((row) => [
          {
            text: (
              <a class="govuk-link govuk-!-text-break-word" href={`/imports/regular/${row.id}`}>
                {row.place}
              </a>
            ),
          },
          { text: kindOf(row) },
          { text: last(row) },
          { text: <Tag {...stateTag(row)} /> },
        ])}
      />
    )}
  </ListPage>
)

export const placeKinds: Record<PlaceKind, string> = {
  folder: 'In a folder on the server',
  address: 'At an address',
}
export const states = { on: 'Yes', paused: 'No, not for now' } as const

const PlaceFields = ({ form }: { form: Filled }) => (
  <>
    <RadioField
      form={form}
      name="placeKind"
      label="Where the files are"
      items={[
        {
          value: 'folder',
          text: placeKinds.folder,
          hint: 'New and changed files in it are brought in.',
        },
        {
          value: 'address',
          text: placeKinds.address,
          hint: 'The file there is brought in when it has changed.',
        },
      ]}
    />
    <TextField
      form={form}
      name="place"
      label="Folder or address"
      hint="For example, ofsted within the allowed folder, or https://example.gov.uk/schools.csv"
    />
    <SelectField
      form={form}
      name="fileKind"
      label="What the files are"
      hint="A file of another kind is not brought in."
      none="Choose"
      items={Object.entries(kindNames).map(([value, text]) => ({ value, text }))}
    />
    <RadioField
      form={form}
      name="every"
      label="How often"
      items={everies.map((value) => ({ value, text: everyNames[value] }))}
    />
  </>
)

export const RegularForm = ({ form }: { form: Filled }) => (
  <FormPage
    heading="Where should Alongside look?"
    errors={summaryOf(form)}
    hidden={<FormKey />}
    submitText="Save and look now"
    cancel={{ href: '/imports/regular' }}
  >
    <PlaceFields form={form} />
  </FormPage>
)

export const ChangeRegularForm = ({ id, form, version }: { id: string; form: Filled; version: number }) => (
  <FormPage
    heading="Change where Alongside looks"
    errors={summaryOf(form)}
    hidden={
      <>
        <FormKey />
        <Version value={version} />
      </>
    }
    submitText="Save"
    cancel={{ href: `/imports/regular/${id}` }}
  >
    <PlaceFields form={form} />
    <RadioField
      form={form}
      name="state"
      label="Look there"
      items={(['on', 'paused'] as const).map((value) => ({ value, text: states[value] }))}
    />
  </FormPage>
)

const Act = ({ id, to, text }: { id: string; to: string; text: string }) => (
  <form method="post" action={`/imports/regular/${id}/${to}`}>
    <FormKey />
    <Button text={text} classes={to === 'look' ? '' : 'govuk-button--secondary'} />
  </form>
)

const outcomes: Record<Found['outcome'], string> = {
  imported: 'Brought in',
  refused: 'Not brought in',
  failed: 'Stopped by a fault',
}

export const RegularPage = (props: {
  regular: Regular
  found: readonly Found[]
  most: number
  isKeeper: boolean
}) => {
  const { regular } = props
  return (
    <RecordPage
      name={nameOf(regular)}
      caption="Regular import"
      state={stateTag(regular)}
      facts={[
        ...(regular.placeKind === 'address'
          ? [{ key: 'Address', value: <span class="govuk-!-text-break-word">{regular.place}</span> }]
          : []),
        { key: 'What', value: kindOf(regular) },
        { key: 'How often', value: everyNames[regular.every] },
        { key: 'Last look', value: last(regular) },
        ...(regular.state === 'on'
          ? [{ key: 'Next look', value: showMoment(new Date(regular.nextAt)) }]
          : []),
      ]}
      provenance={[]}
    >
      {regular.lastFailed ? <WarningText text={whatToDo(regular.lastResult ?? '')} /> : null}
      {props.isKeeper ? (
        <div class="alongside-toolbar">
          <Act id={regular.id} to="look" text="Look now" />
          {regular.state === 'paused' ? (
            <Act id={regular.id} to="resume" text="Go on" />
          ) : (
            <Act id={regular.id} to="pause" text="Pause" />
          )}
          <Button
            text="Change"
            href={`/imports/regular/${regular.id}/edit`}
            classes="govuk-button--secondary"
          />
          <Act id={regular.id} to="end" text="Remove" />
        </div>
      ) : null}
      {props.found.length === 0 ? (
        <p class="govuk-body">No file has been found here yet.</p>
      ) : (
        <ScrollingTable label="Files found">
          <Table
            caption={
              props.found.length < props.most
                ? 'Files found, newest first'
                : `The newest ${props.most} files found`
            }
            captionClasses="govuk-table__caption--m"
            firstCellIsHeader
            head={[{ text: 'File' }, { text: 'When' }, { text: 'What became of it' }]}
            rows={props.found.map((file) => [
              {
                text:
                  file.importId === null ? (
                    file.fileName
                  ) : (
                    <a class="govuk-link" href={`/imports/${file.importId}`}>
                      {file.fileName}
                    </a>
                  ),
              },
              { text: showMoment(new Date(file.at)) },
              { text: file.reason ? `${outcomes[file.outcome]}. ${file.reason}` : outcomes[file.outcome] },
            ])}
          />
        </ScrollingTable>
      )}
    </RecordPage>
  )
}
