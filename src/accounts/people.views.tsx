// Owns the pages about people: list, record, and the forms that change them.
import { DecisionPage } from '#govuk/pages/decision-page.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage } from '#govuk/pages/list-page.tsx'
import { RecordPage } from '#govuk/pages/record-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { Table } from '#govuk/table.tsx'
import { Tag } from '#govuk/tag.tsx'
import { DateField, type Filled, RadioField, SelectField, summaryOf, TextField } from '#platform/fields.tsx'
import { FormKey, Version } from '#platform/forms.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoment } from '#platform/pages.tsx'
import { roles } from '#platform/permissions.ts'
import { Heading2, Paragraph, PostForm, TextLink } from '#src/accounts/frame.tsx'
import type { AreaNode } from '#src/accounts/organisation.rules.ts'
import type { HeldWithName, Person, PersonRow } from '#src/accounts/people.queries.ts'
import { inForce, type Standing } from '#src/accounts/people.rules.ts'
import { capital } from '#platform/words.ts'
import { period, RoleTable, scopeText } from '#src/accounts/role-table.tsx'

const standingWords: Record<Standing, { text: string; classes: string }> = {
  active: { text: 'Has access', classes: 'govuk-tag--green' },
  'not begun': { text: 'Begins later', classes: 'govuk-tag--blue' },
  ended: { text: 'Access ended', classes: 'govuk-tag--grey' },
  left: { text: 'Has left', classes: 'govuk-tag--grey' },
  'no role': { text: 'No role', classes: 'govuk-tag--grey' },
}
export const wordOfStanding = (standing: Standing): string => standingWords[standing].text

const roleItems = roles.map((role) => ({ value: role, text: capital(role) }))
export const SHOWN = [
  { value: 'access', text: 'People with access' },
  { value: 'left', text: 'People who have left' },
  { value: 'everybody', text: 'Everybody on record' },
] as const

export type ListProps = {
  rows: readonly PersonRow[]
  total: number
  query: { q: string; show: string; role: string }
  paging: { page: number; pages: number }
  hrefOf: (change: Record<string, string>) => string
  mayManage: boolean
}

export function PeopleList({ rows, total, query, paging, hrefOf, mayManage }: ListProps) {
  const form: Filled = { values: query }
  return (
    <ListPage
      heading="People"
      actions={mayManage ? [{ text: 'Invite somebody', href: '/people/new' }] : []}
      action="/people"
      search={{
        name: 'q',
        label: 'Name or post',
        value: query.q,
        keep: [
          ['role', query.role],
          ['show', query.show],
        ],
      }}
      filter={{
        fields: (
          <>
            <SelectField form={form} name="role" label="Role" items={roleItems} none="Any role" />
            <RadioField form={form} name="show" label="Show" items={SHOWN} />
          </>
        ),
        selected: [
          ...(query.role
            ? [
                {
                  heading: { text: 'Role' },
                  items: [{ text: capital(query.role), href: hrefOf({ role: '' }) }],
                },
              ]
            : []),
          ...(query.show === 'access'
            ? []
            : [
                {
                  heading: { text: 'Show' },
                  items: [
                    {
                      text: SHOWN.find(({ value }) => value === query.show)?.text ?? '',
                      href: hrefOf({ show: '' }),
                    },
                  ],
                },
              ]),
        ],
        clearHref: hrefOf({ role: '', show: '' }),
        keep: [['q', query.q]],
      }}
      count={total === 1 ? '1 person' : `${total.toLocaleString('en-GB')} people`}
      empty={<p>Nobody matches. Try fewer letters, another role, or everybody on record.</p>}
      tableLabel="People, by name"
      paging={{ ...paging, hrefOf: (page) => hrefOf({ page: String(page) }) }}
      exports={[{ href: hrefOf({ format: 'csv' }), text: 'Download as CSV' }]}
    >
      {rows.length === 0 ? null : (
        <Table
          caption="People, by name"
          captionClasses="govuk-visually-hidden"
          firstCellIsHeader
          head={[{ text: 'Name' }, { text: 'Post' }, { text: 'Roles today' }, { text: 'Access' }]}
          rows={rows.map((row) => [
            { text: <TextLink href={`/people/${row.id}`}>{row.name}</TextLink> },
            { text: row.post ?? '' },
            { text: row.roles.map(capital).join(', ') },
            { text: <Tag {...standingWords[row.standing]} /> },
          ])}
        />
      )}
    </ListPage>
  )
}

