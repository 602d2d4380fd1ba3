// A school that changed its URN keeps one history, for criteria as for its own page.
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { asSystem } from '#platform/database.ts'
import type { Condition, Criterion } from '#src/packs/conditions.rules.ts'
import { historiesOf } from '#src/schools/evidence/history.queries.ts'
import { chainFrom } from '#src/schools/evidence/history.rules.ts'
import { measureOf } from '#src/schools/evidence/measures.rules.ts'
import { replacedBy, seriesOf } from '#src/schools/profile/profile.queries.ts'
import { testDatabase } from '../../test/setup/database.ts'
import { insertOrganisation } from '../../test/setup/app.ts'
import {
  giveSchools,
  insertFigures,
  insertImport,
  insertInspection,
  insertReplacement,
  insertSchools,
} from './evidence.fixture.ts'
import { nationalTest } from './national-tests.rules.ts'
import { runCriteria } from './running.actions.ts'

const database = await testDatabase()
const RWM = 'ks2_rwm_expected'
const below: Condition = {
  kind: 'measure',
  measure: RWM,
  compare: 'below',
  threshold: { fixed: 65 },
  year: 'run',
  called: null,
}
const three: Criterion = {
  id: 'three',
  name: 'Three of the last four',
  stage: 'ks2',
  years: null,
  source: 'This test',
  when: { kind: 'years', window: { last: 4 }, atLeast: 3, atMost: null, where: below },
}

beforeAll(() =>
  asSystem(database, async (db) => {
    const imported = await insertImport(db)
    await insertImport(db, 'key-stage-2', '2018-19')
    await insertSchools(db, imported, [
      { urn: 11, name: 'Alder Academy', opened: '2018-09-01' },
      { urn: 12, name: 'Alder School', opened: '2016-09-01', closed: '2018-08-31', status: 'Closed' },
      { urn: 13, name: 'Alder First School', closed: '2016-08-31', status: 'Closed' },
      { urn: 21, name: 'Beech Primary', opened: '2018-09-01' },
      { urn: 22, name: 'Beech Infant', closed: '2018-08-31', status: 'Closed' },
      { urn: 23, name: 'Beech Junior', closed: '2018-08-31', status: 'Closed' },
    ])
    await insertReplacement(db, imported, 11, 12)
    await insertReplacement(db, imported, 12, 13)
    await insertReplacement(db, imported, 21, 22)
    await insertReplacement(db, imported, 21, 23)
    // The register can be wrong: a circle ends.
    await insertReplacement(db, imported, 31, 32)
    await insertReplacement(db, imported, 32, 31)
    await insertFigures(db, imported, 11, 2019, { [RWM]: 60 })
    await insertFigures(db, imported, 12, 2018, { [RWM]: 61 })
    await insertFigures(db, imported, 12, 2017, { [RWM]: 'suppressed' })
    await insertFigures(db, imported, 13, 2017, { [RWM]: 10 })
    await insertFigures(db, imported, 13, 2016, { [RWM]: 62 })
    for (const urn of [21, 22, 23])
      for (const year of [2017, 2018, 2019]) await insertFigures(db, imported, urn, year, { [RWM]: urn + 20 })
    const inspected = (urn: number, on: string, overall: string, category = 'none') =>
      insertInspection(db, imported, urn, { on, framework: '2015', grades: { overall }, category })
    await inspected(12, '2018-03-01', 'inadequate', 'special measures')
    await inspected(13, '2015-10-01', 'requires improvement')
    await inspected(11, '2019-11-20', 'good')
    await inspected(22, '2018-03-01', 'inadequate')
  }),
)

const run = (criterion: Criterion, year = 2019, asAt = '2019-12-15') =>
  asSystem(database, async (db) => {
    const ran = await runCriteria(db, {
      criteria: [{ name: criterion.id, criterion }],
      scope: { kind: 'authority', code: 999 },
      asAt,
      year,
      own: false,
    })
    return new Map([...ran.results].map((result) => [result.urn, result]))
  })

