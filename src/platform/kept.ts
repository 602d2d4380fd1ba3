// Owns what is kept in memory between requests: what was read or drawn of published data, under the state of
// that data and whoever may see it. Only for what changes with an import, an undo, or the organisation's own
// list of schools and areas. An organisation's casework is never kept, nor a form's key (docs/decisions/0060).
import { LRUCache } from 'lru-cache'
import { hash, randomUUID } from 'node:crypto'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Actor } from '#platform/actor.ts'
import type { Database, Snapshot } from '#platform/database.ts'
import type { PermissionTable } from '#platform/permissions.ts'
import { type Piece, pieceOf } from '#platform/pieces.ts'

/** What can be kept: plain values and drawn pieces, which nobody changes. */
export type Keepable =
  | string
  | number
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly Keepable[]
  | { readonly [name: string]: Keepable }

/** Gives what was kept under this name, or makes it and keeps it. */
export type Keep = <T extends Keepable>(what: string, make: () => Promise<T>) => Promise<T>

/** The most that one process keeps: some ten thousand pages of schools. */
const MOST_BYTES = 64_000_000

type Store = { kept: LRUCache<string, { value: Keepable }>; making: Map<string, Promise<Keepable>> }
const stores = new WeakMap<Database, Store>()

function storeOf(database: Database): Store {
  let store = stores.get(database)
  if (!store) {
    store = {
      kept: new LRUCache({
        maxSize: MOST_BYTES,
        maxEntrySize: MOST_BYTES / 20,
        sizeCalculation: ({ value }, key) => 200 + sizeOf(key) + sizeOf(value),
      }),
      making: new Map(),
    }
    stores.set(database, store)
  }
  return store
}

/**
 * Keeps for one request. `state` is what was read with the actor; once the request has taken its snapshot,
 * the snapshot's own. What is found was made from data of exactly that state, for somebody of the same
 * organisation and the same reach, on the same day; what is made is made in the request's own snapshot.
 */
export function keepFor(
  database: Database,
  actor: Actor,
  state: string | null,
  today: string,
  snapshot: Snapshot,
): Keep {
  const { kept, making } = storeOf(database)
  const whose = `${actor.organisationId} ${today} ${reachKey(actor)}`
  return async <T extends Keepable>(what: string, make: () => Promise<T>): Promise<T> => {
    const keyAt = (at: string) => `${whose} ${at} ${what}`
    if (!snapshot.isTaken() && state !== null) {
      const key = keyAt(state)
      const found = kept.get(key) as { value: T } | undefined
      if (found) return found.value
      const made = await making.get(key)?.then(
        (value) => ({ value: value as T }),
        () => null, // it failed for them; it may not for us
      )
      if (made) return made.value
    }
    // Only whoever holds a connection makes something others wait for, or all could wait for a connection.
    const now = await snapshot.state()
    if (now === null) return make()
    const key = keyAt(now)
    const found = kept.get(key) as { value: T } | undefined
    if (found) return found.value
    const underWay = making.get(key) as Promise<T> | undefined
    if (underWay) {
      const made = await underWay.then(
        (value) => ({ value }),
        () => null,
      )
      if (made) return made.value
    }
    const made = make()
    making.set(key, made)
    try {
      const value = frozen(await made)
      kept.set(key, { value })
      return value
    } finally {
      if (making.get(key) === made) making.delete(key)
    }
  }
}

/** Nothing is kept: each thing is made anew. */
export const keepNothing: Keep = (_what, make) => make()

// Two people see the same when every membership gives the same role over the same scope, under the same table.
function reachKey(actor: Actor): string {
  const held = actor.memberships.map(({ role, scope }) =>
    [role, scope.kind, 'id' in scope ? scope.id : scope.kind === 'own' ? actor.personId : ''].join(':'),
  )
  return `${[...new Set(held)].toSorted().join(',')} ${tableKey(actor.permissions)}`
}

const tableKeys = new WeakMap<PermissionTable, string>()
function tableKey(table: PermissionTable): string {
  let key = tableKeys.get(table)
  if (key === undefined) {
    key = hash('sha256', JSON.stringify(table), 'base64url')
    tableKeys.set(table, key)
  }
  return key
}

/** Bytes, near enough: a text of other than Latin letters takes two a letter. */
function sizeOf(value: Keepable): number {
  if (typeof value === 'string') return 2 * value.length
  if (value instanceof Uint8Array) return value.byteLength
  if (typeof value !== 'object' || value === null) return 8
  return Object.values<Keepable>(value).reduce<number>((sum, part) => sum + 24 + sizeOf(part), 0)
}

// Bytes cannot be frozen; nobody writes into those of a piece.
function frozen<T extends Keepable>(value: T): T {
  if (value instanceof Uint8Array) return value
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

/** What JSX makes. */
export type Drawing = HtmlEscapedString | Promise<HtmlEscapedString>

/** The text of a page or a piece of one. */
export async function drawn(piece: Drawing): Promise<string> {
  // A page with something asynchronous in it answers a promise here, of an object at that.
  const text = await Promise.resolve<unknown>((await piece).toString())
  return String(text)
}

/** A drawing as it is kept: pieces, and between them the holes for what is drawn for each request. */
export type Drawn = { readonly pieces: readonly Piece[]; readonly holes: readonly string[] }

// Nobody can type it: it is new in each process. Letters and figures alone, so that it stands in an attribute too.
const MARK = `hole${randomUUID().replaceAll('-', '')}`
const HOLES = new RegExp(`${MARK}([a-z]+)_`)

/** Where something of one request alone stands in a kept drawing; `fill` in pages.tsx puts it there. */
export const hole = (name: string): string => `${MARK}${name}_`

/** Cuts a drawing at its holes. */
export function cut(html: string): Drawn {
  const parts = html.split(HOLES)
  return {
    pieces: parts.filter((_, i) => i % 2 === 0).map(pieceOf),
    holes: parts.filter((_, i) => i % 2 === 1),
  }
}

/** Draws what is to be kept. Throws when it holds what belongs to one request alone: a form's key, a nonce. */
export async function draw(piece: Drawing): Promise<Drawn> {
  const html = await drawn(piece)
  if (/\sname="_key"|\snonce="/.test(html))
    throw new Error('A drawing with a one-time key or a nonce cannot be kept')
  return cut(html)
}
