// Owns the page of schools like one school: what they were matched on, their figures side by side, and the middle
// of them. How they are found is similar.rules.ts.
import { Details } from '#govuk/details.tsx'
import type { RecordPageProps } from '#govuk/pages/record-page.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { SubNavigation } from '#govuk/sub-navigation.tsx'
import { Table } from '#govuk/table.tsx'
import { academicYear, type Measure } from '../evidence/measures.rules.ts'
import { type Alike, medianOf, partNames, type Traits, whyAlike } from '../similar/similar.rules.ts'
import type { Pool, ShownSchool } from '../similar/similar.queries.ts'
import { Frame, type ProfileFrame } from './frame.tsx'
import type { Achieved } from './likeness.actions.ts'
import { isSigned, showValue } from './series.rules.ts'

export type Likeness = {
  pool: Pool
  alike: readonly Alike[]
  names: Map<number, ShownSchool>
  achieved: readonly Achieved[]
}

const show = (measure: Measure, value: number) =>
  showValue(measure.unit, Math.round(value * 100) / 100, isSigned(measure))
/** How many are shown before the others are folded. */
const FIRST = 10
const none = { text: 'No number', format: 'numeric' }
const numeric = (text: string) => ({ text, format: 'numeric' })

/** What the match left out because it is not known of the school itself. */
export function leftOut(school: Traits): string[] {
  const parts = (['size', 'disadvantage', 'prior', 'runBy'] as const).filter((part) => school[part] === null)
  return parts.map((part) => partNames[part])
}

export function SimilarPage(
  props: ProfileFrame &
    Likeness & {
      within: 'England' | 'authority'
      provenance: RecordPageProps['provenance']
    },
) {
  const { school, pool, alike, within } = props
  const address = `/schools/${school.urn}/similar`
  return (
    <Frame {...props}>
      <SubNavigation
        label="Where to look"
        items={[
          { text: 'In England', href: address, active: within === 'England' },
          {
            text: `In ${school.la_name ?? 'its authority'}`,
            href: `${address}?within=authority`,
            active: within === 'authority',
          },
        ]}
      />
      {alike.length === 0 ? (
        <p class="govuk-body">
          {pool.school.kind === null
            ? 'The register does not say enough of this school to find others like it.'
            : 'No other open school of this kind can be compared: its size, its disadvantage and its prior attainment are not held, or nobody else’s are.'}
        </p>
      ) : (
        <>
          <HowMatched pool={pool} many={alike.length} />
          <SimilarTable {...props} from={0} to={FIRST} />
          {alike.length > FIRST ? (
            <Details summaryText={`The next ${alike.length - FIRST}`}>
              <SimilarTable {...props} from={FIRST} to={alike.length} />
            </Details>
          ) : null}
        </>
      )}
    </Frame>
  )
}

/** What the match rests on, and what was left out. */
export function HowMatched({ pool, many }: { pool: Pool; many: number }) {
  const missing = leftOut(pool.school)
  const { years, priorMeasure } = pool
  return (
    <>
      <p class="govuk-body">
        The {many} open schools nearest to this one, of {pool.traits.length.toLocaleString('en-GB')} of its
        kind ({pool.school.kind}). They are like it in size, disadvantage, prior attainment and who runs them.
        What a school achieved plays no part, so results can be compared fairly.
      </p>
      {missing.length > 0 ? (
        <p class="govuk-body">Not known of this school, and so left out: {missing.join('; ')}.</p>
      ) : null}
      <Details summaryText="How they are matched">
        <p class="govuk-body">
          Only schools of the same kind are compared: what they are for, the ages they take, and whether they
          select. Pupils on roll are from the register; they count by ratio, so that 50 and 100 differ as 500
          and 1,000 do. Disadvantage is free school meals in the last six years
          {years.disadvantage === null ? ' (not held)' : ` (${academicYear(years.disadvantage)})`}.
          {priorMeasure === null
            ? ' Prior attainment is not published for this kind of school.'
            : ` Prior attainment is: ${priorMeasure.label.toLowerCase()}${years.prior === null ? ' (not held)' : ` (${academicYear(years.prior)})`}.`}
        </p>
        <p class="govuk-body">
          Each difference is counted in standard deviations over all open schools of the kind; another kind of
          body running the school counts as half of one. How far apart two schools are is the root of the mean
          squared difference. What is not known of one of the two is left out and said; schools that can be
          compared in more come first.
        </p>
      </Details>
    </>
  )
}

/** Those like the school from one place to before another, with their figures; first itself and the middle of all of them. */
export function SimilarTable({
  school,
  pool,
  alike,
  names,
  achieved,
  from,
  to,
}: Likeness & { school: { urn: number; name: string }; from: number; to: number }) {
  const own = pool.school
  const percentage = (value: number | null) =>
    value === null ? none : numeric(`${Math.round(value * 10) / 10}%`)
  const plain = (value: number | null) =>
    value === null ? none : numeric((Math.round(value * 100) / 100).toLocaleString('en-GB'))
  const middle = (values: (number | null)[]) => medianOf(values.filter((value) => value !== null))
  const intake = (traits: Pick<Traits, 'size' | 'disadvantage' | 'prior'>) => [
    plain(traits.size),
    percentage(traits.disadvantage),
    ...(pool.priorMeasure ? [plain(traits.prior)] : []),
  ]
  const caption = from === 0 ? 'Schools like this one, the nearest first' : 'Schools less near'
  const first = [
    [
      { text: `${school.name} (this school)` },
      ...intake(own),
      ...achieved.map((a) => numeric(show(a.measure, a.own))),
    ],
    [
      { text: 'Median of the schools like it' },
      ...intake({
        size: middle(alike.map((a) => a.school.size)),
        disadvantage: middle(alike.map((a) => a.school.disadvantage)),
        prior: middle(alike.map((a) => a.school.prior)),
      }),
      ...achieved.map(({ measure, others }) => {
        const median = medianOf([...others.values()])
        return median === null ? none : numeric(`${show(measure, median)} (${others.size} schools)`)
      }),
    ],
  ]
  return (
    <ScrollingTable label={caption}>
      <Table
        caption={caption}
        captionClasses="govuk-table__caption--m"
        firstCellIsHeader
        classes="alongside-compact"
        head={[
          { text: 'School' },
          { text: 'Pupils', format: 'numeric' },
          { text: 'Free school meals', format: 'numeric' },
          ...(pool.priorMeasure ? [{ text: 'Prior attainment', format: 'numeric' }] : []),
          ...achieved.map(({ measure, year }) => ({
            text: `${measure.label}, ${academicYear(year)}`,
            format: 'numeric',
          })),
        ]}
        rows={[
          ...(from === 0 ? first : []),
          ...alike.slice(from, to).map((one) => {
            const shown = names.get(one.school.urn)
            return [
              {
                text: (
                  <>
                    <a class="govuk-link" href={`/schools/${one.school.urn}`}>
                      {shown?.name ?? `URN ${one.school.urn}`}
                    </a>
                    <span class="govuk-hint">
                      {[shown?.town, shown?.authority].filter(Boolean).join(', ')}
                      {'. '}
                      {whyAlike(own, one)}
                    </span>
                  </>
                ),
              },
              ...intake(one.school),
              ...achieved.map(({ measure, others }) => {
                const value = others.get(one.school.urn)
                return value === undefined ? none : numeric(show(measure, value))
              }),
            ]
          }),
        ]}
      />
    </ScrollingTable>
  )
}
