// The forms of an officer's concern and a school's own request.
import { FormPage } from '#govuk/pages/form-page.tsx'
import { type Filled, LongField, RadioField, TextField, summaryOf } from '#platform/fields.tsx'
import { FormKey } from '#platform/forms.tsx'

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
