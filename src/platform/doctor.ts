// Owns `alongside doctor`: what is wrong with this installation, and how to mend it. Changes nothing.
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { verifyAudit } from '#platform/audit.ts'
import type { Terminal } from '#platform/command.ts'
import { type Configuration, readConfiguration } from '#platform/configuration.ts'
import { openDatabase } from '#platform/database.ts'
import { compareFiles, filesFolder } from '#platform/files.ts'
import { connect } from '#platform/installation.ts'
import { root } from '#platform/root.ts'

type Finding = { check: string; state: 'good' | 'look' | 'wrong'; text: string; mend?: string }

export async function doctorCommand(terminal: Terminal): Promise<number> {
  const findings = await examine()
  if (terminal.json) terminal.out(`${JSON.stringify({ findings })}\n`)
  else {
    const mark = { good: 'good ', look: 'look ', wrong: 'WRONG' }
    for (const { check, state, text, mend } of findings)
      terminal.out(`${mark[state]}  ${check}: ${text}${mend ? `\n       ${mend}` : ''}\n`)
    const wrong = findings.filter(({ state }) => state === 'wrong').length
    terminal.out(
      wrong === 0
        ? '\nNothing is wrong.\n'
        : `\n${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.\n`,
    )
  }
  return findings.some(({ state }) => state === 'wrong') ? 1 : 0
}

/** Every check in order; a check that cannot be made says so. */
export async function examine(
  environment: Record<string, string | undefined> = process.env,
): Promise<Finding[]> {
  const findings: Finding[] = []
  let configuration: Configuration
  try {
    configuration = readConfiguration(environment)
    findings.push({ check: 'Settings', state: 'good', text: 'every setting can be used' })
  } catch (error) {
    return [
      {
        check: 'Settings',
        state: 'wrong',
        text: (error as Error).message,
        mend: 'Change or remove the setting named, then run doctor again.',
      },
    ]
  }
  findings.push(
    folder(configuration),
    space(configuration),
    built(),
    await port(configuration),
    mail(configuration),
    ...(await database(configuration)),
  )
  return findings
}

/** The folder itself, or the nearest one around it that is there. */
const nearest = (path: string): string => (existsSync(path) ? path : nearest(dirname(path)))

function folder({ ALONGSIDE_DATA }: Configuration): Finding {
  try {
    accessSync(nearest(ALONGSIDE_DATA), constants.W_OK)
    return { check: 'Data folder', state: 'good', text: ALONGSIDE_DATA }
  } catch {
    return {
      check: 'Data folder',
      state: 'wrong',
      text: `${ALONGSIDE_DATA} cannot be written`,
      mend: 'Give this account the right to write there, or set ALONGSIDE_DATA to another folder.',
    }
  }
}

function space({ ALONGSIDE_DATA }: Configuration): Finding {
  const { bavail, bsize } = statfsSync(nearest(ALONGSIDE_DATA))
  const gigabytes = (bavail * bsize) / 1e9
  const text = `${gigabytes.toFixed(1)} GB free`
  return gigabytes < 1
    ? {
        check: 'Space',
        state: 'wrong',
        text,
        mend: 'Free some space: the database stops when the disk is full.',
      }
    : { check: 'Space', state: gigabytes < 5 ? 'look' : 'good', text }
}

const built = (): Finding =>
  existsSync(join(root, 'dist/public/manifest.json'))
    ? { check: 'Build', state: 'good', text: 'the pages’ styles and scripts are built' }
    : {
        check: 'Build',
        state: 'wrong',
        text: 'the pages’ styles and scripts are missing',
        mend: 'Run npm start once; it builds them.',
      }

async function port({ PORT, HOST }: Configuration): Promise<Finding> {
  const free = await new Promise<boolean>((answer) => {
    const server = createServer()
    server.once('error', () => answer(false))
    server.listen(PORT, HOST, () => server.close(() => answer(true)))
  })
  if (free) return { check: 'Port', state: 'good', text: `${PORT} is free` }
  const ours = await fetch(`http://${HOST}:${PORT}/readyz`, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  )
  return ours
    ? { check: 'Port', state: 'good', text: `${PORT}: Alongside is running there` }
    : {
        check: 'Port',
        state: 'look',
        text: `${PORT} is taken by another program`,
        mend: 'Set PORT to another number before you start.',
      }
}

