// Owns the page of the audit record.
import { Details } from '#govuk/details.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { type Filled, SelectField } from '#platform/fields.tsx'
import { showMoment } from '#platform/pages.tsx'
import { changesOf, type Entry, sentenceOf, thingOf } from '#src/accounts/audit.rules.ts'
import { Paragraph, TextLink } from '#src/accounts/frame.tsx'
import { capital } from '#platform/words.ts'

export type AuditProps = {
  entries: readonly Entry[]
  tables: readonly string[]
  people: readonly { id: string; name: string }[]
  query: { table: string; person: string }
  older: string | null
  hrefOf: (change: Record<string, string>) => string
}

export function AuditRecord({ entries, tables, people, query, older, hrefOf }: AuditProps) {
  const form: Filled = { values: query }
  const person =
    query.person === 'system' ? 'The system' : (people.find(({ id }) => id === query.person)?.name ?? '')
  return (
    <ListPage
      heading="What was changed, and by whom"
      intro="Every change is kept here for good, in a chain that shows if somebody tampers with it."
      action="/audit"
      filter={{
        fields: (
          <>
            <SelectField
              form={form}
              name="table"
              label="What"
              none="Everything"
              items={tables.map((name) => ({ value: name, text: capital(thingOf(name)) }))}
            />
            <SelectField
              form={form}
              name="person"
              label="By whom"
              none="Everybody"
              items={[
                { value: 'system', text: 'The system' },
                ...people.map(({ id, name }) => ({ value: id, text: name })),
              ]}
            />
          </>
        ),
        selected: [
          ...(query.table
            ? [
                {
                  heading: { text: 'What' },
                  items: [{ text: capital(thingOf(query.table)), href: hrefOf({ table: '' }) }],
                },
              ]
            : []),
          ...(person
            ? [{ heading: { text: 'By whom' }, items: [{ text: person, href: hrefOf({ person: '' }) }] }]
            : []),
        ],
        clearHref: '/audit',
        keep: [],
      }}
      count={entries.length === 1 ? '1 change' : `${entries.length} changes`}
      empty={<p>Nothing matches. Try without a filter.</p>}
      tableLabel="Changes, the newest first"
    >
      {entries.length === 0 ? null : (
        <>
          <Table
            caption="Changes, the newest first"
            captionClasses="govuk-visually-hidden"
            head={[{ text: 'When' }, { text: 'What' }]}
            rows={entries.map((entry) => [
              { text: showMoment(entry.at) },
              {
                text: (
                  <>
                    <Paragraph>{sentenceOf(entry)}</Paragraph>
                    {entry.reason ? <Paragraph>Reason: {entry.reason}</Paragraph> : null}
                    {entry.isWithheld ? (
                      <Paragraph>Your role does not include what it says.</Paragraph>
                    ) : (
                      <Details summaryText={`Fields of change ${entry.sequence}`}>
                        <Table
                          caption={`Fields of change ${entry.sequence}`}
                          captionClasses="govuk-visually-hidden"
                          firstCellIsHeader
                          head={[{ text: 'Field' }, { text: 'Before' }, { text: 'After' }]}
                          rows={changesOf(entry).map(({ field, before, after }) => [
                            { text: field },
                            { text: before },
                            { text: after },
                          ])}
                        />
                      </Details>
                    )}
                  </>
                ),
              },
            ])}
          />
          {older ? (
            <Paragraph>
              <TextLink href={older}>Older changes</TextLink>
            </Paragraph>
          ) : null}
        </>
      )}
    </ListPage>
  )
}
