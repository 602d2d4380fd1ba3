// Owns how an inspection reads in a few words.
import { capital } from '#platform/words.ts'
import { frameworkOf, isGrade } from './frameworks.rules.ts'

export type ShownInspection = {
  kind: string
  framework: string
  judgements: Record<string, string>
  category: string | null
  outcome: string | null
}

/**
 * An inspection in a few words: its overall grade where its framework gave one, else how many judgements
 * it made, never a grade worked out from the parts. A category of concern comes first.
 */
export function inBrief(inspection: ShownInspection): string {
  const framework = frameworkOf(inspection.framework)
  const { overall } = inspection.judgements
  const category = inspection.category === null ? '' : `${capital(inspection.category)}; `
  if (inspection.kind === 'report card') return `${category}Report card`
  if (inspection.kind === 'ungraded') return inspection.outcome ?? 'Ungraded inspection'
  if (overall !== undefined && isGrade(framework, overall)) return `${category}${capital(overall)}`
  return `${category}${overall === 'not judged' ? 'No overall grade' : 'Graded inspection'}`
}

/** A judgement's name and grade as a page shows them. */
export const showJudgement = (judgement: string, grade: string): { judgement: string; grade: string } => ({
  judgement: judgement === 'overall' ? 'Overall effectiveness' : capital(judgement),
  grade: capital(grade),
})
