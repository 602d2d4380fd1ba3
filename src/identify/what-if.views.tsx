// Trying other thresholds before adopting them: the values, and the schools that would come and go.
import type { Child } from 'hono/jsx'
import { Button } from '#govuk/button.tsx'
import { Fieldset } from '#govuk/fieldset.tsx'
import { PageErrors } from '#govuk/pages/errors.tsx'
import { ScrollingTable } from '#govuk/pages/list-page.tsx'
import { SubNavigation } from '#govuk/sub-navigation.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { type Filled, TextField, summaryOf } from '#platform/fields.tsx'
import type { Place } from '#src/packs/changing.rules.ts'
import { ChangedSchools } from './changed-schools.tsx'
import { KINDS, countsOf, kinds } from './run-comparison.rules.ts'
import type { WhatIf } from './what-if.actions.ts'
import type { Proposed, WhatIfCategories } from './what-if-categories.actions.ts'

export const WHAT_IF = '/identify/what-if'

/** More than this are counted and not listed. */
const LISTED = 100

export function WhatIfPage(props: {
  packs: readonly { readonly id: string; readonly name: string; readonly version: number }[]
  chosen: { readonly id: string; readonly name: string; readonly version: number }
  /** Whose thresholds are tried. */
  of: 'criteria' | 'categories'
  hasCategories: boolean
  places: readonly Place[]
  form: Filled
  /** The address of the form that adopts these values; null where the reader may not. */
  adopt: string | null
  /** What would differ; null before anything was tried, or while a value has a fault. */
  children: Child
}) {
  const { chosen, places, of } = props
  const addressFor = (part: 'criteria' | 'categories') =>
    addressOf(WHAT_IF, { pack: chosen.id, of: part === 'categories' ? part : '' })
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
                  Try those of {name}, version {version}
                </a>
              </li>
            ))}
        </ul>
      ) : null}
      {props.hasCategories ? (
        <SubNavigation
          label="Criteria or categories"
          items={[
            { text: 'Criteria', href: addressFor('criteria'), active: of === 'criteria' },
            { text: 'Categories', href: addressFor('categories'), active: of === 'categories' },
          ]}
        />
      ) : null}
      {places.length === 0 ? (
        <p class="govuk-body">The criteria of this pack have no thresholds and count no years.</p>
      ) : (
        <form method="get" action={`${WHAT_IF}#differs`} novalidate>
          <input type="hidden" name="pack" value={chosen.id} />
          {of === 'categories' ? <input type="hidden" name="of" value={of} /> : null}
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
            <a class="govuk-link" href={addressFor(of)}>
              Back to the thresholds in force
            </a>
          </div>
        </form>
      )}
      {props.children ? (
        <section>
          <h2 class="govuk-heading-l" id="differs" tabindex={-1}>
            What would differ
          </h2>
          {props.children}
          {props.adopt === null ? null : (
            <p class="govuk-body">
              <a class="govuk-link" href={props.adopt}>
                Change the pack with these values
              </a>
            </p>
          )}
        </section>
      ) : null}
    </>
  )
}

export const CriteriaOutcome = ({
  outcome,
  nameOf,
}: {
  outcome: WhatIf
  nameOf: (criterion: string) => string
}) => (
  <>
    <p class="govuk-body">
      Of {inWords(outcome.schools)}, {number(outcome.metAfter)} would meet at least one criterion, where{' '}
      {number(outcome.metBefore)} do now.
    </p>
    {outcome.changed.length === 0 ? <p class="govuk-body">No school would come or go.</p> : null}
    {kinds
      .filter((kind) => countsOf(outcome.changed)[kind] > 0)
      .map((kind) => {
        const schools = outcome.changed.filter((school) => school.kind === kind)
        return (
          <section>
            <h3 class="govuk-heading-m">
              {KINDS[kind]} ({number(schools.length)})
            </h3>
            <ChangedSchools caption={KINDS[kind]} schools={schools.slice(0, LISTED)} nameOf={nameOf} />
            <Unlisted of={schools.length} />
          </section>
        )
      })}
  </>
)

