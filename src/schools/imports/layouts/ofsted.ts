// Declares Ofsted's files: latest inspections (2018 to 2026 spellings), the inspections of a year, and
// report cards. One row may tell of up to four inspections; each is kept under its own framework.
import { dateOf, textOf, urnOf } from '../cells.rules.ts'
import type { Cell, Header, Layout, Outcome, Row } from '../layout.rules.ts'
import {
  categoryOf,
  type Framework,
  frameworkOf,
  frameworkOn,
  gradeOf,
  type Judgement,
} from '../../inspections/frameworks.rules.ts'

/** Column names of one inspection within a row, older and newer spellings. */
type Block = {
  kind: 'graded' | 'ungraded' | 'report card'
  number: string[]
  started: string[]
  ended?: string[]
  published: string[]
  type?: string[]
  event?: string[]
  urnThen?: string[]
  nameThen?: string[]
  outcome?: string[]
  category?: string[]
  judgements: [Judgement, string[]][]
}

const latest = (what: string) => [`${what} of latest full inspection`, `${what} of latest graded inspection`]

// Judgements of frameworks before 2019 stand in files of their own time.
const olderJudgements: [Judgement, string[]][] = [
  ['outcomes', ['Outcomes for pupils', 'Outcomes for children and learners']],
  ['teaching, learning and assessment', ['Quality of teaching, learning and assessment']],
  ['personal development, behaviour and welfare', ['Personal development, behaviour and welfare']],
  ['achievement', ['Achievement of pupils', 'Achievement of pupils at the school']],
  ['teaching', ['Quality of teaching']],
  ['behaviour and safety', ['Behaviour and safety of pupils']],
]

const graded: Block = {
  kind: 'graded',
  number: latest('Inspection number'),
  started: ['Inspection start date'],
  ended: ['Inspection end date'],
  published: ['Publication date', 'First published date'],
  type: ['Inspection type'],
  event: ['Event type grouping'],
  urnThen: ['URN at time of latest full inspection', 'URN at time of latest graded inspection'],
  nameThen: [
    'School name at time of latest full inspection',
    'School name at time of latest graded inspection',
  ],
  category: ['Category of concern'],
  judgements: [
    ['overall', ['Overall effectiveness']],
    ['quality of education', ['Quality of education']],
    ['behaviour and attitudes', ['Behaviour and attitudes']],
    ['personal development', ['Personal development']],
    ['leadership and management', ['Effectiveness of leadership and management']],
    ['safeguarding', ['Safeguarding is effective?', 'Safeguarding is effective']],
    ['early years', ['Early years provision (where applicable)', 'Early years provision']],
    [
      'sixth form',
      ['Sixth form provision (where applicable)', '16 - 19 study programmes', 'Sixth form provision'],
    ],
    ...olderJudgements,
  ],
}

const previous: Block = {
  kind: 'graded',
  number: [
    'Previous full inspection number',
    'Previous inspection number',
    'Previous graded inspection number',
  ],
  started: ['Previous inspection start date'],
  ended: ['Previous inspection end date'],
  published: ['Previous publication date'],
  urnThen: ['URN at time of previous full inspection', 'URN at time of previous graded inspection'],
  nameThen: [
    'School name at time of previous full inspection',
    'School name at time of previous graded inspection',
  ],
  category: ['Previous category of concern'],
  judgements: [
    [
      'overall',
      ['Previous full inspection overall effectiveness', 'Previous graded inspection overall effectiveness'],
    ],
    ['quality of education', ['Previous quality of education']],
    ['behaviour and attitudes', ['Previous behaviour and attitudes']],
    ['personal development', ['Previous personal development']],
    ['leadership and management', ['Previous effectiveness of leadership and management']],
    ['safeguarding', ['Previous safeguarding is effective?']],
    ['early years', ['Previous early years provision (where applicable)']],
    ['sixth form', ['Previous sixth form provision (where applicable)']],
    ...olderJudgements.map(([judgement, names]): [Judgement, string[]] => [
      judgement,
      names.map((n) => `Previous ${n}`),
    ]),
  ],
}

const ungraded: Block = {
  kind: 'ungraded',
  number: [
    'Latest section 8 inspection number since last full inspection',
    'Latest ungraded inspection number since last graded inspection',
    'Latest ungraded inspection number',
  ],
  started: ['Date of latest section 8 inspection', 'Date of latest ungraded inspection'],
  published: ['Section 8 inspection publication date', 'Ungraded inspection publication date'],
  urnThen: ['URN at time of the section 8 inspection', 'URN at time of the ungraded inspection'],
  nameThen: [
    'School name at time of the latest section 8 inspection',
    'School name at time of the latest ungraded inspection',
    'School name at time of the ungraded inspection',
  ],
  outcome: ['Section 8 inspection overall outcome', 'Ungraded inspection overall outcome'],
  judgements: [],
}

