// Identify at national size: the criteria of one pack with one that counts ten years of four measures, and those
// of both packs with every national test, over all open schools; sentence and evidence for each that is met or that
// a person has to look at. Against one sequential scan for the figures it needs. Nothing is kept between the rounds
// but PostgreSQL's own cache. Then the medians, for a year and for all.
import { sql } from 'kysely'
import { asSystem, type Database, type Db } from '#platform/database.ts'
import type { Condition, Criterion } from '#src/packs/conditions.rules.ts'
import type { Category } from '#src/packs/pack.rules.ts'
import { readBuiltInPack } from '#src/packs/packs.actions.ts'
import { neededFor } from '#src/identify/asked.rules.ts'
import { NATIONAL_TESTS, nationalTest } from '#src/identify/national-tests.rules.ts'
import { type NamedCriterion, runCriteria } from '#src/identify/running.actions.ts'
import { VOCABULARY } from '#src/identify/vocabulary.rules.ts'
import { whatIf } from '#src/identify/what-if.actions.ts'
import { whatIfCategories } from '#src/identify/what-if-categories.actions.ts'
import type { Stretch } from '#src/schools/evidence/columns.queries.ts'
import { recomputeMedians } from '#src/schools/evidence/medians.actions.ts'
import { measureOf, placeOf } from '#src/schools/evidence/measures.rules.ts'
import { type Figure, middle } from './figure.ts'
import { NATIONAL, nationalDatabase } from './setup/national.ts'

export const name = 'identify'

const ROUNDS = 3
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

const SCHOOLS_OF_AN_AUTHORITY = 600

/** Raised to leave nothing behind. */
class Undone extends Error {}

/** The same with other thresholds. */
const changedOf = <T extends { readonly when: Condition | null }>(all: readonly T[]): T[] =>
  all.map((one) => ({
    ...one,
    when: JSON.parse(
      JSON.stringify(one.when)
        .replaceAll('"fixed":60', '"fixed":65')
        .replaceAll('"atLeast":5', '"atLeast":4'),
    ) as T['when'],
  }))

interface Rounds {
  times: number[]
  changed: number
}

