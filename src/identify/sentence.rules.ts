// The one plain sentence that goes with an answer. It is made from the evidence rows and nothing else, so
// it says exactly what they show. Deciding which rows those are is criteria.rules.ts.
import { showDate } from '#platform/dates.ts'
import type { Comparison } from '#src/packs/conditions.rules.ts'
import { inUnit, list } from '#src/packs/conditions.rules.ts'
import type { Answer, EvidenceRow } from './evidence.rules.ts'

const OPPOSITE: Record<Comparison, string> = {
  below: 'at or above',
  'at most': 'above',
  above: 'at or below',
  'at least': 'below',
}

const AS_FOUND: Record<Comparison, string> = {
  below: 'below',
  'at most': 'at or below',
  above: 'above',
  'at least': 'at or above',
}

/**
 * One sentence, with its full stop, that mentions every evidence row: figures with their years, gaps with
 * their reasons. An unknown answer begins "Cannot say". `evidence` must not be empty.
 */
export function sentence(result: Answer, evidence: readonly EvidenceRow[]): string {
  const groups: EvidenceRow[][] = []
  for (const row of evidence) {
    const group = groups.find((others) => isSpokenOfWith(others[0]!, row))
    if (group) group.push(row)
    else groups.push([row])
  }
  const text = `${groups.map(clause).join('; ')}.`
  return result === 'unknown' ? `Cannot say: ${text}` : text.charAt(0).toUpperCase() + text.slice(1)
}

/** Whether one clause can speak of both. */
function isSpokenOfWith(a: EvidenceRow, b: EvidenceRow): boolean {
  if (a.kind === 'measure' && b.kind === 'measure') {
    if (a.measure !== b.measure || a.answer !== b.answer) return false
    if (a.answer === 'unknown') return a.missing === b.missing && (a.missing !== null || a.basis === b.basis)
    return a.comparison === b.comparison && a.threshold === b.threshold && a.basis === b.basis
  }
  if (a.kind === 'inspection' && b.kind === 'inspection')
    return a.which === b.which && a.date === b.date && a.asUrn === b.asUrn && a.missing === b.missing
  return a.kind === b.kind && JSON.stringify(a) === JSON.stringify(b)
}

function clause(rows: readonly EvidenceRow[]): string {
  const [first] = rows
  if (!first) return ''
  switch (first.kind) {
    case 'measure':
      return measured(rows.filter((row) => row.kind === 'measure'))
    case 'inspection':
      return inspected(rows.filter((row) => row.kind === 'inspection'))
    case 'category of concern':
      if (first.date === null)
        return first.before
          ? `no graded inspection under the school’s own URN is recorded, and a category is not passed on (as URN ${first.before.asUrn}, on ${showDate(first.before.date)}: ${first.before.category === 'none' ? 'no category' : (first.before.category ?? 'not recorded')})`
          : 'no graded inspection is recorded'
      if (first.category === null)
        return `the inspection of ${showDate(first.date)} is recorded without saying whether it found a category of concern`
      return first.category === 'none'
        ? `in no category of concern at the inspection of ${showDate(first.date)}`
        : `in a category of concern (${first.category}) since the inspection of ${showDate(first.date)}`
    case 'inspection due': {
      if (first.date === null || first.due === null) return 'no graded inspection is recorded'
      const latest = `the latest graded inspection was on ${showDate(first.date)}${asUrn(first)}`
      const after =
        first.afterYears === 1 ? 'a year' : `${COUNTS[first.afterYears] ?? first.afterYears} years`
      return first.answer === 'met'
        ? `${latest}, and the next has been due since ${showDate(first.due)} (${after} later)`
        : `${latest}, and the next is not due before ${showDate(first.due)} (${after} later)`
    }
    case 'our rating':
      return first.rating === null || first.on === null
        ? (first.missing ?? '')
        : `an officer rated the school ${first.rating} on ${showDate(first.on)}`
    case 'head':
      return headship(first)
    case 'officer concern':
      if (first.on === null) return NO_CONCERN[first.concern]
      return first.concern === 'at risk'
        ? `an officer recorded on ${showDate(first.on)} that the school is at risk`
        : `an officer recorded on ${showDate(first.on)} that the school needs support`
    case 'school request':
      return first.on === null
        ? 'the school has not asked for support'
        : `the school asked for support on ${showDate(first.on)}`
    case 'national test':
      return `there was no ${first.test.replaceAll('-', ' ')} test in ${first.year}`
  }
}

/** 'below 65%', 'below the national median of 94%': what a figure was compared with. */
export function comparedWith(row: Extract<EvidenceRow, { kind: 'measure' }>): string {
  if (row.threshold === null) return `${AS_FOUND[row.comparison]} the national median, which is not known`
  const threshold = inUnit(row.threshold, row.unit)
  const bar =
    row.basis === 'fixed'
      ? threshold
      : `the national median of ${threshold} (${row.basis.replace('national median, ', '')})`
  return `${AS_FOUND[row.comparison]} ${bar}`
}

