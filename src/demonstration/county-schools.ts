// Owns which schools the demonstration county has and what became of them: conversions, sponsors, amalgamations,
// mergers, a split, closures, new schools, trusts and federations. It writes no file.

import {
  cohortFor,
  dayBefore,
  faithFor,
  faithOf,
  FIRST_NUMBER,
  LIFE,
  numberSeries,
  placeFor,
  PLANS,
  siteOf,
  storiesOf,
  trustsOf,
  typeFor,
} from './county-plan.ts'
import type { SchoolKind, TypeKey } from './establishment-types.ts'
import { people } from './person-names.ts'
import { placesOfTheCounty, type Place } from './places.ts'
import { chance, type Chance } from './random.ts'
import { nameBook, stemFor, type NameBook } from './school-names.ts'
import { federate } from './federations.ts'
import {
  makeSchool,
  openOn,
  type Establishment,
  type School,
  type SchoolWish,
  type Story,
  type Trust,
} from './schools.ts'

/** One line of the register's links file: what `urn` says of `linkUrn`. */
export interface Link {
  urn: number
  linkUrn: number
  linkName: string
  linkType: string
  /** ISO date, or null where the register has none. */
  established: string | null
}

export interface County {
  seed: number
  today: string
  places: Place[]
  schools: School[]
  links: Link[]
  trusts: Trust[]
}

/**
 * URNs of the demonstration: 900001–949999. Real ones are six digits and have so far been given out from 100000 to
 * about 152000 (and 401000–402999 in Wales), so none is met by chance. national.ts uses 700001–799999.
 */
export const COUNTY_URNS = { first: 900_001, firstLater: 930_001, last: 949_999 } as const

/** The whole county for a seed, as it stands on `today` (ISO date); nothing in it happens after that day. */
export function buildCounty(seed: number, today: string): County {
  const builder = new CountyBuilder(seed, today)
  builder.originals()
  builder.events()
  return builder.county()
}

interface Happening {
  date: string
  apply: (urn: number) => void
}

class CountyBuilder {
  readonly seed: number
  readonly today: string
  private readonly places = placesOfTheCounty()
  private readonly schools: School[] = []
  private readonly links: Link[] = []
  private readonly names: NameBook = nameBook()
  private readonly numbers = new Map<string, number>()
  private readonly heads
  private readonly trusts: Trust[]
  private happenings: Happening[] = []
  private stems = new Map<School, string>()

  constructor(seed: number, today: string) {
    this.seed = seed
    this.today = today
    this.heads = people(seed, 'heads', 420)
    this.trusts = trustsOf()
  }

  county(): County {
    federate(this.schools, this.today)
    for (const school of this.schools) school.site = siteOf(school)
    const { seed, today, places, schools, links, trusts } = this
    return { seed, today, places, schools, links, trusts }
  }

  originals(): void {
    for (const plan of PLANS) {
      const stories = storiesOf(plan, chance(this.seed, 'stories', plan.kind))
      for (let at = 0; at < plan.many; at += 1) {
        const story = stories[at] ?? 'steady'
        const twin =
          plan.kind === 'junior' ? this.schools.filter((school) => school.kind === 'infant')[at] : undefined
        this.original(plan.kind, at, story, twin)
      }
    }
  }

  private original(kind: SchoolKind, at: number, story: Story, twin: School | undefined): void {
    const luck = chance(this.seed, 'original', kind, at)
    const place = twin?.place ?? placeFor(this.places, kind, at, luck)
    const faith = twin === undefined ? faithFor(kind, place, luck) : faithOf(twin)
    const type = typeFor(kind, faith.religion, luck)
    const wish: SchoolWish = {
      key: this.schools.length,
      kind,
      story,
      place,
      head: this.headFor(this.schools.length),
      religion: faith.religion,
      // A junior school takes over the infants of its twin.
      cohort: twin?.cohort ?? cohortFor(kind, place, luck),
      ...(faith.diocese === undefined ? {} : { diocese: faith.diocese }),
      ...(kind === 'secondary' && at < 2 ? { selective: true } : {}),
      ...(kind === 'secondary' && at === 4 ? { gender: 'Girls' as const } : {}),
      ...(kind === 'secondary' && at === 5 ? { gender: 'Boys' as const } : {}),
    }
    const school = makeSchool(this.seed, wish)
    const naming = { kind, type, place, religion: faith.religion }
    const stem = twin === undefined ? undefined : this.stems.get(twin)
    if (kind === 'infant') this.stems.set(school, stemFor(luck, naming, 9))
    const own = stem ?? this.stems.get(school)
    const name = this.nameWith(luck, naming, own)
    school.lives.push({
      ...LIFE,
      urn: COUNTY_URNS.first + 100 + this.schools.length,
      estab: this.number(numberSeries(kind, type)),
      name,
      type,
      opened: luck.happens(0.2) ? `${luck.whole(1996, 2008)}-09-01` : null,
    })
    this.schools.push(school)
  }

