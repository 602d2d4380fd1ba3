// A decision: what will happen, who is told, the reason. Nothing is chosen beforehand.
import { Button } from '../button.tsx'
import type { Content } from '../markup.ts'
import { Radios } from '../radios.tsx'
import type { SummaryListRow } from '../summary-list.tsx'
import { SummaryList } from '../summary-list.tsx'
import { Textarea } from '../textarea.tsx'
import { WarningText } from '../warning-text.tsx'
import type { PageError } from './errors.tsx'
import { PageErrors } from './errors.tsx'

export type DecisionPageProps = {
  heading: string
  caption?: string | undefined
  errors?: readonly PageError[] | undefined
  action?: string | undefined
  hidden: Content
  /** What is decided on. */
  facts: readonly SummaryListRow[]
  /** What will happen, a sentence each. */
  consequences: readonly Content[]
  /** Who is told, and how. */
  told: readonly Content[]
  /** What cannot be undone. */
  warning?: Content
  /** The answers to choose from; none is chosen beforehand, and only what came back with an error stays. */
  choices?:
    | {
        name: string
        legend: string
        items: readonly { value: string; text: string; hint?: string | undefined }[]
        value?: string | undefined
      }
    | undefined
  reason?: { name: string; label: string; hint?: string | undefined; value?: string | undefined } | undefined
  /** Fields of this decision alone. */
  children?: Content
  submitText: string
  /** The button is red: what it does cannot be undone. */
  isFinal?: boolean | undefined
  cancel: { href: string; text?: string | undefined }
}

export function DecisionPage(props: DecisionPageProps) {
  const errorOf = (name: string) => {
    const error = props.errors?.find(({ field }) => field === name)
    return error ? { text: error.text } : undefined
  }
  return (
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <PageErrors errors={props.errors} />
        {props.caption ? <span class="govuk-caption-l">{props.caption}</span> : null}
        <h1 class="govuk-heading-l">{props.heading}</h1>
        {props.facts.length ? <SummaryList rows={[...props.facts]} /> : null}
        <Sentences heading="What will happen" sentences={props.consequences} />
        <Sentences heading="Who will be told" sentences={props.told} />
        {props.warning ? <WarningText text={props.warning} /> : null}
        <form method="post" action={props.action} novalidate>
          {props.hidden}
          {props.choices ? (
            <Radios
              name={props.choices.name}
              fieldset={{ legend: { text: props.choices.legend, classes: 'govuk-fieldset__legend--m' } }}
              errorMessage={errorOf(props.choices.name)}
              value={props.choices.value}
              items={props.choices.items.map(({ value, text, hint }) => ({
                value,
                text,
                hint: hint ? { text: hint } : undefined,
              }))}
            />
          ) : null}
          {props.children}
          {props.reason ? (
            <Textarea
              name={props.reason.name}
              label={{ text: props.reason.label, classes: 'govuk-label--m' }}
              hint={props.reason.hint ? { text: props.reason.hint } : undefined}
              errorMessage={errorOf(props.reason.name)}
              value={props.reason.value}
            />
          ) : null}
          <div class="govuk-button-group">
            <Button text={props.submitText} classes={props.isFinal ? 'govuk-button--warning' : undefined} />
            <a class="govuk-link govuk-link--no-visited-state" href={props.cancel.href}>
              {props.cancel.text ?? 'Cancel'}
            </a>
          </div>
        </form>
      </div>
    </div>
  )
}

function Sentences({ heading, sentences }: { heading: string; sentences: readonly Content[] }) {
  if (sentences.length === 0) return <></>
  return (
    <section>
      <h2 class="govuk-heading-m">{heading}</h2>
      <ul class="govuk-list govuk-list--bullet">
        {sentences.map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
    </section>
  )
}
