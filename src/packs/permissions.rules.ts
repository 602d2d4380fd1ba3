// What packs make of the built-in permission table. The table itself, and asking it, is the platform's.
import type { PermissionTable } from '#platform/permissions.ts'
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
