// Owns the support that is already going on when the demonstration county is first looked at, as plain data for whoever
// loads it: an agreement that waits for approval, one that waits to be signed, two under way and one completed. All
// invented; words ours. Rates as in source 001 §2.1. It writes nothing.
import { academicYearOf, academicYearsBetween } from '#src/directory/days.rules.ts'
import type { SupporterEntry } from '#src/directory/supporters.rules.ts'
import { type NeedPlace, rulesAgainst } from '#src/brokering/shortlist.rules.ts'
import type { NeedEntry } from '#src/brokering/needs.rules.ts'
import type { AgreementTerms, Party } from '#src/support/agreements.rules.ts'
import type { SessionEntry } from '#src/support/sessions.rules.ts'
import { KINDS } from './establishment-types.ts'
import { daysAfter } from './inspections.ts'
import { emailOf, fullName } from './person-names.ts'
import { chance } from './random.ts'
import type { Standing } from './supporters.ts'

export interface SupportRecord {
  need: NeedEntry
  /** The supporter's e-mail address. */
  supporter: string
  head: { name: string; email: string; post: string }
  terms: AgreementTerms
  /** How far it has come: sent for approval; approved and signed by some; signed by all; completed. */
  reached: 'sent' | 'approved' | 'active' | 'completed'
  signed: readonly Party[]
  sessions: readonly SessionEntry[]
}

interface Story {
  reason: string
  themes: readonly string[]
  comesFrom: NeedEntry['comesFrom']
  halfDays: number
  /** Days from today on which it begins and ends. */
  from: number
  until: number
  objectives: string
  measures: string
  pattern: string
  reached: SupportRecord['reached']
  signed: readonly Party[]
  /** Whether the supporter one can sign in as gives it, where the rules allow. */
  byPersona?: true
  /** What was done and what changed, a fortnight apart from the first day on; null for a session that was missed. */
  sessions: readonly (readonly [done: string, changed: string, actions: string | null] | null)[]
}

const ALL: readonly Party[] = ['supporter', 'receiving head', 'adviser']

const STORIES: readonly Story[] = [
  {
    reason: 'Writing has been below the county’s line for three years.',
    themes: ['English'],
    comesFrom: 'criterion',
    halfDays: 12,
    from: -63,
    until: 120,
    objectives:
      'Every class plans writing from the same sequence, and the English leader checks it each half term.',
    measures: 'Books in each year group in March; the share at the expected standard in July.',
    pattern: 'One day a fortnight',
    reached: 'active',
    signed: ALL,
    sessions: [
      [
        'Walked through all classes with the head and the English leader, and read three books from each.',
        'We agree where writing is strong and which two year groups come first.',
        'The English leader shares the planning sequence with Years 3 and 4.',
      ],
      [
        'Planned a fortnight of writing with the Year 3 and Year 4 teachers.',
        'Both classes begin from the same text; pupils edit their own work.',
        'Visit to the supporter’s school for both teachers.',
      ],
      null,
      [
        'Looked at books with the English leader, who led the conversation with teachers.',
        'The leader now checks books without help; feedback is the same in both classes.',
        'Year 5 joins in January.',
      ],
    ],
  },
  {
    reason: 'A new mathematics leader would like a partner.',
    themes: ['Mathematics'],
    comesFrom: 'school request',
    halfDays: 6,
    from: -35,
    until: 90,
    objectives: 'The mathematics leader can say where teaching is strong and what comes next.',
    measures: 'The leader’s report to governors in the spring.',
    pattern: 'Half a day every other week',
    reached: 'active',
    signed: ALL,
    byPersona: true,
    sessions: [
      [
        'Met the mathematics leader, looked at assessments and visited four lessons together.',
        'The leader has a picture of each year group and three questions to follow.',
        'Questions for pupils, to be asked before the next visit.',
      ],
      [
        'Talked with pupils and went through the answers.',
        'Teaching of calculation is agreed for all years.',
        null,
      ],
    ],
  },
  {
    reason: 'The head is in a first headship and the deputy’s post is vacant.',
    themes: ['Leadership and management'],
    comesFrom: 'officer',
    halfDays: 10,
    from: 10,
    until: 150,
    objectives: 'The head has a plan for the year that leaders share, and a deputy in post by the summer.',
    measures: 'The plan is with governors in January; the review in June.',
    pattern: 'One day a month, with a call between',
    reached: 'approved',
    signed: ['supporter'],
    sessions: [],
  },
  {
    reason: 'The progress review asked for help with assessment.',
    themes: ['Assessment and tracking'],
    comesFrom: 'review',
    halfDays: 4,
    from: 21,
    until: 100,
    objectives: 'Teachers’ assessments agree with each other and with what pupils can do.',
    measures: 'A sample of assessments looked at together in March.',
    pattern: 'Two whole days',
    reached: 'sent',
    signed: [],
    sessions: [],
  },
  {
    reason: 'The early years team wished to see strong practice.',
    themes: ['Early years'],
    comesFrom: 'school request',
    halfDays: 3,
    from: -70,
    until: -14,
    objectives: 'The team has seen how talk is led in another nursery class, and tries two ways of it.',
    measures: 'What the team tells the head before half term.',
    pattern: 'Three half days',
    reached: 'completed',
    signed: ALL,
    sessions: [
      [
        'The team spent a morning in the supporter’s nursery class.',
        'Two ways of leading talk are chosen.',
        null,
      ],
      ['The supporter joined two sessions here.', 'Children speak in longer turns at snack time.', null],
      ['Looked back with the team and the head.', 'The team goes on by itself.', null],
    ],
  },
]

