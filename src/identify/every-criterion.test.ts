// Every national test and every criterion and category of the built-in packs, over generated evidence: what the
// sentence says is true of the figures, and a school with only suppressed figures is always unknown.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPackFolder } from '#src/packs/built-in.actions.ts'
import { type Condition, type Criterion, RATING_NAMES } from '#src/packs/conditions.rules.ts'
import { measureOf } from '#src/schools/evidence/measures.rules.ts'
import { neededFor } from './asked.rules.ts'
import { school } from './criteria.fixture.ts'
import { answer, evidenceFor, named } from './criteria.rules.ts'
import type { EvidenceRow, Run, SchoolEvidence } from './evidence.rules.ts'
import { NATIONAL_TESTS, PUBLISHED_MEDIANS, nationalTest } from './national-tests.rules.ts'
import { sentence } from './sentence.rules.ts'
import { VOCABULARY } from './vocabulary.rules.ts'

const packs = await Promise.all(
  ['county-challenge', 'leaders-of-education'].map(async (id) => {
    const { pack } = await readPackFolder(`packs/${id}`, VOCABULARY)
    if (!pack) throw new Error(`${id} has faults`)
    return pack
  }),
)
const everything: Criterion[] = [
  ...NATIONAL_TESTS,
  ...packs.flatMap(({ criteria }) => criteria),
  ...packs.flatMap(({ categories }) =>
    categories.flatMap(({ when, ...category }): Criterion[] =>
      when === null ? [] : [{ ...category, years: null, when }],
    ),
  ),
]

type Median = number | undefined
const runOf = (year: number, asAt: string, medians: (measure: string, year: number) => Median): Run => ({
  asAt,
  own: true,
  year,
  median(measure, y) {
    const value = PUBLISHED_MEDIANS[measure]?.[y] ?? medians(measure, y)
    return value === undefined ? null : { value, basis: 'published' }
  },
  measure: measureOf,
  test: nationalTest,
})

/** The thresholds of a condition and figures on either side of them. */
function thresholdsOf(condition: Condition): number[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(thresholdsOf)
    case 'not':
      return thresholdsOf(condition.of)
    case 'years':
      return thresholdsOf(condition.where)
    case 'measure':
      return 'fixed' in condition.threshold ? [condition.threshold.fixed] : [86, 93]
    case 'national test':
      return NATIONAL_TESTS.filter(({ id }) => id.startsWith(condition.test)).flatMap(({ when }) =>
        thresholdsOf(when),
      )
    default:
      return []
  }
}
const REASONS = ['suppressed', 'not published', 'low coverage', 'new school']
function hash(text: string): number {
  let sum = 7
  for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) % 99_991
  return sum
}

