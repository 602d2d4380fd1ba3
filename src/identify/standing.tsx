// What stands of a school's category and rating on its pages, with the way to change it. The parts are the slices'
// own; this puts them together for one reader.
import type { Content } from '#govuk/markup.ts'
import { RatingTag } from '#govuk/rating.tsx'
import type { Subject } from '#platform/actor.ts'
import type { Exchange } from '#platform/exchange.ts'
import { can } from '#platform/permissions.ts'
import { capital } from '#platform/words.ts'
import { schoolSubject } from '#platform/reach.ts'
import { historiesOf } from '#src/schools/evidence/history.queries.ts'
import type { SchoolPagePart } from '#src/schools/profile/contributed.tsx'
import { DecisionHistory } from './decision-history.tsx'
import { type DecisionRecord, decisionsOf } from './decisions.queries.ts'
import { decidedInWords } from './decisions.rules.ts'
import { noticeSettings, noticesOf } from './notices.queries.ts'
import { readBySchool } from './notices.rules.ts'
import { NoticeHistory } from './notices.views.tsx'
import { type OurSchool, ourSchool } from './our-school.queries.ts'
import { type RatingRecord, ratingsOf } from './ratings.queries.ts'
import { RatingHistory } from './ratings.views.tsx'
import { termInWords } from './terms.rules.ts'
import { isWatched } from './watchlist.queries.ts'
import { WatchButton } from './watchlist.views.tsx'

type Earlier = {
  school: OurSchool
  decisions: readonly DecisionRecord[]
  ratings: readonly RatingRecord[]
}

/** How the school was seen under the URNs it bore before, newest first, where anything was said and this person may see it. */
async function seenBefore({ db, actor }: Exchange, urn: number): Promise<Earlier[]> {
  const earlier: Earlier[] = []
  for (const before of (await historiesOf(db, [urn])).get(urn) ?? []) {
    const school = await ourSchool(db, String(before))
    if (!school || can(actor, 'identify.view', await schoolSubject(db, before)) === 'no') continue
    const [decisions, ratings] = [await decisionsOf(db, before), await ratingsOf(db, before)]
    if (decisions.length + ratings.length > 0) earlier.push({ school, decisions, ratings })
  }
  return earlier
}

const asThen = ({ school }: Earlier) => `as ${school.name} (URN ${school.urn})`

/** For those who may see how a school is seen: the caller has asked that. */
export async function standingOf(
  x: Exchange,
  school: { urn: number; name: string },
  subject: Subject,
): Promise<Content> {
  const { db, actor } = x
  const { urn, name } = school
  const notices = await noticesOf(db, urn)
  const reads = readBySchool(notices, await noticeSettings(db))
  const link = (path: string, text: string) => (
    <p class="govuk-body">
      <a class="govuk-link" href={`/identify/schools/${urn}/${path}`}>
        {text}
      </a>
    </p>
  )
  const mayRelease = can(actor, 'categories.release', subject) === 'yes'
  return (
    <>
      <WatchButton urn={urn} name={name} isWatched={await isWatched(db, actor, urn)} back="" />
      <h2 class="govuk-heading-m">Category</h2>
      <DecisionHistory decisions={await decisionsOf(db, urn)} />
      {can(actor, 'categories.decide', subject) === 'no'
        ? null
        : link('decision', 'Decide the category of this term')}
      <h2 class="govuk-heading-m">Rating</h2>
      <RatingHistory ratings={await ratingsOf(db, urn)} />
      {can(actor, 'ratings.record', subject) === 'yes'
        ? link('rating', 'Rate the school for this term')
        : null}
      <h2 class="govuk-heading-m">What the school reads</h2>
      <NoticeHistory notices={notices} reads={reads} />
      {mayRelease ? link('release', 'Let the school read of its category') : null}
      {mayRelease && reads ? link('withdraw', 'Take back what the school reads') : null}
      {(await seenBefore(x, urn)).map((earlier) => (
        <>
          <h2 class="govuk-heading-m">Before, {asThen(earlier)}</h2>
          {earlier.decisions.length === 0 ? null : (
            <DecisionHistory
              decisions={earlier.decisions}
              label={`Categories, term by term, ${asThen(earlier)}`}
            />
          )}
          {earlier.ratings.length === 0 ? null : (
            <RatingHistory ratings={earlier.ratings} label={`Ratings, term by term, ${asThen(earlier)}`} />
          )}
          <p class="govuk-body">
            <a class="govuk-link" href={`/identify/schools/${earlier.school.urn}`}>
              Criteria, concerns and requests {asThen(earlier)}
            </a>
          </p>
        </>
      ))}
    </>
  )
}

/** The newest decision and rating, with what to say where there is none. */
const inBrief = (
  [decision]: readonly DecisionRecord[],
  [rating]: readonly RatingRecord[],
  none = { decision: 'No category has been decided yet. ', rating: 'Not rated yet.' },
) => (
  <>
    {decision
      ? `${capital(termInWords(decision))}: ${decidedInWords(decision)}${decision.state === 'prepared' ? ' (prepared, not signed off)' : ''}. `
      : none.decision}
    {rating ? <RatingTag rating={rating.rating} direction={rating.direction} /> : none.rating}
  </>
)

/** In brief on the school's page, for officers alone. */
export const standingOnSchoolPage: SchoolPagePart = {
  page: 'overview',
  order: 20,
  access: 'identify.view',
  heading: 'Category and rating',
  content: async (x, { urn }) => {
    const decisions = await decisionsOf(x.db, urn)
    const ratings = await ratingsOf(x.db, urn)
    const [earlier] = decisions.length + ratings.length === 0 ? await seenBefore(x, urn) : []
    return (
      <>
        <p class="govuk-body">{inBrief(decisions, ratings)}</p>
        {earlier ? (
          <p class="govuk-body">
            {capital(asThen(earlier))}:{' '}
            {inBrief(earlier.decisions, earlier.ratings, { decision: '', rating: '' })}
          </p>
        ) : null}
        <p class="govuk-body">
          <a class="govuk-link" href={`/identify/schools/${urn}`}>
            Category, rating and criteria, term by term
          </a>
        </p>
      </>
    )
  },
}
