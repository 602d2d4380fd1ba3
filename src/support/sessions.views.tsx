// Owns the pages of the running record: phone first, since sessions are written up in schools.
import { Details } from '#govuk/details.tsx'
import { InsetText } from '#govuk/inset-text.tsx'
import type { Content } from '#govuk/markup.ts'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { PrintButton } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { addressOf } from '#platform/addresses.ts'
import {
  CheckboxField,
  DateField,
  type Filled,
  LongField,
  RadioField,
  summaryOf,
  TextField,
} from '#platform/fields.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoment } from '#platform/pages.tsx'
import { capital } from '#platform/words.ts'
import { showDays } from '#src/directory/days.rules.ts'
import type { AgreementRecord } from './agreements.queries.ts'
import type { EarlierVersion, SessionRecord } from './sessions.queries.ts'
import {
  missedBy,
  type MissedBy,
  sessionFields,
  type SessionState,
  sessionStates,
  showHeld,
} from './sessions.rules.ts'

const missedNames: Record<MissedBy, string> = {
  supporter: 'The supporter',
  school: 'The school',
  both: 'Both',
  neither: 'Neither: something else came in between',
}
const columnLabels: Record<string, string> = {
  session_on: 'Day',
  half_days: 'Half days',
  state: 'State',
  missed_by: 'Missed by',
  missed_why: 'Why it was missed',
  done: 'What was done',
  changed: 'What has changed, and how',
  actions: 'Actions',
}

export function RunningRecord(props: {
  agreement: AgreementRecord
  sessions: readonly SessionRecord[]
  /** Shows only sessions of this state; '' shows all. */
  state: SessionState | ''
  canRecord: boolean
  /** Why nothing can be written; null when it can. */
  closed: string | null
  tag: { text: string; classes: string }
}) {
  const { agreement, sessions } = props
  const address = `/agreements/${agreement.id}`
  return (
    <RecordPage
      name={`${agreement.supporter} for ${agreement.school}`}
      caption="Running record"
      state={props.tag}
      facts={[
        { key: 'Held', value: `${agreement.heldHalfDays / 2} of ${agreement.terms.halfDays / 2} days` },
        { key: 'Planned', value: showDays(agreement.plannedHalfDays) },
        { key: 'Until', value: showDate(agreement.terms.endsOn) },
      ]}
      parts={[
        { href: address, text: 'Agreement' },
        { href: `${address}/record`, text: 'Running record', active: true },
      ]}
      actions={
        props.canRecord && props.closed === null
          ? [{ href: `${address}/record/new`, text: 'Add a session' }]
          : []
      }
      provenance={[{ what: 'Sessions', source: 'Entered by those named with each' }]}
    >
      <p class="govuk-body">
        {showHeld(agreement.heldHalfDays, agreement.terms.halfDays)} {props.closed ?? ''}
      </p>
      <ul class="alongside-list-bar__links">
        {(['', ...sessionStates] as const).map((state) => (
          <li>
            {state === props.state ? (
              <strong>{state === '' ? 'All' : capital(state)}</strong>
            ) : (
              <a class="govuk-link" href={addressOf(`${address}/record`, { state })}>
                {state === '' ? 'All' : capital(state)}
              </a>
            )}
          </li>
        ))}
        <li>
          <a class="govuk-link" href={`${address}/record/export`}>
            Download as CSV
          </a>
        </li>
        <li>
          <PrintButton />
        </li>
      </ul>
      {sessions.length === 0 ? (
        <div class="alongside-empty">
          <p class="govuk-body">
            {props.state === ''
              ? 'Nothing is in the running record yet. Sessions appear here once they are planned, held or missed.'
              : `No session is ${props.state}.`}
          </p>
        </div>
      ) : (
        sessions.map((session) => <Session session={session} address={address} canRecord={props.canRecord} />)
      )}
    </RecordPage>
  )
}

