// Criteria: what a condition answers for one school — met, not met or unknown — and the evidence that
// decides it. Three-valued (Kleene) throughout: a missing number is never below and never above.
// Wording is sentence.rules.ts; loading the evidence is evidence.queries.ts.
import type { Comparison, Condition, ResultsYear } from '#src/packs/conditions.rules.ts'
import { academicYear } from '#src/packs/conditions.rules.ts'
import type { Answer, EvidenceRow, Headship, Inspection, Run, SchoolEvidence } from './evidence.rules.ts'
import { windowOf, yearOf } from './asked.rules.ts'

/** Kleene's three values as numbers, so that `all` is the least and `any` the greatest of its parts. */
export type Kleene = -1 | 0 | 1

export function named(answer: Kleene): Answer {
  return answer === 1 ? 'met' : answer === -1 ? 'not met' : 'unknown'
}

const opposite = (a: Kleene): Kleene => (a === 1 ? -1 : a === -1 ? 1 : 0)

/**
 * Kleene's answer of `condition` for one school: 1 met, −1 not met, 0 unknown.
 * `year` is the results year that `year: run` means. Never throws for missing data.
 */
export function answer(condition: Condition, school: SchoolEvidence, run: Run, year: ResultsYear): Kleene {
  switch (condition.kind) {
    case 'all': {
      let least: Kleene = 1
      for (const part of condition.of) {
        const a = answer(part, school, run, year)
        if (a < least) least = a
        if (least === -1) break
      }
      return least
    }
    case 'any': {
      let greatest: Kleene = -1
      for (const part of condition.of) {
        const a = answer(part, school, run, year)
        if (a > greatest) greatest = a
        if (greatest === 1) break
      }
      return greatest
    }
    case 'not':
      return opposite(answer(condition.of, school, run, year))
    case 'measure': {
      const at = yearOf(condition.year, year)
      const value = school.value(condition.measure, at)
      if (Number.isNaN(value)) return 0
      const threshold =
        'fixed' in condition.threshold
          ? condition.threshold.fixed
          : (run.median(condition.measure, at)?.value ?? Number.NaN)
      return compare(value, condition.compare, threshold)
    }
    case 'years': {
      let met = 0
      let unknown = 0
      const { from, to } = windowOf(condition.window, year)
      for (let y = from; y <= to; y++) {
        const a = answer(condition.where, school, run, y)
        if (a === 1) met++
        else if (a === 0) unknown++
      }
      return counted(met, unknown, condition.atLeast, condition.atMost)
    }
    case 'inspection': {
      const inspection = inspectionMeant(condition, school)
      return inspection ? judge(condition, inspection) : 0
    }
    case 'category of concern': {
      const category = school.inspections.find(isOwn)?.category ?? null
      if (category === null) return 0
      return condition.categories.some((c) => c === category) ? 1 : -1
    }
    case 'inspection due': {
      const latest = school.inspections[0]
      return latest ? (run.asAt >= yearsBefore(latest.date, -condition.afterYears) ? 1 : -1) : 0
    }
    case 'our rating':
      // Another organisation's rating is nobody else's business, so without one of ours there is no saying.
      if (!run.own || school.rating === null) return 0
      return condition.ratings.includes(school.rating.rating) ? 1 : -1
    case 'head':
      return judgeHead(condition, school.head, run.asAt)
    case 'officer concern':
      return school.concerns.some((c) => condition.concern === 'any' || c.kind === condition.concern) ? 1 : -1
    case 'school request':
      return school.requests.length > 0 ? 1 : -1
    case 'national test': {
      const test = run.test(condition.test, year)
      return test ? answer(test.when, school, run, year) : 0
    }
  }
}

/**
 * The evidence that decides the answer, in the order of the condition: for a `met` any, the parts that are
 * met, for one that is unknown, the parts that are; for a `not met` all, the parts that are not; otherwise
 * every part. Never empty. `isMet`: whether the answer, where the caller has it already, is met.
 */
export function evidenceFor(
  condition: Condition,
  school: SchoolEvidence,
  run: Run,
  year: ResultsYear,
  isMet = answer(condition, school, run, year) === 1,
): EvidenceRow[] {
  const found: Found = { rows: [], figures: [] }
  collect(condition, school, run, year, isMet, found)
  return found.rows
}

