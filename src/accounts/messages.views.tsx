// Owns the pages of the outbox.
import { ListPage } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { Table } from '#govuk/table.tsx'
import { Tag } from '#govuk/tag.tsx'
import { showMoment } from '#platform/pages.tsx'
import { Paragraph, TextLink } from '#src/accounts/frame.tsx'
import type { MessageRow } from '#src/accounts/messages.queries.ts'

const states: Record<string, { text: string; classes: string }> = {
  waiting: { text: 'Waiting', classes: 'govuk-tag--blue' },
  sent: { text: 'Sent', classes: 'govuk-tag--green' },
  failed: { text: 'Could not be sent', classes: 'govuk-tag--red' },
}
const stateOf = (state: string) => states[state] ?? { text: state, classes: 'govuk-tag--grey' }

export const Messages = (props: {
  rows: readonly MessageRow[]
  total: number
  mailIsSent: boolean
  paging: { page: number; pages: number; hrefOf: (page: number) => string }
}) => (
  <ListPage
    heading="Messages"
    intro={
      props.mailIsSent
        ? 'Letters written by Alongside, the newest first.'
        : 'Letters written by Alongside, the newest first. No mail server is set, so they wait here.'
    }
    action="/messages"
    count={props.total === 1 ? '1 message' : `${props.total.toLocaleString('en-GB')} messages`}
    empty={<p>No letter has been written yet. Invitations and agreements will appear here.</p>}
    tableLabel="Messages, the newest first"
    paging={props.paging}
  >
    {props.rows.length === 0 ? null : (
      <Table
        caption="Messages, the newest first"
        captionClasses="govuk-visually-hidden"
        firstCellIsHeader
        head={[{ text: 'Subject' }, { text: 'To' }, { text: 'Written' }, { text: 'State' }]}
        rows={props.rows.map((row) => [
          { text: <TextLink href={`/messages/${row.id}`}>{row.subject}</TextLink> },
          { text: row.to },
          { text: showMoment(row.createdAt) },
          { text: <Tag {...stateOf(row.state)} /> },
        ])}
      />
    )}
  </ListPage>
)

export const Message = ({ message }: { message: MessageRow & { body: string | null } }) => (
  <RecordPage
    name={message.subject}
    caption="Message"
    state={stateOf(message.state)}
    facts={[
      { key: 'To', value: message.to },
      { key: 'Written', value: showMoment(message.createdAt) },
      ...(message.sentAt ? [{ key: 'Sent', value: showMoment(message.sentAt) }] : []),
    ]}
    provenance={[]}
  >
    {message.failure ? (
      <Paragraph>
        {message.state === 'failed'
          ? `It was not sent, and is not tried again: ${message.failure}.`
          : `It could not be sent yet and is tried again by itself: ${message.failure}.`}
      </Paragraph>
    ) : null}
    {message.body === null ? (
      <Paragraph>
        This message holds a key to somebody’s account, so its text is shown to nobody else.
      </Paragraph>
    ) : (
      message.body
        .split(/\n\n+/)
        .map((paragraph) => (
          <p class="govuk-body">
            {paragraph.split('\n').flatMap((line, index) => (index === 0 ? [line] : [<br />, line]))}
          </p>
        ))
    )}
  </RecordPage>
)
