// Owns reading a file of supporters that was kept: what it is while it waits, its result once it is written.
import type { Db } from '#platform/database.ts'
import type { Counts } from './supporter-files.rules.ts'

export type Aside = { line: number; name: string; raw: string[]; reason: string }
export type KeptFile = {
  id: string
  name: string
  state: 'read' | 'applied' | 'given up'
  /** The kept file; null once it has been dealt with, or was kept for long enough. */
  fileId: string | null
  result: { counts: Counts; aside: Aside[] } | null
}

/** One file of the organisation of this transaction; undefined when there is none of that id. */
export async function fileById(db: Db, id: string): Promise<KeptFile | undefined> {
  const row = await db
    .selectFrom('supporter_files')
    .select(['id', 'name', 'state', 'file_id as fileId', 'result'])
    .where('id', '=', id)
    .executeTakeFirst()
  // State and result are written by supporter-files.actions.ts alone.
  return row as KeptFile | undefined
}
