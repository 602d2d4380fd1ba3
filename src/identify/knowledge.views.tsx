// The forms of an officer's concern, a school's own request and a head's appointment.
import { FormPage } from '#govuk/pages/form-page.tsx'
import { DateField, type Filled, LongField, RadioField, TextField, summaryOf } from '#platform/fields.tsx'
import { FormKey } from '#platform/forms.tsx'
import { type Headship, headInWords } from './headship.rules.ts'

type Props = { school: { urn: number; name: string }; form: Filled }
const cancelTo = (urn: number) => ({ href: `/identify/schools/${urn}` })

export const ConcernForm = ({ school, form }: Props) => (
  <FormPage
    heading="What worries you about this school?"
    caption={school.name}
    intro="Advisers and lead advisers of your organisation can read this. It counts the next time the criteria are run."
    errors={summaryOf(form)}
    hidden={<FormKey />}
    submitText="Save the concern"
    cancel={cancelTo(school.urn)}
  >
    <RadioField
      form={form}
      name="kind"
      label="How do you see the school?"
      items={[
        {
          value: 'needs support',
          text: 'It needs support',
          hint: 'You have found a need that others could help with',
        },
        { value: 'at risk', text: 'It is at risk', hint: 'Without help it may fall below what is expected' },
      ]}
    />
    <LongField
      form={form}
      name="why"
      label="Why?"
      hint="Say what you have seen and what it rests on, in words that the head could read. Do not name pupils."
    />
  </FormPage>
)

export const RequestForm = ({ school, form }: Props) => (
  <FormPage
    heading="What would you like support with?"
    caption={school.name}
    intro="Your request goes to the advisers of your organisation. They will talk to you before anything is arranged."
    errors={summaryOf(form)}
    hidden={<FormKey />}
    submitText="Ask for support"
  >
    <LongField
      form={form}
      name="purpose"
      label="Purpose"
      hint="For example, “coaching for two new middle leaders in mathematics”"
    />
    <TextField
      form={form}
      name="period"
      label="For how long? (optional)"
      hint="For example, “until Easter”"
    />
  </FormPage>
)

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

export const EndForm = ({ school, form, what }: Props & { what: 'concern' | 'request' }) => (
  <FormPage
    heading={`Why does this ${what} no longer stand?`}
    caption={school.name}
    intro="It stays in the record with its dates and your reason, and no longer counts when the criteria are run."
    errors={summaryOf(form)}
    hidden={<FormKey />}
    submitText={`End the ${what}`}
    cancel={cancelTo(school.urn)}
  >
    <LongField form={form} name="why" label="Reason" />
  </FormPage>
)

/** On the school's page: the headship in force, and the way to record another. */
export const HeadshipRecord = ({ head, recordAt }: { head: Headship | null; recordAt: string | null }) => (
  <>
    <p class="govuk-body">{head ? headInWords(head) : 'The head’s appointment has not been recorded.'}</p>
    {recordAt === null ? null : (
      <p class="govuk-body">
        <a class="govuk-link" href={recordAt}>
          Record who leads the school
        </a>
      </p>
    )}
  </>
)
