// Owns the form field for a school: words or a number to type, and where several schools fit, the choice
// between them. Works without script.
import type { FormValues } from '#platform/exchange.ts'
import { type Filled, RadioField, TextField } from '#platform/fields.tsx'
import { type FieldError, textOf } from '#platform/forms.tsx'
import type { Db } from '#platform/database.ts'
import { findSchool, type FoundSchool } from './finding.queries.ts'

const AGAIN = 'look again'

/** What somebody typed into the field: the school chosen among several, or words to look for. */
export function typedSchool(values: FormValues, name: string): string {
  const typed = textOf(values, name)
  return (typed === AGAIN ? textOf(values, `${name}Again`) : typed).trim()
}

export type SchoolAsked =
  | { ok: true; school: FoundSchool }
  | { ok: false; error: FieldError; choices: FoundSchool[] }

/** The school that the field names, or what to say and to offer. Nothing typed is the caller's to judge. */
export async function schoolAsked(
  db: Db,
  values: FormValues,
  name: string,
  whose: 'ours' | 'all',
): Promise<SchoolAsked> {
  const typed = typedSchool(values, name)
  const found = await findSchool(db, typed, whose)
  if (found.kind === 'one') return { ok: true, school: found.school }
  const asTyped = typed.slice(0, 100)
  return {
    ok: false,
    choices: found.kind === 'several' ? found.schools : [],
    error: {
      field: name,
      text:
        found.kind === 'several'
          ? `${found.more ? 'Many' : 'Several'} schools fit “${asTyped}”. Choose one${found.more ? ', or add the town or postcode' : ''}`
          : whose === 'ours'
            ? `None of your organisation’s open schools fits “${asTyped}”. Check the spelling, or use its URN`
            : `No open school fits “${asTyped}”. Check the spelling, or use its URN`,
    },
  }
}

/** `choices`: schools that fit what was typed, when it did not name one alone. */
export function SchoolField(props: {
  form: Filled
  name: string
  label: string
  hint?: string
  choices?: readonly FoundSchool[]
}) {
  const { form, name, label, choices = [] } = props
  const hint = props.hint ?? 'Its name, postcode or URN'
  if (choices.length === 0)
    return (
      <TextField
        form={{ ...form, values: { ...form.values, [name]: typedSchool(form.values, name) } }}
        name={name}
        label={label}
        hint={hint}
        width={30}
        autocomplete="off"
      />
    )
  return (
    <RadioField
      form={{ ...form, values: {} }}
      name={name}
      label={label}
      items={[
        ...choices.map((school) => ({
          value: String(school.urn),
          text: [school.name, school.town].filter(Boolean).join(', '),
          hint: `URN ${school.urn}`,
        })),
        {
          value: AGAIN,
          text: 'None of these',
          conditional: (
            <TextField form={{ values: {} }} name={`${name}Again`} label="Look again" hint={hint} />
          ),
        },
      ]}
    />
  )
}
