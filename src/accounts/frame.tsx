// Owns what the pages of accounts share where one page holds several small forms: the column, a form with its
// key, a password field. Pages of the seven kinds are govuk's.
import type { Child } from 'hono/jsx'
import { Button } from '#govuk/button.tsx'
import { PageErrors } from '#govuk/pages/errors.tsx'
import { PasswordInput } from '#govuk/password-input.tsx'
import type { Filled } from '#platform/fields.tsx'
import { errorFor, type FieldError, FormKey } from '#platform/forms.tsx'

export type Errors = readonly FieldError[] | undefined
export const noForm: Filled = { values: {} }

export function Column(props: { title: string; caption?: string; errors?: Errors; children?: Child }) {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <PageErrors errors={props.errors} />
        {props.caption ? <span class="govuk-caption-l">{props.caption}</span> : null}
        <h1 class="govuk-heading-l">{props.title}</h1>
        {props.children}
      </div>
    </div>
  )
}

/** A form that writes: it carries its one-time key and shows errors itself rather than the browser. */
export function PostForm(props: {
  action?: string
  button?: string
  secondary?: boolean
  warning?: boolean
  cancel?: string
  children?: Child
}) {
  const kind = props.warning
    ? 'govuk-button--warning'
    : props.secondary
      ? 'govuk-button--secondary'
      : undefined
  return (
    <form method="post" action={props.action} novalidate>
      <FormKey />
      {props.children}
      {props.button ? (
        <div class="govuk-button-group">
          <Button preventDoubleClick classes={kind}>
            {props.button}
          </Button>
          {props.cancel ? (
            <a class="govuk-link" href={props.cancel}>
              Cancel
            </a>
          ) : null}
        </div>
      ) : null}
    </form>
  )
}

export function PasswordField(props: {
  name: string
  label: string
  hint?: string
  form: Filled
  fresh?: boolean
}) {
  const error = errorFor(props.form.errors, props.name)
  return (
    <PasswordInput
      name={props.name}
      label={{ text: props.label, classes: 'govuk-label--s' }}
      autocomplete={props.fresh ? 'new-password' : 'current-password'}
      {...(props.hint ? { hint: { text: props.hint } } : {})}
      {...(error ? { errorMessage: { text: error } } : {})}
    />
  )
}

export const Paragraph = ({ children }: { children?: Child }) => <p class="govuk-body">{children}</p>
export const Heading2 = ({ children }: { children?: Child }) => <h2 class="govuk-heading-m">{children}</h2>
export const TextLink = ({ href, children }: { href: string; children?: Child }) => (
  <a class="govuk-link" href={href}>
    {children}
  </a>
)
