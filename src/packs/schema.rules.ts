// The written form of each part of a pack, checked with Zod: what keys and values may stand in the files.
// Finding the line of a fault is reading.rules.ts; the custom messages here say what was expected.
import { z } from 'zod'
import { actions, roles } from '#platform/permissions.ts'
import { type Condition, RATING_NAMES, resultsYear } from './conditions.rules.ts'
import { NO_VOCABULARY, type Vocabulary, nearest } from './pack.rules.ts'

const words = z.string().trim().min(1, 'some words')
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a short name in small letters, digits and hyphens')
const date = z.iso.date('a date such as 2026-11-21')
const yesNo = z.enum(['yes', 'no']).transform((answer) => answer === 'yes')
const resultsYearNumber = z.int().min(1990, 'a year such as 2011').max(2100, 'a year such as 2011')

const stage = z
  .enum(['key stage 2', 'key stage 4', 'any'])
  .transform((text) => (text === 'any' ? text : text === 'key stage 2' ? ('ks2' as const) : ('ks4' as const)))

const academicYear = z
  .string()
  .refine((text) => resultsYear(text) !== null, 'an academic year such as 2026-27')

/** '£400' or '£1,250.50' → pence; 'at cost' → null. */
const amount = z.string().transform((text, context) => {
  if (text === 'at cost') return null
  const match = /^£(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d{2}))?$/.exec(text)
  if (match) return Number((match[1] ?? '').replaceAll(',', '')) * 100 + Number(match[2] ?? 0)
  context.addIssue({ code: 'custom', message: 'an amount such as £400, or "at cost"' })
  return z.NEVER
})

/** One word or a list of them. Frameworks look like numbers in YAML, so numbers count as words. */
const oneOrMore = (known: readonly string[]) =>
  z.preprocess(
    (value) => (Array.isArray(value) ? value : [value]).map((v) => (typeof v === 'number' ? String(v) : v)),
    z.array(z.enum(known)).min(1, 'at least one'),
  )

const bar = z.union([z.number(), z.literal('national median')], {
  error: () => 'a number, or "national median"',
})

const yearOf = z.union([z.int(), z.string()]).transform((value, context) => {
  if (typeof value === 'number' && value >= 1990 && value <= 2100) return { results: value }
  const before = typeof value === 'string' ? /^(\d+) years? before$/.exec(value) : null
  if (before) return { before: Number(before[1]) }
  context.addIssue({ code: 'custom', message: 'a year such as 2011, or "1 year before"' })
  return z.NEVER
})

/** '2006 to 2010' or 'last 4'. */
const windowOf = z.string().transform((text, context) => {
  const range = /^(\d{4}) to (\d{4})$/.exec(text)
  if (range && Number(range[1]) <= Number(range[2])) return { from: Number(range[1]), to: Number(range[2]) }
  const last = /^last ([1-9]\d?)$/.exec(text)
  if (last) return { last: Number(last[1]) }
  context.addIssue({ code: 'custom', message: 'years such as "2006 to 2010" or "last 4"' })
  return z.NEVER
})

/** 3, '3 or 4', '3 to 5', 'at least 2', 'at most 1'. */
const count = z.union([z.int(), z.string()]).transform((value, context) => {
  const text = String(value)
  const [, exact] = /^(\d{1,2})$/.exec(text) ?? []
  if (exact) return { atLeast: Number(exact), atMost: Number(exact) }
  const [, low, high] = /^(\d{1,2}) (?:or|to) (\d{1,2})$/.exec(text) ?? []
  if (low && high && Number(low) <= Number(high)) return { atLeast: Number(low), atMost: Number(high) }
  const [, least] = /^at least ([1-9]\d?)$/.exec(text) ?? []
  if (least) return { atLeast: Number(least), atMost: null }
  const [, most] = /^at most (\d{1,2})$/.exec(text) ?? []
  if (most) return { atLeast: 0, atMost: Number(most) }
  context.addIssue({ code: 'custom', message: 'a count such as 5, "3 or 4" or "at least 2"' })
  return z.NEVER
})

