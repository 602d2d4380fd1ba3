// Owns what stands in the data pack for a first meeting with a school (source 001 §1.1, what an adviser reads
// before the meeting: analysis of results, earlier inspections, money; and its indicators: grades, size, trends).
// One content for paper and for Word: words and numbers as the school's own pages show them, nothing computed anew.
import { showDate } from '#platform/dates.ts'
import { capital } from '#platform/words.ts'
import type { Joined } from '../evidence/history.rules.ts'
import { academicYear } from '../evidence/measures.rules.ts'
import {
  byFramework,
  categoryChanges,
  gradeIn,
  type HeldInspection,
  kindInWords,
} from '../inspections/history.rules.ts'
import { showJudgement } from '../inspections/show.rules.ts'
import { showLaestab, toldBy } from '../register/register.rules.ts'
import { type Alike, medianOf, type Traits, whyAlike } from '../similar/similar.rules.ts'
import { type EarlierTable, earlierTable, joinedNote } from './before.rules.ts'
import type { Happening } from './chronology.rules.ts'
import {
  charted,
  comparatorsOf,
  type Part,
  type Series,
  showComputed,
  showPoint,
  showReason,
  sourcesOf,
  stretches,
  trendSentence,
} from './series.rules.ts'

export const sectionNames = {
  who: 'Who and where',
  results: 'Results',
  inspections: 'Inspections',
  pupils: 'Pupils and absence',
  money: 'Money',
  similar: 'Similar schools',
  chronology: 'What has happened',
} as const
export type SectionName = keyof typeof sectionNames

/** The sections asked for, in the pack's order; all of them where none that we know is named. */
export function sectionsAsked(asked: readonly string[]): SectionName[] {
  const all = Object.keys(sectionNames) as SectionName[]
  const wanted = all.filter((name) => asked.includes(name))
  return wanted.length > 0 ? wanted : all
}

export type PackTable = {
  kind: 'table'
  caption: string
  head: readonly string[]
  rows: readonly (readonly string[])[]
  /** From which column on the cells are numbers, set to the right; the number of columns where none are. */
  numbersFrom: number
}
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'facts'; rows: readonly (readonly [key: string, value: string])[] }
  /** Its figures are in the table that follows. */
  | { kind: 'chart'; code: string; sentence: string }
  | PackTable

export type Section = { name: SectionName; title: string; blocks: Block[] }

export type PackSchool = {
  urn: number
  name: string
  laestab: number | null
  phase: string | null
  type: string | null
  low_age: number | null
  high_age: number | null
  pupils: number | null
  capacity: number | null
  la_name: string | null
  district: string | null
  religious_character: string | null
  head_name: string | null
  street: string | null
  town: string | null
  postcode: string | null
}

export type PackMatter = {
  school: PackSchool
  groups: readonly { name: string; kind: string; state: string; sinceOn: string | null }[]
  deprivationTenth: number | null
  replaced: readonly { urn: number; name: string | null }[]
  joined: readonly Joined[]
  series: readonly Series[]
  inspections: readonly (HeldInspection & { number: string })[]
  likeness: {
    school: Traits
    alike: readonly Alike[]
    names: ReadonlyMap<number, { name: string; authority: string | null }>
    achieved: readonly {
      measure: Series['measure']
      year: number
      own: number
      others: ReadonlyMap<number, number>
    }[]
  }
  happenings: readonly Happening[]
}

/** How many years a table looks back, so that a pack can be read in a meeting. */
const YEARS = 6
/** How many similar schools and happenings are set out; the school's pages have all. */
const MOST = 10

const show = ({ measure }: Pick<Series, 'measure'>, value: number) => showComputed(measure, value)

/** The sections of a pack, in order. Where nothing is held a section says so. */
export function sectionsOf(matter: PackMatter, wanted: readonly SectionName[]): Section[] {
  const blocks: Record<SectionName, () => Block[]> = {
    who: () => whoAndWhere(matter),
    results: () => figures(matter, 'results', 'No key stage 2 or 4 results of this school are held.'),
    inspections: () => inspections(matter),
    pupils: () => figures(matter, 'pupils', 'No census or absence figures of this school are held.'),
    money: () => figures(matter, 'money', 'No finance figures of this school are held.'),
    similar: () => similar(matter),
    chronology: () => chronology(matter),
  }
  return wanted.map((name) => ({ name, title: sectionNames[name], blocks: blocks[name]() }))
}

