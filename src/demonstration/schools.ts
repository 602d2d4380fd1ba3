// Owns one invented school: where it stands, whom it serves, and how good it is from year to year.
// It writes no file and knows no county; county-schools.ts and national.ts decide which schools there are.

import { KINDS, type SchoolKind, type TypeKey } from './establishment-types.ts'
import type { PersonName } from './person-names.ts'
import { COUNTY, streetNames, type Place } from './places.ts'
import { chance, type Chance } from './random.ts'

/** How a school's quality moves over the years; what makes criteria, reviews and impact worth showing. */
export type Story = 'steady' | 'strong' | 'long struggle' | 'recovering' | 'falling' | 'stuck'

export interface Trust {
  uid: string
  name: string
  kind: 'Multi-academy trust' | 'Single-academy trust'
  companyNumber: string
}

/** One URN's life. A school may have several, one after another. */
export interface Establishment {
  urn: number
  /** Four-digit number within the authority. */
  estab: number
  name: string
  type: TypeKey
  /** ISO date; null when it opened before the register was kept. */
  opened: string | null
  closed: string | null
  whyOpened: string
  whyClosed: string
  trust: Trust | null
  sponsored: boolean
  /** Not yet open, or about to close. */
  notice: 'proposed to open' | 'proposed to close' | null
}

export interface School {
  /** Number within the run: the key of everything drawn for it. */
  key: number
  kind: SchoolKind
  story: Story
  place: Place
  easting: number
  northing: number
  street: string
  postcode: string
  lsoa: { code: string; name: string }
  msoa: { code: string; name: string }
  ages: [low: number, high: number]
  /** Pupils in a usual year group. */
  cohort: number
  capacity: number
  /** Shares, 0 to 1. */
  disadvantaged: number
  otherLanguage: number
  support: number
  plans: number
  gender: 'Mixed' | 'Boys' | 'Girls'
  religion: string
  diocese: { code: string; name: string } | null
  selective: boolean
  sixthForm: boolean
  nurseryClass: boolean
  federation: { uid: string; name: string } | null
  telephone: string
  site: string
  head: PersonName
  headTitle: string
  /** Latent quality by calendar year of the examinations, in deviations from the national middle. */
  quality(year: number): number
  /** Whose school it is: the county, or one of the national register's invented authorities. */
  authority: Authority
  lives: Establishment[]
}

export interface Authority {
  code: string
  name: string
  gssCode: string
}

export const FIRST_YEAR = 2009
const LAST_YEAR = 2031

export interface SchoolWish {
  key: number
  kind: SchoolKind
  story: Story
  place: Place
  head: PersonName
  /** Small village schools have the suppressed results. */
  cohort?: number
  ages?: [number, number]
  religion?: string
  diocese?: { code: string; name: string }
  selective?: boolean
  gender?: School['gender']
}

/** A school with everything but its lives (URNs), which whoever calls adds. */
export function makeSchool(seed: number, wish: SchoolWish): School {
  const luck = chance(seed, 'school', wish.key)
  const plan = KINDS[wish.kind]
  const cohort = wish.cohort ?? luck.whole(plan.cohort[0], plan.cohort[1])
  const secondary = wish.kind === 'secondary' || wish.kind === 'all-through'
  const sixthForm = wish.kind === 'sixteen-plus' || (secondary && luck.happens(0.6))
  const ages: [number, number] = wish.ages ?? [plan.ages[0], plan.ages[1]]
  if (sixthForm && secondary) ages[1] = 18
  const nurseryClass = ['primary', 'infant'].includes(wish.kind) && luck.happens(0.35)
  if (nurseryClass) ages[0] = 3
  const years = ages[1] - ages[0]
  const reach = wish.place.kind === 'village' ? 500 : wish.place.kind === 'town' ? 1800 : 3500
  const area = luck.whole(0, wish.place.kind === 'village' ? 0 : wish.place.kind === 'town' ? 4 : 12)
  const areaNumber = placeNumber(wish.place) * 14 + area
  const special = wish.kind === 'special' || wish.kind === 'alternative'
  return {
    key: wish.key,
    kind: wish.kind,
    story: wish.story,
    place: wish.place,
    easting: wish.place.easting + luck.whole(-reach, reach),
    northing: wish.place.northing + luck.whole(-reach, reach),
    street: luck.pick(streetNames()),
    postcode: `${wish.place.outward} ${luck.whole(1, 9)}${inward(wish.key)}`,
    lsoa: {
      code: `E0109${(1000 + areaNumber).toString()}`,
      name: `${wish.place.district.name} ${pad3(placeNumber(wish.place))}${'ABCDEFGHJKLMN'[area] ?? 'A'}`,
    },
    msoa: {
      code: `E0209${(9000 + placeNumber(wish.place)).toString()}`,
      name: `${wish.place.district.name} ${pad3(placeNumber(wish.place))}`,
    },
    ages,
    cohort,
    capacity: Math.ceil((cohort * years * 1.12) / 5) * 5,
    disadvantaged: within(
      wish.place.hardship * Math.exp(luck.normal(0, 0.35)) * (special ? 1.6 : 1) * (wish.selective ? 0.3 : 1),
      0.02,
      0.75,
    ),
    otherLanguage: within(Math.exp(luck.normal(wish.place.kind === 'village' ? -4 : -2.4, 0.8)), 0, 0.7),
    support: special ? 0.02 : within(luck.normal(0.145, 0.04), 0.04, 0.34),
    plans: special ? 0.97 : within(luck.normal(0.03, 0.015), 0, 0.1),
    gender: wish.gender ?? 'Mixed',
    religion: wish.religion ?? 'Does not apply',
    diocese: wish.diocese ?? null,
    selective: wish.selective ?? false,
    sixthForm,
    nurseryClass,
    federation: null,
    telephone: `01632960${pad3(wish.key % 1000)}`,
    site: '',
    head: wish.head,
    headTitle: headTitle(luck, cohort),
    quality: qualityOver(luck, wish.story),
    authority: { code: COUNTY.laCode, name: COUNTY.name, gssCode: COUNTY.gssCode },
    lives: [],
  }
}

