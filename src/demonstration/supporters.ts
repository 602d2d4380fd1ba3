// Owns the county's supporters: whose they are, what they hold and offer, and the few whose consent or check has run
// out, so that a shortlist has somebody to rule out. Awarding bodies as in sources 001 §2.1 and 002.

import type { SupporterEntry } from '#src/directory/supporters.rules.ts'
import type { Phase } from '#src/directory/vocabulary.rules.ts'
import { daysAfter } from './inspections.ts'
import { emailOf, fullName, type PersonName } from './person-names.ts'
import { COUNTY } from './places.ts'
import { portraitOf } from './portraits.ts'
import { chance, type Chance } from './random.ts'
import type { Establishment, School } from './schools.ts'

/** A school that is open, with the URN it goes by now. */
export interface Standing {
  school: School
  life: Establishment
}

interface Designating {
  name: string
  body: string
  post: 'head' | 'leader' | 'governor'
  many: number
}

const DESIGNATIONS: readonly Designating[] = [
  {
    name: 'National leader of education',
    body: 'National College for School Leadership',
    post: 'head',
    many: 6,
  },
  {
    name: 'Local leader of education',
    body: 'National College for School Leadership',
    post: 'head',
    many: 13,
  },
  { name: 'Professional partner', body: 'National College for School Leadership', post: 'head', many: 4 },
  {
    name: 'Specialist leader of education',
    body: 'Brightwater Teaching School Hub',
    post: 'leader',
    many: 9,
  },
  { name: 'Advanced skills teacher', body: `${COUNTY.name} County Council`, post: 'leader', many: 4 },
  { name: 'Leading teacher', body: `${COUNTY.name} County Council`, post: 'leader', many: 3 },
  {
    name: 'National leader of governance',
    body: 'National College for School Leadership',
    post: 'governor',
    many: 3,
  },
]

const THEMES: Readonly<Record<Designating['post'], readonly string[]>> = {
  head: [
    'Leadership and management',
    "A new head's first years",
    'Quality of teaching and learning',
    'Behaviour and attendance',
    'Assessment and tracking',
    'Special needs and vulnerable groups',
  ],
  leader: [
    'English',
    'Mathematics',
    'Early years',
    'Special needs and vulnerable groups',
    'Leadership and management',
    'Quality of teaching and learning',
    'Assessment and tracking',
    'Behaviour and attendance',
  ],
  governor: ['Governance'],
}

/** About forty supporters at strong schools, a few of them paused by circumstance: consent run out, a check out of date. */
export function supportersOf(
  seed: number,
  today: string,
  standing: readonly Standing[],
  take: () => PersonName,
): SupporterEntry[] {
  const luck = chance(seed, 'supporters')
  const homes = luck.shuffled(standing.filter(({ school }) => school.story === 'strong'))
  const entries: SupporterEntry[] = []
  let at = 0
  for (const designating of DESIGNATIONS) {
    for (let number = 0; number < designating.many; number += 1) {
      const home = homes[at % homes.length] as Standing
      // Heads support as themselves; a head holds one post only, so the second round at a school is a deputy's.
      const isHead = designating.post === 'head' && at < homes.length
      const name = isHead ? home.school.head : take()
      entries.push(supporterOf(chance(seed, 'supporter', at), today, home, name, designating, isHead))
      at += 1
    }
  }
  return entries
}