const COMPARISONS = ['below', 'at most', 'above', 'at least'] as const
/** What each kind of condition is known by, and the keys that may stand beside it. */
const KINDS = {
  all: [],
  any: [],
  not: [],
  measure: [...COMPARISONS, 'year', 'called'],
  years: ['count', 'where'],
  inspection: ['judged', 'earlier URNs'],
  'category of concern': [],
  'inspection due': [],
  'head appointed within': ['first headship'],
  'officer concern': [],
  'school request': [],
  'our rating': [],
  'national test': [],
} as const
type Kind = keyof typeof KINDS
const kinds = Object.keys(KINDS).filter((key): key is Kind => key in KINDS)

/** A condition as it is written; `vocabulary` says which measures and national tests there are. */
export function conditionSchema(vocabulary: Vocabulary): z.ZodType<Condition> {
  const known = (all: readonly string[], what: string) =>
    z.string().refine((text) => all.includes(text), {
      error: ({ input }) => {
        const near = nearest(String(input), all)
        return near ? `${what}; did you mean "${near}"?` : what
      },
    })
  const judged = z
    .strictObject({
      frameworks: oneOrMore(vocabulary.frameworks),
      judgement: oneOrMore([...vocabulary.judgements, 'any']),
      grade: oneOrMore(vocabulary.grades),
    })
    .transform(({ frameworks, judgement, grade }) => ({
      frameworks,
      judgements: judgement.includes('any') ? ('any' as const) : judgement,
      grades: grade,
    }))
  const condition: z.ZodType<Condition> = z.lazy(() =>
    z
      .strictObject({
        all: z.array(condition).min(1, 'at least one condition').optional(),
        any: z.array(condition).min(1, 'at least one condition').optional(),
        not: condition.optional(),
        measure: known(vocabulary.measures, 'the code of a measure').optional(),
        below: bar.optional(),
        'at most': bar.optional(),
        above: bar.optional(),
        'at least': bar.optional(),
        year: yearOf.optional(),
        called: words.optional(),
        years: windowOf.optional(),
        count: count.optional(),
        where: condition.optional(),
        inspection: z.enum(['latest', 'previous']).optional(),
        'earlier URNs': yesNo.optional(),
        judged: z.array(judged).min(1, 'at least one').optional(),
        'category of concern': oneOrMore(vocabulary.categoriesOfConcern).optional(),
        'inspection due': z
          .string()
          .regex(/^[1-9]\d? years?$/, 'a time since the latest graded inspection such as "3 years"')
          .optional(),
        'head appointed within': z
          .string()
          .regex(/^[1-9]\d? years?$/, 'a time such as "2 years"')
          .optional(),
        'first headship': yesNo.optional(),
        'officer concern': z.enum(['any', 'at risk', 'needs support']).optional(),
        'school request': z.literal('made').optional(),
        'our rating': z
          .preprocess(
            (value) => (Array.isArray(value) ? value : [value]),
            z.array(z.enum(RATING_NAMES)).min(1, 'at least one'),
          )
          .optional(),
        'national test': known(vocabulary.nationalTests, 'the name of a national test').optional(),
      })
      .transform((written, context): Condition => {
        const fault = (message: string) => {
          context.addIssue({ code: 'custom', message })
          return z.NEVER
        }
        const named = kinds.filter((kind) => written[kind] !== undefined)
        const [kind] = named
        if (!kind) return fault(`one of ${kinds.join(', ')}`)
        if (named.length > 1)
          return fault(`only one of ${named.join(', ')}; put several under "all" or "any"`)
        const allowed: readonly string[] = KINDS[kind]
        const stray = Object.keys(written).find((key) => key !== kind && !allowed.includes(key))
        if (stray !== undefined) return fault(`no "${stray}" beside "${kind}"`)
        switch (kind) {
          case 'all':
          case 'any':
            return { kind, of: written[kind] ?? [] }
          case 'not':
            return written.not ? { kind, of: written.not } : fault('a condition')
          case 'measure': {
            const compares = COMPARISONS.filter((comparison) => written[comparison] !== undefined)
            const [compare] = compares
            const value = compare && written[compare]
            if (!compare || value === undefined || compares.length > 1) {
              return fault('exactly one of below, at most, above, at least beside "measure"')
            }
            return {
              kind,
              measure: written.measure ?? '',
              compare,
              threshold: typeof value === 'number' ? { fixed: value } : { median: 'national' as const },
              year: written.year ?? 'run',
              called: written.called ?? null,
            }
          }
          case 'years': {
            const { years, where } = written
            if (!years || !written.count || !where) return fault('"count" and "where" beside "years"')
            const length = 'last' in years ? years.last : years.to - years.from + 1
            if (written.count.atLeast > length) return fault(`a count of at most ${length} years`)
            return { kind, window: years, ...written.count, where }
          }
          case 'inspection':
            return written.inspection && written.judged
              ? {
                  kind,
                  which: written.inspection,
                  judged: written.judged,
                  ...(written['earlier URNs'] === false ? { ownUrn: true as const } : {}),
                }
              : fault('"judged" beside "inspection"')
          case 'category of concern':
            return { kind, categories: written[kind] ?? [] }
          case 'inspection due':
            return { kind, afterYears: Number.parseInt(written[kind] ?? '', 10) }
          case 'head appointed within':
            return {
              kind: 'head' as const,
              withinYears: Number.parseInt(written[kind] ?? '', 10),
              firstHeadship: written['first headship'] ?? false,
            }
          case 'officer concern':
            return { kind, concern: written[kind] ?? 'any' }
          case 'school request':
            return { kind }
          case 'our rating':
            return { kind, ratings: written[kind] ?? [] }
          case 'national test':
            return { kind, test: written[kind] ?? '' }
        }
      }),
  )
  return condition
}