function Session(props: { session: SessionRecord; address: string; canRecord: boolean }) {
  const { session } = props
  const { entry } = session
  const shown = sessionFields(entry).filter(
    ({ name, text }) => text !== '' && !['on', 'state', 'halfDays', 'missedBy'].includes(name),
  )
  return (
    <SummaryList
      card={{
        title: { text: `${showDate(entry.on)}: ${entry.state}, ${showDays(entry.halfDays)}` },
        actions: {
          items: [
            ...(props.canRecord
              ? [{ href: `${props.address}/record/${session.id}/edit`, text: 'Change' }]
              : []),
            ...(session.version > 1
              ? [
                  {
                    href: `${props.address}/record/${session.id}/versions`,
                    text: `Earlier versions (${session.version - 1})`,
                  },
                ]
              : []),
          ],
        },
      }}
      rows={[
        ...(entry.missedBy
          ? [{ key: { text: 'Could not make it' }, value: { text: missedNames[entry.missedBy] } }]
          : []),
        ...shown.map(({ label, text }) => ({
          key: { text: label },
          value: { text: <span class="alongside-lines">{text}</span> },
        })),
        { key: { text: 'Entered by' }, value: { text: session.recordedBy } },
      ]}
    />
  )
}

export function SessionVersions(props: {
  session: SessionRecord
  versions: readonly EarlierVersion[]
  heading: string
}) {
  return (
    <>
      <span class="govuk-caption-l">{props.heading}</span>
      <h1 class="govuk-heading-l">Earlier versions of {showDate(props.session.entry.on)}</h1>
      {props.versions.map(({ at, by, old }) => (
        <SummaryList
          card={{
            title: { text: `Before the change by ${by ?? 'the system'} on ${showMoment(new Date(at))}` },
          }}
          rows={Object.entries(old).map(([column, value]) => ({
            key: { text: columnLabels[column] ?? column },
            value: {
              text:
                value === null || value === ''
                  ? 'Empty'
                  : column === 'session_on'
                    ? showDate(String(value))
                    : String(value),
            },
          }))}
        />
      ))}
    </>
  )
}

export function SessionForm(props: {
  form: Filled
  isNew: boolean
  caption: string
  states: readonly SessionState[]
  /** Words that may be a pupil's name; the form then asks. */
  names: readonly string[]
  /** What to know of the agreement's dates first; null when there is nothing. */
  about: string | null
  hidden: Content
  cancel: string
}) {
  const { form } = props
  return (
    <FormPage
      heading={props.isNew ? 'Add a session' : 'Change a session'}
      caption={props.caption}
      intro={props.about ?? undefined}
      errors={summaryOf(form, ['on'])}
      hidden={props.hidden}
      submitText="Save"
      cancel={{ href: props.cancel }}
    >
      <DateField form={form} name="on" label="Day" />
      <TextField
        form={form}
        name="days"
        label="How long"
        hint="In half days: 0.5 is a morning or an afternoon"
        width={3}
        inputmode="decimal"
        suffix="days"
      />
      <RadioField
        form={form}
        name="state"
        label="Was it held?"
        items={props.states.map((value) => ({
          value,
          text:
            value === 'planned'
              ? 'Not yet: it is planned'
              : value === 'held'
                ? 'It was held'
                : 'It was missed',
          ...(value === 'missed'
            ? {
                conditional: (
                  <>
                    <RadioField
                      form={form}
                      name="missedBy"
                      label="Who could not make it?"
                      items={missedBy.map((one) => ({ value: one, text: missedNames[one] }))}
                    />
                    <LongField form={form} name="missedWhy" label="Why?" rows={2} />
                  </>
                ),
              }
            : {}),
        }))}
      />
      <Details summaryText="Name no pupils">
        <p class="govuk-body">
          The school’s head and advisers read this record. Write about groups, or use initials. Before saving
          we look for words that may be a pupil’s name; the search is simple and will miss some. A
          safeguarding concern does not belong here: tell the lead adviser at once.
        </p>
      </Details>
      <LongField form={form} name="done" label="What was done" rows={6} />
      <LongField form={form} name="changed" label="What has changed, and how" rows={6} />
      <LongField form={form} name="actions" label="Actions" hint="Who does what, by when" rows={4} />
      {props.names.length === 0 ? null : (
        <>
          <InsetText>
            This may name a pupil: {props.names.join(', ')}. Take the name out, or say that it is nobody’s.
          </InsetText>
          <CheckboxField
            form={form}
            name="noPupil"
            label="Is a pupil named?"
            items={[{ value: 'yes', text: 'No pupil is named here' }]}
          />
        </>
      )}
    </FormPage>
  )
}
