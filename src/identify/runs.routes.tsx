// Runs of the criteria: the list, making one for today, a day or an academic year, and comparing two.
import { addressOf, pageOf } from '#platform/addresses.ts'
import { csvResponse } from '#platform/csv.ts'
import { NotFound } from '#platform/errors.ts'
import { type Exchange, type Route, allow, get, post, queryOf } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm, refuse, textOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { newestPacks } from '#src/packs/packs.queries.ts'
import { changedSchools } from './run-comparison.queries.ts'
import { type ChangedSchool, KINDS, type Kind, causes, countsOf, kinds } from './run-comparison.rules.ts'
import { storeRun } from './runs.actions.ts'
import { runForm } from './runs.forms.ts'
import {
  type StoredRun,
  countRuns,
  importsSince,
  newestRun,
  runById,
  runsMade,
  schoolsByRun,
} from './runs.queries.ts'
import { COMPARISON, RUNS, RunComparison, RunForm, RunList } from './runs.views.tsx'

const PER_PAGE = 25
const TO_CHOOSE_FROM = 50
const back = { href: RUNS, text: 'Runs of the criteria' }

const counted = (schools: number) =>
  schools === 1 ? '1 school' : `${schools.toLocaleString('en-GB')} schools`

async function showForm(x: Exchange, form?: Filled): Promise<Response> {
  mayRun(x)
  const packs = await newestPacks(x.db)
  return page(
    x.c,
    { title: 'Run the criteria', back, ...(form ? { errors: true, status: 422 } : {}) },
    <RunForm packs={packs} form={form ?? { values: { when: 'today', pack: packs.at(-1)?.id ?? '' } }} />,
  )
}

/** A run goes over the whole organisation and replaces the lists that everybody reads: only the full right over all of it will do. */
const mayRun = (x: Exchange) => allow(x, 'identify.run', {}, true)

/** The two runs of the address. */
async function twoRuns(x: Exchange): Promise<{ from: StoredRun; to: StoredRun }> {
  const [from, to] = [await runById(x.db, queryOf(x, 'from')), await runById(x.db, queryOf(x, 'to'))]
  if (!from || !to) throw new NotFound()
  return { from, to }
}

const namesOf =
  (...runs: StoredRun[]) =>
  (id: string): string =>
    runs.flatMap(({ criteria }) => criteria).findLast((one) => one.id === id)?.name ?? id

const ofKind = (schools: readonly ChangedSchool[], kind: Kind) =>
  schools.filter((school) => school.kind === kind)

export const runRoutes: readonly Route[] = [
  get(RUNS, 'identify.view', async (x) => {
    const { db, actor } = x
    const count = await countRuns(db)
    const at = pageOf(queryOf(x, 'page'), count, PER_PAGE)
    const runs = await runsMade(db, PER_PAGE, (at.page - 1) * PER_PAGE)
    const current = await newestRun(db)
    return page(
      x.c,
      { title: 'Runs of the criteria', back: { href: '/identify', text: 'Who needs support' } },
      <RunList
        runs={runs}
        currentId={current?.id ?? null}
        counts={await schoolsByRun(
          db,
          actor,
          runs.map(({ id }) => id),
        )}
        since={current ? await importsSince(db, current) : 0}
        count={count}
        page={at.page}
        pages={at.pages}
        mayRun={can(actor, 'identify.run', {}) === 'yes'}
      />,
    )
  }),
  get(`${RUNS}/new`, 'identify.run', (x) => showForm(x)),
  post(RUNS, 'identify.run', async (x) => {
    mayRun(x)
    const { c, db, form, today } = x
    const parsed = parseForm(runForm(today), form)
    if (!parsed.ok) return showForm(x, parsed)
    const { organisationId, personId } = x.actor
    const stored = await storeRun(db, { organisationId, personId, ...parsed.value })
    if (stored.kind === 'no such pack') throw new NotFound()
    if (stored.kind === 'faulty')
      return textOf(form, 'asked')
        ? showForm(x, refuse(form, { field: 'pack', text: 'The pack has faults, so nothing was run' }))
        : redirect(c, '/packs', 'The pack has faults, so nothing was run.')
    const { runId, schools, met, unknown } = stored
    const current = await newestRun(db)
    return redirect(
      c,
      addressOf('/identify', current?.id === runId ? {} : { run: runId }),
      `The criteria have been run over ${counted(schools)}. ${counted(met)} ${met === 1 ? 'meets' : 'meet'} at least one; ${counted(unknown)} ${unknown === 1 ? 'needs' : 'need'} a person to look.`,
    )
  }),
  get(COMPARISON, 'identify.view', async (x) => {
    const { from, to } = await twoRuns(x)
    const schools = await changedSchools(x.db, x.actor, from.id, to.id)
    const asked = queryOf(x, 'kind')
    const kind =
      kinds.find((one) => one === asked) ?? kinds.find((one) => ofKind(schools, one).length > 0) ?? 'came'
    const shown = ofKind(schools, kind)
    const at = pageOf(queryOf(x, 'page'), shown.length, PER_PAGE)
    return page(
      x.c,
      { title: 'Two runs compared', back },
      <RunComparison
        from={from}
        to={to}
        runs={await runsMade(x.db, TO_CHOOSE_FROM, 0)}
        kind={kind}
        counts={countsOf(schools)}
        schools={shown.slice((at.page - 1) * PER_PAGE, at.page * PER_PAGE)}
        page={at.page}
        pages={at.pages}
        nameOf={namesOf(from, to)}
      />,
    )
  }),
  get(`${COMPARISON}.csv`, 'identify.view', async (x) => {
    const { from, to } = await twoRuns(x)
    const nameOf = namesOf(from, to)
    return csvResponse(
      x.c,
      `runs-${from.asAt}-${to.asAt}`,
      [
        'URN',
        'School',
        'What differs',
        'Criterion',
        'Before',
        'After',
        'Said before',
        'Said after',
        'Why it differs',
      ],
      (await changedSchools(x.db, x.actor, from.id, to.id)).flatMap(({ urn, name, kind, pairs }) =>
        pairs.map((pair) => [
          urn,
          name,
          KINDS[kind],
          nameOf(pair.criterion),
          pair.before?.answer ?? 'not asked',
          pair.after?.answer ?? 'not asked',
          pair.before?.sentence ?? null,
          pair.after?.sentence ?? null,
          causes(pair).join(' '),
        ]),
      ),
    )
  }),
]
