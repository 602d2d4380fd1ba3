// Owns the pages of imports: the list, the upload, the summary before applying, the result, undoing.
import { Button } from '#govuk/button.tsx'
import { FileUpload } from '#govuk/file-upload.tsx'
import { Input } from '#govuk/input.tsx'
import type { Content } from '#govuk/markup.ts'
import { DecisionPage } from '#govuk/pages/decision-page.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import { WarningText } from '#govuk/warning-text.tsx'
import type { FieldError } from '#platform/forms.tsx'
import { FormKey } from '#platform/forms.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoment } from '#platform/pages.tsx'
import type { ImportResult } from './import.actions.ts'
import type { ImportRow, Reason, Upload } from './imports.queries.ts'
import { type Kind, kindNames } from './layout.rules.ts'
import type { UnderWay } from './queue.queries.ts'

const n = (count: number) => count.toLocaleString('en-GB')
const kindName = (kind: string) => kindNames[kind as Kind] ?? kind
const rowsOf = (count: number) => `${n(count)} ${count === 1 ? 'row' : 'rows'}`

const who = (row: ImportRow) =>
  row.by ??
  (row.isOurs ? 'Somebody no longer named' : row.isTheirs ? 'Another organisation' : 'The command line')
const about = (row: { dataDate: string | null; academicYear: string | null }) =>
  row.academicYear ?? (row.dataDate ? showDate(row.dataDate) : 'Not said')