/**
 * The support of the county on a day, at schools of one district other than those `taken`; each by a supporter of its
 * own, one of them by whoever has the e-mail address `persona`.
 */
export function supportOf(
  seed: number,
  today: string,
  standing: readonly Standing[],
  supporters: readonly SupporterEntry[],
  { district, taken, persona }: { district: string; taken: readonly number[]; persona: string },
): SupportRecord[] {
  const luck = chance(seed, 'support')
  const schools = luck.shuffled(
    standing.filter(
      ({ school, life }) =>
        school.kind === 'primary' &&
        school.place.district.code === district &&
        ['long struggle', 'falling', 'stuck', 'recovering'].includes(school.story) &&
        !taken.includes(life.urn),
    ),
  )
  const free = luck.shuffled(supporters.filter(({ email }) => email !== persona))
  const self = supporters.filter(({ email }) => email === persona)
  return STORIES.flatMap((story): SupportRecord[] => {
    // Days lie in the school year they are offered for: nothing begins before the first of September of this one.
    const first = `${academicYearOf(today).slice(0, 4)}-09-01`
    const startsOn = [first, daysAfter(today, story.from)].toSorted().at(-1)!
    const endsOn = daysAfter(today, story.until)
    if (endsOn <= startsOn) return []
    const need = {
      themes: [...story.themes],
      phase: 'primary' as const,
      designations: [],
      halfDays: story.halfDays,
      startsOn,
      endsOn,
      notSameTown: false,
    }
    const asked = story.byPersona ? [...self, ...free] : free
    for (const supporter of asked) {
      const at = schools.findIndex((one) => couldHelp(supporter, one, standing, need))
      if (at < 0) continue
      const [one] = schools.splice(at, 1) as [Standing]
      if (free.includes(supporter)) free.splice(free.indexOf(supporter), 1)
      const head = one.school.head
      return [
        {
          need: {
            ...need,
            urn: one.life.urn,
            comesFrom: story.comesFrom,
            reason: story.reason,
            waysOfWorking: story.pattern,
            otherLimits: null,
          },
          supporter: supporter.email ?? '',
          head: {
            name: fullName(head),
            email: emailOf(head, one.school.site.split('.')[1] ?? 'school'),
            post: `${one.school.headTitle}, ${one.life.name}`,
          },
          terms: {
            objectives: story.objectives,
            measures: story.measures,
            pattern: story.pattern,
            halfDays: story.halfDays,
            rate: 'Support by a headteacher',
            ratePence: 40_000,
            supplyCoverPence: story.halfDays * 9_000,
            fund: 'School improvement fund',
            confidentiality: 'What is seen in lessons stays between the two schools and the adviser.',
            exitStrategy:
              'A last visit together; what goes on is written down and given to the head and governors.',
            startsOn,
            endsOn,
          },
          reached: story.reached,
          signed: story.signed,
          sessions: sessionsOf(story, startsOn, endsOn < today ? endsOn : today),
        },
      ]
    }
    return []
  })
}

function sessionsOf({ sessions }: Story, startsOn: string, last: string): SessionEntry[] {
  return sessions.flatMap((session, at): SessionEntry[] => {
    const on = daysAfter(startsOn, 4 + at * 14)
    if (on > last) return []
    const common = { on, halfDays: 1 }
    return session === null
      ? [
          {
            ...common,
            state: 'missed',
            missedBy: 'supporter',
            missedWhy: 'An inspection began at the supporter’s own school that morning.',
            done: null,
            changed: null,
            actions: null,
          },
        ]
      : [
          {
            ...common,
            state: 'held',
            missedBy: null,
            missedWhy: null,
            done: session[0],
            changed: session[1],
            actions: session[2],
          },
        ]
  })
}

/** No rule of the shortlist rules this supporter out for such a need at that school. */
export function couldHelp(
  entry: SupporterEntry,
  { school, life }: Standing,
  standing: readonly Standing[],
  need: Omit<Parameters<typeof rulesAgainst>[0], 'school'>,
): boolean {
  const home = standing.find((one) => one.life.urn === entry.homeUrn)
  if (home === undefined) return false
  const km = Math.hypot(home.school.easting - school.easting, home.school.northing - school.northing) / 1_000
  if (entry.travelLimitKm !== null && km > entry.travelLimitKm) return false
  const place = ({ school, life }: Standing): NeedPlace => ({
    urn: life.urn,
    name: life.name,
    town: school.place.name,
    trustCode: life.trust?.uid ?? null,
    pupils: null,
    fsmPercent: null,
    position: null, // the grid has answered how far it is
  })
  const days = academicYearsBetween(need.startsOn, need.endsOn).map((academicYear) => ({
    academicYear,
    offered: entry.availability
      .filter((one) => one.academicYear === academicYear)
      .reduce((sum, { halfDays }) => sum + halfDays, 0),
    committed: 0,
  }))
  const asked = { id: '', state: 'active', knowsSchool: false, supportedInReturn: false } as const
  return (
    rulesAgainst({ ...need, school: place({ school, life }) }, { ...asked, entry, home: place(home), days })
      .length === 0
  )
}

/** A few days at that school within two months. */
export const fewDaysAt = ({ school }: Standing, today: string): Parameters<typeof couldHelp>[3] => ({
  themes: [],
  phase: KINDS[school.kind].keyStage4 ? 'secondary' : 'primary',
  designations: [],
  halfDays: 12,
  startsOn: today,
  endsOn: daysAfter(today, 60),
  notSameTown: false,
})
