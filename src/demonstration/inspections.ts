// Owns when an invented school was inspected and what was found, under the framework of the day. Grades follow the
// school's quality; the rhythm follows the rules of each time (good schools less often, none in the pandemic).

import { chance, type Chance } from './random.ts'
import { openOn, type Establishment, type School } from './schools.ts'

/** 1 outstanding, 2 good, 3 satisfactory or requires improvement, 4 inadequate. */
export type Grade = 1 | 2 | 3 | 4

export interface GradedInspection {
  number: string
  date: string
  published: string
  /** The establishment inspected: an earlier URN of the school, perhaps. */
  life: Establishment
  type: string
  /** Null from September 2024 on, when there was no overall grade any more. */
  overall: Grade | null
  /** What an overall grade would have been: what the parts and the category follow. */
  level: Grade
  quality: Grade
  behaviour: Grade
  development: Grade
  leadership: Grade
  safeguarding: boolean
  earlyYears: Grade | null
  sixthForm: Grade | null
  category: 'SM' | 'SWK' | 'NTI' | null
}

export interface UngradedInspection {
  number: string
  date: string
  published: string
  life: Establishment
  outcome: string
}

export interface History {
  graded: GradedInspection[]
  ungraded: UngradedInspection[]
  /** Report cards, from 10 November 2025. */
  cards: ReportCard[]
}

export type CardGrade =
  | 'Exceptional'
  | 'Strong standard'
  | 'Expected standard'
  | 'Needs attention'
  | 'Urgent improvement'

export interface ReportCard {
  number: string
  date: string
  published: string
  life: Establishment
  safeguarding: 'Met' | 'Not met'
  grades: Readonly<Record<CardArea, CardGrade>>
  category: 'SM' | 'SWK' | null
}

export const CARD_AREAS = [
  'Inclusion',
  'Curriculum and teaching',
  'Achievement',
  'Attendance and behaviour',
  'Personal development and wellbeing',
  'Early years',
  'Post-16 provision',
  'Leadership and governance',
] as const
export type CardArea = (typeof CARD_AREAS)[number]

/** Every inspection of the school, oldest first, none after `today` (by its publication). */
export function inspectionsOf(seed: number, school: School, today: string): History {
  const history: History = { graded: [], ungraded: [], cards: [] }
  if (school.kind === 'independent') return history
  const luck = chance(seed, 'inspections', school.key)
  let day = daysAfter('2008-09-15', luck.whole(0, 1200))
  while (day < today) {
    const date = inTerm(day)
    const life = openOn(school, date)
    if (life === null || quietUntil(life) > date) {
      // Closed for good, or too young: look again in half a year.
      const later = school.lives.some((each) => each.closed === null || each.closed > date)
      if (!later) break
      day = daysAfter(date, 180)
      continue
    }
    const published = daysAfter(date, luck.whole(21, 48))
    if (published > today) break
    day = daysAfter(date, next(luck, school, date, published, life, history))
  }
  return history
}

function next(
  luck: Chance,
  school: School,
  date: string,
  published: string,
  life: Establishment,
  history: History,
): number {
  const last = history.graded.at(-1)
  if (date >= '2025-11-10') {
    history.cards.push(reportCard(luck, school, date, published, life))
    return 1400 + luck.whole(0, 300)
  }
  const since = history.ungraded.filter((visit) => last !== undefined && visit.date > last.date).length
  const calm = last !== undefined && last.level <= 2 && last.life.urn === life.urn
  if (date >= '2015-09-01' && calm && since < 2 && luck.happens(0.75)) {
    history.ungraded.push({
      number: numberOf(luck, date),
      date,
      published,
      life,
      outcome: outcomeOf(luck, school, date, last.level),
    })
    return 1200 + luck.whole(0, 400)
  }
  const graded = grade(luck, school, date, published, life, last)
  history.graded.push(graded)
  const wait = { 1: 2300, 2: 1450, 3: 750, 4: 520 }[graded.level]
  return wait + luck.whole(-90, 260)
}

function grade(
  luck: Chance,
  school: School,
  date: string,
  published: string,
  life: Establishment,
  last: GradedInspection | undefined,
): GradedInspection {
  const quality = school.quality(Number(date.slice(0, 4))) + luck.normal(0, 0.45)
  const near = (): Grade => levelOf(quality + luck.normal(0.15, 0.35))
  let level = levelOf(quality)
  const leadership = level === 4 ? levelOf(quality - 0.1) : near()
  const safeguarding = level < 4 || luck.happens(0.6)
  if (!safeguarding) level = 4
  const young = school.ages[0] <= 4 && school.kind !== 'special'
  return {
    number: numberOf(luck, date),
    date,
    published,
    life,
    type: typeOf(last, life, school),
    overall: date >= '2024-09-01' ? null : level,
    level,
    quality: level,
    behaviour: near(),
    development: near(),
    leadership: level === 4 && leadership < 3 ? 3 : leadership,
    safeguarding,
    earlyYears: young && date >= '2014-09-01' ? near() : null,
    sixthForm: school.sixthForm ? near() : null,
    category: categoryOf(luck, level, date),
  }
}