describe('The history of a school that changed its URN', () => {
  test('counts years under earlier URNs, and the sentence and the evidence say so', async () => {
    const result = (await run(three)).get(11)
    expect(result?.answer).toBe('met')
    expect(result?.sentence).toBe(
      'Expected standard in reading, writing and mathematics below 65% in 2016, 2018 and 2019: 62% (as URN 13), 61% (as URN 12), 60%.',
    )
    expect(
      result?.evidence.map((row) => row.kind === 'measure' && [row.academicYear, row.asUrn ?? null]),
    ).toEqual([
      ['2015-16', 13],
      ['2017-18', 12],
      ['2018-19', null],
    ])
  })

  test('takes the nearest URN that has a number or a stated reason, never a number from behind a reason', async () => {
    const inYear: Criterion = { ...three, when: { ...below, year: { results: 2017 } } }
    const result = (await run(inYear)).get(11)
    expect(result?.answer).toBe('unknown')
    expect(result?.sentence).toContain('for 2017 is not known (suppressed)')
  })

  test('is no history of a merger: each keeps its own', async () => {
    const result = (await run(three)).get(21)
    expect(result?.evidence.every((row) => row.kind === 'measure' && row.asUrn === undefined)).toBe(true)
    expect(result?.sentence).toContain('41%')
  })

  test('is the same for criteria as on the school’s own page', async () => {
    await asSystem(database, async (db) => {
      for (const urn of [11, 12, 21]) {
        const replaced = (await replacedBy(db, urn)).map((one) => one.urn)
        expect((await historiesOf(db, [urn])).get(urn) ?? []).toEqual(replaced)
        const school = await db
          .selectFrom('schools')
          .selectAll()
          .where('urn', '=', urn)
          .executeTakeFirstOrThrow()
        const [series] = await seriesOf(db, school, replaced, [measureOf(RWM)])
        for (const point of series?.points ?? []) {
          const asked = await run(
            { ...three, when: { ...below, year: { results: point.year } } },
            2019,
            '2018-07-01',
          )
          const row = (
            asked.get(urn) ??
            (await run({ ...three, when: { ...below, year: { results: point.year } } })).get(urn)
          )?.evidence[0]
          expect(row).toMatchObject({ value: point.value })
          expect(row?.kind === 'measure' ? (row.asUrn ?? urn) : null).toBe(point.urn)
        }
      }
    })
  })

  const graded = (which: 'latest' | 'previous', rest: { ownUrn?: true } = {}): Criterion => ({
    ...three,
    when: {
      kind: 'inspection',
      which,
      judged: [{ frameworks: ['2015'], judgements: ['overall'], grades: ['inadequate'] }],
      ...rest,
    },
  })
  const onDay = async (criterion: Criterion, asAt: string, urn = 11) =>
    (await run(criterion, 2019, asAt)).get(urn)

  test('brings the inspection of the school that it replaced, and the sentence says whose it was', async () => {
    const before = await onDay(graded('latest'), '2019-11-19')
    expect(before?.answer).toBe('met')
    expect(before?.sentence).toBe(
      'At the latest graded inspection, on 1 March 2018 (as URN 12): overall inadequate.',
    )
    expect(before?.evidence).toMatchObject([{ kind: 'inspection', grade: 'inadequate', asUrn: 12 }])
    // From its own first inspection on that is the latest, and its predecessor's the one before.
    expect((await onDay(graded('latest'), '2019-11-20'))?.sentence).toBe(
      'At the latest graded inspection, on 20 November 2019: overall good.',
    )
    expect((await onDay(graded('previous'), '2019-11-20'))?.sentence).toBe(
      'At the previous graded inspection, on 1 March 2018 (as URN 12): overall inadequate.',
    )
    expect((await onDay(graded('previous'), '2019-11-19'))?.sentence).toContain('(as URN 13)')
  })

  test('brings none where the criterion counts the school’s own alone, as the national tests do', async () => {
    expect((await onDay(graded('latest', { ownUrn: true }), '2019-11-19'))?.sentence).toBe(
      'Cannot say: no latest graded inspection is recorded under the school’s own URN.',
    )
    expect((await onDay(graded('latest', { ownUrn: true }), '2019-11-20'))?.answer).toBe('not met')
    const stuck = nationalTest('stuck-2025', 2025)
    expect(stuck && JSON.stringify(stuck.when)).toContain('"ownUrn":true')
  })

  test('brings no category of concern, and says so', async () => {
    const concern: Criterion = {
      ...three,
      when: { kind: 'category of concern', categories: ['special measures'] },
    }
    const before = await onDay(concern, '2019-11-19')
    expect(before?.answer).toBe('unknown')
    expect(before?.sentence).toBe(
      'Cannot say: no graded inspection under the school’s own URN is recorded, and a category is not passed on (as URN 12, on 1 March 2018: special measures).',
    )
    expect((await onDay(concern, '2019-11-20'))?.sentence).toBe(
      'In no category of concern at the inspection of 20 November 2019.',
    )
  })

  test('counts from the inspection of the school that it replaced when the next is due', async () => {
    const due: Criterion = { ...three, when: { kind: 'inspection due', afterYears: 1 } }
    expect((await onDay(due, '2019-03-01'))?.sentence).toBe(
      'The latest graded inspection was on 1 March 2018 (as URN 12), and the next has been due since 1 March 2019 (a year later).',
    )
    expect((await onDay(due, '2019-02-28'))?.answer).toBe('not met')
  })

  test('brings no inspection to a merger: none of the schools that went into it is the other', async () => {
    expect((await onDay(graded('latest'), '2019-11-19', 21))?.sentence).toBe(
      'Cannot say: no latest graded inspection is recorded.',
    )
  })

  test('is asked for a day on which the school still bore another URN, once', async () => {
    const organisation = await insertOrganisation(database)
    const asked = (urns: readonly number[]) =>
      giveSchools(database, organisation.id, urns).then(() =>
        asSystem(database, async (db) => {
          const ran = await runCriteria(db, {
            criteria: [{ name: three.id, criterion: three }],
            scope: { kind: 'organisation', organisationId: organisation.id },
            asAt: '2017-12-15',
            year: 2018,
            own: false,
          })
          return [...ran.results].map(({ urn }) => urn)
        }),
      )
    expect(await asked([11, 21])).toEqual([11])
    expect(await asked([12])).toEqual([12])
  })

  test('ends where the register turns in a circle', async () => {
    await asSystem(database, async (db) => {
      expect((await historiesOf(db, [31])).get(31)).toEqual([32])
      expect((await replacedBy(db, 31)).map(({ urn }) => urn)).toEqual([32])
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(8), fc.nat(8))), fc.nat(8), (links, urn) => {
        const chain = chainFrom(urn, new Map(links))
        expect(chain).not.toContain(urn)
        expect(new Set(chain).size).toBe(chain.length)
      }),
    )
  })
})
