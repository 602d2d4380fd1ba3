// What differs between two runs for a school, and why: which criterion, and what of its evidence. Pure; the
// answers are run-comparison.queries.ts.
import { showDate } from '#platform/dates.ts'
import { inUnit } from '#src/packs/conditions.rules.ts'
import type { Answer, EvidenceRow } from './evidence.rules.ts'
import { ending } from './sentence.rules.ts'

export const KINDS = {
  came: 'Came on to the list',
  left: 'Left the list',
  settled: 'Known now',
  unknown: 'No longer known',
  other: 'Other reasons than before',
} as const
export type Kind = keyof typeof KINDS
export const kinds = Object.keys(KINDS).filter((kind): kind is Kind => kind in KINDS)

export interface Told {
  readonly answer: Answer
  readonly sentence: string
  readonly evidence: readonly EvidenceRow[]
}

/** One criterion for one school in two runs; null where it was not asked. */
export interface Pair {
  readonly criterion: string
  readonly before: Told | null
  readonly after: Told | null
}

/** What both runs say of the whole school: whether any criterion is met, whether any cannot say. */
export interface Overall {
  readonly wasMet: boolean
  readonly isMet: boolean
  readonly wasUnknown: boolean
  readonly isUnknown: boolean
}

export interface ChangedSchool {
  readonly urn: number
  readonly name: string
  readonly town: string | null
  readonly kind: Kind
  /** The criteria whose answers differ. */
  readonly pairs: readonly Pair[]
}

/** Where a school with at least one answer that differs belongs; the first that fits. */
export function kindOf({ wasMet, isMet, wasUnknown, isUnknown }: Overall): Kind {
  if (wasMet !== isMet) return isMet ? 'came' : 'left'
  if (wasUnknown !== isUnknown) return isUnknown ? 'unknown' : 'settled'
  return 'other'
}

/** How many schools differ in each way. */
export const countsOf = (schools: readonly ChangedSchool[]): Record<Kind, number> => {
  const counts: Record<Kind, number> = { came: 0, left: 0, settled: 0, unknown: 0, other: 0 }
  for (const { kind } of schools) counts[kind]++
  return counts
}

/** Why the answer is another one, a sentence each; never empty. */
export function causes({ before, after }: Pair): string[] {
  if (before === null && after === null) return ['Neither run asked.']
  if (before === null) return ['The earlier run did not ask this of the school.']
  if (after === null) return ['The later run does not ask this of the school.']
  const found = new Set<string>()
  const earlier = [...before.evidence]
  for (const row of after.evidence) {
    const match = earlier.findIndex((one) => sameThing(one, row))
    if (match !== -1) {
      const [one] = earlier.splice(match, 1)
      const cause = one ? differs(one, row) : null
      if (cause) found.add(cause)
    } else if (row.kind === 'measure') {
      const other = before.evidence.find((one) => one.kind === 'measure' && one.measure === row.measure)
      found.add(
        other?.kind === 'measure' && !after.evidence.some((one) => sameThing(one, other))
          ? `${row.label}: the results of ${ending(row.academicYear)} stand in place of those of ${ending(other.academicYear)}.`
          : `${row.label}, ${ending(row.academicYear)}: ${valueOf(row)}.`,
      )
    } else if (row.kind === 'inspection') {
      found.add(
        row.date === null
          ? `No ${row.which} graded inspection is recorded.`
          : `The ${row.which} graded inspection is that of ${showDate(row.date)}.`,
      )
    }
  }
  if (found.size === 0) found.add('The criterion itself is another one.')
  return [...found]
}

/** Whether two rows speak of the same figure, judgement or record, whatever they say of it. */
function sameThing(a: EvidenceRow, b: EvidenceRow): boolean {
  if (a.kind === 'measure')
    return b.kind === 'measure' && a.measure === b.measure && a.academicYear === b.academicYear
  if (a.kind === 'inspection')
    return b.kind === 'inspection' && a.which === b.which && a.date === b.date && a.judgement === b.judgement
  return a.kind === b.kind
}

