// Two versions of a pack side by side, in plain words, and choosing which two.
import { Button } from '#govuk/button.tsx'
import { Select } from '#govuk/select.tsx'
import { FormKey } from '#platform/forms.tsx'
import { Changes } from './changes.tsx'
import type { ChangedPart } from './comparison.rules.ts'

export interface Comparable {
  readonly id: string
  readonly text: string
}

export function ComparisonPage(props: {
  name: string
  from: Comparable
  to: Comparable
  choices: readonly Comparable[]
  parts: readonly ChangedPart[]
  /** The built-in pack that the reader may take as the next version; null when this is not offered. */
  offered: string | null
}) {
  const items = props.choices.map(({ id, text }) => ({ value: id, text }))
  return (
    <>
      <span class="govuk-caption-l">{props.name}</span>
      <h1 class="govuk-heading-l">What changes between two versions</h1>
      <form method="get" action="/packs/comparison" class="alongside-toolbar">
        <Select name="from" label={{ text: 'Before' }} items={items} value={props.from.id} />
        <Select name="to" label={{ text: 'After' }} items={items} value={props.to.id} />
        <Button text="Compare" classes="govuk-button--secondary" />
      </form>
      {props.parts.length === 0 ? (
        <p class="govuk-body">
          There is no difference between {props.from.text} and {props.to.text}.
        </p>
      ) : (
        <Changes parts={props.parts} />
      )}
      {props.offered === null ? null : (
        <form method="post" action={`/packs/built-in/${props.offered}/adopt`}>
          <p class="govuk-body">
            You can take the pack as it comes with Alongside as your next version. Your own versions stay
            readable.
          </p>
          <FormKey />
          <Button text="Take it as the next version" classes="govuk-button--secondary" />
        </form>
      )}
    </>
  )
}