export function CategoriesOutcome({
  outcome,
  nameOf,
}: {
  outcome: WhatIfCategories
  nameOf: (category: string) => string
}) {
  const { counts, moved } = outcome
  const placeOf = ({ outcome: what, category }: Proposed) =>
    what === 'proposed' ? nameOf(category ?? '') : NO_CATEGORY[what]
  const shown = counts.filter(({ was, is, daysWas, daysAre }) => was + is > 0 || daysWas !== daysAre)
  const same = (a: Proposed, b: Proposed) => a.outcome === b.outcome && a.category === b.category
  return (
    <>
      <p class="govuk-body">
        {moved.length === 0
          ? `For none of ${inWords(outcome.schools)} would another category be proposed.`
          : `For ${number(moved.length)} of ${inWords(outcome.schools)} another category would be proposed.`}{' '}
        What has been decided already stays decided.
      </p>
      <ScrollingTable label="Schools and days by category">
        <Table
          caption="Schools and days by category"
          captionClasses="govuk-table__caption--m"
          firstCellIsHeader
          head={[
            { text: 'Category' },
            { text: 'Schools now', format: 'numeric' },
            { text: 'Schools then', format: 'numeric' },
            { text: 'Days now', format: 'numeric' },
            { text: 'Days then', format: 'numeric' },
          ]}
          rows={[
            ...shown.map((one) => [
              { text: placeOf(one) },
              { text: number(one.was), format: 'numeric' },
              { text: number(one.is), format: 'numeric' },
              { text: days(one.was, one.daysWas), format: 'numeric' },
              { text: days(one.is, one.daysAre), format: 'numeric' },
            ]),
            [
              { text: 'All, at least' },
              { text: number(sum(counts, ({ was }) => was)), format: 'numeric' },
              { text: number(sum(counts, ({ is }) => is)), format: 'numeric' },
              { text: number(sum(counts, ({ was, daysWas }) => was * (daysWas ?? 0))), format: 'numeric' },
              { text: number(sum(counts, ({ is, daysAre }) => is * (daysAre ?? 0))), format: 'numeric' },
            ],
          ]}
        />
      </ScrollingTable>
      {shown.map((one) => {
        const came = moved.filter(({ is }) => same(is, one))
        const left = moved.filter(({ was }) => same(was, one))
        return came.length + left.length === 0 ? null : (
          <section>
            <h3 class="govuk-heading-m">{placeOf(one)}</h3>
            <Moved
              title="Would come"
              other="Now"
              schools={came.map((school) => ({
                ...school,
                other: placeOf(school.was),
                why: school.is.sentence,
              }))}
            />
            <Moved
              title="Would go"
              other="Then"
              schools={left.map((school) => ({
                ...school,
                other: placeOf(school.is),
                why: school.is.sentence,
              }))}
            />
          </section>
        )
      })}
    </>
  )
}

const NO_CATEGORY = {
  unknown: 'A person must decide',
  outside: 'No category for a school of this kind',
} as const

const Moved = (props: {
  title: string
  other: string
  schools: readonly { urn: number; name: string; other: string; why: string }[]
}) =>
  props.schools.length === 0 ? null : (
    <>
      <Table
        caption={`${props.title} (${number(props.schools.length)})`}
        captionClasses="govuk-table__caption--s"
        classes="alongside-stack"
        firstCellIsHeader
        head={[{ text: 'School' }, { text: props.other }, { text: 'Why' }]}
        rows={props.schools.slice(0, LISTED).map((school) => [
          {
            text: (
              <a class="govuk-link" href={`/identify/schools/${school.urn}`}>
                {school.name}
              </a>
            ),
          },
          { text: school.other, attributes: { 'data-label': props.other } },
          { text: school.why },
        ])}
      />
      <Unlisted of={props.schools.length} />
    </>
  )

const Unlisted = ({ of }: { of: number }) =>
  of > LISTED ? (
    <p class="govuk-body">
      The first {LISTED} of {number(of)} are listed.
    </p>
  ) : null

const number = (count: number): string => count.toLocaleString('en-GB')
const inWords = (schools: number): string => `${number(schools)} ${schools === 1 ? 'school' : 'schools'}`
const days = (schools: number, each: number | null): string =>
  each === null ? '' : `${number(schools * each)}\u00a0(${each}\u00a0each)`
const sum = <T,>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0)