export type RecordProps = {
  person: Person
  held: readonly HeldWithName[]
  standing: Standing
  today: string
  invitation: { sentAt: Date; expiresAt: Date; acceptedAt: Date | null } | undefined
  mayManage: boolean
  /** Whether contact details are shown: to those who look after people, and to the person. */
  showContact: boolean
}

const invitationText = ({ sentAt, expiresAt, acceptedAt }: NonNullable<RecordProps['invitation']>) =>
  acceptedAt
    ? `Taken up on ${showMoment(acceptedAt)}`
    : `Sent on ${showMoment(sentAt)}, good until ${showMoment(expiresAt)}`

export function PersonRecord({
  person,
  held,
  standing,
  today,
  invitation,
  mayManage,
  showContact,
}: RecordProps) {
  const here = `/people/${person.id}`
  const left = standing === 'left'
  const running = (one: HeldWithName) => inForce(one, today) || one.startsOn > today
  return (
    <RecordPage
      name={person.name}
      caption="Person"
      state={standingWords[standing]}
      facts={[
        { key: 'Post', value: person.post ?? 'Not known' },
        ...(person.leftOn === null ? [] : [{ key: 'Left on', value: showDate(person.leftOn) }]),
      ]}
      actions={
        mayManage
          ? [
              ...(left ? [] : [{ text: 'Give a role', href: `${here}/roles/new` }]),
              { text: 'Change who they are', href: `${here}/edit`, classes: 'govuk-button--secondary' },
              ...(left ? [] : [{ text: 'They have left', href: `${here}/leave` }]),
            ]
          : []
      }
      provenance={[]}
    >
      {showContact ? (
        <SummaryList
          rows={[
            { key: { text: 'Email address' }, value: { text: person.email ?? 'Not known' } },
            { key: { text: 'Telephone' }, value: { text: person.telephone ?? 'Not known' } },
            invitation && { key: { text: 'Invitation' }, value: { text: invitationText(invitation) } },
          ]}
        />
      ) : null}
      <Heading2>Roles</Heading2>
      {held.length === 0 ? (
        <Paragraph>No role yet. Without a role nobody can sign in.</Paragraph>
      ) : mayManage ? (
        <RoleTable held={held} endHref={(one) => (running(one) ? `${here}/roles/${one.id}/end` : null)} />
      ) : (
        <RoleTable held={held} />
      )}
      {mayManage && !left ? (
        <>
          <Heading2>Access</Heading2>
          {person.email ? (
            <PostForm action={`${here}/invite`} button={invitation ? 'Invite again' : 'Invite'} secondary />
          ) : (
            <Paragraph>To invite them, enter their email address first.</Paragraph>
          )}
          {person.userId ? (
            <PostForm action={`${here}/end-sessions`} button="Sign them out on every device" secondary />
          ) : null}
        </>
      ) : null}
      {mayManage && left ? <PostForm action={`${here}/return`} button="They are back" secondary /> : null}
    </RecordPage>
  )
}

const DATES = ['starts', 'ends', 'last']

function RoleFields({ form, areas }: { form: Filled; areas: readonly AreaNode[] }) {
  return (
    <>
      <SelectField form={form} name="role" label="Role" items={roleItems} none="Choose a role" />
      <RadioField
        form={form}
        name="scope"
        label="What is the role for?"
        items={[
          { value: 'all', text: 'The whole organisation' },
          {
            value: 'area',
            text: 'One area',
            conditional: (
              <SelectField
                form={form}
                name="area"
                label="Area"
                none="Choose an area"
                items={areas.map(({ id, name, depth }) => ({
                  value: id,
                  text: `${'– '.repeat(depth)}${name}`,
                }))}
              />
            ),
          },
          {
            value: 'school',
            text: 'One school',
            conditional: (
              <TextField
                form={form}
                name="urn"
                label="URN of the school"
                hint="Six figures, like 123456"
                inputmode="numeric"
                width={10}
              />
            ),
          },
          { value: 'own', text: 'Their own records only', hint: 'For supporters' },
        ]}
      />
      <DateField form={form} name="starts" label="First day" hint="For example, 1 9 2026" />
      <DateField form={form} name="ends" label="Last day (optional)" hint="For example, 31 8 2027" />
    </>
  )
}