/** What `collect` has found so far. Two parts of a condition may rest on the same figure; it is shown once. */
interface Found {
  readonly rows: EvidenceRow[]
  readonly figures: number[]
}

type Measured = Extract<EvidenceRow, { kind: 'measure' }>

/** One figure compared with one bar: what an evidence row has in common for all schools of a run. */
interface FigureAsked {
  /** The same number for the same figure and bar, wherever in the run's criteria they are asked for. */
  readonly number: number
  readonly row: Omit<Measured, 'value' | 'missing' | 'asUrn' | 'answer'>
  /** The rows of schools that have no figure, by its reason: many schools share one. */
  readonly missing: Map<string, Measured>
}

/** What a run has asked for so far, so that it is described once and not once a school. */
interface FiguresAsked {
  readonly numbers: Map<string, number>
  readonly by: Map<Condition, Map<ResultsYear, FigureAsked>>
}

const ASKED = new WeakMap<Run, FiguresAsked>()

function figureAsked(
  condition: Extract<Condition, { kind: 'measure' }>,
  run: Run,
  at: ResultsYear,
): FigureAsked {
  let ofRun = ASKED.get(run)
  if (!ofRun) ASKED.set(run, (ofRun = { numbers: new Map(), by: new Map() }))
  let years = ofRun.by.get(condition)
  if (!years) ofRun.by.set(condition, (years = new Map()))
  const kept = years.get(at)
  if (kept) return kept
  const { measure, compare: comparison, called } = condition
  const median = 'median' in condition.threshold ? run.median(measure, at) : null
  const threshold = 'fixed' in condition.threshold ? condition.threshold.fixed : (median?.value ?? null)
  const basis =
    'fixed' in condition.threshold ? 'fixed' : median ? `national median, ${median.basis}` : 'national median'
  const figureAndBar = [measure, at, comparison, threshold, basis].join('|')
  const number = ofRun.numbers.get(figureAndBar) ?? ofRun.numbers.size
  ofRun.numbers.set(figureAndBar, number)
  const { label, unit } = run.measure(measure)
  const asked: FigureAsked = {
    number,
    row: {
      kind: 'measure',
      measure,
      label,
      unit,
      academicYear: academicYear(at),
      comparison,
      threshold,
      basis,
      called,
    },
    missing: new Map(),
  }
  years.set(at, asked)
  return asked
}

function figureRow(asked: FigureAsked, school: SchoolEvidence, at: ResultsYear): Measured {
  const { measure, label, unit, academicYear: academic, comparison, threshold, basis, called } = asked.row
  const value = school.value(measure, at)
  const asUrn = school.asUrn(measure, at)
  const isMissing = Number.isNaN(value)
  const missing = isMissing ? school.missing(measure, at) : null
  if (missing !== null && asUrn === null) {
    const shared = asked.missing.get(missing)
    if (shared) return shared
  }
  const row: Measured = {
    kind: 'measure',
    measure,
    label,
    unit,
    academicYear: academic,
    value: isMissing ? null : value,
    missing,
    comparison,
    threshold,
    basis,
    called,
    ...(asUrn === null ? undefined : { asUrn }),
    answer: named(compare(value, comparison, threshold ?? Number.NaN)),
  }
  if (missing !== null && asUrn === null) asked.missing.set(missing, row)
  return row
}

function show({ rows }: Found, row: EvidenceRow): void {
  if (!rows.some((other) => other.kind === row.kind && JSON.stringify(other) === JSON.stringify(row)))
    rows.push(row)
}

