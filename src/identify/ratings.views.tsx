// The list of schools by whether they are rated this term, the form of a rating, and a school's ratings over time.
import { FormPage } from '#govuk/pages/form-page.tsx'
import { ListPage, ScrollingTable } from '#govuk/pages/list-page.tsx'
import { RatingTag } from '#govuk/rating.tsx'
import { Select } from '#govuk/select.tsx'
import { Table } from '#govuk/table.tsx'
import { addressOf } from '#platform/addresses.ts'
import { showDate } from '#platform/dates.ts'
import { type Filled, LongField, RadioField, summaryOf } from '#platform/fields.tsx'
import { FormKey, Version } from '#platform/forms.tsx'
import { capital } from '#platform/words.ts'
import { IdentifyNavigation } from './identify-navigation.tsx'
import type { RatingRecord } from './ratings.queries.ts'
import { DIRECTIONS } from './ratings.rules.ts'
import type { SchoolInTerm } from './standing.queries.ts'
import { type Term, sameTerm, termInWords } from './terms.rules.ts'

export type RatingQuery = { q: string; show: 'to rate' | 'rated'; area: string; page: string }
const PATH = '/identify/ratings'
const addressFor = (
  query: RatingQuery,
  change: Partial<Record<keyof RatingQuery, string>> = {},
  path = PATH,
) => addressOf(path, { ...query, page: '', ...change })

export type Due = { readonly on: string; readonly state: 'late' | 'soon' | 'later' } | null

/** 'Due by 4 December 2026', 'Late: they were due on …'. */
export function dueInWords(due: Due): string {
  if (due === null) return 'Neither your organisation nor its pack says when they are due.'
  return due.state === 'late'
    ? `They were due on ${showDate(due.on)} and are late.`
    : `They are due by ${showDate(due.on)}.`
}

export function RatingList(props: {
  term: Term
  due: Due
  query: RatingQuery
  schools: readonly SchoolInTerm[]
  counts: { rated: number; notRated: number }
  page: number
  pages: number
  areas: readonly { id: string; name: string }[]
  may: { rate: boolean; dates: boolean }
}) {
  const { query, term, counts, due } = props
  const toRate = query.show === 'to rate'
  const count = toRate ? counts.notRated : counts.rated
  const heading = toRate ? `Schools to rate, ${termInWords(term)}` : `Schools rated, ${termInWords(term)}`
  const keep = (...names: (keyof RatingQuery)[]) =>
    names.flatMap((name) => (query[name] ? [[name, query[name]] as const] : []))
  return (
    <>
      <IdentifyNavigation at={PATH} />
      <ListPage
        heading={heading}
        intro={
          <>
            {toRate && counts.notRated > 0
              ? dueInWords(due)
              : 'Each term an officer says how a school is getting on, which way it is going, and why.'}{' '}
            {due === null && props.may.dates ? (
              <a class="govuk-link" href="/identify/terms">
                Say when
              </a>
            ) : null}
          </>
        }
        action={PATH}
        search={{
          name: 'q',
          label: 'Name or URN of a school',
          value: query.q,
          keep: keep('show', 'area'),
        }}
        filter={{
          fields: (
            <>
              <Select
                name="show"
                label={{ text: 'This term', classes: 'govuk-label--s' }}
                value={query.show}
                items={[
                  { value: 'to rate', text: `To rate (${counts.notRated.toLocaleString('en-GB')})` },
                  { value: 'rated', text: `Rated (${counts.rated.toLocaleString('en-GB')})` },
                ]}
              />
              <Select
                name="area"
                label={{ text: 'Area', classes: 'govuk-label--s' }}
                value={query.area}
                items={[
                  { value: '', text: 'All areas' },
                  ...props.areas.map(({ id, name }) => ({ value: id, text: name })),
                ]}
              />
            </>
          ),
          selected: props.areas
            .filter(({ id }) => id === query.area)
            .map(({ name }) => ({
              heading: { text: 'Area' },
              items: [{ text: name, href: addressFor(query, { area: '' }) }],
            })),
          clearHref: addressOf(PATH, { q: query.q, show: query.show }),
          keep: keep('q'),
        }}
        count={count === 1 ? '1 school' : `${count.toLocaleString('en-GB')} schools`}
        empty={
          toRate
            ? 'Every school here has been rated this term.'
            : 'No school has been rated this term. Choose “To rate” to see which wait.'
        }
        tableLabel={heading}
        paging={{
          page: props.page,
          pages: props.pages,
          hrefOf: (page) => addressFor(query, { page: String(page) }),
        }}
        exports={[{ href: addressFor(query, {}, `${PATH}.csv`), text: 'Download as CSV' }]}
      >
        {props.schools.length > 0 ? (
          <Table
            caption={heading}
            captionClasses="govuk-visually-hidden"
            classes="alongside-stack"
            head={[{ text: 'School' }, { text: toRate ? 'Last rating' : 'Rating' }, { text: 'Why' }]}
            firstCellIsHeader
            rows={props.schools.map(({ urn, name, town, area, rating }) => [
              {
                text: (
                  <>
                    <a class="govuk-link" href={`/identify/schools/${urn}${props.may.rate ? '/rating' : ''}`}>
                      {name}
                    </a>
                    <span class="govuk-hint">
                      {[town, area].filter(Boolean).join(', ') || 'Place not known'}
                    </span>
                  </>
                ),
              },
              {
                text: rating ? (
                  <>
                    <RatingTag rating={rating.rating} direction={rating.direction} />
                    <span class="govuk-hint">
                      {rating.by}, {showDate(rating.on)}
                      {rating.inModeration ? ', in moderation' : ''}
                    </span>
                  </>
                ) : (
                  'Never rated'
                ),
              },
              { text: rating?.rationale ?? '' },
            ])}
          />
        ) : null}
      </ListPage>
    </>
  )
}

