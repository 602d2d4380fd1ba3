// Owns the words that an organisation's programme gives to supporters: kinds of designation, themes and
// rates. Until the organisation's adopted pack says them (packs), this list stands, and it alone.
// From source 002 (designations) and source 001 §2.1 (designations, rates).

export type Rate = {
  key: string
  name: string
  /** Pence a day; null when the cost is agreed each time. */
  pencePerDay: number | null
}

export type Vocabulary = {
  designations: readonly string[]
  themes: readonly string[]
  rates: readonly Rate[]
}

export const usualVocabulary: Vocabulary = {
  designations: [
    'national leader of education',
    'local leader of education',
    'specialist leader of education',
    'national leader of governance',
    'advanced skills teacher',
    'leading teacher',
    'professional partner',
  ],
  themes: [
    'leadership and management',
    'teaching and learning',
    'English',
    'mathematics',
    'early years',
    'assessment and use of data',
    'special educational needs',
    'behaviour and attendance',
    'curriculum',
    'governance',
    'headteacher induction',
    'middle leadership',
  ],
  rates: [
    { key: 'headteacher support', name: 'Headteacher support', pencePerDay: 40_000 },
    { key: 'training', name: 'Training', pencePerDay: 20_000 },
    { key: 'supply cover', name: 'Supply cover for other staff released', pencePerDay: null },
  ],
}

export const phases = ['early years', 'primary', 'secondary', 'special', 'post-16'] as const
export type Phase = (typeof phases)[number]

/** The phases a school works in, from the register's words for phase and type; none when they say nothing. */
export function phasesOf(school: { phase: string | null; type: string | null }): Phase[] {
  const phase = school.phase?.toLowerCase() ?? ''
  if (/special|alternative|pupil referral/i.test(school.type ?? '')) return ['special']
  if (phase.includes('all-through') || phase.includes('all through')) return ['primary', 'secondary']
  if (phase.includes('primary')) return ['primary']
  if (phase.includes('secondary')) return ['secondary']
  if (phase.includes('nursery')) return ['early years']
  if (phase.includes('16')) return ['post-16']
  return []
}