/** `isMet`: whether the condition is met, as far as is known from the whole that it is part of. */
function collect(
  condition: Condition,
  school: SchoolEvidence,
  run: Run,
  year: ResultsYear,
  isMet: boolean | null,
  found: Found,
): void {
  switch (condition.kind) {
    case 'all': {
      const whole = isMet ? 1 : answer(condition, school, run, year)
      for (const part of condition.of)
        if (whole !== -1 || answer(part, school, run, year) === -1)
          collect(part, school, run, year, whole === 0 ? null : whole === 1, found)
      return
    }
    case 'any': {
      const answers = condition.of.map((part) => answer(part, school, run, year))
      const whole = Math.max(-1, ...answers)
      for (const [i, part] of condition.of.entries())
        if (answers[i] === whole) collect(part, school, run, year, whole === 1, found)
      return
    }
    case 'not':
      return collect(condition.of, school, run, year, isMet ? false : null, found)
    case 'measure': {
      const at = yearOf(condition.year, year)
      const asked = figureAsked(condition, run, at)
      if (found.figures.includes(asked.number)) return
      found.figures.push(asked.number)
      found.rows.push(figureRow(asked, school, at))
      return
    }
    case 'years': {
      const { from, to } = windowOf(condition.window, year)
      // Enough years met is proof by itself only when there is no upper bound that could still be passed.
      const bounded =
        condition.atLeast === 0 || (condition.atMost !== null && condition.atMost < to - from + 1)
      const onlyMet = !bounded && (isMet ?? answer(condition, school, run, year) === 1)
      for (let y = from; y <= to; y++)
        if (!onlyMet || answer(condition.where, school, run, y) === 1)
          collect(condition.where, school, run, y, onlyMet ? true : null, found)
      return
    }
    case 'inspection': {
      const inspection = inspectionMeant(condition, school)
      if (!inspection) {
        const missing = `no ${condition.which} graded inspection is recorded${condition.ownUrn && school.inspections.some((one) => !isOwn(one)) ? ' under the school’s own URN' : ''}`
        show(found, {
          kind: 'inspection',
          which: condition.which,
          date: null,
          framework: null,
          judgement: null,
          grade: null,
          wanted: [],
          missing,
          answer: 'unknown',
        })
        return
      }
      const { framework, date } = inspection
      const judgements: JudgedRow[] = []
      const whole = judge(condition, inspection, judgements)
      for (const judged of judgements) {
        if (whole === 1 && judged.answer !== 'met') continue
        show(found, {
          kind: 'inspection',
          which: condition.which,
          date,
          framework,
          ...judged,
          ...asUrnOf(inspection),
        })
      }
      return
    }
    case 'category of concern': {
      const own = school.inspections.find(isOwn)
      const [before] = school.inspections
      show(found, {
        kind: 'category of concern',
        date: own?.date ?? null,
        category: own?.category ?? null,
        wanted: condition.categories,
        ...(own === undefined && before?.asUrn !== undefined
          ? { before: { asUrn: before.asUrn, date: before.date, category: before.category } }
          : {}),
        answer: named(answer(condition, school, run, year)),
      })
      return
    }
    case 'inspection due': {
      const [latest] = school.inspections
      const date = latest?.date ?? null
      show(found, {
        kind: 'inspection due',
        date,
        due: date === null ? null : yearsBefore(date, -condition.afterYears),
        afterYears: condition.afterYears,
        ...(latest ? asUrnOf(latest) : {}),
        answer: named(answer(condition, school, run, year)),
      })
      return
    }
    case 'our rating': {
      const rating = run.own ? school.rating : null
      show(found, {
        kind: 'our rating',
        on: rating?.on ?? null,
        rating: rating?.rating ?? null,
        wanted: condition.ratings,
        missing:
          rating !== null
            ? null
            : run.own
              ? 'no officer has rated the school'
              : 'ratings are an organisation’s own, and this run is made without one',
        answer: named(answer(condition, school, run, year)),
      })
      return
    }
    case 'head':
      show(found, {
        kind: 'head',
        appointed: school.head?.from ?? null,
        firstHeadship: school.head?.firstHeadship ?? null,
        since: yearsBefore(run.asAt, condition.withinYears),
        withinYears: condition.withinYears,
        wantsFirstHeadship: condition.firstHeadship,
        answer: named(judgeHead(condition, school.head, run.asAt)),
      })
      return
    case 'officer concern': {
      const concern = school.concerns.find((c) => condition.concern === 'any' || c.kind === condition.concern)
      show(found, {
        kind: 'officer concern',
        on: concern?.on ?? null,
        concern: concern?.kind ?? condition.concern,
        answer: concern ? 'met' : 'not met',
      })
      return
    }
    case 'school request': {
      const on = school.requests[0] ?? null
      show(found, { kind: 'school request', on, answer: on ? 'met' : 'not met' })
      return
    }
    case 'national test': {
      const test = run.test(condition.test, year)
      if (test) collect(test.when, school, run, year, isMet, found)
      else
        show(found, {
          kind: 'national test',
          test: condition.test,
          year: academicYear(year),
          answer: 'unknown',
        })
    }
  }
}

