// What a pack makes of the built-in permission table. The table itself, and asking it, is the platform's.
import type { PermissionTable } from '#platform/permissions.ts'
import type { RoleChange } from './pack.rules.ts'

/** The table with the pack's answers in place of the built-in ones; where a pack says nothing, the built-in answer stands. */
export function permissionsUnder(builtIn: PermissionTable, changes: readonly RoleChange[]): PermissionTable {
  const table = { ...builtIn }
  for (const { role, permissions } of changes) table[role] = { ...table[role], ...permissions }
  return table
}
