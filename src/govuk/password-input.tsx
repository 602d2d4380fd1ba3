// A password field with a button that shows what was typed.
import { Button } from './button.tsx'
import type { FieldProps } from './form-group.tsx'
import { Input } from './input.tsx'
import type { Options } from './markup.ts'
import { joined, messageAttributes } from './markup.ts'

export type PasswordInputProps = FieldProps &
  Options<{
    value: string | null
    autocomplete: string
    showPasswordText: string
    hidePasswordText: string
    showPasswordAriaLabelText: string
    hidePasswordAriaLabelText: string
    passwordShownAnnouncementText: string
    passwordHiddenAnnouncementText: string
    button: Options<{ classes: string }>
  }>

export function PasswordInput(props: PasswordInputProps) {
  const id = props.id || props.name
  return (
    <Input
      formGroup={{
        classes: joined('govuk-password-input', props.formGroup?.classes),
        attributes: {
          'data-module': 'govuk-password-input',
          ...messageAttributes('show-password', props.showPasswordText),
          ...messageAttributes('hide-password', props.hidePasswordText),
          ...messageAttributes('show-password-aria-label', props.showPasswordAriaLabelText),
          ...messageAttributes('hide-password-aria-label', props.hidePasswordAriaLabelText),
          ...messageAttributes('password-shown-announcement', props.passwordShownAnnouncementText),
          ...messageAttributes('password-hidden-announcement', props.passwordHiddenAnnouncementText),
          ...props.formGroup?.attributes,
        },
        beforeInput: props.formGroup?.beforeInput,
        afterInput: {
          text: (
            <>
              <Button
                type="button"
                classes={joined(
                  'govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle',
                  props.button?.classes,
                )}
                text={props.showPasswordText ?? 'Show'}
                attributes={{
                  'aria-controls': id,
                  'aria-label': props.showPasswordAriaLabelText ?? 'Show password',
                  hidden: { value: true, optional: true },
                }}
              />
              {props.formGroup?.afterInput?.text}
            </>
          ),
        },
      }}
      inputWrapper={{ classes: 'govuk-password-input__wrapper' }}
      label={props.label}
      hint={props.hint}
      classes={joined('govuk-password-input__input govuk-js-password-input-input', props.classes)}
      errorMessage={props.errorMessage}
      id={id}
      name={props.name}
      type="password"
      spellcheck={false}
      autocapitalize="none"
      autocomplete={props.autocomplete || 'current-password'}
      value={props.value}
      disabled={props.disabled}
      describedBy={props.describedBy}
      attributes={props.attributes}
    />
  )
}
