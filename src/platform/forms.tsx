// Owns forms: reading what was sent, the union of values or errors, the hidden one-time key and version,
// and keeping a form whose session ended before it was sent.
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { type Database, asSystem, type Db } from '#platform/database.ts'
import type { Actor } from '#platform/actor.ts'
import type { FormValues } from '#platform/exchange.ts'

export type FieldError = { field: string; text: string }
export type FormResult<T> = { ok: true; value: T } | { ok: false; errors: FieldError[]; values: FormValues }

/** Parses what was sent. Each message of the schema is the whole sentence that the page shows. One error a field. */
export function parseForm<S extends z.ZodType>(schema: S, values: FormValues): FormResult<z.output<S>> {
  const result = schema.safeParse(values)
  if (result.success) return { ok: true, value: result.data }
  const errors: FieldError[] = []
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? '')
    if (!errors.some((error) => error.field === field)) errors.push({ field, text: issue.message })
  }
  return { ok: false, errors, values }
}

/** A refusal by a rule, in the shape of a form's errors. */
export const refuse = (
  values: FormValues,
  ...errors: FieldError[]
): { ok: false; errors: FieldError[]; values: FormValues } => ({ ok: false, errors, values })

export const textOf = (values: FormValues, name: string): string => {
  const value = values[name]
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}
export const listOf = (values: FormValues, name: string): string[] => {
  const value = values[name]
  return value === undefined || value === '' ? [] : typeof value === 'string' ? [value] : value
}
export const errorFor = (errors: readonly FieldError[] | undefined, field: string): string | undefined =>
  errors?.find((error) => error.field === field)?.text

// Fields that many forms share. Never z.coerce: it turns '' into 0.
const clean = (text: string) => text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('\u0000', '').trim()
/** Text that must be there. */
export const requiredText = (
  missing: string,
  most = 200,
  long = `Use ${most.toLocaleString('en-GB')} characters or fewer`,
) => z.string({ error: missing }).transform(clean).pipe(z.string().min(1, missing).max(most, long))
/** Text that may be left out; then null. */
export const optionalText = (
  most = 2_000,
  long = `Use ${most.toLocaleString('en-GB')} characters or fewer`,
) =>
  z
    .string({ error: long })
    .optional()
    .transform((text) => (text === undefined ? '' : clean(text)))
    .pipe(z.string().max(most, long))
    .transform((text) => text || null)
/** A whole number within bounds. */
export const wholeNumber = (message: string, least: number, most: number) =>
  z
    .string({ error: message })
    .transform(clean)
    .pipe(z.string().regex(/^\d{1,9}$/, message))
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message))
/** Days in half days: '6', '2.5'. Gives days as a number that is a multiple of 0.5. */
export const halfDays = (message: string, least: number, most: number) =>
  z
    .string({ error: message })
    .transform(clean)
    .pipe(z.string().regex(/^\d{1,3}([.]5|[.]0)?$/, message))
    .transform(Number)
    .pipe(z.number().min(least, message).max(most, message))
/** A civil date sent as three parts, `name-day`, `name-month`, `name-year`, or as one ISO string. See `joinDates`. */
export const civilDate = (message: string) =>
  z.string({ error: message }).transform(clean).pipe(z.string().refine(isCivilDate, message))
export const optionalDate = (message: string) =>
  z
    .string({ error: message })
    .optional()
    .transform((text) => (text ? clean(text) : ''))
    .pipe(z.string().refine((text) => text === '' || isCivilDate(text), message))
    .transform((text) => text || null)

/** One of the options; anything else is the message. */
export const oneOf = <T extends string>(options: readonly T[], message: string) =>
  z.string({ error: message }).transform((text, context): T => {
    const found = options.find((option) => option === clean(text))
    if (found === undefined) {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    return found
  })
/** One of the options, or none; then null. */
export const optionalOneOf = <T extends string>(options: readonly T[], message: string) =>
  z
    .string({ error: message })
    .optional()
    .transform((text, context): T | null => {
      if (text === undefined || clean(text) === '') return null
      const found = options.find((option) => option === clean(text))
      if (found === undefined) context.addIssue({ code: 'custom', message })
      return found ?? null
    })
/** Any number of the options, at least `least`, each once. */
export const someOf = <T extends string>(options: readonly T[], message: string, least = 0) =>
  z
    .union([z.string(), z.array(z.string())], { error: message })
    .optional()
    .transform((value, context): T[] => {
      const chosen = new Set(value === undefined || value === '' ? [] : [value].flat())
      const found = options.filter((option) => chosen.has(option))
      if (found.length < chosen.size || found.length < least) context.addIssue({ code: 'custom', message })
      return found
    })
export const NOT_AN_ADDRESS = 'Enter an email address in the correct format, like name@example.org.uk'
/** An email address that must be there, in lower case. */
export const emailAddress = (missing: string) =>
  requiredText(missing, 254)
    .transform((text) => text.toLowerCase())
    .pipe(z.string().regex(/^[^\s@]+@[^\s@]+[.][^\s@]+$/, NOT_AN_ADDRESS))
/** An email address, or none; then null. */
export const optionalEmail = (message: string) =>
  z
    .string({ error: message })
    .optional()
    .transform((text) => (text === undefined ? '' : clean(text)))
    .pipe(z.string().max(254, message))
    .refine((text) => text === '' || /^[^\s@]+@[^\s@]+[.][^\s@]+$/.test(text), message)
    .transform((text) => text || null)
/** A whole number within bounds, or none; then null. */
export const optionalWholeNumber = (message: string, least: number, most: number) =>
  z
    .string({ error: message })
    .optional()
    .transform((text) => (text === undefined ? '' : clean(text)))
    .pipe(z.string().regex(/^\d{0,9}$/, message))
    .transform((text) => (text === '' ? null : Number(text)))
    .refine((number) => number === null || (number >= least && number <= most), message)
/** Pounds as typed, '£1,250' or '400.50', in pence. */
export const pence = (message: string, most: number) =>
  z
    .string({ error: message })
    .transform((text) => clean(text).replaceAll(/[£,\s]/g, ''))
    .pipe(z.string().regex(/^\d{1,9}([.]\d\d)?$/, message))
    .transform((text) => Math.round(Number(text) * 100))
    .pipe(z.number().max(most, message))

function isCivilDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return false
  const date = new Date(`${text}T00:00:00Z`)
  return (
    !Number.isNaN(date.valueOf()) &&
    date.toISOString().startsWith(text) &&
    Number(match[1]) >= 1900 &&
    Number(match[1]) <= 2200
  )
}

