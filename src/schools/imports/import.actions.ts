// Owns the import of one published file: recognise, read, stage, merge, count, in one transaction that a
// dry run rolls back. Does not own what a column means (layouts) or how a table is merged (queries).
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import Papa from 'papaparse'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Database } from '#platform/database.ts'
import type { Stretch } from '../evidence/columns.queries.ts'
import { stretchesRestingOn } from '../evidence/medians.actions.ts'
import { academicYear, yearEnding } from '../evidence/measures.rules.ts'
import { bringUpToDate, bringUpToDateAfterDryRun } from './following.actions.ts'
import { type Open, Staging } from './staging.actions.ts'
import { Unreadable } from './encoding.rules.ts'
import {
  type Context,
  dateInName,
  type Header,
  headerOf,
  type Kind,
  kindNames,
  type Layout,
  type Reader,
  yearInName,
} from './layout.rules.ts'
import { recognise } from './layouts.rules.ts'
import {
  countChangedFields,
  countRows,
  keepMeasures,
  makeStaging,
  mergeStaged,
  type Rows,
} from './merging.queries.ts'
import { countChangedFigures, mergeFigures } from './merging-figures.queries.ts'
import { type Reason, reasonsAsked } from './imports.queries.ts'
import { announce, queueForImport } from './queue.queries.ts'
import { metStored, type Straight, straightInto } from './straight.queries.ts'
import { workbookAsCsv } from './workbook.actions.ts'
import { type FileFacts, firstRow, inspectFile, type Piece, readRows } from './reading.actions.ts'

export type Importer = { organisationId: string | null; personId: string | null }

export type ImportRequest = {
  path: string
  /** As the publisher or the person named it: dates and years are read from it. */
  fileName: string
  importer?: Importer
  /** '2018-19', where the file's name does not say it. */
  academicYear?: string | null
  /** Summarise only: everything is done and rolled back. */
  dryRun?: boolean
  /** Refuse a file of any other kind. */
  only?: Kind
  /** The upload that this file came as, so that its page can tell its own work from another's. */
  uploadId?: string | null
  /** Where to write the rows set aside as CSV; nothing is written when there are none. */
  setAsideTo?: string | null
  /** Told the share done, 0 to 1. */
  onProgress?: (share: number) => void
  /** Told when the file's records stand, before what is worked out from them is brought up to date. */
  onStored?: () => void
}

export type ImportResult = {
  /** Null for a dry run. */
  importId: number | null
  kind: Kind
  layout: string
  dataDate: string | null
  academicYear: string | null
  encoding: FileFacts['encoding']
  rows: Rows
  reasons: Reason[]
  changedFields: { field: string; rows: number }[]
  setAsideFile: string | null
  warnings: string[]
}

/** Why a file is not imported, as a sentence for the person who sent it. Nothing of it is kept. */
export class Refused extends Error {
  override name = 'Refused'
  readonly needsYear: boolean
  constructor(message: string, needsYear = false) {
    super(message)
    this.needsYear = needsYear
  }
}

/**
 * Imports one file. All of it or nothing: an error, a killed process or a dry run leaves the database as
 * it was. Waits for an import that is under way. Throws Refused for a file that cannot be imported.
 */
export async function importFile(database: Database, request: ImportRequest): Promise<ImportResult> {
  const workbook = await workbookAsCsv(request.path)
  try {
    if (!workbook) return await importText(database, request, await inspectFile(request.path))
    const facts = await inspectFile(workbook.csvPath)
    return await importText(
      database,
      { ...request, path: workbook.csvPath },
      { ...facts, sha256: workbook.sha256 },
    )
  } catch (error) {
    if (error instanceof Unreadable) throw new Refused(error.message)
    throw error
  } finally {
    if (workbook) await rm(workbook.csvPath, { force: true })
  }
}

/** Databases whose table of measures says what this program's list says: looked at once a process. */
const saysMeasures = new WeakSet<Database>()

async function importText(
  database: Database,
  request: ImportRequest,
  facts: FileFacts,
): Promise<ImportResult> {
  const file = await openFile(request, facts)
  const client = await database.pool.connect()
  let broken: Error | undefined
  let stored: Stored
  try {
    await announce(client, `the import of ${request.fileName}`, request.uploadId ?? null)
    await client.query('BEGIN; SET LOCAL ROLE alongside_system')
    await queueForImport(client)
    if (!saysMeasures.has(database)) await keepMeasures(client)
    stored = await importInTransaction(client, file, request)
    await client.query(request.dryRun ? 'ROLLBACK' : 'COMMIT')
    if (!request.dryRun) saysMeasures.add(database)
  } catch (error) {
    // An unfinished COPY leaves the connection of no more use.
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.release(broken)
  }
  request.onStored?.()
  const { result, figures } = stored
  const { importId, kind, rows } = result
  if (importId !== null)
    await bringUpToDate(
      database,
      kind,
      rows.added + rows.changed === 0
        ? []
        : [...figures, ...(await stretchesRestingOn(database.pool, kind, importId))],
    )
  else await bringUpToDateAfterDryRun(database, kind)
  return result
}

