// Owns what one request carries: the platform, the actor, the transaction, the form; and what a route is.
// A route says which action it needs, so that the permission is checked in one place and a test can walk them all.
import type { Context } from 'hono'
import type { Actor, Subject } from '#platform/actor.ts'
import type { Configuration } from '#platform/configuration.ts'
import type { Database, Db } from '#platform/database.ts'
import { Forbidden } from '#platform/errors.ts'
import type { Held, NotHeld, Terms } from '#platform/files.ts'
import type { Keep } from '#platform/kept.ts'
import type { Log } from '#platform/log.ts'
import { type Action, type Answer, can } from '#platform/permissions.ts'
import type { Piece } from '#platform/pieces.ts'

export type NavigationItem = { text: string; href: string; action?: Action }

export type Platform = {
  configuration: Configuration
  database: Database
  log: Log
  /** The address people type, without a trailing slash. */
  address: string
  assets: { css: string; js: string }
  navigation: readonly NavigationItem[]
}

export type Env = {
  Variables: {
    platform: Platform
    actor: Actor | null
    lastUserId?: string | null
    /** The state of published data, and of which schools are the organisation's, when the actor was read. */
    dataState?: string | null
    /** The kept pieces of the page that is being drawn. */
    pieces?: readonly Piece[]
    requestId: string
    secureHeadersNonce?: string
  }
}
export type Ctx = Context<Env>

export type FormValues = Record<string, string | string[]>

/** What a handler gets: everything in it belongs to this one request. */
export type Exchange = {
  c: Ctx
  platform: Platform
  actor: Actor
  /** This request's transaction. */
  db: Db
  /** What was read or drawn of published data before; see kept.ts. On a POST nothing is kept. */
  keep: Keep
  /** What the form sent; empty for a GET. */
  form: FormValues
  /** Small files of an ordinary form, read at once and not kept; together with it no larger than a form may be. */
  files: Record<string, File>
  /** The file of a form that takes one (`postFile`), on disk; on every other route there is none. */
  file: Held | NotHeld
  /** Today as a civil date (YYYY-MM-DD) in England. */
  today: string
}

/** A request that needs nobody to be signed in. `actor` may be there all the same. */
export type OpenExchange = Omit<Exchange, 'actor' | 'db' | 'keep'> & { actor: Actor | null }

type Answered = Response | Promise<Response>

export type Route =
  | {
      method: 'GET' | 'POST'
      path: string
      access: 'open'
      handle: (x: OpenExchange) => Answered
    }
  | {
      method: 'GET' | 'POST'
      path: string
      access: Action | 'signed in'
      handle: (x: Exchange) => Answered
      /** A form with a file: received, before the transaction, on these terms. */
      takes?: (configuration: Configuration) => Terms
    }

/** `access`: the action that the person must be allowed in some scope at least; the handler narrows it with `allow`. */
export const get = (
  path: string,
  access: Action | 'signed in',
  handle: (x: Exchange) => Answered,
): Route => ({ method: 'GET', path, access, handle })
/** Every POST must carry a one-time key (`<FormKey />`). */
export const post = (
  path: string,
  access: Action | 'signed in',
  handle: (x: Exchange) => Answered,
): Route => ({ method: 'POST', path, access, handle })
/** A form with a file: it arrives before the transaction begins, on these terms; the handler keeps it, or it goes. */
export const postFile = (
  path: string,
  access: Action | 'signed in',
  takes: (configuration: Configuration) => Terms,
  handle: (x: Exchange) => Answered,
): Route => ({ method: 'POST', path, access, handle, takes })
export const openGet = (path: string, handle: (x: OpenExchange) => Answered): Route => ({
  method: 'GET',
  path,
  access: 'open',
  handle,
})
export const openPost = (path: string, handle: (x: OpenExchange) => Answered): Route => ({
  method: 'POST',
  path,
  access: 'open',
  handle,
})

/** The actor's answer for an action on a subject; throws Forbidden when it is "no", or "partial" where `fully` is asked. */
export function allow(x: { actor: Actor }, action: Action, subject?: Subject, fully = false): Answer {
  const answer = can(x.actor, action, subject)
  if (answer === 'no' || (fully && answer !== 'yes')) throw new Forbidden(action)
  return answer
}

/** One value of the query string; '' when it is not there. */
export const queryOf = (x: { c: Ctx }, name: string): string => x.c.req.query(name)?.trim() ?? ''

const england = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})
/** Today as a civil date in England. */
export function todayInEngland(now: Date = new Date()): string {
  // Each request asks, and an answer holds for its minute.
  const minute = Math.floor(now.valueOf() / 60_000)
  if (minute !== lastAsked.minute) lastAsked = { minute, answer: england.format(now) }
  return lastAsked.answer
}
let lastAsked = { minute: Number.NaN, answer: '' }