/** The establishment that was open on a day, or null. A closing day still counts as open. */
export function openOn(school: School, day: string): Establishment | null {
  return (
    school.lives.find(
      (life) =>
        life.notice !== 'proposed to open' &&
        (life.opened === null || life.opened <= day) &&
        (life.closed === null || life.closed >= day),
    ) ?? null
  )
}

/** Pupils on roll in the school year that ends in `year`; wanders a little, never above capacity by much. */
export function pupilsIn(seed: number, school: School, year: number): number {
  const luck = chance(seed, 'roll', school.key, year)
  const usual = school.cohort * (school.ages[1] - school.ages[0]) * 0.98
  const drift = 1 + 0.08 * Math.sin(school.key + year / 3)
  return Math.max(6, Math.round(usual * drift + luck.normal(0, Math.sqrt(usual) * 0.3)))
}

/** Pupils who sit an examination in `year`. */
export function cohortIn(seed: number, school: School, year: number): number {
  const luck = chance(seed, 'cohort', school.key, year)
  return Math.max(
    1,
    Math.round(school.cohort * (1 + 0.06 * Math.sin(school.key + year)) + luck.normal(0, 1.6)),
  )
}

function qualityOver(luck: Chance, story: Story): (year: number) => number {
  const middle = {
    steady: 0.1,
    strong: 1.35,
    'long struggle': -1.75,
    recovering: -1.6,
    falling: 0.5,
    stuck: -1,
  }[story]
  const base = luck.normal(middle, story === 'steady' ? 0.75 : 0.25)
  const turn = luck.whole(2016, 2019)
  const values: number[] = []
  let drift = 0
  for (let year = FIRST_YEAR - 1; year <= LAST_YEAR; year += 1) {
    drift = drift * 0.85 + luck.normal(0, story === 'strong' ? 0.12 : 0.22)
    let pull = 0
    if (story === 'recovering' && year > turn) pull = Math.min(2.3, (year - turn) * 0.5)
    if (story === 'falling' && year > turn) pull = -Math.min(2.2, (year - turn) * 0.4)
    if (story === 'long struggle' && year > 2022) pull = 0.5
    values.push(base + drift + pull)
  }
  return (year) => values[Math.min(values.length - 1, Math.max(0, year - FIRST_YEAR + 1))] ?? base
}

function headTitle(luck: Chance, cohort: number): string {
  if (luck.happens(0.05)) return luck.pick(['Acting Headteacher', 'Interim Headteacher'])
  if (cohort < 12 && luck.happens(0.4)) return 'Executive Headteacher'
  return luck.pick(['Headteacher', 'Headteacher', 'Headteacher', 'Headteacher', 'Head Teacher', 'Principal'])
}

const INWARD = 'ABDEFGHJLNPQRSTUWXYZ'
function inward(key: number): string {
  return `${INWARD[key % 20] ?? 'A'}${INWARD[Math.floor(key / 20) % 20] ?? 'A'}`
}

function placeNumber(place: Place): number {
  return Number(place.wardCode.slice(-3))
}

function pad3(value: number): string {
  return value.toString().padStart(3, '0')
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}

export function laEstab(school: School, life: Establishment): string {
  return `${school.authority.code}${life.estab}`
}
