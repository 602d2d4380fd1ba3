// Owns the pages that an invitation opens.
import { Input } from '#govuk/input.tsx'
import { Button } from '#govuk/button.tsx'
import type { Filled } from '#platform/fields.tsx'
import { Column, Heading2, Paragraph, PasswordField, PostForm, TextLink } from '#src/accounts/frame.tsx'
import { PASSWORD_HINT } from '#src/accounts/passwords.rules.ts'

export function Invitation(props: {
  token: string
  organisation: string
  name: string
  email: string
  proven: boolean
  singleSignOn: string | null
  form: Filled
}) {
  const action = `/invitations/${props.token}`
  return (
    <Column title={`${props.organisation} has invited you`} errors={props.form.errors}>
      <Paragraph>
        Hello {props.name}. You will sign in with the address {props.email}.
      </Paragraph>
      {props.proven ? (
        <PostForm action={action} button="Continue">
          <Paragraph>You have signed in to Alongside before: your password stays as it is.</Paragraph>
        </PostForm>
      ) : (
        <>
          {props.singleSignOn ? (
            <>
              <Button href="/sign-in/single" text={`Sign in with ${props.singleSignOn}`} />
              <Heading2>Or set a password</Heading2>
            </>
          ) : (
            <Heading2>Set a password</Heading2>
          )}
          <PostForm
            action={action}
            button="Set the password and sign in"
            secondary={props.singleSignOn !== null}
          >
            <input type="hidden" name="how" value="password" />
            {/* Password managers keep the address with the password. */}
            <div class="govuk-visually-hidden">
              <Input
                name="username"
                type="email"
                autocomplete="username"
                label={{ text: 'Email address' }}
                value={props.email}
                attributes={{ readonly: { value: true, optional: true }, tabindex: -1 }}
              />
            </div>
            <PasswordField
              form={props.form}
              name="password"
              label="New password"
              hint={PASSWORD_HINT}
              fresh
            />
          </PostForm>
          <Heading2>Or without a password</Heading2>
          <PostForm action={action} button="Sign in without a password" secondary>
            <Paragraph>We then send you a link by email each time you sign in.</Paragraph>
          </PostForm>
        </>
      )}
    </Column>
  )
}

export const InvitationSpent = () => (
  <Column title="This invitation no longer works">
    <Paragraph>It has been used, replaced by a newer one, or is too old.</Paragraph>
    <ul class="govuk-list govuk-list--bullet">
      <li>
        If you have used it, <TextLink href="/sign-in">sign in</TextLink>.
      </li>
      <li>
        If not, <TextLink href="/sign-in/link">get a link by email</TextLink>, or ask an administrator of the
        organisation to invite you again.
      </li>
    </ul>
  </Column>
)
