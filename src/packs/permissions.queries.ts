// Owns asking what an organisation's people may do: the built-in table under the packs it has adopted.
import { asSystem, type Database, type Db } from '#platform/database.ts'
import { defaultPermissions, type PermissionTable } from '#platform/permissions.ts'
import { NO_VOCABULARY, type RoleChange } from './pack.rules.ts'
import { adoptedFiles } from './packs.queries.ts'
import { permissionsUnder } from './permissions.rules.ts'
import { readPack } from './reading.rules.ts'

// The parts read here name nothing that another area defines.
const PARTS = ['pack.yaml', 'roles.yaml']

// An adopted version never changes, so neither does what a list of them makes of the table.
const kept = new Map<string, PermissionTable>()

/** The table under these adopted packs, the one that was adopted last having the last word. */
export async function permissionsOf(database: Database, packs: readonly string[]): Promise<PermissionTable> {
  const key = packs.join()
  const known = kept.get(key)
  if (known) return known
  const table = await asSystem(
    database,
    async (db) => {
      const changes: RoleChange[] = []
      for (const id of packs) changes.push(...(await roleChanges(db, id)))
      return permissionsUnder(defaultPermissions, changes)
    },
    { readOnly: true },
  )
  kept.set(key, table)
  return table
}

/** What an adopted pack says of roles; nothing where it cannot be read. */
export async function roleChanges(db: Db, id: string): Promise<readonly RoleChange[]> {
  const files = [...((await adoptedFiles(db, id)) ?? [])].filter(([name]) => PARTS.includes(name))
  return readPack(new Map(files), NO_VOCABULARY).pack?.roles ?? []
}
