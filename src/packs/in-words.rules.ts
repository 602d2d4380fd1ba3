// A pack as its readers see it: parts, the entries of each, and what is said of an entry, in plain words. The
// page shows this and the comparison compares this, so a change that a reader could see is always told.
import { showDate } from '#platform/dates.ts'
import { showMoney } from '#platform/money.ts'
import type { Action, Answer } from '#platform/permissions.ts'
import { capital } from '#platform/words.ts'
import { type MeasureName, inWords, list } from './conditions.rules.ts'
import type { Pack, Rate } from './pack.rules.ts'

export interface Fact {
  readonly what: string
  readonly says: string
}

export interface Line {
  readonly depth: number
  readonly text: string
}

export interface Entry {
  /** Tells the entry from the others of its part, in every version of the pack. */
  readonly id: string
  readonly name: string
  /** The condition, a line a part; empty where the entry has none. */
  readonly when: readonly Line[]
  readonly facts: readonly Fact[]
}

export interface Part {
  readonly id: string
  readonly title: string
  readonly introduction: string | null
  /** Whether the order of the entries means something. */
  readonly isOrdered: boolean
  readonly layout: 'sections' | 'table'
  readonly entries: readonly Entry[]
}

const STAGES = {
  ks2: 'Schools that teach to the end of key stage 2',
  ks4: 'Schools that teach to the end of key stage 4',
  any: 'Every school',
} as const

/** What each right lets somebody do, to follow "may": the words of a pack's table of roles. */
const RIGHTS: Readonly<Partial<Record<Action, string>>> = {
  'schools.view': 'read schools, results and inspections',
  'imports.manage': 'bring in published files and undo an import',
  'people.view': 'see the organisation’s people',
  'people.manage': 'invite people and give and end roles',
  'organisation.manage': 'change the organisation, its areas and schools',
  'messages.view': 'read the outbox',
  'audit.view': 'read the record of changes',
  'packs.view': 'read programme packs',
  'packs.manage': 'adopt and change programme packs',
  'identify.view': 'read which schools need support',
  'identify.run': 'run the criteria',
  'concerns.raise': 'record a concern about a school',
  'headships.view': 'see who leads a school since when',
  'support.request': 'ask for support for their school',
  'categories.decide': 'decide which category a school is in',
  'categories.manage': 'keep the dates of terms and say what a school sees of its category',
  'categories.release': 'let a school read of its category',
  'ratings.record': 'rate schools',
  'ratings.moderate': 'change ratings and categories in moderation',
  'notices.view': 'read what has been released to a school',
  'directory.view': 'read the directory of supporters',
  'directory.manage': 'look after the directory of supporters',
  'needs.view': 'read needs',
  'needs.manage': 'write and change needs',
  'shortlist.view': 'read shortlists',
  'agreements.view': 'read agreements',
  'agreements.propose': 'propose agreements',
  'agreements.approve': 'approve the cost of an agreement',
  'agreements.sign': 'sign agreements',
  'sessions.view': 'read the running record',
  'sessions.record': 'write in the running record',
}
const ANSWERS: Readonly<Record<Answer, string>> = {
  yes: 'Yes',
  partial: 'In part: they prepare, somebody with the full right signs off',
  no: 'No',
}

/** What somebody with the right may do: 'run the criteria'. */
export const rightInWords = (action: Action): string => RIGHTS[action] ?? action

/** '£400 a day', '£1,000 once', 'What it costs, a day'. */
export const rateInWords = ({ pence, per }: Pick<Rate, 'pence' | 'per'>): string =>
  `${pence === null ? 'What it costs,' : showMoney(pence)} ${per === 'once' ? 'once' : `a ${per}`}`

const fact = (what: string, says: string | null): Fact[] => (says === null ? [] : [{ what, says }])

