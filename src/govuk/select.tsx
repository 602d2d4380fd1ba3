// A list to choose one option from, with its label, hint and error.
import type { FieldProps } from './form-group.tsx'
import { LabelledField } from './form-group.tsx'
import type { Attributes, Nothing, Options } from './markup.ts'
import { attributesOf, describedByOf, isSameValue, joined } from './markup.ts'

export type SelectItem = {
  text: string | number
} & Options<{
  value: string | number
  selected: boolean
  disabled: boolean
  attributes: Attributes
}>

export type SelectProps = FieldProps &
  Options<{
    items: (SelectItem | Nothing)[]
    /** The option chosen, unless an item says `selected` itself. */
    value: string | number | null
  }>

export function Select(props: SelectProps) {
  const id = props.id || props.name
  return (
    <LabelledField id={id} field={props}>
      <select
        class={joined('govuk-select', props.classes, props.errorMessage && 'govuk-select--error')}
        id={id}
        name={props.name}
        disabled={props.disabled}
        aria-describedby={describedByOf(id, props)}
        {...attributesOf(props.attributes)}
      >
        {props.items?.map((item) =>
          item ? (
            <option
              value={item.value}
              selected={
                item.selected ||
                (item.selected !== false && isSameValue(item.value ?? item.text, props.value))
              }
              disabled={item.disabled}
              {...attributesOf(item.attributes)}
            >
              {item.text}
            </option>
          ) : null,
        )}
      </select>
    </LabelledField>
  )
}
