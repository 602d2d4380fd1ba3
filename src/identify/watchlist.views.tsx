// The list of schools that somebody watches, what changed for each and why it matters; and the button that puts a
// school on it.
import { Button } from '#govuk/button.tsx'
import type { Content } from '#govuk/markup.ts'
import { FormKey } from '#platform/forms.tsx'
import { showMoment } from '#platform/pages.tsx'
import { IdentifyNavigation } from './identify-navigation.tsx'
import type { Seen, WatchedSchool } from './watchlist.queries.ts'
import { changeInWords, whyItMatters } from './watchlist.rules.ts'

export function Watchlist({ schools, seen }: { schools: readonly WatchedSchool[]; seen: Seen }) {
  const changed = schools.filter(({ changes }) => changes.length > 0)
  const same = schools.filter(({ changes }) => changes.length === 0)
  return (
    <>
      <IdentifyNavigation at="/identify/watchlist" />
      <h1 class="govuk-heading-l">Your watchlist</h1>
      {schools.length === 0 ? (
        <div class="alongside-empty">
          <p class="govuk-body">
            You watch no school yet. Open a school from{' '}
            <a class="govuk-link" href="/identify/decisions">
              Categories
            </a>{' '}
            or{' '}
            <a class="govuk-link" href="/identify">
              Criteria met
            </a>{' '}
            and choose “Watch this school”. What changes for it will stand here.
          </p>
        </div>
      ) : (
        <p class="govuk-body">
          {changed.length === 0
            ? 'Nothing has changed since you last looked.'
            : `Something has changed for ${changed.length === 1 ? '1 school' : `${changed.length} schools`} since you last looked. Only you see this list.`}
        </p>
      )}
      {changed.length > 1 ? <Looked seen={seen} urn={null} text="I have looked at all of them" /> : null}
      {changed.map((school) => (
        <section>
          <h2 class="govuk-heading-m">
            <a class="govuk-link" href={`/identify/schools/${school.urn}`}>
              {school.name}
            </a>
          </h2>
          <ul class="govuk-list govuk-list--bullet govuk-list--spaced">
            {school.changes.map((change) => (
              <li>
                {changeInWords(change)} {whyItMatters(change)}
              </li>
            ))}
          </ul>
          <div class="alongside-toolbar">
            <Looked
              seen={seen}
              urn={school.urn}
              text={
                <>
                  I have looked<span class="govuk-visually-hidden"> at {school.name}</span>
                </>
              }
            />
            <WatchButton urn={school.urn} name={school.name} isWatched back="/identify/watchlist" />
          </div>
        </section>
      ))}
      {same.length > 0 ? (
        <section>
          <h2 class="govuk-heading-m">Nothing new</h2>
          {same.map((school) => (
            <div class="alongside-toolbar">
              <p class="govuk-body">
                <a class="govuk-link" href={`/identify/schools/${school.urn}`}>
                  {school.name}
                </a>
                {school.town ? `, ${school.town}` : ''}. Since {showMoment(new Date(school.lookedAt))}.
              </p>
              <WatchButton urn={school.urn} name={school.name} isWatched back="/identify/watchlist" />
            </div>
          ))}
        </section>
      ) : null}
    </>
  )
}

const Looked = ({ seen, urn, text }: { seen: Seen; urn: number | null; text: Content }) => (
  <form method="post" action="/identify/watchlist/looked">
    <FormKey />
    <input type="hidden" name="moment" value={seen.moment} />
    <input type="hidden" name="import" value={String(seen.importId)} />
    {urn === null ? null : <input type="hidden" name="urn" value={String(urn)} />}
    <Button text={text} classes="govuk-button--secondary" />
  </form>
)

/** Puts a school on the reader's own watchlist or takes it off. */
export const WatchButton = ({
  urn,
  name,
  isWatched,
  back,
}: {
  urn: number
  name: string
  isWatched: boolean
  back: string
}) => (
  <form method="post" action={`/identify/schools/${urn}/watch`}>
    <FormKey />
    <input type="hidden" name="watch" value={isWatched ? 'no' : 'yes'} />
    <input type="hidden" name="back" value={back} />
    <Button
      text={
        <>
          {isWatched ? 'Stop watching' : 'Watch this school'}
          {isWatched ? <span class="govuk-visually-hidden"> {name}</span> : null}
        </>
      }
      classes="govuk-button--secondary"
    />
  </form>
)
