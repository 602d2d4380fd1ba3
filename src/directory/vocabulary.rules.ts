// Owns the shape of the words that a programme gives to supporters: kinds of designation, themes and rates;
// and the usual ones, for an organisation that has adopted no pack. From source 001 §2.1.

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
    'National leader of education',
    'Local leader of education',
    'Specialist leader of education',
    'Professional partner',
    'Advanced skills teacher',
    'Leading teacher',
  ],
  themes: [
    'Leadership and management',
    'Quality of teaching and learning',
    'English',
    'Mathematics',
    'Early years',
    'Assessment and tracking',
    'Behaviour and attendance',
    'Special needs and vulnerable groups',
    'Governance',
    "A new head's first years",
  ],
  rates: [
    { key: 'headteacher-support', name: 'Support by a headteacher', pencePerDay: 40_000 },
    { key: 'staff-release', name: 'Other staff released to support a school', pencePerDay: null },
    { key: 'training', name: 'Training and other school improvement work', pencePerDay: 20_000 },
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
