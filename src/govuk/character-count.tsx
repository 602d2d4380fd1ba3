// A text field that says how much of its limit is left.
import type { FieldProps } from './form-group.tsx'
import { Hint } from './hint.tsx'
import type { Options, PluralText } from './markup.ts'
import { joined, messageAttributes } from './markup.ts'
import { Textarea } from './textarea.tsx'

export type CharacterCountProps = Omit<FieldProps, 'describedBy' | 'disabled'> &
  Options<{
    rows: number
    value: string | null
    spellcheck: boolean
    maxlength: number | string
    maxwords: number | string
    /** Per cent of the limit from which the message shows. */
    threshold: number | string
    countType: string
    countMessage: Options<{ classes: string }>
    textareaDescriptionText: string
    charactersUnderLimitText: PluralText
    charactersAtLimitText: string
    charactersOverLimitText: PluralText
    wordsUnderLimitText: PluralText
    wordsAtLimitText: string
    wordsOverLimitText: PluralText
  }>

export function CharacterCount(props: CharacterCountProps) {
  const id = props.id || props.name
  const countType = props.countType || (props.maxwords ? 'words' : undefined)
  const limit = props.maxwords || props.maxlength
  const description =
    props.textareaDescriptionText ||
    `You can enter up to %{count} ${countType === 'words' ? 'words' : 'characters'}`
  const optional = (value: string | number | undefined) => ({ value, optional: true })
  return (
    <Textarea
      id={id}
      name={props.name}
      describedBy={`${id}-info`}
      rows={props.rows}
      spellcheck={props.spellcheck}
      value={props.value}
      formGroup={{
        classes: joined('govuk-character-count', props.formGroup?.classes),
        attributes: {
          'data-module': 'govuk-character-count',
          'data-maxlength': optional(props.maxlength),
          'data-maxwords': optional(props.maxwords),
          'data-threshold': optional(props.threshold),
          'data-count-type': optional(countType),
          // With no limit here, the script sets one, and fills the description in then.
          ...(limit || !props.textareaDescriptionText
            ? {}
            : messageAttributes('textarea-description', { other: props.textareaDescriptionText })),
          ...messageAttributes('characters-under-limit', props.charactersUnderLimitText),
          ...messageAttributes('characters-at-limit', props.charactersAtLimitText),
          ...messageAttributes('characters-over-limit', props.charactersOverLimitText),
          ...messageAttributes('words-under-limit', props.wordsUnderLimitText),
          ...messageAttributes('words-at-limit', props.wordsAtLimitText),
          ...messageAttributes('words-over-limit', props.wordsOverLimitText),
          ...props.formGroup?.attributes,
        },
        beforeInput: props.formGroup?.beforeInput,
        afterInput: {
          text: (
            <>
              <Hint
                text={limit ? description.replaceAll('%{count}', String(limit)) : undefined}
                id={`${id}-info`}
                classes={joined('govuk-character-count__message', props.countMessage?.classes)}
              />
              {props.formGroup?.afterInput?.text}
            </>
          ),
        },
      }}
      classes={joined('govuk-js-character-count', props.classes)}
      label={props.label}
      hint={props.hint}
      errorMessage={props.errorMessage}
      attributes={props.attributes}
    />
  )
}
