// Owns what has happened to a school, as one dated list: openings and closures, the schools before and after it,
// groups it joined, inspections, the newest figures. Undated things have no place in it.
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import { academicYear, type Source } from '../evidence/measures.rules.ts'

export type Happening = {
  /** ISO date. */
  on: string
  what: string
  more: string | null
  /** The import it is known from; null where that is not known. */
  importId: number | null
  /** What happened to the school, to one that came before it, or only to what is held of it. */
  about: 'school' | 'earlier school' | 'figures'
}

export type Past = {
  school: {
    opened_on: string | null
    opened_reason: string | null
    closed_on: string | null
    closed_reason: string | null
    import_id: number
  }
  links: readonly { urn: number; type: string; name: string | null; on: string | null; importId: number }[]
  groups: readonly { name: string; kind: string | null; joinedOn: string | null; importId: number }[]
  inspections: readonly {
    startedOn: string
    what: string
    more: string | null
    importId: number
  }[]
  /** Changes of the head's name in the register, between the dates of two of its files. */
  heads: readonly {
    before: string
    after: string
    between: string | null
    and: string | null
    importId: number
  }[]
  /** The newest year of each source of figures, and the day its file was brought in. */
  figures: readonly { source: Source; year: number; on: string; importId: number }[]
}

/** The register's stand-in for a day of opening that nobody knows. */
const unknownOpening = '1900-01-01'

/** All that is known with a date, newest first; on one day in the order of the lists above. */
export function chronologyOf(past: Past): Happening[] {
  const { school } = past
  const at = (
    on: string | null,
    what: string,
    more: string | null,
    importId: number | null,
    about: Happening['about'] = 'school',
  ): Happening[] => (on === null || on === unknownOpening ? [] : [{ on, what, more, importId, about }])
  return [
    ...at(school.opened_on, 'Opened', school.opened_reason, school.import_id),
    ...at(school.closed_on, 'Closed', school.closed_reason, school.import_id),
    ...past.links.flatMap((link) =>
      at(link.on, linkInWords(link.type, link.name ?? 'another school'), `URN ${link.urn}`, link.importId),
    ),
    ...past.groups.flatMap((group) => at(group.joinedOn, `Joined ${group.name}`, group.kind, group.importId)),
    ...past.inspections.flatMap((i) => at(i.startedOn, i.what, i.more, i.importId)),
    ...past.heads.flatMap((head) =>
      at(
        head.and,
        `The register names another head: ${head.after}, before ${head.before}`,
        head.between === null ? null : `At some time after ${showDate(head.between)}`,
        head.importId,
      ),
    ),
    ...past.figures.flatMap(({ source, year, on, importId }) =>
      at(
        on,
        `Newest figures held: ${source}, ${academicYear(year)}`,
        'The day the file was brought in',
        importId,
        'figures',
      ),
    ),
  ].toSorted((a, b) => b.on.localeCompare(a.on))
}

/** What happened to a school that merged into this one or that it was split from: each under that school's name. */
export const earlierHappenings = (
  school: { urn: number; name: string | null; cutOn: string | null; undated: boolean },
  past: Past,
): Happening[] =>
  chronologyOf(past)
    .filter(({ on }) => !school.undated && (school.cutOn === null || on <= school.cutOn))
    .map((one) => ({
      ...one,
      what: `${school.name ?? `URN ${school.urn}`}: ${one.what}`,
      more: [`URN ${school.urn}, before this school`, one.more].filter(Boolean).join('; '),
      about: 'earlier school' as const,
    }))

/** A link of the register as a sentence. Kinds we do not know stay in its words. */
export function linkInWords(type: string, name: string): string {
  const kind = type.toLowerCase()
  const how = / - (.+)$/.exec(kind)?.[1]
  const more = how ? ` (${how})` : ''
  if (kind.startsWith('predecessor')) return `Took the place of ${name}${more}`
  if (kind.startsWith('successor')) return `${name} took its place${more}`
  return `${capital(type)}: ${name}`
}
