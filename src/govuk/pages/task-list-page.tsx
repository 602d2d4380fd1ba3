// The steps of a case or an agreement: phases, the state of each step, and why a step cannot start yet.
import type { Content } from '../markup.ts'
import type { TagProps } from '../tag.tsx'
import type { TaskListItem } from '../task-list.tsx'
import { TaskList } from '../task-list.tsx'

export type Step = {
  title: string
  hint?: Content
  /** Left out while the step cannot be opened. */
  href?: string | undefined
} & (
  | { done: true }
  | { status: TagProps }
  /** Why it cannot start yet, in a sentence. */
  | { waitsFor: string }
)

export type TaskListPageProps = {
  heading: string
  caption?: string | undefined
  /** How far it has come: "3 of 7 steps done". */
  progress: string
  phases: readonly { heading: string; steps: readonly Step[] }[]
  children?: Content
}

export function TaskListPage(props: TaskListPageProps) {
  return (
    <>
      {props.caption ? <span class="govuk-caption-l">{props.caption}</span> : null}
      <h1 class="govuk-heading-l">{props.heading}</h1>
      <p class="govuk-body">{props.progress}</p>
      {props.phases.map((phase, index) => (
        <section class="alongside-phase">
          <h2 class="govuk-heading-m">{phase.heading}</h2>
          <TaskList idPrefix={`phase-${index + 1}`} items={phase.steps.map(itemOf)} />
        </section>
      ))}
      {props.children}
    </>
  )
}

function itemOf(step: Step): TaskListItem {
  const item = { title: { text: step.title }, href: step.href }
  const hint = step.hint ? { text: step.hint } : undefined
  if ('waitsFor' in step) {
    return {
      title: item.title,
      hint: { text: step.hint ? [step.hint, ' ', step.waitsFor] : step.waitsFor },
      status: { text: 'Cannot start yet', classes: 'govuk-task-list__status--cannot-start-yet' },
    }
  }
  if ('done' in step) return { ...item, hint, status: { text: 'Completed' } }
  return { ...item, hint, status: { tag: step.status } }
}
