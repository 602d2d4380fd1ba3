// Owns what the list of groups can be asked for, and how a group's schools and their inspections are counted.
// Which group a school belongs to is worked out in the database (migration 0120).
import { showDate } from '#platform/dates.ts'
import { plain } from '../register/search.rules.ts'
import { frameworkOf, isGrade } from '../inspections/frameworks.rules.ts'
import { inBrief, type ShownInspection } from '../inspections/show.rules.ts'

/** Every part of the list's address; '' where nothing is asked. */
export type GroupQuery = Record<'q' | 'whose' | 'kind' | 'size' | 'sort' | 'page', string>
export const queryNames: readonly (keyof GroupQuery)[] = ['q', 'whose', 'kind', 'size', 'sort', 'page']

export const sorts = {
  name: 'Name',
  kind: 'Kind',
  ours: 'Our schools',
  schools: 'Schools',
  pupils: 'Pupils',
} as const
export type Sort = keyof typeof sorts

/** The order asked for: '-schools' is schools, most first. Anything else is by name. */
export function sortOf(asked: string): { by: Sort; descending: boolean } {
  const by = Object.keys(sorts).find((name) => name === asked.replace(/^-/, ''))
  return { by: (by ?? 'name') as Sort, descending: by !== undefined && asked.startsWith('-') }
}

export type GroupSearch =
  | { kind: 'none' }
  | { kind: 'number'; number: string }
  | { kind: 'words'; words: string[] }

/** Understands a search: a number (GIAS group or company), else words. */
export function searchOf(typed: string): GroupSearch {
  const text = typed.trim().slice(0, 100)
  if (/^\d{2,8}$/.test(text)) return { kind: 'number', number: text }
  const words = plain(text).split(' ').filter(Boolean).slice(0, 8)
  return words.length === 0 ? { kind: 'none' } : { kind: 'words', words }
}

export type MemberState = 'member' | 'left' | 'closed'
export type GroupSchool = {
  urn: number
  /** Null where the register does not hold the school. */
  name: string | null
  phase: string | null
  laName: string | null
  pupils: number | null
  state: MemberState
  sinceOn: string | null
  lastOn: string | null
  untilOn: string | null
  closedOn: string | null
  inspection: (ShownInspection & { startedOn: string }) | null
}

export type PhaseRow = { phase: string; schools: number; pupils: number; pupilsKnown: number }

/** Schools and pupils by phase, most schools first; pupils only of schools whose number is known. */
export function phasesOf(schools: readonly GroupSchool[]): PhaseRow[] {
  const rows = new Map<string, PhaseRow>()
  for (const { name: school, phase, pupils } of schools) {
    const name = school === null ? 'Not in the register held' : (phase ?? 'Not said')
    const row = rows.get(name) ?? { phase: name, schools: 0, pupils: 0, pupilsKnown: 0 }
    row.schools += 1
    if (pupils !== null) {
      row.pupils += pupils
      row.pupilsKnown += 1
    }
    rows.set(name, row)
  }
  return [...rows.values()].sort((a, b) => b.schools - a.schools || a.phase.localeCompare(b.phase))
}

export type OutcomeRow = { framework: string; outcome: string; schools: number }

/**
 * How many schools stand where after their latest inspection: by framework, newest first, and by the outcome
 * in that framework's own words, best first. Nothing is converted or added up across frameworks.
 */
export function outcomesOf(schools: readonly GroupSchool[]): OutcomeRow[] {
  const rows = new Map<string, OutcomeRow & { from: string; rank: number }>()
  for (const { inspection } of schools) {
    if (!inspection) continue
    const framework = frameworkOf(inspection.framework)
    const { overall } = inspection.judgements
    const outcome = inBrief(inspection)
    const key = `${framework.code}|${outcome}`
    const rank =
      (overall !== undefined && isGrade(framework, overall) ? framework.scale.indexOf(overall) : 9) +
      (inspection.category === null ? 0 : 10)
    const row = rows.get(key) ?? {
      framework: framework.label,
      outcome,
      schools: 0,
      from: framework.from,
      rank,
    }
    row.schools += 1
    rows.set(key, row)
  }
  return [...rows.values()]
    .sort((a, b) => b.from.localeCompare(a.from) || a.rank - b.rank || a.outcome.localeCompare(b.outcome))
    .map(({ framework, outcome, schools: count }) => ({ framework, outcome, schools: count }))
}

/** How many pupils, and of how many schools where not all are known: "4,210 in 11 of 12 schools". Null where none is known. */
export function showPupils(pupils: number, known: number, schools: number): string | null {
  if (known === 0) return null
  const number = pupils.toLocaleString('en-GB')
  return known === schools ? number : `${number} in ${known} of ${schools} schools`
}

/** What became of a school's belonging, in a few words. */
export function showState(school: GroupSchool): string {
  if (school.state === 'closed')
    return `School closed${school.closedOn ? ` on ${showDate(school.closedOn)}` : ''}`
  if (school.state === 'left')
    return school.untilOn ? `No longer named in the file of ${showDate(school.untilOn)}` : 'No longer named'
  return 'Belongs now'
}
