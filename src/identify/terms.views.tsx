// The page on which an organisation keeps the dates of a school year.
import { FormPage } from '#govuk/pages/form-page.tsx'
import { DateField, type Filled, summaryOf } from '#platform/fields.tsx'
import { FormKey, Version } from '#platform/forms.tsx'
import { capital } from '#platform/words.ts'
import { TERMS } from './terms.rules.ts'

const DATE_FIELDS = TERMS.flatMap((term) => [`${term}-starts`, `${term}-ends`, `${term}-due`])

export const TermsForm = ({
  academicYear,
  version,
  form,
  years,
}: {
  academicYear: string
  version: number
  form: Filled
  /** The years that can be chosen instead. */
  years: readonly string[]
}) => (
  <FormPage
    heading={`Terms of ${academicYear}`}
    intro={
      <>
        <p class="govuk-body">
          Categories are decided term by term. A school does not get first news of its category in a term’s
          last week, and ratings are shown as late after the day they are due.
        </p>
        <p class="govuk-body">
          Another year:{' '}
          {years.map((year, at) => (
            <>
              {at > 0 ? ', ' : ''}
              <a class="govuk-link" href={`/identify/terms?year=${year}`}>
                {year}
              </a>
            </>
          ))}
        </p>
      </>
    }
    errors={summaryOf(form, DATE_FIELDS)}
    action="/identify/terms"
    hidden={
      <>
        <FormKey />
        <Version value={version} />
        <input type="hidden" name="year" value={academicYear} />
      </>
    }
    submitText="Save the dates"
    cancel={{ href: '/identify/decisions' }}
  >
    {TERMS.map((term) => (
      <section>
        <h2 class="govuk-heading-m">{capital(term)} term</h2>
        <DateField form={form} name={`${term}-starts`} label={`First day of the ${term} term`} />
        <DateField form={form} name={`${term}-ends`} label={`Last day of the ${term} term`} />
        <DateField
          form={form}
          name={`${term}-due`}
          label={`Ratings of the ${term} term are due on (optional)`}
        />
      </section>
    ))}
  </FormPage>
)
