// Pages of ratings: which schools are rated this term and which are not, with its export, and rating one.
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { type Exchange, type Route, allow, get, post, queryOf } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { ourSchool } from './our-school.queries.ts'
import { ratingForm } from './ratings.forms.ts'
import { insertRating, ratingsOf } from './ratings.queries.ts'
import { RatingForm, RatingList } from './ratings.views.tsx'
import { type TermQuery, areasWithSchools, countInTerm, schoolsInTerm } from './standing.queries.ts'
import { calendarOf } from './terms.queries.ts'
import { dueState, termOf } from './terms.rules.ts'

const PER_PAGE = 50

/** Ratings are made in the term of today and no other. */
async function now(x: Exchange) {
  const calendar = await calendarOf(x.db)
  const term = termOf(x.today, calendar)
  return { term, due: dueState(calendar.due, term, x.today) }
}

async function listQuery(x: Exchange) {
  const { term, due } = await now(x)
  const query = {
    q: queryOf(x, 'q').slice(0, 100),
    show: queryOf(x, 'show') === 'rated' ? ('rated' as const) : ('to rate' as const),
    area: queryOf(x, 'area'),
    page: queryOf(x, 'page'),
  }
  const asked: TermQuery = {
    term,
    today: x.today,
    standing: null,
    rated: query.show === 'rated' ? 'yes' : 'no',
    areaId: query.area || null,
    phase: '',
    words: query.q,
  }
  return { term, due, query, asked }
}

async function list(x: Exchange): Promise<Response> {
  const { c, db, actor } = x
  const { term, due, query, asked } = await listQuery(x)
  const counts = await countInTerm(db, actor, asked)
  const at = pageOf(query.page, query.show === 'rated' ? counts.rated : counts.notRated, PER_PAGE)
  return page(
    c,
    { title: query.show === 'rated' ? 'Schools rated' : 'Schools to rate' },
    <RatingList
      term={term}
      due={due}
      query={query}
      schools={await schoolsInTerm(db, actor, asked, PER_PAGE, at.page)}
      counts={counts}
      page={at.page}
      pages={at.pages}
      areas={await areasWithSchools(db, actor)}
      may={{
        rate: can(actor, 'ratings.record') === 'yes',
        dates: can(actor, 'categories.manage', {}) === 'yes',
      }}
    />,
  )
}

async function asCsv(x: Exchange): Promise<Response> {
  const { query, asked } = await listQuery(x)
  return csvResponse(
    x.c,
    query.show === 'rated' ? 'ratings' : 'schools-to-rate',
    ['URN', 'School', 'Town', 'Area', 'Rating', 'Direction', 'Why', 'Term', 'By', 'On', 'In moderation'],
    (await schoolsInTerm(x.db, x.actor, asked)).map(({ urn, name, town, area, rating }) => [
      urn,
      name,
      town,
      area,
      rating?.rating ?? null,
      rating?.direction ?? null,
      rating?.rationale ?? null,
      rating ? `${rating.academicYear} ${rating.term}` : null,
      rating?.by ?? null,
      rating?.on ?? null,
      rating ? (rating.inModeration ? 'yes' : 'no') : null,
    ]),
  )
}

async function schoolFor(x: Exchange): Promise<{ urn: number; name: string }> {
  const school = await ourSchool(x.db, x.c.req.param('urn'))
  if (!school) throw new NotFound()
  allow(x, 'ratings.record', await schoolSubject(x.db, school.urn), true)
  return school
}

async function show(x: Exchange, form: Filled = { values: {} }): Promise<Response> {
  const school = await schoolFor(x)
  const [last] = await ratingsOf(x.db, school.urn)
  return page(
    x.c,
    {
      title: `How is ${school.name} getting on?`,
      back: { href: `/identify/schools/${school.urn}`, text: school.name },
      ...(form.errors ? { errors: true, status: 422 as const } : {}),
    },
    <RatingForm
      school={school}
      {...await now(x)}
      last={last ?? null}
      version={versionOf(x.form) ?? last?.version ?? 0}
      form={form}
    />,
  )
}

export const ratingRoutes: readonly Route[] = [
  get('/identify/ratings', 'identify.view', list),
  get('/identify/ratings.csv', 'identify.view', asCsv),
  get('/identify/schools/:urn/rating', 'ratings.record', (x) => show(x)),
  post('/identify/schools/:urn/rating', 'ratings.record', async (x) => {
    const school = await schoolFor(x)
    const parsed = parseForm(ratingForm, x.form)
    if (!parsed.ok) return show(x, parsed)
    const { organisationId, personId } = x.actor
    const { term } = await now(x)
    const kept = await insertRating(x.db, {
      ...parsed.value,
      ...term,
      organisationId,
      personId,
      urn: school.urn,
      version: versionOf(x.form) ?? -1,
      inModeration: false,
      on: x.today,
    })
    if (!kept) {
      const [theirs] = await ratingsOf(x.db, school.urn)
      const { rating, direction, rationale } = parsed.value
      throw new Conflict(`/identify/schools/${school.urn}/rating`, theirs?.version ?? 0, [
        { name: 'rating', label: 'Rating', theirs: theirs?.rating ?? '', yours: rating },
        { name: 'direction', label: 'Direction', theirs: theirs?.direction ?? '', yours: direction },
        { name: 'rationale', label: 'Why', theirs: theirs?.rationale ?? '', yours: rationale },
        { name: 'by', label: 'By', theirs: theirs?.by ?? '', yours: x.actor.name },
      ])
    }
    return redirect(
      x.c,
      `/identify/schools/${school.urn}`,
      `Saved. ${school.name} is rated ${parsed.value.rating}.`,
    )
  }),
]
