// A form: one question, or a few that belong together, with the errors at the head and the draft kept in the fields.
import { Button } from '../button.tsx'
import type { Content } from '../markup.ts'
import type { PageError } from './errors.tsx'
import { PageErrors } from './errors.tsx'

export type FormPageProps = {
  /** Left out when the legend or label of the one question is the heading. */
  heading?: string | undefined
  caption?: string | undefined
  intro?: Content
  errors?: readonly PageError[] | undefined
  /** Where the form goes; this address unless given. */
  action?: string | undefined
  /** The one-time key and the version that was read. */
  hidden: Content
  /** The form carries files. */
  hasFiles?: boolean | undefined
  children: Content
  submitText: string
  cancel?: { href: string; text?: string | undefined } | undefined
}

export function FormPage(props: FormPageProps) {
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <PageErrors errors={props.errors} />
        {props.caption ? <span class="govuk-caption-l">{props.caption}</span> : null}
        {props.heading ? <h1 class="govuk-heading-l">{props.heading}</h1> : null}
        {props.intro ? <div class="govuk-body">{props.intro}</div> : null}
        <form
          method="post"
          action={props.action}
          enctype={props.hasFiles ? 'multipart/form-data' : undefined}
          novalidate
        >
          {props.hidden}
          {props.children}
          <div class="govuk-button-group">
            <Button text={props.submitText} />
            {props.cancel ? (
              <a class="govuk-link govuk-link--no-visited-state" href={props.cancel.href}>
                {props.cancel.text ?? 'Cancel'}
              </a>
            ) : null}
          </div>
        </form>
      </div>
    </div>
  )
}
