// Owns turning a page into a response: the frame around it, the message after a redirect, and the error pages.
import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip, type ZlibOptions } from 'node:zlib'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { LRUCache } from 'lru-cache'
import { Page, type PageProps } from '#govuk/page.tsx'
import { type Ctx, todayInEngland } from '#platform/exchange.ts'
import { showDate } from '#platform/dates.ts'
import type { ConflictField } from '#platform/errors.ts'
import { FormKey } from '#platform/forms.tsx'
import { cut, type Drawn, drawn, hole } from '#platform/kept.ts'
import type { FormValues } from '#platform/exchange.ts'
import { can } from '#platform/permissions.ts'
import { gzipOf, type Piece, plainOf } from '#platform/pieces.ts'

export type PageOptions = {
  /** The page's question or subject; the frame adds the organisation and the product. */
  title: string
  status?: ContentfulStatusCode
  back?: { href: string; text: string }
  /** The form on this page came back with errors: the title then says so. */
  errors?: boolean
}

const FLASH = 'alongside_message'

/** A whole page. The navigation shows what this person may open. */
export async function page(c: Ctx, options: PageOptions, body: Child): Promise<Response> {
  const { navigation, assets } = c.var.platform
  const actor = c.var.actor
  const flash = getCookie(c, FLASH)
  if (flash !== undefined) deleteCookie(c, FLASH, { path: '/' })
  c.header('Cache-Control', 'no-store')
  const shown = actor ? navigation.filter(({ action }) => !action || can(actor, action) !== 'no') : []
  const current = shown
    .filter(({ href }) => c.req.path === href || c.req.path.startsWith(`${href}/`))
    .toSorted((a, b) => b.href.length - a.href.length)[0]
  const frame: Frame = {
    errors: options.errors ?? false,
    organisationName: actor?.organisationName ?? null,
    accentColour: actor?.organisationColour,
    phase: actor?.demonstration
      ? { tag: 'Demonstration', text: 'The county, its schools and its people are invented.' }
      : null,
    person: actor ? { name: actor.name, href: '/account' } : null,
    navigation: shown.map(({ text, href }) => ({ text, href, current: href === current?.href })),
    back: options.back ?? null,
    message: flash ?? null,
    assets,
  }
  const nonce = c.get('secureHeadersNonce') ?? ''
  c.header('Content-Type', 'text/html; charset=UTF-8')
  c.header('Vary', 'Accept-Encoding')
  const status = options.status ?? 200
  const takesGzip = TAKES_GZIP.test(c.req.header('Accept-Encoding') ?? '')
  if (takesGzip) c.header('Content-Encoding', 'gzip')
  // Either way it is sent in one piece: a page in many costs more to send than to draw.
  if (!c.get('pieces')) {
    const text = await drawn(
      <Page {...frame} title={options.title} nonce={nonce} signOutKey={<FormKey />}>
        {body}
      </Page>,
    )
    return c.body(takesGzip ? await squeezed(text, { level: 4 }) : text, status)
  }
  const own: Record<string, (string | Piece)[]> = {
    title: [await drawn(<>{options.title}</>)],
    nonce: [nonce],
    key: [randomUUID()],
    content: partsOf(c, await drawn(<>{body}</>)),
  }
  const { pieces, holes } = await frameAround(frame)
  const parts = pieces.flatMap((piece, i) => [...(i === 0 ? [] : own[holes[i - 1]!]!), piece])
  return c.body(takesGzip ? gzipOf(parts) : plainOf(parts), status)
}

const squeezed = promisify<string, ZlibOptions, Buffer<ArrayBuffer>>(gzip)
const TAKES_GZIP = /\bgzip\b(?!\s*;\s*q=0(?:[.]0*)?\s*(?:,|$))/i

/** What stays the same around one person's pages, but for what each page and request has of its own. */
type Frame = Omit<PageProps, 'title' | 'nonce' | 'signOutKey' | 'children'>
const frames = new LRUCache<string, Drawn>({ max: 1_000 })

/** The frame, with holes for the title, the nonce, the key of the sign-out form and the content. */
async function frameAround(frame: Frame): Promise<Drawn> {
  const key = JSON.stringify(frame)
  const found = frames.get(key)
  if (found) return found
  const drawing = cut(
    await drawn(
      <Page
        {...frame}
        title={hole('title')}
        nonce={hole('nonce')}
        signOutKey={<input type="hidden" name="_key" value={hole('key')} />}
      >
        {hole('content')}
      </Page>,
    ),
  )
  frames.set(key, drawing)
  return drawing
}

// Where a kept piece stands, until the page is put together. Nobody can type it: it is new in each process.
const MARK = randomUUID()
const MARKS = new RegExp(`<!--${MARK}:(\\d+)-->`)

/** Puts a kept drawing into this response's page, and into its holes what is this request's own. */
export function fill(c: Ctx, { pieces, holes }: Drawn, own: Readonly<Record<string, Child>> = {}): Child {
  const before = c.get('pieces') ?? []
  c.set('pieces', [...before, ...pieces])
  return pieces.map((_, i) => [
    i === 0 ? null : own[holes[i - 1]!],
    raw(`<!--${MARK}:${before.length + i}-->`),
  ])
}