function whoAndWhere({ school, groups, deprivationTenth, replaced, joined }: PackMatter): Block[] {
  const facts: [string, string | null][] = [
    [
      'Numbers',
      [`URN ${school.urn}`, showLaestab(school.laestab) ? `DfE number ${showLaestab(school.laestab)}` : null]
        .filter(Boolean)
        .join(', '),
    ],
    ['Type', [school.type, school.phase].filter(Boolean).join(', ')],
    [
      'Ages',
      school.low_age === null || school.high_age === null ? null : `${school.low_age} to ${school.high_age}`,
    ],
    ['Pupils', school.pupils?.toLocaleString('en-GB') ?? null],
    ['Places', school.capacity?.toLocaleString('en-GB') ?? null],
    ['Authority', [school.la_name, school.district].filter(Boolean).join('; district ')],
    ...groups.map(({ name, kind, state, sinceOn }): [string, string] => [
      capital(kind),
      `${name}${state === 'left' ? ' (formerly)' : sinceOn ? `, since ${showDate(sinceOn)}` : ''}`,
    ]),
    ['Headteacher', school.head_name],
    ['Religious character', toldBy(school.religious_character)],
    ['Address', [school.street, school.town, school.postcode].filter(Boolean).join(', ')],
    [
      'Neighbourhood',
      deprivationTenth === null
        ? null
        : `Tenth ${deprivationTenth} of ten for deprivation, where the first is the most deprived`,
    ],
  ]
  return [
    { kind: 'facts', rows: facts.flatMap(([key, value]) => (value ? [[key, value] as const] : [])) },
    ...(replaced.length > 0
      ? [
          {
            kind: 'text' as const,
            text: `Figures and inspections of ${replaced.map((r) => `${r.name ?? 'a school'} (URN ${r.urn})`).join(' and ')}, which this school replaced, are shown where it has none of its own. Each is marked.`,
          },
        ]
      : []),
    ...textOf(joinedNote(joined)),
  ]
}

const textOf = (text: string | null): Block[] => (text === null ? [] : [{ kind: 'text', text }])

function figures({ series, school }: PackMatter, part: Part, empty: string): Block[] {
  const here = series.filter(({ measure }) => sourcesOf[part].includes(measure.source))
  const order: readonly string[] = charted[part]
  const drawn = here
    .filter((s) => order.includes(s.measure.code) && stretches(s).length > 0)
    .toSorted((a, b) => order.indexOf(a.measure.code) - order.indexOf(b.measure.code))
  const without = here.filter((s) => s.points.length > 0 && stretches(s).length === 0)
  // What only schools before this one have: of the measures that would be drawn.
  const earlier = here.filter((s) => s.points.length === 0 && order.includes(s.measure.code))
  const before = earlier.flatMap((one) => tableOf(earlierTable(one)))
  if (here.every((s) => s.points.length === 0)) return [{ kind: 'text', text: empty }, ...before]
  return [
    {
      kind: 'text',
      text: 'Medians are of schools of the same kind, of the same year; in brackets how many schools they rest on. In a chart the grey band is the middle half of the widest group, and a gap a year without a number.',
    },
    ...drawn.flatMap((one): Block[] => [
      { kind: 'heading', text: trendSentence(one) },
      { kind: 'chart', code: one.measure.code, sentence: trendSentence(one) },
      seriesTable(one, school.urn),
      ...tableOf(earlierTable(one)),
    ]),
    ...before,
    ...(without.length > 0
      ? [
          {
            kind: 'text' as const,
            text: `Without a number: ${without.map((one) => whyWithout(one)).join('; ')}.`,
          },
        ]
      : []),
  ]
}

const tableOf = (table: EarlierTable | null): Block[] =>
  table === null ? [] : [{ kind: 'table', ...table, rows: table.rows.slice(-YEARS), numbersFrom: 1 }]

const whyWithout = ({ measure, points }: Series) =>
  `${measure.label} (${[...new Set(points.map((p) => showReason(p.flag ?? 'blank').toLowerCase()))].join(', ')})`

