// Criteria run over a real database: which schools are asked, in which year, and on what evidence.
import { beforeAll, describe, expect, test } from 'vitest'
import { asSystem } from '#platform/database.ts'
import { testDatabase } from '../../test/setup/database.ts'
import { type SchoolFacts, latestResultsYear, neededFor, stagesOf } from './asked.rules.ts'
import type { Answer } from './evidence.rules.ts'
import { insertFigures, insertImport, insertInspection, insertSchools } from './evidence.fixture.ts'
import { NATIONAL_TESTS, nationalTest } from './national-tests.rules.ts'
import type { Result } from './run.rules.ts'
import { type Running, runCriteria } from './running.actions.ts'

const database = await testDatabase()
const poor = {
  ks2_rwm_expected: 50,
  ks2_reading_progress: -6,
  ks2_writing_progress: 0,
  ks2_maths_progress: 0,
}

beforeAll(() =>
  asSystem(database, async (db) => {
    const imported = await insertImport(db)
    await insertImport(db, 'key-stage-2', '2017-18')
    await insertImport(db, 'key-stage-4', '2016-17')
    await insertSchools(db, imported, [
      { urn: 1, name: 'Alder Primary' },
      { urn: 2, name: 'Beech Primary' },
      { urn: 3, name: 'Cedar Infant', ages: [4, 7] },
      { urn: 4, name: 'Dogwood Special', type: 'Community special school', typeGroup: 'Special schools' },
      { urn: 5, name: 'Elm Secondary', phase: 'Secondary', ages: [11, 16], authority: 998 },
      { urn: 6, name: 'Fir Primary', status: 'Closed', closed: '2018-08-31' },
      {
        urn: 7,
        name: 'Gorse Independent',
        typeGroup: 'Independent schools',
        type: 'Other independent school',
      },
      { urn: 8, name: 'Hazel Primary', opened: '2020-09-01' },
    ])
    await insertFigures(db, imported, 1, 2018, poor)
    await insertFigures(db, imported, 2, 2018, {
      ...poor,
      ks2_rwm_expected: 'suppressed',
      ks2_reading_progress: 'suppressed',
    })
    await insertFigures(db, imported, 5, 2017, { ks4_progress8: -0.6, ks4_progress8_high: -0.2 })
    await insertFigures(db, imported, 6, 2018, poor)
    await insertFigures(db, imported, 77, 2018, poor)
    await insertInspection(db, imported, 1, {
      on: '2016-03-01',
      framework: '2015',
      grades: { overall: 'requires improvement' },
    })
    await insertInspection(db, imported, 1, {
      on: '2019-03-01',
      framework: '2015',
      grades: { overall: 'good' },
    })
    await insertInspection(db, imported, 1, {
      on: '2019-05-01',
      framework: '2015',
      grades: {},
      kind: 'ungraded',
    })
  }),
)

const floor = { name: 'primary-floor-2016', criterion: nationalTest('primary-floor-2016', 2018) ?? never() }
const secondary = {
  name: 'secondary-floor-2016',
  criterion: nationalTest('secondary-floor-2016', 2018) ?? never(),
}
function never(): never {
  throw new Error('no such test')
}

const run = (changes: Partial<Running> = {}): Promise<Result[]> =>
  asSystem(database, async (db) => {
    const ran = await runCriteria(db, {
      criteria: [floor, secondary],
      scope: { kind: 'england' },
      asAt: '2018-12-15',
      year: null,
      own: false,
      ...changes,
    })
    return [...ran.results]
  })
const answers = (results: Result[]) =>
  results.map(({ urn, criterion, answer }) => `${urn} ${criterion} ${answer}`)

