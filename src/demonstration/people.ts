// Owns what ordinary imports cannot bring to the demonstration county, as plain data for whoever loads it: the people
// of every role, supporters, headships, officers' concerns, schools' requests and a few needs. It writes nothing.
// All invented; words ours. Awarding bodies and rates as in sources 001 §2.1 and 002.

import type { SupporterEntry } from '#src/directory/supporters.rules.ts'
import type { Phase } from '#src/directory/vocabulary.rules.ts'
import type { Role } from '#platform/permissions.ts'
import { buildCounty, type County } from './county-schools.ts'
import { KINDS } from './establishment-types.ts'
import { daysAfter } from './inspections.ts'
import { emailOf, fullName, people, type PersonName } from './person-names.ts'
import { COUNTY, type District } from './places.ts'
import { chance } from './random.ts'
import { openOn, type School } from './schools.ts'
import { couldHelp, fewDaysAt, supportOf, type SupportRecord } from './support.ts'
import { supportersOf, type Standing } from './supporters.ts'

export type PersonaScope =
  | { kind: 'organisation' }
  | { kind: 'district'; code: string; name: string }
  | { kind: 'school'; urn: number }
  | { kind: 'own' }

/** Somebody to sign in as: one for each built-in role. */
export interface Persona {
  role: Role
  name: string
  email: string
  post: string
  scope: PersonaScope
  /** What this person sees first, in a line for the page of personas. */
  about: string
}

export interface HeadshipRecord {
  urn: number
  name: string
  kind: 'substantive' | 'acting' | 'interim' | 'executive'
  /** Civil date of the first day. */
  from: string
  /** Null where the office does not know whether it is a first headship. */
  firstHeadship: boolean | null
}

export interface ConcernRecord {
  urn: number
  on: string
  kind: 'at risk' | 'needs support'
  by: Role
  reason: string
}

export interface RequestRecord {
  urn: number
  on: string
  /** The words of the school's head or chair. */
  reason: string
  themes: readonly string[]
}

export interface NeedRecord {
  urn: number
  comesFrom: 'criterion' | 'plan objective' | 'review' | 'school request' | 'officer'
  reason: string
  themes: readonly string[]
  phase: Phase
  designations: readonly string[]
  halfDays: number
  startsOn: string
  endsOn: string
  waysOfWorking: string | null
  notSameTown: boolean
}

export interface CountyPeople {
  organisation: {
    name: string
    kind: 'local authority'
    laCode: string
    districts: { code: string; name: string }[]
  }
  personas: Persona[]
  supporters: SupporterEntry[]
  headships: HeadshipRecord[]
  concerns: ConcernRecord[]
  requests: RequestRecord[]
  needs: NeedRecord[]
  /** Agreements that have been proposed by now, and how far each has come. */
  support: SupportRecord[]
}

const MAIL = 'orrenshire'

/** The people of the county for a seed and a day. The schools are those of `generateCounty` with the same two. */
export function countyPeople(seed: number, today: string): CountyPeople {
  const county = buildCounty(seed, today)
  const standing = county.schools.flatMap((school): Standing[] => {
    const life = openOn(school, today)
    return life === null || school.kind === 'independent' ? [] : [{ school, life }]
  })
  const heads = new Set(county.schools.map((school) => fullName(school.head)))
  const free = people(seed, 'officers and supporters', 140).filter((name) => !heads.has(fullName(name)))
  const take = (): PersonName => {
    const name = free.shift()
    if (name === undefined) throw new Error('No name left.')
    return name
  }
  const supporters = supportersOf(seed, today, standing, take)
  const headships = headshipsOf(seed, today, standing)
  const districts = [...new Set(county.places.map((place) => place.district))]
  const personas = personasOf(districts, standing, supporters, today, take)
  const needs = needsOf(county, today, standing)
  const taken = [
    ...needs.map(({ urn }) => urn),
    ...personas.flatMap(({ scope }) => ('urn' in scope ? [scope.urn] : [])),
  ]
  const persona = personas.find(({ role }) => role === 'supporter')?.email ?? ''
  return {
    organisation: {
      name: `${COUNTY.name} County Council`,
      kind: 'local authority',
      laCode: COUNTY.laCode,
      districts: districts.map(({ code, name }) => ({ code, name })),
    },
    personas,
    supporters,
    headships,
    ...troublesOf(seed, today, standing),
    needs,
    support: supportOf(seed, today, standing, supporters, { district: districts[0]!.code, taken, persona }),
  }
}

