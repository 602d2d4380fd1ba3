// Owns the start page: what waits for this person, their schools and support, and the way to the main job.
// Nothing on it that they cannot act on.
import { HomePage, type HomeSection } from '#govuk/pages/home-page.tsx'
import { TaskList } from '#govuk/task-list.tsx'
import { type Exchange, get, type Route } from '#platform/exchange.ts'
import { showDate } from '#platform/dates.ts'
import { page } from '#platform/pages.tsx'
import { can, reachOf } from '#platform/permissions.ts'
import { schoolSubject } from '#platform/reach.ts'
import { listNeeds } from '#src/brokering/needs.queries.ts'
import { showDays } from '#src/directory/days.rules.ts'
import { noticeSettings, noticesOf } from '#src/identify/notices.queries.ts'
import { readBySchool } from '#src/identify/notices.rules.ts'
import { countSchoolsWithAnswer, newestRun } from '#src/identify/runs.queries.ts'
import { countInTerm } from '#src/identify/standing.queries.ts'
import { calendarOf } from '#src/identify/terms.queries.ts'
import { dueState, termInWords, termOf } from '#src/identify/terms.rules.ts'
import { failingRegular } from '#src/schools/imports/regular.queries.ts'
import { nameOf, type Regular } from '#src/schools/imports/regular.rules.ts'
import { setUpSoFar } from './getting-started.queries.ts'
import { gettingStarted, type Step } from './getting-started.rules.ts'
import {
  type ActiveSupport,
  activeSupport,
  type DueSession,
  ownSchools,
  sessionsToRecord,
  waitingAgreements,
} from './my-work.queries.ts'
import { type Owed, owedOn } from './my-work.rules.ts'

export const myWorkRoutes: readonly Route[] = [get('/', 'signed in', home)]

async function home(x: Exchange) {
  const may = (action: Parameters<typeof can>[1]) => can(x.actor, action) !== 'no'
  const sections: HomeSection[] = beginning(gettingStarted(x.actor, await setUpSoFar(x.db)))
  if (may('agreements.view'))
    sections.push(waiting(await owed(x), await sessionsToRecord(x.db, x.actor, x.today)))
  const schools = await ownSchools(x.db, reachOf(x.actor, 'schools.view').urns)
  const settings = await noticeSettings(x.db)
  const told = new Set<number>()
  for (const { urn } of schools)
    if (can(x.actor, 'notices.view', { urn }) !== 'no' && readBySchool(await noticesOf(x.db, urn), settings))
      told.add(urn)
  if (schools.length > 0)
    sections.push({
      heading: schools.length === 1 ? 'Your school' : 'Your schools',
      empty: '',
      children: (
        <Links
          items={schools.flatMap(({ urn, name }) => [
            { href: `/schools/${urn}`, text: name },
            ...(told.has(urn)
              ? [
                  {
                    href: `/schools/${urn}/notice`,
                    text: `What ${x.actor.organisationName} has told you about support`,
                  },
                ]
              : []),
            // Asking is for whoever speaks for the school: a head does not see the lists of who needs support.
            ...(can(x.actor, 'support.request', { urn }) === 'yes'
              ? [{ href: `/identify/schools/${urn}/request`, text: `Ask for support for ${name}` }]
              : []),
          ])}
        />
      ),
    })
  if (may('ratings.record')) sections.push(...(await toRate(x)))
  if (may('identify.view')) sections.push(await needing(x))
  if (may('needs.view') && may('shortlist.view')) sections.push(await openNeeds(x))
  if (may('agreements.view')) sections.push(underWay(await activeSupport(x.db, x.actor, 10)))
  if (sections.length === 0)
    sections.push({
      heading: 'Where to go',
      empty: '',
      children: (
        <Links
          items={[
            ...(may('people.view') ? [{ href: '/administration', text: 'Administration' }] : []),
            ...(may('schools.view') ? [{ href: '/schools', text: 'Schools' }] : []),
            { href: '/account', text: 'Your account' },
          ]}
        />
      ),
    })
  // Before all else, and never in place of the way to go.
  if (can(x.actor, 'imports.manage') === 'yes') sections.unshift(...notBroughtIn(await failingRegular(x.db)))
  return page(x.c, { title: 'My work' }, <HomePage heading="My work" sections={sections} />)
}

/** First steps of a new organisation; gone when they are done. */
const beginning = (steps: readonly Step[]): HomeSection[] =>
  steps.length === 0
    ? []
    : [
        {
          heading: 'First steps',
          empty: '',
          children: (
            <TaskList
              idPrefix="first-step"
              items={steps.map(({ text, hint, href, done }) => ({
                title: { text },
                hint: { text: hint },
                href,
                status: done ? { text: 'Done' } : { tag: { text: 'To do', classes: 'govuk-tag--blue' } },
              }))}
            />
          ),
        },
      ]

async function owed(x: Exchange): Promise<Owed[]> {
  const all: Owed[] = []
  for (const agreement of await waitingAgreements(x.db, x.actor)) {
    const one = owedOn(x.actor, agreement, await schoolSubject(x.db, agreement.urn))
    if (one) all.push(one)
  }
  return all
}

