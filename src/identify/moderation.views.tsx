// The page of a moderation meeting: all schools of an area in one table, the form of one of them open in it, and
// how officers rated. The focus goes where an address says: to a row's link, or to the first field of its form.
import { Button } from '#govuk/button.tsx'
import { Details } from '#govuk/details.tsx'
import { Fieldset } from '#govuk/fieldset.tsx'
import { PageErrors } from '#govuk/pages/errors.tsx'
import { FormPage } from '#govuk/pages/form-page.tsx'
import { PrintButton, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { RatingTag } from '#govuk/rating.tsx'
import { Select } from '#govuk/select.tsx'
import { sortLink } from '#govuk/sortable-table.tsx'
import { Table } from '#govuk/table.tsx'
import { Textarea } from '#govuk/textarea.tsx'
import { addressOf } from '#platform/addresses.ts'
import { type Filled, summaryOf } from '#platform/fields.tsx'
import { FormKey, Version, errorFor, textOf } from '#platform/forms.tsx'
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import { decidedInWords } from './decisions.rules.ts'
import { IdentifyNavigation } from './identify-navigation.tsx'
import { type ModeratedSchool, type Order, versionOfRow } from './moderation.rules.ts'
import type { ProposedCategory } from './proposals.rules.ts'
import { DIRECTIONS, ENOUGH, RATINGS, type RatingWord, type Spread, driftInWords } from './ratings.rules.ts'
import { type Term, sameTerm, termInWords } from './terms.rules.ts'

const PATH = '/identify/moderation'

const COLUMNS: readonly { order: Order; text: string }[] = [
  { order: 'school', text: 'School' },
  { order: 'proposed', text: 'Proposed, and why' },
  { order: 'decided', text: 'Decided' },
  { order: 'rating', text: 'Rating' },
  { order: 'direction', text: 'Direction' },
  { order: 'adviser', text: 'Adviser' },
]

export function ModerationPage(props: {
  term: Term
  areas: readonly { id: string; name: string }[]
  /** The area shown; null until one is chosen. */
  area: { id: string; name: string } | null
  order: Order
  schools: readonly ModeratedSchool[]
  categories: readonly ProposedCategory[]
  spread: { officers: readonly Spread[]; all: Spread }
  /** The schools whose rating or category this person may change; null: every one. */
  mayChange: ReadonlySet<number> | null
  /** The school whose form stands open, and what was typed into it. */
  open: { urn: number; form: Filled; version: number | null } | null
}) {
  const { term, area, schools, open, order } = props
  const addressFor = (one: Order, path = PATH) => addressOf(path, { area: area?.id ?? '', sort: one })
  const rows = schools.flatMap((school, i) => [
    row(props, school),
    ...(open?.urn === school.urn ? [formRow(props, open, school, schools[i + 1])] : []),
  ])
  return (
    <>
      <PageErrors errors={open ? errorsIn(open) : undefined} staysInField />
      <IdentifyNavigation at={PATH} />
      <h1 class="govuk-heading-l">
        Moderation{area ? ` of ${area.name}` : ''}, {termInWords(term)}
      </h1>
      <form method="get" action={PATH} class="alongside-search alongside-search--several">
        <Select
          name="area"
          label={{ text: 'Area', classes: 'govuk-label--s' }}
          value={area?.id ?? ''}
          items={[
            { value: '', text: 'Choose an area' },
            ...props.areas.map(({ id, name }) => ({ value: id, text: name })),
          ]}
        />
        <Select
          name="sort"
          label={{ text: 'In the order of', classes: 'govuk-label--s' }}
          value={order}
          items={COLUMNS.map((one) => ({ value: one.order, text: one.text }))}
        />
        <Button text="Show its schools" classes="govuk-button--secondary" />
      </form>
      {props.areas.length === 0 ? (
        <p class="govuk-body">
          None of your schools lies in an area yet. An administrator adds areas and says which school lies
          where.
        </p>
      ) : null}
      {area ? (
        <>
          <div class="alongside-list-bar">
            <p>
              <strong>{schools.length === 1 ? '1 school' : `${schools.length} schools`}</strong>
              {props.mayChange?.size === 0
                ? ''
                : '. A change takes a reason and is marked as made in moderation.'}
            </p>
            <ul class="alongside-list-bar__links">
              <li>
                <a class="govuk-link" href={addressFor(order, `${PATH}.csv`)}>
                  Download as CSV
                </a>
              </li>
              <li>
                <PrintButton />
              </li>
            </ul>
          </div>
          {schools.length === 0 ? (
            <div class="alongside-empty">No school of this area is one of yours.</div>
          ) : (
            <>
              {props.mayChange?.size === 0 ? null : <ByKeyboard />}
              <ScrollingTable label={`Schools of ${area.name}`}>
                <Table
                  caption={`Schools of ${area.name}`}
                  captionClasses="govuk-visually-hidden"
                  classes="alongside-stack alongside-moderation"
                  attributes={{ 'data-alongside-rows': '' }}
                  firstCellIsHeader
                  head={COLUMNS.map((one) =>
                    sortLink(
                      one.text,
                      addressFor(one.order),
                      one.order === order ? 'ascending' : 'none',
                      {},
                      `by-${one.order}`,
                    ),
                  )}
                  rows={rows}
                />
              </ScrollingTable>
            </>
          )}
        </>
      ) : null}
      <SpreadTable term={term} spread={props.spread} />
    </>
  )
}

const errorsIn = ({ urn, form }: { urn: number; form: Filled }) =>
  summaryOf(form)?.map(({ field, text }) => ({ field, text, href: `#${field}-${urn}` }))

const ByKeyboard = () => (
  <Details classes="alongside-not-on-paper" summaryText="Working by keyboard">
    <p class="govuk-body">
      Tab moves to the next link, Enter opens a school and puts you in its form. Once it is saved you are back
      on the school; “Save and open the next school” takes you on to the one below it.
    </p>
    <div hidden data-alongside-keys>
      <p class="govuk-body">While you are on a link of the table, and nowhere else:</p>
      <ul class="govuk-list govuk-list--bullet">
        <li>down and up arrows move to the next and the previous school</li>
        <li>Home and End move to the first and the last school</li>
        <li>Escape closes an open form in which nothing was changed</li>
      </ul>
    </div>
  </Details>
)

function row(
  { term, categories, mayChange, area, order, open }: Parameters<typeof ModerationPage>[0],
  school: ModeratedSchool,
) {
  const { urn, name, proposal, decision, rating } = school
  const proposed = categories.find(({ id }) => id === proposal?.category)
  const isOfTerm = rating !== null && sameTerm(rating, term)
  const under = (text: string) => ({ 'data-label': text })
  return [
    {
      text: (
        <>
          <a class="govuk-link" href={`/identify/schools/${urn}`}>
            {name}
          </a>
          <span class="govuk-hint">
            {school.met.length === 0
              ? 'Meets no criterion of the last run'
              : `Meets: ${school.met.join('; ')}`}
          </span>
          {(mayChange === null || mayChange.has(urn)) && open?.urn !== urn ? (
            <a
              class="govuk-link alongside-not-on-paper"
              id={`change-${urn}`}
              href={`${addressOf(PATH, { area: area?.id ?? '', sort: order, school: String(urn) })}#rating-${urn}`}
            >
              Change<span class="govuk-visually-hidden"> {name}</span>
            </a>
          ) : null}
        </>
      ),
    },
    {
      attributes: under('Proposed'),
      text: proposal ? (
        <>
          {proposed ? <strong>{proposed.name}. </strong> : null}
          {proposal.sentence}
        </>
      ) : (
        'Nothing proposed yet'
      ),
    },
    {
      attributes: under('Decided'),
      text: decision ? (
        <>
          {decidedInWords(decision)}
          <span class="govuk-hint">
            {decision.state === 'prepared' ? 'Prepared by ' : ''}
            {decision.by}, {showDate(decision.on)}
            {decision.inModeration ? ', in moderation' : ''}
          </span>
        </>
      ) : (
        'Not yet'
      ),
    },
    {
      attributes: under('Rating'),
      text: rating ? (
        <>
          <RatingTag rating={rating.rating} />
          <span class="govuk-hint">
            {isOfTerm ? '' : `Of the ${termInWords(rating)}, not yet of this one. `}
            {rating.by}, {showDate(rating.on)}
            {rating.inModeration ? ', in moderation' : ''}
          </span>
        </>
      ) : (
        'Not rated'
      ),
    },
    { attributes: under('Direction'), text: rating ? capital(rating.direction) : 'Not rated' },
    { attributes: under('Adviser'), text: school.advisers.join(', ') || 'Nobody' },
  ]
}

function formRow(
  { categories, area, order }: Parameters<typeof ModerationPage>[0],
  { form, version }: NonNullable<Parameters<typeof ModerationPage>[0]['open']>,
  school: ModeratedSchool,
  next: ModeratedSchool | undefined,
) {
  const { urn, name } = school
  const areaId = area?.id ?? ''
  return [
    {
      colspan: COLUMNS.length,
      header: false,
      classes: 'alongside-moderation__form alongside-not-on-paper',
      text: (
        <form method="post" action={`/identify/schools/${urn}/moderation`} novalidate>
          <Hidden school={school} areaId={areaId} order={order} {...(version === null ? {} : { version })} />
          <Fieldset
            legend={{
              text: `What does the meeting change for ${name}?`,
              classes: 'govuk-fieldset__legend--s',
            }}
          >
            <Fields form={form} school={school} categories={categories} suffix={`-${urn}`} />
          </Fieldset>
          <div class="govuk-button-group">
            <Button text="Save the change" preventDoubleClick />
            {next ? (
              <Button
                text="Save and open the next school"
                name="next"
                value={String(next.urn)}
                classes="govuk-button--secondary"
                preventDoubleClick
              />
            ) : null}
            <a
              class="govuk-link"
              data-alongside-close=""
              href={`${addressOf(PATH, { area: areaId, sort: order })}#change-${urn}`}
            >
              Close without a change
            </a>
          </div>
        </form>
      ),
    },
  ]
}

const Hidden = ({
  school,
  areaId,
  order,
  version,
}: {
  school: Pick<ModeratedSchool, 'rating' | 'decision'>
  areaId: string
  order: Order
  version?: number
}) => (
  <>
    <FormKey />
    <Version value={version ?? versionOfRow(school.rating?.version ?? 0, school.decision?.version ?? 0)} />
    <input type="hidden" name="area" value={areaId} />
    <input type="hidden" name="sort" value={order} />
  </>
)

/** `suffix` tells one row's fields from another's. */
function Fields({
  form,
  school,
  categories,
  suffix = '',
}: {
  form: Filled
  school: Pick<ModeratedSchool, 'rating' | 'proposal'>
  categories: readonly ProposedCategory[]
  suffix?: string
}) {
  const common = (name: string, text: string) => {
    const error = errorFor(form.errors, name)
    return {
      id: `${name}${suffix}`,
      name,
      label: { text, classes: 'govuk-label--s' },
      ...(error ? { errorMessage: { text: error } } : {}),
      // In the table the first field in error takes the focus, with and without a script.
      ...(suffix !== '' && form.errors?.[0]?.field === name ? { attributes: { autofocus: '' } } : {}),
    }
  }
  const stays = (now: string | undefined) => ({ value: '', text: now ? `Stays ${now}` : 'Choose' })
  return (
    <>
      <Select
        {...common('rating', 'Rating')}
        value={textOf(form.values, 'rating')}
        items={[stays(school.rating?.rating), ...RATINGS.map((value) => ({ value, text: capital(value) }))]}
      />
      <Select
        {...common('direction', 'Direction')}
        value={textOf(form.values, 'direction')}
        items={[
          stays(school.rating?.direction),
          ...DIRECTIONS.map((value) => ({ value, text: capital(value) })),
        ]}
      />
      {categories.length > 0 ? (
        <Select
          {...common('category', 'Category')}
          value={textOf(form.values, 'category')}
          items={[
            { value: '', text: 'Stays as it is' },
            ...categories.map(({ id, name }) => ({
              value: id,
              text: id === school.proposal?.category ? `${name} (proposed)` : name,
            })),
          ]}
        />
      ) : null}
      <Textarea
        {...common('rationale', 'Why?')}
        hint={{ text: 'In words that the head could read.' }}
        rows={2}
        value={textOf(form.values, 'rationale')}
      />
    </>
  )
}

/** One school's form on a page of its own. */
export const ModerationForm = ({
  school,
  term,
  categories,
  areaId,
  order,
  version,
  form,
}: {
  school: Pick<ModeratedSchool, 'urn' | 'name' | 'rating' | 'decision' | 'proposal'>
  term: Term
  categories: readonly ProposedCategory[]
  areaId: string
  order: Order
  version: number | null
  form: Filled
}) => (
  <FormPage
    heading="What does the meeting change?"
    caption={`${school.name}, ${termInWords(term)}`}
    errors={summaryOf(form)}
    hidden={
      <Hidden school={school} areaId={areaId} order={order} {...(version === null ? {} : { version })} />
    }
    submitText="Save the change"
    cancel={{ href: addressOf(PATH, { area: areaId, sort: order }) }}
  >
    <Fields form={form} school={school} categories={categories} />
  </FormPage>
)

function SpreadTable({ term, spread }: { term: Term; spread: { officers: readonly Spread[]; all: Spread } }) {
  const { officers, all } = spread
  return (
    <section>
      <h2 class="govuk-heading-m">How officers rated, {termInWords(term)}</h2>
      {officers.length === 0 ? (
        <p class="govuk-body">
          Nobody has rated a school this term. How officers rate side by side will stand here.
        </p>
      ) : (
        <>
          <p class="govuk-body">
            All areas that you may see, before moderation. Officers look after different schools, so a
            difference is something to talk about, not a fault. Of fewer than {ENOUGH} schools no shares are
            given.{' '}
            <a class="govuk-link" href={`${PATH}/officers.csv`}>
              Download as CSV
            </a>
          </p>
          <ScrollingTable label="How officers rated">
            <Table
              caption="How officers rated"
              captionClasses="govuk-visually-hidden"
              classes="alongside-stack"
              firstCellIsHeader
              head={[
                { text: 'Officer' },
                { text: 'Schools', format: 'numeric' },
                ...RATINGS.map((rating) => ({ text: capital(rating), format: 'numeric' })),
                { text: 'Beside all together' },
                { text: 'Moved in moderation' },
              ]}
              rows={[...officers, ...(officers.length > 1 ? [all] : [])].map((one) => [
                { text: one.by },
                { text: String(one.schools), format: 'numeric' },
                ...RATINGS.map((rating) => ({ text: countAndShare(one, rating), format: 'numeric' })),
                { text: one === all ? '' : (driftInWords(one, all) ?? 'Too few to say') },
                { text: movedInWords(one) },
              ])}
            />
          </ScrollingTable>
        </>
      )}
    </section>
  )
}

const countAndShare = ({ counts, shares }: Spread, rating: RatingWord): string =>
  shares === null ? String(counts[rating]) : `${counts[rating]} (${shares[rating]}%)`

const movedInWords = ({ lowered, raised }: Spread): string =>
  lowered + raised === 0
    ? 'None'
    : [
        ...(lowered > 0 ? [`${lowered} towards red`] : []),
        ...(raised > 0 ? [`${raised} towards green`] : []),
      ].join(', ')
