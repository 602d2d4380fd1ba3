// Owns the plan of the county: how many schools of each kind, with which stories, faiths, types, numbers and trusts.
// What becomes of them is county-schools.ts's.

import type { SchoolKind, TypeKey } from './establishment-types.ts'
import type { Place } from './places.ts'
import type { Chance } from './random.ts'
import type { School, Story, Trust } from './schools.ts'

const CHURCH = { code: 'CE98', name: 'Diocese of Orrenchester' }
const CATHOLIC = { code: 'RC98', name: 'Diocese of Wendlestow (rc)' }

export interface Plan {
  kind: SchoolKind
  many: number
  stories: Partial<Record<Story, number>>
}

export const PLANS: readonly Plan[] = [
  { kind: 'nursery', many: 8, stories: { strong: 3 } },
  { kind: 'infant', many: 34, stories: { strong: 6, stuck: 2, falling: 1 } },
  {
    kind: 'junior',
    many: 32,
    stories: { strong: 4, 'long struggle': 3, recovering: 2, falling: 3, stuck: 2 },
  },
  {
    kind: 'primary',
    many: 191,
    stories: { strong: 34, 'long struggle': 12, recovering: 11, falling: 11, stuck: 8 },
  },
  { kind: 'middle-primary', many: 2, stories: { falling: 1 } },
  { kind: 'middle-secondary', many: 2, stories: {} },
  {
    kind: 'secondary',
    many: 34,
    stories: { strong: 7, 'long struggle': 3, recovering: 3, falling: 3, stuck: 2 },
  },
  { kind: 'all-through', many: 4, stories: { strong: 1, stuck: 1 } },
  { kind: 'special', many: 13, stories: { strong: 4, falling: 1, stuck: 1 } },
  { kind: 'alternative', many: 6, stories: { strong: 1, stuck: 1 } },
  { kind: 'sixteen-plus', many: 1, stories: {} },
  { kind: 'independent', many: 3, stories: {} },
]

export const FIRST_NUMBER: Readonly<Record<string, number>> = {
  nursery: 1001,
  referral: 1101,
  community: 2001,
  controlled: 3001,
  aided: 3301,
  foundation: 5201,
  secondary: 4001,
  'secondary aided': 4601,
  special: 7001,
  independent: 6001,
}

export const LIFE = {
  opened: null,
  closed: null,
  whyOpened: 'Not applicable',
  whyClosed: 'Not applicable',
  trust: null,
  sponsored: false,
  notice: null,
} as const

export function storiesOf(plan: Plan, luck: Chance): Story[] {
  const stories: Story[] = Object.entries(plan.stories).flatMap(([story, many]) =>
    Array<Story>(many).fill(story as Story),
  )
  while (stories.length < plan.many) stories.push('steady')
  return luck.shuffled(stories)
}

/** Pupils in a usual year group; village primary schools are the small ones whose results are held back. */
export function cohortFor(kind: SchoolKind, place: Place, luck: Chance): number {
  if (kind === 'primary') {
    return place.kind === 'village' ? luck.whole(3, 17) : luck.pick([26, 29, 30, 44, 58, 60])
  }
  const range = COHORTS[kind]
  return range === undefined ? luck.pick([30, 45, 60, 75, 90]) : luck.whole(range[0], range[1])
}

const COHORTS: Partial<Record<SchoolKind, [number, number]>> = {
  nursery: [26, 45],
  'middle-primary': [60, 90],
  'middle-secondary': [75, 120],
  secondary: [95, 280],
  'all-through': [55, 70],
  'sixteen-plus': [260, 300],
  special: [5, 13],
  alternative: [4, 12],
  independent: [8, 22],
}

export interface Faith {
  religion: string
  diocese?: { code: string; name: string }
}

export function faithFor(kind: SchoolKind, place: Place, luck: Chance): Faith {
  if (kind === 'primary' || kind === 'infant') {
    if (luck.happens(place.kind === 'village' ? 0.6 : 0.16))
      return { religion: 'Church of England', diocese: CHURCH }
    if (place.kind !== 'village' && luck.happens(0.14))
      return { religion: 'Roman Catholic', diocese: CATHOLIC }
    if (luck.happens(0.01)) return { religion: 'Methodist' }
  }
  if (kind === 'secondary' && luck.happens(0.12)) return { religion: 'Roman Catholic', diocese: CATHOLIC }
  return { religion: kind === 'independent' ? 'None' : 'Does not apply' }
}

export function faithOf(twin: School): Faith {
  return twin.diocese === null
    ? { religion: twin.religion }
    : { religion: twin.religion, diocese: twin.diocese }
}

export function typeFor(kind: SchoolKind, religion: string, luck: Chance): TypeKey {
  if (kind === 'nursery') return 'nursery'
  if (kind === 'special') return 'special'
  if (kind === 'alternative') return 'referral'
  if (kind === 'independent') return 'independent'
  if (kind === 'sixteen-plus') return 'freeSixteen'
  if (religion === 'Roman Catholic') return 'aided'
  if (religion === 'Church of England') return luck.happens(0.65) ? 'controlled' : 'aided'
  return luck.happens(kind === 'secondary' ? 0.35 : 0.07) ? 'foundation' : 'community'
}

export function numberSeries(kind: SchoolKind, type: TypeKey): string {
  if (
    kind === 'secondary' ||
    kind === 'all-through' ||
    kind === 'middle-secondary' ||
    kind === 'sixteen-plus'
  ) {
    return type === 'aided' ? 'secondary aided' : 'secondary'
  }
  if (kind === 'special') return 'special'
  return FIRST_NUMBER[type] === undefined ? 'community' : type
}

export function trustsOf(): Trust[] {
  const many = [
    'Orrenchester Diocesan Learning Trust',
    'Our Lady of Orren Catholic Academy Trust',
    'Causeway Learning Trust',
    'Ironmoor Schools Trust',
    'Lodewater Academies',
    'The Wendle Partnership Trust',
    'Downs & Vale Multi-Academy Trust',
    'Brightwater Education Trust',
    'Four Rivers Schools Trust',
  ]
  const single = ['Calverstock Academy Trust', 'Tansy Green Academy Trust', 'Estermere High Academy Trust']
  return [...many, ...single].map((name, at) => ({
    uid: (98_001 + at).toString(),
    name,
    kind: at < many.length ? 'Multi-academy trust' : 'Single-academy trust',
    companyNumber: (99_000_001 + at * 7).toString(),
  }))
}

export function siteOf(school: School): string {
  const name = school.lives.at(-1)?.name ?? 'school'
  return `www.${name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z0-9]+/g, '')}.example.org`
}

export function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() - 1)
  return day.toISOString().slice(0, 10)
}

/** Where the school numbered `at` of its kind stands: villages first have one primary school each, then some a second. */
export function placeFor(places: readonly Place[], kind: SchoolKind, at: number, luck: Chance): Place {
  const villages = places.filter((place) => place.kind === 'village')
  const towns = places.filter((place) => place.kind !== 'village')
  if (kind === 'primary' && at < 78) return villages[at % villages.length] as Place
  // The city counts several times: most of its schools are there.
  const weighted = towns.flatMap((place) => (place.kind === 'city' ? Array<Place>(6).fill(place) : [place]))
  return kind === 'secondary' && at < towns.length ? (towns[at] as Place) : luck.pick(weighted)
}
