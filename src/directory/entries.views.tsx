// Owns the forms of a supporter's entry as pages, one part a page.
import { FormPage } from '#govuk/pages/form-page.tsx'
import type { Content } from '#govuk/markup.ts'
import {
  CheckboxField,
  DateField,
  type Filled,
  LongField,
  RadioField,
  SelectField,
  summaryOf,
  TextField,
} from '#platform/fields.tsx'
import type { FoundSchool } from '#src/schools/finding/finding.queries.ts'
import { SchoolField } from '#src/schools/finding/school-field.tsx'
import { capital } from '#platform/words.ts'
import { type Part, partForms, restsOnField, yearsAsked } from './entries.forms.ts'
import { designationStates, terms, weekdays } from './supporters.rules.ts'
import { phases } from './vocabulary.rules.ts'

const options = (values: readonly string[]) => values.map((value) => ({ value, text: capital(value) }))
const DATES = ['dbs', 'trained', 'trainedUntil', 'consentFrom', 'consentUntil', 'from', 'until', 'review']

export function EntryForm(props: {
  part: Part
  form: Filled
  /** Whose entry; null for a new one. */
  name: string | null
  themes: readonly string[]
  /** Schools that fit what was typed as the home school, when several do. */
  schools: readonly FoundSchool[]
  today: string
  hidden: Content
  cancel: string
}) {
  const { part, form } = props
  return (
    <FormPage
      heading={props.name === null ? 'Add a supporter' : partForms[part].title}
      caption={props.name ?? undefined}
      errors={summaryOf(form, DATES)}
      hidden={props.hidden}
      submitText="Save"
      cancel={{ href: props.cancel }}
    >
      {fields(part, form, props)}
    </FormPage>
  )
}

function fields(
  part: Part,
  form: Filled,
  { themes, schools, today }: { themes: readonly string[]; schools: readonly FoundSchool[]; today: string },
): Content {
  switch (part) {
    case 'details':
      return (
        <>
          <TextField form={form} name="name" label="Name" autocomplete="off" />
          <TextField
            form={form}
            name="post"
            label="Post"
            hint="Such as headteacher, or head of mathematics"
          />
          <SchoolField form={form} name="homeUrn" label="Home school" choices={schools} />
          <TextField
            form={form}
            name="email"
            label="Email"
            hint="Shown to those who keep the directory, and to others only while an agreement is active."
            type="email"
            autocomplete="off"
          />
          <TextField
            form={form}
            name="telephone"
            label="Telephone"
            type="tel"
            width={20}
            autocomplete="off"
          />
          <CheckboxField form={form} name="phases" label="Phases" items={options(phases)} />
          <SelectField
            form={form}
            name="outreachDay"
            label="Regular outreach day"
            none="None"
            items={options(weekdays)}
          />
          <TextField
            form={form}
            name="travelLimitKm"
            label="Travel limit from the home school"
            hint="Leave empty for no limit"
            width={4}
            inputmode="numeric"
            suffix="km"
          />
          <LongField
            form={form}
            name="waysOfWorking"
            label="Ways of working"
            hint="Such as coaching, modelling lessons, working with governors"
          />
        </>
      )
    case 'portrait':
      return (
        <>
          <LongField form={form} name="ownStrengths" label="Own strengths" />
          <LongField form={form} name="schoolStrengths" label="The school’s strengths" />
          <LongField form={form} name="wherePrepared" label="Where prepared to go" />
        </>
      )
    case 'expertise':
      return (
        <CheckboxField
          form={form}
          name="themes"
          label="Which themes, and what does each rest on?"
          items={themes.map((theme) => ({
            value: theme,
            text: capital(theme),
            conditional: (
              <TextField
                form={form}
                name={restsOnField(theme)}
                label={`What ${theme} rests on`}
                hint="Such as results, a role held, or a review"
              />
            ),
          }))}
        />
      )
    case 'days':
      return (
        <>
          <p class="govuk-body">
            Enter days for the whole year, by term, or both: they are added up. Leave a field empty to say
            nothing; enter 0 for no days.
          </p>
          {yearsAsked(today).map((year) => (
            <>
              <h2 class="govuk-heading-m">{year}</h2>
              <TextField
                form={form}
                name={`days-${year}-`}
                label={`Any time in ${year}`}
                width={4}
                inputmode="decimal"
                suffix="days"
              />
              {terms.map((term) => (
                <TextField
                  form={form}
                  name={`days-${year}-${term}`}
                  label={`${capital(term)} term ${year}`}
                  width={4}
                  inputmode="decimal"
                  suffix="days"
                />
              ))}
            </>
          ))}
        </>
      )
    case 'checks':
      return (
        <>
          <DateField form={form} name="dbs" label="DBS check made on" />
          <DateField form={form} name="trained" label="Safeguarding training done on" />
          <DateField form={form} name="trainedUntil" label="Training holds until" hint="If it has an end" />
          <h2 class="govuk-heading-m">Home head’s consent</h2>
          <TextField
            form={form}
            name="consentBy"
            label="Given by"
            hint="For a head: the chair of governors"
          />
          <DateField form={form} name="consentFrom" label="From" hint="Leave empty if it holds already" />
          <DateField form={form} name="consentUntil" label="Until" />
        </>
      )
    case 'interests':
      return (
        <LongField
          form={form}
          name="interests"
          label="Schools in which this supporter has an interest"
          hint="One line a school: its URN; governor or declared interest; a note. Such as 118001; governor; since 2022"
          rows={6}
        />
      )
  }
}

export function DesignationForm(props: {
  form: Filled
  name: string
  offered: readonly string[]
  hidden: Content
  cancel: string
  isNew: boolean
}) {
  const { form } = props
  return (
    <FormPage
      heading={props.isNew ? 'Add a designation' : 'Change a designation'}
      caption={props.name}
      errors={summaryOf(form, DATES)}
      hidden={props.hidden}
      submitText="Save"
      cancel={{ href: props.cancel }}
    >
      <SelectField
        form={form}
        name="designation"
        label="Designation"
        none="Choose one"
        items={options(props.offered)}
      />
      <TextField form={form} name="awardingBody" label="Awarded by" />
      <DateField form={form} name="from" label="From" />
      <DateField form={form} name="until" label="Until" hint="Leave empty if it has no end" />
      <DateField form={form} name="review" label="To be reviewed on" hint="Leave empty if none is set" />
      <RadioField form={form} name="state" label="State" items={options(designationStates)} />
    </FormPage>
  )
}
