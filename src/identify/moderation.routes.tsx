// The moderation meeting: an area's schools on one page, a change to one of them, and both tables as CSV.
import { addressOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { type Exchange, type Route, allow, get, post, queryOf } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { textOf, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { insertDecision } from './decisions.queries.ts'
import { decidedInWords } from './decisions.rules.ts'
import { parseModeration } from './moderation.forms.ts'
import { advisersOf, criteriaMet } from './moderation.queries.ts'
import {
  type ModeratedSchool,
  ORDERS,
  type Order,
  inOrder,
  versionOfRow,
  versionsOfRow,
} from './moderation.rules.ts'
import { ModerationForm, ModerationPage } from './moderation.views.tsx'
import { ourSchool, schoolsInReach } from './our-school.queries.ts'
import { newestRound } from './proposals.queries.ts'
import { insertRating, ratingsInTerm } from './ratings.queries.ts'
import { RATINGS, driftInWords, spreadByOfficer } from './ratings.rules.ts'
import { newestRun } from './runs.queries.ts'
import { type SchoolInTerm, areasWithSchools, schoolsInTerm } from './standing.queries.ts'
import { calendarOf } from './terms.queries.ts'
import { type Term, termOf } from './terms.rules.ts'

const PATH = '/identify/moderation'

/** A meeting moderates the term of today. */
const termNow = async (x: Exchange): Promise<Term> => termOf(x.today, await calendarOf(x.db))
const orderAsked = (asked: string): Order => ORDERS.find((one) => one === asked) ?? 'school'

/** What the address asks for, or a form that came back with errors. */
const askedFor = (x: Exchange, name: string): string => textOf(x.form, name) || queryOf(x, name)

async function board(x: Exchange) {
  const { db, actor } = x
  const term = await termNow(x)
  const order = orderAsked(askedFor(x, 'sort'))
  const areas = await areasWithSchools(db, actor)
  const asked = askedFor(x, 'area')
  const area = areas.find(({ id }) => id === asked) ?? (areas.length === 1 ? (areas[0] ?? null) : null)
  const round = await newestRound(db, term)
  const categories = round?.categories ?? []
  const found = area
    ? await schoolsInTerm(db, actor, {
        term,
        today: x.today,
        standing: null,
        rated: null,
        areaId: area.id,
        phase: '',
        words: '',
      })
    : []
  const urns = found.map(({ urn }) => urn)
  const advisers = await advisersOf(db, urns, x.today)
  const run = await newestRun(db)
  const met = run ? await criteriaMet(db, run, urns) : new Map<number, string[]>()
  const schools = found.map((school): ModeratedSchool => ({
    ...school,
    advisers: advisers.get(school.urn) ?? [],
    met: met.get(school.urn) ?? [],
  }))
  return {
    term,
    order,
    areas,
    area,
    categories,
    schools: inOrder(
      schools,
      order,
      categories.map(({ id }) => id),
    ),
  }
}

const spreadOf = async (x: Exchange, term: Term) => spreadByOfficer(await ratingsInTerm(x.db, x.actor, term))

/** `sent`: the form that came back with errors, which stands open in its row again. */
async function show(
  x: Exchange,
  sent: { urn: number; form: Filled; version: number | null } | null = null,
): Promise<Response> {
  const shown = await board(x)
  const mayChange =
    can(x.actor, 'ratings.moderate') === 'yes'
      ? await schoolsInReach(x.db, x.actor, 'ratings.moderate')
      : new Set<number>()
  const asked = Number(queryOf(x, 'school'))
  const isOpen = shown.schools.some(({ urn }) => urn === asked) && (mayChange?.has(asked) ?? true)
  const errors = sent !== null
  return page(
    x.c,
    {
      title: `Moderation${shown.area ? ` of ${shown.area.name}` : ''}`,
      ...(errors ? { errors, status: 422 as const } : {}),
    },
    <ModerationPage
      {...shown}
      spread={await spreadOf(x, shown.term)}
      mayChange={mayChange}
      open={sent ?? (isOpen ? { urn: asked, form: { values: {} }, version: null } : null)}
    />,
  )
}

async function asCsv(x: Exchange): Promise<Response> {
  const { area, schools, categories } = await board(x)
  const nameOf = (id: string | null | undefined) =>
    categories.find((one) => one.id === id)?.name ?? id ?? null
  return csvResponse(
    x.c,
    `moderation-${area?.name ?? 'no-area'}`,
    [
      'URN',
      'School',
      'Criteria met',
      'Proposed',
      'Why',
      'Decided',
      'Reason',
      'Rating',
      'Direction',
      'Rationale',
      'Rated by',
      'Rated on',
      'In moderation',
      'Advisers',
    ],
    schools.map(({ urn, name, met, proposal, decision, rating, advisers }) => [
      urn,
      name,
      met.join('; '),
      nameOf(proposal?.category),
      proposal?.sentence ?? null,
      decision && decidedInWords(decision),
      decision?.reason ?? null,
      rating?.rating ?? null,
      rating?.direction ?? null,
      rating?.rationale ?? null,
      rating?.by ?? null,
      rating?.on ?? null,
      rating ? (rating.inModeration ? 'yes' : 'no') : null,
      advisers.join('; '),
    ]),
  )
}

async function officersAsCsv(x: Exchange): Promise<Response> {
  const { officers, all } = await spreadOf(x, await termNow(x))
  return csvResponse(
    x.c,
    'how-officers-rated',
    [
      'Officer',
      'Schools',
      ...RATINGS,
      ...RATINGS.map((rating) => `${rating} %`),
      'Beside all together',
      'Moved towards red',
      'Moved towards green',
    ],
    [...officers, all].map((one) => [
      one.by,
      one.schools,
      ...RATINGS.map((rating) => one.counts[rating]),
      ...RATINGS.map((rating) => one.shares?.[rating] ?? null),
      one === all ? null : (driftInWords(one, all) ?? 'too few to say'),
      one.lowered,
      one.raised,
    ]),
  )
}

/** The school of the address as it stands now, where this person may moderate. */
async function schoolFor(x: Exchange, term: Term): Promise<SchoolInTerm> {
  const school = await ourSchool(x.db, x.c.req.param('urn'))
  if (!school) throw new NotFound()
  allow(x, 'ratings.moderate', await schoolSubject(x.db, school.urn), true)
  const found = await schoolsInTerm(x.db, x.actor, {
    term,
    today: x.today,
    standing: null,
    rated: null,
    areaId: null,
    phase: '',
    words: String(school.urn),
  })
  const [one] = found.filter(({ urn }) => urn === school.urn)
  if (!one) throw new NotFound('an open school')
  return one
}

async function showOne(x: Exchange, form: Filled = { values: {} }): Promise<Response> {
  const term = await termNow(x)
  const school = await schoolFor(x, term)
  const round = await newestRound(x.db, term)
  const areaId = askedFor(x, 'area')
  return page(
    x.c,
    {
      title: `What does the meeting change for ${school.name}?`,
      back: { href: addressOf(PATH, { area: areaId }), text: 'Moderation' },
      ...(form.errors ? { errors: true, status: 422 as const } : {}),
    },
    <ModerationForm
      school={school}
      term={term}
      categories={round?.categories ?? []}
      areaId={areaId}
      order={orderAsked(askedFor(x, 'sort'))}
      version={versionOf(x.form)}
      form={form}
    />,
  )
}

async function change(x: Exchange): Promise<Response> {
  const term = await termNow(x)
  const school = await schoolFor(x, term)
  const round = await newestRound(x.db, term)
  const parsed = parseModeration(x.form, school.rating, round?.categories ?? [])
  // Back in its row, where it came from the table.
  if (!parsed.ok)
    return textOf(x.form, 'area') === ''
      ? showOne(x, parsed)
      : show(x, { urn: school.urn, form: parsed, version: versionOf(x.form) })
  const { rating, category, rationale } = parsed.value
  const { organisationId, personId } = x.actor
  const common = { ...term, organisationId, personId, urn: school.urn, inModeration: true, on: x.today }
  const version = versionOf(x.form)
  const read = version === null ? { rating: -1, decision: -1 } : versionsOfRow(version)
  // Whoever moderates may still only prepare a category, if that is what the table says.
  const answer = can(x.actor, 'categories.decide', await schoolSubject(x.db, school.urn))
  if (category && answer === 'no') allow(x, 'categories.decide', {}, true)
  const kept =
    read.rating === (school.rating?.version ?? 0) &&
    read.decision === (school.decision?.version ?? 0) &&
    (rating === null ||
      (await insertRating(x.db, { ...common, ...rating, version: read.rating, rationale }))) &&
    (category === null ||
      round === null ||
      (await insertDecision(x.db, {
        ...common,
        outcome: category.id === school.proposal?.category ? 'confirmed' : 'overridden',
        category,
        reason: rationale,
        until: null,
        version: read.decision,
        roundId: round.id,
        state: answer === 'yes' ? 'final' : 'prepared',
        preparedBy: answer === 'yes' ? null : personId,
      })))
  if (!kept) throw await differing(x, term, parsed.value)
  const next = /^\d{1,7}$/.exec(textOf(x.form, 'next'))?.[0] ?? ''
  const to = addressOf(PATH, { area: textOf(x.form, 'area'), sort: textOf(x.form, 'sort'), school: next })
  return redirect(
    x.c,
    `${to}#${next ? `rating-${next}` : `change-${school.urn}`}`,
    `Saved: ${school.name}, in moderation.`,
  )
}

async function differing(
  x: Exchange,
  term: Term,
  {
    rating,
    category,
    rationale,
  }: NonNullable<Extract<ReturnType<typeof parseModeration>, { ok: true }>>['value'],
): Promise<Conflict> {
  const now = await schoolFor(x, term)
  return new Conflict(
    `${addressOf(PATH, { area: textOf(x.form, 'area'), sort: textOf(x.form, 'sort') })}#change-${now.urn}`,
    versionOfRow(now.rating?.version ?? 0, now.decision?.version ?? 0),
    [
      {
        name: 'rating',
        label: 'Rating',
        theirs: now.rating?.rating ?? '',
        yours: rating?.rating ?? 'As it is',
      },
      {
        name: 'direction',
        label: 'Direction',
        theirs: now.rating?.direction ?? '',
        yours: rating?.direction ?? 'As it is',
      },
      {
        name: 'category',
        label: 'Category',
        theirs: now.decision ? decidedInWords(now.decision) : '',
        yours: category?.name ?? 'As it is',
      },
      {
        name: 'rationale',
        label: 'Why',
        theirs: [now.rating?.rationale, now.decision?.reason].filter(Boolean).join(' / '),
        yours: rationale,
      },
    ],
  )
}

export const moderationRoutes: readonly Route[] = [
  get('/identify/moderation', 'identify.view', (x) => show(x)),
  get('/identify/moderation.csv', 'identify.view', asCsv),
  get('/identify/moderation/officers.csv', 'identify.view', officersAsCsv),
  get('/identify/schools/:urn/moderation', 'ratings.moderate', (x) => showOne(x)),
  post('/identify/schools/:urn/moderation', 'ratings.moderate', change),
]
