// Owns how a school's inspections are shown: a table a framework, never across two; categories of concern spelt
// out; numbers and dates folded. What an inspection was called is history.rules.ts.
import { Details } from '#govuk/details.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { Table } from '#govuk/table.tsx'
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import {
  byFramework,
  categoryChanges,
  type FrameworkGroup,
  gradeIn,
  kindInWords,
} from '../inspections/history.rules.ts'
import { inBrief, showJudgement } from '../inspections/show.rules.ts'
import { JoinedNote } from './before-blocks.tsx'
import { Frame, HistoryNote, linkSources, type ProfileFrame, showOrigin } from './frame.tsx'
import type { Inspection } from './profile.queries.ts'

export function InspectionsPage(props: ProfileFrame & { inspections: readonly Inspection[] }) {
  const { inspections } = props
  return (
    <Frame
      {...props}
      provenance={[
        ...linkSources(props.joined, props.origins),
        ...[...new Set(inspections.map((i) => i.importId))].map((id) => ({
          what: 'Inspections',
          source: showOrigin(props.origins.get(id)),
        })),
      ]}
    >
      <HistoryNote replaced={props.replaced} />
      <JoinedNote joined={props.joined}>
        {' '}
        Their inspections are told in the{' '}
        <a class="govuk-link" href={`/schools/${props.school.urn}/chronology`}>
          chronology
        </a>
        .
      </JoinedNote>
      <InspectionsByFramework inspections={inspections} urn={props.school.urn} />
    </Frame>
  )
}

/** All inspections, a table a framework, newest first. */
export function InspectionsByFramework({
  inspections,
  urn,
}: {
  inspections: readonly Inspection[]
  urn: number
}) {
  const groups = byFramework(inspections)
  if (groups.length === 0) return <p class="govuk-body">No inspection of this school is held.</p>
  return (
    <>
      {groups.length > 1 ? (
        <p class="govuk-body">
          Each inspection is shown in the words of its own framework. Grades of different frameworks are not
          comparable.
        </p>
      ) : null}
      <Categories inspections={inspections} />
      {groups.map((group) => (
        <section>
          <h2 class="govuk-heading-m">{group.framework.label}</h2>
          <GroupTable group={group} />
          {group.others.length > 0 ? (
            <ul class="govuk-list govuk-list--bullet">
              {group.others.map((i) => (
                <li>
                  {showDate(i.startedOn)}: {kindInWords(i).toLowerCase()}
                  {i.outcome ? `. ${i.outcome}` : '. No outcome is in the file'}
                </li>
              ))}
            </ul>
          ) : null}
          <Details summaryText="Numbers and dates">
            <Facts inspections={[...group.graded, ...group.others]} urn={urn} />
          </Details>
        </section>
      ))}
    </>
  )
}

/** When the school came into a category of concern and when it left. */
export function Categories({ inspections }: { inspections: readonly Inspection[] }) {
  const changes = categoryChanges(inspections)
  if (changes.length === 0) return <></>
  return (
    <>
      <h2 class="govuk-heading-m">Categories of concern</h2>
      <ul class="govuk-list govuk-list--bullet">
        {changes.map(({ inspection, what, category }) => (
          <li>
            {capital(what)} {category} at the inspection of {showDate(inspection.startedOn)}
          </li>
        ))}
      </ul>
    </>
  )
}

function GroupTable({ group }: { group: FrameworkGroup<Inspection> }) {
  const { graded, framework } = group
  if (graded.length === 0) return <></>
  const caption = `Judgements, best grade first: ${framework.scale.join(', ')}`
  return (
    <ScrollingTable label={`Judgements under: ${framework.label}`}>
      <Table
        caption={caption}
        captionClasses="govuk-table__caption--s govuk-!-font-weight-regular"
        firstCellIsHeader
        classes="govuk-table--small-text-until-tablet"
        head={[
          { text: 'Judgement' },
          ...graded.map((i) => ({
            text: (
              <>
                {showDate(i.startedOn)}
                <span class="govuk-hint govuk-!-font-weight-regular">{kindInWords(i)}</span>
              </>
            ),
          })),
        ]}
        rows={group.judgements.map((name) => [
          { text: showJudgement(name, '').judgement },
          ...graded.map((i) => {
            const given = gradeIn(i, name)
            if (given === null) return { text: 'Not in the file' }
            return { text: given.isGrade ? <strong>{capital(given.grade)}</strong> : capital(given.grade) }
          }),
        ])}
      />
    </ScrollingTable>
  )
}

const Facts = ({ inspections, urn }: { inspections: readonly Inspection[]; urn: number }) => (
  <ScrollingTable label="Numbers and dates of these inspections">
    <Table
      caption="Numbers and dates of these inspections"
      captionClasses="govuk-visually-hidden"
      classes="govuk-table--small-text-until-tablet alongside-compact"
      head={[
        { text: 'Began' },
        { text: 'In short' },
        { text: 'Kind, as published' },
        { text: 'Published' },
        { text: 'Number' },
        { text: 'Inspected as' },
      ]}
      rows={inspections.map((i) => [
        { text: showDate(i.startedOn) },
        { text: inBrief(i) },
        { text: i.type ?? 'Not in the file' },
        { text: i.publishedOn ? showDate(i.publishedOn) : 'Not in the file' },
        { text: i.number },
        {
          text:
            i.urnAtTime !== null && i.urnAtTime !== urn
              ? `${i.nameAtTime ?? 'Another school'} (URN ${i.urnAtTime})`
              : 'This school',
        },
      ])}
    />
  </ScrollingTable>
)
