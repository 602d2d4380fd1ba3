// Owns undoing an import: what stood before stands again, or a reason why not.
import { DatabaseError, type PoolClient } from 'pg'
import type { Database } from '#platform/database.ts'
import type { Stretch } from '../evidence/columns.queries.ts'
import { sourceNumbers, yearEnding } from '../evidence/measures.rules.ts'
import { stretchesRestingOn } from '../evidence/medians.actions.ts'
import { bringUpToDate } from './following.actions.ts'
import type { Importer } from './import.actions.ts'
import { laterImports, putBack } from './merging.queries.ts'
import { announce, takeTurn } from './queue.queries.ts'

export type Undone =
  | { restored: number; removed: number; kind: string; academicYear: string | null }
  | { refused: string }

/**
 * Puts the database back to what stood before an import. Refused, with the reason, when a later import
 * changed the same records, when other records rest on what it added, or while an import is under way: a page
 * does not wait for minutes.
 */
export async function undoImport(database: Database, importId: number, importer: Importer): Promise<Undone> {
  const client = await database.pool.connect()
  try {
    await announce(client, `the undoing of import ${importId}`, null)
    await client.query('BEGIN')
    await client.query('SET LOCAL ROLE alongside_system')
    const { outcome, touched } = (await takeTurn(client))
      ? await undoInTransaction(client, importId, importer)
      : refused('A file is being brought in just now. Try again when that is done.')
    await client.query('refused' in outcome ? 'ROLLBACK' : 'COMMIT')
    if (!('refused' in outcome)) await bringUpToDate(database, outcome.kind, touched)
    return outcome
  } catch (error) {
    await client.query('ROLLBACK')
    if (error instanceof DatabaseError && error.code === '23503')
      return { refused: 'Other records rest on schools that this import added, so it cannot be undone.' }
    throw error
  } finally {
    client.release()
  }
}

type Outcome = { outcome: Undone; touched: Stretch[] }
const refused = (why: string): Outcome => ({ outcome: { refused: why }, touched: [] })

async function undoInTransaction(client: PoolClient, importId: number, importer: Importer): Promise<Outcome> {
  const { rows } = await client.query<{ state: string; kind: string; academic_year: string | null }>(
    'SELECT state, kind, academic_year FROM imports WHERE id = $1 FOR UPDATE',
    [importId],
  )
  if (!rows[0]) return refused('There is no such import.')
  if (rows[0].state === 'undone') return refused('This import has been undone already.')
  const later = await laterImports(client, importId)
  if (later.length > 0) {
    const names = later
      .slice(0, 3)
      .map((l) => `${l.file_name} (import ${l.id})`)
      .join(', ')
    return refused(`A later import changed records that this one wrote: ${names}. Undo that one first.`)
  }
  const { kind, academic_year } = rows[0]
  const year = academic_year === null ? null : yearEnding(academic_year)
  const touched =
    year === null
      ? await stretchesRestingOn(client, kind, importId)
      : Object.values(sourceNumbers).map((source) => ({ source, year }))
  const put = await putBack(client, importId)
  await client.query(`UPDATE imports SET state = 'undone', undone_at = now(), undone_by = $2 WHERE id = $1`, [
    importId,
    importer.personId,
  ])
  return { outcome: { ...put, kind, academicYear: academic_year }, touched }
}
