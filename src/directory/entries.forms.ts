// Owns what each form of a supporter's entry accepts, part by part, and how a part is put back into the entry.
import { z } from 'zod'
import type { FormValues } from '#platform/exchange.ts'
import {
  civilDate,
  type FormResult,
  listOf,
  oneOf,
  optionalDate,
  optionalEmail,
  optionalOneOf,
  optionalText,
  optionalWholeNumber,
  parseForm,
  refuse,
  requiredText,
  someOf,
  textOf,
} from '#platform/forms.tsx'
import { academicYearOf } from './days.rules.ts'
import {
  type Availability,
  type Check,
  type Designation,
  designationStates,
  type Interest,
  interestKinds,
  keyOfText,
  type SupporterEntry,
  terms,
  weekdays,
} from './supporters.rules.ts'
import { phases, type Vocabulary } from './vocabulary.rules.ts'

export const parts = ['details', 'portrait', 'expertise', 'days', 'checks', 'interests'] as const
export type Part = (typeof parts)[number]

type Known = { vocabulary: Vocabulary; today: string }
type PartForm = {
  title: string
  values: (entry: SupporterEntry, today: string) => FormValues
  parse: (values: FormValues, entry: SupporterEntry, known: Known) => FormResult<SupporterEntry>
}

/** Parses with a schema and puts what it gives into the entry. */
function into<S extends z.ZodType>(
  schema: S,
  values: FormValues,
  put: (value: z.output<S>) => SupporterEntry,
): FormResult<SupporterEntry> {
  const parsed = parseForm(schema, values)
  return parsed.ok ? { ok: true, value: put(parsed.value) } : parsed
}

const details = z.object({
  name: requiredText('Enter the supporter’s name', 200),
  email: optionalEmail('Enter an email address such as name@example.org'),
  telephone: optionalText(50),
  homeUrn: optionalWholeNumber('Enter the home school’s URN, six figures such as 118001', 10_000, 9_999_999),
  post: optionalText(200),
  phases: someOf(phases, 'Choose from the phases shown'),
  outreachDay: optionalOneOf(weekdays, 'Choose a day from Monday to Friday'),
  travelLimitKm: optionalWholeNumber('Enter the travel limit in whole kilometres, from 1 to 999', 1, 999),
  waysOfWorking: optionalText(4_000),
})
const portrait = z.object({
  ownStrengths: optionalText(4_000),
  schoolStrengths: optionalText(4_000),
  wherePrepared: optionalText(4_000),
})
const checks = z
  .object({
    dbs: optionalDate('Enter the day of the DBS check, such as 3 9 2026'),
    trained: optionalDate('Enter the day of the safeguarding training, such as 3 9 2026'),
    trainedUntil: optionalDate('Enter the day until which the training holds, such as 2 9 2029'),
    consentBy: optionalText(200),
    consentFrom: optionalDate('Enter the first day of the consent, such as 1 9 2026'),
    consentUntil: optionalDate('Enter the last day of the consent, such as 31 8 2027'),
  })
  .superRefine((value, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (value.trainedUntil && !value.trained) fault('trained', 'Enter the day of the safeguarding training')
    if (value.trained && value.trainedUntil && value.trainedUntil < value.trained)
      fault('trainedUntil', 'The training cannot end before it was done')
    if (value.consentBy && !value.consentUntil)
      fault('consentUntil', 'Enter the last day of the consent: consent always has an end')
    if (!value.consentBy && (value.consentUntil || value.consentFrom))
      fault('consentBy', 'Enter who gave the consent')
    if (value.consentFrom && value.consentUntil && value.consentUntil < value.consentFrom)
      fault('consentUntil', 'The consent cannot end before it begins')
  })

/** This academic year and the next: the years that the form for days asks about. */
export const yearsAsked = (today: string): [string, string] => [
  academicYearOf(today),
  academicYearOf(`${Number(today.slice(0, 4)) + 1}${today.slice(4)}`),
]
const DAYS = 'Enter days in half days from 0 to 200, such as 12 or 12.5'