/** Milliseconds of each round of a what-if over an organisation of 600 schools that is gone again afterwards. */
async function whatIfRounds(
  database: Database,
  criteria: readonly Criterion[],
  categories: readonly Category[],
): Promise<{ ofCriteria: Rounds; ofCategories: Rounds }> {
  const ofCriteria: Rounds = { times: [], changed: 0 }
  const ofCategories: Rounds = { times: [], changed: 0 }
  await asSystem(database, async (db) => {
    const { id } = await db
      .insertInto('organisations')
      .values({ name: 'Benchmark', kind: 'local authority' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`
      INSERT INTO organisation_schools (organisation_id, urn, source)
      SELECT ${id}::uuid, urn, 'hand' FROM schools WHERE status = 'Open' ORDER BY la_code, urn LIMIT ${SCHOOLS_OF_AN_AUTHORITY}`.execute(
      db,
    )
    const asked = {
      scope: { kind: 'organisation' as const, organisationId: id },
      asAt: AS_AT,
      only: null,
    }
    for (let round = 0; round <= ROUNDS; round++) {
      const began = performance.now()
      const outcome = await whatIf(db, { ...asked, before: criteria, after: changedOf(criteria) })
      for (const { pairs } of outcome.changed)
        for (const pair of pairs)
          if (pair.after?.sentence === '') throw new Error('an answer without a sentence')
      const between = performance.now()
      const tried = await whatIfCategories(db, { ...asked, before: categories, after: changedOf(categories) })
      if (tried.moved.some(({ is }) => is.sentence === '')) throw new Error('a proposal without a sentence')
      ofCriteria.changed = outcome.changed.length
      ofCategories.changed = tried.moved.length
      if (round === 0) continue
      ofCriteria.times.push(between - began)
      ofCategories.times.push(performance.now() - between)
    }
    throw new Undone()
  }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error
  })
  return { ofCriteria, ofCategories }
}

export async function run(report: (line: string) => void): Promise<Figure[]> {
  const { database, close } = await nationalDatabase(report)
  try {
    const criteriaOf = async (id: string): Promise<NamedCriterion[]> => {
      const reading = await readBuiltInPack(id, VOCABULARY)
      if (!reading?.pack) throw new Error(`The pack ${id} cannot be read`)
      return reading.pack.criteria.map((criterion) => ({ name: `${id}: ${criterion.id}`, criterion }))
    }
    const onePack = [{ name: LONG.id, criterion: LONG }, ...(await criteriaOf('leaders-of-education'))]
    const all = [
      ...(await criteriaOf('leaders-of-education')),
      ...(await criteriaOf('county-challenge')),
      ...NATIONAL_TESTS.map((criterion) => ({ name: criterion.id, criterion })),
    ]
    const pack = await measure(database, 'one pack', onePack, report)
    const whole = await measure(database, 'all', all, report)

    const county = await readBuiltInPack('county-challenge', VOCABULARY)
    const tried = await whatIfRounds(
      database,
      [...onePack, ...(await criteriaOf('county-challenge'))].map(({ criterion }) => criterion),
      county?.pack?.categories ?? [],
    )
    for (const [what, { times }] of Object.entries(tried))
      report(`what-if ${what}: ${times.map(Math.round).join(', ')} ms`)

    const stretches = await asSystem(database, (db) =>
      sql<Stretch>`SELECT DISTINCT source, year FROM medians_by_area ORDER BY year, source`.execute(db),
    )
    const newest = Math.max(...stretches.rows.map(({ year }) => year))
    const ofAYear = stretches.rows.filter(({ year }) => year === newest)
    const medians = async (of: readonly Stretch[]) => {
      const began = performance.now()
      await recomputeMedians(database, of)
      return (performance.now() - began) / 1_000
    }
    const ofYear = [await medians(ofAYear), await medians(ofAYear), await medians(ofAYear)]
    const ofAll = await medians(stretches.rows)
    report(
      `medians: ${ofYear.map((s) => s.toFixed(2)).join(', ')} s for a year, ${ofAll.toFixed(1)} s for all`,
    )

    const limited = (what: string, value: number, unit: string, limit: number, counts = true): Figure => ({
      what,
      value: Math.round(value * 1_000) / 1_000,
      unit,
      limit: `at most ${limit} ${unit}`,
      holds: counts ? value <= limit : null,
    })
    const told = (what: string, value: number, unit: string): Figure => ({
      what,
      value: Math.round(value * 1_000) / 1_000,
      unit,
      limit: '',
      holds: null,
    })
    const isNational = pack.schools >= 23_000
    const schools = `${pack.schools.toLocaleString('en-GB')} open schools`
    return [
      limited(
        `${onePack.length} criteria over ${schools}, a sentence and evidence for each met or unknown`,
        pack.explained,
        's',
        2,
        isNational,
      ),
      limited(
        'the same against one sequential scan that hands over the figures it needs',
        pack.explained / pack.scan,
        '×',
        3,
      ),
      told('answers made', pack.answers, 'answers'),
      told('of these met or unknown, each with its sentence and evidence', pack.shown, 'answers'),
      told('figures that the criteria need', pack.figures, 'figures'),
      told('the sequential scan', pack.scan, 's'),
      told('a scan that only counts those figures', pack.count, 's'),
      told('the criteria against the scan that only counts', pack.explained / pack.count, '×'),
      limited(
        `${all.length} criteria (both packs and every national test) over ${schools} and ${NATIONAL.years} years`,
        whole.answered,
        's',
        3,
        isNational,
      ),
      told('answers made', whole.answers, 'answers'),
      told('the same with a sentence and evidence for each met or unknown', whole.explained, 's'),
      told('of these met or unknown', whole.shown, 'answers'),
      limited(
        `what-if on ${SCHOOLS_OF_AN_AUTHORITY} schools: the criteria of both packs as they are and with other thresholds`,
        middle(tried.ofCriteria.times),
        'ms',
        200,
      ),
      told(
        'schools that the other thresholds change, each with its sentences',
        tried.ofCriteria.changed,
        'schools',
      ),
      limited(
        `the same of the categories of a pack, tried in their order`,
        middle(tried.ofCategories.times),
        'ms',
        200,
      ),
      told('schools that would be in another category', tried.ofCategories.changed, 'schools'),
      limited(`medians of all measures of one year (${ofAYear.length} sources)`, middle(ofYear), 's', 2),
      told(`medians of all years (${stretches.rows.length} sources and years)`, ofAll, 's'),
    ]
  } finally {
    await close()
  }
}

interface Measured {
  schools: number
  answers: number
  shown: number
  figures: number
  /** Seconds: every answer; with sentences and evidence; the sequential scan, handed over or only counted. */
  answered: number
  explained: number
  scan: number
  count: number
}

async function measure(
  database: Database,
  called: string,
  criteria: readonly NamedCriterion[],
  report: (line: string) => void,
): Promise<Measured> {
  const inRound = <T>(work: (db: Db) => Promise<T>) => asSystem(database, work, { readOnly: true })
  const found = { schools: 0, answers: 0, shown: 0, figures: 0 }
  let years = { ks2: 0, ks4: 0, any: 0 }
  const runOnce = async (explain: boolean): Promise<number> => {
    const began = performance.now()
    await inRound(async (db) => {
      const asked = { criteria, scope: { kind: 'england' }, asAt: AS_AT, year: null, own: true } as const
      const ran = await runCriteria(db, asked)
      found.schools = ran.schools.length
      years = ran.years
      found.answers = 0
      found.shown = 0
      for (const result of ran.results) {
        found.answers++
        if (result.answer !== 'not met' && (!explain || result.sentence !== '')) found.shown++
      }
    })
    return performance.now() - began
  }
  const times: Record<'answered' | 'explained' | 'scan' | 'count', number[]> = {
    answered: [],
    explained: [],
    scan: [],
    count: [],
  }
  for (let round = 0; round <= ROUNDS; round++) {
    const answered = await runOnce(false)
    const explained = await runOnce(true)
    const read = async (handOver: boolean) => {
      const began = performance.now()
      const figures = await inRound((db) => scan(db, criteria, years, handOver))
      if (found.figures !== 0 && found.figures !== figures)
        throw new Error('two scans find different figures')
      found.figures = figures
      return performance.now() - began
    }
    const scanned = await read(true)
    const counted = await read(false)
    report(
      `${called}, round ${round}: ${Math.round(answered)} ms for ${found.answers} answers, ${Math.round(explained)} ms with ${found.shown} sentences; scan ${Math.round(scanned)} ms for ${found.figures} figures, ${Math.round(counted)} ms where they are only counted`,
    )
    // The first round warms both sides.
    if (round === 0) continue
    times.answered.push(answered)
    times.explained.push(explained)
    times.scan.push(scanned)
    times.count.push(counted)
  }
  return {
    ...found,
    answered: middle(times.answered) / 1_000,
    explained: middle(times.explained) / 1_000,
    scan: middle(times.scan) / 1_000,
    count: middle(times.count) / 1_000,
  }
}

/**
 * One sequential scan of the evidence for the figures the criteria need: handed to this process as rows, as the
 * plainest programme would read them, or only counted where they stand. Returns how many figures there are.
 */
async function scan(
  db: Db,
  criteria: readonly NamedCriterion[],
  years: Record<Criterion['stage'], number>,
  handOver: boolean,
): Promise<number> {
  const asked = criteria.map(({ criterion }) => ({ criterion, year: years[criterion.stage] }))
  const places = new Map<string, number[]>()
  for (const [code, all] of neededFor(asked, nationalTest).figures)
    for (const year of all) {
      const { source, place } = placeOf(measureOf(code))
      const key = `source = ${source} AND year = ${year}`
      places.set(key, [...(places.get(key) ?? []), place])
    }
  const each = (take: (figures: string) => string) =>
    sql.raw(
      `CASE ${[...places]
        .map(([where, all]) => `WHEN ${where} THEN ${take(all.map((p) => `figures[${p}]`).join(', '))}`)
        .join(' ')} END`,
    )
  await sql`SET LOCAL enable_indexscan = off`.execute(db)
  await sql`SET LOCAL enable_indexonlyscan = off`.execute(db)
  await sql`SET LOCAL enable_bitmapscan = off`.execute(db)
  await sql`SET LOCAL max_parallel_workers_per_gather = 0`.execute(db)
  if (!handOver) {
    const { rows } = await sql<{ figures: number }>`
      SELECT sum(${each((figures) => `num_nonnulls(${figures})`)})::integer AS figures, max(urn) FROM observations`.execute(
      db,
    )
    return rows[0]?.figures ?? 0
  }
  const wanted = sql.raw([...places.keys()].map((where) => `(${where})`).join(' OR '))
  const { rows } = await sql<{ figures: (number | null)[] }>`
    SELECT urn, source, year, ${each((figures) => `ARRAY[${figures}]`)} AS figures FROM observations WHERE ${wanted}`.execute(
    db,
  )
  return rows.reduce((sum, { figures }) => sum + figures.filter((figure) => figure !== null).length, 0)
}