/** Joins date parts (`starts-day` …) into `starts` = 'YYYY-MM-DD'; parts that make no date give a string no date rule accepts. */
export function joinDates(values: FormValues): FormValues {
  const joined: FormValues = { ...values }
  for (const name of Object.keys(values)) {
    const base = /^(.+)-day$/.exec(name)?.[1]
    if (!base || joined[base] !== undefined) continue
    const [day, month, year] = ['day', 'month', 'year'].map((part) =>
      textOf(values, `${base}-${part}`).trim(),
    )
    joined[base] =
      !day && !month && !year ? '' : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  }
  return joined
}

/** The one-time key: a double click or a re-sent request then writes once. Every POST form has one. */
export const FormKey = () => <input type="hidden" name="_key" value={randomUUID()} />
/** The version that the form was read at. */
export const Version = ({ value }: { value: number }) => (
  <input type="hidden" name="_version" value={String(value)} />
)

/** The version sent with a form, or null when it is missing or no number. */
export const versionOf = (values: FormValues): number | null =>
  /^\d{1,9}$/.test(textOf(values, '_version')) ? Number(textOf(values, '_version')) : null

const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/**
 * Takes the form's one-time key within the transaction. `first`: go on. `repeat`: it was sent before and led
 * to `location`. `missing`: there is no usable key.
 */
export async function takeKey(
  db: Db,
  actor: Actor,
  values: FormValues,
): Promise<
  { kind: 'first'; key: string } | { kind: 'repeat'; location: string | null } | { kind: 'missing' }
> {
  const key = textOf(values, '_key')
  if (!isUuid(key)) return { kind: 'missing' }
  const taken =
    await sql`INSERT INTO form_keys (organisation_id, key, person_id) VALUES (${actor.organisationId}, ${key}, ${actor.personId}) ON CONFLICT DO NOTHING RETURNING 1`.execute(
      db,
    )
  if (taken.rows.length > 0) return { kind: 'first', key }
  const before = await db
    .selectFrom('form_keys')
    .select('location')
    .where('key', '=', key)
    .where('person_id', '=', actor.personId)
    .executeTakeFirst()
  return before ? { kind: 'repeat', location: before.location } : { kind: 'missing' }
}

export async function keepLocation(db: Db, key: string, location: string): Promise<void> {
  await db.updateTable('form_keys').set({ location }).where('key', '=', key).execute()
}

/** `userId`: whose it is; null when the browser no longer knew. */
export type HeldForm = { userId: string | null; path: string; values: FormValues }

/** Seals and keeps a form for a day; the ticket, which only the browser gets, is needed to read it. */
export async function holdForm(database: Database, held: HeldForm): Promise<string> {
  const key = randomBytes(32)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  const text = Buffer.concat([cipher.update(JSON.stringify(held), 'utf8'), cipher.final()])
  const sealed = Buffer.concat([iv, cipher.getAuthTag(), text])
  const { id } = await asSystem(database, async (db) => {
    await sql`DELETE FROM held_forms WHERE expires_at < now()`.execute(db)
    const { rows } = await sql<{
      id: string
    }>`INSERT INTO held_forms (sealed, expires_at) VALUES (${sealed}, now() + interval '1 day') RETURNING id`.execute(
      db,
    )
    return rows[0]!
  })
  return `${id}.${key.toString('base64url')}`
}

/** Gives back a held form, once; null when the ticket is wrong, spent or too old. */
export const takeHeldForm = (database: Database, ticket: string): Promise<HeldForm | null> =>
  openHeldForm(
    database,
    ticket,
    (id) =>
      sql<{
        sealed: Buffer
      }>`DELETE FROM held_forms WHERE id = ${id} AND expires_at > now() RETURNING sealed`,
  )

/** The same without spending the ticket, to show what is kept. */
export const readHeldForm = (database: Database, ticket: string): Promise<HeldForm | null> =>
  openHeldForm(
    database,
    ticket,
    (id) => sql<{ sealed: Buffer }>`SELECT sealed FROM held_forms WHERE id = ${id} AND expires_at > now()`,
  )

async function openHeldForm(
  database: Database,
  ticket: string,
  query: (id: string) => RawBuilder<{ sealed: Buffer }>,
): Promise<HeldForm | null> {
  const [id = '', secret = ''] = ticket.split('.')
  const key = Buffer.from(secret, 'base64url')
  if (!isUuid(id) || key.length !== 32) return null
  const row = await asSystem(database, async (db) => (await query(id).execute(db)).rows[0])
  if (!row) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, row.sealed.subarray(0, 12))
    decipher.setAuthTag(row.sealed.subarray(12, 28))
    return JSON.parse(
      Buffer.concat([decipher.update(row.sealed.subarray(28)), decipher.final()]).toString('utf8'),
    ) as HeldForm
  } catch {
    return null
  }
}