export const partForms: Record<Part, PartForm> = {
  details: {
    title: 'Who and where',
    values: (entry) => ({
      name: entry.name,
      email: entry.email ?? '',
      telephone: entry.telephone ?? '',
      homeUrn: entry.homeUrn === null ? '' : String(entry.homeUrn),
      post: entry.post ?? '',
      phases: [...entry.phases],
      outreachDay: entry.outreachDay ?? '',
      travelLimitKm: entry.travelLimitKm === null ? '' : String(entry.travelLimitKm),
      waysOfWorking: entry.waysOfWorking ?? '',
    }),
    parse: (values, entry) => into(details, values, (value) => ({ ...entry, ...value })),
  },
  portrait: {
    title: 'Pen portrait',
    values: ({ ownStrengths, schoolStrengths, wherePrepared }) => ({
      ownStrengths: ownStrengths ?? '',
      schoolStrengths: schoolStrengths ?? '',
      wherePrepared: wherePrepared ?? '',
    }),
    parse: (values, entry) => into(portrait, values, (value) => ({ ...entry, ...value })),
  },
  expertise: {
    title: 'Expertise',
    values: ({ expertise }) => ({
      themes: expertise.map(({ theme }) => theme),
      ...Object.fromEntries(expertise.map(({ theme, restsOn }) => [restsOnField(theme), restsOn ?? ''])),
    }),
    parse: (values, entry, { vocabulary }) => {
      const offered = themesOffered(entry, vocabulary)
      const chosen = listOf(values, 'themes').filter((theme) => offered.includes(theme))
      const long = chosen.find((theme) => textOf(values, restsOnField(theme)).length > 1_000)
      if (long) return refuse(values, { field: restsOnField(long), text: 'Use 1,000 characters or fewer' })
      return {
        ok: true,
        value: {
          ...entry,
          expertise: chosen.map((theme) => ({
            theme,
            restsOn: textOf(values, restsOnField(theme)).trim() || null,
          })),
        },
      }
    },
  },
  days: {
    title: 'Days offered',
    values: ({ availability }, today) =>
      Object.fromEntries(
        availability
          .filter(({ academicYear }) => yearsAsked(today).includes(academicYear))
          .map(({ academicYear, term, halfDays }) => [`days-${academicYear}-${term}`, String(halfDays / 2)]),
      ),
    parse: (values, entry, { today }) => {
      const asked = yearsAsked(today)
      const rows: Availability[] = entry.availability.filter(
        ({ academicYear }) => !asked.includes(academicYear),
      )
      for (const academicYear of asked)
        for (const term of ['', ...terms] as const) {
          const field = `days-${academicYear}-${term}`
          const text = textOf(values, field).trim()
          if (text === '') continue
          if (!/^\d{1,3}([.][05])?$/.test(text) || Number(text) > 200)
            return refuse(values, { field, text: DAYS })
          rows.push({ academicYear, term, halfDays: Number(text) * 2 })
        }
      return { ok: true, value: { ...entry, availability: rows } }
    },
  },
  checks: {
    title: 'Checks and consent',
    values: ({ checks, consent }) => {
      const of = (kind: Check['kind']) => checks.find((one) => one.kind === kind)
      return {
        dbs: of('DBS')?.checkedOn ?? '',
        trained: of('safeguarding training')?.checkedOn ?? '',
        trainedUntil: of('safeguarding training')?.expiresOn ?? '',
        consentBy: consent?.by ?? '',
        consentFrom: consent?.from ?? '',
        consentUntil: consent?.until ?? '',
      }
    },
    parse: (values, entry) =>
      into(checks, values, ({ dbs, trained, trainedUntil, consentBy, consentFrom, consentUntil }) => ({
        ...entry,
        checks: [
          ...(dbs ? [{ kind: 'DBS' as const, checkedOn: dbs, expiresOn: null }] : []),
          ...(trained
            ? [{ kind: 'safeguarding training' as const, checkedOn: trained, expiresOn: trainedUntil }]
            : []),
        ],
        consent: consentBy && consentUntil ? { by: consentBy, from: consentFrom, until: consentUntil } : null,
      })),
  },
  interests: {
    title: 'Declared interests',
    // One line an interest: what people can edit without a script.
    values: ({ interests }) => ({
      interests: interests
        .map(({ urn, kind, note }) => `${urn}; ${kind}${note ? `; ${note}` : ''}`)
        .join('\n'),
    }),
    parse: (values, entry) => {
      const interests: Interest[] = []
      for (const line of textOf(values, 'interests')
        .split('\n')
        .filter((one) => one.trim() !== '')) {
        const [urn = '', kind = '', ...note] = line.split(';').map((part) => part.trim())
        const known = interestKinds.find((one) => one === kind.toLowerCase())
        if (!/^\d{5,7}$/.test(urn) || !known || line.length > 500)
          return refuse(values, {
            field: 'interests',
            text: `Write each line as a URN, a semicolon, and "governor" or "declared interest". This line is not: ${line.slice(0, 80)}`,
          })
        if (!interests.some((one) => one.urn === Number(urn) && one.kind === known))
          interests.push({ urn: Number(urn), kind: known, note: note.join('; ') || null })
      }
      return { ok: true, value: { ...entry, interests } }
    },
  },
}

/** The name of the field for what a theme rests on. */
export const restsOnField = (theme: string): string => `rests-on-${keyOfText(theme)}`

/** The programme's themes, and those of the entry that the programme no longer has. */
export const themesOffered = (entry: SupporterEntry, vocabulary: Vocabulary): string[] => [
  ...new Set([...vocabulary.themes, ...entry.expertise.map(({ theme }) => theme)]),
]

export const designationValues = (one: Designation | null): FormValues => ({
  designation: one?.designation ?? '',
  awardingBody: one?.awardingBody ?? '',
  from: one?.from ?? '',
  until: one?.until ?? '',
  review: one?.review ?? '',
  state: one?.state ?? 'in force',
})

/** Parses one designation; `offered` are the kinds it may be. */
export const parseDesignation = (values: FormValues, offered: readonly string[]): FormResult<Designation> =>
  parseForm(
    z
      .object({
        designation: oneOf(offered, 'Choose the designation'),
        awardingBody: optionalText(200),
        from: civilDate('Enter the day from which it holds, such as 1 9 2025'),
        until: optionalDate('Enter the last day, such as 31 8 2028'),
        review: optionalDate('Enter the day of the review, such as 1 3 2027'),
        state: oneOf(designationStates, 'Choose the state'),
      })
      .superRefine(({ from, until, state }, context) => {
        if (until !== null && until < from)
          context.addIssue({ code: 'custom', path: ['until'], message: 'It cannot end before it begins' })
        if (state === 'ended' && until === null)
          context.addIssue({ code: 'custom', path: ['until'], message: 'Enter the day on which it ended' })
      }),
    values,
  )
