// Identify at national size: every criterion of the leaders-of-education pack, and one that counts ten years of
// four measures, over all open schools; a sentence and evidence for each that is met or that a person has to look
// at. Against one sequential scan of the rows it needs. Nothing is kept between the rounds but PostgreSQL's own cache.
import { sql } from 'kysely'
import { asSystem, type Db } from '#platform/database.ts'
import type { Condition, Criterion } from '#src/packs/conditions.rules.ts'
import { readBuiltInPack } from '#src/packs/packs.actions.ts'
import { neededFor } from '#src/identify/asked.rules.ts'
import { nationalTest } from '#src/identify/national-tests.rules.ts'
import { type NamedCriterion, runCriteria } from '#src/identify/running.actions.ts'
import { VOCABULARY } from '#src/identify/vocabulary.rules.ts'
import { measureOf, placeOf } from '#src/schools/evidence/measures.rules.ts'
import type { Figure } from './figure.ts'
import { nationalDatabase } from './setup/national.ts'

export const name = 'identify'

const ROUNDS = 5
const AS_AT = '2026-11-22'

/** Below a bar in at least five of the last ten years: makes the run read ten years of four measures. */
const tenYears = (code: string, bar: number): Condition => ({
  kind: 'years',
  window: { last: 10 },
  atLeast: 5,
  atMost: null,
  where: {
    kind: 'measure',
    measure: code,
    compare: 'below',
    threshold: { fixed: bar },
    year: 'run',
    called: null,
  },
})
const LONG: Criterion = {
  id: 'ten-years',
  name: 'Low in five of ten years',
  stage: 'any',
  years: null,
  source: 'This benchmark',
  when: {
    kind: 'any',
    of: [
      tenYears('ks2_rwm_expected', 60),
      tenYears('ks2_reading_progress', -2),
      tenYears('ks2_maths_progress', -2),
      tenYears('ks4_progress8', -0.5),
    ],
  },
}

export async function run(report: (line: string) => void): Promise<Figure[]> {
  const { database, close } = await nationalDatabase(report)
  try {
    const criteria: NamedCriterion[] = [{ name: LONG.id, criterion: LONG }]
    const reading = await readBuiltInPack('leaders-of-education', VOCABULARY)
    if (!reading?.pack) throw new Error('The pack leaders-of-education cannot be read')
    for (const criterion of reading.pack.criteria) criteria.push({ name: criterion.id, criterion })
    const inRound = <T>(work: (db: Db) => Promise<T>) => asSystem(database, work, { readOnly: true })

    let schools = 0
    let answers = 0
    let explained = 0
    let years = { ks2: 0, ks4: 0, any: 0 }
    const ours: number[] = []
    const scans: number[] = []
    let rows = 0
    for (let round = 0; round <= ROUNDS; round++) {
      const began = performance.now()
      await inRound(async (db) => {
        const ran = await runCriteria(db, {
          criteria,
          scope: { kind: 'england' },
          asAt: AS_AT,
          year: null,
          own: true,
        })
        schools = ran.schools.length
        years = ran.years
        answers = 0
        explained = 0
        for (const result of ran.results) {
          answers++
          if (result.answer !== 'not met' && result.sentence !== '') explained++
        }
      })
      const took = performance.now() - began

      const asked = criteria.map(({ criterion }) => ({ criterion, year: years[criterion.stage] }))
      const stretches = new Map<string, number[]>()
      for (const [code, all] of neededFor(asked, nationalTest).figures)
        for (const year of all) {
          const { source, place } = placeOf(measureOf(code))
          const key = `source = ${source} AND year = ${year}`
          stretches.set(key, [...(stretches.get(key) ?? []), place])
        }
      const scanBegan = performance.now()
      rows = await inRound(async (db) => {
        await sql`SET LOCAL enable_indexscan = off`.execute(db)
        await sql`SET LOCAL enable_indexonlyscan = off`.execute(db)
        await sql`SET LOCAL enable_bitmapscan = off`.execute(db)
        await sql`SET LOCAL max_parallel_workers_per_gather = 0`.execute(db)
        const needed = [...stretches].map(
          ([where, places]) =>
            `WHEN ${where} THEN num_nonnulls(${places.map((p) => `figures[${p}]`).join(', ')})`,
        )
        const scan = await sql<{ rows: number }>`
          SELECT sum(CASE ${sql.raw(needed.join(' '))} END)::integer AS rows, max(urn) FROM observations`.execute(
          db,
        )
        return scan.rows[0]?.rows ?? 0
      })
      const scanned = performance.now() - scanBegan
      report(
        `round ${round}: ${Math.round(took)} ms for ${answers} answers; scan ${Math.round(scanned)} ms for ${rows} rows`,
      )
      // The first round warms both sides.
      if (round > 0) {
        ours.push(took)
        scans.push(scanned)
      }
    }
    const seconds = middle(ours) / 1_000
    const times = middle(ours) / middle(scans)
    const told = (what: string, value: number, unit: string): Figure => ({
      what,
      value,
      unit,
      limit: '',
      holds: null,
    })
    return [
      {
        what: `${criteria.length} criteria over ${schools.toLocaleString('en-GB')} open schools`,
        value: Math.round(seconds * 1_000) / 1_000,
        unit: 's',
        limit: 'at most 2 s',
        holds: schools >= 23_000 ? seconds <= 2 : null,
      },
      {
        what: 'the same against one sequential scan of the observations for the rows it needs',
        value: Math.round(times * 100) / 100,
        unit: 'times',
        limit: 'at most 3 times',
        holds: times <= 3,
      },
      told('answers made', answers, 'answers'),
      told('of these met or unknown, each with its sentence and evidence', explained, 'answers'),
      told('observations that the criteria need', rows, 'rows'),
      told('the sequential scan', Math.round(middle(scans)), 'ms'),
    ]
  } finally {
    await close()
  }
}

/** The median of an odd number of times. */
function middle(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
}