describe('a run', () => {
  test('asks each criterion of the schools that teach the stage, and of one that has results and is in no register, in the newest year held', async () => {
    expect(answers(await run())).toEqual([
      '1 primary-floor-2016 met',
      '2 primary-floor-2016 unknown',
      '5 secondary-floor-2016 met',
      '77 primary-floor-2016 met',
    ])
  })

  test('gives each answer its sentence and evidence', async () => {
    const [first, second, third] = await run()
    expect(first?.sentence).toBe(
      'Expected standard in reading, writing and mathematics below 65% in 2018: 50%; progress in reading below −5 in 2018: −6.',
    )
    expect(first?.evidence).toHaveLength(2)
    expect(second?.sentence).toContain('for 2018 is not known (suppressed)')
    expect(third?.sentence).toBe(
      'Progress 8 below −0.5 in 2017: −0.6; Progress 8, upper confidence limit below 0 in 2017: −0.2.',
    )
  })

  test('of an earlier day asks the schools that were open then', async () => {
    expect(answers(await run({ asAt: '2018-08-01', year: 2018, criteria: [floor] }))).toEqual([
      '1 primary-floor-2016 met',
      '2 primary-floor-2016 unknown',
      '6 primary-floor-2016 met',
      '77 primary-floor-2016 met',
    ])
    expect(answers(await run({ asAt: '2021-01-01', year: 2018, criteria: [floor] }))).toContain(
      '8 primary-floor-2016 unknown',
    )
  })

  test('can be narrowed to an authority or a school', async () => {
    expect(answers(await run({ scope: { kind: 'authority', code: 998 } }))).toEqual([
      '5 secondary-floor-2016 met',
    ])
    expect(answers(await run({ scope: { kind: 'school', urn: 1 } }))).toEqual(['1 primary-floor-2016 met'])
  })

  test('sees the inspections that had been published on its day, and no visit without grades', async () => {
    const third = {
      name: 'third',
      criterion: {
        ...floor.criterion,
        stage: 'any' as const,
        when: {
          kind: 'inspection' as const,
          which: 'latest' as const,
          judged: [{ frameworks: ['2015'], judgements: ['overall'], grades: ['requires improvement'] }],
        },
      },
    }
    const on = async (asAt: string): Promise<Answer | undefined> =>
      (await run({ criteria: [third], scope: { kind: 'school', urn: 1 }, asAt }))[0]?.answer
    expect(await on('2016-02-01')).toBe('unknown')
    expect(await on('2018-12-15')).toBe('met')
    expect(await on('2019-12-15')).toBe('not met')
  })

  test('computes a national median only from figures of a hundred authorities', async () => {
    const median = { name: 'floor', criterion: nationalTest('primary-floor-2010', 2011) ?? never() }
    const one = { scope: { kind: 'school' as const, urn: 1 }, criteria: [median], year: 2011 }
    await asSystem(database, async (db) => {
      const imported = await insertImport(db)
      await insertFigures(db, imported, 1, 2011, {
        ks2_l4_english_maths: 50,
        ks2_english_expected_progress: 80,
        ks2_maths_expected_progress: 80,
      })
    })
    expect((await run(one))[0]?.sentence).toContain('but the national median is not known')
    await asSystem(database, async (db) => {
      const imported = await insertImport(db)
      const others = Array.from({ length: 101 }, (_, i) => 10_000 + i)
      await insertSchools(
        db,
        imported,
        others.map((urn) => ({ urn, name: `School ${urn}`, authority: urn - 9_800 })),
      )
      for (const urn of others) {
        await insertFigures(db, imported, urn, 2011, {
          ks2_english_expected_progress: 85,
          ks2_maths_expected_progress: 84,
        })
      }
    })
    expect((await run(one))[0]).toMatchObject({
      answer: 'met',
      sentence:
        'Level 4 or above in English and mathematics below 60% in 2011: 50%; expected progress in English below the national median of 85% in 2011: 80%; expected progress in mathematics below the national median of 84% in 2011: 80%.',
    })
  })
})

describe('which schools are asked', () => {
  const school: SchoolFacts = {
    urn: 1,
    name: 'School',
    authority: 999,
    phase: 'Primary',
    type: 'Community school',
    typeGroup: 'Local authority maintained schools',
    lowAge: 4,
    highAge: 11,
  }
  const asked = (stage: 'ks2' | 'ks4' | 'any', changes: Partial<SchoolFacts>) =>
    stagesOf({ ...school, ...changes })[stage]

  test.each([
    ['ks2', {}, true],
    ['ks2', { highAge: 7 }, false],
    ['ks2', { lowAge: 9, highAge: 13, phase: 'Middle deemed secondary' }, true],
    ['ks2', { lowAge: 11, highAge: 16, phase: 'Secondary' }, false],
    ['ks2', { lowAge: null, highAge: null }, true],
    ['ks2', { lowAge: null, highAge: null, phase: null }, true],
    ['ks2', { type: 'Academy special sponsor led', typeGroup: 'Academies' }, false],
    ['ks4', { lowAge: 11, highAge: 18, phase: 'Secondary' }, true],
    ['ks4', { lowAge: 16, highAge: 19, phase: '16 plus' }, false],
    ['ks4', { lowAge: 4, highAge: 16, phase: 'All-through' }, true],
    [
      'ks4',
      { lowAge: 14, highAge: 18, type: 'University technical college', typeGroup: 'Free Schools' },
      true,
    ],
    ['any', { type: 'Pupil referral unit' }, true],
    ['any', { typeGroup: 'Independent schools' }, false],
    ['any', { typeGroup: 'Colleges', type: 'Further education' }, false],
    ['any', { type: "Children's centre", typeGroup: 'Other types' }, false],
  ] as const)('%s asks %j: %s', (stage, changes, expected) => {
    expect(asked(stage, changes)).toBe(expected)
  })
})

test('a run loads the figures that its criteria name, for the years they name, and no others', () => {
  const coasting = NATIONAL_TESTS.find(({ id }) => id === 'primary-coasting-2017') ?? never()
  const needed = neededFor([{ criterion: coasting, year: 2017 }], nationalTest)
  expect([...(needed.figures.get('ks2_l4_rwm') ?? [])]).toEqual([2015])
  expect([...(needed.figures.get('ks2_rwm_expected') ?? [])]).toEqual([2016, 2017])
  expect([...needed.medians.keys()]).toEqual([
    'ks2_reading_expected_progress',
    'ks2_writing_expected_progress',
    'ks2_maths_expected_progress',
  ])
  expect(needed).toMatchObject({ inspections: false, own: false })
})

test('a summer’s results are known from December on', () => {
  expect([latestResultsYear('2026-11-30'), latestResultsYear('2026-12-01')]).toEqual([2025, 2026])
})
