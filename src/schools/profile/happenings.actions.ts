// Owns putting together all that has happened to a school, for its pages and the data pack. Writes nothing.
import type { Db } from '#platform/database.ts'
import { capital } from '#platform/words.ts'
import { frameworkOf } from '../inspections/frameworks.rules.ts'
import { categoryChanges, kindInWords } from '../inspections/history.rules.ts'
import { inBrief } from '../inspections/show.rules.ts'
import { chronologyOf, type Happening } from './chronology.rules.ts'
import {
  groupsOf,
  headChangesOf,
  type Inspection,
  linksOf,
  newestFiguresOf,
  type School,
} from './profile.queries.ts'

/** All that has happened to the school with a date, newest first. */
export async function happeningsOf(
  db: Db,
  school: School,
  urns: readonly number[],
  inspections: readonly Inspection[],
): Promise<Happening[]> {
  const categories = new Map(
    categoryChanges(inspections).map(({ inspection, what, category }) => [
      inspection,
      `${capital(what)} ${category}`,
    ]),
  )
  return chronologyOf({
    school,
    links: await linksOf(db, school.urn),
    groups: await groupsOf(db, school.urn),
    heads: await headChangesOf(db, school.urn),
    figures: await newestFiguresOf(db, urns),
    inspections: inspections.map((i) => ({
      startedOn: i.startedOn,
      what: `${kindInWords(i)}: ${inBrief(i)}`,
      more:
        [
          categories.get(i),
          frameworkOf(i.framework).label,
          i.urnAtTime !== null && i.urnAtTime !== school.urn ? `inspected as URN ${i.urnAtTime}` : null,
        ]
          .filter(Boolean)
          .join('; ') || null,
      importId: i.importId,
    })),
  })
}
