// Any number of choices out of a few.
import type { ChoiceItem, ChoicesProps } from './choices.tsx'
import { Choice, ChoiceGroup, idOfChoice } from './choices.tsx'
import type { Options } from './markup.ts'
import { describedByOf, isPresent, isSameValue, joined } from './markup.ts'

export type CheckboxItem = ChoiceItem &
  Options<{
    name: string
    /** Marking it clears the others. */
    behaviour: 'exclusive'
  }>

export type CheckboxesProps = ChoicesProps<CheckboxItem> &
  Options<{
    describedBy: string
    /** The choices that are marked, unless an item says `checked` itself. */
    values: readonly (string | number)[]
  }>

export function Checkboxes(props: CheckboxesProps) {
  const idPrefix = props.idPrefix || props.name
  const describedBy = describedByOf(idPrefix, {
    ...props,
    describedBy: props.fieldset?.describedBy || props.describedBy,
  })
  // Without a fieldset to carry the group's description, each choice carries it.
  const describedByOfEach = props.fieldset ? undefined : describedBy
  return (
    <ChoiceGroup kind="checkboxes" props={props} describedBy={describedBy}>
      {props.items.map((item, index) => {
        if (!item) return null
        if (item.divider) return <div class="govuk-checkboxes__divider">{item.divider}</div>
        const id = idOfChoice(idPrefix, item, index)
        const isAmongValues = props.values?.some((value) => isSameValue(value, item.value)) ?? false
        return (
          <Choice
            kind="checkboxes"
            id={id}
            name={item.name || props.name}
            item={item}
            isChecked={item.checked || (item.checked !== false && isAmongValues)}
            describedBy={
              joined(describedByOfEach, isPresent(item.hint?.text) && `${id}-item-hint`) || undefined
            }
            behaviour={item.behaviour}
          />
        )
      })}
    </ChoiceGroup>
  )
}
