// Owns what a mark on the map tells: its shape, its colour and its words, by phase or by latest inspection. Shape
// and colour go together, and every mark has its words too. No grade of one framework is shown as another's.
import { type FrameworkCode, frameworkOf, frameworks, isGrade } from '../inspections/frameworks.rules.ts'
import { inBrief, type ShownInspection } from '../inspections/show.rules.ts'

export type Shape = 'circle' | 'square' | 'diamond' | 'triangle' | 'cross' | 'hexagon' | 'ring'
/** `order`: where it stands in the legend. */
export type Kind = { label: string; shape: Shape; colour: string; order: number }
export type By = 'phase' | 'inspection'

/** The populations of medians (school_population in the database), as a legend names them. */
const populations: Record<string, Omit<Kind, 'order'>> = {
  primary: { label: 'Primary', shape: 'circle', colour: '#0b4f55' },
  secondary: { label: 'Secondary and all-through', shape: 'square', colour: '#7a3803' },
  special: { label: 'Special', shape: 'triangle', colour: '#54319f' },
  nursery: { label: 'Nursery', shape: 'diamond', colour: '#1d70b8' },
  '16 plus': { label: '16 plus', shape: 'hexagon', colour: '#912b5f' },
  other: { label: 'Other', shape: 'cross', colour: '#505a5f' },
}

const shapes: Record<FrameworkCode, Shape> = {
  '2025': 'diamond',
  '2024': 'triangle',
  '2019': 'circle',
  '2015': 'square',
  '2012b': 'hexagon',
  '2012': 'cross',
  '2009': 'cross',
  'before 2009': 'cross',
}
// Best to worst of a framework's own scale.
const ranks = ['#0b4f55', '#1d70b8', '#7a3803', '#942514']

export function kindOf(by: By, school: { population: string; inspection: ShownInspection | null }): Kind {
  if (by === 'phase') {
    const found = Object.entries(populations).findIndex(([name]) => name === school.population)
    return { ...Object.values(populations)[found < 0 ? 5 : found]!, order: found < 0 ? 5 : found }
  }
  const { inspection } = school
  if (!inspection) return { label: 'None held', shape: 'ring', colour: '#505a5f', order: 9_999 }
  const framework = frameworkOf(inspection.framework)
  const { overall } = inspection.judgements
  const rank = overall !== undefined && isGrade(framework, overall) ? framework.scale.indexOf(overall) : -1
  return {
    label: `${inBrief(inspection)} (${framework.label.charAt(0).toLowerCase()}${framework.label.slice(1)})`,
    shape: shapes[framework.code],
    colour: (inspection.category === null ? ranks[rank] : ranks[3]) ?? '#505a5f',
    order:
      frameworks.indexOf(framework) * 100 + (rank < 0 ? 50 : rank) + (inspection.category === null ? 0 : 20),
  }
}
