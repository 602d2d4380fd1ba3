// Owns how figures of a school are shown: the table of headlines, a chart with its figures folded beneath, and
// the tables of everything else.
import { Details } from '#govuk/details.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table, type TableCell } from '#govuk/table.tsx'
import { academicYear } from '../evidence/measures.rules.ts'
import { EarlierFigures, nothing } from './before-blocks.tsx'
import { earlierTable } from './before.rules.ts'
import {
  comparatorKeys,
  comparatorsOf,
  isSigned,
  type Median,
  nearestPublished,
  type Series,
  showComputed,
  showPoint,
  showReason,
  showValue,
  stretches,
  topicOf,
  trendSentence,
} from './series.rules.ts'

type Cell = TableCell
const numeric = (text: Cell['text']): Cell => ({ text, format: 'numeric' })
const schools = (n: number) => `${n.toLocaleString('en-GB')} ${n === 1 ? 'school' : 'schools'}`

/** The latest figure of each measure beside its medians, and on how many schools each rests. */
export function HeadlineTable({ headlines, urn }: { headlines: readonly Series[]; urn: number }) {
  const latest = headlines.map((series) => ({ series, last: stretches(series).at(-1)!.at(-1)! }))
  // England's figures of one year may be held and of another not: the widest group then has no one name.
  const columns = comparatorKeys.flatMap((key) => {
    const labels = new Set(
      latest.flatMap(({ series }) => comparatorsOf(series).flatMap((c) => (c.key === key ? c.label : []))),
    )
    return labels.size === 0 ? [] : [{ key, text: labels.size === 1 ? [...labels][0]! : 'All schools held' }]
  })
  return (
    <ScrollingTable label="The latest figure of each">
      <Table
        caption="Medians are of schools of the same kind, of the same year"
        captionClasses="govuk-table__caption--s"
        firstCellIsHeader
        classes="govuk-table--small-text-until-tablet alongside-figures"
        head={[
          { text: 'Measure' },
          { text: 'Year' },
          { text: 'This school', format: 'numeric' },
          ...columns.map(({ text }) => ({ text, format: 'numeric' })),
        ]}
        rows={latest.map(({ series, last }) => [
          { text: `${series.measure.label}${last.urn === urn ? '' : ` (of URN ${last.urn})`}` },
          { text: academicYear(last.year), classes: 'alongside-nowrap' },
          numeric(<strong>{showPoint(series.measure, last)}</strong>),
          ...columns.map(({ key }) => {
            const held = series[key].get(last.year)
            return numeric(
              held ? (
                <>
                  {show(series, held.median)}
                  <span class="govuk-hint alongside-nowrap">{schools(held.schools)}</span>
                </>
              ) : (
                nothing
              ),
            )
          }),
        ])}
      />
    </ScrollingTable>
  )
}

const show = ({ measure }: Series, value: number) => showComputed(measure, value)

const MedianCell = ({ series, held }: { series: Series; held: Median | undefined }) =>
  held ? (
    <>
      {show(series, held.median)}
      <span class="govuk-hint">
        <span class="govuk-visually-hidden">, the middle half </span>
        {show(series, held.lower)} to {show(series, held.upper)}
        <br />
        <span class="govuk-visually-hidden">of </span>
        {schools(held.schools)}
      </span>
    </>
  ) : (
    nothing
  )

/** How the lines of every chart are to be read; said once a page. */
export const ChartKey = ({ earlier = false }: { earlier?: boolean }) => (
  <p class="govuk-body-s">
    Thick line: this school. Thin lines: medians of schools of the same kind. Grey band: the middle half of
    them in the widest group. A gap is a year without a number; a dotted upright, a change of the measure.
    {earlier ? ' Dots of other shapes: schools before this one, each by itself.' : ''}
  </p>
)

/** A chart under its sentence, and its figures folded beneath, where a gap says its reason. */
export function ChartBlock({ series, urn, level = 2 }: { series: Series; urn: number; level?: 2 | 3 }) {
  const Heading = level === 2 ? 'h2' : 'h3'
  const sentence = trendSentence(series)
  const earlier = earlierTable(series)
  const { measure } = series
  return (
    <section class="alongside-charts__one">
      <Heading class="govuk-heading-s">{sentence}</Heading>
      {stretches(series).length > 0 ? (
        <img
          class="alongside-chart"
          src={`/schools/${urn}/charts/${measure.code}.svg`}
          alt={`${sentence}. The figures are beneath.`}
          width="480"
          height="280"
          loading="lazy"
        />
      ) : null}
      {/* On the paper of an overview the chart is enough: the figures are on the paper of its own page. */}
      <Details
        summaryText={`The figures: ${measure.label}`}
        classes={level === 3 ? 'alongside-screen-only' : undefined}
      >
        <SeriesTable series={series} urn={urn} />
        {earlier ? <EarlierFigures table={earlier} /> : null}
      </Details>
    </section>
  )
}

