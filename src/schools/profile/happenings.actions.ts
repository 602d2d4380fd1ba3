// Owns putting together all that has happened to a school, for its pages and the data pack. Writes nothing.
import type { Db } from '#platform/database.ts'
import { capital } from '#platform/words.ts'
import { frameworkOf } from '../inspections/frameworks.rules.ts'
import { categoryChanges, kindInWords } from '../inspections/history.rules.ts'
import { inBrief } from '../inspections/show.rules.ts'
import type { Joined } from '../evidence/history.rules.ts'
import { chronologyOf, earlierHappenings, type Happening, type Past } from './chronology.rules.ts'
import {
  groupsOf,
  headChangesOf,
  type Inspection,
  inspectionsOf,
  linksOf,
  livesOf,
  newestFiguresOf,
  type School,
} from './profile.queries.ts'

/**
 * All that has happened to the school with a date, newest first, and to those that merged into it or that it was
 * split from, each under its name.
 */
export async function happeningsOf(
  db: Db,
  school: School,
  urns: readonly number[],
  inspections: readonly Inspection[],
  joined: readonly Joined[] = [],
): Promise<Happening[]> {
  const own = chronologyOf({
    school,
    links: await linksOf(db, school.urn),
    groups: await groupsOf(db, school.urn),
    heads: await headChangesOf(db, school.urn),
    figures: await newestFiguresOf(db, urns),
    inspections: inspectionsIn(inspections, school.urn),
  })
  const earlier = await earlierOf(db, joined, inspections)
  return [...own, ...earlier].toSorted((a, b) => b.on.localeCompare(a.on))
}

/** What is told of earlier schools: opening, closing, inspections. One that this school's own record names is told there. */
async function earlierOf(
  db: Db,
  joined: readonly Joined[],
  own: readonly Inspection[],
): Promise<Happening[]> {
  const urns = joined.map(({ urn }) => urn)
  if (urns.length === 0) return []
  const lives = new Map((await livesOf(db, urns)).map((life) => [life.urn, life]))
  const told = new Set(own.map(({ number, startedOn }) => `${number} ${startedOn}`))
  const inspections = (await inspectionsOf(db, urns)).filter(
    ({ number, startedOn }) => !told.has(`${number} ${startedOn}`),
  )
  return joined.flatMap((school) =>
    earlierHappenings(school, {
      school: lives.get(school.urn) ?? unregistered(school.importId),
      links: [],
      groups: [],
      heads: [],
      figures: [],
      inspections: inspectionsIn(
        inspections.filter(({ urn }) => urn === school.urn),
        school.urn,
      ),
    }),
  )
}

const unregistered = (importId: number): Past['school'] => ({
  opened_on: null,
  opened_reason: null,
  closed_on: null,
  closed_reason: null,
  import_id: importId,
})

/** Inspections of one school as its chronology tells them: a category of concern begins and ends within one school. */
function inspectionsIn(inspections: readonly Inspection[], urn: number): Past['inspections'] {
  const categories = new Map(
    categoryChanges(inspections).map(({ inspection, what, category }) => [
      inspection,
      `${capital(what)} ${category}`,
    ]),
  )
  return inspections.map((i) => ({
    startedOn: i.startedOn,
    what: `${kindInWords(i)}: ${inBrief(i)}`,
    more:
      [
        categories.get(i),
        frameworkOf(i.framework).label,
        i.urnAtTime !== null && i.urnAtTime !== urn ? `inspected as URN ${i.urnAtTime}` : null,
      ]
        .filter(Boolean)
        .join('; ') || null,
    importId: i.importId,
  }))
}
