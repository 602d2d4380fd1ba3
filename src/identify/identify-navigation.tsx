// The way between the pages about who needs support, shown at the head of each.
import { SubNavigation } from '#govuk/sub-navigation.tsx'
import { addressOf } from '#platform/addresses.ts'

const PAGES = [
  { text: 'Criteria met', href: '/identify' },
  { text: 'Criteria that cannot say', href: '/identify/unknown' },
  { text: 'Categories', href: '/identify/decisions' },
  { text: 'Ratings', href: '/identify/ratings' },
  { text: 'Moderation', href: '/identify/moderation' },
  { text: 'Watchlist', href: '/identify/watchlist' },
] as const

/** `run`: the run whose lists are shown, where it is not the newest. */
export const IdentifyNavigation = ({
  at,
  run = '',
}: {
  at: (typeof PAGES)[number]['href']
  run?: string
}) => (
  <SubNavigation
    label="Who needs support"
    items={PAGES.map(({ text, href }, place) => ({
      text,
      href: place < 2 ? addressOf(href, { run }) : href,
      active: href === at,
    }))}
  />
)