const isOwn = ({ asUrn }: Inspection): boolean => asUrn === undefined
const asUrnOf = ({ asUrn }: Inspection): { asUrn?: number } => (asUrn === undefined ? {} : { asUrn })

/** The inspection that a condition is about: newest first, with those under earlier URNs unless it says otherwise. */
function inspectionMeant(
  { which, ownUrn }: Extract<Condition, { kind: 'inspection' }>,
  { inspections }: SchoolEvidence,
): Inspection | undefined {
  return (ownUrn ? inspections.filter(isOwn) : inspections)[which === 'latest' ? 0 : 1]
}

/** Whether `value` stands to `threshold` as `comparison` says; unknown when either is NaN. */
export function compare(value: number, comparison: Comparison, threshold: number): Kleene {
  if (Number.isNaN(value) || Number.isNaN(threshold)) return 0
  const holds =
    comparison === 'below'
      ? value < threshold
      : comparison === 'at most'
        ? value <= threshold
        : comparison === 'above'
          ? value > threshold
          : value >= threshold
  return holds ? 1 : -1
}

/** Whether a count lies in [atLeast, atMost] when `unknown` of the years might yet turn out to be met. */
export function counted(met: number, unknown: number, atLeast: number, atMost: number | null): Kleene {
  const most = met + unknown
  const limit = atMost ?? Number.POSITIVE_INFINITY
  if (met >= atLeast && most <= limit) return 1
  if (most < atLeast || met > limit) return -1
  return 0
}

/** Words that Ofsted publishes where no grade was given: they say nothing about the school. */
const IN_PLACE_OF_A_GRADE = new Set(['not inspected', 'insufficient evidence', 'no grade', 'not judged'])

interface JudgedRow {
  readonly judgement: string | null
  readonly grade: string | null
  readonly wanted: readonly string[]
  readonly missing: string | null
  readonly answer: Answer
}

/** The answer of one inspection; `rows`, if given, takes what was looked at. */
function judge(
  condition: Extract<Condition, { kind: 'inspection' }>,
  inspection: Inspection,
  rows?: JudgedRow[],
): Kleene {
  let met = false
  let open = false
  let covered = false
  const leaveOpen = (missing: string, wanted: readonly string[], judgement: string | null = null): void => {
    open = true
    rows?.push({ judgement, grade: null, wanted, missing, answer: 'unknown' })
  }
  for (const clause of condition.judged) {
    if (!clause.frameworks.includes(inspection.framework)) continue
    covered = true
    const judgements = clause.judgements === 'any' ? Object.keys(inspection.grades) : clause.judgements
    if (judgements.length === 0) leaveOpen('no grades are recorded', clause.grades)
    for (const judgement of judgements) {
      const grade = inspection.grades[judgement] ?? null
      if (grade === null) leaveOpen('is not recorded', clause.grades, judgement)
      else if (IN_PLACE_OF_A_GRADE.has(grade))
        leaveOpen(`was published as “${grade}”`, clause.grades, judgement)
      else {
        const counts = clause.grades.includes(grade)
        met ||= counts
        rows?.push({
          judgement,
          grade,
          wanted: clause.grades,
          missing: null,
          answer: counts ? 'met' : 'not met',
        })
      }
    }
  }
  // Grades are never converted: a framework of which the criterion says nothing leaves the matter open.
  if (!covered) leaveOpen('the criterion does not say what counts under this framework', [])
  return met ? 1 : open ? 0 : -1
}

function judgeHead(
  condition: { readonly withinYears: number; readonly firstHeadship: boolean },
  head: Headship | null,
  asAt: string,
): Kleene {
  const recent = head?.from ? (head.from >= yearsBefore(asAt, condition.withinYears) ? 1 : -1) : 0
  if (!condition.firstHeadship) return recent
  const first = head?.firstHeadship === true ? 1 : head?.firstHeadship === false ? -1 : 0
  return recent < first ? recent : first
}

/** The same day that many years earlier (later, where `years` is below nought); 29 February becomes the 28th. */
export function yearsBefore(date: string, years: number): string {
  const moved = `${String(Number(date.slice(0, 4)) - years).padStart(4, '0')}${date.slice(4)}`
  const leap = new Date(`${moved}T00:00:00Z`)
  return moved.endsWith('02-29') && leap.getUTCDate() !== 29 ? `${moved.slice(0, 8)}28` : moved
}