const cardJudgements: [Judgement, string[]][] = [
  ['safeguarding', ['Safeguarding standards']],
  ['inclusion', ['Inclusion']],
  ['curriculum and teaching', ['Curriculum and teaching']],
  ['achievement', ['Achievement']],
  ['attendance and behaviour', ['Attendance and behaviour']],
  [
    'personal development and well-being',
    ['Personal development and wellbeing', 'Personal development and well-being'],
  ],
  ['early years', ['Early years (where applicable)']],
  ['post-16', ['Post-16 provision (where applicable)']],
  ['leadership and governance', ['Leadership and governance']],
]

const card: Block = {
  ...graded,
  kind: 'report card',
  number: ['Inspection number of latest full inspection', 'Inspection number'],
  outcome: ['Outcomes for legacy monitoring inspections'],
  judgements: cardJudgements,
}

// Since 2025 the last inspection under the earlier framework stands in columns of its own.
const legacy: Block = {
  kind: 'graded',
  number: ['Inspection number of latest OEIF graded inspection'],
  started: ['Inspection start date of latest OEIF graded inspection'],
  published: ['Publication date of latest OEIF graded inspection'],
  type: ['Inspection type of latest OEIF graded inspection'],
  event: ['Event type grouping of latest OEIF graded inspection'],
  urnThen: ['URN at time of latest OEIF graded inspection'],
  nameThen: ['School name at time of latest OEIF graded inspection'],
  category: ['Latest OEIF category of concern'],
  judgements: [
    ['overall', ['Latest OEIF overall effectiveness']],
    ['quality of education', ['Latest OEIF quality of education']],
    ['behaviour and attitudes', ['Latest OEIF behaviour and attitudes']],
    ['personal development', ['Latest OEIF personal development']],
    ['leadership and management', ['Latest OEIF effectiveness of leadership and management']],
    ['safeguarding', ['Latest OEIF safeguarding is effective?']],
    ['early years', ['Latest OEIF early years provision (where applicable)']],
    ['sixth form', ['Latest OEIF sixth form provision (where applicable)']],
  ],
}

const columns = [
  'kind',
  'framework',
  'type',
  'event',
  'started_on',
  'ended_on',
  'published_on',
  'urn_at_time',
  'name_at_time',
  'outcome',
  'category',
  'judgements',
]

/** Layouts differ in what they say of an inspection besides its judgements. */
const fill = [
  'type',
  'event',
  'ended_on',
  'published_on',
  'urn_at_time',
  'name_at_time',
  'outcome',
  'category',
]

type Opened = {
  kind: Block['kind']
  number: number
  started: number
  ended: number
  published: number
  type: number
  event: number
  urnThen: number
  nameThen: number
  outcome: number
  category: number
  judgements: {
    judgement: Judgement
    at: number
    key: string
    /** Grades by framework and cell, worked out once a file: there are few of them and many cells. */
    grades: Map<string, string | null | undefined>
  }[]
}

function openBlock(header: Header, block: Block): Opened | null {
  const at = (names: string[] | undefined) => (names ? header.at(...names) : -1)
  if (at(block.started) < 0) return null
  return {
    kind: block.kind,
    number: at(block.number),
    started: at(block.started),
    ended: at(block.ended),
    published: at(block.published),
    type: at(block.type),
    event: at(block.event),
    urnThen: at(block.urnThen),
    nameThen: at(block.nameThen),
    outcome: at(block.outcome),
    category: at(block.category),
    judgements: block.judgements.flatMap(([judgement, names]) => {
      const place = at(names)
      return place < 0 ? [] : [{ judgement, at: place, key: JSON.stringify(judgement), grades: new Map() }]
    }),
  }
}

type Inspection = { number: string; cells: Cell[] }