function personasOf(
  districts: readonly District[],
  standing: readonly Standing[],
  supporters: readonly SupporterEntry[],
  today: string,
  take: () => PersonName,
): Persona[] {
  const whole: PersonaScope = { kind: 'organisation' }
  const [first, second] = districts as [District, District]
  const district: PersonaScope = { kind: 'district', code: first.code, name: first.name }
  const other: PersonaScope = { kind: 'district', code: second.code, name: second.name }
  const troubled =
    standing.find(({ school }) => school.story === 'long struggle' && school.place.district === first) ??
    standing.find(({ school }) => school.story === 'long struggle')
  const local = supporters.filter((entry) =>
    entry.designations.some((held) => held.designation === 'Local leader of education'),
  )
  // Whoever follows the main job as these people must be able to: the supporter could help the head's school.
  const supporter =
    local.find((entry) => troubled && couldHelp(entry, troubled, standing, fewDaysAt(troubled, today))) ??
    local[0]
  if (troubled === undefined || supporter === undefined)
    throw new Error('The county has nobody to help or to be helped.')
  const atSchool: PersonaScope = { kind: 'school', urn: troubled.life.urn }
  const invented = (role: Role, post: string, scope: PersonaScope, about: string): Persona => {
    const name = take()
    return { role, name: fullName(name), email: emailOf(name, MAIL), post, scope, about }
  }
  const head = troubled.school.head
  return [
    invented(
      'director',
      'Director for Children and Learning',
      whole,
      'Signs for the county; sees how the programme is going.',
    ),
    invented(
      'head of standards',
      'Head of Standards and School Improvement',
      whole,
      'Approves what support costs; hears of vacancies first.',
    ),
    invented(
      'lead adviser',
      `Lead Adviser, ${first.name}`,
      district,
      'Confirms categories, brokers support, ends what does not work.',
    ),
    invented(
      'adviser',
      `School Improvement Adviser, ${first.name}`,
      district,
      'Works with a dozen schools and writes what changed.',
    ),
    invented('commissioner', 'Commissioning Manager', whole, 'Buys support and keeps the terms in order.'),
    invented(
      'leadership adviser',
      'Leadership and Governance Adviser',
      whole,
      'Headteacher appointments, induction and performance.',
    ),
    invented(
      'business support officer',
      'Business Support Officer',
      whole,
      'Keeps the directory of supporters and where they are.',
    ),
    invented('administrator', 'Programme Administrator', whole, 'Meetings, letters and papers.'),
    invented('finance officer', 'Finance Officer, Schools', whole, 'Funds, claims and the monthly sheets.'),
    invented(
      'network coordinator',
      `Coordinator, ${second.name} Learning Network`,
      other,
      'Runs a local network of schools.',
    ),
    {
      role: 'supporter',
      name: supporter.name,
      email: supporter.email ?? '',
      post: supporter.post ?? '',
      scope: { kind: 'own' },
      about: 'A head who helps other schools.',
    },
    {
      role: 'headteacher',
      name: fullName(head),
      email: emailOf(head, troubled.school.site.split('.')[1] ?? 'school'),
      post: `${troubled.school.headTitle}, ${troubled.life.name}`,
      scope: atSchool,
      about: 'Leads a school that is being helped.',
    },
    invented(
      'chair of governors',
      `Chair of Governors, ${troubled.life.name}`,
      atSchool,
      'Holds the same school to account.',
    ),
    invented('governor', `Governor, ${troubled.life.name}`, atSchool, 'Reads what governors are sent.'),
    invented(
      'partner-agency member',
      'Early Help Manager, partner agency',
      other,
      'Joins a team around a school.',
    ),
    invented(
      'scrutiny member',
      'County Councillor, scrutiny committee',
      whole,
      'Sees outcomes, not casework.',
    ),
    invented('system administrator', 'Systems Administrator', whole, 'Accounts, imports and packs.'),
  ]
}

function headshipsOf(seed: number, today: string, standing: readonly Standing[]): HeadshipRecord[] {
  return standing
    .filter(({ life }) => life.notice !== 'proposed to open')
    .map(({ school, life }) => {
      const luck = chance(seed, 'headship', school.key)
      const weak = school.quality(Number(today.slice(0, 4))) < -0.8
      // About one head in seven came within two years: more of them where a school struggles.
      const fresh = luck.happens(weak ? 0.35 : 0.12)
      const years = fresh ? luck.unit() * 2 : 2 + luck.unit() * 11
      const month = luck.pick(['01-01', '04-15', '09-01', '09-01', '09-01'])
      const year = Number(today.slice(0, 4)) - Math.floor(years)
      const from = `${year}-${month}` > today ? `${year - 1}-${month}` : `${year}-${month}`
      const title = school.headTitle.toLowerCase()
      return {
        urn: life.urn,
        name: fullName(school.head),
        kind: title.startsWith('acting')
          ? 'acting'
          : title.startsWith('interim')
            ? 'interim'
            : title.startsWith('executive')
              ? 'executive'
              : 'substantive',
        from,
        firstHeadship: luck.happens(0.08) ? null : luck.happens(fresh ? 0.7 : 0.45),
      }
    })
}