const NameFields = ({ form, isNew }: { form: Filled; isNew: boolean }) => (
  <>
    <TextField form={form} name="name" label="Name" autocomplete="off" />
    <TextField
      form={form}
      name="email"
      label={isNew ? 'Email address' : 'Email address (optional)'}
      type="email"
      autocomplete="off"
    />
    <TextField
      form={form}
      name="post"
      label="Post (optional)"
      hint="For example, School improvement adviser"
    />
  </>
)

export const NewPerson = ({ form, areas }: { form: Filled; areas: readonly AreaNode[] }) => (
  <FormPage
    heading="Invite somebody"
    errors={summaryOf(form, DATES)}
    hidden={<FormKey />}
    submitText="Send the invitation"
    cancel={{ href: '/people' }}
  >
    <NameFields form={form} isNew />
    <RoleFields form={form} areas={areas} />
  </FormPage>
)

export const EditPerson = ({ form, person, version }: { form: Filled; person: Person; version: number }) => (
  <FormPage
    heading={`Change who ${person.name} is`}
    intro={
      person.userId
        ? 'With another email address they are signed out, and have to be invited at the new one.'
        : undefined
    }
    errors={summaryOf(form)}
    hidden={
      <>
        <FormKey />
        <Version value={version} />
      </>
    }
    submitText="Save"
    cancel={{ href: `/people/${person.id}` }}
  >
    <NameFields form={form} isNew={false} />
    <TextField
      form={form}
      name="telephone"
      label="Telephone (optional)"
      type="tel"
      width={20}
      autocomplete="off"
    />
  </FormPage>
)

export const NewRole = ({
  form,
  person,
  areas,
}: {
  form: Filled
  person: Person
  areas: readonly AreaNode[]
}) => (
  <FormPage
    heading={`Give ${person.name} a role`}
    errors={summaryOf(form, DATES)}
    hidden={<FormKey />}
    submitText="Give the role"
    cancel={{ href: `/people/${person.id}` }}
  >
    <RoleFields form={form} areas={areas} />
  </FormPage>
)

export const EndRole = ({ form, person, one }: { form: Filled; person: Person; one: HeldWithName }) => (
  <DecisionPage
    heading={`End a role of ${person.name}`}
    errors={summaryOf(form, DATES)}
    hidden={
      <>
        <FormKey />
        <Version value={one.version} />
      </>
    }
    facts={[
      { key: { text: 'Role' }, value: { text: capital(one.role) } },
      { key: { text: 'For' }, value: { text: scopeText(one) } },
      { key: { text: 'When' }, value: { text: period(one) } },
    ]}
    consequences={['The role still holds on its last day. With yesterday’s date it ends at once.']}
    told={['Nobody is told.']}
    submitText="End the role"
    cancel={{ href: `/people/${person.id}` }}
  >
    <DateField form={form} name="last" label="Last day" hint="For example, 31 8 2027" />
  </DecisionPage>
)

export const Leave = ({ form, person }: { form: Filled; person: Person }) => (
  <DecisionPage
    heading={`Has ${person.name} left?`}
    errors={summaryOf(form)}
    hidden={<FormKey />}
    facts={[]}
    consequences={[
      'They are signed out on every device at once, and cannot sign in here again.',
      'Their roles end today, and invitations not taken up no longer work.',
      'Their name stays in everything they did.',
    ]}
    told={['Nobody is told. You can take them back later and give them a role again.']}
    submitText="They have left"
    isFinal
    cancel={{ href: `/people/${person.id}` }}
  />
)
