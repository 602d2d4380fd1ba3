// What schools read of their category: the settings, the release of one, and the page that the school itself reads,
// which shows the released words and nothing else.
import { FormPage } from '#govuk/pages/form-page.tsx'
import { DecisionPage } from '#govuk/pages/decision-page.tsx'
import { Checkboxes } from '#govuk/checkboxes.tsx'
import { InsetText } from '#govuk/inset-text.tsx'
import { showDate } from '#platform/dates.ts'
import { type Filled, LongField, RadioField, summaryOf } from '#platform/fields.tsx'
import { FormKey, Version, errorFor, textOf } from '#platform/forms.tsx'
import { categoryInWords } from './decisions.rules.ts'
import type { Notice } from './notices.rules.ts'
import type { ProposedCategory } from './proposals.rules.ts'

export const SettingsForm = ({
  categories,
  version,
  form,
}: {
  categories: readonly ProposedCategory[]
  version: number
  form: Filled
}) => (
  <FormPage
    heading="What does a school read of its category?"
    intro={
      <>
        <p class="govuk-body">
          A head and a chair of governors never see a rating, a reason or an officer’s words. What they may
          read of their own category is set here, for all schools alike. They read it only after the decision
          stands and somebody has released it.
        </p>
        <p class="govuk-body">
          First news does not go out on a Friday, on the day before a bank holiday or in a term’s last week,
          unless somebody says why it cannot wait.
        </p>
      </>
    }
    errors={summaryOf(form)}
    hidden={
      <>
        <FormKey />
        <Version value={version} />
      </>
    }
    submitText="Save"
    cancel={{ href: '/identify/decisions' }}
  >
    <RadioField
      form={form}
      name="shows"
      label="A school reads"
      items={[
        { value: 'nothing', text: 'Nothing', hint: 'Its officers talk to it; nothing is written here' },
        {
          value: 'kind of support',
          text: 'The kind of support',
          hint: 'For example, “Health check and a plan”',
        },
        {
          value: 'own words',
          text: 'The category in our own words',
          hint: 'Written below, one for each category',
        },
      ]}
    />
    {categories.length === 0 ? (
      <InsetText text="No categories have been proposed yet. Once they have, you can write your words for each here." />
    ) : (
      <>
        <h2 class="govuk-heading-m">Our own words for each category</h2>
        {categories.map((category) => (
          <LongField
            form={form}
            name={`words-${category.id}`}
            label={category.name}
            hint={categoryInWords(category)}
            rows={3}
          />
        ))}
      </>
    )}
  </FormPage>
)

export function ReleaseForm(props: {
  school: { urn: number; name: string }
  words: string
  current: Notice | null
  /** What speaks against today. */
  reasons: readonly string[]
  readers: readonly string[]
  decisionId: string
  form: Filled
}) {
  const { school, words, current, reasons, readers, form } = props
  const error = errorFor(form.errors, 'release')
  return (
    <DecisionPage
      heading="Let the school read this?"
      caption={school.name}
      errors={summaryOf(form)}
      action={`/identify/schools/${school.urn}/release`}
      hidden={
        <>
          <FormKey />
          <input type="hidden" name="decision" value={props.decisionId} />
        </>
      }
      facts={[
        { key: { text: 'The school reads' }, value: { text: words } },
        ...(current ? [{ key: { text: 'It reads now' }, value: { text: current.words } }] : []),
      ]}
      consequences={[
        'The head and the chair of governors can read these words, and nothing else, from now on.',
        ...(reasons.length > 0 ? reasons.map((why) => <strong>{why}</strong>) : []),
      ]}
      told={[
        readers.length > 0
          ? `${readers.join(' and ')}, by mail that says only that there is something to read.`
          : 'Nobody by mail: neither a head nor a chair of this school has an account yet.',
        'Talk to the head before you release it: nobody should learn this from a screen.',
      ]}
      reason={
        reasons.length > 0
          ? {
              name: 'reason',
              label: 'Why can it not wait for another day?',
              hint: 'First news goes out on a day on which the head can ask somebody.',
              value: textOf(form.values, 'reason'),
            }
          : undefined
      }
      submitText="Release it"
      cancel={{ href: `/identify/schools/${school.urn}` }}
    >
      <Checkboxes
        name="release"
        fieldset={{ legend: { text: 'Your decision', classes: 'govuk-fieldset__legend--m' } }}
        values={[]}
        items={[{ value: 'yes', text: 'The school may read these words' }]}
        {...(error ? { errorMessage: { text: error } } : {})}
      />
    </DecisionPage>
  )
}

/** Where there is nothing to release: why, and the way on. */
export const NothingToRelease = ({ school, why }: { school: { urn: number; name: string }; why: string }) => (
  <>
    <span class="govuk-caption-l">{school.name}</span>
    <h1 class="govuk-heading-l">There is nothing that the school could read yet</h1>
    <p class="govuk-body">{why}</p>
    <p class="govuk-body">
      <a class="govuk-link" href={`/identify/schools/${school.urn}`}>
        Go to the school’s category and rating
      </a>
    </p>
  </>
)

export const WithdrawForm = ({ school, form }: { school: { urn: number; name: string }; form: Filled }) => (
  <FormPage
    heading="Why should the school no longer read it?"
    caption={school.name}
    intro="What it read, when and from whom stays in your organisation’s record. The school’s page is then empty again."
    errors={summaryOf(form)}
    action={`/identify/schools/${school.urn}/withdraw`}
    hidden={<FormKey />}
    submitText="Take it back"
    cancel={{ href: `/identify/schools/${school.urn}` }}
  >
    <LongField form={form} name="why" label="Reason" />
  </FormPage>
)

/** What the school itself reads. */
export const SchoolNotice = ({
  school,
  notice,
  organisation,
}: {
  school: { urn: number; name: string }
  notice: Pick<Notice, 'words' | 'releasedOn'> | null
  organisation: string
}) => (
  <div class="govuk-grid-row">
    <div class="govuk-grid-column-two-thirds">
      <span class="govuk-caption-l">{school.name}</span>
      <h1 class="govuk-heading-l">What {organisation} has told you about support</h1>
      {notice ? (
        <>
          {notice.words.split('\n').map((line) => (line === '' ? null : <p class="govuk-body">{line}</p>))}
          <p class="govuk-body-s">{showDate(notice.releasedOn)}</p>
        </>
      ) : (
        <p class="govuk-body">There is nothing to read here yet. Your adviser will talk to you first.</p>
      )}
    </div>
  </div>
)

/** For officers: what the school reads now, and what it has read. */
export const NoticeHistory = ({ notices, reads }: { notices: readonly Notice[]; reads: Notice | null }) => (
  <>
    <p class="govuk-body">
      {reads
        ? `The head and the chair read: “${reads.words}” (released by ${reads.releasedBy}, ${showDate(reads.releasedOn)}).`
        : 'The head and the chair read nothing of the category.'}
    </p>
    {notices
      .filter(({ id }) => id !== reads?.id)
      .map((one) => (
        <p class="govuk-body-s">
          {one.withdrawnOn
            ? `Taken back on ${showDate(one.withdrawnOn)} by ${one.withdrawnBy ?? 'somebody'} (${one.withdrawnWhy ?? ''}): `
            : 'Before that: '}
          “{one.words}”, released by {one.releasedBy}, {showDate(one.releasedOn)}
        </p>
      ))}
  </>
)
