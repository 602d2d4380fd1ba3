// Owns form fields over what a form sent: each shows the value typed and its own error. The controls are
// govuk's; this only joins them to FormValues and FieldError, for every area alike.
import { Checkboxes } from '#govuk/checkboxes.tsx'
import { DateInput } from '#govuk/date-input.tsx'
import { Input, type InputProps } from '#govuk/input.tsx'
import type { Content } from '#govuk/markup.ts'
import type { PageError } from '#govuk/pages/errors.tsx'
import { Radios } from '#govuk/radios.tsx'
import { Select } from '#govuk/select.tsx'
import { Textarea } from '#govuk/textarea.tsx'
import type { FormValues } from '#platform/exchange.ts'
import { errorFor, type FieldError, listOf, textOf } from '#platform/forms.tsx'

/** What a form shows: the values typed or known, and the errors if it came back with some. */
export type Filled = { values: FormValues; errors?: readonly FieldError[] | undefined }

type Common = { form: Filled; name: string; label: string; hint?: Content }

const labelled = ({ form, name, label, hint }: Common) => {
  const error = errorFor(form.errors, name)
  return {
    name,
    label: { text: label, classes: 'govuk-label--s' },
    ...(hint ? { hint: { text: hint } } : {}),
    ...(error ? { errorMessage: { text: error } } : {}),
  }
}
const legend = ({ form, name, label, hint }: Common) => {
  const error = errorFor(form.errors, name)
  return {
    fieldset: { legend: { text: label, classes: 'govuk-fieldset__legend--s' } },
    ...(hint ? { hint: { text: hint } } : {}),
    ...(error ? { errorMessage: { text: error } } : {}),
  }
}

export function TextField(
  props: Common & {
    /** In characters, as govuk has widths: 2, 3, 4, 5, 10, 20, 30. */
    width?: number
    type?: string
    inputmode?: InputProps['inputmode']
    autocomplete?: string
    prefix?: string
    suffix?: string
  },
) {
  return (
    <Input
      {...labelled(props)}
      value={textOf(props.form.values, props.name)}
      classes={props.width ? `govuk-input--width-${props.width}` : undefined}
      type={props.type}
      inputmode={props.inputmode}
      autocomplete={props.autocomplete}
      spellcheck={props.type === 'email' ? false : undefined}
      prefix={props.prefix ? { text: props.prefix } : undefined}
      suffix={props.suffix ? { text: props.suffix } : undefined}
    />
  )
}

export const LongField = (props: Common & { rows?: number }) => (
  <Textarea {...labelled(props)} rows={props.rows} value={textOf(props.form.values, props.name)} />
)

export const SelectField = (
  props: Common & { items: readonly { value: string; text: string }[]; none?: string },
) => (
  <Select
    {...labelled(props)}
    value={textOf(props.form.values, props.name)}
    items={[...(props.none === undefined ? [] : [{ value: '', text: props.none }]), ...props.items]}
  />
)

export const RadioField = (
  props: Common & { items: readonly { value: string; text: string; hint?: string; conditional?: Content }[] },
) => (
  <Radios
    {...legend(props)}
    name={props.name}
    value={textOf(props.form.values, props.name)}
    items={props.items.map(({ hint, ...item }) => ({ ...item, ...(hint ? { hint: { text: hint } } : {}) }))}
  />
)

export const CheckboxField = (
  props: Common & { items: readonly { value: string; text: string; hint?: string; conditional?: Content }[] },
) => (
  <Checkboxes
    {...legend(props)}
    name={props.name}
    values={listOf(props.form.values, props.name)}
    items={props.items.map(({ hint, ...item }) => ({ ...item, ...(hint ? { hint: { text: hint } } : {}) }))}
  />
)

/** A date in three parts; its known value is the ISO string under `name`. */
export function DateField(props: Common) {
  const { name, form } = props
  const [year, month, day] = /^\d{4}-\d\d-\d\d$/.test(textOf(form.values, name))
    ? textOf(form.values, name).split('-')
    : []
  const typed = (part: string, known: string | undefined) =>
    textOf(form.values, `${name}-${part}`) || (known ? String(Number(known)) : '')
  return (
    <DateInput
      {...legend(props)}
      id={name}
      namePrefix={name}
      values={{
        [`${name}-day`]: typed('day', day),
        [`${name}-month`]: typed('month', month),
        [`${name}-year`]: typed('year', year),
      }}
      day={{ name: 'day', value: typed('day', day), classes: 'govuk-input--width-2' }}
      month={{ name: 'month', value: typed('month', month), classes: 'govuk-input--width-2' }}
      year={{ name: 'year', value: typed('year', year), classes: 'govuk-input--width-4' }}
    />
  )
}

/** The errors of a form for its summary; `dates` names the fields that are dates, whose first part takes the focus. */
export const summaryOf = (form: Filled, dates: readonly string[] = []): PageError[] | undefined =>
  form.errors?.map(({ field, text }) =>
    dates.includes(field) ? { field, text, href: `#${field}-day` } : { field, text },
  )
