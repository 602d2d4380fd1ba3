// What radios and checkboxes share: the types of their items, one drawn choice, and the group round them.
// Which choices are marked, and how each describes itself, is theirs.
import { Fieldset } from './fieldset.tsx'
import type { FieldsetProps } from './fieldset.tsx'
import type { FieldError, FieldHint, FieldLabel, InputsGroupOptions } from './form-group.tsx'
import { FormGroup, HintAndError } from './form-group.tsx'
import { Hint } from './hint.tsx'
import { Label } from './label.tsx'
import type { Attributes, Content, Nothing, Options } from './markup.ts'
import { attributesOf, isPresent, joined } from './markup.ts'

export type ChoiceItem = Options<{
  text: Content
  value: string | number
  id: string
  label: Pick<FieldLabel, 'classes' | 'attributes'>
  hint: FieldHint
  /** A word between items ("or"); such an item is no choice. */
  divider: string
  checked: boolean
  disabled: boolean
  /** Shown while the choice is marked. */
  conditional: Content
  attributes: Attributes
}>

export type ChoicesProps<Item> = {
  name: string
  items: (Item | Nothing)[]
} & Options<{
  idPrefix: string
  fieldset: Omit<FieldsetProps, 'children' | 'role'>
  hint: FieldHint
  errorMessage: FieldError
  formGroup: InputsGroupOptions
  classes: string
  attributes: Attributes
}>

type ChoiceProps = {
  kind: 'radios' | 'checkboxes'
  id: string
  name: string
  item: ChoiceItem
  isChecked: boolean
  describedBy: string | undefined
  behaviour?: string | undefined
}

export function Choice({ kind, id, name, item, isChecked, describedBy, behaviour }: ChoiceProps) {
  const hasHint = isPresent(item.hint?.text)
  const conditionalId = `conditional-${id}`
  return (
    <>
      <div class={`govuk-${kind}__item`}>
        <input
          class={`govuk-${kind}__input`}
          id={id}
          name={name}
          type={kind === 'radios' ? 'radio' : 'checkbox'}
          value={item.value ?? ''}
          checked={isChecked}
          disabled={item.disabled}
          data-aria-controls={isPresent(item.conditional) ? conditionalId : undefined}
          data-behaviour={behaviour || undefined}
          aria-describedby={describedBy}
          {...attributesOf(item.attributes)}
        />
        <Label
          text={item.text}
          classes={joined(`govuk-${kind}__label`, item.label?.classes)}
          attributes={item.label?.attributes}
          for={id}
        />
        {hasHint ? (
          <Hint
            id={`${id}-item-hint`}
            text={item.hint?.text}
            classes={joined(`govuk-${kind}__hint`, item.hint?.classes)}
            attributes={item.hint?.attributes}
          />
        ) : null}
      </div>
      {isPresent(item.conditional) ? (
        <div
          class={joined(`govuk-${kind}__conditional`, !isChecked && `govuk-${kind}__conditional--hidden`)}
          id={conditionalId}
        >
          {item.conditional}
        </div>
      ) : null}
    </>
  )
}

/** The first choice has no number, so that the error summary can link to the field by its name. */
export function idOfChoice(idPrefix: string, item: ChoiceItem, index: number): string {
  return item.id || (index === 0 ? idPrefix : `${idPrefix}-${index + 1}`)
}

type ChoiceGroupProps<Item> = {
  kind: 'radios' | 'checkboxes'
  props: ChoicesProps<Item>
  describedBy: string | undefined
  children: Content
}

export function ChoiceGroup<Item>({ kind, props, describedBy, children }: ChoiceGroupProps<Item>) {
  const idPrefix = props.idPrefix || props.name
  const inside = (
    <>
      <HintAndError id={idPrefix} hint={props.hint} errorMessage={props.errorMessage} />
      <div
        class={joined(`govuk-${kind}`, props.classes)}
        {...attributesOf(props.attributes)}
        data-module={`govuk-${kind}`}
      >
        {props.formGroup?.beforeInputs?.text}
        {children}
        {props.formGroup?.afterInputs?.text}
      </div>
    </>
  )
  return (
    <FormGroup formGroup={props.formGroup} errorMessage={props.errorMessage}>
      {props.fieldset ? (
        <Fieldset {...props.fieldset} describedBy={describedBy}>
          {inside}
        </Fieldset>
      ) : (
        inside
      )}
    </FormGroup>
  )
}
