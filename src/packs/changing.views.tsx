// The pages on which a pack is changed: the common things as fields, everything as text, and what will change.
import { Details } from '#govuk/details.tsx'
import { FileUpload } from '#govuk/file-upload.tsx'
import { Button } from '#govuk/button.tsx'
import { Fieldset } from '#govuk/fieldset.tsx'
import { DecisionPage } from '#govuk/pages/decision-page.tsx'
import { PageErrors } from '#govuk/pages/errors.tsx'
import { Textarea } from '#govuk/textarea.tsx'
import type { FormValues } from '#platform/exchange.ts'
import { DateField, type Filled, LongField, TextField, summaryOf } from '#platform/fields.tsx'
import { FormKey, Version } from '#platform/forms.tsx'
import { HiddenValues } from '#platform/pages.tsx'
import { Changes } from './changes.tsx'
import { fieldOf } from './changing.forms.ts'
import type { Files, Place } from './changing.rules.ts'
import type { ChangedPart } from './comparison.rules.ts'
import type { AdoptedPack } from './packs.queries.ts'

const PARTS: Readonly<Record<string, string>> = {
  'pack.yaml': 'Name and academic year',
  'roles.yaml': 'Names of roles',
  'designations.yaml': 'Designations',
  'rates.yaml': 'Rates',
  'themes.yaml': 'Themes',
  'kinds-of-support.yaml': 'Kinds of support',
  'leadership-groups.yaml': 'Leadership groups',
  'criteria.yaml': 'Criteria and their thresholds',
  'categories.yaml': 'Categories, thresholds and minimum days',
  'calendar.yaml': 'Terms and dates',
}

const nameOfFile = (file: string): string => PARTS[file] ?? file

export function ChangeAsForm({
  base,
  places,
  form,
  version,
}: {
  base: AdoptedPack
  places: readonly Place[]
  form: Filled
  version: number
}) {
  const files = [...new Set(places.map(({ file }) => file))]
  const dates = places.filter(({ kind }) => kind === 'date').map(({ name }) => name)
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <PageErrors errors={summaryOf(form, dates)} />
        <span class="govuk-caption-l">
          {base.name}, version {base.version}
        </span>
        <h1 class="govuk-heading-l">Change this pack</h1>
        <p class="govuk-body">
          Open a part and change what you need. You see what changes before anything takes effect, and the
          version in force now stays readable. For anything else,{' '}
          <a class="govuk-link" href={`/packs/adopted/${base.id}/text`}>
            change the pack’s text
          </a>
          .
        </p>
        <form method="post" action={`/packs/adopted/${base.id}/change`} novalidate>
          <FormKey />
          <Version value={version} />
          {files.map((file) => {
            const here = places.filter((place) => place.file === file)
            const names = new Set(here.map(({ name }) => name))
            return (
              <Details
                summaryText={nameOfFile(file)}
                open={form.errors?.some(({ field }) => names.has(field)) || file === 'pack.yaml'}
              >
                {[...new Set(here.map(({ entry }) => entry))].map((entry) => (
                  <Entry entry={entry} places={here.filter((place) => place.entry === entry)} form={form} />
                ))}
              </Details>
            )
          })}
          <div class="govuk-button-group">
            <Button text="See what changes" />
            <a class="govuk-link govuk-link--no-visited-state" href={`/packs/adopted/${base.id}`}>
              Cancel
            </a>
          </div>
        </form>
      </div>
    </div>
  )
}

function Entry({ entry, places, form }: { entry: string | null; places: readonly Place[]; form: Filled }) {
  const fields = places.map((place) => <PlaceField place={place} form={form} />)
  return entry === null ? (
    <>{fields}</>
  ) : (
    <Fieldset legend={{ text: entry, classes: 'govuk-fieldset__legend--m' }}>{fields}</Fieldset>
  )
}

function PlaceField({ place: { name, label, kind }, form }: { place: Place; form: Filled }) {
  if (kind === 'date') return <DateField form={form} name={name} label={label} />
  if (kind === 'long words') return <LongField form={form} name={name} label={label} rows={2} />
  return (
    <TextField
      form={form}
      name={name}
      label={label}
      {...(kind === 'number' ? { width: 5, inputmode: 'decimal' as const } : {})}
    />
  )
}

