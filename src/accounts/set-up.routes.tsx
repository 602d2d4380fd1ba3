// Owns the set-up page: there only while the installation holds no organisation.
import { asSystem } from '#platform/database.ts'
import { openGet, type OpenExchange, openPost, type Route } from '#platform/exchange.ts'
import type { Filled } from '#platform/fields.tsx'
import { parseForm, refuse, textOf } from '#platform/forms.tsx'
import { page, redirect, troublePage } from '#platform/pages.tsx'
import { authOf, startSession } from '#src/accounts/auth.ts'
import { noForm } from '#src/accounts/frame.tsx'
import { whyNotPassword } from '#src/accounts/passwords.rules.ts'
import { setUp } from '#src/accounts/set-up.actions.ts'
import { setUpForm } from '#src/accounts/set-up.forms.ts'
import { SetUp } from '#src/accounts/set-up.views.tsx'
import { installationState } from '#src/accounts/sign-in.queries.ts'

const isEmpty = async (x: OpenExchange) => (await installationState(x.platform.database)).organisations === 0

const form = (x: OpenExchange, filled: Filled) =>
  page(
    x.c,
    { title: 'Set up Alongside', ...(filled.errors ? { errors: true, status: 422 } : {}) },
    <SetUp form={filled} />,
  )

async function show(x: OpenExchange): Promise<Response> {
  return (await isEmpty(x)) ? form(x, noForm) : troublePage(x.c, 404)
}

async function begin(x: OpenExchange): Promise<Response> {
  const { c, platform, today } = x
  if (!(await isEmpty(x))) return troublePage(c, 404)
  const parsed = parseForm(setUpForm, x.form)
  const chosen = textOf(x.form, 'password')
  const about = { name: textOf(x.form, 'name'), email: textOf(x.form, 'email') }
  const why = whyNotPassword(chosen, about)
  const errors = [...(parsed.ok ? [] : parsed.errors), ...(why ? [{ field: 'password', text: why }] : [])]
  if (errors.length > 0 || !parsed.ok) return form(x, refuse(x.form, ...errors))
  const { organisation, kind, authorityCode, name, email } = parsed.value
  const { password } = await (await authOf(platform)).$context
  const passwordHash = await password.hash(chosen)
  const made = await asSystem(platform.database, (db) =>
    setUp(db, {
      organisation: { name: organisation, kind, authorityCode },
      person: { name, email },
      passwordHash,
      today,
    }),
  )
  if (!made) return troublePage(c, 404)
  await startSession(c, made.userId, { organisationId: made.organisationId })
  return redirect(c, '/people', `${organisation} is set up. Next: invite the people you work with.`)
}

export const setUpRoutes: readonly Route[] = [openGet('/set-up', show), openPost('/set-up', begin)]