// A draw around nought is good; about one in eight outstanding, one in seven below good, as in the world.
function levelOf(quality: number): Grade {
  if (quality > 1.45) return 1
  if (quality > -0.85) return 2
  return quality > -2 ? 3 : 4
}

function categoryOf(luck: Chance, level: Grade, date: string): GradedInspection['category'] {
  if (level < 4) return null
  if (date < '2012-09-01' && luck.happens(0.5)) return 'NTI'
  return luck.happens(0.6) ? 'SM' : 'SWK'
}

function typeOf(last: GradedInspection | undefined, life: Establishment, school: School): string {
  if (
    school.lives.length > 1 &&
    life === school.lives.at(-1) &&
    life.sponsored &&
    last?.life.urn !== life.urn
  )
    return 'Academy First Section 5'
  if (last?.category === 'SM') return 'Special Measures S5 ReInspection'
  if (last?.category === 'SWK') return 'Serious Weaknesses S5 Reinspection'
  if (last?.level === 3 && last.date >= '2012-09-01') return 'Requires Improvement S5 Reinspection Visit 1'
  return 'S5 Inspection'
}

function outcomeOf(luck: Chance, school: School, date: string, level: Grade): string {
  const quality = school.quality(Number(date.slice(0, 4))) + luck.normal(0, 0.3)
  const stays = level === 1 ? 'School remains Outstanding' : 'School remains Good'
  const falls = level === 1 ? quality < 0.9 : quality < -0.6
  if (date >= '2024-09-01')
    return falls
      ? 'Some aspects not as strong'
      : level === 2 && quality > 1.3
        ? 'Improved significantly'
        : 'Standards maintained'
  if (falls) return `${stays} (Concerns) - S5 Next`
  return level === 2 && quality > 1.5 ? `${stays} (Improving) - S5 Next` : stays
}

function reportCard(
  luck: Chance,
  school: School,
  date: string,
  published: string,
  life: Establishment,
): ReportCard {
  const quality = school.quality(Number(date.slice(0, 4)))
  const drawn = CARD_AREAS.map((area) => [area, cardGrade(quality + luck.normal(0.1, 0.5))] as const)
  const grades = Object.fromEntries(drawn) as Record<CardArea, CardGrade>
  const urgent = Object.values(grades).filter((each) => each === 'Urgent improvement').length
  const safeguarding = urgent > 0 && luck.happens(0.3) ? 'Not met' : 'Met'
  const category = safeguarding === 'Not met' || urgent > 2 ? 'SM' : urgent > 0 ? 'SWK' : null
  return { number: numberOf(luck, date), date, published, life, safeguarding, grades, category }
}

function cardGrade(quality: number): CardGrade {
  if (quality > 2) return 'Exceptional'
  if (quality > 0.9) return 'Strong standard'
  if (quality > -0.7) return 'Expected standard'
  return quality > -2 ? 'Needs attention' : 'Urgent improvement'
}

/** A new school, sponsored ones included, is left alone for its first two years and a half. */
function quietUntil(life: Establishment): string {
  if (life.opened === null) return ''
  const young = life.whyOpened === 'New Provision' || life.whyOpened === 'Split school'
  return daysAfter(life.opened, young ? 900 : 200)
}

function numberOf(luck: Chance, date: string): string {
  return date < '2015-09-01' ? `ITS9${luck.whole(10_000, 99_999)}` : `109${luck.whole(10_000, 99_999)}`
}

/** Moved out of holidays, week-ends and the pandemic. */
function inTerm(date: string): string {
  let day = date
  if (day >= '2020-03-17' && day < '2021-09-13') day = daysAfter('2021-09-14', Number(day.slice(8, 10)) * 20)
  const place = day.slice(5)
  if (place >= '07-12' && place < '09-10') day = `${day.slice(0, 4)}-09-1${Number(day.slice(9)) % 10}`
  if (place >= '12-15') day = `${day.slice(0, 4)}-12-04`
  if (place < '01-10') day = `${day.slice(0, 4)}-01-1${Number(day.slice(9)) % 10}`
  const weekDay = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekDay === 0 ? daysAfter(day, 2) : weekDay > 4 ? daysAfter(day, -2) : day
}

export function daysAfter(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}
