// Owns signing in and out: password, link by mail, one-time code, identity provider, the choice of
// organisation, and what becomes of a form that was sent too late.
import { deleteCookie, getCookie } from 'hono/cookie'
import { type Ctx, openGet, openPost, type OpenExchange, queryOf, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import type { Actor } from '#platform/actor.ts'
import { type HeldForm, parseForm, readHeldForm, refuse, takeHeldForm, textOf } from '#platform/forms.tsx'
import { page, redirect, troublePage } from '#platform/pages.tsx'
import { HELD } from '#platform/serve.tsx'
import { AUTH_PATH, authOf, keepCookies, LINK_MINUTES, OIDC, signInByMail } from '#src/accounts/auth.ts'
import { afterSignIn, ownPath } from '#src/accounts/after-sign-in.ts'
import { noForm } from '#src/accounts/frame.tsx'
import { NO_CODE, readCode, WRONG_CODE } from '#src/accounts/one-time-codes.rules.ts'
import { cookieName, secretOf, sessionTokenOf, tokenOf } from '#src/accounts/session.ts'
import { linkForm, signInForm, WRONG_PASSWORD } from '#src/accounts/sign-in.forms.ts'
import {
  challengedUser,
  chooseOrganisation,
  endSession,
  installationState,
  markByMail,
  sessionBehind,
} from '#src/accounts/sign-in.queries.ts'
import {
  AskForLink,
  ChooseOrganisation,
  Continue,
  EnterCode,
  LinkSent,
  LinkSpent,
  NoRole,
  NotKnown,
  ProviderAway,
  SignIn,
  UseLink,
} from '#src/accounts/sign-in.views.tsx'
import { countTries, forgetAccountTries, isCodeSpent, spendCode } from '#src/accounts/tries.ts'

async function signInPage(x: OpenExchange, props: { form: Filled; to: string }): Promise<Response> {
  const { configuration, database } = x.platform
  const { demonstration } = await installationState(database)
  return page(
    x.c,
    { title: 'Sign in', errors: Boolean(props.form.errors), status: props.form.errors ? 422 : 200 },
    <SignIn
      {...props}
      kept={getCookie(x.c, HELD) !== undefined}
      singleSignOn={configuration.OIDC_ISSUER ? configuration.OIDC_NAME : null}
      personas={demonstration}
    />,
  )
}

async function showSignIn(x: OpenExchange): Promise<Response> {
  const { c, platform, today } = x
  const to = queryOf(x, 'to')
  if (x.actor) return afterSignIn(c, to)
  // Whoever opens a demonstration's front door wants to see it, not to type a password.
  if (to === '/' && (await installationState(platform.database)).demonstration)
    return c.redirect('/personas', 303)
  const token = await sessionTokenOf(platform, c)
  const session = token ? await sessionBehind(platform.database, token, today) : null
  if (session) {
    // Signed in, and yet nobody: several organisations are open and none is chosen, or none is.
    if (session.organisations.length > 1)
      return c.redirect(`/choose-organisation?to=${encodeURIComponent(ownPath(to))}`, 303)
    return page(c, { title: 'You have no role here today', status: 403 }, <NoRole email={session.email} />)
  }
  const { organisations } = await installationState(platform.database)
  if (organisations === 0) return c.redirect('/set-up', 303)
  return signInPage(x, { form: noForm, to })
}

async function signIn(x: OpenExchange): Promise<Response> {
  const { c, platform, form } = x
  const to = textOf(form, 'to')
  await countTries(c, 'sign in', textOf(form, 'email'))
  const parsed = parseForm(signInForm, form)
  if (!parsed.ok) return signInPage(x, { form: parsed, to })
  const auth = await authOf(platform)
  const answer = await auth.api.signInEmail({
    body: parsed.value,
    headers: await headersWithoutSession(c),
    asResponse: true,
  })
  if (!answer.ok) return signInPage(x, { form: refuse(form, { field: 'email', text: WRONG_PASSWORD }), to })
  keepCookies(c, answer)
  const { twoFactorRedirect } = (await answer.json()) as { twoFactorRedirect?: boolean }
  if (twoFactorRedirect) return redirect(c, `/sign-in/code?to=${encodeURIComponent(ownPath(to))}`)
  await forgetAccountTries(platform, 'sign in', parsed.value.email)
  return afterSignIn(c, to)
}

/** Signing in does not depend on who was signed in before on this device. */
async function headersWithoutSession(c: Ctx): Promise<Headers> {
  const headers = new Headers(c.req.raw.headers)
  const name = cookieName(c.var.platform, 'session_token')
  const kept = (headers.get('Cookie') ?? '').split(/;\s*/).filter((pair) => !pair.startsWith(`${name}=`))
  headers.set('Cookie', kept.join('; '))
  return headers
}

const askForLink = (x: OpenExchange) =>
  page(x.c, { title: 'Get a link to sign in', back: { href: '/sign-in', text: 'Back' } }, <AskForLink />)

async function sendLink(x: OpenExchange): Promise<Response> {
  const { c, platform, form } = x
  await countTries(c, 'link', textOf(form, 'email'))
  const parsed = parseForm(linkForm, form)
  if (!parsed.ok)
    return page(
      c,
      { title: 'Get a link to sign in', errors: true, status: 422 },
      <AskForLink form={parsed} />,
    )
  const auth = await authOf(platform)
  await auth.api.signInMagicLink({ body: { email: parsed.value.email }, headers: new Headers() })
  return redirect(c, '/sign-in/link/sent')
}

async function useLink(x: OpenExchange): Promise<Response> {
  const { c, platform } = x
  await countTries(c, 'code')
  const auth = await authOf(platform)
  const answer = await auth.api.magicLinkVerify({
    query: { token: c.req.param('token') ?? '' },
    headers: await headersWithoutSession(c),
    asResponse: true,
  })
  if (!answer.ok) return page(c, { title: 'This link no longer works', status: 404 }, <LinkSpent />)
  const { token, user } = (await answer.json()) as { token: string; user: { id: string } }
  // better-auth's own session knows nothing of a second factor after a link: ours takes its place.
  await endSession(platform.database, token)
  const next = await signInByMail(c, user.id)
  return next ? redirect(c, next) : afterSignIn(c, '/')
}

async function showCode(x: OpenExchange): Promise<Response> {
  if (!getCookie(x.c, cookieName(x.platform, 'two_factor'))) return x.c.redirect('/sign-in', 303)
  const backup = queryOf(x, 'kind') === 'backup'
  return page(x.c, { title: 'Enter the code from your app' }, <EnterCode backup={backup} />)
}

async function checkCode(x: OpenExchange): Promise<Response> {
  const { c, platform, form } = x
  const backup = textOf(form, 'kind') === 'backup'
  const challenge = getCookie(c, cookieName(platform, 'two_factor'))
  if (!challenge) return c.redirect('/sign-in', 303)
  await countTries(c, 'code', challenge)
  const again = (text: string) =>
    page(
      c,
      { title: 'Enter the code from your app', errors: true, status: 422 },
      <EnterCode backup={backup} form={refuse({}, { field: 'code', text })} />,
    )
  const code = readCode(textOf(form, 'code'))
  if (!code) return again(NO_CODE)
  const asked = await challengedUser(platform.database, tokenOf(challenge, await secretOf(platform)) ?? '')
  if (!backup && asked && (await isCodeSpent(platform, asked, code))) return again(WRONG_CODE)
  const auth = await authOf(platform)
  const request = {
    body: { code },
    headers: await headersWithoutSession(c),
    asResponse: true as const,
  }
  const answer = backup ? await auth.api.verifyBackupCode(request) : await auth.api.verifyTOTP(request)
  if (answer.status === 429) return troublePage(c, 429)
  if (!answer.ok) return again(WRONG_CODE)
  const { token, user } = (await answer.json()) as { token: string; user: { id: string } }
  if (!backup && !(await spendCode(platform, user.id, code))) {
    await endSession(platform.database, token)
    return c.redirect('/sign-in', 303)
  }
  keepCookies(c, answer)
  const byMail = getCookie(c, cookieName(platform, 'by_mail'))
  if (byMail && tokenOf(byMail, await secretOf(platform)) === user.id)
    await markByMail(platform.database, token, user.id)
  deleteCookie(c, cookieName(platform, 'by_mail'), {
    path: '/',
    secure: platform.address.startsWith('https:'),
  })
  return afterSignIn(c, queryOf(x, 'to'))
}

async function goToProvider(x: OpenExchange): Promise<Response> {
  const { c, platform } = x
  if (!platform.configuration.OIDC_ISSUER) return troublePage(c, 404)
  await countTries(c, 'sign in')
  const auth = await authOf(platform)
  const answer = await auth.api.signInSocial({
    body: {
      provider: OIDC,
      callbackURL: `/sign-in/done?to=${encodeURIComponent(ownPath(queryOf(x, 'to')))}`,
      errorCallbackURL: '/sign-in/not-known',
      disableRedirect: true,
    },
    headers: await headersWithoutSession(c),
    asResponse: true,
  })
  const name = platform.configuration.OIDC_NAME
  if (!answer.ok)
    return page(c, { title: `We cannot reach ${name} just now`, status: 503 }, <ProviderAway name={name} />)
  keepCookies(c, answer)
  const { url } = (await answer.json()) as { url: string }
  return c.redirect(url, 303)
}

async function comeBackFromProvider(x: OpenExchange): Promise<Response> {
  const { c, platform } = x
  if (!platform.configuration.OIDC_ISSUER) return troublePage(c, 404)
  await countTries(c, 'sign in')
  const auth = await authOf(platform)
  const request = new Request(`${platform.address}${c.req.path}${new URL(c.req.url).search}`, {
    headers: await headersWithoutSession(c),
  })
  const answer = await auth.handler(request)
  keepCookies(c, answer)
  const location = new URL(answer.headers.get('Location') ?? '/sign-in/not-known', platform.address)
  const own = location.origin === platform.address && location.pathname === '/sign-in/done'
  return c.redirect(own ? location.pathname + location.search : '/sign-in/not-known', 303)
}

async function signOut({ c, platform }: OpenExchange): Promise<Response> {
  const token = await sessionTokenOf(platform, c)
  if (token) await endSession(platform.database, token)
  const secure = platform.address.startsWith('https:')
  deleteCookie(c, cookieName(platform, 'session_token'), { path: '/', secure })
  deleteCookie(c, HELD, { path: '/', secure })
  return redirect(c, '/sign-in', 'You have signed out.')
}

async function showChoice(x: OpenExchange, failed = false): Promise<Response> {
  const { c, platform, today } = x
  const token = await sessionTokenOf(platform, c)
  const session = token ? await sessionBehind(platform.database, token, today) : null
  if (!session) return c.redirect('/sign-in', 303)
  const to = ownPath(queryOf(x, 'to') || textOf(x.form, 'to'))
  if (session.organisations.length < 2) return c.redirect(to, 303)
  const filled = failed
    ? refuse(x.form, { field: 'organisation', text: 'Choose an organisation' })
    : undefined
  return page(
    c,
    { title: 'Which organisation are you working for?', errors: failed, status: failed ? 422 : 200 },
    <ChooseOrganisation
      organisations={session.organisations}
      to={to}
      {...(filled ? { form: filled } : {})}
    />,
  )
}

async function choose(x: OpenExchange): Promise<Response> {
  const { c, platform, form, today } = x
  const token = await sessionTokenOf(platform, c)
  const session = token ? await sessionBehind(platform.database, token, today) : null
  if (!session) return c.redirect('/sign-in', 303)
  const chosen = session.organisations.find(({ id }) => id === textOf(form, 'organisation'))
  if (!chosen) return showChoice(x, true)
  await chooseOrganisation(platform.database, session.id, chosen.id)
  return afterSignIn(c, textOf(form, 'to'))
}

/** The kept form, if there is one and it is this person's: another's stays kept, unseen, until they come back. */
async function ownHeld(x: OpenExchange, actor: Actor): Promise<HeldForm | 'none' | 'another’s'> {
  const ticket = getCookie(x.c, HELD)
  const held = ticket ? await readHeldForm(x.platform.database, ticket) : null
  if (!held) return 'none'
  return held.userId === null || held.userId === actor.userId ? held : 'another’s'
}

async function showHeld(x: OpenExchange): Promise<Response> {
  const { c, actor } = x
  if (!actor) return c.redirect('/sign-in', 303)
  const held = await ownHeld(x, actor)
  if (held === 'none') deleteCookie(c, HELD, { path: '/' })
  if (typeof held === 'string') return c.redirect('/', 303)
  return page(c, { title: 'You were signed out before this was sent' }, <Continue held={held} />)
}

/** Hands the same fields, with a new one-time key, to the address they were meant for: 307 keeps method and body. */
async function sendHeld(x: OpenExchange): Promise<Response> {
  const { c, platform, actor } = x
  if (!actor) return c.redirect('/sign-in', 303)
  const held = await ownHeld(x, actor)
  if (typeof held === 'string') return c.redirect('/', 303)
  await takeHeldForm(platform.database, getCookie(c, HELD)!)
  deleteCookie(c, HELD, { path: '/' })
  return c.redirect(ownPath(held.path), 307)
}

async function dropHeld(x: OpenExchange): Promise<Response> {
  const { c, platform, actor } = x
  if (!actor) return c.redirect('/sign-in', 303)
  if (typeof (await ownHeld(x, actor)) === 'string') return c.redirect('/', 303)
  await takeHeldForm(platform.database, getCookie(c, HELD)!)
  deleteCookie(c, HELD, { path: '/' })
  return redirect(c, '/', 'What you had typed was thrown away. Nothing was sent.')
}

export const signInRoutes: readonly Route[] = [
  openGet('/sign-in', showSignIn),
  openPost('/sign-in', signIn),
  openGet('/sign-in/link', askForLink),
  openPost('/sign-in/link', sendLink),
  openGet('/sign-in/link/sent', ({ c }) =>
    page(c, { title: 'Check your email' }, <LinkSent minutes={LINK_MINUTES} />),
  ),
  openGet('/sign-in/link/:token', ({ c }) =>
    page(c, { title: 'Sign in to Alongside' }, <UseLink token={c.req.param('token') ?? ''} />),
  ),
  openPost('/sign-in/link/:token', useLink),
  openGet('/sign-in/code', showCode),
  openPost('/sign-in/code', checkCode),
  openGet('/sign-in/single', goToProvider),
  openGet(`${AUTH_PATH}/callback/${OIDC}`, comeBackFromProvider),
  openGet('/sign-in/done', (x) => afterSignIn(x.c, queryOf(x, 'to'))),
  openGet('/sign-in/not-known', ({ c }) =>
    page(c, { title: 'We cannot sign you in with that account', status: 403 }, <NotKnown />),
  ),
  openPost('/sign-out', signOut),
  openGet('/choose-organisation', (x) => showChoice(x)),
  openPost('/choose-organisation', choose),
  openGet('/continue', showHeld),
  openPost('/continue', sendHeld),
  openPost('/continue/drop', dropHeld),
]