export function ChangeAsText({
  base,
  files,
  form,
  version,
}: {
  base: AdoptedPack
  files: Files
  form: Filled
  version: number
}) {
  const valueOf = (field: string, otherwise: string) => {
    const typed = form.values[field]
    return typeof typed === 'string' ? typed : otherwise
  }
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-full">
        <PageErrors errors={form.errors} />
        <span class="govuk-caption-l">
          {base.name}, version {base.version}
        </span>
        <h1 class="govuk-heading-l">Change the pack’s text</h1>
        <p class="govuk-body">
          Each part is a file. Change it here, or download it, change it on your computer and choose it again.
          Every fault is told with its line, and nothing takes effect while there is one. The version number
          is set for you.
        </p>
        <form
          method="post"
          action={`/packs/adopted/${base.id}/text`}
          enctype="multipart/form-data"
          novalidate
        >
          <FormKey />
          <Version value={version} />
          {[...files].map(([file, text]) => {
            const field = fieldOf(file)
            const error = form.errors?.find((one) => one.field === field)
            return (
              <section>
                <Textarea
                  name={field}
                  label={{ text: file, classes: 'govuk-label--m' }}
                  hint={{
                    text: nameOfFile(file) === file ? 'An agenda or an introduction' : nameOfFile(file),
                  }}
                  errorMessage={error ? { text: error.text } : undefined}
                  rows={Math.min(24, text.split('\n').length + 1)}
                  spellcheck={false}
                  classes="alongside-code"
                  value={valueOf(field, text)}
                />
                <p class="govuk-body">
                  <a
                    class="govuk-link"
                    href={`/packs/adopted/${base.id}/file?name=${encodeURIComponent(file)}`}
                  >
                    Download {file}
                  </a>
                </p>
                <FileUpload name={`file-${field}`} label={{ text: `A file in place of ${file}` }} />
              </section>
            )
          })}
          <h2 class="govuk-heading-m">Another file</h2>
          <TextField
            form={form}
            name="new-file"
            label="Its name"
            hint="For example calendar.yaml or agendas/visit.md"
            width={20}
          />
          <Textarea
            name="new-text"
            label={{ text: 'Its text' }}
            spellcheck={false}
            classes="alongside-code"
            value={valueOf('new-text', '')}
          />
          <div class="govuk-button-group">
            <Button text="See what changes" />
            <a class="govuk-link govuk-link--no-visited-state" href={`/packs/adopted/${base.id}`}>
              Cancel
            </a>
          </div>
        </form>
      </div>
    </div>
  )
}

/** Before anything takes effect: what changes against the version in force, and why. */
export function ConfirmChange(props: {
  base: AdoptedPack
  newest: AdoptedPack
  academicYear: string
  parts: readonly ChangedPart[]
  /** Everything that was sent, to be sent again. */
  values: FormValues
  form: Filled
  action: string
  version: number
}) {
  const { newest, parts } = props
  return (
    <DecisionPage
      heading="Check what changes"
      caption={`${newest.name}, version ${newest.version}`}
      errors={summaryOf(props.form)}
      action={props.action}
      hidden={
        <>
          <FormKey />
          <Version value={props.version} />
          <HiddenValues values={props.values} />
          <input type="hidden" name="confirmed" value="yes" />
        </>
      }
      facts={[]}
      consequences={[
        `Version ${newest.version + 1}, for the academic year ${props.academicYear}, is in force for all that begins from now on.`,
        `What began under an earlier version goes on under it. Version ${newest.version} stays readable.`,
        'Lists of schools stay as they are until somebody runs the criteria again.',
      ]}
      told={[]}
      reason={{
        name: 'reason',
        label: 'Why does it change?',
        hint: 'For the record: “Threshold of 2012, as agreed by the heads’ forum”',
        value: typeof props.form.values['reason'] === 'string' ? props.form.values['reason'] : '',
      }}
      submitText={`Put version ${newest.version + 1} in force`}
      cancel={{ href: `/packs/adopted/${props.base.id}` }}
    >
      {parts.length === 0 ? (
        <p class="govuk-body">Nothing changes that a reader would see: only notes or layout differ.</p>
      ) : (
        <Changes parts={parts} />
      )}
    </DecisionPage>
  )
}
