// Owns what somebody does with their own account: see what is known of them, set a password, set up one-time
// codes, sign out elsewhere.
import { type Exchange, get, post, type Route } from '#platform/exchange.ts'
import { type FieldError, refuse, textOf } from '#platform/forms.tsx'
import { page, redirect } from '#platform/pages.tsx'
import { type Auth, authOf, keepCookies } from '#src/accounts/auth.ts'
import { endOtherSessions, keptOf, replacePassword, waysIn } from '#src/accounts/own-account.queries.ts'
import {
  BeginCode,
  ChangePassword,
  ConfirmAgain,
  ConfirmCode,
  OwnAccount,
  RemoveCode,
} from '#src/accounts/own-account.views.tsx'
import { NO_CODE, readCode, WRONG_CODE } from '#src/accounts/one-time-codes.rules.ts'
import { whyNotPassword } from '#src/accounts/passwords.rules.ts'
import { findPerson, membershipsOf } from '#src/accounts/people.queries.ts'
import { sessionTokenOf } from '#src/accounts/session.ts'
import { countTries } from '#src/accounts/tries.ts'

const tokenOfSession = async (x: Exchange) => (await sessionTokenOf(x.platform, x.c)) ?? ''
const waysOf = async (x: Exchange) => waysIn(x.platform.database, x.actor.userId, await tokenOfSession(x))

async function show(x: Exchange): Promise<Response> {
  const { db, actor, platform } = x
  const person = await findPerson(db, actor.personId)
  const held = await membershipsOf(db, actor.personId)
  const ways = await waysOf(x)
  const kept = await keptOf(db, actor.personId)
  return page(
    x.c,
    { title: 'Your account' },
    <OwnAccount
      person={person!}
      organisation={actor.organisationName}
      held={held}
      email={ways.email}
      hasPassword={ways.passwordHash !== null}
      twoFactor={ways.twoFactor}
      singleSignOn={platform.configuration.OIDC_ISSUER ? platform.configuration.OIDC_NAME : null}
      sessions={ways.sessions}
      {...kept}
    />,
  )
}

type Ways = Awaited<ReturnType<typeof waysOf>>

function passwordPage(x: Exchange, ways: Ways, errors?: FieldError[]) {
  return page(
    x.c,
    {
      title: ways.passwordHash ? 'Change your password' : 'Set a password',
      ...(errors ? { errors: true, status: 422 } : {}),
    },
    <ChangePassword
      {...(errors ? { form: refuse({}, ...errors) } : {})}
      email={ways.email}
      isNew={ways.passwordHash === null}
      askCurrent={ways.passwordHash !== null && !ways.byMail}
    />,
  )
}

async function changePassword(x: Exchange): Promise<Response> {
  const { c, form, platform, actor } = x
  await countTries(c, 'sign in', actor.userId)
  const ways = await waysOf(x)
  const { password } = await (await authOf(platform)).$context
  const errors: FieldError[] = []
  if (ways.passwordHash && !ways.byMail) {
    const right = await password.verify({ hash: ways.passwordHash, password: textOf(form, 'current') })
    if (!right) errors.push({ field: 'current', text: 'That is not your password now' })
  }
  const chosen = textOf(form, 'password')
  const why = whyNotPassword(chosen, { email: ways.email, name: actor.name })
  if (why) errors.push({ field: 'password', text: why })
  if (errors.length > 0) return passwordPage(x, ways, errors)
  await replacePassword(platform.database, actor.userId, await tokenOfSession(x), await password.hash(chosen))
  return redirect(c, '/account', 'Your password is saved, and you are signed out on every other device.')
}

async function codePage(x: Exchange, errors?: FieldError[]): Promise<Response> {
  const ways = await waysOf(x)
  const props = {
    hasPassword: ways.passwordHash !== null,
    ...(errors ? { form: refuse({}, ...errors) } : {}),
  }
  const status = errors ? ({ errors: true, status: 422 } as const) : {}
  return ways.twoFactor
    ? page(x.c, { title: 'Remove one-time codes', ...status }, <RemoveCode {...props} />)
    : page(x.c, { title: 'Set up one-time codes', ...status }, <BeginCode {...props} />)
}

/** Asks better-auth on behalf of the session of this request. */
async function ask(
  x: Exchange,
  call: (auth: Auth, headers: Headers) => Promise<Response>,
): Promise<Response> {
  await countTries(x.c, 'code', x.actor.userId)
  return call(await authOf(x.platform), x.c.req.raw.headers)
}

const wrongPassword: FieldError[] = [{ field: 'password', text: 'That is not your password' }]

async function beginCode(x: Exchange): Promise<Response> {
  const password = textOf(x.form, 'password')
  const answer = await ask(x, (auth, headers) =>
    auth.api.enableTwoFactor({
      body: { method: 'totp', ...(password ? { password } : {}) },
      headers,
      asResponse: true,
    }),
  )
  if (!answer.ok) return codePage(x, wrongPassword)
  const { totpURI, backupCodes } = (await answer.json()) as { totpURI: string; backupCodes: string[] }
  return page(
    x.c,
    { title: 'Add Alongside to your app' },
    <ConfirmCode uri={totpURI} backupCodes={backupCodes} />,
  )
}

async function confirmCode(x: Exchange): Promise<Response> {
  const again = (text: string) =>
    page(
      x.c,
      { title: 'Enter the code that your app shows', errors: true, status: 422 },
      <ConfirmAgain form={refuse({}, { field: 'code', text })} />,
    )
  const code = readCode(textOf(x.form, 'code'))
  if (!code) return again(NO_CODE)
  const answer = await ask(x, (auth, headers) =>
    auth.api.verifyTOTP({ body: { code }, headers, asResponse: true }),
  )
  if (!answer.ok) return again(WRONG_CODE)
  keepCookies(x.c, answer)
  return redirect(x.c, '/account', 'One-time codes are set up. Signing in asks for one from now on.')
}

async function removeCode(x: Exchange): Promise<Response> {
  const password = textOf(x.form, 'password')
  const answer = await ask(x, (auth, headers) =>
    auth.api.disableTwoFactor({ body: password ? { password } : {}, headers, asResponse: true }),
  )
  if (!answer.ok) return codePage(x, wrongPassword)
  keepCookies(x.c, answer)
  return redirect(x.c, '/account', 'One-time codes are removed.')
}

async function endOthers(x: Exchange): Promise<Response> {
  await endOtherSessions(x.platform.database, x.actor.userId, await tokenOfSession(x))
  return redirect(x.c, '/account', 'You are signed out everywhere else.')
}

export const ownAccountRoutes: readonly Route[] = [
  get('/account', 'signed in', show),
  get('/account/password', 'signed in', async (x) => passwordPage(x, await waysOf(x))),
  post('/account/password', 'signed in', changePassword),
  get('/account/one-time-code', 'signed in', (x) => codePage(x)),
  post('/account/one-time-code', 'signed in', beginCode),
  post('/account/one-time-code/confirm', 'signed in', confirmCode),
  post('/account/one-time-code/remove', 'signed in', removeCode),
  post('/account/end-other-sessions', 'signed in', endOthers),
]
