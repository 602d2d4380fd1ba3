// What stands of a school's category and rating on the school's page, with the way to change it. The parts are
// the slices' own; this puts them together for one reader.
import type { Content } from '#govuk/markup.ts'
import type { Subject } from '#platform/actor.ts'
import type { Exchange } from '#platform/exchange.ts'
import { can } from '#platform/permissions.ts'
import { decisionsOf } from './decisions.queries.ts'
import { DecisionHistory } from './decision-history.tsx'
import { ratingsOf } from './ratings.queries.ts'
import { RatingHistory } from './ratings.views.tsx'

/** For those who may see how a school is seen: the caller has asked that. */
export async function standingOf(
  { db, actor }: Exchange,
  school: { urn: number },
  subject: Subject,
): Promise<Content> {
  const decisions = await decisionsOf(db, school.urn)
  return (
    <>
      <h2 class="govuk-heading-m">Category</h2>
      <DecisionHistory decisions={decisions} />
      {can(actor, 'categories.decide', subject) === 'no' ? null : (
        <p class="govuk-body">
          <a class="govuk-link" href={`/identify/schools/${school.urn}/decision`}>
            Decide the category of this term
          </a>
        </p>
      )}
      <h2 class="govuk-heading-m">Rating</h2>
      <RatingHistory ratings={await ratingsOf(db, school.urn)} />
      {can(actor, 'ratings.record', subject) === 'yes' ? (
        <p class="govuk-body">
          <a class="govuk-link" href={`/identify/schools/${school.urn}/rating`}>
            Rate the school for this term
          </a>
        </p>
      ) : null}
    </>
  )
}
