// Owns the pages about the organisation: its name, kind, colour and areas.
import { Button } from '#govuk/button.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { type Filled, RadioField, SelectField, summaryOf, TextField } from '#platform/fields.tsx'
import { FormKey, Version } from '#platform/forms.tsx'
import { Column, Heading2, noForm, Paragraph, PostForm, TextLink } from '#src/accounts/frame.tsx'
import type { Organisation } from '#src/accounts/organisation.queries.ts'
import {
  type Area,
  areaKinds,
  type AreaNode,
  contrastOnWhite,
  LEAST_CONTRAST,
  organisationKinds,
} from '#src/accounts/organisation.rules.ts'
import { capital } from '#platform/words.ts'

const kindItems = organisationKinds.map((kind) => ({ value: kind, text: capital(kind) }))
const shownContrast = (colour: string) => Math.floor((contrastOnWhite(colour) ?? 0) * 100) / 100

export function OrganisationPage(props: {
  organisation: Organisation
  areas: readonly AreaNode[]
  form?: Filled
}) {
  const { organisation: one, areas, form = noForm } = props
  return (
    <Column title="Your organisation" errors={form.errors}>
      <SummaryList
        rows={[
          { key: { text: 'Name' }, value: { text: one.name } },
          { key: { text: 'Kind' }, value: { text: capital(one.kind) } },
          {
            key: { text: 'Authority code' },
            value: { text: one.authorityCode === null ? 'None' : String(one.authorityCode) },
          },
          {
            key: { text: 'Colour' },
            value: {
              text: one.colour
                ? `${one.colour}, contrast ${shownContrast(one.colour)} to 1 on white`
                : 'Alongside’s own',
            },
          },
          { key: { text: 'Schools' }, value: { text: one.schools.toLocaleString('en-GB') } },
        ]}
      />
      <Button href="/organisation/edit" text="Change" classes="govuk-button--secondary" />
      {one.authorityCode === null ? null : (
        <PostForm action="/organisation/schools" button="Take the schools from the register again" secondary>
          <Paragraph>
            The organisation answers for every school of authority {one.authorityCode} in the register, and
            for those added by file or by hand.
          </Paragraph>
        </PostForm>
      )}
      <Heading2>Areas</Heading2>
      {areas.length === 0 ? (
        <Paragraph>No areas yet. With areas, a role can be given for a part of the organisation.</Paragraph>
      ) : (
        <ScrollingTable label="Areas">
          <Table
            caption="Areas, each under the one it lies in"
            captionClasses="govuk-visually-hidden"
            firstCellIsHeader
            head={[{ text: 'Area' }, { text: 'Kind' }, { text: 'Lies in' }, { text: 'Change' }]}
            rows={areas.map((area) => [
              { text: `${'– '.repeat(area.depth)}${area.name}` },
              { text: capital(area.kind) },
              { text: areas.find(({ id }) => id === area.parentId)?.name ?? one.name },
              {
                text: (
                  <TextLink href={`/organisation/areas/${area.id}`}>
                    Rename<span class="govuk-visually-hidden"> {area.name}</span>
                  </TextLink>
                ),
              },
            ])}
          />
        </ScrollingTable>
      )}
      {areas.length === 0 ? null : (
        <Paragraph>
          <TextLink href="/organisation/districts">Schools and areas: which school lies where</TextLink>
        </Paragraph>
      )}
      <Heading2>Add an area</Heading2>
      <PostForm action="/organisation/areas" button="Add the area" secondary>
        <TextField form={form} name="areaName" label="Name of the area" />
        <RadioField
          form={form}
          name="areaKind"
          label="Kind"
          items={areaKinds.map((kind) => ({ value: kind, text: capital(kind) }))}
        />
        <SelectField
          form={form}
          name="parent"
          label="Lies in"
          none={one.name}
          items={areas.map(({ id, name, depth }) => ({ value: id, text: `${'– '.repeat(depth)}${name}` }))}
        />
      </PostForm>
    </Column>
  )
}

export const EditOrganisation = ({ form, version }: { form: Filled; version: number }) => (
  <FormPage
    heading="Change the organisation"
    errors={summaryOf(form)}
    hidden={
      <>
        <FormKey />
        <Version value={version} />
      </>
    }
    submitText="Save"
    cancel={{ href: '/organisation' }}
  >
    <TextField form={form} name="name" label="Name" />
    <RadioField form={form} name="kind" label="Kind" items={kindItems} />
    <TextField
      form={form}
      name="authorityCode"
      label="Authority code (optional)"
      hint="Three figures, like 123. The organisation then answers for the schools of that authority"
      inputmode="numeric"
      width={4}
    />
    <TextField
      form={form}
      name="colour"
      label="Colour (optional)"
      hint={`As # and six figures or letters, like #0b4f55. It has to reach ${LEAST_CONTRAST} to 1 on white`}
      width={10}
    />
  </FormPage>
)

export const RenameArea = ({ form, area }: { form: Filled; area: Area }) => (
  <FormPage
    heading={`Rename ${area.name}`}
    errors={summaryOf(form)}
    hidden={
      <>
        <FormKey />
        <Version value={area.version} />
      </>
    }
    submitText="Save"
    cancel={{ href: '/organisation' }}
  >
    <TextField form={form} name="areaName" label="Name of the area" />
  </FormPage>
)
