// The command line as an operator uses it: the built program over data folders of its own.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { root } from '#platform/root.ts'

const folder = mkdtempSync(join(tmpdir(), 'alongside-commands-'))
chmodSync(folder, 0o755)
const data = join(folder, 'data')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function alongside(args: string[], environment: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      ALONGSIDE_DATA: data,
      LOG_LEVEL: 'error',
      PORT: '0',
      DATABASE_URL: '',
      ...environment,
    },
    timeout: 110_000,
  })
  return { status, stdout, stderr, json: <T>() => JSON.parse(stdout) as T }
}

const commands = [
  'start',
  'import',
  'identify',
  'criteria',
  'match',
  'migrate',
  'demo',
  'user',
  'backup',
  'restore',
  'doctor',
  'verify-audit',
]

describe('The command line', () => {
  test.each(commands)('%s explains itself', (command) => {
    const { status, stdout } = alongside([command, '--help'])
    expect(status).toBe(0)
    expect(stdout).toContain(`alongside ${command}`)
  })

  test('a command that is not there, and a setting that cannot be used, are named', () => {
    expect(alongside(['improt']).stderr).toContain("unknown command 'improt'")
    const wrong = alongside(['migrate'], { PORT: 'eighty' })
    expect([wrong.status, wrong.stdout]).toEqual([1, ''])
    expect(wrong.stderr).toContain('PORT')
  })

  test('doctor says what there is before there is anything', () => {
    const { status, json } = alongside(['doctor', '--json'])
    expect(status).toBe(0)
    expect(json<{ findings: { check: string; state: string }[] }>().findings).toContainEqual(
      expect.objectContaining({ check: 'Tables', state: 'look' }),
    )
  })

  test('migrate makes the tables once', () => {
    expect(alongside(['migrate', '--json']).json<{ applied: string[] }>().applied).toContain(
      '0001-platform.sql',
    )
    expect(alongside(['migrate', '--json']).json<{ applied: string[] }>().applied).toEqual([])
  })

  type Imported = {
    kind: string
    dataDate: string | null
    rows: Record<'read' | 'added' | 'changed' | 'unchanged' | 'setAside', number>
    setAsideFile: string | null
    warnings: string[]
  }

  test('import accounts for every row, one line a file, and the same file again changes nothing', () => {
    const published = join(folder, 'published')
    expect(alongside(['demo', '--write', published]).status).toBe(0)
    const register = readdirSync(published).find((name) => name.startsWith('edubasealldata'))!
    const results = readdirSync(published).find((name) => name.includes('2018-2019') && /ks2/i.test(name))!
    const first = alongside(['import', join(published, register), join(published, results), '--json'])
    expect(first.status).toBe(0)
    const answers = first.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Imported)
    expect(answers.map(({ kind }) => kind)).toEqual(['gias-establishments', 'key-stage-2'])
    for (const { rows } of answers) {
      expect(rows.read).toBeGreaterThan(100)
      expect(rows.read).toBe(rows.added + rows.changed + rows.unchanged + rows.setAside)
    }
    const again = alongside(['import', join(published, register), '--json']).json<Imported>().rows
    expect([again.added, again.changed]).toEqual([0, 0])
  })

  test('import refuses what it cannot read, says why, and goes on with the rest', () => {
    const wrong = join(folder, 'holiday.csv')
    writeFileSync(wrong, 'Where,When\nSea,Summer\n')
    const { status, json } = alongside(['import', wrong, '--json'])
    expect(status).toBe(1)
    expect(json<{ refused: string }>().refused.length).toBeGreaterThan(20)
    expect(alongside(['import', join(folder, 'none.csv')]).stderr).toContain('There is no file')
  })

  test('criteria are listed and identify answers for each school, in a sentence with its evidence', () => {
    const ids = alongside(['criteria', '--json'])
      .json<{ id: string }[]>()
      .map(({ id }) => id)
    expect(ids).toContain('primary-floor-2016')
    const answers = alongside([
      'identify',
      '--json',
      '--criterion',
      'primary-floor-2016',
      '--year',
      '2018-19',
      '--authority',
      '985',
    ]).json<{ urn: number; criterion: string; answer: string; sentence: string; evidence: unknown[] }[]>()
    expect(answers.length).toBeGreaterThan(100)
    expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['met', 'not met', 'unknown']))
    for (const { criterion, sentence, evidence } of answers) {
      expect(criterion).toBe('primary-floor-2016')
      expect(sentence.length).toBeGreaterThan(10)
      expect(Array.isArray(evidence)).toBe(true)
    }
  })

  test('match proves how near the best it is, and names a fault by its place', () => {
    const instance = join(folder, 'instance.json')
    writeFileSync(
      instance,
      JSON.stringify({
        needs: [{ id: 'n', days: 2, category: 1 }],
        supporters: [{ id: 's', days: 3 }],
        pairs: [{ need: 'n', supporter: 's', score: 5 }],
      }),
    )
    expect(alongside(['match', '--instance', instance, '--json']).json()).toMatchObject({
      assignment: [{ need: 'n', supporter: 's', days: 2, score: 5 }],
      gap: 0,
      served: 1,
    })
    writeFileSync(
      instance,
      JSON.stringify({ needs: [{ id: 'n', days: -2, category: 1 }], supporters: [], pairs: [] }),
    )
    const wrong = alongside(['match', '--instance', instance, '--json'])
    expect([wrong.status, wrong.stdout]).toEqual([1, ''])
    expect(wrong.stderr).toContain('needs[0]')
  })

  test('a backup restores into another folder, and the audit record holds there', () => {
    const file = join(folder, 'county.backup')
    const { rows } = alongside(['backup', file, '--json']).json<{ rows: number }>()
    expect(rows).toBeGreaterThan(100)
    expect(existsSync(`${file}.part`)).toBe(false)
    const other = { ALONGSIDE_DATA: join(folder, 'other') }
    expect(alongside(['restore', file, '--json'], other).json<{ rows: number }>().rows).toBe(rows)
    expect(alongside(['verify-audit', '--json'], other).json<{ faults: unknown[] }>().faults).toEqual([])
    expect(alongside(['doctor'], other).stdout).toContain('Nothing is wrong')
  })
})