/** Every year of one measure, with medians and what was published of others. */
export function SeriesTable({ series, urn }: { series: Series; urn: number }) {
  const { measure, points } = series
  const comparators = comparatorsOf(series)
  const published = [...new Set(nearestPublished(series.published).map(publisher))]
  const hasCohort = points.some((p) => p.cohort !== null)
  return (
    <ScrollingTable label={`${measure.label}: the figures`}>
      <Table
        caption={`${measure.label}: the figures`}
        captionClasses="govuk-visually-hidden"
        firstCellIsHeader
        classes="govuk-table--small-text-until-tablet alongside-compact"
        head={[
          { text: 'Year' },
          { text: 'This school', format: 'numeric' },
          ...(hasCohort ? [{ text: 'Pupils counted', format: 'numeric' }] : []),
          ...comparators.map(({ label }) => ({ text: `${label} (median, middle half)`, format: 'numeric' })),
          ...published.map((label) => ({ text: `Published: ${label}`, format: 'numeric' })),
        ]}
        rows={points.map((point) => [
          {
            text: (
              <>
                <span class="alongside-nowrap">{academicYear(point.year)}</span>
                {(measure.breaks ?? []).includes(point.year) ? ' (measure changed)' : ''}
              </>
            ),
          },
          numeric(`${showPoint(measure, point)}${point.urn === urn ? '' : ` (URN ${point.urn})`}`),
          ...(hasCohort ? [numeric(point.cohort?.toLocaleString('en-GB') ?? 'Not said')] : []),
          ...comparators.map(({ by }) => numeric(<MedianCell series={series} held={by.get(point.year)} />)),
          ...published.map((label) => {
            const one = series.published.find((p) => p.year === point.year && publisher(p) === label)
            return numeric(
              one
                ? one.value === null
                  ? showReason(one.flag ?? 'blank')
                  : showValue(measure.unit, one.value, isSigned(measure))
                : nothing,
            )
          }),
        ])}
      />
    </ScrollingTable>
  )
}

const publisher = ({ area, population }: Series['published'][number]) => `${area}, ${population}`

/** Figures that are no charts, by topic, each folded: the last six years, then the newest medians. */
export function OtherFigures({ others, urn }: { others: readonly Series[]; urn: number }) {
  const topics = [...new Set(others.map(({ measure }) => topicOf(measure)))]
  return (
    <>
      <h2 class="govuk-heading-m">All other figures</h2>
      <p class="govuk-body-s alongside-screen-only">What you unfold is printed with the page.</p>
      {topics.map((topic) => (
        <Details summaryText={topic} classes="alongside-folded">
          <TopicTable
            topic={topic}
            all={others.filter(({ measure }) => topicOf(measure) === topic)}
            urn={urn}
          />
        </Details>
      ))}
    </>
  )
}

function TopicTable({ topic, all, urn }: { topic: string; all: readonly Series[]; urn: number }) {
  const shown = all.filter((series) => stretches(series).length > 0)
  const years = [...new Set(shown.flatMap((s) => s.points.map((p) => p.year)))]
    .sort((a, b) => a - b)
    .slice(-6)
  return (
    <>
      {shown.length > 0 ? (
        <ScrollingTable label={topic}>
          <Table
            caption={topic}
            captionClasses="govuk-visually-hidden"
            firstCellIsHeader
            classes="govuk-table--small-text-until-tablet alongside-compact"
            head={[
              { text: 'Measure' },
              ...years.map((year) => ({
                text: academicYear(year),
                format: 'numeric',
                classes: 'alongside-nowrap',
              })),
              { text: 'All schools of that kind, newest median', format: 'numeric' },
              { text: 'Authority, newest median', format: 'numeric' },
            ]}
            rows={shown.map((series) => {
              const last = stretches(series).at(-1)!.at(-1)!.year
              return [
                { text: series.measure.label },
                ...years.map((year) => {
                  const point = series.points.find((p) => p.year === year)
                  return numeric(
                    point
                      ? `${showPoint(series.measure, point)}${point.urn === urn ? '' : ` (URN ${point.urn})`}`
                      : nothing,
                  )
                }),
                numeric(<MedianCell series={series} held={series.all.get(last)} />),
                numeric(<MedianCell series={series} held={series.authority.get(last)} />),
              ]
            })}
          />
        </ScrollingTable>
      ) : null}
      <WithoutNumbers all={all.filter((series) => !shown.includes(series))} />
    </>
  )
}

/** Measures without a number in any year, by the reason given: one sentence each, not a row of nothing. */
function WithoutNumbers({ all }: { all: readonly Series[] }) {
  const reasons = new Map<string, string[]>()
  for (const { measure, points } of all) {
    const said = [...new Set(points.map((p) => showReason(p.flag ?? 'blank')))].join('; ')
    reasons.set(said, [...(reasons.get(said) ?? []), measure.label])
  }
  return (
    <>
      {[...reasons].map(([reason, labels]) => (
        <p class="govuk-body-s">
          {reason}: {labels.join('; ')}.
        </p>
      ))}
    </>
  )
}
