// One school, supporter, agreement or case: its name and state, the facts that matter, its parts, its chronology,
// and where all this came from.
import { Badge } from '../badge.tsx'
import type { ButtonProps } from '../button.tsx'
import { Button } from '../button.tsx'
import { Details } from '../details.tsx'
import type { Content } from '../markup.ts'
import { isPresent } from '../markup.ts'
import type { SubNavigationItem } from '../sub-navigation.tsx'
import { SubNavigation } from '../sub-navigation.tsx'
import type { TagProps } from '../tag.tsx'
import { Tag } from '../tag.tsx'
import type { TimelineItem } from '../timeline.tsx'
import { Timeline } from '../timeline.tsx'

export type RecordPageProps = {
  name: string
  /** What kind of record it is: "School", "Agreement". */
  caption: string
  state?: TagProps | undefined
  /** Short marks beside the name, as "Confidential". */
  badges?: readonly string[] | undefined
  /** The two or three that matter most. */
  facts: readonly { key: string; value: Content }[]
  parts?: readonly SubNavigationItem[] | undefined
  /** What can be done next; the first is the green button. */
  actions?: readonly ButtonProps[] | undefined
  children: Content
  chronology?: readonly TimelineItem[] | undefined
  /** The source of each thing shown, and the date of its data. */
  provenance: readonly { what: string; source: Content }[]
}

export function RecordPage(props: RecordPageProps) {
  return (
    <>
      <RecordHead {...props} />
      <RecordActions {...props} />
      {props.children}
      <RecordFoot {...props} />
    </>
  )
}

/** Its name and state, the facts that matter, its parts. */
export function RecordHead(
  props: Pick<RecordPageProps, 'caption' | 'name' | 'state' | 'badges' | 'facts' | 'parts'>,
) {
  return (
    <>
      <span class="govuk-caption-l">{props.caption}</span>
      <div class="alongside-record-head">
        <h1 class="govuk-heading-l">{props.name}</h1>
        {props.state ? <Tag {...props.state} /> : null}
        {props.badges?.map((badge) => (
          <Badge text={badge} />
        ))}
      </div>
      {props.facts.length ? (
        <dl class="alongside-facts">
          {props.facts.map(({ key, value }) => (
            <div>
              <dt>{key}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {props.parts?.length ? <SubNavigation label={`Parts of ${props.name}`} items={props.parts} /> : null}
    </>
  )
}

/** What can be done next. */
export function RecordActions({ actions }: Pick<RecordPageProps, 'actions'>) {
  if (!actions?.length) return <></>
  return (
    <div class="alongside-toolbar">
      {actions.map((action, index) => (
        <Button
          {...action}
          classes={action.classes ?? (index === 0 ? undefined : 'govuk-button--secondary')}
        />
      ))}
    </div>
  )
}

/** Its chronology, and where all of it came from. */
export function RecordFoot(props: Pick<RecordPageProps, 'chronology' | 'provenance'>) {
  return (
    <>
      {props.chronology?.length ? (
        <section>
          <h2 class="govuk-heading-m">Chronology</h2>
          <Timeline headingLevel={3} items={props.chronology} />
        </section>
      ) : null}
      <Provenance rows={props.provenance} />
    </>
  )
}

/** "Where this came from", folded until it is asked for; it unfolds on paper. */
export function Provenance({ rows }: { rows: RecordPageProps['provenance'] }) {
  if (!isPresent(rows.map(({ what }) => what))) return <></>
  return (
    <section class="alongside-provenance">
      <Details summaryText="Where this came from">
        <dl class="govuk-summary-list govuk-summary-list--no-border">
          {rows.map(({ what, source }) => (
            <div class="govuk-summary-list__row">
              <dt class="govuk-summary-list__key">{what}</dt>
              <dd class="govuk-summary-list__value">{source}</dd>
            </div>
          ))}
        </dl>
      </Details>
    </section>
  )
}
