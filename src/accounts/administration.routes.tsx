// Owns the page from which an organisation is looked after: a link to each part that this person may open.
import { type Exchange, get, type Route } from '#platform/exchange.ts'
import { page } from '#platform/pages.tsx'
import { type Action, can } from '#platform/permissions.ts'
import { Column, TextLink } from '#src/accounts/frame.tsx'

/** `whole`: opens only to those whose role reaches over the whole organisation. */
const parts: readonly { href: string; text: string; hint: string; action: Action; whole?: true }[] = [
  {
    href: '/people',
    text: 'People',
    hint: 'Who works here, in which role, and who has access',
    action: 'people.view',
  },
  {
    href: '/organisation',
    text: 'Organisation',
    hint: 'Name, colour, areas and schools',
    action: 'organisation.manage',
    whole: true,
  },
  { href: '/imports', text: 'Imports', hint: 'Bring in published files', action: 'imports.manage' },
  {
    href: '/packs',
    text: 'Programme packs',
    hint: 'The rules that this organisation works by',
    action: 'packs.view',
  },
  {
    href: '/messages',
    text: 'Messages',
    hint: 'Letters that Alongside has written',
    action: 'messages.view',
    whole: true,
  },
  {
    href: '/audit',
    text: 'Audit record',
    hint: 'What was changed, and by whom',
    action: 'audit.view',
    whole: true,
  },
]

const show = (x: Exchange) =>
  page(
    x.c,
    { title: 'Administration' },
    <Column title="Administration">
      <ul class="govuk-list govuk-list--spaced">
        {parts
          .filter(({ action, whole }) => can(x.actor, action, whole && {}) !== 'no')
          .map(({ href, text, hint }) => (
            <li>
              <TextLink href={href}>{text}</TextLink>
              <br />
              {hint}
            </li>
          ))}
      </ul>
    </Column>,
  )

export const administrationRoutes: readonly Route[] = [get('/administration', 'people.view', show)]