export function ImportList(props: {
  rows: readonly ImportRow[]
  total: number
  uploads: readonly Upload[]
  underWay: UnderWay | null
  /** Regular imports whose last look failed. */
  failing: readonly { id: string; name: string; result: string }[]
  page: number
  pages: number
}) {
  return (
    <>
      <ListPage
        heading="Published files"
        intro="What the register, results and inspections come from. Files are shared by every organisation of this installation."
        actions={[
          { href: '/imports/new', text: 'Bring in a file' },
          { href: '/imports/regular', text: 'Regular imports', classes: 'govuk-button--secondary' },
        ]}
        action="/imports"
        count={`${n(props.total)} ${props.total === 1 ? 'import' : 'imports'}`}
        tableLabel="Imports"
        empty={
          <p class="govuk-body">
            No file has been brought in yet. Begin with a file of schools (GIAS establishments).
          </p>
        }
        paging={{ page: props.page, pages: props.pages, hrefOf: (page) => `/imports?page=${page}` }}
      >
        {props.rows.length === 0 ? null : (
          <Table
            caption="Imports, newest first"
            captionClasses="govuk-visually-hidden"
            firstCellIsHeader
            head={[
              { text: 'File' },
              { text: 'Data of' },
              { text: 'Brought in' },
              { text: 'Added', format: 'numeric' },
              { text: 'Changed', format: 'numeric' },
              { text: 'Set aside', format: 'numeric' },
            ]}
            rows={props.rows.map((row) => [
              {
                text: (
                  <>
                    <a class="govuk-link" href={`/imports/${row.id}`}>
                      {row.fileName}
                    </a>
                    <br />
                    <span class="govuk-hint govuk-!-margin-bottom-0">
                      {kindName(row.kind)}
                      {row.state === 'undone' ? ', undone' : ''}
                    </span>
                  </>
                ),
              },
              { text: about(row) },
              {
                text: (
                  <>
                    {showMoment(new Date(row.importedAt))}
                    <br />
                    {who(row)}
                  </>
                ),
              },
              { text: n(row.added), format: 'numeric' },
              { text: n(row.changed), format: 'numeric' },
              { text: n(row.setAside), format: 'numeric' },
            ])}
          />
        )}
      </ListPage>
      {props.failing.length > 0 ? (
        <section>
          <h2 class="govuk-heading-m">Regular imports that need you</h2>
          <ul class="govuk-list">
            {props.failing.map(({ id, name, result }) => (
              <li>
                <a class="govuk-link govuk-!-text-break-word" href={`/imports/regular/${id}`}>
                  {name}
                </a>
                : {result}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {props.uploads.length > 0 ? (
        <section>
          <h2 class="govuk-heading-m">Files that wait for you</h2>
          <ul class="govuk-list">
            {props.uploads.map((upload) => (
              <li>
                <a class="govuk-link" href={`/imports/uploads/${upload.id}`}>
                  {upload.file_name}
                </a>{' '}
                ({stateOf(upload, props.underWay)})
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}

const uploadStates: Record<string, string> = {
  checking: 'being read',
  checked: 'ready to apply',
  refused: 'cannot be read',
  applying: 'being applied',
  failed: 'stopped by a fault',
  applied: 'applied',
  discarded: 'thrown away',
}

const stateOf = (upload: Upload, underWay: UnderWay | null) => {
  const ahead = waitsFor(upload, underWay)
  return ahead ? `waits for ${ahead}` : (uploadStates[upload.state] ?? upload.state)
}

/** What a file that is to be read or applied waits for; null when nothing stands before it. */
export const waitsFor = (upload: Upload, underWay: UnderWay | null): string | null =>
  underWay !== null && underWay.uploadId !== upload.id && ['checking', 'applying'].includes(upload.state)
    ? underWay.what
    : null

export const YearField = ({ value, error }: { value: string; error?: string | undefined }) => (
  <Input
    name="academicYear"
    label={{ text: 'Academic year of the figures', classes: 'govuk-label--s' }}
    hint={{
      text: 'For example, 2018-19. Only for results, census, absence or finance whose file name does not say the year.',
    }}
    classes="govuk-input--width-10"
    value={value}
    errorMessage={error ? { text: error } : undefined}
  />
)

export function UploadForm(props: { errors?: readonly FieldError[]; limit: number }) {
  const error = props.errors?.find((e) => e.field === 'file')
  return (
    <FormPage
      heading="Bring in a published file"
      intro={
        <>
          <p>
            Choose a file as the Department for Education or Ofsted publishes it. What it is, is read from its
            columns.
          </p>
          <p>You will see what would change before anything does.</p>
        </>
      }
      errors={props.errors}
      action="/imports"
      hasFiles
      hidden={<FormKey />}
      submitText="Read the file"
      cancel={{ href: '/imports' }}
    >
      <FileUpload
        name="file"
        label={{ text: 'File', classes: 'govuk-label--s' }}
        hint={{ text: `CSV or Excel, up to ${n(props.limit)} MB` }}
        errorMessage={error ? { text: error.text } : undefined}
        attributes={{ accept: '.csv,.txt,.xlsx,.xls,text/csv' }}
      />
      <YearField value="" />
    </FormPage>
  )
}

const counts = (rows: ImportResult['rows']) => [
  { key: { text: 'Rows read' }, value: { text: n(rows.read) } },
  { key: { text: 'Added' }, value: { text: n(rows.added) } },
  { key: { text: 'Changed' }, value: { text: n(rows.changed) } },
  { key: { text: 'Unchanged' }, value: { text: n(rows.unchanged) } },
  { key: { text: 'Set aside' }, value: { text: n(rows.setAside) } },
]

function Reasons({ reasons, href }: { reasons: readonly Reason[]; href: string }) {
  if (reasons.length === 0) return <></>
  return (
    <section>
      <Table
        caption="Rows set aside"
        captionClasses="govuk-table__caption--m"
        head={[
          { text: 'Why' },
          { text: 'Rows', format: 'numeric' },
          { text: 'First in row', format: 'numeric' },
        ]}
        rows={reasons.map((r) => [
          { text: r.reason },
          { text: n(r.rows), format: 'numeric' },
          { text: n(r.first), format: 'numeric' },
        ])}
      />
      <p class="govuk-body">
        <a class="govuk-link" href={href}>
          Download the rows set aside
        </a>
      </p>
    </section>
  )
}

const Warnings = ({ warnings }: { warnings: readonly string[] }) => (
  <>
    {warnings.map((warning) => (
      <WarningText text={warning} />
    ))}
  </>
)

/**
 * A file that is being worked on, or waits for another. A script keeps the region current and goes on to the
 * result; without one the link does both. What is read aloud changes by quarters, not by every percent.
 */
export function UploadUnderWay({ upload, waitsFor }: { upload: Upload; waitsFor: string | null }) {
  const percent = Math.round(upload.progress * 100)
  const doing = upload.state === 'checking' ? 'Reading the file' : 'Applying the file'
  const reached = ['', ': a quarter is done', ': half is done', ': three quarters are done', ': nearly done']
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <div data-alongside-progress="">
          <span class="govuk-caption-l">{upload.file_name}</span>
          <h1 class="govuk-heading-l">{waitsFor ? 'Waiting for another import' : doing}</h1>
          {waitsFor ? null : (
            <p class="govuk-body">
              <progress
                class="alongside-progress"
                max="100"
                value={String(percent)}
                aria-label={doing}
              ></progress>
              <br />
              {percent}% done
            </p>
          )}
        </div>
        <p class={waitsFor ? 'govuk-body' : 'govuk-visually-hidden'} role="status" data-alongside-told="">
          {waitsFor
            ? `This file waits for ${waitsFor}. It goes on by itself.`
            : `${doing}${reached[Math.floor(upload.progress * 4)] ?? ''}.`}
        </p>
        <p class="govuk-body" data-alongside-unscripted="">
          <a class="govuk-link" href={`/imports/uploads/${upload.id}`}>
            See how far it is
          </a>
        </p>
        <p class="govuk-body" data-alongside-scripted="" hidden>
          This page keeps itself up to date. You can also leave it: the file waits for you under{' '}
          <a class="govuk-link" href="/imports">
            Published files
          </a>
          .
        </p>
      </div>
    </div>
  )
}

export function UploadRefused({
  upload,
  needsYear,
  error,
}: {
  upload: Upload
  needsYear: boolean
  error?: string | undefined
}) {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">
          {needsYear ? 'Which year are the figures of?' : 'This file was not brought in'}
        </h1>
        <p class="govuk-body">{upload.file_name}</p>
        <p class="govuk-body">{upload.refusal}</p>
        {needsYear ? (
          <form method="post" action={`/imports/uploads/${upload.id}/year`} novalidate>
            <FormKey />
            <YearField value={upload.academic_year ?? ''} error={error} />
            <Button text="Read the file again" />
          </form>
        ) : (
          <p class="govuk-body">Nothing was changed.</p>
        )}
        <DiscardForm id={upload.id} text={needsYear ? 'Throw the file away' : 'Choose another file'} />
      </div>
    </div>
  )
}

const DiscardForm = ({ id, text }: { id: string; text: string }) => (
  <form method="post" action={`/imports/uploads/${id}/discard`}>
    <FormKey />
    <Button text={text} classes="govuk-button--secondary" />
  </form>
)

export function UploadSummaryPage({ upload, result }: { upload: Upload; result: ImportResult }) {
  const nothing = result.rows.added + result.rows.changed === 0
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">
          {nothing ? 'This file would change nothing' : 'What this file would change'}
        </h1>
        <SummaryList
          rows={[
            { key: { text: 'File' }, value: { text: upload.file_name } },
            { key: { text: 'What it is' }, value: { text: kindName(result.kind) } },
            { key: { text: 'Data of' }, value: { text: about(result) } },
            ...counts(result.rows),
          ]}
        />
        <Warnings warnings={result.warnings} />
        {result.changedFields.length > 0 ? (
          <Table
            caption="What would change in records held"
            captionClasses="govuk-table__caption--m"
            head={[{ text: 'Field' }, { text: 'Records', format: 'numeric' }]}
            rows={result.changedFields
              .slice(0, 30)
              .map((f) => [{ text: f.field.replaceAll('_', ' ') }, { text: n(f.rows), format: 'numeric' }])}
          />
        ) : null}
        <Reasons reasons={result.reasons} href={`/imports/uploads/${upload.id}/set-aside`} />
        {nothing ? null : (
          <form method="post" action={`/imports/uploads/${upload.id}/apply`}>
            <FormKey />
            <Button
              text={`Apply ${rowsOf(result.rows.added + result.rows.changed)}`}
              attributes={{ 'data-prevent-double-click': 'true' }}
            />
          </form>
        )}
        <DiscardForm id={upload.id} text="Throw the file away" />
      </div>
    </div>
  )
}

export function ImportPage({
  row,
  reasons,
  canUndo,
}: {
  row: ImportRow
  reasons: readonly Reason[]
  canUndo: boolean
}) {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <span class="govuk-caption-l">Import {row.id}</span>
        <h1 class="govuk-heading-l">{row.fileName}</h1>
        {row.state === 'undone' ? (
          <WarningText
            text={`This import was undone${row.undoneAt ? ` on ${showMoment(new Date(row.undoneAt))}` : ''}.`}
          />
        ) : null}
        <SummaryList
          rows={[
            { key: { text: 'What it is' }, value: { text: kindName(row.kind) } },
            { key: { text: 'Data of' }, value: { text: about(row) } },
            {
              key: { text: 'Brought in' },
              value: { text: `${showMoment(new Date(row.importedAt))} by ${who(row)}` },
            },
            {
              key: { text: 'Encoding' },
              value: { text: row.encoding === 'utf-8' ? 'UTF-8' : 'Windows-1252' },
            },
            { key: { text: 'Fingerprint (SHA-256)' }, value: { text: <code>{row.sha256}</code> } },
            ...counts(row),
          ]}
        />
        <Warnings warnings={row.warnings} />
        {row.isTheirs ? (
          <p class="govuk-body">
            Another organisation brought this file in. Only it can see the rows set aside and undo the import.
          </p>
        ) : (
          <Reasons reasons={reasons} href={`/imports/${row.id}/set-aside`} />
        )}
        {canUndo && row.state === 'applied' ? (
          <Button
            text="Undo this import"
            href={`/imports/${row.id}/undo`}
            classes="govuk-button--secondary"
          />
        ) : null}
      </div>
    </div>
  )
}

export function UndoPage({ row, refused }: { row: ImportRow; refused?: string | undefined }) {
  const consequences: Content[] = [
    'What the import added is taken out, and what it changed is put back as it stood before.',
    'The record of the import stays, marked as undone.',
  ]
  return (
    <DecisionPage
      heading="Undo this import?"
      caption={row.fileName}
      errors={refused ? [{ field: '', text: refused }] : undefined}
      hidden={<FormKey />}
      facts={[
        { key: { text: 'What it is' }, value: { text: kindName(row.kind) } },
        { key: { text: 'Added' }, value: { text: rowsOf(row.added) } },
        { key: { text: 'Changed' }, value: { text: rowsOf(row.changed) } },
      ]}
      consequences={consequences}
      told={[]}
      submitText="Undo the import"
      isFinal
      cancel={{ href: `/imports/${row.id}` }}
    />
  )
}