function supporterOf(
  luck: Chance,
  today: string,
  home: Standing,
  name: PersonName,
  designating: Designating,
  isHead: boolean,
): SupporterEntry {
  const { school, life } = home
  const since = daysAfter(today, -luck.whole(200, 1900))
  const ended = luck.happens(0.06)
  const themes = luck
    .shuffled(THEMES[designating.post])
    .slice(0, designating.post === 'governor' ? 1 : luck.whole(2, 3))
  const year = Number(today.slice(0, 4)) - (today.slice(5) < '09-01' ? 1 : 0)
  // Next year as well, so that in summer, too, there is somebody for a need that begins in autumn.
  const academicYears = [year, year + 1].map(
    (first) => `${first}-${((first + 1) % 100).toString().padStart(2, '0')}`,
  )
  const days = designating.post === 'leader' ? [4, 8] : [6, 14]
  const stale = luck.happens(0.1)
  const portrait = portraitOf(luck, school, themes, designating.name)
  const post =
    designating.post === 'governor'
      ? 'Chair of Governors'
      : isHead
        ? school.headTitle
        : designating.post === 'head'
          ? 'Deputy Headteacher'
          : luck.pick(['Assistant Headteacher', 'Subject Leader', 'Deputy Headteacher', 'Phase Leader'])
  return {
    name: fullName(name),
    email: emailOf(name, school.site.split('.')[1] ?? 'school'),
    telephone: `07700 900${luck.whole(0, 999).toString().padStart(3, '0')}`,
    homeUrn: life.urn,
    post,
    phases: phasesFor(school),
    designations: [
      {
        designation: designating.name,
        awardingBody: designating.body,
        from: since,
        until: ended
          ? daysAfter(today, -luck.whole(10, 90))
          : luck.happens(0.5)
            ? daysAfter(today, luck.whole(150, 900))
            : null,
        review: daysAfter(today, luck.whole(-40, 400)),
        state: ended ? 'ended' : luck.happens(0.08) ? 'under review' : 'in force',
      },
    ],
    expertise: themes.map((theme) => ({ theme, restsOn: portrait.restsOn(theme) })),
    ownStrengths: portrait.own,
    schoolStrengths: portrait.school,
    wherePrepared: portrait.where,
    waysOfWorking: luck.pick([
      'Alongside the head, mostly in person',
      'Coaching, with my own staff joining in',
      'Short visits close together, then fortnightly',
      'One fixed day a week',
    ]),
    availability: (['autumn', 'spring', 'summer'] as const).flatMap((term) => {
      const halfDays = luck.whole(days[0] as number, days[1] as number)
      return academicYears.map((academicYear) => ({ academicYear, term, halfDays }))
    }),
    outreachDay:
      designating.name === 'Advanced skills teacher'
        ? luck.pick(['Tuesday', 'Wednesday', 'Thursday'] as const)
        : null,
    travelLimitKm: luck.happens(0.12) ? null : luck.pick([15, 20, 25, 30, 40, 60]),
    checks: [
      {
        kind: 'DBS',
        checkedOn: daysAfter(today, -luck.whole(100, 900)),
        expiresOn: daysAfter(today, stale ? -luck.whole(5, 60) : luck.whole(120, 900)),
      },
      {
        kind: 'safeguarding training',
        checkedOn: daysAfter(today, -luck.whole(30, 330)),
        expiresOn: daysAfter(today, luck.whole(30, 500)),
      },
    ],
    consent: luck.happens(0.07)
      ? null
      : {
          by:
            isHead || designating.post === 'governor'
              ? `Chair of Governors, ${life.name}`
              : fullName(school.head),
          from: `${year}-09-01`,
          until: luck.happens(0.08) ? daysAfter(today, -12) : `${year + 2}-08-31`,
        },
    interests: [],
    lastConfirmedOn: luck.happens(0.15) ? null : daysAfter(today, -luck.whole(3, 260)),
  }
}

function phasesFor(school: School): Phase[] {
  switch (school.kind) {
    case 'nursery':
      return ['early years']
    case 'infant':
      return ['early years', 'primary']
    case 'secondary':
      return school.sixthForm ? ['secondary', 'post-16'] : ['secondary']
    case 'middle-secondary':
      return ['primary', 'secondary']
    case 'all-through':
      return ['primary', 'secondary']
    case 'sixteen-plus':
      return ['post-16']
    case 'special':
    case 'alternative':
      return ['special']
    default:
      return school.ages[0] <= 4 ? ['early years', 'primary'] : ['primary']
  }
}
