// Trying other thresholds before adopting them: the values, and the schools that would come and go.
import { Button } from '#govuk/button.tsx'
import { Fieldset } from '#govuk/fieldset.tsx'
import { PageErrors } from '#govuk/pages/errors.tsx'
import { addressOf } from '#platform/addresses.ts'
import { type Filled, TextField, summaryOf } from '#platform/fields.tsx'
import type { Place } from '#src/packs/changing.rules.ts'
import { ChangedSchools } from './changed-schools.tsx'
import { KINDS, countsOf, kinds } from './run-comparison.rules.ts'
import type { WhatIf } from './what-if.actions.ts'

export const WHAT_IF = '/identify/what-if'

/** More than this are counted and not listed. */
const LISTED = 100

export function WhatIfPage(props: {
  packs: readonly { readonly id: string; readonly name: string; readonly version: number }[]
  chosen: { readonly id: string; readonly name: string; readonly version: number }
  places: readonly Place[]
  form: Filled
  /** Null before anything was tried, or while a value has a fault. */
  outcome: WhatIf | null
  nameOf: (criterion: string) => string
  /** The address of the form that adopts these values; null where the reader may not. */
  adopt: string | null
}) {
  const { chosen, places, outcome } = props
  return (
    <>
      <PageErrors errors={summaryOf(props.form)} />
      <span class="govuk-caption-l">
        {chosen.name}, version {chosen.version}
      </span>
      <h1 class="govuk-heading-l">What if the thresholds were others?</h1>
      <p class="govuk-body">
        See which schools would come and go before anything is adopted. Nothing you try here is kept.
      </p>
      {props.packs.length > 1 ? (
        <ul class="govuk-list">
          {props.packs
            .filter(({ id }) => id !== chosen.id)
            .map(({ id, name, version }) => (
              <li>
                <a class="govuk-link" href={addressOf(WHAT_IF, { pack: id })}>
                  Try the criteria of {name}, version {version}
                </a>
              </li>
            ))}
        </ul>
      ) : null}
      {places.length === 0 ? (
        <p class="govuk-body">The criteria of this pack have no thresholds and count no years.</p>
      ) : (
        <form method="get" action={WHAT_IF} novalidate>
          <input type="hidden" name="pack" value={chosen.id} />
          {[...new Set(places.map(({ entry }) => entry))].map((entry) => (
            <Fieldset legend={{ text: entry ?? 'Criteria', classes: 'govuk-fieldset__legend--s' }}>
              {places
                .filter((place) => place.entry === entry)
                .map(({ name, label, value }) => (
                  <TextField form={props.form} name={name} label={label} hint={`Now ${value}`} width={10} />
                ))}
            </Fieldset>
          ))}
          <div class="govuk-button-group">
            <Button text="See which schools come and go" />
            <a class="govuk-link" href={addressOf(WHAT_IF, { pack: chosen.id })}>
              Back to the thresholds in force
            </a>
          </div>
        </form>
      )}
      {outcome === null ? null : (
        <section>
          <h2 class="govuk-heading-l">What would differ</h2>
          <p class="govuk-body">
            Of {outcome.schools.toLocaleString('en-GB')} schools, {outcome.metAfter.toLocaleString('en-GB')}{' '}
            would meet at least one criterion, where {outcome.metBefore.toLocaleString('en-GB')} do now.
          </p>
          {outcome.changed.length === 0 ? <p class="govuk-body">No school would come or go.</p> : null}
          {kinds
            .filter((kind) => countsOf(outcome.changed)[kind] > 0)
            .map((kind) => {
              const schools = outcome.changed.filter((school) => school.kind === kind)
              return (
                <section>
                  <h3 class="govuk-heading-m">
                    {KINDS[kind]} ({schools.length.toLocaleString('en-GB')})
                  </h3>
                  <ChangedSchools
                    caption={KINDS[kind]}
                    schools={schools.slice(0, LISTED)}
                    nameOf={props.nameOf}
                  />
                  {schools.length > LISTED ? (
                    <p class="govuk-body">
                      The first {LISTED} of {schools.length.toLocaleString('en-GB')} are listed.
                    </p>
                  ) : null}
                </section>
              )
            })}
          {props.adopt === null ? null : (
            <p class="govuk-body">
              <a class="govuk-link" href={props.adopt}>
                Change the pack with these values
              </a>
            </p>
          )}
        </section>
      )}
    </>
  )
}
