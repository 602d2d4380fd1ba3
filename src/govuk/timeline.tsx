// MOJ's timeline: what happened, newest or oldest first, as the caller orders it.
import type { HeadingLevel } from './heading.tsx'
import { Heading } from './heading.tsx'
import type { Attributes, Content, Options } from './markup.ts'
import { attributesOf, joined } from './markup.ts'

export type TimelineItem = {
  label: { text: Content }
  /** `timestamp` is for machines (2026-11-21), `text` for people (21 November 2026). */
  datetime: { timestamp: string; text: Content }
} & Options<{ text: Content; byline: { text: Content }; classes: string; attributes: Attributes }>

export type TimelineProps = { items: readonly TimelineItem[] } & Options<{
  headingLevel: HeadingLevel
  classes: string
  attributes: Attributes
}>

export function Timeline(props: TimelineProps) {
  return (
    <div class={joined('moj-timeline', props.classes)} {...attributesOf(props.attributes)}>
      {props.items.map((item) => (
        <div class={joined('moj-timeline__item', item.classes)} {...attributesOf(item.attributes)}>
          <div class="moj-timeline__header">
            <Heading level={props.headingLevel ?? 2} class="moj-timeline__title">
              {item.label.text}
            </Heading>
            {item.byline ? (
              <>
                {' '}
                <p class="moj-timeline__byline">by {item.byline.text}</p>
              </>
            ) : null}
          </div>
          <p class="moj-timeline__date">
            <time datetime={item.datetime.timestamp}>{item.datetime.text}</time>
          </p>
          <div class="moj-timeline__description">{item.text}</div>
        </div>
      ))}
    </div>
  )
}
