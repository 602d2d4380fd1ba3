// Owns who acts: a person in one organisation, with the memberships in force today.
import type { PermissionTable, Role } from '#platform/permissions.ts'

export type Scope =
  | { kind: 'all' }
  | { kind: 'own' }
  | { kind: 'area' | 'network' | 'school' | 'record'; id: string }

export type Membership = { role: Role; scope: Scope }

export type Actor = {
  personId: string
  userId: string
  name: string
  organisationId: string
  organisationName: string
  /** The organisation's own colour, #rrggbb, measured when it was chosen. */
  organisationColour?: string | null
  /** The organisation is a demonstration: its schools and people are invented. */
  demonstration?: boolean
  /** Only those whose dates hold today. */
  memberships: readonly Membership[]
  /** What each role may do in this organisation: the built-in table under the packs it has adopted. */
  permissions: PermissionTable
}

/** What an action is about; whatever is not said is not matched by a narrower scope. */
export type Subject = {
  urn?: number | null
  /** The area the school lies in, and every area around that one. */
  areaIds?: readonly string[]
  networkId?: string
  recordId?: string
  /** The people whose own record this is: a supporter, the owner of a task. */
  personIds?: readonly (string | null)[]
}
