// Backup and restore between two databases, and every way in which a file can be wrong.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { verifyAudit } from '#platform/audit.ts'
import { backupCommand, restoreCommand } from '#platform/backup.ts'
import type { CommandContext } from '#platform/command.ts'
import { readConfiguration } from '#platform/configuration.ts'
import { asSystem, type Database } from '#platform/database.ts'
import { type Held, holdFile, keepFile } from '#platform/files.ts'
import { openLog } from '#platform/log.ts'
import { sendMail } from '#platform/mail.ts'
import { testDatabase } from '../../test/setup/database.ts'
import { testFolder } from '../../test/setup/folder.ts'

const source = await testDatabase()
const target = await testDatabase()
const folder = testFolder('backup')
const file = join(folder, 'whole.backup')

const homes = new Map([
  [source, join(folder, 'source')],
  [target, join(folder, 'target')],
])
const filesOf = (database: Database) => join(homes.get(database)!, 'files')
const letter = 'Dear head,\n'.repeat(20_000)

function context(database: Database): CommandContext & { said: string[] } {
  const said: string[] = []
  const configuration = readConfiguration({ LOG_LEVEL: 'silent', ALONGSIDE_DATA: homes.get(database)! })
  return {
    said,
    installation: {
      configuration,
      database,
      log: openLog(configuration),
      migrated: [],
      close: async () => {},
    },
    terminal: { out: (text) => void said.push(text), err: () => {}, json: true, interactive: false },
  }
}

const contents = async (database: Database) => {
  const { rows } = await sql<{ organisations: unknown; people: unknown; audit: unknown; messages: unknown }>`
    SELECT (SELECT jsonb_agg(o ORDER BY o.id) FROM organisations o) AS organisations,
      (SELECT jsonb_agg(p ORDER BY p.id) FROM people p) AS people,
      (SELECT jsonb_agg(a ORDER BY a.organisation_id, a.sequence) FROM audit_entries a) AS audit,
      (SELECT jsonb_agg(m ORDER BY m.id) FROM messages m) AS messages`.execute(database.db)
  return rows[0]!
}

beforeAll(async () => {
  await asSystem(source, async (db) => {
    const { id } = await db
      .insertInto('organisations')
      .values({ name: 'Årsta\t"County"\nCouncil \\N', kind: 'trust' })
      .returning('id')
      .executeTakeFirstOrThrow()
    for (let n = 0; n < 300; n++)
      await db
        .insertInto('people')
        .values({ organisation_id: id, name: `Person ${n} – ünïcode 🙂`, post: n % 2 ? null : '' })
        .execute()
    const text = { limitBytes: 1_000_000, accepts: ['text'] as const }
    for (const content of [letter, 'short'])
      await holdFile(filesOf(source), 'letter.txt', Readable.from([Buffer.from(content)]), text).then(
        (held) => keepFile(db, { organisationId: id, personId: null }, held as Held, { days: null }),
      )
    await sendMail(db, { organisationId: id, to: 'head@example.org', subject: 'Waiting', body: 'x' })
  })
  await backupCommand(file, context(source))
})

describe('A backup', () => {
  test('restores to the same rows, with an audit record that holds, and mail that was waiting still goes', async () => {
    const to = context(target)
    expect(await restoreCommand(file, { replace: false }, to)).toBe(0)
    expect(await contents(target)).toEqual(await contents(source))
    expect((await verifyAudit(target)).faults).toEqual([])
    const kept = readdirSync(filesOf(source))
    expect(readdirSync(filesOf(target))).toEqual(kept)
    const restored = kept.map((name) => readFileSync(join(filesOf(target), name), 'utf8'))
    expect(new Set(restored)).toEqual(new Set([letter, 'short']))
    const { rows } = await sql<{
      count: number
    }>`SELECT count(*) AS count FROM graphile_worker.jobs WHERE task_identifier = 'send-message'`.execute(
      target.db,
    )
    expect(rows[0]!.count).toBe(1)
    await asSystem(target, (db) =>
      db.insertInto('organisations').values({ name: 'Later', kind: 'trust' }).execute(),
    )
    expect((await verifyAudit(target)).faults).toEqual([])
  })

  test('is refused where there is something already, unless it is to be replaced', async () => {
    await expect(restoreCommand(file, { replace: false }, context(target))).rejects.toThrow(
      'already holds an organisation',
    )
    const other = await holdFile(filesOf(target), 'x', Readable.from([Buffer.from('of before')]), {
      limitBytes: 100,
      accepts: ['text'],
    })
    expect(other).toMatchObject({ bytes: 9 })
    expect(await restoreCommand(file, { replace: true }, context(target))).toBe(0)
    expect(await contents(target)).toEqual(await contents(source))
    expect(readdirSync(filesOf(target))).toEqual(readdirSync(filesOf(source)))
  })

  test('into a folder that is not there says so', async () => {
    await expect(backupCommand(join(folder, 'no', 'where'), context(source))).rejects.toThrow(
      'does not exist',
    )
  })
})

describe('A file that is no whole backup changes nothing', () => {
  const bytes = () => readFileSync(file)
  const forged = () => {
    const plain = gunzipSync(bytes())
    const at = plain.indexOf('Person 7 ')
    plain[at] = 'Q'.charCodeAt(0)
    return gzipSync(plain)
  }
  test.each<[string, () => Buffer, string]>([
    ['is cut off', () => bytes().subarray(0, bytes().length / 2), 'damaged'],
    ['stops before its end mark', () => gzipSync(gunzipSync(bytes()).subarray(0, -200)), 'damaged'],
    ['has a changed byte', forged, 'do not match their checksum'],
    ['is something else', () => Buffer.from('name,email\n'), 'not a backup'],
    ['is another program’s archive', () => gzipSync('{"format":"other"}\n'), 'not a backup'],
    ['is empty', () => Buffer.alloc(0), 'not a backup'],
    [
      'comes from another version',
      () =>
        gzipSync(
          Buffer.from(
            gunzipSync(bytes()).toString('latin1').replace('0001-platform.sql', '0001-platfurm.sql'),
            'latin1',
          ),
        ),
      'another version',
    ],
  ])('a file that %s', async (_what, make, message) => {
    const before = await contents(target)
    const wrong = join(folder, 'wrong.backup')
    writeFileSync(wrong, make())
    const files = readdirSync(filesOf(target))
    await expect(restoreCommand(wrong, { replace: true }, context(target))).rejects.toThrow(message)
    expect(await contents(target)).toEqual(before)
    expect(readdirSync(filesOf(target))).toEqual(files)
  })

  test('a file that is not there is named', async () => {
    await expect(restoreCommand(join(folder, 'none'), { replace: true }, context(target))).rejects.toThrow(
      'There is no file',
    )
  })
})
