// Owns the pages that list: what has happened to a school, day by day, and the files behind its pages.
import { Paging, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { showDate } from '#platform/dates.ts'
import { showMoment } from '#platform/pages.tsx'
import type { Happening } from './chronology.rules.ts'
import { JoinedNote } from './before-blocks.tsx'
import {
  Frame,
  HistoryNote,
  linkSources,
  type ProfileFrame,
  showOrigin,
  showOriginInBrief,
} from './frame.tsx'
import type { Origin } from './profile.queries.ts'

/** A dated list with the source of each. */
export const Happenings = ({
  happenings,
  origins,
  caption,
}: {
  happenings: readonly Happening[]
  origins: Map<number, Origin>
  caption: string
}) => (
  <Table
    caption={caption}
    captionClasses="govuk-visually-hidden"
    classes="alongside-stack"
    head={[{ text: 'Day', classes: 'alongside-nowrap' }, { text: 'What happened' }, { text: 'Source' }]}
    rows={happenings.map(({ on, what, more, importId }) => [
      { text: <time datetime={on}>{showDate(on)}</time>, classes: 'alongside-nowrap' },
      {
        text: (
          <>
            {what}
            {more ? <span class="govuk-hint">{more}</span> : null}
          </>
        ),
      },
      { text: importId === null ? '' : showOriginInBrief(origins.get(importId)) },
    ])}
  />
)

export function ChronologyPage(
  props: ProfileFrame & { happenings: readonly Happening[]; page: number; pages: number; count: number },
) {
  const { school, happenings } = props
  const files = [...new Set(happenings.flatMap((h) => h.importId ?? []))]
  return (
    <Frame
      {...props}
      provenance={[
        ...linkSources(props.joined, props.origins),
        ...files.map((id) => ({ what: 'File', source: showOrigin(props.origins.get(id)) })),
      ]}
    >
      <HistoryNote replaced={props.replaced} />
      <JoinedNote joined={props.joined} />
      <h2 class="govuk-heading-m">What has happened, newest first</h2>
      {happenings.length === 0 ? (
        <p class="govuk-body">Nothing with a date is held of this school.</p>
      ) : (
        <Happenings happenings={happenings} origins={props.origins} caption="What has happened" />
      )}
      {props.pages > 1 ? (
        <Paging
          page={props.page}
          pages={props.pages}
          hrefOf={(page) => `/schools/${school.urn}/chronology?page=${page}`}
        />
      ) : null}
    </Frame>
  )
}

export function SourcesPage(
  props: ProfileFrame & { sources: readonly { what: string; origin: Origin | undefined }[] },
) {
  return (
    <Frame {...props} provenance={[]}>
      <p class="govuk-body">
        Every figure on these pages was published; these are the files it came from. Medians and quartiles are
        computed here, from the same files, over all schools of the same kind that have a number.
      </p>
      <ScrollingTable label="Files behind these pages">
        <Table
          caption="Files behind these pages"
          captionClasses="govuk-table__caption--m"
          head={[{ text: 'What' }, { text: 'File' }, { text: 'Data of' }, { text: 'Brought in' }]}
          rows={props.sources.map(({ what, origin }) => [
            { text: what },
            { text: origin?.fileName ?? 'Taken out again' },
            { text: origin?.dataDate ? showDate(origin.dataDate) : (origin?.academicYear ?? 'Not said') },
            { text: origin ? showMoment(new Date(origin.importedAt)) : '' },
          ])}
        />
      </ScrollingTable>
    </Frame>
  )
}
