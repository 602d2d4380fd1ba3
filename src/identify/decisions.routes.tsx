// Pages on which categories are proposed and decided: the list by where schools stand, with its export, and the
// decision about one school.
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { Conflict, NotFound } from '#platform/errors.ts'
import { type Exchange, type Route, allow, get, post, queryOf } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { refuse, textOf, versionOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { type Answer, can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { newestPacks } from '#src/packs/packs.queries.ts'
import { parseDecision } from './decisions.forms.ts'
import { type DecisionRecord, decisionsOf, insertDecision, termsProposed } from './decisions.queries.ts'
import { type Decided, choicesFor, decidedInWords, decisionFields } from './decisions.rules.ts'
import { DecisionForm, DecisionList, HEADINGS } from './decisions.views.tsx'
import { ourSchool } from './our-school.queries.ts'
import { packsWithCategories, proposeCategories } from './proposals.actions.ts'
import { type Round, newestRound, proposalFor } from './proposals.queries.ts'
import {
  STANDINGS,
  type TermQuery,
  areasWithSchools,
  countInTerm,
  phasesOfSchools,
  schoolsInTerm,
} from './standing.queries.ts'
import { termAsked } from './term-asked.ts'
import { calendarOf } from './terms.queries.ts'
import { type Term, sameTerm, termInWords, termOf, termValue } from './terms.rules.ts'

const PER_PAGE = 50

async function listQuery(x: Exchange) {
  const term = await termAsked(x)
  const query = {
    q: queryOf(x, 'q').slice(0, 100),
    show: STANDINGS.find((one) => one === queryOf(x, 'show')) ?? ('person' as const),
    phase: queryOf(x, 'phase').slice(0, 100),
    area: queryOf(x, 'area'),
    term: termValue(term),
    page: queryOf(x, 'page'),
  }
  const asked: TermQuery = {
    term,
    today: x.today,
    standing: query.show,
    rated: null,
    areaId: query.area || null,
    phase: query.phase,
    words: query.q,
  }
  return { term, query, asked }
}

async function list(x: Exchange): Promise<Response> {
  const { c, db, actor } = x
  const { term, query, asked } = await listQuery(x)
  const { standings } = await countInTerm(db, actor, asked)
  const at = pageOf(query.page, standings[query.show], PER_PAGE)
  const proposed = await termsProposed(db)
  const now = termOf(x.today, await calendarOf(db))
  // A round is the whole organisation's, as a run of the criteria is.
  const mayPropose = can(actor, 'categories.decide', {}) === 'yes'
  return page(
    c,
    { title: HEADINGS[query.show].heading },
    <DecisionList
      term={term}
      terms={[now, term, ...proposed].filter((one, i, all) => all.findIndex((o) => sameTerm(o, one)) === i)}
      round={await newestRound(db, term)}
      query={query}
      schools={await schoolsInTerm(db, actor, asked, PER_PAGE, at.page)}
      counts={standings}
      page={at.page}
      pages={at.pages}
      phases={await phasesOfSchools(db)}
      areas={await areasWithSchools(db, actor)}
      may={{
        decide: can(actor, 'categories.decide') !== 'no',
        propose: mayPropose ? await packsWithCategories(db, await newestPacks(db)) : [],
        adopt: can(actor, 'packs.manage') === 'yes',
        dates: can(actor, 'categories.manage', {}) === 'yes',
        notices: can(actor, 'categories.manage', {}) === 'yes',
      }}
    />,
  )
}

async function asCsv(x: Exchange): Promise<Response> {
  const { term, query, asked } = await listQuery(x)
  const round = await newestRound(x.db, term)
  const nameOf = (id: string | null) => round?.categories.find((one) => one.id === id)?.name ?? id
  return csvResponse(
    x.c,
    `categories-${query.show}-${query.term}`,
    [
      'URN',
      'School',
      'Town',
      'Area',
      'Phase',
      'Proposed',
      'Why',
      'Decided',
      'State',
      'Reason',
      'By',
      'On',
      'Rating',
      'Direction',
    ],
    (await schoolsInTerm(x.db, x.actor, asked)).map(({ proposal, decision, rating, ...school }) => [
      school.urn,
      school.name,
      school.town,
      school.area,
      school.phase,
      nameOf(proposal?.category ?? null),
      proposal?.sentence ?? null,
      decision && decidedInWords(decision),
      decision?.state ?? null,
      decision?.reason ?? null,
      decision?.by ?? null,
      decision?.on ?? null,
      rating?.rating ?? null,
      rating?.direction ?? null,
    ]),
  )
}

/** The school of the address, with what this person may do about its category. */
async function schoolFor(x: Exchange): Promise<{ school: { urn: number; name: string }; answer: Answer }> {
  const school = await ourSchool(x.db, x.c.req.param('urn'))
  if (!school) throw new NotFound()
  return { school, answer: allow(x, 'categories.decide', await schoolSubject(x.db, school.urn)) }
}

async function show(x: Exchange, form: Filled = { values: {} }): Promise<Response> {
  const { school, answer } = await schoolFor(x)
  const term = await termAsked(x)
  const round = await newestRound(x.db, term)
  if (!round) return redirect(x.c, `/identify/decisions?term=${termValue(term)}`)
  const [newest] = await decisionsOf(x.db, school.urn, term)
  const proposal = await proposalFor(x.db, round.id, school.urn)
  const fully = answer === 'yes'
  return page(
    x.c,
    {
      title: `Which category is ${school.name} in?`,
      back: { href: `/identify/schools/${school.urn}`, text: school.name },
      ...(form.errors ? { errors: true, status: 422 as const } : {}),
    },
    <DecisionForm
      school={school}
      term={term}
      round={round}
      proposal={proposal}
      newest={newest ?? null}
      choices={choicesFor(proposal, newest?.state ?? null, fully)}
      fully={fully}
      version={versionOf(x.form) ?? newest?.version ?? 0}
      form={form}
    />,
  )
}

async function decide(x: Exchange): Promise<Response> {
  const { school, answer } = await schoolFor(x)
  const term = await termAsked(x)
  const round = await newestRound(x.db, term)
  if (!round) throw new NotFound('round')
  const fully = answer === 'yes'
  const [newest] = await decisionsOf(x.db, school.urn, term)
  const proposal = await proposalFor(x.db, round.id, school.urn)
  const version = versionOf(x.form) ?? -1
  if (textOf(x.form, 'round') !== round.id)
    return show(
      x,
      refuse(x.form, {
        field: 'decision',
        text: 'Categories have been proposed again since you opened this page. Read what is proposed now, then decide',
      }),
    )
  const parsed = parseDecision(
    x.form,
    // What somebody else did since then is the conflict page's to show, not a fault of the form.
    version === newest?.version
      ? choicesFor(proposal, newest.state, fully)
      : ['sign off', 'confirm', 'override', 'defer'],
    round.categories,
    proposal,
    x.today,
  )
  if (!parsed.ok) return show(x, parsed)
  const signing = parsed.value.choice === 'sign off'
  const decided = parsed.value.choice === 'sign off' ? prepared(newest, round) : parsed.value.decided
  const kept =
    decided !== null &&
    (!signing || (fully && newest?.state === 'prepared')) &&
    (await insertDecision(x.db, {
      ...decided,
      ...term,
      organisationId: x.actor.organisationId,
      personId: x.actor.personId,
      urn: school.urn,
      version,
      roundId: round.id,
      state: fully ? 'final' : 'prepared',
      preparedBy: signing ? (newest?.decidedById ?? null) : fully ? null : x.actor.personId,
      inModeration: signing ? (newest?.inModeration ?? false) : false,
      on: x.today,
    }))
  if (!kept) throw await differing(x, school.urn, term, round, decided)
  const said =
    decided.outcome === 'deferred'
      ? 'The decision is put off.'
      : `${school.name}: ${decidedInWords({ ...decided, categoryName: decided.category?.name ?? null })}.`
  return redirect(
    x.c,
    `/identify/schools/${school.urn}`,
    fully ? `${said} The school has not been told.` : `${said} It stands once it has been signed off.`,
  )
}

/** What an adviser prepared, to be signed off as it is; null when nothing waits. */
function prepared(newest: DecisionRecord | undefined, round: Round): Decided | null {
  if (newest?.state !== 'prepared') return null
  return decidedIn(newest, round)
}

const decidedIn = (record: DecisionRecord, round: Round): Decided => ({
  outcome: record.outcome,
  category:
    record.category === null
      ? null
      : (round.categories.find(({ id }) => id === record.category) ?? {
          id: record.category,
          name: record.categoryName ?? record.category,
          kindOfSupport: record.kindOfSupport ?? '',
          minimumDays: record.minimumDays ?? 1,
        }),
  reason: record.reason,
  until: record.until,
})

/** Both decisions side by side: theirs as it stands now, and what this person chose. */
async function differing(
  x: Exchange,
  urn: number,
  term: Term,
  round: Round,
  yours: Decided | null,
): Promise<Conflict> {
  const [now] = await decisionsOf(x.db, urn, term)
  const theirs = now ? decisionFields(decidedIn(now, round)) : []
  const labels = decisionFields(yours ?? { outcome: 'confirmed', category: null, reason: null, until: null })
  return new Conflict(`/identify/schools/${urn}/decision?term=${termValue(term)}`, now?.version ?? 0, [
    ...labels.map(({ name, label, text }, at) => ({
      name,
      label,
      yours: yours ? text : '',
      theirs: theirs[at]?.text ?? '',
    })),
    {
      name: 'by',
      label: 'Decided by',
      yours: x.actor.name,
      theirs: now?.by ?? 'Nobody',
    },
  ])
}

export const decisionRoutes: readonly Route[] = [
  get('/identify/decisions', 'identify.view', list),
  get('/identify/decisions.csv', 'identify.view', asCsv),
  post('/identify/decisions/propose', 'categories.decide', async (x) => {
    allow(x, 'categories.decide', {}, true)
    const term = await termAsked(x)
    const { organisationId, personId } = x.actor
    const made = await proposeCategories(x.db, {
      ...term,
      organisationId,
      personId,
      packId: textOf(x.form, 'pack'),
      asAt: x.today,
    })
    if (made.kind === 'no such pack') throw new NotFound()
    if (made.kind === 'faulty')
      return redirect(x.c, '/packs', 'The pack has faults, so nothing was proposed.')
    if (made.kind === 'no categories')
      return redirect(x.c, '/packs', 'That pack has no categories, so nothing was proposed.')
    const { schools, unknown } = made
    return redirect(
      x.c,
      `/identify/decisions?term=${termValue(term)}`,
      `Categories for the ${termInWords(term)} are proposed for ${schools.toLocaleString('en-GB')} schools. For ${unknown.toLocaleString('en-GB')} a person must decide. Nothing is decided yet.`,
    )
  }),
  get('/identify/schools/:urn/decision', 'categories.decide', (x) => show(x)),
  post('/identify/schools/:urn/decision', 'categories.decide', decide),
]