const mail = ({ SMTP_URL, NOTIFY_KEY }: Configuration): Finding =>
  SMTP_URL || NOTIFY_KEY
    ? {
        check: 'Mail',
        state: 'good',
        text: SMTP_URL ? 'sent through your mail server' : 'sent through GOV.UK Notify',
      }
    : {
        check: 'Mail',
        state: 'look',
        text: 'no mail leaves: messages rest in the outbox',
        mend: 'Set SMTP_URL or NOTIFY_KEY when people are to get mail.',
      }

/** Whether every kept file has its bytes, and all bytes a row. */
async function kept(client: pg.Client, configuration: Configuration): Promise<Finding> {
  const check = 'Kept files'
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('public.files') IS NOT NULL AS there`,
  )
  if (!rows[0]!.there)
    return { check, state: 'look', text: 'their table is missing', mend: 'Run alongside migrate.' }
  const { rows: all, lost, strays } = await compareFiles(client, filesFolder(configuration))
  if (lost > 0)
    return {
      check,
      state: 'wrong',
      text: `${lost.toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')} lack their bytes`,
      mend: `Put the folder ${filesFolder(configuration)} back from a copy, or restore a backup. Every process needs the same folder.`,
    }
  return strays > 0
    ? {
        check,
        state: 'look',
        text: `${strays.toLocaleString('en-GB')} without a record lie in the folder`,
        mend: 'They are removed at the next start.',
      }
    : { check, state: 'good', text: `${all.toLocaleString('en-GB')}, all whole` }
}

async function database(configuration: Configuration): Promise<Finding[]> {
  const check = 'Database'
  let reached: Awaited<ReturnType<typeof connect>>
  try {
    reached = await connect(configuration)
  } catch (error) {
    return [
      {
        check,
        state: 'wrong',
        text: (error as Error).message,
        mend: configuration.DATABASE_URL
          ? 'Check DATABASE_URL: the server, the name and the password.'
          : 'Read the end of the log that the message names.',
      },
    ]
  }
  try {
    const client = new pg.Client(reached.connection)
    await client.connect()
    const found: Finding[] = []
    try {
      const { rows } = await client.query<{ version: string; number: number; checked: boolean }>(
        `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS number, to_regclass('public.migrations') IS NOT NULL AS checked`,
      )
      const { version, number, checked } = rows[0]!
      found.push(
        number >= 150_000
          ? {
              check,
              state: 'good',
              text: `PostgreSQL ${version}${configuration.DATABASE_URL ? '' : ', embedded'}`,
            }
          : {
              check,
              state: 'wrong',
              text: `PostgreSQL ${version} is too old`,
              mend: 'Use PostgreSQL 15 or later.',
            },
      )
      if (!checked)
        return [
          ...found,
          {
            check: 'Tables',
            state: 'look',
            text: 'there are none yet',
            mend: 'Run npm start, or alongside migrate.',
          },
        ]
      const open = (
        await client.query<{ name: string }>(
          `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND has_table_privilege('alongside_app', c.oid, 'SELECT, INSERT, UPDATE, DELETE') AND c.relname <> 'imports' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
        )
      ).rows
      found.push(
        open.length === 0
          ? {
              check: 'Walls',
              state: 'good',
              text: 'every table that holds an organisation’s data is walled off',
            }
          : {
              check: 'Walls',
              state: 'wrong',
              text: `not walled off: ${open.map(({ name }) => name).join(', ')}`,
              mend: 'Somebody has changed the database by hand. Restore a backup.',
            },
      )
      const stuck = (
        await client.query<{ count: number }>(
          'SELECT count(*) AS count FROM graphile_worker.jobs WHERE attempts >= max_attempts',
        )
      ).rows[0]!.count
      found.push(
        stuck === 0
          ? { check: 'Jobs', state: 'good', text: 'none has given up' }
          : {
              check: 'Jobs',
              state: 'look',
              text: `${stuck} gave up after several tries`,
              mend: 'Mail that failed is listed, with the reason, under Messages.',
            },
      )
      found.push(await kept(client, configuration))
    } finally {
      await client.end()
    }
    const opened = openDatabase(reached.connection)
    try {
      const { faults, entries } = await verifyAudit(opened)
      found.push(
        faults.length === 0
          ? { check: 'Audit record', state: 'good', text: `${entries.toLocaleString('en-GB')} entries hold` }
          : {
              check: 'Audit record',
              state: 'wrong',
              text: `${faults.length} broken`,
              mend: 'Run alongside verify-audit to see where. Keep a copy of the database before you do anything else.',
            },
      )
    } finally {
      await opened.close()
    }
    return found
  } catch (error) {
    return [
      { check, state: 'wrong', text: (error as Error).message, mend: 'Check the database server’s own log.' },
    ]
  } finally {
    await reached.leave()
  }
}
