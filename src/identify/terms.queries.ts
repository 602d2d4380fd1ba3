// The dates of terms: as the organisation keeps them, and as its packs give them where it keeps none.
import { sql } from 'kysely'
import type { Db } from '#platform/database.ts'
import { NO_VOCABULARY } from '#src/packs/pack.rules.ts'
import { adoptedFiles, newestPacks } from '#src/packs/packs.queries.ts'
import { readPack } from '#src/packs/reading.rules.ts'
import {
  type Calendar,
  type DatedTerm,
  type RatingsDue,
  type SchoolYear,
  TERMS,
  termBeginning,
  termOf,
  yearOfDay,
} from './terms.rules.ts'

async function schoolYears(db: Db, academicYear: string | null): Promise<SchoolYear[]> {
  const dates = (term: string) =>
    sql.raw(
      `jsonb_build_object('starts', ${term}_starts, 'ends', ${term}_ends, 'due', ${term}_ratings_due) AS ${term}`,
    )
  const { rows } = await sql<SchoolYear>`
    SELECT academic_year AS "academicYear", version, ${dates('autumn')}, ${dates('spring')}, ${dates('summer')}
    FROM school_years WHERE ${academicYear === null ? sql`true` : sql`academic_year = ${academicYear}`}
    ORDER BY academic_year`.execute(db)
  return rows
}

/** What the organisation of this transaction recorded of a year; null when nothing. */
export async function schoolYear(db: Db, academicYear: string): Promise<SchoolYear | null> {
  return (await schoolYears(db, academicYear))[0] ?? null
}

/** Keeps the dates of a year; false when somebody saved them since `version` was read (0: there were none). */
export async function saveSchoolYear(
  db: Db,
  organisationId: string,
  version: number,
  { academicYear, autumn, spring, summer }: Omit<SchoolYear, 'version'>,
): Promise<boolean> {
  const values = {
    autumn_starts: autumn.starts,
    autumn_ends: autumn.ends,
    autumn_ratings_due: autumn.due,
    spring_starts: spring.starts,
    spring_ends: spring.ends,
    spring_ratings_due: spring.due,
    summer_starts: summer.starts,
    summer_ends: summer.ends,
    summer_ratings_due: summer.due,
  }
  if (version === 0) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('school_years')
      .values({ organisation_id: organisationId, academic_year: academicYear, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }
  const { numUpdatedRows } = await db
    .updateTable('school_years')
    .set((e) => ({ ...values, version: e('version', '+', 1) }))
    .where('academic_year', '=', academicYear)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

/** The organisation's own dates stand before a pack's, year by year; of two packs, those of the one adopted last. */
export async function calendarOf(db: Db): Promise<Calendar> {
  const own = await schoolYears(db, null)
  const terms: DatedTerm[] = []
  const due: RatingsDue[] = []
  for (const year of own)
    for (const term of TERMS) {
      const { academicYear } = year
      const { starts, ends, due: on } = year[term]
      if (starts !== null && ends !== null) terms.push({ academicYear, term, starts, ends })
      if (on !== null) due.push({ academicYear, term, on })
    }
  const isOwn = new Set(terms.map(({ academicYear }) => academicYear))
  const isOwnDue = new Set(due.map(({ academicYear }) => academicYear))
  for (const pack of (await newestPacks(db)).toReversed()) {
    const given = await packDates(db, pack.id)
    for (const { starts, ends } of given.terms) {
      const academicYear = yearOfDay(starts)
      if (isOwn.has(academicYear)) continue
      terms.push({ academicYear, term: termBeginning(starts), starts, ends })
    }
    for (const { starts } of given.terms) isOwn.add(yearOfDay(starts))
    for (const on of given.ratingsDue)
      if (!isOwnDue.has(yearOfDay(on))) due.push({ ...termOf(on, { terms }), on })
    for (const on of given.ratingsDue) isOwnDue.add(yearOfDay(on))
  }
  return { terms: terms.sort((a, b) => a.starts.localeCompare(b.starts)), due }
}

type PackDates = { terms: readonly { starts: string; ends: string }[]; ratingsDue: readonly string[] }

// An adopted version never changes.
const kept = new Map<string, PackDates>()

async function packDates(db: Db, id: string): Promise<PackDates> {
  const known = kept.get(id)
  if (known) return known
  const files = [...((await adoptedFiles(db, id)) ?? [])].filter(([name]) =>
    ['pack.yaml', 'calendar.yaml'].includes(name),
  )
  const { pack } = readPack(new Map(files), NO_VOCABULARY)
  const dates = { terms: pack?.terms ?? [], ratingsDue: pack?.ratingsDue ?? [] }
  kept.set(id, dates)
  return dates
}