  private nameWith(luck: Chance, naming: Parameters<typeof stemFor>[1], stem: string | undefined): string {
    if (stem === undefined) return this.names.nameFor(luck, naming)
    try {
      return this.names.nameFor(luck, { ...naming, stem })
    } catch {
      return this.names.nameFor(luck, {
        ...naming,
        stem: `${naming.place.name} ${stem}`,
      })
    }
  }

  /** Everything that changes a URN is first collected, then given URNs in the order of its date, as the register does. */
  events(): void {
    this.amalgamations()
    this.mergersAndClosures()
    this.split()
    this.academies()
    this.newSchools()
    const happened = this.happenings.filter((event) => event.date <= this.today)
    happened.sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0))
    happened.forEach((event, at) => event.apply(COUNTY_URNS.firstLater + at))
  }

  private amalgamations(): void {
    const infants = this.schools.filter((school) => school.kind === 'infant')
    const juniors = this.schools.filter((school) => school.kind === 'junior')
    for (let pair = 0; pair < 8; pair += 1) {
      const infant = infants[pair * 3 + 1]
      const junior = juniors[pair * 3 + 1]
      if (infant === undefined || junior === undefined) continue
      const date = `${2011 + pair + (pair > 3 ? 3 : 0)}-09-01`
      this.happenings.push({
        date,
        apply: (urn) => {
          const primary = this.born(junior, 'primary', date, urn, 'Result of Amalgamation', junior.cohort)
          for (const former of [infant, junior]) {
            this.close(former, date, 'Result of Amalgamation/Merger')
            this.link(primary, former, ['Predecessor - amalgamated', 'Result of Amalgamation'], date)
          }
        },
      })
    }
  }

  private mergersAndClosures(): void {
    const villages = this.schools.filter(
      (school) => school.kind === 'primary' && school.place.kind === 'village',
    )
    const small = villages
      .filter((school) => school.story === 'steady')
      .sort((one, other) => one.cohort - other.cohort)
    for (let at = 0; at < 3; at += 1) {
      const closing = small[at * 2]
      const staying = villages.find(
        (school) => school.place.district === closing?.place.district && !small.slice(0, 14).includes(school),
      )
      if (closing === undefined || staying === undefined) continue
      const date = `${2013 + at * 4}-08-31`
      this.happenings.push({
        date,
        apply: () => {
          this.close(closing, date, 'Result of Amalgamation/Merger')
          this.link(staying, closing, ['Predecessor - merged', 'Successor - merged'], date)
        },
      })
    }
    for (let at = 0; at < 6; at += 1) {
      const closing = small[at * 2 + 1]
      const date = `${2012 + at * 2}-08-31`
      if (closing !== undefined) {
        this.happenings.push({ date, apply: () => this.close(closing, date, 'Closure') })
      }
    }
    const last = small[13]?.lives[0]
    if (last !== undefined) last.notice = 'proposed to close'
  }

  private split(): void {
    const whole = this.schools.find((school) => school.kind === 'all-through' && school.story === 'steady')
    if (whole === undefined) return
    const date = '2017-09-01'
    for (const kind of ['primary', 'secondary'] as const) {
      this.happenings.push({
        date,
        apply: (urn) => {
          const part = this.born(whole, kind, date, urn, 'Split school', whole.cohort)
          this.close(whole, date, 'Split school')
          this.link(part, whole, ['Predecessor - Split School', 'Successor - Split School'], date)
        },
      })
    }
  }

  private academies(): void {
    for (const school of this.schools) {
      const luck = chance(this.seed, 'academy', school.key)
      const weak = ['long struggle', 'stuck', 'recovering', 'falling'].includes(school.story)
      const older =
        school.kind === 'secondary' || school.kind === 'all-through' || school.kind === 'middle-secondary'
      const sponsored =
        weak && (older || school.kind === 'primary' || school.kind === 'junior') && luck.happens(0.4)
      const converts = luck.happens(
        older ? 0.75 : school.kind === 'special' || school.kind === 'alternative' ? 0.35 : 0.24,
      )
      if (['nursery', 'independent', 'sixteen-plus', 'infant'].includes(school.kind)) continue
      if (!sponsored && !converts) continue
      const year = luck.whole(sponsored ? 2013 : 2011, 2025)
      const month = luck.pick(sponsored ? ['09', '01', '04'] : ['02', '04', '06', '08', '09', '11', '12'])
      this.happenings.push({
        date: `${year}-${month}-01`,
        apply: (urn) => this.become(school, urn, `${year}-${month}-01`, sponsored, luck),
      })
    }
  }

  private become(school: School, urn: number, date: string, sponsored: boolean, luck: Chance): void {
    const before = openOn(school, date)
    if (
      before === null ||
      before.notice !== null ||
      before.type === 'sponsored' ||
      before.type === 'converter'
    )
      return
    const type: TypeKey =
      school.kind === 'special'
        ? 'specialConverter'
        : school.kind === 'alternative'
          ? 'alternativeConverter'
          : sponsored
            ? 'sponsored'
            : 'converter'
    before.closed = dayBefore(date)
    before.whyClosed = sponsored ? 'For Academy' : 'Academy Converter'
    const renamed = sponsored || luck.happens(0.15)
    const after: Establishment = {
      ...LIFE,
      urn,
      estab: sponsored ? this.number(numberSeries(school.kind, 'community')) : before.estab,
      name: renamed
        ? this.nameWith(
            luck,
            { kind: school.kind, type, place: school.place, religion: school.religion },
            undefined,
          )
        : before.name,
      type,
      opened: date,
      whyOpened: sponsored ? 'New Provision' : 'Academy Converter',
      trust: this.trustFor(school, luck),
      sponsored,
    }
    school.lives.push(after)
    this.links.push(
      { urn: before.urn, linkUrn: urn, linkName: after.name, linkType: 'Successor', established: date },
      {
        urn,
        linkUrn: before.urn,
        linkName: before.name,
        linkType: 'Predecessor',
        established: luck.happens(0.3) ? null : date,
      },
    )
  }

  private newSchools(): void {
    const fresh: [SchoolKind, TypeKey, string, Establishment['notice']][] = [
      ['primary', 'free', '2013-09-01', null],
      ['primary', 'free', '2018-09-01', null],
      ['primary', 'free', '2022-09-01', null],
      ['primary', 'free', '2025-09-01', null],
      ['special', 'freeSpecial', '2023-09-01', null],
      ['secondary', 'technical', '2014-09-01', null],
      ['primary', 'free', '', 'proposed to open'],
    ]
    const towns = this.places.filter((place) => place.kind !== 'village')
    fresh.forEach(([kind, type, date, notice], at) => {
      const place = towns[(at * 3) % towns.length] as Place
      this.happenings.push({
        date,
        apply: (urn) => {
          const school = this.makeNew(kind, place, type === 'technical' ? [14, 19] : undefined)
          const luck = chance(this.seed, 'new', at)
          const name = this.nameWith(luck, { kind, type, place, religion: 'Does not apply' }, undefined)
          const opened = notice === null ? date : null
          const trust = this.trustFor(school, luck)
          const estab = this.number(numberSeries(kind, 'community'))
          school.lives.push({
            ...LIFE,
            urn,
            estab,
            name,
            type,
            opened,
            whyOpened: 'New Provision',
            trust,
            notice,
          })
        },
      })
    })
  }

  private makeNew(kind: SchoolKind, place: Place, ages?: [number, number], cohort = 30): School {
    const key = this.schools.length
    const wish: SchoolWish = {
      key,
      kind,
      story: 'steady',
      place,
      head: this.headFor(key),
      cohort: kind === 'special' ? 8 : cohort,
      ...(ages ? { ages } : {}),
    }
    const school = makeSchool(this.seed, wish)
    this.schools.push(school)
    return school
  }

  private born(
    from: School,
    kind: SchoolKind,
    date: string,
    urn: number,
    why: string,
    cohort: number,
  ): School {
    const school = this.makeNew(kind, from.place, undefined, cohort)
    school.religion = from.religion
    school.diocese = from.diocese
    const type = from.lives[0]?.type ?? 'community'
    const luck = chance(this.seed, 'born', school.key)
    const name = this.nameWith(luck, { kind, type, place: from.place, religion: from.religion }, undefined)
    const estab = this.number(numberSeries(kind, type))
    school.lives.push({ ...LIFE, urn, estab, name, type, opened: date, whyOpened: why })
    return school
  }

  private close(school: School, date: string, why: string): void {
    const life = school.lives.at(-1)
    if (life === undefined || life.closed !== null) return
    life.closed = date.endsWith('-01') ? dayBefore(date) : date
    life.whyClosed = why
  }

  private link(later: School, earlier: School, types: [string, string], date: string): void {
    const one = later.lives.findLast((life) => life.opened === null || life.opened <= date)
    const other = earlier.lives.at(-1)
    if (one === undefined || other === undefined) return
    this.links.push(
      { urn: one.urn, linkUrn: other.urn, linkName: other.name, linkType: types[0], established: date },
      { urn: other.urn, linkUrn: one.urn, linkName: one.name, linkType: types[1], established: date },
    )
  }

  private trustFor(school: School, luck: Chance): Trust {
    const [church, catholic, ...others] = this.trusts
    const single = this.trusts.filter((trust) => trust.kind === 'Single-academy trust')
    if (school.religion === 'Roman Catholic' && catholic) return catholic
    if (school.religion === 'Church of England' && church && luck.happens(0.7)) return church
    if (school.kind === 'secondary' && school.story === 'strong' && school.key % 2 === 0) {
      const own = single.find(
        (trust) => !this.schools.some((each) => each.lives.some((life) => life.trust === trust)),
      )
      if (own !== undefined) return own
    }
    return luck.pick(others.filter((trust) => trust.kind === 'Multi-academy trust'))
  }

  private headFor(key: number): (typeof this.heads)[number] {
    return this.heads[key % this.heads.length] as (typeof this.heads)[number]
  }

  private number(series: string): number {
    const next = this.numbers.get(series) ?? FIRST_NUMBER[series] ?? 2001
    this.numbers.set(series, next + 1)
    return next
  }
}
