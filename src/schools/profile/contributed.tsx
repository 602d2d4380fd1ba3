// Owns how areas above schools put parts of their own on a school's page: each says on which page, in what
// order and for whom, and app.tsx lists them. What such a part shows is its area's own.
import type { Content } from '#govuk/markup.ts'
import type { Exchange } from '#platform/exchange.ts'
import { type Action, can } from '#platform/permissions.ts'
import { isOurSchool, schoolSubject } from '#platform/reach.ts'

/** The pages of a school on which other areas may show something. */
export type OpenPage = 'overview' | 'people' | 'support'

export type SchoolPagePart = {
  page: OpenPage
  /** Lower stands higher. Leave room between: 10, 20, 30. */
  order: number
  /** What somebody must be allowed, fully or partly, for this school. */
  access: Action
  /** The heading over it (h2). */
  heading: string
  /** What stands under the heading; null leaves the heading out too. Runs in the request's transaction. */
  content: (x: Exchange, school: { urn: number; name: string }) => Promise<Content | null>
}

type OurSubject = { urn: number; areaIds: string[] }

/** One of the schools that the organisation answers for, with its areas; null for any other. */
export const subjectOfOurs = ({ keep, db }: Exchange, urn: number): Promise<OurSubject | null> =>
  keep(`whether school ${urn} is ours, and its areas`, async () =>
    (await isOurSchool(db, urn)) ? { urn, areaIds: (await schoolSubject(db, urn)).areaIds } : null,
  )

/**
 * The parts of a page that this person may see, in order, ready to show; none for a school that the
 * organisation does not answer for. What they show is the organisation's own, so it is drawn anew each time and
 * never kept with the published figures.
 */
export async function contributed(
  x: Exchange,
  parts: readonly SchoolPagePart[],
  on: OpenPage,
  school: { urn: number; name: string },
): Promise<Content[]> {
  const here = parts.filter((part) => part.page === on).toSorted((a, b) => a.order - b.order)
  const subject = here.length === 0 ? null : await subjectOfOurs(x, school.urn)
  if (!subject) return []
  const shown: Content[] = []
  for (const part of here) {
    if (can(x.actor, part.access, subject) === 'no') continue
    const content = await part.content(x, school)
    if (content === null) continue
    shown.push(
      <section>
        <h2 class="govuk-heading-m">{part.heading}</h2>
        {content}
      </section>,
    )
  }
  return shown
}
