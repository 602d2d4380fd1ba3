// Owns how a recorded headship reads. Where it is kept is knowledge.queries.ts.
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
