// Owns the demonstration county's own version of the county pack: the built-in one with its categories and dates
// brought up to the county's year, as an organisation would do it. And what the county's officers have decided
// and rated by now.
import { join } from 'node:path'
import type { Db } from '#platform/database.ts'
import { insertDecision } from '#src/identify/decisions.queries.ts'
import { proposeCategories } from '#src/identify/proposals.actions.ts'
import { newestRound, proposalFor } from '#src/identify/proposals.queries.ts'
import { insertRating } from '#src/identify/ratings.queries.ts'
import type { Direction, RatingWord } from '#src/identify/ratings.rules.ts'
import { calendarOf } from '#src/identify/terms.queries.ts'
import { type Term, termBefore, termOf, yearOfDay } from '#src/identify/terms.rules.ts'
import { VOCABULARY } from '#src/identify/vocabulary.rules.ts'
import { packFiles } from '#src/packs/built-in.actions.ts'
import { PACKS } from '#src/packs/packs.actions.ts'
import { insertAdoptedPack } from '#src/packs/packs.queries.ts'
import { readPack } from '#src/packs/reading.rules.ts'

const PACK = 'county-challenge'
const BELOW = '{ measure: ks2_rwm_expected, below: 65, called: the county’s line of 65% }'

const CATEGORIES = `
- id: focus-category
  name: Focus, in a category of concern
  stage: any
  kind of support: partnership
  minimum days: 20
  when:
    category of concern: [serious weaknesses, requires significant improvement, special measures]
  source: Invented county, its own version
- id: focus-three-years
  name: Focus, below the county’s line three years running
  stage: key stage 2
  kind of support: partnership
  minimum days: 20
  when:
    years: last 3
    count: 3
    where: ${BELOW}
  source: Invented county, its own version
- id: prevention-two-years
  name: Prevention, below the county’s line two years of the last three
  stage: key stage 2
  kind of support: health-check
  minimum days: 12
  when:
    years: last 3
    count: 2
    where: ${BELOW}
  source: Invented county, its own version
- id: prevention-at-risk
  name: Prevention, inspection due and rated red or amber for other reasons
  stage: any
  kind of support: health-check
  minimum days: 9
  when:
    all:
      - inspection due: 3 years
      - our rating: [red, amber]
  source: Invented county, its own version
- id: prevention-other
  name: Prevention, other
  stage: any
  kind of support: plan
  minimum days: 6
  otherwise: yes
  source: Invented county, its own version
`

/** The files of the county's own version; `today` says which school year it is for. */
export async function countyPackFiles(today: string): Promise<Map<string, string>> {
  const files = await packFiles(join(PACKS, PACK))
  const academicYear = yearOfDay(today)
  const year = Number(academicYear.slice(0, 4))
  files.set(
    'pack.yaml',
    (files.get('pack.yaml') ?? '')
      .replace(/^version: .*$/m, 'version: 2')
      .replace(/^academic year: .*$/m, `academic year: ${academicYear}`),
  )
  files.set('categories.yaml', CATEGORIES)
  const due = (['autumn', 'spring', 'summer'] as const).map((term) => dueIn({ academicYear, term }))
  files.set(
    'calendar.yaml',
    `terms:
  - { id: autumn, name: Autumn term, starts: ${year}-09-02, ends: ${year}-12-18 }
  - { id: spring, name: Spring term, starts: ${year + 1}-01-04, ends: ${year + 1}-03-26 }
  - { id: summer, name: Summer term, starts: ${year + 1}-04-12, ends: ${year + 1}-07-21 }
ratings due: [${due.join(', ')}]
`,
  )
  return files
}

const RATED: readonly { rating: RatingWord; direction: Direction; rationale: string }[] = [
  {
    rating: 'green',
    direction: 'improving',
    rationale: 'Leaders know where teaching is strong and act on it.',
  },
  {
    rating: 'amber',
    direction: 'improving',
    rationale: 'The plan is sound; its effect is not yet to be seen in every class.',
  },
  {
    rating: 'amber',
    direction: 'steady',
    rationale: 'Two leaders are new, and what they have begun needs a term to show.',
  },
  {
    rating: 'red',
    direction: 'declining',
    rationale: 'Results have fallen, and the school has asked who could help.',
  },
  { rating: 'green', direction: 'steady', rationale: 'Results hold, and the school helps others.' },
]

