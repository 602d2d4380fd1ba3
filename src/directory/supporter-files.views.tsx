// Owns the pages of a file of supporters: choosing it, and what it would do or has done.
import { Button } from '#govuk/button.tsx'
import { Details } from '#govuk/details.tsx'
import { FileUpload } from '#govuk/file-upload.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import { FormKey } from '#platform/forms.tsx'
import { columns, type Counts } from './supporter-files.rules.ts'

export function ChooseFile({ error }: { error?: string | undefined }) {
  return (
    <FormPage
      heading="Read a file of supporters"
      errors={error ? [{ field: 'file', text: error }] : undefined}
      intro={
        <>
          <p class="govuk-body">
            You will first see what the file would do. Nothing is written until you say so. A supporter is
            known again by email address, else by name and home school. An empty cell leaves what is known as
            it is.
          </p>
          <p class="govuk-body">
            <a class="govuk-link" href="/supporters/file/template">
              Download the template
            </a>
          </p>
          <Details summaryText="The columns">
            <p class="govuk-body">{columns.join(', ')}. Only Name must be there.</p>
          </Details>
        </>
      }
      hidden={<FormKey />}
      hasFiles
      submitText="Read the file"
      cancel={{ href: '/supporters' }}
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
}

export type ShownRow = { line: number; name: string; what: string; detail: string }

export function FilePage(props: {
  id: string
  name: string
  state: 'read' | 'applied' | 'given up'
  counts: Counts
  rows: readonly ShownRow[]
}) {
  const { counts, state } = props
  const heading = {
    read: 'What this file would do',
    applied: 'What this file did',
    'given up': 'This file was given up',
  }[state]
  const changes = counts.added + counts.changed
  return (
    <>
      <span class="govuk-caption-l">{props.name}</span>
      <h1 class="govuk-heading-l">{heading}</h1>
      <SummaryList
        rows={[
          { key: { text: 'Rows read' }, value: { text: String(counts.read) } },
          { key: { text: 'Added' }, value: { text: String(counts.added) } },
          { key: { text: 'Changed' }, value: { text: String(counts.changed) } },
          { key: { text: 'Unchanged' }, value: { text: String(counts.unchanged) } },
          {
            key: { text: 'Set aside' },
            value: { text: String(counts.setAside) },
            ...(counts.setAside > 0
              ? {
                  actions: {
                    items: [
                      {
                        href: `/supporters/file/${props.id}/set-aside`,
                        text: 'Download as CSV',
                        visuallyHiddenText: 'the rows set aside',
                      },
                    ],
                  },
                }
              : {}),
          },
        ]}
      />
      {state === 'read' ? (
        <form method="post" action={`/supporters/file/${props.id}`}>
          <FormKey />
          <div class="govuk-button-group">
            {changes > 0 ? (
              <Button name="do" value="apply" preventDoubleClick>
                {changes === 1 ? 'Write 1 entry' : `Write ${changes} entries`}
              </Button>
            ) : null}
            <Button name="do" value="give up" classes="govuk-button--secondary">
              Give up this file
            </Button>
          </div>
        </form>
      ) : (
        <p class="govuk-body">
          <a class="govuk-link" href="/supporters">
            Go to the supporters
          </a>
        </p>
      )}
      {props.rows.length === 0 ? null : (
        <ScrollingTable label="Rows of the file">
          <Table
            caption="Row by row"
            captionClasses="govuk-table__caption--m"
            head={[{ text: 'Line' }, { text: 'Name' }, { text: 'What' }, { text: 'Detail' }]}
            rows={props.rows.map(({ line, name, what, detail }) => [
              { text: line },
              { text: name },
              { text: what },
              { text: detail },
            ])}
          />
        </ScrollingTable>
      )}
    </>
  )
}
