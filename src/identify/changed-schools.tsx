// Schools of which two runs, or a run and a trial, do not say the same: what each says and why it differs.
// Finding them is run-comparison.queries.ts and what-if.actions.ts.
import { Table } from '#govuk/table.tsx'
import { capital } from '#platform/words.ts'
import type { Answer } from './evidence.rules.ts'
import { type ChangedSchool, type Told, causes } from './run-comparison.rules.ts'

const SAID: Record<Answer, string> = { met: 'Met', 'not met': 'Not met', unknown: 'Cannot say' }
const said = (told: Told | null): string => (told === null ? 'Not asked' : SAID[told.answer])

/** The answer stands before the sentence already. */
const withoutRepeating = (sentence: string): string => capital(sentence.replace(/^Cannot say: /, ''))

export const ChangedSchools = (props: {
  caption: string
  schools: readonly ChangedSchool[]
  nameOf: (criterion: string) => string
}) => (
  <Table
    caption={props.caption}
    captionClasses="govuk-visually-hidden"
    classes="alongside-stack"
    firstCellIsHeader
    head={[{ text: 'School' }, { text: 'What the criteria say' }, { text: 'Why it differs' }]}
    rows={props.schools.map((school) => [
      {
        text: (
          <>
            <a class="govuk-link" href={`/identify/schools/${school.urn}`}>
              {school.name}
            </a>
            {school.town ? <span class="govuk-hint">{school.town}</span> : null}
          </>
        ),
      },
      {
        text: (
          <ul class="govuk-list">
            {school.pairs.map(({ criterion, before, after }) => (
              <li>
                <strong>{props.nameOf(criterion)}</strong>: {said(before)} → {said(after)}.{' '}
                {withoutRepeating((after ?? before)?.sentence ?? '')}
              </li>
            ))}
          </ul>
        ),
      },
      {
        text: (
          <ul class="govuk-list">
            {[...new Set(school.pairs.flatMap(causes))].map((cause) => (
              <li>{cause}</li>
            ))}
          </ul>
        ),
      },
    ])}
  />
)