const evidenceOf = (
  criterion: Criterion,
): fc.Arbitrary<{ evidence: SchoolEvidence; run: Run; year: number }> => {
  const near = thresholdsOf(criterion.when).flatMap((t) => [t - 1, t - 0.1, t, t + 0.1, t + 1])
  const cells = [...(near.length ? near : [50]), ...REASONS, 'no figure is held']
  return fc
    .record({
      year: fc.integer({ min: criterion.years?.from ?? 2009, max: criterion.years?.to ?? 2026 }),
      // Each figure of each year comes out of this by its name, so that any measure has one.
      seeds: fc.array(fc.nat(9_973), { minLength: 12, maxLength: 12 }),
      median: fc.constantFrom<Median>(undefined, 70, 86, 93),
      earlier: fc.option(fc.constantFrom(100_001, 100_002)),
      inspections: fc.array(
        fc.record({
          framework: fc.constantFrom(...VOCABULARY.frameworks),
          judgement: fc.constantFrom(...VOCABULARY.judgements),
          grade: fc.constantFrom(...VOCABULARY.grades, 'not judged', null),
          category: fc.constantFrom('none', ...VOCABULARY.categoriesOfConcern, null),
        }),
        { maxLength: 2 },
      ),
      head: fc.option(
        fc.record({
          from: fc.constantFrom('2018-09-01', '2024-11-21', '2024-11-20', '2026-01-01', null),
          firstHeadship: fc.constantFrom(true, false, null),
        }),
      ),
      concerns: fc.array(
        fc.record({
          on: fc.constant('2026-02-03'),
          kind: fc.constantFrom('at risk' as const, 'needs support' as const),
        }),
        { maxLength: 2 },
      ),
      requests: fc.array(fc.constant('2026-05-06'), { maxLength: 1 }),
      rating: fc.option(
        fc.record({ on: fc.constant('2026-03-04'), rating: fc.constantFrom(...RATING_NAMES) }),
      ),
    })
    .map(({ year, seeds, median, earlier, inspections, ...known }) => {
      const cell = (measure: string, y: number) =>
        cells[(seeds[hash(`${measure}${y}`) % seeds.length] ?? 0) % cells.length] ?? 'no figure is held'
      return {
        year,
        run: runOf(year, '2026-11-21', () => median),
        evidence: school(
          {},
          {
            ...known,
            value: (measure, y) => {
              const found = cell(measure, y)
              return typeof found === 'number' ? found : Number.NaN
            },
            missing: (measure, y) => String(cell(measure, y)),
            asUrn: (_, y) => (y % 2 === 0 ? earlier : null),
            inspections: inspections.map(({ framework, judgement, grade, category }, i) => ({
              framework,
              date: `${seeds[0]! % 2 === 0 ? 2025 - i * 4 : 2023 - i}-11-2${seeds[1]! % 3}`,
              category,
              // The older one, or both, may be those of the school that this one replaced.
              ...(earlier !== null && (i > 0 || seeds[2]! % 2 === 0) ? { asUrn: earlier } : {}),
              grades: { [judgement]: grade, overall: grade },
            })),
          },
        ),
      }
    })
}

const number = (text: string) => Number(text.replace('−', '-').replaceAll(/[%£,]/g, ''))
const holds: Record<string, (value: number, bar: number) => boolean> = {
  below: (value, bar) => value < bar,
  'at or above': (value, bar) => value >= bar,
  above: (value, bar) => value > bar,
  'at or below': (value, bar) => value <= bar,
}

/** Reads a sentence back, clause by clause, and holds each comparison against the school's figures. */
function checkSentence(text: string, rows: readonly EvidenceRow[], evidence: SchoolEvidence): number {
  let checked = 0
  const figures = rows.filter((row) => row.kind === 'measure')
  for (const clause of text
    .replace(/^Cannot say: /, '')
    .replace(/\.$/, '')
    .split('; ')) {
    const found =
      /(?:^|\s)(below|at or above|at or below|above) (?:the national median of |the )?(−?[\d.]+)%?(?: floor| bar)? in ([\d, and]+): (.+)$/i.exec(
        clause,
      )
    if (!found) continue
    const [, relation = '', bar = '', years = '', values = ''] = found
    const said = values.split(', ').map((value) => value.replace(/ \(as URN \d+\)$/, ''))
    const when = years.match(/\d{4}/g)?.map(Number) ?? []
    expect(said).toHaveLength(when.length)
    // One label may begin another: the longest that fits is the one meant.
    const measure = figures
      .filter(
        (row) =>
          (row.called !== null && clause.includes(row.called)) ||
          clause.toLowerCase().startsWith(row.label.toLowerCase()),
      )
      .toSorted((a, b) => b.label.length - a.label.length)[0]?.measure
    expect(measure, clause).toBeDefined()
    when.forEach((year, i) => {
      const value = number(said[i] ?? '')
      expect(value, clause).toBeCloseTo(evidence.value(measure ?? '', year), 3)
      expect(holds[relation.toLowerCase()]?.(value, number(bar)), clause).toBe(true)
      const urn = evidence.asUrn(measure ?? '', year)
      expect(values.includes(`as URN ${urn}`), clause).toBe(urn !== null)
      checked++
    })
  }
  return checked
}

