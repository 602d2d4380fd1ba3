// The command line of identify, with the output that other programs read.
import { beforeAll, describe, expect, test } from 'vitest'
import type { CommandContext } from '#platform/command.ts'
import { readConfiguration } from '#platform/configuration.ts'
import { asSystem } from '#platform/database.ts'
import { openLog } from '#platform/log.ts'
import { insertOrganisation } from '../../test/setup/app.ts'
import { testDatabase } from '../../test/setup/database.ts'
import { insertFigures, insertImport, insertSchools } from './evidence.fixture.ts'
import { type IdentifyOptions, criteriaCommand, identifyCommand } from './identify.command.ts'

const database = await testDatabase()
const configuration = readConfiguration({ LOG_LEVEL: 'silent' })

beforeAll(() =>
  asSystem(database, async (db) => {
    const imported = await insertImport(db)
    await insertSchools(db, imported, [
      { urn: 1, name: 'Alder Primary', authority: 850 },
      { urn: 2, name: 'Beech Primary', authority: 936 },
    ])
    for (const urn of [1, 2]) {
      await insertFigures(db, imported, urn, 2019, {
        ks2_rwm_expected: 64,
        ks2_reading_progress: -5.1,
        ks2_writing_progress: 'suppressed',
        ks2_maths_progress: 0,
      })
    }
  }),
)

function context(json: boolean) {
  const said = { out: '', err: '' }
  const it: CommandContext = {
    installation: {
      configuration,
      database,
      log: openLog(configuration),
      migrated: [],
      close: async () => {},
    },
    terminal: {
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      json,
      interactive: false,
    },
  }
  return { said, it }
}
const identify = async (options: IdentifyOptions, json = true) => {
  const { said, it } = context(json)
  await identifyCommand(options, it)
  return said
}
type Row = { urn: number; criterion: string; answer: string; sentence: string; evidence: { kind: string }[] }
const rows = async (options: IdentifyOptions): Promise<Row[]> =>
  JSON.parse((await identify(options)).out) as Row[]

describe('alongside identify', () => {
  test('prints an answer, a sentence and the evidence for each school, for any year of a criterion asked by name', async () => {
    const found = await rows({ criterion: ['primary-floor-2016'], year: '2018-19' })
    expect(found.map(({ urn, answer }) => [urn, answer])).toEqual([
      [1, 'met'],
      [2, 'met'],
    ])
    expect(Object.keys(found[0] ?? {})).toEqual(['urn', 'criterion', 'answer', 'sentence', 'evidence'])
    expect(found[0]?.sentence).toContain('below 65% in 2019: 64%; progress in reading below −5 in 2019: −5.1')
  })

  test('keeps to an authority', async () => {
    const found = await rows({ criterion: ['primary-floor-2016'], year: '2018-19', authority: '936' })
    expect(found.map(({ urn }) => urn)).toEqual([2])
  })

  test('as at a day asks the schools that were open then, for the results known by then', async () => {
    const asked = (asAt: string) => rows({ criterion: ['primary-floor-2016'], asAt, authority: '850' })
    await asSystem(database, async (db) => {
      const imported = await insertImport(db, 'key-stage-2', '2018-19')
      await insertSchools(db, imported, [
        { urn: 4, name: 'Dogwood Primary', authority: 850, opened: '2019-09-01', closed: '2022-08-31' },
      ])
    })
    expect((await asked('2019-08-31')).map(({ urn }) => urn)).toEqual([1])
    const later = await asked('2019-12-01')
    expect(later.map(({ urn, answer }) => [urn, answer])).toEqual([
      [1, 'met'],
      [4, 'unknown'],
    ])
    // In August the summer's results are not out: the newest year that could be known has no figures here.
    expect((await asked('2019-08-31'))[0]?.answer).toBe('unknown')
  })

  test('without a criterion asks those that are in force', async () => {
    const found = await rows({ year: '2017-18' })
    const asked = new Set(found.map(({ criterion }) => criterion))
    expect(asked).toContain('primary-floor-2016')
    expect(asked).toContain('primary-coasting-2018')
    expect(asked).toContain('leaders-of-education/in-category')
    expect(asked).not.toContain('primary-floor-2010')
    expect(asked).not.toContain('leaders-of-education/at-risk')
  })

  test('says what is wrong with what was asked', async () => {
    await expect(identify({ year: '2018' })).rejects.toThrow('no academic year')
    await expect(identify({ asAt: '2018-02-30' })).rejects.toThrow('no day')
    await expect(identify({ authority: 'Kent' })).rejects.toThrow('no authority’s code')
    await expect(identify({ criterion: ['primary-flor-2016'] })).rejects.toThrow(
      'Did you mean primary-floor-2016?',
    )
    await expect(identify({ criterion: ['at-risk'] })).rejects.toThrow('several criteria')
    await expect(identify({ organisation: 'Nowhere' })).rejects.toThrow('no organisation “Nowhere”')
  })

  test('counts what the only organisation has recorded, and no other’s', async () => {
    const ours = await insertOrganisation(database)
    await asSystem(database, (db) =>
      db
        .insertInto('officer_concerns')
        .values({ organisation_id: ours.id, urn: 1, kind: 'at risk', why: 'Test', raised_on: '2020-01-01' })
        .execute(),
    )
    const asked = { criterion: ['leaders-of-education/at-risk'] }
    expect((await rows(asked)).map(({ urn, answer }) => [urn, answer])).toEqual([
      [1, 'met'],
      [2, 'not met'],
    ])
    const other = await insertOrganisation(database, 'Westshire')
    expect((await identify(asked)).err).toContain('--organisation NAME')
    await asSystem(database, (db) =>
      db
        .insertInto('organisation_schools')
        .values({ organisation_id: other.id, urn: 1, source: 'hand' })
        .execute(),
    )
    expect((await rows({ ...asked, organisation: 'westshire' })).map(({ answer }) => answer)).toEqual([
      'not met',
    ])
  })

  test('for people prints a line for each school that meets a criterion or leaves it open', async () => {
    const { out } = await identify(
      { criterion: ['primary-floor-2016'], year: '2018-19', authority: '850' },
      false,
    )
    expect(out).toMatch(/^1 {2}primary-floor-2016 {2}met: Expected standard/)
  })
})

test('alongside criteria lists national tests by first year, and packs with their name', async () => {
  const { said, it } = context(true)
  await criteriaCommand(it)
  const ids = (JSON.parse(said.out) as { id: string }[]).map(({ id }) => id)
  expect(ids).toContain('secondary-floor-2012')
  expect(ids).toContain('stuck-2025')
  expect(ids).toContain('leaders-of-education/third-grade-at-latest-inspection')
  expect(new Set(ids).size).toBe(ids.length)
})
