// The error summary at the head of a form or a decision, from the errors of its fields.
import { ErrorSummary } from '../error-summary.tsx'

export type PageError = {
  /** The name of the field, which is the id of its first control. */
  field: string
  text: string
  /** Where the control has another id, as the day of a date: "#starts-day". */
  href?: string | undefined
}

/** `staysInField`: the field in error takes the focus itself, where the form is a small part of a long page. */
export function PageErrors({
  errors,
  staysInField,
}: {
  errors: readonly PageError[] | undefined
  staysInField?: boolean
}) {
  if (!errors?.length) return <></>
  return (
    <ErrorSummary
      disableAutoFocus={staysInField}
      titleText="There is a problem"
      errorList={errors.map(({ field, text, href }) => ({
        text,
        href: href ?? (field ? `#${field}` : undefined),
      }))}
    />
  )
}
