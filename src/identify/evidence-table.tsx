// The table of the evidence for one answer: each figure, what it is for this school, and what the criterion asks.
// Which rows there are is criteria.rules.ts; the sentence beside the table is sentence.rules.ts.
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import { inUnit, list } from '#src/packs/conditions.rules.ts'
import type { EvidenceRow } from './evidence.rules.ts'
import { asUrn, comparedWith, ending } from './sentence.rules.ts'

export function EvidenceTable({ of, rows }: { of: string; rows: readonly EvidenceRow[] }) {
  const shown = rows.map(cellsOf)
  return (
    <ScrollingTable label={`Evidence: ${of}`}>
      <Table
        caption="Evidence"
        captionClasses="govuk-visually-hidden"
        head={[{ text: 'Figure' }, { text: 'When' }, { text: 'This school' }, { text: 'The test' }]}
        rows={shown.map((cells) => cells.map((text) => ({ text })))}
      />
    </ScrollingTable>
  )
}

/** The figure, when it is of, what it is for this school, and what the criterion asks. */
function cellsOf(row: EvidenceRow): [string, string, string, string] {
  switch (row.kind) {
    case 'measure':
      return [
        row.label,
        ending(row.academicYear),
        `${row.value === null ? `Not known: ${row.missing}` : inUnit(row.value, row.unit)}${asUrn(row)}`,
        comparedWith(row),
      ]
    case 'inspection': {
      const inspection = `${row.which} graded inspection${row.framework ? ` (framework ${row.framework})` : ''}`
      return [
        row.judgement === null ? capital(inspection) : `${capital(row.judgement)}, ${inspection}`,
        row.date ? `${showDate(row.date)}${asUrn(row)}` : 'Not known',
        row.grade ?? `Not known: ${row.missing}`,
        anyOf(row.wanted, 'not said for this framework'),
      ]
    }
    case 'category of concern':
      return [
        'Category of concern, latest graded inspection',
        row.date ? showDate(row.date) : 'Not known',
        row.category ?? (row.before ? `Not known: not passed on from URN ${row.before.asUrn}` : 'Not known'),
        anyOf(row.wanted, 'in a category of concern'),
      ]
    case 'inspection due':
      return [
        'Latest graded inspection',
        row.date ? `${showDate(row.date)}${asUrn(row)}` : 'Not known',
        row.due ? `next due from ${showDate(row.due)}` : 'Not known: no graded inspection is recorded',
        `due ${row.afterYears === 1 ? 'a year' : `${row.afterYears} years`} later`,
      ]
    case 'our rating':
      return [
        'Our rating, the latest',
        row.on ? showDate(row.on) : 'Not known',
        row.rating ?? `Not known: ${row.missing}`,
        list(row.wanted, 'or'),
      ]
    case 'head':
      return [
        'The head’s appointment',
        row.appointed ? showDate(row.appointed) : 'Not known',
        row.firstHeadship === null
          ? 'not known whether a first headship'
          : row.firstHeadship
            ? 'a first headship'
            : 'not a first headship',
        `${row.wantsFirstHeadship ? 'a first headship, ' : ''}taken up on or after ${showDate(row.since)}`,
      ]
    case 'officer concern':
      return [
        'An officer’s concern',
        row.on ? showDate(row.on) : '–',
        row.on ? row.concern : 'none recorded',
        row.concern === 'any' ? 'any concern' : row.concern,
      ]
    case 'school request':
      return [
        'The school’s own request',
        row.on ? showDate(row.on) : '–',
        row.on ? 'asked for support' : 'has not asked',
        'asked for support',
      ]
    case 'national test':
      return [
        `${capital(row.test.replaceAll('-', ' '))} test`,
        row.year,
        'there was no such test in that year',
        '–',
      ]
  }
}

/** Runs that were kept before the evidence said what was asked for have no list; they show `otherwise`. */
const anyOf = (wanted: readonly string[] | undefined, otherwise: string) =>
  wanted?.length ? list(wanted, 'or') : otherwise
