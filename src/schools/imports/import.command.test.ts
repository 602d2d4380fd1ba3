import { readFileSync, rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { type CommandContext, CommandFault } from '#platform/command.ts'
import { testDatabase } from '../../../test/setup/database.ts'
import { csv, fileOf, gias, ks2Head } from '../schools.fixture.ts'
import { importCommand } from './import.command.ts'

const database = await testDatabase()

async function run(files: string[], json: boolean, options = {}) {
  const said = { out: '', err: '' }
  const context = {
    installation: { database },
    terminal: {
      json,
      interactive: false,
      out: (text: string) => void (said.out += text),
      err: (text: string) => void (said.err += text),
    },
  } as unknown as CommandContext
  return { code: await importCommand(files, options, context), ...said }
}

it('prints one object for each file as JSON, and the rows set aside to a file', async () => {
  const { code, out } = await run([fileOf('cli_20240901.csv', gias([{ URN: 100001 }, { URN: 5 }]))], true)
  const answer = JSON.parse(out) as { setAsideFile: string }
  expect(code).toBe(0)
  expect(answer).toMatchObject({
    kind: 'gias-establishments',
    dataDate: '2024-09-01',
    rows: { read: 2, added: 1, changed: 0, unchanged: 0, setAside: 1 },
    warnings: [],
  })
  const aside = readFileSync(answer.setAsideFile, 'utf8').split('\r\n')
  expect(aside[0]).toMatch(/^\uFEFFRow,Reason,URN,LA \(code\)/)
  expect(aside[1]).toMatch(/^3,The column URN holds no school’s number: “5”,5,850,/)
  rmSync(answer.setAsideFile)
})

it('goes on after a file that is refused, says why, and ends with 1', async () => {
  const { code, out, err } = await run(
    [
      fileOf('prose.csv', 'Dear all\n'),
      fileOf('results.csv', csv(ks2Head, [[1, 850, 1, 100001, 'A', 1, 1, '5%']])),
      fileOf('b_20240901.csv', gias([{ URN: 100002 }])),
    ],
    false,
  )
  expect(code).toBe(1)
  expect(err).toMatch(/prose.csv: .*no header/)
  expect(err).toMatch(/--year 2018-19/)
  expect(out).toContain('1 rows read = 1 added + 0 changed + 0 unchanged + 0 set aside')
})

it('changes nothing in a dry run, and names files that are not there', async () => {
  const file = fileOf('dry_20240901.csv', gias([{ URN: 100003 }]))
  expect((await run([file], false, { dryRun: true })).out).toContain('dry run')
  expect((await database.pool.query('SELECT FROM schools WHERE urn = 100003')).rowCount).toBe(0)
  await expect(run(['absent.csv'], false)).rejects.toThrow(CommandFault)
})
