// Pages of identify: the two lists with their exports, running the criteria, one school's answers.
// The forms about a school are knowledge.routes.tsx.
import { pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { NotFound } from '#platform/errors.ts'
import { type Exchange, type Route, allow, get, queryOf } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { newestPacks } from '#src/packs/packs.queries.ts'
import {
  LISTS,
  type ListKind,
  NothingYet,
  SchoolWithEvidence,
  SchoolsByCriterion,
} from './identify.views.tsx'
import { headOf } from './headships.queries.ts'
import { concernsOf, requestsOf } from './knowledge.queries.ts'
import { ourSchool } from './our-school.queries.ts'
import {
  type StoredRun,
  type Wanted,
  answersOfSchool,
  countSchoolsWithAnswer,
  countsByCriterion,
  importsSince,
  newestRun,
  phasesOfRun,
  runById,
  schoolsWithAnswer,
} from './runs.queries.ts'
import { standingOf } from './standing.tsx'

const PER_PAGE = 50

/** The run of the address, else the current one. */
async function runOf(x: Exchange): Promise<StoredRun | null> {
  const id = queryOf(x, 'run')
  if (id === '') return newestRun(x.db)
  const run = await runById(x.db, id)
  if (!run) throw new NotFound()
  return run
}

function wantedOf(x: Exchange, kind: ListKind, run: StoredRun): Wanted {
  // A form sends one value a tick; our own links send one list.
  const asked = new Set((x.c.req.queries('criterion') ?? []).flatMap((one) => one.split(',')))
  return {
    answer: kind,
    criteria: run.criteria.map(({ id }) => id).filter((id) => asked.has(id)),
    phase: queryOf(x, 'phase').slice(0, 100),
    words: queryOf(x, 'q').slice(0, 100),
    run: queryOf(x, 'run'),
  }
}

const list =
  (kind: ListKind) =>
  async (x: Exchange): Promise<Response> => {
    const { c, db, actor } = x
    const run = await runOf(x)
    // A run replaces the lists that everybody reads, so it takes the full right over the whole organisation.
    const packs = can(actor, 'identify.run', {}) === 'yes' ? await newestPacks(db) : []
    if (!run) {
      const mayAdopt = can(actor, 'packs.manage') === 'yes'
      return page(
        c,
        { title: LISTS.met.heading },
        <NothingYet hasPack={(await newestPacks(db)).length > 0} mayRun={packs} mayAdopt={mayAdopt} />,
      )
    }
    const wanted = wantedOf(x, kind, run)
    const count = await countSchoolsWithAnswer(db, actor, run, wanted)
    const at = pageOf(queryOf(x, 'page'), count, PER_PAGE)
    return page(
      c,
      { title: LISTS[kind].heading },
      <SchoolsByCriterion
        kind={kind}
        run={run}
        wanted={wanted}
        count={count}
        schools={await schoolsWithAnswer(db, actor, run, wanted, PER_PAGE, at.page)}
        counts={await countsByCriterion(db, actor, run)}
        phases={await phasesOfRun(db, run)}
        page={at.page}
        pages={at.pages}
        mayRun={wanted.run === '' ? packs : []}
        since={wanted.run === '' ? await importsSince(db, run) : 0}
      />,
    )
  }

const asCsv =
  (kind: ListKind) =>
  async (x: Exchange): Promise<Response> => {
    const { c, db, actor } = x
    const run = await runOf(x)
    if (!run) throw new NotFound()
    const schools = await schoolsWithAnswer(db, actor, run, wantedOf(x, kind, run), PER_PAGE, null)
    const names = new Map(run.criteria.map(({ id, name }) => [id, name]))
    return csvResponse(
      c,
      kind === 'met' ? 'schools-that-need-support' : 'schools-for-a-person-to-look-at',
      ['URN', 'School', 'Town', 'Phase', 'Criterion', 'Answer', 'Why', 'As at'],
      schools.flatMap(({ urn, name, town, phase, reasons }) =>
        reasons.map(({ criterion, sentence }) => [
          urn,
          name,
          town,
          phase,
          names.get(criterion) ?? criterion,
          kind,
          sentence,
          run.asAt,
        ]),
      ),
    )
  }

export const identifyRoutes: readonly Route[] = [
  get('/identify', 'identify.view', list('met')),
  get('/identify/unknown', 'identify.view', list('unknown')),
  get('/identify.csv', 'identify.view', asCsv('met')),
  get('/identify/unknown.csv', 'identify.view', asCsv('unknown')),
  get('/identify/schools/:urn', 'identify.view', async (x) => {
    const { c, db, actor } = x
    const school = await ourSchool(db, c.req.param('urn'))
    if (!school) throw new NotFound()
    const subject = await schoolSubject(db, school.urn)
    allow(x, 'identify.view', subject)
    const run = await runOf(x)
    return page(
      c,
      { title: school.name, back: { href: '/identify', text: LISTS.met.heading } },
      <SchoolWithEvidence
        school={school}
        run={run}
        answers={run ? await answersOfSchool(db, run, school.urn) : []}
        concerns={await concernsOf(db, school.urn)}
        requests={await requestsOf(db, school.urn)}
        head={can(actor, 'headships.view', subject) === 'no' ? undefined : await headOf(db, school.urn)}
        standing={await standingOf(x, school, subject)}
        may={{
          need: can(actor, 'needs.manage', subject) !== 'no',
          concern: can(actor, 'concerns.raise', subject) === 'yes',
          request: can(actor, 'support.request', subject) === 'yes',
        }}
      />,
    )
  }),
]
