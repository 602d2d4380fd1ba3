// Owns entering a demonstration as one of its people. Outside a demonstration these addresses are not found.
import { openGet, type OpenExchange, openPost, queryOf, type Route } from '#platform/exchange.ts'
import { textOf } from '#platform/forms.tsx'
import { page, troublePage } from '#platform/pages.tsx'
import { afterSignIn, ownPath } from '#src/accounts/after-sign-in.ts'
import { startSession } from '#src/accounts/auth.ts'
import { listPersonas } from '#src/accounts/personas.queries.ts'
import { Personas } from '#src/accounts/personas.views.tsx'
import { countTries } from '#src/accounts/tries.ts'

async function show(x: OpenExchange): Promise<Response> {
  const personas = await listPersonas(x.platform.database, x.today)
  if (!personas) return troublePage(x.c, 404)
  return page(
    x.c,
    { title: 'Whom do you want to be?' },
    <Personas personas={personas} to={ownPath(queryOf(x, 'to'))} />,
  )
}

async function enter(x: OpenExchange): Promise<Response> {
  const { c, form, platform, today } = x
  await countTries(c, 'persona')
  // Asked again at this moment: another organisation may have come since the page was shown.
  const personas = await listPersonas(platform.database, today)
  const persona = personas?.find(({ role }) => role === textOf(form, 'role'))
  if (!persona) return troublePage(c, 404)
  await startSession(c, persona.userId, { organisationId: persona.organisationId })
  return afterSignIn(c, textOf(form, 'to'))
}

export const personaRoutes: readonly Route[] = [openGet('/personas', show), openPost('/personas', enter)]
