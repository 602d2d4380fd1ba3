// A board: a deployment round, a moderation, a budget. Every move is a button or a link, so that a keyboard
// does all of it; changes are said as they happen; before and after stand side by side.
import type { Content } from '../markup.ts'

export type BoardPageProps = {
  heading: string
  caption?: string | undefined
  intro?: Content
  /** Buttons and links that act on the whole board. */
  toolbar?: Content
  /** The working surface. */
  children: Content
  /** What has changed since the board was opened or published, a sentence each. */
  changes: readonly Content[]
  before: { heading: string; children: Content }
  after: { heading: string; children: Content }
}

export function BoardPage(props: BoardPageProps) {
  return (
    <>
      {props.caption ? <span class="govuk-caption-l">{props.caption}</span> : null}
      <h1 class="govuk-heading-l">{props.heading}</h1>
      {props.intro ? <p class="govuk-body">{props.intro}</p> : null}
      {props.toolbar ? <div class="alongside-toolbar">{props.toolbar}</div> : null}
      {props.children}
      <section class="alongside-board__changes" aria-label="Changes" aria-live="polite">
        <h2 class="govuk-heading-m">Changes</h2>
        {props.changes.length ? (
          <ol class="govuk-list govuk-list--number">
            {props.changes.map((change) => (
              <li>{change}</li>
            ))}
          </ol>
        ) : (
          <p class="govuk-body">Nothing has been changed yet.</p>
        )}
      </section>
      <div class="alongside-board">
        <section>
          <h2 class="govuk-heading-m">{props.before.heading}</h2>
          {props.before.children}
        </section>
        <section>
          <h2 class="govuk-heading-m">{props.after.heading}</h2>
          {props.after.children}
        </section>
      </div>
    </>
  )
}