/** `figures`: the stretches of figures that the file is of. */
type Stored = { result: ImportResult; figures: Stretch[] }

/** A file whose header is known. */
type OpenFile = { facts: FileFacts; header: Header; layout: Layout; year: number | null }

/** Says what a file is, from its header, before it waits for its turn. Throws Refused for what is no file of ours. */
async function openFile(request: ImportRequest, facts: FileFacts): Promise<OpenFile> {
  const header = headerOf(await firstRow(request.path, facts.encoding))
  const layout = recognise(header)
  if (!layout) throw new Refused(unknown(header))
  if (request.only && layout.kind !== request.only)
    throw new Refused(
      `This is another kind of file: ${kindNames[layout.kind]}, not ${kindNames[request.only]}.`,
    )
  return { facts, header, layout, year: yearOf(layout, header, request) }
}

async function importInTransaction(
  client: PoolClient,
  file: OpenFile,
  request: ImportRequest,
): Promise<Stored> {
  const { facts, header, layout, year } = file
  const context: Context = { academicYearEnding: year, dataDate: dateInName(request.fileName) }
  let shown = 0
  const progress = (share: number) => {
    if (share > shown) request.onProgress?.((shown = share))
  }

  const importId = await startRecord(client, request, facts, layout, year)
  const read = async (reader: Reader, straight: Straight[]) =>
    await readInto(client, readRows(request.path, facts.encoding), file, {
      reader,
      importId,
      straight,
      progress,
    })
  const again = async () => {
    await client.query('ROLLBACK TO SAVEPOINT straight')
    return await read(layout.open(header, context), [])
  }
  const opened = layout.open(header, context)
  const straight = straightInto(opened, context)
  if (straight.size > 0) await client.query('SAVEPOINT straight')
  const { stage, reader, isStaged } = await read(opened, [...straight.values()]).catch((error: unknown) => {
    if (straight.size > 0 && metStored(error)) return again()
    throw error
  })
  if (stage.read === 0) throw new Refused('The file has a header and no rows beneath it.')

  const dataDate = context.dataDate ?? stage.newestDate
  const warnings = [...stage.warnings]
  let kept = 0
  let allNew = true
  for (const [i, merge] of reader.merges.entries()) {
    const merged =
      !isStaged || straight.has(merge)
        ? { allNew: true, kept: 0 }
        : 'source' in merge
          ? await mergeFigures(client, merge, importId)
          : await mergeStaged(client, merge, importId, dataDate)
    kept += merged.kept
    if (merge.primary) allNew &&= merged.allNew
    progress(0.7 + (0.25 * (i + 1)) / reader.merges.length)
  }
  if (kept > 0)
    warnings.push(
      `${kept.toLocaleString('en-GB')} ${kept === 1 ? 'record' : 'records'} stayed as they are, because the data held is newer than this file’s.`,
    )
  const setAside = stage.read - stage.good
  const counts = allNew
    ? { added: stage.good, changed: 0, unchanged: 0 }
    : await countRows(client, stage.straight)
  const result: ImportResult = {
    importId: request.dryRun ? null : importId,
    kind: layout.kind,
    layout: layout.name,
    dataDate,
    academicYear: year === null ? null : academicYear(year),
    encoding: facts.encoding,
    rows: { read: stage.read, ...counts, setAside },
    reasons: setAside > 0 ? (await client.query<Reason>(reasonsAsked(importId))).rows : [],
    changedFields:
      counts.changed > 0
        ? (
            await Promise.all(
              reader.merges.map((m) =>
                'source' in m
                  ? countChangedFigures(client, m, importId)
                  : countChangedFields(client, m, importId),
              ),
            )
          ).flat()
        : [],
    setAsideFile: null,
    warnings,
  }
  if (setAside > 0 && request.setAsideTo) {
    await writeSetAside(client, importId, header.names, request.setAsideTo)
    result.setAsideFile = request.setAsideTo
  }
  const dateFrom = context.dataDate ? 'file name' : stage.newestDate ? 'newest date in the file' : null
  await finishRecord(client, importId, result, dateFrom)
  progress(1)
  return { result, figures: reader.merges.filter((merge) => 'source' in merge) }
}

