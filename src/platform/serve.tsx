// Owns how a request travels from a route's declaration to its handler and out again: permission, form,
// one-time key, one transaction; and what becomes of whatever is thrown on the way.
import { randomUUID } from 'node:crypto'
import { setCookie } from 'hono/cookie'
import { bodyLimit } from 'hono/body-limit'
import type { Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Actor } from '#platform/actor.ts'
import { asActor, type Db, isAway } from '#platform/database.ts'
import { Conflict, Forbidden, NotFound } from '#platform/errors.ts'
import {
  type Ctx,
  type Env,
  type Exchange,
  type FormValues,
  type Route,
  todayInEngland,
} from '#platform/exchange.ts'
import { filesFolder, letGo } from '#platform/files.ts'
import { holdForm, joinDates, keepLocation, takeKey } from '#platform/forms.tsx'
import { keepFor, keepNothing } from '#platform/kept.ts'
import { describeError } from '#platform/log.ts'
import { conflictPage, troublePage } from '#platform/pages.tsx'
import { can } from '#platform/permissions.ts'
import { receiveForm } from '#platform/receiving.ts'
import { countTry, digest, TooManyTries, visitorAddress } from '#platform/rate-limits.ts'

/** The cookie that holds the ticket of a form kept while its sender signs in again. */
export const HELD = 'alongside_held'
const FORM_LIMIT = 1_000_000
/** Forms kept in an hour for one address, which a whole school may share. */
const KEPT_FORMS = 60

/** A handled answer that must not be written: the transaction rolls back and the answer goes out. */
class Unwritten extends Error {
  readonly answer: Response
  constructor(answer: Response) {
    super('unwritten')
    this.answer = answer
  }
}

export function mount(app: Hono<Env>, routes: readonly Route[]): void {
  const limit = bodyLimit({ maxSize: FORM_LIMIT, onError: (c) => troublePage(c as Ctx, 413) })
  for (const route of routes) {
    const answer = (c: Ctx) => travel(c, route)
    if (route.method === 'GET') app.get(route.path, answer)
    else if (takesOf(route)) app.post(route.path, answer)
    else app.post(route.path, limit, answer)
  }
}

const takesOf = (route: Route) => (route.access === 'open' ? undefined : route.takes)

async function travel(c: Ctx, route: Route): Promise<Response> {
  const { platform, actor } = c.var
  const takes = takesOf(route)
  const body: Pick<Exchange, 'form' | 'files' | 'file'> = { form: {}, files: {}, file: { why: 'no file' } }
  const folder = filesFolder(platform.configuration)
  try {
    if (route.method === 'POST' && !takes) {
      const sent = await readBody(c)
      if (!sent) return await troublePage(c, 400)
      Object.assign(body, sent)
    }
    const open = { c, platform, actor, ...body, today: todayInEngland() }
    if (route.access === 'open') return await route.handle(open)
    if (!actor) return await signInFirst(c, route, body.form)
    if (route.access !== 'signed in' && can(actor, route.access) === 'no') throw new Forbidden(route.access)
    if (takes) Object.assign(body, await receiveForm(c.req.raw, folder, takes(platform.configuration)))
    const { database } = platform
    if (route.method === 'GET')
      return await asActor(
        database,
        actor,
        async (db, snapshot) =>
          route.handle({
            ...open,
            actor,
            db,
            keep: keepFor(database, actor, c.get('dataState') ?? null, open.today, snapshot),
          }),
        { readOnly: true },
      )
    return await write(database, actor, body.form, c, (db) =>
      route.handle({ ...open, ...body, actor, db, keep: keepNothing }),
    )
  } catch (error) {
    return failure(c, error, body.form)
  } finally {
    // What cannot be asked now is asked again when strays are swept.
    if (!('why' in body.file)) await letGo(platform.database, folder, body.file.id).catch(() => {})
  }
}

async function write(
  database: Ctx['var']['platform']['database'],
  actor: Actor,
  form: FormValues,
  c: Ctx,
  answer: (db: Db) => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await asActor(database, actor, async (db) => {
      const taken = await takeKey(db, actor, form)
      if (taken.kind === 'missing') throw new Unwritten(await troublePage(c, 400))
      if (taken.kind === 'repeat') return c.redirect(taken.location ?? '/', 303)
      const response = await answer(db)
      // A form that comes back with errors has written nothing, and its key may be used again.
      if (response.status >= 400) throw new Unwritten(response)
      await keepLocation(db, taken.key, response.headers.get('Location') ?? '/')
      return response
    })
  } catch (error) {
    if (error instanceof Unwritten) return error.answer
    throw error
  }
}

/** What the form sent; null when the body is not the form that its type says, or broke off. */
async function readBody(c: Ctx): Promise<Pick<Exchange, 'form' | 'files'> | null> {
  const form: FormValues = {}
  const files: Record<string, File> = {}
  const sent = await c.req.parseBody({ all: true }).catch(() => null)
  if (!sent) return null
  for (const [name, value] of Object.entries(sent)) {
    const all = Array.isArray(value) ? value : [value]
    // No keyboard types NUL and PostgreSQL keeps none: it never gets further than here.
    const texts = all.filter((one) => typeof one === 'string').map((one) => one.replaceAll('\u0000', ''))
    for (const one of all) if (typeof one !== 'string' && one.size > 0) files[name] = one
    if (texts.length > 0) form[name] = texts.length === 1 ? texts[0]! : texts
  }
  return { form: joinDates(form), files }
}

/** Nobody is signed in: remember the page; of a form, keep every word until they have signed in again. */
async function signInFirst(c: Ctx, route: Route, form: FormValues): Promise<Response> {
  const { platform } = c.var
  if (route.method === 'GET') {
    const url = new URL(c.req.url)
    const to = url.pathname + url.search
    return c.redirect(`/sign-in?to=${encodeURIComponent(to)}`, 303)
  }
  if (takesOf(route)) return c.redirect('/sign-in', 303)
  // Anybody can send a form: what a stranger may have kept here is bounded, or it would fill the disk.
  await countTry(platform.database, `kept form by address ${digest(visitorAddress(c))}`, KEPT_FORMS, 3_600)
  const ticket = await holdForm(platform.database, {
    userId: c.get('lastUserId') ?? null,
    path: c.req.path,
    values: form,
  })
  setCookie(c, HELD, ticket, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: 86_400,
    secure: platform.address.startsWith('https:'),
  })
  return c.redirect('/sign-in?kept=yes', 303)
}

export function failure(c: Ctx, error: unknown, form: FormValues = {}): Response | Promise<Response> {
  if (error instanceof NotFound) return troublePage(c, 404)
  if (error instanceof Forbidden) return troublePage(c, 403, error.why)
  if (error instanceof Conflict) return conflictPage(c, error.fields, error.version, error.address, form)
  if (error instanceof TooManyTries) {
    c.header('Retry-After', String(error.seconds))
    return troublePage(c, 429)
  }
  if (error instanceof HTTPException && error.status === 403) return troublePage(c, 403) // a form from another site
  const code = (error as { code?: unknown }).code
  // An address that can name nothing: an id that is no id, a number beyond all numbers, a NUL byte.
  if (code === '22P02' || code === '22003' || code === '22021') return troublePage(c, 404)
  c.var.platform.log.error({ request: c.var.requestId, ...describeError(error) }, 'request failed')
  if (!isAway(error)) return troublePage(c, 500)
  c.header('Retry-After', '60')
  return troublePage(c, 503)
}

export const newRequestId = (): string => randomUUID()
