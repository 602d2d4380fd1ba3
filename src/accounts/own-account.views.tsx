// Owns the pages on which somebody looks after their own account.
import { encode } from 'uqr'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { WarningText } from '#govuk/warning-text.tsx'
import { type Filled, summaryOf, TextField } from '#platform/fields.tsx'
import { FormKey } from '#platform/forms.tsx'
import { showMoment } from '#platform/pages.tsx'
import {
  Column,
  Heading2,
  noForm,
  Paragraph,
  PasswordField,
  PostForm,
  TextLink,
} from '#src/accounts/frame.tsx'
import type { OpenSession } from '#src/accounts/own-account.queries.ts'
import { deviceOf } from '#src/accounts/own-account.rules.ts'
import { PASSWORD_HINT } from '#src/accounts/passwords.rules.ts'
import type { HeldWithName, Person } from '#src/accounts/people.queries.ts'
import { RoleTable } from '#src/accounts/role-table.tsx'

export type OwnAccountProps = {
  person: Person
  organisation: string
  held: readonly HeldWithName[]
  email: string
  hasPassword: boolean
  twoFactor: boolean
  singleSignOn: string | null
  sessions: readonly OpenSession[]
  entries: number
  messages: number
}

export function OwnAccount(props: OwnAccountProps) {
  const { person } = props
  const others = props.sessions.filter(({ isThis }) => !isThis).length
  return (
    <Column title="Your account" caption={person.name}>
      <Heading2>What is known about you</Heading2>
      <SummaryList
        rows={[
          { key: { text: 'Name' }, value: { text: person.name } },
          { key: { text: 'Email address' }, value: { text: person.email ?? 'Not known' } },
          { key: { text: 'Telephone' }, value: { text: person.telephone ?? 'Not known' } },
          { key: { text: 'Post' }, value: { text: person.post ?? 'Not known' } },
          { key: { text: 'Organisation' }, value: { text: props.organisation } },
        ]}
      />
      <Paragraph>If something is wrong, ask an administrator of your organisation to change it.</Paragraph>
      <Heading2>Your roles</Heading2>
      <RoleTable held={props.held} />
      <Heading2>What it is used for</Heading2>
      <ul class="govuk-list govuk-list--bullet">
        <li>Your name and post stand beside what you do here, so that everybody knows whom to ask.</li>
        <li>Your email address is where letters and sign-in links go. Only administrators see it.</li>
        <li>
          Every change you make is kept with your name and the time, so that nothing is changed in silence:{' '}
          {props.entries.toLocaleString('en-GB')} so far. Your name stays there after you leave.
        </li>
        <li>Letters sent to you through Alongside: {props.messages.toLocaleString('en-GB')}.</li>
        <li>Nothing about you is sold, used for advertising, or seen by another organisation.</li>
      </ul>
      <Heading2>How you sign in</Heading2>
      <SummaryList
        rows={[
          {
            key: { text: 'Password' },
            value: { text: props.hasPassword ? 'Set' : 'Not set' },
            actions: {
              items: [
                {
                  href: '/account/password',
                  text: props.hasPassword ? 'Change' : 'Set',
                  visuallyHiddenText: 'password',
                },
              ],
            },
          },
          {
            key: { text: 'One-time code from an app' },
            value: { text: props.twoFactor ? 'Asked for each time' : 'Not set up' },
            actions: {
              items: [
                {
                  href: '/account/one-time-code',
                  text: props.twoFactor ? 'Remove' : 'Set up',
                  visuallyHiddenText: 'one-time code',
                },
              ],
            },
          },
          { key: { text: 'Link by email' }, value: { text: `Always possible, to ${props.email}` } },
          props.singleSignOn !== null && {
            key: { text: 'Single sign-on' },
            value: { text: `Possible with ${props.singleSignOn}` },
          },
        ]}
      />
      <Heading2>Where you are signed in</Heading2>
      <ScrollingTable label="Devices">
        <Table
          caption="Devices, the newest sign-in first"
          captionClasses="govuk-visually-hidden"
          firstCellIsHeader
          head={[{ text: 'Device' }, { text: 'Since' }]}
          rows={props.sessions.map((one) => [
            { text: `${deviceOf(one.userAgent)}${one.isThis ? ' (this one)' : ''}` },
            { text: showMoment(one.startedAt) },
          ])}
        />
      </ScrollingTable>
      {others > 0 ? (
        <PostForm action="/account/end-other-sessions" button="Sign out everywhere else" secondary />
      ) : null}
    </Column>
  )
}

