// Owns what a supporter's entry is, as plain values: designations, expertise, days offered, checks, consent;
// when each is in force; and how two versions of an entry differ. Does not own who may see it.
import { isAcademicYear, showDays } from './days.rules.ts'
import { type Phase } from './vocabulary.rules.ts'

export const supporterStates = ['active', 'paused', 'archived'] as const
export type SupporterState = (typeof supporterStates)[number]
/** From state to state; '' is before the entry is made. The database holds the same table. */
export const supporterChanges: readonly (readonly ['' | SupporterState, SupporterState])[] = [
  ['', 'active'],
  ['active', 'paused'],
  ['paused', 'active'],
  ['active', 'archived'],
  ['paused', 'archived'],
  ['archived', 'active'],
]

export const designationStates = ['in force', 'under review', 'ended'] as const
export type DesignationState = (typeof designationStates)[number]
export type Designation = {
  designation: string
  awardingBody: string | null
  from: string
  /** The last day; null when it has no end. */
  until: string | null
  review: string | null
  state: DesignationState
}
export type Expertise = { theme: string; restsOn: string | null }
export const terms = ['autumn', 'spring', 'summer'] as const
/** Half days offered in a term, or in the whole academic year when the term is ''. */
export type Availability = { academicYear: string; term: '' | (typeof terms)[number]; halfDays: number }
export const checkKinds = ['DBS', 'safeguarding training'] as const
export type Check = { kind: (typeof checkKinds)[number]; checkedOn: string; expiresOn: string | null }
/** The home school's head agrees to release the supporter; always with an end. */
export type Consent = { by: string; from: string | null; until: string }
export const interestKinds = ['governor', 'declared interest'] as const
export type Interest = { urn: number; kind: (typeof interestKinds)[number]; note: string | null }
export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const
export type Weekday = (typeof weekdays)[number]

/** The whole entry. Dates are civil dates; null is "not said". */
export type SupporterEntry = {
  name: string
  email: string | null
  telephone: string | null
  homeUrn: number | null
  post: string | null
  phases: readonly Phase[]
  designations: readonly Designation[]
  expertise: readonly Expertise[]
  ownStrengths: string | null
  schoolStrengths: string | null
  wherePrepared: string | null
  waysOfWorking: string | null
  availability: readonly Availability[]
  outreachDay: Weekday | null
  /** Whole kilometres from the home school; null when the supporter set no limit. */
  travelLimitKm: number | null
  checks: readonly Check[]
  consent: Consent | null
  interests: readonly Interest[]
  lastConfirmedOn: string | null
}

export const emptyEntry: SupporterEntry = {
  name: '',
  email: null,
  telephone: null,
  homeUrn: null,
  post: null,
  phases: [],
  designations: [],
  expertise: [],
  ownStrengths: null,
  schoolStrengths: null,
  wherePrepared: null,
  waysOfWorking: null,
  availability: [],
  outreachDay: null,
  travelLimitKm: null,
  checks: [],
  consent: null,
  interests: [],
  lastConfirmedOn: null,
}

/** Whether the period covers every day from `from` to `until`; an end of null is no end. */
export const covers = (
  period: { from: string | null; until: string | null },
  from: string,
  until: string,
): boolean =>
  (period.from === null || period.from <= from) && (period.until === null || until <= period.until)

/** The state of a designation on a day: its own state, and ended after its last day. */
export const designationStateOn = (designation: Designation, today: string): DesignationState =>
  designation.state !== 'ended' && designation.until !== null && designation.until < today
    ? 'ended'
    : designation.state

/** Half days offered in an academic year; null when nothing was said about it (not nought). */
export function offeredIn(availability: readonly Availability[], academicYear: string): number | null {
  const rows = availability.filter((row) => row.academicYear === academicYear)
  return rows.length === 0 ? null : rows.reduce((sum, row) => sum + row.halfDays, 0)
}

/** The faults of an entry that no form field can show alone; empty when there are none. */
export function faultsOf(entry: SupporterEntry): string[] {
  const faults: string[] = []
  if (!entry.name.trim()) faults.push('There is no name')
  for (const { designation, from, until } of entry.designations)
    if (until !== null && until < from) faults.push(`The designation "${designation}" ends before it begins`)
  if (entry.consent?.from && entry.consent.until < entry.consent.from)
    faults.push("The home head's consent ends before it begins")
  for (const { kind, checkedOn, expiresOn } of entry.checks)
    if (expiresOn !== null && expiresOn < checkedOn) faults.push(`The ${kind} ends before it was done`)
  for (const { academicYear } of entry.availability)
    if (!isAcademicYear(academicYear))
      faults.push(`"${academicYear}" is not an academic year such as 2026-27`)
  if (new Set(entry.designations.map(keyOfDesignation)).size < entry.designations.length)
    faults.push('The same designation with the same first day is there twice')
  return faults
}
export const keyOfDesignation = ({ designation, from }: Designation): string => `${designation}|${from}`

