// Owns who may hold which role where, when it is in force, and who must remain. Pure; dates are civil (YYYY-MM-DD).
import type { Scope } from '#platform/actor.ts'
import { type PermissionTable, type Role, roles } from '#platform/permissions.ts'

export type Held = {
  id: string
  personId: string
  role: string
  scopeKind: string
  scopeId: string | null
  startsOn: string
  /** The last day of it; null while no end is set. */
  endsOn: string | null
  version: number
}

const inSchool: ReadonlySet<Role> = new Set(['headteacher', 'chair of governors', 'governor'])

/** The scopes in which a role can be given, the usual one first. */
export function scopesFor(role: Role): readonly Scope['kind'][] {
  if (inSchool.has(role)) return ['school']
  if (role === 'supporter') return ['own']
  if (role === 'system administrator' || role === 'administrator') return ['all']
  return ['all', 'area', 'school']
}

const scopeNames: Record<Scope['kind'], string> = {
  all: 'the whole organisation',
  area: 'one area',
  network: 'one network',
  school: 'one school',
  record: 'one record',
  own: 'their own records',
}
export const nameOfScope = (kind: string): string =>
  Object.hasOwn(scopeNames, kind) ? scopeNames[kind as Scope['kind']] : kind

/** Why this role cannot be given in this scope, as the sentence to show; null when it can. */
export function whyNotScope(role: Role, kind: Scope['kind']): string | null {
  const possible = scopesFor(role)
  if (possible.includes(kind)) return null
  return `The role “${role}” is given for ${possible.map(nameOfScope).join(' or ')}`
}

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

/** Whether a membership holds on a day; its first and last day count. */
export const inForce = ({ startsOn, endsOn }: Pick<Held, 'startsOn' | 'endsOn'>, day: string): boolean =>
  startsOn <= day && (endsOn === null || endsOn >= day)

export type Standing = 'left' | 'active' | 'not begun' | 'ended' | 'no role'

/** Where a person stands today. `leftOn` is the first day on which they are gone. */
export function standingOf(
  person: { leftOn: string | null; held: readonly Pick<Held, 'startsOn' | 'endsOn'>[] },
  today: string,
): Standing {
  if (person.leftOn !== null && person.leftOn <= today) return 'left'
  if (person.held.some((one) => inForce(one, today))) return 'active'
  if (person.held.some(({ startsOn }) => startsOn > today)) return 'not begun'
  return person.held.length > 0 ? 'ended' : 'no role'
}

/** Whether a membership lets its holder look after everybody's access. */
export const looksAfterPeople = (
  held: Pick<Held, 'role' | 'scopeKind'>,
  permissions: PermissionTable,
): boolean =>
  held.scopeKind === 'all' && isRole(held.role) && permissions[held.role]['people.manage'] === 'yes'

export type Ending = {
  /** Every membership of everybody in the organisation who has not left. */
  all: readonly Held[]
  /** Those that would end. */
  ending: readonly string[]
  /** The person whose they are. */
  personId: string
  /** The person who asks. */
  byPersonId: string
  /** What each role may do in this organisation. */
  permissions: PermissionTable
  today: string
}

/**
 * Why these memberships cannot be ended, as the sentence to show; null when they can. Somebody must remain who
 * looks after people, today and with no end set; and nobody shuts themselves out.
 */
export function whyNotEnd({ all, ending, personId, byPersonId, permissions, today }: Ending): string | null {
  const carers = all.filter((one) => looksAfterPeople(one, permissions) && inForce(one, today))
  const lost = carers.filter(({ id }) => ending.includes(id))
  if (lost.length === 0) return null
  if (!carers.some(({ id, endsOn }) => !ending.includes(id) && endsOn === null))
    return 'Nobody would be left to look after people and roles. Make somebody else an administrator first'
  if (
    personId === byPersonId &&
    !carers.some(({ id, personId: holder }) => holder === byPersonId && !ending.includes(id))
  )
    return 'You would shut yourself out. Ask another administrator to do this'
  return null
}

/** Why these dates cannot stand, as the sentence to show; null when they can. */
export const whyNotDates = (startsOn: string, endsOn: string | null): string | null =>
  endsOn !== null && endsOn < startsOn ? 'The end must be on or after the start' : null
