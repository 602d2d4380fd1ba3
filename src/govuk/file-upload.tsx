// A field for one or several files, with its label, hint and error.
import type { FieldProps } from './form-group.tsx'
import { LabelledField } from './form-group.tsx'
import type { Attributes, Options, PluralText } from './markup.ts'
import { attributesOf, describedByOf, joined, messageAttributes } from './markup.ts'

export type FileUploadProps = FieldProps &
  Options<{
    multiple: boolean
    /** Marks the drop zone. Our script does not start it: its button's name differs from its words (WCAG 2.5.3). */
    javascript: boolean
    wrapperClasses: string
    wrapperAttributes: Attributes
    chooseFilesButtonText: string
    dropInstructionText: string
    multipleFilesChosenText: PluralText
    noFileChosenText: string
    enteredDropZoneText: string
    leftDropZoneText: string
  }>

export function FileUpload(props: FileUploadProps) {
  const id = props.id || props.name
  const input = (
    <input
      class={joined('govuk-file-upload', props.classes, props.errorMessage && 'govuk-file-upload--error')}
      id={id}
      name={props.name}
      type="file"
      disabled={props.disabled}
      multiple={props.multiple}
      aria-describedby={describedByOf(id, props)}
      {...attributesOf(props.attributes)}
    />
  )
  return (
    <LabelledField id={id} field={props}>
      {props.javascript ? (
        <div
          class={joined('govuk-file-upload-wrapper', props.wrapperClasses)}
          data-module="govuk-file-upload"
          {...attributesOf({
            ...messageAttributes('choose-files-button', props.chooseFilesButtonText),
            ...messageAttributes('no-file-chosen', props.noFileChosenText),
            ...messageAttributes('multiple-files-chosen', props.multipleFilesChosenText),
            ...messageAttributes('drop-instruction', props.dropInstructionText),
            ...messageAttributes('entered-drop-zone', props.enteredDropZoneText),
            ...messageAttributes('left-drop-zone', props.leftDropZoneText),
            ...props.wrapperAttributes,
          })}
        >
          {input}
        </div>
      ) : (
        input
      )}
    </LabelledField>
  )
}
