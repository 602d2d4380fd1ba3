// Owns reading a file of supporters that was kept: its text while it waits, its result once it is written.
import type { Db } from '#platform/database.ts'
import type { Counts } from './supporter-files.rules.ts'

export type Aside = { line: number; name: string; raw: string[]; reason: string }
export type KeptFile = {
  id: string
  name: string
  state: 'read' | 'applied' | 'given up'
  /** Null once the file has been dealt with. */
  content: string | null
  result: { counts: Counts; aside: Aside[] } | null
}

/** One file of the organisation of this transaction; undefined when there is none of that id. */
export async function fileById(db: Db, id: string): Promise<KeptFile | undefined> {
  const row = await db
    .selectFrom('supporter_files')
    .select(['id', 'name', 'state', 'content', 'result'])
    .where('id', '=', id)
    .executeTakeFirst()
  // State and result are written by supporter-files.actions.ts alone.
  return row as KeptFile | undefined
}
