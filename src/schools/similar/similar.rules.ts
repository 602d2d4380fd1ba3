// Owns which schools are like a school: by kind, then by size, disadvantage, prior attainment of the year group
// and who runs it. Nothing that a school achieved is looked at, so what it achieved cannot change the match.
//
// Follows the field's usual practice: groups of schools alike in intake, found by Euclidean distance over
// standardised characteristics (as the published families of schools and the statistical neighbours of
// authorities are). What is standardised is the pool of all open schools of one kind in England.
import { capital } from '#platform/words.ts'

/** In units of their own: pupils on roll; percent; points at the key stage before. */
export const measuredParts = ['size', 'disadvantage', 'prior'] as const
export type MeasuredPart = (typeof measuredParts)[number]

export type Traits = {
  urn: number
  /** Only schools of one kind are compared (`kindOf`); null where the register does not say enough. */
  kind: string | null
  /** Null where nothing is published: that part is then left out, never guessed. */
  size: number | null
  disadvantage: number | null
  prior: number | null
  /** 'maintained', 'academy' or 'other'; null where the register does not say. */
  runBy: string | null
}

/**
 * The kind of a school: what it is for, the years it takes, and whether it selects. Schools of different kinds are
 * never alike. Null where neither phase nor type group is known.
 */
export function kindOf(school: {
  phase: string | null
  type_group: string | null
  low_age: number | null
  high_age: number | null
  admissions: string | null
}): string | null {
  const { phase, type_group: group, low_age: low, high_age: high } = school
  if (phase === null && group === null) return null
  if (/special/i.test(group ?? '')) return 'special'
  if (/independent/i.test(group ?? '')) return 'independent'
  const words = (phase ?? '').toLowerCase()
  if (words.startsWith('nursery')) return 'nursery'
  if (words.startsWith('16')) return '16 plus'
  if (words.startsWith('middle')) return 'middle'
  if (words.startsWith('all')) return 'all-through'
  if (words.startsWith('secondary'))
    return /^selective$/i.test(school.admissions ?? '') ? 'secondary, selective' : 'secondary'
  if (!words.startsWith('primary')) return group === null ? null : `other: ${group.toLowerCase()}`
  if (high !== null && high <= 9) return high <= 7 ? 'infant' : 'first'
  return low !== null && low >= 7 ? 'junior' : 'primary'
}

/** Who runs a school, as far as it makes schools alike. */
export const runByOf = (typeGroup: string | null): string | null =>
  typeGroup === null
    ? null
    : /academ|free school/i.test(typeGroup)
      ? 'academy'
      : /authority maintained/i.test(typeGroup)
        ? 'maintained'
        : 'other'

/** Schools double rather than add up: 50 and 100 pupils differ as 500 and 1,000 do. Nought or fewer is no size. */
const scaled = (part: MeasuredPart, traits: Traits): number | null => {
  const value = traits[part]
  if (value === null || part !== 'size') return value
  return value > 0 ? Math.log(value) : null
}

/** One standard deviation of each part over the pool; 0 where all are the same, null where nobody has it. */
export type Scale = Record<MeasuredPart, number | null>

export function scaleOf(pool: readonly Traits[]): Scale {
  const deviation = (part: MeasuredPart): number | null => {
    let n = 0
    let mean = 0
    let squares = 0
    for (const school of pool) {
      const value = scaled(part, school)
      if (value === null) continue
      n += 1
      const step = value - mean
      mean += step / n
      squares += step * (value - mean)
    }
    return n === 0 ? null : Math.sqrt(squares / n)
  }
  return { size: deviation('size'), disadvantage: deviation('disadvantage'), prior: deviation('prior') }
}

/** Another kind of body running the school counts as half a standard deviation. */
const OTHERWISE_RUN = 0.5

export type Part = MeasuredPart | 'runBy'

