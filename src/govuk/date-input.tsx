// A date typed as day, month and year.
import type { FieldsetProps } from './fieldset.tsx'
import { Fieldset } from './fieldset.tsx'
import type { FieldError, FieldHint, InputsGroupOptions } from './form-group.tsx'
import { FormGroup, HintAndError } from './form-group.tsx'
import type { InputProps } from './input.tsx'
import { Input } from './input.tsx'
import type { Attributes, Nothing, Options } from './markup.ts'
import { attributesOf, describedByOf, joined } from './markup.ts'

type Value = string | number | null

export type DateInputItem = Options<{
  id: string
  name: string
  label: string
  value: Value
  autocomplete: string
  inputmode: InputProps['inputmode']
  pattern: string
  classes: string
  attributes: Attributes
  /** Marks this part as wrong; with none marked, an error message marks all. */
  error: boolean
}>

export type DateInputProps = {
  id: string
} & Options<{
  /** Put before the name of each part: "start" gives start-day, start-month, start-year. */
  namePrefix: string
  /** Values by the full name of each part. */
  values: Record<string, Value | undefined>
  day: DateInputItem | false
  month: DateInputItem | false
  year: DateInputItem | false
  items: (DateInputItem | Nothing)[]
  hint: FieldHint
  errorMessage: FieldError
  formGroup: InputsGroupOptions
  fieldset: Omit<FieldsetProps, 'children' | 'role'>
  classes: string
  attributes: Attributes
}>

type Part = 'day' | 'month' | 'year'

export function DateInput(props: DateInputProps) {
  const standard: Record<Part, DateInputItem | false> = {
    day: props.day ?? { name: 'day', value: props.values?.['day'], classes: 'govuk-input--width-2' },
    month: props.month ?? { name: 'month', value: props.values?.['month'], classes: 'govuk-input--width-2' },
    year: props.year ?? { name: 'year', value: props.values?.['year'], classes: 'govuk-input--width-4' },
  }
  const items = props.items?.length ? props.items : [standard.day, standard.month, standard.year]
  const someItemHasError = items.some((item) => item && isWrong(item))
  const describedBy = describedByOf(props.id, { ...props, describedBy: props.fieldset?.describedBy })
  const inside = (
    <>
      <HintAndError id={props.id} hint={props.hint} errorMessage={props.errorMessage} />
      <div
        class={joined('govuk-date-input', props.classes)}
        {...attributesOf(props.attributes)}
        id={props.id || undefined}
      >
        {props.formGroup?.beforeInputs?.text}
        {items.map((item) =>
          item ? (
            <DatePart
              props={props}
              item={item}
              part={partOf(item, standard)}
              standard={standard}
              someItemHasError={someItemHasError}
            />
          ) : null,
        )}
        {props.formGroup?.afterInputs?.text}
      </div>
    </>
  )
  return (
    <FormGroup formGroup={props.formGroup} errorMessage={props.errorMessage}>
      {props.fieldset ? (
        // JAWS does not read the description of a fieldset of text inputs unless its role is group.
        <Fieldset {...props.fieldset} describedBy={describedBy} role="group">
          {inside}
        </Fieldset>
      ) : (
        inside
      )}
    </FormGroup>
  )
}

type DatePartProps = {
  props: DateInputProps
  item: DateInputItem
  part: Part | undefined
  standard: Record<Part, DateInputItem | false>
  someItemHasError: boolean
}

function DatePart({ props, item, part, standard, someItemHasError }: DatePartProps) {
  const name = item.name ?? part ?? ''
  const ofPart = part && standard[part]
  const fullName = props.namePrefix ? `${props.namePrefix}-${name}` : name
  const isMarked = item.classes?.includes('govuk-input--error') ?? false
  const takesError =
    isWrong(item) || (item.error !== false && props.errorMessage !== undefined && !someItemHasError)
  return (
    <div class="govuk-date-input__item">
      <Input
        label={{ text: item.label || capitalised(name), classes: 'govuk-date-input__label' }}
        id={item.id || `${props.id}-${name}`}
        classes={joined(
          'govuk-date-input__input',
          takesError && !isMarked && 'govuk-input--error',
          !item.classes?.includes('govuk-input--width-') && `govuk-input--width-${part === 'year' ? 4 : 2}`,
          item.classes,
        )}
        name={fullName}
        value={item.value ?? (ofPart ? ofPart.value : undefined) ?? props.values?.[fullName]}
        inputmode={item.inputmode || 'numeric'}
        autocomplete={item.autocomplete}
        pattern={item.pattern}
        attributes={item.attributes}
      />
    </div>
  )
}

function partOf(item: DateInputItem, standard: Record<Part, DateInputItem | false>): Part | undefined {
  return (['day', 'month', 'year'] as const).find((part) => {
    const usual = standard[part]
    return item === usual || (item.name && (item.name === part || (usual && item.name === usual.name)))
  })
}

function isWrong(item: DateInputItem): boolean {
  return item.error === true || (item.classes?.includes('govuk-input--error') ?? false)
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}
