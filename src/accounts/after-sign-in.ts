// Owns where somebody goes who has just signed in.
import { getCookie } from 'hono/cookie'
import type { Ctx } from '#platform/exchange.ts'
import { redirect } from '#platform/pages.tsx'
import { HELD } from '#platform/serve.tsx'

/** A path of our own to go to after signing in; '/' for anything that would lead elsewhere. */
export function ownPath(to: string): string {
  // Parsed as a browser would, which drops tabs and line ends: what remains says where it leads.
  if (!to.startsWith('/') || !URL.canParse(to, 'http://here')) return '/'
  const url = new URL(to, 'http://here')
  // "/.//elsewhere" is a path of ours that would be written "//elsewhere", which is not.
  return url.host === 'here' && !url.pathname.startsWith('//') ? url.pathname + url.search : '/'
}

/** Where somebody who has just signed in goes: to the form they had to leave, else where they were going. */
export const afterSignIn = (c: Ctx, to: string): Response =>
  redirect(c, getCookie(c, HELD) ? '/continue' : ownPath(to))
