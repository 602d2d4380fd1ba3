// Owns taking up an invitation: the page that its link opens, and signing in from it.
import { asSystem } from '#platform/database.ts'
import { openGet, type OpenExchange, openPost, type Route } from '#platform/exchange.ts'
import { type FieldError, refuse, textOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { authOf, signInByMail } from '#src/accounts/auth.ts'
import { acceptInvitation, findInvitation, type OpenInvitation } from '#src/accounts/invitations.actions.ts'
import { Invitation, InvitationSpent } from '#src/accounts/invitations.views.tsx'
import { noForm } from '#src/accounts/frame.tsx'
import { whyNotPassword } from '#src/accounts/passwords.rules.ts'
import { countTries } from '#src/accounts/tries.ts'

const tokenIn = (x: OpenExchange) => x.c.req.param('token') ?? ''
const find = (x: OpenExchange) =>
  asSystem(x.platform.database, (db) => findInvitation(db, tokenIn(x)), { readOnly: true })
const spent = (x: OpenExchange) =>
  page(x.c, { title: 'This invitation no longer works', status: 404 }, <InvitationSpent />)

function show(x: OpenExchange, invitation: OpenInvitation, errors?: FieldError[]) {
  const { configuration } = x.platform
  return page(
    x.c,
    {
      title: `${invitation.organisation} has invited you`,
      errors: Boolean(errors),
      status: errors ? 422 : 200,
    },
    <Invitation
      token={tokenIn(x)}
      {...invitation}
      singleSignOn={configuration.OIDC_ISSUER ? configuration.OIDC_NAME : null}
      form={errors ? refuse({}, ...errors) : noForm}
    />,
  )
}

async function open(x: OpenExchange): Promise<Response> {
  await countTries(x.c, 'invitation')
  const invitation = await find(x)
  return invitation ? show(x, invitation) : spent(x)
}

async function accept(x: OpenExchange): Promise<Response> {
  const { c, platform, form } = x
  await countTries(c, 'invitation')
  const invitation = await find(x)
  if (!invitation) return spent(x)
  let hash: string | null = null
  if (textOf(form, 'how') === 'password' && !invitation.proven) {
    const chosen = textOf(form, 'password')
    const why = whyNotPassword(chosen, invitation)
    if (why) return show(x, invitation, [{ field: 'password', text: why }])
    hash = await (await (await authOf(platform)).$context).password.hash(chosen)
  }
  const accepted = await asSystem(platform.database, (db) => acceptInvitation(db, invitation, hash))
  if (!accepted) return spent(x)
  const next = await signInByMail(c, invitation.userId, invitation.organisationId)
  return redirect(
    c,
    next ?? '/',
    next ? undefined : `Welcome to ${invitation.organisation}. You are signed in.`,
  )
}

export const invitationRoutes: readonly Route[] = [
  openGet('/invitations/:token', open),
  openPost('/invitations/:token', accept),
]
