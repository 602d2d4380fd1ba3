// Owns the pages of signing in. Which of them is shown, and to whom, is sign-in.routes.tsx.
import { Button } from '#govuk/button.tsx'
import { SummaryList } from '#govuk/summary-list.tsx'
import { type Filled, RadioField, TextField } from '#platform/fields.tsx'
import type { HeldForm } from '#platform/forms.tsx'
import { HiddenValues } from '#platform/pages.tsx'
import {
  Column,
  Heading2,
  noForm,
  Paragraph,
  PasswordField,
  PostForm,
  TextLink,
} from '#src/accounts/frame.tsx'
import type { OpenOrganisation } from '#src/accounts/sign-in.queries.ts'

type SignInProps = {
  form: Filled
  to: string
  /** A form was kept while its sender signs in again. */
  kept?: boolean
  singleSignOn: string | null
  personas: boolean
}

const withTo = (path: string, to: string) => (to ? `${path}?to=${encodeURIComponent(to)}` : path)

export function SignIn({ form, to, kept, singleSignOn, personas }: SignInProps) {
  return (
    <Column title="Sign in" errors={form.errors}>
      {kept ? (
        <Paragraph>
          You were signed out before your form was sent. Nothing you typed is lost: sign in, then send it.
        </Paragraph>
      ) : null}
      {personas ? (
        <Paragraph>
          This is a demonstration.{' '}
          <TextLink href={withTo('/personas', to)}>Choose whom to sign in as</TextLink>.
        </Paragraph>
      ) : null}
      {singleSignOn ? (
        <>
          <Button href={withTo('/sign-in/single', to)} text={`Sign in with ${singleSignOn}`} />
          <Heading2>Or with your password</Heading2>
        </>
      ) : null}
      <PostForm action="/sign-in" button="Sign in" secondary={singleSignOn !== null}>
        <input type="hidden" name="to" value={to} />
        <TextField form={form} name="email" label="Email address" type="email" autocomplete="username" />
        <PasswordField form={form} name="password" label="Password" />
      </PostForm>
      <Heading2>Without a password</Heading2>
      <Paragraph>
        <TextLink href={withTo('/sign-in/link', to)}>Get a link to sign in by email</TextLink>, if you have
        forgotten your password or never set one.
      </Paragraph>
    </Column>
  )
}

export function AskForLink({ form = noForm }: { form?: Filled }) {
  return (
    <Column title="Get a link to sign in" errors={form.errors}>
      <PostForm action="/sign-in/link" button="Send the link" cancel="/sign-in">
        <TextField
          form={form}
          name="email"
          label="Email address"
          hint="The address your organisation knows you by"
          type="email"
          autocomplete="email"
        />
      </PostForm>
    </Column>
  )
}

export const LinkSent = ({ minutes }: { minutes: number }) => (
  <Column title="Check your email">
    <Paragraph>
      If that address belongs to somebody who may sign in, a link is on its way. It works once, within{' '}
      {minutes} minutes.
    </Paragraph>
    <Paragraph>
      Nothing there? Look among unwanted mail, check the address and{' '}
      <TextLink href="/sign-in/link">ask again</TextLink>, or ask an administrator of your organisation
      whether you have been invited.
    </Paragraph>
  </Column>
)

/** A button, because mail scanners open links: opening must not spend it. */
export const UseLink = ({ token }: { token: string }) => (
  <Column title="Sign in to Alongside">
    <Paragraph>One press and you are signed in on this device.</Paragraph>
    <PostForm action={`/sign-in/link/${token}`} button="Sign in" />
  </Column>
)

export const LinkSpent = () => (
  <Column title="This link no longer works">
    <Paragraph>It has been used, or it is too old.</Paragraph>
    <Paragraph>
      <TextLink href="/sign-in/link">Get a new link</TextLink>
    </Paragraph>
  </Column>
)

