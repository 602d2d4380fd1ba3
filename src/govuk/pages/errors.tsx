// The error summary at the head of a form or a decision, from the errors of its fields.
import { ErrorSummary } from '../error-summary.tsx'

export type PageError = {
  /** The name of the field, which is the id of its first control. */
  field: string
  text: string
  /** Where the control has another id, as the day of a date: "#starts-day". */
  href?: string | undefined
}

export function PageErrors({ errors }: { errors: readonly PageError[] | undefined }) {
  if (!errors?.length) return <></>
  return (
    <ErrorSummary
      titleText="There is a problem"
      errorList={errors.map(({ field, text, href }) => ({
        text,
        href: href ?? (field ? `#${field}` : undefined),
      }))}
    />
  )
}