const yearsInWords = (years: number): string => (years === 1 ? '1 year' : `${years} years`)

const valueOf = (row: Extract<EvidenceRow, { kind: 'measure' }>): string =>
  row.value === null ? `not known (${row.missing})` : inUnit(row.value, row.unit)

const bar = (row: Extract<EvidenceRow, { kind: 'measure' }>): string =>
  row.threshold === null
    ? 'the national median, which is not known'
    : row.basis === 'fixed'
      ? inUnit(row.threshold, row.unit)
      : `the national median of ${inUnit(row.threshold, row.unit)}`

/** What differs between two rows of the same thing; null when nothing does. */
function differs(was: EvidenceRow, is: EvidenceRow): string | null {
  if (was.kind === 'measure' && is.kind === 'measure') {
    const what = `${is.label}, ${ending(is.academicYear)}`
    if (was.value !== is.value || was.missing !== is.missing)
      return `${what}: ${valueOf(is)}, where it was ${valueOf(was)}.`
    if (was.comparison !== is.comparison || was.threshold !== is.threshold || was.basis !== is.basis)
      return `${what}: the test is ${is.comparison} ${bar(is)}, where it was ${was.comparison} ${bar(was)}.`
    return null
  }
  if (was.kind === 'inspection' && is.kind === 'inspection') {
    if (was.grade !== is.grade || was.missing !== is.missing)
      return `The grade for ${is.judgement ?? 'the inspection'} is ${is.grade ?? `not known (${is.missing})`}, where it was ${was.grade ?? `not known (${was.missing})`}.`
    return was.wanted.join() === is.wanted.join() ? null : 'Other grades count than before.'
  }
  if (was.kind === 'category of concern' && is.kind === 'category of concern') {
    if (was.date !== is.date)
      return is.date === null
        ? 'No graded inspection is recorded any more.'
        : `The latest graded inspection is that of ${showDate(is.date)}.`
    if (was.category !== is.category)
      return `The category of concern is ${is.category ?? 'not known'}, where it was ${was.category ?? 'not known'}.`
    return was.wanted.join() === is.wanted.join() ? null : 'Other categories of concern count than before.'
  }
  if (was.kind === 'inspection due' && is.kind === 'inspection due') {
    if (was.date !== is.date)
      return is.date === null
        ? 'No graded inspection is recorded any more.'
        : `The latest graded inspection is that of ${showDate(is.date)}.`
    if (was.afterYears !== is.afterYears)
      return `An inspection is due after ${yearsInWords(is.afterYears)}, where it was after ${yearsInWords(was.afterYears)}.`
    return was.answer === is.answer || is.due === null
      ? null
      : `The next inspection is due from ${showDate(is.due)} on.`
  }
  if (was.kind === 'our rating' && is.kind === 'our rating') {
    if (was.rating !== is.rating || was.missing !== is.missing)
      return `Our rating is ${is.rating ?? `not known (${is.missing})`}, where it was ${was.rating ?? `not known (${was.missing})`}.`
    return was.wanted.join() === is.wanted.join() ? null : 'Other ratings count than before.'
  }
  if (was.kind === 'head' && is.kind === 'head') {
    if (was.appointed !== is.appointed || was.firstHeadship !== is.firstHeadship)
      return 'What is recorded of the head’s appointment differs.'
    return was.since === is.since ? null : `A head counts as recent from ${showDate(is.since)} on.`
  }
  if (was.kind === 'officer concern' && is.kind === 'officer concern')
    return was.on === is.on
      ? null
      : is.on === null
        ? 'The officer’s concern has ended.'
        : `An officer recorded a concern on ${showDate(is.on)}.`
  if (was.kind === 'school request' && is.kind === 'school request')
    return was.on === is.on
      ? null
      : is.on === null
        ? 'The school’s request has ended.'
        : `The school asked for support on ${showDate(is.on)}.`
  return null
}
