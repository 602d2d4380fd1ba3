// Owns saying in plain words what an entry of the audit record means, and how much of it somebody may read. Pure.
import type { Action } from '#platform/permissions.ts'

export type Entry = {
  sequence: number
  at: Date
  personName: string | null
  tableName: string
  rowKey: string
  action: string
  old: Record<string, unknown> | null
  new: Record<string, unknown> | null
  reason: string | null
  /** What changed is not for this reader: only that it did, when, and by whom. */
  isWithheld?: boolean
}

// What somebody needs the right to see before the record shows what was in a row: it must not be a way around
// the pages. A table that is not named here shows its contents to nobody.
const readableWith: readonly (readonly [tables: readonly string[], action: Action])[] = [
  [
    [
      'organisations',
      'organisation_schools',
      'areas',
      'area_rules',
      'adopted_packs',
      'people',
      'memberships',
    ],
    'audit.view',
  ],
  [
    [
      'headships',
      'officer_concerns',
      'support_requests',
      'identification_runs',
      'school_years',
      'category_rounds',
      'category_decisions',
      'ratings',
      'notice_settings',
      'school_notices',
    ],
    'identify.view',
  ],
  [
    [
      'supporters',
      'supporter_designations',
      'supporter_expertise',
      'supporter_availability',
      'supporter_checks',
      'supporter_interests',
    ],
    'directory.view',
  ],
  [['needs', 'need_choices'], 'needs.view'],
  [['agreements', 'agreement_days', 'agreement_signatures'], 'agreements.view'],
  [['support_sessions'], 'sessions.view'],
]
const contact = new Set(['email', 'telephone'])

/**
 * The entry as somebody may read it, by what they may do in the whole organisation: without its fields and its
 * reason where they may not see such records; without how to reach a person where they look after neither people
 * nor the directory, as on the pages themselves.
 */
export function readableBy(entry: Entry, may: (action: Action) => boolean): Entry {
  const action = readableWith.find(([tables]) => tables.includes(entry.tableName))?.[1]
  if (!action || !may(action)) return { ...entry, old: null, new: null, reason: null, isWithheld: true }
  if (entry.tableName !== 'people' || may('people.manage') || may('directory.manage')) return entry
  const without = (row: Entry['old']) =>
    row && Object.fromEntries(Object.entries(row).filter(([name]) => !contact.has(name)))
  return { ...entry, old: without(entry.old), new: without(entry.new) }
}

const spoken = (name: string) => name.replaceAll('_', ' ')

// The plural of a table's name made singular, where the rule for it is not just a missing "s".
const things: Record<string, string> = {
  people: 'a person',
  memberships: 'a role',
  organisations: 'the organisation',
  organisation_schools: 'a school of the organisation',
  files: 'a file',
  areas: 'an area',
}

/** What a table's row is called: "a person", "an agreement". */
export function thingOf(tableName: string): string {
  const known = things[tableName]
  if (known) return known
  const words = spoken(tableName)
  const one = words.endsWith('ies')
    ? `${words.slice(0, -3)}y`
    : words.endsWith('sses')
      ? words.slice(0, -2)
      : words.replace(/s$/, '')
  return `${/^[aeiou]/.test(one) ? 'an' : 'a'} ${one}`
}

const verbs: Record<string, string> = { insert: 'added', update: 'changed', delete: 'removed' }

/** "Jo Bloggs changed a person (Sam Example)". Without a person it was the system. */
export function sentenceOf(entry: Entry): string {
  const row = { ...entry.old, ...entry.new }
  const name = [row['name'], row['subject'], row['title'], row['role']].find(
    (one) => typeof one === 'string' && one !== '',
  )
  const what = `${thingOf(entry.tableName)}${typeof name === 'string' ? ` (${name})` : ''}`
  return `${entry.personName ?? 'The system'} ${verbs[entry.action] ?? entry.action} ${what}`
}

const told = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'Empty'
  if (value === true) return 'Yes'
  if (value === false) return 'No'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

// Keys that tell a reader nothing.
const silent = new Set(['id', 'organisation_id', 'version', 'created_at', 'user_id'])

/** Each field that changed, with what it was and what it is; of a new or removed row, every field that says something. */
export function changesOf(entry: Entry): { field: string; before: string; after: string }[] {
  const names = [...new Set([...Object.keys(entry.old ?? {}), ...Object.keys(entry.new ?? {})])]
  return names
    .filter((name) => !silent.has(name))
    .map((name) => ({
      field: spoken(name).replace(/^./, (letter) => letter.toUpperCase()),
      before: told(entry.old?.[name]),
      after: told(entry.new?.[name]),
    }))
    .filter(({ before, after }) => before !== after)
}