const NO_CONCERN = {
  any: 'no officer has recorded a concern',
  'at risk': 'no officer has recorded that the school is at risk',
  'needs support': 'no officer has recorded that the school needs support',
} as const

function measured(rows: readonly Extract<EvidenceRow, { kind: 'measure' }>[]): string {
  const [first] = rows
  if (!first) return ''
  const isInOrder = rows.every((row, i) => i === 0 || rows[i - 1]!.academicYear <= row.academicYear)
  const sorted = isInOrder ? rows : rows.toSorted((a, b) => (a.academicYear < b.academicYear ? -1 : 1))
  const years = list(sorted.map((row) => ending(row.academicYear)))
  if (first.answer === 'unknown') {
    if (first.missing !== null) {
      return `${lower(first.label)} for ${years} is not known (${first.missing})`
    }
    const values = sorted.map(figure).join(', ')
    return `${lower(first.label)} in ${years} was ${values}, but the national median is not known`
  }
  const words = first.answer === 'met' ? AS_FOUND[first.comparison] : OPPOSITE[first.comparison]
  const values = sorted.map(figure).join(', ')
  const threshold = inUnit(first.threshold ?? 0, first.unit)
  if (first.called !== null && isTrueName(first.called, first.threshold))
    return `${words} ${first.called} in ${years}: ${values}`
  const bar = first.basis === 'fixed' ? threshold : `the national median of ${threshold}`
  return `${lower(first.label)} ${words} ${bar} in ${years}: ${values}`
}

/** Whether what people call a bar still says what it is: “the 60% floor” is no name for another threshold. */
function isTrueName(called: string, threshold: number | null): boolean {
  const numbers = called.replaceAll('−', '-').match(/-?\d+(\.\d+)?/g)
  return numbers === null || numbers.some((one) => Number(one) === threshold)
}

/** '52%', or '52% (as URN 123456)' where the school has changed its URN since. */
const figure = (row: Extract<EvidenceRow, { kind: 'measure' }>): string =>
  `${inUnit(row.value ?? 0, row.unit)}${asUrn(row)}`

/** ' (as URN 123456)', or nothing where the figure or inspection is under the school's own. */
export const asUrn = (row: { readonly asUrn?: number }): string =>
  row.asUrn === undefined ? '' : ` (as URN ${row.asUrn})`

function inspected(rows: readonly Extract<EvidenceRow, { kind: 'inspection' }>[]): string {
  const [first] = rows
  if (!first) return ''
  if (first.date === null) return first.missing ?? ''
  const where = `at the ${first.which} graded inspection, on ${showDate(first.date)}${asUrn(first)}`
  if (first.judgement === null) {
    return `${where}, under the ${first.framework} framework, ${first.missing}`
  }
  if (first.missing !== null) {
    return `${where}, the grade for ${list(rows.map((row) => row.judgement ?? ''))} ${first.missing}`
  }
  return `${where}: ${list(rows.map((row) => `${row.judgement} ${row.grade}`))}`
}

const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

function headship(row: Extract<EvidenceRow, { kind: 'head' }>): string {
  const first = row.wantsFirstHeadship ? row.firstHeadship : undefined
  if (row.appointed === null) {
    const noDate = 'the date of the head’s appointment is not recorded'
    if (first === undefined) return noDate
    if (first === null) return `${noDate}, nor whether it is a first headship`
    return first
      ? 'the head is in a first headship, but the date it began is not recorded'
      : `the head had led a school before, and ${noDate.replace('head’s ', '')}`
  }
  const years = row.withinYears === 1 ? 'year' : `${COUNTS[row.withinYears] ?? row.withinYears} years`
  const ago =
    row.appointed >= row.since
      ? `within the last ${years}`
      : `more than ${row.withinYears === 1 ? 'a year' : years} ago`
  const when = `${showDate(row.appointed)}, ${ago}`
  if (first === true) return `the head took up a first headship on ${when}`
  const taken = `the head took up this headship on ${when}`
  if (first === false) return `${taken}, having led a school before`
  return first === null ? `${taken}, but whether it is a first headship is not recorded` : taken
}

const endings = new Map<string, string>()

/** '2019' for '2018-19': results are spoken of by the summer they were earned in. */
export function ending(year: string): string {
  let written = endings.get(year)
  if (written === undefined) endings.set(year, (written = String(Number(year.slice(0, 4)) + 1)))
  return written
}

/** A label inside a sentence; names such as "Progress 8" and "A*–C" keep their capitals. */
function lower(label: string): string {
  return /^(Progress 8|Attainment 8|English|A\*|[A-Z]{2})/.test(label)
    ? label
    : label.charAt(0).toLowerCase() + label.slice(1)
}
