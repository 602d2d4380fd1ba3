// A field for several lines of text, with its label, hint and error.
import type { FieldProps } from './form-group.tsx'
import { LabelledField } from './form-group.tsx'
import type { Options } from './markup.ts'
import { attributesOf, describedByOf, joined } from './markup.ts'

export type TextareaProps = FieldProps &
  Options<{
    rows: number
    value: string | null
    autocomplete: string
    spellcheck: boolean
  }>

export function Textarea(props: TextareaProps) {
  const id = props.id || props.name
  // A browser drops one line break at the start of a textarea, so what began with one gets another.
  const value = props.value?.startsWith('\n') ? `\n${props.value}` : props.value
  return (
    <LabelledField id={id} field={props}>
      <textarea
        class={joined('govuk-textarea', props.errorMessage && 'govuk-textarea--error', props.classes)}
        id={id}
        name={props.name}
        rows={props.rows || 5}
        spellcheck={props.spellcheck}
        disabled={props.disabled}
        aria-describedby={describedByOf(id, props)}
        autocomplete={props.autocomplete || undefined}
        {...attributesOf(props.attributes)}
      >
        {value}
      </textarea>
    </LabelledField>
  )
}