/** Why the directory may not give somebody this email address; null when it may. An address that somebody signs in with is an administrator's to change. */
export const whyNotEmail = (
  record: { hasAccount: boolean; entry: { email: string | null } },
  email: string | null,
): string | null =>
  record.hasAccount && record.entry.email?.toLowerCase() !== email?.toLowerCase()
    ? 'This person signs in with their email address. Ask an administrator to change it.'
    : null

/** How an address names a designation of an entry: its first day and its name. */
export const addressKeyOf = ({ designation, from }: Designation): string =>
  `${from}-${keyOfText(designation)}`
/** A text as part of a name or an address: lower case, letters and figures, joined by hyphens. */
export const keyOfText = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

export type EntryField = { name: string; label: string; text: string }

const list = (items: readonly string[]) => items.toSorted().join('; ')
/** The entry as labelled lines of text, always the same ones in the same order: for comparing two versions. */
export function fieldsOf(entry: SupporterEntry): EntryField[] {
  const { consent } = entry
  return [
    { name: 'name', label: 'Name', text: entry.name },
    { name: 'email', label: 'Email', text: entry.email ?? '' },
    { name: 'telephone', label: 'Telephone', text: entry.telephone ?? '' },
    {
      name: 'homeUrn',
      label: 'Home school (URN)',
      text: entry.homeUrn === null ? '' : String(entry.homeUrn),
    },
    { name: 'post', label: 'Post', text: entry.post ?? '' },
    { name: 'phases', label: 'Phases', text: list(entry.phases) },
    {
      name: 'designations',
      label: 'Designations',
      text: list(
        entry.designations.map(
          (one) =>
            `${one.designation}, ${one.awardingBody ?? 'awarding body not said'}, from ${one.from}${one.until ? ` to ${one.until}` : ''}${one.review ? `, review ${one.review}` : ''}, ${one.state}`,
        ),
      ),
    },
    {
      name: 'expertise',
      label: 'Expertise',
      text: list(entry.expertise.map(({ theme, restsOn }) => (restsOn ? `${theme} (${restsOn})` : theme))),
    },
    { name: 'ownStrengths', label: 'Own strengths', text: entry.ownStrengths ?? '' },
    { name: 'schoolStrengths', label: "School's strengths", text: entry.schoolStrengths ?? '' },
    { name: 'wherePrepared', label: 'Where prepared to go', text: entry.wherePrepared ?? '' },
    { name: 'waysOfWorking', label: 'Ways of working', text: entry.waysOfWorking ?? '' },
    {
      name: 'availability',
      label: 'Days offered',
      text: list(
        entry.availability.map(
          ({ academicYear, term, halfDays }) =>
            `${academicYear}${term ? ` ${term}` : ''}: ${showDays(halfDays)}`,
        ),
      ),
    },
    { name: 'outreachDay', label: 'Regular outreach day', text: entry.outreachDay ?? '' },
    {
      name: 'travelLimitKm',
      label: 'Travel limit',
      text: entry.travelLimitKm === null ? '' : `${entry.travelLimitKm} km`,
    },
    {
      name: 'checks',
      label: 'Checks',
      text: list(
        entry.checks.map(
          ({ kind, checkedOn, expiresOn }) => `${kind} ${checkedOn}${expiresOn ? ` until ${expiresOn}` : ''}`,
        ),
      ),
    },
    {
      name: 'consent',
      label: "Home head's consent",
      text: consent
        ? `by ${consent.by}${consent.from ? ` from ${consent.from}` : ''} until ${consent.until}`
        : '',
    },
    {
      name: 'interests',
      label: 'Declared interests',
      text: list(
        entry.interests.map(({ urn, kind, note }) => `${kind} at ${urn}${note ? ` (${note})` : ''}`),
      ),
    },
    { name: 'lastConfirmedOn', label: 'Last confirmed', text: entry.lastConfirmedOn ?? '' },
  ]
}

/** What differs between two entries, by label; empty when they say the same. */
export function differences(before: SupporterEntry, after: SupporterEntry): string[] {
  const old = fieldsOf(before)
  return fieldsOf(after).flatMap(({ label, text }, at) => (old[at]!.text === text ? [] : [label]))
}

/** Lower case, without accents or punctuation: what search by words compares. */
export const searchable = (...texts: (string | null)[]): string =>
  texts
    .filter((text) => text !== null)
    .join(' ')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** The words of a search. Each is looked for on its own, so more than anybody types would only cost time. */
export const searchWords = (typed: string): string[] =>
  searchable(typed.slice(0, 200)).split(' ').filter(Boolean).slice(0, 12)
