// One choice out of a few.
import type { ChoiceItem, ChoicesProps } from './choices.tsx'
import { Choice, ChoiceGroup, idOfChoice } from './choices.tsx'
import type { Options } from './markup.ts'
import { describedByOf, isPresent, isSameValue } from './markup.ts'

export type RadioItem = ChoiceItem

export type RadiosProps = ChoicesProps<RadioItem> &
  Options<{
    /** The choice that is marked, unless an item says `checked` itself. */
    value: string | number | null
  }>

export function Radios(props: RadiosProps) {
  const idPrefix = props.idPrefix || props.name
  return (
    <ChoiceGroup
      kind="radios"
      props={props}
      describedBy={describedByOf(idPrefix, { ...props, describedBy: props.fieldset?.describedBy })}
    >
      {props.items.map((item, index) => {
        if (!item) return null
        if (item.divider) return <div class="govuk-radios__divider">{item.divider}</div>
        const id = idOfChoice(idPrefix, item, index)
        return (
          <Choice
            kind="radios"
            id={id}
            name={props.name}
            item={item}
            isChecked={item.checked || (item.checked !== false && isSameValue(item.value, props.value))}
            describedBy={isPresent(item.hint?.text) ? `${id}-item-hint` : undefined}
          />
        )
      })}
    </ChoiceGroup>
  )
}
