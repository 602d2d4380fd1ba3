// Owns the page on which a demonstration is entered as one of its people.
import { Button } from '#govuk/button.tsx'
import { FormKey } from '#platform/forms.tsx'
import { Column, Paragraph, TextLink } from '#src/accounts/frame.tsx'
import type { Persona } from '#src/accounts/personas.queries.ts'
import { capital } from '#platform/words.ts'

export const Personas = ({ personas, to }: { personas: readonly Persona[]; to: string }) => (
  <Column title="Whom do you want to be?">
    <Paragraph>
      This is a demonstration: the county, its schools and its people are invented. Choose a person and see
      what they see. You can change at any time by signing out.
    </Paragraph>
    <form method="post" action="/personas">
      <FormKey />
      <input type="hidden" name="to" value={to} />
      <ul class="govuk-list govuk-list--spaced">
        {personas.map(({ role, name, post }) => (
          <li>
            <h2 class="govuk-heading-s govuk-!-margin-bottom-1">{capital(role)}</h2>
            <p class="govuk-body govuk-!-margin-bottom-2">
              {name}
              {post ? `, ${post}` : ''}
            </p>
            <Button name="role" value={role} classes="govuk-button--secondary govuk-!-margin-bottom-4">
              Sign in as {name}
            </Button>
          </li>
        ))}
      </ul>
    </form>
    <Paragraph>
      <TextLink href="/sign-in">Sign in with an address of your own</TextLink>
    </Paragraph>
  </Column>
)
