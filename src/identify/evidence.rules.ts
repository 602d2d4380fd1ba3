// What is known of a school when criteria are asked of it, and the rows of evidence that an answer rests on: their
// shapes alone. Loading is evidence.queries.ts, answering criteria.rules.ts, wording sentence.rules.ts.
import type {
  Comparison,
  Criterion,
  MeasureName,
  RatingName,
  ResultsYear,
} from '#src/packs/conditions.rules.ts'

export type Answer = 'met' | 'not met' | 'unknown'

/** A graded inspection; the newest comes first. `null` grade or category: published, but not known here. */
export interface Inspection {
  readonly date: string
  readonly framework: string
  /** Judgement → grade in words, 'does not apply', a word in place of a grade, or null where it is missing. */
  readonly grades: Readonly<Record<string, string | null>>
  /** 'none' where the inspection found no category. */
  readonly category: string | null
  /** The URN the school bore then, where it was another one. */
  readonly asUrn?: number
}

export interface Headship {
  /** Civil date; null when a head is recorded without a date of appointment. */
  readonly from: string | null
  readonly firstHeadship: boolean | null
}

export interface Concern {
  readonly on: string
  readonly kind: 'at risk' | 'needs support'
}

/** The newest rating of the organisation by the run's day. */
export interface OwnRating {
  readonly on: string
  readonly rating: RatingName
}

/** What is known of one school, as at the run's date. Everything later has been left out by the loader. */
export interface SchoolEvidence {
  /** NaN when there is no number; then `missing` says why. */
  value(measure: string, year: ResultsYear): number
  missing(measure: string, year: ResultsYear): string
  /** The URN the school bore when the figure was published, where that is not its own; else null. */
  asUrn(measure: string, year: ResultsYear): number | null
  /** Its own and those under URNs it bore before; each kind two at most. */
  readonly inspections: readonly Inspection[]
  /** The headship in force; null when none is recorded. */
  readonly head: Headship | null
  readonly concerns: readonly Concern[]
  /** Dates on which the school asked for support, newest first. */
  readonly requests: readonly string[]
  /** Null: the organisation has not rated the school by then, or the run is no organisation's. */
  readonly rating: OwnRating | null
}

export interface Median {
  readonly value: number
  /** 'published' or 'of 16,214 schools'. */
  readonly basis: string
}

export interface Run {
  readonly asAt: string
  readonly year: ResultsYear
  /** Whether it is made as an organisation, whose own records it may use. */
  readonly own: boolean
  median(measure: string, year: ResultsYear): Median | null
  measure(code: string): MeasureName
  /** The national test of that identifier, or the one of that family in force in `year`; null when there is none. */
  test(id: string, year: ResultsYear): Criterion | null
}

export type EvidenceRow =
  | {
      readonly kind: 'measure'
      readonly measure: string
      readonly label: string
      readonly unit: string
      readonly academicYear: string
      readonly value: number | null
      /** Why there is no value; null when there is one. */
      readonly missing: string | null
      readonly comparison: Comparison
      readonly threshold: number | null
      readonly basis: string
      readonly called: string | null
      /** The URN under which it was published, where the school has changed its URN since. */
      readonly asUrn?: number
      readonly answer: Answer
    }
  | {
      readonly kind: 'inspection'
      readonly which: 'latest' | 'previous'
      readonly date: string | null
      readonly framework: string | null
      readonly judgement: string | null
      readonly grade: string | null
      /** The grades that the criterion asks for under the framework; none where it says nothing of it. */
      readonly wanted: readonly string[]
      readonly missing: string | null
      /** The URN the school bore then, where it was another one. */
      readonly asUrn?: number
      readonly answer: Answer
    }
  | {
      readonly kind: 'category of concern'
      readonly date: string | null
      readonly category: string | null
      readonly wanted: readonly string[]
      /** The newest inspection under an earlier URN, where there is none under this one: a category is not passed on. */
      readonly before?: { readonly asUrn: number; readonly date: string; readonly category: string | null }
      readonly answer: Answer
    }
  | {
      readonly kind: 'inspection due'
      /** Of the latest graded inspection; null where none is recorded. */
      readonly date: string | null
      /** From this day on the next inspection is due. */
      readonly due: string | null
      readonly afterYears: number
      readonly asUrn?: number
      readonly answer: Answer
    }
  | {
      readonly kind: 'our rating'
      readonly on: string | null
      readonly rating: RatingName | null
      readonly wanted: readonly RatingName[]
      /** Why there is no rating; null where there is one. */
      readonly missing: string | null
      readonly answer: Answer
    }
  | {
      readonly kind: 'head'
      readonly appointed: string | null
      readonly firstHeadship: boolean | null
      /** Appointed on or after this date counts as recent: so many years before the run's day. */
      readonly since: string
      readonly withinYears: number
      readonly wantsFirstHeadship: boolean
      readonly answer: Answer
    }
  | {
      readonly kind: 'officer concern'
      readonly on: string | null
      readonly concern: 'any' | 'at risk' | 'needs support'
      readonly answer: Answer
    }
  | { readonly kind: 'school request'; readonly on: string | null; readonly answer: Answer }
  | { readonly kind: 'national test'; readonly test: string; readonly year: string; readonly answer: Answer }
