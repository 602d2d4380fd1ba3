// The frame round a form control: label, hint, error, and what stands before and after the control.
// Every control with one label is drawn in it; the controls themselves are elsewhere.
import type { ErrorMessageProps } from './error-message.tsx'
import { ErrorMessage } from './error-message.tsx'
import type { HintProps } from './hint.tsx'
import { Hint } from './hint.tsx'
import type { LabelProps } from './label.tsx'
import { Label } from './label.tsx'
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type FieldLabel = Pick<LabelProps, 'text' | 'isPageHeading' | 'classes' | 'attributes'>
export type FieldHint = Pick<HintProps, 'text' | 'classes' | 'attributes'>
export type FieldError = Pick<ErrorMessageProps, 'text' | 'classes' | 'attributes' | 'visuallyHiddenText'>

/** Extra classes, attributes and content of the frame. */
export type GroupOptions = Options<{
  classes: string
  attributes: Attributes
  beforeInput: { text?: Content }
  afterInput: { text?: Content }
}>

/** The same, for a component of several inputs. */
export type InputsGroupOptions = Options<{
  classes: string
  attributes: Attributes
  beforeInputs: { text?: Content }
  afterInputs: { text?: Content }
}>

/** What every control with one label takes. `id` is the name unless given. */
export type FieldProps = {
  name: string
} & Options<{
  id: string
  label: FieldLabel
  hint: FieldHint
  errorMessage: FieldError
  formGroup: GroupOptions
  describedBy: string
  classes: string
  disabled: boolean
  attributes: Attributes
}>

type FormGroupProps = Options<{
  formGroup: { classes?: string | undefined; attributes?: Attributes | undefined }
  errorMessage: FieldError
  children: Content
}>

export function FormGroup({ formGroup, errorMessage, children }: FormGroupProps) {
  return (
    <div
      class={joined('govuk-form-group', errorMessage && 'govuk-form-group--error', formGroup?.classes)}
      {...attributesOf(formGroup?.attributes)}
    >
      {children}
    </div>
  )
}

/** The hint and the error of the field `id`, each with the id that `describedByOf` names. */
export function HintAndError(props: {
  id: string
  hint: FieldHint | undefined
  errorMessage: FieldError | undefined
}) {
  return (
    <>
      {props.hint ? <Hint id={`${props.id}-hint`} {...props.hint} /> : null}
      {props.errorMessage ? <ErrorMessage id={`${props.id}-error`} {...props.errorMessage} /> : null}
    </>
  )
}

/** A whole field: label, hint, error and the control passed as children. */
export function LabelledField(props: {
  id: string
  field: Pick<FieldProps, 'label' | 'hint' | 'errorMessage' | 'formGroup'>
  children: Content
}) {
  const { id, field } = props
  return (
    <FormGroup formGroup={field.formGroup} errorMessage={field.errorMessage}>
      <Label {...field.label} for={id} />
      <HintAndError id={id} hint={field.hint} errorMessage={field.errorMessage} />
      {field.formGroup?.beforeInput?.text}
      {props.children}
      {field.formGroup?.afterInput?.text}
    </FormGroup>
  )
}
