// A one-line text field, with its label, hint and error.
import type { FieldProps } from './form-group.tsx'
import { LabelledField } from './form-group.tsx'
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, describedByOf, isPresent, joined } from './markup.ts'

type Affix = Options<{ text: Content; classes: string; attributes: Attributes }>

export type InputProps = FieldProps &
  Options<{
    type: string
    inputmode: 'decimal' | 'email' | 'none' | 'numeric' | 'search' | 'tel' | 'text' | 'url'
    value: string | number | null
    prefix: Affix
    suffix: Affix
    autocomplete: string
    autocapitalize: 'characters' | 'none' | 'off' | 'on' | 'sentences' | 'words'
    pattern: string
    spellcheck: boolean
    inputWrapper: Options<{ classes: string; attributes: Attributes }>
  }>

export function Input(props: InputProps) {
  const id = props.id || props.name
  const { beforeInput, afterInput, ...formGroup } = props.formGroup ?? {}
  const isWrapped = [props.prefix, props.suffix, beforeInput, afterInput].some((part) =>
    isPresent(part?.text),
  )
  const input = (
    <input
      class={joined('govuk-input', props.classes, props.errorMessage && 'govuk-input--error')}
      id={id}
      name={props.name}
      type={props.type || 'text'}
      spellcheck={props.spellcheck}
      value={props.value ?? undefined}
      disabled={props.disabled}
      aria-describedby={describedByOf(id, props)}
      autocomplete={props.autocomplete}
      autocapitalize={props.autocapitalize}
      pattern={props.pattern}
      inputmode={props.inputmode}
      {...attributesOf(props.attributes)}
    />
  )
  return (
    <LabelledField id={id} field={{ ...props, formGroup }}>
      {isWrapped ? (
        <div
          class={joined('govuk-input__wrapper', props.inputWrapper?.classes)}
          {...attributesOf(props.inputWrapper?.attributes)}
        >
          {beforeInput?.text}
          <InputAffix affix={props.prefix} kind="prefix" />
          {input}
          <InputAffix affix={props.suffix} kind="suffix" />
          {afterInput?.text}
        </div>
      ) : (
        input
      )}
    </LabelledField>
  )
}

function InputAffix({ affix, kind }: { affix: Affix | undefined; kind: 'prefix' | 'suffix' }) {
  if (!affix || !isPresent(affix.text)) return <></>
  return (
    <div
      class={joined(`govuk-input__${kind}`, affix.classes)}
      aria-hidden="true"
      {...attributesOf(affix.attributes)}
    >
      {affix.text}
    </div>
  )
}