/** Whether a row other than a figure is as the school's records are, and stands in the sentence. */
function isTrue(row: EvidenceRow, text: string, evidence: SchoolEvidence): boolean {
  switch (row.kind) {
    case 'measure':
      return (
        row.missing === null ||
        (evidence.missing(row.measure, Number(row.academicYear.slice(0, 4)) + 1) === row.missing &&
          text.includes(`(${row.missing})`))
      )
    case 'inspection':
      return (
        row.grade === null ||
        (evidence.inspections.find(({ date, asUrn }) => date === row.date && asUrn === row.asUrn)?.grades[
          row.judgement ?? ''
        ] === row.grade &&
          text.includes(`as URN ${row.asUrn}`) === (row.asUrn !== undefined) &&
          text.includes(`${row.judgement} ${row.grade}`) &&
          row.answer === (row.wanted.includes(row.grade) ? 'met' : 'not met'))
      )
    case 'category of concern':
      return (
        (row.category === null &&
          (row.before === undefined || text.includes(`as URN ${row.before.asUrn}`))) ||
        (evidence.inspections.find(({ asUrn }) => asUrn === undefined)?.category === row.category &&
          text
            .toLowerCase()
            .includes(row.category === 'none' || row.category === null ? 'in no category' : row.category))
      )
    case 'inspection due':
      return (
        (evidence.inspections[0]?.date ?? null) === row.date &&
        text.includes(`as URN ${row.asUrn}`) === (row.asUrn !== undefined) &&
        (row.due === null
          ? row.answer === 'unknown'
          : text.includes(row.due <= '2026-11-21' ? 'has been due since' : 'is not due before') &&
            row.answer === (row.due <= '2026-11-21' ? 'met' : 'not met'))
      )
    case 'our rating':
      return row.rating === null
        ? evidence.rating === null && row.answer === 'unknown' && text.includes(row.missing ?? '')
        : evidence.rating?.rating === row.rating &&
            text.includes(`rated the school ${row.rating}`) &&
            row.answer === (row.wanted.includes(row.rating) ? 'met' : 'not met')
    case 'head':
      return (
        (evidence.head?.from ?? null) === row.appointed &&
        (row.appointed === null || text.includes(row.appointed >= row.since ? 'within the last' : 'ago'))
      )
    case 'officer concern':
      return (row.answer === 'met') === (row.on !== null)
    case 'school request':
      return (evidence.requests[0] ?? null) === row.on
    case 'national test':
      return nationalTest(row.test, Number(row.year.slice(0, 4)) + 1) === null
  }
}

describe.each(everything.map((criterion) => [criterion.id, criterion] as const))('%s', (_, criterion) => {
  test('says nothing in its sentence that is not so', () => {
    fc.assert(
      fc.property(evidenceOf(criterion), ({ evidence, run, year }) => {
        const result = named(answer(criterion.when, evidence, run, year))
        const rows = evidenceFor(criterion.when, evidence, run, year)
        const text = sentence(result, rows)
        expect(rows.length).toBeGreaterThan(0)
        expect(text.startsWith('Cannot say')).toBe(result === 'unknown')
        const checked = checkSentence(text, rows, evidence)
        const settled = rows.filter((row) => row.kind === 'measure' && row.answer !== 'unknown')
        // Every figure that decides is said, and what is said was checked.
        expect(checked).toBe(settled.length)
        for (const row of rows)
          expect(isTrue(row, text, evidence), `${JSON.stringify(row)} ${text}`).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

const onFigures = everything.filter((criterion) => {
  const year = criterion.years?.from ?? 2019
  const { figures, inspections, own } = neededFor([{ criterion, year }], nationalTest)
  return figures.size > 0 && !inspections && !own
})

test.each(onFigures.map((criterion) => [criterion.id, criterion] as const))(
  '%s is unknown for a school of which nothing but reasons is published, whatever the medians',
  (_, criterion) => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...REASONS), { minLength: 7, maxLength: 7 }),
        fc.constantFrom<Median>(undefined, 0, 93, 100),
        fc.integer({ min: criterion.years?.from ?? 2010, max: criterion.years?.to ?? 2026 }),
        (reasons, median, year) => {
          const suppressed = school(
            {},
            {
              value: () => Number.NaN,
              missing: (measure, y) => reasons[hash(`${measure}${y}`) % reasons.length] ?? '',
            },
          )
          const run = runOf(year, `${year}-12-15`, () => median)
          expect(named(answer(criterion.when, suppressed, run, year))).toBe('unknown')
        },
      ),
      { numRuns: 30 },
    )
  },
)