const WORRIES: readonly string[] = [
  'Three teachers have left since September and two classes have had supply staff all term.',
  'Behaviour at lunchtime and in two year groups is taking up most of the leaders’ day.',
  'Reading in the youngest classes has not recovered, and the plan for it has no dates.',
  'The governing body has four vacancies and has not met its own review of progress.',
  'Attendance has fallen for three terms; first-day calls are not yet reliable.',
  'The budget will not balance next year without a change in how classes are staffed.',
]

const WISHES: readonly [string, string][] = [
  ['We would welcome a partner for our new mathematics leader.', 'Mathematics'],
  ['As a first-time head I should like somebody to think with, for a year.', "A new head's first years"],
  ['Our early years team wants to see strong practice in a school like ours.', 'Early years'],
  ['We need help to make sense of our own assessments before the spring.', 'Assessment and tracking'],
  [
    'Two leaders of special needs have gone; we would like to borrow experience.',
    'Special needs and vulnerable groups',
  ],
]

function troublesOf(
  seed: number,
  today: string,
  standing: readonly Standing[],
): Pick<CountyPeople, 'concerns' | 'requests'> {
  const luck = chance(seed, 'troubles')
  const year = Number(today.slice(0, 4))
  const weak = luck.shuffled(
    standing.filter(({ school }) => school.quality(year) < -0.7 && school.lives.length > 0),
  )
  const rest = luck.shuffled(standing.filter(({ school }) => school.story === 'steady'))
  const concerns = WORRIES.flatMap((reason, at): ConcernRecord[] => {
    const found = weak[at]
    if (found === undefined) return []
    return [
      {
        urn: found.life.urn,
        on: daysAfter(today, -luck.whole(5, 120)),
        kind: at % 2 === 0 ? 'at risk' : 'needs support',
        by: at % 3 === 0 ? 'lead adviser' : 'adviser',
        reason,
      },
    ]
  })
  const requests = WISHES.flatMap(([reason, theme], at): RequestRecord[] => {
    const found = rest[at]
    return found === undefined
      ? []
      : [{ urn: found.life.urn, on: daysAfter(today, -luck.whole(2, 60)), reason, themes: [theme] }]
  })
  return { concerns, requests }
}

/** Needs that are already open when the county is first looked at. */
function needsOf(county: County, today: string, standing: readonly Standing[]): NeedRecord[] {
  const luck = chance(county.seed, 'needs')
  const pick = (kinds: readonly School['kind'][]): Standing | undefined =>
    luck.shuffled(
      standing.filter(
        ({ school }) =>
          kinds.includes(school.kind) && ['long struggle', 'falling', 'stuck'].includes(school.story),
      ),
    )[0]
  const wanted: [readonly School['kind'][], Omit<NeedRecord, 'urn' | 'startsOn' | 'endsOn'>][] = [
    [
      ['primary'],
      {
        comesFrom: 'criterion',
        reason: 'Results in reading, writing and mathematics have been low for several years.',
        themes: ['Leadership and management', 'English'],
        phase: 'primary',
        designations: ['National leader of education', 'Local leader of education'],
        halfDays: 24,
        waysOfWorking: 'Alongside the head, one day a fortnight',
        notSameTown: false,
      },
    ],
    [
      ['junior'],
      {
        comesFrom: 'review',
        reason: 'The progress review asked for a partner in mathematics.',
        themes: ['Mathematics'],
        phase: 'primary',
        designations: [],
        halfDays: 10,
        waysOfWorking: null,
        notSameTown: false,
      },
    ],
    [
      ['secondary'],
      {
        comesFrom: 'officer',
        reason: 'Heads of department need somebody to plan with.',
        themes: ['Leadership and management', 'Quality of teaching and learning'],
        phase: 'secondary',
        designations: ['Specialist leader of education'],
        halfDays: 12,
        waysOfWorking: 'Half days after lunch',
        notSameTown: true,
      },
    ],
    [
      ['special', 'alternative'],
      {
        comesFrom: 'school request',
        reason: 'The school would like to compare its curriculum with another’s.',
        themes: ['Quality of teaching and learning'],
        phase: 'special',
        designations: [],
        halfDays: 6,
        waysOfWorking: null,
        notSameTown: false,
      },
    ],
  ]
  return wanted.flatMap(([kinds, need]) => {
    const found = pick(kinds)
    if (found === undefined || !(KINDS[found.school.kind].keyStage2 || KINDS[found.school.kind].keyStage4))
      return []
    return [
      { ...need, urn: found.life.urn, startsOn: daysAfter(today, 14), endsOn: daysAfter(today, 14 + 180) },
    ]
  })
}