function seriesTable(series: Series, urn: number): PackTable {
  const comparators = comparatorsOf(series)
  return {
    kind: 'table',
    caption: `${series.measure.label}: the figures`,
    head: ['Year', 'This school', ...comparators.map(({ label }) => `${label} (median)`)],
    rows: series.points.slice(-YEARS).map((point) => [
      `${academicYear(point.year)}${(series.measure.breaks ?? []).includes(point.year) ? ' (measure changed)' : ''}`,
      `${showPoint(series.measure, point)}${point.urn === urn ? '' : ` (URN ${point.urn})`}`,
      ...comparators.map(({ by }) => {
        const held = by.get(point.year)
        return held ? `${show(series, held.median)} (${held.schools.toLocaleString('en-GB')})` : 'None held'
      }),
    ]),
    numbersFrom: 1,
  }
}

function inspections({ inspections: held }: PackMatter): Block[] {
  if (held.length === 0) return [{ kind: 'text', text: 'No inspection of this school is held.' }]
  const changes = categoryChanges(held)
  return [
    {
      kind: 'text',
      text: 'Each inspection is shown in the words of its own framework. Grades of different frameworks are not comparable.',
    },
    ...changes.map(({ inspection, what, category }) => ({
      kind: 'text' as const,
      text: `${capital(what)} ${category} at the inspection of ${showDate(inspection.startedOn)}.`,
    })),
    ...byFramework(held).flatMap(({ framework, graded, others, judgements }): Block[] => [
      { kind: 'heading', text: framework.label },
      ...(graded.length > 0
        ? [
            {
              kind: 'table' as const,
              caption: `Judgements, best grade first: ${framework.scale.join(', ')}`,
              head: ['Judgement', ...graded.map((i) => `${showDate(i.startedOn)}: ${kindInWords(i)}`)],
              rows: judgements.map((name) => [
                showJudgement(name, '').judgement,
                ...graded.map((i) => capital(gradeIn(i, name)?.grade ?? 'not in the file')),
              ]),
              numbersFrom: graded.length + 1,
            },
          ]
        : []),
      ...others.map((i) => ({
        kind: 'text' as const,
        text: `${showDate(i.startedOn)}: ${kindInWords(i).toLowerCase()}. ${i.outcome ?? 'No outcome is in the file'}.`,
      })),
    ]),
  ]
}

function similar({ likeness, school }: PackMatter): Block[] {
  const { alike, names, achieved, school: own } = likeness
  if (alike.length === 0)
    return [{ kind: 'text', text: 'No other school of this kind can be compared with what is held.' }]
  const cell = (one: { measure: Series['measure'] }, value: number | undefined | null) =>
    value === undefined || value === null ? 'No number' : show(one, value)
  return [
    {
      kind: 'text',
      text: `The ${alike.length} open schools nearest to this one in size, disadvantage, prior attainment and who runs them; the nearest ${Math.min(MOST, alike.length)} are set out. What a school achieved plays no part in the match.`,
    },
    {
      kind: 'table',
      caption: 'Schools like this one, the nearest first',
      head: [
        'School',
        'Pupils',
        ...achieved.map(({ measure, year }) => `${measure.label}, ${academicYear(year)}`),
      ],
      rows: [
        [
          `${school.name} (this school)`,
          own.size?.toLocaleString('en-GB') ?? 'No number',
          ...achieved.map((a) => show(a, a.own)),
        ],
        [
          'Median of the schools like it',
          medianOf(alike.flatMap((a) => a.school.size ?? []))?.toLocaleString('en-GB') ?? 'No number',
          ...achieved.map((a) => {
            const median = medianOf([...a.others.values()])
            return median === null ? 'No number' : `${show(a, median)} (${a.others.size} schools)`
          }),
        ],
        ...alike
          .slice(0, MOST)
          .map((one) => [
            `${names.get(one.school.urn)?.name ?? `URN ${one.school.urn}`}. ${whyAlike(own, one)}`,
            one.school.size?.toLocaleString('en-GB') ?? 'No number',
            ...achieved.map((a) => cell(a, a.others.get(one.school.urn))),
          ]),
      ],
      numbersFrom: 1,
    },
  ]
}

function chronology({ happenings }: PackMatter): Block[] {
  const shown = happenings.filter((h) => h.about !== 'figures').slice(0, MOST)
  if (shown.length === 0) return [{ kind: 'text', text: 'Nothing with a date is held of this school.' }]
  return [
    {
      kind: 'table',
      caption: 'What has happened, newest first',
      head: ['Day', 'What happened'],
      rows: shown.map(({ on, what, more }) => [showDate(on), more ? `${what}. ${more}` : what]),
      numbersFrom: 2,
    },
  ]
}
