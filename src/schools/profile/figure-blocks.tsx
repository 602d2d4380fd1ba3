// Owns how figures of a school are shown: the table of headlines, and a chart with its table.
import { Table } from '#govuk/table.tsx'
import { academicYear } from '../evidence/measures.rules.ts'
import type { School } from './profile.queries.ts'
import {
  allLabel,
  isSigned,
  type Series,
  showPoint,
  showValue,
  stretches,
  trendSentence,
} from './series.rules.ts'

/** The latest figure of each measure beside its medians. */
export function HeadlineTable({ headlines, urn }: { headlines: readonly Series[]; urn: number }) {
  return (
    <Table
      caption="The latest figure of each"
      captionClasses="govuk-visually-hidden"
      firstCellIsHeader
      head={[
        { text: 'Measure' },
        { text: 'Year' },
        { text: 'This school', format: 'numeric' },
        { text: 'All schools (median)', format: 'numeric' },
        { text: 'Authority (median)', format: 'numeric' },
      ]}
      rows={headlines.map((series) => {
        const last = stretches(series).at(-1)!.at(-1)!
        return [
          { text: `${series.measure.label}${last.urn === urn ? '' : ` (of URN ${last.urn})`}` },
          { text: academicYear(last.year) },
          { text: showPoint(series.measure, last), format: 'numeric' },
          { text: median(series, series.all, last.year), format: 'numeric' },
          { text: median(series, series.authority, last.year), format: 'numeric' },
        ]
      })}
    />
  )
}

function median(series: Series, by: Series['all'], year: number): string {
  const held = by.get(year)
  if (!held) return 'None'
  return `${showValue(series.measure.unit, held.median, isSigned(series.measure))} (${held.schools.toLocaleString('en-GB')} ${held.schools === 1 ? 'school' : 'schools'})`
}

/** A chart under its sentence, and its table, where a gap says its reason. */
export function ChartBlock({ series, school }: { series: Series; school: School }) {
  const sentence = trendSentence(series)
  const { measure } = series
  const hasLine = stretches(series).length > 0
  const widest = Math.max(0, ...[...series.all.values()].map((m) => m.schools))
  return (
    <section>
      <h3 class="govuk-heading-s">{sentence}</h3>
      {hasLine ? (
        <img
          class="alongside-chart"
          src={`/schools/${school.urn}/charts/${measure.code}.svg`}
          alt={`${sentence}. The figures are in the table beneath.`}
          width="640"
          height="280"
          loading="lazy"
        />
      ) : null}
      <Table
        caption={`${measure.label}: the figures`}
        captionClasses="govuk-visually-hidden"
        firstCellIsHeader
        classes="govuk-table--small-text-until-tablet"
        head={[
          { text: 'Year' },
          { text: 'This school', format: 'numeric' },
          { text: 'Pupils counted', format: 'numeric' },
          { text: `${allLabel(widest)} (median)`, format: 'numeric' },
          { text: 'Authority (median)', format: 'numeric' },
        ]}
        rows={series.points.map((point) => [
          {
            text: `${academicYear(point.year)}${(measure.breaks ?? []).includes(point.year) ? ' (measure changed)' : ''}`,
          },
          {
            text: `${showPoint(measure, point)}${point.urn === school.urn ? '' : ` (URN ${point.urn})`}`,
            format: 'numeric',
          },
          { text: point.cohort?.toLocaleString('en-GB') ?? 'Not said', format: 'numeric' },
          { text: median(series, series.all, point.year), format: 'numeric' },
          { text: median(series, series.authority, point.year), format: 'numeric' },
        ])}
      />
    </section>
  )
}
