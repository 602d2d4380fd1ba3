// Steps, each with its state.
import type { Attributes, Content, Nothing, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'
import type { TagProps } from './tag.tsx'
import { Tag } from './tag.tsx'

export type TaskListItem = {
  title: { text: Content; classes?: string | undefined }
  status: Options<{ text: Content; tag: TagProps; classes: string }>
} & Options<{ hint: { text: Content }; href: string; classes: string }>

export type TaskListProps = { items: (TaskListItem | Nothing)[] } & Options<{
  idPrefix: string
  classes: string
  attributes: Attributes
}>

export function TaskList(props: TaskListProps) {
  return (
    <ul class={joined('govuk-task-list', props.classes)} {...attributesOf(props.attributes)}>
      {props.items.map((item, index) =>
        item ? <TaskItem item={item} id={`${props.idPrefix || 'task-list'}-${index + 1}`} /> : null,
      )}
    </ul>
  )
}

function TaskItem({ item, id }: { item: TaskListItem; id: string }) {
  const { title, hint, status } = item
  return (
    <li
      class={joined('govuk-task-list__item', item.href && 'govuk-task-list__item--with-link', item.classes)}
    >
      <div class="govuk-task-list__name-and-hint">
        {item.href ? (
          <a
            class={joined('govuk-link govuk-task-list__link', title.classes)}
            href={item.href}
            aria-describedby={joined(hint && `${id}-hint`, `${id}-status`)}
          >
            {title.text}
          </a>
        ) : (
          <div class={title.classes || undefined}>{title.text}</div>
        )}
        {hint ? (
          <div id={`${id}-hint`} class="govuk-task-list__hint">
            {hint.text}
          </div>
        ) : null}
      </div>
      <div class={joined('govuk-task-list__status', status.classes)} id={`${id}-status`}>
        {status.tag ? <Tag {...status.tag} /> : status.text}
      </div>
    </li>
  )
}
