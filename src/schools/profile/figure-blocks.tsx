// Owns how figures of a school are shown: the table of headlines, and a chart with its table.
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
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
    <ScrollingTable label="The latest figure of each">
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
            { text: academicYear(last.year), classes: 'alongside-nowrap' },
            { text: showPoint(series.measure, last), format: 'numeric' },
            { text: median(series, series.all, last.year), format: 'numeric' },
            { text: median(series, series.authority, last.year), format: 'numeric' },
          ]
        })}
      />
    </ScrollingTable>
  )
}

function median(series: Series, by: Series['all'], year: number): string {
  const held = by.get(year)
  if (!held) return 'None'
  return `${showValue(series.measure.unit, held.median, isSigned(series.measure))} (${held.schools.toLocaleString('en-GB')} ${held.schools === 1 ? 'school' : 'schools'})`
}

/** A chart under its sentence, and its table, where a gap says its reason. */
export function ChartBlock({ series, school, level = 2 }: { series: Series; school: School; level?: 2 | 3 }) {
  const Heading = level === 2 ? 'h2' : 'h3'
  const sentence = trendSentence(series)
  const { measure } = series
  const hasLine = stretches(series).length > 0
  const widest = Math.max(0, ...[...series.all.values()].map((m) => m.schools))
  return (
    <section>
      <Heading class="govuk-heading-s">{sentence}</Heading>
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
      <ScrollingTable label={`${measure.label}: the figures`}>
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
              text: (
                <>
                  <span class="alongside-nowrap">{academicYear(point.year)}</span>
                  {(measure.breaks ?? []).includes(point.year) ? ' (measure changed)' : ''}
                </>
              ),
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
      </ScrollingTable>
    </section>
  )
}
