// Owns how a recorded headship reads, and how a change of head in the register is put as a question.
// Where both are kept is headships.queries.ts.
import { showDate } from '#platform/dates.ts'

export type Headship = {
  kind: string
  startedOn: string | null
  /** Null where nobody knows. */
  firstHeadship: boolean | null
  source: string
}

/** The headship in one sentence, with what is not recorded said. */
export function headInWords(head: Headship): string {
  if (head.kind === 'vacant') return `The headship is vacant (${head.source}).`
  const since = head.startedOn ? `since ${showDate(head.startedOn)}` : 'since a day that is not recorded'
  const first =
    head.firstHeadship === null ? '' : head.firstHeadship ? ', in a first headship' : ', not a first headship'
  return `Head (${head.kind}) ${since}${first}; source: ${head.source}.`
}

/** The register named another head in a later file. A suggestion only: a person confirms it. */
export type HeadChange = {
  id: number
  urn: number
  school: string
  before: string
  after: string
  /** The dates of the two files of the register; null where the file did not say. */
  seenBefore: string | null
  seenAfter: string | null
}

/** For how many months a change in the register is asked about. After two years no headship is new. */
export const ASKED_FOR_MONTHS = 24

/** The day before which a change in the register is not asked about any more. `today` is an ISO date. */
export function askedSince(today: string): string {
  const [year = 0, month = 1] = today.split('-').map(Number)
  const months = year * 12 + (month - 1) - ASKED_FOR_MONTHS
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`
}

/** When the register changed its mind, as far as its files tell. */
export function changeInWords(change: Pick<HeadChange, 'seenBefore' | 'seenAfter'>): string {
  const { seenBefore: from, seenAfter: to } = change
  if (from !== null && to !== null)
    return `The register’s head changed between ${showDate(from)} and ${showDate(to)}`
  return to === null ? 'The register’s head changed' : `The register’s head changed by ${showDate(to)}`
}