export function EnterCode({ form = noForm, backup }: { form?: Filled; backup: boolean }) {
  return (
    <Column title={backup ? 'Enter a backup code' : 'Enter the code from your app'} errors={form.errors}>
      <PostForm button="Continue" cancel="/sign-in">
        <input type="hidden" name="kind" value={backup ? 'backup' : 'app'} />
        <TextField
          form={form}
          name="code"
          label={backup ? 'Backup code' : 'Code'}
          hint={
            backup
              ? 'One of the codes you kept when you set this up, like aB3dE-fG6hI'
              : 'Six digits, like 123456'
          }
          width={10}
          autocomplete={backup ? 'off' : 'one-time-code'}
          inputmode={backup ? undefined : 'numeric'}
        />
      </PostForm>
      <Paragraph>
        {backup ? (
          <TextLink href="/sign-in/code">Use a code from your app</TextLink>
        ) : (
          <TextLink href="/sign-in/code?kind=backup">
            Use a backup code, if you do not have your phone
          </TextLink>
        )}
      </Paragraph>
    </Column>
  )
}

export const NotKnown = () => (
  <Column title="We cannot sign you in with that account">
    <Paragraph>
      Signing in this way works when your organisation has invited you and the email address of that account
      is confirmed.
    </Paragraph>
    <ul class="govuk-list govuk-list--bullet">
      <li>Ask an administrator of your organisation to invite you at the address your account has.</li>
      <li>
        Or <TextLink href="/sign-in/link">get a link to sign in by email</TextLink> at the address they know.
      </li>
    </ul>
  </Column>
)

export const ProviderAway = ({ name }: { name: string }) => (
  <Column title={`We cannot reach ${name} just now`}>
    <Paragraph>
      Nothing is wrong with your account. Try again in a few minutes, or sign in another way.
    </Paragraph>
    <Paragraph>
      <TextLink href="/sign-in">Go to sign in</TextLink>
    </Paragraph>
  </Column>
)

export const NoRole = ({ email }: { email: string }) => (
  <Column title="You have no role here today">
    <Paragraph>
      You are signed in as {email}, but none of your roles is in force today: it may have ended, or not have
      begun.
    </Paragraph>
    <Paragraph>Ask an administrator of your organisation.</Paragraph>
    <PostForm action="/sign-out" button="Sign out" secondary />
  </Column>
)

export function ChooseOrganisation(props: {
  organisations: readonly OpenOrganisation[]
  to: string
  form?: Filled
}) {
  return (
    <Column title="Which organisation are you working for?" errors={props.form?.errors}>
      <PostForm action="/choose-organisation" button="Continue">
        <input type="hidden" name="to" value={props.to} />
        <RadioField
          form={props.form ?? noForm}
          name="organisation"
          label="Organisation"
          items={props.organisations.map(({ id, name, roles }) => ({
            value: id,
            text: name,
            hint: `You are ${roles.join(', ')}`,
          }))}
        />
      </PostForm>
    </Column>
  )
}

/** starts_on → Starts on. */
const spoken = (name: string) => {
  const words = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export function Continue({ held }: { held: HeldForm }) {
  // Dates also travel in their three parts; the whole is enough to read.
  const shown = Object.entries(held.values).filter(
    ([name]) => !name.startsWith('_') && !/-(day|month|year)$/.test(name) && !/password/i.test(name),
  )
  const sent = Object.fromEntries(Object.entries(held.values).filter(([name]) => name !== '_key'))
  return (
    <Column title="You were signed out before this was sent">
      <Paragraph>Nothing you typed is lost. Check it, then send it.</Paragraph>
      <SummaryList
        rows={shown.map(([name, value]) => ({
          key: { text: spoken(name) },
          value: { text: (typeof value === 'string' ? value : value.join(', ')) || 'Empty' },
        }))}
      />
      <PostForm action="/continue" button="Send it now">
        <HiddenValues values={sent} />
      </PostForm>
      <PostForm action="/continue/drop" button="Throw it away" secondary />
    </Column>
  )
}