export type Apart = {
  apart: number
  /** What could be compared. */
  parts: Part[]
  /** How far apart in each measured part, in standard deviations. */
  gaps: Partial<Record<MeasuredPart, number>>
}

/**
 * How far two schools are apart: the root of the mean squared difference, in standard deviations, over the parts
 * that both have (0 = alike in each). The same both ways. Null for schools of different or unknown kinds and
 * where no measured part is known of both.
 */
export function distance(a: Traits, b: Traits, scale: Scale): Apart | null {
  if (a.kind === null || a.kind !== b.kind) return null
  const parts: Part[] = []
  const gaps: Apart['gaps'] = {}
  let squares = 0
  for (const part of measuredParts) {
    const here = scaled(part, a)
    const there = scaled(part, b)
    const deviation = scale[part]
    if (here === null || there === null || deviation === null) continue
    parts.push(part)
    const gap = deviation > 0 ? Math.abs(here - there) / deviation : 0
    gaps[part] = gap
    squares += gap ** 2
  }
  if (parts.length === 0) return null
  if (a.runBy !== null && b.runBy !== null) {
    parts.push('runBy')
    if (a.runBy !== b.runBy) squares += OTHERWISE_RUN ** 2
  }
  return { apart: Math.sqrt(squares / parts.length), parts, gaps }
}

export type Alike = Apart & { school: Traits }

/**
 * The schools of the pool nearest to one, nearest first, at most `most`. Those with which fewer of its parts can
 * be compared come after those with more; then the nearer, then the lower URN. Never the school itself.
 */
export function similarTo(
  school: Traits,
  pool: readonly Traits[],
  {
    most = 30,
    scale = scaleOf(pool),
    within = () => true,
  }: {
    most?: number
    scale?: Scale
    within?: (urn: number) => boolean
  } = {},
): Alike[] {
  const found: Alike[] = []
  for (const other of pool) {
    if (other.urn === school.urn || !within(other.urn)) continue
    const how = distance(school, other, scale)
    if (how) found.push({ school: other, ...how })
  }
  return found
    .sort((a, b) => b.parts.length - a.parts.length || a.apart - b.apart || a.school.urn - b.school.urn)
    .slice(0, most)
}

/** What each part is called where it is left out. */
export const partNames: Record<Part, string> = {
  size: 'size',
  disadvantage: 'free school meals',
  prior: 'prior attainment',
  runBy: 'who runs it',
}

/** Up to a quarter of a standard deviation is much alike, up to three quarters alike, beyond that less so. */
const nearness = (gap: number): 'much' | 'alike' | 'less' =>
  gap <= 0.25 ? 'much' : gap <= 0.75 ? 'alike' : 'less'

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** Why two schools are alike, as a sentence: in what much, in what less so, and what could not be compared. */
export function whyAlike(here: Traits, { school: there, parts, gaps }: Alike): string {
  const of = (how: ReturnType<typeof nearness>) =>
    measuredParts
      .filter((part) => gaps[part] !== undefined && nearness(gaps[part]) === how)
      .map((p) => partNames[p])
  const [much, alike, less] = [of('much'), of('alike'), of('less')]
  const said = [
    ...(much.length > 0 ? [`much alike in ${listed(much)}`] : []),
    ...(alike.length > 0 ? [`alike in ${listed(alike)}`] : []),
    ...(less.length > 0 ? [`less so in ${listed(less)}`] : []),
    ...(parts.includes('runBy') && there.runBy !== here.runBy ? ['run by another kind of body'] : []),
  ]
  const missing = [...measuredParts, 'runBy' as const].filter((part) => !parts.includes(part))
  const left = missing.length > 0 ? ` Not compared: ${listed(missing.map((part) => partNames[part]))}.` : ''
  return `${capital(said.join('; '))}.${left}`
}

/** The middle of some numbers; null of none. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const low = sorted[Math.floor((sorted.length - 1) / 2)]
  const high = sorted[Math.ceil((sorted.length - 1) / 2)]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