export const ChangePassword = (props: {
  form?: Filled
  email: string
  askCurrent: boolean
  isNew: boolean
}) => {
  const form = props.form ?? noForm
  return (
    <FormPage
      heading={props.isNew ? 'Set a password' : 'Change your password'}
      intro="You are then signed out on every other device."
      errors={summaryOf(form)}
      hidden={
        <>
          <FormKey />
          {/* For password managers, which keep the address with the password. */}
          <input type="hidden" name="username" autocomplete="username" value={props.email} />
        </>
      }
      submitText="Save the password"
      cancel={{ href: '/account' }}
    >
      {props.askCurrent ? <PasswordField form={form} name="current" label="Your password now" /> : null}
      <PasswordField form={form} name="password" label="New password" hint={PASSWORD_HINT} fresh />
    </FormPage>
  )
}

export const BeginCode = ({ form = noForm, hasPassword }: { form?: Filled; hasPassword: boolean }) => (
  <FormPage
    heading="Set up one-time codes"
    intro="An app on your phone then shows a new code every half minute, and signing in asks for it after your password or link. Any authenticator app will do."
    errors={summaryOf(form)}
    hidden={<FormKey />}
    submitText="Continue"
    cancel={{ href: '/account' }}
  >
    {hasPassword ? <PasswordField form={form} name="password" label="Your password" /> : null}
  </FormPage>
)

export const RemoveCode = ({ form = noForm, hasPassword }: { form?: Filled; hasPassword: boolean }) => (
  <FormPage
    heading="Remove one-time codes"
    intro="Signing in then asks for no code, and your backup codes no longer work."
    errors={summaryOf(form)}
    hidden={<FormKey />}
    action="/account/one-time-code/remove"
    submitText="Remove"
    cancel={{ href: '/account' }}
  >
    {hasPassword ? <PasswordField form={form} name="password" label="Your password" /> : null}
  </FormPage>
)

/** The code as a picture that an app reads: one path, drawn here, of the squares that the library gives. */
function CodePicture({ text }: { text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const path = data
    .flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('')
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${size} ${size}`}
      width="240"
      height="240"
      role="img"
      aria-label="Code for your authenticator app. The key below says the same in letters."
      shape-rendering="crispEdges"
    >
      <path d={`M0 0h${size}v${size}h-${size}z`} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}

export function ConfirmCode(props: { uri: string; backupCodes: readonly string[] }) {
  const secret = new URL(props.uri).searchParams.get('secret') ?? ''
  return (
    <Column title="Add Alongside to your app">
      <Heading2>1. Point your app’s camera at this</Heading2>
      <CodePicture text={props.uri} />
      <Paragraph>
        Or type this key into the app:{' '}
        <code data-secret={secret}>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
      </Paragraph>
      <Heading2>2. Keep these backup codes</Heading2>
      <Paragraph>
        Each lets you in once without your phone. Print them or write them down: they are shown only now.
      </Paragraph>
      <ul class="govuk-list">
        {props.backupCodes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Heading2>3. Enter the code that your app shows</Heading2>
      <CodeForm form={noForm} />
    </Column>
  )
}

const CodeForm = ({ form }: { form: Filled }) => (
  <PostForm action="/account/one-time-code/confirm" button="Turn on" cancel="/account">
    <TextField
      form={form}
      name="code"
      label="Code"
      hint="Six digits, like 123456"
      width={10}
      inputmode="numeric"
      autocomplete="one-time-code"
    />
  </PostForm>
)

export const ConfirmAgain = ({ form }: { form: Filled }) => (
  <Column title="Enter the code that your app shows" errors={form.errors}>
    <CodeForm form={form} />
    <WarningText text="Codes are not asked for until this works." iconFallbackText="Warning" />
    <Paragraph>
      If your app shows no code for Alongside, <TextLink href="/account/one-time-code">begin again</TextLink>.
    </Paragraph>
  </Column>
)