/** Reads the rows of a file into the staging table, or straight into their own tables and only what is left into staging. */
async function readInto(
  client: PoolClient,
  pieces: AsyncGenerator<Piece>,
  { facts, layout, header }: OpenFile,
  to: {
    reader: Reader
    importId: number
    straight: Straight[]
    progress: (share: number) => void
  },
): Promise<{ stage: Staging; reader: Reader; isStaged: boolean }> {
  const { reader, importId, straight } = to
  const open: Open = (copy) => client.query(copyFrom(copy))
  const staging = () => makeStaging(client, reader.staging)
  const copy = open(straight[0]?.copy ?? (await staging()))
  const stage = new Staging(copy, layout, reader, header, facts, importId, straight)
  try {
    for await (const piece of pieces) {
      await stage.take(piece)
      to.progress((0.7 * piece.bytesRead) / facts.bytes)
    }
    return { stage, reader, isStaged: await stage.end(open, staging) }
  } catch (error) {
    await stage.abandon()
    throw error
  } finally {
    stage.close()
  }
}

const unknown = (header: Header): string => {
  const names = header.names.map((n) => n.trim()).filter(Boolean)
  const shown = names
    .slice(0, 6)
    .map((n) => `“${n.slice(0, 40)}”`)
    .join(', ')
  return names.length < 2
    ? 'The first row of this file is no header of a published file. Choose a CSV whose first row names its columns.'
    : `Alongside does not know the columns of this file. They begin with ${shown}. Files it reads: GIAS establishments, links and groups; Ofsted inspections; key stage 2 and 4; census; absence; finance; deprivation; positions; teaching schools.`
}

function yearOf(layout: Layout, header: Header, request: ImportRequest): number | null {
  if (!layout.needsYear) return null
  if (request.academicYear) {
    const given = yearEnding(request.academicYear)
    if (given === null)
      throw new Refused(`“${request.academicYear}” is no academic year. Write it as 2018-19.`, true)
    return given
  }
  const found = layout.yearIn?.(header) ?? yearInName(request.fileName)
  if (found === null)
    throw new Refused(
      `Neither the file nor its name “${request.fileName}” says which academic year its figures are of. Give the year, for instance 2018-19.`,
      true,
    )
  return found
}

async function startRecord(
  client: PoolClient,
  request: ImportRequest,
  facts: FileFacts,
  layout: Layout,
  year: number | null,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO imports (kind, layout, file_name, sha256, encoding, academic_year, organisation_id, person_id,
       rows_read, rows_added, rows_changed, rows_unchanged, rows_set_aside)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, 0, 0) RETURNING id`,
    [
      layout.kind,
      layout.name,
      request.fileName,
      facts.sha256,
      facts.encoding,
      year === null ? null : academicYear(year),
      request.importer?.organisationId ?? null,
      request.importer?.personId ?? null,
    ],
  )
  return rows[0]!.id
}

const finishRecord = (
  client: PoolClient,
  importId: number,
  { rows, warnings, dataDate }: ImportResult,
  dateFrom: string | null,
) =>
  client.query(
    `UPDATE imports SET rows_read = $2, rows_added = $3, rows_changed = $4, rows_unchanged = $5, rows_set_aside = $6, warnings = $7,
       data_date = $8, data_date_from = $9 WHERE id = $1`,
    [
      importId,
      rows.read,
      rows.added,
      rows.changed,
      rows.unchanged,
      rows.setAside,
      warnings,
      dataDate,
      dateFrom,
    ],
  )

/** Writes rows set aside as CSV: row number, reason, then the file's own columns. */
async function writeSetAside(
  client: PoolClient,
  importId: number,
  names: readonly string[],
  path: string,
): Promise<void> {
  const out = createWriteStream(path)
  out.write(`\uFEFF${Papa.unparse([['Row', 'Reason', ...names]], { escapeFormulae: true })}\r\n`)
  for (let after = 0; ;) {
    const { rows } = await client.query<{ line: number; reason: string; cells: string }>(
      'SELECT line, reason, cells FROM import_set_aside WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT 1000',
      [importId, after],
    )
    if (rows.length === 0) break
    // The cells are one row of CSV already.
    const text = rows
      .map(({ line, reason, cells }) => `${Papa.unparse([[line, reason]])},${cells}\r\n`)
      .join('')
    if (!out.write(text)) await once(out, 'drain')
    after = rows.at(-1)!.line
  }
  out.end()
  await finished(out)
}
