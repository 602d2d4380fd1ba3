// Owns the page that begins an installation.
import { FormPage } from '#govuk/pages/form-page.tsx'
import { type Filled, RadioField, summaryOf, TextField } from '#platform/fields.tsx'
import { FormKey } from '#platform/forms.tsx'
import { PasswordField } from '#src/accounts/frame.tsx'
import { organisationKinds } from '#src/accounts/organisation.rules.ts'
import { PASSWORD_HINT } from '#src/accounts/passwords.rules.ts'
import { capital } from '#platform/words.ts'

export const SetUp = ({ form }: { form: Filled }) => (
  <FormPage
    heading="Set up Alongside"
    intro="This makes your organisation and you its first administrator. You can change all of it later."
    errors={summaryOf(form)}
    hidden={<FormKey />}
    submitText="Set up"
  >
    <TextField
      form={form}
      name="organisation"
      label="Name of your organisation"
      autocomplete="organization"
    />
    <RadioField
      form={form}
      name="kind"
      label="Kind of organisation"
      items={organisationKinds.map((kind) => ({ value: kind, text: capital(kind) }))}
    />
    <TextField
      form={form}
      name="authorityCode"
      label="Authority code (optional)"
      hint="For a local authority: three figures, like 123. Its schools are then yours as soon as the register is imported"
      inputmode="numeric"
      width={4}
    />
    <TextField form={form} name="name" label="Your name" autocomplete="name" />
    <TextField form={form} name="email" label="Your email address" type="email" autocomplete="username" />
    <PasswordField form={form} name="password" label="Password" hint={PASSWORD_HINT} fresh />
  </FormPage>
)
