// Owns the inspection frameworks since 2009 (design, domain.md §2): when each was in force, its
// judgements, its scale, and what a published code means in it. No grade is ever converted.

export type FrameworkCode = 'before 2009' | '2009' | '2012' | '2012b' | '2015' | '2019' | '2024' | '2025'

export type Judgement =
  | 'overall'
  | 'quality of education'
  | 'behaviour and attitudes'
  | 'personal development'
  | 'leadership and management'
  | 'early years'
  | 'sixth form'
  | 'safeguarding'
  | 'outcomes'
  | 'teaching, learning and assessment'
  | 'personal development, behaviour and welfare'
  | 'achievement'
  | 'teaching'
  | 'behaviour and safety'
  | 'inclusion'
  | 'curriculum and teaching'
  | 'attendance and behaviour'
  | 'personal development and well-being'
  | 'leadership and governance'
  | 'post-16'

export type Framework = {
  code: FrameworkCode
  label: string
  /** First day in force. */
  from: string
  /** Best first. */
  scale: readonly string[]
}

const satisfactory = ['outstanding', 'good', 'satisfactory', 'inadequate'] as const
const improvement = ['outstanding', 'good', 'requires improvement', 'inadequate'] as const

/** Newest first. */
export const frameworks: readonly Framework[] = [
  {
    code: '2025',
    label: 'Report cards, from November 2025',
    from: '2025-11-10',
    scale: ['exceptional', 'strong standard', 'expected standard', 'needs attention', 'urgent improvement'],
  },
  {
    code: '2024',
    label: 'Without an overall grade, from September 2024',
    from: '2024-09-01',
    scale: improvement,
  },
  { code: '2019', label: 'Framework of September 2019', from: '2019-09-01', scale: improvement },
  { code: '2015', label: 'Framework of September 2015', from: '2015-09-01', scale: improvement },
  { code: '2012b', label: 'Framework of September 2012', from: '2012-09-01', scale: improvement },
  { code: '2012', label: 'Framework of January 2012', from: '2012-01-01', scale: satisfactory },
  { code: '2009', label: 'Framework of September 2009', from: '2009-09-01', scale: satisfactory },
  { code: 'before 2009', label: 'Before September 2009', from: '1992-09-01', scale: satisfactory },
]

/** The framework in force on a day (ISO date). Days before 1992 give the oldest. */
export const frameworkOn = (date: string): Framework =>
  frameworks.find((f) => f.from <= date) ?? frameworks.at(-1)!

/** Throws on an unknown code: the database holds none. */
export function frameworkOf(code: string): Framework {
  const framework = frameworks.find((f) => f.code === code)
  if (!framework) throw new Error(`There is no inspection framework ${code}`)
  return framework
}

/** Words published in place of a grade. None of them is a grade, and none is a number. */
const noGrade = new Map(
  Object.entries({
    '-1': 'not inspected',
    '0': 'insufficient evidence',
    '8': 'does not apply',
    '9': 'no grade',
    'not judged': 'not judged',
    'not applicable': 'does not apply',
  }),
)

/** Whether a stored grade is a grade of its framework and not one of the words in its place. */
export const isGrade = (framework: Framework, grade: string): boolean => framework.scale.includes(grade)

/**
 * The grade or word that a published cell stands for in a framework; null where nothing was published
 * ('' and NULL); undefined where the cell makes no sense there.
 */
export function gradeOf(
  framework: Framework,
  judgement: Judgement,
  cell: string | undefined,
): string | null | undefined {
  const text = cell?.trim() ?? ''
  if (text === '' || text === 'NULL') return null
  const word = text.toLowerCase()
  if (judgement === 'safeguarding') {
    if (word === 'yes' || word === 'met') return framework.code === '2025' ? 'met' : 'effective'
    if (word === 'no' || word === 'not met') return framework.code === '2025' ? 'not met' : 'not effective'
    return noGrade.get(word)
  }
  if (/^[1-4]$/.test(word) && framework.code !== '2025') return framework.scale[Number(word) - 1]
  if (framework.scale.includes(word)) return word
  return noGrade.get(word)
}

/** Categories of concern by the codes published for them, padded and in any case. */
const categories = new Map(
  Object.entries({
    sm: 'special measures',
    'special measures': 'special measures',
    swk: 'serious weaknesses',
    sw: 'serious weaknesses',
    'serious weaknesses': 'serious weaknesses',
    'serious weakness': 'serious weaknesses',
    nti: 'notice to improve',
    'notice to improve': 'notice to improve',
    rsi: 'requires significant improvement',
    'requires significant improvement': 'requires significant improvement',
  }),
)

/** The category of concern, or null for none; words we do not know stay as they are. */
export function categoryOf(cell: string | undefined): string | null {
  const text = cell?.trim() ?? ''
  if (text === '' || text === 'NULL' || /^(none|no|not applicable|9)$/i.test(text)) return null
  return categories.get(text.toLowerCase()) ?? text
}
