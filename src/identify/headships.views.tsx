// How headships are shown and asked about: the dated record on a school's page, the form, the question that a
// change in the register raises, and the list of such questions.
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { InsetText } from '#govuk/inset-text.tsx'
import { Table } from '#govuk/table.tsx'
import { showDate } from '#platform/dates.ts'
import { DateField, type Filled, RadioField, TextField, summaryOf } from '#platform/fields.tsx'
import { FormKey } from '#platform/forms.tsx'
import type { RecordedHeadship } from './headships.queries.ts'
import { changeInWords, type HeadChange, headInWords } from './headships.rules.ts'

type Props = { school: { urn: number; name: string }; form: Filled }
const cancelTo = (urn: number) => ({ href: `/schools/${urn}/people` })

export const HeadForm = ({ school, form }: Props) => (
  <FormPage
    heading="Who leads the school, and since when?"
    caption={school.name}
    intro="Only what the criteria need: no name."
    errors={summaryOf(form, ['startedOn'])}
    hidden={<FormKey />}
    submitText="Save"
    cancel={cancelTo(school.urn)}
  >
    <RadioField
      form={form}
      name="kind"
      label="Kind of headship"
      items={[
        { value: 'substantive', text: 'Substantive' },
        { value: 'executive', text: 'Executive' },
        { value: 'acting', text: 'Acting' },
        { value: 'interim', text: 'Interim' },
        { value: 'vacant', text: 'Vacant' },
      ]}
    />
    <DateField
      form={form}
      name="startedOn"
      label="Appointed on"
      hint="For example, 1 9 2026. Leave it empty if nobody knows."
    />
    <RadioField
      form={form}
      name="first"
      label="Is it a first headship?"
      items={[
        { value: 'yes', text: 'Yes' },
        { value: 'no', text: 'No, a head before' },
        { value: 'not known', text: 'Not known' },
      ]}
    />
    <TextField
      form={form}
      name="source"
      label="How do you know?"
      hint="For example, “governors’ letter of 3 June”"
    />
  </FormPage>
)

export const ChangeForm = ({ school, form, change }: Props & { change: HeadChange }) => (
  <FormPage
    heading="Has a new head been appointed?"
    caption={school.name}
    intro={`${changeInWords(change)}: ${change.before} before, ${change.after} after. The register may lag behind, or have been corrected.`}
    errors={summaryOf(form)}
    hidden={<FormKey />}
    submitText="Continue"
    cancel={cancelTo(school.urn)}
  >
    <RadioField
      form={form}
      name="answer"
      label="What do you know?"
      items={[
        { value: 'new head', text: 'Yes', hint: 'You are asked next since when and in what way' },
        { value: 'no new head', text: 'No', hint: 'The same person, or the register is mistaken' },
      ]}
    />
    <TextField form={form} name="why" label="How do you know? (optional)" />
  </FormPage>
)

/** On the school's page: what the register raises, the headship in force, and those before it. */
export function HeadshipRecord(props: {
  urn: number
  headships: readonly RecordedHeadship[]
  changes: readonly HeadChange[]
  mayRecord: boolean
}) {
  const { urn, headships, changes, mayRecord } = props
  const [latest] = headships
  const inForce = latest?.endedOn === null ? latest : null
  return (
    <>
      {changes.map((change) => (
        <InsetText>
          {changeInWords(change)}: newly appointed?{' '}
          {mayRecord ? (
            <a class="govuk-link" href={`/identify/schools/${urn}/head-changes/${change.id}`}>
              Say whether there is a new head
            </a>
          ) : null}
        </InsetText>
      ))}
      <p class="govuk-body">
        {inForce ? headInWords(inForce) : 'The head’s appointment has not been recorded.'}
      </p>
      {headships.length > 1 ? (
        <Table
          caption="Headships recorded"
          captionClasses="govuk-table__caption--s"
          classes="alongside-stack"
          head={[{ text: 'Kind' }, { text: 'From' }, { text: 'To' }, { text: 'Source' }]}
          rows={headships.map((one) => [
            { text: one.kind },
            { text: one.startedOn ? showDate(one.startedOn) : 'Not recorded' },
            { text: one.endedOn ? showDate(one.endedOn) : 'In force' },
            {
              text: `${one.source} (recorded on ${showDate(one.recordedOn)}${one.by ? ` by ${one.by}` : ''})`,
            },
          ])}
        />
      ) : null}
      <p class="govuk-body-s">Confidential: officers of your organisation alone see this.</p>
      {mayRecord ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/identify/schools/${urn}/head`}>
            Record who leads the school
          </a>
        </p>
      ) : null}
    </>
  )
}

/** Schools whose head changed in the register, and nobody has said yet whether there is a new one. */
export const NewHeads = ({ changes, mayRecord }: { changes: readonly HeadChange[]; mayRecord: boolean }) => (
  <ListPage
    heading="Newly appointed heads?"
    intro="The register names another head than its file before. A person confirms it: the register may lag behind, or have been corrected."
    action="/identify/new-heads"
    count={changes.length === 1 ? '1 school' : `${changes.length} schools`}
    tableLabel="Schools whose head changed in the register"
    empty={
      <p class="govuk-body">
        No change waits for an answer. When a new file of the register names another head at one of your
        schools, it stands here.
      </p>
    }
  >
    {changes.length === 0 ? null : (
      <Table
        caption="Schools whose head changed in the register"
        captionClasses="govuk-visually-hidden"
        classes="alongside-stack"
        head={[{ text: 'School' }, { text: 'What the register shows' }, { text: 'Answer' }]}
        rows={changes.map((change) => [
          {
            text: (
              <a class="govuk-link" href={`/schools/${change.urn}/people`}>
                {change.school}
              </a>
            ),
          },
          { text: changeInWords(change) },
          {
            text: mayRecord ? (
              <a class="govuk-link" href={`/identify/schools/${change.urn}/head-changes/${change.id}`}>
                Say whether there is a new head
                <span class="govuk-visually-hidden"> at {change.school}</span>
              </a>
            ) : (
              'An adviser answers'
            ),
          },
        ])}
      />
    )}
  </ListPage>
)