/** Every part of the pack that says something, in the order in which it is read. */
export function partsOf(pack: Pack, measure: (code: string) => MeasureName): Part[] {
  const nameOf = (all: readonly { readonly id: string; readonly name: string }[], id: string) =>
    all.find((one) => one.id === id)?.name ?? id
  const about = blocksOf(pack.about)
  const parts: Part[] = [
    {
      id: 'about',
      title: 'About',
      introduction: null,
      isOrdered: false,
      layout: 'sections',
      entries: [
        {
          id: pack.id,
          name: pack.name,
          when: [],
          facts: [
            { what: 'Academic year', says: pack.academicYear },
            { what: 'In short', says: pack.summary },
            ...about.map((says, i) => ({ what: `Introduction, paragraph ${i + 1}`, says })),
          ],
        },
      ],
    },
    {
      id: 'criteria',
      title: 'Which schools need support',
      introduction: null,
      isOrdered: false,
      layout: 'sections',
      entries: pack.criteria.map((criterion) => ({
        id: criterion.id,
        name: criterion.name,
        when: inWords(criterion.when, measure),
        facts: [
          { what: 'Asked of', says: STAGES[criterion.stage] },
          ...fact('Results', yearsInWords(criterion.years)),
          { what: 'Where it comes from', says: criterion.source },
        ],
      })),
    },
    {
      id: 'categories',
      title: 'Categories, in the order in which they are tried',
      introduction: 'The first that fits is proposed. A person decides.',
      isOrdered: true,
      layout: 'sections',
      entries: pack.categories.map((category) => ({
        id: category.id,
        name: category.name,
        when: category.when
          ? inWords(category.when, measure)
          : [{ depth: 0, text: 'every school that none of those above fits' }],
        facts: [
          { what: 'Asked of', says: STAGES[category.stage] },
          { what: 'Kind of support', says: nameOf(pack.kindsOfSupport, category.kindOfSupport) },
          {
            what: 'Time',
            says: `At least ${category.minimumDays} ${category.minimumDays === 1 ? 'day' : 'days'}`,
          },
          { what: 'Where it comes from', says: category.source },
        ],
      })),
    },
    {
      id: 'kinds-of-support',
      title: 'Kinds of support',
      introduction: null,
      isOrdered: false,
      layout: 'table',
      entries: pack.kindsOfSupport.map(({ id, name, about: says }) => ({
        id,
        name,
        when: [],
        facts: fact('About', says),
      })),
    },
    {
      id: 'leadership-groups',
      title: 'Leadership groups',
      introduction: null,
      isOrdered: true,
      layout: 'table',
      entries: pack.leadershipGroups.map(({ id, name, about: says, next }) => ({
        id,
        name,
        when: [],
        facts: [{ what: 'How it is known', says }, ...fact('What follows', next)],
      })),
    },
    {
      id: 'designations',
      title: 'Designations',
      introduction: null,
      isOrdered: false,
      layout: 'table',
      entries: pack.designations.map(({ id, name, short, awardingBody }) => ({
        id,
        name,
        when: [],
        facts: [...fact('In short', short), { what: 'Awarding body', says: awardingBody }],
      })),
    },
    {
      id: 'rates',
      title: 'Rates',
      introduction: null,
      isOrdered: false,
      layout: 'table',
      entries: pack.rates.map((rate) => ({
        id: rate.id,
        name: rate.what,
        when: [],
        facts: [
          { what: 'Rate', says: rateInWords(rate) },
          {
            what: 'For',
            says: rate.designations.length
              ? list(rate.designations.map((id) => nameOf(pack.designations, id)))
              : 'Anybody',
          },
          ...fact('Note', rate.note),
        ],
      })),
    },
    {
      id: 'themes',
      title: 'Themes',
      introduction: null,
      isOrdered: false,
      layout: 'table',
      entries: pack.themes.map(({ id, name, group }) => ({
        id,
        name,
        when: [],
        facts: fact('Group', group),
      })),
    },
    {
      id: 'agendas',
      title: 'Agendas',
      introduction: null,
      isOrdered: false,
      layout: 'sections',
      entries: pack.agendas.map(({ id, name, introduction, items }) => ({
        id,
        name,
        when: [],
        facts: [
          ...fact('Before it begins', introduction),
          ...items.map((says, i) => ({ what: `Item ${i + 1}`, says })),
        ],
      })),
    },
    {
      id: 'terms',
      title: 'Terms',
      introduction: null,
      isOrdered: true,
      layout: 'table',
      entries: pack.terms.map(({ id, name, starts, ends }) => ({
        id,
        name,
        when: [],
        facts: [
          { what: 'Begins', says: showDate(starts) },
          { what: 'Ends', says: showDate(ends) },
        ],
      })),
    },
    {
      id: 'deadlines',
      title: 'Dates',
      introduction: null,
      isOrdered: false,
      layout: 'table',
      entries: [
        ...pack.deadlines.map(({ id, what, on, role }) => ({
          id,
          name: what,
          when: [],
          facts: [
            { what: 'By', says: showDate(on) },
            { what: 'Who', says: capital(role) },
          ],
        })),
        ...pack.ratingsDue.map((on) => ({
          id: `ratings-due-${on}`,
          name: 'Ratings of schools are made',
          when: [],
          facts: [
            { what: 'By', says: showDate(on) },
            { what: 'Who', says: 'Adviser' },
          ],
        })),
      ],
    },
    {
      id: 'roles',
      title: 'Roles, where this pack differs from what is built in',
      introduction: null,
      isOrdered: false,
      layout: 'sections',
      entries: pack.roles.map(({ role, called, permissions }) => ({
        id: role,
        name: capital(role),
        when: [],
        facts: [
          ...fact('Called', called),
          ...Object.entries(permissions).map(([action, answer]) => ({
            what: `May ${rightInWords(action as Action)}`,
            says: ANSWERS[answer],
          })),
        ],
      })),
    },
  ]
  return parts.filter(({ entries }) => entries.length > 0)
}

function yearsInWords(years: Pack['criteria'][number]['years']): string | null {
  if (years === null) return null
  if (years.to === null) return `From ${years.from}`
  return years.to === years.from ? String(years.from) : `${years.from} to ${years.to}`
}

/** The paragraphs of about.md, without its marks. */
function blocksOf(about: string | null): string[] {
  if (about === null) return []
  return about
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
}
