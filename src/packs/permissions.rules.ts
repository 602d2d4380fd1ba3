// What packs make of the built-in permission table. The table itself, and asking it, is the platform's.
import { type PermissionTable, type Role, roles } from '#platform/permissions.ts'
import type { RoleChange } from './pack.rules.ts'

/**
 * The table with the packs' answers in place of the built-in ones. Of two changes to the same answer the later
 * one stands; where no pack says anything, the built-in answer does.
 */
export function permissionsUnder(builtIn: PermissionTable, changes: readonly RoleChange[]): PermissionTable {
  const table = { ...builtIn }
  for (const { role, permissions } of changes) table[role] = { ...table[role], ...permissions }
  return table
}

/**
 * Whether nobody who looks after people today could go on doing so. `held`: the roles that somebody holds today
 * over the whole organisation.
 */
export function locksEverybodyOut(
  held: readonly string[],
  before: PermissionTable,
  after: PermissionTable,
): boolean {
  const mayUnder = (table: PermissionTable) =>
    roles.some((role: Role) => held.includes(role) && table[role]['people.manage'] === 'yes')
  return mayUnder(before) && !mayUnder(after)
}
