// Owns how a school's inspections read one after another: what kind each was, when a category of concern began
// and ended, and which may stand in one table. Grades of different frameworks are never put side by side.
import { type Framework, frameworkOf, frameworks, isGrade, type Judgement } from './frameworks.rules.ts'
import type { ShownInspection } from './show.rules.ts'

export type HeldInspection = ShownInspection & {
  /** The publisher's words for its kind, and for the group of that kind. */
  type: string | null
  event: string | null
  /** ISO date. */
  startedOn: string
  /** Whether any file said something of a category, be it that there was none. */
  categoryStated: boolean
}

const ordinal = (type: string): string => {
  const visit = /visit (\d)/i.exec(type)?.[1]
  return visit ? ` (visit ${visit})` : ''
}

/**
 * What kind of inspection it was, in plain words: routine, re-inspection, monitoring, short. Kinds we do not know
 * stay in the publisher's words; a kind nobody published is told by what it gave.
 */
export function kindInWords({ kind, type, event }: Pick<HeldInspection, 'kind' | 'type' | 'event'>): string {
  const graded = /deemed|conversion/i.test(event ?? '') ? ', which became a graded inspection' : ''
  const words = type ?? ''
  if (kind === 'ungraded') return 'Ungraded inspection'
  if (/requires improvement.*re-?inspection/i.test(words))
    return `Re-inspection after requires improvement${ordinal(words)}`
  if (/special measures.*re-?inspection/i.test(words)) return 'Re-inspection in special measures'
  if (/serious weaknesses.*re-?inspection/i.test(words)) return 'Re-inspection with serious weaknesses'
  if (/notice to improve.*re-?inspection/i.test(words)) return 'Re-inspection after a notice to improve'
  if (/special measures/i.test(words)) return `Monitoring visit in special measures${ordinal(words)}${graded}`
  if (/serious weaknesses/i.test(words))
    return `Monitoring visit with serious weaknesses${ordinal(words)}${graded}`
  if (/requires improvement/i.test(words))
    return `Monitoring visit after requires improvement${ordinal(words)}${graded}`
  if (/academy first/i.test(words)) return 'First inspection as an academy'
  if (/short inspection|section 8 inspections? of good/i.test(words)) return `Short inspection${graded}`
  if (/exempt school/i.test(words)) return `Inspection of a school exempt from routine inspection${graded}`
  if (/^pilot|\bpilot inspection/i.test(words)) return `Pilot inspection${graded}`
  if (/no formal designation/i.test(words)) return `Visit for a particular reason${graded}`
  if (/parental complaint/i.test(words)) return `Visit after a parent’s complaint${graded}`
  if (kind === 'monitoring') return type === null ? 'Monitoring visit' : `Monitoring visit: ${type}`
  if (kind === 'report card')
    return type === null || /^s5 inspection$/i.test(type) ? 'Inspection with a report card' : type
  return type === null || /^s5 inspection$/i.test(type) ? 'Graded inspection' : type
}

/** A category of concern that began, went on or ended at an inspection. */
export type CategoryChange<I> = { inspection: I; what: 'placed in' | 'still in' | 'left'; category: string }

/**
 * What inspections (in any order) did to a category of concern, oldest first. An inspection of which no file says
 * anything about a category changes nothing: that is not the same as none.
 */
export function categoryChanges<I extends HeldInspection>(inspections: readonly I[]): CategoryChange<I>[] {
  const changes: CategoryChange<I>[] = []
  let current: string | null = null
  for (const inspection of inspections.toSorted((a, b) => a.startedOn.localeCompare(b.startedOn))) {
    const { category } = inspection
    if (category !== null) {
      changes.push({ inspection, what: category === current ? 'still in' : 'placed in', category })
      current = category
    } else if (inspection.categoryStated && current !== null) {
      changes.push({ inspection, what: 'left', category: current })
      current = null
    }
  }
  return changes
}

export type FrameworkGroup<I> = {
  framework: Framework
  /** With judgements, newest first. */
  graded: I[]
  /** Without: ungraded inspections and visits, newest first. */
  others: I[]
  /** Judgements that any of them made, in the framework's order; "overall" first. */
  judgements: string[]
}

/** How judgements stand in a table: the whole first, then as reports order them, safeguarding and the ages last. */
const order: readonly Judgement[] = [
  'overall',
  'inclusion',
  'curriculum and teaching',
  'quality of education',
  'outcomes',
  'achievement',
  'teaching',
  'teaching, learning and assessment',
  'attendance and behaviour',
  'behaviour and safety',
  'behaviour and attitudes',
  'personal development',
  'personal development, behaviour and welfare',
  'personal development and well-being',
  'leadership and management',
  'leadership and governance',
  'safeguarding',
  'early years',
  'sixth form',
  'post-16',
]
const place = (name: string) => (order.indexOf(name as Judgement) + order.length + 1) % (order.length + 1)

const isJudged = (inspection: HeldInspection) =>
  Object.entries(inspection.judgements).some(([, grade]) => grade !== 'does not apply')

/** Inspections (in any order) by framework, newest framework first: what may stand in one table. */
export function byFramework<I extends HeldInspection>(inspections: readonly I[]): FrameworkGroup<I>[] {
  const newest = inspections.toSorted((a, b) => b.startedOn.localeCompare(a.startedOn))
  return frameworks.flatMap((framework) => {
    const here = newest.filter((i) => i.framework === framework.code)
    if (here.length === 0) return []
    const graded = here.filter(isJudged)
    const names = [
      ...new Set(
        graded.flatMap((i) =>
          Object.entries(i.judgements).flatMap(([name, grade]) => (saysNothing(grade) ? [] : [name])),
        ),
      ),
    ]
    return [
      {
        framework,
        graded,
        others: here.filter((i) => !graded.includes(i)),
        judgements: names.toSorted((a, b) => place(a) - place(b)),
      },
    ]
  })
}

const saysNothing = (grade: string) => grade === 'does not apply' || grade === 'no grade'

/** The grade of a judgement as it was given, or the word in its place; null where that inspection made none. */
export function gradeIn(
  inspection: HeldInspection,
  judgement: string,
): { grade: string; isGrade: boolean } | null {
  const grade = inspection.judgements[judgement]
  if (grade === undefined) return null
  const framework = frameworkOf(inspection.framework)
  return { grade, isGrade: isGrade(framework, grade) || /effective|met/.test(grade) }
}
