// Names and values, each with links to change it; as a card when it has a title.
import type { HeadingLevel } from './heading.tsx'
import { Heading } from './heading.tsx'
import type { Attributes, Content, Nothing, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type SummaryAction = { href: string; text: Content } & Options<{
  /** Read out after the link's text: Change *name*. */
  visuallyHiddenText: string
  classes: string
  attributes: Attributes
}>

type Actions = Options<{ items: readonly SummaryAction[]; classes: string }>

export type SummaryListRow = {
  key: { text: Content; classes?: string | undefined }
  value: { text: Content; classes?: string | undefined }
} & Options<{ classes: string; actions: Actions }>

type CardTitle = { text: Content } & Options<{ headingLevel: HeadingLevel; classes: string }>

export type SummaryCardOptions = Options<{
  title: CardTitle
  actions: Actions
  classes: string
  attributes: Attributes
}>

export type SummaryListProps = {
  rows: (SummaryListRow | Nothing)[]
} & Options<{ card: SummaryCardOptions; classes: string; attributes: Attributes }>

export function SummaryList(props: SummaryListProps) {
  const { card } = props
  const someRowHasActions = props.rows.some((row) => row && row.actions?.items?.length)
  const list = (
    <dl class={joined('govuk-summary-list', props.classes)} {...attributesOf(props.attributes)}>
      {props.rows.map((row) =>
        row ? (
          <div
            class={joined(
              'govuk-summary-list__row',
              someRowHasActions && !row.actions?.items && 'govuk-summary-list__row--no-actions',
              row.classes,
            )}
          >
            <dt class={joined('govuk-summary-list__key', row.key.classes)}>{row.key.text}</dt>
            <dd class={joined('govuk-summary-list__value', row.value.classes)}>{row.value.text}</dd>
            <RowActions actions={row.actions} cardTitle={card?.title} />
          </div>
        ) : null,
      )}
    </dl>
  )
  if (!card) return list
  return (
    <div class={joined('govuk-summary-card', card.classes)} {...attributesOf(card.attributes)}>
      <div class="govuk-summary-card__title-wrapper">
        {card.title ? (
          <Heading
            level={card.title.headingLevel ?? 2}
            class={joined('govuk-summary-card__title', card.title.classes)}
          >
            {card.title.text}
          </Heading>
        ) : null}
        <CardActions actions={card.actions} title={card.title} />
      </div>
      <div class="govuk-summary-card__content">{list}</div>
    </div>
  )
}

function RowActions({
  actions,
  cardTitle,
}: {
  actions: Actions | undefined
  cardTitle: CardTitle | undefined
}) {
  const items = actions?.items ?? []
  const [only] = items
  if (!only) return <></>
  return (
    <dd class={joined('govuk-summary-list__actions', actions?.classes)}>
      {items.length === 1 ? (
        <ActionLink action={only} cardTitle={cardTitle} />
      ) : (
        <ul class="govuk-summary-list__actions-list">
          {items.map((action) => (
            <li class="govuk-summary-list__actions-list-item">
              <ActionLink action={action} cardTitle={cardTitle} />
            </li>
          ))}
        </ul>
      )}
    </dd>
  )
}

function CardActions({ actions, title }: { actions: Actions | undefined; title: CardTitle | undefined }) {
  const items = actions?.items ?? []
  const [only] = items
  if (!only) return <></>
  const classes = joined('govuk-summary-card__actions', actions?.classes)
  if (items.length === 1) {
    return (
      <div class={classes}>
        <ActionLink action={only} cardTitle={title} />
      </div>
    )
  }
  return (
    <ul class={classes}>
      {items.map((action) => (
        <li class="govuk-summary-card__action">
          <ActionLink action={action} cardTitle={title} />
        </li>
      ))}
    </ul>
  )
}

function ActionLink({ action, cardTitle }: { action: SummaryAction; cardTitle: CardTitle | undefined }) {
  return (
    <a class={joined('govuk-link', action.classes)} href={action.href} {...attributesOf(action.attributes)}>
      {action.text}
      {action.visuallyHiddenText || cardTitle ? (
        <span class="govuk-visually-hidden">
          {action.visuallyHiddenText ? ` ${action.visuallyHiddenText}` : ''}
          {cardTitle ? <> ({cardTitle.text})</> : null}
        </span>
      ) : null}
    </a>
  )
}