/** What was drawn as text and kept pieces, in turn. */
function partsOf(c: Ctx, text: string): (string | Piece)[] {
  const pieces = c.get('pieces') ?? []
  return text.split(MARKS).map((part, i) => (i % 2 === 0 ? part : pieces[Number(part)]!))
}

/** Goes to `location` after a write; `message` says what happened and what next, and is shown once. */
export function redirect(c: Ctx, location: string, message?: string): Response {
  if (message)
    setCookie(c, FLASH, message.slice(0, 1_000), {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      maxAge: 60,
      secure: c.var.platform.address.startsWith('https:'),
    })
  return c.redirect(location, 303)
}

type Trouble = { title: string; text: string[]; next: { href: string; text: string } }
const home = { href: '/', text: 'Go to your start page' }

/** One page for each thing that can go wrong; each says what to do next. */
export const troubles: Record<400 | 403 | 404 | 413 | 429 | 500 | 503, Trouble> = {
  400: {
    title: 'This request could not be read',
    text: ['Nothing was saved. Go back, reload the page and send the form again.'],
    next: home,
  },
  403: {
    title: 'You do not have access to this',
    text: [
      'Your role in this organisation does not include it.',
      'If you need it for your work, ask an administrator of your organisation to change your role.',
    ],
    next: home,
  },
  404: {
    title: 'Page not found',
    text: [
      'If you typed the address, check it is correct. If you followed a link, the record may have been moved.',
    ],
    next: home,
  },
  413: {
    title: 'That is too large to send',
    text: ['Nothing was saved. Shorten the text or choose a smaller file, then try again.'],
    next: home,
  },
  429: {
    title: 'Too many tries',
    text: [
      'To keep accounts safe we stop after several tries in a short time.',
      'Wait a few minutes, then try again.',
    ],
    next: { href: '/sign-in', text: 'Go to sign in' },
  },
  500: {
    title: 'Something went wrong on our side',
    text: [
      'What you sent may not have been saved. Go back, check, and try again in a few minutes.',
      'If it happens again, tell your administrator the time and the reference below.',
    ],
    next: home,
  },
  503: {
    title: 'Alongside is not available just now',
    text: [
      'Its database does not answer. What you sent may not have been saved.',
      'Wait a minute, go back, check, and try again. What was saved before is safe.',
    ],
    next: home,
  },
}

/** `why`, where it is known, takes the place of what is usually the cause. */
export function troublePage(
  c: Ctx,
  status: keyof typeof troubles,
  why: string | null = null,
): Promise<Response> {
  const { title, text, next } = troubles[status]
  return page(
    c,
    { title, status },
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">{title}</h1>
        {(why === null ? text : [why]).map((line) => (
          <p class="govuk-body">{line}</p>
        ))}
        {status === 500 ? <p class="govuk-body">Reference: {c.var.requestId}</p> : null}
        <p class="govuk-body">
          <a class="govuk-link" href={next.href}>
            {next.text}
          </a>
        </p>
      </div>
    </div>,
  )
}

/** Both versions side by side; the person chooses which to keep, and neither is lost until then. */
export function conflictPage(
  c: Ctx,
  fields: readonly ConflictField[],
  version: number,
  address: string,
  values: FormValues,
): Promise<Response> {
  const title = 'Somebody else changed this while you were working'
  const kept = Object.entries(values).filter(([name]) => name !== '_key' && name !== '_version')
  return page(
    c,
    { title, status: 409 },
    <>
      <h1 class="govuk-heading-l">{title}</h1>
      <p class="govuk-body">
        Nothing has been saved yet. Compare the two versions, then choose which one to keep.
      </p>
      <table class="govuk-table">
        <caption class="govuk-table__caption govuk-table__caption--m">What differs</caption>
        <thead class="govuk-table__head">
          <tr class="govuk-table__row">
            <th scope="col" class="govuk-table__header">
              Field
            </th>
            <th scope="col" class="govuk-table__header">
              Saved by somebody else
            </th>
            <th scope="col" class="govuk-table__header">
              What you typed
            </th>
          </tr>
        </thead>
        <tbody class="govuk-table__body">
          {fields.map(({ label, theirs, yours }) => (
            <tr class="govuk-table__row">
              <th scope="row" class="govuk-table__header">
                {label}
              </th>
              <td class="govuk-table__cell">{theirs || 'Empty'}</td>
              <td class="govuk-table__cell">{theirs === yours ? 'The same' : yours || 'Empty'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <form method="post" action={c.req.path}>
        <FormKey />
        <input type="hidden" name="_version" value={String(version)} />
        <HiddenValues values={Object.fromEntries(kept)} />
        <div class="govuk-button-group">
          <button
            type="submit"
            class="govuk-button govuk-button--secondary"
            data-module="govuk-button"
            data-prevent-double-click="true"
          >
            Keep what I typed
          </button>
          <a class="govuk-link" href={address}>
            Keep the saved version
          </a>
        </div>
      </form>
    </>,
  )
}

export const HiddenValues = ({ values }: { values: FormValues }) => (
  <>
    {Object.entries(values).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : value).map((one) => (
        <input type="hidden" name={name} value={one} />
      )),
    )}
  </>
)

/** The moment's civil date and time in England: 21 November 2026 at 14:05. */
export const showMoment = (moment: Date): string =>
  `${showDate(todayInEngland(moment))} at ${moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' })}`