/** The day on which the ratings of a term are due in the county. */
const dueIn = ({ academicYear, term }: Term): string => {
  const year = Number(academicYear.slice(0, 4))
  return { autumn: `${year}-12-04`, spring: `${year + 1}-03-12`, summer: `${year + 1}-07-02` }[term]
}

/** What the officers wrote of the other schools a term ago: of each rating, how often in seven. */
const RATED_BEFORE: readonly { rating: RatingWord; direction: Direction; rationale: string }[] = [
  { rating: 'green', direction: 'steady', rationale: 'Results hold, and leaders know why.' },
  { rating: 'green', direction: 'improving', rationale: 'What was agreed last year shows in lessons.' },
  { rating: 'amber', direction: 'steady', rationale: 'Attendance needs another term’s attention.' },
  { rating: 'green', direction: 'steady', rationale: 'A sound year; nothing to add.' },
  { rating: 'green', direction: 'steady', rationale: 'Governors ask the right questions.' },
  { rating: 'amber', direction: 'improving', rationale: 'A new plan for writing has begun well.' },
  { rating: 'red', direction: 'declining', rationale: 'Too many posts were filled for a term only.' },
]

/**
 * Adopts the county's own version, proposes its categories, and lets the adviser rate and the lead adviser decide
 * for some of the schools of one district.
 */
export async function addCategories(
  db: Db,
  by: { organisationId: string; lead: string; adviser: string; areaId: string | null },
  today: string,
): Promise<void> {
  const { organisationId, lead, adviser, areaId } = by
  const files = await countyPackFiles(today)
  const { pack, faults } = readPack(files, VOCABULARY)
  if (faults) throw new Error(`The county’s pack has faults: ${JSON.stringify(faults)}`)
  const packId = await insertAdoptedPack(db, {
    organisationId,
    personId: lead,
    pack: pack.id,
    version: pack.version,
    name: pack.name,
    academicYear: pack.academicYear,
    files,
  })
  if (packId === null) return
  const term = termOf(today, await calendarOf(db))
  const before = termBefore(term)
  const all = await db
    .selectFrom('organisation_schools as o')
    .innerJoin('schools as s', 's.urn', 'o.urn')
    .select(['o.urn', 'o.area_id'])
    .where('o.organisation_id', '=', organisationId)
    .where('s.is_open', '=', true)
    .orderBy('o.urn')
    .execute()
  for (const [at, { urn, area_id: area }] of all.entries()) {
    const one = RATED_BEFORE[at % RATED_BEFORE.length]
    if (one)
      await insertRating(db, {
        ...one,
        ...before,
        organisationId,
        personId: area === areaId ? adviser : lead,
        urn,
        version: 0,
        inModeration: false,
        on: dueIn(before),
      })
  }
  const made = await proposeCategories(db, { ...term, organisationId, personId: lead, packId, asAt: today })
  const round = await newestRound(db, term)
  if (made.kind !== 'proposed' || !round) throw new Error(`No categories were proposed: ${made.kind}`)
  const schools = await db
    .selectFrom('organisation_schools as o')
    .innerJoin('schools as s', 's.urn', 'o.urn')
    .select('o.urn')
    .where('o.organisation_id', '=', organisationId)
    .where('o.area_id', '=', areaId)
    .where('s.is_open', '=', true)
    .orderBy('s.name')
    .limit(18)
    .execute()
  for (const [at, { urn }] of schools.entries()) {
    const one = RATED[at % RATED.length]
    if (one && at < 12)
      await insertRating(db, {
        ...one,
        ...term,
        organisationId,
        personId: adviser,
        urn,
        version: 1,
        inModeration: false,
        on: today,
      })
    const proposal = at % 2 === 0 ? await proposalFor(db, round.id, urn) : null
    const category = round.categories.find(({ id }) => id === proposal?.category)
    if (category)
      await insertDecision(db, {
        ...term,
        organisationId,
        personId: at % 4 === 0 ? lead : adviser,
        urn,
        version: 0,
        roundId: round.id,
        outcome: 'confirmed',
        category,
        reason: null,
        until: null,
        state: at % 4 === 0 ? 'final' : 'prepared',
        preparedBy: at % 4 === 0 ? null : adviser,
        inModeration: false,
        on: today,
      })
  }
}