/** The parts of a pack by the file each is written in. */
export function partSchemas(vocabulary: Vocabulary) {
  const condition = conditionSchema(vocabulary)
  return {
    'pack.yaml': z.strictObject({
      id,
      name: words,
      version: z.int().min(1, 'a whole number from 1'),
      'academic year': academicYear,
      summary: words,
    }),
    'roles.yaml': z.partialRecord(
      z.enum(roles),
      z.strictObject({
        called: words.optional(),
        permissions: z.partialRecord(z.enum(actions), z.enum(['yes', 'partial', 'no'])).optional(),
      }),
    ),
    'designations.yaml': z.array(
      z.strictObject({ id, name: words, short: words.optional(), 'awarding body': words }),
    ),
    'rates.yaml': z.array(
      z.strictObject({
        id,
        for: words,
        amount,
        per: z.enum(['day', 'half day', 'term', 'year', 'once']),
        designations: z.array(id).optional(),
        note: words.optional(),
      }),
    ),
    'themes.yaml': z.array(z.strictObject({ id, name: words, group: words.optional() })),
    'kinds-of-support.yaml': z.array(z.strictObject({ id, name: words, about: words.optional() })),
    'leadership-groups.yaml': z.array(
      z.strictObject({ id, name: words, about: words, next: words.optional() }),
    ),
    'criteria.yaml': z.array(
      z.strictObject({
        id,
        name: words,
        stage,
        'from year': resultsYearNumber.optional(),
        'to year': resultsYearNumber.optional(),
        when: condition,
        source: words,
      }),
    ),
    'categories.yaml': z.array(
      z.strictObject({
        id,
        name: words,
        stage: stage.optional(),
        'kind of support': id,
        'minimum days': z.int().min(1, 'a whole number of days'),
        when: condition.optional(),
        otherwise: z.literal('yes').optional(),
        source: words,
      }),
    ),
    'calendar.yaml': z.strictObject({
      terms: z.array(z.strictObject({ id, name: words, starts: date, ends: date })).optional(),
      deadlines: z.array(z.strictObject({ id, what: words, on: date, role: z.enum(roles) })).optional(),
      'ratings due': z.array(date).optional(),
    }),
  } as const
}

/** The head of an agenda's Markdown file. */
export const agendaHead = z.strictObject({ id, name: words })

export const PART_FILES = Object.keys(partSchemas(NO_VOCABULARY))
