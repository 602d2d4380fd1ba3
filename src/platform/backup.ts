// Owns backup and restore: one file with every table as PostgreSQL's own COPY text, read in one snapshot,
// and the bytes of every kept file; for the embedded database and an external one alike. Restoring checks the file before it changes anything.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { type CommandContext, CommandFault } from '#platform/command.ts'
import { filesFolder, pathOf, RestoredFiles, sweepFiles } from '#platform/files.ts'

// The file: gzip of frames. A frame is a line of JSON, then exactly as many bytes as it names.
type Heading = {
  format: 'alongside-backup'
  version: 1
  at: string
  migrations: { name: string; sha256: string }[]
}
type Frame =
  | { table: string; columns: string[]; bytes: number }
  | { file: string; bytes: number }
  | { sequence: string; value: string; called: boolean; bytes: 0 }
  | { end: true; rows: Record<string, number>; sha256: string; bytes: 0 }

const quoted = (name: string) => pg.escapeIdentifier(name)

async function tablesOf(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(`
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'migrations'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    GROUP BY c.relname ORDER BY c.relname`)
  return rows
}

/** Writes the backup beside its place and moves it in: a file that is there is whole. */
export async function backupCommand(
  file: string,
  { installation, terminal }: CommandContext,
): Promise<number> {
  const part = `${file}.part`
  const client = new pg.Client(installation.database.connection)
  await client.connect()
  const rows: Record<string, number> = {}
  const folder = filesFolder(installation.configuration)
  let files = 0
  let lost = 0
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    // A restricted owner would silently see no rows of protected tables: refuse instead.
    await client.query('SET LOCAL row_security = off')
    const migrations = (
      await client.query<{ name: string; sha256: string }>(
        'SELECT name, sha256 FROM migrations ORDER BY name',
      )
    ).rows
    const sum = createHash('sha256')
    const tables = await tablesOf(client)
    const sequences = (
      await client.query<{ sequence: string }>(
        `SELECT sequencename AS sequence FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
      )
    ).rows
    async function* frames(): AsyncGenerator<Buffer> {
      const line = (value: Heading | Frame) => Buffer.from(`${JSON.stringify(value)}\n`)
      yield line({ format: 'alongside-backup', version: 1, at: new Date().toISOString(), migrations })
      for (const { name, columns } of tables) {
        rows[name] = 0
        const stream = client.query(
          copyTo(`COPY ${quoted(name)} (${columns.map(quoted).join(', ')}) TO STDOUT`),
        )
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          sum.update(chunk)
          yield line({ table: name, columns, bytes: chunk.length })
          yield chunk
        }
        rows[name] = stream.rowCount ?? 0
      }
      const { rows: kept } = await client.query<{ id: string }>('SELECT id FROM files ORDER BY id')
      for (const { id } of kept) {
        try {
          for await (const chunk of createReadStream(pathOf(folder, id)) as AsyncIterable<Buffer>) {
            sum.update(chunk)
            yield line({ file: id, bytes: chunk.length })
            yield chunk
          }
          files += 1
        } catch (error) {
          // Deleted since the snapshot, or lost: the rest is worth keeping all the same.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
          lost += 1
        }
      }
      for (const { sequence } of sequences) {
        const { rows: at } = await client.query<{ value: string; called: boolean }>(
          `SELECT last_value::text AS value, is_called AS called FROM ${quoted(sequence)}`,
        )
        yield line({ sequence, value: at[0]!.value, called: at[0]!.called, bytes: 0 })
      }
      yield line({ end: true, rows, sha256: sum.digest('hex'), bytes: 0 })
    }
    await pipeline(
      Readable.from(frames(), { objectMode: false }),
      createGzip({ level: 4 }),
      createWriteStream(part, { mode: 0o600 }),
    )
    await client.query('COMMIT')
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new CommandFault(`The folder for ${file} does not exist. Make it first, or choose another place.`)
    throw error
  } finally {
    await client.end()
  }
  const { size } = await stat(file)
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
  terminal.out(
    terminal.json
      ? `${JSON.stringify({ file, bytes: size, tables: Object.keys(rows).length, rows: total, files, lostFiles: lost })}\n`
      : `Wrote ${total.toLocaleString('en-GB')} rows of ${Object.keys(rows).length} tables and ${files.toLocaleString('en-GB')} kept files to ${file} (${Math.ceil(size / 1_000_000)} MB). It holds personal data: keep it where only you can read it.\n`,
  )
  return 0
}

/** Reads the frames of a backup; throws a CommandFault when the file is none or is damaged. */
async function* readFrames(
  file: string,
): AsyncGenerator<{ heading: Heading } | { frame: Frame; body: Buffer }> {
  let rest: Buffer = Buffer.alloc(0)
  let heading: Heading | undefined
  let ended = false
  const source = createReadStream(file).on('error', () => {})
  const unzip = createGunzip()
  source.on('error', (error) => unzip.destroy(error))
  try {
    for await (const chunk of source.pipe(unzip) as AsyncIterable<Buffer>) {
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
      for (;;) {
        const newline = rest.indexOf(10)
        if (newline < 0) {
          // The longest line of ours is a fraction of this: what goes on and on is something else.
          if (rest.length > 1_000_000) throw new Error('no line')
          break
        }
        const value = JSON.parse(rest.subarray(0, newline).toString('utf8')) as Heading | Frame
        if (!heading) {
          if (!('format' in value) || value.format !== 'alongside-backup' || value.version !== 1)
            throw new CommandFault(`${file} is not a backup of Alongside.`)
          heading = value
          rest = rest.subarray(newline + 1)
          yield { heading }
          continue
        }
        const frame = value as Frame
        if (rest.length < newline + 1 + frame.bytes) break
        yield { frame, body: rest.subarray(newline + 1, newline + 1 + frame.bytes) }
        ended = 'end' in frame
        rest = rest.subarray(newline + 1 + frame.bytes)
      }
    }
  } catch (error) {
    if (error instanceof CommandFault) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new CommandFault(`There is no file ${file}.`)
    throw new CommandFault(
      heading
        ? `${file} is damaged: it could not be read to its end. Nothing was changed.`
        : `${file} is not a backup of Alongside.`,
    )
  }
  if (!heading) throw new CommandFault(`${file} is not a backup of Alongside.`)
  if (!ended) throw new CommandFault(`${file} is damaged: it stops before its end. Nothing was changed.`)
}

/** Puts a backup into this installation, in one transaction. Refused when there is something already, unless `replace`. */
export async function restoreCommand(
  file: string,
  { replace }: { replace: boolean },
  { installation, terminal }: CommandContext,
): Promise<number> {
  const client = new pg.Client(installation.database.connection)
  await client.connect()
  const files = new RestoredFiles(filesFolder(installation.configuration))
  try {
    const own = (
      await client.query<{ name: string; sha256: string }>(
        'SELECT name, sha256 FROM migrations ORDER BY name',
      )
    ).rows
    await client.query('BEGIN')
    await client.query('SET LOCAL row_security = off')
    const tables = await tablesOf(client)
    const known = new Map(tables.map((table) => [table.name, table]))
    if (!replace) {
      const { rows } = await client.query<{ count: number }>('SELECT count(*) AS count FROM organisations')
      if (rows[0]!.count > 0)
        throw new CommandFault(
          'This installation already holds an organisation. Restore into an empty data folder (ALONGSIDE_DATA), or add --replace to remove what is there first.',
        )
    }
    // The rows were checked when they were first written: triggers would write the audit record anew.
    await client.query("SET LOCAL session_replication_role = 'replica'").catch(() => {
      throw new CommandFault(
        'Restoring needs a database superuser, because the audit record must come back exactly as it was.',
      )
    })
    const list = tables.map(({ name }) => quoted(name)).join(', ')
    await client.query(`TRUNCATE ${list}`)
    const sum = createHash('sha256')
    const rows: Record<string, number> = {}
    let current: { name: string; stream: ReturnType<typeof copyFrom>; done: Promise<void> } | undefined
    const finish = async () => {
      if (!current) return
      current.stream.end()
      await current.done
      rows[current.name] = current.stream.rowCount ?? 0
      current = undefined
    }
    for await (const part of readFrames(file)) {
      if ('heading' in part) {
        if (JSON.stringify(part.heading.migrations) !== JSON.stringify(own))
          throw new CommandFault(
            'This backup was made by another version of Alongside. Start that version, restore, then upgrade.',
          )
        continue
      }
      const { frame, body } = part
      if ('file' in frame) {
        sum.update(body)
        await files.take(frame.file, Buffer.from(body))
        continue
      }
      if ('table' in frame) {
        if (!known.has(frame.table))
          throw new CommandFault(`The backup holds a table that is not known here: ${frame.table}.`)
        if (current?.name !== frame.table) {
          await finish()
          const stream = client.query(
            copyFrom(`COPY ${quoted(frame.table)} (${frame.columns.map(quoted).join(', ')}) FROM STDIN`),
          )
          current = {
            name: frame.table,
            stream,
            done: new Promise((done, fail) => stream.once('finish', done).once('error', fail)),
          }
          current.done.catch(() => {}) // awaited in finish
        }
        sum.update(body)
        const { stream } = current
        if (!stream.write(Buffer.from(body))) await once(stream, 'drain') // fails when the stream does, and leaves no listener behind
        continue
      }
      await finish()
      if ('sequence' in frame)
        await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [
          quoted(frame.sequence),
          frame.value,
          frame.called,
        ])
      else {
        const wrong = Object.entries(frame.rows).filter(([name, count]) => (rows[name] ?? 0) !== count)
        if (frame.sha256 !== sum.digest('hex') || wrong.length > 0)
          throw new CommandFault(
            `${file} is damaged: its contents do not match their checksum. Nothing was changed.`,
          )
      }
    }
    // Before the commit: bytes without a row are swept, a row without bytes is a loss.
    await files.settle()
    // Jobs are not part of a backup: mail that was waiting gets its job again.
    await client.query(
      `SELECT add_job('send-message', json_build_object('id', id), max_attempts => 12) FROM messages WHERE state = 'waiting'`,
    )
    await client.query('COMMIT')
    // Of those that stood here before, nothing speaks any more.
    await sweepFiles(installation.database, filesFolder(installation.configuration), Number.POSITIVE_INFINITY)
    const total = Object.values(rows).reduce((all, count) => all + count, 0)
    terminal.out(
      terminal.json
        ? `${JSON.stringify({ file, tables: Object.keys(rows).length, rows: total, files: files.count })}\n`
        : `Restored ${total.toLocaleString('en-GB')} rows and ${files.count.toLocaleString('en-GB')} kept files.\n`,
    )
    return 0
  } finally {
    await files.leave()
    await client.end() // an open transaction is rolled back with it
  }
}