export const RatingForm = ({
  school,
  term,
  due,
  last,
  version,
  form,
}: {
  school: { urn: number; name: string }
  term: Term
  due: Due
  last: RatingRecord | null
  version: number
  form: Filled
}) => (
  <FormPage
    heading="How is the school getting on?"
    caption={`${school.name}, ${termInWords(term)}`}
    intro={
      <>
        {last ? (
          <p class="govuk-body">
            {sameTerm(last, term) ? 'Rated this term already' : 'Last rated'} by {last.by} on{' '}
            {showDate(last.on)}: <RatingTag rating={last.rating} direction={last.direction} />.{' '}
            {last.rationale}
          </p>
        ) : (
          <p class="govuk-body">This school has not been rated before.</p>
        )}
        {due ? (
          <p class="govuk-body">
            Ratings of the {termInWords(term)}: {dueInWords(due)}
          </p>
        ) : null}
        <p class="govuk-body">Officers of your organisation can read this. The school cannot.</p>
      </>
    }
    errors={summaryOf(form)}
    hidden={
      <>
        <FormKey />
        <Version value={version} />
      </>
    }
    submitText="Save the rating"
    cancel={{ href: `/identify/schools/${school.urn}` }}
  >
    <RadioField
      form={form}
      name="rating"
      label="Rating"
      items={[
        { value: 'green', text: 'Green', hint: 'Knows what to do and is doing it' },
        { value: 'amber', text: 'Amber', hint: 'Some of what is needed is not in place or not yet working' },
        { value: 'red', text: 'Red', hint: 'Needs help that it does not have yet' },
      ]}
    />
    <RadioField
      form={form}
      name="direction"
      label="Which way is it going?"
      items={DIRECTIONS.map((value) => ({ value, text: capital(value) }))}
    />
    <LongField
      form={form}
      name="rationale"
      label="Why?"
      hint="What you have seen and what it rests on, in words that the head could read. Do not name pupils or staff."
    />
  </FormPage>
)

/** Every rating of a school, the newest first. */
export function RatingHistory({
  ratings,
  label = 'Ratings, term by term',
}: {
  ratings: readonly RatingRecord[]
  label?: string
}) {
  if (ratings.length === 0) return <p class="govuk-body">This school has not been rated yet.</p>
  return (
    <ScrollingTable label={label}>
      <Table
        caption={label}
        captionClasses="govuk-visually-hidden"
        classes="alongside-stack"
        firstCellIsHeader
        head={[{ text: 'Term' }, { text: 'Rating' }, { text: 'Why' }, { text: 'By' }]}
        rows={ratings.map((one) => [
          { text: capital(termInWords(one)) },
          { text: <RatingTag rating={one.rating} direction={one.direction} /> },
          { text: one.rationale },
          { text: `${one.by}, ${showDate(one.on)}${one.inModeration ? ', in moderation' : ''}` },
        ])}
      />
    </ScrollingTable>
  )
}