const waiting = (owed: readonly Owed[], sessions: readonly DueSession[]): HomeSection => ({
  heading: 'Waiting for you',
  empty: 'Nothing waits for you. Agreements to approve or sign, and sessions to record, will appear here.',
  children:
    owed.length + sessions.length === 0 ? null : (
      <ul class="govuk-list govuk-list--spaced">
        {owed.map(({ href, text, why }) => (
          <li>
            <a class="govuk-link govuk-!-font-weight-bold" href={href}>
              {text}
            </a>
            <br />
            {why}
          </li>
        ))}
        {sessions.map(({ agreementId, school, on }) => (
          <li>
            <a class="govuk-link govuk-!-font-weight-bold" href={`/agreements/${agreementId}/record`}>
              Record your session at {school}
            </a>
            <br />
            It was planned for {showDate(on)}.
          </li>
        ))}
      </ul>
    ),
})

/** Places that Alongside looks at by itself and where that failed; nothing where all goes well. */
const notBroughtIn = (failing: readonly Regular[]): HomeSection[] =>
  failing.length === 0
    ? []
    : [
        {
          heading: 'Published files that were not brought in',
          empty: '',
          children: (
            <ul class="govuk-list govuk-list--spaced">
              {failing.map((one) => (
                <li>
                  <a
                    class="govuk-link govuk-!-font-weight-bold govuk-!-text-break-word"
                    href={`/imports/regular/${one.id}`}
                  >
                    {nameOf(one)}
                  </a>
                  <br />
                  {one.lastResult}
                </li>
              ))}
            </ul>
          ),
        },
      ]

/** Schools still to rate this term, once their day is near or past; nothing before. */
async function toRate(x: Exchange): Promise<HomeSection[]> {
  const calendar = await calendarOf(x.db)
  const term = termOf(x.today, calendar)
  const due = dueState(calendar.due, term, x.today)
  if (due === null || due.state === 'later') return []
  const { notRated } = await countInTerm(x.db, x.actor, {
    term,
    today: x.today,
    standing: null,
    rated: null,
    areaId: null,
    phase: '',
    words: '',
  })
  if (notRated === 0) return []
  return [
    {
      heading: due.state === 'late' ? 'Ratings that are late' : 'Ratings that are due soon',
      empty: '',
      children: (
        <p class="govuk-body">
          {count(notRated, 'school has', 'schools have')} no rating for the {termInWords(term)}.{' '}
          {due.state === 'late' ? 'They were due on' : 'They are due by'} {showDate(due.on)}.
        </p>
      ),
      more: { href: '/identify/ratings', text: 'See which schools to rate' },
    },
  ]
}

async function needing(x: Exchange): Promise<HomeSection> {
  const heading = 'Who needs support'
  const run = await newestRun(x.db)
  const empty = 'The criteria have not been run yet.'
  const more = { href: '/identify', text: 'See which schools need support, and why' }
  if (!run) return { heading, empty, children: null, more }
  const none = { criteria: [], phase: '', words: '', run: '' }
  const met = await countSchoolsWithAnswer(x.db, x.actor, run, { answer: 'met', ...none })
  const unknown = await countSchoolsWithAnswer(x.db, x.actor, run, { answer: 'unknown', ...none })
  return {
    heading,
    empty,
    children: (
      <p class="govuk-body">
        {count(met, 'school meets', 'schools meet')} at least one criterion. For{' '}
        {count(unknown, 'school', 'schools')} a figure is missing, and{' '}
        <a class="govuk-link" href="/identify/unknown">
          a person needs to look
        </a>
        .
      </p>
    ),
    more,
  }
}

async function openNeeds(x: Exchange): Promise<HomeSection> {
  const { rows, total } = await listNeeds(
    x.db,
    x.actor,
    { words: '', state: 'open', theme: '', phase: '' },
    { limit: 5, offset: 0 },
  )
  return {
    heading: 'Open needs',
    empty: 'No need is open. Start one from a school that needs support.',
    children:
      rows.length === 0 ? null : (
        <Links
          items={rows.map(({ id, school, themes }) => ({
            href: `/needs/${id}`,
            text: `${school}: ${themes.join(', ')}`,
          }))}
        />
      ),
    ...(total > rows.length
      ? { more: { href: '/needs?state=open', text: `See all ${total} open needs` } }
      : {}),
  }
}

const underWay = (rows: readonly ActiveSupport[]): HomeSection => ({
  heading: 'Support under way',
  empty: 'No support is active. Agreements appear here once all three parties have signed.',
  children:
    rows.length === 0 ? null : (
      <ul class="govuk-list govuk-list--spaced">
        {rows.map(({ id, school, supporter, halfDays, heldHalfDays, endsOn }) => (
          <li>
            <a class="govuk-link" href={`/agreements/${id}`}>
              {supporter} at {school}
            </a>
            <br />
            {showDays(heldHalfDays)} of {showDays(halfDays)} held, until {showDate(endsOn)}
          </li>
        ))}
      </ul>
    ),
})

const Links = ({ items }: { items: readonly { href: string; text: string }[] }) => (
  <ul class="govuk-list">
    {items.map(({ href, text }) => (
      <li>
        <a class="govuk-link" href={href}>
          {text}
        </a>
      </li>
    ))}
  </ul>
)

const count = (many: number, one: string, more: string) =>
  `${many.toLocaleString('en-GB')} ${many === 1 ? one : more}`