/** One inspection of a row, null where the row tells of none, a reason where it cannot be right. */
function inspectionOf(row: Row, urn: number, block: Opened): Inspection | { aside: string } | null {
  const startCell = row[block.started]
  const started = dateOf(startCell)
  if (started === null)
    return textOf(startCell) === null ? null : { aside: `“${startCell?.trim()}” is no date of an inspection` }
  const framework: Framework = block.kind === 'report card' ? frameworkOf('2025') : frameworkOn(started)
  let judgements = ''
  for (const { judgement, at, key, grades } of block.judgements) {
    const asked = `${framework.code}|${row[at]}`
    let grade = grades.get(asked)
    if (grade === undefined) {
      grade = gradeOf(framework, judgement, row[at])
      if (grade !== undefined) grades.set(asked, grade)
    }
    if (grade === undefined)
      return {
        aside: `“${row[at]?.trim()}” is no grade for ${judgement} in ${framework.label.toLowerCase()}`,
      }
    if (grade !== null) judgements += `${judgements === '' ? '' : ','}${key}:"${grade}"`
  }
  const number = textOf(row[block.number]) ?? started
  return {
    number,
    cells: [
      urn,
      number,
      block.kind,
      framework.code,
      textOf(row[block.type]),
      textOf(row[block.event]),
      started,
      dateOf(row[block.ended]),
      dateOf(row[block.published]),
      urnOf(row[block.urnThen]),
      textOf(row[block.nameThen]),
      textOf(row[block.outcome]),
      // A layout without the column says nothing of a category, which is not the same as none.
      block.category < 0 ? null : (categoryOf(row[block.category]) ?? 'none'),
      `{${judgements}}`,
    ],
  }
}

function layout(
  kind: Layout['kind'],
  name: string,
  recognises: Layout['recognises'],
  blocks: Block[],
  oneSchoolARow: boolean,
): Layout {
  return {
    kind,
    name,
    recognises,
    needsYear: false,
    short: 'fault',
    long: 'fault',
    dateColumn: ['Publication date', 'First published date'],
    open: (header) => {
      const urnAt = header.at('URN')
      const opened = blocks.flatMap((block) => openBlock(header, block) ?? [])
      const read = (row: Row): Outcome => {
        const urn = urnOf(row[urnAt])
        if (urn === null)
          return {
            aside: row.every((cell) => textOf(cell) === null)
              ? 'Every cell of the row is NULL'
              : `The column URN holds no school’s number: “${row[urnAt]?.trim() ?? ''}”`,
          }
        const records: Cell[][] = []
        const numbers: string[] = []
        for (const block of opened) {
          const inspection = inspectionOf(row, urn, block)
          if (inspection === null) continue
          if ('aside' in inspection) return inspection
          // An ungraded inspection that became a graded one has the same number: the graded one stands.
          if (numbers.includes(inspection.number)) continue
          numbers.push(inspection.number)
          records.push(inspection.cells)
        }
        if (records.length === 0) return { aside: 'No inspection of this school has been published yet' }
        return { records, parts: records.length }
      }
      const first = opened[0]
      return {
        staging: [
          ['urn', 'integer'],
          ['number', 'text'],
          ['kind', 'text'],
          ['framework', 'text'],
          ['type', 'text'],
          ['event', 'text'],
          ['started_on', 'date'],
          ['ended_on', 'date'],
          ['published_on', 'date'],
          ['urn_at_time', 'integer'],
          ['name_at_time', 'text'],
          ['outcome', 'text'],
          ['category', 'text'],
          ['judgements', 'jsonb'],
        ],
        merges: [
          {
            table: 'inspections',
            key: ['urn', 'number'],
            columns,
            primary: true,
            dated: true,
            fill,
            from: `SELECT line, urn, number, ${columns.join(', ')} FROM staged WHERE urn IS NOT NULL`,
          },
        ],
        read,
        keyOf: (row) => {
          const urn = urnOf(row[urnAt])
          if (urn === null || oneSchoolARow || !first) return urn
          return `${urn}|${textOf(row[first.number]) ?? row[first.started]}`
        },
      }
    },
  }
}

const hasCard = (h: Header) =>
  h.has('URN') && h.has('Inclusion') && h.has('Curriculum and teaching') && h.has('Inspection start date')

export const reportCards = layout(
  'ofsted-report-cards',
  'most recent inspections with report cards',
  (h) => hasCard(h) && h.has('Latest OEIF overall effectiveness'),
  [card, legacy, ungraded],
  true,
)

export const reportCardsInYear = layout(
  'ofsted-report-cards',
  'report cards of a year',
  hasCard,
  [card],
  false,
)

export const latestInspections = layout(
  'ofsted-latest-inspections',
  'latest inspections',
  (h) =>
    h.has('URN') &&
    h.has('Overall effectiveness') &&
    h.has(...graded.number) &&
    h.has('Inspection start date'),
  [graded, previous, ungraded],
  true,
)

export const inspectionsInYear = layout(
  'ofsted-inspections',
  'inspections of a year',
  (h) =>
    h.has('URN') &&
    h.has('Overall effectiveness') &&
    h.has('Inspection number') &&
    h.has('Inspection start date'),
  [{ ...graded, number: ['Inspection number'] }],
  false,
)
